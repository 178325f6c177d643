//! A Fediverse account for a town. Name and handle domain are for ever.

use super::town_add::{new_key, seal_key};
use super::{AdminError, Desk, Refusal};
use crate::domain::TownId;
use crate::domain::actor::{Actor, ActorKind, Username, UsernameError};
use crate::i18n::Locale;
use crate::publish::{Speaker, adopt};
use crate::store::actors::{self, NewActor};
use crate::store::{Conn, Lane, StoreError, towns};

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
    let username = Username::parse(request.username.trim().trim_start_matches('@')).map_err(|error| {
        let key = match error {
            UsernameError::Shape => "refused-username",
            UsernameError::Reserved => "refused-username-reserved",
        };
        Refusal::new(key).with("name", request.username.as_str())
    })?;
    let handle_domain =
        request.handle_domain.as_deref().map(|domain| check_domain(domain, &town.host)).transpose()?.flatten();
    if let Some(domain) = &handle_domain {
        refuse_taken_domain(desk, town.id, domain).await?;
    }
    let key = new_key().await?;
    let ulid = desk.ulid();
    let private = seal_key(desk, ulid, &key)?;
    let now = desk.clock.now();
    let display_name = request.display_name.clone().unwrap_or_else(|| town.name.clone());
    let summary = Locale::De.with("actor-summary", &[("town", town.name.as_str().into())]);
    let added = desk
        .db
        .write_town(town.id, Lane::Normal, async |c: &mut Conn<'_>| {
            let kind = if actors::main(c, town.id).await?.is_some() { ActorKind::Topic } else { ActorKind::Main };
            let new = NewActor {
                ulid,
                town: town.id,
                kind,
                username: &username,
                handle_domain: handle_domain.as_deref(),
                display_name: &display_name,
                summary: &summary,
                public_key_pem: &key.public_key_pem(),
                private_key_sealed: &private,
            };
            let id = actors::add(c, new, now).await?;
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
            Err(Refusal::new("refused-username-taken").with("name", username.as_str()).into())
        }
        Err(error) => Err(error),
    }
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
pub(super) async fn refuse_taken_domain(desk: &Desk, town: TownId, domain: &str) -> Result<(), AdminError> {
    let taken = desk
        .db
        .read(async |c: &mut Conn<'_>| {
            for other in towns::all(c).await?.into_iter().filter(|other| other.id != town) {
                let claims =
                    actors::of_town(c, other.id).await?.iter().any(|a| a.handle_domain.as_deref() == Some(domain));
                if claims || other.host == domain {
                    return Ok(true);
                }
            }
            Ok::<_, StoreError>(false)
        })
        .await?;
    if taken { Err(Refusal::new("refused-handle-domain-taken").with("domain", domain).into()) } else { Ok(()) }
}

/// Parses a handle domain; the town's own host needs none.
fn check_domain(given: &str, host: &str) -> Result<Option<String>, AdminError> {
    let given = given.trim().to_ascii_lowercase();
    let parsed = url::Url::parse(&format!("https://{given}/")).ok();
    let domain = parsed
        .filter(|url| url.path() == "/" && url.port().is_none() && url.username().is_empty() && !given.contains('/'))
        .and_then(|url| url.domain().map(str::to_owned))
        .filter(|domain| domain.contains('.'));
    match domain {
        Some(domain) if domain == host => Ok(None),
        Some(domain) => Ok(Some(domain)),
        None => Err(Refusal::new("refused-handle-domain").with("domain", given).into()),
    }
}
