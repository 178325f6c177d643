//! Who may let a message of staff's own through, and who publishes alone (requirements ). Pure; the admin area asks,
//! `store::drafts` keeps what came of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::draft::{Draft, DraftContent, DraftState};
use super::ids::{TownId, Ulid};
use super::staff::{Grant, Permission, Role, covers, reach, roles_in};
use super::stored::stored_enum;

/// What a town wants to happen before something of its own appears.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApprovalRules {
    /// Nobody publishes what they wrote themselves.
    pub four_eyes: bool,
    /// Two people let it through who did not write it.
    pub second: bool,
    /// What an agency may publish by itself at the moment.
    pub passes: Vec<AgencyPass>,
}

/// The town does not need to approve what its agency says there, until a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyPass {
    pub kind: PassKind,
    /// The sender, or the channel from which something is passed on.
    pub name: String,
    pub until: Timestamp,
}

stored_enum! {
    /// What a pass names.
    PassKind {
        Sender = "sender",
        Channel = "channel",
    }
}

impl AgencyPass {
    /// Whether it counts for a draft at a moment.
    fn is_for(&self, content: &DraftContent, now: Timestamp) -> bool {
        let named = match self.kind {
            PassKind::Sender => &content.sender,
            PassKind::Channel => &content.channel,
        };
        self.until > now && *named == self.name
    }
}

/// Somebody in a town, as far as drafts are concerned.
#[derive(Debug, Clone, Copy)]
pub struct Writer<'a> {
    pub who: Ulid,
    pub grants: &'a [Grant],
    pub town: TownId,
    pub rules: &'a ApprovalRules,
    pub now: Timestamp,
}

