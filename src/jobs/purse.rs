//! Money for platforms that take some for reading. In: a source, what staff allow for a month, and a call. Out: what the call
//! gave; it was lent no more than is left. The money is set aside before the call and what was not spent comes back after
//! it: a crash in between costs us a little of the month, never the town a cent more. Called by `poll_source`,
//! `check_gone` and `source test`.

use jiff::Timestamp;

use super::{Hands, JobError};
use crate::domain::item::NativeId;
use crate::domain::source::Source;
use crate::sources::{Ask, Batch, Budget, Connector, Cursor, Cx, Fetched, Registry, SourceError};
use crate::store::{Conn, Lane, StoreError, spending};

/// What one call is lent at most, in thousandths of a US dollar: four pages of a hundred posts.
const LOAN: u32 = 2_000;
/// Looks may use this share of a month, in percent; lookups, without which nothing is withdrawn, may use all.
const SHARE_OF_LOOKS: u32 = 80;

/// Money that was set aside.
struct Loan {
    month: String,
    money: u32,
}

/// One look at a source's listing.
pub(super) async fn poll(
    hands: &Hands,
    connector: &dyn Connector,
    cx: &Cx<'_>,
    cursor: Option<Cursor>,
    budget: Budget,
) -> Result<Result<Batch, SourceError>, JobError> {
    let loan = lend(hands, connector, cx, SHARE_OF_LOOKS).await?;
    let mut budget = budget.with_money(loan.as_ref().map_or(0, |loan| loan.money));
    let answer = connector.poll(cx, cursor, &mut budget).await;
    settle(hands, cx.source, loan, budget).await?;
    Ok(answer)
}

/// Lookups of single posts.
pub(super) async fn refetch(
    hands: &Hands,
    connector: &dyn Connector,
    cx: &Cx<'_>,
    asks: &[Ask],
    budget: Budget,
) -> Result<Result<Vec<(NativeId, Fetched)>, SourceError>, JobError> {
    let loan = lend(hands, connector, cx, 100).await?;
    let mut budget = budget.with_money(loan.as_ref().map_or(0, |loan| loan.money));
    let answer = connector.refetch(cx, asks, &mut budget).await;
    settle(hands, cx.source, loan, budget).await?;
    Ok(answer)
}

/// What reading a source has cost this month and what it may cost, in thousandths of a US dollar; `None` where it is free.
///
/// # Errors
/// When the store refuses.
pub async fn spent_this_month(
    conn: &mut Conn<'_>,
    source: &Source,
    now: Timestamp,
) -> Result<Option<(u32, u32)>, StoreError> {
    let connector = Registry::connector(source.kind);
    let Some(cap) = connector.and_then(|connector| connector.monthly_cap(&source.settings)) else { return Ok(None) };
    Ok(Some((spending::spent(conn, source, &month_of(now)).await?, cap)))
}

/// Platforms count months in Greenwich.
fn month_of(now: Timestamp) -> String {
    now.strftime("%Y-%m").to_string()
}

async fn lend(hands: &Hands, connector: &dyn Connector, cx: &Cx<'_>, share: u32) -> Result<Option<Loan>, JobError> {
    let Some(cap) = connector.monthly_cap(&cx.source.settings) else { return Ok(None) };
    let month = month_of(cx.now);
    let limit = cap / 100 * share + cap % 100 * share / 100;
    let money = hands
        .db
        .write_town(cx.source.town, Lane::Normal, async |c: &mut Conn<'_>| {
            spending::set_aside(c, cx.source, &month, (LOAN, limit)).await
        })
        .await?;
    Ok(Some(Loan { month, money }))
}

async fn settle(hands: &Hands, source: &Source, loan: Option<Loan>, budget: Budget) -> Result<(), JobError> {
    let Some(Loan { month, money }) = loan else { return Ok(()) };
    let unspent = money.saturating_sub(budget.spent());
    if unspent > 0 {
        hands.db.write(async |c: &mut Conn<'_>| spending::give_back(c, source, &month, unspent).await).await?;
    }
    Ok(())
}
