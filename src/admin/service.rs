//! The town hall's own sign-in service (OpenID Connect Core 1.0; requirements S-08). In: settings, and what a browser brought
//! back from there. Out: the address to go to, and who the service says it is, after signature, issuer, audience, time and
//! nonce were checked. Everything is asked through the guard (DESIGN D17); the service's words are never logged.

use std::pin::Pin;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue, Method, header};
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken,
    HttpRequest, HttpResponse, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError,
    SignatureVerificationError, TokenResponse,
};
use thiserror::Error;
use tokio::sync::Mutex;
use url::Url;

use super::Desk;
use super::sign_in_flow::ServiceWords;
use crate::domain::connection::Secret;
use crate::net::{Net, NetError, Profile, Request};

/// How long what the service says about itself is believed.
const KNOWN_FOR: SignedDuration = SignedDuration::from_mins(15);
/// The largest answer.
const MAX_BYTES: usize = 512 * 1024;

/// What the operator decided (`[oidc]`).
#[derive(Debug, Clone)]
pub struct ServiceSettings {
    /// Exactly as the service calls itself.
    pub issuer: String,
    pub client_id: String,
    /// `None` for a client without one.
    pub client_secret: Option<Secret>,
    /// Words of `amr`, or the word of `acr`, that stand for a second proof. None: ours is asked for.
    pub second_proof: Vec<String>,
}

/// The service of this installation.
pub(super) struct Service {
    pub settings: ServiceSettings,
    known: Mutex<Option<(Arc<CoreProviderMetadata>, Timestamp)>>,
}

/// Who the service says it is.
pub(super) struct Vouched {
    /// The service's lasting name for the account.
    pub subject: String,
    /// A second proof was given there that counts here.
    pub proven: bool,
}

/// Why the service's word does not count. None of them holds a word of the service's.
#[derive(Debug, Error)]
pub(super) enum ServiceError {
    #[error("the sign-in service cannot be reached or says nothing useful about itself: {0}")]
    Away(String),
    #[error("the person did not agree, or the service did not let them in")]
    Denied,
    #[error("the answer belongs to no question of this browser")]
    Strange,
    #[error("the service does not take our name, our secret or the code")]
    Refused,
    #[error("the service's word cannot be trusted: {0}")]
    Untrue(&'static str),
}

impl ServiceError {
    /// The key of its text for people.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Away(_) => "refused-service-away",
            Self::Denied => "refused-service-denied",
            Self::Strange => "refused-service-late",
            Self::Refused => "refused-service-settings",
            Self::Untrue(_) => "refused-service-untrue",
        }
    }
}

/// What a browser brings back.
pub(super) struct Brought<'a> {
    pub code: &'a str,
    pub state: &'a str,
    pub error: &'a str,
    /// RFC 9207; empty where the service does not say it.
    pub issuer: &'a str,
}

/// Why a question to the service failed.
#[derive(Debug, Error)]
enum AskError {
    #[error(transparent)]
    Net(#[from] NetError),
    #[error("an address of the service is not https")]
    Plain,
    #[error("the answer is no answer")]
    Shape,
}

/// The way to the service, by the guard's rules and nothing else.
struct Way {
    net: Net,
    loopback: bool,
}

impl<'c> AsyncHttpClient<'c> for Way {
    type Error = AskError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, AskError>> + Send + 'c>>;

    fn call(&'c self, question: HttpRequest) -> Self::Future {
        Box::pin(ask(&self.net, self.loopback, question))
    }
}

async fn ask(net: &Net, loopback: bool, question: HttpRequest) -> Result<HttpResponse, AskError> {
    let (head, body) = question.into_parts();
    let url = Url::parse(&head.uri.to_string()).map_err(|_| AskError::Shape)?;
    if url.scheme() != "https" && !loopback {
        return Err(AskError::Plain);
    }
    let mut request = match head.method {
        Method::GET => Request::get(Profile::Source, url),
        _ => Request::post(Profile::Source, url, body),
    };
    for (name, value) in &head.headers {
        request = request.header(name.clone(), value.clone());
    }
    let answer = net.send(request.max_bytes(MAX_BYTES).max_redirects(0)).await?;
    let mut response = HttpResponse::new(answer.body.to_vec());
    *response.status_mut() = answer.status;
    // The library looks at the kind of document; everything else of the head is not its business.
    let kind = answer.headers.get(header::CONTENT_TYPE).cloned();
    *response.headers_mut() = HeaderMap::from_iter(kind.map(|kind: HeaderValue| (header::CONTENT_TYPE, kind)));
    Ok(response)
}

impl Service {
    pub fn new(settings: ServiceSettings) -> Self {
        Self { settings, known: Mutex::new(None) }
    }

    /// What the service says about itself; asked anew when it is old, or `anew`.
    async fn about(&self, desk: &Desk, anew: bool) -> Result<Arc<CoreProviderMetadata>, ServiceError> {
        let now = desk.clock.now();
        let mut known = self.known.lock().await;
        if let Some((about, at)) = &*known
            && !anew
            && now.duration_since(*at).abs() < KNOWN_FOR
        {
            return Ok(Arc::clone(about));
        }
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(|_| away("its address"))?;
        let http = Way { net: desk.net.clone(), loopback: desk.loopback };
        let about = CoreProviderMetadata::discover_async(issuer, &http).await.map_err(|error| match error {
            openidconnect::DiscoveryError::Request(error) => ServiceError::Away(error.to_string()),
            openidconnect::DiscoveryError::Validation(_) => away("it calls itself differently than oidc.issuer"),
            _ => away("its description cannot be read"),
        })?;
        let about = Arc::new(about);
        *known = Some((Arc::clone(&about), now));
        Ok(about)
    }

