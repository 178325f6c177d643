//! The one HTTP client. In: a [`Request`]. Out: a whole, bounded [`Response`] or a [`NetError`].
//! Every hop is judged by the guard, resolved once, pinned, counted against its host's slots and read within the
//! request's time and size. Built once by `app`; cheap to clone.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, StatusCode, header};
use jiff::Timestamp;
use reqwest::tls::Certificate;
use tokio::time::Instant;
use tokio_rustls::rustls::ClientConfig;
use url::Url;

use super::cidr::Cidr;
use super::error::NetError;
use super::guard::{Profile, Rules};
use super::line::tls_config;
use super::message::{Request, Response};
use super::redirect;
use super::resolve::{PinnedResolver, Resolver, local_names};
use super::retry_after::retry_after;
use super::slots::Slots;
use crate::clock::SharedClock;

/// Time for name, connection and TLS together.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an unused connection is kept.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// Unused connections kept per host.
const IDLE_PER_HOST: usize = 4;
/// Total time of a request made with the bare federation client.
const FEDERATION_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest time any request may ask for.
const MAX_TIMEOUT: Duration = Duration::from_secs(3600);

/// What the operator decides about the way out.
#[derive(Clone)]
pub struct NetConfig {
    /// Sent with every request; names the software, its version and where to find out more.
    pub user_agent: String,
    /// `development.loopback`: hosts of this machine may be asked, by http and on any port.
    pub loopback: bool,
    /// `egress.proxy`: every request goes through this http(s) proxy, https by CONNECT (RFC 9110 §9.3.6). It then
    /// resolves the names, so pinning and address rules are the proxy's; URL rules stay ours.
    pub proxy: Option<Url>,
    /// `egress.extra_ca_file`: PEM certificates trusted beside the system's.
    pub extra_ca_pem: Option<Vec<u8>>,
    /// `egress.allow`: networks that sources may live in although they are private, e.g. a town's internal website.
    pub allow: Vec<Cidr>,
}

/// The way out. Clones share connections, slots and rules.
#[derive(Clone)]
pub struct Net(Arc<Inner>);

struct Inner {
    rules: Arc<Rules>,
    federation: reqwest::Client,
    source: reqwest::Client,
    /// Names for lines to mailboxes: the Source rules.
    pinned: PinnedResolver,
    /// For what [`line`](super::line) needs, and needs late: most processes never read a mailbox.
    config: NetConfig,
    tls: OnceLock<Result<Arc<ClientConfig>, NetError>>,
    slots: Slots,
    clock: SharedClock,
}

impl Net {
    /// Builds both clients. Reads the hosts file under the development switch only.
    ///
    /// # Errors
    /// [`NetError::Setup`] if proxy, certificates or user agent are unusable.
    pub fn new(config: NetConfig, resolver: Arc<dyn Resolver>, clock: SharedClock) -> Result<Net, NetError> {
        let rules = Arc::new(Rules { loopback: config.loopback, allow: config.allow.clone() });
        let hosts_file =
            if config.loopback { std::fs::read_to_string("/etc/hosts").unwrap_or_default() } else { String::new() };
        let pinned = PinnedResolver {
            profile: Profile::Source,
            rules: Arc::clone(&rules),
            resolver,
            proxy_host: config.proxy.as_ref().and_then(Url::host_str).map(str::to_owned),
            local_names: Arc::new(local_names(&hosts_file)),
        };
        let source = build_client(&config, pinned.clone())?;
        let federation = build_client(&config, PinnedResolver { profile: Profile::Federation, ..pinned.clone() })?;
        let (tls, slots) = (OnceLock::new(), Slots::default());
        Ok(Net(Arc::new(Inner { rules, federation, source, pinned, config, tls, slots, clock })))
    }

    pub(super) fn rules(&self) -> &Rules {
        &self.0.rules
    }

    pub(super) fn pinned(&self) -> &PinnedResolver {
        &self.0.pinned
    }

    pub(super) fn proxy(&self) -> Option<&Url> {
        self.0.config.proxy.as_ref()
    }

    pub(super) fn tls(&self) -> Result<Arc<ClientConfig>, NetError> {
        self.0.tls.get_or_init(|| tls_config(&self.0.config)).clone()
    }

    /// Sends one request and reads the whole answer. Any status is an answer; redirects of GET and HEAD are followed as
    /// far as the profile and [`Request::max_redirects`] allow.
    ///
    /// # Errors
    /// See [`NetError`]; nothing is retried here.
    pub async fn send(&self, request: Request) -> Result<Response, NetError> {
        let deadline = Instant::now() + request.timeout.min(MAX_TIMEOUT);
        tokio::time::timeout_at(deadline, self.follow(request, deadline)).await.unwrap_or(Err(NetError::Timeout))
    }

    /// Judges a URL without asking anyone; names are judged again by their addresses when connecting.
    ///
    /// # Errors
    /// [`NetError::Blocked`] with the broken rule.
    pub fn check_url(&self, profile: Profile, url: &Url) -> Result<(), NetError> {
        self.0.rules.check_url(profile, url).map_err(|reason| NetError::blocked(url, reason))
    }

    /// The bare client with the Federation rules for libraries that insist on one: no redirects, names resolved once
    /// and pinned, user agent, 10 seconds. It connects to address literals and any port, and reads without limit:
    /// its caller asks [`Net::check_url`] first and bounds the body.
    #[must_use]
    pub fn federation_client(&self) -> reqwest::Client {
        self.0.federation.clone()
    }

    /// How long the server asked us to stay away, seen from now (RFC 9110 §10.2.3); at most 30 days.
    #[must_use]
    pub fn retry_after(&self, response: &Response) -> Option<Duration> {
        let now: Timestamp = self.0.clock.now();
        retry_after(&response.headers, now)
    }

