//! What YouTube's answers and pushes may hold, each with the smallest payload that shows it.

use aws_lc_rs::hmac;
use data_encoding::HEXLOWER;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::super::contract::{Connector, HintVerb, NormaliseCx, Parsed};
use super::super::push::{PushSecrets, Reject};
use super::YoutubeConnector;
use super::normalise::normalise;
use crate::domain::connection::Secret;
use crate::domain::item::ItemKind;
use crate::domain::source::{Aside, Cause};

const CHANNEL: &str = "UCabcdefghijklmnopqrstuv";

fn read(raw: &str) -> Parsed {
    let cx = NormaliseCx { account: Some(CHANNEL.to_owned()), ..NormaliseCx::default() };
    normalise(raw.as_bytes(), &cx).unwrap()
}

pub(super) fn video(id: &str, title: &str, change: Value) -> Value {
    let mut video = json!({
        "kind": "youtube#video", "id": id, "status": { "privacyStatus": "public" },
        "snippet": { "channelId": CHANNEL, "title": title, "description": "Die Sitzung #Rat", "publishedAt": "2025-07-18T10:00:00Z",
            "liveBroadcastContent": "none", "defaultAudioLanguage": "de-DE",
            "thumbnails": { "high": { "url": format!("https://i.ytimg.com/vi/{id}/hq.jpg"), "width": 480, "height": 360 } } },
    });
    for (part, fields) in change.as_object().unwrap() {
        let target = video.as_object_mut().unwrap().entry(part.clone()).or_insert_with(|| json!({}));
        target.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    }
    video
}

fn listed(video: Value) -> Parsed {
    read(&json!({ "kind": "youtube#videoListResponse", "items": [video] }).to_string())
}

pub(super) fn entry(id: &str, title: &str) -> String {
    format!(
        "<entry><id>yt:video:{id}</id><yt:videoId>{id}</yt:videoId><yt:channelId>{CHANNEL}</yt:channelId><title>{title}</title>\
         <published>2025-07-18T10:00:00+00:00</published><updated>2025-07-18T11:00:00+00:00</updated><media:group>\
         <media:thumbnail url=\"https://i1.ytimg.com/vi/{id}/other.jpg\" width=\"320\" height=\"180\"/>\
         <media:description>Die Sitzung #Rat</media:description>\
         <media:community><media:statistics views=\"{}\"/></media:community></media:group></entry>",
        title.len()
    )
}

pub(super) fn feed(entries: &str, id: &str) -> String {
    format!(
        "<feed xmlns:yt=\"http://www.youtube.com/xml/schemas/2015\" xmlns:media=\"http://search.yahoo.com/mrss/\" \
         xmlns:at=\"http://purl.org/atompub/tombstones/1.0\" xmlns=\"http://www.w3.org/2005/Atom\">{id}<title>Stadt</title>{entries}</feed>"
    )
}

const ID: &str = "<id>yt:channel:UCabcdefghijklmnopqrstuv</id>";

#[test]
fn the_feed_and_the_interface_tell_the_same_video() {
    let by_feed = read(&feed(&entry("v1", "Ratssitzung"), ID)).items.remove(0);
    let by_api = listed(video("v1", "Ratssitzung", json!({}))).items.remove(0);
    assert_eq!(by_feed.content_hash, by_api.content_hash);
    assert_eq!((by_api.kind, by_api.lang.as_deref()), (ItemKind::Video, Some("de")));
    assert_eq!(by_api.canonical_url.as_deref(), Some("https://www.youtube.com/watch?v=v1"));
    assert_eq!(by_api.media[0].source_url.as_deref(), Some("https://i.ytimg.com/vi/v1/hq.jpg"));
    assert_ne!(listed(video("v1", "Ratssitzung, Teil 2", json!({}))).items[0].content_hash, by_api.content_hash);
}

