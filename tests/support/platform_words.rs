//! What platforms say, each in its own format: an account of the town, its posts, and strangers among them. In: posts. Out:
//! paths and the bodies that are answered there; none is "not found".

use ausrufer::domain::source::SourceKind;
use serde_json::{Value, json};

use super::platform::{STRANGER, Said};
use super::server::start_of_tests;

const CHANNEL: &str = "UCabcdefghijklmnopqrstuv";
const DID: &str = "did:plc:musterbach";
const COUNCIL: &str = "https://ris.musterbach.example/oparl";

/// Paths and bodies.
pub type Answers = Vec<(String, Option<String>)>;

/// Comments and answers.
pub fn crowd() -> Value {
    json!({"data": [{"id": "77", "message": STRANGER, "text": STRANGER, "username": STRANGER,
        "from": {"id": "78", "name": STRANGER}}]})
}

/// The account as it is named to us.
pub fn account(kind: SourceKind) -> String {
    match kind {
        SourceKind::Facebook | SourceKind::Threads => "100064".to_owned(),
        SourceKind::Instagram => "musterbach".to_owned(),
        SourceKind::Youtube => CHANNEL.to_owned(),
        SourceKind::Bluesky => "@musterbach.de".to_owned(),
        SourceKind::Mastodon => "@rathaus@musterbach.social".to_owned(),
        SourceKind::Oparl => format!("{COUNCIL}/bodies/1"),
        SourceKind::Cap => "059740000000".to_owned(),
        SourceKind::Linkedin => "https://www.linkedin.com/company/musterbach/".to_owned(),
        _ => "@musterbach".to_owned(),
    }
}

/// What the connector is told beside the address.
pub fn settings(kind: SourceKind) -> Vec<(&'static str, &'static str)> {
    match kind {
        SourceKind::X => vec![("terms_allowed_by", "Rechtsamt"), ("deliver", "yes"), ("monthly_cap", "100")],
        SourceKind::Mail => vec![
            ("domain", "musterbach.example"),
            ("list_id", "news.musterbach.example"),
            ("checked_by", "mx.musterbach.example"),
        ],
        _ => Vec::new(),
    }
}

/// The type of an answer.
pub fn type_of(body: &str) -> &'static str {
    match body.get(..5) {
        Some("<rss ") => "application/rss+xml; charset=utf-8",
        Some("<html") => "text/html; charset=utf-8",
        _ => "application/json",
    }
}

/// All that a platform on the web answers.
pub fn answers(kind: SourceKind, posts: &[Said], gone: &[u32], base: &str) -> Answers {
    let json = |all: Vec<(String, Value)>| -> Answers {
        all.into_iter().map(|(path, body)| (path, (!body.is_null()).then(|| body.to_string()))).collect()
    };
    match kind {
        SourceKind::Feed => feed(posts, gone, base),
        SourceKind::Html => html(posts, gone),
        SourceKind::Ical => vec![("/k.ics".to_owned(), Some(ical(posts)))],
        SourceKind::Oparl => json(oparl(posts, gone)),
        SourceKind::Youtube => json(youtube(posts)),
        SourceKind::Telegram => json(telegram(posts)),
        SourceKind::Bluesky => json(bluesky(posts)),
        SourceKind::Mastodon => json(mastodon(posts, gone)),
        SourceKind::Cap => json(cap(posts)),
        SourceKind::Linkedin => json([linkedin_account(), linkedin(posts, gone)].concat()),
        SourceKind::Tiktok => json([tiktok_account(), tiktok(posts)].concat()),
        SourceKind::X => json([x_account(), x(posts, gone)].concat()),
        SourceKind::Facebook | SourceKind::Instagram | SourceKind::Threads | SourceKind::Mail | SourceKind::Own => {
            Vec::new()
        }
    }
}

