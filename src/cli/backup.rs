//! `backup FILE`: everything but the key, in one file, while the server runs.

use std::path::PathBuf;

use serde_json::json;

use super::{Cx, output};
use crate::admin::make_backup;
use crate::app::VERSION;
use crate::clock::{Clock, SystemClock};

/// Where the backup goes.
#[derive(clap::Args)]
pub struct Args {
    file: PathBuf,
    /// Replace FILE if it exists.
    #[arg(long)]
    force: bool,
}

pub async fn run(cx: &Cx, args: Args) -> anyhow::Result<()> {
    let backup = make_backup(&cx.config, VERSION, &args.file, args.force, SystemClock.now()).await?;
    let (manifest, locale) = (&backup.manifest, cx.out.locale);
    if cx.out.json {
        cx.out.data(json!({
            "file": args.file, "bytes": backup.bytes, "made_at": manifest.made_at.to_string(), "schema": manifest.schema,
            "towns": manifest.rows("town"), "posts": manifest.rows("post"), "pictures": manifest.pictures(),
            "missing": manifest.missing,
        }));
        return Ok(());
    }
    output::line(&locale.with(
        "cli-backup-made",
        &[
            ("file", args.file.display().to_string().into()),
            ("size", output::kilobytes(backup.bytes).into()),
            ("towns", output::number(manifest.rows("town")).into()),
            ("posts", output::number(manifest.rows("post")).into()),
            ("pictures", manifest.pictures().into()),
        ],
    ));
    if !manifest.missing.is_empty() {
        output::line(&locale.with("cli-backup-missing", &[("count", manifest.missing.len().into())]));
    }
    output::line(&locale.text("cli-backup-no-key"));
    Ok(())
}
