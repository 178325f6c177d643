//! What a letter may hold.

use jiff::Timestamp;

use super::dkim::{signatures, verify};
use super::letter_item::normalise;
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
    for (said, ours) in [
        ("mx.test; dkim=fail", false),
        ("mx.test; spf=pass; dmarc=fail header.from=musterbach.de", false),
        ("mx.test; dkim=fail header.d=musterbach.de; dkim=pass header.d=versand.test", false),
        ("mx.test; dkim=fail reason=\"x; dkim=pass header.d=musterbach.de\"", false),
        ("mx.test; dkim=fail (x; dkim=pass header.d=musterbach.de)", false),
        ("mx.test; dkim=fail header.d=versand.test; dkim=pass header.d=musterbach.de", true),
        ("mx.test; dkim=pass header.i=@musterbach.de; dkim=fail header.d=versand.test", true),
        ("mx.test; dkim=pass header.d=musterbach.de\r\nAuthentication-Results: mx.fremd.test; dkim=fail", true),
        ("mx.test; dkim=fail\r\nAuthentication-Results: mx.fremd.test; dkim=pass header.d=musterbach.de", false),
    ] {
        let letter = format!("Authentication-Results: {said}\r\n{LETTER}");
        let parsed = normalise(letter.as_bytes(), &cx("musterbach.de")).unwrap();
        assert_eq!(parsed.items.len() == 1, ours, "{said}");
        assert!(ours || parsed.quarantined[0].aside == Aside::NotOurs, "{said}");
    }
}

#[test]
fn every_recorded_letter_is_read() {
    let Some(files) = recordings("mail") else { return };
    for (name, bytes) in files {
        let parsed = normalise(&bytes, &NormaliseCx::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(parsed.items.len(), 1, "{name}");
    }
}

/// The letter of RFC 8463 appendix A.3 with both its signatures, and the keys of A.2.
const SIGNED: &str = "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n \
    q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : message-id : from : subject : date;\r\n \
    bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n \
    Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\nDKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d=football.example.com; \
    i=@football.example.com;\r\n q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n date : message-id : from : \
    subject : date;\r\n bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8Gwps\
    Re0IeIixNTe3\r\n DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\r\n dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEF\
    E4LjFYNcUxZQ4FADY+8=\r\nFrom: Joe SixPack <joe@football.example.com>\r\nTo: Suzie Q <suzie@shopping.example.net>\r\n\
    Subject: Is dinner ready?\r\nDate: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\nMessage-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\
    \r\nHi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
const KEYS: [(&str, &str); 2] = [
    ("brisbane._domainkey.football.example.com", "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="),
    (
        "test._domainkey.football.example.com",
        "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/\
         byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB",
    ),
];

fn now() -> Timestamp {
    "2025-07-18T12:00:00Z".parse().unwrap()
}

#[test]
fn the_standards_own_letter_is_signed() {
    let found = signatures(SIGNED.as_bytes());
    for (signature, (name, record)) in found.iter().zip(KEYS) {
        assert_eq!(signature.key_name(), name);
        assert_eq!(verify(SIGNED.as_bytes(), signature, record.as_bytes(), now()), Ok(()), "{name}");
    }
    assert_eq!(found.len(), 2);
}

#[rstest::rstest]
#[case("We lost", "We won", "the text was changed after it was signed")]
#[case("Is dinner", "Was dinner", "the signature is wrong")]
#[case("From: Joe", "From: Eve <eve@fremd.test>\r\nFrom: Joe", "the signature is wrong")]
#[case("t=1528637909; h=", "t=1528637909; x=1528637910; h=", "the signature has expired")]
#[case("i=@football.example.com", "i=@example.com", "the signature is for somebody else")]
#[case("h=from : to", "h=to", "the signature does not cover the sender")]
fn a_changed_letter_is_not_signed(#[case] what: &str, #[case] into: &str, #[case] why: &str) {
    let letter = SIGNED.replace(what, into);
    let letter =
        letter.replace("message-id : from :", if into == "h=to" { "message-id :" } else { "message-id : from :" });
    for (signature, (name, record)) in signatures(letter.as_bytes()).iter().zip(KEYS) {
        let wrong = verify(letter.as_bytes(), signature, record.as_bytes(), now()).unwrap_err();
        // The RSA signature of a letter with other line breaks is judged on the same grounds.
        assert!(wrong == why || what == "h=from : to" && wrong == "the signature is wrong", "{name}: {wrong}");
    }
}

#[rstest::rstest]
#[case("v=DKIM1; k=ed25519; p=", "the signer has withdrawn the key")]
#[case(
    "v=DKIM1; k=ed25519; t=y; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    "the signer is only trying out signatures"
)]
#[case("v=DKIM1; k=rsa; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "the signer's key cannot be used")]
#[case("v=DKIM1; k=ed25519; h=sha1; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "the signer's key cannot be used")]
#[case(
    "v=DKIM1; k=ed25519; s=tlsrpt; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    "the signer's key cannot be used"
)]
#[case("v=spf1 -all", "the signer's key cannot be used")]
#[case("v=DKIM1; k=ed25519; p=%", "the signer's key cannot be used")]
fn a_key_that_proves_nothing(#[case] record: &str, #[case] why: &str) {
    let signature = &signatures(SIGNED.as_bytes())[0];
    assert_eq!(verify(SIGNED.as_bytes(), signature, record.as_bytes(), now()), Err(why));
}

