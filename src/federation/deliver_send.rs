//! One message to one inbox: signed, sent once, and once more in the other signature dialect when it was not believed.
//!
//! In comes the message with its key; out goes what the host answered. Called by [`super::deliver`].

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use tokio::time::Instant;
use url::Url;

use super::signature::{Dialect, Signer, sign};
use crate::clock::SharedClock;
use crate::net::{Net, Profile, retry_after};

/// Bytes of an answer that are read at most.
const MOST_READ: usize = 8 * 1024;

/// A message ready to go.
pub(super) struct Message<'a> {
    pub url: &'a Url,
    pub signer: Signer<'a>,
    pub body: Bytes,
    /// Product and version, then whose message it is.
    pub user_agent: &'a str,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// The host answered with this status, and possibly asks to be left alone for a while.
    Status { status: StatusCode, retry_after: Option<Duration>, about_signature: bool },
    /// No answer; a short word for it.
    Failed(&'static str),
    /// The address is one that we must not or cannot send to; nothing was sent.
    Unusable,
}

impl Answer {
    /// Whether the host says that it does not believe the signature.
    pub(super) fn is_disbelief(&self) -> bool {
        match self {
            Self::Status { status, about_signature, .. } => {
                matches!(*status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
                    || (*status == StatusCode::BAD_REQUEST && *about_signature)
            }
            _ => false,
        }
    }
}

/// The answer, and the dialect to remember for this host if another one than before was believed.
pub(super) struct Sent {
    pub answer: Answer,
    pub learnt: Option<Dialect>,
}

/// Sends the message within `limit` (both knocks together). Redirects are not followed.
pub(super) async fn send(
    net: &Net,
    clock: &SharedClock,
    message: &Message<'_>,
    dialect: Dialect,
    limit: Duration,
) -> Sent {
    if net.check_url(Profile::Federation, message.url).is_err() {
        return Sent { answer: Answer::Unusable, learnt: None };
    }
    let deadline = Instant::now() + limit;
    let first = knock(net, clock, message, dialect, deadline).await;
    if !first.is_disbelief() {
        return Sent { answer: first, learnt: None };
    }
    let other = match dialect {
        Dialect::Cavage => Dialect::Rfc9421,
        Dialect::Rfc9421 => Dialect::Cavage,
    };
    let second = knock(net, clock, message, other, deadline).await;
    match &second {
        Answer::Status { status, .. } if status.is_success() => Sent { answer: second, learnt: Some(other) },
        // What the host says in its own dialect counts more than a refusal of one it may not know.
        _ => Sent { answer: first, learnt: None },
    }
}

async fn knock(net: &Net, clock: &SharedClock, message: &Message<'_>, dialect: Dialect, deadline: Instant) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/activity+json"));
    headers.insert(ACCEPT, HeaderValue::from_static("application/activity+json, application/ld+json"));
    if let Ok(name) = HeaderValue::from_str(message.user_agent) {
        headers.insert(USER_AGENT, name);
    }
    let signed =
        sign(dialect, &message.signer, &Method::POST, message.url, &mut headers, Some(&message.body), clock.now());
    if let Err(error) = signed {
        tracing::error!(%error, url = %message.url, "a message could not be signed");
        return Answer::Unusable;
    }
    let left = deadline.saturating_duration_since(Instant::now());
    let request = net
        .federation_client()
        .post(message.url.clone())
        .headers(headers)
        .body(message.body.clone())
        .timeout(left + Duration::from_secs(1));
    match tokio::time::timeout_at(deadline, request.send()).await {
        Err(_) => Answer::Failed("timeout"),
        Ok(Err(error)) if error.is_timeout() => Answer::Failed("timeout"),
        Ok(Err(error)) if error.is_connect() => Answer::Failed("connect"),
        Ok(Err(_)) => Answer::Failed("broken"),
        Ok(Ok(mut reply)) => {
            let (status, wait) = (reply.status(), retry_after(reply.headers(), clock.now()));
            let mut seen = Vec::new();
            // The status has been heard; a body that breaks off or takes too long changes nothing.
            let _ = tokio::time::timeout_at(deadline, async {
                while let Ok(Some(chunk)) = reply.chunk().await {
                    seen.extend_from_slice(chunk.get(..chunk.len().min(MOST_READ - seen.len())).unwrap_or_default());
                    if seen.len() >= MOST_READ {
                        break;
                    }
                }
            })
            .await;
            let about_signature = String::from_utf8_lossy(&seen).to_ascii_lowercase().contains("signature");
            Answer::Status { status, retry_after: wait, about_signature }
        }
    }
}
