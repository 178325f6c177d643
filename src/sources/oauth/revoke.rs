//! Giving a login back. In: a login that nobody reads with any more. Out: whether the platform took it back. Called by
//! admin on disconnecting; whatever comes of it, our own copy is wiped.

use super::super::api_ask::bearer;
use super::super::contract::LookCx;
use super::super::failure::SourceError;
use super::super::graph::client::proof_of;
use super::provider::{Provider, Revoke, of_login, place};
use super::{ask, exchange};
use crate::domain::connection::{Login, Secret};
use crate::domain::source::{Cause, SourceKind};

/// What became of it at the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoked {
    /// It is taken back.
    Done,
    /// The platform lets only a person do that.
    ByHand,
}

/// Whether giving this login back ends all that its person allowed the app, also what other logins are read with.
#[must_use]
pub fn takes_all(kind: SourceKind, login: &Login) -> bool {
    provider_of(kind, login).is_some_and(|provider| provider.revoke == Revoke::Permissions)
}

/// Gives a login back.
///
/// # Errors
/// Why the platform did not take it.
pub async fn revoke(kind: SourceKind, cx: &LookCx<'_>, login: &Login) -> Result<Revoked, SourceError> {
    let Some(provider) = provider_of(kind, login) else { return Ok(Revoked::ByHand) };
    match (provider.revoke, login.app(), &login.grant) {
        (Revoke::Token { at, both }, Some(app), _) => {
            let url = place(at, cx.api_base.as_ref()).ok_or_else(ask::no_place)?;
            let words = [login.refresh.as_ref().filter(|_| both), Some(&login.token)];
            for word in words.into_iter().flatten() {
                let mut form = vec![("token", word.reveal())];
                let shown = exchange::show(provider, &app, &mut form);
                ask::post(cx, url.clone(), &form, shown).await?;
            }
            Ok(Revoked::Done)
        }
        (Revoke::Permissions, app, Some(grant)) => {
            let person = login.granted_by.as_deref().unwrap_or("me");
            let at = format!("https://graph.facebook.com/v26.0/{person}/permissions");
            let mut url = place(&at, cx.api_base.as_ref()).ok_or_else(ask::no_place)?;
            if let Some(app) = app {
                let proof = proof_of(app.secret.reveal(), grant.reveal());
                url.query_pairs_mut().append_pair("appsecret_proof", &proof);
            }
            ask::delete(cx, url, Some(sent(grant)?)).await?;
            Ok(Revoked::Done)
        }
        _ => Ok(Revoked::ByHand),
    }
}

fn sent(token: &Secret) -> Result<(http::HeaderName, http::HeaderValue), SourceError> {
    bearer(token.reveal()).ok_or_else(|| SourceError::new(Cause::LoginExpired, "the login cannot be sent"))
}

/// A login from a file was made by hand, and is taken back by hand.
fn provider_of(kind: SourceKind, login: &Login) -> Option<&'static Provider> {
    login.provider.as_ref()?;
    of_login(kind, login)
}
