//! Asking YouTube. In: which channel, and the town's API key where there is one. Out: the newest videos, single videos,
//! who the channel is. Without a key the channel's feed and the public preview (oEmbed) are asked; with one the Data
//! API v3, which alone tells private videos, broadcasts and their hours. The key travels in a header, never in an
//! address. Called by `YoutubeConnector` and `poll`.

use async_trait::async_trait;
use http::{HeaderName, HeaderValue, StatusCode};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use url::Url;

use super::super::api_ask::{base, below, get, read, refusal, spend};
use super::super::contract::{Ask, Budget, Cx, Evidence, Fetched, LookCx, NormaliseCx, Parsed, Profile, Sign};
use super::super::failure::SourceError;
use super::super::json_value::{id, list, text};
use super::super::lookups::Lookups;
use super::super::websub::Hub;
use super::error_read::error_of;
use super::normalise::{normalise, watch_page};
use super::{resolve, units};
use crate::domain::connection::Login;
use crate::domain::source::Cause;
use crate::net::{Net, Response};

/// The site, and the Data API.
const SITE: &str = "https://www.youtube.com/";
const API: &str = "https://www.googleapis.com/";

/// The hub, and the name it knows a channel's feed by (developers.google.com/youtube/v3/guides/push_notifications).
const HUB: &str = "https://pubsubhubbub.appspot.com/subscribe";
const TOPIC: &str = "https://www.youtube.com/xml/feeds/videos.xml?channel_id=";

/// Videos of one page and of one lookup.
const PAGE: &str = "50";
const LOOKUP: usize = 50;

const KEY: HeaderName = HeaderName::from_static("x-goog-api-key");

/// One channel, as asked.
pub(super) struct Asked<'a> {
    net: &'a Net,
    own_base: Option<String>,
    pub(super) channel: String,
    key: Option<(HeaderName, HeaderValue)>,
    pub(super) now: Timestamp,
    zone: TimeZone,
}

impl<'a> Asked<'a> {
    /// The channel of a source.
    pub(super) fn of(cx: &'a Cx<'_>) -> Result<Self, SourceError> {
        let channel = cx.source.account.clone().or_else(|| resolve::channel_in(&cx.source.url));
        let channel =
            channel.ok_or_else(|| SourceError::new(Cause::AddressUnreadable, "the source names no channel"))?;
        Ok(Self::new(cx.net, cx.source.api_base.clone(), channel, cx.login, (cx.now, &cx.zone)))
    }

    /// A channel that is not a source yet.
    pub(super) fn looking(cx: &'a LookCx<'_>, channel: &str) -> Self {
        let own_base = cx.api_base.as_ref().map(Url::to_string);
        Self::new(cx.net, own_base, channel.to_owned(), cx.login, (cx.now, &cx.zone))
    }

    fn new(
        net: &'a Net,
        own_base: Option<String>,
        channel: String,
        login: Option<&Login>,
        (now, zone): (Timestamp, &TimeZone),
    ) -> Self {
        let key = login.and_then(|login| HeaderValue::from_str(login.token.reveal()).ok()).map(|mut value| {
            value.set_sensitive(true);
            (KEY, value)
        });
        Self { net, own_base, channel, key, now, zone: zone.clone() }
    }

    /// Who tells of new and changed videos. A stand-in for the platform has a hub of its own.
    pub(super) fn hub(&self) -> Option<Hub> {
        let hub = match self.own_base.as_deref() {
            Some(own) => below(&base(Some(own), SITE).ok()?, "subscribe", &[]).ok()?,
            None => Url::parse(HUB).ok()?,
        };
        Some(Hub { hub, topic: Url::parse(&format!("{TOPIC}{}", self.channel)).ok()? })
    }

    /// Whether the Data API can be asked.
    pub(super) fn has_key(&self) -> bool {
        self.key.is_some()
    }

    async fn site(&self, path: &str, query: &[(&str, &str)]) -> Result<Response, SourceError> {
        get(self.net, below(&base(self.own_base.as_deref(), SITE)?, path, query)?, &[]).await
    }

    async fn api(&self, path: &str, query: &[(&str, &str)]) -> Result<(Value, Response), SourceError> {
        let url = below(&base(self.own_base.as_deref(), API)?, &format!("youtube/v3/{path}"), query)?;
        let headers: Vec<_> = self.key.iter().cloned().collect();
        let response = get(self.net, url, &headers).await?;
        let value = read(&response, error_of, units::midnight_after(self.now), self.now)?;
        Ok((value, response))
    }

    fn normalise(&self, response: &Response) -> Result<Parsed, SourceError> {
        let cx = NormaliseCx {
            zone: self.zone.clone(),
            now: Some(self.now),
            account: Some(self.channel.clone()),
            ..NormaliseCx::default()
        };
        normalise(&response.body, &cx)
    }

    /// The channel's feed of its 15 newest videos. The site often answers 404 for feeds that are well (as documented by
    /// many readers), so nothing may be concluded from that.
    pub(super) async fn feed(&self) -> Result<Parsed, SourceError> {
        let response = self.site("feeds/videos.xml", &[("channel_id", &self.channel)]).await?;
        if !response.status.is_success() {
            let error = refusal(&response, None, None, self.now);
            let passing = matches!(error.cause, Cause::NotFound | Cause::Gone | Cause::NoDocument | Cause::Forbidden);
            let cause = if passing { Cause::ServerTrouble } else { error.cause };
            return Err(SourceError { cause, ..error });
        }
        self.normalise(&response)
    }

