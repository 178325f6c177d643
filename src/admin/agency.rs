//! What a town decides about its agency: what it may publish by itself for a time, and when the work with it ends. Nobody
//! of the agency has the permission for any of it (requirements A-18).

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::staff_note::{live_roles, note};
use super::{AdminError, Desk, Refusal};
use crate::domain::approval::{AgencyPass, PassKind};
use crate::domain::audit::{About, AuditEntry, Deed};
use crate::domain::staff::Role;
use crate::domain::town::Town;
use crate::store::{Conn, Lane, StoreError, agency_passes, audit, staff_links, staff_roles, staff_substitutes};

/// A pass lasts no longer than this.
pub(super) const LONGEST_PASS: SignedDuration = SignedDuration::from_hours(92 * 24);
/// The longest name of a sender or a channel, in characters.
const LONGEST_NAME: usize = 60;

/// Lets the agency publish by itself under a sender, or what it passes on from a channel, until a moment.
///
/// # Errors
/// When there is no name or end, the end is over or too far, or the store refuses.
pub(super) async fn set_pass(desk: &Desk, town: &Town, pass: &AgencyPass) -> Result<(), AdminError> {
    let now = desk.clock.now();
    if pass.name.is_empty() || pass.name.chars().count() > LONGEST_NAME {
        return Err(Refusal::new("refused-pass-name").into());
    }
    if pass.until <= now || now.checked_add(LONGEST_PASS).is_ok_and(|latest| pass.until > latest) {
        return Err(Refusal::new("refused-pass-end").into());
    }
    let detail = json!({ "kind": pass.kind.as_str(), "name": pass.name, "until": pass.until.to_string() });
    desk.db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            agency_passes::set(c, town.id, pass).await?;
            record(c, desk, town, Deed::AgencyPassSet, detail, now).await
        })
        .await
}

/// What the agency writes there waits for the town again.
///
/// # Errors
/// When the store refuses.
pub(super) async fn end_pass(desk: &Desk, town: &Town, kind: PassKind, name: &str) -> Result<(), AdminError> {
    let now = desk.clock.now();
    desk.db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            if !agency_passes::end(c, town.id, kind, name).await? {
                return Ok(());
            }
            record(c, desk, town, Deed::AgencyPassEnded, json!({ "kind": kind.as_str(), "name": name }), now).await
        })
        .await
}

/// Ends the work with the agency at once: its people have no role here any more, and nothing passes without approval.
///
/// # Errors
/// When the store refuses.
pub(super) async fn end_agency(desk: &Desk, town: &Town) -> Result<usize, AdminError> {
    let now = desk.clock.now();
    desk.db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let members = staff_roles::members(c, town.id).await?;
            agency_passes::end_all(c, town.id).await?;
            let ended = staff_roles::end_role(c, town.id, Role::Agency).await?;
            for id in &ended {
                let Some(person) = members.iter().find(|member| member.id == *id) else { continue };
                // They may have further roles here, which the town gave them by name.
                if live_roles(c, *id, now).await?.is_empty() {
                    staff_links::forget_of(c, *id).await?;
                }
                staff_substitutes::forget(c, town.id, *id).await?;
                note(c, &[town.id], (&desk.who, Deed::StaffEnded, person.ulid), &json!({}), now).await?;
            }
            if !ended.is_empty() {
                record(c, desk, town, Deed::AgencyEnded, json!({ "count": ended.len() }), now).await?;
            }
            Ok(ended.len())
        })
        .await
}

pub(super) async fn record(
    c: &mut Conn<'_>,
    desk: &Desk,
    town: &Town,
    deed: Deed,
    detail: Value,
    at: Timestamp,
) -> Result<(), AdminError> {
    let (who, about) = (desk.who.clone(), About::Town);
    audit::append(c, &AuditEntry { town: town.id, at, who, deed, about, detail }).await.map_err(StoreError::into)
}