fn feed(posts: &[Said], gone: &[u32], base: &str) -> Answers {
    let item = |one: &Said| {
        let date = one.time().strftime("%a, %d %b %Y %H:%M:%S +0000");
        format!(
            "<item><guid isPermaLink=\"false\">{id}</guid><title>{words}</title><link>{base}/artikel/{id}</link><pubDate>{date}</pubDate>\
             <description>Näheres im Rathaus.</description><slash:comments>{STRANGER}</slash:comments>\
             <wfw:commentRss>{base}/{STRANGER}</wfw:commentRss></item>",
            id = one.id,
            words = one.words
        )
    };
    let items: String = posts.iter().map(item).collect();
    let xml = format!(
        "<rss version=\"2.0\" xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\" xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\">\
         <channel><title>Rathaus aktuell</title><link>{base}/</link><description>Neues</description>{items}</channel></rss>"
    );
    let page = |id: u32| format!("/artikel/{id}");
    let there = posts.iter().map(|one| (page(one.id), Some("<html><h1>Artikel</h1></html>".to_owned())));
    let away = gone.iter().map(|id| (page(*id), None));
    std::iter::once(("/feed.xml".to_owned(), Some(xml))).chain(there).chain(away).collect()
}

fn html(posts: &[Said], gone: &[u32]) -> Answers {
    let entry = |one: &Said| {
        format!(
            "<li class=meldung><time datetime=\"{}\">neu</time><h3><a href=\"/neu/{}\">{}</a></h3></li>",
            one.time(),
            one.id,
            one.words
        )
    };
    let article = |one: &Said| {
        let page = format!(
            "<html lang=de><article><h1>{}</h1><p>Näheres steht im Amtsblatt der Stadt. Wir helfen gern weiter.</p>\
             <section class=comments><h2>Kommentare</h2><p>{STRANGER}</p></section></article></html>",
            one.words
        );
        (format!("/neu/{}", one.id), Some(page))
    };
    let entries: String = posts.iter().map(entry).collect();
    let list = format!(
        "<html lang=de><title>Stadt Musterbach</title><main><h1>Aktuelles</h1><ul>{entries}</ul></main></html>"
    );
    let mut all: Answers = posts.iter().map(article).collect();
    all.push(("/neu/".to_owned(), Some(list)));
    all.extend(gone.iter().map(|id| (format!("/neu/{id}"), None)));
    all
}

fn ical(posts: &[Said]) -> String {
    let event = |one: &Said| {
        format!(
            "BEGIN:VEVENT\r\nUID:{}\r\nCREATED:{}\r\nDTSTART:202612{:02}T180000Z\r\nSUMMARY:{}\r\nORGANIZER;CN={STRANGER}:mailto:a@b.test\r\n\
             ATTENDEE;CN={STRANGER}:mailto:{STRANGER}@example.org\r\nCOMMENT:{STRANGER}\r\nEND:VEVENT\r\n",
            one.id,
            one.time().strftime("%Y%m%dT%H%M%SZ"),
            one.id % 27 + 1,
            one.words
        )
    };
    let events: String = posts.iter().map(event).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Termine\r\n{events}END:VCALENDAR\r\n")
}

fn oparl(posts: &[Said], gone: &[u32]) -> Vec<(String, Value)> {
    let meeting = |one: &Said| {
        let at = one.time().to_string();
        json!({"id": format!("{COUNCIL}/meetings/{}", one.id), "type": "https://schema.oparl.org/1.1/Meeting", "name": one.words,
            "start": format!("2026-12-{:02}T18:00:00+01:00", one.id % 27 + 1), "created": at, "modified": at,
            "participant": [{"id": format!("{COUNCIL}/persons/1"), "name": STRANGER, "email": [STRANGER]}],
            "agendaItem": [
                {"id": format!("{COUNCIL}/agenda/{}", one.id), "number": "1", "name": "Haushalt", "public": true, "created": at},
                {"id": format!("{COUNCIL}/agenda/{}-x", one.id), "number": "2", "name": STRANGER, "public": false}]})
    };
    let path = |id: u32| format!("/oparl/meetings/{id}");
    let mut all: Vec<(String, Value)> = posts.iter().map(|one| (path(one.id), meeting(one))).collect();
    all.extend(gone.iter().map(|id| (path(*id), Value::Null)));
    all.push(("/oparl/meetings".into(), json!({"data": posts.iter().map(meeting).collect::<Vec<_>>(), "links": {}})));
    all.push(("/oparl/papers".into(), json!({"data": [], "links": {}})));
    let body = json!({"id": format!("{COUNCIL}/bodies/1"), "type": "https://schema.oparl.org/1.1/Body",
        "name": "Stadt Musterbach", "meeting": format!("{COUNCIL}/meetings"), "paper": format!("{COUNCIL}/papers")});
    all.push(("/oparl/bodies/1".into(), body));
    all
}

