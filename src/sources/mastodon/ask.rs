//! Asking a Mastodon server (docs.joinmastodon.org/methods/accounts, …/statuses) or one that speaks its interface. In:
//! which account. Out: pages of its statuses, single statuses, who it is. Called by `MastodonConnector`.

use async_trait::async_trait;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use url::Url;

use super::super::api_ask::{base, bearer, below, get, pause_s, read, refusal, reset_at};
use super::super::contract::{Account, Ask, Cx, Evidence, Fetched, LookCx, NormaliseCx, Parsed, Profile, Sign};
use super::super::failure::SourceError;
use super::super::json_value::{id, list, text, web};
use super::super::lookups::Lookups;
use super::super::paged::{Page, Pages};
use super::{normalise, status_read};
use crate::domain::connection::Login;
use crate::domain::source::Cause;
use crate::net::{Net, Response};

/// Statuses on one page; servers give no more.
const PAGE: &str = "40";

/// One account, as asked.
pub(super) struct Asked<'a> {
    net: &'a Net,
    base: Url,
    account: String,
    headers: Vec<(HeaderName, HeaderValue)>,
    now: Timestamp,
    zone: TimeZone,
}

impl<'a> Asked<'a> {
    /// The account of a source, on the server its address names.
    pub(super) fn of(cx: &'a Cx<'_>) -> Result<Self, SourceError> {
        let account = cx.source.account.clone();
        let account =
            account.ok_or_else(|| SourceError::new(Cause::AddressUnreadable, "the source names no account"))?;
        let base = base(cx.source.api_base.as_deref(), &origin(&cx.source.url)?)?;
        Ok(Self { net: cx.net, base, account, headers: login(cx.login), now: cx.now, zone: cx.zone.clone() })
    }

    pub(super) fn account(&self) -> &str {
        &self.account
    }

    async fn ask(&self, path: &str, query: &[(&str, &str)]) -> Result<Response, SourceError> {
        get(self.net, below(&self.base, path, query)?, &self.headers).await
    }

    fn read(&self, response: &Response) -> Result<Value, SourceError> {
        read(response, normalise::error_of, self.reset(response), self.now)
    }

    fn reset(&self, response: &Response) -> Option<Timestamp> {
        reset_at(&response.headers, "x-ratelimit-reset", self.now)
    }

    fn normalise(&self, response: &Response) -> Result<Parsed, SourceError> {
        let cx = NormaliseCx {
            zone: self.zone.clone(),
            now: Some(self.now),
            account: Some(self.account.clone()),
            ..NormaliseCx::default()
        };
        normalise::normalise(&response.body, &cx)
    }

    /// Who the account is.
    pub(super) async fn profile(&self) -> Result<Profile, SourceError> {
        let response = self.ask(&format!("api/v1/accounts/{}", self.account), &[]).await?;
        Ok(status_read::profile(&self.read(&response)?))
    }

    async fn status(&self, ask: &Ask) -> Result<Fetched, SourceError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if !ask.native_id.0.chars().all(plain) {
            return Ok(Fetched::Transient);
        }
        let response = self.ask(&format!("api/v1/statuses/{}", ask.native_id), &[]).await?;
        let gone = |sign| Evidence { how: format!("http {}", response.status.as_u16()), sign };
        match response.status {
            StatusCode::NOT_FOUND => return Ok(Fetched::Gone(gone(Sign::UnknownId))),
            StatusCode::GONE => return Ok(Fetched::Gone(gone(Sign::Said))),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Ok(Fetched::Forbidden),
            status if !status.is_success() => {
                return Err(refusal(&response, None, self.reset(&response), self.now));
            }
            _ => {}
        }
        let value = self.read(&response)?;
        // A server that answers with something else has said nothing about this status.
        if id(&value, "/id").as_deref() != Some(&ask.native_id.0) {
            return Ok(Fetched::Transient);
        }
        let item = self.normalise(&response)?.items.into_iter().find(|item| item.native_id == ask.native_id);
        Ok(item.map_or(Fetched::StillThere, |item| Fetched::Found(Box::new(item))))
    }
}

#[async_trait]
impl Lookups for Asked<'_> {
    async fn some(&self, asks: &[Ask]) -> Result<Vec<Fetched>, SourceError> {
        let mut found = Vec::with_capacity(asks.len());
        for ask in asks {
            found.push(self.status(ask).await?);
        }
        Ok(found)
    }
}

fn login(login: Option<&Login>) -> Vec<(HeaderName, HeaderValue)> {
    login.and_then(|login| bearer(login.token.reveal())).into_iter().collect()
}

fn origin(address: &str) -> Result<String, SourceError> {
    let url = Url::parse(address).map_err(|_| SourceError::new(Cause::AddressUnreadable, "this is no web address"))?;
    Ok(url.origin().ascii_serialization())
}

#[async_trait]
impl Pages for Asked<'_> {
    async fn page(&self, older: Option<&str>) -> Result<Page, SourceError> {
        let mut query = vec![("limit", PAGE), ("exclude_replies", "true")];
        query.extend(older.map(|before| ("max_id", before)));
        let response = self.ask(&format!("api/v1/accounts/{}/statuses", self.account), &query).await?;
        let value = self.read(&response)?;
        let Some(statuses) = value.as_array() else {
            return Err(SourceError::new(Cause::NoDocument, "the answer is not a list of statuses"));
        };
        let last = statuses.last().and_then(|status| id(status, "/id"));
        Ok(Page {
            parsed: self.normalise(&response)?,
            whole_from: None,
            listed: statuses.len(),
            older: next_page(&response.headers).filter(|_| last.is_some()),
            pause_s: pause_s(&response.headers, "x-ratelimit", self.now),
        })
    }
}

