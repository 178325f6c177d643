//! `post list`.

use clap::Subcommand;
use serde_json::json;

use super::{Cx, output};
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
    },
}

pub async fn run(cx: &Cx, what: What) -> anyhow::Result<()> {
    let What::List { town, limit } = what;
    let app = cx.app().await?;
    let town = output::town(&app, town.as_deref()).await?;
    let posts =
        app.db.read(async |c: &mut Conn<'_>| posts_read::page(c, town.id, &Listing::All, None, limit).await).await?;
    let origin = Origin::new(&app.config.server.public_scheme, &town.host);
    let zone = town.zone();
    let rows: Vec<Vec<String>> =
        posts.iter().map(|post| vec![moment(cx.out.locale, post.created_at, &zone), post.heading()]).collect();
    let data = posts
        .iter()
        .map(|post| {
            json!({
                "id": post.ulid.to_string(), "title": post.heading(), "created_at": post.created_at.to_string(),
                "edited_at": post.edited_at.map(|at| at.to_string()), "silent": post.silent,
                "url": origin.absolute(&urls::post(post, &zone)), "note": origin.absolute(&urls::note(post.ulid)),
                "channels": post.channels.iter().map(|channel| channel.slug.as_str()).collect::<Vec<_>>(),
            })
        })
        .collect();
    let heading = ["cli-col-date", "cli-col-post"].map(|key| cx.out.locale.text(key));
    cx.out.table("posts", &heading, &rows, data);
    Ok(())
}
