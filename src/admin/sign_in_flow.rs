//! A sign-in that leads over another page: to a device that holds a passkey, or to the town hall's own sign-in service. In:
//! what was asked; it lies sealed in the store for ten minutes, under a hash of what this browser alone holds. Out: the same,
//! once.

use data_encoding::BASE64URL_NOPAD;
use http::HeaderMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{DiscoverableAuthentication, PasskeyAuthentication, PasskeyRegistration};

use super::session::{held, new_key};
use super::{AdminError, Desk};
use crate::clock::SharedRng;
use crate::domain::connection::Secret;
use crate::domain::ids::Ulid;
use crate::domain::staff::LONGEST_DETOUR;
use crate::seal::sha256_hex;
use crate::store::{Conn, Lane, sign_in_flows};

/// What a browser was sent away for.
#[derive(Serialize, Deserialize)]
pub(super) enum Errand {
    /// A further passkey of this person.
    NewPasskey { person: Ulid, name: String, state: PasskeyRegistration },
    /// Anybody signs in with a passkey.
    Passkey { state: DiscoverableAuthentication, onwards: String },
    /// This person, whose password was right or who is signed in, proves themselves with a passkey.
    Proof { person: Ulid, state: PasskeyAuthentication, onwards: String },
    /// Somebody signs in at the service.
    Service { words: ServiceWords, aim: Aim },
}

/// What only this browser and the service may bring together.
#[derive(Serialize, Deserialize)]
pub(super) struct ServiceWords {
    pub state: Secret,
    pub nonce: Secret,
    pub verifier: Secret,
}

impl ServiceWords {
    /// New ones, 256 bits each.
    pub fn new(rng: &SharedRng) -> Self {
        let word = || {
            let mut bits = [0u8; 32];
            rng.fill(&mut bits);
            Secret::new(BASE64URL_NOPAD.encode(&bits))
        };
        Self { state: word(), nonce: word(), verifier: word() }
    }
}

/// Why somebody went to the service.
#[derive(Serialize, Deserialize)]
pub(super) enum Aim {
    SignIn {
        onwards: String,
    },
    /// This person links their account there.
    Link {
        person: Ulid,
    },
    /// Who was invited with this code links theirs instead of choosing a password.
    Invitation {
        code: Secret,
    },
}

/// The name of the cookie; see [`super::session`].
fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-unterwegs" } else { "unterwegs-probe" }
}

fn hash(key: &str) -> String {
    sha256_hex(format!("ausrufer sign-in flow {key}").as_bytes())
}

fn place(hash: &str) -> String {
    format!("sign_in_flow/papers_sealed/{hash}")
}

fn broken(error: impl std::fmt::Display) -> AdminError {
    AdminError::SignIn(error.to_string())
}

/// Keeps an errand; gives the cookie by which this browser is known when it comes back.
///
/// # Errors
/// When the store or the cipher refuses.
pub(super) async fn begin(desk: &Desk, errand: &Errand) -> Result<String, AdminError> {
    let key = new_key(&desk.rng);
    let hash = hash(&key);
    let papers = serde_json::to_vec(errand).map_err(broken)?;
    let sealed = desk.sealer.seal(&place(&hash), &papers)?;
    let until = desk.clock.now().checked_add(LONGEST_DETOUR).unwrap_or(Timestamp::MAX);
    desk.db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| sign_in_flows::keep(c, &hash, &sealed, until).await)
        .await?;
    let https = desk.scheme == "https";
    let (name, secure, age) = (cookie_name(https), if https { "; Secure" } else { "" }, LONGEST_DETOUR.as_secs());
    // Lax: the way back from the service begins at another host.
    Ok(format!("{name}={key}; Path=/{secure}; HttpOnly; SameSite=Lax; Max-Age={age}"))
}

/// Takes the errand of this browser, for good. `None`: there is none, it is over, or it was taken.
///
/// # Errors
/// When the store or the cipher refuses.
pub(super) async fn take(desk: &Desk, headers: &HeaderMap) -> Result<Option<Errand>, AdminError> {
    let Some(hash) = held(headers, cookie_name(desk.scheme == "https")).map(hash) else { return Ok(None) };
    let now = desk.clock.now();
    // Whoever made a key up keeps no writer busy.
    if !desk.db.read(async |c: &mut Conn<'_>| sign_in_flows::is_there(c, &hash).await).await? {
        return Ok(None);
    }
    let taken =
        desk.db.write_in(Lane::Urgent, async |c: &mut Conn<'_>| sign_in_flows::take(c, &hash, now).await).await?;
    let Some(sealed) = taken else { return Ok(None) };
    Ok(Some(serde_json::from_slice(&desk.sealer.open(&place(&hash), &sealed)?).map_err(broken)?))
}
