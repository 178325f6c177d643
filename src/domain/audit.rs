//! The audit log: every decision, of a person or of the machine, that hides, withdraws, merges or releases.
//! Pure: what an entry is, its canonical bytes, and how a town's chain of hashes is checked. `store::audit` keeps the rows.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ids::{HeldId, TownId, Ulid};
use super::stored::stored_enum;
use crate::seal::sha256_hex;

/// Who decided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Who {
    /// The program by its rules.
    #[default]
    Machine,
    /// Someone at the command line, by the account's name there.
    Cli(String),
    /// Someone in the admin area.
    Staff(Ulid),
}

impl Who {
    /// Someone at the command line; of the name only what an account's name may hold is kept.
    #[must_use]
    pub fn at_command_line(name: &str) -> Self {
        Self::Cli(name.chars().filter(|c| c.is_alphanumeric() || "._-@".contains(*c)).take(64).collect())
    }

    /// The form in which it is stored.
    #[must_use]
    pub fn as_text(&self) -> String {
        match self {
            Self::Machine => "machine".into(),
            Self::Cli(name) => format!("cli:{name}"),
            Self::Staff(id) => format!("staff:{id}"),
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            None if text == "machine" => Some(Self::Machine),
            Some(("cli", name)) => Some(Self::Cli(name.to_owned())),
            Some(("staff", id)) => Ulid::from_string(id).ok().map(Self::Staff),
            _ => None,
        }
    }
}

