//! Moves a town's setting up on: in comes the step that somebody is through with, out goes the one to go on with.

use super::{AdminError, Desk};
use crate::domain::setup::{Setup, SetupStep};
use crate::domain::town::Town;
use crate::store::{Conn, Lane, setup};

/// How far a town is. One that was published without these steps is through, one that was not is at the beginning.
pub(super) async fn standing(desk: &Desk, town: &Town) -> Result<Setup, AdminError> {
    let known = desk.db.read(async |c: &mut Conn<'_>| setup::of(c, town.id).await).await?;
    Ok(known.unwrap_or(Setup { passed: 0, ended_at: town.published_at }))
}

/// Somebody is through with a step, or passes it over; behind the last one it is over.
pub(super) async fn pass(desk: &Desk, town: &Town, step: SetupStep) -> Result<(), AdminError> {
    let now = desk.clock.now();
    desk.db
        .write_town(town.id, Lane::Normal, async |c: &mut Conn<'_>| {
            setup::pass(c, town.id, step.number()).await?;
            if step.next().is_none() {
                setup::end(c, town.id, now).await?;
            }
            Ok::<_, AdminError>(())
        })
        .await
}

/// Nobody is to be reminded of it any more.
pub(super) async fn put_away(desk: &Desk, town: &Town) -> Result<(), AdminError> {
    let now = desk.clock.now();
    Ok(desk.db.write_town(town.id, Lane::Normal, async |c: &mut Conn<'_>| setup::end(c, town.id, now).await).await?)
}
