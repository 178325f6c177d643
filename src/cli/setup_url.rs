//! `setup-url`: a one-time address at which the first person says who they are.

use serde_json::json;

use super::{Cx, output};
use crate::admin::{OneTimeCode, admin_origin, first_origin, setup_code};
use crate::i18n::moment;
use crate::urls;

#[derive(clap::Args)]
pub struct Args {
    /// Also when somebody works here already: one more person with all rights.
    #[arg(long)]
    even_so: bool,
    /// While there is no town yet: the host at which it will be.
    #[arg(long)]
    host: Option<String>,
}

pub async fn run(cx: &Cx, args: Args) -> anyhow::Result<()> {
    let app = cx.app().await?;
    let origin = match (admin_origin(&app.db, &app.config.server).await?, args.host) {
        (Some(origin), _) => origin,
        (None, Some(host)) => first_origin(&app.desk(), &host)?,
        (None, None) => anyhow::bail!(cx.out.locale.text("cli-setup-no-host")),
    };
    let OneTimeCode { code, ends_at } = setup_code(&app.desk(), args.even_so).await?;
    let url = origin.absolute(&urls::admin_setup(&code));
    let until = moment(cx.out.locale, ends_at, &output::zone(&app).await?);
    let said = cx.out.locale.with("cli-setup-url", &[("url", url.as_str().into()), ("until", until.into())]);
    cx.out.say(&said, json!({ "url": url, "ends_at": ends_at.to_string() }));
    Ok(())
}
