//! Logging in at a platform's own page (OAuth 2.0, RFC 6749; PKCE, RFC 7636; revocation, RFC 7009). In: an app that the
//! town registered there, and what the platform answers a person who agreed. Out: logins with which connectors read.
//!
//! `provider` says how each platform wants it, `authorize` makes the address a person opens and reads what comes back,
//! `exchange` turns its code into a login, `accounts` lists what may be read with it, `renew` keeps it alive, `revoke`
//! gives it back, `ask` sends. Called by admin (logging in, taking back) and by the job that keeps logins alive.
//!
//! Secrets travel in bodies and headers; only Instagram and Threads take the app's in an address, and no address that
//! carries one is logged or stored.

mod accounts;
mod ask;
mod authorize;
mod exchange;
mod provider;
mod renew;
mod revoke;

#[cfg(test)]
mod tests;

pub use accounts::{Offer, accounts, settle};
pub use authorize::{Answer, authorize_address, read_answer};
pub use exchange::{Brought, exchange};
pub use provider::{PROVIDERS, Provider, by_name, of_kind, of_login};
pub use renew::{Looked, next_look, refresh, works_once};
pub use revoke::{Revoked, revoke, takes_all};
