//! Asks the Graph API. In: a path with its fields and the budget of a look. Out: the answer's JSON and what it says
//! about our use, or a [`Fault`] by its numbers. The token travels in `Authorization`, in an address only where it is
//! itself what is asked about (`debug_token`); nothing is asked twice. Called by the looks, lookups and logins of all
//! three platforms.

use std::time::Duration;

use aws_lc_rs::hmac;
use data_encoding::HEXLOWER;
use http::{HeaderValue, header};
use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::super::contract::{Budget, Cx, LookCx};
use super::super::failure::SourceError;
use super::failure_read::{Fault, fault_of};
use super::shape::parse;
use super::usage_read::Usage;
use crate::domain::connection::Login;
use crate::domain::source::Cause;
use crate::net::{Net, Profile as Guard, Request, Response};

/// The version of the Graph API that is read; versions live about two years.
pub const VERSION: &str = "v26.0";
/// Threads counts its own versions.
pub const THREADS_VERSION: &str = "v1.0";

/// The largest answer, in decoded bytes: a hundred posts with their attachments.
const MAX_BYTES: usize = 5 * 1024 * 1024;
/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// One of Meta's three doors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// graph.facebook.com: Pages, and Instagram accounts that hang on one.
    Facebook,
    /// graph.instagram.com: Instagram accounts with their own login.
    Instagram,
    Threads,
}

impl Door {
    fn base(self) -> &'static str {
        match self {
            Self::Facebook => "https://graph.facebook.com/",
            Self::Instagram => "https://graph.instagram.com/",
            Self::Threads => "https://graph.threads.net/",
        }
    }

    fn version(self) -> &'static str {
        if self == Self::Threads { THREADS_VERSION } else { VERSION }
    }
}

/// The Graph API as one login sees it.
pub struct Graph<'a> {
    net: &'a Net,
    base: Url,
    door: Door,
    login: &'a Login,
    now: Timestamp,
}

/// A good answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub json: Value,
    pub usage: Usage,
}

/// Why there is no answer.
#[derive(Debug, Clone)]
pub enum Refused {
    /// The platform's own error.
    Fault { fault: Fault, error: SourceError },
    /// No answer of the platform at all.
    Failed(SourceError),
    /// The budget of this look is used up; nothing was asked.
    Spent,
}

impl From<Refused> for SourceError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Fault { error, .. } | Refused::Failed(error) => error,
            Refused::Spent => Self::new(Cause::Busy, "no request is left for this look"),
        }
    }
}

impl<'a> Graph<'a> {
    /// For a source.
    ///
    /// # Errors
    /// [`Cause::LoginMissing`] without a login; [`Cause::AddressUnreadable`] for an API address that is none.
    pub fn of_source(door: Door, cx: &Cx<'a>) -> Result<Self, SourceError> {
        let base = cx.source.api_base.as_deref().map(Url::parse).transpose();
        let base = base.map_err(|_| SourceError::new(Cause::AddressUnreadable, "the API's address cannot be read"))?;
        Self::new(door, cx.net, base, cx.login, cx.now)
    }

    /// Before there is a source.
    ///
    /// # Errors
    /// As [`Graph::of_source`].
    pub fn of_look(door: Door, cx: &LookCx<'a>) -> Result<Self, SourceError> {
        Self::new(door, cx.net, cx.api_base.clone(), cx.login, cx.now)
    }

    fn new(
        door: Door,
        net: &'a Net,
        base: Option<Url>,
        login: Option<&'a Login>,
        now: Timestamp,
    ) -> Result<Self, SourceError> {
        let login = login.ok_or_else(|| SourceError::new(Cause::LoginMissing, "no login was given yet"))?;
        let base = match base {
            Some(mut base) => {
                if !base.path().ends_with('/') {
                    let path = format!("{}/", base.path());
                    base.set_path(&path);
                }
                base
            }
            None => {
                Url::parse(door.base()).map_err(|_| SourceError::new(Cause::AddressUnreadable, "no API address"))?
            }
        };
        Ok(Self { net, base, door, login, now })
    }

