//! 4. It reaches followers. The only module that imports `activitypub_federation`.

pub mod actor_keys;
pub mod deliver;
mod deliver_result;
mod deliver_send;
pub mod digest;
pub mod keys;
pub mod signature;
mod signature_cavage;
mod signature_rfc9421;
mod structured_fields;
