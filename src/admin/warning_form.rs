//! The form in which staff write a warning. In: what was typed, or what a warning says. Out: an [`OwnWarning`], or what is
//! wrong with which field. Used by the pages that warn and that change a warning.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::office::Visit;
use super::pages::frame::{Failure, Problem};
use crate::domain::hazard::Hazard;
use crate::domain::own_warning::{LONGEST_WORDS, MOST_PLACES, OwnWarning};
use crate::domain::rules::LabelKind;
use crate::domain::warning::Level;
use crate::i18n::Locale;
use crate::store::{Conn, labels};

/// So long a warning holds when nobody says another time.
const USUAL: SignedDuration = SignedDuration::from_hours(24);
/// Nobody warns for longer.
const LONGEST: SignedDuration = SignedDuration::from_hours(366 * 24);

/// One of several.
pub struct Choice {
    pub value: &'static str,
    pub label: String,
    pub chosen: bool,
}

/// The fields as they stand on the page.
pub struct WarningFields {
    pub hazard: Hazard,
    pub levels: Vec<Choice>,
    pub happening: String,
    pub advice: String,
    pub places: String,
    pub until: String,
    pub exercise: bool,
    /// Districts that are known, to choose from.
    pub districts: Vec<String>,
}

impl WarningFields {
    /// With the prefilled words of a hazard.
    pub(super) async fn prefilled(visit: &Visit<'_>, hazard: Hazard) -> Result<Self, Failure> {
        let (locale, name) = (visit.locale, hazard.as_str());
        let zone = visit.town()?.zone();
        let level = match hazard {
            Hazard::Flood | Hazard::Bomb | Hazard::Fire => Level::Danger,
            Hazard::Water | Hazard::Power | Hazard::Storm | Hazard::Other => Level::Warning,
        };
        Ok(Self {
            hazard,
            levels: levels(level.severity(), locale),
            happening: locale.text(&format!("desk-warn-happening-{name}")),
            advice: locale.text(&format!("desk-warn-advice-{name}")),
            places: String::new(),
            until: typed_until(visit.now.checked_add(USUAL).unwrap_or(Timestamp::MAX), &zone),
            exercise: false,
            districts: districts(visit).await?,
        })
    }

    /// As a warning says.
    pub(super) async fn of(visit: &Visit<'_>, warning: &OwnWarning) -> Result<Self, Failure> {
        Ok(Self {
            hazard: warning.hazard,
            levels: levels(warning.level.severity(), visit.locale),
            happening: warning.happening.clone(),
            advice: warning.advice.clone(),
            places: warning.places.join(", "),
            until: typed_until(warning.until, &visit.town()?.zone()),
            exercise: warning.exercise,
            districts: districts(visit).await?,
        })
    }

    /// As it was typed.
    pub(super) async fn typed(visit: &Visit<'_>) -> Result<Self, Failure> {
        Ok(Self {
            hazard: Hazard::parse(visit.field("art")).unwrap_or(Hazard::Other),
            levels: levels(visit.field("stufe"), visit.locale),
            happening: visit.field("was").to_owned(),
            advice: visit.field("rat").to_owned(),
            places: visit.field("wo").to_owned(),
            until: visit.field("bis").to_owned(),
            exercise: !visit.field("uebung").is_empty(),
            districts: districts(visit).await?,
        })
    }
}

/// Reads what was typed.
///
/// # Errors
/// What is wrong with which field.
pub(super) fn read(visit: &Visit<'_>, zone: &TimeZone) -> Result<OwnWarning, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut wrong = |field: &'static str, text: String| problems.push(Problem { field, text });
    let words = |field| visit.field(field).replace("\r\n", "\n");
    let (happening, advice) = (words("was"), words("rat"));
    for (field, text, missing) in
        [("was", &happening, "desk-warn-happening-missing"), ("rat", &advice, "desk-warn-advice-missing")]
    {
        if text.is_empty() {
            wrong(field, visit.locale.text(missing));
        } else if text.chars().count() > LONGEST_WORDS {
            wrong(field, visit.locale.with("desk-warn-long", &[("count", LONGEST_WORDS.into())]));
        }
    }
    let until = read_until(visit.field("bis"), zone, visit.now);
    match until {
        None => wrong("bis", visit.locale.text("desk-warn-until-unread")),
        Some(until) if until <= visit.now => wrong("bis", visit.locale.text("desk-warn-until-past")),
        Some(until) if until.duration_since(visit.now) > LONGEST => {
            wrong("bis", visit.locale.text("desk-warn-until-far"));
        }
        Some(_) => {}
    }
    let places: Vec<String> =
        visit.field("wo").split([',', '\n']).map(str::trim).filter(|place| !place.is_empty()).map(Into::into).collect();
    if places.len() > MOST_PLACES {
        wrong("wo", visit.locale.with("desk-warn-places-many", &[("count", MOST_PLACES.into())]));
    }
    match (until, problems.is_empty()) {
        (Some(until), true) => Ok(OwnWarning {
            hazard: Hazard::parse(visit.field("art")).unwrap_or(Hazard::Other),
            level: Level::of_severity(Some(visit.field("stufe"))),
            happening,
            advice,
            until,
            places,
            exercise: !visit.field("uebung").is_empty(),
        }),
        _ => Err(problems),
    }
}

