//! "Wer es bekommen hat": for each server what became of the last thing it was told about a post; the removal, too.

use askama::Template;

use super::super::office::Visit;
use super::super::reply::Reply;
use super::frame::{Failure, Frame, page};
use super::post::{above, address, found};
use crate::i18n::{Locale, moment};
use crate::store::deliveries::{self, HostReach, Reached};
use crate::store::{Conn, StoreError};

/// Servers on one page.
const SHOWN: u32 = 100;

#[derive(Template)]
#[template(path = "admin/post_reach.html")]
struct ReachPage {
    f: Frame,
    sum: String,
    waiting: Option<String>,
    given_up: Option<String>,
    rows: Vec<Row>,
    before: Option<String>,
    further: Option<String>,
}

struct Row {
    host: String,
    look: &'static str,
    word: String,
    what: String,
    when: String,
    trouble: Option<String>,
}

/// The page.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale, post) = (visit.town()?, visit.locale, found(visit).await?);
    let skip = visit.asked("ab").parse::<u32>().unwrap_or(0).min(1_000_000);
    let (reach, mut hosts) = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let reach = deliveries::reach(c, town.id, post.id).await?;
            Ok::<_, StoreError>((reach, deliveries::hosts(c, town.id, post.id, skip, SHOWN + 1).await?))
        })
        .await?;
    let more = hosts.len() > SHOWN as usize;
    hosts.truncate(SHOWN as usize);
    let here = format!("{}/empfang", address(visit, &post)?);
    let zone = town.zone();
    let rows = hosts.iter().map(|one| Row {
        host: one.host.clone(),
        look: look(one.reached),
        word: state_words(one.reached, locale),
        what: kind_words(one, locale),
        when: moment(locale, one.at, &zone),
        trouble: one.error.as_ref().map(|error| {
            let words = [("attempts", one.attempts.into()), ("error", error.as_str().into())];
            locale.with("desk-reach-trouble", &words)
        }),
    });
    let numbers = [("delivered", reach.delivered.into()), ("hosts", reach.hosts.into())];
    let counted = |key, n: usize| (n > 0).then(|| locale.with(key, &[("count", n.into())]));
    page(&ReachPage {
        f: Frame::new(visit, locale.text("desk-reach")).under(visit, above(visit, &post)?),
        sum: if reach.hosts == 0 { locale.text("desk-reach-nobody") } else { locale.with("desk-reach-sum", &numbers) },
        waiting: counted("desk-reach-waiting", reach.waiting),
        given_up: counted("desk-reach-given-up", reach.given_up),
        rows: rows.collect(),
        before: (skip > 0).then(|| format!("{here}?ab={}", skip.saturating_sub(SHOWN))),
        further: more.then(|| format!("{here}?ab={}", skip + SHOWN)),
    })
}

fn look(reached: Reached) -> &'static str {
    match reached {
        Reached::Delivered => "gut",
        Reached::Waiting => "wartet",
        Reached::GivenUp => "gestoert",
    }
}

fn state_words(reached: Reached, locale: Locale) -> String {
    locale.text(match reached {
        Reached::Delivered => "desk-reached-delivered",
        Reached::Waiting => "desk-reached-waiting",
        Reached::GivenUp => "desk-reached-given-up",
    })
}

fn kind_words(one: &HostReach, locale: Locale) -> String {
    locale.text(match one.kind.as_str() {
        "Delete" => "desk-reach-delete",
        "Update" => "desk-reach-update",
        _ => "desk-reach-create",
    })
}
