//! A Fediverse account for a town. Name and handle domain are for ever.

use jiff::Timestamp;
use serde_json::json;

use super::town_add::{new_key, seal_key};
use super::town_host::parse;
use super::{AdminError, Desk, Refusal};
use crate::config::is_loopback_host;
use crate::domain::actor::{Actor, ActorKind, Username, UsernameError};
use crate::domain::audit::{About, AuditEntry, Deed};
use crate::domain::ids::Ulid;
use crate::domain::town::{Town, shown_host};
use crate::domain::{ActorId, TownId};
use crate::i18n::Locale;
use crate::publish::{Speaker, adopt};
use crate::store::actors::{self, NewActor};
use crate::store::{Conn, Lane, StoreError, audit, towns};

/// An actor to be.
#[derive(Debug, Clone, Default)]
pub struct NewActorRequest {
    /// The town's host.
    pub town: String,
    pub username: String,
    /// The domain behind the `@`, when not the town's host.
    pub handle_domain: Option<String>,
    pub display_name: Option<String>,
}

/// Adds an actor: the first is the main one and takes over what stands on the page; further ones are topic actors.
///
/// # Errors
/// When the name cannot be used or is taken.
pub async fn add_actor(desk: &Desk, request: NewActorRequest) -> Result<Actor, AdminError> {
    let town = desk.town(&request.town).await?;
    let new = prepare(desk, &town.host, &request.username, request.handle_domain.as_deref()).await?;
    let now = desk.clock.now();
    let display_name = request.display_name.clone().unwrap_or_else(|| town.name.clone());
    let summary = summary(&town.name);
    let added = desk
        .db
        .write_town(town.id, Lane::Normal, async |c: &mut Conn<'_>| {
            let kind = if actors::main(c, town.id).await?.is_some() { ActorKind::Topic } else { ActorKind::Main };
            let id = new.insert(c, town.id, kind, &display_name, &summary, now).await?;
            note_added(c, desk, town.id, &new.username, now).await?;
            Ok::<_, AdminError>(actors::by_id(c, town.id, id).await?)
        })
        .await;
    match added {
        Ok(Some(actor)) => {
            if actor.kind == ActorKind::Main {
                adopt_all(desk, town.id).await?;
            }
            Ok(actor)
        }
        Ok(None) => Err(StoreError::RowsAffected { statement: "read new actor", expected: 1, actual: 0 }.into()),
        Err(AdminError::Store(StoreError::Exists(_))) => {
            Err(Refusal::new("refused-username-taken").with("name", new.username.as_str()).into())
        }
        Err(error) => Err(error),
    }
}

/// Writes down that a town got an account.
pub(super) async fn note_added(
    c: &mut Conn<'_>,
    desk: &Desk,
    town: TownId,
    username: &Username,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (who, detail) = (desk.who.clone(), json!({ "name": username.as_str() }));
    let entry = AuditEntry { town, at: now, who, deed: Deed::ActorAdded, about: About::Town, detail };
    audit::append(c, &entry).await
}

/// What a town's profile says when nobody wrote something better.
pub(super) fn summary(town: &str) -> String {
    Locale::De.with("actor-summary", &[("town", town.into())])
}

/// An actor whose name is good and whose keys are made; nothing is written yet.
pub(super) struct Prepared {
    pub(super) username: Username,
    handle_domain: Option<String>,
    ulid: Ulid,
    public: String,
    private_sealed: String,
}

impl Prepared {
    /// Makes the keys.
    pub(super) async fn new(
        desk: &Desk,
        username: Username,
        handle_domain: Option<String>,
    ) -> Result<Self, AdminError> {
        let key = new_key().await?;
        let ulid = desk.ulid();
        let private_sealed = seal_key(desk, ulid, &key)?;
        Ok(Self { username, handle_domain, ulid, public: key.public_key_pem(), private_sealed })
    }

