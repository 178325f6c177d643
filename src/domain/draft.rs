//! What staff write before it is published: as it was typed, and what is wrong with it
//! (requirements ). Pure; `store::drafts` keeps it, the admin area asks.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use url::Url;

use super::day_text::{self, BadMoment, DayMeans};
use super::ids::{DraftId, MediaId, PostId, TownId, Ulid};
use super::limits::Subject;
use super::rules::{Label, LabelKind};
use super::stored::stored_enum;
use super::validity::{Validity, ValidityKind};

/// Pictures of one draft: as many as other servers show.
pub const MOST_PICTURES: usize = 4;
/// Characters of a heading.
pub const LONGEST_TITLE: usize = 80;
/// Characters of a name under which it stands.
const LONGEST_NAME: usize = 60;
/// Characters of the word that stands before the heading of a clarification: "Klarstellung: ".
const MARK: usize = 14;
/// Characters of what is claimed, and of what proves that it is wrong.
const LONGEST_CLAIM: usize = 2000;
/// Names of one kind.
const MOST_NAMES: usize = 8;

stored_enum! {
    /// Where a draft stands.
    DraftState {
        /// Somebody writes on it.
        Draft = "draft",
        /// Somebody else decides.
        Waiting = "waiting",
        /// It was given back with a reason.
        Returned = "returned",
        /// It appears by itself at its time.
        Planned = "planned",
        /// It is a post.
        Published = "published",
    }
}

stored_enum! {
    /// What kind of message it is.
    DraftKind {
        /// The town's own words.
        Own = "own",
        /// Copied from the town's WhatsApp channel, with its way of marking words.
        Whatsapp = "whatsapp",
        /// Copied from another channel that cannot be read.
        PassedOn = "passed_on",
        /// It says what is right about something that is claimed.
        Clarification = "clarification",
    }
}

impl DraftKind {
    /// Whether it was said somewhere else before.
    #[must_use]
    pub fn is_passed_on(self) -> bool {
        matches!(self, Self::Whatsapp | Self::PassedOn)
    }
}

/// A draft as it was typed. Nothing of it is lost because something else in it is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftContent {
    pub kind: DraftKind,
    pub title: String,
    /// Plain text: a blank line parts paragraphs. Of a clarification what is right.
    pub text: String,
    /// What is claimed, and what shows that it is wrong; only of a clarification.
    pub claim: String,
    pub evidence: String,
    /// The original, or where there is more.
    pub link: String,
    /// The channel it was passed on from.
    pub channel: String,
    /// When it was said there.
    pub said_at: String,
    pub sender: String,
    /// Names, parted by commas.
    pub topics: String,
    pub districts: String,
    pub valid_from: String,
    pub valid_until: String,
    /// When it is to appear; empty: at once.
    pub publish_at: String,
}

impl Default for DraftContent {
    fn default() -> Self {
        let empty = String::new;
        Self {
            kind: DraftKind::Own,
            title: empty(),
            text: empty(),
            claim: empty(),
            evidence: empty(),
            link: empty(),
            channel: empty(),
            said_at: empty(),
            sender: empty(),
            topics: empty(),
            districts: empty(),
            valid_from: empty(),
            valid_until: empty(),
            publish_at: empty(),
        }
    }
}

/// A part of a draft that can be wrong, in the order of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Title,
    Text,
    Claim,
    Evidence,
    Link,
    Channel,
    SaidAt,
    Sender,
    Topics,
    Districts,
    ValidFrom,
    ValidUntil,
    PublishAt,
}

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Neither words nor a picture.
    Empty,
    /// It may have so many characters.
    TooLong(usize),
    NoAddress,
    /// It does not say what is right.
    NoAnswer,
    /// It does not say what is claimed.
    NoClaim,
    /// It is not said where it comes from.
    NoChannel,
    When(BadMoment),
    /// The end is not behind the beginning.
    Order,
    /// It is over already.
    Past,
    /// It was said later than now.
    Future,
    /// More names than this.
    TooMany(usize),
}

/// A draft, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ready {
    pub link: Option<String>,
    pub said_at: Option<Timestamp>,
    pub labels: Vec<Label>,
    pub validity: Option<Validity>,
    pub publish_at: Option<Timestamp>,
    /// The hour of its appearance comes twice that night; the first is meant.
    pub doubled: bool,
}

