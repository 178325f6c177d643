//! Remote hosts and their inboxes.
