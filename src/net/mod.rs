//! Talking to strangers: the one way out of this process (DESIGN D17).
//!
//! In: a [`Request`] with its guard [`Profile`]. Out: a [`Response`] whose body is decoded and bounded, or a
//! [`NetError`]. `guard` says which URLs and addresses are allowed, `resolve` looks a name up once and pins what the
//! guard left over, `redirect` decides the next hop, `slots` keeps us polite to one host, `client` joins them; `line` is
//! the one way to something that does not speak HTTP, a mailbox.
//! Called by sources, ingest, federation and notify; `app` builds the one [`Net`].

mod cidr;
mod client;
mod error;
mod guard;
mod line;
mod message;
mod redirect;
mod resolve;
mod retry_after;
mod slots;

#[cfg(test)]
mod tests;

pub use cidr::{Cidr, CidrError};
pub use client::{Net, NetConfig, holds_certificates};
pub use error::NetError;
pub use guard::{Profile, Refusal, is_global};
pub use line::Line;
pub use message::{Request, Response};
pub use resolve::{Resolver, SystemResolver};
pub use retry_after::retry_after;
