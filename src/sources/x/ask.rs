//! Asking X (docs.x.com/x-api/posts/timelines, …/lookup). In: the account of a source, its login and what a month may
//! cost. Out: pages of its posts, single posts. Every request is paid before it is sent, for the most posts it may give;
//! what did not come is taken back. Posts of others are not asked for, not even where one is quoted. Called by `poll`,
//! `refetch` and `XConnector`.

use http::{HeaderName, HeaderValue};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use url::Url;

use super::super::api_ask::{base, bearer_of, below, get, pause_s, refusal, reset_at, spend};
use super::super::contract::{Budget, Cx, NormaliseCx, Parsed, Profile};
use super::super::failure::SourceError;
use super::super::json_value::{id, list, number, parse, text};
use super::normalise;
use super::settings::{PRICE, Settings, decided};
use crate::domain::source::Cause;
use crate::net::{Net, Response};

/// Where the interface lives.
pub(super) const API: &str = "https://api.x.com/";

/// The platform lists no fewer on a page, and no more.
const FEWEST: u32 = 5;
const MOST: u32 = 100;

/// What is asked of a post. No counter, no place, nobody but its author.
const FIELDS: [(&str, &str); 4] = [
    (
        "tweet.fields",
        "id,text,created_at,author_id,entities,attachments,referenced_tweets,in_reply_to_user_id,\
         edit_history_tweet_ids,lang,note_tweet,possibly_sensitive",
    ),
    ("expansions", "attachments.media_keys,attachments.poll_ids"),
    ("media.fields", "alt_text,url,variants,preview_image_url,duration_ms,width,height,type"),
    ("poll.fields", "options,end_datetime"),
];

/// One account, as asked.
pub(super) struct Asked<'a> {
    net: &'a Net,
    base: Url,
    pub(super) account: String,
    page: &'a str,
    login: (HeaderName, HeaderValue),
    pub(super) settings: Settings,
    pub(super) now: Timestamp,
    zone: TimeZone,
}

/// Why a question gave nothing.
struct Missed {
    error: SourceError,
    /// The platform may have given posts all the same, which then never arrived.
    may_cost: bool,
}

impl From<SourceError> for Missed {
    fn from(error: SourceError) -> Self {
        Self { error, may_cost: false }
    }
}

/// One page of a listing.
pub(super) struct Listed {
    pub(super) parsed: Parsed,
    /// How many posts it had, usable or not.
    pub(super) count: u32,
    /// The newest post of it, and the oldest.
    pub(super) newest: Option<String>,
    pub(super) oldest: Option<String>,
    pub(super) older: Option<String>,
    pub(super) pause_s: Option<u32>,
}

impl<'a> Asked<'a> {
    /// The account of a source.
    pub(super) fn of(cx: &'a Cx<'_>) -> Result<Self, SourceError> {
        let settings = decided(&cx.source.settings)?;
        let account = cx.source.account.clone().filter(|id| is_number(id));
        let account =
            account.ok_or_else(|| SourceError::new(Cause::AddressUnreadable, "the source names no account"))?;
        let login = bearer_of(cx.login)?;
        let base = base(cx.source.api_base.as_deref(), API)?;
        let (page, zone) = (cx.source.url.as_str(), cx.zone.clone());
        Ok(Self { net: cx.net, base, account, page, login, settings, now: cx.now, zone })
    }

    async fn ask(&self, path: &str, query: &[(&str, &str)]) -> Result<(Response, Value), Missed> {
        let url = below(&self.base, path, query)?;
        let lost = |error: SourceError| {
            let may_cost = matches!(error.cause, Cause::TimedOut | Cause::BrokenOff | Cause::TooLarge);
            Missed { error, may_cost }
        };
        let response = get(self.net, url, std::slice::from_ref(&self.login)).await.map_err(lost)?;
        let parsed = parse(&response.body);
        if !response.status.is_success() {
            let named = parsed.as_ref().ok().and_then(normalise::error_of);
            let reset = reset_at(&response.headers, "x-rate-limit-reset", self.now);
            return Err(refusal(&response, named, reset, self.now).into());
        }
        let value = parsed.map_err(|error| Missed { error, may_cost: true })?;
        Ok((response, value))
    }

    /// Pays for the most posts that may come, asks, and takes back what did not come: the platform bills the posts that it
    /// gives, and a refusal gives none.
    async fn ask_for(
        &self,
        path: &str,
        query: &[(&str, &str)],
        (most, price): (u32, u32),
        budget: &mut Budget,
    ) -> Result<(Response, Value), SourceError> {
        spend(budget)?;
        if !budget.pay(most.saturating_mul(price)) {
            return Err(self.spent());
        }
        let answer = self.ask(path, query).await;
        let came = match &answer {
            Ok((_, value)) => u32::try_from(list(value, "/data").len()).unwrap_or(u32::MAX),
            Err(missed) if missed.may_cost => most,
            Err(_) => 0,
        };
        budget.take_back(most.saturating_sub(came).saturating_mul(price));
        answer.map_err(|missed| missed.error)
    }

