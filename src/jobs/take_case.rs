//! What a citizen sends becomes a case: with a secret address that only the citizen knows, and a receipt by mail if there
//! is an address. The secret is derived from the town's own key, so that later letters can name the address though the
//! store holds only its hash.

use std::time::Duration;

use data_encoding::BASE32_NOPAD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::runner::{kind, town_job};
use super::{Hands, JobError};
use crate::domain::TownId;
use crate::domain::audit::{About, AuditEntry, Deed, Who};
use crate::domain::case::{Case, CaseKind, CaseMessage, Direction, MOST_ADDED, secret_hash};
use crate::domain::ids::{Ulid, ulid_from};
use crate::domain::post::Post;
use crate::domain::town::Town;
use crate::i18n::Locale;
use crate::publish::id_key_place;
use crate::seal::derive_bits;
use crate::store::cases::{self, NewCase};
use crate::store::{Conn, StoreError, audit, case_messages, jobs, towns};

/// Cases that a town gets from its page within an hour; more is an attack, and people call the town hall meanwhile.
const MOST_AN_HOUR: u32 = 60;
/// Wishes for a description of one picture that are open at the same time.
const MOST_WISHES: usize = 5;
const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// The same words within this time are the same message.
const SAME: SignedDuration = SignedDuration::from_hours(24);

/// What a citizen wants.
#[derive(Debug)]
pub struct Wish<'a> {
    pub kind: CaseKind,
    pub post: Option<&'a Post>,
    /// A picture of that post, by the name of its file.
    pub picture: Option<&'a str>,
    /// Addresses that were typed.
    pub about: &'a str,
    pub name: Option<&'a str>,
    pub mail: Option<&'a str>,
    /// Empty where a kind needs no words.
    pub text: &'a str,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum WishTaken {
    /// It is a case; this is the secret of its address.
    Begun(String),
    /// The same words were said within a day.
    Twice,
    /// Too much came in lately.
    TooMany,
}

/// What a letter to a citizen tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseNews {
    /// It came in.
    Receipt,
    /// There is an answer.
    Answer,
}

/// The papers of such a letter.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct CaseLetter {
    pub case: Ulid,
    pub news: CaseNews,
}

/// Begins a case.
///
/// # Errors
/// When the store refuses; nothing is then stored.
pub async fn begin_case(hands: &Hands, town: TownId, wish: &Wish<'_>) -> Result<WishTaken, JobError> {
    let now = hands.now();
    let media = wish.post.zip(wish.picture).and_then(|(post, picture)| {
        let shows = |one: &&crate::domain::media::Attached| one.media.variants.iter().any(|v| v.hash == picture);
        post.attached.iter().find(shows).map(|one| one.media.id)
    });
    let id = new_id(hands);
    let taken = hands
        .db
        .write_town(town, crate::store::Lane::Normal, async |c: &mut Conn<'_>| {
            if cases::begun_on_page(c, town, back(now, HOUR)).await? >= MOST_AN_HOUR {
                return Ok(WishTaken::TooMany);
            }
            if !wish.text.is_empty() && case_messages::was_said(c, town, wish.text, back(now, SAME)).await? {
                return Ok(WishTaken::Twice);
            }
            if let Some(media) = media.filter(|_| wish.kind == CaseKind::Description)
                && cases::of_picture(c, town, media).await?.len() >= MOST_WISHES
            {
                return Ok(WishTaken::Twice);
            }
            let row = known(c, town).await?;
            let secret = secret(hands, c, &row, id).await?;
            let hash = secret_hash(&secret);
            let new = NewCase {
                ulid: id,
                kind: wish.kind,
                post: wish.post.map(|post| post.id),
                media,
                about: wish.about,
                name: wish.name,
                mail: wish.mail,
                secret_hash: Some(&hash),
                account: None,
            };
            let case = cases::add(c, town, &new, now).await?;
            let text = match (wish.text.is_empty(), wish.kind) {
                (true, CaseKind::Description) => Locale::De.text("ask-usual-description"),
                (true, _) => Locale::De.text("ask-usual-removal"),
                (false, _) => wish.text.to_owned(),
            };
            case_messages::append(c, town, case, &message(hands, Direction::In, text, None)).await?;
            if wish.mail.is_some() {
                tell_citizen(c, town, CaseLetter { case: id, news: CaseNews::Receipt }, now).await?;
            }
            Ok::<_, JobError>(WishTaken::Begun(secret))
        })
        .await?;
    hands.wanted.wake();
    Ok(taken)
}

