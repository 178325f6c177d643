//! Talking to strangers: the egress guard, the one HTTP client, the CONNECT proxy, Retry-After.
