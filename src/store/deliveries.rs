//! Deliveries: one activity to one inbox, still to go out.
