//! A town described in a file: applied as often as one likes, each time only what differs is changed.

use serde::Deserialize;

use super::publish_town;
use super::town_set::change;
use super::{
    AdminError, Desk, NewActorRequest, NewSourceRequest, NewTownRequest, Refusal, add_actor, add_source, add_town,
};
use crate::domain::town::TownSettings;
use crate::store::{Conn, actors, sources, towns};

/// The file. Unknown keys are errors.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub host: String,
    pub name: String,
    /// Make it visible.
    #[serde(default)]
    pub publish: bool,
    #[serde(default)]
    pub settings: TownSettings,
    #[serde(default)]
    pub actors: Vec<PlannedActor>,
    #[serde(default)]
    pub sources: Vec<PlannedSource>,
}

/// An actor in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedActor {
    pub name: String,
    pub handle_domain: Option<String>,
    pub display_name: Option<String>,
}

/// A source in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedSource {
    pub address: String,
    pub name: Option<String>,
    /// Seconds.
    pub interval: Option<u32>,
    pub api_base: Option<String>,
}

impl Plan {
    /// Reads a file's text.
    ///
    /// # Errors
    /// Names the line and what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, AdminError> {
        toml::from_str(text).map_err(|error| Refusal::new("refused-plan").with("reason", error.to_string()).into())
    }
}

/// Makes the store like the plan. Returns what was done, one line each (keys of locale texts with a name).
///
/// # Errors
/// At the first thing that cannot be done; what was done before stays.
pub async fn apply_plan(desk: &Desk, plan: &Plan) -> Result<Vec<(&'static str, String)>, AdminError> {
    let mut done = Vec::new();
    let host = plan.host.trim().to_ascii_lowercase();
    let known = desk.db.read(async |c: &mut Conn<'_>| towns::by_host(c, &host).await).await?;
    match known {
        None => {
            add_town(
                desk,
                NewTownRequest { name: plan.name.clone(), host: host.clone(), settings: plan.settings.clone() },
            )
            .await?;
            done.push(("did-town-added", host.clone()));
        }
        Some(town) if town.settings != plan.settings || town.name != plan.name => {
            change(desk, town.id, |town| {
                town.settings = plan.settings.clone();
                town.name.clone_from(&plan.name);
                Ok(())
            })
            .await?;
            done.push(("did-town-changed", host.clone()));
        }
        Some(_) => {}
    }
    let town = desk.town(&host).await?;
    for planned in &plan.actors {
        let name = planned.name.trim().trim_start_matches('@');
        let there = desk.db.read(async |c: &mut Conn<'_>| actors::by_username(c, town.id, name).await).await?;
        if there.is_none() {
            let request = NewActorRequest {
                town: host.clone(),
                username: planned.name.clone(),
                handle_domain: planned.handle_domain.clone(),
                display_name: planned.display_name.clone(),
            };
            add_actor(desk, request).await?;
            done.push(("did-actor-added", planned.name.clone()));
        }
    }
    let there = desk.db.read(async |c: &mut Conn<'_>| sources::of_town(c, town.id).await).await?;
    for planned in &plan.sources {
        let bare = planned.address.split_once(':').filter(|(kind, _)| !kind.starts_with("http"));
        let bare = normal(bare.map_or(planned.address.as_str(), |(_, account)| account));
        if there
            .iter()
            .any(|one| normal(&one.url) == bare || one.site_url.as_deref().map(normal).as_ref() == Some(&bare))
        {
            continue;
        }
        let request = NewSourceRequest {
            town: host.clone(),
            address: planned.address.clone(),
            name: planned.name.clone(),
            interval: planned.interval,
            api_base: planned.api_base.clone(),
        };
        let added = add_source(desk, request).await?;
        done.push(("did-source-added", added.source.name));
    }
    if plan.publish && !town.is_public() {
        publish_town(desk, &host).await?;
        done.push(("did-town-published", host));
    }
    Ok(done)
}

/// An address as the parser writes it: what differs only in spelling is the same.
fn normal(address: &str) -> String {
    url::Url::parse(address.trim()).map_or_else(|_| address.trim().to_owned(), String::from)
}
