//! `demo`: two invented towns with everything, nothing to install (the main job, end to end, on one machine).
//!
//! In: a port. Out: the whole server on a temporary database, two sample websites that publish, edit and withdraw, a Page,
//! a picture account, a calendar and a council system that say what one of the towns says elsewhere, and a neighbour whose inbox shows what followers get; all on 127.0.0.1, all gone at the end.

mod calendar;
mod canvas;
mod council;
mod elsewhere;
mod follower;
mod follower_page;
mod newsroom;
mod pictures;
mod scenery;
mod script;
mod stage;
mod temp_folder;
mod towns;
mod website;
mod website_feeds;
mod website_page;

use std::pin::pin;

use anyhow::Context;
use serde_json::json;

use super::output::{Output, line};
use crate::app::told_to_end;
use crate::clock::SystemRng;
use crate::i18n::Value;
use crate::telemetry;
use stage::Stage;
use temp_folder::TempFolder;

/// Where the demo runs.
#[derive(clap::Args)]
pub struct Args {
    /// Port of the towns' pages; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

pub async fn run(args: Args, out: Output) -> anyhow::Result<()> {
    telemetry::start_quiet_logging();
    let mut end = pin!(told_to_end());
    let folder = TempFolder::make(&SystemRng).context("cannot make a temporary folder")?;
    let stage = tokio::select! {
        stage = Stage::build(args.port, folder.path(), out) => stage?,
        () = &mut end => return Ok(()),
    };
    announce(&stage, &folder, out);
    end.await;
    stage.close().await;
    if !out.json {
        line(&out.locale.text("demo-ended"));
    }
    Ok(())
}

/// Says where everything is and what is going to happen.
fn announce(stage: &Stage, folder: &TempFolder, out: Output) {
    if out.json {
        let towns: Vec<_> = stage
            .towns
            .iter()
            .map(|town| json!({ "name": town.name, "page": town.page, "handle": town.handle, "website": town.website }))
            .collect();
        return out.data(json!({ "towns": towns, "inbox": stage.inbox, "data_dir": folder.path() }));
    }
    let say = |key: &str, variables: &[(&'static str, Value)]| line(&out.locale.with(key, variables));
    say("demo-welcome", &[]);
    line("");
    for town in &stage.towns {
        line(&format!("  {}", town.name));
        say("demo-url-page", &[("url", town.page.as_str().into())]);
        say("demo-url-website", &[("url", town.website.as_str().into())]);
        say("demo-url-handle", &[("handle", town.handle.as_str().into())]);
        line("");
    }
    say("demo-url-inbox", &[("url", stage.inbox.as_str().into())]);
    line("");
    say("demo-what-happens", &[]);
    say("demo-how-to-end", &[]);
    line("");
}
