//! Looks single posts up. In: ids. Out: what each is now. "Does not exist, or not for us" (100/33) is a lookup that found
//! nothing, never a word of the platform that something was withdrawn; a post that is there but hidden is. A throttle or
//! a dead login ends the lookups. Called by the connectors of all three platforms.

use serde_json::Value;

use super::super::contract::{Ask, Budget, Evidence, Fetched, Sign};
use super::super::failure::SourceError;
use super::client::{Answer, Graph, Refused};
use super::reading::{Reading, Why};
use crate::domain::item::NativeId;
use crate::domain::source::{Cause, ErrorClass};

/// Answers each ask in order, one request each.
///
/// # Errors
/// When the platform as a whole cannot be asked and nothing was answered yet.
pub async fn look_up(
    graph: &Graph<'_>,
    asks: &[Ask],
    fields: impl Fn(&Ask) -> String,
    read: impl Fn(&Value) -> Reading,
    budget: &mut Budget,
) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
    let mut answers = Vec::with_capacity(asks.len());
    let mut ended = false;
    for ask in asks {
        let id = ask.native_id.0.as_str();
        if ended || !is_id(id) {
            answers.push((ask.native_id.clone(), Fetched::Transient));
            continue;
        }
        let fields = fields(ask);
        let fetched = match graph.get(id, &[("fields", fields.as_str())], budget).await {
            Ok(answer) => there(&answer, &read),
            Err(Refused::Spent) => Fetched::Transient,
            Err(Refused::Fault { fault, .. }) if fault.is_not_there() => {
                Fetched::Gone(Evidence { how: "graph error 100/33".to_owned(), sign: Sign::UnknownId })
            }
            Err(refused) => {
                let error = SourceError::from(refused);
                match error.class() {
                    ErrorClass::PermissionMissing => Fetched::Forbidden,
                    ErrorClass::AuthDead | ErrorClass::RateLimited if answers.is_empty() => return Err(error),
                    class => {
                        ended = matches!(class, ErrorClass::AuthDead | ErrorClass::RateLimited);
                        Fetched::Transient
                    }
                }
            }
        };
        answers.push((ask.native_id.clone(), fetched));
    }
    Ok(answers)
}

/// Ids go into the path of an address: nothing else may.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 100 && id.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}

fn there(answer: &Answer, read: &impl Fn(&Value) -> Reading) -> Fetched {
    let reading = read(&answer.json);
    if let Some(item) = reading.items.into_iter().next() {
        return Fetched::Found(Box::new(item));
    }
    match reading.skipped.first() {
        Some(skip) if skip.why == Why::NotPublic => {
            Fetched::Gone(Evidence { how: format!("graph: {}", skip.reason), sign: Sign::Said })
        }
        Some(skip) if matches!(skip.why, Why::NotOurs | Why::NoPost) => Fetched::Forbidden,
        _ => Fetched::Transient,
    }
}

/// What refusing an account's own listing means: an account that "is not there" is one we may not read.
#[must_use]
pub fn of_listing(refused: Refused) -> SourceError {
    let mut error = SourceError::from(refused);
    if error.cause == Cause::Gone {
        error.cause = Cause::Forbidden;
    }
    error
}
