//! 4. It reaches followers. The only module that imports `activitypub_federation`.
