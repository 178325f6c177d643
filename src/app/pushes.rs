//! Brings pushes from the web's door to the jobs that know what they mean.

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::domain::TownId;
use crate::domain::ids::Ulid;
use crate::domain::source::SourceKind;
use crate::jobs::{Hands, JobError, PushReply, answer_question, forget_person, take_push};
use crate::web::{HookAddress, PushTaker};

/// Takes pushes with the jobs' hands.
pub(super) struct Pushes(pub Hands);

#[async_trait]
impl PushTaker for Pushes {
    async fn ask(&self, at: HookAddress, query: Vec<(String, String)>) -> (StatusCode, String) {
        let Some((platform, id)) = named(&at) else { return (StatusCode::NOT_FOUND, String::new()) };
        reply(answer_question(&self.0, at.town, platform, id, &query).await)
    }

    async fn take(&self, at: HookAddress, headers: HeaderMap, raw: Bytes) -> (StatusCode, String) {
        let Some((platform, id)) = named(&at) else { return (StatusCode::NOT_FOUND, String::new()) };
        reply(take_push(&self.0, at.town, platform, id, &headers, &raw).await)
    }

    async fn forget(&self, town: TownId, word: &str) -> Result<String, StatusCode> {
        match forget_person(&self.0, town, word).await {
            Ok(code) => code.ok_or(StatusCode::FORBIDDEN),
            Err(error) => {
                tracing::warn!(%error, "a person's data could not be deleted");
                Err(StatusCode::SERVICE_UNAVAILABLE)
            }
        }
    }
}

fn named(at: &HookAddress) -> Option<(SourceKind, Ulid)> {
    Some((SourceKind::parse(&at.platform)?, Ulid::from_string(&at.id).ok()?))
}

/// A store that is away for a moment: the platform tries again.
fn reply(answer: Result<PushReply, JobError>) -> (StatusCode, String) {
    match answer {
        Ok(reply) => (reply.status, reply.body),
        Err(error) => {
            tracing::warn!(%error, "a push could not be taken");
            (StatusCode::SERVICE_UNAVAILABLE, String::new())
        }
    }
}
