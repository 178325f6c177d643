//! People who work in the admin area: their roles, and what each role may do (requirements A-17). Pure; `store::staff`
//! and its neighbours keep them, `admin::routes` asks for a permission at every door.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{SessionId, StaffId, TownId, Ulid};
use super::limits::{Limits, Subject};
use super::stored::stored_enum;

/// Who does nothing for so long is signed out (requirements S-04).
pub const LONGEST_PAUSE: Duration = Duration::from_secs(30 * 60);
/// Who is signed in for so long signs in again.
pub const LONGEST_SESSION: Duration = Duration::from_secs(12 * 3600);
/// Who just proved who they are may change with what they sign in, for so long.
pub const FRESH: Duration = Duration::from_secs(10 * 60);
/// A sign-in that leads over another page may take so long.
pub const LONGEST_DETOUR: Duration = Duration::from_secs(10 * 60);
/// Whose password was right has so long for the second proof.
pub const LONGEST_HALF: Duration = Duration::from_secs(10 * 60);

stored_enum! {
    /// What someone is in a town.
    Role {
        /// Everything, the other owners too.
        Owner = "inhaber",
        /// Runs the area: channels, posts, people.
        Manager = "verwaltung",
        /// Writes, publishes, decides about channels.
        Editor = "redaktion",
        /// Writes; somebody else publishes.
        Author = "mitarbeit",
        /// Lets through what waits.
        Approver = "freigabe",
        /// Data protection: reads the log.
        Privacy = "datenschutz",
        /// Keeps the machine running; reads no unpublished words.
        Technician = "technik",
        /// Works for the town from outside: nothing appears by its word alone.
        Agency = "agentur",
    }
}

stored_enum! {
    /// What a route can need.
    Permission {
        /// See how the channels are doing, and how much there is to do.
        Look = "look",
        /// Read what is not published yet.
        Read = "read",
        /// Let through or refuse what waits.
        Answer = "answer",
        /// Write over titles and descriptions of pictures.
        Edit = "edit",
        /// "Sofort entfernen".
        Remove = "remove",
        /// Warn in the town's name.
        Warn = "warn",
        /// Pause and discontinue channels, set their rules.
        Channels = "channels",
        /// Add channels, and sign in at platforms.
        Connect = "connect",
        /// See who works here.
        Team = "team",
        /// Invite people and end their roles.
        Invite = "invite",
        /// Say what the town is called, looks like and answers for; open its page and its account.
        SetUp = "set_up",
        /// Read the log.
        Log = "log",
        /// Write messages of the town's own; nothing appears by that alone.
        Write = "write",
        /// Publish them, or let through or give back what others wrote.
        Publish = "publish",
        /// Read what citizens ask, report and wish.
        Cases = "cases",
        /// Answer them in the town's name.
        Reply = "reply",
    }
}

impl Permission {
    /// Whether it is about the whole town, so that a role for some senders or channels does not give it.
    #[must_use]
    pub fn is_of_whole_town(self) -> bool {
        matches!(self, Self::Warn | Self::Connect | Self::Invite | Self::Log)
    }
}

