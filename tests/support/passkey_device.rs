//! A device that holds a passkey (W3C Web Authentication, level 2): a key pair, a counter, and the words that a browser would
//! add. Everything it says can be made wrong.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use super::clerk::{Answered, Clerk};
use super::server::TestServer;

/// One device with one key.
pub struct Device {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    user: String,
    pub counter: u32,
    /// Whether it made sure who holds it.
    pub verifies: bool,
    /// What the browser says about the page that asked.
    pub origin: String,
    /// The host that the device believes to be asked by.
    pub host: String,
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}

impl Device {
    /// A new one before a browser at the server.
    pub fn new(server: &TestServer) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let id = sha256(key.public_key().as_ref())[..16].to_vec();
        Self {
            key,
            id,
            user: String::new(),
            counter: 0,
            verifies: true,
            origin: format!("http://{}", server.host),
            host: server.host.split(':').next().unwrap().to_owned(),
        }
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let said =
            json!({"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false});
        said.to_string().into_bytes()
    }

    fn head(&self, more: u8) -> Vec<u8> {
        let flags = 0x01 | more | if self.verifies { 0x04 } else { 0 };
        let mut data = sha256(self.host.as_bytes());
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn answer(&self, response: Value) -> String {
        let id = BASE64URL_NOPAD.encode(&self.id);
        json!({"id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {}}).to_string()
    }

    /// Makes a passkey for what a page asks.
    pub fn make(&mut self, options: &Value) -> String {
        options["user"]["id"].as_str().unwrap().clone_into(&mut self.user);
        let client_data = self.client_data("webauthn.create", options);
        let mut data = self.head(0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        let point = self.key.public_key().as_ref();
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..65]);
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt");
        object.push(0x64);
        object.extend(b"none");
        object.push(0x67);
        object.extend(b"attStmt");
        object.extend([0xa0, 0x68]);
        object.extend(b"authData");
        object.extend([0x58, u8::try_from(data.len()).unwrap()]);
        object.extend(data);
        self.answer(json!({
            "clientDataJSON": BASE64URL_NOPAD.encode(&client_data),
            "attestationObject": BASE64URL_NOPAD.encode(&object),
        }))
    }

    /// Proves who holds it.
    pub fn prove(&mut self, options: &Value) -> String {
        self.counter += 1;
        let client_data = self.client_data("webauthn.get", options);
        let data = self.head(0);
        let signed = [data.clone(), sha256(&client_data)].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        self.answer(json!({
            "clientDataJSON": BASE64URL_NOPAD.encode(&client_data),
            "authenticatorData": BASE64URL_NOPAD.encode(&data),
            "signature": BASE64URL_NOPAD.encode(signature.as_ref()),
            "userHandle": self.user,
        }))
    }

    /// Signs in with it, in a browser that asks for a page.
    pub async fn sign_in(&mut self, clerk: &mut Clerk, onwards: &str) -> Answered {
        let asked = clerk.post("/verwaltung/anmelden/passkey", &[("weiter", onwards)]).await;
        assert_eq!(asked.status, 200, "{}", asked.text);
        let answer = self.prove(&options(&asked.text));
        clerk.post("/verwaltung/anmelden/passkey/antwort", &[("antwort", &answer)]).await
    }

    /// Becomes a passkey of whoever is signed in there.
    pub async fn register(&mut self, clerk: &mut Clerk, name: &str) -> Answered {
        let asked = clerk.post("/verwaltung/konto/passkeys", &[("name", name)]).await;
        assert_eq!(asked.status, 200, "{} {}", asked.location(), asked.text);
        let answer = self.make(&options(&asked.text));
        clerk.post("/verwaltung/konto/passkeys/antwort", &[("antwort", &answer)]).await
    }
}

/// What a page asks a device for.
pub fn options(page: &str) -> Value {
    let text = page.split("data-fragen=\"").nth(1).unwrap().split('"').next().unwrap();
    let text = text.replace("&#34;", "\"").replace("&quot;", "\"").replace("&#38;", "&").replace("&amp;", "&");
    serde_json::from_str(&text).unwrap()
}
