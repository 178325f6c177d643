//! Finds the organisation that a person means. In: the address of its page, its number, or the name in that address. Out: its
//! URN, name and address. Called by `LinkedinConnector`.

use serde_json::{Value, json};
use url::Url;

use super::super::address_clean::web_address;
use super::super::contract::{Account, LookCx};
use super::super::failure::SourceError;
use super::super::json_value::{id, owned, text};
use super::ask::Door;
use crate::domain::source::Cause;

/// Organisations, as their URNs begin.
const URN: &str = "urn:li:organization:";

/// Asks for an organisation.
///
/// # Errors
/// [`Cause::AddressUnreadable`] when none is named, [`Cause::NotFound`] when there is none; else why its posts cannot be
/// read with this login.
pub(super) async fn resolve(cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
    let unreadable = || SourceError::new(Cause::AddressUnreadable, "this names no organisation");
    let name = named(given).ok_or_else(unreadable)?;
    let door = Door::of_look(cx)?;
    let found = if is_number(&name) {
        door.ask(&format!("rest/organizations/{name}"), &[]).await
    } else {
        let answer = door.ask("rest/organizations", &[("q", "vanityName"), ("vanityName", &name)]).await?;
        Ok(answer.pointer("/elements/0").cloned().unwrap_or_default())
    };
    let found = match found {
        Ok(found) => found,
        // Not every role may ask for the organisation itself; its number is enough to list its posts.
        Err(error) if error.cause == Cause::Forbidden => Value::Null,
        Err(error) => return Err(error),
    };
    let number = id(&found, "/id").or_else(|| Some(name.clone())).filter(|number| is_number(number));
    let number = number.ok_or_else(|| SourceError::new(Cause::NotFound, "there is no such organisation"))?;
    let urn = format!("{URN}{number}");
    // Whether the login may read the posts shows here, not only at night.
    door.posts(&urn, "0", 1).await?;
    let page = text(&found, "/vanityName").unwrap_or(&number);
    let url = Url::parse(&format!("https://www.linkedin.com/company/{page}")).map_err(|_| unreadable())?;
    Ok(Account {
        site_url: Some(url.clone()),
        url,
        name: owned(&found, "/localizedName"),
        account: Some(urn),
        settings: json!({}),
    })
}

fn is_number(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number, or the name in the address, out of what a person gives.
fn named(given: &str) -> Option<String> {
    let given = given.trim();
    let name = match given.strip_prefix(URN) {
        Some(number) => number.to_owned(),
        None if given.contains('/') => {
            let url = web_address(given).ok()?;
            let mut parts = url.path_segments()?;
            parts.find(|part| matches!(*part, "company" | "school" | "showcase"))?;
            parts.next()?.to_owned()
        }
        None => given.to_owned(),
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '%');
    (!name.is_empty() && name.len() <= 200 && name.chars().all(fits)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("https://www.linkedin.com/company/stadt-musterbach/posts/", Some("stadt-musterbach"))]
    #[case("https://www.linkedin.com/company/12345/admin/page-posts/published/", Some("12345"))]
    #[case("urn:li:organization:12345", Some("12345"))]
    #[case("stadt-musterbach", Some("stadt-musterbach"))]
    #[case("https://www.linkedin.com/in/eva-beispiel/", None)]
    #[case("Stadt Musterbach", None)]
    #[case("", None)]
    fn an_organisation_is_named_in_many_ways(#[case] given: &str, #[case] expected: Option<&str>) {
        assert_eq!(named(given).as_deref(), expected);
    }
}
