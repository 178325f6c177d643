//! Builds every part once, in the order in which they depend on each other, and hands them to whoever needs them.
//! Called by the command line and by tests, which hand in their own clock, randomness and name resolution.

mod asked;
mod config_check;
mod folder_lock;
mod internal;
mod key_check;
mod listen;
mod proxies;
mod pushes;
mod serve;
mod start_error;

pub use config_check::check as check_config;
pub use folder_lock::lock_folder;
pub use proxies::TrustedProxies;
pub use serve::{Role, Running, told_to_end};
pub use start_error::StartError;

use std::sync::Arc;
use std::time::Duration;

use tower::ServiceExt;

use crate::admin::{self, Desk, Office, OfficeDeps};
use crate::clock::{SharedClock, SharedRng, SystemClock, SystemRng};
use crate::config::Config;
use crate::domain::audit::Who;
use crate::federation::deliver::{Deliverer, DelivererDeps};
use crate::federation::{Federation, FederationDeps};
use crate::ingest;
use crate::jobs::{Hands, JobLimits, Jobs, Waker};
use crate::net::{Net, Resolver, SystemResolver};
use crate::seal::Sealer;
use crate::store::blobs::Blobs;
use crate::store::{Db, GroupWriter, Witness};
use crate::web::{Web, WebDeps};

/// The version of the running program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Where the source of the running program is (AGPL-3.0 § 13).
pub const SOURCE_URL: &str = env!("CARGO_PKG_REPOSITORY");

/// What the world provides.
#[derive(Clone)]
pub struct Deps {
    pub clock: SharedClock,
    pub rng: SharedRng,
    pub resolver: Arc<dyn Resolver>,
    /// Is there at every transaction; nobody, unless a test ends the program there.
    pub witness: Option<Arc<dyn Witness>>,
}

impl Default for Deps {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            rng: Arc::new(SystemRng),
            resolver: Arc::new(SystemResolver),
            witness: None,
        }
    }
}

/// The whole server, built but not running.
pub struct App {
    pub config: Config,
    pub db: Db,
    pub net: Net,
    pub clock: SharedClock,
    pub rng: SharedRng,
    pub sealer: Arc<Sealer>,
    pub blobs: Blobs,
    pub federation: Federation,
    pub deliverer: Deliverer,
    pub web: Web,
    pub office: Office,
    pub jobs: Jobs,
    /// On whose word deeds of people are done: the machine's, unless someone at the command line gives the orders.
    pub who: Who,
    proxies: Arc<TrustedProxies>,
}

