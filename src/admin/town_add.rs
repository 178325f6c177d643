//! A new town: a draft with its own keys, seen by nobody until it is published.

use std::sync::Arc;

use serde_json::json;

use crate::clock::{SharedClock, SharedRng};
use crate::domain::TownId;
use crate::domain::actor::{ActorKind, Username};
use crate::domain::audit::{About, AuditEntry, Deed, Who};
use crate::domain::ids::{Ulid, ulid_from};
use crate::domain::town::{Town, TownSettings, shown_host};
use crate::federation::keys::SigningKey;
use crate::net::Net;
use crate::publish::id_key_place;
use crate::seal::Sealer;
use crate::store::towns::{self, NewTown};
use crate::store::{Conn, Db, StoreError, audit};

use super::actor_add::{self, Prepared};
use super::town_host::{check_host, stored_form};
use super::town_set::{check_settings, record_published, refuse_draft};
use super::{AdminError, Refusal};

/// What deeds need.
#[derive(Clone)]
pub struct Desk {
    pub db: Db,
    pub net: Net,
    pub clock: SharedClock,
    pub rng: SharedRng,
    pub sealer: Arc<Sealer>,
    /// `server.public_scheme`.
    pub scheme: String,
    /// `development.loopback`.
    pub loopback: bool,
    /// Whose decisions these are.
    pub who: Who,
}

impl Desk {
    /// A fresh ULID.
    pub(super) fn ulid(&self) -> Ulid {
        let mut bits = [0u8; 10];
        self.rng.fill(&mut bits);
        ulid_from(self.clock.now(), bits)
    }

    /// The town of a host, or the refusal that names those there are.
    ///
    /// # Errors
    /// When there is no such town or the store refuses.
    pub async fn town(&self, host: &str) -> Result<Town, AdminError> {
        let given = host.trim();
        let host = stored_form(given);
        let (found, all) = self
            .db
            .read(async |c: &mut Conn<'_>| Ok::<_, StoreError>((towns::by_host(c, &host).await?, towns::all(c).await?)))
            .await?;
        match found {
            Some(town) => Ok(town),
            None if all.is_empty() => Err(Refusal::new("refused-no-town-yet").into()),
            None => Err(Refusal::new("refused-no-town").with("host", given).with("known", listed(&all)).into()),
        }
    }

    /// The only town there is, or the refusal that lists those to choose from.
    ///
    /// # Errors
    /// When there is none or more than one, or the store refuses.
    pub async fn only_town(&self) -> Result<Town, AdminError> {
        let mut all = self.db.read(async |c: &mut Conn<'_>| towns::all(c).await).await?;
        match (all.pop(), all.is_empty()) {
            (Some(only), true) => Ok(only),
            (None, _) => Err(Refusal::new("refused-no-town-yet").into()),
            (Some(last), false) => {
                all.push(last);
                Err(Refusal::new("refused-which-town").with("known", listed(&all)).into())
            }
        }
    }
}

fn listed(towns: &[Town]) -> String {
    towns.iter().map(Town::shown_host).collect::<Vec<_>>().join(", ")
}

/// What is known about a town to be.
#[derive(Debug, Clone, Default)]
pub struct NewTownRequest {
    pub name: String,
    pub host: String,
    pub settings: TownSettings,
    /// Its first account, made together with it.
    pub actor: Option<FirstActor>,
    /// Make it visible at once.
    pub publish: bool,
}

/// The account that a town begins with.
#[derive(Debug, Clone, Default)]
pub struct FirstActor {
    pub username: String,
    /// The domain behind the `@`, when not the town's host.
    pub handle_domain: Option<String>,
}

/// Adds a town with the instance actor that fetches for it, and what else is asked for: all of it or nothing.
///
/// # Errors
/// When the host is no host, is taken, or is not allowed under (or without) `development.loopback`; when a setting or the
/// account's name cannot be used; when it is to be published and something is missing.
pub async fn add_town(desk: &Desk, request: NewTownRequest) -> Result<Town, AdminError> {
    let name = request.name.trim().to_owned();
    if name.is_empty() {
        return Err(Refusal::new("refused-no-name").into());
    }
    let host = check_host(&request.host, desk.loopback)?;
    check_settings(&request.settings)?;
    if let Some(arms) = &request.settings.arms {
        return Err(Refusal::new("refused-arms").with("value", arms.as_str()).into());
    }
    let first = match &request.actor {
        Some(actor) => Some(actor_add::prepare(desk, &host, &actor.username, actor.handle_domain.as_deref()).await?),
        None => None,
    };
    let now = desk.clock.now();
    let ulid = desk.ulid();
    let mut id_key = [0u8; 32];
    desk.rng.fill(&mut id_key);
    let id_key_sealed = desk.sealer.seal(&id_key_place(ulid), &id_key)?;
    let instance = Prepared::new(desk, Username::instance(), None).await?;
    let added = desk
        .db
        .write(async |c: &mut Conn<'_>| {
            let new =
                NewTown { ulid, host: &host, name: &name, settings: &request.settings, id_key_sealed: &id_key_sealed };
            let id = towns::add(c, new, now).await?;
            refuse_taken_host(c, id, &host).await?;
            let (who, about, detail) = (desk.who.clone(), About::Town, json!({}));
            audit::append(c, &AuditEntry { town: id, at: now, who, deed: Deed::TownAdded, about, detail }).await?;
            instance.insert(c, id, ActorKind::Instance, &host, "", now).await?;
            if let Some(first) = &first {
                first.insert(c, id, ActorKind::Main, &name, &actor_add::summary(&name), now).await?;
                actor_add::note_added(c, desk, id, &first.username, now).await?;
            }
            let town = towns::by_id(c, id).await?;
            let mut town =
                town.ok_or(StoreError::RowsAffected { statement: "read new town", expected: 1, actual: 0 })?;
            if request.publish {
                refuse_draft(&town, desk.loopback)?;
                town.published_at = Some(now);
                towns::save(c, &town, now).await?;
                record_published(c, desk, id, now).await?;
            }
            Ok::<_, AdminError>(town)
        })
        .await;
    match added {
        Err(AdminError::Store(StoreError::Exists(_))) => {
            Err(Refusal::new("refused-host-taken").with("host", request.host.trim()).into())
        }
        other => other,
    }
}

/// Refuses a host that already stands behind the `@` of another town's accounts.
pub(super) async fn refuse_taken_host(c: &mut Conn<'_>, town: TownId, host: &str) -> Result<(), AdminError> {
    match actor_add::behind_handles(c, town, host).await? {
        None => Ok(()),
        Some(owner) => Err(Refusal::new("refused-host-is-handle")
            .with("host", shown_host(host))
            .with("owner", owner.shown_host())
            .into()),
    }
}

/// A new key pair; takes some tenths of a second off the runtime.
pub(super) async fn new_key() -> Result<SigningKey, AdminError> {
    tokio::task::spawn_blocking(SigningKey::generate)
        .await
        .map_err(|error| AdminError::Key(error.to_string()))?
        .map_err(|error| AdminError::Key(error.to_string()))
}

/// Seals a private key for its place.
pub(super) fn seal_key(desk: &Desk, actor: Ulid, key: &SigningKey) -> Result<String, AdminError> {
    let der = key.to_pkcs8_der().map_err(|error| AdminError::Key(error.to_string()))?;
    Ok(desk.sealer.seal(&key_place(&actor.to_string()), &der)?)
}

/// Where the federation room looks for an actor's private key.
pub(super) fn key_place(actor: &str) -> String {
    format!("actor/private_key/{actor}")
}