/// `max_id` of the `next` link (RFC 8288). Only this word is taken from it, never the address.
fn next_page(headers: &HeaderMap) -> Option<String> {
    let links = headers.get(header::LINK)?.to_str().ok()?;
    let next = links.split(',').find(|link| link.contains("rel=\"next\"") || link.contains("rel=next"))?;
    let url = next.split('<').nth(1)?.split('>').next()?;
    let url = Url::parse(url).ok()?;
    url.query_pairs().find(|(name, _)| name == "max_id").map(|(_, id)| id.into_owned())
}

/// Finds an account by `@name@server` or the address of its profile. Its id holds on its own server only.
pub(super) async fn resolve(cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
    let unreadable = || SourceError::new(Cause::AddressUnreadable, "this names no account: @name@server");
    let (name, host) = named(given).ok_or_else(unreadable)?;
    let server = match &cx.api_base {
        Some(base) => base.clone(),
        None => server_of(cx, &name, &host).await?,
    };
    let base = base(Some(server.as_str()), "")?;
    let url = below(&base, "api/v1/accounts/lookup", &[("acct", &name)])?;
    let response = get(cx.net, url, &login(cx.login)).await?;
    let found = read(&response, normalise::error_of, reset_at(&response.headers, "x-ratelimit-reset", cx.now), cx.now)?;
    // Some server knows everybody; the posts of others stand elsewhere.
    let local = text(&found, "/acct").is_some_and(|acct| !acct.contains('@'));
    let account = id(&found, "/id").filter(|_| local && status_read::is_account(&found));
    let account =
        account.ok_or_else(|| SourceError::new(Cause::NotFound, "there is no such account on this server"))?;
    let page = web(&found, "/url").and_then(|url| Url::parse(&url).ok()).ok_or_else(unreadable)?;
    // The polled address names the server that answers, which may be another than the name's.
    let polled = base.join(&format!("@{name}")).map_err(|_| unreadable())?;
    Ok(Account {
        site_url: Some(page),
        name: status_read::profile(&found).name,
        account: Some(account),
        ..Account::at(polled)
    })
}

/// The name and host in what a person gives.
fn named(given: &str) -> Option<(String, String)> {
    let given = given.trim();
    let given = given.strip_prefix("acct:").unwrap_or(given);
    let (name, host) = match Url::parse(given) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            let path = url.path().trim_start_matches('/');
            let part = path.strip_prefix("users/").or_else(|| path.strip_prefix("web/")).unwrap_or(path);
            let name = part.split('/').next()?.trim_start_matches('@').to_owned();
            let host = url.origin().ascii_serialization().split_once("://")?.1.to_owned();
            match name.split_once('@') {
                Some((name, host)) => (name.to_owned(), host.to_owned()),
                None => (name, host),
            }
        }
        _ => {
            let (name, host) = given.trim_start_matches('@').split_once('@')?;
            (name.to_owned(), host.to_ascii_lowercase())
        }
    };
    let sound = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
    (sound && host.contains(['.', ':'])).then_some((name, host))
}

/// The server behind a handle's host (RFC 7033): a town's handles may carry its domain while the server is elsewhere.
async fn server_of(cx: &LookCx<'_>, name: &str, host: &str) -> Result<Url, SourceError> {
    let itself = base(Some(&format!("https://{host}")), "")?;
    let resource = format!("acct:{name}@{host}");
    let finger = below(&itself, ".well-known/webfinger", &[("resource", &resource)])?;
    let Ok(response) = get(cx.net, finger, &[]).await else { return Ok(itself) };
    let Ok(value) = super::super::json_value::parse(&response.body) else { return Ok(itself) };
    let links = list(&value, "/links");
    let own = links.iter().find(|link| text(link, "/rel") == Some("self")).and_then(|link| web(link, "/href"));
    match own.and_then(|actor| origin(&actor).ok()).filter(|_| response.status.is_success()) {
        Some(origin) => base(Some(&origin), ""),
        None => Ok(itself),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("@rathaus@musterbach.social", Some(("rathaus", "musterbach.social")))]
    #[case("acct:rathaus@Musterbach.social", Some(("rathaus", "musterbach.social")))]
    #[case("https://musterbach.social/@rathaus/1234", Some(("rathaus", "musterbach.social")))]
    #[case("https://musterbach.social/users/rathaus", Some(("rathaus", "musterbach.social")))]
    #[case("https://anderswo.social/@rathaus@musterbach.social", Some(("rathaus", "musterbach.social")))]
    #[case("https://musterbach.social/", None)]
    #[case("rathaus", None)]
    fn an_account_is_named_in_many_ways(#[case] given: &str, #[case] expected: Option<(&str, &str)>) {
        let found = named(given);
        assert_eq!(found.as_ref().map(|(name, host)| (name.as_str(), host.as_str())), expected);
    }

    #[test]
    fn only_the_id_is_taken_from_a_next_link() {
        let link = r#"<https://x.test/api?limit=40&max_id=17>; rel="next", <https://x.test/api?min_id=9>; rel="prev""#;
        let headers = HeaderMap::from_iter([(header::LINK, HeaderValue::from_str(link).unwrap())]);
        assert_eq!(next_page(&headers).as_deref(), Some("17"));
    }
}
