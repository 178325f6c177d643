//! What is done once in a while, whichever of several processes gets to it first. In: a chore and the moment. Out: whether
//! its turn has come and was not asked for yet. Called by the runner each second.

use jiff::Timestamp;

use crate::store::{Conn, StoreError, meta};

/// A thing to do once in so many seconds.
pub(super) struct Chore {
    /// Under which its last turn is noted.
    pub name: &'static str,
    pub every_s: i64,
}

impl Chore {
    /// The turn of this moment.
    fn turn(&self, now: Timestamp) -> String {
        now.as_second().div_euclid(self.every_s).to_string()
    }

    /// Whether this turn was not asked for yet, by any process.
    pub(super) async fn is_due(&self, conn: &mut Conn<'_>, now: Timestamp) -> Result<bool, StoreError> {
        Ok(meta::get(conn, self.name).await?.as_deref() != Some(self.turn(now).as_str()))
    }

    /// Notes that this turn was asked for.
    pub(super) async fn note(&self, conn: &mut Conn<'_>, now: Timestamp) -> Result<(), StoreError> {
        meta::set(conn, self.name, &self.turn(now)).await
    }
}