impl Role {
    /// What it may do.
    #[must_use]
    pub fn permissions(self) -> &'static [Permission] {
        use Permission::{
            Answer, Cases, Channels, Connect, Edit, Invite, Log, Look, Publish, Read, Remove, Reply, SetUp, Team, Warn,
            Write,
        };
        match self {
            Self::Owner | Self::Manager => &[
                Look, Read, Answer, Edit, Remove, Warn, Channels, Connect, Team, Invite, SetUp, Log, Write, Publish,
                Cases, Reply,
            ],
            Self::Editor => {
                &[Look, Read, Answer, Edit, Remove, Warn, Channels, Connect, Team, Write, Publish, Cases, Reply]
            }
            Self::Author => &[Look, Read, Team, Write],
            Self::Approver => &[Look, Read, Answer, Remove, Warn, Team, Publish, Cases, Reply],
            Self::Privacy => &[Look, Read, Team, Log, Cases],
            Self::Technician => &[Look],
            Self::Agency => &[Look, Read, Channels, Connect, Write],
        }
    }

    /// Whether who has this role may give another, or take it away: nobody gives more than they hold, and an owner is
    /// made by an owner.
    #[must_use]
    pub fn may_give(self, other: Self) -> bool {
        self.may(Permission::Invite)
            && (self == Self::Owner || other != Self::Owner)
            && other.permissions().iter().all(|one| self.may(*one))
    }

    /// Whether it can be limited to senders and channels: its work is about messages.
    #[must_use]
    pub fn can_be_limited(self) -> bool {
        matches!(self, Self::Editor | Self::Author | Self::Approver | Self::Agency)
    }

    /// Whether it may do something.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    pub id: StaffId,
    pub ulid: Ulid,
    /// A mail address or a short name, lower case.
    pub login: String,
    pub name: String,
    /// The password's hash; `None` until the invitation was taken up.
    pub password: Option<String>,
    pub created_at: Timestamp,
    pub signed_in_at: Option<Timestamp>,
    /// Since when this person works here no more.
    pub ended_at: Option<Timestamp>,
    /// Since when a phone is the second proof; `None`: there is none yet.
    pub proof_since: Option<Timestamp>,
    /// Since when there is a passkey; `None`: there is none.
    pub passkey_since: Option<Timestamp>,
}

impl Staff {
    /// Whether there is any second proof, which is then asked for.
    #[must_use]
    pub fn has_proof(&self) -> bool {
        self.proof_since.is_some() || self.passkey_since.is_some()
    }
}

/// A key that a device of someone holds and that stands in for password and second proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffPasskey {
    pub ulid: Ulid,
    /// What its owner calls it.
    pub name: String,
    /// Its public half and its counter, as JSON; only the admin area reads it.
    pub public_key: String,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// One role of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// `None`: in all towns.
    pub town: Option<TownId>,
    pub role: Role,
    /// Who stands in for somebody does so from a day on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub limits: Limits,
}

impl Grant {
    /// A role without limits.
    #[must_use]
    pub fn new(town: Option<TownId>, role: Role, until: Option<Timestamp>) -> Self {
        Self { town, role, from: None, until, limits: Limits::default() }
    }

    /// Whether it counts in a town at a moment.
    #[must_use]
    pub fn holds(&self, town: TownId, now: Timestamp) -> bool {
        self.town.is_none_or(|own| own == town)
            && self.from.is_none_or(|from| from <= now)
            && self.until.is_none_or(|until| until > now)
    }

    /// Whether it lets someone do something, if with limits.
    fn gives(&self, permission: Permission) -> bool {
        self.role.may(permission) && (self.limits.is_none() || !permission.is_of_whole_town())
    }
}

/// The roles that someone has in a town at a moment.
pub fn roles_in(grants: &[Grant], town: TownId, now: Timestamp) -> impl Iterator<Item = Role> {
    grants.iter().filter(move |grant| grant.holds(town, now)).map(|grant| grant.role)
}

/// Whether someone may do something in a town at a moment, if only for some senders or channels; see [`reach`].
#[must_use]
pub fn may(grants: &[Grant], town: TownId, permission: Permission, now: Timestamp) -> bool {
    grants.iter().any(|grant| grant.holds(town, now) && grant.gives(permission))
}

/// For what someone may do something in a town at a moment: all their roles together. `None`: for nothing.
#[must_use]
pub fn reach(grants: &[Grant], town: TownId, permission: Permission, now: Timestamp) -> Option<Limits> {
    let mut together: Option<Limits> = None;
    for grant in grants.iter().filter(|grant| grant.holds(town, now) && grant.gives(permission)) {
        if grant.limits.is_none() {
            return Some(Limits::default());
        }
        together = Some(together.unwrap_or_default().and(&grant.limits));
    }
    together
}

/// Whether someone may do something with one thing.
#[must_use]
pub fn covers(grants: &[Grant], town: TownId, permission: Permission, subject: &Subject, now: Timestamp) -> bool {
    reach(grants, town, permission, now).is_some_and(|limits| limits.cover(subject))
}

