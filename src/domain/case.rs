//! What citizens ask, report or wish, and what they say to the town from other servers: kinds, states, deadlines, and the
//! reasons for which an account may be blocked (requirements, L-08, L-09). Pure; `store::cases` keeps it.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{ActivityId, CaseId, MediaId, PostId, TownId, Ulid};
use super::stored::stored_enum;
use crate::seal::sha256_hex;

/// Characters of one message.
pub const LONGEST_TEXT: usize = 5_000;
/// Characters of a name.
pub const LONGEST_NAME: usize = 100;
/// Characters of a mail address (RFC 5321 § 4.5.3.1.3).
pub const LONGEST_MAIL: usize = 254;
/// Characters of typed addresses.
pub const LONGEST_ABOUT: usize = 2_000;
/// Links of one message; advertising has more.
pub const MOST_LINKS: usize = 5;
/// Messages that a citizen adds to one case.
pub const MOST_ADDED: usize = 20;
/// What the town says to an interim answer: until then it will have answered.
pub const INTERIM: Duration = Duration::from_secs(14 * 86_400);
/// How long a block lasts unless staff say otherwise.
pub const BLOCK: Duration = Duration::from_secs(30 * 86_400);

const DAY: u64 = 86_400;

stored_enum! {
    /// What somebody wants.
    CaseKind {
        /// A question.
        Question = "question",
        /// Something on the page cannot be used by somebody.
        Barrier = "barrier",
        /// Something on the page is unlawful (DSA Art. 16).
        Notice = "notice",
        /// A photo or a post is to go.
        Removal = "removal",
        /// A picture is to be described.
        Description = "description",
        /// An answer on another server to a post of ours.
        Reply = "reply",
        /// The town is named in a message on another server.
        Mention = "mention",
    }
}

stored_enum! {
    /// Where a case stands.
    CaseState {
        /// Nobody looked after it yet.
        New = "new",
        /// Somebody does.
        Assigned = "assigned",
        /// The citizen was told that an answer takes longer.
        Interim = "interim",
        /// It is answered.
        Answered = "answered",
        /// It is over.
        Closed = "closed",
    }
}

stored_enum! {
    /// Whose words they are.
    Direction {
        /// The citizen's.
        In = "in",
        /// The town's.
        Out = "out",
        /// Staff's among themselves.
        Note = "note",
    }
}

stored_enum! {
    /// Whom a message on another server was for.
    Visibility {
        Public = "public",
        Unlisted = "unlisted",
        Followers = "followers",
        Direct = "direct",
    }
}

stored_enum! {
    /// What is blocked.
    BlockKind {
        Account = "account",
        Server = "server",
    }
}

stored_enum! {
    /// Why: what no authority has to bear. Criticism is no reason (Art. 5 GG; OVG NRW 13 A 1535/21).
    BlockReason {
        /// Threats, incitement or other crimes.
        Crime = "crime",
        /// Insults without a matter.
        Insult = "insult",
        /// Data about other people.
        Privacy = "privacy",
        /// Advertising or the same message again and again.
        Spam = "spam",
        /// It is not a person but an attack.
        Attack = "attack",
    }
}

impl CaseKind {
    /// Whether it came by a form of the public page; else another server brought it.
    #[must_use]
    pub fn is_from_page(self) -> bool {
        !matches!(self, Self::Reply | Self::Mention)
    }

    /// How soon the town ought to react.
    #[must_use]
    pub fn deadline(self) -> Duration {
        let days = match self {
            Self::Removal => 1,
            Self::Notice => 3,
            Self::Question | Self::Description | Self::Reply | Self::Mention => 7,
            // The law gives an authority a month (BITV 2.0, Land laws); two weeks leave time to act.
            Self::Barrier => 14,
        };
        Duration::from_secs(days * DAY)
    }
}

impl CaseState {
    /// Whether the citizen waits for the town.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::New | Self::Assigned | Self::Interim)
    }
}

/// A case without what was said in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub id: CaseId,
    pub town: TownId,
    pub ulid: Ulid,
    /// By which people name it.
    pub number: String,
    pub kind: CaseKind,
    pub state: CaseState,
    pub post: Option<PostId>,
    pub media: Option<MediaId>,
    /// Addresses that the citizen typed.
    pub about: String,
    pub name: Option<String>,
    pub mail: Option<String>,
    /// The account's id on another server.
    pub actor_uri: Option<String>,
    /// As people name that account: `@name@server`.
    pub actor_handle: Option<String>,
    /// Who of the staff looks after it.
    pub assigned_to: Option<Ulid>,
    pub due_at: Option<Timestamp>,
    /// Since when further messages in it raise no task.
    pub muted_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub changed_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    /// Since when nothing of what the citizen gave is here any more.
    pub erased_at: Option<Timestamp>,
}

