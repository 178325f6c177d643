//! What we sign is believed by us and by another implementation; what is incomplete, stale or ambiguous is not.

use data_encoding::BASE64;
use proptest::prelude::*;

use super::*;

const KEY_ID: &str = "https://peer.example/users/anna#main-key";
const BODY: &[u8] = b"{\"type\":\"Follow\"}";
const NOW: i64 = 1_618_884_473;
const LIST: &str = "(request-target) host date digest content-type";

fn now() -> Timestamp {
    Timestamp::from_second(NOW).unwrap()
}

/// A request, its parts open to tampering.
#[derive(Clone)]
struct Sent {
    method: Method,
    target: String,
    headers: HeaderMap,
    body: Vec<u8>,
    origin: Url,
}

impl Sent {
    /// Signed by our own signer: a POST with a body, or a GET without.
    fn signed(dialect: Dialect, body: Option<&[u8]>, url: &str, at: Timestamp) -> Self {
        let url = Url::parse(url).unwrap();
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static("application/activity+json"));
        let signer = Signer { key: test_key(), key_id: KEY_ID };
        sign(dialect, &signer, &method, &url, &mut headers, body, at).unwrap();
        Self {
            method,
            target: url[Position::BeforePath..Position::AfterQuery].to_owned(),
            headers,
            body: body.unwrap_or_default().to_vec(),
            origin: url.join("/").unwrap(),
        }
    }

    fn post(dialect: Dialect) -> Self {
        Self::signed(dialect, Some(BODY), "https://stadt.example/ap/rathaus/inbox?a=1", now())
    }

    fn get(dialect: Dialect) -> Self {
        Self::signed(dialect, None, "https://stadt.example/ap/rathaus?a=1", now())
    }

    fn set(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, value.parse().unwrap());
        self
    }

    fn add(mut self, name: &'static str, value: &str) -> Self {
        self.headers.append(name, value.parse().unwrap());
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// Signs anew as cavage, exactly these names with these parameters, whether that makes sense or not.
    fn cavage(self, params: &str, covered: &str) -> Self {
        let time = |name: &str| {
            let (_, value) = params.split_once(&format!("{name}=")).unwrap();
            value.split(',').next().unwrap().trim_matches('"').to_owned()
        };
        let lines: Vec<String> = covered
            .split(' ')
            .map(|name| match name {
                "(request-target)" => format!("{name}: {} {}", self.method.as_str().to_lowercase(), self.target),
                "(created)" | "(expires)" => format!("{name}: {}", time(name.trim_matches(['(', ')']))),
                name => format!("{}: {}", name.to_lowercase(), self.header(name)),
            })
            .collect();
        let signature = BASE64.encode(&test_key().sign(lines.join("\n").as_bytes()).unwrap());
        let value = format!(r#"keyId="{KEY_ID}",{params}headers="{covered}",signature="{signature}""#);
        self.set("signature", &value)
    }

    /// Signs anew as RFC 9421 with this list of components and these parameters.
    fn rfc9421(self, covered: &str, params: &str) -> Self {
        let origin = self.origin.as_str().trim_end_matches('/');
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let mut base = String::new();
        for name in covered.split(' ').filter(|name| !name.is_empty()) {
            let value = match name.trim_matches('"') {
                "@method" => self.method.to_string(),
                "@target-uri" => format!("{origin}{}", self.target),
                "@authority" => self.origin.host_str().unwrap().to_owned(),
                "@path" => path.to_owned(),
                "@query" => format!("?{query}"),
                "@request-target" => self.target.clone(),
                header => self.headers.get(header).map_or_else(String::new, |v| v.to_str().unwrap().to_owned()),
            };
            base.push_str(&format!("{name}: {value}\n"));
        }
        base.push_str(&format!("\"@signature-params\": ({covered}){params}"));
        let signature = BASE64.encode(&test_key().sign(base.as_bytes()).unwrap());
        self.set("signature-input", &format!("s=({covered}){params}")).set("signature", &format!("s=:{signature}:"))
    }

    fn incoming(&self) -> Incoming<'_> {
        Incoming {
            method: &self.method,
            path_and_query: &self.target,
            headers: &self.headers,
            body: &self.body,
            origin: &self.origin,
        }
    }

    fn judge(&self) -> Result<(), SignatureError> {
        let public = VerifyingKey::from_pem(&test_key().public_key_pem()).unwrap();
        let claim = examine(&self.incoming(), now())?;
        claim.verify(&public)
    }
}

