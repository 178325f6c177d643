//! Passkeys (requirements S-07, W3C Web Authentication): a device proves who someone is with a key of its own, after it made
//! sure itself that it is them; so a passkey stands in for password and second proof. In: what a browser answered to what it
//! was asked. Out: who it is. Keys belong to the host of the admin area; on another host they say nothing.

use http::HeaderMap;
use serde_json::{Value, json};
use url::Url;
use webauthn_rs::prelude::{
    DiscoverableKey, Passkey, PublicKeyCredential, RegisterPublicKeyCredential, Uuid, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use super::sign_in_flow::{self, Errand};
use super::staff_note::{lock_their_towns, note_own};
use super::staff_proof::new_codes;
use super::{AdminError, Desk, Refusal};
use crate::domain::audit::Deed;
use crate::domain::ids::Ulid;
use crate::domain::staff::{Staff, StaffPasskey};
use crate::i18n::Locale;
use crate::seal::sha256_hex;
use crate::store::{Conn, Lane, StoreError, sessions, staff, staff_codes, staff_passkeys};
use crate::urls::Origin;

/// Passkeys of one person.
const MOST: usize = 20;

/// What a browser asks a device for.
pub(super) struct Question {
    /// Options for `navigator.credentials`, as JSON.
    pub options: String,
    /// By which the browser is known when it answers.
    pub cookie: String,
}

/// Whoever proved themselves.
pub(super) struct Proven {
    pub staff: Staff,
    /// Where they wanted to go.
    pub onwards: String,
}

fn refused(key: &'static str) -> AdminError {
    Refusal::new(key).into()
}

/// Whether there can be passkeys at a host: it has a name.
pub(super) fn is_possible(origin: &Origin) -> bool {
    Url::parse(&origin.absolute("/")).is_ok_and(|url| url.domain().is_some())
}

/// The library, for one host. Hosts without a name (addresses of numbers) cannot have passkeys.
fn at(origin: &Origin, locale: Locale) -> Result<Webauthn, AdminError> {
    let url = Url::parse(&origin.absolute("/")).map_err(|_| refused("refused-passkey-host"))?;
    let host = url.domain().ok_or_else(|| refused("refused-passkey-host"))?.to_owned();
    let name = locale.text("desk-name");
    let builder = WebauthnBuilder::new(&host, &url).map_err(|_| refused("refused-passkey-host"))?;
    builder.rp_name(&name).build().map_err(|error| AdminError::SignIn(error.to_string()))
}

/// An answer that does not fit. Why stands in the log only; nothing of the answer does.
fn unfit(error: &WebauthnError) -> AdminError {
    if matches!(error, WebauthnError::CredentialPossibleCompromise) {
        tracing::warn!("a passkey showed an older counter than before: it may have been copied");
        return refused("refused-passkey-copied");
    }
    tracing::info!(%error, "an answer for a passkey was refused");
    refused("refused-passkey")
}

fn keys(all: &[StaffPasskey]) -> Result<Vec<Passkey>, AdminError> {
    let read = |one: &StaffPasskey| serde_json::from_str(&one.public_key);
    all.iter().map(read).collect::<Result<_, _>>().map_err(|error| AdminError::SignIn(error.to_string()))
}

async fn passkeys_of(desk: &Desk, person: &Staff) -> Result<Vec<StaffPasskey>, AdminError> {
    Ok(desk.db.read(async |c: &mut Conn<'_>| staff_passkeys::of(c, person.id).await).await?)
}

async fn question(
    desk: &Desk,
    options: &impl serde::Serialize,
    errand: &Errand,
    change: impl FnOnce(&mut Value),
) -> Result<Question, AdminError> {
    let mut options = serde_json::to_value(options).map_err(|error| AdminError::SignIn(error.to_string()))?;
    let mut asked = without_nulls(options["publicKey"].take());
    change(&mut asked);
    Ok(Question { options: asked.to_string(), cookie: sign_in_flow::begin(desk, errand).await? })
}

/// Browsers refuse `null` where nothing would do.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(all) => Value::Object(
            all.into_iter().filter(|(_, one)| !one.is_null()).map(|(k, one)| (k, without_nulls(one))).collect(),
        ),
        Value::Array(all) => Value::Array(all.into_iter().map(without_nulls).collect()),
        plain => plain,
    }
}