/// Whether someone may give a role: nobody gives more than they hold, nor for longer, nor for more senders or channels
/// (requirements A-17).
#[must_use]
pub fn may_give(own: &[Grant], given: &Grant, now: Timestamp) -> bool {
    own.iter().any(|own| {
        let there = own.town.is_none() || own.town == given.town;
        let begun = own.from.is_none_or(|from| from <= now);
        let now_and_as_long = match own.until {
            None => true,
            Some(until) => until > now && given.until.is_some_and(|end| end <= until),
        };
        there && begun && now_and_as_long && given.limits.are_within(&own.limits) && own.role.may_give(given.role)
    })
}

/// That one person approves for another while they are away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Substitution {
    pub town: TownId,
    /// Who is away.
    pub person: StaffId,
    pub substitute: StaffId,
    pub from: Timestamp,
    pub until: Timestamp,
}

impl Substitution {
    /// What the substitute may do by it: approve what the other could approve, as long as both last.
    #[must_use]
    pub fn grants(&self, theirs: &[Grant]) -> Vec<Grant> {
        let approving =
            |grant: &&Grant| grant.town.is_none_or(|town| town == self.town) && grant.role.may(Permission::Publish);
        let stand_in = |grant: &Grant| Grant {
            town: Some(self.town),
            role: Role::Approver,
            from: Some(grant.from.map_or(self.from, |from| from.max(self.from))),
            until: Some(grant.until.map_or(self.until, |until| until.min(self.until))),
            limits: grant.limits.clone(),
        };
        theirs.iter().filter(approving).map(stand_in).collect()
    }

    /// Whether it counts at a moment.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.from <= now && now < self.until
    }
}

/// A place where someone is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub staff: StaffId,
    /// Browser and system, as far as it says so.
    pub device: String,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    /// Only the password was right yet.
    pub half: bool,
    /// It began with a second proof: one of ours, or one that the town hall's sign-in service vouched for.
    pub proven: bool,
    /// In which of several towns they work at the moment.
    pub town: Option<TownId>,
}

