//! Asking LinkedIn. In: which organisation, its login and the version of the interface. Out: pages of its posts by their
//! last change, single posts, where a picture lies just now. Addresses hold URNs, whose colons the platform wants
//! encoded. Called by `LinkedinConnector` and `resolve`.

use async_trait::async_trait;
use http::{HeaderName, HeaderValue, StatusCode};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use url::Url;

use super::super::api_ask::{base, bearer_of, below, get, read};
use super::super::contract::{Ask, Cx, Evidence, Fetched, LookCx, NormaliseCx, Parsed, Profile, Sign};
use super::super::failure::SourceError;
use super::super::json_value::{list, number, text, web};
use super::super::lookups::Lookups;
use super::super::paged::{Page, Pages};
use super::post_read::{STILL, error_of, hidden, normalise};
use super::version;
use crate::domain::connection::Login;
use crate::domain::item::ItemMedia;
use crate::domain::source::Cause;
use crate::net::{Net, Response};

const API: &str = "https://api.linkedin.com/";

/// Posts on one page.
const PAGE: usize = 50;

/// The way to the platform.
pub(super) struct Door<'a> {
    net: &'a Net,
    base: Url,
    headers: Vec<(HeaderName, HeaderValue)>,
    now: Timestamp,
}

impl<'a> Door<'a> {
    pub(super) fn of_look(cx: &'a LookCx<'_>) -> Result<Self, SourceError> {
        let settings = cx.settings.cloned().map(Value::Object);
        let version = version::of(settings.as_ref());
        Self::new(cx.net, cx.api_base.as_ref().map(Url::as_str), cx.login, version, cx.now)
    }

    fn new(
        net: &'a Net,
        own: Option<&str>,
        login: Option<&Login>,
        version: &str,
        now: Timestamp,
    ) -> Result<Self, SourceError> {
        let mut headers = vec![bearer_of(login)?];
        headers.extend(version::headers(version)?);
        Ok(Self { net, base: base(own, API)?, headers, now })
    }

    /// One answer, whatever its status. `path` is sent as it is.
    async fn send(&self, path: &str, query: &[(&str, &str)]) -> Result<Response, SourceError> {
        get(self.net, below(&self.base, path, query)?, &self.headers).await
    }

    fn read(&self, response: &Response) -> Result<Value, SourceError> {
        read(response, error_of, midnight_after(self.now), self.now)
    }

    pub(super) async fn ask(&self, path: &str, query: &[(&str, &str)]) -> Result<Value, SourceError> {
        self.read(&self.send(path, query).await?)
    }

    /// The posts of an organisation by their last change, the newest first.
    pub(super) async fn posts(&self, urn: &str, start: &str, count: usize) -> Result<(Response, Value), SourceError> {
        let count = count.to_string();
        let query = [
            ("author", urn),
            ("q", "author"),
            ("count", count.as_str()),
            ("start", start),
            ("sortBy", "LAST_MODIFIED"),
        ];
        let response = self.send("rest/posts", &query).await?;
        let value = self.read(&response)?;
        if !value.get("elements").is_some_and(Value::is_array) {
            return Err(SourceError::new(Cause::NoDocument, "the answer is not a list of posts"));
        }
        Ok((response, value))
    }
}

/// Requests are counted anew at midnight in Greenwich.
fn midnight_after(now: Timestamp) -> Option<Timestamp> {
    let tomorrow = now.to_zoned_datetime(TimeZone::UTC).date().tomorrow().ok()?;
    tomorrow.to_zoned_datetime(TimeZone::UTC).ok().map(|midnight| midnight.timestamp())
}

/// Whether the only setting there is, `version`, is a month.
///
/// # Errors
/// The name of the setting, and what it may be.
pub(super) fn check_settings(settings: &Value) -> Result<(), String> {
    for (name, value) in settings.as_object().into_iter().flatten() {
        if name != "version" || value.as_str().and_then(version::end_of).is_none() {
            return Err(format!("{name} (version={})", version::USUAL));
        }
    }
    Ok(())
}

/// One organisation, as asked.
pub(super) struct Asked<'a> {
    door: Door<'a>,
    pub(super) urn: String,
    page: &'a str,
    zone: TimeZone,
}

