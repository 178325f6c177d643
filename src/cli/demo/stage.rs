//! Builds the demo: server, towns, websites, neighbour; starts the script; takes everything down again. In: a port and a
//! folder. Out: a [`Stage`] with the addresses to tell. Called by `demo`.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::elsewhere::{self, ACCOUNT, Elsewhere, PAGE, TOKEN};
use super::follower::Follower;
use super::newsroom::{Deed, Newsroom};
use super::pictures::Pictures;
use super::website::Website;
use super::{follower_page, script, towns, website};
use crate::admin::{
    Desk, Keyring, NewActorRequest, NewSourceRequest, NewTownRequest, add_actor, add_source, add_town, publish_town,
};
use crate::app::{App, Deps, Role, Running};
use crate::cli::output::{Output, line};
use crate::config::Config;
use crate::domain::connection::Login;
use crate::i18n::moment;

/// How often the demo looks at each feed, in seconds.
const LOOK_EVERY_S: u32 = 10;
/// How long after the first 410 a withdrawal is final, in seconds.
const CONFIRM_GONE_AFTER_S: u32 = 30;
/// The same after a 404.
const CONFIRM_NOT_FOUND_AFTER_S: u32 = 120;
/// How often the neighbour tries to follow a town before she gives up.
const FOLLOW_ATTEMPTS: u32 = 20;
const FOLLOW_PAUSE: Duration = Duration::from_millis(500);
/// How long open answers of the websites may take at the end.
const PATIENCE: Duration = Duration::from_secs(2);
/// Gives each town hills of its own.
const SEEDS: [u64; 2] = [11, 29];

/// One town, as it is told.
pub struct TownLine {
    pub name: String,
    pub page: String,
    pub handle: String,
    pub website: String,
}

/// Everything that runs.
pub struct Stage {
    pub towns: Vec<TownLine>,
    /// Address of the neighbour's inbox.
    pub inbox: String,
    app: App,
    running: Running,
    beside: JoinSet<()>,
    stop: CancellationToken,
}

impl Stage {
    /// Builds and starts everything.
    ///
    /// # Errors
    /// When the port is taken, or something of ours fails.
    pub async fn build(port: u16, folder: &Path, out: Output) -> anyhow::Result<Self> {
        let public = listen_public(port, out).await?;
        let port = public.local_addr()?.port();
        let websites = listen_free().await?;
        let neighbour = listen_free().await?;
        let away = listen_free().await?;
        let app = App::build(config(public.local_addr()?, folder)?, Deps::default()).await?;
        let stop = CancellationToken::new();
        let mut beside = JoinSet::new();

        let website_port = websites.local_addr()?.port();
        let now = app.clock.now();
        let rooms: Vec<Arc<Newsroom>> = towns::all()?
            .into_iter()
            .map(|place| {
                let site = place.website(website_port);
                Arc::new(Newsroom::open(place, site, now))
            })
            .collect();
        let sites = rooms.iter().zip(SEEDS).map(|(room, seed)| Website {
            room: Arc::clone(room),
            pictures: Pictures::new(seed),
            locale: out.locale,
        });
        serve(&mut beside, websites, website::router(sites.collect()), &stop);
        let away_home = format!("http://anderswo.localhost:{}", away.local_addr()?.port());
        if let Some(first) = rooms.first() {
            let elsewhere = Elsewhere::open(away_home.clone(), first.site.clone(), now)?;
            serve(&mut beside, away, elsewhere::router(elsewhere), &stop);
        }

        let home = Url::parse(&format!("http://nachbarin.localhost:{}/", neighbour.local_addr()?.port()))?;
        let follower = Follower::new(home, app.net.clone(), app.clock.clone()).await?;
        serve(&mut beside, neighbour, follower_page::router(Arc::clone(&follower), out.locale), &stop);

        let desk = app.desk();
        let mut lines = Vec::new();
        for room in &rooms {
            lines.push(found_town(&desk, room, port).await.with_context(|| room.place.name.clone())?);
        }
        if let Some(first) = rooms.first() {
            add_elsewhere(&desk, &first.place.host(port), &away_home).await?;
        }
        let running = app.start_on(Role::All, public).await?;
        let handles: Vec<String> = lines.iter().map(|town| town.handle.clone()).collect();
        let inbox = follower.page();
        let end = stop.clone();
        let clock = app.clock.clone();
        beside.spawn(async move {
            let all = async {
                for handle in &handles {
                    follow(&follower, handle).await;
                }
                let tell_clock = clock.clone();
                script::play(rooms, clock, |room, deed| tell(room, deed, out, &tell_clock)).await;
            };
            tokio::select! { () = all => {}, () = end.cancelled() => {} }
        });
        Ok(Self { towns: lines, inbox, app, running, beside, stop })
    }

