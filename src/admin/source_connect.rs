//! Logins: read from a file, sealed, and shared by the sources of one account.

use jiff::Timestamp;
use serde::Deserialize;

use super::{AdminError, Desk, Refusal};
use crate::domain::audit::{About, Deed};
use crate::domain::connection::{Connection, Login, PlatformApp, Secret, login_place};
use crate::domain::ids::Ulid;
use crate::domain::source::{Source, SourceKind, SourceState};
use crate::domain::{ConnectionId, TownId};
use crate::publish::record;
use crate::sources::oauth;
use crate::store::connections::{self, NewConnection};
use crate::store::{Conn, Lane, StoreError, sources};

/// A login with the people who look after it.
#[derive(Debug, Clone)]
pub struct Keyring {
    pub login: Login,
    pub person: Option<String>,
    pub deputy: Option<String>,
}

/// A login that is ready to be stored.
pub(super) struct Sealed<'a> {
    keyring: &'a Keyring,
    ulid: Ulid,
    text: String,
}

/// A credential file: JSON with these fields, or nothing but the token.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    token: Secret,
    refresh: Option<Secret>,
    app_id: Option<String>,
    app_secret: Option<Secret>,
    user: Option<String>,
    verify: Option<Secret>,
    expires_at: Option<Timestamp>,
}

/// Reads what a credential file holds.
///
/// # Errors
/// When it is empty, or JSON with other fields than it may have.
pub fn read_login(text: &str) -> Result<Login, AdminError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new("refused-login-empty").into());
    }
    if !text.starts_with('{') {
        return Ok(Login::with_token(text));
    }
    // What the parser says names fields, lines and columns, never a value.
    let file: File = serde_json::from_str(text).map_err(|error| {
        let place = format!("{}:{}", error.line(), error.column());
        Refusal::new("refused-login-file").with("place", place)
    })?;
    Ok(Login {
        refresh: file.refresh,
        app_id: file.app_id,
        app_secret: file.app_secret,
        user: file.user,
        verify: file.verify,
        expires_at: file.expires_at,
        ..Login::with_token(file.token.reveal())
    })
}

/// An app file: JSON with these fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AppFile {
    app_id: String,
    app_secret: Secret,
    verify: Option<Secret>,
}

/// Reads the app that a town registered at a platform.
///
/// # Errors
/// When it is no JSON with id and secret.
pub fn read_app(text: &str) -> Result<PlatformApp, AdminError> {
    let file: AppFile = serde_json::from_str(text.trim()).map_err(|error| {
        let place = format!("{}:{}", error.line(), error.column());
        Refusal::new("refused-app-file").with("place", place)
    })?;
    Ok(PlatformApp { id: file.app_id, secret: file.app_secret, verify: file.verify })
}

/// Opens a stored login.
pub(super) fn open_login(desk: &Desk, connection: &Connection) -> Result<Login, AdminError> {
    let open = desk.sealer.open(&login_place(&connection.ulid.to_string()), &connection.login_sealed)?;
    Ok(serde_json::from_slice(&open).map_err(StoreError::from)?)
}

/// Seals a login under a name of its own.
pub(super) fn check_login<'a>(desk: &Desk, keyring: &'a Keyring) -> Result<Sealed<'a>, AdminError> {
    let ulid = desk.ulid();
    Ok(Sealed { keyring, ulid, text: seal_login(desk, ulid, &keyring.login)? })
}

fn seal_login(desk: &Desk, ulid: Ulid, login: &Login) -> Result<String, AdminError> {
    let open = serde_json::to_vec(login).map_err(StoreError::from)?;
    Ok(desk.sealer.seal(&login_place(&ulid.to_string()), &open)?)
}

/// Stores a login as a new connection.
pub(super) async fn store_login(
    conn: &mut Conn<'_>,
    town: TownId,
    platform: SourceKind,
    (name, account): (&str, Option<&str>),
    sealed: &Sealed<'_>,
    now: Timestamp,
) -> Result<ConnectionId, StoreError> {
    let keyring = sealed.keyring;
    let new = NewConnection {
        town,
        ulid: sealed.ulid,
        platform,
        name,
        account,
        login: &keyring.login,
        login_sealed: &sealed.text,
        refresh_at: oauth::next_look(platform, &keyring.login, now),
        person: keyring.person.as_deref(),
        deputy: keyring.deputy.as_deref(),
    };
    connections::add(conn, new, now).await
}

/// Gives a source a new login: its connection is renewed for all sources that share it, or made. The next look is due at
/// once and catches up without telling followers twice. A channel that was paused because its login was given back is read
/// again.
///
/// # Errors
/// When the store refuses.
pub async fn connect_source(desk: &Desk, source: &Source, keyring: &Keyring) -> Result<Connection, AdminError> {
    let now = desk.clock.now();
    let known = match source.connection {
        Some(id) => desk.db.read(async |c: &mut Conn<'_>| connections::by_id(c, source.town, id).await).await?,
        None => None,
    };
    let sealed = match &known {
        Some(connection) => {
            Sealed { keyring, ulid: connection.ulid, text: seal_login(desk, connection.ulid, &keyring.login)? }
        }
        None => check_login(desk, keyring)?,
    };
    let stored = desk
        .db
        .write_town(source.town, Lane::Urgent, async |c: &mut Conn<'_>| {
            let id = match &known {
                Some(connection) => {
                    let next = oauth::next_look(connection.platform, &keyring.login, now);
                    connections::renew(c, connection, (&keyring.login, &sealed.text), next, None, now).await?;
                    connections::note_missing(c, connection, &[], now).await?;
                    let person = keyring.person.as_deref().or(connection.person.as_deref());
                    let deputy = keyring.deputy.as_deref().or(connection.deputy.as_deref());
                    connections::set_people(c, connection, person, deputy).await?;
                    connection.id
                }
                None => {
                    let named = (source.name.as_str(), source.account.as_deref());
                    let id = store_login(c, source.town, source.kind, named, &sealed, now).await?;
                    connections::attach(c, source, id, now).await?;
                    if source.state == SourceState::Paused {
                        sources::set_state(c, source, SourceState::Active, now).await?;
                        let speaker = desk.speaker(c, source.town).await?;
                        let about = About::Source(source.slug.clone());
                        record(c, &speaker, Deed::SourceResumed, about, serde_json::json!({}), now).await?;
                    }
                    id
                }
            };
            Ok::<_, AdminError>(connections::by_id(c, source.town, id).await?)
        })
        .await?;
    stored.ok_or_else(|| StoreError::RowsAffected { statement: "read connection", expected: 1, actual: 0 }.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_file_is_a_token_or_json() {
        assert_eq!(read_login(" 123:abc\n").unwrap(), Login::with_token("123:abc"));
        let login =
            read_login(r#"{"token": "t", "app_id": "7", "app_secret": "s", "expires_at": "2026-03-01T00:00:00Z"}"#);
        let login = login.unwrap();
        assert_eq!((login.token.reveal(), login.app_id.as_deref()), ("t", Some("7")));
        assert!(login.expires_at.is_some());
        for wrong in ["", "{}", r#"{"token": "geheim", "tokn": 1}"#, "{"] {
            let error = format!("{:?}", read_login(wrong).unwrap_err());
            assert!(!error.contains("geheim"), "{error}");
        }
    }
}
