//! One row per kind of source: an invented answer of its platform with one own post and a stranger wherever one may stand,
//! where its recorded answers lie, and which of them must give nothing.

use serde_json::{Value, json};

use crate::domain::item::SpanKind;
use crate::domain::source::SourceKind;

/// Stands wherever a stranger's name or words may stand.
pub const CANARY: &str = "Kanarienvogel4711";

/// What is asked of a connector's reading.
#[derive(Clone)]
pub struct Row {
    /// Folders of recorded answers.
    pub folders: &'static [&'static str],
    /// Recorded answers that give no post; a star stands for any ending.
    pub never: &'static [&'static str],
    /// Whose answer it is.
    pub account: Option<&'static str>,
    /// Where the bytes came from.
    pub base: Option<&'static str>,
    /// Holds one own post that says "Grüße 🚒", and strangers.
    pub answer: Vec<u8>,
    /// A mark after an emoji and umlauts, where the platform marks anything.
    pub mark: Option<(SpanKind, &'static str)>,
    /// When the post, its warning, its poll, its appointment or its picture's address ends.
    pub ends: Option<&'static str>,
}

/// The row of a kind; none for what nobody reads.
pub fn row(kind: SourceKind) -> Option<Row> {
    Some(match kind {
        SourceKind::Feed => feed(),
        SourceKind::Html => html(),
        SourceKind::Ical => ical(),
        SourceKind::Oparl => oparl(),
        SourceKind::Facebook => facebook(),
        SourceKind::Instagram => instagram(),
        SourceKind::Threads => threads(),
        SourceKind::Youtube => youtube(),
        SourceKind::Telegram => telegram(),
        SourceKind::Bluesky => bluesky(),
        SourceKind::Mastodon => mastodon(),
        SourceKind::Cap => cap(),
        SourceKind::Linkedin => linkedin(),
        SourceKind::Tiktok => tiktok(),
        SourceKind::X => x(),
        SourceKind::Mail => mail(),
        SourceKind::Own => return None,
    })
}

fn of(folder: &'static [&'static str], answer: impl ToString) -> Row {
    Row {
        folders: folder,
        never: &[],
        account: None,
        base: None,
        answer: answer.to_string().into_bytes(),
        mark: None,
        ends: None,
    }
}

const HASHTAG: Option<(SpanKind, &str)> = Some((SpanKind::Hashtag, "#Müllfest"));

fn crowd() -> Value {
    json!({ "data": [{ "id": "8", "message": CANARY, "text": CANARY, "username": CANARY, "from": { "id": "9", "name": CANARY } }] })
}

fn feed() -> Row {
    of(
        &["rss"],
        format!(
            "<rss xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\" xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\"><channel>\
             <title>Stadt</title><item><guid>1</guid><title>Fest</title><description>Grüße 🚒 zum Müllfest</description>\
             <slash:comments>{CANARY}</slash:comments><wfw:comment>{CANARY}</wfw:comment><wfw:commentRss>{CANARY}</wfw:commentRss>\
             </item></channel></rss>"
        ),
    )
}

fn html() -> Row {
    let schema = json!({ "@context": "https://schema.org", "@type": "NewsArticle", "headline": "Fest",
        "url": "https://www.musterbach.example/neu/fest", "datePublished": "2025-07-18T10:00:00+02:00",
        "articleBody": "Grüße 🚒 zum Müllfest. Die Stadt Musterbach lädt alle ein.",
        "comment": [{ "@type": "Comment", "text": CANARY, "author": { "@type": "Person", "name": CANARY } }] });
    let answer = format!(
        "<html lang=de><head><title>Fest</title><script type=\"application/ld+json\">{schema}</script></head><body><main>\
         <section class=comments><h2>Kommentare</h2><p>{CANARY}</p></section></main></body></html>"
    );
    Row { base: Some("https://www.musterbach.example/neu/fest"), ..of(&["html", "jsonld"], answer) }
}

