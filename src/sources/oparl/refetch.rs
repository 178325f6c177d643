//! Looks single meetings up by their id. In: ids. Out: the meeting, or that it is said to be deleted (DESIGN D10). Called
//! by `OparlConnector`; the caller adds a meeting known to be there as a control.

use http::StatusCode;
use url::Url;

use super::super::contract::{Ask, Budget, Cx, Evidence, Fetched, NormaliseCx, Sign};
use super::super::failure::SourceError;
use super::ask::Door;
use super::meeting_item::{self, Reading};
use super::objects::{self, Kind, id_of, kind_of, says};
use super::papers::Links;
use super::poll::door;
use crate::domain::item::NativeId;

/// Answers each ask in order, one request each.
///
/// # Errors
/// When the source's address cannot be read.
pub async fn refetch(cx: &Cx<'_>, asks: &[Ask], budget: &mut Budget) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
    let door = door(cx)?;
    let mut answers = Vec::with_capacity(asks.len());
    for ask in asks {
        let url = Url::parse(&ask.native_id.0).ok().filter(|url| door.is_ours(url));
        let answer = match url {
            Some(url) if budget.take() => look(cx, &door, &url, &ask.native_id).await,
            _ => Fetched::Transient,
        };
        answers.push((ask.native_id.clone(), answer));
    }
    Ok(answers)
}

async fn look(cx: &Cx<'_>, door: &Door<'_>, url: &Url, id: &NativeId) -> Fetched {
    let Ok(response) = door.knock(url).await else { return Fetched::Transient };
    let gone = |how: String, sign| Fetched::Gone(Evidence { how, sign });
    match response.status {
        StatusCode::GONE => return gone("http 410".to_owned(), Sign::Said),
        StatusCode::NOT_FOUND => return gone("http 404".to_owned(), Sign::UnknownId),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Fetched::Forbidden,
        status if !status.is_success() => return Fetched::Transient,
        _ => {}
    }
    let Ok(meeting) = objects::json(&response.body) else { return Fetched::Transient };
    // A tombstone may have lost its type, but never its name.
    if id_of(&meeting).as_deref() != Some(&id.0) {
        return Fetched::Transient;
    }
    if says(&meeting, "deleted", true) {
        return gone("deleted".to_owned(), Sign::Said);
    }
    if kind_of(&meeting) != Some(Kind::Meeting) {
        return Fetched::Transient;
    }
    let normalise =
        NormaliseCx { zone: cx.zone.clone(), now: Some(cx.now), locale: cx.locale, ..NormaliseCx::default() };
    match meeting_item::read(&meeting, &Links::default(), &normalise) {
        // Its papers are not known here, so this is no version of the item.
        Reading::Item(_) | Reading::Aside(_) => Fetched::StillThere,
        Reading::Gone(_) => gone("public: false".to_owned(), Sign::Said),
    }
}
