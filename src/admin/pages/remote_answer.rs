//! A conversation with somebody on another server: what they said, and the town's answers, which go to that person's server
//! alone and can be written anew or taken back.

use askama::Template;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::cases;
use super::frame::{Failure, Frame, Problem, link, page, unfinished};
use crate::domain::case::{Case, CaseMessage, Direction, Visibility};
use crate::domain::ids::Ulid;
use crate::domain::post::Post;
use crate::domain::staff::{Permission, may};
use crate::domain::town::Town;
use crate::i18n::moment;
use crate::jobs::{Answering, LONGEST_ANSWER, answer_person, edit_answer, mute_case, remove_answer};
use crate::store::{self, Conn, StoreError, case_messages, posts_read};
use crate::urls::{self, Origin};

#[derive(Template)]
#[template(path = "admin/remote_answer.html")]
struct AnswerPage {
    f: Frame,
    handle: String,
    /// Whom the last message was for, and so whom the answer is for.
    readers: String,
    post: Option<(String, String)>,
    messages: Vec<Row>,
    action: String,
    muted: bool,
    /// What was typed and could not be sent.
    text: String,
    may_answer: bool,
    answerable: bool,
}

struct Row {
    ulid: String,
    ours: bool,
    at: String,
    edited: bool,
    gone: bool,
    text: String,
    /// Where it stands.
    href: Option<String>,
    action: String,
}

/// The case of the address, if somebody on another server began it, with what was said.
async fn found(visit: &Visit<'_>) -> Result<(Case, Vec<CaseMessage>, Option<Post>), Failure> {
    let town = visit.town()?;
    let id = Ulid::from_string(visit.param("vorgang")).map_err(|_| Failure::Missing)?;
    let read = async |c: &mut Conn<'_>| {
        let Some(case) = store::cases::by_ulid(c, town.id, id).await? else { return Ok(None) };
        let messages = case_messages::of_case(c, town.id, case.id).await?;
        let post = match case.post {
            Some(post) => posts_read::by_id(c, town.id, post).await?,
            None => None,
        };
        Ok::<_, StoreError>(Some((case, messages, post)))
    };
    let found = visit.office.deps.desk.db.read(read).await?;
    found.filter(|(case, ..)| is_conversation(case)).ok_or(Failure::Missing)
}

/// Whether a person on another server can be answered in it; reports come from a server's own account.
pub(super) fn is_conversation(case: &Case) -> bool {
    case.actor_uri.is_some() && !case.kind.is_from_page()
}

/// Where the person is answered.
pub(super) fn address_of(town: &Town, case: &Case) -> String {
    format!("{}/antworten-fediverse", cases::address_of(town, case.ulid))
}

fn address(visit: &Visit<'_>, case: &Case) -> Result<String, Failure> {
    Ok(address_of(visit.town()?, case))
}

/// The conversation.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    page(&filled(visit, Vec::new()).await?)
}

async fn filled(visit: &Visit<'_>, problems: Vec<Problem>) -> Result<AnswerPage, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let (case, messages, post) = found(visit).await?;
    let here = address(visit, &case)?;
    let public = Origin::new(visit.origin.scheme(), &town.host);
    let asked = messages.iter().rev().filter(|message| message.direction == Direction::In);
    let asked = asked.filter_map(|message| message.remote.as_ref()).find(|remote| remote.gone_at.is_none());
    let readers = match asked.map(|remote| remote.visibility) {
        Some(Visibility::Public) => locale.text("desk-reply-public"),
        Some(Visibility::Unlisted) => locale.text("desk-reply-unlisted"),
        Some(Visibility::Followers) => locale.text("desk-reply-followers"),
        Some(Visibility::Direct) | None => locale.text("desk-reply-direct"),
    };
    let row = |message: &CaseMessage| {
        let remote = message.remote.as_ref();
        let theirs = remote.filter(|_| message.direction == Direction::In).map(|remote| remote.object_uri.clone());
        Row {
            ulid: message.ulid.to_string(),
            ours: message.direction == Direction::Out,
            at: moment(locale, message.at, &town.zone()),
            edited: remote.is_some_and(|remote| remote.edited_at.is_some()),
            gone: remote.is_some_and(|remote| remote.gone_at.is_some()),
            text: message.text.clone(),
            href: theirs.filter(|uri| uri.starts_with("https://")),
            action: format!("{here}/{}", message.ulid),
        }
    };
    let above = vec![
        link(urls::admin_town(&town.host, "eingang"), locale.text("desk-cases")),
        link(cases::address_of(town, case.ulid), case.number.clone()),
    ];
    let mut f = Frame::new(visit, locale.text("desk-reply-title")).under(visit, above);
    f.notice = done_words(visit);
    f.problems = problems;
    Ok(AnswerPage {
        handle: case.actor_handle.clone().unwrap_or_default(),
        readers,
        post: post.map(|post| (post.heading(), public.absolute(&urls::post(&post, &town.zone())))),
        messages: messages.iter().filter(|message| message.direction != Direction::Note).map(row).collect(),
        muted: case.muted_at.is_some(),
        text: visit.sent("antwort").unwrap_or_default().to_owned(),
        may_answer: may(&visit.person()?.grants, town.id, Permission::Reply, visit.now),
        answerable: asked.is_some(),
        action: here,
        f,
    })
}

