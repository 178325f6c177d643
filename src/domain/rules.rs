//! What staff lay down per town and source: which posts are taken over, which wait for a person, and under which topic,
//! district and sender they stand. Pure: in goes an item with what it says, out comes a [`Ruling`].
//!
//! The town's rules are asked first, then the source's; the first that objects decides. Rules are asked once, when an
//! item comes; changed rules concern what comes after them.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::body_text;
use super::item::{Item, ItemKind};
use super::post::Content;
use super::source::SourceClass;

#[cfg(test)]
mod tests;
mod words;

pub use words::{BadWord, Tag, Word, Words};

/// Hashtags with which authors keep a post out of mirrors, where nothing else is set.
pub const OPT_OUT: [&str; 3] = ["nomirror", "nichtspiegeln", "nobridge"];

/// The rules of a town or a source. Empty lists rule nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Only posts in which one of these words stands.
    pub only_words: Vec<Word>,
    /// No post in which one of these words stands.
    pub without_words: Vec<Word>,
    /// Only posts with one of these hashtags.
    pub only_hashtags: Vec<Tag>,
    /// No post with one of these hashtags.
    pub without_hashtags: Vec<Tag>,
    /// With these hashtags authors keep a post out. `None`: the source follows its town, a town has [`OPT_OUT`].
    pub opt_out_tags: Option<Vec<Tag>>,
    pub only_kinds: Vec<ItemKind>,
    pub without_kinds: Vec<ItemKind>,
    /// Posts that were older when they came are left out.
    pub max_age: Option<MaxAge>,
    /// Whether a person agrees first. `None`: the source follows its town, a town publishes at once; a newsletter waits.
    pub approval: Option<bool>,
    /// A town's word on sources of third parties: they are left out unless this is `true` (neutrality of the state
    /// towards the press).
    pub third_parties: Option<bool>,
    pub topic: Vec<Assignment>,
    pub district: Vec<Assignment>,
    pub sender: Vec<Assignment>,
}

/// "Posts with these words stand under this name."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    pub name: String,
    /// Words, and hashtags with `#`; one of them is enough. Empty: always.
    #[serde(default)]
    pub when: Vec<Sign>,
}

/// A word or a hashtag that shows what a post is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Sign {
    Word(Word),
    Tag(Tag),
}

impl Sign {
    /// Reads `Word` or `#Hashtag`.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(text: &str) -> Result<Self, BadWord> {
        if text.trim().starts_with('#') { Tag::parse(text).map(Self::Tag) } else { Word::parse(text).map(Self::Word) }
    }
}

impl TryFrom<String> for Sign {
    type Error = BadWord;
    fn try_from(text: String) -> Result<Self, BadWord> {
        Self::parse(&text)
    }
}

impl From<Sign> for String {
    fn from(sign: Sign) -> Self {
        sign.to_string()
    }
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word.as_str()),
            Self::Tag(tag) => write!(f, "#{}", tag.as_str()),
        }
    }
}

/// An age in hours; written `36h` or `7d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MaxAge(u32);

impl MaxAge {
    /// Reads `36h` or `7d`.
    ///
    /// # Errors
    /// When it is something else, or nothing.
    pub fn parse(text: &str) -> Result<Self, BadAge> {
        let text = text.trim();
        let (digits, factor) = match (text.strip_suffix('h'), text.strip_suffix('d')) {
            (Some(digits), _) => (digits, 1),
            (_, Some(digits)) => (digits, 24),
            _ => return Err(BadAge),
        };
        let hours = digits.parse::<u32>().ok().and_then(|n| n.checked_mul(factor)).filter(|n| *n > 0);
        hours.map(Self).ok_or(BadAge)
    }

    /// In hours.
    #[must_use]
    pub fn hours(self) -> u32 {
        self.0
    }
}

/// Not an age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an age is written 36h or 7d")]
pub struct BadAge;

impl TryFrom<String> for MaxAge {
    type Error = BadAge;
    fn try_from(text: String) -> Result<Self, BadAge> {
        Self::parse(&text)
    }
}

impl From<MaxAge> for String {
    fn from(age: MaxAge) -> Self {
        age.to_string()
    }
}

impl fmt::Display for MaxAge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_multiple_of(24) { write!(f, "{}d", self.0 / 24) } else { write!(f, "{}h", self.0) }
    }
}

/// Whose rule it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Town,
    Source,
}

/// Why a post is not published, or not yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub level: Level,
    #[serde(flatten)]
    pub why: Why,
}

/// What a rule said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Why {
    /// The author asked for it with a hashtag.
    OptOut {
        tag: Tag,
    },
    /// The channel belongs to a third party.
    ThirdParty,
    /// None of the words stands in it.
    OnlyWords,
    WithoutWord {
        word: Word,
    },
    /// It has none of the hashtags.
    OnlyHashtags,
    WithoutHashtag {
        tag: Tag,
    },
    Kind {
        kind: ItemKind,
    },
    TooOld {
        max: MaxAge,
    },
    /// A person agrees first.
    Approval,
    /// A warning of the town's own, which a second person confirms.
    TwoPeople,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelKind {
    Topic,
    District,
    /// "Absender": which part of the town speaks. A post has at most one.
    Sender,
}

impl LabelKind {
    /// Every kind there is.
    pub const ALL: [Self; 3] = [Self::Topic, Self::District, Self::Sender];

    /// The form in which it is stored and typed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::District => "district",
            Self::Sender => "sender",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A name under which a post stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Label {
    pub kind: LabelKind,
    pub name: String,
}

/// What becomes of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ruling {
    /// It is published, under these names.
    Take(Vec<Label>),
    /// It is stored and counted, never shown.
    Leave(Reason),
    /// A person decides.
    Wait(Reason),
}

