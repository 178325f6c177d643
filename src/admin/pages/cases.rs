//! "Eingang": what citizens ask, report and wish, and what they say on other servers, in one list; what is late first.

use askama::Template;
use url::form_urlencoded;

use super::super::case_words::{due_words, kind_words, state_words};
use super::super::office::Visit;
use super::super::reply::Reply;
use super::frame::{Failure, Frame, Link, page};
use crate::domain::body_text::shorten;
use crate::domain::case::{Case, CaseKind, CaseState};
use crate::domain::ids::Ulid;
use crate::domain::town::Town;
use crate::i18n::moment;
use crate::store::cases::{self, CaseFilter};
use crate::store::{Conn, StoreError, case_messages};
use crate::urls;

/// Cases on one page.
const SHOWN: u32 = 50;
/// Characters of a case's first words.
const EXCERPT: usize = 120;

#[derive(Template)]
#[template(path = "admin/cases.html")]
struct CasesPage {
    f: Frame,
    states: Vec<Link>,
    state: String,
    kinds: Vec<Choice>,
    words: String,
    mine: bool,
    action: String,
    blocks: String,
    rows: Vec<Row>,
    older: Option<String>,
}

struct Choice {
    value: &'static str,
    label: String,
    chosen: bool,
}

struct Row {
    href: String,
    title: String,
    kind: String,
    about: String,
    due: Option<String>,
    late: bool,
}

/// The list.
pub(in crate::admin) async fn list(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let offset: u32 = visit.asked("ab").parse().unwrap_or(0).min(1_000_000);
    let filter = filter(visit)?;
    let (mut all, first) = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let all = cases::list(c, town.id, &filter, (offset, SHOWN + 1)).await?;
            let ids: Vec<_> = all.iter().map(|case| case.id).collect();
            let first = case_messages::first_words(c, town.id, &ids).await?;
            Ok::<_, StoreError>((all, first))
        })
        .await?;
    let shown = SHOWN as usize;
    let older = (all.len() > shown).then(|| address(visit, &[("ab", &(offset + SHOWN).to_string())]));
    all.truncate(shown);
    let rows = all
        .iter()
        .map(|case| {
            let words = first.iter().find(|(id, _)| *id == case.id).map_or("", |(_, words)| words.as_str());
            row(visit, town, case, words)
        })
        .collect();
    let kind = |kind: &CaseKind| Choice {
        value: kind.as_str(),
        label: kind_words(*kind, locale),
        chosen: visit.asked("art") == kind.as_str(),
    };
    page(&CasesPage {
        f: Frame::new(visit, locale.text("desk-cases")).under(visit, Vec::new()),
        states: states(visit),
        state: visit.asked("stand").to_owned(),
        kinds: CaseKind::ALL.iter().map(kind).collect(),
        words: visit.asked("q").to_owned(),
        mine: visit.asked("meine") == "ja",
        action: urls::admin_town(&town.host, "eingang"),
        blocks: urls::admin_town(&town.host, "eingang-sperren"),
        rows,
        older,
    })
}

fn filter(visit: &Visit<'_>) -> Result<CaseFilter, Failure> {
    Ok(CaseFilter {
        kind: CaseKind::parse(visit.asked("art")),
        state: CaseState::parse(visit.asked("stand")),
        assigned_to: match visit.asked("meine") {
            "ja" => Some(visit.person()?.staff.ulid),
            _ => None,
        },
        post: None,
        words: visit.asked("q").to_owned(),
    })
}

/// The list's address with what narrows it down, and something more or else.
fn address(visit: &Visit<'_>, with: &[(&str, &str)]) -> String {
    let kept = ["stand", "art", "meine", "q"].into_iter().map(|name| (name, visit.asked(name)));
    let kept = kept.filter(|(name, _)| !with.iter().any(|(other, _)| other == name));
    let all = kept.chain(with.iter().copied()).filter(|(_, value)| !value.is_empty());
    let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
    let here = visit.path.as_str();
    if query.is_empty() { here.to_owned() } else { format!("{here}?{query}") }
}

fn states(visit: &Visit<'_>) -> Vec<Link> {
    let asked = visit.asked("stand");
    let all = Link {
        href: address(visit, &[("stand", "")]),
        label: visit.locale.text("desk-cases-open"),
        current: CaseState::parse(asked).is_none(),
    };
    let one = |state: &CaseState| Link {
        href: address(visit, &[("stand", state.as_str())]),
        label: state_words(*state, visit.locale),
        current: asked == state.as_str(),
    };
    [all].into_iter().chain(CaseState::ALL.iter().map(one)).collect()
}

fn row(visit: &Visit<'_>, town: &Town, case: &Case, words: &str) -> Row {
    let locale = visit.locale;
    let title = shorten(&words.split_whitespace().collect::<Vec<_>>().join(" "), EXCERPT);
    let when = moment(locale, case.created_at, &town.zone());
    let who = case.name.as_deref().or(case.actor_handle.as_deref());
    let about = [Some(case.number.as_str()), who, Some(when.as_str())].into_iter().flatten().collect::<Vec<_>>();
    Row {
        href: address_of(town, case.ulid),
        title: if title.is_empty() { locale.text("desk-case-erased") } else { title },
        kind: format!("{} · {}", kind_words(case.kind, locale), state_words(case.state, locale)),
        about: about.join(" · "),
        due: due_words(case, town, visit.now, locale),
        late: case.is_late(visit.now),
    }
}

/// A case's page.
pub(super) fn address_of(town: &Town, case: Ulid) -> String {
    urls::admin_town(&town.host, &format!("eingang/{case}"))
}