    /// Who the account is called, from its page's address: asking for it costs.
    fn name(&self) -> Option<&str> {
        self.page.rsplit('/').next().filter(|name| !name.is_empty() && *name != "i")
    }

    /// Reads an answer. The author of all of it is known without being asked for.
    fn normalise(&self, mut value: Value) -> Result<Parsed, SourceError> {
        if let Some(fields) = value.as_object_mut() {
            let includes = fields.entry("includes").or_insert_with(|| json!({}));
            if let (Some(includes), Some(name)) = (includes.as_object_mut(), self.name()) {
                includes.insert("users".to_owned(), json!([{ "id": self.account, "username": name }]));
            }
        }
        let cx = NormaliseCx {
            zone: self.zone.clone(),
            now: Some(self.now),
            account: Some(self.account.clone()),
            ..NormaliseCx::default()
        };
        normalise::of_answer(&value, &cx)
    }

    /// One page of the account's posts, of at most so many, and no more than can be paid.
    pub(super) async fn list(
        &self,
        query: &[(&str, &str)],
        most: u32,
        budget: &mut Budget,
    ) -> Result<Listed, SourceError> {
        let price = self.settings.price;
        let most = most.clamp(FEWEST, MOST).min(budget.money() / price);
        if most < FEWEST {
            return Err(self.spent());
        }
        let wanted = most.to_string();
        let mut all = vec![("max_results", wanted.as_str()), ("exclude", "retweets")];
        all.extend(FIELDS);
        all.extend(query);
        let path = format!("2/users/{}/tweets", self.account);
        let (response, value) = self.ask_for(&path, &all, (most, price), budget).await?;
        let posts = list(&value, "/data");
        if value.get("data").is_none() && number(&value, "/meta/result_count") != Some(0) {
            return Err(normalise::error_of(&value)
                .unwrap_or_else(|| SourceError::new(Cause::NoDocument, "the answer is not a list of posts")));
        }
        let count = u32::try_from(posts.len()).unwrap_or(u32::MAX);
        let newest = id(&value, "/meta/newest_id").or_else(|| posts.first().and_then(|post| id(post, "/id")));
        let oldest = id(&value, "/meta/oldest_id").or_else(|| posts.last().and_then(|post| id(post, "/id")));
        let older = text(&value, "/meta/next_token").map(str::to_owned);
        let pause_s = pause_s(&response.headers, "x-rate-limit", self.now);
        let parsed = if posts.is_empty() { Parsed::default() } else { self.normalise(value)? };
        Ok(Listed { parsed, count, newest, oldest, older, pause_s })
    }

    /// Posts by their ids, at most a hundred: the answer, and what it gave.
    pub(super) async fn posts(&self, ids: &[String], budget: &mut Budget) -> Result<(Value, Parsed), SourceError> {
        let most = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let ids = ids.join(",");
        let mut query = vec![("ids", ids.as_str())];
        query.extend(FIELDS);
        let (_, value) = self.ask_for("2/tweets", &query, (most, PRICE), budget).await?;
        let parsed = if list(&value, "/data").is_empty() { Parsed::default() } else { self.normalise(value.clone())? };
        Ok((value, parsed))
    }

    /// What this month may cost is spent. It is looked again in an hour, which costs nothing: another call may hold money
    /// that it gives back, and somebody may allow more.
    fn spent(&self) -> SourceError {
        let error = SourceError::new(Cause::MoneySpent, "what this month may cost is spent");
        SourceError { until: self.now.checked_add(SignedDuration::from_hours(1)).ok(), ..error }
    }

    /// Whether the account can be read: the listing of a second before the account was there, which costs nothing.
    pub(super) async fn health(&self) -> Result<Profile, SourceError> {
        let query =
            [("max_results", "5"), ("start_time", "2010-11-06T00:00:00Z"), ("end_time", "2010-11-06T00:00:01Z")];
        let answer = self.ask(&format!("2/users/{}/tweets", self.account), &query).await;
        let (_, value) = answer.map_err(|missed| missed.error)?;
        match normalise::error_of(&value) {
            Some(error) => Err(error),
            None => Ok(Profile { site_url: Some(self.page.to_owned()), ..Profile::default() }),
        }
    }
}

/// Ids of accounts and posts are numbers.
pub(super) fn is_number(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())
}