impl DraftContent {
    /// What it is about, as far as roles are limited to it.
    #[must_use]
    pub fn subject(&self) -> Subject {
        let sender = self.sender.trim();
        Subject { senders: (!sender.is_empty()).then(|| sender.to_owned()).into_iter().collect(), channels: Vec::new() }
    }

    /// Reads it as of a moment. `pictures` is how many it has, `longest` how long a text may be.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the form.
    pub fn check(
        &self,
        pictures: usize,
        longest: usize,
        zone: &TimeZone,
        now: Timestamp,
    ) -> Result<Ready, Vec<(Part, Flaw)>> {
        let mut wrong = Vec::new();
        let clarifies = self.kind == DraftKind::Clarification;
        if clarifies && self.text.is_empty() {
            wrong.push((Part::Text, Flaw::NoAnswer));
        } else if self.title.is_empty() && self.text.is_empty() && pictures == 0 {
            wrong.push((Part::Text, Flaw::Empty));
        }
        if clarifies && self.claim.is_empty() {
            wrong.push((Part::Claim, Flaw::NoClaim));
        }
        for (part, text, most) in [
            (Part::Title, &self.title, if clarifies { LONGEST_TITLE - MARK } else { LONGEST_TITLE }),
            (Part::Text, &self.text, longest),
            (Part::Claim, &self.claim, LONGEST_CLAIM),
            (Part::Evidence, &self.evidence, LONGEST_CLAIM),
        ] {
            if text.chars().count() > most {
                wrong.push((part, Flaw::TooLong(most)));
            }
        }
        let link = address(&self.link).unwrap_or_else(|| {
            wrong.push((Part::Link, Flaw::NoAddress));
            None
        });
        if self.kind == DraftKind::PassedOn && self.channel.is_empty() {
            wrong.push((Part::Channel, Flaw::NoChannel));
        }
        let mut moment = |part, text: &str, means| match text {
            "" => None,
            text => day_text::read(text, means, zone).map_err(|bad| wrong.push((part, Flaw::When(bad)))).ok(),
        };
        let said_at = match self.kind.is_passed_on() {
            true => moment(Part::SaidAt, &self.said_at, DayMeans::Begin).map(|said| said.at),
            false => None,
        };
        let from = moment(Part::ValidFrom, &self.valid_from, DayMeans::Begin).map(|from| from.at);
        let until = moment(Part::ValidUntil, &self.valid_until, DayMeans::End).map(|until| until.at);
        let publish_at = moment(Part::PublishAt, &self.publish_at, DayMeans::Begin);
        if said_at.is_some_and(|at| at > now) {
            wrong.push((Part::SaidAt, Flaw::Future));
        }
        if from.zip(until).is_some_and(|(from, until)| until <= from) {
            wrong.push((Part::ValidUntil, Flaw::Order));
        } else if until.is_some_and(|until| until <= publish_at.map_or(now, |at| at.at.max(now))) {
            wrong.push((Part::ValidUntil, Flaw::Past));
        }
        if publish_at.is_some_and(|at| at.at <= now) {
            wrong.push((Part::PublishAt, Flaw::Past));
        }
        let labels = self.labels(&mut wrong);
        if !wrong.is_empty() {
            wrong.sort_by_key(|(part, _)| *part);
            return Err(wrong);
        }
        let known = from.is_some() || until.is_some();
        Ok(Ready {
            link,
            said_at,
            labels,
            validity: known.then_some(Validity { kind: ValidityKind::Other, from, until }),
            publish_at: publish_at.map(|at| at.at),
            doubled: publish_at.is_some_and(|at| at.doubled),
        })
    }

    /// The names under which it stands.
    fn labels(&self, wrong: &mut Vec<(Part, Flaw)>) -> Vec<Label> {
        let mut labels: Vec<Label> = Vec::new();
        for (part, kind, typed) in [
            (Part::Sender, LabelKind::Sender, &self.sender),
            (Part::Topics, LabelKind::Topic, &self.topics),
            (Part::Districts, LabelKind::District, &self.districts),
        ] {
            let one = kind == LabelKind::Sender;
            let names: Vec<&str> =
                typed.split([',', ';', '\n']).map(str::trim).filter(|name| !name.is_empty()).collect();
            let most = if one { 1 } else { MOST_NAMES };
            if names.len() > most {
                wrong.push((part, Flaw::TooMany(most)));
            }
            if names.iter().any(|name| name.chars().count() > LONGEST_NAME) {
                wrong.push((part, Flaw::TooLong(LONGEST_NAME)));
            }
            for name in names {
                let label = Label { kind, name: name.to_owned() };
                if !labels.contains(&label) {
                    labels.push(label);
                }
            }
        }
        labels
    }
}

