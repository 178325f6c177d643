//! The address at which a person agrees, and what the platform sends back with that person. Pure. In: an app, where to
//! come back to, the words that tie question and answer together. Out: an address; or a code, or a refusal.

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::BASE64URL_NOPAD;
use url::{Url, form_urlencoded};

use super::provider::{Provider, place};
use crate::domain::connection::Secret;

/// The longest code or word that is believed to be one.
const LONGEST: usize = 4096;

/// Where a person agrees. `state` is repeated in the answer; `verifier` is the secret whose hash goes along where the
/// platform takes one (RFC 7636 §4.2).
#[must_use]
pub fn authorize_address(
    provider: &Provider,
    api_base: Option<&Url>,
    app_id: &str,
    redirect: &str,
    state: &str,
    verifier: &Secret,
) -> Option<Url> {
    let mut url = place(provider.authorize, api_base)?;
    let rights = provider.rights.join(provider.between);
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("response_type", "code").append_pair(provider.id_field, app_id);
        query.append_pair("redirect_uri", redirect).append_pair("scope", &rights).append_pair("state", state);
        if provider.pkce {
            let challenge = BASE64URL_NOPAD.encode(digest(&SHA256, verifier.reveal().as_bytes()).as_ref());
            query.append_pair("code_challenge", &challenge).append_pair("code_challenge_method", "S256");
        }
    }
    Some(url)
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Code {
        code: Secret,
        /// `None` where a person copied nothing but the code.
        state: Option<String>,
    },
    /// The person said no, or the platform did; its word for it.
    Denied { state: Option<String>, why: String },
}

/// Reads what a person copied: the whole address, its query, or the code alone. `None` for anything else.
#[must_use]
pub fn read_answer(given: &str) -> Option<Answer> {
    // Meta hangs `#_` on every address.
    let given = given.trim().split('#').next().unwrap_or_default().trim();
    if given.is_empty() || given.len() > LONGEST {
        return None;
    }
    let query = match given.split_once('?') {
        Some((_, query)) => query,
        None if given.contains("code=") || given.contains("error=") => given,
        None if given.contains("://") || given.contains(char::is_whitespace) => return None,
        None => return Some(Answer::Code { code: Secret::new(given), state: None }),
    };
    let all: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let value = |name: &str| all.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let state = value("state").filter(|state| !state.is_empty());
    if let Some(error) = value("error").or_else(|| value("error_code")) {
        let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        return Some(Answer::Denied { state, why: error.chars().filter(plain).take(60).collect() });
    }
    let code = value("code").filter(|code| !code.is_empty())?;
    Some(Answer::Code { code: Secret::new(code), state })
}
