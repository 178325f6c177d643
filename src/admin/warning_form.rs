//! The form in which staff write a warning. In: what was typed, or what a warning says. Out: an [`OwnWarning`], or what is
//! wrong with which field. Used by the pages that warn and that change a warning.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::office::Visit;
use super::pages::frame::{Failure, Problem};
use crate::domain::day_text::{self, DayMeans};
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
            until: day_text::write(visit.now.checked_add(USUAL).unwrap_or(Timestamp::MAX), &zone),
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
            until: day_text::write(warning.until, &visit.town()?.zone()),
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
    let until =
        day_text::read_from_now(visit.field("bis"), DayMeans::End, zone, visit.now).ok().map(|moment| moment.at);
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
