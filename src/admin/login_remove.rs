//! Giving a login back: the platform is told, our own copy is wiped whatever it answers, and the channels that were read
//! with it are paused. Posts stay.

use serde_json::json;

use super::source_connect::open_login;
use super::{AdminError, Desk};
use crate::domain::audit::{About, Deed};
use crate::domain::connection::{Connection, Login};
use crate::domain::source::{Cause, Source, SourceState};
use crate::domain::town::Town;
use crate::publish::record;
use crate::sources::LookCx;
use crate::sources::address_clean::web_address;
use crate::sources::oauth::{self, Revoked};
use crate::store::{Conn, Lane, StoreError, connections, sources};

/// What became of a login at its platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtPlatform {
    /// It took it back.
    Revoked,
    /// Only a person can take it back there.
    ByHand,
    /// Another login of the town rests on the same permission, so it was left there.
    Shared,
    /// It could not be told.
    Failed(Cause),
}

/// A login that is wiped.
#[derive(Debug)]
pub struct RemovedLogin {
    /// The channels that were read with it.
    pub sources: Vec<Source>,
    pub at_platform: AtPlatform,
}

/// Gives a login back and wipes it.
///
/// # Errors
/// When the store refuses; what the platform answers is no error.
pub async fn remove_login(desk: &Desk, town: &Town, connection: &Connection) -> Result<RemovedLogin, AdminError> {
    let now = desk.clock.now();
    let (all, others) = desk
        .db
        .read(async |c: &mut Conn<'_>| {
            Ok::<_, StoreError>((sources::of_town(c, town.id).await?, connections::of_town(c, town.id).await?))
        })
        .await?;
    let reading: Vec<Source> = all.into_iter().filter(|source| source.connection == Some(connection.id)).collect();
    // One that does not open cannot be given back, and goes all the same.
    let at_platform = match open_login(desk, connection) {
        Ok(login) if is_shared(desk, connection, &login, &others) => AtPlatform::Shared,
        Ok(login) => give_back(desk, town, connection, &login, &reading).await,
        Err(_) => AtPlatform::ByHand,
    };
    desk.db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let speaker = desk.speaker(c, town.id).await?;
            connections::remove(c, connection).await?;
            for source in &reading {
                if source.state == SourceState::Active {
                    sources::set_state(c, source, SourceState::Paused, now).await?;
                }
                let detail = json!({ "platform": connection.platform.as_str() });
                record(c, &speaker, Deed::LoginRemoved, About::Source(source.slug.clone()), detail, now).await?;
            }
            Ok::<_, AdminError>(())
        })
        .await?;
    Ok(RemovedLogin { sources: reading, at_platform })
}

async fn give_back(desk: &Desk, town: &Town, connection: &Connection, login: &Login, reading: &[Source]) -> AtPlatform {
    let api_base = reading.iter().find_map(|source| source.api_base.as_deref());
    let api_base = api_base.and_then(|base| web_address(base).ok());
    let cx = LookCx { net: &desk.net, api_base, login: None, settings: None, now: desk.clock.now(), zone: town.zone() };
    match oauth::revoke(connection.platform, &cx, login).await {
        Ok(Revoked::Done) => AtPlatform::Revoked,
        Ok(Revoked::ByHand) => AtPlatform::ByHand,
        Err(error) => {
            tracing::warn!(platform = connection.platform.as_str(), %error, "a login could not be given back");
            AtPlatform::Failed(error.cause)
        }
    }
}

/// Whether giving it back would end another login, too.
fn is_shared(desk: &Desk, connection: &Connection, login: &Login, others: &[Connection]) -> bool {
    let same = |other: &Login| {
        other.granted_by.is_some() && other.granted_by == login.granted_by && other.app_id == login.app_id
    };
    oauth::takes_all(connection.platform, login)
        && others.iter().filter(|other| other.id != connection.id).any(|other| {
            open_login(desk, other).is_ok_and(|login| oauth::takes_all(other.platform, &login) && same(&login))
        })
}