    /// One page of the uploads, with what the API knows of each video: two requests, two units. Gives the number of
    /// listed videos and the next page's token, too.
    pub(super) async fn uploads(
        &self,
        page: Option<&str>,
        budget: &mut Budget,
    ) -> Result<(Parsed, usize, Option<String>), SourceError> {
        // The uploads list has the channel's id with another beginning.
        let list_id = format!("UU{}", self.channel.strip_prefix("UC").unwrap_or(&self.channel));
        let mut query =
            vec![("part", "snippet,contentDetails,status"), ("playlistId", list_id.as_str()), ("maxResults", PAGE)];
        query.extend(page.map(|token| ("pageToken", token)));
        spend(budget)?;
        let (value, _) = self.api("playlistItems", &query).await?;
        let ids: Vec<String> =
            list(&value, "/items").iter().filter_map(|item| id(item, "/contentDetails/videoId")).collect();
        if value.get("items").is_none() {
            return Err(SourceError::new(Cause::NoDocument, "the answer holds no list of videos"));
        }
        let next = text(&value, "/nextPageToken").map(str::to_owned);
        if ids.is_empty() {
            return Ok((Parsed::default(), list(&value, "/items").len(), next));
        }
        spend(budget)?;
        let (_, parsed) = self.videos(&ids).await?;
        Ok((parsed, ids.len(), next))
    }

    /// What the API knows of some videos: the answer itself, and its items.
    async fn videos(&self, ids: &[String]) -> Result<(Value, Parsed), SourceError> {
        let wanted = ids.join(",");
        let query = [
            ("part", "snippet,status,contentDetails,liveStreamingDetails"),
            ("id", wanted.as_str()),
            ("maxResults", PAGE),
        ];
        let (value, response) = self.api("videos", &query).await?;
        if value.get("items").is_none() {
            return Err(SourceError::new(Cause::NoDocument, "the answer holds no list of videos"));
        }
        let parsed = self.normalise(&response)?;
        Ok((value, parsed))
    }

    /// Who the channel is.
    pub(super) async fn profile(&self) -> Result<Profile, SourceError> {
        if !self.has_key() {
            return Ok(self.feed().await?.profile);
        }
        let (value, response) = self.api("channels", &[("part", "snippet"), ("id", &self.channel)]).await?;
        if list(&value, "/items").is_empty() {
            return Err(SourceError::new(Cause::NotFound, "there is no such channel"));
        }
        Ok(self.normalise(&response)?.profile)
    }

    /// The id of the channel with a handle, by the API.
    pub(super) async fn by_handle(&self, handle: &str) -> Result<Option<String>, SourceError> {
        let (value, _) = self.api("channels", &[("part", "snippet"), ("forHandle", handle)]).await?;
        Ok(id(&value, "/items/0/id"))
    }

    /// A page of the site, to find a channel's id in it. The cookie says "no" to the question that would come instead.
    pub(super) async fn page(&self, path: &str) -> Result<Response, SourceError> {
        let url = below(&base(self.own_base.as_deref(), SITE)?, path, &[])?;
        let refused = (http::header::COOKIE, HeaderValue::from_static("SOCS=CAI"));
        let page = (http::header::ACCEPT, HeaderValue::from_static("text/html"));
        get(self.net, url, &[refused, page]).await
    }

    async fn by_api(&self, asks: &[Ask]) -> Result<Vec<Fetched>, SourceError> {
        let ids: Vec<String> = asks.iter().map(|ask| ask.native_id.0.clone()).collect();
        let (value, parsed) = self.videos(&ids).await?;
        let judge = |ask: &Ask| {
            let listed =
                list(&value, "/items").iter().find(|video| id(video, "/id").as_deref() == Some(&ask.native_id.0));
            let status = listed.and_then(|video| text(video, "/status/privacyStatus"));
            match (parsed.items.iter().find(|item| item.native_id == ask.native_id), status) {
                (Some(item), _) => Fetched::Found(Box::new(item.clone())),
                (None, Some(status)) if status != "public" => {
                    Fetched::Gone(Evidence { how: format!("the video is {status}"), sign: Sign::Said })
                }
                (None, _) if listed.is_some() => Fetched::StillThere,
                (None, _) => {
                    Fetched::Gone(Evidence { how: "videos.list leaves it out".to_owned(), sign: Sign::UnknownId })
                }
            }
        };
        Ok(asks.iter().map(judge).collect())
    }

    /// The preview of a video that is private, or may not be embedded, is refused; only 404 means that there is none.
    async fn by_preview(&self, asks: &[Ask]) -> Result<Vec<Fetched>, SourceError> {
        let mut answers = Vec::new();
        for ask in asks {
            let page = watch_page(&ask.native_id.0);
            let response = self.site("oembed", &[("url", &page), ("format", "json")]).await?;
            let fetched = match response.status {
                StatusCode::NOT_FOUND => Fetched::Gone(Evidence { how: "http 404".to_owned(), sign: Sign::NotFound }),
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Fetched::Forbidden,
                status if status.is_success() => Fetched::StillThere,
                StatusCode::TOO_MANY_REQUESTS => return Err(refusal(&response, None, None, self.now)),
                _ => Fetched::Transient,
            };
            answers.push(fetched);
        }
        Ok(answers)
    }
}

/// 50 at once by the API, else one by one by their public preview.
#[async_trait]
impl Lookups for Asked<'_> {
    fn at_once(&self) -> usize {
        if self.has_key() { LOOKUP } else { 1 }
    }

    async fn some(&self, asks: &[Ask]) -> Result<Vec<Fetched>, SourceError> {
        if self.has_key() { self.by_api(asks).await } else { self.by_preview(asks).await }
    }
}