    /// The present moment, as the caller has it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Asks for `/{version}/{path}?{query}`.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn get(&self, path: &str, query: &[(&str, &str)], budget: &mut Budget) -> Result<Answer, Refused> {
        self.get_at(&format!("{}/{path}", self.door.version()), query, budget).await
    }

    /// Asks for `/{path}?{query}`, for the few endpoints without a version.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn get_at(&self, path: &str, query: &[(&str, &str)], budget: &mut Budget) -> Result<Answer, Refused> {
        let mut url = self.base.join(path).map_err(|_| unreadable())?;
        url.query_pairs_mut().extend_pairs(query);
        self.ask(url, budget).await
    }

    /// Follows a `paging.next`. Only its path and query are taken: the token goes to no other host, and the one that the
    /// address may carry is left out.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn follow(&self, next: &str, budget: &mut Budget) -> Result<Answer, Refused> {
        let next = Url::parse(next).map_err(|_| unreadable())?;
        let mut url = self.base.clone();
        url.set_path(next.path());
        let kept = next.query_pairs().filter(|(name, _)| !matches!(name.as_ref(), "access_token" | "appsecret_proof"));
        let kept: Vec<_> = kept.collect();
        url.query_pairs_mut().clear().extend_pairs(kept);
        self.ask(url, budget).await
    }

    async fn ask(&self, mut url: Url, budget: &mut Budget) -> Result<Answer, Refused> {
        if !budget.take() {
            return Err(Refused::Spent);
        }
        if let Some(proof) = self.proof() {
            url.query_pairs_mut().append_pair("appsecret_proof", &proof);
        }
        if url.query() == Some("") {
            url.set_query(None);
        }
        let bearer = HeaderValue::from_str(&format!("Bearer {}", self.login.token.reveal()));
        let mut bearer =
            bearer.map_err(|_| Refused::Failed(SourceError::new(Cause::LoginExpired, "the token cannot be sent")))?;
        bearer.set_sensitive(true);
        let request = Request::get(Guard::Source, url.clone())
            .header(header::AUTHORIZATION, bearer)
            .header(header::ACCEPT, HeaderValue::from_static("application/json"))
            .max_bytes(MAX_BYTES)
            .timeout(TIMEOUT)
            .max_redirects(0);
        let response =
            self.net.send(request).await.map_err(|error| Refused::Failed(SourceError::from_net(&url, error)))?;
        self.judge(&response)
    }

    fn judge(&self, response: &Response) -> Result<Answer, Refused> {
        let usage = Usage::of(&response.headers);
        let json = parse(&response.body);
        if let Some(fault) = json.as_ref().ok().and_then(fault_of) {
            let asked =
                SourceError::from_status(http::StatusCode::TOO_MANY_REQUESTS, &response.headers, self.now).until;
            let until = usage.blocked_until(self.now).or(asked);
            let error = fault.clone().into_error(Some(self.now), until);
            return Err(Refused::Fault { fault, error });
        }
        if !response.status.is_success() {
            let mut error = SourceError::from_status(response.status, &response.headers, self.now);
            // 404 and 403 of a proxy or an error page say nothing about the account.
            if matches!(error.cause, Cause::NotFound | Cause::Gone) {
                error.cause = Cause::NoDocument;
            }
            return Err(Refused::Failed(error));
        }
        match json {
            Ok(json) => Ok(Answer { json, usage }),
            Err(error) => Err(Refused::Failed(error)),
        }
    }

    /// Proves that the asker holds the app's secret, too ("Securing Graph API Requests"). Facebook's door alone asks for it.
    fn proof(&self) -> Option<String> {
        let secret = self.login.app_secret.as_ref().filter(|_| self.door == Door::Facebook)?;
        Some(proof_of(secret.reveal(), self.login.token.reveal()))
    }
}

/// HMAC-SHA-256 of the token under the app's secret, in hex.
#[must_use]
pub fn proof_of(app_secret: &str, token: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, app_secret.as_bytes());
    HEXLOWER.encode(hmac::sign(&key, token.as_bytes()).as_ref())
}

fn unreadable() -> Refused {
    Refused::Failed(SourceError::new(Cause::AddressUnreadable, "an address of the API cannot be read"))
}