const TABLES: &str = "To: \"Erika Beispiel\" <erika@example.org>\r\nFrom: Stadt Musterbach <news@musterbach.de>\r\nMessage-ID: <2@musterbach.de>\r\n\
    List-Unsubscribe: <https://news.musterbach.de/weg?n=12>\r\nSubject: Erika Beispiel, das ist neu\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
    <html><head><title>x</title><style>p{}</style></head><body><div style=\"display: none\">Vorschau</div>\
    <table><tr><td>Wird die Mail nicht richtig angezeigt? <a href=\"https://news.musterbach.de/juli?mc_eid=1a2b\">Im Browser ansehen</a></td></tr>\
    <tr><td><h1>Markt</h1><p>Liebe Erika Beispiel,<br>der <a href=\"https://musterbach.de/markt?utm_source=nl\">Markt</a> öffnet.</p>\
    <p>Mehr <a href=\"https://klick.versand.test/c/aHR0cHM6Ly9tdXN0ZXJiYWNoLmRlL21hcmt0\">steht hier</a>.</p>\
    <p><a href=\"https://musterbach.de/hund\">Hund abmelden</a>: jetzt online.</p>\
    <img src=\"https://musterbach.de/m.jpg\" alt=\"Markt\" width=\"600\"><img src=\"https://t.test/o.gif?u=erika@example.org\"></td></tr>\
    <tr><td><p>Diese E-Mail ging an erika@example.org.</p><p>Sie wollen keinen Newsletter mehr? <a href=\"https://news.musterbach.de/weg?n=12\">Hier abmelden</a></p>\
    <p><a href=\"https://news.musterbach.de/weg?n=12\">Kein Interesse</a></p></td></tr></table></body></html>";

#[test]
fn what_was_said_to_one_reader_is_said_to_nobody_else() {
    let item = normalise(TABLES.as_bytes(), &NormaliseCx::default()).unwrap().items.remove(0);
    assert_eq!(item.title.as_deref(), Some("das ist neu"));
    assert_eq!(item.text, "Markt\n\nder Markt öffnet.\n\nMehr steht hier.\n\nHund abmelden: jetzt online.");
    assert_eq!(item.canonical_url.as_deref(), Some("https://news.musterbach.de/juli"));
    let html = item.html.as_deref().unwrap();
    assert!(
        html.contains("<a href=\"https://musterbach.de/markt\">Markt</a>")
            && html.contains("https://musterbach.de/hund")
    );
    assert_eq!(item.media.len(), 1);
    let whole = serde_json::to_string(&item).unwrap().to_lowercase();
    for word in ["erika", "klick.versand", "news.musterbach.de/weg", "vorschau", "t.test", "<table", "mc_eid"] {
        assert!(!whole.contains(word), "{word}: {whole}");
    }
}

#[test]
fn a_plain_letter_is_cleaned_too() {
    let raw = "To: Erika Beispiel <erika@example.org>\r\nFrom: news@musterbach.de\r\nMessage-ID: <3@musterbach.de>\r\nSubject: Neu\r\n\r\n\
        Online ansehen: https://news.musterbach.de/juli?u=77abc\r\n\r\nHallo Erika Beispiel,\r\n\r\nder Markt öffnet: https://musterbach.de/markt?utm_campaign=1\r\n\
        Mehr: https://klick.versand.test/c/0f3a9c77d2e41b6a8c5f0e9d2b7a6c11\r\n\r\n\
        Newsletter abbestellen: https://news.musterbach.de/weg?e=erika%40example.org\r\n";
    let item = normalise(raw.as_bytes(), &NormaliseCx::default()).unwrap().items.remove(0);
    assert_eq!(item.text, "der Markt öffnet: https://musterbach.de/markt\nMehr:");
    assert_eq!(item.canonical_url.as_deref(), Some("https://news.musterbach.de/juli"));
}