fn youtube(posts: &[Said]) -> Vec<(String, Value)> {
    let name = |id: u32| format!("video{id:06}");
    let video = |id: String, channel: &str, words: &str, at: String| {
        json!({"kind": "youtube#video", "id": id, "status": {"privacyStatus": "public"},
            "snippet": {"channelId": channel, "title": words, "description": words, "publishedAt": at, "liveBroadcastContent": "none"},
            "statistics": {"commentCount": STRANGER}, "topComments": crowd()})
    };
    let mut videos: Vec<Value> =
        posts.iter().map(|one| video(name(one.id), CHANNEL, one.words, one.time().to_string())).collect();
    videos.push(video("fremdesvid0".into(), "UCzzzzzzzzzzzzzzzzzzzzzz", STRANGER, start_of_tests().to_string()));
    let listed: Vec<Value> = videos
        .iter()
        .map(|video| json!({"kind": "youtube#playlistItem", "contentDetails": {"videoId": video["id"]}}))
        .collect();
    let channel = json!({"id": CHANNEL, "snippet": {"title": "Stadt Musterbach"}});
    vec![
        ("/youtube/v3/playlistItems".into(), json!({"items": listed})),
        ("/youtube/v3/videos".into(), json!({"kind": "youtube#videoListResponse", "items": videos})),
        ("/youtube/v3/channels".into(), json!({"items": [channel]})),
    ]
}

fn telegram(posts: &[Said]) -> Vec<(String, Value)> {
    let at = |method: &str| format!("/bot123:{}/{method}", super::platform::TOKEN);
    let chat = json!({"id": -1001, "type": "channel", "title": "Stadt Musterbach", "username": "musterbach"});
    let update = |one: &Said| {
        let kind = if one.edited { "edited_channel_post" } else { "channel_post" };
        let mut message = json!({"message_id": one.id, "date": one.time().as_second(), "text": one.words, "chat": chat,
            "author_signature": STRANGER});
        if one.edited {
            message["edit_date"] = (one.time().as_second() + 60).into();
        }
        json!({"update_id": one.id * 10 + u32::from(one.edited), kind: message})
    };
    let mut updates: Vec<Value> = posts.iter().rev().map(update).collect();
    updates.push(json!({"update_id": 9_000, "message": {"message_id": 1, "date": 1, "text": STRANGER,
        "chat": {"id": 5, "type": "private", "first_name": STRANGER}}}));
    updates.push(json!({"update_id": 9_001, "channel_post": {"message_id": 1, "date": 1, "text": STRANGER,
        "chat": {"id": -1002, "type": "channel", "title": STRANGER}}}));
    vec![
        (at("getChat"), json!({"ok": true, "result": chat})),
        (at("getUpdates"), json!({"ok": true, "result": updates})),
    ]
}

fn bluesky(posts: &[Said]) -> Vec<(String, Value)> {
    let post = |did: &str, rkey: &str, words: &str, at: String| {
        json!({"uri": format!("at://{did}/app.bsky.feed.post/{rkey}"), "cid": words, "indexedAt": at,
            "author": {"did": did, "handle": "musterbach.de", "displayName": if did == DID { "Stadt" } else { STRANGER }},
            "replies": [STRANGER], "viewer": {"x": STRANGER},
            "record": {"$type": "app.bsky.feed.post", "text": words, "createdAt": at}})
    };
    let own: Vec<Value> =
        posts.iter().map(|one| post(DID, &one.id.to_string(), one.words, one.time().to_string())).collect();
    let reply = post("did:plc:x", "9", STRANGER, start_of_tests().to_string());
    let feed: Vec<Value> = own.iter().chain([&reply]).map(|post| json!({"post": post})).collect();
    let profile = json!({"did": DID, "handle": "musterbach.de", "displayName": "Stadt Musterbach"});
    vec![
        ("/xrpc/app.bsky.feed.getAuthorFeed".into(), json!({"feed": feed})),
        ("/xrpc/app.bsky.feed.getPosts".into(), json!({"posts": own})),
        ("/xrpc/app.bsky.actor.getProfile".into(), profile),
    ]
}

