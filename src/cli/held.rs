//! `held list|closed|release|reject`.

use clap::Subcommand;
use serde_json::json;

use super::{Cx, output};
use crate::admin::{Question, field_words, item_title, new_words, open_questions, status_words, withheld_words};
use crate::domain::HeldId;
use crate::domain::post::Post;
use crate::i18n::moment;
use crate::jobs::{Answer, answer_held, close_held};
use crate::publish::PublishError;
use crate::store::held::HeldKind;
use crate::store::{Conn, sources};

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
    let (open, all) = app
        .db
        .read(async |c: &mut Conn<'_>| {
            Ok::<_, PublishError>((open_questions(c, &town).await?, sources::of_town(c, town.id).await?))
        })
        .await?;
    let name = |id| all.iter().find(|source| source.id == id).map_or_else(String::new, |source| source.slug.clone());
    let zone = town.zone();
    let rows: Vec<Vec<String>> = open
        .iter()
        .map(|question| {
            let change = &question.held;
            let variables = [("count", change.entries.len().into()), ("id", change.id.0.into())];
            let words = match change.kind {
                HeldKind::Edits => cx.out.locale.with("cli-held-edits", &variables),
                HeldKind::Withdrawals => cx.out.locale.with("cli-held-withdrawals", &variables),
                HeldKind::Approval => asked_about(cx, question),
                HeldKind::Doubt => asked_whether_same(cx, question),
                HeldKind::Overridden => asked_whose_words(cx, question),
            };
            vec![change.id.to_string(), name(change.source), words, moment(cx.out.locale, change.created_at, &zone)]
        })
        .collect();
    let data = open
        .iter()
        .map(|question| {
            let change = &question.held;
            let item = question.items.first().filter(|_| change.kind.is_about_one());
            let title = match (change.kind, &question.other) {
                (HeldKind::Overridden, Some(other)) => Some(other.heading()),
                _ => item.map(item_title),
            };
            json!({
                "id": change.id, "source": name(change.source), "kind": change.kind.as_str(),
                "count": change.entries.len(), "created_at": change.created_at.to_string(),
                "answers": answers(change.kind),
                "title": title, "post": question.other.as_ref().map(|post| post.ulid.to_string()),
                "fields": question.news.as_ref().map(|(fields, _)| fields),
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
fn asked_about(cx: &Cx, question: &Question) -> String {
    let item = question.items.first();
    let reason = item.and_then(|item| item.withheld.as_ref()).map(|why| withheld_words(why, cx.out.locale));
    let variables = [
        ("title", question.title().into()),
        ("reason", reason.unwrap_or_default().into()),
        ("id", question.held.id.0.into()),
    ];
    cx.out.locale.with("cli-held-approval", &variables)
}

/// Two posts that may say the same: which ones.
fn asked_whether_same(cx: &Cx, question: &Question) -> String {
    let other = question.other.as_ref().map(Post::heading).unwrap_or_default();
    let variables = [("title", question.title().into()), ("other", other.into()), ("id", question.held.id.0.into())];
    cx.out.locale.with("cli-held-doubt", &variables)
}

/// A post in which a source changed what staff wrote over: what it says now.
fn asked_whose_words(cx: &Cx, question: &Question) -> String {
    let news = question.news.as_ref();
    let words: Vec<String> = news
        .into_iter()
        .flat_map(|(fields, content)| fields.iter().filter_map(|field| new_words(*field, content)))
        .collect();
    let variables = [
        ("title", question.other.as_ref().map(Post::heading).unwrap_or_default().into()),
        ("fields", news.map(|(fields, _)| field_words(fields, cx.out.locale)).unwrap_or_default().into()),
        ("words", words.join(" – ").into()),
        ("id", question.held.id.0.into()),
    ];
    let key = if words.is_empty() { "cli-held-overridden" } else { "cli-held-overridden-by" };
    cx.out.locale.with(key, &variables)
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
