//! Keeping a login alive, whichever way its platform has for it. In: a login that is still good. Out: the same with a new
//! token or new ends, and what it may not do any more. Called by the job that renews, before a login ends.

use jiff::{SignedDuration, Timestamp};

use super::super::contract::LookCx;
use super::super::failure::SourceError;
use super::super::graph::login_refresh::{Seen, look};
use super::super::registry::Registry;
use super::provider::{Provider, of_login, place};
use super::{ask, exchange};
use crate::domain::connection::{Login, Secret};
use crate::domain::source::{Cause, SourceKind};

/// How often a login is looked at that has no end of its own and may end all the same.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What a look at a login gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looked {
    /// The new login, where it changed.
    pub login: Option<Login>,
    /// Rights it should have and has not; `None` where the platform does not tell.
    pub missing: Option<Vec<String>>,
}

/// Renews a login, or looks until when it is good.
///
/// # Errors
/// [`Cause::LoginExpired`] when only a person can help; else why the platform did not answer.
pub async fn refresh(kind: SourceKind, cx: &LookCx<'_>, login: &Login) -> Result<Looked, SourceError> {
    if let Some(provider) = by_word(kind, login) {
        let login = by_refresh_word(provider, cx, login).await?;
        return Ok(Looked { login: Some(login), missing: None });
    }
    if is_of_a_page(kind, login) {
        let Some(seen) = look_at(cx, login).await? else { return Ok(Looked::default()) };
        let missing = missing_rights(kind, login, &seen.rights);
        return Ok(Looked { login: Some(seen.login).filter(|new| new != login), missing: Some(missing) });
    }
    let Some(connector) = Registry::connector(kind) else { return Ok(Looked::default()) };
    Ok(Looked { login: connector.refresh_login(cx, login).await?, missing: None })
}

/// When a login is to be renewed or looked at next: at half its life; one that hangs on a Page each day, since it ends
/// without notice.
#[must_use]
pub fn next_look(kind: SourceKind, login: &Login, now: Timestamp) -> Option<Timestamp> {
    if is_of_a_page(kind, login) && login.app().is_some() {
        return now.checked_add(DAY).ok();
    }
    login.refresh_at(now)
}

/// Whether what this login is renewed with works only once.
#[must_use]
pub fn works_once(kind: SourceKind, login: &Login) -> bool {
    by_word(kind, login).is_some_and(|provider| provider.rotates)
}

/// Rights without which nothing can be read, among those that are not there.
#[must_use]
pub fn missing_rights(kind: SourceKind, login: &Login, given: &[String]) -> Vec<String> {
    let provider = super::PROVIDERS.iter().find(|provider| {
        provider.kind == kind && is_of_a_page(kind, login) && provider.rights.contains(&"pages_read_engagement")
    });
    let needed = provider.map_or(&[][..], |provider| provider.rights).iter();
    // The list of Pages is needed for choosing one, not for reading it.
    let needed = needed.filter(|right| **right != "pages_show_list");
    needed.filter(|right| !given.iter().any(|one| one == *right)).map(|right| (*right).to_owned()).collect()
}

/// The way of renewing by a word of its own, if this login has such a word.
fn by_word(kind: SourceKind, login: &Login) -> Option<&'static Provider> {
    login.refresh.as_ref()?;
    of_login(kind, login).filter(|provider| provider.refreshes)
}

/// Whether it is read through a Facebook Page: its token says when it ends only when asked.
#[must_use]
pub(super) fn is_of_a_page(kind: SourceKind, login: &Login) -> bool {
    let head = login.token.reveal().get(..2).unwrap_or_default();
    match (kind, login.provider.as_deref()) {
        (SourceKind::Facebook, _) | (SourceKind::Instagram, Some("instagram-facebook")) => true,
        (SourceKind::Instagram, None) => !head.eq_ignore_ascii_case("IG"),
        _ => false,
    }
}

pub(super) async fn look_at(cx: &LookCx<'_>, login: &Login) -> Result<Option<Seen>, SourceError> {
    look(cx, login).await
}

async fn by_refresh_word(provider: &Provider, cx: &LookCx<'_>, login: &Login) -> Result<Login, SourceError> {
    let app =
        login.app().ok_or_else(|| SourceError::new(Cause::SettingsWrong, "the app's id and secret are not known"))?;
    let word = login.refresh.as_ref().map(Secret::reveal).unwrap_or_default();
    let url = place(provider.token, cx.api_base.as_ref()).ok_or_else(ask::no_place)?;
    let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", word)];
    let shown = exchange::show(provider, &app, &mut form);
    let answer = ask::post(cx, url, &form, shown).await?;
    exchange::read(provider, &app, Some(login), &answer, cx.now)
}
