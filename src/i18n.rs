//! Texts for people, from `locales/{de,en}/*.ftl` (embedded). German is complete; a test holds English to the same keys.
//! Nothing a citizen or clerk reads is written anywhere else.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};

static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "de",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static DE: LanguageIdentifier = langid!("de");
static EN: LanguageIdentifier = langid!("en");

/// A language of the user interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Locale {
    /// German, the default and always complete.
    #[default]
    De,
    /// English.
    En,
}

impl Locale {
    /// Every language there is.
    pub const ALL: [Self; 2] = [Self::De, Self::En];

    /// Its BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// The language nearest to a BCP 47 tag; German where there is none of ours.
    #[must_use]
    pub fn of_tag(tag: &str) -> Self {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(primary)).unwrap_or_default()
    }

    fn id(self) -> &'static LanguageIdentifier {
        match self {
            Self::De => &DE,
            Self::En => &EN,
        }
    }

    /// A text without variables. A key that exists nowhere shows itself, so that it is found.
    #[must_use]
    pub fn text(self, key: &str) -> String {
        self.find(key).unwrap_or_else(|| format!("⟦{key}⟧"))
    }

    /// A text without variables, if there is one with this key.
    #[must_use]
    pub fn find(self, key: &str) -> Option<String> {
        TEXTS.try_lookup(self.id(), key)
    }

    /// A text with variables: `locale.with("source-running", &[("since", "14:05".into())])`.
    #[must_use]
    pub fn with(self, key: &str, variables: &[(&'static str, Value)]) -> String {
        let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> =
            variables.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone().into())).collect();
        TEXTS.try_lookup_with_args(self.id(), key, &arguments).unwrap_or_else(|| format!("⟦{key}⟧"))
    }
}

/// A variable in a text.
#[derive(Debug, Clone)]
pub enum Value {
    /// Words, put in as they are.
    Text(String),
    /// A number, which also chooses the plural form.
    Number(i64),
}

impl From<Value> for FluentValue<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::Text(text) => FluentValue::from(text),
            Value::Number(number) => FluentValue::from(number),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// A moment as people read it, in a zone: "24. November 2026, 14:05 Uhr" / "24 November 2026, 14:05".
#[must_use]
pub fn moment(locale: Locale, at: jiff::Timestamp, zone: &jiff::tz::TimeZone) -> String {
    let local = at.to_zoned_datetime(zone.clone());
    locale.with(
        "moment",
        &[
            ("date", day(locale, at, zone).into()),
            ("time", format!("{:02}:{:02}", local.hour(), local.minute()).into()),
        ],
    )
}

/// A moment ahead with its weekday; midnight means the whole day: "Freitag, 27. November 2026, 18:00 Uhr" / "Dienstag,
/// 1. Dezember 2026".
#[must_use]
pub fn day_ahead(locale: Locale, at: jiff::Timestamp, zone: &jiff::tz::TimeZone) -> String {
    let local = at.to_zoned_datetime(zone.clone());
    if local.time() == jiff::civil::Time::midnight() {
        return named_day(locale, at, zone);
    }
    with_weekday(locale, &local, moment(locale, at, zone))
}

/// A day with its weekday: "Samstag, 5. Dezember 2026" / "Saturday, 5 December 2026".
#[must_use]
pub fn named_day(locale: Locale, at: jiff::Timestamp, zone: &jiff::tz::TimeZone) -> String {
    with_weekday(locale, &at.to_zoned_datetime(zone.clone()), day(locale, at, zone))
}

fn with_weekday(locale: Locale, local: &jiff::ZonedDateTime, date: String) -> String {
    let weekday = locale.text(&format!("weekday-{}", local.weekday().to_monday_one_offset()));
    locale.with("day-named", &[("weekday", weekday.into()), ("date", date.into())])
}

/// The end of a time ahead; midnight is the end of the day before it.
#[must_use]
pub fn end_ahead(locale: Locale, at: jiff::Timestamp, zone: &jiff::tz::TimeZone) -> String {
    let local = at.to_zoned_datetime(zone.clone());
    let last = (local.time() == jiff::civil::Time::midnight()).then(|| local.yesterday().ok()).flatten();
    day_ahead(locale, last.map_or(at, |day| day.timestamp()), zone)
}

/// A month as people read it: "November 2026".
#[must_use]
pub fn month_name(locale: Locale, year: i16, month: i8) -> String {
    let name = locale.text(&format!("month-{month}"));
    locale.with("month-named", &[("month", name.into()), ("year", year.to_string().into())])
}

/// A day as people read it, in a zone: "24. November 2026" / "24 November 2026".
#[must_use]
pub fn day(locale: Locale, at: jiff::Timestamp, zone: &jiff::tz::TimeZone) -> String {
    let local = at.to_zoned_datetime(zone.clone());
    let month = locale.text(&format!("month-{}", local.month()));
    locale.with(
        "day",
        &[("day", local.day().to_string().into()), ("month", month.into()), ("year", local.year().to_string().into())],
    )
}
