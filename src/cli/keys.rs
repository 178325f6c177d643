//! `keys export FILE`: the key, locked with a passphrase, for the safe.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use super::{Cx, passphrase};
use crate::admin::export_key;

#[derive(Subcommand)]
pub enum What {
    /// Write the key, locked with a passphrase, into a new file.
    Export {
        file: PathBuf,
        /// File with the passphrase; else it is asked for.
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
}

pub async fn run(cx: &Cx, what: What) -> anyhow::Result<()> {
    let What::Export { file, passphrase_file } = what;
    // A key that does not belong to this database is not worth keeping.
    let app = cx.app().await?;
    let words = passphrase::ask(cx.out, passphrase_file.as_deref(), passphrase::Times::Twice)?;
    export_key(&cx.config, &file, &words, &*app.rng)?;
    cx.out.say(
        &cx.out.locale.with("cli-keys-exported", &[("file", file.display().to_string().into())]),
        json!({ "file": file, "key": app.sealer.key_id() }),
    );
    Ok(())
}
