//! Logging in at a platform's own page, in three steps that may lie in three requests: [`start_login`] gives the address a
//! person opens, [`take_answer`] takes what that person brings back and lists what may be read, [`choose_account`] connects
//! one of these. Between the steps everything lies sealed in the store, for ten minutes. Called by the command line (and by
//! the admin area, which hands in the query of the page that platforms send people back to).

use data_encoding::BASE64URL_NOPAD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::source_add::{NewSourceRequest, add_source};
use super::source_connect::{Keyring, connect_source, open_login};
use super::{AdminError, Desk, Refusal};
use crate::domain::connection::{Connection, Login, PlatformApp, Secret, flow_place};
use crate::domain::ids::Ulid;
use crate::domain::source::{Cause, Source, SourceKind};
use crate::domain::town::Town;
use crate::notify::cause_key;
use crate::seal::sha256_hex;
use crate::sources::address_clean::web_address;
use crate::sources::oauth::{self, Answer, Brought};
use crate::sources::{LookCx, Registry, SourceError};
use crate::store::login_flows::{self, LoginFlow};
use crate::store::{Conn, Lane, StoreError, connections, sources};
use crate::urls::{self, Origin};

pub(super) use crate::sources::oauth::{PROVIDERS, Provider, by_name, of_kind};

/// How long each step may take.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// What a person wants to log in for.
#[derive(Debug, Clone)]
pub struct LoginRequest {
    pub way: &'static Provider,
    /// The channel there is; `None` to choose one and mirror it.
    pub source: Option<Source>,
    /// The town's app at the platform; `None` for the one that is known already.
    pub app: Option<PlatformApp>,
    /// Where the platform lives when not at its usual place.
    pub api_base: Option<String>,
    /// The connector's own settings for a new channel.
    pub settings: Map<String, Value>,
    /// Where the platform sends people back; `None` for the town's own page.
    pub redirect: Option<String>,
    pub person: Option<String>,
    pub deputy: Option<String>,
}

/// A login that was asked for.
#[derive(Debug, Clone)]
pub struct Started {
    pub flow: Ulid,
    /// What the person opens.
    pub address: String,
    /// What must be entered at the platform as the address for coming back.
    pub redirect: String,
    pub good_until: Timestamp,
}

/// What may be read with a login.
#[derive(Debug, Clone)]
pub struct Offered {
    pub flow: Ulid,
    pub choices: Vec<Choice>,
}

/// One of these, without its login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub account: String,
    pub name: String,
}

/// A channel with its login.
#[derive(Debug)]
pub struct Connected {
    pub source: Source,
    pub connection: Connection,
}

/// What is kept between the steps.
#[derive(Serialize, Deserialize)]
struct Papers {
    way: String,
    app: PlatformApp,
    redirect: String,
    api_base: Option<String>,
    verifier: Secret,
    person: Option<String>,
    deputy: Option<String>,
    settings: Map<String, Value>,
    offers: Vec<Kept>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    account: String,
    name: String,
    address: String,
    login: Login,
}

impl Papers {
    fn way(&self) -> Result<&'static Provider, AdminError> {
        oauth::by_name(&self.way).ok_or_else(|| Refusal::new("refused-login-late").into())
    }
}

/// The way of logging in that fits a channel; `None` where nobody logs in like this.
///
/// # Errors
/// When the store refuses.
pub async fn way_of(desk: &Desk, source: &Source) -> Result<Option<&'static Provider>, AdminError> {
    way_with(desk, source, connection_of(desk, source).await?.as_ref())
}

/// The same, where the channel's login was read already.
///
/// # Errors
/// When the login cannot be opened.
pub(super) fn way_with(
    desk: &Desk,
    source: &Source,
    connection: Option<&Connection>,
) -> Result<Option<&'static Provider>, AdminError> {
    if let Some(connection) = connection
        && let Some(word) = open_login(desk, connection)?.provider
    {
        return Ok(oauth::by_name(&word));
    }
    let by_page = source.settings.get("login").and_then(Value::as_str) == Some("facebook");
    Ok(match source.kind {
        SourceKind::Instagram if by_page => oauth::by_name("instagram-facebook"),
        kind => oauth::of_kind(kind),
    })
}

