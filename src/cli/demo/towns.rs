//! The two invented towns: who they are, what they have said, what they are going to say. In: the texts beside this file.
//! Out: [`Place`]s. Called by `demo`.

use serde::Deserialize;

use crate::domain::town::TownSettings;

/// Everything about one invented town.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The first part of its hosts.
    pub label: String,
    pub name: String,
    pub color: String,
    pub bundesland: String,
    pub claim: String,
    pub phone: String,
    pub contact: String,
    pub privacy_officer: String,
    pub imprint: String,
    pub channels: Vec<Channel>,
    /// What stands on its website when the demo begins.
    pub posts: Vec<Text>,
    /// What it publishes while someone watches, in this order, then again with new numbers.
    pub script: Vec<Text>,
}

/// A department with a feed of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    pub key: String,
    pub name: String,
    pub format: Format,
}

/// In which form a department offers its news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Rss,
    Atom,
    Json,
}

/// One text. `{n}` stands for a number, `{site}` for the website's address.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub slug: String,
    /// The key of its channel.
    pub channel: String,
    /// How old it is when the demo begins.
    #[serde(default)]
    pub hours_ago: i64,
    pub title: Option<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    /// The scene of its picture.
    pub picture: Option<String>,
    /// What the picture shows; left out on some, as people do.
    #[serde(default)]
    pub alt: String,
    /// HTML.
    pub body: String,
    /// What it says after an edit.
    pub edit: Option<String>,
    /// How it is called after an edit, when not as before.
    pub edit_title: Option<String>,
    /// The town takes it back later.
    #[serde(default)]
    pub withdraw: bool,
}

impl Channel {
    /// Where its feed lies on the website; the town hall's is where everyone looks first.
    #[must_use]
    pub fn feed_path(&self) -> String {
        match self.format {
            Format::Rss => "/feed.xml".to_owned(),
            Format::Atom => format!("/{}/feed.atom", self.key),
            Format::Json => format!("/{}/feed.json", self.key),
        }
    }
}

impl Place {
    /// Host of the page that we make for it.
    #[must_use]
    pub fn host(&self, port: u16) -> String {
        format!("{}.localhost:{port}", self.label)
    }

    /// Address of its own website.
    #[must_use]
    pub fn website(&self, port: u16) -> String {
        format!("http://www.{}.localhost:{port}", self.label)
    }

    /// What staff would have set.
    #[must_use]
    pub fn settings(&self, website: &str) -> TownSettings {
        TownSettings {
            bundesland: Some(self.bundesland.clone()),
            color: self.color.clone(),
            claim: Some(self.claim.clone()),
            imprint: Some(self.imprint.trim().to_owned()),
            contact: Some(self.contact.clone()),
            privacy_officer: Some(self.privacy_officer.clone()),
            phone: Some(self.phone.clone()),
            website: Some(format!("{website}/")),
            ..TownSettings::default()
        }
    }
}

/// Both towns.
///
/// # Errors
/// When a text file is not what it should be, which a test holds impossible.
pub fn all() -> Result<[Place; 2], toml::de::Error> {
    Ok([
        toml::from_str(include_str!("texts/musterbach.toml"))?,
        toml::from_str(include_str!("texts/bad_lindenquell.toml"))?,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::pictures::SCENES;

    #[test]
    fn both_towns_have_plenty_to_say_and_every_reference_leads_somewhere() {
        for place in all().unwrap() {
            assert!(place.posts.len() >= 20, "{} has {} posts", place.name, place.posts.len());
            assert!(place.script.iter().any(|text| text.edit.is_some()));
            assert!(place.script.iter().any(|text| text.withdraw));
            let mut slugs: Vec<&str> = Vec::new();
            for text in place.posts.iter().chain(&place.script) {
                assert!(place.channels.iter().any(|channel| channel.key == text.channel), "{}", text.slug);
                assert!(text.picture.as_deref().is_none_or(|scene| SCENES.contains(&scene)), "{}", text.slug);
                assert!(!slugs.contains(&text.slug.as_str()), "{} twice", text.slug);
                slugs.push(&text.slug);
            }
            assert!(place.script.iter().all(|text| text.slug.contains("{n}")));
        }
    }
}
