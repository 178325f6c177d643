//! What the first town says elsewhere: a Page, a picture account, a calendar, a council system, all played by this process
//! on 127.0.0.1. In: requests of our own server. Out: answers in the form of the real ones, with invented content. Started
//! by `stage`.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use http::{HeaderValue, Response, StatusCode, header};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{calendar, council};

/// The Page's number; too short for a real one.
pub const PAGE: &str = "1000";
/// The picture account's number, and a name longer than any account can have.
pub const ACCOUNT: &str = "2000";
pub const ACCOUNT_NAME: &str = "erfundene.stadt.musterbach.aus.der.vorfuehrung";
/// The login that both take.
pub const TOKEN: &str = "EAA-vorfuehrung";

/// All that stands elsewhere.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    pub posts: Vec<Post>,
    pub appointments: Vec<Appointment>,
    pub meetings: Vec<Meeting>,
}

/// A post on a platform.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    pub number: u32,
    pub on: Platform,
    pub hours_ago: i64,
    pub picture: Option<String>,
    pub alt: Option<String>,
    pub text: String,
}

/// Where a post stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    Facebook,
    Instagram,
}

/// An appointment of the calendar.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appointment {
    pub uid: String,
    pub title: String,
    pub in_days: i64,
    pub hour: i8,
    pub hours: i64,
    pub place: String,
    pub text: String,
    #[serde(default)]
    pub weekly: bool,
    #[serde(default)]
    pub cancelled: bool,
}

/// A meeting of the council.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    pub number: u32,
    pub name: String,
    pub in_days: i64,
    pub hour: i8,
    pub place: String,
    pub agenda: Vec<String>,
    #[serde(default)]
    pub cancelled: bool,
}

/// The place where all of it is answered.
pub struct Elsewhere {
    pub texts: Texts,
    /// Its own address, without a slash at the end.
    pub home: String,
    /// The town's website, where the pictures lie.
    pub website: String,
    /// When the demo began; everything is dated from there.
    pub begun: Timestamp,
}

impl Elsewhere {
    /// With the texts beside this file.
    ///
    /// # Errors
    /// When the file is not what it should be, which a test holds impossible.
    pub fn open(home: String, website: String, begun: Timestamp) -> Result<Self, toml::de::Error> {
        Ok(Self { texts: toml::from_str(include_str!("texts/platforms.toml"))?, home, website, begun })
    }

    /// A day's hour in the town, so many days from the beginning.
    pub fn at(&self, in_days: i64, hour: i8) -> Option<ZonedDateTime> {
        let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
        let day = self.begun.checked_add(SignedDuration::from_hours(24 * in_days)).ok()?.to_zoned_datetime(zone);
        day.with().hour(hour).minute(0).second(0).subsec_nanosecond(0).build().ok()
    }
}

/// Everything behind one listener.
pub fn router(elsewhere: Elsewhere) -> Router {
    Router::new().fallback(answer).with_state(Arc::new(elsewhere))
}

async fn answer(State(elsewhere): State<Arc<Elsewhere>>, request: Request) -> Response<Body> {
    let path = request.uri().path();
    if path == "/termine.ics" {
        return reply(StatusCode::OK, "text/calendar; charset=utf-8", calendar::write(&elsewhere));
    }
    if let Some(path) = path.strip_prefix("/oparl/") {
        return found(council::find(&elsewhere, path));
    }
    let Some((_version, path)) = path.trim_start_matches('/').split_once('/') else { return found(None) };
    found(graph(&elsewhere, path))
}

/// What the platforms' interface says of a node or a list.
fn graph(elsewhere: &Elsewhere, path: &str) -> Option<Value> {
    let of = |platform: Platform| elsewhere.texts.posts.iter().filter(move |post| post.on == platform);
    match path.split_once('/') {
        None if path == PAGE => Some(json!({ "id": PAGE, "name": "Facebook-Seite",
            "link": "https://facebook.musterbach.example/" })),
        None if path == ACCOUNT => Some(json!({ "id": ACCOUNT, "username": ACCOUNT_NAME, "name": "Instagram" })),
        None => {
            let named = |post: &&Post| path == facebook_id(post) || path == instagram_id(post);
            let post = elsewhere.texts.posts.iter().find(named)?;
            Some(if post.on == Platform::Facebook { page_post(elsewhere, post) } else { medium(elsewhere, post) })
        }
        Some((PAGE, "published_posts")) => {
            Some(listed(of(Platform::Facebook).map(|post| page_post(elsewhere, post)).collect()))
        }
        Some((ACCOUNT, "media")) => Some(listed(of(Platform::Instagram).map(|post| medium(elsewhere, post)).collect())),
        Some(_) => Some(listed(Vec::new())),
    }
}