/// What someone signs in with, as it is stored: a mail address or a short name; 3 to 100 characters, no spaces.
#[must_use]
pub fn parse_login(given: &str) -> Option<String> {
    let login = given.trim().to_lowercase();
    let fits = (3..=100).contains(&login.chars().count());
    let plain = login.chars().all(|c| c.is_alphanumeric() || "@._+-".contains(c));
    (fits && plain).then_some(login)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gives_more_than_they_hold() {
        for giver in Role::ALL {
            for given in Role::ALL.iter().filter(|given| giver.may_give(**given)) {
                assert!(giver.may(Permission::Invite));
                assert!(given.permissions().iter().all(|one| giver.may(*one)), "{giver:?} gives {given:?}");
            }
        }
        assert!(Role::Owner.may_give(Role::Owner));
        assert!(!Role::Manager.may_give(Role::Owner));
        assert!(Role::Manager.may_give(Role::Manager));
        assert!(!Role::Editor.may_give(Role::Author));
    }

    #[test]
    fn a_role_counts_in_its_town_and_until_its_end() {
        let now = Timestamp::UNIX_EPOCH;
        let later = "1970-01-02T00:00:00Z".parse().unwrap();
        let grant = Grant::new(Some(TownId(1)), Role::Editor, Some(later));
        let grants = [grant.clone()];
        assert!(may(&grants, TownId(1), Permission::Answer, now));
        assert!(!may(&grants, TownId(2), Permission::Look, now));
        assert!(!may(&grants, TownId(1), Permission::Answer, later));
        assert!(!may(&grants, TownId(1), Permission::Log, now));
        let everywhere = Grant { town: None, until: None, ..grant };
        assert!(may(&[everywhere], TownId(7), Permission::Answer, later));
    }

    #[test]
    fn a_login_is_a_mail_address_or_a_short_name() {
        assert_eq!(parse_login(" Anna.Beispiel@Musterbach.de "), Some("anna.beispiel@musterbach.de".into()));
        assert_eq!(parse_login("anna"), Some("anna".into()));
        for bad in ["", "ab", "anna beispiel", "a<b>c", &"x".repeat(101)] {
            assert_eq!(parse_login(bad), None, "{bad}");
        }
    }

    #[test]
    fn nobody_gives_more_than_they_hold_nor_for_longer() {
        let (now, soon, later): (Timestamp, Timestamp, Timestamp) = (
            "2026-11-24T12:00:00Z".parse().unwrap(),
            "2026-12-24T12:00:00Z".parse().unwrap(),
            "2027-12-24T12:00:00Z".parse().unwrap(),
        );
        let grant = |town: Option<i64>, role, until| Grant::new(town.map(TownId), role, until);
        let own = [grant(Some(1), Role::Manager, Some(soon))];
        assert!(may_give(&own, &grant(Some(1), Role::Manager, Some(soon)), now));
        assert!(!may_give(&own, &grant(Some(1), Role::Manager, None), now), "longer than one's own");
        assert!(!may_give(&own, &grant(Some(1), Role::Manager, Some(later)), now));
        assert!(!may_give(&own, &grant(Some(2), Role::Manager, Some(soon)), now), "in another town");
        assert!(!may_give(&own, &grant(None, Role::Manager, Some(soon)), now), "in all towns");
        assert!(!may_give(&own, &grant(Some(1), Role::Owner, Some(soon)), now), "more than one's own");
        assert!(!may_give(&own, &grant(Some(1), Role::Manager, Some(soon)), later), "one's own is over");
        assert!(may_give(&[grant(None, Role::Owner, None)], &grant(Some(2), Role::Owner, None), now));
    }

    #[test]
    fn a_limited_role_counts_for_what_it_names_and_for_nothing_of_the_whole_town() {
        let now = Timestamp::UNIX_EPOCH;
        let fire = Limits { senders: vec!["Feuerwehr".into()], channels: vec!["ff".into()] };
        let limited = Grant { limits: fire.clone(), ..Grant::new(Some(TownId(1)), Role::Editor, None) };
        let grants = [limited.clone()];
        let subject = |sender: &str| Subject { senders: vec![sender.into()], channels: vec!["eigene".into()] };
        assert!(covers(&grants, TownId(1), Permission::Edit, &subject("Feuerwehr"), now));
        assert!(!covers(&grants, TownId(1), Permission::Edit, &subject("Bauamt"), now));
        assert!(!covers(&grants, TownId(2), Permission::Edit, &subject("Feuerwehr"), now));
        for whole in Permission::ALL.iter().filter(|one| one.is_of_whole_town()) {
            assert!(!may(&grants, TownId(1), *whole, now), "{whole:?}");
        }
        let both = [limited.clone(), Grant::new(Some(TownId(1)), Role::Author, None)];
        assert_eq!(reach(&both, TownId(1), Permission::Write, now), Some(Limits::default()));
        assert_eq!(reach(&both, TownId(1), Permission::Publish, now), Some(fire.clone()));

        let manager = Grant { limits: fire, ..Grant::new(Some(TownId(1)), Role::Manager, None) };
        assert!(may_give(std::slice::from_ref(&manager), &limited, now));
        assert!(!may_give(&[manager], &Grant::new(Some(TownId(1)), Role::Editor, None), now), "without the limit");
    }

    #[test]
    fn who_stands_in_approves_what_the_other_could_and_only_meanwhile() {
        let at = |day: &str| format!("2026-12-{day}T00:00:00Z").parse::<Timestamp>().unwrap();
        let (town, person, substitute) = (TownId(1), StaffId(1), StaffId(2));
        let away = Substitution { town, person, substitute, from: at("10"), until: at("20") };
        let limits = Limits { senders: vec!["Feuerwehr".into()], channels: Vec::new() };
        let theirs = [
            Grant { limits, ..Grant::new(Some(town), Role::Editor, Some(at("15"))) },
            Grant::new(Some(TownId(2)), Role::Owner, None),
            Grant::new(Some(town), Role::Author, None),
        ];
        let grants = away.grants(&theirs);
        assert_eq!(grants.len(), 1, "{grants:?}");
        let may = |permission, town, day: &str| may(&grants, town, permission, at(day));
        assert!(may(Permission::Publish, town, "10") && may(Permission::Publish, town, "14"));
        assert!(!may(Permission::Publish, town, "09") && !may(Permission::Publish, town, "15"));
        assert!(!may(Permission::Write, town, "12") && !may(Permission::Publish, TownId(2), "12"));
        assert_eq!(grants[0].limits.names(), ["Feuerwehr"]);
    }
}
