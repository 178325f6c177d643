//! `serve`: runs the server until told to stop.

use super::Cx;
use crate::app::{Role, lock_folder};
use crate::telemetry;

/// What part of the work this process does.
#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_enum, default_value = "all")]
    role: Role,
    /// Log as JSON lines.
    #[arg(long)]
    log_json: bool,
}

pub async fn run(cx: &Cx, args: Args) -> anyhow::Result<()> {
    telemetry::start_logging(args.log_json);
    let _lock = lock_folder(&cx.config, args.role)?;
    let app = cx.app().await?;
    let running = app.start(args.role).await?;
    match running.public {
        Some(address) => tracing::info!(%address, internal = %running.internal, "serving"),
        None => tracing::info!(internal = %running.internal, "working"),
    }
    let ended = running.until_told().await;
    app.db.close().await;
    Ok(ended?)
}
