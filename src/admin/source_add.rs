//! A new source, from an address or from `KIND:ACCOUNT`.

use url::Url;

use super::source_connect::{Keyring, check_login, open_login, store_login};
use super::{AdminError, Desk, Refusal};
use crate::domain::connection::Login;
use crate::domain::item::Item;
use crate::domain::slug::slug;
use crate::domain::source::{Cause, ErrorClass, Health, Source, SourceClass, SourceKind, SourceState};
use crate::domain::town::Town;
use crate::domain::{ConnectionId, SourceId, TownId};
use crate::i18n::Locale;
use crate::jobs::look_budget;
use crate::notify::{cause_key, remedy_key};
use crate::sources::address_clean::web_address;
use crate::sources::{Account, Connector, Cx as SourceCx, LookCx, Registry, SourceError};
use crate::store::sources::{self, NewSource};
use crate::store::{Conn, Lane, StoreError, connections, towns};

/// What an address of no known platform may be, in the order in which it is tried.
const ON_THE_WEB: &[SourceKind] = &[SourceKind::Feed, SourceKind::Ical, SourceKind::Html];

/// A source to be.
#[derive(Debug, Clone, Default)]
pub struct NewSourceRequest {
    /// The town's host.
    pub town: String,
    /// A web address, or `KIND:ACCOUNT`.
    pub address: String,
    pub name: Option<String>,
    /// Seconds.
    pub interval: Option<u32>,
    pub api_base: Option<String>,
    /// What the platform wants to see, where it wants something.
    pub keyring: Option<Keyring>,
    /// The connector's own settings, by name.
    pub settings: serde_json::Map<String, serde_json::Value>,
}

/// A source that was added.
#[derive(Debug)]
pub struct Added {
    pub source: Source,
    /// It could not be read just now; it was added all the same because the address said which kind it is.
    pub unchecked: Option<SourceError>,
}

/// What was found at an address.
struct Found {
    kind: SourceKind,
    account: Account,
    unchecked: Option<SourceError>,
}

