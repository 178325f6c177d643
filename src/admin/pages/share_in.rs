//! Somebody shares an address or some words from their phone with the area: it becomes the beginning of a message of their
//! own, in a town where they may write. Looking at it stores nothing. The area says of itself that it can be shared with
//! ([`manifest`]), so that phones offer it where somebody put it on their home screen.

use askama::Template;
use serde_json::json;
use url::form_urlencoded;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::frame::{Failure, Frame, Link, link, page};
use crate::domain::staff::{Permission, may};
use crate::store::{Conn, towns};
use crate::urls;

/// Characters that are carried into the form; more does not fit into an address.
const LONGEST: usize = 4000;

/// The area's sign on a home screen: a loud-hailer.
const SIGN: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 512 512\">\
    <path d=\"M0 0h512v512H0z\" fill=\"#0b4f6c\"/>\
    <path d=\"M104 208h80l184-88v272l-184-88h-80zM160 304h64l24 104h-64z\" fill=\"#fff\"/></svg>";

#[derive(Template)]
#[template(path = "admin/share_in.html")]
struct SharePage {
    f: Frame,
    towns: Vec<Link>,
}

/// Goes on to the form, or asks for which town.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let grants = &visit.person()?.grants;
    let all = visit.office.deps.desk.db.read(async |c: &mut Conn<'_>| towns::all(c).await).await?;
    let brought = brought(visit);
    let towns: Vec<Link> = all
        .into_iter()
        .filter(|town| may(grants, town.id, Permission::Write, visit.now))
        .map(|town| link(format!("{}?{brought}", urls::admin_town(&town.host, "entwuerfe/neu")), town.name))
        .collect();
    match towns.as_slice() {
        [only] => Ok(reply::go(&only.href)),
        _ => page(&SharePage { f: Frame::new(visit, visit.locale.text("desk-share-in")), towns }),
    }
}

/// What was shared, as the form takes it. Phones put the address where the words belong.
fn brought(visit: &Visit<'_>) -> String {
    let cut = |text: &str| text.trim().chars().take(LONGEST).collect::<String>();
    let (title, mut text, mut address) = (visit.asked("title"), cut(visit.asked("text")), cut(visit.asked("url")));
    let is_address = |word: &&str| word.starts_with("https://") || word.starts_with("http://");
    if address.is_empty()
        && let Some(found) = text.split_whitespace().find(is_address).map(str::to_owned)
    {
        text = text.replacen(&found, "", 1).trim().to_owned();
        address = found;
    }
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("titel", cut(title)), ("text", text), ("adresse", address)] {
        if !value.is_empty() {
            pairs.append_pair(name, &value);
        }
    }
    pairs.finish()
}

/// What phones read about the area.
pub(in crate::admin) fn manifest(visit: &Visit<'_>) -> Reply {
    let name = visit.locale.text("desk-name");
    let manifest = json!({
        "name": name,
        "short_name": name,
        "lang": visit.locale.tag(),
        "start_url": urls::ADMIN,
        "scope": urls::ADMIN,
        "display": "minimal-ui",
        "icons": [{ "src": urls::ADMIN_SIGN, "sizes": "any", "type": "image/svg+xml" }],
        "share_target": {
            "action": urls::ADMIN_SHARE,
            "method": "GET",
            "params": { "title": "title", "text": "text", "url": "url" },
        },
    });
    reply::file("application/manifest+json", manifest.to_string().into_bytes())
}

/// The sign.
pub(in crate::admin) fn sign() -> Reply {
    reply::file("image/svg+xml", SIGN.as_bytes().to_vec())
}