impl App {
    /// Opens the store, brings its schema up to date, checks the key and builds every part.
    ///
    /// # Errors
    /// A [`ConfigError`](crate::config::ConfigError) or a [`StartError`], when something is missing or does not fit together.
    pub async fn build(config: Config, deps: Deps) -> anyhow::Result<Self> {
        config.check()?;
        admin::refuse_unfinished(&config).map_err(StartError::Unfinished)?;
        let proxies = Arc::new(config_check::proxies(&config)?);
        let net_config = config_check::net_config(&config)?;
        std::fs::create_dir_all(&config.storage.data_dir)
            .map_err(|cause| StartError::Folder { path: config.storage.data_dir.display().to_string(), cause })?;
        let db = Db::open_before(&config.database_url(), deps.witness).await.map_err(StartError::Store)?;
        db.migrate().await.map_err(StartError::Store)?;
        let sealer = Arc::new(key_check::load(&config, &db, &*deps.rng).await?);
        let loopback = config.development.loopback;
        admin::check_hosts(&db, loopback).await.map_err(StartError::Host)?;
        let net = Net::new(net_config, deps.resolver, deps.clock.clone()).map_err(StartError::Net)?;
        let blobs = Blobs::open(&config.media_place()).map_err(StartError::Pictures)?;
        let scheme = config.server.public_scheme.clone();
        let group = GroupWriter::start(db.clone());
        let federation = Federation::new(FederationDeps {
            db: db.clone(),
            group: group.clone(),
            net: net.clone(),
            clock: deps.clock.clone(),
            rng: deps.rng.clone(),
            sealer: sealer.clone(),
            scheme: scheme.clone(),
            loopback,
            read_words: ingest::words_of_stranger,
            version: VERSION,
            source_url: SOURCE_URL,
        });
        let deliverer = Deliverer::new(DelivererDeps {
            db: db.clone(),
            group,
            net: net.clone(),
            clock: deps.clock.clone(),
            rng: deps.rng.clone(),
            keys: federation.actor_keys().clone(),
            scheme: scheme.clone(),
            user_agent: user_agent(),
        });
        let web = Web::new(WebDeps {
            db: db.clone(),
            clock: deps.clock.clone(),
            blobs: blobs.clone(),
            federation: federation.clone(),
            sealer: sealer.clone(),
            scheme: scheme.clone(),
            loopback,
            page_cache_bytes: config.limits.page_cache,
            mirror_dir: config.storage.data_dir.join("seiten"),
            version: VERSION,
            source_url: SOURCE_URL,
        });
        let published = {
            let (bell, deliverer) = (web.bell(), deliverer.clone());
            Waker::new(move || {
                bell.notify_one();
                deliverer.wake();
            })
        };
        let jobs = Jobs::new(Hands {
            wanted: Waker::none(),
            db: db.clone(),
            net: net.clone(),
            blobs: blobs.clone(),
            clock: deps.clock.clone(),
            rng: deps.rng.clone(),
            sealer: sealer.clone(),
            scheme,
            limits: JobLimits {
                at_once: config.limits.jobs,
                confirm_gone_after: Duration::from_secs(config.limits.confirm_gone_after.into()),
                confirm_not_found_after: Duration::from_secs(config.limits.confirm_not_found_after.into()),
            },
            admin_host: config.server.admin_host.clone(),
            mailer: config_check::mailer(&config)?,
            who: Who::Machine,
            published,
        });
        web.take_pushes_with(Arc::new(pushes::Pushes(jobs.hands().clone())));
        web.take_cases_with(Arc::new(asked::Asked(jobs.hands().clone())));
        let (clock, rng) = (deps.clock, deps.rng);
        let who = Who::Machine;
        let office = Office::new(OfficeDeps {
            desk: Desk {
                db: db.clone(),
                net: net.clone(),
                clock: clock.clone(),
                rng: rng.clone(),
                sealer: sealer.clone(),
                scheme: config.server.public_scheme.clone(),
                loopback,
                who: who.clone(),
            },
            hands: jobs.hands().clone(),
            web: web.clone(),
            server: config.server.clone(),
            second_proof: config.second_proof(),
            service: config_check::service(&config)?,
            source_url: SOURCE_URL,
        });
        Ok(Self { config, db, net, clock, rng, sealer, blobs, federation, deliverer, web, office, jobs, who, proxies })
    }

    /// Everything that is answered at the public address: the admin area at its host, else the public pages.
    pub fn router(&self) -> axum::Router {
        let (office, web) = (self.office.clone(), self.web.router());
        axum::Router::new().fallback(move |request: axum::extract::Request| {
            let (office, web) = (office.clone(), web.clone());
            let host = Office::host_asked(&request);
            async move {
                if let Some(host) = host
                    && office.is_at(&host).await
                {
                    return office.answer(request).await;
                }
                match web.oneshot(request).await {
                    Ok(response) => response,
                    Err(never) => match never {},
                }
            }
        })
    }

    /// What jobs asked for by a person work with.
    #[must_use]
    pub fn hands(&self) -> Hands {
        Hands { who: self.who.clone(), ..self.jobs.hands().clone() }
    }

    /// What deeds of staff need.
    #[must_use]
    pub fn desk(&self) -> Desk {
        Desk {
            db: self.db.clone(),
            net: self.net.clone(),
            clock: self.clock.clone(),
            rng: self.rng.clone(),
            sealer: self.sealer.clone(),
            scheme: self.config.server.public_scheme.clone(),
            loopback: self.config.development.loopback,
            who: self.who.clone(),
        }
    }

    /// Runs everything that is due: jobs, deliveries, pages; until nothing is. For tests.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn run_all_due_jobs(&self) -> anyhow::Result<()> {
        loop {
            let ran = self.jobs.run_all_due().await?;
            let sent = self.deliverer.deliver_due().await;
            self.web.catch_up().await;
            if ran == 0 && sent == 0 {
                return Ok(());
            }
        }
    }
}

/// How we introduce ourselves to other servers.
#[must_use]
pub fn user_agent() -> String {
    format!("Ausrufer/{VERSION} (+{SOURCE_URL})")
}
