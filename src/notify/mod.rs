//! 6. It reaches mailboxes. Nothing is sent yet: the first user of this room is the operator alarm.
