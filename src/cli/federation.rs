//! `federation status|retry|resume`.

use clap::Subcommand;
use serde_json::json;

use super::{Cx, output};
use crate::i18n::{Locale, moment};
use crate::store::deliveries;
use crate::store::{Conn, Lane, StoreError, meta, peers};

#[derive(Subcommand)]
pub enum What {
    /// What waits, and which servers are in trouble.
    Status,
    /// Try a server again now.
    Retry { host: String },
    /// Let deliveries go out again after a restore.
    Resume,
}

pub async fn run(cx: &Cx, what: What) -> anyhow::Result<()> {
    let app = cx.app().await?;
    let now = app.clock.now();
    match what {
        What::Status => status(cx, &app).await?,
        What::Retry { host } => {
            let found = app
                .db
                .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
                    let Some(peer) = peers::by_host(c, &host).await? else { return Ok(false) };
                    peers::retry_now(c, peer.id).await?;
                    Ok::<_, StoreError>(true)
                })
                .await?;
            anyhow::ensure!(found, cx.out.locale.with("cli-no-peer", &[("host", host.as_str().into())]));
            cx.out
                .say(&cx.out.locale.with("cli-peer-retry", &[("host", host.as_str().into())]), json!({ "host": host }));
        }
        What::Resume => {
            app.db.write(async |c: &mut Conn<'_>| meta::clear(c, meta::DELIVERIES).await).await?;
            cx.out.say(&cx.out.locale.text("cli-resumed"), json!({ "resumed": now.to_string() }));
        }
    }
    Ok(())
}

async fn status(cx: &Cx, app: &crate::app::App) -> anyhow::Result<()> {
    let now = app.clock.now();
    let (counts, troubled, held) = app
        .db
        .read(async |c: &mut Conn<'_>| {
            let held = meta::get(c, meta::DELIVERIES).await?.is_some();
            Ok::<_, StoreError>((deliveries::counts(c, now).await?, deliveries::status(c, 100).await?, held))
        })
        .await?;
    let zone = output::zone(app).await?;
    let rows: Vec<Vec<String>> = troubled
        .iter()
        .map(|one| {
            let oldest = one.oldest.map(|at| moment(cx.out.locale, at, &zone)).unwrap_or_default();
            let reason = one.last_error.as_deref().map(|word| reason_words(word, cx.out.locale)).unwrap_or_default();
            vec![one.peer.host.clone(), one.waiting.to_string(), oldest, reason]
        })
        .collect();
    let data = troubled
        .iter()
        .map(|one| {
            json!({
                "host": one.peer.host, "waiting": one.waiting, "oldest": one.oldest.map(|at| at.to_string()),
                "last_error": one.last_error,
            })
        })
        .collect::<Vec<_>>();
    if cx.out.json {
        cx.out.data(json!({
            "waiting": counts.waiting, "oldest": counts.oldest.map(|at| at.to_string()),
            "paused_hosts": counts.paused_hosts, "held": held, "hosts": data,
        }));
        return Ok(());
    }
    output::line(
        &cx.out
            .locale
            .with("cli-federation-status", &[("waiting", i64::try_from(counts.waiting).unwrap_or(i64::MAX).into())]),
    );
    if held {
        output::line(&cx.out.locale.text("cli-federation-held"));
    }
    if !rows.is_empty() {
        let heading =
            ["cli-col-server", "cli-col-waiting", "cli-col-since", "cli-col-reason"].map(|key| cx.out.locale.text(key));
        cx.out.table("hosts", &heading, &rows, data);
    }
    Ok(())
}

/// Why a server did not take what we sent, by the word under which it was noted (`503`, `dns`, `moved 2`).
fn reason_words(noted: &str, locale: Locale) -> String {
    let word = noted.split(' ').next().unwrap_or_default();
    let key = match word {
        "dns" => "reason-dns",
        "connect" => "reason-connect",
        "tls" => "reason-tls",
        "timeout" => "reason-timeout",
        "busy" => "reason-busy",
        "blocked" => "reason-blocked",
        "setup" => "cause-egress",
        "429" => "reason-wait",
        "unsigned" => "reason-unsigned",
        "disbelieved" => "reason-disbelieved",
        "moved" => "reason-moved",
        "missing" => "reason-missing",
        status if status.len() == 3 && status.bytes().all(|b| b.is_ascii_digit()) => {
            return locale.with("reason-status", &[("status", status.into())]);
        }
        _ => "reason-odd",
    };
    locale.text(key)
}
