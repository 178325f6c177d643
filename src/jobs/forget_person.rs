//! Meta tells that a person wants data deleted (requirements L-17), at `/meta/datenloeschung`. In: a town and the signed
//! word as it came. Out: a code under which that person sees how it stands. What we have of a person is the login they
//! gave: it is wiped at once, and the channels that were read with it ask for a new one. Called by web's door.

use data_encoding::HEXLOWER;
use serde_json::json;

use super::{Hands, JobError, logins};
use crate::domain::TownId;
use crate::domain::audit::{About, AuditEntry, Deed, Who};
use crate::domain::connection::{Connection, Login};
use crate::sources::graph::signed_request;
use crate::store::deletion_requests::{self, DeletionRequest};
use crate::store::{Conn, Lane, StoreError, audit, connections, sources};

/// Wipes what there is of a person; `None` when the word is not Meta's.
///
/// # Errors
/// When the store refuses; Meta then tells again.
pub async fn forget_person(hands: &Hands, town: TownId, word: &str) -> Result<Option<String>, JobError> {
    let all = hands.db.read(async |c: &mut Conn<'_>| connections::of_town(c, town).await).await?;
    let opened: Vec<(Connection, Login)> = all
        .into_iter()
        .filter_map(|connection| logins::open(hands, &connection).ok().map(|login| (connection, login)))
        .collect();
    let secrets = opened.iter().filter_map(|(_, login)| login.app_secret.as_ref());
    let Some(person) = secrets.into_iter().find_map(|secret| signed_request::person(word, secret)) else {
        return Ok(None);
    };
    let theirs: Vec<Connection> = opened
        .into_iter()
        .filter(|(_, login)| login.granted_by.as_deref() == Some(person.as_str()) && signed(word, login))
        .map(|(connection, _)| connection)
        .collect();
    let mut bits = [0u8; 16];
    hands.rng.fill(&mut bits);
    let code = HEXLOWER.encode(&bits);
    let now = hands.now();
    hands
        .db
        .write_town(town, Lane::Urgent, async |c: &mut Conn<'_>| {
            let channels = sources::of_town(c, town).await?;
            for connection in &theirs {
                connections::remove(c, connection).await?;
                for source in channels.iter().filter(|source| source.connection == Some(connection.id)) {
                    let about = About::Source(source.slug.clone());
                    let detail = json!({ "platform": connection.platform.as_str() });
                    let entry =
                        AuditEntry { town, at: now, who: Who::Machine, deed: Deed::LoginRemoved, about, detail };
                    audit::append(c, &entry).await?;
                }
            }
            let removed = u32::try_from(theirs.len()).unwrap_or(u32::MAX);
            deletion_requests::add(c, town, &code, DeletionRequest { asked_at: now, removed }).await?;
            Ok::<_, StoreError>(())
        })
        .await?;
    tracing::info!(%town, logins = theirs.len(), "a person had their data deleted through the platform");
    Ok(Some(code))
}

/// Whether it was signed for the app of this login.
fn signed(word: &str, login: &Login) -> bool {
    login.app_secret.as_ref().is_some_and(|secret| signed_request::person(word, secret).is_some())
}
