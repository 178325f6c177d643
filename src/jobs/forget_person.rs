//! Meta tells that a person wants data deleted (requirements L-17), at `/meta/datenloeschung`. In: a town and the signed
//! word as it came. Out: a code under which that person sees how it stands. What we have of a person is the login they
//! gave: it is wiped at once, and the channels that were read with it ask for a new one. Called by web's door.

use data_encoding::HEXLOWER;
use serde_json::json;

use super::{Hands, JobError, logins};
use crate::domain::TownId;
use crate::domain::audit::{About, AuditEntry, Deed, Who};
use crate::domain::connection::Connection;
use crate::sources::graph::signed_request;
use crate::store::deletion_requests::{self, DeletionRequest};
use crate::store::{Conn, Lane, StoreError, audit, connections, sources};

/// Wipes what there is of a person; `None` when the word is not Meta's.
///
/// # Errors
/// When the store refuses; Meta then tells again.
pub async fn forget_person(hands: &Hands, town: TownId, word: &str) -> Result<Option<String>, JobError> {
    let all = hands.db.read(async |c: &mut Conn<'_>| connections::of_town(c, town).await).await?;
    let Some(theirs) = of_the_person(hands, all, word)? else { return Ok(None) };
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

/// The logins of the person of whom a word speaks; `None` when no app of a login there is signed it. A login that cannot be
/// opened may be the one: while nothing else fits, the word is not refused.
fn of_the_person(hands: &Hands, all: Vec<Connection>, word: &str) -> Result<Option<Vec<Connection>>, JobError> {
    let (mut signed, mut closed, mut theirs) = (false, None, Vec::new());
    for connection in all {
        let login = match logins::open(hands, &connection) {
            Ok(login) => login,
            Err(error) => {
                tracing::warn!(%error, connection = %connection.ulid, "a login cannot be opened to see whether it is to be forgotten");
                closed = Some(error);
                continue;
            }
        };
        let person = login.app_secret.as_ref().and_then(|secret| signed_request::person(word, secret));
        signed |= person.is_some();
        if person.is_some() && login.granted_by == person {
            theirs.push(connection);
        }
    }
    match closed {
        Some(error) if !signed => Err(error),
        _ => Ok(signed.then_some(theirs)),
    }
}