fn mastodon(posts: &[Said], gone: &[u32]) -> Vec<(String, Value)> {
    let status = |id: String, account: &str, words: &str, one: Option<&Said>| {
        let at = one.map_or_else(start_of_tests, |one| one.time());
        let edited = one.filter(|one| one.edited).map(|one| one.time() + jiff::SignedDuration::from_mins(1));
        json!({"id": id, "uri": format!("https://musterbach.social/users/rathaus/statuses/{id}"), "visibility": "public",
            "url": format!("https://musterbach.social/@rathaus/{id}"), "language": "de", "created_at": at.to_string(),
            "edited_at": edited.map(|at| at.to_string()), "content": format!("<p>{words}</p>"), "favourited_by": crowd(),
            "account": {"id": account, "acct": "rathaus", "display_name": if account == "7" { "Rathaus" } else { STRANGER }}})
    };
    let own = |one: &Said| status(one.id.to_string(), "7", one.words, Some(one));
    let path = |id: u32| format!("/api/v1/statuses/{id}");
    let account = json!({"id": "7", "acct": "rathaus", "display_name": "Rathaus Musterbach",
        "url": "https://musterbach.social/@rathaus"});
    let mut list: Vec<Value> = posts.iter().map(own).collect();
    list.push(status("900".into(), "8", STRANGER, None));
    let mut all: Vec<(String, Value)> = posts.iter().map(|one| (path(one.id), own(one))).collect();
    all.extend(gone.iter().map(|id| (path(*id), Value::Null)));
    all.push(("/api/v1/accounts/lookup".into(), account.clone()));
    all.push(("/api/v1/accounts/7".into(), account));
    all.push(("/api/v1/accounts/7/statuses".into(), list.into()));
    all
}

fn cap(posts: &[Said]) -> Vec<(String, Value)> {
    let name = |one: &Said| format!("mow.DE-XX-MB-W001-20261124-{:03}-{:03}", one.id, u32::from(one.edited));
    let entry = |one: &Said| {
        json!({"id": name(one), "payload": {"version": 1, "hash": one.words, "data": {"headline": one.words,
            "severity": "Severe", "msgType": if one.edited { "Update" } else { "Alert" }}}})
    };
    let alert = |one: &Said| {
        let expires = start_of_tests() + jiff::SignedDuration::from_hours(90);
        json!({"identifier": name(one), "sender": "DE-XX-MB-W001", "sent": one.time().to_string(), "status": "Actual",
            "msgType": if one.edited { "Update" } else { "Alert" }, "scope": "Public", "note": STRANGER, "addresses": STRANGER,
            "info": [{"language": "DE", "event": "Brand", "severity": "Severe", "headline": one.words,
                "description": "Halten Sie Fenster geschlossen.", "expires": expires.to_string(),
                "area": [{"areaDesc": "Stadt Musterbach"}]}]})
    };
    let list: Vec<Value> = posts.iter().map(entry).collect();
    let mut all = vec![("/api31/dashboard/059740000000.json".to_owned(), json!(list))];
    all.extend(posts.iter().map(|one| (format!("/api31/warnings/{}.json", name(one)), alert(one))));
    all
}

fn x_account() -> Vec<(String, Value)> {
    let user = json!({"data": {"id": "9", "name": "Stadt Musterbach", "username": "musterbach"}});
    vec![("/2/users/by/username/musterbach".into(), user.clone()), ("/2/users/9".into(), user)]
}