/// An address of the web; people leave `https://` out. `None` when it is none; `Some(None)` when nothing was typed.
fn address(typed: &str) -> Option<Option<String>> {
    if typed.is_empty() {
        return Some(None);
    }
    let full = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let url = Url::parse(&full).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let named = url.host_str().is_some_and(|host| host.contains('.') || host == "localhost");
    (named && !full.contains(char::is_whitespace)).then(|| Some(url.into()))
}

/// A picture of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftPicture {
    pub media: MediaId,
    /// Empty: nobody described it yet.
    pub alt: String,
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub id: DraftId,
    pub town: TownId,
    pub ulid: Ulid,
    pub state: DraftState,
    pub content: DraftContent,
    pub author: Ulid,
    /// Who wrote on it last.
    pub editor: Ulid,
    pub version: i64,
    pub note: Option<String>,
    /// Who let it through or gave it back.
    pub decided_by: Option<Ulid>,
    /// Who let it through first, where a second person is to do so too.
    pub first_by: Option<Ulid>,
    pub publish_at: Option<Timestamp>,
    pub post: Option<PostId>,
    pub pictures: Vec<DraftPicture>,
    pub created_at: Timestamp,
    pub changed_at: Timestamp,
    pub published_at: Option<Timestamp>,
}

impl Draft {
    /// The line by which it is known.
    #[must_use]
    pub fn heading(&self) -> String {
        let words = if self.content.title.is_empty() { &self.content.text } else { &self.content.title };
        super::body_text::shorten(words, LONGEST_TITLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-24T12:00:00Z".parse().unwrap()
    }

    fn check(content: &DraftContent) -> Result<Ready, Vec<(Part, Flaw)>> {
        content.check(0, 1000, &TimeZone::get("Europe/Berlin").unwrap(), now())
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let content = DraftContent {
            kind: DraftKind::PassedOn,
            title: "x".repeat(81),
            link: "kein link".into(),
            said_at: "24.11.2026 15:00".into(),
            topics: "a,b,c,d,e,f,g,h,i".into(),
            valid_from: "1.12.2026".into(),
            valid_until: "30.11.2026".into(),
            publish_at: "28.3.2027 2:30".into(),
            ..DraftContent::default()
        };
        let wrong = check(&content).unwrap_err();
        let parts: Vec<Part> = wrong.iter().map(|(part, _)| *part).collect();
        assert_eq!(
            parts,
            [Part::Title, Part::Link, Part::Channel, Part::SaidAt, Part::Topics, Part::ValidUntil, Part::PublishAt],
            "{wrong:?}"
        );
        assert_eq!(check(&DraftContent::default()).unwrap_err(), [(Part::Text, Flaw::Empty)]);
    }

    #[test]
    fn a_clarification_says_what_is_right_and_what_is_claimed() {
        let mut content =
            DraftContent { kind: DraftKind::Clarification, title: "x".repeat(67), ..DraftContent::default() };
        let wrong = [(Part::Title, Flaw::TooLong(66)), (Part::Text, Flaw::NoAnswer), (Part::Claim, Flaw::NoClaim)];
        assert_eq!(check(&content).unwrap_err(), wrong);
        content.title = "x".repeat(66);
        content.text = "Das Freibad bleibt offen.".into();
        content.claim = "Das Freibad schließt für immer.".into();
        assert!(check(&content).is_ok());
    }

    #[test]
    fn a_draft_that_is_right_is_read() {
        let content = DraftContent {
            text: "Die Brücke ist gesperrt.".into(),
            link: "www.musterbach.de/bruecke".into(),
            sender: "Bauamt".into(),
            topics: "Verkehr, Baustellen; Verkehr".into(),
            valid_until: "30.11.2026".into(),
            publish_at: "25.11.2026 8:00".into(),
            ..DraftContent::default()
        };
        let ready = check(&content).unwrap();
        assert_eq!(ready.link.as_deref(), Some("https://www.musterbach.de/bruecke"));
        assert_eq!(ready.publish_at.unwrap().to_string(), "2026-11-25T07:00:00Z");
        assert_eq!(ready.validity.unwrap().until.unwrap().to_string(), "2026-11-30T23:00:00Z");
        let names: Vec<&str> = ready.labels.iter().map(|label| label.name.as_str()).collect();
        assert_eq!(names, ["Bauamt", "Verkehr", "Baustellen"]);
    }
}
