//! Arbitrary signature headers: an error or a claim, never a panic.
#![no_main]

use ausrufer::federation::signature::{Incoming, examine};
use http::{HeaderMap, HeaderValue, Method};

libfuzzer_sys::fuzz_target!(|data: (&[u8], &[u8], bool)| {
    let (one, two, modern) = data;
    let (Ok(one), Ok(two)) = (HeaderValue::from_bytes(one), HeaderValue::from_bytes(two)) else { return };
    let mut headers = HeaderMap::new();
    headers.insert("host", HeaderValue::from_static("stadt.example"));
    headers.insert("date", HeaderValue::from_static("Tue, 24 Nov 2026 12:00:00 GMT"));
    headers.insert("signature", one);
    headers.insert(if modern { "signature-input" } else { "digest" }, two);
    let (Ok(origin), Ok(now)) = (url::Url::parse("https://stadt.example/"), "2026-11-24T12:00:00Z".parse()) else { return };
    let incoming = Incoming { method: &Method::POST, path_and_query: "/ap/inbox", headers: &headers, body: b"", origin: &origin };
    let _ = examine(&incoming, now);
});
