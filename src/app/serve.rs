//! Runs what was built: listeners, workers, and the graceful end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::proxies::TrustedProxies;
use super::{App, StartError, internal, listen};
use crate::telemetry;

/// Which part of the work this process does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    /// Everything.
    All,
    /// Pages and inboxes.
    Web,
    /// Reading sources and delivering.
    Worker,
}

impl Role {
    /// The form in which it is typed.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Web => "web",
            Self::Worker => "worker",
        }
    }
}

/// A running server.
pub struct Running {
    /// Where visitors are served; `None` for a worker.
    pub public: Option<SocketAddr>,
    /// Where the operator looks.
    pub internal: SocketAddr,
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

/// How long an ending server waits for open answers.
const PATIENCE: Duration = Duration::from_secs(20);

impl App {
    /// Opens the listeners and starts the work.
    ///
    /// # Errors
    /// When an address cannot be listened on.
    pub async fn start(&self, role: Role) -> anyhow::Result<Running> {
        let public = match role {
            Role::Worker => None,
            Role::All | Role::Web => Some(listen(self.config.server.listen, "server.listen").await?),
        };
        self.run_parts(role, public).await
    }

    /// Starts the work with a listener that is open already, whose port therefore nobody else can take meanwhile.
    ///
    /// # Errors
    /// When the internal address cannot be listened on.
    pub async fn start_on(&self, role: Role, public: TcpListener) -> anyhow::Result<Running> {
        self.run_parts(role, Some(public)).await
    }

    async fn run_parts(&self, role: Role, listener: Option<TcpListener>) -> anyhow::Result<Running> {
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        let metrics = telemetry::start_metrics();
        let inside = listen(self.config.server.internal_listen, "server.internal_listen").await?;
        let internal_at = inside.local_addr()?;
        let nobody = Arc::new(TrustedProxies::default());
        spawn_http(&mut tasks, inside, internal::router(self.db.clone(), metrics), nobody, &stop);

        let mut public = None;
        if let Some(listener) = listener {
            public = Some(listener.local_addr()?);
            self.web.warm().await;
            spawn_http(&mut tasks, listener, self.router(), Arc::clone(&self.proxies), &stop);
            let (web, end) = (self.web.clone(), stop.clone());
            tasks.spawn(async move { web.run(end).await });
        }
        if role != Role::Web {
            let (jobs, end) = (self.jobs.clone(), stop.clone());
            tasks.spawn(async move { jobs.run(end).await });
            let (deliverer, end) = (self.deliverer.clone(), stop.clone());
            tasks.spawn(async move { deliverer.run(end).await });
        }
        Ok(Running { public, internal: internal_at, stop, tasks })
    }
}

impl Running {
    /// Ends gracefully: no new work, open answers and running jobs finish, at most 20 s.
    pub async fn stop(mut self) {
        self.stop.cancel();
        let drained = tokio::time::timeout(PATIENCE, async { while self.tasks.join_next().await.is_some() {} }).await;
        if drained.is_err() {
            tracing::warn!("not everything ended in time; it is taken up again at the next start");
        }
    }

    /// Waits for Ctrl-C or SIGTERM, then ends gracefully.
    ///
    /// # Errors
    /// When a part of the server ended by itself: half a server is worse than one that is started again.
    pub async fn until_told(self) -> Result<(), StartError> {
        self.until(told_to_end()).await
    }

    async fn until(mut self, told: impl Future<Output = ()>) -> Result<(), StartError> {
        let ended = tokio::select! {
            () = told => None,
            ended = self.tasks.join_next() => ended,
        };
        match &ended {
            None => tracing::info!("ending"),
            Some(Ok(())) => tracing::error!("a part of the server ended by itself; the rest ends too"),
            Some(Err(error)) => tracing::error!(%error, "a part of the server broke; the rest ends too"),
        }
        self.stop().await;
        if ended.is_some() { Err(StartError::Ended) } else { Ok(()) }
    }
}

/// Waits for Ctrl-C or SIGTERM.
pub async fn told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = tokio::signal::ctrl_c() => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(_) => {
                let _ = tokio::signal::ctrl_c().await;
            }
        }
    }
    #[cfg(not(unix))]
    {
        let _ = tokio::signal::ctrl_c().await;
    }
}

async fn listen(address: SocketAddr, key: &'static str) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|cause| StartError::Listen { address: address.to_string(), key, cause })
}

fn spawn_http(
    tasks: &mut JoinSet<()>,
    listener: TcpListener,
    router: axum::Router,
    proxies: Arc<TrustedProxies>,
    stop: &CancellationToken,
) {
    tasks.spawn(listen::serve(listener, router, proxies, stop.clone()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_server_that_lost_a_part_ends_whole_and_says_so() {
        let (stop, rest_ended) = (CancellationToken::new(), CancellationToken::new());
        let mut tasks = JoinSet::new();
        let (told, ended) = (stop.clone(), rest_ended.clone());
        tasks.spawn(async move {
            told.cancelled().await;
            ended.cancel();
        });
        tasks.spawn(async {});
        let running = Running { public: None, internal: SocketAddr::from(([127, 0, 0, 1], 1)), stop, tasks };
        assert!(matches!(running.until(std::future::pending()).await, Err(StartError::Ended)));
        assert!(rest_ended.is_cancelled());
    }
}