fn listed(data: Vec<Value>) -> Value {
    json!({ "data": data })
}

fn facebook_id(post: &Post) -> String {
    format!("{PAGE}_{}", post.number)
}

fn instagram_id(post: &Post) -> String {
    format!("{ACCOUNT}0{}", post.number)
}

fn written(elsewhere: &Elsewhere, post: &Post) -> String {
    let at = elsewhere.begun.checked_sub(SignedDuration::from_hours(post.hours_ago)).unwrap_or(elsewhere.begun);
    at.strftime("%Y-%m-%dT%H:%M:%S+0000").to_string()
}

fn page_post(elsewhere: &Elsewhere, post: &Post) -> Value {
    let mut node = json!({
        "id": facebook_id(post), "message": post.text.trim(), "created_time": written(elsewhere, post),
        "permalink_url": format!("https://facebook.musterbach.example/beitrag/{}", post.number),
        "is_published": true, "from": { "id": PAGE },
    });
    if let Some(scene) = &post.picture {
        let picture =
            json!({ "src": format!("{}/bilder/{scene}.jpg", elsewhere.website), "width": 1600, "height": 900 });
        node["attachments"] = json!({ "data": [{ "type": "photo", "media_type": "photo", "media": { "image": picture },
            "target": { "id": format!("{PAGE}1{}", post.number) } }] });
    }
    node
}

fn medium(elsewhere: &Elsewhere, post: &Post) -> Value {
    let scene = post.picture.as_deref().unwrap_or("kirche");
    json!({
        "id": instagram_id(post), "caption": post.text.trim(), "media_type": "IMAGE", "media_product_type": "FEED",
        "media_url": format!("{}/bilder/{scene}.jpg", elsewhere.website), "alt_text": post.alt,
        "permalink": format!("https://instagram.musterbach.example/bild/{}", post.number),
        "timestamp": written(elsewhere, post), "username": ACCOUNT_NAME,
    })
}

/// The answer, or the interface's own way to say that there is nothing.
fn found(answer: Option<Value>) -> Response<Body> {
    match answer {
        Some(answer) => reply(StatusCode::OK, "application/json; charset=utf-8", answer.to_string()),
        None => {
            let error = json!({ "error": { "message": "nothing here", "type": "OAuthException", "code": 100, "error_subcode": 33 } });
            reply(StatusCode::NOT_FOUND, "application/json; charset=utf-8", error.to_string())
        }
    }
}

fn reply(status: StatusCode, content_type: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::pictures::SCENES;
    use crate::domain::item::EventStatus;
    use crate::domain::source::SourceKind;
    use crate::sources::{NormaliseCx, Registry};

    fn elsewhere() -> Elsewhere {
        let begun = "2026-11-24T12:00:00Z".parse().unwrap();
        Elsewhere::open("http://dort.localhost:1".into(), "http://www.ort.localhost:2".into(), begun).unwrap()
    }

    #[test]
    fn our_own_readers_understand_everything_that_is_said_elsewhere() {
        let elsewhere = elsewhere();
        let read = |kind: SourceKind, text: &str, account: &str| {
            let cx = NormaliseCx { account: Some(account.to_owned()), ..NormaliseCx::default() };
            let parsed = Registry::connector(kind).unwrap().normalise(text.as_bytes(), &cx).unwrap();
            assert!(parsed.quarantined.is_empty() && !parsed.damaged, "{kind:?}");
            parsed.items
        };
        let list = |path: &str| graph(&elsewhere, path).unwrap().to_string();
        let facebook = read(SourceKind::Facebook, &list("1000/published_posts"), PAGE);
        let instagram = read(SourceKind::Instagram, &list("2000/media"), ACCOUNT);
        assert_eq!(facebook.len() + instagram.len(), elsewhere.texts.posts.len());
        assert!(
            elsewhere
                .texts
                .posts
                .iter()
                .filter_map(|post| post.picture.as_deref())
                .all(|scene| SCENES.contains(&scene))
        );
        let dates = read(SourceKind::Ical, &calendar::write(&elsewhere), "");
        assert_eq!(dates.len(), elsewhere.texts.appointments.len());
        let cancelled = |item: &&crate::domain::item::Item| {
            item.event.as_ref().is_some_and(|event| event.status == EventStatus::Cancelled)
        };
        assert_eq!(dates.iter().filter(cancelled).count(), 1);
        let meetings = council::find(&elsewhere, "meetings").unwrap().to_string();
        let meetings = read(SourceKind::Oparl, &meetings, "");
        assert_eq!(meetings.len(), elsewhere.texts.meetings.len());
        assert_eq!(meetings.iter().filter(cancelled).count(), 1);
    }
}
