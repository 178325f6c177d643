//! "Entwürfe": what staff write before it is published, each with its state in words.

use askama::Template;

use super::super::office::Visit;
use super::super::reach::{covers_draft, limits};
use super::super::reply::Reply;
use super::frame::{Failure, Frame, page};
use crate::domain::draft::{Draft, DraftState};
use crate::domain::staff::{Permission, may};
use crate::domain::town::Town;
use crate::i18n::{Locale, moment};
use crate::store::{Conn, drafts};
use crate::urls;

/// Drafts on the page.
const SHOWN: u32 = 100;

#[derive(Template)]
#[template(path = "admin/drafts.html")]
struct DraftsPage {
    f: Frame,
    rows: Vec<Row>,
    new: Option<String>,
}

pub(super) struct Row {
    pub href: String,
    pub title: String,
    pub state: String,
}

/// The list.
pub(in crate::admin) async fn list(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let read = async |c: &mut Conn<'_>| drafts::of_town(c, town.id, SHOWN).await;
    let limits = limits(visit, Permission::Read);
    let mut drafts = visit.office.deps.desk.db.read(read).await?;
    drafts.retain(|draft| covers_draft(&limits, draft));
    let mut f = Frame::new(visit, locale.text("desk-drafts")).under(visit, Vec::new());
    if visit.asked("gut") == "geloescht" {
        f.notice = Some(locale.text("desk-draft-deleted"));
    }
    let new = may(&visit.person()?.grants, town.id, Permission::Write, visit.now)
        .then(|| urls::admin_town(&town.host, "entwuerfe/neu"));
    page(&DraftsPage { f, rows: drafts.iter().map(|draft| row(town, draft, locale)).collect(), new })
}

/// A draft in a list.
pub(super) fn row(town: &Town, draft: &Draft, locale: Locale) -> Row {
    let title = draft.heading();
    Row {
        href: urls::admin_town(&town.host, &format!("entwuerfe/{}", draft.ulid)),
        title: if title.is_empty() { locale.text("desk-draft-untitled") } else { title },
        state: state_words(town, draft, locale),
    }
}

/// Where a draft stands.
pub(super) fn state_words(town: &Town, draft: &Draft, locale: Locale) -> String {
    let at = |at| ("at", moment(locale, at, &town.zone()).into());
    match draft.state {
        DraftState::Draft => locale.with("desk-draft-state-draft", &[at(draft.changed_at)]),
        DraftState::Waiting if draft.first_by.is_some() => {
            locale.with("desk-draft-state-second", &[at(draft.changed_at)])
        }
        DraftState::Waiting => locale.with("desk-draft-state-waiting", &[at(draft.changed_at)]),
        DraftState::Returned => locale.text("desk-draft-state-returned"),
        DraftState::Planned => {
            locale.with("desk-draft-state-planned", &[at(draft.publish_at.unwrap_or(draft.changed_at))])
        }
        DraftState::Published => {
            locale.with("desk-draft-state-published", &[at(draft.published_at.unwrap_or(draft.changed_at))])
        }
    }
}
