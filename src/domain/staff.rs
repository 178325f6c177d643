//! People who work in the admin area: their roles, and what each role may do (requirements A-17). Pure; `store::staff`
//! and its neighbours keep them, `admin::routes` asks for a permission at every door.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{SessionId, StaffId, TownId, Ulid};
use super::stored::stored_enum;

/// Who does nothing for so long is signed out (requirements S-04).
pub const LONGEST_PAUSE: Duration = Duration::from_secs(30 * 60);
/// Who is signed in for so long signs in again.
pub const LONGEST_SESSION: Duration = Duration::from_secs(12 * 3600);
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
        /// Add, pause and discontinue channels.
        Channels = "channels",
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
    }
}

impl Role {
    /// What it may do.
    #[must_use]
    pub fn permissions(self) -> &'static [Permission] {
        use Permission::{Answer, Channels, Edit, Invite, Log, Look, Publish, Read, Remove, SetUp, Team, Warn, Write};
        match self {
            Self::Owner | Self::Manager => {
                &[Look, Read, Answer, Edit, Remove, Warn, Channels, Team, Invite, SetUp, Log, Write, Publish]
            }
            Self::Editor => &[Look, Read, Answer, Edit, Remove, Warn, Channels, Team, Write, Publish],
            Self::Author => &[Look, Read, Team, Write],
            Self::Approver => &[Look, Read, Answer, Remove, Warn, Team, Publish],
            Self::Privacy => &[Look, Read, Team, Log],
            Self::Technician => &[Look],
            Self::Agency => &[Look, Read, Channels, Write],
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
}

/// One role of one person. Limits to a sender or a channel are further columns here, not further roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// `None`: in all towns.
    pub town: Option<TownId>,
    pub role: Role,
    pub until: Option<Timestamp>,
}

impl Grant {
    /// Whether it counts in a town at a moment.
    #[must_use]
    pub fn holds(&self, town: TownId, now: Timestamp) -> bool {
        self.town.is_none_or(|own| own == town) && self.until.is_none_or(|until| until > now)
    }
}

/// The roles that someone has in a town at a moment.
pub fn roles_in(grants: &[Grant], town: TownId, now: Timestamp) -> impl Iterator<Item = Role> {
    grants.iter().filter(move |grant| grant.holds(town, now)).map(|grant| grant.role)
}

/// Whether someone may do something in a town at a moment.
#[must_use]
pub fn may(grants: &[Grant], town: TownId, permission: Permission, now: Timestamp) -> bool {
    roles_in(grants, town, now).any(|role| role.may(permission))
}

/// Whether someone may give a role: nobody gives more than they hold, nor for longer (requirements A-17).
#[must_use]
pub fn may_give(own: &[Grant], given: &Grant, now: Timestamp) -> bool {
    own.iter().any(|own| {
        let there = own.town.is_none() || own.town == given.town;
        let now_and_as_long = match own.until {
            None => true,
            Some(until) => until > now && given.until.is_some_and(|end| end <= until),
        };
        there && now_and_as_long && own.role.may_give(given.role)
    })
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
        let grant = Grant { town: Some(TownId(1)), role: Role::Editor, until: Some(later) };
        assert!(may(&[grant], TownId(1), Permission::Answer, now));
        assert!(!may(&[grant], TownId(2), Permission::Look, now));
        assert!(!may(&[grant], TownId(1), Permission::Answer, later));
        assert!(!may(&[grant], TownId(1), Permission::Log, now));
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
        let grant = |town: Option<i64>, role, until| Grant { town: town.map(TownId), role, until };
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
}
