//! Which zone a calendar means by a `TZID`. In: the name and the calendar's own `VTIMEZONE`s. Out: a zone of the IANA
//! database. Names first, whatever they hide in (RFC 7808 paths, Windows and Outlook names); the offsets of a `VTIMEZONE`
//! only where the name says nothing. Called by `time_read`.

use jiff::tz::{Offset, TimeZone};

use super::component_read::Component;

/// Windows' own names (CLDR `windowsZones`, those in use in Europe and the best known others), and what Lotus Notes and
/// Outlook write in their place.
const WINDOWS: &[(&str, &str)] = &[
    ("w. europe standard time", "Europe/Berlin"),
    ("w. europe", "Europe/Berlin"),
    ("western/central europe", "Europe/Berlin"),
    ("mitteleuropäische zeit", "Europe/Berlin"),
    ("westeuropäische normalzeit", "Europe/Berlin"),
    ("mitteleuropäische normalzeit", "Europe/Berlin"),
    ("mez", "Europe/Berlin"),
    ("mesz", "Europe/Berlin"),
    ("cest", "Europe/Berlin"),
    ("central europe standard time", "Europe/Budapest"),
    ("central european standard time", "Europe/Warsaw"),
    ("romance standard time", "Europe/Paris"),
    ("gmt standard time", "Europe/London"),
    ("greenwich standard time", "Atlantic/Reykjavik"),
    ("e. europe standard time", "Europe/Chisinau"),
    ("fle standard time", "Europe/Kyiv"),
    ("gtb standard time", "Europe/Bucharest"),
    ("kaliningrad standard time", "Europe/Kaliningrad"),
    ("russian standard time", "Europe/Moscow"),
    ("turkey standard time", "Europe/Istanbul"),
    ("israel standard time", "Asia/Jerusalem"),
    ("arabian standard time", "Asia/Dubai"),
    ("india standard time", "Asia/Kolkata"),
    ("china standard time", "Asia/Shanghai"),
    ("tokyo standard time", "Asia/Tokyo"),
    ("aus eastern standard time", "Australia/Sydney"),
    ("new zealand standard time", "Pacific/Auckland"),
    ("eastern standard time", "America/New_York"),
    ("central standard time", "America/Chicago"),
    ("mountain standard time", "America/Denver"),
    ("pacific standard time", "America/Los_Angeles"),
    ("greenwich mean time", "UTC"),
    ("coordinated universal time", "UTC"),
];

/// The zones of one calendar.
#[derive(Debug, Clone)]
pub struct Zones {
    /// For times without a zone, and for zones nobody knows.
    pub source: TimeZone,
    declared: Vec<(String, Declared)>,
}

#[derive(Debug, Clone)]
struct Declared {
    /// `X-LIC-LOCATION`, an IANA name that some exporters add.
    location: Option<String>,
    /// Offsets in seconds, standard and daylight time, in the order of writing.
    offsets: Vec<i32>,
}

impl Zones {
    /// The zones a calendar declares, beside the source's own.
    #[must_use]
    pub fn of(components: &[Component], source: &TimeZone) -> Self {
        let declared = components.iter().filter_map(|zone| {
            let offsets = zone.lines.iter().chain(&zone.inner).filter(|line| line.name == "TZOFFSETTO");
            let declared = Declared {
                location: zone.text("X-LIC-LOCATION"),
                offsets: offsets.filter_map(|line| offset_of(line.value.trim())).collect(),
            };
            Some((zone.text("TZID")?, declared))
        });
        Self { source: source.clone(), declared: declared.collect() }
    }

    /// What a name means; the source's own zone where it means nothing.
    #[must_use]
    pub fn named(&self, name: &str) -> TimeZone {
        let declared = self.declared.iter().find(|(known, _)| known == name).map(|(_, declared)| declared);
        known(name)
            .or_else(|| known(declared?.location.as_deref()?))
            .or_else(|| self.by_offsets(&declared?.offsets))
            .unwrap_or_else(|| self.source.clone())
    }