/// What is wrong with a typed answer.
fn flaw(visit: &Visit<'_>, text: &str) -> Option<Problem> {
    let problem = |text| Some(Problem { field: "antwort", text });
    match text.chars().count() {
        0 => problem(visit.locale.text("desk-reply-empty")),
        n if n > LONGEST_ANSWER => {
            problem(visit.locale.with("desk-reply-long", &[("count", n.into()), ("most", LONGEST_ANSWER.into())]))
        }
        _ => None,
    }
}

async fn refused(visit: &Visit<'_>, problem: Problem) -> Result<Reply, Failure> {
    unfinished(&filled(visit, vec![problem]).await?)
}

/// Somebody answers.
pub(in crate::admin) async fn answered(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (case, ..) = found(visit).await?;
    let text = visit.field("antwort").replace("\r\n", "\n");
    if let Some(problem) = flaw(visit, &text) {
        return refused(visit, problem).await;
    }
    let key = match answer_person(&visit.hands(), &case, &text).await? {
        Answering::Sent => return Ok(reply::go(&format!("{}?gut=gesendet", address(visit, &case)?))),
        Answering::NoAccount => "desk-reply-no-account",
        Answering::Nobody => "desk-reply-nobody",
    };
    refused(visit, Problem { field: "antwort", text: visit.locale.text(key) }).await
}

/// One of the town's answers is written anew or taken back.
pub(in crate::admin) async fn changed(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (case, messages, _) = found(visit).await?;
    let ours = messages.iter().find(|message| message.ulid.to_string() == visit.param("antwort"));
    let ours = ours.filter(|message| message.direction == Direction::Out).ok_or(Failure::Missing)?;
    let (done, word) = match visit.field("tat") {
        "zuruecknehmen" => (remove_answer(&visit.hands(), &case, ours).await?, "zurueck"),
        "aendern" => {
            let text = visit.field("antwort").replace("\r\n", "\n");
            if let Some(problem) = flaw(visit, &text) {
                return refused(visit, problem).await;
            }
            (edit_answer(&visit.hands(), &case, ours, &text).await?, "geaendert")
        }
        _ => return Err(Failure::Missing),
    };
    let word = if done { word } else { "schon" };
    Ok(reply::go(&format!("{}?gut={word}", address(visit, &case)?)))
}

/// The conversation raises no task any more, or does again.
pub(in crate::admin) async fn muted(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (case, ..) = found(visit).await?;
    let quiet = visit.field("stumm") == "ja";
    mute_case(&visit.hands(), &case, quiet).await?;
    let word = if quiet { "stumm" } else { "laut" };
    Ok(reply::go(&format!("{}?gut={word}", address(visit, &case)?)))
}

fn done_words(visit: &Visit<'_>) -> Option<String> {
    let key = match visit.asked("gut") {
        "gesendet" => "desk-reply-sent",
        "geaendert" => "desk-reply-changed",
        "zurueck" => "desk-reply-taken-back",
        "schon" => "desk-reply-already",
        "stumm" => "desk-reply-muted",
        "laut" => "desk-reply-unmuted",
        _ => return None,
    };
    Some(visit.locale.text(key))
}
