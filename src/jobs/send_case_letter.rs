//! Tells a citizen by mail that their case came in, or has an answer: the number and the address, never the words.

use super::take_case::{CaseLetter, CaseNews, pause, secret};
use super::{Hands, JobError, Outcome};
use crate::domain::TownId;
use crate::notify::{CaseTold, case_letter};
use crate::store::{Conn, cases, towns};
use crate::urls::{self, Origin};

pub(super) async fn run(hands: &Hands, town: TownId, letter: CaseLetter, attempts: u32) -> Result<Outcome, JobError> {
    let Some(mailer) = &hands.mailer else { return Ok(Outcome::Done) };
    let found = hands
        .db
        .read(async |c: &mut Conn<'_>| {
            let Some(town) = towns::by_id(c, town).await? else { return Ok(None) };
            let Some(case) = cases::by_ulid(c, town.id, letter.case).await? else { return Ok(None) };
            let secret = secret(hands, c, &town, case.ulid).await?;
            Ok::<_, JobError>(Some((town, case, secret)))
        })
        .await?;
    let Some((town, case, secret)) = found else { return Ok(Outcome::Done) };
    let Some(mail) = case.mail.as_deref() else { return Ok(Outcome::Done) };
    let address = Origin::new(&hands.scheme, &town.host).absolute(&urls::case(&secret));
    let told = match letter.news {
        CaseNews::Receipt => CaseTold::Receipt,
        CaseNews::Answer => CaseTold::Answer,
    };
    let letter = match case_letter(&town, &case, told, &address, hands.now()) {
        Ok(letter) => letter,
        Err(error) => return Ok(Outcome::GiveUp(error.to_string())),
    };
    match mailer.tell_citizen(&letter, mail).await {
        Ok(()) => Ok(Outcome::Done),
        // The error names the relay's word, which may name the address: it goes to nobody's log.
        Err(error) if error.is_final() => Ok(Outcome::GiveUp("the relay does not take the letter".into())),
        Err(_) => {
            tracing::warn!(town = town.host, "a letter to a citizen could not be sent; it is tried again");
            Ok(Outcome::Retry(pause(hands, attempts), "the relay did not take the letter".into()))
        }
    }
}