stored_enum! {
    /// What was decided.
    Deed {
        /// A post looks withdrawn in all its channels and is out of page and feeds for now.
        Hidden = "hidden",
        /// It was a mistake: the post is back.
        ShownAgain = "shown_again",
        /// One channel withdrew its share; the post lives on in the others.
        ShareWithdrawn = "share_withdrawn",
        /// The post is gone for good.
        Withdrawn = "withdrawn",
        /// A rule leaves the post out: it is gone for good.
        LeftOut = "left_out",
        /// A rule leaves out one channel's share; the post lives on in the others.
        ShareLeftOut = "share_left_out",
        /// A new message became part of a post that says the same.
        Merged = "merged",
        /// Two posts became one: staff said so, or a new message showed it.
        Joined = "joined",
        /// Staff split a post.
        Split = "split",
        /// "Sofort entfernen".
        Removed = "removed",
        /// Taken back with the posts that appeared last.
        Retracted = "retracted",
        /// Staff wrote a part of a post themselves.
        Edited = "edited",
        /// Staff let the sources speak again.
        EditLifted = "edit_lifted",
        /// Staff said how long a post holds, or left it to its text.
        ValiditySet = "validity_set",
        /// Staff removed a picture, with every copy of it.
        PictureRemoved = "picture_removed",
        /// Staff warned.
        Warned = "warned",
        /// One person warned alone where two are wanted, and said why.
        WarnedAlone = "warned_alone",
        /// Staff wrote a warning that a second person confirms.
        WarningAsked = "warning_asked",
        /// Staff changed a warning.
        WarningChanged = "warning_changed",
        /// Staff gave the all-clear.
        WarningEnded = "warning_ended",
        /// The town answered somebody on another server.
        RemoteAnswered = "remote_answered",
        /// Such an answer was written anew.
        RemoteAnswerEdited = "remote_answer_edited",
        /// Such an answer was taken back.
        RemoteAnswerRemoved = "remote_answer_removed",
        /// Further messages in a conversation raise no task.
        CaseMuted = "case_muted",
        /// They do again.
        CaseUnmuted = "case_unmuted",
        /// The public page said what staff warned of, changed or ended; how long that took.
        WarningShown = "warning_shown",
        /// A new post, or many changes at once, wait for a person.
        Held = "held",
        /// A person let a held change through.
        Released = "released",
        /// A person kept what we have.
        Rejected = "rejected",
        /// A person said that the account behind it was closed.
        Closed = "closed",
        /// A held change no longer applies.
        Void = "void",
        SourcePaused = "source_paused",
        SourceResumed = "source_resumed",
        SourceRetired = "source_retired",
        SourceRemoved = "source_removed",
        /// A login was given back and wiped: a person said so, or the platform did for the one who logged in.
        LoginRemoved = "login_removed",
        SourceSet = "source_set",
        /// A town was added.
        TownAdded = "town_added",
        /// What a town says of itself was changed.
        TownSet = "town_set",
        TownPublished = "town_published",
        /// A town got an account that others can follow.
        ActorAdded = "actor_added",
        /// A person was invited, or got a further role.
        StaffInvited = "staff_invited",
        /// A person may choose a new password.
        StaffRenewed = "staff_renewed",
        /// A person's roles in this town ended.
        StaffEnded = "staff_ended",
        /// A person chose a password with a one-time address.
        PasswordChosen = "password_chosen",
        /// A person's phone became the second proof at sign-in.
        ProofSet = "proof_set",
        /// A person got new codes on paper.
        CodesRenewed = "codes_renewed",
        /// A person signed in with a code on paper.
        CodeUsed = "code_used",
        /// A person's second proof was taken away, so that they set up a new one.
        ProofReset = "proof_reset",
        /// A person may sign in with one more passkey.
        PasskeyAdded = "passkey_added",
        /// A person took a passkey away.
        PasskeyRemoved = "passkey_removed",
        /// A person may sign in with an account of the town hall's own service.
        AccountLinked = "account_linked",
        /// A person may do so no more.
        AccountParted = "account_parted",
        /// A role counts for some senders and channels only, or for all again.
        StaffLimited = "staff_limited",
        /// A person took on a role that waited for them.
        RoleTakenOn = "role_taken_on",
        /// Somebody approves for a person who is away.
        SubstituteSet = "substitute_set",
        /// Nobody does any more.
        SubstituteEnded = "substitute_ended",
        /// What has to happen before something of the town's own appears was changed.
        ApprovalRulesSet = "approval_rules_set",
        /// The agency publishes without approval under a sender or from a channel, until a day.
        AgencyPassSet = "agency_pass_set",
        /// It waits for approval there again.
        AgencyPassEnded = "agency_pass_ended",
        /// The town works with its agency no more.
        AgencyEnded = "agency_ended",
        /// Somebody asked for what is another town's.
        TurnedAway = "turned_away",
        /// One of two approvals is there.
        DraftApprovedFirst = "draft_approved_first",
        /// A message of staff's own waits for somebody else.
        DraftHandedIn = "draft_handed_in",
        /// It goes back to whoever wrote it, with a reason.
        DraftReturned = "draft_returned",
        /// It appears at the time that it names.
        DraftPlanned = "draft_planned",
        /// It became a post, or part of one.
        DraftPublished = "draft_published",
        /// It was thrown away.
        DraftDeleted = "draft_deleted",
        /// Somebody looks after a citizen's case, or nobody does any more.
        CaseAssigned = "case_assigned",
        /// The citizen was told that an answer takes longer.
        CaseInterim = "case_interim",
        CaseAnswered = "case_answered",
        /// Staff noted something for themselves.
        CaseNoted = "case_noted",
        CaseClosed = "case_closed",
        CaseReopened = "case_reopened",
        /// A citizen had everything deleted that they gave.
        CaseErased = "case_erased",
        /// Staff do not listen to an account or a server for a while.
        RemoteBlocked = "remote_blocked",
        RemoteBlockLifted = "remote_block_lifted",
    }
}

/// What a decision is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    Post(Ulid),
    /// A source, by its slug.
    Source(String),
    Held(HeldId),
    Town,
    /// A person of the admin area.
    Staff(Ulid),
    /// A message before it is published.
    Draft(Ulid),
    /// What a citizen asked, reported or wished.
    Case(Ulid),
}

