//! Archives as platforms hand them out, in small and with invented content.

use std::io::Write;
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{ArchiveError, ArchiveFiles, Gathered, gather, nameless};
use crate::domain::item::{ItemKind, ItemState, SpanKind};
use crate::domain::source::SourceKind;

fn folder(files: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

fn read(kind: SourceKind, path: &Path, account: Option<&str>) -> Result<Gathered, ArchiveError> {
    let now: Timestamp = "2026-11-30T12:00:00Z".parse().unwrap();
    gather(kind, &mut ArchiveFiles::open(path)?, account, now)
}

fn script(name: &str, value: &Value) -> Vec<u8> {
    format!("window.YTD.{name}.part0 = {value:#}").into_bytes()
}

fn account() -> Vec<u8> {
    script(
        "account",
        &json!([{ "account": { "email": "niemand@musterbach.example", "username": "musterbach", "accountId": "5",
            "accountDisplayName": "Stadt Musterbach" } }]),
    )
}

fn tweet(id: &str, words: &str, change: &Value) -> Value {
    let mut tweet = json!({ "id_str": id, "id": id, "full_text": words, "created_at": "Fri Aug 18 11:13:41 +0000 2023",
        "lang": "de", "retweeted": false, "entities": { "hashtags": [], "urls": [], "user_mentions": [] } });
    tweet.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    json!({ "tweet": tweet })
}

fn tweets(all: Value) -> Result<Gathered, ArchiveError> {
    let files = [("data/account.js", account()), ("data/tweets.js", script("tweets", &all))];
    read(SourceKind::X, folder(&files).path(), None)
}

#[test]
fn a_post_of_x_has_the_id_the_words_and_the_marks_that_the_platform_gives_it() {
    let words = "Brücke gesperrt &amp; umgeleitet: https://t.co/abc #Verkehr https://t.co/pic";
    let at = |needle: &str| {
        let start = words.split(needle).next().unwrap().chars().count();
        [start.to_string(), (start + needle.chars().count()).to_string()]
    };
    let picture = json!({ "id_str": "77", "type": "photo", "media_url_https": "https://pbs.example/media/Fx1.jpg",
        "indices": at("https://t.co/pic"), "url": "https://t.co/pic", "ext_alt_text": "Die Brücke" });
    let change = json!({
        "edit_info": { "edit": { "initialTweetId": "10", "editControlInitial": { "editTweetIds": ["10", "11"] } } },
        "entities": { "hashtags": [{ "text": "Verkehr", "indices": at("#Verkehr") }], "user_mentions": [],
            "urls": [{ "url": "https://t.co/abc", "expanded_url": "https://musterbach.example/bruecke", "indices": at("https://t.co/abc") }],
            "media": [picture] },
        "extended_entities": { "media": [picture] },
    });
    let older =
        tweet("10", "Brücke gesperrt", &json!({ "edit_info": { "initial": { "editTweetIds": ["10", "11"] } } }));
    let folder = folder(&[
        ("data/account.js", account()),
        ("data/tweets.js", script("tweets", &json!([older, tweet("11", words, &change)]))),
        ("data/tweets_media/11-Fx1.jpg", b"jpg".to_vec()),
    ]);
    let gathered = read(SourceKind::X, folder.path(), None).unwrap();
    assert_eq!((gathered.account.as_deref(), gathered.name.as_deref()), (Some("5"), Some("Stadt Musterbach")));
    assert_eq!(gathered.posts.len(), 1, "an edited post is one");
    let post = &gathered.posts[0];
    assert_eq!((post.item.native_id.0.as_str(), post.item.version_id.as_deref()), ("10", Some("11")));
    assert_eq!(post.item.text, "Brücke gesperrt & umgeleitet: https://musterbach.example/bruecke #Verkehr");
    let marks: Vec<_> = post.item.spans.iter().map(|span| (span.kind, &post.item.text[span.start..span.end])).collect();
    assert_eq!(marks, [(SpanKind::Link, "https://musterbach.example/bruecke"), (SpanKind::Hashtag, "#Verkehr")]);
    assert_eq!(post.item.created_at.as_ref().unwrap().utc.to_string(), "2023-08-18T11:13:41Z");
    assert_eq!(post.item.canonical_url.as_deref(), Some("https://x.com/musterbach/status/11"));
    assert_eq!(post.item.media[0].alt.as_deref(), Some("Die Brücke"));
    assert_eq!(post.files, [Some("data/tweets_media/11-Fx1.jpg".to_owned())]);
    assert_eq!(post.item.state, ItemState::UnlistedAtSource, "nobody looks it up");
}

#[test]
fn of_x_only_the_accounts_own_words_are_taken() {
    let others = json!([
        tweet("1", "RT @nachbarort: Fest am Sonntag", &json!({})),
        tweet("2", "@jemand Danke!", &json!({ "in_reply_to_user_id_str": "6", "in_reply_to_status_id_str": "1" })),
        tweet("3", "@jemand Danke noch einmal", &json!({})),
        tweet(
            "4",
            "Im Faden geht es weiter",
            &json!({ "in_reply_to_user_id_str": "5", "in_reply_to_status_id_str": "9" })
        ),
    ]);
    let gathered = tweets(others).unwrap();
    let ids: Vec<&str> = gathered.posts.iter().map(|post| post.item.native_id.0.as_str()).collect();
    assert_eq!((ids, gathered.not_ours), (vec!["4"], 3));
}

#[test]
fn a_quoted_post_is_an_address_and_a_long_post_has_all_its_words() {
    let quote = json!({ "entities": { "urls": [{ "url": "https://t.co/q", "indices": ["14", "28"],
        "expanded_url": "https://twitter.com/nachbarort/status/99" }] } });
    let long = "Der Rat hat gestern beschlossen, die Mühlgasse im kommenden Jahr ganz zu erneuern.";
    let note = json!([{ "noteTweet": { "noteTweetId": "800", "createdAt": "2023-08-18T11:13:41.000Z",
        "core": { "text": long, "urls": [] } } }]);
    let cut = "Der Rat hat gestern beschlossen, die Mühlgasse im… https://t.co/lang";
    let folder = folder(&[
        ("x/data/account.js", account()),
        ("x/data/tweets.js", script("tweets", &json!([tweet("7", "Lesenswert ja https://t.co/q", &quote)]))),
        ("x/data/tweets-part1.js", script("tweets", &json!([tweet("8", cut, &json!({}))]))),
        ("x/data/note-tweet.js", script("note_tweet", &note)),
        ("x/assets/tweets.js", b"no posts".to_vec()),
        ("x/data/direct-messages.js", b"nobody reads this".to_vec()),
    ]);
    let gathered = read(SourceKind::X, folder.path(), None).unwrap();
    assert!(gathered.quarantined.is_empty(), "only the archive's data is read");
    let posts = gathered.posts;
    let by = |id: &str| &posts.iter().find(|post| post.item.native_id.0 == id).unwrap().item;
    assert_eq!(by("7").text, "Lesenswert ja");
    assert_eq!(by("7").quote.as_ref().unwrap().url, "https://x.com/i/status/99");
    assert_eq!(by("8").text, long);
}

const PAGE: &str = "100064";

fn facebook(posts: &Value) -> Result<Gathered, ArchiveError> {
    let files = [("konto/posts/profile_posts_1.json", posts.to_string().into_bytes())];
    read(SourceKind::Facebook, folder(&files).path(), Some(PAGE))
}

fn photo(name: &str) -> Value {
    json!({ "media": { "uri": format!("posts/media/{name}"), "description": "" } })
}

#[test]
fn a_post_of_facebook_has_its_umlauts_its_pictures_and_no_names_of_people() {
    let posts = json!([{
        "timestamp": 1_692_357_221, "fbid": "900",
        "data": [{ "update_timestamp": 1 }, { "post": "M\u{c3}\u{bc}hlgasse gesperrt \u{f0}\u{9f}\u{9a}\u{a7} #Verkehr" }],
        "title": "Stadt Musterbach hat 2 neue Fotos hinzugef\u{c3}\u{bc}gt.",
        "tags": [{ "name": "Erika Mustermann" }],
        "attachments": [{ "data": [photo("1_2_11111111_n.jpg"), photo("1_2_22222222.png"), { "place": { "name": "Musterbach" } }] }],
    }]);
    let folder = folder(&[
        ("konto/posts/profile_posts_1.json", posts.to_string().into_bytes()),
        ("konto/posts/media/1_2_22222222.png", b"png".to_vec()),
        ("konto/posts/posts_on_other_pages_and_profiles.json", posts.to_string().into_bytes()),
        ("konto/comments_and_reactions/comments.json", b"[]".to_vec()),
    ]);
    let gathered = read(SourceKind::Facebook, folder.path(), Some(PAGE)).unwrap();
    let post = &gathered.posts[0];
    assert_eq!((gathered.posts.len(), post.item.native_id.0.as_str()), (1, "100064_900"));
    assert_eq!((post.item.text.as_str(), post.item.kind), ("Mühlgasse gesperrt 🚧 #Verkehr", ItemKind::Album));
    assert_eq!(post.item.media[1].native_media_id.as_deref(), Some("22222222"), "the id the platform knows it by");
    assert_eq!(post.files, [None, Some("konto/posts/media/1_2_22222222.png".to_owned())]);
    assert!(!serde_json::to_string(&post.item).unwrap().contains("Erika"));
}

#[test]
fn a_post_without_a_name_is_known_by_its_second_and_its_words() {
    let posts = json!([
        { "timestamp": 1_692_357_221, "data": [{ "post": "Fest am Markt!" }], "attachments": [{ "data": [photo("1_33333333.jpg")] }] },
        { "timestamp": 1_692_357_221, "data": [{ "post": "Fest am Markt!" }], "attachments": [{ "data": [photo("1_44444444.jpg")] }] },
    ]);
    let gathered = facebook(&posts).unwrap();
    assert_eq!(gathered.posts.len(), 1, "photos added together are one post");
    assert_eq!(gathered.posts[0].item.media.len(), 2);
    let at = "2023-08-18T11:13:41Z".parse().unwrap();
    assert_eq!(gathered.posts[0].item.native_id, nameless(at, "Fest am  Markt"));
}

#[test]
fn of_facebook_others_words_are_not_taken_and_nothing_is_made_of_nothing() {
    let posts = json!([
        { "timestamp": 1_692_357_221, "data": [{ "post": "Alles Gute!" }], "title": "Stadt Musterbach schrieb in die Chronik von Nachbarort." },
        { "timestamp": 1_692_357_222, "data": [{ "update_timestamp": 1 }], "attachments": [] },
        { "timestamp": 1_692_357_223, "data": [{ "post": "Guter Beitrag" }], "attachments": [{ "data": [{ "external_context": {
            "url": "https://www.facebook.com/nachbarort/posts/5", "name": "Nachbarort" } }] }] },
        { "timestamp": 1_692_357_224, "data": [], "attachments": [{ "data": [{ "external_context": { "url": "https://musterbach.example/neu?fbclid=1" } }] }] },
        { "timestamp": 1_692_357_225, "data": [], "attachments": [{ "data": [photo("1_55555555.mp4")] }] },
        { "data": [{ "post": "Ohne Zeit" }] },
    ]);
    let gathered = facebook(&posts).unwrap();
    assert_eq!((gathered.posts.len(), gathered.not_ours, gathered.quarantined.len()), (2, 2, 2));
    assert_eq!(gathered.posts[0].item.quote.as_ref().unwrap().author.as_deref(), Some("Nachbarort"));
    assert_eq!(gathered.posts[1].item.link_card.as_ref().unwrap().url, "https://musterbach.example/neu");
}

#[test]
fn an_archive_of_another_kind_is_refused_with_its_reason() {
    let pages = folder(&[("posts/your_posts_1.html", b"<html>".to_vec())]);
    assert!(matches!(read(SourceKind::Facebook, pages.path(), None), Err(ArchiveError::WebPages)));
    assert!(matches!(read(SourceKind::X, pages.path(), None), Err(ArchiveError::NoPosts("data/tweets.js"))));
    let text = tempfile::NamedTempFile::new().unwrap();
    assert!(matches!(ArchiveFiles::open(text.path()), Err(ArchiveError::NoArchive(_))));
    assert!(matches!(ArchiveFiles::open(Path::new("/fehlt")), Err(ArchiveError::Unread(..))));
}

fn zipped(files: &[(&str, &[u8])]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut writer = zip::ZipWriter::new(file.reopen().unwrap());
    let packed = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in files {
        writer.start_file(*name, packed).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap();
    file
}

#[test]
fn a_zip_file_is_read_within_limits_and_never_leaves_itself() {
    let bomb = vec![b' '; 4 << 20];
    let file = zipped(&[
        ("data/tweets.js", &bomb),
        ("../../etc/passwd", b"x"),
        ("data/../data/a.jpg", b"y"),
        ("data/b.jpg", b"z"),
    ]);
    let mut files = ArchiveFiles::open(file.path()).unwrap();
    assert_eq!(files.names(), ["data/b.jpg", "data/tweets.js"]);
    assert_eq!((files.find("b.jpg"), files.find("a.jpg"), files.find("passwd")), (Some("data/b.jpg"), None, None));
    assert!(matches!(files.read("data/tweets.js", 1 << 20), Err(ArchiveError::TooLarge(_))));
    assert_eq!(files.read("data/b.jpg", 1).unwrap(), b"z");
    let bytes = std::fs::read(file.path()).unwrap();
    let cut = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(cut.path(), &bytes[..bytes.len() / 2]).unwrap();
    assert!(ArchiveFiles::open(cut.path()).is_err());
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_lead_nowhere() {
    let folder = folder(&[("data/a.jpg", b"a".to_vec())]);
    std::os::unix::fs::symlink("/etc/hostname", folder.path().join("data/tweets.js")).unwrap();
    assert_eq!(ArchiveFiles::open(folder.path()).unwrap().names(), ["data/a.jpg"]);
}

#[test]
fn an_archive_is_taken_only_for_the_account_that_it_names() {
    let posts = json!([{ "timestamp": 1_692_357_221, "data": [{ "post": "Fest am Markt!" }] }]).to_string();
    let page = |information: Value, posts_in: &str, given| {
        let files = [
            (posts_in, posts.clone().into_bytes()),
            ("konto/page_information.json", information.to_string().into_bytes()),
        ];
        read(SourceKind::Facebook, folder(&files).path(), given)
    };
    let own = json!({ "page_v2": { "name": "Stadt Musterbach", "page_uri": "https://www.facebook.com/100064" } });
    let file = "konto/posts/page_posts_1.json";
    for given in [None, Some("100064")] {
        assert_eq!(page(own.clone(), file, given).unwrap().account.as_deref(), Some("100064"));
    }
    let other = page(own, file, Some("200064"));
    assert!(matches!(other, Err(ArchiveError::Other { archive, given }) if archive == "100064" && given == "200064"));

    let files =
        [("data/account.js", account()), ("data/tweets.js", script("tweets", &json!([tweet("1", "x", &json!({}))])))];
    let x = folder(&files);
    assert_eq!(read(SourceKind::X, x.path(), Some("5")).unwrap().posts.len(), 1);
    assert!(matches!(read(SourceKind::X, x.path(), Some("6")), Err(ArchiveError::Other { .. })));
}

#[test]
fn no_number_makes_the_archive_of_a_person_one_of_a_page() {
    let posts = json!([{ "timestamp": 1_692_357_221, "data": [{ "post": "Nur für Freunde" }] }]).to_string();
    let person = json!({ "profile_v2": { "name": { "full_name": "Erika Mustermann" }, "birthday": { "year": 1964 } } });
    for file in ["konto/posts/your_posts_1.json", "konto/posts/profile_posts_1.json"] {
        let files =
            [(file, posts.clone().into_bytes()), ("konto/profile_information.json", person.to_string().into_bytes())];
        let folder = folder(&files);
        for given in [None, Some(PAGE)] {
            let refused = read(SourceKind::Facebook, folder.path(), given);
            assert!(matches!(refused, Err(ArchiveError::PersonForSure)), "{file} {given:?}");
        }
    }
}
