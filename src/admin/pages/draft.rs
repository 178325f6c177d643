//! One draft: the whole text and its pictures as they will be seen, and what may be done with it.

use askama::Template;
use http::StatusCode;

use super::super::draft_decide::{self, Done};
use super::super::draft_preview::{Shown, preview};
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::draft_edit::flaw_problems;
use super::drafts::state_words;
use super::frame::{Failure, Frame, Problem, link, page};
use crate::domain::approval::{ApprovalRules, Writer};
use crate::domain::body_text::shorten;
use crate::domain::draft::{Draft, DraftState};
use crate::domain::ids::Ulid;
use crate::domain::media::mime_of;
use crate::i18n::moment;
use crate::jobs::JobError;
use crate::store::{Conn, agency_passes, drafts, media};
use crate::urls;

/// Characters of a reason.
const LONGEST_REASON: usize = 1000;

#[derive(Template)]
#[template(path = "admin/draft.html")]
struct DraftPage {
    f: Frame,
    state: String,
    note: Option<String>,
    shown: Shown,
    action: String,
    version: i64,
    approve: bool,
    give_back: bool,
    /// It may be published from here, by whoever needs nobody else.
    publish: Option<String>,
    /// Where it is handed in.
    hand_in: Option<String>,
    /// Another person lets it through after this one.
    first: bool,
    edit: Option<String>,
    delete: Option<String>,
    reason: String,
}

/// The draft of the address.
pub(super) async fn found(visit: &Visit<'_>) -> Result<Draft, Failure> {
    let town = visit.town()?.id;
    let id = Ulid::from_string(visit.param("nr")).map_err(|_| Failure::Missing)?;
    let read = async |c: &mut Conn<'_>| drafts::by_ulid(c, town, id).await;
    visit.office.deps.desk.db.read(read).await?.ok_or(Failure::Missing)
}

/// What this town wants to happen before something of its own appears.
pub(super) async fn rules(visit: &Visit<'_>) -> Result<ApprovalRules, Failure> {
    let town = visit.town()?;
    let read = async |c: &mut Conn<'_>| agency_passes::of_town(c, town.id, visit.now).await;
    let passes = visit.office.deps.desk.db.read(read).await?;
    let (four_eyes, second) = (town.settings.four_eyes, town.settings.second_approval);
    Ok(ApprovalRules { four_eyes, second, passes })
}

/// Whoever asks, as a writer.
pub(super) fn writer<'v>(visit: &'v Visit<'_>, rules: &'v ApprovalRules) -> Result<Writer<'v>, Failure> {
    let (town, person) = (visit.town()?.id, visit.person()?);
    Ok(Writer { who: person.staff.ulid, grants: &person.grants, town, rules, now: visit.now })
}

/// The page.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let draft = found(visit).await?;
    page(&filled(visit, &draft, Vec::new()).await?)
}

async fn filled(visit: &Visit<'_>, draft: &Draft, problems: Vec<Problem>) -> Result<DraftPage, Failure> {
    let (town, locale, rules) = (visit.town()?, visit.locale, rules(visit).await?);
    let writer = writer(visit, &rules)?;
    let here = urls::admin_town(&town.host, &format!("entwuerfe/{}", draft.ulid));
    let above = vec![link(urls::admin_town(&town.host, "entwuerfe"), locale.text("desk-drafts"))];
    let title = draft.heading();
    let title = if title.is_empty() { locale.text("desk-draft-untitled") } else { title };
    let mut f = Frame::new(visit, title).under(visit, above);
    f.problems = problems;
    f.notice = notice(visit, draft)?;
    let may_change = writer.may_change(draft);
    let unsent = may_change && is_unsent(draft);
    Ok(DraftPage {
        f,
        state: state_words(town, draft, locale),
        note: draft.note.clone().filter(|_| draft.state == DraftState::Returned),
        shown: preview(visit, draft).await?,
        version: draft.version,
        publish: (unsent && writer.publishes_alone(&draft.content)).then(|| format!("{here}/abgeben")),
        hand_in: unsent.then(|| format!("{here}/abgeben")),
        first: writer.is_first(draft),
        approve: writer.may_approve(draft),
        give_back: writer.may_return(draft),
        edit: may_change.then(|| format!("{here}/bearbeiten")),
        delete: may_change.then(|| format!("{here}/loeschen")),
        reason: visit.field("grund").to_owned(),
        action: here,
    })
}

