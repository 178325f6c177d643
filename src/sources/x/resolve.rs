//! Finds the account that a person means. In: `@musterbach`, an id, or a profile's address. Out: its id, name and address.
//! Asking for it costs a cent, once. Called by `XConnector`.

use serde_json::json;
use url::Url;

use super::super::address_clean::web_address;
use super::super::api_ask::{base, bearer_of, below, get, read, reset_at};
use super::super::contract::{Account, LookCx};
use super::super::failure::SourceError;
use super::super::json_value::{flag, id, owned};
use super::ask::{API, is_number};
use super::normalise;
use super::settings::{ALLOWED_AT, DELIVER, decided};
use crate::domain::source::Cause;

/// Asks for an account.
///
/// # Errors
/// [`Cause::TermsUnconfirmed`] before anything is asked; [`Cause::AddressUnreadable`] when no account is named;
/// [`Cause::Forbidden`] for one whose posts are not public.
pub(super) async fn resolve(cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
    let settings = json!(cx.settings.cloned().unwrap_or_default());
    decided(&settings)?;
    let unreadable = || SourceError::new(Cause::AddressUnreadable, "this names no account: @name");
    let name = named(given).ok_or_else(unreadable)?;
    let path = if is_number(&name) { format!("2/users/{name}") } else { format!("2/users/by/username/{name}") };
    let base = base(cx.api_base.as_ref().map(Url::as_str), API)?;
    let url = below(&base, &path, &[("user.fields", "id,name,username,protected")])?;
    let response = get(cx.net, url, &[bearer_of(cx.login)?]).await?;
    let reset = reset_at(&response.headers, "x-rate-limit-reset", cx.now);
    let named = |value: &_| normalise::error_of(value);
    let value = read(&response, named, reset, cx.now)?;
    let user = value.get("data").cloned().unwrap_or_default();
    let account = id(&user, "/id").filter(|id| is_number(id));
    let account = account.ok_or_else(|| SourceError::new(Cause::NotFound, "there is no such account"))?;
    if flag(&user, "/protected") {
        return Err(SourceError::new(Cause::Forbidden, "the account's posts are not public"));
    }
    let profile = normalise::profile(&user);
    let url = profile.site_url.and_then(|url| Url::parse(&url).ok()).ok_or_else(unreadable)?;
    // When it was recorded stands beside who did; followers are told nothing until somebody says so.
    let mut kept = json!({ DELIVER: "no" });
    if settings.get(ALLOWED_AT).is_none() {
        kept[ALLOWED_AT] = cx.now.to_zoned_datetime(cx.zone.clone()).date().to_string().into();
    }
    Ok(Account {
        site_url: Some(url.clone()),
        url,
        name: owned(&user, "/name"),
        account: Some(account),
        settings: kept,
    })
}

/// The name, or the id, in what a person gives.
fn named(given: &str) -> Option<String> {
    let given = given.trim();
    let name = if given.contains('/') {
        web_address(given).ok()?.path_segments()?.find(|part| !part.is_empty())?.to_owned()
    } else {
        given.trim_start_matches('@').to_owned()
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let own = !matches!(name.as_str(), "i" | "home" | "search" | "hashtag" | "intent" | "share");
    (own && !name.is_empty() && name.len() <= 20 && name.chars().all(fits)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("@stadt_musterbach", Some("stadt_musterbach"))]
    #[case("https://x.com/stadt_musterbach", Some("stadt_musterbach"))]
    #[case("https://twitter.com/stadt_musterbach/status/12?s=20", Some("stadt_musterbach"))]
    #[case("1234567", Some("1234567"))]
    #[case("https://x.com/i/status/12", None)]
    #[case("https://x.com/", None)]
    #[case("Stadt Musterbach", None)]
    #[case("", None)]
    fn an_account_is_named_in_many_ways(#[case] given: &str, #[case] expected: Option<&str>) {
        assert_eq!(named(given).as_deref(), expected);
    }
}