    async fn follow(&self, mut request: Request, deadline: Instant) -> Result<Response, NetError> {
        let reads = matches!(request.method, Method::GET | Method::HEAD);
        let most = request.profile.max_redirects().min(request.max_redirects.unwrap_or(u8::MAX));
        request.url.set_fragment(None);
        let mut hops = 0;
        let mut permanent = true;
        self.check_url(request.profile, &request.url)?;
        loop {
            let _slot = if reads {
                let turn = self.0.slots.take(request.profile, &request.url);
                Some(tokio::time::timeout_at(deadline, turn).await.map_err(|_| NetError::Busy)?)
            } else {
                None
            };
            let reply = self.ask(&request, deadline).await?;
            let status = reply.status();
            if !(reads && most > 0 && redirect::is_redirect(status)) {
                let moved = (hops > 0 && permanent).then(|| request.url.clone());
                return read(reply, &request, moved).await;
            }
            if hops == most {
                return Err(NetError::TooManyRedirects);
            }
            hops += 1;
            permanent &= redirect::is_permanent(status);
            let next = redirect::target(&request.url, reply.headers())?;
            self.check_url(request.profile, &next)?;
            redirect::check_step(request.profile, &request.url, &next)?;
            request.headers = redirect::headers_for_step(&request.url, &next, request.headers);
            request.url = next;
        }
    }

    /// One hop: from sending to the response head.
    async fn ask(&self, request: &Request, deadline: Instant) -> Result<reqwest::Response, NetError> {
        let client = match request.profile {
            Profile::Federation => &self.0.federation,
            Profile::Source => &self.0.source,
        };
        let mut outgoing = reqwest::Request::new(request.method.clone(), request.url.clone());
        *outgoing.headers_mut() = request.headers.clone();
        *outgoing.body_mut() = request.body.clone().map(Into::into);
        // `send` keeps the time; this only lifts the client's own limit.
        *outgoing.timeout_mut() = Some(deadline.saturating_duration_since(Instant::now()) + CONNECT_TIMEOUT);
        client.execute(outgoing).await.map_err(|error| NetError::from_reqwest(&request.url, &error))
    }
}

/// Reads the body, counting what comes out of the decompressor, and stops at the first byte too many.
async fn read(mut reply: reqwest::Response, request: &Request, moved: Option<Url>) -> Result<Response, NetError> {
    let status = reply.status();
    let headers: HeaderMap = reply.headers().clone();
    let bodiless =
        request.method == Method::HEAD || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    let body = if bodiless { Bytes::new() } else { read_body(&mut reply, request).await? };
    Ok(Response { status, headers, url: request.url.clone(), redirected_permanently_to: moved, body })
}

async fn read_body(reply: &mut reqwest::Response, request: &Request) -> Result<Bytes, NetError> {
    // What the decompressor understands it has removed from the headers.
    let encoding = reply.headers().get(header::CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(NetError::Protocol("the body has an encoding that was not asked for".to_owned()));
    }
    let max = request.max_bytes;
    if reply.content_length().is_some_and(|length| usize::try_from(length).map_or(true, |length| length > max)) {
        return Err(NetError::TooLarge);
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = reply.chunk().await.map_err(|error| NetError::from_reqwest(&request.url, &error))? {
        if chunk.len() > max.saturating_sub(body.len()) {
            return Err(NetError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

#[expect(clippy::disallowed_methods, reason = "the one place that builds clients, behind the egress guard")]
fn build_client(config: &NetConfig, resolver: PinnedResolver) -> Result<reqwest::Client, NetError> {
    // `no_proxy` first: it also forgets proxies that were set before.
    let mut builder = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .user_agent(&config.user_agent)
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(FEDERATION_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .pool_max_idle_per_host(IDLE_PER_HOST)
        .https_only(resolver.profile == Profile::Federation && !config.loopback);
    if let Some(proxy) = &config.proxy {
        if !matches!(proxy.scheme(), "http" | "https") || !proxy.has_host() {
            return Err(NetError::Setup("egress.proxy must look like http://host:port".to_owned()));
        }
        builder = builder.proxy(
            reqwest::Proxy::all(proxy.clone())
                .map_err(|_| NetError::Setup("egress.proxy cannot be used".to_owned()))?,
        );
    }
    if let Some(pem) = &config.extra_ca_pem {
        let certificates = Certificate::from_pem_bundle(pem).unwrap_or_default();
        if certificates.is_empty() {
            return Err(NetError::Setup("egress.extra_ca_file holds no PEM certificate".to_owned()));
        }
        builder = builder.tls_certs_merge(certificates);
    }
    builder.dns_resolver(Arc::new(resolver)).build().map_err(|error| NetError::Setup(innermost(&error)))
}

/// Whether a PEM file holds at least one certificate that can be read.
#[must_use]
pub fn holds_certificates(pem: &[u8]) -> bool {
    Certificate::from_pem_bundle(pem).is_ok_and(|all| !all.is_empty())
}

/// The last cause of a building error, which names what is wrong (no system certificates, bad header value).
fn innermost(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}

#[cfg(test)]
impl Net {
    /// One GET past the URL rules, so that a test without root can meet the address rules on a free port.
    pub(super) async fn ask_unchecked(&self, profile: Profile, url: &Url) -> Result<String, NetError> {
        let request = Request::get(profile, url.clone());
        let reply = self.ask(&request, Instant::now() + request.timeout).await?;
        let body = read(reply, &request, None).await?.body;
        Ok(String::from_utf8_lossy(&body).into_owned())
    }
}
