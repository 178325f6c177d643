//! Accepts connections with bounds that strangers cannot stretch: time for the request's head, bytes for it, and how many
//! connections there may be at once (interop T-13). A reverse proxy usually stands before it; this holds without one too.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::proxies::TrustedProxies;
use crate::web::Visitor;

/// Time from the connection (or the last answer) to the end of the next request's head.
const HEAD_TIME: Duration = Duration::from_secs(15);
/// Bytes of a request's head.
const HEAD_BYTES: usize = 64 * 1024;
/// Connections at once.
const CONNECTIONS: usize = 4096;
/// How long an ending server waits for open answers.
const PATIENCE: Duration = Duration::from_secs(15);

/// Serves until told to stop, then finishes what is open. Every request is told its [`Visitor`].
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    proxies: Arc<TrustedProxies>,
    stop: CancellationToken,
) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let open = GracefulShutdown::new();
    loop {
        let next = async {
            // The semaphore is never closed, so there always is a place.
            let place = places.clone().acquire_owned().await.ok();
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = stop.cancelled() => break,
            next = next => next,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely: a pause lets some close.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let proxies = Arc::clone(&proxies);
        let service = router.clone().map_request(move |mut request: Request<Incoming>| {
            let visitor = Visitor(proxies.visitor(peer.ip(), request.headers()));
            request.extensions_mut().insert(visitor);
            request
        });
        let service = TowerToHyperService::new(service);
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIME)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), service);
        let watched = open.watch(connection);
        tokio::spawn(async move {
            // A visitor who went away is no error of ours.
            let _ = watched.await;
            drop(place);
        });
    }
    if tokio::time::timeout(PATIENCE, open.shutdown()).await.is_err() {
        tracing::warn!("some answers were still open at the end");
    }
}