impl Case {
    /// Whether the town ought to have reacted.
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.state.is_open() && self.due_at.is_some_and(|due| due < now)
    }

    /// Whether it ought to react within a day.
    #[must_use]
    pub fn is_pressing(&self, now: Timestamp) -> bool {
        let soon = now.checked_add(Duration::from_secs(DAY)).unwrap_or(now);
        self.state.is_open() && self.due_at.is_some_and(|due| due < soon)
    }
}

/// Something said in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseMessage {
    pub ulid: Ulid,
    pub direction: Direction,
    /// Plain text.
    pub text: String,
    /// Who of the staff wrote it.
    pub staff: Option<Ulid>,
    /// When it came or was written.
    pub at: Timestamp,
    /// Its place on another server; `None` for what was said here.
    pub remote: Option<RemotePart>,
    /// The activity by which the town said it.
    pub activity: Option<ActivityId>,
}

/// What a message on another server has beside its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemotePart {
    pub object_uri: String,
    pub visibility: Visibility,
    /// When its author says it was said.
    pub said_at: Option<Timestamp>,
    pub edited_at: Option<Timestamp>,
    /// When its author took it back; the words are gone then.
    pub gone_at: Option<Timestamp>,
}

/// A block of an account or a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteBlock {
    pub ulid: Ulid,
    pub kind: BlockKind,
    /// The account's id, or the server's host.
    pub value: String,
    pub reason: BlockReason,
    pub staff: Option<Ulid>,
    pub at: Timestamp,
    /// `None`: until somebody lifts it.
    pub ends_at: Option<Timestamp>,
    pub lifted_at: Option<Timestamp>,
}

/// The number by which people name a case: eight letters and digits that are not mistaken on the phone.
#[must_use]
pub fn case_number(id: Ulid) -> String {
    let letters = id.to_string();
    let (head, tail) = letters.split_at(letters.len() - 8).1.split_at(4);
    format!("{head}-{tail}")
}

/// Whether something can be a mail address: one `@`, a host with a dot, no spaces or signs that mail headers know.
#[must_use]
pub fn is_mail(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else { return false };
    let plain = |part: &str| !part.chars().any(|c| c.is_whitespace() || c.is_control() || "@<>(),;:\\\"[]".contains(c));
    let labelled = host.split('.').count() > 1 && host.split('.').all(|label| !label.is_empty());
    !local.is_empty() && plain(local) && plain(host) && labelled && text.len() <= LONGEST_MAIL
}

/// What is stored of the secret in a case's address.
#[must_use]
pub fn secret_hash(secret: &str) -> String {
    sha256_hex(format!("ausrufer case {}", secret.to_ascii_lowercase()).as_bytes())
}

/// How many links a text has.
#[must_use]
pub fn links_in(text: &str) -> usize {
    let lower = text.to_lowercase();
    let bare = lower.matches("www.").count().saturating_sub(lower.matches("://www.").count());
    lower.matches("http://").count() + lower.matches("https://").count() + bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_no_letter_that_is_taken_for_another() {
        let number = case_number(Ulid(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef));
        assert_eq!(number.len(), 9, "{number}");
        assert!(
            number.chars().all(|c| c == '-' || c.is_ascii_digit() || (c.is_ascii_uppercase() && !"ILOU".contains(c)))
        );
    }

    #[test]
    fn mail_addresses_are_told_from_other_things() {
        for good in ["a@b.de", "anna.beispiel+amt@post.stadt.de"] {
            assert!(is_mail(good), "{good}");
        }
        for bad in ["", "a@b", "a b@c.de", "a@b.de\nBcc: x@y.de", "<a@b.de>", "a@@b.de", "a@.de", "@b.de", "a@b..de"] {
            assert!(!is_mail(bad), "{bad}");
        }
    }

    #[test]
    fn links_are_counted_once_each() {
        assert_eq!(links_in("Siehe www.stadt.de und https://www.stadt.de/x, http://a.de"), 3);
        assert_eq!(links_in("Kein Link."), 0);
    }

    #[test]
    fn a_case_is_late_while_the_citizen_waits() {
        let at: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        let mut case = Case {
            id: CaseId(1),
            town: TownId(1),
            ulid: Ulid(1),
            number: String::new(),
            kind: CaseKind::Removal,
            state: CaseState::New,
            post: None,
            media: None,
            about: String::new(),
            name: None,
            mail: None,
            actor_uri: None,
            actor_handle: None,
            assigned_to: None,
            due_at: at.checked_add(CaseKind::Removal.deadline()).ok(),
            muted_at: None,
            created_at: at,
            changed_at: at,
            closed_at: None,
            erased_at: None,
        };
        let hours = |n: i64| at.checked_add(jiff::SignedDuration::from_hours(n)).unwrap();
        assert!(case.is_pressing(hours(1)) && !case.is_late(hours(24)) && case.is_late(hours(25)));
        case.state = CaseState::Answered;
        assert!(!case.is_late(hours(25)) && !case.is_pressing(hours(25)));
    }
}
