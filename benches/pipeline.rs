//! What one message costs on its way: read, clean, render, sign, verify. Run with `cargo bench`; compare ratios of one
//! run only, never times of two.

#![expect(clippy::expect_used, reason = "a bench that cannot begin stops")]

use ausrufer::clock::{Clock, SystemClock};
use ausrufer::domain::body_html::{PageStyle, render};
use ausrufer::domain::item::{Item, NativeId};
use ausrufer::federation::keys::{SigningKey, VerifyingKey};
use ausrufer::federation::signature::{Dialect, Incoming, Signer, examine, sign};
use ausrufer::ingest::clean;
use ausrufer::sources::{NormaliseCx, Registry};
use divan::{Bencher, black_box};
use http::{HeaderMap, Method};
use url::Url;

fn main() {
    divan::main();
}

fn feed(entries: usize) -> Vec<u8> {
    let items: String = (0..entries)
        .map(|n| {
            format!(
                "<item><guid>{n}</guid><title>Straßensperrung {n}</title><link>https://stadt.example/{n}</link>\
                 <pubDate>Tue, 24 Nov 2026 08:00:00 +0100</pubDate><description><![CDATA[<p>Die <b>Mühlgasse</b> ist \
                 gesperrt. <a href=\"https://stadt.example/{n}?utm_source=x\">Mehr</a></p>]]></description></item>"
            )
        })
        .collect();
    format!("<rss version=\"2.0\"><channel><title>Rathaus</title>{items}</channel></rss>").into_bytes()
}

fn item() -> Item {
    let mut item = Item::new(NativeId("1".into()));
    item.title = Some("Straßensperrung in der Mühlgasse".into());
    item.html =
        Some("<h2>Was ist gesperrt?</h2><p>Die <b>Mühlgasse</b> #Verkehr</p><ul><li>ab Montag</li></ul>".repeat(8));
    item
}

#[divan::bench(args = [20, 200])]
fn read_feed(bencher: Bencher<'_, '_>, entries: usize) {
    let bytes = feed(entries);
    let connector = Registry::connector(ausrufer::domain::source::SourceKind::Feed).expect("feeds are connected");
    bencher.bench(|| connector.normalise(black_box(&bytes), &NormaliseCx::default()));
}

#[divan::bench]
fn clean_item(bencher: Bencher<'_, '_>) {
    let item = item();
    bencher.bench(|| clean(black_box(&item), "de"));
}

#[divan::bench]
fn render_body(bencher: Bencher<'_, '_>) {
    let body = clean(&item(), "de").body;
    bencher.bench(|| {
        render(black_box(&body), PageStyle { title_level: 2, hashtag_base: "/schlagwort/", table_label: "Tabelle" })
    });
}

#[divan::bench(args = [Dialect::Cavage, Dialect::Rfc9421])]
fn sign_delivery(bencher: Bencher<'_, '_>, dialect: Dialect) {
    let key = SigningKey::generate().expect("a key");
    let url = Url::parse("https://peer.example/inbox").expect("a url");
    let body = vec![b'x'; 3000];
    let signer = Signer { key: &key, key_id: "https://stadt.example/ap/rathaus#main-key" };
    let now = SystemClock.now();
    bencher.bench(|| {
        let mut headers = HeaderMap::new();
        sign(dialect, &signer, &Method::POST, &url, &mut headers, Some(&body), now).map(|()| headers)
    });
}

#[divan::bench(args = [Dialect::Cavage, Dialect::Rfc9421])]
fn verify_delivery(bencher: Bencher<'_, '_>, dialect: Dialect) {
    let key = SigningKey::generate().expect("a key");
    let public = VerifyingKey::from_pem(&key.public_key_pem()).expect("a key");
    let url = Url::parse("https://stadt.example/ap/inbox").expect("a url");
    let body = vec![b'x'; 3000];
    let signer = Signer { key: &key, key_id: "https://peer.example/users/anna#main-key" };
    let now = SystemClock.now();
    let mut headers = HeaderMap::new();
    sign(dialect, &signer, &Method::POST, &url, &mut headers, Some(&body), now).expect("signed");
    bencher.bench(|| {
        let incoming = Incoming {
            method: &Method::POST,
            path_and_query: "/ap/inbox",
            headers: &headers,
            body: &body,
            origin: &url,
        };
        examine(&incoming, now).and_then(|claim| claim.verify(&public))
    });
}