fn levels(chosen: &str, locale: Locale) -> Vec<Choice> {
    let of = |level: Level| Choice {
        value: level.severity(),
        label: locale.text(match level {
            Level::Information => "warning-level-information",
            Level::Warning => "warning-level-warning",
            Level::Danger => "warning-level-danger",
        }),
        chosen: Level::of_severity(Some(chosen)) == level,
    };
    Level::ALL.into_iter().map(of).collect()
}

async fn districts(visit: &Visit<'_>) -> Result<Vec<String>, Failure> {
    let town = visit.town()?.id;
    let read = async |c: &mut Conn<'_>| labels::names(c, town, LabelKind::District).await;
    Ok(visit.office.deps.desk.db.read(read).await?)
}

/// A moment as staff type it: `01.12.2026 18:00`.
fn typed_until(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%d.%m.%Y %H:%M").to_string()
}

/// Reads when a warning ends: a day with or without year, "heute" or "morgen", and an hour; a day alone means its end, an
/// hour alone the next one.
fn read_until(typed: &str, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let today = now.to_zoned_datetime(zone.clone()).date();
    let (mut day, mut time) = (None, None);
    for word in typed.to_lowercase().replace(',', " ").split_whitespace() {
        match word {
            "uhr" | "um" | "bis" => {}
            "heute" => day = Some(today),
            "morgen" => day = Some(today.tomorrow().ok()?),
            _ if word.contains(':') || !word.contains('.') => time = Some(read_time(word)?),
            _ => day = Some(read_day(word, today)?),
        }
    }
    let at = |day: Date, time| DateTime::from_parts(day, time).to_zoned_datetime(zone.clone()).ok();
    let end = match (day, time) {
        (None, None) => return None,
        (Some(day), None) => at(day.tomorrow().ok()?, Time::midnight())?,
        (Some(day), Some((24, 0))) => at(day.tomorrow().ok()?, Time::midnight())?,
        (Some(day), Some((hour, minute))) => at(day, Time::new(hour, minute, 0, 0).ok()?)?,
        (None, Some((hour, minute))) => {
            let time = Time::new(hour % 24, minute, 0, 0).ok()?;
            let first = at(today, time)?;
            if first.timestamp() > now { first } else { at(today.tomorrow().ok()?, time)? }
        }
    };
    Some(end.timestamp())
}

/// `18:00` or `18`.
fn read_time(word: &str) -> Option<(i8, i8)> {
    let (hour, minute) = word.split_once(':').unwrap_or((word, "0"));
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    ((0..=24).contains(&hour) && (0..60).contains(&minute)).then_some((hour, minute))
}

/// `1.12.2026`, or `1.12.` for the next such day.
fn read_day(word: &str, today: Date) -> Option<Date> {
    let mut parts = word.split('.');
    let (day, month) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let year = parts.next().filter(|year| !year.is_empty());
    if let Some(year) = year {
        let year: i16 = year.parse().ok()?;
        return Date::new(if year < 100 { year + 2000 } else { year }, month, day).ok();
    }
    let near = Date::new(today.year(), month, day).ok()?;
    if near < today { near.checked_add(1.year()).ok() } else { Some(near) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_read_as_people_type_it() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now: Timestamp = "2026-11-30T20:00:00Z".parse().unwrap();
        for (typed, wanted) in [
            ("01.12.2026 18:00", "2026-12-01T17:00:00Z"),
            ("1.12.26, 18 Uhr", "2026-12-01T17:00:00Z"),
            ("morgen um 6:30 Uhr", "2026-12-01T05:30:00Z"),
            ("heute 24:00", "2026-11-30T23:00:00Z"),
            ("heute", "2026-11-30T23:00:00Z"),
            ("2.1.", "2027-01-02T23:00:00Z"),
            ("22:00", "2026-12-01T21:00:00Z"),
            ("21:30", "2026-11-30T20:30:00Z"),
        ] {
            assert_eq!(read_until(typed, &zone, now).map(|at| at.to_string()).as_deref(), Some(wanted), "{typed}");
        }
        // 21:00 in Berlin is this very moment: the next one is meant.
        assert_eq!(read_until("21:00", &zone, now).unwrap().to_string(), "2026-12-01T20:00:00Z");
        for bad in ["", "bald", "32.12.2026", "1.12.2026 25:00", "18:77", "Uhr"] {
            assert_eq!(read_until(bad, &zone, now), None, "{bad}");
        }
        let at = "2026-12-01T17:00:00Z".parse().unwrap();
        assert_eq!(read_until(&typed_until(at, &zone), &zone, now), Some(at));
    }
}
