//! The doors for citizens who want something of the town: a question, a barrier, unlawful content, a photo that is to go, a
//! picture without words; and the page where they read the answer. No account, no cookie, no riddle: what keeps machines
//! out is a field that people do not see, the time it takes to write, and how often one network sends. Nothing here is
//! cached, indexed, logged or sent on (requirements S-09, L-08, L-09).

use std::time::Duration;

use askama::Template;
use async_trait::async_trait;
use axum::body::Body;
use axum::response::Response;
use http::{HeaderName, HeaderValue, Method, Request, StatusCode, header};

use super::Shared;
use super::ask_form::{self, Field, Typed, Wrong, form_at, of_kind};
use super::card::{Named, localised};
use super::case_page;
use super::door_brake::Visitor;
use super::frame::Frame;
use super::from_ourselves::is_from_ourselves;
use super::headers::{Class, secure};
use super::town_view::TownView;
use crate::domain::TownId;
use crate::domain::case::{Case, CaseKind};
use crate::domain::ids::Ulid;
use crate::domain::post::{Post, PostState};
use crate::i18n::Locale;
use crate::store::{Conn, StoreError, posts_read};
use crate::urls;

/// The largest form, in bytes: a text of the greatest length, escaped.
const MAX_BODY: usize = 64 * 1024;
/// How long a browser may take to send it.
const LONGEST: Duration = Duration::from_secs(15);
/// Nobody reads a form and answers it in less time.
const FASTEST: jiff::SignedDuration = jiff::SignedDuration::from_secs(3);
/// So long a form may lie open before it is sent.
const OLDEST: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);

/// What somebody sent.
#[derive(Debug)]
pub struct CaseSent {
    pub town: TownId,
    pub kind: CaseKind,
    pub post: Option<Post>,
    /// A picture of that post, by the name of its file.
    pub picture: Option<String>,
    pub about: String,
    pub name: Option<String>,
    pub mail: Option<String>,
    pub text: String,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum CaseTaken {
    /// It is a case now; this is the secret of its address.
    Begun(String),
    /// The same words were said a moment ago.
    Twice,
    /// Too much came in lately.
    TooMany,
}

/// Whoever takes what citizens send; handed in by `app`.
#[async_trait]
pub trait CaseTaker: Send + Sync {
    /// Begins a case.
    async fn begin(&self, sent: CaseSent) -> Result<CaseTaken, StatusCode>;
    /// A citizen says something more. False when it was said already, or too often.
    async fn add(&self, case: &Case, text: &str) -> Result<bool, StatusCode>;
    /// A citizen wants everything forgotten that they gave.
    async fn erase(&self, case: &Case) -> Result<(), StatusCode>;
}

#[derive(Template)]
#[template(path = "public/ask.html")]
struct AskPage<'a> {
    f: Frame<'a>,
    lead: String,
    about: Option<Named>,
    fields: Vec<Field>,
    problems: Vec<Wrong>,
    hidden: Vec<(&'static str, String)>,
    action: String,
}

/// A page of one sentence.
#[derive(Template)]
#[template(path = "public/ask_word.html")]
struct WordPage<'a> {
    f: Frame<'a>,
    text: String,
}

/// What stands at a door.
enum Door<'a> {
    Form(CaseKind),
    Case(&'a str),
}

/// The language and the door of a path.
fn door(path: &str) -> Option<(Locale, Door<'_>)> {
    let (locale, path) = match path.strip_prefix("/en") {
        Some(rest) if rest.starts_with('/') => (Locale::En, rest),
        _ => (Locale::De, path),
    };
    if let Some(kind) = form_at(path) {
        return Some((locale, Door::Form(kind)));
    }
    let secret = path.strip_prefix(urls::CASE)?;
    (!secret.is_empty() && secret.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .then_some((locale, Door::Case(secret)))
}

/// Whether a path is one of the doors.
pub(super) fn is_door(path: &str) -> bool {
    door(path).is_some()
}

/// One request at a door.
pub(super) struct Visit<'a> {
    pub shared: &'a Shared,
    pub view: &'a TownView,
    pub locale: Locale,
}