/// Asks for a new one. The device keeps it with the person's name, so that it is found without typing one.
///
/// # Errors
/// When there are too many already, the host cannot have any, or the store refuses.
pub(super) async fn ask_new(
    desk: &Desk,
    (origin, locale): (&Origin, Locale),
    person: &Staff,
    name: String,
) -> Result<Question, AdminError> {
    let there = passkeys_of(desk, person).await?;
    if there.len() >= MOST {
        return Err(refused("refused-passkeys-many"));
    }
    let known = keys(&there)?.iter().map(|key| key.cred_id().clone()).collect();
    let (options, state) = at(origin, locale)?
        .start_passkey_registration(Uuid::from_bytes(person.ulid.to_bytes()), &person.login, &person.name, Some(known))
        .map_err(|error| AdminError::SignIn(error.to_string()))?;
    let errand = Errand::NewPasskey { person: person.ulid, name, state };
    question(desk, &options, &errand, |asked| {
        asked["authenticatorSelection"]["residentKey"] = json!("required");
        asked["authenticatorSelection"]["requireResidentKey"] = json!(true);
    })
    .await
}

/// Takes a new one. It counts from here on, and everybody else who is signed in as this person is out. Gives their codes on
/// paper, if they had none.
///
/// # Errors
/// When the answer does not fit what this browser was asked, the key is known already, or the store refuses.
pub(super) async fn add(
    desk: &Desk,
    (origin, locale): (&Origin, Locale),
    headers: &HeaderMap,
    (person, answer): (&Staff, &str),
) -> Result<Vec<String>, AdminError> {
    let Some(Errand::NewPasskey { person: asked, name, state }) = sign_in_flow::take(desk, headers).await? else {
        return Err(refused("refused-passkey-late"));
    };
    if asked != person.ulid {
        return Err(refused("refused-passkey-late"));
    }
    let answer: RegisterPublicKeyCredential = serde_json::from_str(answer).map_err(|_| refused("refused-passkey"))?;
    let key = at(origin, locale)?.finish_passkey_registration(&answer, &state).map_err(|error| unfit(&error))?;
    let now = desk.clock.now();
    let public_key = serde_json::to_string(&key).map_err(|error| AdminError::SignIn(error.to_string()))?;
    let passkey = StaffPasskey { ulid: desk.ulid(), name, public_key, created_at: now, used_at: None };
    let hash = sha256_hex(key.cred_id());
    let (codes, hashes) = new_codes(desk, person);
    let added = desk
        .db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            note_own(c, person, Deed::PasskeyAdded, now).await?;
            staff_passkeys::add(c, person.id, &passkey, &hash).await?;
            let without_codes = staff_codes::left(c, person.id).await? == 0;
            if without_codes {
                staff_codes::renew(c, person.id, &hashes, now).await?;
            }
            sessions::end_of(c, person.id, None).await?;
            Ok::<_, AdminError>(if without_codes { codes } else { Vec::new() })
        })
        .await;
    match added {
        Err(AdminError::Store(StoreError::Exists(_))) => Err(refused("refused-passkey-known")),
        other => other,
    }
}

/// Asks for a passkey: of this person, or of whoever has one.
///
/// # Errors
/// When the person has none, the host cannot have any, or the store refuses.
pub(super) async fn ask(
    desk: &Desk,
    (origin, locale): (&Origin, Locale),
    person: Option<&Staff>,
    onwards: String,
) -> Result<Question, AdminError> {
    let library = at(origin, locale)?;
    let broken = |error: WebauthnError| AdminError::SignIn(error.to_string());
    match person {
        Some(person) => {
            let known = keys(&passkeys_of(desk, person).await?)?;
            if known.is_empty() {
                return Err(refused("refused-passkey"));
            }
            let (options, state) = library.start_passkey_authentication(&known).map_err(broken)?;
            question(desk, &options, &Errand::Proof { person: person.ulid, state, onwards }, |_| ()).await
        }
        None => {
            let (options, state) = library.start_discoverable_authentication().map_err(broken)?;
            question(desk, &options, &Errand::Passkey { state, onwards }, |_| ()).await
        }
    }
}