const DIALECTS: [Dialect; 2] = [Dialect::Cavage, Dialect::Rfc9421];

#[test]
fn what_we_sign_we_believe() {
    for dialect in DIALECTS {
        for url in
            ["https://stadt.example/ap/rathaus/inbox", "https://stadt.example", "http://localhost:8080/x?y=%20&z"]
        {
            for body in [Some(BODY), Some(&b""[..]), None] {
                let sent = Sent::signed(dialect, body, url, now());
                assert_eq!(sent.judge(), Ok(()), "{dialect:?} {url}");
                let claim = examine(&sent.incoming(), now()).unwrap();
                assert_eq!((claim.dialect, claim.key_id.as_str(), claim.signed_at), (dialect, KEY_ID, now()));
            }
        }
    }
}

#[test]
fn a_signature_is_good_for_one_body_host_path_and_method_only() {
    for dialect in DIALECTS {
        let post = || Sent::post(dialect);
        assert_eq!(Sent { body: b"x".to_vec(), ..post() }.judge(), Err(SignatureError::DigestMismatch));
        assert_eq!(Sent { body: vec![], ..post() }.judge(), Err(SignatureError::DigestMismatch));
        assert_eq!(
            Sent { target: "/ap/warnung/inbox?a=1".into(), ..post() }.judge(),
            Err(SignatureError::BadSignature)
        );
        assert_eq!(Sent { target: "/ap/rathaus/inbox".into(), ..post() }.judge(), Err(SignatureError::BadSignature));
        assert_eq!(Sent { method: Method::PUT, ..post() }.judge(), Err(SignatureError::BadSignature));
        let origin = Url::parse("https://dorf.example").unwrap();
        assert_eq!(Sent { origin, ..post() }.judge(), Err(SignatureError::WrongHost));
        assert_eq!(post().set("host", "dorf.example").judge(), Err(SignatureError::WrongHost));
        let origin = Url::parse("https://stadt.example:8443").unwrap();
        assert_eq!(Sent { origin, ..post() }.judge(), Err(SignatureError::WrongHost));
        assert_eq!(post().without("signature").judge(), Err(SignatureError::Missing));
        assert!(matches!(post().without("host").judge(), Err(SignatureError::Malformed(_))));
        let body_of_get = Sent { body: BODY.to_vec(), ..Sent::get(dialect) };
        assert!(matches!(body_of_get.judge(), Err(SignatureError::CoverageTooSmall(_))));
        for target in ["", "x", "/a b", "/a\nb", "/a#b"] {
            let sent = Sent { target: target.into(), ..post() };
            assert_eq!(sent.judge(), Err(SignatureError::Malformed("request target")));
        }
    }
}

#[test]
fn a_signature_holds_for_an_hour_either_way() {
    let at = |seconds: i64| Timestamp::from_second(NOW + seconds).unwrap();
    for dialect in DIALECTS {
        for (seconds, good) in [
            (0, true),
            (1800, true),
            (-1800, true),
            (3600, true),
            (-3600, true),
            (3601, false),
            (-3601, false),
            (7200, false),
            (-7200, false),
            (23 * 365 * 86400, false),
        ] {
            let sent = Sent::signed(dialect, Some(BODY), "https://stadt.example/inbox", at(seconds));
            let expected = if good { Ok(()) } else { Err(SignatureError::OutsideWindow) };
            assert_eq!(sent.judge(), expected, "{dialect:?} {seconds}");
        }
    }
}

