//! `town add|set|rules|apply|publish|list|export|import|delete`.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::{Value, json};

use super::output::{self, read_text};
use super::usage::ArgumentError;
use super::{Cx, passphrase, source_rules, words};
use crate::admin::{self, FirstActor, NewTownRequest, Plan, TownManifest};
use crate::app::{App, VERSION};
use crate::domain::town::{Town, TownSettings};
use crate::error::Words;
use crate::i18n::Locale;
use crate::store::{Conn, Lane, actors, towns};
use crate::urls::{self, Origin};

#[derive(Subcommand)]
pub enum What {
    /// Add a town. It is a draft until it is published.
    Add {
        #[arg(long)]
        name: String,
        /// The public host, e.g. stage.musterbach.de.
        #[arg(long)]
        host: String,
        /// Also make a Fediverse account of this name (for ever), e.g. rathaus.
        #[arg(long)]
        actor: Option<String>,
        /// The domain of its handle, when not the host (for ever).
        #[arg(long, requires = "actor")]
        handle_domain: Option<String>,
        /// Text file with the Impressum.
        #[arg(long, value_name = "FILE")]
        imprint_file: Option<PathBuf>,
        /// Who answers: name, telephone, mail.
        #[arg(long)]
        contact: Option<String>,
        /// Publish at once.
        #[arg(long)]
        publish: bool,
    },
    /// Change settings; `KEY=@FILE` reads the value from a file.
    Set {
        #[arg(long)]
        town: Option<String>,
        #[arg(required = true, value_name = "KEY=VALUE", value_parser = pair)]
        pairs: Vec<(String, String)>,
    },
    /// Show, try, change or apply the rules for all channels of a town.
    Rules(source_rules::OfTown),
    /// Make a town like a file (or every .toml in a folder) says.
    Apply { path: PathBuf },
    /// Make a draft visible.
    Publish {
        #[arg(long)]
        town: Option<String>,
    },
    /// List towns.
    List,
    /// Write a town with its followers and keys into a new folder, for another server. Here it goes on until it is deleted.
    Export {
        folder: PathBuf,
        #[arg(long)]
        town: Option<String>,
        /// File with the passphrase for the keys; else it is asked for.
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Take in a town that was exported elsewhere.
    Import {
        folder: PathBuf,
        /// File with the passphrase for the keys; else it is asked for.
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Delete a town with everything that is its own.
    Delete {
        #[arg(long)]
        town: String,
        /// Without this nothing is deleted.
        #[arg(long)]
        yes: bool,
    },
}

pub(super) fn pair(text: &str) -> Result<(String, String), ArgumentError> {
    let (key, value) = text.split_once('=').ok_or(ArgumentError::Pair)?;
    Ok((key.to_owned(), value.to_owned()))
}

pub async fn run(cx: &Cx, what: What) -> anyhow::Result<()> {
    let app = cx.app().await?;
    match what {
        What::Add { name, host, actor, handle_domain, imprint_file, contact, publish } => {
            let imprint = imprint_file.as_deref().map(|file| read_text(file, cx.out.locale)).transpose()?;
            let settings = TownSettings { imprint, contact, ..TownSettings::default() };
            let actor = actor.map(|username| FirstActor { username, handle_domain });
            add(cx, &app, NewTownRequest { name, host, settings, actor, publish }).await
        }
        What::Set { town, pairs } => {
            let host = output::town(&app, town.as_deref()).await?.host;
            let mut read = Vec::new();
            for (key, value) in pairs {
                let value = match value.strip_prefix('@') {
                    Some(file) => read_text(Path::new(file), cx.out.locale)?,
                    None => value,
                };
                read.push((key, value));
            }
            let town = admin::set_town(&app.desk(), &host, &read).await?;
            cx.out.say(
                &cx.out.locale.with("did-town-changed", &[("name", town.name.as_str().into())]),
                as_json(&app, &town).await?,
            );
            Ok(())
        }
        What::Rules(args) => source_rules::of_town(cx, &app, args).await,
        What::Apply { path } => apply(cx, &app, &path).await,
        What::Publish { town } => {
            let host = output::town(&app, town.as_deref()).await?.host;
            let town = admin::publish_town(&app.desk(), &host).await?;
            say_published(cx, &app, &town).await
        }
        What::List => list(cx, &app).await,
        What::Export { folder, town, passphrase_file } => {
            let town = output::town(&app, town.as_deref()).await?;
            let words = passphrase::ask(cx.out, passphrase_file.as_deref(), passphrase::Times::Twice)?;
            let done = admin::export_town(&app.desk(), &app.blobs, VERSION, &town, &folder, &words).await?;
            say_moved(cx, &cx.out.locale.with("cli-town-exported", &moved(&done, &folder)), &done);
            Ok(())
        }
        What::Import { folder, passphrase_file } => {
            let words = passphrase::ask(cx.out, passphrase_file.as_deref(), passphrase::Times::Once)?;
            let done = admin::import_town(&app.desk(), &app.blobs, &folder, &words).await?;
            say_moved(cx, &cx.out.locale.with("cli-town-imported", &moved(&done, &folder)), &done);
            Ok(())
        }
        What::Delete { town, yes } => delete(cx, &app, &town, yes).await,
    }
}

async fn add(cx: &Cx, app: &App, request: NewTownRequest) -> anyhow::Result<()> {
    let town = admin::add_town(&app.desk(), request).await?;
    if town.is_public() {
        return say_published(cx, app, &town).await;
    }
    cx.out
        .say(&cx.out.locale.with("cli-town-draft", &[("host", town.shown_host().into())]), as_json(app, &town).await?);
    Ok(())
}

async fn say_published(cx: &Cx, app: &App, town: &Town) -> anyhow::Result<()> {
    let address = format!("{}://{}{}", app.config.server.public_scheme, town.shown_host(), urls::HOME);
    cx.out.say(&cx.out.locale.with("cli-town-published", &[("address", address.into())]), as_json(app, town).await?);
    Ok(())
}

async fn apply(cx: &Cx, app: &App, path: &Path) -> anyhow::Result<()> {
    let locale = cx.out.locale;
    let mut plans = Vec::new();
    // All are read before the first is carried out.
    for file in plan_files(path, locale)? {
        let plan = Plan::parse(&read_text(&file, locale)?).map_err(|error| in_file(&file, &error.into(), locale))?;
        plans.push((file, plan));
    }
    let mut all = Vec::new();
    for (file, plan) in plans {
        let done =
            admin::apply_plan(&app.desk(), &plan).await.map_err(|error| in_file(&file, &error.into(), locale))?;
        for (key, name) in &done {
            if !cx.out.json {
                output::line(&locale.with(key, &[("name", name.as_str().into())]));
            }
        }
        all.push(json!({ "file": file, "host": plan.host, "changes": done.len() }));
        if done.is_empty() && !cx.out.json {
            output::line(&locale.with("cli-nothing-to-do", &[("host", plan.host.as_str().into())]));
        }
    }
    if cx.out.json {
        cx.out.data(json!({ "applied": all }));
    }
    Ok(())
}

/// The file itself, or every `.toml` in a folder in the order of their names.
fn plan_files(path: &Path, locale: Locale) -> anyhow::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let shown = path.display().to_string();
    let entries = std::fs::read_dir(path).map_err(|cause| {
        let cause = cause.words(locale);
        anyhow::anyhow!(locale.with("cli-unread", &[("path", shown.as_str().into()), ("cause", cause.into())]))
    })?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|file| file.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    anyhow::ensure!(!files.is_empty(), locale.with("cli-no-plans", &[("path", shown.into())]));
    files.sort();
    Ok(files)
}

/// Says in which file it went wrong.
fn in_file(file: &Path, error: &anyhow::Error, locale: Locale) -> anyhow::Error {
    anyhow::anyhow!(format!("{}: {}", file.display(), words::of(error, locale)))
}

async fn list(cx: &Cx, app: &App) -> anyhow::Result<()> {
    let all = app.db.read(async |c: &mut Conn<'_>| towns::all(c).await).await?;
    let mut rows = Vec::new();
    let mut data = Vec::new();
    for town in &all {
        let state = cx.out.locale.text(if town.is_public() { "cli-public" } else { "cli-draft" });
        rows.push(vec![town.shown_host(), town.name.clone(), state]);
        data.push(as_json(app, town).await?);
    }
    let heading = ["cli-col-host", "cli-col-name", "cli-col-state"].map(|key| cx.out.locale.text(key));
    cx.out.table("towns", &heading, &rows, data);
    Ok(())
}

/// What the sentences about a move say.
fn moved(done: &TownManifest, folder: &Path) -> [(&'static str, crate::i18n::Value); 5] {
    [
        ("folder", folder.display().to_string().into()),
        ("host", done.host.as_str().into()),
        ("name", done.name.as_str().into()),
        ("posts", output::number(done.contents.rows("post")).into()),
        ("followers", output::number(done.contents.rows("follower")).into()),
    ]
}

fn say_moved(cx: &Cx, sentence: &str, done: &TownManifest) {
    let contents = &done.contents;
    cx.out.say(
        sentence,
        json!({
            "host": done.host, "name": done.name, "posts": contents.rows("post"), "followers": contents.rows("follower"),
            "pictures": contents.pictures(), "missing": contents.missing,
        }),
    );
}

async fn delete(cx: &Cx, app: &App, host: &str, yes: bool) -> anyhow::Result<()> {
    let town = app.desk().town(host).await?;
    anyhow::ensure!(yes, cx.out.locale.with("cli-delete-sure", &[("name", town.name.as_str().into())]));
    let now = app.clock.now();
    app.db.write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| towns::delete(c, town.id, now).await).await?;
    cx.out.say(
        &cx.out.locale.with("cli-town-deleted", &[("name", town.name.as_str().into())]),
        json!({ "deleted": town.host }),
    );
    Ok(())
}

async fn as_json(app: &App, town: &Town) -> anyhow::Result<Value> {
    let all = app.db.read(async |c: &mut Conn<'_>| actors::of_town(c, town.id).await).await?;
    let origin = Origin::new(&app.config.server.public_scheme, &town.host);
    let actors: Vec<Value> = all
        .iter()
        .filter(|actor| actor.kind != crate::domain::actor::ActorKind::Instance)
        .map(|actor| super::actor::as_json(actor, &origin))
        .collect();
    Ok(json!({
        "id": town.ulid.to_string(), "host": town.host, "name": town.name, "public": town.is_public(),
        "published_at": town.published_at.map(|at| at.to_string()), "url": origin.absolute(urls::HOME), "actors": actors,
    }))
}