/// A citizen says something more. False when it was said already, or too often.
///
/// # Errors
/// When the store refuses; nothing is then stored.
pub async fn add_to_case(hands: &Hands, case: &Case, text: &str) -> Result<bool, JobError> {
    let now = hands.now();
    hands
        .db
        .write_town(case.town, crate::store::Lane::Normal, async |c: &mut Conn<'_>| {
            let said = case_messages::of_case(c, case.town, case.id).await?;
            let own = || said.iter().filter(|one| one.direction == Direction::In);
            if own().count() >= MOST_ADDED || own().any(|one| one.text == text) {
                return Ok(false);
            }
            let message = message(hands, Direction::In, text.to_owned(), None);
            case_messages::append(c, case.town, case.id, &message).await?;
            cases::wake(c, case, now).await?;
            Ok::<_, JobError>(true)
        })
        .await
}

/// A citizen wants everything forgotten that they gave.
///
/// # Errors
/// When the store refuses; nothing is then forgotten.
pub async fn erase_case(hands: &Hands, case: &Case) -> Result<(), JobError> {
    let now = hands.now();
    hands
        .db
        .write_town(case.town, crate::store::Lane::Normal, async |c: &mut Conn<'_>| {
            cases::erase(c, case, now).await?;
            let detail = json!({ "number": case.number });
            let (who, about) = (Who::Machine, About::Case(case.ulid));
            let entry = AuditEntry { town: case.town, at: now, who, deed: Deed::CaseErased, about, detail };
            audit::append(c, &entry).await
        })
        .await?;
    Ok(())
}

/// A new public id.
pub(super) fn new_id(hands: &Hands) -> Ulid {
    let mut bits = [0u8; 10];
    hands.rng.fill(&mut bits);
    ulid_from(hands.now(), bits)
}

/// A message that is said now.
pub(super) fn message(hands: &Hands, direction: Direction, text: String, staff: Option<Ulid>) -> CaseMessage {
    CaseMessage { ulid: new_id(hands), direction, text, staff, at: hands.now(), remote: None, activity: None }
}

/// A town that must be there.
async fn known(conn: &mut Conn<'_>, town: TownId) -> Result<Town, JobError> {
    let found = towns::by_id(conn, town).await?;
    found.ok_or_else(|| JobError::Papers(format!("town {town} does not exist any more")))
}

/// The secret of a case's address: 160 bits.
pub(super) async fn secret(hands: &Hands, conn: &mut Conn<'_>, town: &Town, case: Ulid) -> Result<String, JobError> {
    let sealed = towns::id_key(conn, town.id).await?;
    let key = hands.sealer.open(&id_key_place(town.ulid), &sealed);
    let key = key.map_err(|error| JobError::Papers(error.to_string()))?;
    let case = case.to_string();
    let halves = ["case secret 1", "case secret 2"].map(|part| derive_bits(&key, &[part, &case]));
    Ok(BASE32_NOPAD.encode(halves.as_flattened()).to_ascii_lowercase())
}

/// Asks for a letter to the citizen.
pub(super) async fn tell_citizen(
    conn: &mut Conn<'_>,
    town: TownId,
    letter: CaseLetter,
    now: Timestamp,
) -> Result<(), StoreError> {
    let papers = json!({ "town": town, "source": null, "item": null, "letter": letter }).to_string();
    let word = match letter.news {
        CaseNews::Receipt => "receipt".to_owned(),
        // Each answer is told of.
        CaseNews::Answer => now.as_millisecond().to_string(),
    };
    let key = format!("{}/{word}", letter.case);
    jobs::enqueue(conn, town_job(town, kind::TELL_CITIZEN, &key, &papers, now), now).await
}

fn back(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_sub(by).unwrap_or(Timestamp::MIN)
}

/// The first pause after a failed letter, doubled with every failure.
pub(super) fn pause(hands: &Hands, attempts: u32) -> Duration {
    hands.jittered(60 << attempts.min(6))
}