#[test]
fn key_ids_that_nobody_could_fetch_are_refused() {
    let long = format!("https://peer.example/{}", "x".repeat(MAX_KEY_ID));
    for key_id in
        ["http://peer.example/k", "acct:a@b", "/relative", "https://u:p@h/k", "", "https://h/a b", "ftp://h/k", &long]
    {
        for dialect in DIALECTS {
            let sent = Sent::post(dialect);
            let name = if dialect == Dialect::Cavage { "signature" } else { "signature-input" };
            let value = sent.header(name).replace(KEY_ID, key_id);
            assert_eq!(sent.set(name, &value).judge(), Err(SignatureError::KeyIdRefused), "{dialect:?} {key_id}");
        }
    }
    let local = Sent::signed(Dialect::Cavage, None, "http://localhost:8080/x", now());
    let value = local.header("signature").replace("https://peer", "http://peer");
    assert_eq!(local.set("signature", &value).judge(), Ok(()));
}

#[test]
fn algorithms_that_do_not_go_with_the_key_are_refused() {
    for algorithm in ["hmac-sha256", "none", "rsa-sha1", "ecdsa-sha256", "RSA-SHA256", ""] {
        let sent = Sent::post(Dialect::Cavage);
        let value = sent.header("signature").replace("rsa-sha256", algorithm);
        assert_eq!(sent.set("signature", &value).judge(), Err(SignatureError::AlgorithmRefused), "{algorithm}");
        let sent = Sent::post(Dialect::Rfc9421);
        let value = sent.header("signature-input").replace("rsa-v1_5-sha256", algorithm);
        assert_eq!(sent.set("signature-input", &value).judge(), Err(SignatureError::AlgorithmRefused), "{algorithm}");
    }
    let swap = |dialect, name: &'static str, from: &str, to: &str| {
        let sent = Sent::post(dialect);
        let value = sent.header(name).replace(from, to);
        sent.set(name, &value).judge()
    };
    let refused = Err(SignatureError::AlgorithmRefused);
    assert_eq!(swap(Dialect::Cavage, "signature", "rsa-sha256", "ed25519"), refused);
    assert_eq!(swap(Dialect::Rfc9421, "signature-input", "rsa-v1_5-sha256", "ed25519"), refused);
    let bad = Err(SignatureError::BadSignature);
    assert_eq!(swap(Dialect::Cavage, "signature", "rsa-sha256", "rsa-sha512"), bad);
    assert_eq!(swap(Dialect::Rfc9421, "signature-input", "rsa-v1_5-sha256", "rsa-v1_5-sha512"), bad);
}

#[test]
fn another_key_does_not_fit() {
    let other = SigningKey::generate().unwrap();
    let other = VerifyingKey::from_pem(&other.public_key_pem()).unwrap();
    for dialect in DIALECTS {
        let sent = Sent::post(dialect);
        let claim = examine(&sent.incoming(), now()).unwrap();
        assert_eq!(claim.verify(&other), Err(SignatureError::BadSignature));
    }
}

#[test]
fn dialects_are_stored_in_snake_case_and_errors_have_labels() {
    assert_eq!(serde_json::to_string(&DIALECTS).unwrap(), r#"["cavage","rfc9421"]"#);
    assert_eq!(SignatureError::WrongHost.label(), "host");
}

proptest! {
    #[test]
    fn garbage_is_refused_without_panic(text in "[ -~\\t]{0,300}", name in 0usize..7) {
        let name = ["signature", "signature-input", "digest", "content-digest", "date", "host", "authorization"][name];
        for dialect in DIALECTS {
            let sent = Sent::post(dialect).set(name, &text);
            // Where there is a Signature header, Authorization is none of our business.
            prop_assert_eq!(sent.judge().is_ok(), name == "authorization");
        }
    }

    #[test]
    fn a_damaged_header_never_panics(at in 0usize..400, with in "[ -~]{0,3}", cut in 0usize..4) {
        for (dialect, name) in [
            (Dialect::Cavage, "signature"), (Dialect::Rfc9421, "signature"), (Dialect::Rfc9421, "signature-input"),
        ] {
            let sent = Sent::post(dialect);
            let mut value = sent.header(name).to_owned();
            let at = at.min(value.len());
            value.replace_range(at..(at + cut).min(value.len()), &with);
            let _any_outcome = sent.set(name, &value).judge();
        }
    }
}

mod cavage;
mod rfc9421;
mod sending;
