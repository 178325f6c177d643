//! Not listening to an account or a server for a while: only for a reason from the list, with an end unless somebody says
//! otherwise, logged, and to be lifted at any time (requirements A-16).

use std::time::Duration;

use askama::Template;
use jiff::Timestamp;

use super::super::case_words::reason_words;
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::case::{Choice, reasons, whole, wrong};
use super::cases::address_of;
use super::frame::{Failure, Frame, link, page};
use crate::domain::case::{BLOCK, BlockKind, BlockReason, Case, RemoteBlock};
use crate::domain::ids::Ulid;
use crate::domain::town::Town;
use crate::i18n::{Locale, day};
use crate::jobs::{block_remote, lift_remote_block};
use crate::store::{Conn, remote_blocks};
use crate::urls;

/// The form on a case's page.
pub(super) struct BlockForm {
    pub action: String,
    pub account: String,
    pub server: String,
    pub reasons: Vec<Choice>,
}

impl BlockForm {
    /// The form for the account of a case.
    pub fn of(town: &Town, case: &Case, locale: Locale) -> Self {
        Self {
            action: format!("{}/sperren", address_of(town, case.ulid)),
            account: case.actor_handle.clone().unwrap_or_default(),
            server: host(case).unwrap_or_default(),
            reasons: reasons(locale),
        }
    }
}

/// The host of a case's account, with the port that its address names.
fn host(case: &Case) -> Option<String> {
    let url = url::Url::parse(case.actor_uri.as_deref()?).ok()?;
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Somebody blocks.
pub(in crate::admin) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale, whole) = (visit.town()?, visit.locale, whole(visit).await?);
    let Some(reason) = BlockReason::parse(visit.field("grund")) else {
        return wrong(visit, whole, "grund", locale.text("desk-block-reason-missing"));
    };
    let (kind, value) = match visit.field("wen") {
        "server" => (BlockKind::Server, host(&whole.case)),
        _ => (BlockKind::Account, whole.case.actor_uri.clone()),
    };
    let Some(value) = value else { return Err(Failure::Missing) };
    let ends_at = match visit.field("dauer") {
        "immer" => None,
        days => {
            let days: u64 = days.parse().ok().filter(|days| [7, 30, 90].contains(days)).unwrap_or(0);
            let time = if days == 0 { BLOCK } else { Duration::from_secs(days * 86_400) };
            visit.now.checked_add(time).ok()
        }
    };
    let now = Timestamp::UNIX_EPOCH;
    let block = RemoteBlock { ulid: Ulid::nil(), kind, value, reason, staff: None, at: now, ends_at, lifted_at: None };
    block_remote(&visit.hands(), town.id, whole.case.ulid, block).await?;
    Ok(reply::go(&format!("{}?gut=gesperrt", address_of(town, whole.case.ulid))))
}

#[derive(Template)]
#[template(path = "admin/blocks.html")]
struct BlocksPage {
    f: Frame,
    rows: Vec<Row>,
    may_lift: bool,
}

struct Row {
    value: String,
    reason: String,
    until: String,
    action: String,
}

/// What is blocked at this moment.
pub(in crate::admin) async fn list(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let read = async |c: &mut Conn<'_>| remote_blocks::standing(c, town.id, visit.now).await;
    let blocks = visit.office.deps.desk.db.read(read).await?;
    let row = |block: &RemoteBlock| Row {
        value: block.value.clone(),
        reason: reason_words(block.reason, locale),
        until: match block.ends_at {
            Some(at) => locale.with("desk-block-until", &[("day", day(locale, at, &town.zone()).into())]),
            None => locale.text("desk-block-endless"),
        },
        action: urls::admin_town(&town.host, &format!("eingang-sperren/{}", block.ulid)),
    };
    let inbox = link(urls::admin_town(&town.host, "eingang"), locale.text("desk-cases"));
    let mut f = Frame::new(visit, locale.text("desk-blocks")).under(visit, vec![inbox]);
    if visit.asked("gut") == "aufgehoben" {
        f.notice = Some(locale.text("desk-block-lifted"));
    }
    let permission = crate::domain::staff::Permission::Reply;
    let may_lift = crate::domain::staff::may(&visit.person()?.grants, town.id, permission, visit.now);
    page(&BlocksPage { f, rows: blocks.iter().map(row).collect(), may_lift })
}

/// Somebody lifts one; somebody else may have been faster.
pub(in crate::admin) async fn lifted(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let town = visit.town()?;
    let id = Ulid::from_string(visit.param("sperre")).map_err(|_| Failure::Missing)?;
    lift_remote_block(&visit.hands(), town.id, id).await?;
    Ok(reply::go(&format!("{}?gut=aufgehoben", urls::admin_town(&town.host, "eingang-sperren"))))
}
