//! A sign-in service under our control (OpenID Connect): says what it is, gives codes that work once, and signs words about
//! people with a key of its own. Whatever it says can be made wrong. Knows nothing of us.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use http::{Request, Response};
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

/// Our name there.
pub const CLIENT: &str = "ausrufer";
/// Our secret there.
pub const CLIENT_SECRET: &str = "dienst-kanarienvogel-geheim";
/// The one account.
pub const SUBJECT: &str = "f3b1-0815";

/// What is wrong with a word about a person.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    Well,
    /// With a key that nobody knows, under the name of the right one.
    ByOther,
    /// Not at all.
    Not,
    /// With what both sides know.
    WithSecret,
}

struct Code {
    redirect: String,
    challenge: String,
    nonce: String,
}

struct World {
    key: EcdsaKeyPair,
    key_name: String,
    codes: HashMap<String, Code>,
    made: u32,
    now: i64,
    signed: Signed,
    /// Put over what the word would say; `null` takes away.
    says: Value,
    secret: String,
    asked: Vec<String>,
    /// What was given to it as proof of who asked for a code.
    verifiers: Vec<String>,
}

/// The running service.
#[derive(Clone)]
pub struct FakeService {
    pub issuer: String,
    world: Arc<Mutex<World>>,
}

fn new_key() -> EcdsaKeyPair {
    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap()
}

impl FakeService {
    /// Starts one whose clock stands at a moment.
    pub async fn start(now: jiff::Timestamp) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/realms/rathaus", listener.local_addr().unwrap());
        let world = World {
            key: new_key(),
            key_name: "k1".into(),
            codes: HashMap::new(),
            made: 0,
            now: now.as_second(),
            signed: Signed::Well,
            says: json!({}),
            secret: CLIENT_SECRET.into(),
            asked: Vec::new(),
            verifiers: Vec::new(),
        };
        let fake = Self { issuer, world: Arc::new(Mutex::new(world)) };
        let router = Router::new().fallback(answer).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        fake
    }

    fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        change(&mut self.world.lock().unwrap())
    }

    /// It signs with a new key from now on, and no longer names the old one.
    pub fn rotate(&self) {
        self.change(|world| {
            world.key = new_key();
            world.key_name.push('x');
        });
    }

    /// From now on its words are signed like this, and say this beside or instead of the truth.
    pub fn says(&self, signed: Signed, says: Value) {
        self.change(|world| (world.signed, world.says) = (signed, says));
    }

    /// It takes this secret only.
    pub fn takes(&self, secret: &str) {
        self.change(|world| secret.clone_into(&mut world.secret));
    }

    /// Paths that were asked for.
    pub fn asked(&self) -> Vec<String> {
        self.change(|world| world.asked.clone())
    }

    /// The words by which whoever asked for a code was known again.
    pub fn verifiers(&self) -> Vec<String> {
        self.change(|world| world.verifiers.clone())
    }

    /// A person signs in at an address that they were led to; gives with what they are sent back.
    pub fn agree(&self, address: &str) -> Url {
        assert!(address.starts_with(&self.issuer), "{address}");
        let given: HashMap<String, String> = Url::parse(address).unwrap().query_pairs().into_owned().collect();
        let fields = ["client_id", "response_type", "code_challenge_method", "scope"].map(|name| given[name].as_str());
        assert_eq!(fields, [CLIENT, "code", "S256", "openid"]);
        let mut back = Url::parse(&given["redirect_uri"]).unwrap();
        let code = self.change(|world| {
            world.made += 1;
            let code = format!("code-{}", world.made);
            let kept = Code {
                redirect: given["redirect_uri"].clone(),
                challenge: given["code_challenge"].clone(),
                nonce: given["nonce"].clone(),
            };
            world.codes.insert(code.clone(), kept);
            code
        });
        back.query_pairs_mut()
            .append_pair("code", &code)
            .append_pair("state", &given["state"])
            .append_pair("iss", &self.issuer);
        back
    }
}

