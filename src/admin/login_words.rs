//! How long a login still works, in one sentence. Called by the command line and by the admin area.

use jiff::Timestamp;

use crate::domain::connection::Connection;
use crate::domain::town::Town;
use crate::i18n::{Locale, moment};

/// The sentence.
#[must_use]
pub fn login_words(connection: &Connection, town: &Town, now: Timestamp, locale: Locale) -> String {
    let zone = town.zone();
    if let Some(since) = connection.renewal_refused_at {
        return locale.with("cli-login-lost", &[("since", moment(locale, since, &zone).into())]);
    }
    if let Some(since) = connection.dead_since {
        return locale.with("cli-login-refused", &[("since", moment(locale, since, &zone).into())]);
    }
    if let Some((rights, _)) = &connection.missing {
        return locale.with("cli-login-missing", &[("rights", rights.join(", ").into())]);
    }
    match connection.ends_at {
        Some(end) if end <= now => locale.with("cli-login-ended", &[("at", moment(locale, end, &zone).into())]),
        Some(end) => {
            let days = end.duration_since(now).as_hours() / 24;
            locale.with("cli-login-ends", &[("at", moment(locale, end, &zone).into()), ("days", days.into())])
        }
        None => locale.text("cli-login-endless"),
    }
}
