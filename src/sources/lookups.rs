//! Looking posts up, so many with each request. In: what is asked for, and something that asks. Out: an answer for each
//! ask, in their order. Shared by the connectors whose interface answers by id; called by their `refetch`.

use async_trait::async_trait;

use super::api_ask::spend;
use super::contract::{Ask, Budget, Fetched};
use super::failure::SourceError;
use crate::domain::item::NativeId;

/// An interface that can be asked for posts by their ids.
#[async_trait]
pub trait Lookups: Send + Sync {
    /// How many posts one request asks for.
    fn at_once(&self) -> usize {
        1
    }

    /// One request: an answer for each ask, in their order.
    async fn some(&self, asks: &[Ask]) -> Result<Vec<Fetched>, SourceError>;
}

/// Looks all of them up.
///
/// # Errors
/// When nothing was learned at all: the platform as a whole cannot be asked. Once something was, the rest is
/// [`Fetched::Transient`].
pub async fn look_up(
    lookups: &dyn Lookups,
    asks: &[Ask],
    budget: &mut Budget,
) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
    let mut answers: Vec<(NativeId, Fetched)> = Vec::with_capacity(asks.len());
    for some in asks.chunks(lookups.at_once().max(1)) {
        let found = match spend(budget) {
            Ok(()) => lookups.some(some).await,
            Err(error) => Err(error),
        };
        let ids = some.iter().map(|ask| ask.native_id.clone());
        match found {
            Ok(found) => answers.extend(ids.zip(found)),
            Err(error) if answers.is_empty() => return Err(error),
            Err(_) => answers.extend(ids.map(|id| (id, Fetched::Transient))),
        }
    }
    Ok(answers)
}
