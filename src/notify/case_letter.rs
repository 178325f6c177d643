//! The letter to a citizen: their case came in, or has an answer. It holds the number and the address, never what was said.

use askama::Template;
use jiff::Timestamp;

use super::mailer::{Letter, MailError};
use crate::domain::case::Case;
use crate::domain::town::Town;
use crate::i18n::Locale;
use crate::seal::sha256_hex;

/// What it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseTold {
    /// It came in.
    Receipt,
    /// There is an answer.
    Answer,
}

#[derive(Template)]
#[template(path = "mail/case.txt")]
struct Page<'a> {
    locale: Locale,
    town: &'a Town,
    number: &'a str,
    sentence: String,
    address: &'a str,
}

/// Writes the letter, in German.
///
/// # Errors
/// When the template cannot be filled.
pub fn case_letter(
    town: &Town,
    case: &Case,
    told: CaseTold,
    address: &str,
    now: Timestamp,
) -> Result<Letter, MailError> {
    let locale = Locale::De;
    let names = [("town", town.name.as_str().into()), ("number", case.number.as_str().into())];
    let (subject, sentence) = match told {
        CaseTold::Receipt => ("ask-mail-receipt-subject", "ask-mail-receipt"),
        CaseTold::Answer => ("ask-mail-answer-subject", "ask-mail-answer"),
    };
    let (subject, sentence) = (locale.with(subject, &names), locale.with(sentence, &names));
    let page = Page { locale, town, number: &case.number, sentence, address };
    let text = page.render().map_err(|error| MailError::Letter(error.to_string()))?;
    let hash = sha256_hex(format!("case {} {told:?} {}", case.ulid, case.changed_at.as_millisecond()).as_bytes());
    let host = town.host.split(':').next().unwrap_or_default();
    Ok(Letter { subject, text, id: format!("{}@{host}", hash.get(..32).unwrap_or(&hash)), at: now })
}