/// Why an item is on no page; stored beside it, so that a repeated look asks no rule again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "snake_case")]
pub enum Withheld {
    /// A rule left it out.
    Left { reason: Reason },
    /// It waits for a person.
    Waiting { reason: Reason },
    /// A person said no.
    Rejected,
}

/// All rules that concern a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleBook {
    pub town: Rules,
    pub source: Rules,
    pub class: SourceClass,
    /// The source's posts wait where its own rules say nothing (`SourceKind::asks_first`).
    pub asks_first: bool,
}

impl RuleBook {
    /// Judges an item by what it says; `at` is the moment at which it came.
    #[must_use]
    pub fn judge(&self, item: &Item, content: &Content, at: Timestamp) -> Ruling {
        if let Some((level, tag)) = self.opted_out(content) {
            return Ruling::Leave(Reason { level, why: Why::OptOut { tag } });
        }
        if self.class == SourceClass::ThirdParty && self.town.third_parties != Some(true) {
            return Ruling::Leave(Reason { level: Level::Town, why: Why::ThirdParty });
        }
        let words = words_of(item, content);
        for (level, rules) in self.levels() {
            if let Some(why) = rules.objection(item, content, &words, at) {
                return Ruling::Leave(Reason { level, why });
            }
        }
        let (level, approval) = match self.source.approval {
            Some(own) => (Level::Source, own),
            None if self.asks_first => (Level::Source, true),
            None => (Level::Town, self.town.approval == Some(true)),
        };
        // A warning that waits is no warning.
        if approval && item.kind != ItemKind::Warning {
            return Ruling::Wait(Reason { level, why: Why::Approval });
        }
        Ruling::Take(self.labels(item, content))
    }

    /// The hashtag with which the author keeps the post out, and whose list has it.
    #[must_use]
    pub fn opted_out(&self, content: &Content) -> Option<(Level, Tag)> {
        let (level, tags) = match (&self.source.opt_out_tags, &self.town.opt_out_tags) {
            (Some(own), _) => (Level::Source, own.clone()),
            (None, Some(town)) => (Level::Town, town.clone()),
            (None, None) => (Level::Town, usual_opt_out()),
        };
        tags.into_iter().find(|tag| tag.is_among(&content.hashtags)).map(|tag| (level, tag))
    }

    /// The names under which a post stands, each once; of senders the source's own, else the town's.
    #[must_use]
    pub fn labels(&self, item: &Item, content: &Content) -> Vec<Label> {
        let words = words_of(item, content);
        let mut labels: Vec<Label> = Vec::new();
        for kind in LabelKind::ALL {
            for (_, rules) in self.levels().into_iter().rev() {
                for one in rules.assignments(kind).iter().filter(|one| one.fits(content, &words)) {
                    let label = Label { kind, name: one.name.clone() };
                    let taken = kind == LabelKind::Sender && labels.iter().any(|known| known.kind == kind);
                    if !taken && !labels.contains(&label) {
                        labels.push(label);
                    }
                }
            }
        }
        labels
    }

    fn levels(&self) -> [(Level, &Rules); 2] {
        [(Level::Town, &self.town), (Level::Source, &self.source)]
    }
}

/// [`OPT_OUT`] as hashtags of a rule.
#[must_use]
pub fn usual_opt_out() -> Vec<Tag> {
    OPT_OUT.iter().filter_map(|tag| Tag::parse(tag).ok()).collect()
}

/// Everything in which a rule looks for words.
fn words_of(item: &Item, content: &Content) -> Words {
    let mut text = content.title.clone().unwrap_or_default();
    for part in
        [body_text::render(&content.body), content.hashtags.join("\n"), item.sensitive.clone().unwrap_or_default()]
    {
        text.push('\n');
        text.push_str(&part);
    }
    Words::of(&text)
}

impl Rules {
    /// The assignments of a kind.
    #[must_use]
    pub fn assignments(&self, kind: LabelKind) -> &[Assignment] {
        match kind {
            LabelKind::Topic => &self.topic,
            LabelKind::District => &self.district,
            LabelKind::Sender => &self.sender,
        }
    }

    /// What speaks against an item.
    fn objection(&self, item: &Item, content: &Content, words: &Words, at: Timestamp) -> Option<Why> {
        if self.without_kinds.contains(&item.kind)
            || (!self.only_kinds.is_empty() && !self.only_kinds.contains(&item.kind))
        {
            return Some(Why::Kind { kind: item.kind });
        }
        if let (Some(max), Some(said)) = (self.max_age, &item.created_at)
            && at.duration_since(said.utc).as_hours() >= i64::from(max.hours())
        {
            return Some(Why::TooOld { max });
        }
        if let Some(word) = self.without_words.iter().find(|word| word.stands_in(words)) {
            return Some(Why::WithoutWord { word: word.clone() });
        }
        if let Some(tag) = self.without_hashtags.iter().find(|tag| tag.is_among(&content.hashtags)) {
            return Some(Why::WithoutHashtag { tag: tag.clone() });
        }
        if !self.only_words.is_empty() && !self.only_words.iter().any(|word| word.stands_in(words)) {
            return Some(Why::OnlyWords);
        }
        if !self.only_hashtags.is_empty() && !self.only_hashtags.iter().any(|tag| tag.is_among(&content.hashtags)) {
            return Some(Why::OnlyHashtags);
        }
        None
    }
}

impl Assignment {
    fn fits(&self, content: &Content, words: &Words) -> bool {
        self.when.is_empty()
            || self.when.iter().any(|sign| match sign {
                Sign::Word(word) => word.stands_in(words),
                Sign::Tag(tag) => tag.is_among(&content.hashtags),
            })
    }
}