/// Adds a source. An address is looked at: which platform it belongs to, which feed or calendar a page names.
///
/// # Errors
/// When nothing that can be mirrored is found there, the platform is not connected yet, or the town mirrors it already.
pub async fn add_source(desk: &Desk, request: NewSourceRequest) -> Result<Added, AdminError> {
    let town = desk.town(&request.town).await?;
    let (kind, address) = parse_address(&request.address)?;
    let login = request.keyring.as_ref().map(|keyring| &keyring.login);
    let found = match kind {
        Some(kind) => look(desk, &town, kind, address, &request, login).await?,
        None => look_on_the_web(desk, &town, address, &request).await?,
    };
    let id = insert(desk, &town, &found, &request).await?;
    let source = desk.db.read(async |c: &mut Conn<'_>| sources::by_id(c, town.id, id).await).await?;
    let source = source.ok_or(StoreError::RowsAffected { statement: "read new source", expected: 1, actual: 0 })?;
    Ok(Added { source, unchecked: found.unchecked })
}

/// What is at an address, before it is added.
#[derive(Debug)]
pub struct Trial {
    pub name: String,
    pub kind: SourceKind,
    /// The newest messages there, newest first.
    pub found: Vec<Item>,
    /// Why nothing can be shown just now; it can be added all the same.
    pub trouble: Option<Cause>,
}

/// Messages shown of a trial.
const SHOWN: usize = 5;

/// Looks at an address as [`add_source`] does, and reads it once. Nothing is stored.
///
/// # Errors
/// As [`add_source`], but for an address that is mirrored already.
pub async fn try_source(desk: &Desk, request: &NewSourceRequest) -> Result<Trial, AdminError> {
    let town = desk.town(&request.town).await?;
    let (kind, address) = parse_address(&request.address)?;
    let found = match kind {
        Some(kind) => look(desk, &town, kind, address, request, None).await?,
        None => look_on_the_web(desk, &town, address, request).await?,
    };
    let all = desk.db.read(async |c: &mut Conn<'_>| towns::all(c).await).await?;
    if let Some(host) = own_host(&all, &found.account) {
        return Err(Refusal::new("refused-own-host").with("host", host).into());
    }
    let host = found.account.url.host_str().unwrap_or_default();
    let name = found.account.name.clone().unwrap_or_else(|| host.to_owned());
    let mut trial = Trial { name, kind: found.kind, found: Vec::new(), trouble: found.unchecked.map(|why| why.cause) };
    if trial.trouble.is_some() {
        return Ok(trial);
    }
    let now = desk.clock.now();
    let source = not_yet(desk, &town, &found.account, found.kind);
    let locale = Locale::of_tag(&town.settings.language);
    let cx = SourceCx { net: &desk.net, source: &source, now, zone: town.zone(), locale, login: None };
    match connector(found.kind)?.poll(&cx, None, &mut look_budget(found.kind)).await {
        Ok(batch) => {
            trial.found = batch.items;
            trial.found.sort_by_key(|item| std::cmp::Reverse(item.created_at.as_ref().map(|time| time.utc)));
            trial.found.truncate(SHOWN);
        }
        Err(error) => trial.trouble = Some(error.cause),
    }
    Ok(trial)
}

/// The channel that an account would be.
fn not_yet(desk: &Desk, town: &Town, account: &Account, kind: SourceKind) -> Source {
    let now = desk.clock.now();
    Source {
        id: SourceId(0),
        town: town.id,
        ulid: desk.ulid(),
        kind,
        slug: String::new(),
        name: account.name.clone().unwrap_or_default(),
        url: account.url.to_string(),
        site_url: account.site_url.as_ref().map(Url::to_string),
        api_base: None,
        connection: None,
        account: account.account.clone(),
        settings: account.settings.clone(),
        state: SourceState::Active,
        class: SourceClass::Official,
        fixed_interval: None,
        cursor: None,
        created_at: now,
        activated_at: now,
        first_pass_at: None,
        retired_at: None,
        health: Health::default(),
    }
}

/// `KIND:ACCOUNT`, or an address whose platform may show.
fn parse_address(given: &str) -> Result<(Option<SourceKind>, &str), AdminError> {
    let given = given.trim();
    let refused = || Refusal::new("refused-source-address").with("address", given);
    match given.split_once(':') {
        Some(("http" | "https", _)) => {
            let url = Url::parse(given).map_err(|_| refused())?;
            Ok((Registry::platform_of(&url), given))
        }
        Some(("webcal", _)) => Ok((Some(SourceKind::Ical), given)),
        Some((kind, account)) => match SourceKind::parse(kind) {
            Some(kind) if kind != SourceKind::Own => Ok((Some(kind), account)),
            _ => Err(refused().into()),
        },
        None => Err(refused().into()),
    }
}

/// Asks the connector of a kind that was named, or that the address shows.
async fn look(
    desk: &Desk,
    town: &Town,
    kind: SourceKind,
    address: &str,
    request: &NewSourceRequest,
    login: Option<&Login>,
) -> Result<Found, AdminError> {
    let connector = connector(kind)?;
    // First, so that what a person typed wrongly is named instead of what it led to.
    check_settings(connector, &serde_json::Value::Object(request.settings.clone()))?;
    match connector.resolve(&look_cx(desk, town, request, login)?, address).await {
        Ok(account) => Ok(Found { kind, account, unchecked: None }),
        // A web address says all by itself: it may be added while its server is away.
        Err(error) if ON_THE_WEB.contains(&kind) && error.class() != ErrorClass::ConfigWrong => {
            let url = web_address(&address.replacen("webcal://", "https://", 1))
                .map_err(|_| Refusal::new("refused-source-address").with("address", address))?;
            Ok(Found { kind, account: Account::at(url), unchecked: Some(error) })
        }
        Err(error) => Err(refusal("refused-account", kind, address, &error).into()),
    }
}

/// Tries what an address of no known platform may be.
async fn look_on_the_web(
    desk: &Desk,
    town: &Town,
    address: &str,
    request: &NewSourceRequest,
) -> Result<Found, AdminError> {
    let cx = look_cx(desk, town, request, None)?;
    for kind in ON_THE_WEB {
        let Some(connector) = Registry::connector(*kind) else { continue };
        match connector.resolve(&cx, address).await {
            Ok(account) => return Ok(Found { kind: *kind, account, unchecked: None }),
            // Nothing of this kind there; perhaps of the next.
            Err(error) if is_of_another_kind(error.cause) => {}
            Err(error) => return Err(refusal("refused-unreachable", *kind, address, &error).into()),
        }
    }
    Err(Refusal::new("refused-no-feed").with("address", address).into())
}

pub(super) fn check_settings(connector: &dyn Connector, settings: &serde_json::Value) -> Result<(), AdminError> {
    connector.check_settings(settings).map_err(|why| Refusal::new("refused-channel-setting").with("why", why).into())
}

/// Whether an address holds something, but nothing of the kind that was tried.
fn is_of_another_kind(cause: Cause) -> bool {
    matches!(cause, Cause::WebPage | Cause::NotAFeed | Cause::NotACalendar | Cause::NoDocument | Cause::NothingListed)
}

pub(super) fn connector(kind: SourceKind) -> Result<&'static dyn Connector, AdminError> {
    Registry::connector(kind).ok_or_else(|| Refusal::new("refused-kind").with("kind", kind.as_str()).into())
}

pub(super) fn look_cx<'a>(
    desk: &'a Desk,
    town: &Town,
    request: &'a NewSourceRequest,
    login: Option<&'a Login>,
) -> Result<LookCx<'a>, AdminError> {
    let api_base = match &request.api_base {
        Some(base) => {
            Some(web_address(base).map_err(|_| Refusal::new("refused-source-address").with("address", base.as_str()))?)
        }
        None => None,
    };
    let (settings, now) = (Some(&request.settings), desk.clock.now());
    Ok(LookCx { net: &desk.net, api_base, login, settings, now, zone: town.zone() })
}

