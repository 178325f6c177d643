//! The admin area's front door: a request comes in, and is let through to a page only when address, host, origin, person and
//! permission fit ([`super::routes`]); out goes a page that nobody stores. `app` mounts it before the public pages.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, Method, Request, StatusCode, header};
use jiff::Timestamp;
use url::form_urlencoded;

use super::form_read::{self, Sent, read_form};
use super::pages;
use super::pages::frame::Failure;
use super::reply::{self, Reply};
use super::routes::{Found, Need, Params, find};
use super::service::{Service, ServiceSettings};
use super::session::{self, Person};
use super::sign_in_brake::SignInBrake;
use super::town_host::check_host;
use super::{Desk, admin_origin, reach, turned_away};
use crate::config;
use crate::domain::TownId;
use crate::domain::audit::Who;
use crate::domain::staff;
use crate::domain::town::Town;
use crate::i18n::Locale;
use crate::jobs::Hands;
use crate::seal::password::Cost;
use crate::store::{Conn, StoreError, sessions, towns};
use crate::urls::{self, Origin};
use crate::web::{Visitor, Web, host_named, is_from_ourselves};

/// What the area works with.
pub struct OfficeDeps {
    /// Its `who` is nobody: each deed is done in the name of the person who asks.
    pub desk: Desk,
    pub hands: Hands,
    /// The public pages: whoever warns waits until they say it.
    pub web: Web,
    pub server: config::Server,
    /// Whether nobody works here with a password alone.
    pub second_proof: bool,
    /// The town hall's own sign-in service, if there is one.
    pub service: Option<ServiceSettings>,
    /// Where the running source can be read (AGPL).
    pub source_url: &'static str,
}

/// The admin area. Cheap to clone.
#[derive(Clone)]
pub struct Office(Arc<Shared>);

pub(super) struct Shared {
    pub(super) deps: OfficeDeps,
    pub(super) brake: SignInBrake,
    pub(super) hasher: session::Hasher,
    pub(super) service: Option<Service>,
    /// Forms with pictures that are read at the same time.
    large_forms: tokio::sync::Semaphore,
}

/// One request that was let through, and everything its page may use.
pub(super) struct Visit<'a> {
    pub office: &'a Shared,
    pub locale: Locale,
    pub now: Timestamp,
    pub origin: Origin,
    pub visitor: Option<Visitor>,
    pub headers: HeaderMap,
    pub path: String,
    pub params: Params,
    pub query: Vec<(String, String)>,
    pub form: Vec<(String, String)>,
    /// Pictures that the form brought along.
    pub pictures: Vec<Sent>,
    pub person: Option<Person>,
    town: Option<Town>,
}

