//! Reading a list page by page, a few pages per look. In: the list's address and how far the last look came. Out: the
//! objects of this look's pages. Lists are asked for what changed since the last whole pass (OParl 1.1 §2.5).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::super::contract::Budget;
use super::super::failure::SourceError;
use super::ask::{Door, address};
use super::objects::{id_of, list_page};
use crate::domain::source::Cause;
use crate::seal::sha256_hex;

/// Read again behind the last pass: clocks differ, and objects become visible a little after they were modified.
const OVERLAP: SignedDuration = SignedDuration::from_hours(1);

/// A list that never ends is given up here; the largest cities have some two thousand pages of everything.
const MAX_PAGES: u32 = 3000;

/// How far the reading of a list has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pass {
    /// Everything modified before this was read.
    since: Option<Timestamp>,
    /// When the running pass began.
    begun: Option<Timestamp>,
    /// Its next page.
    resume: Option<String>,
    pages: u32,
    /// Tells its last page, so that a server which repeats itself is noticed.
    last: Option<String>,
}

impl Pass {
    /// Whether the whole list was read at least once.
    #[must_use]
    pub fn is_done_once(&self) -> bool {
        self.since.is_some()
    }

    /// Whether pages are left for the next look.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.begun.is_some()
    }

    /// Counts the list as read: it does not exist here.
    pub fn skip(&mut self, now: Timestamp) {
        *self = Self { since: Some(now), ..Self::default() };
    }

    /// Reads on, at most `limit` pages. The first pass asks for what changed since `first`.
    ///
    /// # Errors
    /// When a page does not come or is no list.
    pub async fn read_on(
        &mut self,
        door: &Door<'_>,
        list: &Url,
        first: Timestamp,
        limit: u32,
        budget: &mut Budget,
    ) -> Result<Vec<Value>, SourceError> {
        let mut objects = Vec::new();
        for _ in 0..limit {
            if !budget.take() {
                break;
            }
            let begun = *self.begun.get_or_insert(door.now);
            let url = match &self.resume {
                Some(resume) => address(resume)?,
                None => since(list, self.since.unwrap_or(first)),
            };
            let answer = match door.get(&url).await {
                // The page we stopped at is no more: the next look begins anew.
                Err(error) if self.resume.is_some() && error.cause == Cause::NotFound => {
                    *self = Self { since: self.since, ..Self::default() };
                    break;
                }
                answer => answer?,
            };
            let Some((data, next)) = list_page(&answer) else {
                return Err(SourceError::new(Cause::NotAFeed, "the answer is no list of OParl"));
            };
            let mark = mark(data);
            let repeats = self.last.as_deref() == Some(&mark);
            if !repeats {
                objects.extend(data.iter().cloned());
            }
            self.pages += 1;
            let next = next.and_then(|next| url.join(next).ok()).filter(|next| *next != url && door.is_ours(next));
            match next {
                Some(next) if !repeats && !data.is_empty() && self.pages < MAX_PAGES => {
                    (self.resume, self.last) = (Some(next.into()), Some(mark));
                }
                _ => {
                    let since = begun.checked_sub(OVERLAP).unwrap_or(begun);
                    *self = Self { since: Some(since), ..Self::default() };
                    break;
                }
            }
        }
        Ok(objects)
    }
}

fn mark(data: &[Value]) -> String {
    let ids: Vec<_> = data.iter().map(id_of).collect();
    sha256_hex(serde_json::json!(ids).to_string().as_bytes())
}

/// The list's address with `modified_since`, whole seconds with an offset as the standard writes it.
fn since(list: &Url, at: Timestamp) -> Url {
    let mut url = list.clone();
    let text = at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string();
    url.query_pairs_mut().append_pair("modified_since", &text);
    url
}
