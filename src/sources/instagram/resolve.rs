//! Finds the Instagram account that a person means. In: `@musterbach`, an id, or a profile's address. Out: its id, name
//! and address. Only the account that the login belongs to can be found. Called by `InstagramConnector`.

use serde_json::{Value, json};
use url::Url;

use super::super::address_clean::web_address;
use super::super::contract::{Account, Budget, Cx, LookCx, Profile};
use super::super::failure::SourceError;
use super::super::graph::client::{Answer, Door, Graph, Refused};
use super::super::graph::lookup::of_listing;
use super::super::graph::node::Node;
use super::door::{by_token, door_of};
use super::media_read::PROFILES;
use crate::domain::source::Cause;

const FIELDS: &str = "id,username,name";

/// Asks the login for its account.
///
/// # Errors
/// [`Cause::AddressUnreadable`] when no account is named; [`Cause::LoginOther`] when the login belongs to another.
pub async fn resolve(cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
    let name = name_of(given).ok_or_else(super::no_account)?;
    let door = cx.login.map_or(Door::Facebook, by_token);
    let graph = Graph::of_look(door, cx)?;
    let mut budget = Budget::requests(2);
    let found = if name.bytes().all(|byte| byte.is_ascii_digit()) {
        graph.get(&name, &[("fields", FIELDS)], &mut budget).await.map_err(of_listing)?.json
    } else {
        of_login(&graph, door, &mut budget).await.map_err(of_listing)?
    };
    let node = Node(&found);
    let matches = node.id("id").as_deref() == Some(name.as_str())
        || node.text("username").is_some_and(|known| known.eq_ignore_ascii_case(&name));
    let account = account(node, door).filter(|_| matches);
    account.ok_or_else(|| SourceError::new(Cause::LoginOther, "the login belongs to another account, or to none"))
}

/// The account of the login: itself, or the one that hangs on its Page.
async fn of_login(graph: &Graph<'_>, door: Door, budget: &mut Budget) -> Result<Value, Refused> {
    if door == Door::Instagram {
        let own = |answer: Answer| answer.json;
        return graph.get("me", &[("fields", "id,user_id,username,name")], budget).await.map(own);
    }
    let query = [("fields", "instagram_business_account{id,username,name}")];
    let answer = graph.get("me", &query, budget).await?;
    Ok(answer.json.get("instagram_business_account").cloned().unwrap_or(Value::Null))
}

/// Who the account is; it must be the expected one.
///
/// # Errors
/// As polling; [`Cause::LoginOther`] when somebody else answers.
pub async fn profile(cx: &Cx<'_>) -> Result<Profile, SourceError> {
    let id = super::account_of(cx.source)?;
    let door = door_of(cx.login, &cx.source.settings);
    let graph = Graph::of_source(door, cx)?;
    let answer = graph.get(&id, &[("fields", FIELDS)], &mut Budget::requests(1)).await.map_err(of_listing)?;
    let node = Node(&answer.json);
    let expected = Node(&cx.source.settings).text("username");
    let same = node.id("id").as_deref() == Some(id.as_str())
        || expected.zip(node.text("username")).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b));
    let found = account(node, door).filter(|_| same);
    let found = found.ok_or_else(|| SourceError::new(Cause::LoginOther, "another account answers"))?;
    Ok(Profile { name: found.name, site_url: found.site_url.map(String::from), lang: None })
}

/// `user_id` is the account's lasting number where `id` is only the app's own for it.
fn account(node: Node<'_>, door: Door) -> Option<Account> {
    let number = |key| node.id(key).filter(|id: &String| id.bytes().all(|byte| byte.is_ascii_digit()));
    let id = number("user_id").or_else(|| number("id"))?;
    let username = node.text("username").map(str::trim);
    let site = username.and_then(|name| Url::parse(&format!("{PROFILES}{name}/")).ok());
    let mut settings = json!({ "login": if door == Door::Instagram { "instagram" } else { "facebook" } });
    if let Some(username) = username {
        settings["username"] = username.into();
    }
    if let Some(also) = number("id").filter(|also| *also != id) {
        settings["also"] = also.into();
    }
    Some(Account {
        url: Url::parse(&format!("{PROFILES}{}/", username.unwrap_or(&id))).ok()?,
        site_url: site,
        name: node.text("name").or(username).map(|name| name.trim().to_owned()),
        account: Some(id),
        settings,
    })
}

/// The id or the user name in what a person gave.
fn name_of(given: &str) -> Option<String> {
    let given = given.trim();
    let name = if given.contains('/') {
        let url = web_address(given).ok()?;
        url.path_segments()?.find(|part| !part.is_empty())?.to_owned()
    } else {
        given.trim_start_matches('@').to_owned()
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
    let known = !matches!(name.as_str(), "p" | "reel" | "reels" | "stories" | "explore");
    (known && !name.is_empty() && name.len() <= 60 && name.chars().all(fits) && !name.starts_with('.')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("@stadt_musterbach", Some("stadt_musterbach"))]
    #[case("17841400000000001", Some("17841400000000001"))]
    #[case("https://www.instagram.com/stadt.musterbach/?hl=de", Some("stadt.musterbach"))]
    #[case("instagram.com/stadt.musterbach", Some("stadt.musterbach"))]
    #[case("https://www.instagram.com/p/CRyZ/", None)]
    #[case("", None)]
    #[case("..", None)]
    fn an_account_is_named_in_many_ways(#[case] given: &str, #[case] expected: Option<&str>) {
        assert_eq!(name_of(given).as_deref(), expected);
    }
}
