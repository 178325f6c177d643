//! "Protokoll": who decided what, the newest first, and whether the log is whole.

use askama::Template;

use super::super::audit_names::AuditNames;
use super::super::audit_words::{deed_words, who_words};
use super::super::office::Visit;
use super::super::reply::Reply;
use super::frame::{Failure, Frame, page};
use crate::clock::from_ms;
use crate::domain::audit::Who;
use crate::i18n::moment;
use crate::store::{Conn, StoreError, audit};
use crate::urls;

/// Entries on the page.
const SHOWN: u32 = 200;

#[derive(Template)]
#[template(path = "admin/log.html")]
struct LogPage {
    f: Frame,
    whole: bool,
    verdict: String,
    rows: Vec<Row>,
    people_only: bool,
    everything: String,
    people: String,
}

struct Row {
    n: i64,
    at: String,
    who: String,
    deed: String,
}

/// The list; with `?nur=menschen` without what the machine decided by its rules.
pub(in crate::admin) async fn list(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let (rows, names, chain) = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let rows = audit::last(c, town.id, SHOWN).await?;
            let names = AuditNames::load(c, town.id, &rows).await?;
            Ok::<_, StoreError>((rows, names, audit::verify(c, town.id).await?))
        })
        .await?;
    let people_only = visit.asked("nur") == "menschen";
    let zone = town.zone();
    let shown = rows.iter().rev().filter(|row| !people_only || Who::parse(&row.line.who) != Some(Who::Machine));
    let rows = shown.map(|row| Row {
        n: row.link.n,
        at: moment(locale, from_ms(row.line.at_ms), &zone),
        who: who_words(&row.line, &names, locale),
        deed: deed_words(&row.line, &names, locale),
    });
    let verdict = match &chain {
        Ok(end) => locale.with("desk-log-whole", &[("count", end.n.into())]),
        Err(broken) => locale.with("desk-log-broken", &[("n", broken.n.into())]),
    };
    let everything = urls::admin_town(&town.host, "protokoll");
    page(&LogPage {
        f: Frame::new(visit, locale.text("desk-log")).under(visit, Vec::new()),
        whole: chain.is_ok(),
        verdict,
        rows: rows.collect(),
        people_only,
        people: format!("{everything}?nur=menschen"),
        everything,
    })
}