impl Writer<'_> {
    fn may(&self, permission: Permission, content: &DraftContent) -> bool {
        covers(self.grants, self.town, permission, &content.subject(), self.now)
    }

    fn wrote(&self, draft: &Draft) -> bool {
        draft.author == self.who || draft.editor == self.who
    }

    /// Whether they work for the town from outside, whatever else they are.
    fn is_agency(&self) -> bool {
        roles_in(self.grants, self.town, self.now).any(|role| role == Role::Agency)
    }

    /// Whether they may write in this sender's name; an empty one is the town itself.
    #[must_use]
    pub fn may_speak_as(&self, sender: &str) -> bool {
        let reach = reach(self.grants, self.town, Permission::Write, self.now);
        reach.is_some_and(|limits| limits.may_speak_as(sender))
    }

    /// The only senders in whose name they may write; empty: every one.
    #[must_use]
    pub fn senders(&self) -> Vec<String> {
        reach(self.grants, self.town, Permission::Write, self.now).map(|limits| limits.senders).unwrap_or_default()
    }

    /// Whether nobody else needs to read what this person wrote: one role alone lets them write and publish. Two roles
    /// together do not, as who only writes was not trusted with more by being asked to approve others. An agency does
    /// where the town said so, for as long as it did.
    #[must_use]
    pub fn publishes_alone(&self, content: &DraftContent) -> bool {
        if self.rules.four_eyes || self.rules.second {
            return false;
        }
        if self.is_agency() {
            let passed = self.rules.passes.iter().any(|pass| pass.is_for(content, self.now));
            return passed && self.may(Permission::Write, content);
        }
        self.grants.iter().any(|grant| {
            grant.holds(self.town, self.now)
                && grant.role.may(Permission::Write)
                && grant.role.may(Permission::Publish)
                && grant.limits.cover(&content.subject())
        })
    }

    /// Whether they may write on a draft, or throw it away.
    #[must_use]
    pub fn may_change(&self, draft: &Draft) -> bool {
        let own = self.wrote(draft) || self.may(Permission::Publish, &draft.content);
        draft.state != DraftState::Published && self.may(Permission::Write, &draft.content) && own
    }

    /// Whether they may let a draft through that waits. An agency never does: the town decides. Nobody does so twice.
    #[must_use]
    pub fn may_approve(&self, draft: &Draft) -> bool {
        draft.state == DraftState::Waiting
            && self.may(Permission::Publish, &draft.content)
            && !self.is_agency()
            && (!self.wrote(draft) || self.publishes_alone(&draft.content))
            && !(self.rules.second && draft.first_by == Some(self.who))
    }

    /// Whether another person is to let it through after this one.
    #[must_use]
    pub fn is_first(&self, draft: &Draft) -> bool {
        self.rules.second && draft.first_by.is_none()
    }

    /// Whether they may give a draft back that waits, or is planned.
    #[must_use]
    pub fn may_return(&self, draft: &Draft) -> bool {
        let open = matches!(draft.state, DraftState::Waiting | DraftState::Planned);
        open && self.may(Permission::Publish, &draft.content) && !self.is_agency()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DraftId;
    use crate::domain::limits::Limits;

    fn now() -> Timestamp {
        "2026-11-24T12:00:00Z".parse().unwrap()
    }

    fn draft(author: u128, editor: u128) -> Draft {
        Draft {
            id: DraftId(1),
            town: TownId(1),
            ulid: Ulid(9),
            state: DraftState::Waiting,
            content: DraftContent::default(),
            author: Ulid(author),
            editor: Ulid(editor),
            version: 1,
            note: None,
            decided_by: None,
            first_by: None,
            publish_at: None,
            post: None,
            pictures: Vec::new(),
            created_at: now(),
            changed_at: now(),
            published_at: None,
        }
    }

    #[test]
    fn nobody_lets_their_own_words_through_where_four_eyes_are_wanted() {
        let grant = |role| Grant::new(Some(TownId(1)), role, None);
        let may = |who: u128, roles: &[Role], four_eyes, draft: &Draft| {
            let grants: Vec<Grant> = roles.iter().map(|role| grant(*role)).collect();
            let rules = ApprovalRules { four_eyes, ..ApprovalRules::default() };
            let writer = Writer { who: Ulid(who), grants: &grants, town: TownId(1), rules: &rules, now: now() };
            (writer.publishes_alone(&draft.content), writer.may_approve(draft), writer.may_change(draft))
        };
        let own = draft(1, 1);
        assert_eq!(may(1, &[Role::Editor], false, &own), (true, true, true));
        assert_eq!(may(1, &[Role::Editor], true, &own), (false, false, true));
        assert_eq!(may(2, &[Role::Editor], true, &own), (false, true, true));
        assert_eq!(may(2, &[Role::Editor], true, &draft(1, 2)), (false, false, true), "wrote on it last");
        assert_eq!(may(1, &[Role::Author], false, &own), (false, false, true));
        assert_eq!(may(2, &[Role::Author], false, &own), (false, false, false));
        assert_eq!(may(1, &[Role::Author, Role::Approver], false, &own), (false, false, true), "two small roles");
        assert_eq!(may(2, &[Role::Approver], false, &own), (false, true, false));
        assert_eq!(may(1, &[Role::Agency], false, &own), (false, false, true));
        assert_eq!(may(2, &[Role::Privacy], false, &own), (false, false, false));
        let rules = ApprovalRules::default();
        let elsewhere = [Grant::new(Some(TownId(2)), Role::Owner, None)];
        let writer = Writer { who: Ulid(2), grants: &elsewhere, town: TownId(1), rules: &rules, now: now() };
        assert!(!writer.may_approve(&own) && !writer.may_change(&own) && !writer.publishes_alone(&own.content));
    }

    #[test]
    fn the_second_approval_is_another_persons_than_the_first() {
        let grants = [Grant::new(Some(TownId(1)), Role::Editor, None)];
        let rules = ApprovalRules { second: true, ..ApprovalRules::default() };
        let writer = |who: u128| Writer { who: Ulid(who), grants: &grants, town: TownId(1), rules: &rules, now: now() };
        let mut waiting = draft(1, 1);
        assert!(!writer(1).publishes_alone(&waiting.content) && !writer(1).may_approve(&waiting), "one's own");
        assert!(writer(2).may_approve(&waiting) && writer(2).is_first(&waiting));
        waiting.first_by = Some(Ulid(2));
        assert!(!writer(2).may_approve(&waiting) && !writer(1).may_approve(&waiting));
        assert!(writer(3).may_approve(&waiting) && !writer(3).is_first(&waiting));
    }

    #[test]
    fn an_agency_waits_for_the_town_unless_it_was_let_for_a_sender_or_a_channel_and_a_time() {
        let soon: Timestamp = "2026-11-25T12:00:00Z".parse().unwrap();
        let pass = |kind, name: &str, until| AgencyPass { kind, name: name.into(), until };
        let grants = [
            Grant::new(Some(TownId(1)), Role::Agency, None),
            Grant::new(Some(TownId(1)), Role::Approver, None),
            Grant::new(Some(TownId(1)), Role::Editor, None),
        ];
        let mut own = draft(1, 1);
        own.content.sender = "Tourismus".into();
        let alone = |passes: Vec<AgencyPass>, four_eyes, at| {
            let rules = ApprovalRules { passes, four_eyes, second: false };
            let writer = Writer { who: Ulid(1), grants: &grants, town: TownId(1), rules: &rules, now: at };
            assert!(!writer.may_approve(&draft(2, 2)), "the town decides, whatever else the agency is");
            writer.publishes_alone(&own.content)
        };
        assert!(!alone(Vec::new(), false, now()));
        assert!(alone(vec![pass(PassKind::Sender, "Tourismus", soon)], false, now()));
        assert!(!alone(vec![pass(PassKind::Sender, "Tourismus", soon)], false, soon), "it ends by itself");
        assert!(!alone(vec![pass(PassKind::Sender, "Tourismus", soon)], true, now()));
        assert!(!alone(vec![pass(PassKind::Sender, "Bauamt", soon)], false, now()));
        assert!(!alone(vec![pass(PassKind::Channel, "Tourismus", soon)], false, now()));
    }

    #[test]
    fn who_is_limited_to_a_sender_writes_and_approves_in_that_name_only() {
        let limits = Limits { senders: vec!["Feuerwehr".into()], channels: Vec::new() };
        let grants = [Grant { limits, ..Grant::new(Some(TownId(1)), Role::Editor, None) }];
        let rules = ApprovalRules::default();
        let writer = Writer { who: Ulid(2), grants: &grants, town: TownId(1), rules: &rules, now: now() };
        let mut theirs = draft(1, 1);
        assert!(!writer.may_approve(&theirs) && !writer.may_change(&theirs) && !writer.may_speak_as(""));
        theirs.content.sender = "Feuerwehr".into();
        assert!(writer.may_approve(&theirs) && writer.publishes_alone(&theirs.content));
        theirs.content.sender = "Bauamt".into();
        assert!(!writer.may_approve(&theirs) && !writer.may_return(&theirs));
    }
}
