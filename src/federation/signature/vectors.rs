//! Requests signed by other programs are believed, in every spelling that they use, and only as they were signed.
//! How they were made: `tests/data/signatures/README.md`.

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use url::{Position, Url};

use super::{Incoming, SignatureError, examine};
use crate::federation::keys::VerifyingKey;

const FILES: [&str; 2] = [
    include_str!("../../../tests/data/signatures/openssl.json"),
    include_str!("../../../tests/data/signatures/npm.json"),
];

#[derive(Deserialize)]
struct Vector {
    name: String,
    method: String,
    url: Url,
    now: i64,
    body: String,
    key: String,
    headers: Vec<(String, String)>,
}

impl Vector {
    fn all() -> Vec<Self> {
        FILES.iter().flat_map(|file| serde_json::from_str::<Vec<Self>>(file).unwrap()).collect()
    }

    fn target(&self) -> &str {
        &self.url[Position::BeforePath..Position::AfterQuery]
    }

    fn judge(&self, body: &[u8], target: &str, at: i64) -> Result<(), SignatureError> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
        }
        let method: Method = self.method.parse().unwrap();
        let incoming = Incoming {
            method: &method,
            path_and_query: target,
            headers: &headers,
            body,
            origin: &self.url.join("/").unwrap(),
        };
        let claim = examine(&incoming, Timestamp::from_second(at).unwrap())?;
        assert_eq!(claim.key_id.as_str(), "https://peer.example/users/anna#main-key");
        claim.verify(&VerifyingKey::from_pem(&self.key).unwrap())
    }
}

#[test]
fn requests_signed_by_other_programs_are_believed() {
    let vectors = Vector::all();
    assert_eq!(vectors.len(), 14);
    for vector in &vectors {
        assert_eq!(vector.judge(vector.body.as_bytes(), vector.target(), vector.now), Ok(()), "{}", vector.name);
    }
}

#[test]
fn the_same_requests_changed_or_late_are_not() {
    let late = SignedDuration::from_hours(2).as_secs();
    for vector in &Vector::all() {
        let (name, body, target) = (&vector.name, vector.body.as_bytes(), vector.target());
        assert!(vector.judge(b"something else", target, vector.now).is_err(), "{name}");
        assert_eq!(vector.judge(body, "/elsewhere", vector.now), Err(SignatureError::BadSignature), "{name}");
        assert_eq!(vector.judge(body, target, vector.now + late), Err(SignatureError::OutsideWindow), "{name}");
        assert_eq!(vector.judge(body, target, vector.now - late), Err(SignatureError::OutsideWindow), "{name}");
    }
}