fn ical() -> Row {
    let answer = format!(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261205T180000Z\r\nDTEND:20261205T200000Z\r\nSUMMARY:Fest\r\n\
         DESCRIPTION:Grüße 🚒 zum Müllfest\r\nATTENDEE;CN={CANARY}:mailto:{CANARY}@example.org\r\nCOMMENT:{CANARY}\r\n\
         BEGIN:VALARM\r\nDESCRIPTION:{CANARY}\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    );
    Row { ends: Some("2026-12-05T20:00:00Z"), ..of(&["ics"], answer) }
}

fn oparl() -> Row {
    let id = |path: &str| format!("https://ris.musterbach.example/oparl/{path}");
    of(
        &["oparl"],
        json!({
            "id": id("meetings/7"), "type": "https://schema.oparl.org/1.1/Meeting", "name": "Sitzung",
            "start": "2026-12-09T18:00:00+01:00",
            "agendaItem": [
                { "id": id("agenda/1"), "number": "1", "public": true, "name": "Grüße 🚒 zum Müllfest" },
                { "id": id("agenda/2"), "number": "2", "public": false, "name": CANARY,
                  "auxiliaryFile": [{ "name": CANARY, "accessUrl": id(CANARY) }] }
            ],
            "participant": [{ "id": id("persons/1"), "type": "https://schema.oparl.org/1.1/Person", "name": CANARY, "email": [CANARY] }],
        }),
    )
}

fn facebook() -> Row {
    let own = json!({ "id": "1_2", "created_time": "2026-03-01T10:00:00+0000", "from": { "id": "1", "name": "Stadt" },
        "message": "Grüße 🚒 aus Bad Beispiel mit Eva",
        "message_tags": [{ "id": "5", "name": "Bad Beispiel", "type": "page", "offset": 12, "length": 12 }],
        "comments": crowd(), "likes": crowd(), "reactions": crowd(), "to": crowd(), "with_tags": crowd(),
        "attachments": { "data": [{ "type": "photo", "media_type": "photo", "target": { "id": "7" },
            "media": { "image": { "src": "https://scontent.fbcdn.net/7.jpg?oe=60F1D543", "width": 720, "height": 480 } } }] } });
    let visitor = json!({ "id": "1_3", "created_time": "2026-03-01T10:00:00+0000", "message": CANARY,
        "from": { "id": "9", "name": CANARY } });
    Row {
        account: Some("1"),
        never: &[
            "post_scheduled.json",
            "post_ishidden.json",
            "webhook_feed_comment_add.json",
            "webhook_feed_reaction_add.json",
        ],
        mark: Some((SpanKind::Mention, "Bad Beispiel")),
        ends: Some("2021-07-16T18:51:47Z"),
        ..of(&["facebook"], json!({ "data": [own, visitor] }))
    }
}

fn instagram() -> Row {
    let own = json!({ "id": "18", "media_type": "IMAGE", "media_url": "https://a.cdninstagram.com/7_n.jpg?oe=60F1D543",
        "timestamp": "2026-03-01T10:00:00+0000", "permalink": "https://www.instagram.com/p/C/", "username": "musterbach",
        "owner": { "id": "17841" }, "caption": "Grüße 🚒 zum #Müllfest", "comments": crowd() });
    let tagged = json!({ "id": "19", "media_type": "IMAGE", "timestamp": "2026-03-01T10:00:00+0000", "username": CANARY,
        "owner": { "id": "9" }, "caption": CANARY, "media_url": "https://a.cdninstagram.com/8_n.jpg" });
    Row {
        account: Some("17841"),
        never: &["tagged_media.json", "mentioned_media.json", "webhook_comments.json", "webhook_mentions.json"],
        mark: HASHTAG,
        ends: Some("2021-07-16T18:51:47Z"),
        ..of(&["instagram"], json!({ "data": [own, tagged] }))
    }
}

fn threads() -> Row {
    let own = json!({ "id": "9", "media_type": "TEXT_POST", "timestamp": "2026-03-01T10:00:00+0000", "username": "musterbach",
        "owner": { "id": "7" }, "permalink": "https://www.threads.com/@musterbach/post/x", "text": "Grüße 🚒",
        "topic_tag": "Müllfest", "replies": crowd() });
    let reply = json!({ "id": "10", "media_type": "TEXT_POST", "timestamp": "2026-03-01T10:00:00+0000", "username": CANARY,
        "owner": { "id": "8" }, "text": CANARY, "is_reply": true });
    Row {
        account: Some("7"),
        never: &["webhook_mention.json", "replies.json"],
        mark: HASHTAG,
        ..of(&["threads"], json!({ "data": [own, reply] }))
    }
}