    /// Writes it, unless another town answers for its domain.
    pub(super) async fn insert(
        &self,
        c: &mut Conn<'_>,
        town: TownId,
        kind: ActorKind,
        display_name: &str,
        summary: &str,
        now: Timestamp,
    ) -> Result<ActorId, AdminError> {
        if let Some(domain) = &self.handle_domain {
            refuse_taken_domain(c, town, domain).await?;
        }
        let new = NewActor {
            ulid: self.ulid,
            town,
            kind,
            username: &self.username,
            handle_domain: self.handle_domain.as_deref(),
            display_name,
            summary,
            public_key_pem: &self.public,
            private_key_sealed: &self.private_sealed,
        };
        Ok(actors::add(c, new, now).await?)
    }
}

/// Checks the name and the domain of an actor to be, for a town there is or one that comes with it, and makes its keys.
pub(super) async fn prepare(
    desk: &Desk,
    host: &str,
    username: &str,
    handle_domain: Option<&str>,
) -> Result<Prepared, AdminError> {
    let (name, domain) = check_names(host, username, handle_domain, desk.loopback)?;
    Prepared::new(desk, name, domain).await
}

/// Checks the name and the domain; nothing is made.
pub(super) fn check_names(
    host: &str,
    username: &str,
    handle_domain: Option<&str>,
    loopback: bool,
) -> Result<(Username, Option<String>), AdminError> {
    let username = username.trim().trim_start_matches('@');
    let name = Username::parse(username).map_err(|error| {
        let key = match error {
            UsernameError::Shape => "refused-username",
            UsernameError::Reserved => "refused-username-reserved",
        };
        Refusal::new(key).with("name", username)
    })?;
    let domain = handle_domain.map(|domain| check_domain(domain, host, loopback)).transpose()?.flatten();
    Ok((name, domain))
}

/// The new voice takes over what stands on the page, a portion at a time.
async fn adopt_all(desk: &Desk, town: TownId) -> Result<(), AdminError> {
    let now = desk.clock.now();
    loop {
        let taken = desk
            .db
            .write_town(town, Lane::Normal, async |c: &mut Conn<'_>| {
                let Some(speaker) = Speaker::load(c, &desk.sealer, &desk.scheme, town).await? else { return Ok(0) };
                Ok::<_, AdminError>(adopt(c, &speaker, now).await?)
            })
            .await?;
        if taken == 0 {
            return Ok(());
        }
    }
}

/// A domain is one town's: peers ask it who answers for a name there.
pub(super) async fn refuse_taken_domain(c: &mut Conn<'_>, town: TownId, domain: &str) -> Result<(), AdminError> {
    let all = towns::all(c).await?;
    let owner = match all.into_iter().find(|other| other.id != town && other.host == domain) {
        Some(owner) => Some(owner),
        None => behind_handles(c, town, domain).await?,
    };
    match owner {
        None => Ok(()),
        Some(owner) => Err(Refusal::new("refused-handle-domain-taken")
            .with("domain", shown_host(domain))
            .with("owner", owner.shown_host())
            .into()),
    }
}

/// The other town, if there is one, whose accounts have this domain behind their `@`. Its name cannot be a town's host
/// as well: there, that other town is asked who answers.
pub(super) async fn behind_handles(c: &mut Conn<'_>, town: TownId, domain: &str) -> Result<Option<Town>, StoreError> {
    for other in towns::all(c).await?.into_iter().filter(|other| other.id != town) {
        if actors::of_town(c, other.id).await?.iter().any(|actor| actor.handle_domain.as_deref() == Some(domain)) {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

/// Parses a handle domain; the town's own host needs none. A port belongs to it in development only (DESIGN §4).
fn check_domain(given: &str, host: &str, loopback: bool) -> Result<Option<String>, AdminError> {
    let public = |domain: &String| domain.contains('.') && !domain.contains(':');
    match parse(given).filter(|domain| public(domain) || (loopback && is_loopback_host(domain))) {
        Some(domain) if domain == host => Ok(None),
        Some(domain) => Ok(Some(domain)),
        None => Err(Refusal::new("refused-handle-domain").with("domain", given.trim()).into()),
    }
}
