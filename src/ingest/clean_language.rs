//! The language of a text: what the source says, else what it looks like, else the town's.

use std::sync::LazyLock;

use whatlang::{Detector, Lang};

/// Fewer words say nothing.
const MIN_WORDS: usize = 3;

static DETECTOR: LazyLock<Detector> = LazyLock::new(|| {
    Detector::with_allowlist(vec![
        Lang::Deu,
        Lang::Eng,
        Lang::Fra,
        Lang::Nld,
        Lang::Pol,
        Lang::Ukr,
        Lang::Rus,
        Lang::Tur,
        Lang::Ara,
        Lang::Ita,
        Lang::Spa,
    ])
});

/// A primary language subtag (BCP 47). Leichte Sprache is German.
pub(super) fn choose(said: Option<&str>, easy: bool, text: &str, town: &str) -> String {
    said.and_then(primary)
        .or_else(|| easy.then(|| "de".to_owned()))
        .or_else(|| looks_like(text))
        .or_else(|| primary(town))
        .unwrap_or_else(|| "de".to_owned())
}

/// The language part of a tag; "undetermined", "several" and "none" are no languages.
fn primary(tag: &str) -> Option<String> {
    let language = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    let language = match language.as_str() {
        "deu" | "ger" => "de".to_owned(),
        "eng" => "en".to_owned(),
        "fra" | "fre" => "fr".to_owned(),
        _ => language,
    };
    let valid = matches!(language.len(), 2 | 3) && language.bytes().all(|b| b.is_ascii_lowercase());
    (valid && !matches!(language.as_str(), "und" | "mul" | "zxx" | "mis")).then_some(language)
}

fn looks_like(text: &str) -> Option<String> {
    let says =
        |word: &&str| !word.starts_with(['#', '@']) && !word.contains("://") && word.chars().any(char::is_alphabetic);
    let words: Vec<&str> = text.split_whitespace().filter(says).take(400).collect();
    if words.len() < MIN_WORDS {
        return None;
    }
    let found = DETECTOR.detect(&words.join(" ")).filter(whatlang::Info::is_reliable)?;
    let code = match found.lang() {
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Nld => "nl",
        Lang::Pol => "pl",
        Lang::Ukr => "uk",
        Lang::Rus => "ru",
        Lang::Tur => "tr",
        Lang::Ara => "ar",
        Lang::Ita => "it",
        Lang::Spa => "es",
        _ => return None,
    };
    Some(code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str =
        "The town hall will be closed on Friday because of a staff meeting. Please use our online services.";
    const UKRAINIAN: &str =
        "Ратуша буде зачинена у п'ятницю через збори працівників. Користуйтеся нашими послугами онлайн.";

    #[rstest::rstest]
    #[case(Some("de-DE"), ENGLISH, "de")]
    #[case(Some("fy"), ENGLISH, "fy")]
    #[case(Some("de-x-simple"), "", "de")]
    #[case(Some("und"), ENGLISH, "en")]
    #[case(Some("x"), ENGLISH, "en")]
    #[case(Some("<script>"), "", "nl")]
    #[case(None, ENGLISH, "en")]
    #[case(None, UKRAINIAN, "uk")]
    #[case(None, "Kermis zaterdag", "nl")]
    #[case(None, "#One #Two #Three @four https://the.example/and/of", "nl")]
    fn the_source_then_the_text_then_the_town(#[case] said: Option<&str>, #[case] text: &str, #[case] lang: &str) {
        assert_eq!(choose(said, false, text, "nl"), lang);
    }

    #[test]
    fn leichte_sprache_is_german() {
        assert_eq!(choose(None, true, ENGLISH, "nl"), "de");
    }
}