    /// Ends everything gracefully.
    pub async fn close(mut self) {
        self.stop.cancel();
        self.running.stop().await;
        // Browsers keep their connections open; what is not done by then is not worth waiting for.
        let _ = tokio::time::timeout(PATIENCE, async { while self.beside.join_next().await.is_some() {} }).await;
        self.beside.shutdown().await;
        self.app.db.close().await;
    }
}

fn config(listen: SocketAddr, folder: &Path) -> anyhow::Result<Config> {
    let mut config = Config::defaults()?;
    config.server.listen = listen;
    config.server.internal_listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    config.server.public_scheme = "http".into();
    folder.clone_into(&mut config.storage.data_dir);
    config.limits.confirm_gone_after = CONFIRM_GONE_AFTER_S;
    config.limits.confirm_not_found_after = CONFIRM_NOT_FOUND_AFTER_S;
    config.development.loopback = true;
    Ok(config)
}

/// The town as staff would set it up: town, account, channels, published.
async fn found_town(desk: &Desk, room: &Newsroom, port: u16) -> anyhow::Result<TownLine> {
    let place = &room.place;
    let host = place.host(port);
    let settings = place.settings(&room.site);
    let new = NewTownRequest { name: place.name.clone(), host: host.clone(), settings, ..NewTownRequest::default() };
    add_town(desk, new).await?;
    let actor = NewActorRequest { town: host.clone(), username: "rathaus".into(), ..NewActorRequest::default() };
    add_actor(desk, actor).await?;
    for channel in &place.channels {
        let new = NewSourceRequest {
            town: host.clone(),
            address: format!("{}{}", room.site, channel.feed_path()),
            name: Some(channel.name.clone()),
            interval: Some(LOOK_EVERY_S),
            ..NewSourceRequest::default()
        };
        add_source(desk, new).await?;
    }
    publish_town(desk, &host).await?;
    Ok(TownLine {
        name: place.name.clone(),
        page: format!("http://{host}/"),
        handle: format!("rathaus@{host}"),
        website: format!("{}/", room.site),
    })
}

/// The same town on two platforms, in a calendar and in a council system.
async fn add_elsewhere(desk: &Desk, host: &str, home: &str) -> anyhow::Result<()> {
    let login = || Some(Keyring { login: Login::with_token(TOKEN), person: None, deputy: None });
    let sources = [
        (format!("facebook:{PAGE}"), "Facebook", login()),
        (format!("instagram:{ACCOUNT}"), "Instagram", login()),
        (format!("ical:{home}/termine.ics"), "Veranstaltungen", None),
        (format!("oparl:{home}/oparl/system"), "Gemeinderat", None),
    ];
    for (address, name, keyring) in sources {
        let new = NewSourceRequest {
            town: host.to_owned(),
            address,
            name: Some(name.to_owned()),
            interval: Some(LOOK_EVERY_S),
            api_base: keyring.is_some().then(|| home.to_owned()),
            keyring,
            ..NewSourceRequest::default()
        };
        add_source(desk, new).await.with_context(|| name.to_owned())?;
    }
    Ok(())
}

/// Follows, and tries again while the server is still waking up.
async fn follow(follower: &Follower, handle: &str) {
    for attempt in 1..=FOLLOW_ATTEMPTS {
        match follower.follow(handle).await {
            Ok(()) => return,
            Err(error) if attempt == FOLLOW_ATTEMPTS => {
                tracing::error!(handle, "the neighbour cannot follow: {error:#}");
            }
            Err(_) => tokio::time::sleep(FOLLOW_PAUSE).await,
        }
    }
}

/// One line about what a town just did on its website.
fn tell(room: &Newsroom, deed: &Deed, out: Output, clock: &crate::clock::SharedClock) {
    if out.json {
        return;
    }
    let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap_or(jiff::tz::TimeZone::UTC);
    let at = moment(out.locale, clock.now(), &zone);
    let said = [("town", room.place.name.as_str().into()), ("title", deed.title.as_str().into()), ("at", at.into())];
    line(&out.locale.with(deed.what, &said));
}

async fn listen_public(port: u16, out: Output) -> anyhow::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
        let port = port.to_string();
        let key = match error.kind() {
            io::ErrorKind::AddrInUse => "demo-port-taken",
            io::ErrorKind::PermissionDenied => "demo-port-forbidden",
            _ => return anyhow::Error::new(error).context(port),
        };
        anyhow::anyhow!(out.locale.with(key, &[("port", port.into())]))
    })
}

async fn listen_free() -> anyhow::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no free port on 127.0.0.1")
}

fn serve(tasks: &mut JoinSet<()>, listener: TcpListener, router: axum::Router, stop: &CancellationToken) {
    let end = stop.clone();
    tasks.spawn(async move {
        let server = axum::serve(listener, router).with_graceful_shutdown(async move { end.cancelled().await });
        if let Err(error) = server.await {
            tracing::error!(%error, "a listener of the demo ended");
        }
    });
}