    /// One offset is a fixed zone. Two of them are the source's zone if it has both in a year, as they say nothing about
    /// when the clocks change that the database would not know better.
    fn by_offsets(&self, offsets: &[i32]) -> Option<TimeZone> {
        let (first, rest) = offsets.split_first()?;
        if rest.iter().all(|offset| offset == first) {
            return fixed(*first);
        }
        let candidates = ["Europe/Berlin", "Europe/London", "Europe/Kyiv", "America/New_York"];
        let same = |zone: &TimeZone| {
            let year = [1_767_222_000_i64, 1_782_864_000].map(|second| {
                jiff::Timestamp::from_second(second).map(|at| zone.to_offset(at).seconds()).unwrap_or_default()
            });
            year.iter().all(|offset| offsets.contains(offset)) && year[0] != year[1]
        };
        std::iter::once(self.source.clone())
            .chain(candidates.into_iter().filter_map(|name| TimeZone::get(name).ok()))
            .find(same)
    }
}

/// The zone behind a name, if it is one anybody knows.
fn known(name: &str) -> Option<TimeZone> {
    let name = name.trim().trim_matches('"');
    if let Some((_, iana)) = WINDOWS.iter().find(|(windows, _)| *windows == name.to_lowercase()) {
        return TimeZone::get(iana).ok();
    }
    // `/freeassociation.sourceforge.net/Europe/Berlin`, `/example.org/20250101_1/America/Argentina/Salta`.
    let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty()).collect();
    let from_end =
        |count: usize| parts.len().checked_sub(count).and_then(|at| parts.get(at..)).map(|tail| tail.join("/"));
    let iana = (1..=3).rev().filter_map(from_end).find_map(|tail| TimeZone::get(&tail).ok());
    // `(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien`
    iana.or_else(|| name.contains("Berlin").then(|| TimeZone::get("Europe/Berlin").ok()).flatten())
}

/// A zone that never changes its clocks; under a name where there is one (whole hours; the sign is the other way round).
fn fixed(seconds: i32) -> Option<TimeZone> {
    let named = (seconds % 3600 == 0).then(|| format!("Etc/GMT{:+}", -seconds / 3600));
    let named = named.and_then(|name| TimeZone::get(&name).ok());
    named.or_else(|| Offset::from_seconds(seconds).ok().map(TimeZone::fixed))
}

/// `+0100`, `-043000`, in seconds.
fn offset_of(text: &str) -> Option<i32> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, text.get(1..)?),
        b'+' => (1, text.get(1..)?),
        _ => (1, text),
    };
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i32>().ok();
    let seconds = number(0..2)? * 3600 + number(2..4)? * 60 + number(4..6).unwrap_or(0);
    Some(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::super::component_read::components;
    use super::super::line_read::lines;
    use super::*;

    fn zones(text: &str) -> Zones {
        Zones::of(&components(lines(text.as_bytes(), None)).zones, &TimeZone::get("Europe/Berlin").unwrap())
    }

    #[rstest::rstest]
    #[case("Europe/Vienna", "Europe/Vienna")]
    #[case("/freeassociation.sourceforge.net/Europe/Rome", "Europe/Rome")]
    #[case("/example.org/20250101_1/America/Argentina/Salta", "America/Argentina/Salta")]
    #[case("W. Europe Standard Time", "Europe/Berlin")]
    #[case("GMT Standard Time", "Europe/London")]
    #[case("(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien", "Europe/Berlin")]
    #[case("Western/Central Europe", "Europe/Berlin")]
    #[case("Wer weiß", "Europe/Berlin")]
    fn a_name_is_found_whatever_it_hides_in(#[case] name: &str, #[case] iana: &str) {
        assert_eq!(zones("").named(name).iana_name(), Some(iana));
    }

    #[test]
    fn a_zone_without_parts_counts_by_its_name_and_one_of_its_own_by_its_offsets() {
        let text = "BEGIN:VTIMEZONE\nTZID:Europe/Berlin\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:VTIMEZONE\n\
                    BEGIN:VTIMEZONE\nTZID:Custom 1\nBEGIN:STANDARD\nTZOFFSETTO:+0000\nEND:STANDARD\n\
                    BEGIN:DAYLIGHT\nTZOFFSETTO:+0100\nEND:DAYLIGHT\nEND:VTIMEZONE\n\
                    BEGIN:VTIMEZONE\nTZID:Fest\nBEGIN:STANDARD\nTZOFFSETTO:+0530\nEND:STANDARD\nEND:VTIMEZONE\n";
        let zones = zones(text);
        assert_eq!(zones.named("Europe/Berlin").iana_name(), Some("Europe/Berlin"));
        assert_eq!(zones.named("Custom 1").iana_name(), Some("Europe/London"));
        assert_eq!(zones.named("Fest").to_fixed_offset().unwrap().seconds(), 19_800);
    }
}
