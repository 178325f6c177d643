//! `held list|closed|release|reject`.

use clap::Subcommand;
use serde_json::json;

use super::{Cx, output};
use crate::admin::{status_words, withheld_words};
use crate::domain::HeldId;
use crate::domain::body_text::shorten;
use crate::domain::ids::Ulid;
use crate::domain::post::Post;
use crate::i18n::moment;
use crate::jobs::{Answer, answer_held, close_held};
use crate::store::held::{self, Held, HeldKind};
use crate::store::items::{self, Stored};
use crate::store::{Conn, StoreError, posts_read, sources};

#[derive(Subcommand)]
pub enum What {
    /// What waits.
    List {
        #[arg(long)]
        town: Option<String>,
    },
    /// The account was closed: discontinue the channel, keep its posts (withdrawals only).
    Closed(Named),
    /// It is right: carry it out.
    Release(Named),
    /// It is a mistake: keep what we have.
    Reject(Named),
}

#[derive(clap::Args)]
pub struct Named {
    #[arg(long)]
    town: Option<String>,
    id: i64,
}

pub async fn run(cx: &Cx, what: What) -> anyhow::Result<()> {
    match what {
        What::List { town } => list(cx, town.as_deref()).await,
        What::Closed(named) => close(cx, &named).await,
        What::Release(named) => answer(cx, &named, Answer::Release).await,
        What::Reject(named) => answer(cx, &named, Answer::Reject).await,
    }
}

async fn list(cx: &Cx, town: Option<&str>) -> anyhow::Result<()> {
    let app = cx.app().await?;
    let town = output::town(&app, town).await?;
    let (open, all, waiting, others) = app
        .db
        .read(async |c: &mut Conn<'_>| {
            let open = held::open(c, town.id).await?;
            let mut waiting = Vec::new();
            let mut others = Vec::new();
            for entry in open.iter().filter(|one| one.kind.is_about_one()).flat_map(|one| &one.entries) {
                waiting.extend(items::by_id(c, town.id, entry.item).await?);
                if let Some(ulid) = entry.evidence.as_deref().and_then(|text| Ulid::from_string(text).ok()) {
                    others.extend(posts_read::by_ulid(c, town.id, ulid).await?);
                }
            }
            Ok::<_, StoreError>((open, sources::of_town(c, town.id).await?, waiting, others))
        })
        .await?;
    let name = |id| all.iter().find(|source| source.id == id).map_or_else(String::new, |source| source.slug.clone());
    let zone = town.zone();
    let rows: Vec<Vec<String>> = open
        .iter()
        .map(|change| {
            let variables = [("count", change.entries.len().into()), ("id", change.id.0.into())];
            let words = match change.kind {
                HeldKind::Edits => cx.out.locale.with("cli-held-edits", &variables),
                HeldKind::Withdrawals => cx.out.locale.with("cli-held-withdrawals", &variables),
                HeldKind::Approval => asked_about(cx, change, &waiting),
                HeldKind::Doubt => asked_whether_same(cx, change, &waiting, &others),
            };
            vec![change.id.to_string(), name(change.source), words, moment(cx.out.locale, change.created_at, &zone)]
        })
        .collect();
    let data = open
        .iter()
        .map(|change| {
            let item = waiting.iter().find(|item| change.entries.iter().any(|entry| entry.item == item.id));
            json!({
                "id": change.id, "source": name(change.source), "kind": change.kind.as_str(),
                "count": change.entries.len(), "created_at": change.created_at.to_string(),
                "answers": answers(change.kind),
                "title": item.map(title), "url": item.and_then(|item| item.item.canonical_url.clone()),
            })
        })
        .collect();
    let heading =
        ["cli-col-number", "cli-col-short", "cli-col-what", "cli-col-since"].map(|key| cx.out.locale.text(key));
    cx.out.table("held", &heading, &rows, data);
    Ok(())
}

/// What can be answered, the likeliest first: accounts are closed more often than many posts are withdrawn (DESIGN D10).
fn answers(kind: HeldKind) -> &'static [&'static str] {
    match kind {
        HeldKind::Withdrawals => &["closed", "release", "reject"],
        HeldKind::Edits | HeldKind::Approval | HeldKind::Doubt => &["release", "reject"],
    }
}

async fn close(cx: &Cx, named: &Named) -> anyhow::Result<()> {
    let app = cx.app().await?;
    let town = output::town(&app, named.town.as_deref()).await?;
    match close_held(&app.hands(), town.id, HeldId(named.id)).await? {
        Some(source) => {
            let words = status_words(&source, &town.zone(), cx.out.locale);
            let said = cx
                .out
                .locale
                .with("cli-held-closed", &[("name", source.name.as_str().into()), ("state", words.into())]);
            cx.out.say(&said, json!({ "id": named.id, "source": source.slug, "state": source.state.as_str() }));
            Ok(())
        }
        None => anyhow::bail!(cx.out.locale.with("cli-no-held-withdrawals", &[("id", named.id.into())])),
    }
}

/// One post that waits: which one, and why.
fn asked_about(cx: &Cx, change: &Held, waiting: &[Stored]) -> String {
    let item = waiting.iter().find(|item| change.entries.iter().any(|entry| entry.item == item.id));
    let reason = item.and_then(|item| item.withheld.as_ref()).map(|why| withheld_words(why, cx.out.locale));
    let variables = [
        ("title", item.map(title).unwrap_or_default().into()),
        ("reason", reason.unwrap_or_default().into()),
        ("id", change.id.0.into()),
    ];
    cx.out.locale.with("cli-held-approval", &variables)
}

/// Two posts that may say the same: which ones.
fn asked_whether_same(cx: &Cx, change: &Held, waiting: &[Stored], others: &[Post]) -> String {
    let entry = change.entries.first();
    let item = waiting.iter().find(|item| entry.is_some_and(|entry| entry.item == item.id));
    let ulid = entry.and_then(|entry| entry.evidence.as_deref()).unwrap_or_default();
    let other = others.iter().find(|post| post.ulid.to_string() == ulid).map(Post::heading).unwrap_or_default();
    let variables =
        [("title", item.map(title).unwrap_or_default().into()), ("other", other.into()), ("id", change.id.0.into())];
    cx.out.locale.with("cli-held-doubt", &variables)
}

fn title(stored: &Stored) -> String {
    shorten(stored.item.title.as_deref().unwrap_or(&stored.item.text), 80)
}

async fn answer(cx: &Cx, named: &Named, answer: Answer) -> anyhow::Result<()> {
    let app = cx.app().await?;
    let town = output::town(&app, named.town.as_deref()).await?;
    match answer_held(&app.hands(), town.id, HeldId(named.id), answer).await? {
        Some(count) => {
            let key = if answer == Answer::Release { "cli-held-released" } else { "cli-held-rejected" };
            cx.out.say(&cx.out.locale.with(key, &[("count", count.into())]), json!({ "id": named.id, "count": count }));
            Ok(())
        }
        None => anyhow::bail!(cx.out.locale.with("cli-no-held", &[("id", named.id.into())])),
    }
}
