//! What other servers see of us, and what they can and cannot make us do.
