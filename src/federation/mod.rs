//! 4. It reaches followers. The only module that imports `activitypub_federation`.

pub mod digest;
pub mod keys;
pub mod signature;
mod signature_cavage;
mod signature_rfc9421;
mod structured_fields;
