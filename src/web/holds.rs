//! From when until when a post holds, in words: absolute times only, so that a page stays true until the moment at which
//! it is made anew (DESIGN D8). In: a [`Validity`], a zone and now. Out: a sentence with its label.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::card::iso;
use crate::domain::validity::{Validity, ValidityKind};
use crate::i18n::{Locale, day_ahead, end_ahead};

/// How long a post holds, as a template shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holds {
    /// "Sperrung"; missing where the sentence says it all.
    pub label: Option<String>,
    /// "Gilt bis Freitag, 27. November 2026, 18:00 Uhr"
    pub text: String,
    /// The moment the sentence is about, for machines.
    pub iso: String,
    pub over: bool,
}

impl Holds {
    /// Puts it into words; nothing when neither end is known.
    #[must_use]
    pub fn of(validity: &Validity, locale: Locale, zone: &TimeZone, now: Timestamp) -> Option<Self> {
        let over = validity.is_over(now);
        let begun = validity.from.is_none_or(|from| from <= now);
        let from = validity.from.map(|at| day_ahead(locale, at, zone));
        let until = validity.until.map(|at| end_ahead(locale, at, zone));
        let event = validity.kind == ValidityKind::Event;
        let one_day = from == until || event && is_rest_of_a_day(validity, zone);
        let key = match (&from, &until) {
            (Some(_), Some(_)) if event && over && one_day => "holds-event-was-on",
            (Some(_), Some(_)) if event && over => "holds-event-over",
            (Some(_), Some(_)) if event && one_day => "holds-event-on",
            (Some(_), Some(_)) if event => "holds-event",
            (_, Some(_)) if over => "holds-over",
            (Some(_), Some(_)) if !begun && one_day => "holds-on",
            (Some(_), Some(_)) if !begun => "holds-span",
            (_, Some(_)) => "holds-until",
            (Some(_), None) => "holds-from",
            (None, None) => return None,
        };
        let (from, until) = (from.unwrap_or_default(), until.unwrap_or_default());
        let at = if begun || over { validity.until } else { validity.from };
        Some(Self {
            label: label(validity.kind, locale),
            text: locale.with(key, &[("from", from.into()), ("until", until.into())]),
            iso: iso(at.or(validity.from).or(validity.until)?),
            over,
        })
    }
}

/// "Am 3. Dezember um 19 Uhr": from an hour to the end of the same day.
fn is_rest_of_a_day(validity: &Validity, zone: &TimeZone) -> bool {
    let (Some(from), Some(until)) = (validity.from, validity.until) else { return false };
    let day = from.to_zoned_datetime(zone.clone());
    day.tomorrow().and_then(|next| next.start_of_day()).is_ok_and(|end| end.timestamp() == until)
}

fn label(kind: ValidityKind, locale: Locale) -> Option<String> {
    match kind {
        ValidityKind::Other => None,
        kind => Some(locale.text(&format!("holds-kind-{}", kind.as_str()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: ValidityKind, from: &str, until: &str, now: &str) -> String {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().ok();
        let validity = Validity { kind, from: at(from), until: at(until) };
        let holds = Holds::of(&validity, Locale::De, &zone, at(now).unwrap()).unwrap();
        [holds.label, Some(holds.text)].into_iter().flatten().collect::<Vec<_>>().join(": ")
    }

    #[test]
    fn the_sentence_names_days_and_hours_and_turns_at_its_end() {
        let (until, before) = ("2026-11-27T17:00:00Z", "2026-11-27T16:59:59Z");
        assert_eq!(
            said(ValidityKind::Closure, "", until, before),
            "Sperrung: Gilt bis Freitag, 27. November 2026, 18:00 Uhr"
        );
        assert_eq!(
            said(ValidityKind::Closure, "", until, until),
            "Sperrung: Galt bis Freitag, 27. November 2026, 18:00 Uhr"
        );
        // Midnight is the end of the day before it.
        let midnight = "2026-11-30T23:00:00Z";
        assert_eq!(said(ValidityKind::Deadline, "", midnight, before), "Frist: Gilt bis Montag, 30. November 2026");
        assert_eq!(said(ValidityKind::Other, midnight, "", before), "Gilt ab Dienstag, 1. Dezember 2026");
        let (from, end) = ("2026-12-23T23:00:00Z", "2026-12-24T23:00:00Z");
        assert_eq!(
            said(ValidityKind::Hours, from, end, before),
            "Öffnungszeiten: Gilt am Donnerstag, 24. Dezember 2026"
        );
        assert_eq!(
            said(ValidityKind::Hours, from, end, from),
            "Öffnungszeiten: Gilt bis Donnerstag, 24. Dezember 2026"
        );
        assert_eq!(said(ValidityKind::Event, from, end, before), "Termin: Am Donnerstag, 24. Dezember 2026");
        assert_eq!(said(ValidityKind::Event, from, end, end), "Termin: War am Donnerstag, 24. Dezember 2026");
        assert_eq!(
            said(ValidityKind::Event, "2026-12-24T18:00:00Z", end, before),
            "Termin: Am Donnerstag, 24. Dezember 2026, 19:00 Uhr"
        );
        assert_eq!(
            said(ValidityKind::Closure, from, "2026-12-26T07:30:00Z", before),
            "Sperrung: Gilt von Donnerstag, 24. Dezember 2026, bis Samstag, 26. Dezember 2026, 08:30 Uhr"
        );
    }
}
