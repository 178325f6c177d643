//! One case of a citizen: what was said, what it is about, and everything staff can do with it.

use askama::Template;

use super::super::case_words::{due_words, kind_words, reason_words, state_words};
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::case_block::BlockForm;
use super::cases::address_of;
use super::frame::{Failure, Frame, Link, Problem, link, page, unfinished};
use super::{picture, remote_answer};
use crate::domain::case::{Case, CaseKind, CaseMessage, CaseState, Direction, INTERIM, LONGEST_TEXT};
use crate::domain::ids::Ulid;
use crate::domain::post::{Post, PostState};
use crate::domain::staff::{Permission, may};
use crate::domain::town::Town;
use crate::i18n::{Locale, day, moment};
use crate::jobs::{CaseDeed, act_on_case, remove_picture, remove_post};
use crate::store::staff_roles::{self, Member};
use crate::store::{Conn, StoreError, case_messages, cases, posts_read};
use crate::urls;

/// Templates of answers for each kind.
const TEMPLATES: usize = 3;

#[derive(Template)]
#[template(path = "admin/case.html")]
struct CasePage {
    f: Frame,
    state: String,
    due: Option<String>,
    late: bool,
    who: Vec<(String, String)>,
    about: Option<Link>,
    picture: Option<String>,
    typed_about: String,
    messages: Vec<Said>,
    erased: Option<String>,
    /// What whoever may answer finds here.
    forms: Option<Forms>,
    removal: Option<Removal>,
    /// Where a picture is described.
    describe: Option<String>,
    receipt: Option<String>,
    /// Where somebody on another server is answered.
    conversation: Option<String>,
}

struct Said {
    class: &'static str,
    who: String,
    at: String,
    text: String,
}

struct Forms {
    action: String,
    /// Citizens who wrote on the page read answers there; those on other servers get them otherwise.
    answers: bool,
    /// Mail tells of answers.
    mailed: bool,
    text: String,
    templates: Vec<Link>,
    interim: Option<String>,
    people: Vec<Choice>,
    open: bool,
    block: Option<BlockForm>,
}

pub(super) struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

struct Removal {
    action: String,
    pictures: Vec<(i64, String)>,
}

/// A case with what belongs to it.
pub(super) struct Whole {
    pub case: Case,
    pub messages: Vec<CaseMessage>,
    pub post: Option<Post>,
    pub people: Vec<Member>,
}

/// Reads the case of an address.
pub(super) async fn whole(visit: &Visit<'_>) -> Result<Whole, Failure> {
    let town = visit.town()?.id;
    let id = Ulid::from_string(visit.param("vorgang")).map_err(|_| Failure::Missing)?;
    let read = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let Some(case) = cases::by_ulid(c, town, id).await? else { return Ok(None) };
            let messages = case_messages::of_case(c, town, case.id).await?;
            let post = match case.post {
                Some(post) => posts_read::by_id(c, town, post).await?,
                None => None,
            };
            let mut people = staff_roles::members(c, town).await?;
            people.retain(|one| one.joined && one.grant.role.may(Permission::Cases));
            people.dedup_by_key(|one| one.id);
            Ok::<_, StoreError>(Some(Whole { case, messages, post, people }))
        })
        .await?;
    read.ok_or(Failure::Missing)
}

/// The page.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    page(&filled(visit, whole(visit).await?, Vec::new())?)
}

pub(super) fn wrong(visit: &Visit<'_>, whole: Whole, field: &'static str, text: String) -> Result<Reply, Failure> {
    unfinished(&filled(visit, whole, vec![Problem { field, text }])?)
}

