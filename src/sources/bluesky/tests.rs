//! What a Bluesky answer may hold, each with the smallest payload that shows it.