fn youtube() -> Row {
    let channel = "UCabcdefghijklmnopqrstuv";
    let video = |id: &str, channel: &str, words: &str| {
        json!({ "kind": "youtube#video", "id": id, "status": { "privacyStatus": "public" },
            "snippet": { "channelId": channel, "title": words, "description": words, "publishedAt": "2025-07-18T10:00:00Z",
                "liveBroadcastContent": "none" },
            "statistics": { "commentCount": CANARY } })
    };
    let list = [video("v1", channel, "Grüße 🚒 zum #Müllfest"), video("v2", "UCzzzzzzzzzzzzzzzzzzzzzz", CANARY)];
    Row { account: Some(channel), ..of(&["youtube"], json!({ "kind": "youtube#videoListResponse", "items": list })) }
}

fn telegram() -> Row {
    let message = |id: i64, chat: i64, kind: &str, text: &str| {
        json!({ "message_id": id, "date": 1_752_832_800, "author_signature": CANARY, "text": text,
            "chat": { "id": chat, "type": kind, "title": "Stadt", "username": "musterbach" },
            "entities": [{ "type": "hashtag", "offset": 9, "length": 9 }] })
    };
    let updates = json!({ "ok": true, "result": [
        { "update_id": 1, "channel_post": message(5, -1001, "channel", "Grüße 🚒 #Müllfest") },
        { "update_id": 2, "message": message(6, 77, "private", CANARY) },
        { "update_id": 3, "channel_post": message(7, -1002, "channel", CANARY) },
        { "update_id": 4, "message_reaction": { "user": { "first_name": CANARY } } },
    ] });
    Row {
        account: Some("-1001"),
        never: &["channel_*", "update_pinned_message.json", "update_reaction_count_channel.json"],
        mark: HASHTAG,
        ..of(&["telegram"], updates)
    }
}

fn bluesky() -> Row {
    let post = |did: &str, rkey: &str, text: &str| {
        let facet = json!({ "index": { "byteStart": 13, "byteEnd": 23 },
            "features": [{ "$type": "app.bsky.richtext.facet#tag", "tag": "Müllfest" }] });
        json!({ "post": { "uri": format!("at://{did}/app.bsky.feed.post/{rkey}"), "cid": "c",
            "author": { "did": did, "handle": "x.test", "displayName": if rkey == "1" { "Stadt" } else { CANARY } },
            "viewer": { "x": CANARY }, "replies": [CANARY],
            "record": { "$type": "app.bsky.feed.post", "text": text, "createdAt": "2025-07-18T10:00:00Z", "facets": [facet] } } })
    };
    let mut reply = post("did:plc:a", "3", "Grüße an Fremde");
    reply["post"]["record"]["reply"] = json!({ "root": { "uri": "at://did:plc:b/app.bsky.feed.post/9", "cid": "x" },
        "parent": { "uri": "at://did:plc:b/app.bsky.feed.post/9", "cid": "x" } });
    reply["reply"] = json!({ "parent": { "record": { "text": CANARY } } });
    let feed = [post("did:plc:a", "1", "Grüße 🚒 #Müllfest"), post("did:plc:b", "2", CANARY), reply];
    Row { account: Some("did:plc:a"), mark: HASHTAG, ..of(&["bluesky"], json!({ "feed": feed })) }
}

fn mastodon() -> Row {
    let status = |id: &str, account: &str, words: &str| {
        json!({ "id": id, "created_at": "2025-07-18T10:00:00.000Z", "visibility": "public", "language": "de",
            "url": format!("https://musterbach.social/@rathaus/{id}"),
            "content": format!("<p>{words} <a href=\"https://musterbach.social/tags/M%C3%BCllfest\">#Müllfest</a></p>"),
            "tags": [{ "name": "müllfest", "url": "https://musterbach.social/tags/m%C3%BCllfest" }],
            "account": { "id": account, "acct": "x", "display_name": if account == "7" { "Rathaus" } else { CANARY } },
            "poll": { "options": [{ "title": "Ja" }, { "title": "Nein" }], "expires_at": "2025-07-19T10:00:00Z",
                "voters": [CANARY] } })
    };
    let list = [status("1", "7", "Grüße 🚒"), status("2", "8", CANARY)];
    Row { account: Some("7"), mark: HASHTAG, ends: Some("2025-07-19T10:00:00Z"), ..of(&["mastodon"], json!(list)) }
}