fn notice(visit: &Visit<'_>, draft: &Draft) -> Result<Option<String>, Failure> {
    let locale = visit.locale;
    Ok(Some(match visit.asked("gut") {
        "gespeichert" => locale.text("desk-draft-saved"),
        "wartet" => locale.text("desk-draft-handed-in"),
        "erste" => locale.text("desk-draft-approved-first"),
        "zurueck" => locale.text("desk-draft-returned"),
        "veroeffentlicht" => locale.text("desk-draft-published"),
        "schon" => locale.text("desk-draft-changed"),
        word @ ("geplant" | "geplant-doppelt") => {
            let at = draft.publish_at.unwrap_or(visit.now);
            let key = if word == "geplant" { "desk-draft-planned" } else { "desk-draft-planned-doubled" };
            locale.with(key, &[("at", moment(locale, at, &visit.town()?.zone()).into())])
        }
        _ => return Ok(None),
    }))
}

/// Somebody lets it through or gives it back.
pub(in crate::admin) async fn decided(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, mut draft, rules) = (visit.town()?, found(visit).await?, rules(visit).await?);
    let writer = writer(visit, &rules)?;
    let here = urls::admin_town(&town.host, &format!("entwuerfe/{}", draft.ulid));
    // They decide about what they read.
    draft.version = visit.field("stand").parse().unwrap_or(0);
    let done = match visit.field("tun") {
        "freigeben" if writer.may_approve(&draft) && writer.is_first(&draft) => {
            match draft_decide::approve_first(&visit.hands(), town, &draft, writer.who).await? {
                Done::Yes => return Ok(reply::go(&format!("{here}?gut=erste"))),
                other => other,
            }
        }
        "freigeben" if writer.may_approve(&draft) => {
            draft_decide::let_through(&visit.hands(), town, &draft, writer.who).await?
        }
        "veroeffentlichen" if may_publish(&writer, &draft) => {
            draft_decide::let_through(&visit.hands(), town, &draft, writer.who).await?
        }
        "zurueckgeben" if writer.may_return(&draft) => {
            let reason = shorten(visit.field("grund"), LONGEST_REASON);
            if reason.is_empty() {
                let problem = Problem { field: "grund", text: visit.locale.text("desk-draft-reason-missing") };
                return refused(visit, vec![problem]).await;
            }
            match draft_decide::give_back(&visit.hands(), &draft, &reason, writer.who).await? {
                Done::Yes => return Ok(reply::go(&format!("{here}?gut=zurueck"))),
                other => other,
            }
        }
        "freigeben" if draft.state == DraftState::Waiting => {
            let again = draft.first_by == Some(writer.who);
            let key = if again { "desk-draft-approved-by-you" } else { "desk-draft-own" };
            let problem = Problem { field: "inhalt", text: visit.locale.text(key) };
            return refused(visit, vec![problem]).await;
        }
        _ => Done::Changed,
    };
    match done_word(&done) {
        Some(word) => Ok(reply::go(&format!("{here}?gut={word}"))),
        None => refused(visit, done_problems(visit, &done)).await,
    }
}

/// Nobody else has it before them yet.
fn is_unsent(draft: &Draft) -> bool {
    matches!(draft.state, DraftState::Draft | DraftState::Returned)
}

/// Nobody else has it before them yet, and nobody else needs to.
fn may_publish(writer: &Writer<'_>, draft: &Draft) -> bool {
    is_unsent(draft) && writer.may_change(draft) && writer.publishes_alone(&draft.content)
}