/// Who it is that answered. `signed`: whoever's password was right in this browser, or who is signed in there.
///
/// # Errors
/// When the answer does not fit what this browser was asked, or the store refuses. Who never had a passkey, whose was
/// taken away and who left get the same answer.
pub(super) async fn prove(
    desk: &Desk,
    (origin, locale): (&Origin, Locale),
    headers: &HeaderMap,
    (signed, answer): (Option<&Staff>, &str),
) -> Result<Proven, AdminError> {
    let errand = sign_in_flow::take(desk, headers).await?.ok_or_else(|| refused("refused-passkey-late"))?;
    let answer: PublicKeyCredential = serde_json::from_str(answer).map_err(|_| refused("refused-passkey"))?;
    let library = at(origin, locale)?;
    let (person, onwards, result, known) = match errand {
        Errand::Passkey { state, onwards } => {
            let (user, credential) =
                library.identify_discoverable_authentication(&answer).map_err(|error| unfit(&error))?;
            let id = Ulid::from_bytes(user.into_bytes());
            let found = desk.db.read(async |c: &mut Conn<'_>| staff::by_ulid(c, id).await).await?;
            let person = found.filter(|one| one.ended_at.is_none()).ok_or_else(|| refused("refused-passkey"))?;
            let known = passkeys_of(desk, &person).await?;
            let key = keys(&known)?.into_iter().find(|key| key.cred_id().as_slice() == credential);
            let key = DiscoverableKey::from(key.ok_or_else(|| refused("refused-passkey"))?);
            let result = library.finish_discoverable_authentication_v2(&answer, state, key);
            (person, onwards, result, known)
        }
        Errand::Proof { person, state, onwards } => {
            let person = signed
                .filter(|signed| signed.ulid == person)
                .cloned()
                .ok_or_else(|| refused("refused-passkey-late"))?;
            let known = passkeys_of(desk, &person).await?;
            (person, onwards, library.finish_passkey_authentication(&answer, &state), known)
        }
        Errand::NewPasskey { .. } | Errand::Service { .. } => return Err(refused("refused-passkey-late")),
    };
    let result = result.map_err(|error| unfit(&error))?;
    if !result.user_verified() {
        return Err(refused("refused-passkey"));
    }
    // It may have been taken away since it was asked for.
    let mut used = None;
    for (row, mut key) in known.iter().zip(keys(&known)?) {
        if key.update_credential(&result).is_some() {
            used = Some((row, serde_json::to_string(&key).map_err(|error| AdminError::SignIn(error.to_string()))?));
        }
    }
    let (row, public_key) = used.ok_or_else(|| refused("refused-passkey"))?;
    let now = desk.clock.now();
    let noted = desk
        .db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            staff_passkeys::note_use(c, person.id, (row, &public_key), now).await
        })
        .await?;
    if noted { Ok(Proven { staff: person, onwards }) } else { Err(refused("refused-passkey")) }
}

/// Takes one away, unless it is the last thing by which this person proves who they are. Everybody else who is signed in as
/// them is out.
///
/// # Errors
/// When it is the last, is none of theirs, or the store refuses.
pub(super) async fn remove(desk: &Desk, person: &Staff, id: Ulid) -> Result<(), AdminError> {
    let now = desk.clock.now();
    desk.db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            // Two at the same time wait for each other, or both would be the last but one.
            lock_their_towns(c, person.id).await?;
            let there = staff_passkeys::of(c, person.id).await?;
            let with_phone = staff::by_id(c, person.id).await?.is_some_and(|found| found.proof_since.is_some());
            if there.len() < 2 && !with_phone {
                return Err(refused("refused-passkey-last"));
            }
            if !staff_passkeys::remove(c, person.id, id).await? {
                return Err(refused("refused-passkey-gone"));
            }
            note_own(c, person, Deed::PasskeyRemoved, now).await?;
            sessions::end_of(c, person.id, None).await?;
            Ok(())
        })
        .await
}
