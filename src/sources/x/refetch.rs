//! Looks posts up (docs.x.com/x-api/posts/lookup), a hundred at once. In: what is asked for. Out: what each says now, or that
//! it is gone. Each version of a post has an id of its own there and answers with its own words, so the newest is asked
//! for by the address that we know, and once more where a newer one shows. Called by `XConnector`.

use serde_json::Value;

use super::super::contract::{Ask, Budget, Evidence, Fetched, Parsed, Sign};
use super::super::failure::SourceError;
use super::super::json_value::{id, list, text};
use super::ask::{Asked, is_number};
use super::normalise::missing;
use crate::domain::item::NativeId;

/// Posts of one lookup.
const LOOKUP: usize = 100;

/// How the platform names a post that is there, and not for us.
const REFUSED: [&str; 3] = ["/not-authorized-for-resource", "/client-forbidden", "/disallowed-resource"];

/// Looks posts up.
///
/// # Errors
/// When nothing can be asked or paid.
pub(super) async fn refetch(
    asked: &Asked<'_>,
    asks: &[Ask],
    budget: &mut Budget,
) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
    let mut answers: Vec<(NativeId, Fetched)> = Vec::with_capacity(asks.len());
    for some in asks.chunks(LOOKUP) {
        let wanted: Vec<String> = some.iter().map(version_of).collect();
        let found = match look_up(asked, &wanted, budget).await {
            Ok(found) => found,
            Err(error) if answers.is_empty() => return Err(error),
            Err(_) => vec![Fetched::Transient; some.len()],
        };
        answers.extend(some.iter().map(|ask| ask.native_id.clone()).zip(found));
    }
    Ok(answers)
}

/// The newest version that we know: its id ends the address.
fn version_of(ask: &Ask) -> String {
    let last = ask.canonical_url.as_deref().and_then(|url| url.rsplit('/').next()).filter(|id| is_number(id));
    last.unwrap_or(&ask.native_id.0).to_owned()
}

async fn look_up(asked: &Asked<'_>, wanted: &[String], budget: &mut Budget) -> Result<Vec<Fetched>, SourceError> {
    let ids: Vec<String> = wanted.iter().filter(|id| is_number(id)).cloned().collect();
    if ids.is_empty() {
        return Ok(vec![Fetched::Transient; wanted.len()]);
    }
    let (value, parsed) = asked.posts(&ids, budget).await?;
    let newer: Vec<String> = wanted.iter().filter_map(|id| newest_of(&value, id)).collect();
    let later = if newer.is_empty() { None } else { asked.posts(&newer, budget).await.ok() };
    let judge = |id: &String| match (newest_of(&value, id), &later) {
        (None, _) => judge(&value, &parsed, id),
        (Some(newest), Some((value, parsed))) => judge(value, parsed, &newest),
        (Some(_), None) => Fetched::StillThere,
    };
    Ok(wanted.iter().map(judge).collect())
}

fn find<'a>(value: &'a Value, post: &str) -> Option<&'a Value> {
    list(value, "/data").iter().find(|one| id(one, "/id").as_deref() == Some(post))
}

/// The newest version of a post, where that is another.
fn newest_of(value: &Value, post: &str) -> Option<String> {
    let found = find(value, post)?;
    let history = [list(found, "/edit_history_tweet_ids"), list(found, "/edit_history_post_ids")].concat();
    history.last().and_then(|last| id(last, "")).filter(|last| last != post && is_number(last))
}

/// What an answer says about a post. One that is not there is named among the errors.
fn judge(value: &Value, parsed: &Parsed, post: &str) -> Fetched {
    if find(value, post).is_some() {
        let item = parsed.items.iter().find(|item| item.version_id.as_deref() == Some(post));
        return item.map_or(Fetched::StillThere, |item| Fetched::Found(Box::new(item.clone())));
    }
    if missing(value).iter().any(|gone| gone.native_id.0 == post) {
        return Fetched::Gone(Evidence { how: "resource-not-found".to_owned(), sign: Sign::UnknownId });
    }
    let about = |error: &&Value| id(error, "/resource_id").or_else(|| id(error, "/value")).as_deref() == Some(post);
    let refuses =
        |error: &Value| text(error, "/type").is_some_and(|kind| REFUSED.iter().any(|end| kind.ends_with(end)));
    // What else went wrong with a post, a trouble of the platform's for one, says nothing about it.
    if list(value, "/errors").iter().filter(about).any(refuses) { Fetched::Forbidden } else { Fetched::Transient }
}