/// The way of logging in that an address needs before anything can be read there: what lies behind it belongs to a
/// platform that shows nothing to strangers.
pub(super) fn way_of_address(address: &str) -> Option<&'static Provider> {
    oauth::of_kind(Registry::platform_of(&url::Url::parse(address).ok()?)?)
}

async fn connection_of(desk: &Desk, source: &Source) -> Result<Option<Connection>, AdminError> {
    let Some(id) = source.connection else { return Ok(None) };
    Ok(desk.db.read(async |c: &mut Conn<'_>| connections::by_id(c, source.town, id).await).await?)
}

/// Begins a login.
///
/// # Errors
/// When no app is known, an address cannot be used, or the store refuses.
pub async fn start_login(desk: &Desk, town: &Town, request: LoginRequest) -> Result<Started, AdminError> {
    let now = desk.clock.now();
    let api_base = request.source.as_ref().and_then(|source| source.api_base.clone()).or(request.api_base);
    let app = match request.app {
        Some(app) => app,
        None => known_app(desk, town, request.way).await?,
    };
    let own = || Origin::new(&desk.scheme, &town.host).absolute(&urls::login_return(request.way.name));
    let redirect = request.redirect.unwrap_or_else(own);
    let (state, verifier) = (word(desk), Secret::new(word(desk)));
    let base = api_base.as_deref().map(base_address).transpose()?;
    let address = oauth::authorize_address(request.way, base.as_ref(), &app.id, &redirect, &state, &verifier)
        .ok_or_else(|| Refusal::new("refused-source-address").with("address", request.way.authorize))?;
    let papers = Papers {
        way: request.way.name.to_owned(),
        app,
        redirect: redirect.clone(),
        api_base,
        verifier,
        person: request.person,
        deputy: request.deputy,
        settings: request.settings,
        offers: Vec::new(),
    };
    let ulid = desk.ulid();
    let flow = LoginFlow {
        town: town.id,
        ulid,
        source: request.source.as_ref().map(|source| source.id),
        state_hash: sha256_hex(state.as_bytes()),
        papers_sealed: seal(desk, ulid, &papers)?,
        good_until: now.checked_add(PATIENCE).unwrap_or(now),
        answered_at: None,
    };
    desk.db.write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| login_flows::add(c, &flow).await).await?;
    Ok(Started { flow: ulid, address: address.into(), redirect, good_until: flow.good_until })
}

/// Takes what a person brought back: the address the platform sent them to, its query, or (where `flow` says which login
/// it is for) the code alone. It counts once, for ten minutes, and only with the word that was asked with.
///
/// # Errors
/// When it is none of these, the person or the platform said no, or nothing may be read with it.
pub async fn take_answer(desk: &Desk, town: &Town, flow: Option<Ulid>, given: &str) -> Result<Offered, AdminError> {
    let now = desk.clock.now();
    let answer = oauth::read_answer(given).ok_or_else(|| Refusal::new("refused-login-answer"))?;
    let (Answer::Code { state, .. } | Answer::Denied { state, .. }) = &answer;
    let hash = state.as_ref().map(|state| sha256_hex(state.as_bytes()));
    let found = desk
        .db
        .read(async |c: &mut Conn<'_>| match (flow, &hash) {
            (Some(flow), _) => login_flows::by_ulid(c, town.id, flow).await,
            (None, Some(hash)) => login_flows::by_state(c, town.id, hash).await,
            (None, None) => Ok(None),
        })
        .await?;
    let flow = found.filter(|flow| hash.as_ref().is_none_or(|hash| *hash == flow.state_hash));
    let flow = flow.ok_or_else(|| Refusal::new("refused-login-state"))?;
    let first =
        desk.db.write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| login_flows::answer(c, &flow, now).await);
    if !first.await? {
        let key = if flow.answered_at.is_some() { "refused-login-used" } else { "refused-login-late" };
        return Err(Refusal::new(key).into());
    }
    let code = match answer {
        Answer::Code { code, .. } => code,
        Answer::Denied { why, .. } => return Err(Refusal::new("refused-login-denied").with("why", why).into()),
    };
    let mut papers = open(desk, &flow)?;
    papers.offers = offers(desk, town, &papers, &code).await?;
    let sealed = seal(desk, flow.ulid, &papers)?;
    let until = now.checked_add(PATIENCE).unwrap_or(now);
    desk.db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| login_flows::keep(c, &flow, &sealed, until).await)
        .await?;
    let choices = papers.offers.into_iter().map(|kept| Choice { account: kept.account, name: kept.name }).collect();
    Ok(Offered { flow: flow.ulid, choices })
}

