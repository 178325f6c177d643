//! A warning that waits for a second person: what it says, who wrote it, and the answers. Whoever wrote it may warn alone
//! after a while, with a reason that is kept in the log.

use askama::Template;
use http::StatusCode;
use jiff::Timestamp;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::frame::{Failure, Frame, Problem, link, page};
use super::warning::{Preview, stands};
use crate::domain::HeldId;
use crate::domain::body_text::shorten;
use crate::domain::ids::Ulid;
use crate::domain::item::Item;
use crate::domain::own_warning::{OwnWarning, is_own, warned_by};
use crate::i18n::moment;
use crate::jobs::{ALONE_AFTER, Answer, Confirmed, answer_held, confirm_own_warning};
use crate::store::held::Held;
use crate::store::{Conn, StoreError, held, items, staff};
use crate::urls;

/// Characters of a reason.
const REASON: usize = 300;

#[derive(Template)]
#[template(path = "admin/warning_wait.html")]
struct WaitPage {
    f: Frame,
    preview: Preview,
    /// Who wrote it, and when.
    asked: String,
    /// It is this person's own warning.
    own: bool,
    /// From when they may warn alone, while that is not yet.
    alone_from: Option<String>,
    reason: String,
    action: String,
}

struct Waiting {
    change: Held,
    item: Item,
    author: Option<String>,
}

async fn found(visit: &Visit<'_>) -> Result<Option<Waiting>, Failure> {
    let town = visit.town()?.id;
    let id = HeldId(visit.param("nr").parse().map_err(|_| Failure::Missing)?);
    let found = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let change = held::by_id(c, town, id).await?.filter(|change| change.answered_at.is_none());
            let Some(change) = change else { return Ok(None) };
            let Some(entry) = change.entries.first() else { return Ok(None) };
            let stored = items::by_id(c, town, entry.item).await?;
            let Some(item) = stored.map(|stored| stored.item).filter(is_own) else { return Ok(None) };
            let author = match warned_by(&item).and_then(|who| Ulid::from_string(who).ok()) {
                Some(who) => staff::all(c).await?.into_iter().find(|staff| staff.ulid == who).map(|staff| staff.name),
                None => None,
            };
            Ok::<_, StoreError>(Some(Waiting { change, item, author }))
        })
        .await?;
    Ok(found)
}

/// The page.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let waiting = found(visit).await?.ok_or(Failure::Missing)?;
    page(&filled(visit, &waiting, Vec::new())?)
}

fn filled(visit: &Visit<'_>, waiting: &Waiting, problems: Vec<Problem>) -> Result<WaitPage, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let warning = OwnWarning::of(&waiting.item).ok_or(Failure::Missing)?;
    let at = moment(locale, waiting.change.created_at, &town.zone());
    let who = waiting.author.clone().unwrap_or_else(|| "–".to_owned());
    let from = waiting.change.created_at.checked_add(ALONE_AFTER).unwrap_or(Timestamp::MAX);
    let above = vec![link(urls::admin_town(&town.host, "warnung"), locale.text("desk-warn"))];
    let mut f = Frame::new(visit, locale.text("desk-warn-waits")).under(visit, above);
    f.problems = problems;
    Ok(WaitPage {
        preview: Preview::of(&warning, town, locale),
        asked: locale.with("desk-warn-asked", &[("who", who.into()), ("at", at.into())]),
        own: warned_by(&waiting.item) == Some(visit.person()?.staff.ulid.to_string().as_str()),
        alone_from: (visit.now < from).then(|| moment(locale, from, &town.zone())),
        reason: visit.field("grund").to_owned(),
        action: urls::admin_town(&town.host, &format!("warnung-wartet/{}", waiting.change.id)),
        f,
    })
}

/// Somebody confirms it or turns it down.
pub(in crate::admin) async fn answered(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let began = tokio::time::Instant::now();
    let (town, hands) = (visit.town()?, visit.hands());
    let overview = urls::admin_town(&town.host, "warnung");
    let Some(waiting) = found(visit).await? else {
        // Somebody else was faster.
        return Ok(reply::go(&format!("{}?gut=schon", urls::admin_town(&town.host, "freigabe"))));
    };
    match visit.field("tun") {
        "ablehnen" => {
            answer_held(&hands, town.id, waiting.change.id, Answer::Reject).await?;
            Ok(reply::go(&format!("{overview}?gut=abgelehnt")))
        }
        "bestaetigen" => {
            let reason = shorten(visit.field("grund"), REASON);
            match confirm_own_warning(&hands, town, waiting.change.id, &reason).await? {
                Confirmed::Said(post) => stands(visit, post, ("gewarnt", began)).await,
                Confirmed::NotAlone(from) => {
                    let text = if visit.now < from {
                        let from = moment(visit.locale, from, &town.zone());
                        visit.locale.with("desk-warn-alone-early", &[("from", from.into())])
                    } else {
                        visit.locale.text("desk-warn-reason-missing")
                    };
                    let html = filled(visit, &waiting, vec![Problem { field: "grund", text }])?.render()?;
                    Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, html))
                }
                Confirmed::Over => Ok(reply::go(&format!("{overview}?gut=schon"))),
            }
        }
        _ => Err(Failure::Missing),
    }
}
