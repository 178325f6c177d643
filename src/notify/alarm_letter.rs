//! The letter that tells a town's alarms: what is new, what lasts, what is over.

use askama::Template;
use jiff::Timestamp;

use super::mailer::{Letter, MailError};
use super::source_words::{cause_words, condition_words, remedy_words};
use crate::domain::alarm::{Alarm, AlarmKind, Signs};
use crate::domain::source::Source;
use crate::domain::town::Town;
use crate::i18n::{Locale, moment};
use crate::seal::sha256_hex;

/// An alarm with its source as it is now.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    pub alarm: &'a Alarm,
    pub source: &'a Source,
    pub signs: Signs,
}

#[derive(Template)]
#[template(path = "mail/alarm.txt")]
struct Page<'a> {
    locale: Locale,
    town: &'a Town,
    sections: Vec<Section>,
}

struct Section {
    heading: String,
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
pub fn alarm_letter(town: &Town, cases: &[Case<'_>], now: Timestamp) -> Result<Letter, MailError> {
    let locale = Locale::De;
    let part = |key: &str, is_in: &dyn Fn(&Alarm) -> bool| Section {
        heading: locale.text(key),
        entries: cases.iter().filter(|case| is_in(case.alarm)).map(|case| entry(town, case, locale)).collect(),
    };
    let is_over = |alarm: &Alarm| alarm.over_at.is_some();
    let sections: Vec<Section> = [
        part("mail-alarm-new", &|alarm| !is_over(alarm) && alarm.told_at.is_none()),
        part("mail-alarm-lasts", &|alarm| !is_over(alarm) && alarm.told_at.is_some()),
        part("mail-alarm-over", &is_over),
    ]
    .into_iter()
    .filter(|section| !section.entries.is_empty())
    .collect();
    let text = Page { locale, town, sections }.render().map_err(|error| MailError::Letter(error.to_string()))?;
    let mut troubled: Vec<_> = cases.iter().filter(|case| !is_over(case.alarm)).map(|case| case.source.id).collect();
    troubled.sort_unstable();
    troubled.dedup();
    let name = ("town", town.name.as_str().into());
    let subject = match troubled.len() {
        0 => locale.with("mail-alarm-subject-over", &[name]),
        count => locale.with("mail-alarm-subject", &[name, ("count", count.into())]),
    };
    Ok(Letter { subject, text, id: id(town, cases), at: now })
}

/// The same alarms, told before at the same moments, give the same id: what is sent twice is one letter.
fn id(town: &Town, cases: &[Case<'_>]) -> String {
    let told = |case: &Case<'_>| {
        let at = |moment: Option<Timestamp>| moment.map_or(0, Timestamp::as_millisecond);
        format!("{}:{}:{}", case.alarm.id, at(case.alarm.told_at), at(case.alarm.over_at))
    };
    let all = cases.iter().map(told).collect::<Vec<_>>().join(",");
    let hash = sha256_hex(format!("{} {all}", town.ulid).as_bytes());
    let host = town.host.split(':').next().unwrap_or_default();
    format!("{}@{host}", hash.get(..32).unwrap_or(&hash))
}

fn entry(town: &Town, case: &Case<'_>, locale: Locale) -> Entry {
    let source = case.source;
    let title = format!("{} ({})", source.name, source.slug);
    let at =
        |moment_at: Option<Timestamp>| moment_at.map_or_else(|| "–".to_owned(), |at| moment(locale, at, &town.zone()));
    let what = match case.alarm.kind {
        AlarmKind::Failing => locale.text("alarm-failing"),
        AlarmKind::Held => locale.text("alarm-held"),
        AlarmKind::Unreadable => locale.text("alarm-unreadable"),
        AlarmKind::NoSuccess => locale.text("alarm-no-success"),
    };
    let standing = source.standing(case.signs.held_since);
    let word = condition_words(standing.condition, locale);
    if let Some(over) = case.alarm.over_at {
        let said = locale.with(
            "mail-alarm-is-over",
            &[("what", what.into()), ("since", at(Some(over)).into()), ("state", word.into())],
        );
        return Entry { title, lines: vec![said] };
    }
    let mut lines =
        vec![locale.with("mail-alarm-since", &[("what", what.into()), ("since", at(Some(since(case))).into())])];
    match case.alarm.kind {
        AlarmKind::Failing | AlarmKind::NoSuccess => {
            lines.extend(cause_words(&standing, locale).map(|why| locale.with("mail-cause", &[("cause", why.into())])));
            let remedy = remedy_words(&standing, locale).unwrap_or_else(|| locale.text("remedy-no-success"));
            lines.push(locale.with("mail-remedy", &[("remedy", remedy.into())]));
            lines.push(locale.with("mail-last-success", &[("at", at(source.health.last_success_at).into())]));
            lines.push(locale.with("mail-next-try", &[("at", at(source.health.next_check_at).into())]));
        }
        AlarmKind::Held => {
            lines.push(locale.with("mail-remedy", &[("remedy", locale.text("remedy-held").into())]));
        }
        AlarmKind::Unreadable => {
            lines.push(locale.with("mail-unreadable", &[("count", i64::from(case.signs.unreadable).into())]));
            lines.push(locale.with("mail-remedy", &[("remedy", locale.text("remedy-unreadable").into())]));
        }
    }
    Entry { title, lines }
}

/// Since when it is so; an alarm is raised later than its trouble begins.
fn since(case: &Case<'_>) -> Timestamp {
    let raised = case.alarm.raised_at;
    match case.alarm.kind {
        AlarmKind::Failing => case.source.health.failing_since.unwrap_or(raised),
        AlarmKind::Held => case.signs.held_since.unwrap_or(raised),
        AlarmKind::Unreadable | AlarmKind::NoSuccess => raised,
    }
}
