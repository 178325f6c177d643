//! Asking TikTok (developers.tiktok.com/doc/tiktok-api-v2-video-list, …-video-query, …-get-user-info). In: the account's own
//! login. Out: pages of its public videos, single videos, where a cover lies just now, who the account is. The platform
//! shows an account only to itself, and only public videos. Called by `TiktokConnector`.

use async_trait::async_trait;
use http::{HeaderName, HeaderValue};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use url::Url;

use super::super::address_clean::web_address;
use super::super::api_ask::{base, bearer_of, below, get, post, read, spend};
use super::super::contract::{Account, Ask, Budget, Cx, Evidence, Fetched, LookCx, NormaliseCx, Parsed, Profile, Sign};
use super::super::failure::SourceError;
use super::super::json_value::{flag, id, list, owned, text, web};
use super::super::lookups::Lookups;
use super::super::paged::{Page, Pages};
use super::video_read::{COVER, error_of, normalise};
use crate::domain::connection::Login;
use crate::domain::item::ItemMedia;
use crate::domain::source::Cause;
use crate::net::{Net, Response};

const API: &str = "https://open.tiktokapis.com/";

/// What is asked of a video. No counter is among it.
const FIELDS: &str = "id,create_time,cover_image_url,share_url,video_description,duration,height,width,title,is_aigc";

/// Videos of one page and of one lookup.
const PAGE: usize = 20;

/// The way to the platform.
struct Door<'a> {
    net: &'a Net,
    base: Url,
    login: (HeaderName, HeaderValue),
    now: Timestamp,
}

impl<'a> Door<'a> {
    fn of_look(cx: &'a LookCx<'_>) -> Result<Self, SourceError> {
        Self::new(cx.net, cx.api_base.as_ref().map(Url::as_str), cx.login, cx.now)
    }

    fn new(net: &'a Net, own: Option<&str>, login: Option<&Login>, now: Timestamp) -> Result<Self, SourceError> {
        Ok(Self { net, base: base(own, API)?, login: bearer_of(login)?, now })
    }

    fn read(&self, response: &Response) -> Result<Value, SourceError> {
        read(response, error_of, None, self.now)
    }

    /// Who the login belongs to: its id at this app, and its name.
    async fn user(&self) -> Result<(String, Option<String>), SourceError> {
        let url = below(&self.base, "v2/user/info/", &[("fields", "open_id,display_name")])?;
        let value = self.read(&get(self.net, url, std::slice::from_ref(&self.login)).await?)?;
        let account = id(&value, "/data/user/open_id");
        let account = account.ok_or_else(|| SourceError::new(Cause::NoDocument, "the answer names no account"))?;
        Ok((account, owned(&value, "/data/user/display_name")))
    }

    async fn videos(&self, path: &str, body: &Value) -> Result<(Response, Value), SourceError> {
        let url = below(&self.base, path, &[("fields", FIELDS)])?;
        let response = post(self.net, url, std::slice::from_ref(&self.login), body).await?;
        let value = self.read(&response)?;
        if !value.pointer("/data/videos").is_some_and(Value::is_array) {
            return Err(SourceError::new(Cause::NoDocument, "the answer is not a list of videos"));
        }
        Ok((response, value))
    }

    async fn query(&self, ids: &[&str]) -> Result<(Response, Value), SourceError> {
        self.videos("v2/video/query/", &json!({ "filters": { "video_ids": ids } })).await
    }
}

fn other_account() -> SourceError {
    SourceError::new(Cause::LoginOther, "the login belongs to another account")
}

/// One account, as asked.
pub(super) struct Asked<'a> {
    door: Door<'a>,
    pub(super) account: String,
    page: &'a str,
    zone: TimeZone,
}

impl<'a> Asked<'a> {
    /// The account of a source.
    pub(super) fn of(cx: &'a Cx<'_>) -> Result<Self, SourceError> {
        let account = cx.source.account.clone();
        let account =
            account.ok_or_else(|| SourceError::new(Cause::AddressUnreadable, "the source names no account"))?;
        let door = Door::new(cx.net, cx.source.api_base.as_deref(), cx.login, cx.now)?;
        Ok(Self { door, account, page: &cx.source.url, zone: cx.zone.clone() })
    }

    fn normalise(&self, response: &Response) -> Result<Parsed, SourceError> {
        let cx = NormaliseCx {
            zone: self.zone.clone(),
            now: Some(self.door.now),
            account: Some(self.account.clone()),
            ..NormaliseCx::default()
        };
        normalise(&response.body, &cx)
    }

    /// Who answers; it must be the expected account.
    pub(super) async fn health(&self) -> Result<Profile, SourceError> {
        let (account, name) = self.door.user().await?;
        if account != self.account {
            return Err(other_account());
        }
        Ok(Profile { name, site_url: Some(self.page.to_owned()), lang: None })
    }

