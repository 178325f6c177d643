//! `audit list|verify`.

use clap::Subcommand;
use serde_json::{Value, json};

use super::{Cx, output};
use crate::admin::{AuditNames, deed_words, who_words};
use crate::app::App;
use crate::clock::from_ms;
use crate::domain::audit::{Broken, Flaw, Link, Row};
use crate::domain::town::Town;
use crate::i18n::moment;
use crate::store::{Conn, StoreError, audit, towns};

#[derive(Subcommand)]
pub enum What {
    /// Who decided what, the newest last.
    List {
        #[arg(long)]
        town: Option<String>,
        /// How many of the newest entries.
        #[arg(long, default_value_t = 50)]
        last: u32,
    },
    /// Whether every entry is as it was written.
    Verify {
        /// Only this town (default: all).
        #[arg(long)]
        town: Option<String>,
    },
}

pub async fn run(cx: &Cx, what: What) -> anyhow::Result<()> {
    let app = cx.app().await?;
    match what {
        What::List { town, last } => list(cx, &app, town.as_deref(), last).await,
        What::Verify { town } => verify(cx, &app, town.as_deref()).await,
    }
}

async fn list(cx: &Cx, app: &App, town: Option<&str>, last: u32) -> anyhow::Result<()> {
    let town = output::town(app, town).await?;
    let (rows, names) = app
        .db
        .read(async |c: &mut Conn<'_>| {
            let rows = audit::last(c, town.id, last).await?;
            let names = AuditNames::load(c, town.id, &rows).await?;
            Ok::<_, StoreError>((rows, names))
        })
        .await?;
    let (zone, locale) = (town.zone(), cx.out.locale);
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|Row { link, line }| {
            let at = moment(locale, from_ms(line.at_ms), &zone);
            vec![link.n.to_string(), at, who_words(line, &names, locale), deed_words(line, &names, locale)]
        })
        .collect();
    let heading = ["cli-col-number", "cli-col-when", "cli-col-who", "cli-col-what"].map(|key| locale.text(key));
    cx.out.table("entries", &heading, &lines, rows.iter().map(|row| as_json(row, &names)).collect());
    Ok(())
}

fn as_json(Row { link, line }: &Row, names: &AuditNames) -> Value {
    let detail: Value = serde_json::from_str(&line.detail).unwrap_or_default();
    json!({
        "n": link.n, "at": from_ms(line.at_ms).to_string(), "who": line.who, "deed": line.deed,
        "about": { "kind": line.about_kind, "id": line.about, "title": names.post(&line.about) }, "detail": detail, "hash": link.hash,
    })
}

async fn verify(cx: &Cx, app: &App, town: Option<&str>) -> anyhow::Result<()> {
    let all = match town {
        Some(host) => vec![app.desk().town(host).await?],
        None => app.db.read(async |c: &mut Conn<'_>| towns::all(c).await).await?,
    };
    let mut found = Vec::new();
    for town in all {
        let chain = app.db.read(async |c: &mut Conn<'_>| audit::verify(c, town.id).await).await?;
        found.push((town, chain));
    }
    let sentences: Vec<String> = found.iter().map(|(town, chain)| sentence(cx, town, chain)).collect();
    let data: Vec<Value> = found.iter().map(|(town, chain)| verified(town, chain)).collect();
    let whole = found.iter().all(|(_, chain)| chain.is_ok());
    cx.out.say(&sentences.join("\n"), json!({ "whole": whole, "towns": data }));
    anyhow::ensure!(whole, cx.out.locale.text("cli-audit-broken"));
    Ok(())
}

fn sentence(cx: &Cx, town: &Town, chain: &Result<Link, Broken>) -> String {
    let host = ("host", town.host.as_str().into());
    match chain {
        Ok(end) => {
            cx.out.locale.with("cli-audit-whole", &[host, ("count", end.n.into()), ("hash", end.hash.as_str().into())])
        }
        Err(Broken { n, how: Flaw::Missing }) => cx.out.locale.with("cli-audit-missing", &[host, ("n", (*n).into())]),
        Err(Broken { n, how: Flaw::Changed }) => cx.out.locale.with("cli-audit-changed", &[host, ("n", (*n).into())]),
    }
}

fn verified(town: &Town, chain: &Result<Link, Broken>) -> Value {
    match chain {
        Ok(end) => json!({ "town": town.host, "entries": end.n, "hash": end.hash, "broken": null }),
        Err(Broken { n, how }) => {
            let how = if *how == Flaw::Missing { "missing" } else { "changed" };
            json!({ "town": town.host, "broken": { "n": n, "how": how } })
        }
    }
}