/// Exchanges the code and asks what may be read.
async fn offers(desk: &Desk, town: &Town, papers: &Papers, code: &Secret) -> Result<Vec<Kept>, AdminError> {
    let way = papers.way()?;
    let cx = look_cx(desk, town, papers)?;
    let brought = Brought { code, redirect: &papers.redirect, verifier: &papers.verifier };
    let login = oauth::exchange(way, &cx, &papers.app, brought).await.map_err(|error| refusal(&error))?;
    let found = oauth::accounts(way, &cx, &login).await.map_err(|error| refusal(&error))?;
    if found.is_empty() {
        return Err(Refusal::new("refused-login-nothing").into());
    }
    let kept = |offer: oauth::Offer| Kept {
        account: offer.account,
        name: offer.name,
        address: offer.address,
        login: offer.login,
    };
    Ok(found.into_iter().map(kept).collect())
}

/// Connects what a person chose: the channel the login was asked for, or a new one.
///
/// # Errors
/// When it is not among the choices, belongs to another channel, or cannot be read.
pub async fn choose_account(desk: &Desk, town: &Town, flow: Ulid, account: &str) -> Result<Connected, AdminError> {
    let now = desk.clock.now();
    let found = desk.db.read(async |c: &mut Conn<'_>| login_flows::by_ulid(c, town.id, flow).await).await?;
    let flow = found.filter(|flow| flow.answered_at.is_some() && flow.good_until > now);
    let flow = flow.ok_or_else(|| Refusal::new("refused-login-late"))?;
    let papers = open(desk, &flow)?;
    let way = papers.way()?;
    let known = || papers.offers.iter().map(|kept| format!("{} ({})", kept.account, kept.name));
    let kept = papers.offers.iter().find(|kept| kept.account == account).ok_or_else(|| {
        let known = known().collect::<Vec<_>>().join(", ");
        Refusal::new("refused-login-account").with("account", account).with("known", known)
    })?;
    let cx = look_cx(desk, town, &papers)?;
    let login = oauth::settle(way, &cx, &kept.login).await.map_err(|error| refusal(&error))?;
    let keyring = Keyring { login, person: papers.person.clone(), deputy: papers.deputy.clone() };
    let source = read_with(desk, town, &flow, &papers, kept, keyring).await?;
    let (source, connection) = desk
        .db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            login_flows::remove(c, &flow).await?;
            let source = sources::by_id(c, town.id, source.id).await?;
            let connection = match source.as_ref().and_then(|source| source.connection) {
                Some(id) => connections::by_id(c, town.id, id).await?,
                None => None,
            };
            let gone = || StoreError::RowsAffected { statement: "read connection", expected: 1, actual: 0 };
            source.zip(connection).ok_or_else(gone)
        })
        .await?;
    Ok(Connected { source, connection })
}

