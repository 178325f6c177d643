//! Builds every part once, in the order in which they depend on each other, and hands them to whoever needs them.
//! Called by the command line and by tests, which hand in their own clock, randomness and name resolution.

mod internal;
mod key_check;
mod listen;
mod serve;

pub use serve::{Role, Running, told_to_end};

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;

use crate::admin::{self, Desk};
use crate::clock::{SharedClock, SharedRng, SystemClock, SystemRng};
use crate::config::Config;
use crate::domain::audit::Who;
use crate::federation::deliver::{Deliverer, DelivererDeps};
use crate::federation::{Federation, FederationDeps};
use crate::jobs::{Hands, JobLimits, Jobs, Waker};
use crate::net::{Net, NetConfig, Resolver, SystemResolver};
use crate::notify::{MailSettings, Mailer};
use crate::seal::Sealer;
use crate::store::blobs::Blobs;
use crate::store::{Db, GroupWriter};
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
}

impl Default for Deps {
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock), rng: Arc::new(SystemRng), resolver: Arc::new(SystemResolver) }
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
    pub jobs: Jobs,
    /// On whose word deeds of people are done: the machine's, unless someone at the command line gives the orders.
    pub who: Who,
}

impl App {
    /// Opens the store, brings its schema up to date, checks the key and builds every part.
    ///
    /// # Errors
    /// With cause and remedy, when something is missing or does not fit together.
    pub async fn build(config: Config, deps: Deps) -> anyhow::Result<Self> {
        config.check()?;
        std::fs::create_dir_all(&config.storage.data_dir)
            .with_context(|| format!("cannot make the data folder {}", config.storage.data_dir.display()))?;
        let db = Db::open(&config.database_url()).await.context("cannot open the database")?;
        db.migrate().await.context("cannot bring the database up to date; was it written by a newer version?")?;
        let sealer = Arc::new(key_check::load(&config, &db, &*deps.rng).await?);
        let loopback = config.development.loopback;
        admin::check_hosts(&db, loopback).await.map_err(|error| anyhow::anyhow!(error.to_string()))?;
        let net =
            Net::new(net_config(&config)?, deps.resolver, deps.clock.clone()).context("cannot set up the network")?;
        let media = match &config.storage.media_url {
            Some(url) => url.clone(),
            None => config.storage.data_dir.join("medien").display().to_string(),
        };
        let blobs = Blobs::open(&media).context("cannot open the storage for pictures")?;
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
            scheme: scheme.clone(),
            loopback,
            page_cache_bytes: config.limits.page_cache,
            mirror_dir: config.storage.data_dir.join("seiten"),
            version: VERSION,
            source_url: SOURCE_URL,
        });
        let published = {
            let (web, deliverer) = (web.clone(), deliverer.clone());
            Waker::new(move || {
                web.wake();
                deliverer.wake();
            })
        };
        let jobs = Jobs::new(Hands {
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
            mailer: mailer(&config)?,
            who: Who::Machine,
            published,
        });
        Ok(Self {
            config,
            db,
            net,
            clock: deps.clock,
            rng: deps.rng,
            sealer,
            blobs,
            federation,
            deliverer,
            web,
            jobs,
            who: Who::Machine,
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

/// The way to the mail relay, if one is configured.
fn mailer(config: &Config) -> anyhow::Result<Option<Mailer>> {
    let mail = &config.mail;
    let (Some(relay), Some(from)) = (&mail.relay, &mail.from) else { return Ok(None) };
    let extra_ca_pem = extra_ca(config)?;
    let settings = MailSettings {
        relay,
        password: mail.password.as_deref(),
        from,
        operators: &mail.operator,
        extra_ca_pem: extra_ca_pem.as_deref(),
    };
    Ok(Some(Mailer::new(&settings)?))
}

fn extra_ca(config: &Config) -> anyhow::Result<Option<Vec<u8>>> {
    let read = |path: &std::path::PathBuf| {
        std::fs::read(path).with_context(|| format!("cannot read egress.extra_ca_file {}", path.display()))
    };
    config.egress.extra_ca_file.as_ref().map(read).transpose()
}

fn net_config(config: &Config) -> anyhow::Result<NetConfig> {
    let proxy = config
        .egress
        .proxy
        .as_deref()
        .map(|proxy| {
            url::Url::parse(proxy).with_context(|| "egress.proxy is not an address like http://host:port".to_owned())
        })
        .transpose()?;
    let extra_ca_pem = extra_ca(config)?;
    let allow = config
        .egress
        .allow
        .iter()
        .map(|net| net.parse().with_context(|| format!("egress.allow: {net} is not a network like 10.1.0.0/16")))
        .collect::<anyhow::Result<Vec<_>>>()?;
    Ok(NetConfig { user_agent: user_agent(), loopback: config.development.loopback, proxy, extra_ca_pem, allow })
}
