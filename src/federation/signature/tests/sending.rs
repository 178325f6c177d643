//! The headers that we send, and what another implementation makes of them.

use std::collections::BTreeMap;
use std::time::Duration;

use super::*;

#[test]
fn our_cavage_headers_have_the_form_that_everyone_reads() {
    let post = Sent::post(Dialect::Cavage);
    let value = post.header("signature");
    let start = format!(r#"keyId="{KEY_ID}",algorithm="rsa-sha256",headers="{LIST}",signature=""#);
    assert!(value.starts_with(&start) && value.ends_with("==\"") && !value.contains(", "), "{value}");
    assert_eq!(post.header("date"), "Tue, 20 Apr 2021 02:07:53 GMT");
    assert_eq!(post.header("host"), "stadt.example");
    assert!(post.header("digest").starts_with("SHA-256="));
    let get = Sent::get(Dialect::Cavage);
    assert!(get.header("signature").contains(r#"headers="(request-target) host date""#));
    assert!(!get.headers.contains_key("digest"));
    let local = Sent::signed(Dialect::Cavage, None, "http://localhost:8080/", now());
    assert_eq!(local.header("host"), "localhost:8080");
}

#[test]
fn a_second_try_in_the_other_dialect_leaves_nothing_of_the_first() {
    let url = Url::parse("https://stadt.example/inbox").unwrap();
    let signer = Signer { key: test_key(), key_id: KEY_ID };
    let mut headers = HeaderMap::new();
    for dialect in [Dialect::Cavage, Dialect::Rfc9421, Dialect::Cavage] {
        sign(dialect, &signer, &Method::POST, &url, &mut headers, Some(BODY), now()).unwrap();
        let new = dialect == Dialect::Rfc9421;
        assert_eq!(headers.contains_key("signature-input"), new);
        assert_eq!(headers.contains_key("content-digest"), new);
        assert_eq!(headers.contains_key("digest"), !new);
        assert_eq!(headers.get_all("signature").iter().count(), 1);
    }
}

#[test]
fn requests_without_a_plain_address_or_key_id_are_not_signed() {
    let sign_with = |url: &str, key_id: &str| {
        let (url, mut headers) = (Url::parse(url).unwrap(), HeaderMap::new());
        let signer = Signer { key: test_key(), key_id };
        sign(Dialect::Cavage, &signer, &Method::GET, &url, &mut headers, None, now())
    };
    for (url, key_id) in [
        ("mailto:a@b", KEY_ID),
        ("https://u:p@h/", KEY_ID),
        ("https://:p@h/", KEY_ID),
        ("https://h/", "a\"b"),
        ("https://h/", "a\nb"),
    ] {
        assert!(matches!(sign_with(url, key_id), Err(SignatureError::NotSignable(_))), "{url} {key_id}");
    }
}

/// http-signature-normalization is what `activitypub_federation`, and so Lemmy, verifies with.
#[test]
fn our_cavage_requests_convince_another_implementation() {
    // It compares Date with the machine's clock.
    let real = crate::clock::Clock::now(&crate::clock::SystemClock);
    for body in [Some(BODY), None] {
        let sent = Sent::signed(Dialect::Cavage, body, "https://stadt.example/ap/rathaus/inbox?a=1", real);
        let headers: BTreeMap<String, String> =
            sent.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        let mut config = http_signature_normalization::Config::new().set_expiration(Duration::from_secs(3600));
        if body.is_some() {
            config = config.require_digest();
        }
        let unverified = config.begin_verify(sent.method.as_str(), &sent.target, headers).unwrap();
        let public = VerifyingKey::from_pem(&test_key().public_key_pem()).unwrap();
        assert!(unverified.verify(|signature, text| {
            let signature = BASE64.decode(signature.as_bytes()).unwrap();
            public.verify(Scheme::RsaSha256, text.as_bytes(), &signature)
        }));
    }
}

#[test]
fn what_another_implementation_signs_we_believe() {
    let real = crate::clock::Clock::now(&crate::clock::SystemClock);
    for config in [
        http_signature_normalization::Config::new().mastodon_compat(),
        http_signature_normalization::Config::new().set_expiration(Duration::from_secs(3600)),
    ] {
        let mut sent =
            Sent::signed(Dialect::Cavage, Some(BODY), "https://stadt.example/inbox", real).without("signature");
        let headers = sent.headers.iter().map(|(name, v)| (name.to_string(), v.to_str().unwrap().to_owned())).collect();
        let signed = config
            .begin_sign("POST", &sent.target, headers)
            .unwrap()
            .sign(KEY_ID.to_owned(), |text| test_key().sign(text.as_bytes()).map(|bytes| BASE64.encode(&bytes)))
            .unwrap();
        sent = sent.set("signature", &signed.signature_header());
        let claim = examine(&sent.incoming(), real).unwrap();
        assert_eq!(claim.verify(&VerifyingKey::from_pem(&test_key().public_key_pem()).unwrap()), Ok(()));
    }
}
