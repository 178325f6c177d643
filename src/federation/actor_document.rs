//! An actor as other servers see it (spec interop §1.1, §1.2): type `Service` for the town's voices, `Application` for
//! the server itself. In: a [`Voice`]; out: the document without context, and the [`context`].

use serde_json::{Value, json};

use super::forms::{Voice, second};
use crate::domain::actor::ActorKind;
use crate::domain::body::Body;
use crate::domain::body_html::escape;
use crate::domain::body_note;
use crate::domain::media::mime_of;
use crate::domain::town::Town;
use crate::i18n::Locale;
use crate::urls::{self, Origin};

/// Every term an actor uses beyond the two preloaded contexts, defined inline.
pub(super) fn context() -> Value {
    json!([
        "https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/v1",
        {
            "wf": "https://purl.archive.org/socialweb/webfinger#",
            "webfinger": "wf:webfinger",
            "toot": "http://joinmastodon.org/ns#",
            "schema": "http://schema.org#",
            "PropertyValue": "schema:PropertyValue",
            "value": "schema:value",
            "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
            "alsoKnownAs": { "@id": "as:alsoKnownAs", "@type": "@id" },
            "movedTo": { "@id": "as:movedTo", "@type": "@id" },
            "featured": { "@id": "toot:featured", "@type": "@id" },
            "featuredTags": { "@id": "toot:featuredTags", "@type": "@id" },
            "discoverable": "toot:discoverable",
            "indexable": "toot:indexable",
            "attributionDomains": { "@id": "toot:attributionDomains", "@type": "@id" },
            "Hashtag": "as:Hashtag",
            "implements": { "@id": "https://w3id.org/fep/844e/implements", "@type": "@id" }
        }
    ])
}

/// The actor's document.
pub(super) fn actor(voice: &Voice<'_>) -> Value {
    match voice.actor.kind {
        ActorKind::Main | ActorKind::Topic => service(voice),
        ActorKind::Instance => application(voice),
    }
}

fn service(voice: &Voice<'_>) -> Value {
    let summary = body_note::render(&Body::from_plain(&voice.actor.summary), &hashtag_base(voice.origin));
    let mut document = common(voice, "Service", &voice.actor.display_name, &summary);
    let more = json!({
        "featured": voice.part("featured"),
        "featuredTags": voice.part("tags"),
        "manuallyApprovesFollowers": false,
        "discoverable": true,
        "indexable": true,
        "alsoKnownAs": [],
        "attributionDomains": attribution_domains(voice),
        "attachment": fields(voice),
        "tag": [],
        "generator": {
            "type": "Application",
            "id": voice.origin.absolute(urls::INSTANCE_ACTOR),
            "name": "Ausrufer",
            "implements": [{
                "href": "https://datatracker.ietf.org/doc/html/rfc9421",
                "name": "RFC-9421: HTTP Message Signatures"
            }]
        }
    });
    merge(&mut document, more);
    if let Some((url, mime)) = arms(voice.origin, voice.town) {
        let alt = Locale::De.with("arms-alt", &[("town", voice.town.name.as_str().into())]);
        merge(&mut document, json!({ "icon": { "type": "Image", "mediaType": mime, "url": url, "name": alt } }));
    }
    document
}

/// The server's own actor. Mastodon resolves it like any other before it trusts its key, so it has all the parts.
fn application(voice: &Voice<'_>) -> Value {
    let name = Locale::De.with("instance-actor-name", &[("town", voice.town.name.as_str().into())]);
    let summary = format!("<p>{}</p>", escape(&Locale::De.text("instance-actor-summary")));
    let mut document = common(voice, "Application", &name, &summary);
    merge(&mut document, json!({ "manuallyApprovesFollowers": true, "discoverable": false, "indexable": false }));
    document
}

/// What both kinds have.
fn common(voice: &Voice<'_>, kind: &str, name: &str, summary: &str) -> Value {
    json!({
        "id": voice.id(),
        "type": kind,
        "preferredUsername": voice.actor.username.as_str(),
        "name": name,
        "webfinger": voice.handle(),
        "summary": summary,
        "url": voice.page(),
        "published": second(voice.actor.created_at),
        "inbox": voice.part("inbox"),
        "outbox": voice.part("outbox"),
        "followers": voice.part("followers"),
        "following": voice.part("following"),
        "endpoints": { "sharedInbox": voice.origin.absolute(urls::SHARED_INBOX) },
        "publicKey": {
            "id": voice.key_id(),
            "owner": voice.id(),
            "publicKeyPem": voice.actor.public_key_pem
        }
    })
}

/// The profile's table: the town's website and our Impressum.
fn fields(voice: &Voice<'_>) -> Vec<Value> {
    let locale = Locale::De;
    let mut fields = Vec::new();
    let website = voice.town.settings.website.as_deref().and_then(|text| url::Url::parse(text).ok());
    if let Some(url) = website.filter(|url| matches!(url.scheme(), "http" | "https")) {
        let shown = url.host_str().unwrap_or_default();
        fields.push(field(&locale.text("profile-website"), url.as_str(), shown, "me nofollow noopener"));
    }
    let imprint = locale.text("profile-imprint");
    fields.push(field(&imprint, &voice.origin.absolute(urls::IMPRINT), &imprint, "nofollow noopener"));
    fields
}

fn field(name: &str, href: &str, shown: &str, rel: &str) -> Value {
    let value = format!("<a href=\"{}\" rel=\"{rel}\" translate=\"no\">{}</a>", escape(href), escape(shown));
    json!({ "type": "PropertyValue", "name": name, "value": value })
}

/// Hosts whose pages may name this actor as their author (`fediverse:creator`), without ports.
fn attribution_domains(voice: &Voice<'_>) -> Vec<String> {
    let ours = voice.origin.url().ok().and_then(|url| url.host_str().map(str::to_owned));
    let website = voice.town.settings.website.as_deref().and_then(|text| url::Url::parse(text).ok());
    let website = website.and_then(|url| url.host_str().map(str::to_owned));
    let mut domains: Vec<String> = website.into_iter().chain(ours).collect();
    domains.dedup();
    domains
}

/// The town's arms: address and type. The setting is a media hash, with its ending when it is not a PNG.
pub(super) fn arms(origin: &Origin, town: &Town) -> Option<(String, &'static str)> {
    let arms = town.settings.arms.as_deref()?;
    let (hash, ext) = arms.rsplit_once('.').unwrap_or((arms, "png"));
    if hash.len() != 32 || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    Some((origin.absolute(&urls::media(hash, ext)), mime_of(ext)?))
}

/// The absolute address of hashtag pages without the tag.
pub(super) fn hashtag_base(origin: &Origin) -> String {
    origin.absolute(urls::HASHTAG_BASE)
}

fn merge(document: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(from)) = (document, more) {
        into.extend(from);
    }
}
