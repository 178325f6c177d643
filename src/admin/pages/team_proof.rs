//! Taking a person's second proof away: their phone is gone and so is the paper. For whoever may give all their roles.

use super::super::AdminError;
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::staff_proof::reset_proof_by;
use super::frame::Failure;
use crate::domain::ids::Ulid;
use crate::store::{Conn, staff_roles};
use crate::urls;

/// It is done, if whoever asks may.
pub(in crate::admin) async fn reset(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let town = visit.town()?;
    let person = Ulid::from_string(visit.param("person")).map_err(|_| Failure::Missing)?;
    let db = &visit.office.deps.desk.db;
    let members = db.read(async |c: &mut Conn<'_>| staff_roles::members(c, town.id).await).await?;
    if !members.iter().any(|member| member.ulid == person && member.grant.holds(town.id, visit.now)) {
        return Err(Failure::Missing);
    }
    let own = visit.person()?;
    if person == own.staff.ulid {
        return Ok(super::problem::closed(visit));
    }
    match reset_proof_by(&visit.desk(), &own.grants, person).await {
        Ok(()) => Ok(reply::go(&format!("{}?gut=nachweis", urls::admin_town(&town.host, "team")))),
        Err(AdminError::Refused(_)) => Ok(super::problem::closed(visit)),
        Err(other) => Err(other.into()),
    }
}
