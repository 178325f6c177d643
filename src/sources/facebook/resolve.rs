//! Finds the Page that a person means. In: `musterbach`, `@musterbach`, an id, or an address. Out: the Page's id, name
//! and address. Called by `FacebookConnector`.

use serde_json::{Value, json};
use url::Url;

use super::super::address_clean::web_address;
use super::super::contract::{Account, Budget, Cx, LookCx, Profile};
use super::super::failure::SourceError;
use super::super::graph::client::{Door, Graph, Refused};
use super::super::graph::lookup::of_listing;
use super::super::graph::node::Node;
use super::post_read::SITE;
use crate::domain::source::Cause;

const FIELDS: &str = "id,name,username,link";

/// Asks for the Page by the name given; with a Page's own login also for itself, as a Page may always ask who it is.
///
/// # Errors
/// [`Cause::AddressUnreadable`] when no Page is named; [`Cause::LoginMissing`]; else why the platform did not answer.
pub async fn resolve(cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
    let name = name_of(given).ok_or_else(super::poll::no_account)?;
    let graph = Graph::of_look(Door::Facebook, cx)?;
    let mut budget = Budget::requests(2);
    let page = match graph.get(&name, &[("fields", FIELDS)], &mut budget).await {
        Ok(answer) => answer.json,
        Err(first @ Refused::Fault { .. }) => match graph.get("me", &[("fields", FIELDS)], &mut budget).await {
            Ok(answer) if is_named(&answer.json, &name) => answer.json,
            _ => return Err(of_listing(first)),
        },
        Err(refused) => return Err(of_listing(refused)),
    };
    account(Node(&page)).ok_or_else(|| SourceError::new(Cause::NotFound, "there is no page of this name"))
}

/// Who the Page is; it must be the expected one.
///
/// # Errors
/// As polling; [`Cause::NotFound`] when somebody else answers.
pub async fn profile(cx: &Cx<'_>) -> Result<Profile, SourceError> {
    let id = super::account_of(cx.source)?;
    let graph = Graph::of_source(Door::Facebook, cx)?;
    let answer = graph.get(&id, &[("fields", FIELDS)], &mut Budget::requests(1)).await.map_err(of_listing)?;
    let found = account(Node(&answer.json)).filter(|found| found.account.as_deref() == Some(id.as_str()));
    let found = found.ok_or_else(|| SourceError::new(Cause::NotFound, "another page answers"))?;
    Ok(Profile { name: found.name, site_url: found.site_url.map(String::from), lang: None })
}

fn account(page: Node<'_>) -> Option<Account> {
    let id = page.id("id").filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()))?;
    let username = page.text("username");
    let site = page.text("link").and_then(|link| Url::parse(link).ok()).filter(|url| url.scheme() == "https");
    let site = site.or_else(|| Url::parse(&format!("{SITE}/{}", username.unwrap_or(&id))).ok());
    Some(Account {
        url: Url::parse(&format!("{SITE}/{id}")).ok()?,
        site_url: site,
        name: page.text("name").map(|name| name.trim().to_owned()),
        account: Some(id),
        settings: json!({}),
    })
}

fn is_named(page: &Value, name: &str) -> bool {
    let page = Node(page);
    page.id("id").as_deref() == Some(name)
        || page.text("username").is_some_and(|known| known.eq_ignore_ascii_case(name))
}

/// The id or the user name in what a person gave.
fn name_of(given: &str) -> Option<String> {
    let given = given.trim();
    if !given.contains('/') && !given.contains("facebook.com") {
        return checked(given.trim_start_matches('@'));
    }
    let url = web_address(given).ok()?;
    if let Some((_, id)) = url.query_pairs().find(|(name, _)| name == "id") {
        return checked(&id);
    }
    let parts: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        // Both end with the id: /p/Stadt-Musterbach-123/ and /pages/Stadt-Musterbach/123.
        ["p", name, ..] => checked(name.rsplit('-').next()?),
        ["pages" | "pg", .., last] => checked(last),
        [name, ..] => checked(name),
        [] => None,
    }
}

/// What may stand in a path.
fn checked(name: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let known = !matches!(name, "profile.php" | "groups" | "events" | "watch" | "reel" | "share");
    (known && !name.is_empty() && name.len() <= 100 && name.chars().all(fits) && !name.starts_with('.'))
        .then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("musterbach", Some("musterbach"))]
    #[case("@stadt.musterbach", Some("stadt.musterbach"))]
    #[case("100064", Some("100064"))]
    #[case("https://www.facebook.com/stadt.musterbach/?locale=de_DE", Some("stadt.musterbach"))]
    #[case("facebook.com/musterbach/posts/pfbid0", Some("musterbach"))]
    #[case("https://www.facebook.com/profile.php?id=100064", Some("100064"))]
    #[case("https://www.facebook.com/p/Stadt-Musterbach-100064/", Some("100064"))]
    #[case("https://www.facebook.com/pages/Stadt/100064", Some("100064"))]
    #[case("https://www.facebook.com/groups/7", None)]
    #[case("https://www.facebook.com/", None)]
    #[case("Stadt Musterbach", None)]
    fn a_page_is_named_in_many_ways(#[case] given: &str, #[case] expected: Option<&str>) {
        assert_eq!(name_of(given).as_deref(), expected);
    }
}
