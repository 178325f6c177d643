//! Walks a listing page by page. In: the first request and the budget. Out: its nodes in order, and whether the end was
//! reached. Only `paging.next` is followed: a page may be empty and still have one, and a cursor that comes twice ends
//! the walk. Cursors live for one walk only.

use std::collections::HashSet;

use serde_json::Value;
use url::Url;

use super::super::contract::Budget;
use super::super::failure::SourceError;
use super::client::{Graph, Refused};
use super::node::Node;
use super::usage_read::{STOP_PERCENT, Usage};
use crate::domain::source::Cause;

/// What a walk found.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    pub nodes: Vec<Value>,
    /// The last page had no `next`: the listing is whole.
    pub ended: bool,
    pub usage: Usage,
    /// What stopped it after the first page, if something did.
    pub stopped: Option<Refused>,
}

/// Walks from `/{path}?{query}` over at most `pages` pages.
///
/// # Errors
/// When already the first page is refused; later pages only end the walk.
pub async fn walk(
    graph: &Graph<'_>,
    path: &str,
    query: &[(&str, &str)],
    pages: usize,
    budget: &mut Budget,
) -> Result<Walk, Refused> {
    let mut found = Walk::default();
    let mut seen = HashSet::new();
    let mut answer = graph.get(path, query, budget).await?;
    for page in 1.. {
        found.usage = worse(found.usage, answer.usage);
        let Some(list) = answer.json.get("data").and_then(Value::as_array) else {
            // No listing at all: nothing may be concluded from it.
            let error = Refused::Failed(SourceError::new(Cause::ReaderFailed, "the answer is no listing"));
            if page == 1 {
                return Err(error);
            }
            found.stopped = Some(error);
            return Ok(found);
        };
        found.nodes.extend(list.iter().cloned());
        let Some(next) = next_of(&answer.json) else {
            found.ended = true;
            return Ok(found);
        };
        if !seen.insert(cursor_of(&next)) || page >= pages || found.usage.percent >= STOP_PERCENT {
            return Ok(found);
        }
        match graph.follow(&next, budget).await {
            Ok(more) => answer = more,
            Err(refused) => {
                found.stopped = Some(refused);
                return Ok(found);
            }
        }
    }
    Ok(found)
}

fn next_of(page: &Value) -> Option<String> {
    Node(page).get("paging")?.text("next").map(str::to_owned)
}

/// What makes a `next` new: its cursor and its times, not the rest of it.
fn cursor_of(next: &str) -> String {
    const NAMES: &[&str] = &["after", "before", "until", "since", "__paging_token", "offset"];
    let Ok(url) = Url::parse(next) else { return next.to_owned() };
    let kept: Vec<String> = url
        .query_pairs()
        .filter(|(name, _)| NAMES.contains(&name.as_ref()))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    if kept.is_empty() { next.to_owned() } else { kept.join("&") }
}

fn worse(a: Usage, b: Usage) -> Usage {
    Usage { percent: a.percent.max(b.percent), regain_min: a.regain_min.max(b.regain_min) }
}
