//! Logins while jobs work: opened for a look, renewed before they end, noted as dead when the platform refuses them.
//! One worker at a time renews one login. That a word which works only once is sent stands in the store before it is sent,
//! and the new login before anyone uses it: whatever ends the program in between, the next worker tries the old word, and
//! if the platform refuses it, people are told that the login is lost (`watch_logins`).

use std::time::Duration;

use jiff::Timestamp;

use super::chore::Chore;
use super::runner::later;
use super::{Hands, JobError, Outcome};
use crate::domain::connection::{Connection, Login, login_place};
use crate::domain::source::{Cause, ErrorClass, Source};
use crate::domain::town::Town;
use crate::domain::{ConnectionId, TownId};
use crate::sources::address_clean::web_address;
use crate::sources::oauth::{self, Looked};
use crate::sources::{LookCx, SourceError};
use crate::store::connections::{Miss, Turn};
use crate::store::{Conn, StoreError, connections, sources, towns};

/// Every five minutes: which tokens are to be renewed.
pub(super) const CHORE: Chore = Chore { name: "renewed_logins", every_s: 300 };

/// After a failed try to renew a login: an eighth of what is left of its life, within these bounds.
const AGAIN_S: (i64, i64) = (60, 3_600);

/// How long a worker has the turn; longer than all its requests together may take.
const TURN: Duration = Duration::from_secs(120);

