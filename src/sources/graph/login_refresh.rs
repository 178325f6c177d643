//! Keeping a login alive. In: a login that is still good. Out: the same with a new token, or with new ends. Tokens of
//! Instagram's own login and of Threads live 60 days and are renewed while they are good; a Page's token has no end of
//! its own, but the app's access to data has. Called by the connectors of all three platforms.

use jiff::SignedDuration;

use super::super::contract::{Budget, LookCx};
use super::super::failure::SourceError;
use super::client::{Door, Graph};
use super::node::Node;
use super::token_read::{new_token, still_good};
use crate::domain::connection::{Login, Secret};
use crate::domain::source::Cause;

/// Renews a token that lives 60 days (`refresh_access_token`). One that has ended cannot be renewed by a machine.
///
/// # Errors
/// [`Cause::LoginExpired`] when only a person can help; else why the platform did not answer.
pub async fn renew(door: Door, grant: &str, cx: &LookCx<'_>, login: &Login) -> Result<Option<Login>, SourceError> {
    if login.expires_at.is_some_and(|end| end <= cx.now) {
        return Err(SourceError::new(Cause::LoginExpired, "the login has ended"));
    }
    let cx = LookCx { login: Some(login), ..cx.clone() };
    let graph = Graph::of_look(door, &cx)?;
    let query = [("grant_type", grant)];
    let answer = graph.get_at("refresh_access_token", &query, &mut Budget::requests(1)).await?;
    let unreadable = || SourceError::new(Cause::ReaderFailed, "the platform gave no new token");
    let (token, ends) = new_token(Node(&answer.json), cx.now).ok_or_else(unreadable)?;
    // Sixty days, where it does not say.
    let ends = ends.or_else(|| cx.now.checked_add(SignedDuration::from_hours(60 * 24)).ok());
    Ok(Some(Login { token: Secret::new(token), expires_at: ends, ..login.clone() }))
}

/// Asks until when a Page's token is good (`debug_token`). `None` when nothing changed, or when the app's secret, which
/// this question needs, is not known.
///
/// # Errors
/// As [`look`].
pub async fn look_up(cx: &LookCx<'_>, login: &Login) -> Result<Option<Login>, SourceError> {
    let seen = look(cx, login).await?;
    Ok(seen.map(|seen| seen.login).filter(|new| new != login))
}

/// What Meta says about a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The same login with its ends as they are now.
    pub login: Login,
    /// What it may do, by Meta's words.
    pub rights: Vec<String>,
}

/// Asks until when a Page's token is good and what it may do (`debug_token`). `None` when the app's secret, which this
/// question needs, is not known.
///
/// # Errors
/// [`Cause::LoginExpired`] when it is not good any more; else why the platform did not answer.
pub async fn look(cx: &LookCx<'_>, login: &Login) -> Result<Option<Seen>, SourceError> {
    let (Some(id), Some(secret)) = (&login.app_id, &login.app_secret) else { return Ok(None) };
    let asker = Login::with_token(format!("{id}|{}", secret.reveal()));
    let asking = LookCx { login: Some(&asker), ..cx.clone() };
    let graph = Graph::of_look(Door::Facebook, &asking)?;
    let query = [("input_token", login.token.reveal())];
    let answer = graph.get("debug_token", &query, &mut Budget::requests(1)).await?;
    let unreadable = || SourceError::new(Cause::ReaderFailed, "the platform says nothing about the login");
    let token = answer.json.get("data").filter(|data| data.is_object()).ok_or_else(unreadable)?;
    let life = still_good(Node(token), Some(cx.now))?;
    let rights = token.get("scopes").and_then(serde_json::Value::as_array).into_iter().flatten();
    let rights = rights.filter_map(|right| right.as_str().map(str::to_owned)).collect();
    let login = Login { expires_at: life.expires_at, data_access_until: life.data_access_until, ..login.clone() };
    Ok(Some(Seen { login, rights }))
}
