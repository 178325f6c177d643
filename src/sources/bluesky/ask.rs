//! Asking Bluesky's public interface, or the server that stands in for it. In: who is meant. Out: pages of his posts,
//! single posts, his profile. Called by `BlueskyConnector`.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use url::Url;

use super::super::api_ask::{base, below, get, pause_s, read, reset_at};
use super::super::contract::{Account, Ask, Cx, Evidence, Fetched, LookCx, NormaliseCx, Parsed, Profile, Sign};
use super::super::failure::SourceError;
use super::super::json_value::{list, owned, text};
use super::super::lookups::Lookups;
use super::super::paged::{Page, Pages};
use super::error_read::error_of;
use super::normalise;
use crate::domain::source::Cause;
use crate::net::{Net, Response};

/// Answers without a login; the network's own servers and people's alike.
const PUBLIC: &str = "https://public.api.bsky.app/";

/// Posts on one page, and posts of one lookup (lexicons `getAuthorFeed`, `getPosts`).
const PAGE: &str = "100";
const LOOKUP: usize = 25;

/// One account, as asked.
pub(super) struct Asked<'a> {
    net: &'a Net,
    base: Url,
    actor: String,
    now: Timestamp,
    zone: TimeZone,
}

impl<'a> Asked<'a> {
    /// The account of a source: its DID, else the name in its address.
    pub(super) fn of(cx: &'a Cx<'_>) -> Result<Self, SourceError> {
        let actor = cx.source.account.clone().or_else(|| actor_of(&cx.source.url));
        let actor = actor.ok_or_else(|| SourceError::new(Cause::AddressUnreadable, "the source names no account"))?;
        let base = base(cx.source.api_base.as_deref(), PUBLIC)?;
        Ok(Self { net: cx.net, base, actor, now: cx.now, zone: cx.zone.clone() })
    }

    pub(super) fn actor(&self) -> &str {
        &self.actor
    }

    async fn ask(&self, method: &str, query: &[(&str, &str)]) -> Result<(Value, Response), SourceError> {
        let url = below(&self.base, &format!("xrpc/{method}"), query)?;
        let response = get(self.net, url, &[]).await?;
        let reset = reset_at(&response.headers, "ratelimit-reset", self.now);
        Ok((read(&response, error_of, reset, self.now)?, response))
    }

    fn normalise(&self, response: &Response) -> Result<Parsed, SourceError> {
        let cx = NormaliseCx {
            zone: self.zone.clone(),
            now: Some(self.now),
            account: Some(self.actor.clone()),
            ..NormaliseCx::default()
        };
        normalise::normalise(&response.body, &cx)
    }

    async fn profile_value(&self) -> Result<Value, SourceError> {
        Ok(self.ask("app.bsky.actor.getProfile", &[("actor", &self.actor)]).await?.0)
    }

    /// Who the account is.
    pub(super) async fn profile(&self) -> Result<Profile, SourceError> {
        Ok(normalise::profile(&self.profile_value().await?))
    }

    async fn posts(&self, asks: &[Ask]) -> Result<(Vec<String>, Parsed), SourceError> {
        let uris: Vec<(&str, &str)> = asks.iter().map(|ask| ("uris", ask.native_id.0.as_str())).collect();
        let (value, response) = self.ask("app.bsky.feed.getPosts", &uris).await?;
        if value.get("posts").is_none() {
            return Err(SourceError::new(Cause::NoDocument, "the answer holds no list of posts"));
        }
        let there = list(&value, "/posts").iter().filter_map(|post| owned(post, "/uri")).collect();
        Ok((there, self.normalise(&response)?))
    }
}

fn answer(ask: &Ask, there: &[String], parsed: &Parsed) -> Fetched {
    let item = parsed.items.iter().find(|item| item.native_id == ask.native_id);
    match item {
        Some(item) => Fetched::Found(Box::new(item.clone())),
        None if there.contains(&ask.native_id.0) => Fetched::StillThere,
        None => Fetched::Gone(Evidence { how: "getPosts leaves it out".to_owned(), sign: Sign::UnknownId }),
    }
}

