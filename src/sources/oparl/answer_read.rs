//! One recorded answer of a council system. In: bytes. Out: the items, hints and set-aside pieces in it, or who the
//! system says it is. Pure. Called by `OparlConnector::normalise`; `poll` reads with the same parts.

use serde_json::Value;

use super::super::contract::{Hint, HintVerb, NormaliseCx, Parsed, Profile, Quarantined};
use super::super::failure::SourceError;
use super::meeting_item::{self, Reading};
use super::objects::{self, Kind, id_of, is_open, kind_of, text};
use super::papers::{self, Links};
use crate::domain::body_text::shorten;
use crate::domain::item::NativeId;
use crate::domain::source::{Aside, Cause};

/// Reads any answer: a meeting, a paper, a list of them, a system or a body.
///
/// # Errors
/// When the answer is not of OParl.
pub fn parse(raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    let answer = objects::json(raw)?;
    let mut parsed = Parsed::default();
    match objects::list_page(&answer) {
        Some((data, _)) => data.iter().for_each(|object| take(object, cx, &mut parsed)),
        None if kind_of(&answer).is_none() => {
            return Err(SourceError::new(Cause::NotAFeed, "the answer is no object of OParl"));
        }
        None => take(&answer, cx, &mut parsed),
    }
    Ok(parsed)
}

fn take(object: &Value, cx: &NormaliseCx, parsed: &mut Parsed) {
    match kind_of(object) {
        Some(Kind::Meeting) => match meeting_item::read(object, &Links::default(), cx) {
            Reading::Item(item) => parsed.items.push(*item),
            Reading::Gone(hint) => parsed.hints.push(hint),
            Reading::Aside(aside) => parsed.quarantined.push(aside),
        },
        Some(Kind::Paper) => paper(object, parsed),
        Some(Kind::System | Kind::Body) => parsed.profile = profile(object),
        Some(Kind::Other) => parsed.quarantined.push(skipped(object, "neither a meeting nor a paper")),
        None => parsed.quarantined.push(skipped(object, "no object of OParl")),
    }
}

/// A paper is a reason to look at its meetings.
fn paper(object: &Value, parsed: &mut Parsed) {
    let meetings = if is_open(object) { papers::meetings_of(object) } else { Vec::new() };
    if meetings.is_empty() {
        parsed.quarantined.push(skipped(object, "the paper belongs to no public meeting"));
    }
    let hint = |id| Hint { native_id: NativeId(id), verb: HintVerb::Update };
    parsed.hints.extend(meetings.into_iter().map(hint));
}

fn skipped(object: &Value, reason: &str) -> Quarantined {
    let excerpt = text(object, "name").map_or_else(String::new, |name| shorten(&name, 120));
    let native_id = id_of(object).map(NativeId);
    Quarantined { native_id, aside: Aside::NoEntry, reason: reason.to_owned(), excerpt }
}

/// Who a system or a body says it is.
#[must_use]
pub fn profile(object: &Value) -> Profile {
    let site = object.get("website").and_then(Value::as_str);
    Profile {
        name: text(object, "name"),
        site_url: site.and_then(|site| super::super::address_clean::absolute(None, site)).map(String::from),
        lang: None,
    }
}
