//! Parts of stored files (RFC 9110 §14), for players that jump and downloads that go on.

use bytes::Bytes;

use super::stage::{Answer, HOST, Stage, stage};
use crate::store::{Conn, towns};

const HASH: &str = "0123456789abcdef0123456789abcdef";
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";

/// A town that shows a stored film of these bytes, and the film's address.
async fn town_with_a_film(bytes: Bytes) -> (Stage, String) {
    let stage = stage().await;
    let town = stage.db.read(async |conn: &mut Conn<'_>| towns::by_id(conn, stage.town).await).await.unwrap().unwrap();
    stage.blobs.put(&town.ulid.to_string(), HASH, "mp4", bytes).await.unwrap();
    stage.edit_town(|town| town.settings.arms = Some(format!("{HASH}.mp4"))).await;
    stage.web.warm().await;
    (stage, format!("/medien/{HASH}.mp4"))
}

fn seen(answer: &Answer) -> (u16, &str, &str) {
    (answer.status.as_u16(), answer.header("content-range"), &answer.body)
}

#[tokio::test]
async fn one_part_is_sent_and_what_makes_no_sense_is_passed_over() {
    let (stage, film) = town_with_a_film(Bytes::from_static(LETTERS.as_bytes())).await;
    for (range, status, part, body) in [
        ("bytes=0-3", 206, "bytes 0-3/26", "abcd"),
        ("Bytes=0-0", 206, "bytes 0-0/26", "a"),
        ("bytes=20-", 206, "bytes 20-25/26", "uvwxyz"),
        ("bytes=20-99999999999999999999999", 206, "bytes 20-25/26", "uvwxyz"),
        ("bytes=-2", 206, "bytes 24-25/26", "yz"),
        ("bytes=-100", 206, "bytes 0-25/26", LETTERS),
        ("bytes=26-", 416, "bytes */26", ""),
        ("bytes=99999999999999999999999-", 416, "bytes */26", ""),
        ("bytes=-0", 416, "bytes */26", ""),
        ("bytes=3-2", 200, "", LETTERS),
        ("bytes=-", 200, "", LETTERS),
        ("bytes=+1-2", 200, "", LETTERS),
        ("bytes=a-b", 200, "", LETTERS),
        ("letters=0-3", 200, "", LETTERS),
        ("bytes=0-3,5-6", 200, "", LETTERS),
    ] {
        let answer = stage.get_with(&film, &[("range", range)]).await;
        assert_eq!(seen(&answer), (status, part, body), "{range}");
        assert_eq!(answer.header("accept-ranges"), "bytes", "{range}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{range}");
        assert_eq!(answer.header("content-security-policy"), "sandbox; default-src 'none'", "{range}");
        let kept = if status == 416 { "no-store" } else { "public, max-age=31536000, immutable" };
        assert_eq!(answer.header("cache-control"), kept, "{range}");
        if status != 416 {
            assert_eq!(answer.header("content-length"), body.len().to_string(), "{range}");
            assert_eq!(answer.header("content-type"), "video/mp4", "{range}");
        }
    }
}

#[tokio::test]
async fn a_part_is_sent_only_of_the_file_that_the_client_began_with() {
    let (stage, film) = town_with_a_film(Bytes::from_static(LETTERS.as_bytes())).await;
    let tag = format!("\"{HASH}\"");
    for (condition, value, status) in [
        ("if-range", tag.as_str(), 206),
        ("if-range", "\"another\"", 200),
        ("if-range", &format!("W/{tag}"), 200),
        ("if-range", "Tue, 24 Nov 2026 13:05:00 GMT", 200),
        ("if-none-match", &tag, 304),
        ("if-none-match", "\"another\"", 206),
        ("if-match", &tag, 206),
        ("if-match", "\"another\"", 412),
        ("if-unmodified-since", "Tue, 24 Nov 2026 13:05:00 GMT", 206),
    ] {
        let answer = stage.get_with(&film, &[("range", "bytes=0-3"), (condition, value)]).await;
        assert_eq!(answer.status.as_u16(), status, "{condition}: {value}");
        assert_eq!(answer.header("etag"), tag, "{condition}: {value}");
    }
    let head = stage.ask("HEAD", HOST, &film, &[("range", "bytes=0-3")]).await;
    assert_eq!((seen(&head), head.header("content-length")), ((200, "", ""), "26"), "HEAD has no parts");
    assert_eq!(head.header("accept-ranges"), "bytes");
    let twice = stage.get_with(&film, &[("range", "bytes=0-3"), ("range", "bytes=5-6")]).await;
    assert_eq!(twice.status, 200);
}

#[tokio::test]
async fn a_large_file_arrives_whole_and_in_part() {
    let letters: Vec<u8> = LETTERS.bytes().cycle().take(3 << 20).collect();
    let (stage, film) = town_with_a_film(letters.clone().into()).await;
    let whole = stage.get(&film).await;
    assert_eq!((whole.header("content-length"), whole.body.as_bytes() == letters), ("3145728", true));
    let answer = stage.get_with(&film, &[("range", "bytes=2097152-")]).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-length")), (206, "1048576"));
    assert!(answer.body.as_bytes() == &letters[2 << 20..]);
}
