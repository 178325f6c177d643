//! What an answer may hold.

use super::video_read::normalise;
use crate::domain::source::Cause;
use crate::sources::contract::{NormaliseCx, Parsed};
use crate::sources::failure::SourceError;
use crate::sources::test_site::recordings;

fn read(raw: &str) -> Result<Parsed, SourceError> {
    normalise(raw.as_bytes(), &NormaliseCx::default())
}

#[test]
fn a_video_is_its_words_its_cover_and_its_page() {
    let answer = |signature: &str| {
        format!(
            r#"{{"data":{{"videos":[{{"id":"7","title":"Fest","video_description":"Das Fest #stadt","create_time":1752832800,
            "cover_image_url":"https://cdn.test/c.jpg?x-expires=1752854400&x-signature={signature}",
            "share_url":"https://www.tiktok.com/@stadt/video/7?utm_campaign=a&x=1"}}]}},"error":{{"code":"ok"}}}}"#
        )
    };
    let item = read(&answer("a")).unwrap().items.remove(0);
    assert_eq!(item.canonical_url.as_deref(), Some("https://www.tiktok.com/@stadt/video/7"));
    assert_eq!(item.media[0].expires_at.as_ref().unwrap().utc.to_string(), "2025-07-18T16:00:00Z");
    assert_eq!(read(&answer("b")).unwrap().items[0].content_hash, item.content_hash);
}

#[test]
fn an_error_comes_under_a_good_status() {
    let cause = |code: &str| read(&format!(r#"{{"data":{{}},"error":{{"code":"{code}"}}}}"#)).unwrap_err().cause;
    assert_eq!(cause("access_token_invalid"), Cause::LoginExpired);
    assert_eq!(cause("rate_limit_exceeded"), Cause::AskedToWait);
}

#[test]
fn every_recorded_answer_is_read() {
    let Some(files) = recordings("tiktok") else { return };
    for (name, bytes) in files {
        let found = normalise(&bytes, &NormaliseCx::default()).map(|parsed| parsed.items.len());
        assert_eq!(found.is_err(), name.starts_with("error_429") || name.starts_with("error_in_200"), "{name}");
        assert_eq!(found.unwrap_or(0) > 0, name == "video_list.json", "{name}");
    }
}
