//! `post add|join|split|remove|retract`.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::{Value, json};

use super::{Cx, output};
use crate::admin::{join_posts, split_post};
use crate::app::App;
use crate::domain::post::Post;
use crate::domain::town::Town;
use crate::jobs::{KeepError, OwnError, OwnMessage, OwnPicture, add_own, remove_post, retract_post};
use crate::store::{Conn, posts_read};
use crate::urls::{self, Origin};

#[derive(clap::Args)]
pub struct Add {
    #[arg(long)]
    town: Option<String>,
    /// The channel under which readers see it.
    #[arg(long, default_value = "")]
    channel: String,
    #[arg(long)]
    title: Option<String>,
    /// The text; `@FILE` reads a file, `-` reads standard input.
    #[arg(long)]
    text: Option<String>,
    /// Address of the original.
    #[arg(long)]
    link: Option<String>,
    #[arg(long)]
    language: Option<String>,
    /// A picture; may be given several times.
    #[arg(long = "picture", value_name = "FILE")]
    pictures: Vec<PathBuf>,
    /// The description of the picture at the same place in the list.
    #[arg(long = "alt", value_name = "TEXT")]
    alts: Vec<String>,
    /// When it was said, RFC 3339 (default: now).
    #[arg(long, value_name = "TIME")]
    said_at: Option<jiff::Timestamp>,
}

#[derive(clap::Args)]
pub struct Join {
    #[arg(long)]
    town: Option<String>,
    /// Address or id of one post.
    one: String,
    /// Address or id of the other.
    other: String,
}

#[derive(clap::Args)]
pub struct Split {
    #[arg(long)]
    town: Option<String>,
    /// Address or id of the post.
    post: String,
    /// Only the share of this channel (default: all but the first).
    #[arg(long)]
    channel: Option<String>,
}

#[derive(clap::Args)]
pub struct Remove {
    #[arg(long)]
    town: Option<String>,
    /// Address or id of the post.
    post: String,
}

#[derive(clap::Args)]
pub struct Retract {
    #[arg(long)]
    town: Option<String>,
    /// How many of the posts that appeared last.
    #[arg(long)]
    last: u32,
}

pub async fn add(cx: &Cx, args: Add) -> anyhow::Result<()> {
    let app = cx.app().await?;
    let town = output::town(&app, args.town.as_deref()).await?;
    if args.alts.len() > args.pictures.len() {
        anyhow::bail!(cx.out.locale.text("cli-more-alts"));
    }
    let mut pictures = Vec::new();
    for (index, path) in args.pictures.iter().enumerate() {
        let alt = args.alts.get(index).map(|alt| alt.trim().to_owned()).filter(|alt| !alt.is_empty());
        pictures.push(OwnPicture { bytes: read(cx, path)?.into(), alt });
    }
    let message = OwnMessage {
        channel: args.channel,
        title: args.title.filter(|title| !title.trim().is_empty()),
        text: text(cx, args.text.as_deref().unwrap_or_default())?,
        link: args.link,
        lang: args.language,
        pictures,
        said_at: args.said_at,
    };
    let arrived = match add_own(&app.hands(), &town, message).await {
        Ok(arrived) => arrived,
        Err(OwnError::Empty) => anyhow::bail!(cx.out.locale.text("cli-post-empty")),
        Err(OwnError::Picture(n, error)) => {
            let path = args.pictures.get(n - 1).map(|path| path.display().to_string()).unwrap_or_default();
            tracing::debug!(%error, "a picture was refused");
            let key = if matches!(error, KeepError::Removed) { "cli-post-picture-removed" } else { "cli-post-picture" };
            anyhow::bail!(cx.out.locale.with(key, &[("file", path.into())]))
        }
        Err(OwnError::Job(error)) => return Err(error.into()),
    };
    let post = app.db.read(async |c: &mut Conn<'_>| posts_read::by_id(c, town.id, arrived.post).await).await?;
    let post = post.context("the post that was just written cannot be read")?;
    let key = if arrived.joined { "cli-post-joined-to" } else { "cli-post-added" };
    say(cx, &app, &town, key, &post, json!({ "joined": arrived.joined }));
    Ok(())
}

pub async fn join(cx: &Cx, args: Join) -> anyhow::Result<()> {
    let app = cx.app().await?;
    let town = output::town(&app, args.town.as_deref()).await?;
    let desk = app.desk();
    let (one, other) = (desk.post(&town, &args.one).await?, desk.post(&town, &args.other).await?);
    let elder = join_posts(&desk, &town, &one, &other).await?;
    say(cx, &app, &town, "cli-post-joined", &elder, json!({}));
    Ok(())
}

pub async fn split(cx: &Cx, args: Split) -> anyhow::Result<()> {
    let app = cx.app().await?;
    let town = output::town(&app, args.town.as_deref()).await?;
    let desk = app.desk();
    let post = desk.post(&town, &args.post).await?;
    let made = split_post(&desk, &town, &post, args.channel.as_deref()).await?;
    let addresses: Vec<String> = made.iter().map(|post| address(&app, &town, post)).collect();
    let said = cx.out.locale.with("cli-post-split", &[("urls", addresses.join(" ").into())]);
    cx.out.say(&said, json!({ "posts": addresses }));
    Ok(())
}

pub async fn remove(cx: &Cx, args: Remove) -> anyhow::Result<()> {
    let app = cx.app().await?;
    let town = output::town(&app, args.town.as_deref()).await?;
    let post = app.desk().post(&town, &args.post).await?;
    let was_there = remove_post(&app.hands(), &town, &post).await?;
    let key = if was_there { "cli-post-removed" } else { "cli-post-gone-before" };
    say(cx, &app, &town, key, &post, json!({ "removed": was_there }));
    Ok(())
}

pub async fn retract(cx: &Cx, args: Retract) -> anyhow::Result<()> {
    let app = cx.app().await?;
    let town = output::town(&app, args.town.as_deref()).await?;
    let newest = app.db.read(async |c: &mut Conn<'_>| posts_read::latest(c, town.id, args.last).await).await?;
    let mut removed = Vec::new();
    let hands = app.hands();
    for post in &newest {
        if retract_post(&hands, &town, post).await? {
            removed.push(address(&app, &town, post));
        }
    }
    let said = cx.out.locale.with("cli-posts-retracted", &[("count", removed.len().into())]);
    cx.out.say(&said, json!({ "removed": removed }));
    Ok(())
}

fn address(app: &App, town: &Town, post: &Post) -> String {
    Origin::new(&app.config.server.public_scheme, &town.host).absolute(&urls::post(post, &town.zone()))
}

pub(super) fn say(cx: &Cx, app: &App, town: &Town, key: &str, post: &Post, mut data: Value) {
    let url = address(app, town, post);
    if let Some(object) = data.as_object_mut() {
        object.insert("id".into(), post.ulid.to_string().into());
        object.insert("url".into(), url.clone().into());
    }
    cx.out.say(&cx.out.locale.with(key, &[("url", url.into()), ("title", post.heading().into())]), data);
}

pub(super) fn text(cx: &Cx, given: &str) -> anyhow::Result<String> {
    match given.strip_prefix('@') {
        Some(path) => Ok(String::from_utf8_lossy(&read(cx, Path::new(path))?).into_owned()),
        None if given == "-" => Ok(std::io::read_to_string(std::io::stdin())?),
        None => Ok(given.to_owned()),
    }
}

fn read(cx: &Cx, path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path)
        .map_err(|_| anyhow::anyhow!(cx.out.locale.with("cli-no-file", &[("file", path.display().to_string().into())])))
}