impl Visit<'_> {
    /// What stands at a `{…}` of the address.
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// A field of the form, without white space around it; what was not sent is empty.
    pub fn field(&self, name: &str) -> &str {
        self.form.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// The same, or `None` when it was not sent at all: another form of the page was.
    pub fn sent(&self, name: &str) -> Option<&str> {
        self.form.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// A field as it was typed: passwords.
    pub fn typed(&self, name: &str) -> &str {
        self.form.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// A word of the address's query.
    pub fn asked(&self, name: &str) -> &str {
        self.query.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The town of the address.
    ///
    /// # Errors
    /// On a page of no town, which is a fault of the table.
    pub fn town(&self) -> Result<&Town, Failure> {
        self.town.as_ref().ok_or(Failure::Missing)
    }

    /// Whoever asks.
    ///
    /// # Errors
    /// On a page that needs nobody, which is a fault of the table.
    pub fn person(&self) -> Result<&Person, Failure> {
        self.person.as_ref().ok_or(Failure::Missing)
    }

    /// The desk, in the name of whoever asks.
    pub fn desk(&self) -> Desk {
        Desk { who: self.who(), ..self.office.deps.desk.clone() }
    }

    /// The hands, in the name of whoever asks.
    pub fn hands(&self) -> Hands {
        Hands { who: self.who(), ..self.office.deps.hands.clone() }
    }

    fn who(&self) -> Who {
        self.person.as_ref().map_or(Who::Machine, |person| Who::Staff(person.staff.ulid))
    }

    /// The other town in which whoever asks works at the moment: changing it is a step of its own, so that nobody takes one
    /// for the other (requirements A-18). Who works in none yet works in this one from now on.
    async fn works_elsewhere(&self, here: TownId) -> Result<Option<Town>, StoreError> {
        let Some(person) = &self.person else { return Ok(None) };
        let db = &self.office.deps.desk.db;
        if person.session.town == Some(here) {
            return Ok(None);
        }
        if let Some(other) = person.session.town.filter(|other| person.works_in(*other, self.now)) {
            return db.read(async |c: &mut Conn<'_>| towns::by_id(c, other).await).await;
        }
        let id = person.session.id;
        db.write(async |c: &mut Conn<'_>| sessions::work_in(c, id, here).await).await?;
        Ok(None)
    }

    /// The town in the address, if it is shown at all.
    pub fn town_if_any(&self) -> Option<&Town> {
        self.town.as_ref()
    }
}

impl Office {
    /// Opens the area.
    #[must_use]
    pub fn new(deps: OfficeDeps) -> Self {
        let brake = SignInBrake::new(deps.desk.clock.clone());
        // To try things out nobody waits for what protects real people.
        let cost = if deps.second_proof { Cost::USUAL } else { Cost::LEAST };
        let large_forms = tokio::sync::Semaphore::new(form_read::AT_ONCE);
        let service = deps.service.clone().map(Service::new);
        Self(Arc::new(Shared { deps, brake, hasher: session::Hasher::new(cost), service, large_forms }))
    }

    /// The host that a request names, if its path is one of the admin area's.
    #[must_use]
    pub fn host_asked<B>(request: &Request<B>) -> Option<String> {
        let rest = request.uri().path().strip_prefix(urls::ADMIN)?;
        if rest.is_empty() || rest.starts_with('/') { host_named(request) } else { None }
    }

    /// Whether the admin area is at a host. Everywhere else its paths are the public pages' business.
    pub async fn is_at(&self, host: &str) -> bool {
        match self.origin(Some(host)).await {
            Ok(origin) => origin.is_some_and(|origin| is_host(host, &origin)),
            Err(error) => {
                tracing::error!(%error, "the host of the admin area could not be looked up");
                false
            }
        }
    }

    /// Whether the town hall's sign-in service answers, and calls itself as the operator does. True where there is none.
    pub async fn is_service_there(&self) -> bool {
        let Some(service) = &self.0.service else { return true };
        let error = service.check(&self.0.deps.desk).await.err();
        if let Some(error) = &error {
            tracing::warn!(%error, "the town hall's sign-in service cannot be used");
        }
        error.is_none()
    }

    /// Where the area is. While there is no town and no setting names a host, it is wherever somebody asks for it: there
    /// the first town is made.
    async fn origin(&self, asked: Option<&str>) -> Result<Option<Origin>, StoreError> {
        let Desk { db, loopback, scheme, .. } = &self.0.deps.desk;
        let known = admin_origin(db, &self.0.deps.server).await?;
        Ok(known.or_else(|| Some(Origin::new(scheme, &check_host(asked?, *loopback).ok()?))))
    }

    /// Answers a request.
    pub async fn answer(&self, request: Request<Body>) -> Response {
        let https = self.0.deps.server.public_scheme == "https";
        let head = request.method() == Method::HEAD;
        let reply = match self.let_in(request).await {
            Ok(reply) => reply,
            Err(stop) => stop,
        };
        reply.response(https, head)
    }

    /// Straight down: address, origin, form, person, town, permission, page.
    async fn let_in(&self, request: Request<Body>) -> Result<Reply, Reply> {
        let shared = &*self.0;
        let locale = Locale::De;
        let stop = |status, key| reply::words(status, locale, key);
        let (route, params) = match find(request.method(), request.uri().path()) {
            Found::Door(route, params) => (route, params),
            Found::OtherMethod(allowed) => {
                return Err(stop(StatusCode::METHOD_NOT_ALLOWED, "desk-stop-method").with(header::ALLOW, allowed));
            }
            Found::Nothing => return Err(stop(StatusCode::NOT_FOUND, "desk-stop-missing")),
        };
        let origin = match self.origin(host_named(&request).as_deref()).await {
            Ok(Some(origin)) => origin,
            Ok(None) => return Err(stop(StatusCode::NOT_FOUND, "desk-stop-missing")),
            Err(error) => return Err(failed(&error, locale)),
        };
        let is_post = route.method == Method::POST;
        if is_post && !is_from_ourselves(request.headers(), &origin) {
            return Err(stop(StatusCode::FORBIDDEN, "desk-stop-origin"));
        }
        let (parts, body) = request.into_parts();
        // A large form is read only when we know from whom it comes.
        let (form, large) = match (is_post, route.pictures) {
            (true, false) => (read_form(body).await.map_err(|status| stop(status, "desk-stop-form"))?, None),
            (true, true) => (Vec::new(), Some(body)),
            (false, _) => (Vec::new(), None),
        };
        let query = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
        let now = shared.deps.desk.clock.now();
        let mut visit = Visit {
            office: shared,
            locale,
            now,
            origin,
            visitor: parts.extensions.get::<Visitor>().copied(),
            headers: parts.headers,
            path: parts.uri.path().to_owned(),
            params,
            query,
            form,
            pictures: Vec::new(),
            person: None,
            town: None,
        };
        visit.person = session::person(&visit).await.map_err(|error| failed(&error, locale))?;
        if route.need != Need::Nothing {
            let Some(person) = &visit.person else { return Err(sign_in_first(&visit, is_post, &parts.uri)) };
            if let Some(first) = person.first(route.need, shared.deps.second_proof) {
                return Err(reply::go(&if is_post { first.to_owned() } else { with_way_on(first, &parts.uri) }));
            }
        }
        if let Need::In(permission) = route.need {
            let host = visit.param("ort").to_owned();
            let read = async |c: &mut Conn<'_>| towns::by_host(c, &host).await;
            let town = shared.deps.desk.db.read(read).await.map_err(|error| failed(&error, locale))?;
            let person = visit.person.clone();
            let grants = person.as_ref().map(|person| person.grants.as_slice()).unwrap_or_default();
            // Where someone has no role at all, there is no town, whatever exists.
            let asked = town.as_ref().map(|town| town.id);
            let Some(town) = town.filter(|town| grants.iter().any(|grant| grant.holds(town.id, now))) else {
                turned_away::note_town(&visit, asked).await.map_err(|error| failed(&error, locale))?;
                return Err(pages::problem::missing(&visit));
            };
            let id = town.id;
            visit.town = Some(town);
            if let Some(other) = visit.works_elsewhere(id).await.map_err(|error| failed(&error, locale))? {
                return Err(pages::town_switch::asked(&visit, &other, is_post));
            }
            let Some(limits) = staff::reach(grants, id, permission, now) else {
                return Err(pages::problem::closed(&visit));
            };
            let within = reach::covers_address(&visit, route, &limits).await;
            if !within.map_err(|error| failed(&error, locale))? {
                return Err(pages::problem::beyond(&visit, &limits));
            }
        }
        if let Some(body) = large {
            let read = form_read::read_large(&visit.headers, body, &shared.large_forms).await;
            let (fields, pictures) = read.map_err(|status| stop(status, "desk-stop-form"))?;
            (visit.form, visit.pictures) = (fields, pictures);
        }
        match pages::show(route.page, &visit).await {
            Ok(reply) => Ok(reply),
            Err(Failure::Missing) => {
                turned_away::note_id(&visit, route).await.map_err(|error| failed(&error, locale))?;
                Err(pages::problem::missing(&visit))
            }
            Err(Failure::Broken(error)) => Err(failed(&*error, locale)),
        }
    }
}

/// A host with or without the port that its scheme has anyway.
fn is_host(host: &str, origin: &Origin) -> bool {
    let usual = if origin.scheme() == "https" { ":443" } else { ":80" };
    let host = host.to_ascii_lowercase();
    host == origin.host() || host.strip_suffix(usual) == Some(origin.host())
}

/// Who wanted to see something comes back there after signing in; who sent something is told that it did not arrive.
fn sign_in_first(visit: &Visit<'_>, is_post: bool, asked: &http::Uri) -> Reply {
    if is_post {
        return pages::sign_in::over(visit);
    }
    reply::go(&with_way_on(urls::ADMIN_SIGN_IN, asked))
}

/// A page from which someone goes on to what they asked for.
fn with_way_on(page: &str, asked: &http::Uri) -> String {
    // What somebody shares is in the query; other pages need none to be found again.
    let to = match asked.path_and_query() {
        Some(all) if asked.path() == urls::ADMIN_SHARE => all.as_str(),
        _ => asked.path(),
    };
    if to == urls::ADMIN {
        return page.to_owned();
    }
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("weiter", to).finish();
    format!("{page}?{query}")
}

fn failed(error: &(dyn std::error::Error + 'static), locale: Locale) -> Reply {
    tracing::error!(error = crate::error::chain(error), "a page of the admin area could not be shown");
    reply::words(StatusCode::INTERNAL_SERVER_ERROR, locale, "desk-stop-failed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_port_may_be_named_and_no_other() {
        let origin = Origin::new("https", "stadt.de");
        assert!(is_host("Stadt.de", &origin) && is_host("stadt.de:443", &origin));
        assert!(!is_host("stadt.de:8443", &origin) && !is_host("www.stadt.de", &origin));
        assert!(is_host("stadt.localhost:8080", &Origin::new("http", "stadt.localhost:8080")));
    }
}
