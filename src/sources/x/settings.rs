//! What a town decided about its account on X. In: the source's settings, as words. Out: [`Settings`], or which of them
//! is wrong. Called by `check_settings`, `resolve` and before each look.

use jiff::civil::Date;
use serde_json::Value;

use super::super::failure::SourceError;
use super::super::json_value::text;
use crate::domain::source::Cause;

/// Everything that can be set. `deliver` is read by [`crate::domain::source::Source::reaches_followers`].
const KEYS: &[&str] = &["terms_allowed_by", "terms_allowed_at", DELIVER, "monthly_cap", "own_app", "backfill"];
/// Whether followers are told.
pub(super) const DELIVER: &str = "deliver";
/// Since when the terms are taken to allow it.
pub(super) const ALLOWED_AT: &str = "terms_allowed_at";

/// What a month may cost when nobody said, in thousandths of a US dollar.
const USUAL_CAP: u32 = 5_000;
/// More is a mistake: a thousand dollars.
const HIGHEST_CAP: u32 = 1_000_000;
/// Posts that are read from before the source was added, when nobody said.
const USUAL_BACKFILL: u32 = 100;
/// The platform lists no more.
const MOST_BACKFILL: u32 = 3_200;

/// Prices of one post, in thousandths of a US dollar (docs.x.com/x-api/getting-started/pricing): any, and an own one
/// that is listed for the account to which the app belongs.
pub(super) const PRICE: u32 = 5;
const PRICE_OF_OWN: u32 = 1;

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settings {
    /// Who takes the terms to allow it.
    allowed_by: Option<String>,
    /// In thousandths of a US dollar.
    pub(super) monthly_cap: u32,
    /// What one listed post costs.
    pub(super) price: u32,
    pub(super) backfill: u32,
}

impl Settings {
    /// Reads settings; `null` is none.
    ///
    /// # Errors
    /// The name of the first that does not exist or has no such value, and what it may be.
    pub(super) fn read(settings: &Value) -> Result<Self, String> {
        for name in settings.as_object().into_iter().flat_map(serde_json::Map::keys) {
            if !KEYS.contains(&name.as_str()) {
                return Err(format!("{name} ({})", KEYS.join(", ")));
            }
        }
        let word = |name: &str| text(settings, &format!("/{name}"));
        let choice = |name: &str| match word(name) {
            None | Some("no") => Ok(false),
            Some("yes") => Ok(true),
            Some(_) => Err(format!("{name}=yes|no")),
        };
        choice(DELIVER)?;
        if word(ALLOWED_AT).is_some_and(|day| day.parse::<Date>().is_err()) {
            return Err(format!("{ALLOWED_AT}=2026-01-31"));
        }
        let cap = word("monthly_cap").map_or(Some(USUAL_CAP), mills);
        let backfill = word("backfill").map_or(Some(USUAL_BACKFILL), |number| number.parse().ok());
        Ok(Self {
            allowed_by: word("terms_allowed_by").map(str::to_owned),
            monthly_cap: cap.filter(|cap| *cap <= HIGHEST_CAP).ok_or("monthly_cap=5.00")?,
            price: if choice("own_app")? { PRICE_OF_OWN } else { PRICE },
            backfill: backfill.filter(|posts| *posts <= MOST_BACKFILL).ok_or("backfill=0…3200")?,
        })
    }

    /// Whether somebody recorded that the terms allow it.
    ///
    /// # Errors
    /// [`Cause::TermsUnconfirmed`] when nobody did.
    pub(super) fn allowed(self) -> Result<Self, SourceError> {
        let refused = || SourceError::new(Cause::TermsUnconfirmed, "nobody recorded that the terms allow it");
        if self.allowed_by.is_some() { Ok(self) } else { Err(refused()) }
    }
}

/// Settings of a source as they must be before anything is asked.
///
/// # Errors
/// [`Cause::SettingsWrong`], or [`Cause::TermsUnconfirmed`].
pub(super) fn decided(settings: &Value) -> Result<Settings, SourceError> {
    let wrong = |name: String| SourceError::new(Cause::SettingsWrong, format!("the setting {name} is unusable"));
    Settings::read(settings).map_err(wrong)?.allowed()
}

/// Dollars with up to three places, as people write them: `5`, `2.50`, `2,50`.
fn mills(given: &str) -> Option<u32> {
    let given = given.replace(',', ".");
    let (whole, part) = given.split_once('.').unwrap_or((&given, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > 3 || !digits(whole) || !digits(part) {
        return None;
    }
    let part: u32 = format!("{part:0<3}").parse().ok()?;
    whole.parse::<u32>().ok()?.checked_mul(1_000)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[rstest::rstest]
    #[case("5", Some(5_000))]
    #[case("2,50", Some(2_500))]
    #[case("0.005", Some(5))]
    #[case("0", Some(0))]
    #[case("-1", None)]
    #[case("5 Euro", None)]
    #[case("1.2345", None)]
    #[case("9999999999", None)]
    fn money_is_written_in_many_ways(#[case] given: &str, #[case] expected: Option<u32>) {
        assert_eq!(mills(given), expected);
    }

    #[test]
    fn a_wrong_setting_is_named_with_what_it_may_be() {
        for (settings, named) in [
            (json!({ "montly_cap": "5" }), "montly_cap"),
            (json!({ "deliver": "maybe" }), "deliver=yes|no"),
            (json!({ "monthly_cap": "viel" }), "monthly_cap=5.00"),
            (json!({ "backfill": "4000" }), "backfill=0…3200"),
            (json!({ "terms_allowed_at": "gestern" }), "terms_allowed_at="),
        ] {
            let fault = Settings::read(&settings).unwrap_err();
            assert!(fault.starts_with(named), "{fault}");
        }
    }

    #[test]
    fn nothing_is_asked_before_somebody_answered_for_the_terms() {
        assert_eq!(decided(&json!({ "own_app": "yes" })).unwrap_err().cause, Cause::TermsUnconfirmed);
        assert_eq!(decided(&json!({ "terms_allowed_by": " " })).unwrap_err().cause, Cause::TermsUnconfirmed);
        assert!(decided(&json!({ "terms_allowed_by": "Rechtsamt" })).is_ok());
    }
}