impl About {
    /// The kind of thing, and which one.
    #[must_use]
    pub fn as_texts(&self) -> (&'static str, String) {
        match self {
            Self::Post(ulid) => ("post", ulid.to_string()),
            Self::Source(slug) => ("source", slug.clone()),
            Self::Held(id) => ("held", id.to_string()),
            Self::Town => ("town", String::new()),
            Self::Staff(id) => ("staff", id.to_string()),
            Self::Draft(id) => ("draft", id.to_string()),
            Self::Case(id) => ("case", id.to_string()),
        }
    }
}

/// A decision to be written down.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    pub town: TownId,
    pub at: Timestamp,
    pub who: Who,
    pub deed: Deed,
    pub about: About,
    /// Slugs, ids, counts and reasons. Never a post's text or a person's data: the log outlives both.
    pub detail: Value,
}

impl AuditEntry {
    /// What is stored of it.
    #[must_use]
    pub fn line(&self) -> Line {
        let (about_kind, about) = self.about.as_texts();
        Line {
            at_ms: self.at.as_millisecond(),
            who: self.who.as_text(),
            deed: self.deed.as_str().to_owned(),
            about_kind: about_kind.to_owned(),
            about,
            detail: self.detail.to_string(),
        }
    }
}

/// An entry's texts as stored. Checking uses these, so that a later version's words break no chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Unix milliseconds.
    pub at_ms: i64,
    pub who: String,
    pub deed: String,
    pub about_kind: String,
    pub about: String,
    /// JSON.
    pub detail: String,
}

impl Line {
    /// The bytes that are hashed: the hash before, the number, and each field, every one with its length before it, so
    /// that no two entries have the same bytes.
    #[must_use]
    pub fn canonical(&self, before: &Link) -> Vec<u8> {
        let (n, at) = ((before.n + 1).to_string(), self.at_ms.to_string());
        let fields = [&before.hash, &n, &at, &self.who, &self.deed, &self.about_kind, &self.about, &self.detail];
        let mut bytes = Vec::new();
        for field in fields {
            bytes.extend_from_slice(format!("{}:{field},", field.len()).as_bytes());
        }
        bytes
    }
}

/// A place in a town's chain: the entry's number, from 1, and its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub n: i64,
    /// SHA-256 in hex.
    pub hash: String,
}

impl Link {
    /// Before the first entry. It names the town, so that no chain passes for another town's.
    #[must_use]
    pub fn start(town: Ulid) -> Self {
        Self { n: 0, hash: sha256_hex(format!("ausrufer audit 1 {town}").as_bytes()) }
    }

    /// The place of the entry that follows this one.
    #[must_use]
    pub fn followed_by(&self, line: &Line) -> Self {
        Self { n: self.n + 1, hash: sha256_hex(&line.canonical(self)) }
    }
}

/// A stored entry with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub link: Link,
    pub line: Line,
}

/// Where a chain is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    /// The first entry that is not as it was written.
    pub n: i64,
    pub how: Flaw,
}

/// How an entry is not as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// It is missing.
    Missing,
    /// It was changed, exchanged or put in.
    Changed,
}

/// Follows a chain from its start.
pub struct Check(Link);

impl Check {
    /// Before the first entry.
    #[must_use]
    pub fn begin(town: Ulid) -> Self {
        Self(Link::start(town))
    }

    /// As far as it was followed.
    #[must_use]
    pub fn place(&self) -> &Link {
        &self.0
    }

    /// Follows the chain by one entry.
    ///
    /// # Errors
    /// [`Broken`] when the entry does not follow.
    pub fn follow(&mut self, row: &Row) -> Result<(), Broken> {
        let next = self.0.followed_by(&row.line);
        if row.link.n > next.n {
            return Err(Broken { n: next.n, how: Flaw::Missing });
        }
        if row.link != next {
            return Err(Broken { n: row.link.n, how: Flaw::Changed });
        }
        self.0 = next;
        Ok(())
    }

