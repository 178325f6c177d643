//! `restore FILE`: a backup comes back on an empty installation.

use std::path::PathBuf;

use serde_json::json;

use super::{Cx, output, passphrase};
use crate::admin::{check_backup, open_exported_key, restore_backup};
use crate::i18n::moment;
use crate::sources::default_zone;

/// Which backup, and with which key.
#[derive(clap::Args)]
pub struct Args {
    file: PathBuf,
    /// The key as `keys export` wrote it; else secret.key must be in its place.
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    keys: Option<PathBuf>,
    /// File with the passphrase for --keys; else it is asked for.
    #[arg(long, value_name = "FILE", requires = "keys")]
    passphrase_file: Option<PathBuf>,
    /// Only read the backup through and say whether it is whole.
    #[arg(long)]
    check: bool,
}

pub async fn run(cx: &Cx, args: Args) -> anyhow::Result<()> {
    let key = match &args.keys {
        Some(file) => {
            let words = passphrase::ask(cx.out, args.passphrase_file.as_deref(), passphrase::Times::Once)?;
            Some(open_exported_key(file, &words)?)
        }
        None => None,
    };
    let backup = check_backup(&args.file)?;
    let manifest = &backup.manifest;
    let locale = cx.out.locale;
    let facts = [
        ("file", args.file.display().to_string().into()),
        ("made", moment(locale, manifest.made_at, &default_zone()).into()),
        ("towns", output::number(manifest.rows("town")).into()),
        ("posts", output::number(manifest.rows("post")).into()),
        ("pictures", manifest.pictures().into()),
    ];
    let data = json!({
        "made_at": manifest.made_at.to_string(), "schema": manifest.schema, "towns": manifest.rows("town"),
        "posts": manifest.rows("post"), "pictures": manifest.pictures(), "restored": !args.check,
    });
    if args.check {
        cx.out.say(&locale.with("cli-backup-whole", &facts), data);
        return Ok(());
    }
    restore_backup(&cx.config, &backup, key).await?;
    // Builds every part once: the key opens what it must, and the hosts fit the development switch.
    cx.app().await?;
    cx.out.say(&locale.with("cli-restored", &facts), data);
    Ok(())
}
