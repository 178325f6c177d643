//! WebFinger (RFC 7033): from a handle to the actor (spec interop §1.3).
//!
//! In: the query of `/.well-known/webfinger`; out: a JRD. Without exactly one usable `resource` it is 400, for foreign
//! hosts and unknown names 404. 410 only for an actor that was deleted for good, as others purge it then.

use activitypub_federation::FEDERATION_CONTENT_TYPE;
use http::StatusCode;
use serde_json::{Value, json};
use url::{Position, Url, form_urlencoded};

use super::actor_document::arms;
use super::documents::{Document, Reader};
use super::forms::Voice;
use crate::domain::actor::{Actor, ActorKind};
use crate::store::{Conn, StoreError, actors};
use crate::urls;

/// How long the answer may be kept, in seconds.
const MAX_AGE_S: u32 = 3600;
/// The longest `resource` that is read.
const MAX_RESOURCE: usize = 2048;

/// Whom the question is about.
#[derive(Debug, PartialEq, Eq)]
enum Subject {
    /// `acct:name@host`, both lower case, the host in ASCII form.
    Account { name: String, host: String },
    /// A path on this town's host.
    Path(String),
    /// Well formed, but not here.
    Elsewhere,
}

/// Answers a question.
///
/// # Errors
/// When the store refuses.
pub(super) async fn answer(
    reader: &Reader<'_>,
    conn: &mut Conn<'_>,
    query: Option<&str>,
) -> Result<Document, StoreError> {
    if !reader.town.is_public() {
        return Ok(Document::bare(StatusCode::NOT_FOUND));
    }
    let Some(subject) = resource(query).and_then(|resource| subject(reader, &resource)) else {
        return Ok(Document::bare(StatusCode::BAD_REQUEST));
    };
    let all = actors::of_town(conn, reader.town.id).await?;
    let found = all.into_iter().find(|actor| names(reader, &subject, actor));
    Ok(match found {
        None => Document::bare(StatusCode::NOT_FOUND),
        Some(actor) if actor.deleted_at.is_some() => Document::bare(StatusCode::GONE),
        Some(actor) => {
            let voice = Voice { origin: reader.origin, town: reader.town, actor: &actor };
            Document::json(StatusCode::OK, "application/jrd+json", &jrd(&voice), MAX_AGE_S)
        }
    })
}

/// The one `resource` of the query, decoded.
fn resource(query: Option<&str>) -> Option<String> {
    let pairs = form_urlencoded::parse(query?.as_bytes());
    let mut values = pairs.filter(|(name, _)| name == "resource").map(|(_, value)| value.into_owned());
    let value = values.next()?;
    (values.next().is_none() && value.len() <= MAX_RESOURCE).then_some(value)
}

/// Reads a resource; `None` when it is none.
fn subject(reader: &Reader<'_>, resource: &str) -> Option<Subject> {
    let (scheme, rest) = resource.split_once(':')?;
    if scheme.eq_ignore_ascii_case("acct") {
        let (name, host) = rest.split_once('@')?;
        let well_formed = !name.is_empty() && !host.is_empty() && !host.contains(['@', '/', '?', '#', '\\']);
        if !well_formed || !name.bytes().all(|b| b.is_ascii_graphic()) {
            return None;
        }
        return Some(Subject::Account { name: name.to_ascii_lowercase(), host: ascii_host(host)? });
    }
    if !matches!(scheme.to_ascii_lowercase().as_str(), "https" | "http") {
        return None;
    }
    let url = Url::parse(resource).ok().filter(|url| url.username().is_empty() && url.password().is_none())?;
    let origin = reader.origin.url().ok()?;
    if url.origin() != origin.origin() || url.query().is_some() {
        return Some(Subject::Elsewhere);
    }
    Some(Subject::Path(url[Position::BeforePath..Position::AfterPath].to_owned()))
}

/// Lower case and punycode, with the port if there is one.
fn ascii_host(host: &str) -> Option<String> {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !port.is_empty() => (name, Some(port)),
        Some(_) => return None,
        None => (host, None),
    };
    let name = idna::domain_to_ascii(name).ok().filter(|name| !name.is_empty())?;
    Some(port.map_or_else(|| name.clone(), |port| format!("{name}:{port}")))
}

/// Whether a question is about this actor.
fn names(reader: &Reader<'_>, subject: &Subject, actor: &Actor) -> bool {
    let username = actor.username.as_str();
    match subject {
        Subject::Elsewhere => false,
        Subject::Account { name, host } => {
            let here = host == reader.origin.host();
            let alias = actor.kind == ActorKind::Instance && here && name == host;
            let at_handle_domain = actor.handle_domain.as_deref().is_some_and(|domain| domain == host);
            alias || (name == username && (here || at_handle_domain))
        }
        Subject::Path(path) if actor.kind == ActorKind::Instance => path == "/" || *path == urls::actor(username),
        Subject::Path(path) => {
            let page = path.strip_prefix("/@").is_some_and(|name| name.eq_ignore_ascii_case(username));
            page || *path == urls::actor(username)
        }
    }
}

fn jrd(voice: &Voice<'_>) -> Value {
    let followable = voice.actor.kind != ActorKind::Instance;
    let mut links = vec![
        json!({ "rel": "self", "type": FEDERATION_CONTENT_TYPE, "href": voice.id() }),
        json!({ "rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": voice.page() }),
    ];
    if followable {
        if let Some((url, mime)) = arms(voice.origin, voice.town) {
            links.push(json!({ "rel": "http://webfinger.net/rel/avatar", "type": mime, "href": url }));
        }
        let feed = voice.origin.absolute(&urls::feed(urls::HOME, "atom"));
        links.push(json!({ "rel": "alternate", "type": "application/atom+xml", "href": feed }));
    }
    let aliases = if followable { vec![voice.page(), voice.id()] } else { vec![voice.id()] };
    json!({ "subject": format!("acct:{}", voice.handle()), "aliases": aliases, "links": links })
}
