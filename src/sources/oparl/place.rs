//! Where a body's lists are. In: the address of a System, a Body or a list of meetings. Out: the addresses of its lists
//! and its name. Called by `poll` once a day and by `resolve` when a source is added.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::super::contract::{Budget, Profile};
use super::super::failure::SourceError;
use super::answer_read::profile;
use super::ask::{Door, address};
use super::objects::{Kind, each, id_of, is_open, kind_of, list_page, text};
use crate::domain::source::Cause;

/// A body and its lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The body's own address; the list's where only that is known.
    pub url: String,
    pub meetings: String,
    /// Papers are links at their meetings; without their list there are none.
    pub papers: Option<String>,
    pub name: Option<String>,
    pub site_url: Option<String>,
    /// How many other bodies the system holds.
    pub others: usize,
}

impl Place {
    /// Who it says it is.
    #[must_use]
    pub fn profile(&self) -> Profile {
        Profile { name: self.name.clone(), site_url: self.site_url.clone(), lang: None }
    }
}

/// Finds the lists behind an address. Of several bodies the one whose name holds `wanted` is taken, else the first.
///
/// # Errors
/// When there is no council system at the address, or it shows no meetings.
pub async fn find(door: &Door<'_>, wanted: &str, budget: &mut Budget) -> Result<Place, SourceError> {
    let answer = get(door, &door.home, budget).await?;
    if let Some((data, _)) = list_page(&answer) {
        return match data.first().map(|first| (kind_of(first), first)) {
            Some((Some(Kind::Body), _)) => chosen(data, wanted),
            Some((Some(Kind::Meeting), _)) | None => Ok(bare(door)),
            Some(_) => Err(no_meetings()),
        };
    }
    match kind_of(&answer) {
        Some(Kind::Body) => place_of(&answer, 0),
        Some(Kind::System) => {
            let inside = each(&answer, "body");
            if !inside.is_empty() {
                return chosen(inside, wanted);
            }
            let list = answer.get("body").and_then(Value::as_str).ok_or_else(no_meetings)?;
            let bodies = get(door, &address(list)?, budget).await?;
            match list_page(&bodies) {
                Some((data, _)) => chosen(data, wanted),
                None => chosen(bodies.as_array().map_or(std::slice::from_ref(&bodies), Vec::as_slice), wanted),
            }
        }
        _ => Err(SourceError::new(Cause::NoDocument, "there is no council system of the OParl kind at this address")),
    }
}

async fn get(door: &Door<'_>, url: &Url, budget: &mut Budget) -> Result<Value, SourceError> {
    if !budget.take() {
        return Err(SourceError::new(Cause::Busy, "no request is left for this look"));
    }
    door.get(url).await
}

/// A list of meetings says nothing of the body behind it.
fn bare(door: &Door<'_>) -> Place {
    let url = String::from(door.home.clone());
    Place { meetings: url.clone(), url, papers: None, name: None, site_url: None, others: 0 }
}

fn chosen(bodies: &[Value], wanted: &str) -> Result<Place, SourceError> {
    let open: Vec<&Value> = bodies.iter().filter(|body| is_open(body) && kind_of(body) == Some(Kind::Body)).collect();
    let wanted = wanted.trim().to_lowercase();
    let fits = |body: &&&Value| {
        let names = ["name", "shortName"].into_iter().filter_map(|field| text(body, field));
        names.map(|name| name.to_lowercase()).any(|name| name.contains(&wanted) || wanted.contains(&name))
    };
    let found = Some(&open).filter(|_| !wanted.is_empty()).and_then(|open| open.iter().find(fits));
    let body = found.or(open.first()).ok_or_else(no_meetings)?;
    place_of(body, open.len() - 1)
}

fn place_of(body: &Value, others: usize) -> Result<Place, SourceError> {
    let list = |field: &str| body.get(field).and_then(Value::as_str).map(str::trim).filter(|list| !list.is_empty());
    let who = profile(body);
    Ok(Place {
        url: id_of(body).ok_or_else(no_meetings)?,
        meetings: list("meeting").ok_or_else(no_meetings)?.to_owned(),
        papers: list("paper").map(str::to_owned),
        name: who.name,
        site_url: who.site_url,
        others,
    })
}

fn no_meetings() -> SourceError {
    SourceError::new(Cause::NoDocument, "the council system at this address shows no meetings")
}