/// Answers at one of the doors.
pub(super) async fn answer(shared: &Shared, view: &TownView, request: Request<Body>, https: bool) -> Response {
    let path = request.uri().path().to_owned();
    let Some((locale, door)) = door(&path) else { return bare(StatusCode::NOT_FOUND) };
    let visit = Visit { shared, view, locale };
    let response = match *request.method() {
        Method::GET | Method::HEAD => match door {
            Door::Form(kind) => {
                let typed = Typed::read(request.uri().query().unwrap_or_default().as_bytes());
                visit.form(kind, &typed, Vec::new(), StatusCode::OK).await
            }
            Door::Case(secret) => case_page::show(&visit, secret, None).await,
        },
        Method::POST => visit.sent(&door, request).await,
        _ => {
            let mut response = bare(StatusCode::METHOD_NOT_ALLOWED);
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
            response
        }
    };
    finish(response, https)
}

fn finish(mut response: Response, https: bool) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    secure(headers, Class::Html, https);
    // With "no-referrer" browsers send forms with the origin "null".
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

impl<'a> Visit<'a> {
    /// The frame of a page here.
    pub fn frame(&self, title: String) -> Frame<'a> {
        let now = self.shared.deps.clock.now();
        Frame { noindex: true, ..Frame::new(self.view, self.locale, self.shared.deps.source_url, now, title) }
    }

    async fn sent(&self, door: &Door<'_>, request: Request<Body>) -> Response {
        let (parts, body) = request.into_parts();
        if !is_from_ourselves(&parts.headers, &self.view.origin) {
            return self.word(StatusCode::FORBIDDEN, "ask-stop-origin");
        }
        let Ok(pass) = self.shared.door_brake.enter(parts.extensions.get::<Visitor>().copied()).await else {
            return self.word(StatusCode::TOO_MANY_REQUESTS, "ask-stop-often");
        };
        let Ok(Ok(raw)) = tokio::time::timeout(LONGEST, axum::body::to_bytes(body, MAX_BODY)).await else {
            return self.word(StatusCode::PAYLOAD_TOO_LARGE, "ask-stop-large");
        };
        let Some(taker) = self.shared.cases.get() else { return bare(StatusCode::NOT_FOUND) };
        let typed = Typed::read(&raw);
        match door {
            Door::Case(secret) => case_page::sent(self, taker.as_ref(), secret, &typed).await,
            Door::Form(kind) => {
                let response = self.taken(taker.as_ref(), *kind, &typed).await;
                if response.status() == StatusCode::SEE_OTHER {
                    pass.was_case();
                }
                response
            }
        }
    }

    async fn taken(&self, taker: &dyn CaseTaker, kind: CaseKind, typed: &Typed) -> Response {
        let locale = self.locale;
        // A machine filled in what people do not see; it learns nothing from the answer.
        if !typed.field("webseite").is_empty() {
            return self.word(StatusCode::OK, "ask-taken-nothing");
        }
        let post = match self.post(typed).await {
            Ok(post) => post,
            Err(error) => return self.failed(&error),
        };
        let mut wrong = ask_form::check(kind, typed, post.is_some(), locale);
        if wrong.is_empty() && !self.is_timely(typed.field("zeit")) {
            wrong.push(("text", locale.text("ask-again")));
        }
        if !wrong.is_empty() {
            return self.form(kind, typed, wrong, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        let given = |name: &str| Some(typed.field(name)).filter(|text| !text.is_empty()).map(str::to_owned);
        let sent = CaseSent {
            town: self.view.town.id,
            kind,
            post,
            picture: given("bild"),
            about: typed.field("adresse").to_owned(),
            name: given("name"),
            mail: given("mail"),
            text: typed.words(),
        };
        match taker.begin(sent).await {
            Ok(CaseTaken::Begun(secret)) => go(&format!("{}?neu", localised(locale, &urls::case(&secret)))),
            Ok(CaseTaken::Twice) => {
                let wrong = vec![("text", locale.text("ask-twice"))];
                self.form(kind, typed, wrong, StatusCode::UNPROCESSABLE_ENTITY).await
            }
            Ok(CaseTaken::TooMany) => self.word(StatusCode::TOO_MANY_REQUESTS, "ask-stop-often"),
            Err(status) => bare(status),
        }
    }

    /// The post that a form is about, if the page shows it.
    async fn post(&self, typed: &Typed) -> Result<Option<Post>, StoreError> {
        let Ok(id) = Ulid::from_string(&typed.field("beitrag").to_ascii_uppercase()) else { return Ok(None) };
        let town = self.view.town.id;
        let post = self.shared.deps.db.read(async |c: &mut Conn<'_>| posts_read::by_ulid(c, town, id).await).await?;
        Ok(post.filter(|post| post.state == PostState::Public))
    }

    async fn form(&self, kind: CaseKind, typed: &Typed, problems: Vec<Wrong>, status: StatusCode) -> Response {
        let locale = self.locale;
        let post = match self.post(typed).await {
            Ok(post) => post,
            Err(error) => return self.failed(&error),
        };
        let Ok(stamp) = self.stamp() else { return bare(StatusCode::SERVICE_UNAVAILABLE) };
        let mut hidden = vec![("zeit", stamp)];
        if let Some(post) = &post {
            hidden.push(("beitrag", post.ulid.to_string()));
            let picture = typed.field("bild");
            if post.attached.iter().any(|one| one.media.variants.iter().any(|variant| variant.hash == picture)) {
                hidden.push(("bild", picture.to_owned()));
            }
        }
        let mut f = self.frame(of_kind(kind, "title", locale));
        f.path = Some(path_of(kind).to_owned());
        let about = post
            .as_ref()
            .map(|post| Named { name: post.heading(), href: localised(locale, &urls::post(post, &self.view.zone)) });
        let page = AskPage {
            lead: of_kind(kind, "lead", locale),
            fields: ask_form::fields(kind, typed, post.is_some(), &problems, locale),
            action: localised(locale, path_of(kind)),
            about,
            problems,
            hidden,
            f,
        };
        render(&page, status)
    }

    /// When a form was shown, so that nobody can say something else.
    fn stamp(&self) -> Result<String, crate::seal::SealError> {
        let now = self.shared.deps.clock.now().as_millisecond().to_string();
        self.shared.deps.sealer.seal(&self.stamp_place(), now.as_bytes())
    }

    fn stamp_place(&self) -> String {
        format!("form/stamp/{}", self.view.town.ulid)
    }

    /// Whether a form was open for as long as a person needs, and not for days.
    fn is_timely(&self, stamp: &str) -> bool {
        let opened = self.shared.deps.sealer.open(&self.stamp_place(), stamp).ok();
        let shown: Option<i64> = opened.and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok());
        let Some(shown) = shown else { return false };
        let open = self.shared.deps.clock.now().duration_since(crate::clock::from_ms(shown));
        open >= FASTEST && open <= OLDEST
    }

    /// A page of one sentence.
    pub fn word(&self, status: StatusCode, key: &str) -> Response {
        let page = WordPage { f: self.frame(self.locale.text("ask-title")), text: self.locale.text(key) };
        render(&page, status)
    }

    /// Something of ours refused; no word of what was asked is in the log.
    pub fn failed(&self, error: &StoreError) -> Response {
        tracing::error!(town = %self.view.town.host, %error, "a form of citizens could not be answered");
        bare(StatusCode::SERVICE_UNAVAILABLE)
    }
}

/// The address of a kind's form.
fn path_of(kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::Barrier => urls::REPORT_BARRIER,
        CaseKind::Notice => urls::REPORT_CONTENT,
        CaseKind::Removal => urls::REMOVAL_WISH,
        CaseKind::Description => urls::DESCRIPTION_WISH,
        CaseKind::Question | CaseKind::Reply | CaseKind::Mention => urls::QUESTION,
    }
}

/// A page as an answer.
pub(super) fn render(page: &impl Template, status: StatusCode) -> Response {
    let Ok(text) = page.render() else { return bare(StatusCode::INTERNAL_SERVER_ERROR) };
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// Further on, with GET.
pub(super) fn go(to: &str) -> Response {
    let mut response = bare(StatusCode::SEE_OTHER);
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

/// An answer without words.
pub(super) fn bare(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
