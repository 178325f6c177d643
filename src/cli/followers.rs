//! `followers`: how many, and on which servers.

use serde_json::json;

use super::{Cx, output};
use crate::i18n::moment;
use crate::store::{Conn, followers};

#[derive(clap::Args)]
pub struct Args {
    #[arg(long)]
    town: Option<String>,
}

pub async fn run(cx: &Cx, args: Args) -> anyhow::Result<()> {
    let app = cx.app().await?;
    let town = output::town(&app, args.town.as_deref()).await?;
    let all = app.db.read(async |c: &mut Conn<'_>| followers::of_town(c, town.id).await).await?;
    let zone = town.zone();
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|follower| {
            vec![format!("@{}", follower.actor), follower.uri.clone(), moment(cx.out.locale, follower.since, &zone)]
        })
        .collect();
    let data = all
        .iter()
        .map(|follower| json!({ "actor": follower.actor, "id": follower.uri, "since": follower.since.to_string() }))
        .collect();
    let heading = ["cli-col-account", "cli-col-follower", "cli-col-since"].map(|key| cx.out.locale.text(key));
    cx.out.table("followers", &heading, &rows, data);
    Ok(())
}