/// What the platform leaves out of its answer is gone.
#[async_trait]
impl Lookups for Asked<'_> {
    fn at_once(&self) -> usize {
        LOOKUP
    }

    async fn some(&self, asks: &[Ask]) -> Result<Vec<Fetched>, SourceError> {
        let (there, parsed) = self.posts(asks).await?;
        Ok(asks.iter().map(|ask| answer(ask, &there, &parsed)).collect())
    }
}

#[async_trait]
impl Pages for Asked<'_> {
    async fn page(&self, older: Option<&str>) -> Result<Page, SourceError> {
        let mut query = vec![
            ("actor", self.actor.as_str()),
            ("filter", "posts_and_author_threads"),
            ("limit", PAGE),
            ("includePins", "true"),
        ];
        query.extend(older.map(|cursor| ("cursor", cursor)));
        let (value, response) = self.ask("app.bsky.feed.getAuthorFeed", &query).await?;
        if value.get("feed").is_none() {
            return Err(SourceError::new(Cause::NoDocument, "the answer holds no feed"));
        }
        Ok(Page {
            parsed: self.normalise(&response)?,
            whole_from: None,
            listed: list(&value, "/feed").len(),
            older: owned(&value, "/cursor"),
            pause_s: pause_s(&response.headers, "ratelimit", self.now),
        })
    }
}

/// Finds an account by handle, DID, or the address of its profile. Kept is the DID: handles change hands.
pub(super) async fn resolve(cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
    let actor = actor_of(given).ok_or_else(|| SourceError::new(Cause::AddressUnreadable, "this names no account"))?;
    let base = base(cx.api_base.as_ref().map(Url::as_str), PUBLIC)?;
    let asked = Asked { net: cx.net, base, actor, now: cx.now, zone: cx.zone.clone() };
    let found = asked.profile_value().await?;
    let did = text(&found, "/did").ok_or_else(|| SourceError::new(Cause::NotFound, "the profile names no DID"))?;
    let page = |name: &str| Url::parse(&format!("https://bsky.app/profile/{name}")).ok();
    let url = page(did).ok_or_else(|| SourceError::new(Cause::AddressUnreadable, "the DID is unreadable"))?;
    Ok(Account {
        site_url: text(&found, "/handle").and_then(page),
        name: normalise::profile(&found).name,
        account: Some(did.to_owned()),
        ..Account::at(url)
    })
}

/// The handle or DID in what a person gives.
fn actor_of(given: &str) -> Option<String> {
    let given = given.trim().trim_start_matches('@');
    let named = match given.split_once("/profile/") {
        Some((_, rest)) => rest.split(['/', '?', '#']).next()?,
        None => given.strip_prefix("at://").map_or(given, |rest| rest.split('/').next().unwrap_or(rest)),
    };
    let named = named.trim_start_matches('@').replace("%3A", ":").replace("%3a", ":");
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '_' | '%');
    let sound = !named.is_empty() && named.len() <= 253 && named.chars().all(plain);
    let handle = !named.contains(':') && named.contains('.');
    (sound && (named.starts_with("did:") || handle)).then_some(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("@rathaus.bsky.social", Some("rathaus.bsky.social"))]
    #[case("https://bsky.app/profile/musterbach.de/post/3k", Some("musterbach.de"))]
    #[case("https://bsky.app/profile/did:plc:abc", Some("did:plc:abc"))]
    #[case("did:web:musterbach.de", Some("did:web:musterbach.de"))]
    #[case("rathaus", None)]
    #[case("https://musterbach.de/", None)]
    #[case("", None)]
    fn an_account_is_named_in_many_ways(#[case] given: &str, #[case] actor: Option<&str>) {
        assert_eq!(actor_of(given).as_deref(), actor);
    }
}
