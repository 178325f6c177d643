//! `actor add|list`.

use clap::Subcommand;
use serde_json::{Value, json};

use super::{Cx, output};
use crate::admin::{self, NewActorRequest};
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::town::shown_host;
use crate::store::{Conn, actors};
use crate::urls::{self, Origin};

#[derive(Subcommand)]
pub enum What {
    /// Make a Fediverse account. Its name and domain are for ever.
    Add {
        #[arg(long)]
        town: Option<String>,
        #[arg(long)]
        name: String,
        #[arg(long)]
        handle_domain: Option<String>,
        #[arg(long)]
        display_name: Option<String>,
    },
    /// List accounts.
    List {
        #[arg(long)]
        town: Option<String>,
    },
}

pub async fn run(cx: &Cx, what: What) -> anyhow::Result<()> {
    let app = cx.app().await?;
    match what {
        What::Add { town, name, handle_domain, display_name } => {
            let town = output::town(&app, town.as_deref()).await?;
            let request = NewActorRequest { town: town.host.clone(), username: name, handle_domain, display_name };
            let actor = admin::add_actor(&app.desk(), request).await?;
            let origin = Origin::new(&app.config.server.public_scheme, &town.host);
            let handle = shown_handle(&actor, &origin);
            cx.out.say(&cx.out.locale.with("cli-actor-added", &[("handle", handle.into())]), as_json(&actor, &origin));
        }
        What::List { town } => {
            let town = output::town(&app, town.as_deref()).await?;
            let origin = Origin::new(&app.config.server.public_scheme, &town.host);
            let all = app.db.read(async |c: &mut Conn<'_>| actors::of_town(c, town.id).await).await?;
            let all: Vec<&Actor> = all.iter().filter(|actor| actor.kind != ActorKind::Instance).collect();
            let rows: Vec<Vec<String>> =
                all.iter().map(|actor| vec![shown_handle(actor, &origin), actor.display_name.clone()]).collect();
            let heading = ["cli-col-handle", "cli-col-name"].map(|key| cx.out.locale.text(key));
            cx.out.table("actors", &heading, &rows, all.iter().map(|actor| as_json(actor, &origin)).collect());
        }
    }
    Ok(())
}

fn handle(actor: &Actor, origin: &Origin) -> String {
    format!("@{}@{}", actor.username, actor.handle_domain.as_deref().unwrap_or(origin.host()))
}

/// The handle as people read it.
fn shown_handle(actor: &Actor, origin: &Origin) -> String {
    format!("@{}@{}", actor.username, shown_host(actor.handle_domain.as_deref().unwrap_or(origin.host())))
}

/// An actor for scripts.
pub fn as_json(actor: &Actor, origin: &Origin) -> Value {
    json!({
        "username": actor.username.as_str(), "handle": handle(actor, origin), "kind": actor.kind.as_str(),
        "display_name": actor.display_name, "id": origin.absolute(&urls::actor(actor.username.as_str())),
        "url": origin.absolute(&urls::profile(actor.username.as_str())),
        "deleted_at": actor.deleted_at.map(|at| at.to_string()),
    })
}
