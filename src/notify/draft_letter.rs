//! The letter to those who can let something through that waits: which messages, since when, and where a tap leads.

use askama::Template;
use jiff::Timestamp;

use super::mailer::{Letter, MailError};
use crate::domain::draft::Draft;
use crate::domain::town::Town;
use crate::i18n::{Locale, moment};
use crate::seal::sha256_hex;
use crate::urls::{self, Origin};

#[derive(Template)]
#[template(path = "mail/draft.txt")]
struct Page<'a> {
    locale: Locale,
    town: &'a Town,
    entries: Vec<(String, String, String)>,
}

/// Writes the letter, in German. `admin`: where the area is.
///
/// # Errors
/// When the template cannot be filled.
pub fn draft_letter(town: &Town, drafts: &[&Draft], admin: &Origin, now: Timestamp) -> Result<Letter, MailError> {
    let locale = Locale::De;
    let entry = |draft: &&Draft| {
        let since = moment(locale, draft.changed_at, &town.zone());
        let page = urls::admin_town(&town.host, &format!("entwuerfe/{}", draft.ulid));
        (draft.heading(), locale.with("mail-draft-since", &[("since", since.into())]), admin.absolute(&page))
    };
    let entries = drafts.iter().map(entry).collect();
    let text = Page { locale, town, entries }.render().map_err(|error| MailError::Letter(error.to_string()))?;
    let name = ("town", town.name.as_str().into());
    let subject = locale.with("mail-draft-subject", &[name, ("count", drafts.len().into())]);
    let said: Vec<String> = drafts.iter().map(|draft| format!("{}:{}", draft.ulid, draft.version)).collect();
    let hash = sha256_hex(format!("{} drafts {}", town.ulid, said.join(",")).as_bytes());
    let host = town.host.split(':').next().unwrap_or_default();
    let id = format!("{}@{host}", hash.get(..32).unwrap_or(&hash));
    Ok(Letter { subject, text, id, at: now })
}
