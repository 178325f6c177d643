//! A town described in a file: applied as often as one likes, each time only what differs is changed.

use serde::Deserialize;

use super::publish_town;
use super::town_host::stored_form;
use super::town_set::change;
use super::{
    AdminError, Desk, NewActorRequest, NewSourceRequest, NewTownRequest, Refusal, add_actor, add_source, add_town,
};
use crate::config::{closest, line_of};
use crate::domain::town::TownSettings;
use crate::store::{Conn, StoreError, actors, sources, towns};

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
    /// Names the line or the key, and what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, AdminError> {
        let line = |error: &toml::de::Error| line_of(text, error).to_string();
        let table: toml::Table =
            toml::from_str(text).map_err(|error| Refusal::new("refused-plan-syntax").with("line", line(&error)))?;
        check_keys("", &table, &["host", "name", "publish", "settings", "actors", "sources"])?;
        for key in ["host", "name"] {
            if !table.contains_key(key) {
                return Err(Refusal::new("refused-plan-missing").with("key", key).into());
            }
        }
        if let Some(toml::Value::Table(settings)) = table.get("settings") {
            let known = serde_json::to_value(TownSettings::default()).map_err(StoreError::from)?;
            let known: Vec<&str> =
                known.as_object().into_iter().flat_map(|all| all.keys().map(String::as_str)).collect();
            check_keys("settings.", settings, &known)?;
        }
        check_list("actors", "name", &table, &["name", "handle_domain", "display_name"])?;
        check_list("sources", "address", &table, &["address", "name", "interval", "api_base"])?;
        Ok(toml::from_str(text).map_err(|error| Refusal::new("refused-plan-value").with("line", line(&error)))?)
    }
}

fn check_list(name: &str, needed: &str, table: &toml::Table, known: &[&str]) -> Result<(), AdminError> {
    let Some(toml::Value::Array(all)) = table.get(name) else { return Ok(()) };
    for entry in all.iter().filter_map(toml::Value::as_table) {
        check_keys(&format!("{name}."), entry, known)?;
        if !entry.contains_key(needed) {
            return Err(Refusal::new("refused-plan-missing").with("key", format!("{name}.{needed}")).into());
        }
    }
    Ok(())
}

fn check_keys(prefix: &str, table: &toml::Table, known: &[&str]) -> Result<(), AdminError> {
    let Some(wrong) = table.keys().find(|key| !known.contains(&key.as_str())) else { return Ok(()) };
    let refusal = match closest(wrong, known.iter().copied()) {
        Some(near) => Refusal::new("refused-setting-near").with("suggestion", format!("{prefix}{near}")),
        None => Refusal::new("refused-setting"),
    };
    Err(refusal.with("key", format!("{prefix}{wrong}")).with("known", known.join(", ")).into())
}

/// Makes the store like the plan. Returns what was done, one line each (keys of locale texts with a name).
///
/// # Errors
/// At the first thing that cannot be done; what was done before stays.
pub async fn apply_plan(desk: &Desk, plan: &Plan) -> Result<Vec<(&'static str, String)>, AdminError> {
    let mut done = Vec::new();
    let host = stored_form(&plan.host);
    let known = desk.db.read(async |c: &mut Conn<'_>| towns::by_host(c, &host).await).await?;
    match known {
        None => {
            let (name, settings) = (plan.name.clone(), plan.settings.clone());
            let new = NewTownRequest { name, host: plan.host.clone(), settings, ..NewTownRequest::default() };
            done.push(("did-town-added", add_town(desk, new).await?.shown_host()));
        }
        Some(town) if town.settings != plan.settings || town.name != plan.name => {
            change(desk, town.id, |town| {
                town.settings = plan.settings.clone();
                town.name.clone_from(&plan.name);
                if town.name.trim().is_empty() {
                    return Err(Refusal::new("refused-setting-empty").with("key", "name").into());
                }
                Ok(())
            })
            .await?;
            done.push(("did-town-changed", plan.name.clone()));
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
            ..NewSourceRequest::default()
        };
        let added = add_source(desk, request).await?;
        done.push(("did-source-added", added.source.name));
    }
    if plan.publish && !town.is_public() {
        publish_town(desk, &host).await?;
        done.push(("did-town-published", town.shown_host()));
    }
    Ok(done)
}

/// An address as the parser writes it: what differs only in spelling is the same.
fn normal(address: &str) -> String {
    url::Url::parse(address.trim()).map_or_else(|_| address.trim().to_owned(), String::from)
}