fn filled(visit: &Visit<'_>, whole: Whole, problems: Vec<Problem>) -> Result<CasePage, Failure> {
    let (town, locale, case) = (visit.town()?, visit.locale, &whole.case);
    let grants = &visit.person()?.grants;
    let allowed = |permission| may(grants, town.id, permission, visit.now);
    let title = locale.with(
        "desk-case-title",
        &[("kind", kind_words(case.kind, locale).into()), ("number", case.number.as_str().into())],
    );
    let inbox = link(urls::admin_town(&town.host, "eingang"), locale.text("desk-cases"));
    let mut f = Frame::new(visit, title).under(visit, vec![inbox]);
    f.problems = problems;
    f.notice = match visit.asked("gut") {
        "zugewiesen" => Some(locale.text("desk-case-done-assigned")),
        "zwischenstand" => Some(locale.text("desk-case-done-interim")),
        "beantwortet" => Some(locale.text("desk-case-done-answered")),
        "notiert" => Some(locale.text("desk-case-done-noted")),
        "geschlossen" => Some(locale.text("desk-case-done-closed")),
        "geoeffnet" => Some(locale.text("desk-case-done-reopened")),
        "entfernt" => Some(locale.text("desk-case-done-removed")),
        "gesperrt" => Some(locale.text("desk-block-done")),
        _ => None,
    };
    let living = whole.post.as_ref().filter(|post| post.state != PostState::Gone);
    let removal = (allowed(Permission::Remove) && matches!(case.kind, CaseKind::Removal | CaseKind::Notice))
        .then(|| living.map(|post| removal(town, case, post)))
        .flatten();
    let receipt = whole.post.as_ref().filter(|post| post.state == PostState::Gone);
    Ok(CasePage {
        state: state_words(case.state, locale),
        due: due_words(case, town, visit.now, locale),
        late: case.is_late(visit.now),
        who: who(&whole, locale),
        about: living.map(|post| link(post_address(town, post), post.heading())),
        picture: living.and_then(|post| asked_picture(town, case, post)),
        typed_about: case.about.clone(),
        messages: whole.messages.iter().map(|message| said(visit, town, &whole, message)).collect(),
        erased: case
            .erased_at
            .map(|at| locale.with("desk-case-erased-at", &[("at", moment(locale, at, &town.zone()).into())])),
        forms: allowed(Permission::Reply).then(|| forms(visit, town, &whole)),
        removal,
        conversation: remote_answer::is_conversation(case).then(|| remote_answer::address_of(town, case)),
        describe: living.filter(|_| case.kind == CaseKind::Description && allowed(Permission::Edit)).and_then(|post| {
            let place = post.attached.iter().position(|one| Some(one.media.id) == case.media)? + 1;
            Some(urls::admin_town(&town.host, &format!("bildbeschreibungen?wunsch={}-{place}", post.ulid)))
        }),
        receipt: receipt.map(|post| format!("{}/empfang", post_address(town, post))),
        f,
    })
}

fn post_address(town: &Town, post: &Post) -> String {
    urls::admin_town(&town.host, &format!("beitraege/{}", post.ulid))
}

/// Who asks, line by line: what it is called, and what they gave.
fn who(whole: &Whole, locale: Locale) -> Vec<(String, String)> {
    let case = &whole.case;
    let person = case.assigned_to.and_then(|who| whole.people.iter().find(|one| one.ulid == who));
    [
        ("desk-case-from", case.name.clone()),
        ("desk-case-mail", case.mail.clone()),
        ("desk-case-account", case.actor_handle.clone()),
        ("desk-case-assigned", person.map(|one| one.name.clone())),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((locale.text(key), value?)))
    .collect()
}

fn asked_picture(town: &Town, case: &Case, post: &Post) -> Option<String> {
    let one = post.attached.iter().find(|one| Some(one.media.id) == case.media)?;
    one.media.variants.first().map(|variant| picture::address(town, variant))
}

fn said(visit: &Visit<'_>, town: &Town, whole: &Whole, message: &CaseMessage) -> Said {
    let locale = visit.locale;
    let person = message.staff.and_then(|who| whole.people.iter().find(|one| one.ulid == who));
    let person = person.map_or_else(|| locale.text("desk-case-somebody"), |one| one.name.clone());
    let gone = message.remote.as_ref().is_some_and(|remote| remote.gone_at.is_some());
    let (class, who) = match message.direction {
        Direction::In => ("", locale.text("desk-case-citizen")),
        Direction::Out => ("antwort", locale.with("desk-case-town-by", &[("person", person.into())])),
        Direction::Note => ("notiz", locale.with("desk-case-note-by", &[("person", person.into())])),
    };
    let text = if gone { locale.text("desk-case-taken-back") } else { message.text.clone() };
    Said { class, who, at: moment(locale, message.at, &town.zone()), text }
}

fn forms(visit: &Visit<'_>, town: &Town, whole: &Whole) -> Forms {
    let (locale, case) = (visit.locale, &whole.case);
    let here = address_of(town, case.ulid);
    let template = |n: usize| format!("desk-case-answer-{}-{n}", case.kind.as_str());
    let chosen: usize = visit.asked("vorlage").parse().unwrap_or(0);
    let text = match visit.sent("text") {
        Some(typed) => typed.to_owned(),
        None => locale.find(&template(chosen)).unwrap_or_default(),
    };
    let label = |n: usize| locale.with("desk-case-template", &[("number", n.into())]);
    let templates = (1..=TEMPLATES).filter(|n| locale.find(&template(*n)).is_some()).map(|n| Link {
        href: format!("{here}?vorlage={n}#text"),
        label: label(n),
        current: n == chosen,
    });
    let nobody =
        Choice { value: String::new(), label: locale.text("desk-case-nobody"), chosen: case.assigned_to.is_none() };
    let people = whole.people.iter().map(|one| Choice {
        value: one.ulid.to_string(),
        label: one.name.clone(),
        chosen: case.assigned_to == Some(one.ulid),
    });
    let answers = is_answered_here(case);
    Forms {
        templates: templates.collect(),
        answers,
        mailed: case.mail.is_some() && visit.office.deps.hands.mailer.is_some(),
        text,
        interim: (answers && case.state.is_open() && case.state != CaseState::Interim).then(|| interim(visit, town)),
        people: [nobody].into_iter().chain(people).collect(),
        open: case.state != CaseState::Closed,
        block: case.actor_uri.as_deref().map(|_| BlockForm::of(town, case, locale)),
        action: here,
    }
}

