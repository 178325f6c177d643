//! The clock and the hands: what runs when.
