//! `migrate`: brings the database up to date; `serve` does the same at its start.

use serde_json::json;

use super::Cx;
use crate::store::Db;

pub async fn run(cx: &Cx) -> anyhow::Result<()> {
    crate::admin::refuse_unfinished(&cx.config)?;
    let db = Db::open(&cx.config.database_url()).await?;
    db.migrate().await?;
    cx.out.say(&cx.out.locale.text("cli-migrated"), json!({ "migrated": true, "engine": db.engine() }));
    Ok(())
}
