//! `post list`; the verbs that change something are in `post_change`.

use clap::Subcommand;
use serde_json::{Value, json};

use super::{Cx, output, post_add, post_change, post_edit, post_validity};
use crate::i18n::moment;
use crate::store::Conn;
use crate::store::posts_read::{self, Listing};
use crate::urls::{self, Origin};

#[derive(Subcommand)]
pub enum What {
    /// The newest posts.
    List {
        #[arg(long)]
        town: Option<String>,
        #[arg(long, default_value_t = 20)]
        limit: u32,
        /// Only posts with pictures that nobody described, those whose message is only in the picture first.
        #[arg(long)]
        undescribed: bool,
    },
    /// A message of your own, or passed on from a channel without an interface.
    Add(post_add::Add),
    /// Write parts of a post yourselves, or let its sources speak again.
    Edit(post_edit::Args),
    /// Two posts say the same: join them into the elder one.
    Join(post_change::Join),
    /// A post says two things: split it.
    Split(post_change::Split),
    /// Remove a post at once and for good, with its pictures; its sources cannot bring it back.
    Remove(post_change::Remove),
    /// Remove the posts that appeared last.
    Retract(post_change::Retract),
    /// From when until when a post holds: show it, set it, or read it from the text again.
    Validity(post_validity::Args),
}

pub async fn run(cx: &Cx, what: What) -> anyhow::Result<()> {
    match what {
        What::List { town, limit, undescribed } => list(cx, town.as_deref(), limit, undescribed).await,
        What::Add(args) => post_add::run(cx, args).await,
        What::Edit(args) => post_edit::run(cx, args).await,
        What::Join(args) => post_change::join(cx, args).await,
        What::Split(args) => post_change::split(cx, args).await,
        What::Remove(args) => post_change::remove(cx, args).await,
        What::Retract(args) => post_change::retract(cx, args).await,
        What::Validity(args) => post_validity::run(cx, args).await,
    }
}

async fn list(cx: &Cx, town: Option<&str>, limit: u32, undescribed: bool) -> anyhow::Result<()> {
    let app = cx.app().await?;
    let town = output::town(&app, town).await?;
    let posts = app
        .db
        .read(async |c: &mut Conn<'_>| match undescribed {
            true => posts_read::undescribed(c, town.id, limit).await,
            false => posts_read::page(c, town.id, &Listing::All, None, limit).await,
        })
        .await?;
    let origin = Origin::new(&app.config.server.public_scheme, &town.host);
    let zone = town.zone();
    let rows: Vec<Vec<String>> =
        posts.iter().map(|post| vec![moment(cx.out.locale, post.created_at, &zone), post.heading()]).collect();
    let data = posts
        .iter()
        .map(|post| {
            let mut row = json!({
                "id": post.ulid.to_string(), "title": post.heading(), "created_at": post.created_at.to_string(),
                "edited_at": post.edited_at.map(|at| at.to_string()), "silent": post.silent,
                "url": origin.absolute(&urls::post(post, &zone)), "note": origin.absolute(&urls::note(post.ulid)),
                "only_in_picture": post.is_only_in_picture(),
                "channels": post.channels.iter().map(|channel| channel.slug.as_str()).collect::<Vec<_>>(),
                "labels": post.labels,
            });
            if let (Some(row), Value::Object(validity)) = (row.as_object_mut(), post_validity::data(post)) {
                row.extend(validity);
            }
            row
        })
        .collect();
    let heading = ["cli-col-date", "cli-col-post"].map(|key| cx.out.locale.text(key));
    cx.out.table("posts", &heading, &rows, data);
    Ok(())
}
