//! The page behind a secret address: how a case stands, what was said in it; there a citizen adds something, or has
//! everything deleted that they gave.

use askama::Template;
use axum::response::Response;
use http::StatusCode;

use super::ask::{CaseTaker, Visit, bare, go, render};
use super::ask_form::{Typed, check_words};
use super::card::{Named, iso, localised};
use super::frame::Frame;
use crate::domain::case::{Case, CaseMessage, CaseState, Direction, secret_hash};
use crate::domain::post::{Post, PostState};
use crate::i18n::{day, moment};
use crate::store::{Conn, StoreError, case_messages, cases, posts_read};
use crate::urls;

#[derive(Template)]
#[template(path = "public/case.html")]
struct CasePage<'a> {
    f: Frame<'a>,
    number: String,
    state: String,
    due: Option<String>,
    about: Option<Named>,
    messages: Vec<Said>,
    problem: Option<String>,
    typed: String,
    action: String,
}

/// One message.
struct Said {
    who: String,
    iso: String,
    at: String,
    text: String,
}

/// A case with what was said in it and what it is about.
type Whole = (Case, Vec<CaseMessage>, Option<Post>);

async fn load(visit: &Visit<'_>, secret: &str) -> Result<Option<Whole>, StoreError> {
    let (town, hash) = (visit.view.town.id, secret_hash(secret));
    visit
        .shared
        .deps
        .db
        .read(async |c: &mut Conn<'_>| {
            let Some(case) = cases::by_secret(c, town, &hash).await? else { return Ok(None) };
            let messages = case_messages::of_case(c, town, case.id).await?;
            let post = match case.post {
                Some(post) => posts_read::by_id(c, town, post).await?,
                None => None,
            };
            Ok(Some((case, messages, post)))
        })
        .await
}

/// The page.
pub(super) async fn show(visit: &Visit<'_>, secret: &str, problem: Option<(String, String)>) -> Response {
    let whole = match load(visit, secret).await {
        Ok(Some(whole)) => whole,
        Ok(None) => return visit.word(StatusCode::NOT_FOUND, "ask-case-missing"),
        Err(error) => return visit.failed(&error),
    };
    let ((case, messages, post), locale) = (whole, visit.locale);
    let zone = &visit.view.zone;
    let said = |message: CaseMessage| Said {
        who: match message.direction {
            Direction::Out => visit.view.town.name.clone(),
            Direction::In | Direction::Note => locale.text("ask-case-you"),
        },
        iso: iso(message.at),
        at: moment(locale, message.at, zone),
        text: message.text,
    };
    let due = case.due_at.filter(|_| case.state.is_open());
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (problem, typed) = problem.map_or((None, String::new()), |(problem, typed)| (Some(problem), typed));
    let page = CasePage {
        f: visit.frame(locale.text("ask-case-title")),
        state: locale.text(match case.state {
            CaseState::New | CaseState::Assigned => "ask-case-open",
            CaseState::Interim => "ask-case-interim",
            CaseState::Answered => "ask-case-answered",
            CaseState::Closed => "ask-case-closed",
        }),
        due: due.map(|at| locale.with("ask-case-due", &[("day", day(locale, at, zone).into())])),
        about: post
            .filter(|post| post.state == PostState::Public)
            .map(|post| Named { name: post.heading(), href: localised(locale, &urls::post(&post, zone)) }),
        messages: messages.into_iter().filter(|one| one.direction != Direction::Note).map(said).collect(),
        action: localised(locale, &urls::case(secret)),
        number: case.number,
        problem,
        typed,
    };
    render(&page, status)
}

/// Something was added, or everything is to be deleted.
pub(super) async fn sent(visit: &Visit<'_>, taker: &dyn CaseTaker, secret: &str, typed: &Typed) -> Response {
    let case = match load(visit, secret).await {
        Ok(Some((case, ..))) => case,
        Ok(None) => return visit.word(StatusCode::NOT_FOUND, "ask-case-missing"),
        Err(error) => return visit.failed(&error),
    };
    let locale = visit.locale;
    if typed.field("tun") == "loeschen" {
        if typed.field("sicher") != "ja" {
            let problem = locale.text("ask-case-erase-sure");
            return show(visit, secret, Some((problem, String::new()))).await;
        }
        return match taker.erase(&case).await {
            Ok(()) => visit.word(StatusCode::OK, "ask-case-erased"),
            Err(status) => bare(status),
        };
    }
    let words = typed.words();
    if let Some(problem) = check_words(&words, false, locale) {
        return show(visit, secret, Some((problem, words))).await;
    }
    match taker.add(&case, &words).await {
        Ok(true) => go(&localised(locale, &urls::case(secret))),
        Ok(false) => show(visit, secret, Some((locale.text("ask-twice"), words))).await,
        Err(status) => bare(status),
    }
}
