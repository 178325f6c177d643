//! A new source, from an address or from `KIND:ACCOUNT`.

use url::Url;

use super::{AdminError, Desk, Refusal};
use crate::domain::SourceId;
use crate::domain::slug::slug;
use crate::domain::source::{Source, SourceKind};
use crate::domain::town::Town;
use crate::notify::{cause_key, remedy_key};
use crate::sources::feed::discover::{Candidate, discover};
use crate::sources::{Registry, SourceError};
use crate::store::sources::{self, NewSource};
use crate::store::{Conn, Lane, StoreError};

/// A source to be.
#[derive(Debug, Clone, Default)]
pub struct NewSourceRequest {
    /// The town's host.
    pub town: String,
    /// A web address, or `KIND:ACCOUNT`.
    pub address: String,
    pub name: Option<String>,
    /// Seconds.
    pub interval: Option<u32>,
    pub api_base: Option<String>,
}

/// A source that was added.
#[derive(Debug)]
pub struct Added {
    pub source: Source,
    /// It could not be read just now; it was added all the same because the address said which kind it is.
    pub unchecked: Option<SourceError>,
}

/// Adds a source. A web address is looked at: it may be a feed or a page that names one.
///
/// # Errors
/// When no feed is found there, the platform is not connected yet, or the town mirrors it already.
pub async fn add_source(desk: &Desk, request: NewSourceRequest) -> Result<Added, AdminError> {
    let town = desk.town(&request.town).await?;
    let (kind, address) = parse_address(&request.address)?;
    if Registry::connector(kind).is_none() {
        return Err(Refusal::new("refused-kind").with("kind", kind.as_str()).into());
    }
    let url = Url::parse(address)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))
        .ok_or_else(|| Refusal::new("refused-source-address").with("address", address))?;
    let explicit = address.len() != request.address.trim().len();
    let (found, unchecked) = look(desk, &url, explicit).await?;
    let name = request.name.clone().or(found.title).unwrap_or_else(|| url.host_str().unwrap_or("Kanal").to_owned());
    let id = insert(desk, &town, kind, &found.url, &url, &name, &request).await?;
    let source = desk.db.read(async |c: &mut Conn<'_>| sources::by_id(c, town.id, id).await).await?;
    let source = source.ok_or(StoreError::RowsAffected { statement: "read new source", expected: 1, actual: 0 })?;
    Ok(Added { source, unchecked })
}

/// `KIND:ACCOUNT`, or an address, which is a feed until other kinds of pages can be read.
fn parse_address(given: &str) -> Result<(SourceKind, &str), AdminError> {
    let given = given.trim();
    match given.split_once(':') {
        Some(("http" | "https", _)) => Ok((SourceKind::Feed, given)),
        Some((kind, account)) => match SourceKind::parse(kind) {
            Some(kind) => Ok((kind, account)),
            None => Err(Refusal::new("refused-source-address").with("address", given).into()),
        },
        None => Err(Refusal::new("refused-source-address").with("address", given).into()),
    }
}

/// Finds the feed behind an address.
async fn look(desk: &Desk, url: &Url, explicit: bool) -> Result<(Candidate, Option<SourceError>), AdminError> {
    let as_given = || Candidate { url: url.clone(), title: None, checked: false };
    match discover(&desk.net, url, desk.clock.now()).await {
        Ok(candidates) => match candidates.into_iter().next() {
            Some(first) if first.title.is_none() && !first.checked => Ok(named_by_itself(desk, first).await),
            Some(first) => Ok((first, None)),
            None => Err(Refusal::new("refused-no-feed").with("address", url.as_str()).into()),
        },
        Err(error) if explicit => Ok((as_given(), Some(error))),
        Err(error) => Err(Refusal::new("refused-unreachable")
            .with("address", url.as_str())
            .with_texts("reason", vec![cause_key(error.cause)])
            .with_texts("remedy", vec![remedy_key(error.cause)])
            .into()),
    }
}

/// A feed that its page does not name: it is asked what it calls itself, as readers see that name.
async fn named_by_itself(desk: &Desk, announced: Candidate) -> (Candidate, Option<SourceError>) {
    match discover(&desk.net, &announced.url, desk.clock.now()).await {
        Ok(found) => (found.into_iter().find(|one| one.checked).unwrap_or(announced), None),
        Err(error) => (announced, Some(error)),
    }
}

async fn insert(
    desk: &Desk,
    town: &Town,
    kind: SourceKind,
    feed: &Url,
    given: &Url,
    name: &str,
    request: &NewSourceRequest,
) -> Result<SourceId, AdminError> {
    let now = desk.clock.now();
    let site = (feed != given).then_some(given.as_str());
    let base = slug(name);
    let inserted = desk
        .db
        .write_town(town.id, Lane::Normal, async |c: &mut Conn<'_>| {
            let known = sources::of_town(c, town.id).await?;
            if known.iter().any(|source| source.url == feed.as_str()) {
                return Err(AdminError::from(Refusal::new("refused-source-known").with("address", feed.as_str())));
            }
            let mut name_for_address = base.clone();
            let mut n = 2;
            while known.iter().any(|source| source.slug == name_for_address) {
                name_for_address = format!("{base}-{n}");
                n += 1;
            }
            let new = NewSource {
                town: town.id,
                ulid: desk.ulid(),
                kind,
                slug: &name_for_address,
                name,
                url: feed.as_str(),
                site_url: site,
                api_base: request.api_base.as_deref(),
                fixed_interval: request.interval,
            };
            Ok(sources::add(c, new, now).await?)
        })
        .await;
    match inserted {
        Err(AdminError::Store(StoreError::Exists(_))) => {
            Err(Refusal::new("refused-source-known").with("address", feed.as_str()).into())
        }
        other => other,
    }
}