#[test]
fn a_planned_broadcast_is_an_event_and_its_end_no_edit() {
    let hours = json!({ "scheduledStartTime": "2025-07-20T16:00:00Z" });
    let planned = listed(video(
        "v1",
        "Rat",
        json!({ "snippet": { "liveBroadcastContent": "upcoming" }, "liveStreamingDetails": hours }),
    ));
    let over = listed(video("v1", "Rat", json!({ "liveStreamingDetails": hours })));
    assert_eq!((planned.items[0].kind, over.items[0].kind), (ItemKind::Event, ItemKind::Video));
    assert_eq!(planned.items[0].event.as_ref().unwrap().start.utc.to_string(), "2025-07-20T16:00:00Z");
    assert_eq!(planned.items[0].content_hash, over.items[0].content_hash);
    let vague = listed(video("v1", "Rat", json!({ "snippet": { "liveBroadcastContent": "upcoming" } })));
    assert_eq!((vague.items.len(), vague.quarantined[0].aside), (0, Aside::NotOurs));
}

#[test]
fn private_unlisted_and_foreign_videos_are_no_posts() {
    for change in [
        json!({ "status": { "privacyStatus": "private" } }),
        json!({ "status": { "privacyStatus": "unlisted" } }),
        json!({ "snippet": { "channelId": "UCother" } }),
        json!({ "snippet": { "title": "Private video", "thumbnails": null } }),
    ] {
        let parsed = listed(video("v1", "Rat", change.clone()));
        assert_eq!((parsed.items.len(), parsed.quarantined[0].aside), (0, Aside::NotOurs), "{change}");
    }
}

#[test]
fn a_push_is_a_hint() {
    let stone = |channel: &str| {
        format!(
            "<at:deleted-entry ref=\"yt:video:v2\" when=\"2025-07-18T10:00:00+00:00\"><at:by><uri>https://www.youtube.com/channel/{channel}</uri></at:by></at:deleted-entry>"
        )
    };
    let parsed =
        [read(&feed(&entry("v1", "Neu"), "")), read(&feed(&stone(CHANNEL), "")), read(&feed(&stone("UCother"), ""))];
    let hints: Vec<_> =
        parsed.iter().flat_map(|p| &p.hints).map(|hint| (hint.native_id.0.as_str(), hint.verb)).collect();
    assert_eq!(hints, [("v1", HintVerb::Create), ("v2", HintVerb::Delete)]);
    assert!(parsed.iter().all(|parsed| parsed.items.is_empty()));
}

#[test]
fn a_push_is_believed_only_when_it_is_signed_by_our_word() {
    let secrets = PushSecrets { app_secret: Some(Secret::new("wort")), verify: Some(Secret::new("antwort")) };
    let raw = feed(&entry("v1", "Straße"), "");
    let sign = |secret: &str| {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes());
        let value = format!("sha1={}", HEXLOWER.encode(hmac::sign(&key, raw.as_bytes()).as_ref()));
        HeaderMap::from_iter([(HeaderName::from_static("x-hub-signature"), HeaderValue::from_str(&value).unwrap())])
    };
    let accept = |headers: &HeaderMap, raw: &str| YoutubeConnector.accept_push(headers, raw.as_bytes(), &secrets);
    assert_eq!(accept(&sign("wort"), &raw).unwrap().len(), 1);
    assert_eq!(accept(&sign("falsch"), &raw), Err(Reject::Forged));
    assert_eq!(accept(&sign("wort"), &raw.replace("Straße", "Gasse")), Err(Reject::Forged));
    assert_eq!(accept(&HeaderMap::new(), &raw), Err(Reject::Unsigned));

    let query = |topic: &str| {
        [("hub.mode", "subscribe"), ("hub.challenge", "42"), ("hub.topic", topic)]
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
    };
    assert_eq!(YoutubeConnector.handshake(&query("antwort"), &secrets).as_deref(), Ok("42"));
    assert_eq!(YoutubeConnector.handshake(&query("x"), &secrets), Err(Reject::Forged));
}

#[rstest::rstest]
#[case("quotaExceeded", 403, Cause::QuotaUsed)]
#[case("rateLimitExceeded", 403, Cause::AskedToWait)]
#[case("keyInvalid", 400, Cause::LoginExpired)]
#[case("forbidden", 403, Cause::Forbidden)]
#[case("playlistNotFound", 404, Cause::NotFound)]
#[case("backendError", 500, Cause::ServerTrouble)]
fn an_error_is_read_by_its_reason(#[case] reason: &str, #[case] code: u16, #[case] cause: Cause) {
    let body = json!({ "error": { "code": code, "errors": [{ "reason": reason }] } }).to_string();
    assert_eq!(normalise(body.as_bytes(), &NormaliseCx::default()).unwrap_err().cause, cause);
}
