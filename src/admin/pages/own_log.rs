//! What the logs of someone's towns say about them, and what they did there (requirements A-19): nobody needs a permission
//! for what concerns themselves.

use askama::Template;

use super::super::audit_names::AuditNames;
use super::super::audit_words::{deed_words, who_words};
use super::super::office::Visit;
use super::super::reply::Reply;
use super::frame::{Failure, Frame, link, page};
use super::log::Row;
use crate::clock::from_ms;
use crate::i18n::moment;
use crate::store::{Conn, StoreError, audit, towns};
use crate::urls;

/// Entries of one town.
const SHOWN: u32 = 100;

#[derive(Template)]
#[template(path = "admin/own_log.html")]
struct OwnLogPage {
    f: Frame,
    towns: Vec<(String, Vec<Row>)>,
}

/// The list.
pub(in crate::admin) async fn list(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (person, locale) = (visit.person()?, visit.locale);
    let all = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let mut all = Vec::new();
            for town in towns::all(c).await?.into_iter().filter(|town| person.works_in(town.id, visit.now)) {
                let rows = audit::of_person(c, town.id, person.staff.ulid, SHOWN).await?;
                let names = AuditNames::load(c, town.id, &rows).await?;
                all.push((town, rows, names));
            }
            Ok::<_, StoreError>(all)
        })
        .await?;
    let towns = all.iter().map(|(town, rows, names)| {
        let zone = town.zone();
        let rows = rows.iter().map(|row| Row {
            n: row.link.n,
            at: moment(locale, from_ms(row.line.at_ms), &zone),
            who: who_words(&row.line, names, locale),
            deed: deed_words(&row.line, names, locale),
        });
        (town.name.clone(), rows.collect())
    });
    let above = vec![link(urls::ADMIN_ACCOUNT.to_owned(), locale.text("desk-account"))];
    let f = Frame::new(visit, locale.text("desk-own-log")).under(visit, above);
    page(&OwnLogPage { f, towns: towns.collect() })
}