/// The posts of X's account 9, and its answer to a stranger.
pub fn x(posts: &[Said], gone: &[u32]) -> Vec<(String, Value)> {
    let post = |one: &Said| {
        let first = format!("{}", 1000 + one.id);
        let history = if one.edited { vec![first.clone(), format!("{}", 2000 + one.id)] } else { vec![first] };
        json!({"id": history.last(), "text": one.words, "author_id": "9", "created_at": one.time().to_string(),
            "edit_history_tweet_ids": history})
    };
    let data: Vec<Value> = posts.iter().map(post).collect();
    let missing = gone.iter().map(|id| {
        json!({"resource_id": format!("{}", 1000 + id), "resource_type": "tweet", "value": format!("{}", 1000 + id),
            "title": "Not Found Error", "type": "https://api.twitter.com/2/problems/resource-not-found"})
    });
    let answer = json!({"id": "3001", "text": format!("@{STRANGER} gern"), "author_id": "9", "in_reply_to_user_id": "6",
        "created_at": start_of_tests().to_string(), "edit_history_tweet_ids": ["3001"]});
    let data = [data, vec![answer]].concat();
    let includes = json!({"users": [{"id": "6", "name": STRANGER, "username": STRANGER}]});
    let meta = json!({"result_count": data.len(), "newest_id": data[0]["id"]});
    vec![
        ("/2/users/9/tweets".into(), json!({"data": data, "meta": meta, "includes": includes})),
        ("/2/tweets".into(), json!({"data": data, "errors": missing.collect::<Vec<_>>()})),
    ]
}

fn linkedin_account() -> Vec<(String, Value)> {
    let organisation = json!({"id": 5, "localizedName": "Stadt Musterbach", "vanityName": "musterbach"});
    vec![("/rest/organizations".into(), json!({"elements": [organisation]}))]
}

/// The posts of LinkedIn's organisation 5, and one of a stranger.
pub fn linkedin(posts: &[Said], gone: &[u32]) -> Vec<(String, Value)> {
    let at = |id: u32| format!("/rest/posts/urn%3Ali%3Ashare%3A{id}");
    let post = |one: &Said| {
        let said = one.time().as_millisecond();
        json!({"id": format!("urn:li:share:{}", one.id), "author": "urn:li:organization:5", "commentary": one.words,
            "lifecycleState": "PUBLISHED", "visibility": "PUBLIC", "publishedAt": said, "comments": crowd(),
            "lastModifiedAt": if one.edited { said + 9_000_000 } else { said }})
    };
    let mut elements: Vec<Value> = posts.iter().map(post).collect();
    let mut all: Vec<(String, Value)> =
        posts.iter().zip(&elements).map(|(one, element)| (at(one.id), element.clone())).collect();
    all.extend(gone.iter().map(|id| (at(*id), Value::Null)));
    elements.push(json!({"id": "urn:li:share:900", "author": "urn:li:person:x", "commentary": STRANGER}));
    elements.sort_by_key(|element| std::cmp::Reverse(element["lastModifiedAt"].as_i64()));
    all.push(("/rest/posts".into(), json!({"elements": elements, "paging": {"links": []}})));
    all
}

fn tiktok_account() -> Vec<(String, Value)> {
    let user = json!({"data": {"user": {"open_id": "o7", "display_name": "Stadt"}}, "error": {"code": "ok"}});
    vec![("/v2/user/info/".into(), user)]
}

/// The videos of TikTok's account, with comments.
pub fn tiktok(posts: &[Said]) -> Vec<(String, Value)> {
    let video = |one: &Said| {
        json!({"id": one.id.to_string(), "title": one.words, "video_description": one.words,
            "create_time": one.time().as_second(), "comments": [STRANGER],
            "share_url": format!("https://www.tiktok.com/@musterbach/video/{}", one.id)})
    };
    let videos: Vec<Value> = posts.iter().map(video).collect();
    let list = json!({"data": {"videos": videos, "has_more": false}, "error": {"code": "ok"}});
    vec![("/v2/video/list/".into(), list.clone()), ("/v2/video/query/".into(), list)]
}

