//! Whether an event takes place. In: its `STATUS` and its title. Out: an [`EventStatus`]. Council systems have no status
//! to set, so people write "ENTFÄLLT" into the title. Called by `event_read`.

use crate::domain::item::EventStatus;

/// Words before or after a title that take it back.
const CANCELLED: &[&str] = &[
    "entfällt",
    "entfaellt",
    "fällt aus",
    "faellt aus",
    "abgesagt",
    "ausfall",
    "fällt leider aus",
    "entfällt leider",
    "cancelled",
    "canceled",
];
/// Words that say it takes place at another time or place.
const MOVED: &[&str] = &["verschoben", "verlegt", "neuer termin", "postponed"];

/// Reads both. A word counts where it stands apart: first, last or in brackets, or in capitals anywhere.
#[must_use]
pub fn status_of(status: Option<&str>, title: Option<&str>) -> EventStatus {
    if status.is_some_and(|status| status.eq_ignore_ascii_case("cancelled") || status.eq_ignore_ascii_case("canceled"))
    {
        return EventStatus::Cancelled;
    }
    let says = |words: &[&str]| title.is_some_and(|title| words.iter().any(|word| stands_apart(title, word)));
    if says(CANCELLED) {
        EventStatus::Cancelled
    } else if says(MOVED) {
        EventStatus::Moved
    } else {
        EventStatus::Scheduled
    }
}

fn stands_apart(title: &str, word: &str) -> bool {
    let capitals = word.to_uppercase();
    if words(title).windows(words(&capitals).len()).any(|window| window.join(" ") == capitals) {
        return true;
    }
    let lower = title.trim().to_lowercase();
    let parts = lower.split([':', '(', ')', '[', ']', '–', '—', '!', '/', '|']).flat_map(|part| part.split(" - "));
    parts.map(|part| part.trim().trim_matches(['-', '*', '.', ',', '"', '+'])).any(|part| part.trim() == word)
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case(Some("CANCELLED"), "Rat", EventStatus::Cancelled)]
    #[case(None, "ENTFÄLLT - Sportausschuss", EventStatus::Cancelled)]
    #[case(Some("CONFIRMED"), "Sportausschuss (entfällt)", EventStatus::Cancelled)]
    #[case(None, "Abgesagt: Bürgerfest", EventStatus::Cancelled)]
    #[case(None, "Bürgerfest FÄLLT AUS wegen Sturm", EventStatus::Cancelled)]
    #[case(None, "VERSCHOBEN: Rat", EventStatus::Moved)]
    #[case(Some("TENTATIVE"), "Rat", EventStatus::Scheduled)]
    #[case(None, "Vortrag: Was entfällt im Alter?", EventStatus::Scheduled)]
    #[case(None, "Was tun bei Stromausfall?", EventStatus::Scheduled)]
    fn a_title_may_take_it_back(#[case] status: Option<&str>, #[case] title: &str, #[case] expected: EventStatus) {
        assert_eq!(status_of(status, Some(title)), expected, "{title}");
    }
}