/// Whether the citizen reads answers on the town's own page.
fn is_answered_here(case: &Case) -> bool {
    case.kind.is_from_page() && case.actor_uri.is_none() && case.erased_at.is_none()
}

/// What an interim answer says.
fn interim(visit: &Visit<'_>, town: &Town) -> String {
    let until = visit.now.checked_add(INTERIM).unwrap_or(visit.now);
    Locale::De.with("desk-case-interim-text", &[("day", day(Locale::De, until, &town.zone()).into())])
}

fn removal(town: &Town, case: &Case, post: &Post) -> Removal {
    let pictures = post
        .attached
        .iter()
        .filter_map(|one| Some((one.media.id.0, picture::address(town, one.media.variants.first()?))));
    Removal { action: format!("{}/entfernen", address_of(town, case.ulid)), pictures: pictures.collect() }
}

/// Somebody does something with it.
pub(in crate::admin) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale, whole) = (visit.town()?, visit.locale, whole(visit).await?);
    let text = visit.field("text").replace("\r\n", "\n");
    let has_words = matches!(visit.field("tun"), "antworten" | "notieren");
    let field = if visit.field("tun") == "notieren" { "notiz" } else { "text" };
    let text = if field == "notiz" { visit.field("notiz").replace("\r\n", "\n") } else { text };
    if has_words && text.is_empty() {
        return wrong(visit, whole, field, locale.text("desk-case-words-missing"));
    }
    if text.chars().count() > LONGEST_TEXT {
        let text = locale.with("desk-case-words-long", &[("count", LONGEST_TEXT.into())]);
        return wrong(visit, whole, field, text);
    }
    let answers = is_answered_here(&whole.case);
    let (deed, word) = match visit.field("tun") {
        "antworten" if answers => (CaseDeed::Answer(text), "beantwortet"),
        "zwischenstand" if answers => (CaseDeed::Interim(interim(visit, town)), "zwischenstand"),
        "notieren" => (CaseDeed::Note(text), "notiert"),
        "uebernehmen" => (CaseDeed::Assign(Some(visit.person()?.staff.ulid)), "zugewiesen"),
        "zuweisen" => {
            let wanted = visit.field("person");
            let person = whole.people.iter().find(|one| one.ulid.to_string() == wanted);
            if person.is_none() && !wanted.is_empty() {
                return wrong(visit, whole, "person", locale.text("desk-case-person-missing"));
            }
            (CaseDeed::Assign(person.map(|one| one.ulid)), "zugewiesen")
        }
        "schliessen" => (CaseDeed::Close, "geschlossen"),
        "oeffnen" => (CaseDeed::Reopen, "geoeffnet"),
        _ => return wrong(visit, whole, "text", locale.text("desk-case-what")),
    };
    act_on_case(&visit.hands(), &whole.case, &deed).await?;
    Ok(reply::go(&format!("{}?gut={word}", address_of(town, whole.case.ulid))))
}

/// The post or a picture of it is removed, right from the case.
pub(in crate::admin) async fn removed(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, whole) = (visit.town()?, whole(visit).await?);
    let here = address_of(town, whole.case.ulid);
    let Some(post) = whole.post.as_ref().filter(|post| post.state != PostState::Gone) else {
        return Ok(reply::go(&here));
    };
    match visit.field("bild") {
        "" => {
            remove_post(&visit.hands(), town, post).await?;
        }
        picture => {
            let id = crate::domain::MediaId(picture.parse().map_err(|_| Failure::Missing)?);
            if remove_picture(&visit.hands(), town, post, id).await?.is_none() {
                return Err(Failure::Missing);
            }
        }
    }
    Ok(reply::go(&format!("{here}?gut=entfernt")))
}

/// A reason in a list.
pub(super) fn reasons(locale: Locale) -> Vec<Choice> {
    let all = crate::domain::case::BlockReason::ALL.iter();
    all.map(|reason| Choice { value: reason.as_str().to_owned(), label: reason_words(*reason, locale), chosen: false })
        .collect()
}
