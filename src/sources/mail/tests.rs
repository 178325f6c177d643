//! What a letter may hold.

use super::normalise;
use crate::domain::source::Aside;
use crate::sources::contract::NormaliseCx;
use crate::sources::test_site::recordings;

const LETTER: &str = "Message-ID: <1@musterbach.de>\r\nFrom: =?utf-8?Q?Stadt?= <news@musterbach.de>\r\nTo: Erika Beispiel <erika@example.org>\r\n\
    List-Id: Newsletter <news.musterbach.de>\r\nDate: Fri, 18 Jul 2025 12:00:00 +0200\r\nSubject: =?utf-8?B?R3LDvMOfZQ==?=\r\n\
    Content-Type: text/html; charset=utf-8\r\n\r\n\
    <p><a href=\"https://news.musterbach.de/7?mc_eid=abc&amp;a=1\">Im Browser ansehen</a></p><p>Der <a href='https://musterbach.de/markt'>Markt</a> \
    öffnet.</p><img src=\"https://musterbach.de/m.jpg\" alt=\"Markt\"><img src=\"cid:logo\"><img src=\"https://t.test/o.gif\" width=\"1\" height=\"1\">\
    <p><a href=\"https://news.musterbach.de/u?id=erika\">Newsletter abbestellen</a></p>";

fn cx(account: &str) -> NormaliseCx {
    NormaliseCx { account: Some(account.to_owned()), ..NormaliseCx::default() }
}

#[test]
fn a_newsletter_is_read_without_what_is_personal() {
    let item = normalise(LETTER.as_bytes(), &cx("news.musterbach.de")).unwrap().items.remove(0);
    assert_eq!((item.native_id.0.as_str(), item.title.as_deref()), ("1@musterbach.de", Some("Grüße")));
    assert_eq!(item.text, "Der Markt öffnet.");
    assert_eq!(item.canonical_url.as_deref(), Some("https://news.musterbach.de/7?a=1"));
    assert_eq!(item.created_at.as_ref().unwrap().utc.to_string(), "2025-07-18T10:00:00Z");
    assert_eq!(
        item.media.iter().filter_map(|media| media.source_url.as_deref()).collect::<Vec<_>>(),
        ["https://musterbach.de/m.jpg"]
    );
    let whole = format!("{item:?}");
    assert!(!whole.contains("erika") && !whole.contains("Erika") && !whole.contains("mc_eid"));
}

#[test]
fn only_the_proven_sender_counts() {
    for (account, ours) in [("news@musterbach.de", true), ("musterbach.de", true), ("anderswo.de", false)] {
        assert_eq!(normalise(LETTER.as_bytes(), &cx(account)).unwrap().items.len() == 1, ours, "{account}");
    }
    let forged = format!("Authentication-Results: mx.test; dkim=fail\r\n{LETTER}");
    let parsed = normalise(forged.as_bytes(), &cx("musterbach.de")).unwrap();
    assert_eq!((parsed.items.len(), parsed.quarantined[0].aside), (0, Aside::NotOurs));
}

#[test]
fn every_recorded_letter_is_read() {
    let Some(files) = recordings("mail") else { return };
    for (name, bytes) in files {
        let parsed = normalise(&bytes, &NormaliseCx::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(parsed.items.len(), 1, "{name}");
    }
}
