//! Downloads from a server of our own on this machine.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode as Answer;
use axum::routing::get;
use futures_util::TryStreamExt;
use tokio::net::TcpListener;

use super::*;
use crate::clock::SystemClock;
use crate::net::{NetConfig, SystemResolver};

const TOWN: &str = "01JZZZZZZZZZZZZZZZZZZZZZZZ";

fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(600, 300).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn net() -> Net {
    let config = NetConfig {
        user_agent: "Ausrufer-Test".into(),
        loopback: true,
        proxy: None,
        extra_ca_pem: None,
        allow: Vec::new(),
    };
    Net::new(config, Arc::new(SystemResolver), Arc::new(SystemClock)).unwrap()
}

/// A server with one picture, lies about types and some failures; its address.
async fn serve() -> String {
    let app = Router::new()
        .route("/bild", get(|| async { ([("content-type", "text/html")], picture()) }))
        .route("/luege.jpg", get(|| async { ([("content-type", "image/jpeg")], "<script>alert(1)</script>") }))
        .route("/gross", get(|| async { vec![0u8; 3_000] }))
        .route("/weg", get(|| async { Answer::GONE }))
        .route("/kaputt", get(|| async { Answer::BAD_GATEWAY }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}

async fn fetch_from(address: String, max_bytes: usize) -> Result<(Stored, Blobs, tempfile::TempDir), MediaError> {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path().to_str().unwrap()).unwrap();
    let limits = PictureLimits { max_bytes, ..PictureLimits::default() };
    let stored = fetch(&net(), &blobs, TOWN, &ItemMedia::at(MediaKind::Image, address), &limits).await?;
    Ok((stored, blobs, folder))
}

#[tokio::test]
async fn a_picture_is_fetched_and_every_variant_lies_in_the_store() {
    let (stored, blobs, _folder) = fetch_from(serve().await + "/bild", 1_000_000).await.unwrap();
    let kinds: Vec<_> = stored.variants.iter().map(|v| (v.ext.as_str(), v.width)).collect();
    assert_eq!(kinds, [("webp", 480), ("webp", 600), ("jpg", 600)]);
    assert_eq!(stored.source_sha256, crate::seal::sha256_hex(&picture()));
    for variant in &stored.variants {
        let reading = blobs.read(TOWN, &variant.hash, &variant.ext, None).await.unwrap().unwrap();
        let pieces: Vec<bytes::Bytes> = reading.pieces.try_collect().await.unwrap();
        assert_eq!(pieces.concat().len() as u64, variant.bytes);
    }
}

#[tokio::test]
async fn failures_say_whether_trying_again_helps() {
    let server = serve().await;
    let error = async |path: &str| fetch_from(format!("{server}{path}"), 2_000).await.map(|_| ()).unwrap_err();
    assert!(matches!(error("/luege.jpg").await, MediaError::Unsupported));
    assert!(matches!(error("/gross").await, MediaError::TooLarge));
    let gone = error("/weg").await;
    assert!(matches!(gone, MediaError::Status(410)) && !gone.is_transient());
    let broken = error("/kaputt").await;
    assert!(matches!(broken, MediaError::Status(502)) && broken.is_transient());
    let nobody = fetch_from("http://127.0.0.1:1/bild".into(), 2_000).await.map(|_| ()).unwrap_err();
    assert!(matches!(nobody, MediaError::Fetch(_)) && nobody.is_transient());
}

#[tokio::test]
async fn what_is_no_picture_or_has_no_address_is_not_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path().to_str().unwrap()).unwrap();
    let film = ItemMedia::at(MediaKind::Video, "http://127.0.0.1:1/film.mp4".into());
    let nowhere = ItemMedia { source_url: None, ..ItemMedia::at(MediaKind::Image, String::new()) };
    let local = ItemMedia::at(MediaKind::Image, "file:///etc/passwd".into());
    let limits = PictureLimits::default();
    let error = async |media: &ItemMedia| fetch(&net(), &blobs, TOWN, media, &limits).await.unwrap_err();
    assert!(matches!(error(&film).await, MediaError::NotYet(MediaKind::Video)));
    assert!(matches!(error(&nowhere).await, MediaError::NoAddress));
    assert!(matches!(error(&local).await, MediaError::NoAddress));
}
