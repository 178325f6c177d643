//! Logs and metrics. Logs go to stderr as text, or as JSON lines; neither ever holds secrets, queries or readers' data.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// Starts logging. `AUSRUFER_LOG` sets the filter (default `info`); `json` writes one object per line.
pub fn start_logging(json: bool) {
    let filter =
        EnvFilter::try_from_env("AUSRUFER_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,hyper=warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    // A second start in one process (tests) keeps the first subscriber.
    let _ = if json { builder.json().try_init() } else { builder.try_init() };
}

/// Starts logging for a command that ends soon: warnings and errors only, unless `AUSRUFER_LOG` says otherwise.
pub fn start_quiet_logging() {
    let filter = EnvFilter::try_from_env("AUSRUFER_LOG").unwrap_or_else(|_| EnvFilter::new("error"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    // A second start in one process (tests) keeps the first subscriber.
    let _ = builder.try_init();
}

/// Starts collecting metrics; the handle renders them for `/metrics`. `None` when something else collects already.
#[must_use]
pub fn start_metrics() -> Option<PrometheusHandle> {
    PrometheusBuilder::new().install_recorder().ok()
}