    /// Whether the chain ends where the last writer noted its end.
    ///
    /// # Errors
    /// [`Broken`] when entries are missing at the end, or there are some that nobody noted.
    pub fn finish(self, noted: Option<&Link>) -> Result<Link, Broken> {
        let noted_n = noted.map_or(0, |link| link.n);
        if noted_n > self.0.n {
            return Err(Broken { n: self.0.n + 1, how: Flaw::Missing });
        }
        if noted_n < self.0.n {
            return Err(Broken { n: noted_n + 1, how: Flaw::Changed });
        }
        if noted.is_some_and(|link| link.hash != self.0.hash) {
            return Err(Broken { n: self.0.n, how: Flaw::Changed });
        }
        Ok(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn town() -> Ulid {
        Ulid::from_string("01J9ZQ8W3V5T7R9P1N3M5K7H9F").unwrap()
    }

    fn line(about: &str) -> Line {
        Line {
            at_ms: 1_795_521_600_000,
            who: "machine".into(),
            deed: "hidden".into(),
            about_kind: "post".into(),
            about: about.into(),
            detail: "{}".into(),
        }
    }

    fn chain(abouts: &[&str]) -> Vec<Row> {
        let mut at = Link::start(town());
        let mut rows = Vec::new();
        for about in abouts {
            at = at.followed_by(&line(about));
            rows.push(Row { link: at.clone(), line: line(about) });
        }
        rows
    }

    fn check(rows: &[Row], noted: Option<&Link>) -> Result<Link, Broken> {
        let mut check = Check::begin(town());
        for row in rows {
            check.follow(row)?;
        }
        check.finish(noted)
    }

    #[test]
    fn the_bytes_of_an_entry_are_fixed_for_ever() {
        let start = Link { n: 0, hash: "ab".into() };
        let bytes = String::from_utf8(line("X").canonical(&start)).unwrap();
        assert_eq!(bytes, "2:ab,1:1,13:1795521600000,7:machine,6:hidden,4:post,1:X,2:{},");
    }

    #[test]
    fn every_kind_of_tampering_is_found_where_it_begins() {
        let whole = chain(&["a", "b", "c", "d"]);
        let end = whole[3].link.clone();
        assert_eq!(check(&whole, Some(&end)), Ok(end.clone()));
        assert_eq!(check(&[], None).map(|link| link.n), Ok(0));
        let broken = |n, how| Err(Broken { n, how });
        let mut changed = whole.clone();
        changed[1].line.about = "x".into();
        assert_eq!(check(&changed, Some(&end)), broken(2, Flaw::Changed));
        let mut hashed_anew = changed.clone();
        hashed_anew[1].link = whole[0].link.followed_by(&changed[1].line);
        assert_eq!(check(&hashed_anew, Some(&end)), broken(3, Flaw::Changed));
        let without = [whole[0].clone(), whole[2].clone(), whole[3].clone()];
        assert_eq!(check(&without, Some(&end)), broken(2, Flaw::Missing));
        let mut exchanged = whole.clone();
        let (left, right) = exchanged.split_at_mut(2);
        std::mem::swap(&mut left[1].line, &mut right[0].line);
        assert_eq!(check(&exchanged, Some(&end)), broken(2, Flaw::Changed));
        assert_eq!(check(&whole[..3], Some(&end)), broken(4, Flaw::Missing), "cut off at the end");
        assert_eq!(check(&[], Some(&end)), broken(1, Flaw::Missing), "emptied");
        assert_eq!(check(&whole, Some(&whole[2].link)), broken(4, Flaw::Changed), "put in at the end");
        assert_eq!(check(&whole, None), broken(1, Flaw::Changed), "nobody noted any");
        let other = Check::begin(Ulid::nil()).follow(&whole[0]);
        assert_eq!(other, broken(1, Flaw::Changed).map(|_: Link| ()), "another town's chain");
    }

    #[test]
    fn who_it_was_is_read_as_it_was_written() {
        for who in [Who::Machine, Who::at_command_line("kern"), Who::Staff(town())] {
            assert_eq!(Who::parse(&who.as_text()), Some(who));
        }
        assert_eq!(Who::at_command_line("a:b\n<c>").as_text(), "cli:abc");
        assert_eq!(Who::parse("nobody"), None);
    }
}
