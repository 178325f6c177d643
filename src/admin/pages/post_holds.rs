//! From when until when a post holds: what was read from its text, corrected by staff, or nothing.

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::typed_time::{typed, typed_time};
use super::super::{AdminError, set_validity};
use super::frame::{Failure, Problem};
use super::post::{address, again, living};
use crate::domain::day_text::DayMeans;
use crate::domain::post::Post;
use crate::domain::validity::{Validity, ValidityKind, ValidityOrigin};
use crate::error::Words;
use crate::i18n::Locale;
use crate::publish::Decision;

/// What staff can choose; a warning's time is its sender's.
const KINDS: [ValidityKind; 5] =
    [ValidityKind::Closure, ValidityKind::Hours, ValidityKind::Deadline, ValidityKind::Event, ValidityKind::Other];

/// The form on a post's page.
pub(super) struct HoldsForm {
    pub action: String,
    /// Who said what stands there.
    pub origin: String,
    pub kinds: Vec<Kind>,
    pub from: String,
    pub until: String,
    /// Something stands there that can be taken away.
    pub some: bool,
    /// Staff said it, so the text can speak again.
    pub by_staff: bool,
}

pub(super) struct Kind {
    pub value: &'static str,
    pub label: String,
    pub chosen: bool,
}

impl HoldsForm {
    pub(super) fn of(visit: &Visit<'_>, post: &Post, action: String) -> Result<Self, Failure> {
        let (zone, locale) = (visit.town()?.zone(), visit.locale);
        let known = post.validity;
        let shown = |name, at: Option<jiff::Timestamp>, end| {
            let stored = at.map(|at| typed(at, end, &zone)).unwrap_or_default();
            visit.sent(name).map_or(stored, str::to_owned)
        };
        let chosen = visit.sent("gilt-art").and_then(ValidityKind::parse).or(known.map(|known| known.kind));
        let by_staff = post.validity_origin == ValidityOrigin::Staff;
        let origin = match (by_staff, known) {
            (true, Some(_)) => "desk-holds-by-staff",
            (true, None) => "desk-holds-no-by-staff",
            (false, Some(_)) => "desk-holds-by-text",
            (false, None) => "desk-holds-none",
        };
        Ok(Self {
            action,
            origin: locale.text(origin),
            kinds: KINDS
                .iter()
                .map(|kind| Kind {
                    value: kind.as_str(),
                    label: kind_words(*kind, locale),
                    chosen: *kind == chosen.unwrap_or(ValidityKind::Other),
                })
                .collect(),
            from: shown("gilt-von", known.and_then(|known| known.from), DayMeans::Begin),
            until: shown("gilt-bis", known.and_then(|known| known.until), DayMeans::End),
            some: known.is_some(),
            by_staff,
        })
    }
}

fn kind_words(kind: ValidityKind, locale: Locale) -> String {
    match kind {
        ValidityKind::Other => locale.text("desk-holds-other"),
        kind => locale.text(&format!("holds-kind-{}", kind.as_str())),
    }
}

/// Somebody decides.
pub(in crate::admin) async fn changed(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, post) = (visit.town()?, living(visit).await?);
    let decision = match visit.field("tun") {
        "nichts" => Decision::Set(None),
        "text" => Decision::Text,
        "setzen" => match wanted(visit)? {
            Ok(validity) => Decision::Set(Some(validity)),
            Err(problem) => return again(visit, &post, problem).await,
        },
        _ => return Err(Failure::Missing),
    };
    match set_validity(&visit.desk(), town, &post, decision).await {
        Ok(_) => {
            visit.hands().published.wake();
            Ok(reply::go(&format!("{}?gut=gespeichert", address(visit, &post)?)))
        }
        Err(AdminError::Refused(refusal)) => {
            again(visit, &post, Problem { field: "gilt-bis", text: refusal.words(visit.locale) }).await
        }
        Err(other) => Err(other.into()),
    }
}

/// What was typed, or what is wrong with it.
fn wanted(visit: &Visit<'_>) -> Result<Result<Validity, Problem>, Failure> {
    let zone = visit.town()?.zone();
    let read = |name: &'static str, end| {
        typed_time(visit.field(name), end, &zone)
            .map_err(|refusal| Problem { field: name, text: refusal.words(visit.locale) })
    };
    let kind = ValidityKind::parse(visit.field("gilt-art")).filter(|kind| KINDS.contains(kind));
    let times = read("gilt-von", DayMeans::Begin).and_then(|from| Ok((from, read("gilt-bis", DayMeans::End)?)));
    Ok(match times {
        Ok((None, None)) => Err(Problem { field: "gilt-von", text: visit.locale.text("desk-holds-missing") }),
        Ok((from, until)) => Ok(Validity { kind: kind.unwrap_or(ValidityKind::Other), from, until }),
        Err(problem) => Err(problem),
    })
}