/// The accounts on Meta's platforms.
pub fn graph_account(kind: &str) -> Vec<Value> {
    let node = json!({"id": "100064", "user_id": "100064", "name": "Stadt Musterbach", "username": "musterbach"});
    let mut me = node.clone();
    me["id"] = if kind == "threads" { "100064".into() } else { "me".into() };
    me["instagram_business_account"] = json!({"id": "100064", "username": "musterbach"});
    vec![node, me]
}

/// Where Meta's platforms list the account's posts.
pub fn graph_edge(kind: &str) -> &'static str {
    match kind {
        "facebook" => "100064/published_posts",
        "instagram" => "100064/media",
        _ => "100064/threads",
    }
}

/// A post on one of Meta's platforms.
pub fn graph_node(kind: &str, one: &Said) -> Value {
    let time = one.time().to_string().replace('Z', "+0000");
    let id = format!("100064_{}", one.id);
    match kind {
        "facebook" => json!({"id": id, "message": one.words, "created_time": time, "is_published": true,
            "permalink_url": format!("https://www.facebook.com/100064/posts/{}", one.id), "from": {"id": "100064", "name": "Stadt"},
            "comments": crowd(), "reactions": crowd(), "to": crowd()}),
        "instagram" => {
            json!({"id": id, "caption": one.words, "timestamp": time, "media_type": "IMAGE", "username": "musterbach",
            "owner": {"id": "100064"}, "permalink": format!("https://www.instagram.com/p/{}/", one.id), "comments": crowd()})
        }
        _ => {
            json!({"id": id, "text": one.words, "timestamp": time, "media_type": "TEXT_POST", "username": "musterbach",
            "owner": {"id": "100064"}, "permalink": format!("https://www.threads.com/@musterbach/post/{}", one.id),
            "replies": crowd()})
        }
    }
}

/// What visitors wrote there.
pub fn graph_strangers(kind: &str) -> Vec<Value> {
    let mut node = graph_node(kind, &super::platform::said(900, STRANGER, 0));
    let owner = json!({"id": "78", "name": STRANGER});
    (node["from"], node["owner"], node["username"]) = (owner.clone(), owner, STRANGER.into());
    vec![node]
}

/// An issue of the newsletter, to one reader.
pub fn letter(one: &Said) -> String {
    let date = one.time().strftime("%a, %d %b %Y %H:%M:%S +0000");
    format!(
        "Authentication-Results: mx.musterbach.example; dkim=pass header.d=musterbach.example\r\n\
         Message-ID: <{}@musterbach.example>\r\nFrom: Stadt <news@musterbach.example>\r\n\
         To: Frau {STRANGER} <{STRANGER}@example.org>\r\nList-Id: <news.musterbach.example>\r\nDate: {date}\r\nSubject: {}\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n<p>Sehr geehrte Frau {STRANGER},</p><p>Näheres steht im Amtsblatt.</p>\
         <p>Diese E-Mail ging an {STRANGER}@example.org.</p>\r\n",
        one.id, one.words
    )
}

/// What a platform pushes about a post.
pub fn push(kind: SourceKind, one: &Said) -> Value {
    match kind {
        SourceKind::Facebook => json!({"object": "page", "entry": [{"id": "100064", "time": 1_790_000_000, "changes": [
            {"field": "feed", "value": {"item": "status", "verb": "edited", "post_id": format!("100064_{}", one.id),
                "from": {"id": "100064", "name": STRANGER}, "message": STRANGER}}]}]}),
        SourceKind::Threads => {
            json!({"app_id": "77", "topic": "moderate", "target_id": "100064", "time": 1_790_000_000,
            "subscription_id": "1", "has_uid_field": false, "values": {"field": "delete", "value": {"id": format!("100064_{}", one.id),
                "owner": {"owner_id": "100064"}, "deleted_at": "2026-11-24T12:00:00+0000", "username": STRANGER}}})
        }
        SourceKind::X => json!({"data": {"event_type": "post.delete", "filter": {"user_id": "9"},
            "payload": {"id": format!("{}", 1000 + one.id), "author_id": "9", "text": STRANGER}}}),
        _ => Value::Null,
    }
}
