//! What staff say about a page that cannot be read by itself: CSS selectors and a sitemap. In: the source's settings as
//! JSON. Out: [`HtmlSettings`], or which entry is wrong and what was probably meant. Called by `poll` before each look
//! and by admin when a source is added.

use scraper::Selector;
use serde_json::{Map, Value};
use thiserror::Error;
use url::Url;

use super::super::failure::SourceError;
use crate::domain::source::Cause;

/// Everything that can be set.
pub const KEYS: &[&str] = &["item", "link", "title", "date", "teaser", "image", "body", "next", "sitemap"];

/// Longer values are a mistake.
const MAX_VALUE: usize = 500;

/// Where things stand on the pages of one source; what is not set is found by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HtmlSettings {
    /// Each entry of the list.
    pub item: Option<String>,
    /// In an entry: the link to the article.
    pub link: Option<String>,
    pub title: Option<String>,
    /// In an entry, or on the article page.
    pub date: Option<String>,
    pub teaser: Option<String>,
    pub image: Option<String>,
    /// On the article page: the text.
    pub body: Option<String>,
    /// On the list: the link to the next page.
    pub next: Option<String>,
    /// A sitemap that says which articles were touched.
    pub sitemap: Option<Url>,
}

/// What is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SettingsFault {
    #[error("the settings are not a list of names and texts")]
    NotAList,
    #[error("there is no setting `{key}`")]
    Unknown { key: String, suggestion: Option<&'static str> },
    #[error("the setting `{key}` is not a text")]
    NotText { key: String },
    #[error("`{value}` is no CSS selector (setting `{key}`)")]
    BadSelector { key: String, value: String },
    #[error("`{value}` is no web address (setting `sitemap`)")]
    BadAddress { value: String },
}

impl From<SettingsFault> for SourceError {
    fn from(fault: SettingsFault) -> Self {
        Self::new(Cause::SettingsWrong, fault.to_string())
    }
}

impl SettingsFault {
    /// What is wrong, without words: it stands in a sentence of any language.
    #[must_use]
    pub fn brief(&self) -> String {
        match self {
            Self::NotAList => "{}".to_owned(),
            Self::Unknown { key, suggestion: Some(meant) } => format!("{key} → {meant}"),
            Self::Unknown { key, suggestion: None } => format!("{key} ({})", KEYS.join(", ")),
            Self::NotText { key } => key.clone(),
            Self::BadSelector { key, value } => format!("{key}={value}"),
            Self::BadAddress { value } => format!("sitemap={value}"),
        }
    }
}

impl HtmlSettings {
    /// Reads and checks settings; `null` is none.
    ///
    /// # Errors
    /// The first entry that cannot be used.
    pub fn read(value: &Value) -> Result<Self, SettingsFault> {
        match value {
            Value::Null => Ok(Self::default()),
            Value::Object(entries) => Self::of(Some(entries)),
            _ => Err(SettingsFault::NotAList),
        }
    }

    /// Reads and checks the entries of settings.
    ///
    /// # Errors
    /// The first one that cannot be used.
    pub fn of(entries: Option<&Map<String, Value>>) -> Result<Self, SettingsFault> {
        let mut settings = Self::default();
        for (key, value) in entries.into_iter().flatten() {
            let text = match value {
                Value::Null => continue,
                Value::String(text) => text.trim(),
                _ => return Err(SettingsFault::NotText { key: key.clone() }),
            };
            settings.set(key, text)?;
        }
        Ok(settings)
    }

    fn set(&mut self, key: &str, text: &str) -> Result<(), SettingsFault> {
        let field = match key {
            "item" => &mut self.item,
            "link" => &mut self.link,
            "title" => &mut self.title,
            "date" => &mut self.date,
            "teaser" => &mut self.teaser,
            "image" => &mut self.image,
            "body" => &mut self.body,
            "next" => &mut self.next,
            "sitemap" => {
                let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
                let url = url.ok_or_else(|| SettingsFault::BadAddress { value: text.to_owned() })?;
                self.sitemap = Some(url);
                return Ok(());
            }
            _ => return Err(SettingsFault::Unknown { key: key.to_owned(), suggestion: meant(key) }),
        };
        if text.len() > MAX_VALUE || Selector::parse(text).is_err() {
            return Err(SettingsFault::BadSelector { key: key.to_owned(), value: text.to_owned() });
        }
        *field = Some(text.to_owned());
        Ok(())
    }
}

/// The setting that was probably meant.
fn meant(key: &str) -> Option<&'static str> {
    let key = key.to_lowercase();
    let german = [
        ("eintrag", "item"),
        ("verweis", "link"),
        ("titel", "title"),
        ("datum", "date"),
        ("anriss", "teaser"),
        ("bild", "image"),
        ("text", "body"),
        ("weiter", "next"),
        ("content", "body"),
        ("list", "item"),
    ];
    if let Some((_, meant)) = german.iter().find(|(word, _)| *word == key) {
        return Some(meant);
    }
    let near = KEYS.iter().map(|known| (strsim::damerau_levenshtein(&key, known), *known));
    near.min().filter(|(distance, _)| *distance <= 2).map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn known_settings_are_taken_and_nothing_is_fine_too() {
        let settings =
            HtmlSettings::read(&json!({"item": " li.news ", "sitemap": "https://stadt.example/s.xml"})).unwrap();
        assert_eq!(settings.item.as_deref(), Some("li.news"));
        assert_eq!(settings.sitemap.unwrap().path(), "/s.xml");
        assert_eq!(HtmlSettings::read(&Value::Null), Ok(HtmlSettings::default()));
    }

    #[rstest::rstest]
    #[case("itme", Some("item"))]
    #[case("Titel", Some("title"))]
    #[case("farbe", None)]
    fn an_unknown_setting_is_refused_with_what_was_meant(#[case] key: &str, #[case] meant: Option<&'static str>) {
        let mut value = json!({});
        value[key] = "p".into();
        let fault = SettingsFault::Unknown { key: key.to_owned(), suggestion: meant };
        assert_eq!(HtmlSettings::read(&value), Err(fault));
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let refused = |value| HtmlSettings::read(&value).unwrap_err();
        assert!(matches!(refused(json!({"item": "li["})), SettingsFault::BadSelector { key, .. } if key == "item"));
        assert!(matches!(refused(json!({"item": 3})), SettingsFault::NotText { .. }));
        assert!(matches!(refused(json!({"sitemap": "sitemap.xml"})), SettingsFault::BadAddress { .. }));
        assert_eq!(refused(json!(["item"])), SettingsFault::NotAList);
    }
}
