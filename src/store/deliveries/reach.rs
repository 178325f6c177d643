//! Who has a post: for each host what became of the last thing it was told about it. Known for as long as receipts are
//! kept. Called by the admin area.

use jiff::Timestamp;

use crate::clock::from_ms;
use crate::domain::ids::{PostId, TownId};
use crate::store::db::{Conn, on};
use crate::store::error::StoreError;

/// What became of it at a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// Every inbox of the host took it.
    Delivered,
    /// Something is still to go out.
    Waiting,
    /// Refused, or too old by now.
    GivenUp,
}

/// One host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostReach {
    pub host: String,
    pub reached: Reached,
    /// What it was told last: `Create`, `Update` or `Delete`.
    pub kind: String,
    /// When it answered, or since when it waits.
    pub at: Timestamp,
    pub attempts: usize,
    /// What went wrong last, in a short word.
    pub error: Option<String>,
}

/// All hosts in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    pub hosts: usize,
    pub delivered: usize,
    pub waiting: usize,
    pub given_up: usize,
}

/// The last word about the post at each inbox, then each host with the worst of its inboxes: 2 waits, 1 was given up.
macro_rules! by_host {
    () => {
        "FROM (SELECT i.peer_id, t.activity_id, t.at, t.attempts, t.error, \
         CAST(CASE t.outcome WHEN 'waiting' THEN 2 WHEN 'delivered' THEN 0 ELSE 1 END AS BIGINT) AS state, \
         row_number() OVER (PARTITION BY t.inbox_id ORDER BY t.activity_id DESC) AS place FROM (\
         SELECT c.activity_id, c.inbox_id, c.outcome, c.at, c.attempts, CAST(c.status AS TEXT) AS error FROM receipt c \
         JOIN activity a ON a.id = c.activity_id \
         WHERE a.town_id = $1 AND a.post_id = $2 AND a.kind IN ('Create', 'Update', 'Delete') UNION ALL \
         SELECT d.activity_id, d.inbox_id, 'waiting', d.created_at, d.attempts, d.last_error FROM delivery d \
         JOIN activity a ON a.id = d.activity_id \
         WHERE a.town_id = $1 AND a.post_id = $2 AND a.kind IN ('Create', 'Update', 'Delete')) t \
         JOIN inbox i ON i.id = t.inbox_id) told WHERE place = 1 GROUP BY peer_id"
    };
}

/// A page of the hosts that know the post: those that wait first, then the refusals, then by name.
///
/// # Errors
/// When the engine refuses.
pub async fn hosts(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    skip: u32,
    limit: u32,
) -> Result<Vec<HostReach>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, (String, i64, String, i64, i64, Option<String>)>(concat!(
        "SELECT p.host, h.state, a.kind, h.at, h.attempts, h.error FROM (SELECT peer_id, max(state) AS state, \
         max(activity_id) AS activity_id, max(at) AS at, max(attempts) AS attempts, max(error) AS error ",
        by_host!(),
        ") h JOIN peer p ON p.id = h.peer_id JOIN activity a ON a.id = h.activity_id AND a.town_id = $1 \
         ORDER BY h.state DESC, p.host LIMIT $3 OFFSET $4"
    ))
    .bind(town.0)
    .bind(post.0)
    .bind(i64::from(limit))
    .bind(i64::from(skip))
    .fetch_all(c)
    .await)?;
    Ok(rows
        .into_iter()
        .map(|(host, state, kind, at, attempts, error)| {
            let reached = reached(state);
            let error = error.filter(|_| reached != Reached::Delivered);
            HostReach { host, reached, kind, at: from_ms(at), attempts: whole(attempts), error }
        })
        .collect())
}

/// All of them in numbers.
///
/// # Errors
/// When the engine refuses.
pub async fn reach(conn: &mut Conn<'_>, town: TownId, post: PostId) -> Result<Reach, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, (i64, i64)>(concat!(
        "SELECT h.state, count(*) FROM (SELECT max(state) AS state ",
        by_host!(),
        ") h GROUP BY h.state"
    ))
    .bind(town.0)
    .bind(post.0)
    .fetch_all(c)
    .await)?;
    let mut all = Reach::default();
    for (state, hosts) in rows {
        let hosts = whole(hosts);
        all.hosts += hosts;
        match reached(state) {
            Reached::Delivered => all.delivered += hosts,
            Reached::Waiting => all.waiting += hosts,
            Reached::GivenUp => all.given_up += hosts,
        }
    }
    Ok(all)
}

fn reached(state: i64) -> Reached {
    match state {
        0 => Reached::Delivered,
        2 => Reached::Waiting,
        _ => Reached::GivenUp,
    }
}

fn whole(n: i64) -> usize {
    usize::try_from(n).unwrap_or(0)
}