/// Gives the login to the channel it was asked for, or to a new one.
async fn read_with(
    desk: &Desk,
    town: &Town,
    flow: &LoginFlow,
    papers: &Papers,
    kept: &Kept,
    keyring: Keyring,
) -> Result<Source, AdminError> {
    let Some(id) = flow.source else {
        let request = NewSourceRequest {
            town: town.host.clone(),
            address: format!("{}:{}", papers.way()?.kind.as_str(), kept.address),
            settings: papers.settings.clone(),
            api_base: papers.api_base.clone(),
            keyring: Some(keyring),
            ..NewSourceRequest::default()
        };
        return Ok(add_source(desk, request).await?.source);
    };
    let source = desk.db.read(async |c: &mut Conn<'_>| sources::by_id(c, town.id, id).await).await?;
    let source = source.ok_or_else(|| Refusal::new("refused-login-late"))?;
    if source.account.as_ref().is_some_and(|own| *own != kept.account) {
        return Err(Refusal::new("refused-login-other").with("name", source.name).with("other", &*kept.name).into());
    }
    connect_source(desk, &source, &keyring).await?;
    Ok(source)
}

/// The app that another login of the town at the same platform was given to.
async fn known_app(desk: &Desk, town: &Town, way: &Provider) -> Result<PlatformApp, AdminError> {
    for connection in desk.db.read(async |c: &mut Conn<'_>| connections::of_town(c, town.id).await).await? {
        let login = open_login(desk, &connection)?;
        let same = oauth::of_login(connection.platform, &login).is_some_and(|other| other.token == way.token);
        if let Some(app) = login.app().filter(|_| same) {
            return Ok(app);
        }
    }
    Err(Refusal::new("refused-login-no-app").with("platform", way.name).into())
}

/// Whether the town has an app for this way already, so that nobody need enter it again.
pub(super) async fn app_is_known(desk: &Desk, town: &Town, way: &Provider) -> Result<bool, AdminError> {
    match known_app(desk, town, way).await {
        Ok(_) => Ok(true),
        Err(AdminError::Refused(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// A word that nobody guesses.
fn word(desk: &Desk) -> String {
    let mut bytes = [0u8; 32];
    desk.rng.fill(&mut bytes);
    BASE64URL_NOPAD.encode(&bytes)
}

fn base_address(given: &str) -> Result<url::Url, AdminError> {
    web_address(given).map_err(|_| Refusal::new("refused-source-address").with("address", given).into())
}

fn look_cx<'a>(desk: &'a Desk, town: &Town, papers: &Papers) -> Result<LookCx<'a>, AdminError> {
    let api_base = papers.api_base.as_deref().map(base_address).transpose()?;
    Ok(LookCx { net: &desk.net, api_base, login: None, settings: None, now: desk.clock.now(), zone: town.zone() })
}

fn seal(desk: &Desk, flow: Ulid, papers: &Papers) -> Result<String, AdminError> {
    let open = serde_json::to_vec(papers).map_err(StoreError::from)?;
    Ok(desk.sealer.seal(&flow_place(&flow.to_string()), &open)?)
}

fn open(desk: &Desk, flow: &LoginFlow) -> Result<Papers, AdminError> {
    let open = desk.sealer.open(&flow_place(&flow.ulid.to_string()), &flow.papers_sealed)?;
    Ok(serde_json::from_slice(&open).map_err(StoreError::from)?)
}

/// Why a platform gave nothing, in words about logging in.
fn refusal(error: &SourceError) -> Refusal {
    tracing::debug!(%error, "a platform gave no login");
    match error.cause {
        Cause::LoginExpired => Refusal::new("refused-login-code"),
        Cause::SettingsWrong => Refusal::new("refused-login-app"),
        Cause::Forbidden => Refusal::new("refused-login-rights"),
        cause => Refusal::new("refused-login-platform").with_texts("reason", vec![cause_key(cause)]),
    }
}
