//! What is decided about a person goes into the log of every town where they have a role. Called by the deeds about people.

use jiff::Timestamp;
use serde_json::Value;

use super::AdminError;
use crate::domain::audit::{About, AuditEntry, Deed, Who};
use crate::domain::ids::Ulid;
use crate::domain::staff::{Grant, Staff};
use crate::domain::{StaffId, TownId};
use crate::store::{Conn, StoreError, audit, staff_roles, towns};

/// The towns in whose logs something will be noted, taken in one order, so that no two writers wait for each other.
pub(super) async fn lock_towns(c: &mut Conn<'_>, town: Option<TownId>) -> Result<Vec<TownId>, StoreError> {
    let all = match town {
        Some(town) => vec![town],
        None => towns::ids(c).await?,
    };
    lock(c, all).await
}

/// The same for every town where a person has a role.
pub(super) async fn lock_their_towns(c: &mut Conn<'_>, staff: StaffId) -> Result<Vec<TownId>, StoreError> {
    let grants = staff_roles::of(c, staff).await?;
    let all = match grants.iter().any(|grant| grant.town.is_none()) {
        true => towns::ids(c).await?,
        false => grants.iter().filter_map(|grant| grant.town).collect(),
    };
    lock(c, all).await
}

async fn lock(c: &mut Conn<'_>, mut all: Vec<TownId>) -> Result<Vec<TownId>, StoreError> {
    all.sort_unstable();
    all.dedup();
    for town in &all {
        towns::lock(c, *town).await?;
    }
    Ok(all)
}

/// Notes a decision about a person in the logs of these towns.
pub(super) async fn note(
    c: &mut Conn<'_>,
    all: &[TownId],
    (who, deed, about): (&Who, Deed, Ulid),
    detail: &Value,
    now: Timestamp,
) -> Result<(), AdminError> {
    for town in all {
        let (town, who, about, detail) = (*town, who.clone(), About::Staff(about), detail.clone());
        audit::append(c, &AuditEntry { town, at: now, who, deed, about, detail }).await?;
    }
    Ok(())
}

/// Notes in the logs of all their towns what a person did about their own signing in.
pub(super) async fn note_own(c: &mut Conn<'_>, staff: &Staff, deed: Deed, now: Timestamp) -> Result<(), AdminError> {
    let all = lock_their_towns(c, staff.id).await?;
    note(c, &all, (&Who::Staff(staff.ulid), deed, staff.ulid), &Value::Object(serde_json::Map::new()), now).await
}

/// A person's roles that count now.
pub(super) async fn live_roles(c: &mut Conn<'_>, staff: StaffId, now: Timestamp) -> Result<Vec<Grant>, StoreError> {
    let mut grants = staff_roles::of(c, staff).await?;
    grants.retain(|grant| grant.until.is_none_or(|until| until > now));
    Ok(grants)
}
