//! Logins while jobs work: opened for a look, renewed before they end, noted as dead when the platform refuses them.
//! A new token is written before anyone uses it, so that a crash never loses one that replaces another.

use std::time::Duration;

use super::chore::Chore;
use super::runner::later;
use super::{Hands, JobError, Outcome};
use crate::domain::connection::{Connection, Login, login_place};
use crate::domain::source::{Cause, ErrorClass, Source};
use crate::domain::{ConnectionId, TownId};
use crate::sources::address_clean::web_address;
use crate::sources::{LookCx, Registry, SourceError};
use crate::store::{Conn, StoreError, connections, sources, towns};

/// Every five minutes: which tokens are to be renewed.
pub(super) const CHORE: Chore = Chore { name: "renewed_logins", every_s: 300 };

/// After a failed try to renew a token.
const AGAIN: Duration = Duration::from_secs(3_600);

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

async fn renew(hands: &Hands, town: TownId, id: ConnectionId) -> Result<(), JobError> {
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
    // Moved first: a crash in the middle must not become a tight loop.
    let again = later(now, hands.jittered(u32::try_from(AGAIN.as_secs()).unwrap_or(3_600)));
    hands.db.write(async |c: &mut Conn<'_>| connections::refresh_again(c, &connection, Some(again)).await).await?;
    let login = open(hands, &connection)?;
    let Some(connector) = Registry::connector(connection.platform) else { return Ok(()) };
    let cx = LookCx {
        net: &hands.net,
        api_base: api_base.and_then(|base| web_address(&base).ok()),
        login: Some(&login),
        now,
        zone: town.zone(),
    };
    match connector.refresh_login(&cx, &login).await {
        Ok(Some(new)) => {
            let text = serde_json::to_vec(&new).map_err(StoreError::from)?;
            let place = login_place(&connection.ulid.to_string());
            let sealed = hands.sealer.seal(&place, &text).map_err(|error| JobError::Papers(error.to_string()))?;
            hands
                .db
                .write(async |c: &mut Conn<'_>| connections::renew(c, &connection, &new, &sealed, now).await)
                .await?;
            tracing::info!(town = town.host, platform = connection.platform.as_str(), "a login was renewed");
        }
        // Only a person can renew it: the calendar of logins warns in time.
        Ok(None) => {
            hands.db.write(async |c: &mut Conn<'_>| connections::refresh_again(c, &connection, None).await).await?;
        }
        Err(error) => refused(hands, &connection, &error).await?,
    }
    Ok(())
}

async fn refused(hands: &Hands, connection: &Connection, error: &SourceError) -> Result<(), JobError> {
    tracing::warn!(platform = connection.platform.as_str(), %error, "the platform did not renew a login");
    if error.class() == ErrorClass::AuthDead && error.cause != Cause::LoginMissing {
        let now = hands.now();
        hands
            .db
            .write(async |c: &mut Conn<'_>| connections::note_dead(c, connection.town, connection.id, true, now).await)
            .await?;
    }
    Ok(())
}
