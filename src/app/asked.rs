//! Brings what citizens ask from the web's doors to the jobs that make cases of it.

use async_trait::async_trait;
use http::StatusCode;

use crate::domain::case::Case;
use crate::jobs::{Hands, JobError, Wish, WishTaken, add_to_case, begin_case, erase_case};
use crate::web::{CaseSent, CaseTaken, CaseTaker};

/// Takes cases with the jobs' hands.
pub(super) struct Asked(pub Hands);

#[async_trait]
impl CaseTaker for Asked {
    async fn begin(&self, sent: CaseSent) -> Result<CaseTaken, StatusCode> {
        let wish = Wish {
            kind: sent.kind,
            post: sent.post.as_ref(),
            picture: sent.picture.as_deref(),
            about: &sent.about,
            name: sent.name.as_deref(),
            mail: sent.mail.as_deref(),
            text: &sent.text,
        };
        let taken = begin_case(&self.0, sent.town, &wish).await.map_err(|error| away(&error))?;
        Ok(match taken {
            WishTaken::Begun(secret) => CaseTaken::Begun(secret),
            WishTaken::Twice => CaseTaken::Twice,
            WishTaken::TooMany => CaseTaken::TooMany,
        })
    }

    async fn add(&self, case: &Case, text: &str) -> Result<bool, StatusCode> {
        add_to_case(&self.0, case, text).await.map_err(|error| away(&error))
    }

    async fn erase(&self, case: &Case) -> Result<(), StatusCode> {
        erase_case(&self.0, case).await.map_err(|error| away(&error))
    }
}

/// A store that is away for a moment; no word of what was sent is in the log.
fn away(error: &JobError) -> StatusCode {
    tracing::warn!(%error, "a citizen's form could not be taken");
    StatusCode::SERVICE_UNAVAILABLE
}
