//! `doctor`: checks this installation and says what to do.

use serde_json::{Value, json};

use super::Cx;
use crate::app::App;
use crate::domain::actor::ActorKind;
use crate::error::{Words, chain};
use crate::store::{Conn, StoreError, actors, sources, towns};

/// One finding.
struct Finding {
    good: bool,
    sentence: String,
}

pub async fn run(cx: &Cx) -> anyhow::Result<()> {
    let app = cx.app().await?;
    let mut findings = vec![Finding {
        good: true,
        sentence: cx.out.locale.with("doctor-database", &[("engine", app.db.engine().into())]),
    }];
    findings.push(match app.blobs.is_empty().await {
        Ok(_) => Finding { good: true, sentence: cx.out.locale.text("doctor-pictures") },
        Err(error) => {
            tracing::debug!(error = chain(&error), "the storage for pictures failed");
            Finding { good: false, sentence: error.words(cx.out.locale) }
        }
    });
    if app.config.egress.proxy.is_some() {
        findings.push(Finding { good: true, sentence: cx.out.locale.text("doctor-proxy") });
    }
    if app.config.oidc.issuer.is_some() {
        findings.push(if app.office.is_service_there().await {
            Finding { good: true, sentence: cx.out.locale.text("doctor-service") }
        } else {
            Finding { good: false, sentence: cx.out.locale.text("doctor-service-away") }
        });
    }
    if app.config.development.loopback {
        findings.push(Finding { good: false, sentence: cx.out.locale.text("doctor-loopback") });
    }
    check_towns(cx, &app, &mut findings).await?;
    if cx.out.json {
        let list: Vec<Value> = findings.iter().map(|one| json!({ "ok": one.good, "text": one.sentence })).collect();
        cx.out.data(json!({ "findings": list }));
    } else {
        for one in &findings {
            super::output::line(&format!("{} {}", if one.good { "✓" } else { "!" }, one.sentence));
        }
    }
    Ok(())
}

async fn check_towns(cx: &Cx, app: &App, findings: &mut Vec<Finding>) -> anyhow::Result<()> {
    let all = app.db.read(async |c: &mut Conn<'_>| towns::all(c).await).await?;
    if all.is_empty() {
        findings.push(Finding { good: false, sentence: cx.out.locale.text("doctor-no-town") });
    }
    for town in all {
        let shown = town.shown_host();
        let host = shown.as_str();
        let (actors, sources) = app
            .db
            .read(async |c: &mut Conn<'_>| {
                Ok::<_, StoreError>((actors::of_town(c, town.id).await?, sources::of_town(c, town.id).await?))
            })
            .await?;
        if !town.is_public() {
            findings
                .push(Finding { good: false, sentence: cx.out.locale.with("doctor-draft", &[("host", host.into())]) });
        }
        if !actors.iter().any(|actor| actor.kind == ActorKind::Main) {
            findings.push(Finding {
                good: false,
                sentence: cx.out.locale.with("doctor-no-actor", &[("host", host.into())]),
            });
        }
        if sources.is_empty() {
            findings.push(Finding {
                good: false,
                sentence: cx.out.locale.with("doctor-no-source", &[("host", host.into())]),
            });
        }
        let zone = town.zone();
        for source in sources.iter().filter(|source| source.health.failing_since.is_some()) {
            let words = crate::admin::status_words(source, &zone, cx.out.locale);
            findings.push(Finding { good: false, sentence: format!("{host} · {}: {words}", source.name) });
        }
    }
    Ok(())
}