fn cap() -> Row {
    let alert = json!({ "identifier": "mow.DE-XX-MB-W001-20261130-001-000", "sender": "DE-XX-MB-W001",
        "sent": "2026-11-30T10:00:00+01:00", "status": "Actual", "msgType": "Alert", "scope": "Public", "note": CANARY,
        "addresses": CANARY,
        "info": [{ "language": "DE", "event": "Brand", "severity": "Severe", "expires": "2026-11-30T16:00:00+01:00",
            "headline": "Rauch", "description": "Grüße 🚒 zum Müllfest.", "area": [{ "areaDesc": "Stadt Musterbach" }] }] });
    Row { ends: Some("2026-11-30T15:00:00Z"), ..of(&["cap"], alert) }
}

fn linkedin() -> Row {
    let post = |id: &str, author: &str, words: &str| {
        json!({ "id": format!("urn:li:share:{id}"), "author": format!("urn:li:organization:{author}"),
            "lifecycleState": "PUBLISHED", "visibility": "PUBLIC", "publishedAt": 1_752_832_800_000_i64, "commentary": words,
            "comments": crowd() })
    };
    let list = [post("1", "5", "Grüße 🚒 {hashtag|\\#|Müllfest}"), post("2", "6", CANARY)];
    Row {
        account: Some("5"),
        never: &["post_video.json"],
        mark: HASHTAG,
        ..of(&["linkedin"], json!({ "elements": list }))
    }
}

fn tiktok() -> Row {
    let video = json!({ "id": "7", "title": "Fest", "video_description": "Grüße 🚒 #Müllfest", "create_time": 1_752_832_800,
        "cover_image_url": "https://cdn.test/c.jpg?x-expires=1752854400&x-signature=a",
        "share_url": "https://www.tiktok.com/@stadt/video/7", "comments": crowd() });
    Row {
        ends: Some("2025-07-18T16:00:00Z"),
        ..of(&["tiktok"], json!({ "data": { "videos": [video] }, "error": { "code": "ok" } }))
    }
}

fn x() -> Row {
    let post = |id: &str, author: &str, words: &str| {
        json!({ "id": id, "text": words, "author_id": author, "created_at": "2025-07-18T10:00:00.000Z",
            "entities": { "hashtags": [{ "start": 8, "end": 17, "tag": "Müllfest" }] } })
    };
    let list = [post("11", "5", "Grüße 🚒 #Müllfest"), post("12", "6", CANARY)];
    let users =
        json!({ "users": [{ "id": "6", "name": CANARY, "username": CANARY }], "tweets": [post("13", "6", CANARY)] });
    Row {
        account: Some("5"),
        never: &["mentions.json"],
        mark: HASHTAG,
        ..of(&["x"], json!({ "data": list, "includes": users }))
    }
}

fn mail() -> Row {
    let answer = format!(
        "Message-ID: <1@musterbach.de>\r\nFrom: Stadt <news@musterbach.de>\r\nTo: Frau {CANARY} <{CANARY}@example.org>\r\n\
         Reply-To: {CANARY}@example.org\r\nCc: {CANARY}@example.org\r\nDelivered-To: {CANARY}@example.org\r\n\
         List-Id: <news.musterbach.de>\r\nDate: Fri, 18 Jul 2025 12:00:00 +0200\r\nSubject: Fest\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n<p>Sehr geehrte Frau {CANARY},</p><p>Grüße 🚒 zum Müllfest.</p>\
         <p>Diese E-Mail ging an {CANARY}@example.org. <a href=\"https://n.test/?e={CANARY}\">Newsletter abbestellen</a></p>"
    );
    Row { account: Some("news.musterbach.de"), ..of(&["mail"], answer) }
}
