//! `held list|closed|release|reject`.

use clap::Subcommand;
use serde_json::json;

use super::{Cx, output};
use crate::admin::{field_words, status_words, withheld_words};
use crate::domain::HeldId;
use crate::domain::body_text::{excerpt, shorten};
use crate::domain::compose::Field;
use crate::domain::post::{Content, Post};
use crate::domain::town::Town;
use crate::i18n::moment;
use crate::jobs::{Answer, answer_held, close_held};
use crate::publish::{PublishError, what_sources_say};
use crate::store::held::{self, Held, HeldKind};
use crate::store::items::{self, Stored};
use crate::store::{Conn, overrides, posts_read, sources};

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
            for question in open.iter().filter(|one| one.kind.is_about_one()) {
                for entry in &question.entries {
                    waiting.extend(items::by_id(c, town.id, entry.item).await?);
                }
                let other = match question.other_post() {
                    Some(ulid) => posts_read::by_ulid(c, town.id, ulid).await?,
                    None => None,
                };
                if let Some(post) = other {
                    let news = match question.kind {
                        HeldKind::Overridden => changed_beneath(c, &town, &post).await?,
                        _ => None,
                    };
                    others.push(Other { post, news });
                }
            }
            Ok::<_, PublishError>((open, sources::of_town(c, town.id).await?, waiting, others))
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
                HeldKind::Overridden => asked_whose_words(cx, change, &others),
            };
            vec![change.id.to_string(), name(change.source), words, moment(cx.out.locale, change.created_at, &zone)]
        })
        .collect();
    let data = open
        .iter()
        .map(|change| {
            let item = waiting.iter().find(|item| change.entries.iter().any(|entry| entry.item == item.id));
            let other = change.other_post().and_then(|ulid| others.iter().find(|one| one.post.ulid == ulid));
            let title = match (change.kind, other) {
                (HeldKind::Overridden, Some(other)) => Some(other.post.heading()),
                _ => item.map(title),
            };
            json!({
                "id": change.id, "source": name(change.source), "kind": change.kind.as_str(),
                "count": change.entries.len(), "created_at": change.created_at.to_string(),
                "answers": answers(change.kind),
                "title": title, "post": other.map(|one| one.post.ulid.to_string()),
                "fields": other.and_then(|one| one.news.as_ref()).map(|(fields, _)| fields),
                "url": item.and_then(|item| item.item.canonical_url.clone()),
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
        HeldKind::Edits | HeldKind::Approval | HeldKind::Doubt | HeldKind::Overridden => &["release", "reject"],
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
fn asked_whether_same(cx: &Cx, change: &Held, waiting: &[Stored], others: &[Other]) -> String {
    let entry = change.entries.first();
    let item = waiting.iter().find(|item| entry.is_some_and(|entry| entry.item == item.id));
    let other = others.iter().find(|one| change.other_post() == Some(one.post.ulid));
    let other = other.map(|one| one.post.heading()).unwrap_or_default();
    let variables =
        [("title", item.map(title).unwrap_or_default().into()), ("other", other.into()), ("id", change.id.0.into())];
    cx.out.locale.with("cli-held-doubt", &variables)
}

/// The other post of a question; what its sources changed beneath staff's words.
struct Other {
    post: Post,
    news: Option<(Vec<Field>, Content)>,
}

/// The fields that the sources changed beneath staff's words, and what they say now.
async fn changed_beneath(
    conn: &mut Conn<'_>,
    town: &Town,
    post: &Post,
) -> Result<Option<(Vec<Field>, Content)>, PublishError> {
    let Some(beneath) = what_sources_say(conn, town, post.id).await? else { return Ok(None) };
    Ok(Some((overrides::outdated(conn, town.id, post.id, &beneath).await?, beneath)))
}

/// A post in which a source changed what staff wrote over: what it says now.
fn asked_whose_words(cx: &Cx, change: &Held, others: &[Other]) -> String {
    let other = others.iter().find(|one| change.other_post() == Some(one.post.ulid));
    let news = other.and_then(|one| one.news.as_ref());
    let words: Vec<String> = news
        .into_iter()
        .flat_map(|(fields, content)| fields.iter().filter_map(|field| new_words(*field, content)))
        .collect();
    let variables = [
        ("title", other.map(|one| one.post.heading()).unwrap_or_default().into()),
        ("fields", news.map(|(fields, _)| field_words(fields, cx.out.locale)).unwrap_or_default().into()),
        ("words", words.join(" – ").into()),
        ("id", change.id.0.into()),
    ];
    let key = if words.is_empty() { "cli-held-overridden" } else { "cli-held-overridden-by" };
    cx.out.locale.with(key, &variables)
}

fn new_words(field: Field, content: &Content) -> Option<String> {
    match field {
        Field::Title => content.title.clone(),
        Field::Body => Some(excerpt(&content.body, 200)).filter(|text| !text.is_empty()),
        Field::Lang => Some(content.lang.clone()),
        Field::Hashtags if content.hashtags.is_empty() => None,
        Field::Hashtags => Some(content.hashtags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" ")),
        Field::Media => None,
    }
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
