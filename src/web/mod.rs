//! 5. It reaches visitors: pages, feeds, media, ActivityPub documents.
