//! A new town: a draft with its own keys, seen by nobody until it is published.

use std::sync::Arc;

use crate::clock::{SharedClock, SharedRng};
use crate::config::is_loopback_host;
use crate::domain::TownId;
use crate::domain::actor::{ActorKind, Username};
use crate::domain::audit::Who;
use crate::domain::ids::{Ulid, ulid_from};
use crate::domain::town::{Town, TownSettings};
use crate::federation::keys::SigningKey;
use crate::net::Net;
use crate::publish::id_key_place;
use crate::seal::Sealer;
use crate::store::actors::{self, NewActor};
use crate::store::towns::{self, NewTown};
use crate::store::{Conn, Db, StoreError};

use super::{AdminError, Refusal};

/// What deeds need.
#[derive(Clone)]
pub struct Desk {
    pub db: Db,
    pub net: Net,
    pub clock: SharedClock,
    pub rng: SharedRng,
    pub sealer: Arc<Sealer>,
    /// `server.public_scheme`.
    pub scheme: String,
    /// `development.loopback`.
    pub loopback: bool,
    /// Whose decisions these are.
    pub who: Who,
}

impl Desk {
    /// A fresh ULID.
    pub(super) fn ulid(&self) -> Ulid {
        let mut bits = [0u8; 10];
        self.rng.fill(&mut bits);
        ulid_from(self.clock.now(), bits)
    }

    /// The town of a host, or the refusal that names those there are.
    ///
    /// # Errors
    /// When there is no such town or the store refuses.
    pub async fn town(&self, host: &str) -> Result<Town, AdminError> {
        let host = host.trim().to_ascii_lowercase();
        let (found, all) = self
            .db
            .read(async |c: &mut Conn<'_>| Ok::<_, StoreError>((towns::by_host(c, &host).await?, towns::all(c).await?)))
            .await?;
        found.ok_or_else(|| {
            let known = all.into_iter().map(|town| town.host).collect::<Vec<_>>().join(", ");
            Refusal::new("refused-no-town").with("host", host).with("known", known).into()
        })
    }
}

/// What is known about a town to be.
#[derive(Debug, Clone, Default)]
pub struct NewTownRequest {
    pub name: String,
    pub host: String,
    pub settings: TownSettings,
}

/// Adds a town as a draft, with the instance actor that fetches for it.
///
/// # Errors
/// When the host is no host, is taken, or is not allowed under (or without) `development.loopback`.
pub async fn add_town(desk: &Desk, request: NewTownRequest) -> Result<TownId, AdminError> {
    let name = request.name.trim().to_owned();
    if name.is_empty() {
        return Err(Refusal::new("refused-no-name").into());
    }
    let host = check_host(&request.host, desk.loopback)?;
    let key = new_key().await?;
    let now = desk.clock.now();
    let ulid = desk.ulid();
    let mut id_key = [0u8; 32];
    desk.rng.fill(&mut id_key);
    let id_key_sealed = desk.sealer.seal(&id_key_place(ulid), &id_key)?;
    let actor_ulid = desk.ulid();
    let private = seal_key(desk, actor_ulid, &key)?;
    let added = desk
        .db
        .write(async |c: &mut Conn<'_>| {
            let new =
                NewTown { ulid, host: &host, name: &name, settings: &request.settings, id_key_sealed: &id_key_sealed };
            let id = towns::add(c, new, now).await?;
            let instance = NewActor {
                ulid: actor_ulid,
                town: id,
                kind: ActorKind::Instance,
                username: &Username::instance(),
                handle_domain: None,
                display_name: &host,
                summary: "",
                public_key_pem: &key.public_key_pem(),
                private_key_sealed: &private,
            };
            actors::add(c, instance, now).await?;
            Ok(id)
        })
        .await;
    match added {
        Ok(id) => Ok(id),
        Err(StoreError::Exists(_)) => Err(Refusal::new("refused-host-taken").with("host", host).into()),
        Err(error) => Err(error.into()),
    }
}

/// A new key pair; takes some tenths of a second off the runtime.
pub(super) async fn new_key() -> Result<SigningKey, AdminError> {
    tokio::task::spawn_blocking(SigningKey::generate)
        .await
        .map_err(|error| AdminError::Key(error.to_string()))?
        .map_err(|error| AdminError::Key(error.to_string()))
}

/// Seals a private key where the federation room looks for it.
pub(super) fn seal_key(desk: &Desk, actor: Ulid, key: &SigningKey) -> Result<String, AdminError> {
    let der = key.to_pkcs8_der().map_err(|error| AdminError::Key(error.to_string()))?;
    Ok(desk.sealer.seal(&format!("actor/private_key/{actor}"), &der)?)
}

/// Parses a town's host: lower case, ASCII form, a port only under the development switch.
fn check_host(given: &str, loopback: bool) -> Result<String, AdminError> {
    let given = given.trim().trim_end_matches('/').to_ascii_lowercase();
    let refuse = || AdminError::from(Refusal::new("refused-host").with("host", given.clone()));
    let url = url::Url::parse(&format!("https://{given}/")).map_err(|_| refuse())?;
    let plain = url.path() == "/"
        && url.query().is_none()
        && url.username().is_empty()
        && !given.contains(['/', '@', '?', '#']);
    let host = url.host_str().filter(|_| plain).ok_or_else(refuse)?.to_owned();
    let host = match url.port() {
        Some(port) => format!("{host}:{port}"),
        None if given.ends_with(":443") => return Err(refuse()),
        None => host,
    };
    if loopback {
        if !is_loopback_host(&host) {
            return Err(Refusal::new("refused-host-loopback").with("host", host).into());
        }
    } else if is_loopback_host(&host) || host.contains(':') || !host.contains('.') {
        return Err(Refusal::new("refused-host-public").with("host", host).into());
    }
    Ok(host)
}

/// Checks every town's host against the development switch; at the start and after an import.
///
/// # Errors
/// Names the first host that is not allowed.
pub async fn check_hosts(db: &Db, loopback: bool) -> Result<(), AdminError> {
    for town in db.read(async |c: &mut Conn<'_>| towns::all(c).await).await? {
        check_host(&town.host, loopback)?;
    }
    Ok(())
}