    /// Whether the service can be asked about itself.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn check(&self, desk: &Desk) -> Result<(), ServiceError> {
        self.about(desk, true).await.map(drop)
    }

    /// Where somebody signs in.
    ///
    /// # Errors
    /// When the service cannot be asked about itself.
    pub async fn address(&self, desk: &Desk, words: &ServiceWords, back: &str) -> Result<String, ServiceError> {
        let about = self.about(desk, false).await?;
        let client = CoreClient::from_provider_metadata((*about).clone(), self.client_id(), self.client_secret())
            .set_redirect_uri(RedirectUrl::new(back.to_owned()).map_err(|_| away("our own address"))?);
        let verifier = PkceCodeVerifier::new(words.verifier.reveal().to_owned());
        let (state, nonce) = (words.state.reveal().to_owned(), words.nonce.reveal().to_owned());
        let (address, _, _) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(address.into())
    }

    /// Who it is that came back.
    ///
    /// # Errors
    /// Whatever does not fit.
    pub async fn vouch(
        &self,
        desk: &Desk,
        (words, back): (&ServiceWords, &str),
        brought: &Brought<'_>,
    ) -> Result<Vouched, ServiceError> {
        let same = aws_lc_rs::constant_time::verify_slices_are_equal;
        if same(brought.state.as_bytes(), words.state.reveal().as_bytes()).is_err() {
            return Err(ServiceError::Strange);
        }
        if !brought.issuer.is_empty() && brought.issuer != self.settings.issuer {
            return Err(ServiceError::Untrue("another service answered"));
        }
        if !brought.error.is_empty() || brought.code.is_empty() {
            return Err(ServiceError::Denied);
        }
        let about = self.about(desk, false).await?;
        let mut client = CoreClient::from_provider_metadata((*about).clone(), self.client_id(), self.client_secret())
            .set_redirect_uri(RedirectUrl::new(back.to_owned()).map_err(|_| away("our own address"))?);
        if posts_only(&about) {
            client = client.set_auth_type(AuthType::RequestBody);
        }
        let http = Way { net: desk.net.clone(), loopback: desk.loopback };
        let answer = client
            .exchange_code(AuthorizationCode::new(brought.code.to_owned()))
            .map_err(|_| away("it names no place for codes"))?
            .set_pkce_verifier(PkceCodeVerifier::new(words.verifier.reveal().to_owned()))
            .request_async(&http)
            .await
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(_) => ServiceError::Refused,
                RequestTokenError::Request(error) => ServiceError::Away(error.to_string()),
                _ => away("its answer cannot be read"),
            })?;
        let id_token = answer.id_token().ok_or(ServiceError::Untrue("there is no word about a person"))?;
        let nonce = Nonce::new(words.nonce.reveal().to_owned());
        let now = desk.clock.now();
        let first = id_token.claims(&self.verifier(&about, now), &nonce);
        let anew = match first {
            // The service signs with a new key since we asked for its keys.
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
                Some(self.about(desk, true).await?)
            }
            _ => None,
        };
        let claims = match &anew {
            Some(about) => id_token.claims(&self.verifier(about, now), &nonce),
            None => first,
        };
        let claims = claims.map_err(|error| ServiceError::Untrue(why(&error)))?;
        let said = claims.auth_method_refs().into_iter().flatten().map(|word| word.as_str());
        let mut said = said.chain(claims.auth_context_ref().map(|word| word.as_str()));
        let proven = said.any(|word| self.settings.second_proof.iter().any(|counts| counts == word));
        Ok(Vouched { subject: claims.subject().as_str().to_owned(), proven })
    }

    fn client_id(&self) -> ClientId {
        ClientId::new(self.settings.client_id.clone())
    }

    fn client_secret(&self) -> Option<ClientSecret> {
        self.settings.client_secret.as_ref().map(|secret| ClientSecret::new(secret.reveal().to_owned()))
    }

    /// Signatures with a key pair only: whoever can check one cannot make it.
    fn verifier(&self, about: &CoreProviderMetadata, now: Timestamp) -> CoreIdTokenVerifier<'static> {
        use CoreJwsSigningAlgorithm as A;
        let keys = about.jwks().clone();
        let verifier = CoreIdTokenVerifier::new_public_client(self.client_id(), about.issuer().clone(), keys);
        let now = chrono::DateTime::from_timestamp_millis(now.as_millisecond()).unwrap_or_default();
        verifier
            .set_allowed_algs([
                A::RsaSsaPkcs1V15Sha256,
                A::RsaSsaPkcs1V15Sha384,
                A::RsaSsaPkcs1V15Sha512,
                A::RsaSsaPssSha256,
                A::RsaSsaPssSha384,
                A::RsaSsaPssSha512,
                A::EcdsaP256Sha256,
                A::EcdsaP384Sha384,
                A::EdDsa,
            ])
            .set_time_fn(move || now)
    }
}

fn away(what: &str) -> ServiceError {
    ServiceError::Away(what.to_owned())
}

/// Some services take the secret in the form only.
fn posts_only(about: &CoreProviderMetadata) -> bool {
    use openidconnect::core::CoreClientAuthMethod as M;
    about
        .token_endpoint_auth_methods_supported()
        .is_some_and(|known| known.contains(&M::ClientSecretPost) && !known.contains(&M::ClientSecretBasic))
}

/// What does not fit, without the service's words.
fn why(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "it is too old",
        ClaimsVerificationError::InvalidAudience(_) => "it is for somebody else",
        ClaimsVerificationError::InvalidIssuer(_) => "it is from somebody else",
        ClaimsVerificationError::InvalidNonce(_) => "it answers another question",
        ClaimsVerificationError::SignatureVerification(_) => "its signature does not fit",
        _ => "it cannot be read",
    }
}
