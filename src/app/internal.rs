//! The operator's own listener: /livez /readyz /metrics and the question of a proxy whether a host is ours.
//! Never exposed to visitors.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use http::StatusCode;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::store::{Conn, Db, StoreError, actors, meta, towns};

#[derive(Clone)]
struct Inside {
    db: Db,
    metrics: Option<PrometheusHandle>,
}

/// The routes of the internal listener.
pub(super) fn router(db: Db, metrics: Option<PrometheusHandle>) -> Router {
    Router::new()
        .route("/livez", get(|| async { "ok\n" }))
        .route("/readyz", get(readyz))
        .route("/metrics", get(show_metrics))
        .route("/tls-erlaubt", get(may_have_certificate))
        .with_state(Inside { db, metrics })
}

/// Whether the store answers.
async fn readyz(State(inside): State<Inside>) -> (StatusCode, String) {
    match inside.db.read(async |c: &mut Conn<'_>| meta::get(c, meta::KEY_CHECK).await).await {
        Ok(_) => (StatusCode::OK, "ok\n".into()),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")),
    }
}

async fn show_metrics(State(inside): State<Inside>) -> (StatusCode, String) {
    match &inside.metrics {
        Some(handle) => (StatusCode::OK, handle.render()),
        None => (StatusCode::NOT_FOUND, "metrics are collected elsewhere in this process\n".into()),
    }
}

/// Caddy's on-demand TLS asks here before it fetches a certificate: yes for hosts and handle domains of ours.
async fn may_have_certificate(
    State(inside): State<Inside>,
    Query(query): Query<HashMap<String, String>>,
) -> StatusCode {
    let Some(domain) = query.get("domain").map(|domain| domain.to_ascii_lowercase()) else {
        return StatusCode::BAD_REQUEST;
    };
    let known = inside
        .db
        .read(async |c: &mut Conn<'_>| {
            for town in towns::all(c).await? {
                if town.host == domain {
                    return Ok(true);
                }
                let actors = actors::of_town(c, town.id).await?;
                if actors.iter().any(|actor| actor.handle_domain.as_deref() == Some(&domain)) {
                    return Ok(true);
                }
            }
            Ok::<_, StoreError>(false)
        })
        .await;
    match known {
        Ok(true) => StatusCode::OK,
        Ok(false) => StatusCode::NOT_FOUND,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}