    /// Asks whose login it is, before anything is read: lists and lookups answer for whoever that is, and name nobody.
    ///
    /// # Errors
    /// [`Cause::LoginOther`] when it is not the account of the source, or why nobody says.
    pub(super) async fn is_theirs(&self, budget: &mut Budget) -> Result<(), SourceError> {
        spend(budget)?;
        self.health().await.map(|_| ())
    }
}

#[async_trait]
impl Pages for Asked<'_> {
    async fn page(&self, older: Option<&str>) -> Result<Page, SourceError> {
        let mut body = json!({ "max_count": PAGE });
        // A moment in milliseconds: what was said before it.
        if let Some(cursor) = older.and_then(|older| older.parse::<i64>().ok()) {
            body["cursor"] = cursor.into();
        }
        let (response, value) = self.door.videos("v2/video/list/", &body).await?;
        Ok(Page {
            parsed: self.normalise(&response)?,
            whole_from: None,
            listed: list(&value, "/data/videos").len(),
            older: id(&value, "/data/cursor").filter(|_| flag(&value, "/data/has_more")),
            pause_s: None,
        })
    }
}

/// What the platform leaves out of its answer is gone, or not public any more.
#[async_trait]
impl Lookups for Asked<'_> {
    fn at_once(&self) -> usize {
        PAGE
    }

    async fn some(&self, asks: &[Ask]) -> Result<Vec<Fetched>, SourceError> {
        let ids: Vec<&str> = asks.iter().map(|ask| ask.native_id.0.as_str()).collect();
        let (response, value) = self.door.query(&ids).await?;
        let parsed = self.normalise(&response)?;
        let judge = |ask: &Ask| {
            let there =
                list(&value, "/data/videos").iter().any(|video| id(video, "/id").as_ref() == Some(&ask.native_id.0));
            match parsed.items.iter().find(|item| item.native_id == ask.native_id) {
                Some(item) => Fetched::Found(Box::new(item.clone())),
                None if there => Fetched::StillThere,
                None => Fetched::Gone(Evidence { how: "video/query leaves it out".to_owned(), sign: Sign::UnknownId }),
            }
        };
        Ok(asks.iter().map(judge).collect())
    }
}

/// Where a video's cover lies for the next six hours.
pub(super) async fn media_address(cx: &LookCx<'_>, media: &ItemMedia) -> Result<Option<Url>, SourceError> {
    let Some(video) = media.native_media_id.as_deref().and_then(|id| id.strip_suffix(COVER)) else { return Ok(None) };
    let (_, value) = Door::of_look(cx)?.query(&[video]).await?;
    let found = list(&value, "/data/videos").iter().find(|one| id(one, "/id").as_deref() == Some(video));
    Ok(found.and_then(|video| web(video, "/cover_image_url")).and_then(|url| Url::parse(&url).ok()))
}

/// Finds the account that a person means, which must be the login's own. Its name shows only in the addresses of its
/// videos, unless the app may ask for more than it needs.
///
/// # Errors
/// [`Cause::AddressUnreadable`] when no account is named; [`Cause::LoginOther`] when the login belongs to another.
pub(super) async fn resolve(cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
    let unreadable = || SourceError::new(Cause::AddressUnreadable, "this names no account: @name");
    let name = named(given).ok_or_else(unreadable)?;
    let door = Door::of_look(cx)?;
    let (account, shown) = door.user().await?;
    let (_, value) = door.videos("v2/video/list/", &json!({ "max_count": 1 })).await?;
    let theirs = text(&value, "/data/videos/0/share_url").and_then(named);
    if theirs.is_some_and(|theirs| !theirs.eq_ignore_ascii_case(&name)) {
        return Err(other_account());
    }
    let url = Url::parse(&format!("https://www.tiktok.com/@{name}")).map_err(|_| unreadable())?;
    Ok(Account { site_url: Some(url.clone()), name: shown, account: Some(account), ..Account::at(url) })
}

/// The name in what a person gives.
fn named(given: &str) -> Option<String> {
    let given = given.trim();
    let name = if given.contains('/') {
        web_address(given).ok()?.path_segments()?.find(|part| part.starts_with('@'))?.to_owned()
    } else {
        given.to_owned()
    };
    let name = name.trim_start_matches('@');
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
    (!name.is_empty() && name.len() <= 60 && name.chars().all(fits)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("@stadt.musterbach", Some("stadt.musterbach"))]
    #[case("https://www.tiktok.com/@stadt.musterbach/video/7?lang=de", Some("stadt.musterbach"))]
    #[case("tiktok.com/@stadt.musterbach", Some("stadt.musterbach"))]
    #[case("https://vm.tiktok.com/ZM123/", None)]
    #[case("Stadt Musterbach", None)]
    #[case("", None)]
    fn an_account_is_named_in_many_ways(#[case] given: &str, #[case] expected: Option<&str>) {
        assert_eq!(named(given).as_deref(), expected);
    }
}
