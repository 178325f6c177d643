//! Finds the Threads account that a person means. In: `@musterbach`, an id, or a profile's address. Out: its id, name and
//! address. Only the account that the login belongs to can be found. Called by `ThreadsConnector`.

use serde_json::json;
use url::Url;

use super::super::address_clean::web_address;
use super::super::contract::{Account, Budget, Cx, LookCx, Profile};
use super::super::failure::SourceError;
use super::super::graph::client::{Door, Graph};
use super::super::graph::lookup::of_listing;
use super::super::graph::node::Node;
use super::post_read::PROFILES;
use crate::domain::source::Cause;

const FIELDS: &str = "id,username,name";

/// Asks the login for its account.
///
/// # Errors
/// [`Cause::AddressUnreadable`] when no account is named; [`Cause::LoginOther`] when the login belongs to another.
pub async fn resolve(cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
    let name = name_of(given).ok_or_else(super::no_account)?;
    let graph = Graph::of_look(Door::Threads, cx)?;
    let by_id = name.bytes().all(|byte| byte.is_ascii_digit());
    let path = if by_id { name.as_str() } else { "me" };
    let answer = graph.get(path, &[("fields", FIELDS)], &mut Budget::requests(1)).await.map_err(of_listing)?;
    let node = Node(&answer.json);
    let same = by_id || node.text("username").is_some_and(|known| known.eq_ignore_ascii_case(&name));
    let found = account(node).filter(|_| same);
    found.ok_or_else(|| SourceError::new(Cause::LoginOther, "the login belongs to another account"))
}

/// Who the account is; it must be the expected one.
///
/// # Errors
/// As polling; [`Cause::LoginOther`] when somebody else answers.
pub async fn profile(cx: &Cx<'_>) -> Result<Profile, SourceError> {
    let id = super::account_of(cx.source)?;
    let graph = Graph::of_source(Door::Threads, cx)?;
    let answer = graph.get(&id, &[("fields", FIELDS)], &mut Budget::requests(1)).await.map_err(of_listing)?;
    let found = account(Node(&answer.json)).filter(|found| found.account.as_deref() == Some(id.as_str()));
    let found = found.ok_or_else(|| SourceError::new(Cause::LoginOther, "another account answers"))?;
    Ok(Profile { name: found.name, site_url: found.site_url.map(String::from), lang: None })
}

fn account(node: Node<'_>) -> Option<Account> {
    let id = node.id("id").filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()))?;
    let username = node.text("username").map(str::trim);
    let site = Url::parse(&format!("{PROFILES}{}", username.unwrap_or(&id))).ok()?;
    Some(Account {
        site_url: username.map(|_| site.clone()),
        url: site,
        name: node.text("name").or(username).map(|name| name.trim().to_owned()),
        account: Some(id),
        settings: json!({}),
    })
}

/// The id or the user name in what a person gave.
fn name_of(given: &str) -> Option<String> {
    let given = given.trim();
    let name = if given.contains('/') {
        let url = web_address(given).ok()?;
        url.path_segments()?.find(|part| part.starts_with('@'))?.to_owned()
    } else {
        given.to_owned()
    };
    let name = name.trim_start_matches('@');
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
    (!name.is_empty() && name.len() <= 60 && name.chars().all(fits) && !name.starts_with('.')).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("@stadt_musterbach", Some("stadt_musterbach"))]
    #[case("1234567", Some("1234567"))]
    #[case("https://www.threads.com/@stadt.musterbach/post/abc", Some("stadt.musterbach"))]
    #[case("threads.net/@stadt.musterbach", Some("stadt.musterbach"))]
    #[case("https://www.threads.com/search", None)]
    #[case("", None)]
    fn an_account_is_named_in_many_ways(#[case] given: &str, #[case] expected: Option<&str>) {
        assert_eq!(name_of(given).as_deref(), expected);
    }
}