/// The login of a source, opened; `None` for sources that need none.
///
/// # Errors
/// When the store refuses, or the sealed login does not open.
pub(super) async fn login_of(hands: &Hands, source: &Source) -> Result<Option<Login>, JobError> {
    let Some(id) = source.connection else { return Ok(None) };
    let found = hands.db.read(async |c: &mut Conn<'_>| connections::by_id(c, source.town, id).await).await?;
    found.map(|connection| open(hands, &connection)).transpose()
}

pub(super) fn open(hands: &Hands, connection: &Connection) -> Result<Login, JobError> {
    let place = login_place(&connection.ulid.to_string());
    let unusable = |why: String| JobError::Papers(format!("the login {} cannot be opened: {why}", connection.ulid));
    let open = hands.sealer.open(&place, &connection.login_sealed).map_err(|error| unusable(error.to_string()))?;
    serde_json::from_slice(&open).map_err(|error| unusable(error.to_string()))
}

/// Notes whether the platform took the login of a source.
pub(super) async fn note(conn: &mut Conn<'_>, hands: &Hands, source: &Source, refused: bool) -> Result<(), StoreError> {
    let Some(id) = source.connection else { return Ok(()) };
    connections::note_dead(conn, source.town, id, refused, hands.now()).await
}

/// Renews what is due. One that fails keeps no other waiting.
pub(super) async fn run(hands: &Hands) -> Result<Outcome, JobError> {
    let now = hands.now();
    let due = hands.db.read(async |c: &mut Conn<'_>| connections::to_refresh(c, now).await).await?;
    for (town, id) in due {
        if let Err(error) = renew(hands, town, id).await {
            tracing::warn!(%town, connection = %id, %error, "a login could not be renewed; it is tried again");
        }
    }
    Ok(Outcome::Done)
}

/// Renews one login, if nobody else does.
pub(super) async fn renew(hands: &Hands, town: TownId, id: ConnectionId) -> Result<(), JobError> {
    let now = hands.now();
    let found = hands
        .db
        .read(async |c: &mut Conn<'_>| {
            let all = sources::of_town(c, town).await?;
            let api_base = all.into_iter().find(|source| source.connection == Some(id)).and_then(|one| one.api_base);
            let known = connections::by_id(c, town, id).await?;
            Ok::<_, StoreError>((towns::by_id(c, town).await?, known, api_base))
        })
        .await?;
    let (Some(town), Some(connection), api_base) = found else { return Ok(()) };
    let login = open(hands, &connection)?;
    let turn = Turn {
        until: later(now, TURN),
        again: later(now, again_after(hands, &login, now)),
        once: oauth::works_once(connection.platform, &login),
    };
    let ours =
        hands.db.write(async |c: &mut Conn<'_>| connections::begin_renewal(c, &connection, turn, now).await).await?;
    if !ours {
        return Ok(());
    }
    let cx = LookCx {
        net: &hands.net,
        api_base: api_base.and_then(|base| web_address(&base).ok()),
        login: Some(&login),
        settings: None,
        now,
        zone: town.zone(),
    };
    match oauth::refresh(connection.platform, &cx, &login).await {
        Ok(looked) => keep(hands, &town, &connection, &login, looked, now).await,
        Err(error) => refused(hands, &connection, &login, &error, now).await,
    }
}

async fn keep(
    hands: &Hands,
    town: &Town,
    connection: &Connection,
    old: &Login,
    looked: Looked,
    now: Timestamp,
) -> Result<(), JobError> {
    let platform = connection.platform;
    let missing = looked.missing;
    let new = looked.login;
    let sealed = match &new {
        Some(new) => {
            let text = serde_json::to_vec(new).map_err(StoreError::from)?;
            let place = login_place(&connection.ulid.to_string());
            Some(hands.sealer.seal(&place, &text).map_err(|error| JobError::Papers(error.to_string()))?)
        }
        None => None,
    };
    // Nothing new and half its life over: only a person can renew it, and the calendar of logins warns in time.
    let next = match (&new, &missing) {
        (Some(new), _) => oauth::next_look(platform, new, now),
        (None, Some(_)) => oauth::next_look(platform, old, now),
        (None, None) => None,
    };
    let stored = hands
        .db
        .write(async |c: &mut Conn<'_>| {
            if let Some(missing) = &missing {
                connections::note_missing(c, connection, missing, now).await?;
            }
            match new.as_ref().zip(sealed.as_deref()) {
                Some(new) => connections::renew(c, connection, new, next, Some(&connection.login_sealed), now).await,
                None => connections::refresh_again(c, connection, next).await.map(|()| true),
            }
        })
        .await?;
    if stored {
        tracing::info!(town = town.host, platform = platform.as_str(), "a login was looked after");
    } else {
        tracing::info!(town = town.host, platform = platform.as_str(), "a login was replaced while it was renewed");
    }
    Ok(())
}

async fn refused(
    hands: &Hands,
    connection: &Connection,
    login: &Login,
    error: &SourceError,
    now: Timestamp,
) -> Result<(), JobError> {
    tracing::warn!(platform = connection.platform.as_str(), %error, "the platform did not renew a login");
    let dead = error.class() == ErrorClass::AuthDead && error.cause != Cause::LoginMissing;
    // A look that says "not valid" is no refusal to renew: a channel that is read well proves the contrary.
    let renews = login.refresh.is_some() || login.expires_at.is_some();
    let miss = match error.cause {
        _ if dead && renews => Miss::Refused,
        Cause::NameUnknown
        | Cause::Unreachable
        | Cause::TlsFailed
        | Cause::Busy
        | Cause::AddressRefused
        | Cause::AddressUnreadable
        | Cause::SettingsWrong
        | Cause::AskedToWait
        | Cause::Egress => Miss::Unsent,
        _ => Miss::Unknown,
    };
    hands
        .db
        .write(async |c: &mut Conn<'_>| {
            connections::end_renewal(c, connection, miss, now).await?;
            // An access token that is good for another hour still reads.
            if dead && login.refresh.is_none() {
                connections::note_dead(c, connection.town, connection.id, true, now).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(())
}

/// After how long a renewal that came to nothing is tried again.
fn again_after(hands: &Hands, login: &Login, now: Timestamp) -> Duration {
    let left = login.expires_at.map_or(i64::MAX, |end| end.duration_since(now).as_secs());
    hands.jittered(u32::try_from((left / 8).clamp(AGAIN_S.0, AGAIN_S.1)).unwrap_or(3_600))
}
