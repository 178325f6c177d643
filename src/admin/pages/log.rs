//! "Protokoll": who decided what, the newest first, by person and time, and whether the log is whole.

use askama::Template;
use url::form_urlencoded;

use super::super::audit_names::AuditNames;
use super::super::audit_words::{deed_words, who_words};
use super::super::office::Visit;
use super::super::reply::Reply;
use super::super::typed_time::typed_time;
use super::frame::{Failure, Frame, Problem, page};
use crate::clock::from_ms;
use crate::domain::audit;
use crate::domain::day_text::DayMeans;
use crate::domain::ids::Ulid;
use crate::domain::staff::Role;
use crate::error::Words;
use crate::i18n::moment;
use crate::store::audit::Search;
use crate::store::{Conn, StoreError, audit as log, staff_roles};
use crate::urls;

/// Entries on the page.
const SHOWN: u32 = 200;
/// The word for everybody who works, or worked, for the town from outside.
pub(super) const AGENCY: &str = "agentur";
/// The words of the address that narrow the log down.
const FILTERS: [&str; 4] = ["wer", "nur", "von", "bis"];

#[derive(Template)]
#[template(path = "admin/log.html")]
struct LogPage {
    f: Frame,
    action: String,
    /// The whole chain was followed just now: whether it is whole, and in words.
    verdict: Option<(bool, String)>,
    check: String,
    rows: Vec<Row>,
    people_only: bool,
    people: Vec<Choice>,
    from: String,
    until: String,
    sheet: String,
    older: Option<String>,
    all: Option<String>,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

/// An entry in words.
pub(super) struct Row {
    pub n: i64,
    pub at: String,
    pub who: String,
    pub deed: String,
}

/// What is looked for; what cannot be read narrows nothing down and is said.
pub(super) async fn search(visit: &Visit<'_>) -> Result<(Search, Vec<Problem>), Failure> {
    let town = visit.town()?;
    let mut problems = Vec::new();
    let mut time = |name: &'static str, means| {
        typed_time(visit.asked(name), means, &town.zone()).unwrap_or_else(|refusal| {
            problems.push(Problem { field: name, text: refusal.words(visit.locale) });
            None
        })
    };
    let (from, to) = (time("von", DayMeans::Begin), time("bis", DayMeans::End));
    let by = match visit.asked("wer") {
        "" => None,
        AGENCY => Some(agency(visit).await?),
        one => Some(Ulid::from_string(one).into_iter().collect()),
    };
    Ok((Search { by, people_only: visit.asked("nur") == "menschen", from, to }, problems))
}

/// Everybody who works for the town from outside, or ever did.
async fn agency(visit: &Visit<'_>) -> Result<Vec<Ulid>, Failure> {
    let town = visit.town()?.id;
    let read = async |c: &mut Conn<'_>| {
        let mut all = log::ever_invited_as(c, town, Role::Agency).await?;
        let members = staff_roles::members(c, town).await?;
        all.extend(members.iter().filter(|one| one.grant.role == Role::Agency).map(|one| one.ulid));
        Ok::<_, StoreError>(all)
    };
    Ok(visit.office.deps.desk.db.read(read).await?)
}

/// Entries in words.
pub(super) fn in_words(visit: &Visit<'_>, rows: &[audit::Row], names: &AuditNames) -> Result<Vec<Row>, Failure> {
    let (zone, locale) = (visit.town()?.zone(), visit.locale);
    let row = |row: &audit::Row| Row {
        n: row.link.n,
        at: moment(locale, from_ms(row.line.at_ms), &zone),
        who: who_words(&row.line, names, locale),
        deed: deed_words(&row.line, names, locale),
    };
    Ok(rows.iter().map(row).collect())
}

/// The list.
pub(in crate::admin) async fn list(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let (search, problems) = search(visit).await?;
    let before = visit.asked("vor").parse().ok();
    let check = before.is_none() || visit.asked("pruefen") == "ja";
    let (mut rows, names, members, chain) = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let rows = log::search(c, town.id, &search, before, SHOWN + 1).await?;
            let names = AuditNames::load(c, town.id, &rows).await?;
            let chain = if check { Some(log::verify(c, town.id).await?) } else { None };
            Ok::<_, StoreError>((rows, names, staff_roles::members(c, town.id).await?, chain))
        })
        .await?;
    let more = rows.len() > SHOWN as usize;
    rows.truncate(SHOWN as usize);
    let here = urls::admin_town(&town.host, "protokoll");
    let older = rows.last().filter(|_| more).map(|row| address(visit, &here, &[("vor", &row.link.n.to_string())]));
    let verdict = chain.map(|chain| match &chain {
        Ok(end) => (true, locale.with("desk-log-whole", &[("count", end.n.into())])),
        Err(broken) => (false, locale.with("desk-log-broken", &[("n", broken.n.into())])),
    });
    let wanted = visit.asked("wer");
    let mut people = vec![
        Choice { value: String::new(), label: locale.text("desk-log-anybody"), chosen: wanted.is_empty() },
        Choice { value: AGENCY.to_owned(), label: locale.text("desk-log-agency"), chosen: wanted == AGENCY },
    ];
    for member in &members {
        let value = member.ulid.to_string();
        if people.iter().all(|known| known.value != value) {
            people.push(Choice { chosen: wanted == value, label: member.name.clone(), value });
        }
    }
    let title = if wanted == AGENCY { "desk-agency-deeds" } else { "desk-log" };
    let mut f = Frame::new(visit, locale.text(title)).under(visit, Vec::new());
    f.problems = problems;
    page(&LogPage {
        f,
        verdict,
        check: address(visit, &here, &[("pruefen", "ja")]),
        rows: in_words(visit, &rows, &names)?,
        people_only: search.people_only,
        people,
        from: visit.asked("von").to_owned(),
        until: visit.asked("bis").to_owned(),
        sheet: address(visit, &format!("{here}.csv"), &[]),
        older,
        all: FILTERS.iter().any(|name| !visit.asked(name).is_empty()).then(|| here.clone()),
        action: here,
    })
}

/// An address with what narrows the log down, and something more.
fn address(visit: &Visit<'_>, here: &str, with: &[(&str, &str)]) -> String {
    let kept = FILTERS.into_iter().map(|name| (name, visit.asked(name)));
    let all = kept.chain(with.iter().copied()).filter(|(_, value)| !value.is_empty());
    let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
    if query.is_empty() { here.to_owned() } else { format!("{here}?{query}") }
}
