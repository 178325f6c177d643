//! A draft is published: at once when somebody lets it through, or by the clock when it is planned. It takes the way of
//! every message of staff's own, and becomes a post exactly once whoever comes first.

use jiff::Timestamp;

use super::add_own::{Claim, MOST_TEXT, OwnError, OwnMessage, OwnPicture, OwnPlatform, PictureFrom, add_own};
use super::{Hands, JobError, Outcome};
use crate::domain::TownId;
use crate::domain::audit::{About, AuditEntry, Deed};
use crate::domain::draft::{Draft, DraftContent, DraftKind, DraftState, Flaw, Part, Ready};
use crate::domain::ids::Ulid;
use crate::domain::town::Town;
use crate::i18n::Locale;
use crate::publish::Arrived;
use crate::store::drafts::{self, Step};
use crate::store::{Conn, Lane, StoreError, audit, towns};

/// Why a draft did not become a post.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// Something in it is wrong.
    #[error("{} parts of the draft are wrong", .0.len())]
    Flawed(Vec<(Part, Flaw)>),
    /// It cannot be said.
    #[error(transparent)]
    Own(#[from] OwnError),
}

impl From<StoreError> for DraftError {
    fn from(error: StoreError) -> Self {
        Self::Own(error.into())
    }
}

/// Reads a draft that somebody lets through now: when its time has passed meanwhile, it appears at once.
///
/// # Errors
/// What is wrong with it.
pub fn read_draft(town: &Town, draft: &Draft, now: Timestamp) -> Result<Ready, Vec<(Part, Flaw)>> {
    let check = |content: &DraftContent| content.check(draft.pictures.len(), MOST_TEXT, &town.zone(), now);
    match check(&draft.content) {
        Err(wrong) if wrong == [(Part::PublishAt, Flaw::Past)] => {
            let mut content = draft.content.clone();
            content.publish_at.clear();
            check(&content)
        }
        other => other,
    }
}

/// Publishes it now.
///
/// # Errors
/// [`DraftError`]; nothing is then published. [`OwnError::Changed`] when it is not as it was read.
pub async fn publish_draft(hands: &Hands, town: &Town, draft: &Draft) -> Result<Arrived, DraftError> {
    let ready = read_draft(town, draft, hands.now()).map_err(DraftError::Flawed)?;
    Ok(add_own(hands, town, message(town, draft, ready)).await?)
}

/// What a draft says, as a message.
#[must_use]
pub fn message(town: &Town, draft: &Draft, ready: Ready) -> OwnMessage {
    let content = &draft.content;
    let (title, text) = match content.kind {
        DraftKind::Clarification => clarification(town, content),
        _ => (content.title.clone(), content.text.clone()),
    };
    let pictures = draft.pictures.iter().map(|picture| OwnPicture {
        from: PictureFrom::Kept(picture.media),
        alt: Some(picture.alt.clone()).filter(|alt| !alt.is_empty()),
    });
    OwnMessage {
        channel: if content.kind.is_passed_on() { content.channel.clone() } else { String::new() },
        platform: (content.kind == DraftKind::Whatsapp).then_some(OwnPlatform::Whatsapp),
        title: Some(title).filter(|title| !title.is_empty()),
        text,
        link: ready.link,
        lang: None,
        pictures: pictures.collect(),
        said_at: ready.said_at,
        labels: ready.labels,
        validity: ready.validity,
        draft: Some(Claim { draft: draft.clone() }),
    }
}

/// A clarification's heading and text: the answer first, then what is claimed, so that who reads a line reads what is right.
/// The words that tell it apart are part of its text, so that they stand wherever it is read.
fn clarification(town: &Town, content: &DraftContent) -> (String, String) {
    let locale = Locale::of_tag(&town.settings.language);
    let title = match content.title.as_str() {
        "" => locale.text("clarification-untitled"),
        title => locale.with("clarification-title", &[("title", title.into())]),
    };
    let parts = [
        ("clarification-right", &content.text),
        ("clarification-claim", &content.claim),
        ("clarification-evidence", &content.evidence),
    ];
    let parts = parts.into_iter().filter(|(_, words)| !words.is_empty());
    let text = parts.map(|(key, words)| locale.with(key, &[("words", words.as_str().into())])).collect::<Vec<_>>();
    (title, text.join("\n\n"))
}

/// Publishes what was planned and is due now.
pub(super) async fn run(hands: &Hands) -> Result<Outcome, JobError> {
    let now = hands.now();
    let due = hands.db.read(async |c: &mut Conn<'_>| drafts::due(c, now).await).await?;
    let mut failed = None;
    for (town, draft) in due {
        // What fails in one town does not keep the others waiting.
        if let Err(error) = publish_planned(hands, town, draft).await {
            failed = Some(error);
        }
    }
    failed.map_or(Ok(Outcome::Done), Err)
}

async fn publish_planned(hands: &Hands, town: TownId, draft: Ulid) -> Result<(), JobError> {
    let (found, draft) = hands
        .db
        .read(async |c: &mut Conn<'_>| {
            Ok::<_, StoreError>((towns::by_id(c, town).await?, drafts::by_ulid(c, town, draft).await?))
        })
        .await?;
    let Some((town, draft)) = found.zip(draft.filter(|draft| draft.state == DraftState::Planned)) else {
        return Ok(());
    };
    match publish_draft(hands, &town, &draft).await {
        Ok(_) | Err(DraftError::Own(OwnError::Changed)) => Ok(()),
        Err(DraftError::Own(OwnError::Job(error))) => Err(error),
        // What cannot be said now cannot be said in an hour; a person looks at it.
        Err(error) => {
            tracing::warn!(town = town.host, draft = %draft.ulid, %error, "a planned message was not published");
            give_back(hands, &draft).await
        }
    }
}

async fn give_back(hands: &Hands, draft: &Draft) -> Result<(), JobError> {
    let now = hands.now();
    let back = Step { to: DraftState::Returned, note: None, by: None, publish_at: None, first_by: None };
    hands
        .db
        .write_town(draft.town, Lane::Normal, async |c: &mut Conn<'_>| {
            if drafts::step(c, draft, back, now).await? {
                let (who, about) = (hands.who.clone(), About::Draft(draft.ulid));
                let (deed, detail) = (Deed::DraftReturned, serde_json::json!({}));
                audit::append(c, &AuditEntry { town: draft.town, at: now, who, deed, about, detail }).await?;
            }
            Ok::<_, JobError>(())
        })
        .await
}
