//! The letter about logins: what ends, was refused, or got lost, and what to do about it.

use askama::Template;
use jiff::Timestamp;

use super::mailer::{Letter, MailError};
use crate::domain::connection::{Connection, Notice, NoticeKind};
use crate::domain::town::Town;
use crate::i18n::{Locale, moment};
use crate::seal::sha256_hex;

/// A login with what there is to say about it.
#[derive(Debug, Clone)]
pub struct LoginCase {
    pub connection: Connection,
    pub notice: Notice,
    /// The short names of the channels that are read with it.
    pub channels: Vec<String>,
}

#[derive(Template)]
#[template(path = "mail/login.txt")]
struct Page<'a> {
    locale: Locale,
    town: &'a Town,
    entries: Vec<Entry>,
}

struct Entry {
    title: String,
    lines: Vec<String>,
}

/// Writes the letter, in German.
///
/// # Errors
/// When the template cannot be filled.
pub fn login_letter(town: &Town, cases: &[LoginCase], now: Timestamp) -> Result<Letter, MailError> {
    let locale = Locale::De;
    let entries = cases.iter().map(|case| entry(town, case, locale)).collect();
    let text = Page { locale, town, entries }.render().map_err(|error| MailError::Letter(error.to_string()))?;
    let mut logins: Vec<_> = cases.iter().map(|case| case.connection.id).collect();
    logins.sort_unstable();
    logins.dedup();
    let name = ("town", town.name.as_str().into());
    let subject = locale.with("mail-login-subject", &[name, ("count", logins.len().into())]);
    Ok(Letter { subject, text, id: id(town, cases), at: now })
}

/// The same things to say give the same id: what is sent twice is one letter.
fn id(town: &Town, cases: &[LoginCase]) -> String {
    let said = |case: &LoginCase| {
        format!("{}:{}:{}", case.connection.ulid, case.notice.kind.as_str(), case.notice.occasion.as_millisecond())
    };
    let all = cases.iter().map(said).collect::<Vec<_>>().join(",");
    let hash = sha256_hex(format!("{} login {all}", town.ulid).as_bytes());
    let host = town.host.split(':').next().unwrap_or_default();
    format!("{}@{host}", hash.get(..32).unwrap_or(&hash))
}

fn entry(town: &Town, case: &LoginCase, locale: Locale) -> Entry {
    let connection = &case.connection;
    let title = format!("{} ({})", connection.name, connection.platform.as_str());
    let mut lines = vec![notice_words(town, connection, case.notice, locale)];
    let remedy = match case.channels.first() {
        _ if matches!(case.notice.kind, NoticeKind::VersionEnds | NoticeKind::VersionEndsSoon) => {
            locale.text("remedy-login-version")
        }
        Some(channel) => locale.with("remedy-login", &[("channel", channel.as_str().into())]),
        None => locale.text("remedy-login-unused"),
    };
    lines.push(locale.with("mail-remedy", &[("remedy", remedy.into())]));
    if !case.channels.is_empty() {
        lines.push(locale.with("mail-login-channels", &[("channels", case.channels.join(", ").into())]));
    }
    let people = [&connection.person, &connection.deputy];
    let people: Vec<&str> = people.into_iter().flatten().map(String::as_str).collect();
    if !people.is_empty() {
        lines.push(locale.with("mail-login-people", &[("people", people.join(", ").into())]));
    }
    Entry { title, lines }
}

/// What there is to say, in a sentence.
#[must_use]
pub fn notice_words(town: &Town, connection: &Connection, notice: Notice, locale: Locale) -> String {
    let at = ("at", moment(locale, notice.occasion, &town.zone()).into());
    match notice.kind {
        NoticeKind::EndsIn14 => locale.with("login-ends", &[at, ("days", 14i64.into())]),
        NoticeKind::EndsIn7 => locale.with("login-ends", &[at, ("days", 7i64.into())]),
        NoticeKind::EndsIn3 => locale.with("login-ends", &[at, ("days", 3i64.into())]),
        NoticeKind::EndsIn1 => locale.with("login-ends", &[at, ("days", 1i64.into())]),
        NoticeKind::Ended => locale.with("login-ended", &[at]),
        NoticeKind::Refused => locale.with("login-refused", &[at]),
        NoticeKind::RenewalRefused => locale.with("login-renewal-refused", &[at]),
        NoticeKind::RenewalLost => locale.with("login-renewal-lost", &[at]),
        NoticeKind::VersionEnds | NoticeKind::VersionEndsSoon => {
            locale.with("login-version-ends", &[at, ("platform", connection.platform.as_str().into())])
        }
        NoticeKind::RightsMissing => {
            let rights = connection.missing.as_ref().map(|(rights, _)| rights.join(", ")).unwrap_or_default();
            locale.with("login-rights-missing", &[at, ("rights", rights.into())])
        }
    }
}