/// Whoever wrote it asks somebody else to read it, or publishes it where nobody else needs to.
pub(in crate::admin) async fn handed_in(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, mut draft, rules) = (visit.town()?, found(visit).await?, rules(visit).await?);
    let writer = writer(visit, &rules)?;
    let here = urls::admin_town(&town.host, &format!("entwuerfe/{}", draft.ulid));
    draft.version = visit.field("stand").parse().unwrap_or(0);
    let done = match is_unsent(&draft) && writer.may_change(&draft) {
        true if visit.field("tun") == "veroeffentlichen" && may_publish(&writer, &draft) => {
            draft_decide::let_through(&visit.hands(), town, &draft, writer.who).await?
        }
        true => draft_decide::hand_in(&visit.hands(), town, &draft).await?,
        false => Done::Changed,
    };
    match done_word(&done) {
        Some(word) => Ok(reply::go(&format!("{here}?gut={word}"))),
        None => refused(visit, done_problems(visit, &done)).await,
    }
}

async fn refused(visit: &Visit<'_>, problems: Vec<Problem>) -> Result<Reply, Failure> {
    let draft = found(visit).await?;
    let html = filled(visit, &draft, problems).await?.render()?;
    Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, html))
}

/// The word under which it is said that something was done; `None` when it was not.
pub(super) fn done_word(done: &Done) -> Option<&'static str> {
    Some(match done {
        Done::Yes => "wartet",
        Done::Published => "veroeffentlicht",
        Done::Planned(false) => "geplant",
        Done::Planned(true) => "geplant-doppelt",
        Done::Changed => "schon",
        Done::Flawed(_) | Done::Picture(_) | Done::Undescribed(_) => return None,
    })
}

/// What stands in the way.
pub(super) fn done_problems(visit: &Visit<'_>, done: &Done) -> Vec<Problem> {
    match done {
        Done::Flawed(flaws) => flaw_problems(flaws, visit.locale),
        Done::Picture(place) => {
            let text = visit.locale.with("desk-draft-picture-bad", &[("n", (*place).into())]);
            vec![Problem { field: "bilder", text }]
        }
        Done::Undescribed(place) => {
            let text = visit.locale.with("desk-draft-picture-undescribed", &[("n", (*place).into())]);
            vec![Problem { field: "bilder", text }]
        }
        _ => Vec::new(),
    }
}

/// It is thrown away.
pub(in crate::admin) async fn deleted(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, draft, rules) = (visit.town()?, found(visit).await?, rules(visit).await?);
    let writer = writer(visit, &rules)?;
    if writer.may_change(&draft) {
        draft_decide::throw_away(&visit.hands(), &draft).await?;
    }
    Ok(reply::go(&format!("{}?gut=geloescht", urls::admin_town(&town.host, "entwuerfe"))))
}

/// One of its pictures, which no visitor can see yet.
pub(in crate::admin) async fn picture(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, draft) = (visit.town()?, found(visit).await?);
    let place = visit.param("platz").parse::<usize>().ok().and_then(|place| place.checked_sub(1));
    let picture = place.and_then(|place| draft.pictures.get(place)).ok_or(Failure::Missing)?;
    let deps = &visit.office.deps;
    let read = async |c: &mut Conn<'_>| media::by_id(c, town.id, picture.media).await;
    let medium = deps.desk.db.read(read).await?.ok_or(Failure::Missing)?;
    let variant = medium.variants.last().ok_or(Failure::Missing)?;
    let bytes = deps.hands.blobs.whole(&town.ulid.to_string(), &variant.hash, &variant.ext).await;
    let bytes = bytes.map_err(|error| JobError::Files(error.to_string()))?.ok_or(Failure::Missing)?;
    Ok(reply::file(mime_of(&variant.ext).ok_or(Failure::Missing)?, bytes))
}
