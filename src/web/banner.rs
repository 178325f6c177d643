//! What stands above everything else on every page while warnings hold (spec requirements P-12): how grave, what, until
//! when, as of when and by whom. In: a town's view and now. Out: [`Banner`] for the frame, [`Grade`] for cards.

use jiff::Timestamp;

use super::card::{iso, localised};
use super::holds::Holds;
use super::town_view::{TownView, level};
use crate::domain::post::Post;
use crate::domain::warning::Level;
use crate::i18n::{Locale, moment};
use crate::urls;

/// More warnings than this are only counted.
const MOST_NAMED: usize = 3;

/// How grave a warning is, in a word and a sign, so that nobody needs the colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grade {
    /// The name of its colour in the style sheet.
    pub class: &'static str,
    pub label: String,
    /// "Probe", or "ÜBUNG" where it is the town's own.
    pub rehearsal: Option<String>,
    /// "Amtliche Warnung" or "Warnung der Stadt".
    pub origin: String,
    pub sign: &'static str,
}

impl Grade {
    /// The grade of a warning.
    #[must_use]
    pub fn of(view: &TownView, post: &Post, locale: Locale) -> Self {
        let rehearsal = post.warning.as_ref().is_some_and(|warning| warning.rehearsal);
        let own = post.warning.as_ref().is_none_or(|warning| warning.own);
        let (class, sign, label) = match level(post) {
            Level::Information => ("hinweis", "i", "warning-level-information"),
            Level::Warning => ("warnung", "!", "warning-level-warning"),
            Level::Danger => ("gefahr", "!!", "warning-level-danger"),
        };
        Self {
            class,
            label: locale.text(label),
            rehearsal: rehearsal
                .then(|| locale.text(if own { "warning-exercise-mark" } else { "warning-rehearsal-mark" })),
            origin: if own { own_words(view, locale) } else { locale.text("warning-official") },
            sign,
        }
    }
}

/// "Warnung der Stadt": how the town calls itself stands in front of its name.
fn own_words(view: &TownView, locale: Locale) -> String {
    let first = view.town.name.split_whitespace().next().unwrap_or_default();
    locale.text(match first.to_lowercase().as_str() {
        "stadt" | "hansestadt" | "landeshauptstadt" | "kreisstadt" => "warning-own-city",
        "gemeinde" | "ortsgemeinde" => "warning-own-municipality",
        "landkreis" | "kreis" => "warning-own-district",
        _ => "warning-own",
    })
}

/// One warning in it.
pub struct Line {
    pub grade: Grade,
    pub title: String,
    /// The language of the title, where it is not the page's.
    pub lang: Option<String>,
    pub href: String,
    pub until: Option<Holds>,
    /// "Stand 24. November 2026, 14:05 Uhr"
    pub as_of: String,
    pub iso: String,
    pub issuer: String,
}

/// All that hold now, the gravest first.
pub struct Banner {
    pub lines: Vec<Line>,
    pub more: usize,
    /// Which services cannot be reached, and since when.
    pub stale: Vec<String>,
}

impl Banner {
    /// `None` while nothing warns.
    #[must_use]
    pub fn of(view: &TownView, locale: Locale, now: Timestamp) -> Option<Self> {
        let running = view.warnings_now(now);
        // What a town says before it is public is nobody's business yet.
        if running.is_empty() || !view.town.is_public() {
            return None;
        }
        Some(Self {
            more: running.len().saturating_sub(MOST_NAMED),
            lines: running.into_iter().take(MOST_NAMED).map(|post| line(view, post, locale, now)).collect(),
            stale: stale(view, locale, now),
        })
    }
}

/// Which services cannot be reached, and since when.
#[must_use]
pub fn stale(view: &TownView, locale: Locale, now: Timestamp) -> Vec<String> {
    let since = |source: &crate::domain::source::Source| {
        let at = moment(locale, source.health.failing_since?, &view.zone);
        Some(locale.with("warnings-stale", &[("name", source.name.as_str().into()), ("at", at.into())]))
    };
    view.stale_services(now).into_iter().filter_map(since).collect()
}

/// When what a warning says was said last.
#[must_use]
pub fn as_of(post: &Post) -> Timestamp {
    let told = post.warning.as_ref().and_then(|warning| warning.as_of);
    told.or(post.edited_at).unwrap_or(post.created_at)
}

/// Who warns: the service and who uses it, or the town.
#[must_use]
pub fn issuer(view: &TownView, post: &Post) -> String {
    let issuer = post.warning.as_ref().and_then(|warning| warning.issuer.clone());
    issuer.unwrap_or_else(|| view.town.name.clone())
}

fn line(view: &TownView, post: &Post, locale: Locale, now: Timestamp) -> Line {
    let at = as_of(post);
    Line {
        grade: Grade::of(view, post, locale),
        title: post.heading(),
        lang: (post.lang != locale.tag()).then(|| post.lang.clone()),
        href: localised(locale, &urls::post(post, &view.zone)),
        until: post.validity.as_ref().and_then(|validity| Holds::of(validity, locale, &view.zone, now)),
        as_of: locale.with("warning-as-of", &[("at", moment(locale, at, &view.zone).into())]),
        iso: iso(at),
        issuer: issuer(view, post),
    }
}