fn reply(status: u16, body: &Value) -> Response<Body> {
    let response = Response::builder().status(status).header("content-type", "application/json");
    response.body(Body::from(body.to_string())).unwrap()
}

async fn answer(State(fake): State<FakeService>, request: Request<Body>) -> Response<Body> {
    let (head, body) = request.into_parts();
    let raw = axum::body::to_bytes(body, 100_000).await.unwrap();
    let given: HashMap<String, String> = form_urlencoded::parse(&raw).into_owned().collect();
    let path = head.uri.path().to_owned();
    fake.change(|world| world.asked.push(path.clone()));
    let issuer = fake.issuer.as_str();
    match path.as_str() {
        "/realms/rathaus/.well-known/openid-configuration" => reply(
            200,
            &json!({
                "issuer": issuer,
                "authorization_endpoint": format!("{issuer}/anmelden"),
                "token_endpoint": format!("{issuer}/token"),
                "jwks_uri": format!("{issuer}/keys"),
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
            }),
        ),
        "/realms/rathaus/keys" => fake.change(|world| {
            let point = world.key.public_key().as_ref();
            let (x, y) = (BASE64URL_NOPAD.encode(&point[1..33]), BASE64URL_NOPAD.encode(&point[33..65]));
            let key = json!({"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": world.key_name, "x": x, "y": y});
            reply(200, &json!({"keys": [key]}))
        }),
        "/realms/rathaus/token" => {
            let header = head.headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
            fake.change(|world| world.exchange(issuer, &given, header.as_deref()))
        }
        _ => reply(404, &json!({})),
    }
}

impl World {
    fn exchange(&mut self, issuer: &str, given: &HashMap<String, String>, header: Option<&str>) -> Response<Body> {
        let basic = format!("Basic {}", BASE64.encode(format!("{CLIENT}:{}", self.secret).as_bytes()));
        if header != Some(basic.as_str()) {
            return reply(401, &json!({"error": "invalid_client", "error_description": CLIENT_SECRET}));
        }
        let Some(code) = self.codes.remove(&given["code"]) else {
            return reply(400, &json!({"error": "invalid_grant"}));
        };
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, given["code_verifier"].as_bytes());
        if BASE64URL_NOPAD.encode(digest.as_ref()) != code.challenge || given["redirect_uri"] != code.redirect {
            return reply(400, &json!({"error": "invalid_grant"}));
        }
        self.verifiers.push(given["code_verifier"].clone());
        let mut says = json!({
            "iss": issuer, "sub": SUBJECT, "aud": CLIENT, "exp": self.now + 300, "iat": self.now,
            "nonce": code.nonce, "email": "olga@musterbach.de",
        });
        for (name, value) in self.says.as_object().unwrap() {
            says[name] = value.clone();
        }
        let word = self.word(&says);
        reply(
            200,
            &json!({"access_token": "zugang-kanarienvogel", "token_type": "Bearer", "expires_in": 60, "id_token": word}),
        )
    }

    fn word(&self, says: &Value) -> String {
        let alg = match self.signed {
            Signed::Well | Signed::ByOther => "ES256",
            Signed::Not => "none",
            Signed::WithSecret => "HS256",
        };
        let coded = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let text = format!("{}.{}", coded(&json!({"alg": alg, "kid": self.key_name})), coded(says));
        let with = |key: &EcdsaKeyPair| key.sign(&SystemRandom::new(), text.as_bytes()).unwrap().as_ref().to_vec();
        let signature = match self.signed {
            Signed::Well => with(&self.key),
            Signed::ByOther => with(&new_key()),
            Signed::Not => Vec::new(),
            Signed::WithSecret => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, self.secret.as_bytes());
                hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
            }
        };
        format!("{text}.{}", BASE64URL_NOPAD.encode(&signature))
    }
}
