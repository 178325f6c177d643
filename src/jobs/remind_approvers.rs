//! What waits for approval longer than the town wants is told to everybody who can let it through, those who stand in for
//! somebody among them; each draft once, until somebody changes it. A letter that the relay does not take is not sent again: the overview says it too.

use jiff::SignedDuration;

use super::chore::Chore;
use super::{Hands, JobError, Outcome};
use crate::domain::approval::{ApprovalRules, Writer};
use crate::domain::draft::Draft;
use crate::domain::ids::Ulid;
use crate::domain::staff::Grant;
use crate::domain::town::Town;
use crate::notify::draft_letter;
use crate::store::staff_roles::{self, Member};
use crate::store::{Conn, Lane, StoreError, drafts, staff_substitutes, towns};
use crate::urls::Origin;

/// Every five minutes.
pub(super) const CHORE: Chore = Chore { name: "reminded_approvers", every_s: 300 };

pub(super) async fn run(hands: &Hands) -> Result<Outcome, JobError> {
    for town in hands.db.read(async |c: &mut Conn<'_>| towns::all(c).await).await? {
        if town.settings.remind_after_hours > 0 {
            remind(hands, &town).await?;
        }
    }
    Ok(Outcome::Done)
}

/// Somebody who may let drafts through.
struct Approver {
    ulid: Ulid,
    login: String,
    grants: Vec<Grant>,
}

async fn remind(hands: &Hands, town: &Town) -> Result<(), JobError> {
    let now = hands.now();
    let hours = SignedDuration::from_hours(town.settings.remind_after_hours.into());
    let Ok(before) = now.checked_sub(hours) else { return Ok(()) };
    let (late, members, substitutes, first) = hands
        .db
        .read(async |c: &mut Conn<'_>| {
            let late = drafts::unheeded(c, town.id, before).await?;
            let members = staff_roles::members(c, town.id).await?;
            let substitutes = staff_substitutes::of_town(c, town.id).await?;
            Ok::<_, StoreError>((late, members, substitutes, towns::first(c).await?))
        })
        .await?;
    if late.is_empty() {
        return Ok(());
    }
    let mut people = approvers(&members);
    for one in substitutes.iter().filter(|one| one.holds(now)) {
        let theirs: Vec<Grant> =
            members.iter().filter(|member| member.id == one.person).map(|member| member.grant.clone()).collect();
        let stands_in = members.iter().find(|member| member.id == one.substitute);
        let known = stands_in.and_then(|member| people.iter_mut().find(|known| known.ulid == member.ulid));
        if let Some(known) = known {
            known.grants.extend(one.grants(&theirs));
        }
    }
    let rules = ApprovalRules { four_eyes: true, second: town.settings.second_approval, passes: Vec::new() };
    let host = hands.admin_host.clone().or_else(|| first.map(|town| town.host)).unwrap_or_else(|| town.host.clone());
    let admin = Origin::new(&hands.scheme, &host);
    for person in &people {
        let writer = Writer { who: person.ulid, grants: &person.grants, town: town.id, rules: &rules, now };
        let theirs: Vec<&Draft> = late.iter().filter(|draft| writer.may_approve(draft)).collect();
        let (Some(mailer), false) = (&hands.mailer, theirs.is_empty()) else { continue };
        let letter = draft_letter(town, &theirs, &admin, now).map_err(|error| JobError::Papers(error.to_string()))?;
        if let Err(error) = mailer.tell_people(&letter, std::slice::from_ref(&person.login)).await {
            tracing::warn!(town = town.host, %error, "a reminder could not be sent");
        }
    }
    hands
        .db
        .write_town(town.id, Lane::Normal, async |c: &mut Conn<'_>| {
            for draft in &late {
                drafts::reminded(c, draft, now).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(())
}

/// Everybody who works here, with all their roles.
fn approvers(members: &[Member]) -> Vec<Approver> {
    let mut people: Vec<Approver> = Vec::new();
    for member in members.iter().filter(|member| member.joined && !member.waits) {
        match people.iter_mut().find(|known| known.ulid == member.ulid) {
            Some(known) => known.grants.push(member.grant.clone()),
            None => people.push(Approver {
                ulid: member.ulid,
                login: member.login.clone(),
                grants: vec![member.grant.clone()],
            }),
        }
    }
    people
}
