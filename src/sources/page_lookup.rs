//! Looks single posts of a website up. In: their addresses. Out: still there, gone, or nothing that means anything
//! (DESIGN D10). Called by the connectors whose posts are web pages; the caller adds a post known to be there as a control.

use std::time::Duration;

use http::StatusCode;
use url::Url;

use super::contract::{Ask, Budget, Cx, Evidence, Fetched, Sign};
use crate::domain::item::NativeId;
use crate::net::{Profile as Guard, Request, Response};

/// The largest page we read, in decoded bytes.
pub(super) const MAX_BYTES: usize = 5 * 1024 * 1024;

/// How long an answer may take.
pub(super) const TIMEOUT: Duration = Duration::from_secs(20);

/// Answers each ask in order, one request each.
pub async fn look_up(cx: &Cx<'_>, asks: &[Ask], budget: &mut Budget) -> Vec<(NativeId, Fetched)> {
    let mut answers = Vec::with_capacity(asks.len());
    for ask in asks {
        let url = ask.canonical_url.as_deref().and_then(|url| Url::parse(url).ok());
        let answer = match url {
            Some(url) if budget.take() => look(cx, url).await,
            _ => Fetched::Transient,
        };
        answers.push((ask.native_id.clone(), answer));
    }
    answers
}

/// GET, not HEAD: many servers answer HEAD without looking.
async fn look(cx: &Cx<'_>, url: Url) -> Fetched {
    let request = Request::get(Guard::Source, url.clone()).max_bytes(MAX_BYTES).timeout(TIMEOUT);
    match cx.net.send(request).await {
        Ok(response) => judge(&url, &listings(cx), &response),
        Err(_) => Fetched::Transient,
    }
}

/// The pages of a source that are no post: its own page for readers and what is polled.
fn listings(cx: &Cx<'_>) -> Vec<Url> {
    let known = [cx.source.site_url.as_deref(), Some(cx.source.url.as_str())];
    known.into_iter().flatten().filter_map(|url| Url::parse(url).ok()).collect()
}

fn judge(asked: &Url, listings: &[Url], response: &Response) -> Fetched {
    let gone = |sign| Fetched::Gone(Evidence { how: format!("http {}", response.status.as_u16()), sign });
    match response.status {
        StatusCode::GONE => gone(Sign::Said),
        StatusCode::NOT_FOUND => gone(Sign::NotFound),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS => {
            Fetched::Forbidden
        }
        status if status.is_success() && !is_sent_away(asked, &response.url, listings) => Fetched::StillThere,
        _ => Fetched::Transient,
    }
}

/// Whether we were led to the home page, a listing above the post, or an error page: it may be gone, but only a person
/// can tell.
#[must_use]
pub(super) fn is_sent_away(asked: &Url, arrived: &Url, listings: &[Url]) -> bool {
    let path = |url: &Url| url.path().trim_end_matches('/').to_ascii_lowercase();
    let (from, to) = (path(asked), path(arrived));
    if from == to || from.is_empty() {
        return false;
    }
    let listing = from.strip_prefix(&to).is_some_and(|rest| rest.starts_with('/'));
    let home = listings.iter().any(|listing| path(listing) == to);
    let error = to
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains("404") || last.contains("fehler") || last.contains("not-found"));
    listing || home || error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("https://a.example/neu/markt", "https://a.example/neu/markt", false)]
    #[case("http://a.example/neu/markt", "https://www.a.example/neu/markt/", false)]
    #[case("https://a.example/neu/markt", "https://a.example/neu/2026/markt", false)]
    #[case("https://a.example/?p=3", "https://a.example/neu/markt", false)]
    #[case("https://a.example/neu/markt", "https://a.example/", true)]
    #[case("https://a.example/neu/markt", "https://a.example/neu/", true)]
    #[case("https://a.example/neu/markt", "https://a.example/Fehler-404", true)]
    #[case("https://a.example/neu/markt", "https://a.example/start.php", true)]
    fn a_redirect_to_a_listing_is_not_the_post(#[case] asked: &str, #[case] arrived: &str, #[case] away: bool) {
        let url = |text| Url::parse(text).unwrap();
        assert_eq!(is_sent_away(&url(asked), &url(arrived), &[url("https://a.example/start.php")]), away, "{arrived}");
    }
}