impl<'a> Asked<'a> {
    /// The organisation of a source.
    pub(super) fn of(cx: &'a Cx<'_>) -> Result<Self, SourceError> {
        let urn = cx.source.account.clone();
        let urn = urn.ok_or_else(|| SourceError::new(Cause::AddressUnreadable, "the source names no organisation"))?;
        let version = version::of(Some(&cx.source.settings));
        let door = Door::new(cx.net, cx.source.api_base.as_deref(), cx.login, version, cx.now)?;
        Ok(Self { door, urn, page: &cx.source.url, zone: cx.zone.clone() })
    }

    fn normalise(&self, response: &Response) -> Result<Parsed, SourceError> {
        let cx = NormaliseCx {
            zone: self.zone.clone(),
            now: Some(self.door.now),
            account: Some(self.urn.clone()),
            ..NormaliseCx::default()
        };
        normalise(&response.body, &cx)
    }

    /// Whether the posts can be listed.
    pub(super) async fn health(&self) -> Result<Profile, SourceError> {
        self.door.posts(&self.urn, "0", 1).await?;
        Ok(Profile { site_url: Some(self.page.to_owned()), ..Profile::default() })
    }

    async fn post(&self, ask: &Ask) -> Result<Fetched, SourceError> {
        let urn = &ask.native_id.0;
        if !is_urn(urn) {
            return Ok(Fetched::Transient);
        }
        let response = self.door.send(&format!("rest/posts/{}", encoded(urn)), &[]).await?;
        match response.status {
            StatusCode::NOT_FOUND => {
                return Ok(Fetched::Gone(Evidence { how: "http 404".to_owned(), sign: Sign::UnknownId }));
            }
            StatusCode::FORBIDDEN => return Ok(Fetched::Forbidden),
            _ => {}
        }
        let value = self.door.read(&response)?;
        if text(&value, "/id") != Some(urn) {
            return Ok(Fetched::Transient);
        }
        // The platform itself says that the public may not see it any more.
        if let Some(why) = hidden(&value) {
            return Ok(Fetched::Gone(Evidence { how: format!("the post is {why}"), sign: Sign::Said }));
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
            found.push(self.post(ask).await?);
        }
        Ok(found)
    }
}

#[async_trait]
impl Pages for Asked<'_> {
    async fn page(&self, older: Option<&str>) -> Result<Page, SourceError> {
        let start = older.unwrap_or("0");
        let (response, value) = self.door.posts(&self.urn, start, PAGE).await?;
        let posts = list(&value, "/elements");
        // Whoever was said after the oldest change on the page was changed after it, too, so stands on it.
        let changed = posts.iter().filter_map(|post| number(post, "/lastModifiedAt")).min();
        let next = start.parse::<usize>().ok().and_then(|start| start.checked_add(PAGE));
        let named = list(&value, "/paging/links").iter().any(|link| text(link, "/rel") == Some("next"));
        Ok(Page {
            parsed: self.normalise(&response)?,
            whole_from: changed.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
            listed: posts.len(),
            older: next.filter(|_| named || posts.len() >= PAGE).map(|next| next.to_string()),
            pause_s: None,
        })
    }
}

/// Where a picture, or the still of a video, lies for the next hour.
pub(super) async fn media_address(cx: &LookCx<'_>, media: &ItemMedia) -> Result<Option<Url>, SourceError> {
    let Some(urn) = media.native_media_id.as_deref() else { return Ok(None) };
    let (urn, field) = match urn.strip_suffix(STILL) {
        Some(video) => (video, "/thumbnail"),
        None => (urn, "/downloadUrl"),
    };
    let what = match urn.split(':').nth(2) {
        Some("image") => "images",
        Some("video") => "videos",
        _ => return Ok(None),
    };
    if !is_urn(urn) {
        return Ok(None);
    }
    let value = Door::of_look(cx)?.ask(&format!("rest/{what}/{}", encoded(urn)), &[]).await?;
    Ok(web(&value, field).and_then(|url| Url::parse(&url).ok()))
}

/// Whether it can stand in an address: `urn:li:share:123`.
fn is_urn(urn: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_');
    urn.starts_with("urn:li:") && urn.chars().all(plain)
}

fn encoded(urn: &str) -> String {
    urn.replace(':', "%3A")
}
