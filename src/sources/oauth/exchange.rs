//! From a code to a login. In: the code a person brought, and the app's own words. Out: a login, for 60 days where the
//! platform gives that. Called once by admin for each code; a code works once.

use data_encoding::BASE64;
use http::{HeaderName, HeaderValue, header};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use url::form_urlencoded;

use super::super::contract::LookCx;
use super::super::failure::SourceError;
use super::super::json_value::{id, list, number, owned, text};
use super::ask;
use super::provider::{Longer, Provider, SecretIn, place};
use crate::domain::connection::{Login, PlatformApp, Secret};
use crate::domain::source::Cause;

/// What a person brought back, and what was said when asking.
#[derive(Debug, Clone, Copy)]
pub struct Brought<'a> {
    pub code: &'a Secret,
    pub redirect: &'a str,
    pub verifier: &'a Secret,
}

/// Exchanges a code.
///
/// # Errors
/// [`Cause::LoginExpired`] for a code that is too old or used up, [`Cause::SettingsWrong`] for an app the platform does
/// not know by this secret, [`Cause::Forbidden`] when the person left out a right; else why it did not answer.
pub async fn exchange(
    provider: &Provider,
    cx: &LookCx<'_>,
    app: &PlatformApp,
    brought: Brought<'_>,
) -> Result<Login, SourceError> {
    let url = place(provider.token, cx.api_base.as_ref()).ok_or_else(ask::no_place)?;
    let mut form =
        vec![("grant_type", "authorization_code"), ("code", brought.code.reveal()), ("redirect_uri", brought.redirect)];
    if provider.pkce {
        form.push(("code_verifier", brought.verifier.reveal()));
    }
    let shown = show(provider, app, &mut form);
    let answer = ask::post(cx, url, &form, shown).await?;
    let login = read(provider, app, None, &answer, cx.now)?;
    if let Some(missing) = left_out(provider, &answer) {
        return Err(SourceError::new(Cause::Forbidden, format!("the person did not allow {missing}")));
    }
    longer(provider, cx, app, login).await
}

/// Shows who the app is, in the form or in the header that is given back.
pub(super) fn show<'a>(
    provider: &Provider,
    app: &'a PlatformApp,
    form: &mut Vec<(&'a str, &'a str)>,
) -> Option<(HeaderName, HeaderValue)> {
    form.push((provider.id_field, app.id.as_str()));
    match provider.secret {
        SecretIn::Body => {
            form.push(("client_secret", app.secret.reveal()));
            None
        }
        SecretIn::Header => {
            let quoted = |word: &str| form_urlencoded::byte_serialize(word.as_bytes()).collect::<String>();
            let pair = format!("{}:{}", quoted(&app.id), quoted(app.secret.reveal()));
            let mut value = HeaderValue::from_str(&format!("Basic {}", BASE64.encode(pair.as_bytes()))).ok()?;
            value.set_sensitive(true);
            Some((header::AUTHORIZATION, value))
        }
    }
}

/// Reads a login from an answer; what it does not say stays as it was `before`.
pub(super) fn read(
    provider: &Provider,
    app: &PlatformApp,
    before: Option<&Login>,
    answer: &Value,
    now: Timestamp,
) -> Result<Login, SourceError> {
    let answer = list(answer, "/data").first().unwrap_or(answer);
    let none = || SourceError::new(Cause::ReaderFailed, "the platform gave no login");
    let token = text(answer, "/access_token").ok_or_else(none)?;
    let end = |pointer: &str| {
        let seconds = number(answer, pointer).filter(|seconds| (1..=10 * 366 * 86_400).contains(seconds))?;
        now.checked_add(SignedDuration::from_secs(seconds)).ok()
    };
    let base = before.cloned().unwrap_or_else(|| Login::with_token(""));
    Ok(Login {
        token: Secret::new(token),
        refresh: owned(answer, "/refresh_token").map(Secret::new).or(base.refresh.clone()),
        expires_at: end("/expires_in"),
        refresh_until: end("/refresh_token_expires_in").or_else(|| end("/refresh_expires_in")).or(base.refresh_until),
        granted_by: id(answer, "/user_id").or_else(|| id(answer, "/open_id")).or(base.granted_by.clone()),
        app_id: Some(app.id.clone()),
        app_secret: Some(app.secret.clone()),
        verify: base.verify.clone().or_else(|| app.verify.clone()),
        provider: Some(provider.name.to_owned()),
        ..base
    })
}

/// The rights that were asked for and not given, where the answer says which were.
fn left_out(provider: &Provider, answer: &Value) -> Option<String> {
    let answer = list(answer, "/data").first().unwrap_or(answer);
    let given: Vec<String> = match answer.get("permissions").or_else(|| answer.get("scope"))? {
        Value::Array(all) => all.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect(),
        Value::String(all) => all.split([',', ' ']).map(str::to_owned).collect(),
        _ => return None,
    };
    // An empty list is a platform that does not tell.
    let given: Vec<&String> = given.iter().filter(|one| !one.is_empty()).collect();
    let missing: Vec<&str> =
        provider.rights.iter().filter(|right| !given.iter().any(|one| one == *right)).copied().collect();
    (!given.is_empty() && !missing.is_empty()).then(|| missing.join(", "))
}

/// Makes a login of an hour one of 60 days.
async fn longer(provider: &Provider, cx: &LookCx<'_>, app: &PlatformApp, short: Login) -> Result<Login, SourceError> {
    let token = short.token.reveal();
    let answer = match provider.longer {
        Longer::No => return Ok(short),
        Longer::Posted(grant) => {
            let url = place(provider.token, cx.api_base.as_ref()).ok_or_else(ask::no_place)?;
            let mut form = vec![("grant_type", grant), (grant, token)];
            let shown = show(provider, app, &mut form);
            ask::post(cx, url, &form, shown).await?
        }
        Longer::Asked(usual, grant) => {
            let url = place(usual, cx.api_base.as_ref()).ok_or_else(ask::no_place)?;
            let query = [("grant_type", grant), ("client_secret", app.secret.reveal()), ("access_token", token)];
            ask::get(cx, url, &query, Vec::new()).await?
        }
    };
    read(provider, app, Some(&short), &answer, cx.now)
}
