//! `config template|check`.

use std::path::Path;

use clap::Subcommand;
use serde_json::json;

use super::output::{self, Output};
use crate::app::check_config;
use crate::config::Config;

#[derive(Subcommand)]
pub enum What {
    /// Print every option with its meaning and default.
    Template,
    /// Read the configuration and say whether it can be used.
    Check,
}

pub fn run(what: What, file: Option<&Path>, out: Output) -> anyhow::Result<()> {
    match what {
        What::Template => output::line(Config::template().trim_end()),
        What::Check => {
            let config = Config::load(file)?;
            check_config(&config).map_err(|error| error.placed(|key| Config::place(key, file)))?;
            out.say(&out.locale.text("cli-config-good"), json!({ "ok": true, "data_dir": config.storage.data_dir }));
        }
    }
    Ok(())
}