fn refusal(key: &'static str, kind: SourceKind, address: &str, error: &SourceError) -> Refusal {
    if matches!(error.cause, Cause::WebPage) && kind == SourceKind::Feed {
        return Refusal::new("refused-no-feed").with("address", address);
    }
    Refusal::new(key)
        .with("address", address)
        .with_texts("reason", vec![cause_key(error.cause)])
        .with_texts("remedy", vec![remedy_key(error.cause)])
}

/// The channel that a Telegram bot reads already: what one asks for is confirmed to Telegram and lost to the other.
async fn other_channel_of_bot(
    desk: &Desk,
    conn: &mut Conn<'_>,
    town: TownId,
    known: &[Source],
    request: &NewSourceRequest,
) -> Result<Option<String>, AdminError> {
    let bot_of = |login: &Login| login.token.reveal().split_once(':').map(|(bot, _)| bot.to_owned());
    let Some(bot) = request.keyring.as_ref().and_then(|keyring| bot_of(&keyring.login)) else { return Ok(None) };
    for connection in connections::of_town(conn, town).await? {
        let taken = connection.platform == SourceKind::Telegram
            && bot_of(&open_login(desk, &connection)?).is_some_and(|other| other == bot);
        let mut readers = known.iter().filter(|source| source.connection == Some(connection.id));
        if let Some(reader) = readers.next().filter(|_| taken) {
            return Ok(Some(reader.name.clone()));
        }
    }
    Ok(None)
}

async fn insert(desk: &Desk, town: &Town, found: &Found, request: &NewSourceRequest) -> Result<SourceId, AdminError> {
    let now = desk.clock.now();
    let account = &found.account;
    let host = account.url.host_str().unwrap_or("Kanal");
    let name = request.name.as_deref().or(account.name.as_deref()).unwrap_or(host);
    let base = slug(name);
    let mut settings = account.settings.as_object().cloned().unwrap_or_default();
    settings.extend(request.settings.clone());
    let settings = serde_json::Value::Object(settings);
    check_settings(connector(found.kind)?, &settings)?;
    let sealed = match &request.keyring {
        Some(keyring) => Some(check_login(desk, keyring)?),
        None => None,
    };
    let known_already = || AdminError::from(Refusal::new("refused-source-known").with("address", account.url.as_str()));
    let inserted = desk
        .db
        .write_town(town.id, Lane::Normal, async |c: &mut Conn<'_>| {
            if let Some(host) = own_host(&towns::all(c).await?, account) {
                return Err(Refusal::new("refused-own-host").with("host", host).into());
            }
            let known = sources::of_town(c, town.id).await?;
            if known.iter().any(|source| source.url == account.url.as_str()) {
                return Err(known_already());
            }
            if found.kind == SourceKind::Telegram
                && let Some(name) = other_channel_of_bot(desk, c, town.id, &known, request).await?
            {
                return Err(Refusal::new("refused-bot-taken").with("name", name).into());
            }
            let mut short = base.clone();
            let mut n = 2;
            while known.iter().any(|source| source.slug == short) {
                short = format!("{base}-{n}");
                n += 1;
            }
            let connection: Option<ConnectionId> = match &sealed {
                Some(sealed) => {
                    Some(store_login(c, town.id, found.kind, (name, account.account.as_deref()), sealed, now).await?)
                }
                None => None,
            };
            let new = NewSource {
                site_url: account.site_url.as_ref().map(Url::as_str),
                api_base: request.api_base.as_deref(),
                connection,
                account: account.account.as_deref(),
                settings: &settings,
                fixed_interval: request.interval,
                ..NewSource::at(town.id, desk.ulid(), found.kind, &short, name, account.url.as_str())
            };
            Ok(sources::add(c, new, now).await?)
        })
        .await;
    match inserted {
        Err(AdminError::Store(StoreError::Exists(_))) => Err(known_already()),
        other => other,
    }
}

/// A host of ours that the account lives on: mirroring it would say everything again and again.
fn own_host(towns: &[Town], account: &Account) -> Option<String> {
    let addresses = [Some(&account.url), account.site_url.as_ref()];
    let mut hosts = addresses.into_iter().flatten().filter_map(|url| {
        let host = url.host_str()?.to_ascii_lowercase();
        Some(url.port().map_or(host.clone(), |port| format!("{host}:{port}")))
    });
    let ours = |host: &str| towns.iter().any(|town| town.host == *host);
    hosts.find(|host| ours(host))
}
