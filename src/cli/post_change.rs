//! `post join|split|remove|retract`.

use serde_json::{Value, json};

use super::{Cx, output};
use crate::admin::{join_posts, split_post};
use crate::app::App;
use crate::domain::post::Post;
use crate::domain::town::Town;
use crate::jobs::{remove_post, retract_post};
use crate::store::{Conn, posts_read};
use crate::urls::{self, Origin};

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
