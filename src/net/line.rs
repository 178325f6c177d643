//! A line to a mailbox: a guarded TCP connection with TLS. In: a host, a port, and whether TLS comes first. Out: a
//! [`Line`] to read from and write to. The name is judged by the Source rules, resolved once and pinned like any other;
//! only the ports of IMAP are open (993 with TLS, 143 to be secured by `STARTTLS`), and only a host of this machine under
//! the development switch may be talked to in the clear. With `egress.proxy` the line is a CONNECT tunnel (RFC 9110
//! §9.3.6) and the proxy resolves the name. Called by `sources::mail`.

use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use rustls_platform_verifier::Verifier;
use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use url::{Host, Url};

use super::client::{CONNECT_TIMEOUT, Net, NetConfig};
use super::error::NetError;
use super::guard::Refusal;

/// The longest answer of a proxy to a CONNECT, in bytes.
const MAX_PROXY_HEAD: usize = 8 * 1024;

/// What both ends of a connection can do.
trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// A connection to a mailbox's server.
pub struct Line {
    stream: Box<dyn Duplex>,
    host: Host,
    secure: bool,
    /// The host is this machine, under the development switch.
    ours: bool,
    tls: Arc<ClientConfig>,
}

impl Line {
    /// Whether a password may be said here: the line is encrypted, or never leaves this machine.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        self.secure || self.ours
    }

    /// Whether TLS is spoken already.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Begins TLS (after the server agreed to it). What was said before must have been read to its end: bytes that came
    /// in the clear never count as said in the secure part.
    ///
    /// # Errors
    /// [`NetError::Tls`] when the server's certificate is not valid for its name.
    pub async fn secured(self) -> Result<Self, NetError> {
        let stream = handshake(&self.tls, &self.host, self.stream).await?;
        Ok(Self { stream, secure: true, ..self })
    }
}

async fn handshake(
    config: &Arc<ClientConfig>,
    host: &Host,
    stream: Box<dyn Duplex>,
) -> Result<Box<dyn Duplex>, NetError> {
    let name = match host {
        Host::Domain(name) => ServerName::try_from(name.clone()).map_err(|_| NetError::Tls)?,
        Host::Ipv4(ip) => ServerName::IpAddress(IpAddr::V4(*ip).into()),
        Host::Ipv6(ip) => ServerName::IpAddress(IpAddr::V6(*ip).into()),
    };
    let connect = TlsConnector::from(Arc::clone(config)).connect(name, stream);
    let stream = tokio::time::timeout(CONNECT_TIMEOUT, connect).await.map_err(|_| NetError::Timeout)?;
    Ok(Box::new(stream.map_err(|_| NetError::Tls)?))
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl Net {
    /// Opens a line to a mailbox's server; with `tls` it is secure from its first byte (RFC 8314 §3.2).
    ///
    /// # Errors
    /// [`NetError::Blocked`] when the guard refuses host, port or every address; the usual ones of a connection.
    pub async fn dial(&self, host: &str, port: u16, tls: bool) -> Result<Line, NetError> {
        let refused = |reason| NetError::Blocked { url: format!("imap://{host}:{port}"), reason };
        let to = Host::parse(host).map_err(|_| refused(Refusal::NoHost))?;
        let ours = self.rules().check_mailbox(to_ref(&to), port, tls).map_err(refused)?;
        let config = self.tls()?;
        let connect = async {
            match self.proxy() {
                Some(proxy) => self.tunnel(proxy, &to, port, &config).await,
                None => self.connect(&to, port).await.map_err(|error| error.into_error(refused)),
            }
        };
        let stream = tokio::time::timeout(CONNECT_TIMEOUT, connect).await.map_err(|_| NetError::Timeout)??;
        let stream = if tls { handshake(&config, &to, stream).await? } else { stream };
        Ok(Line { stream, host: to, secure: tls, ours, tls: config })
    }

    /// Connects to the first address of a host that answers.
    async fn connect(&self, host: &Host, port: u16) -> Result<Box<dyn Duplex>, Failed> {
        let addresses: Vec<IpAddr> = match host {
            Host::Ipv4(ip) => vec![IpAddr::V4(*ip)],
            Host::Ipv6(ip) => vec![IpAddr::V6(*ip)],
            Host::Domain(name) => self.pinned().addresses(name).await.map_err(|error| {
                match error.get_ref().and_then(|cause| cause.downcast_ref::<Refusal>()) {
                    Some(reason) => Failed::Refused(*reason),
                    None => Failed::Net(NetError::Dns),
                }
            })?,
        };
        let addresses: Vec<SocketAddr> = addresses.into_iter().map(|ip| SocketAddr::new(ip, port)).collect();
        let stream = TcpStream::connect(&addresses[..]).await.map_err(|_| Failed::Net(NetError::Connect))?;
        Ok(Box::new(stream))
    }

    /// Asks the proxy for a tunnel. It is trusted, wherever it lives.
    async fn tunnel(
        &self,
        proxy: &Url,
        to: &Host,
        port: u16,
        config: &Arc<ClientConfig>,
    ) -> Result<Box<dyn Duplex>, NetError> {
        let at = proxy.host().ok_or(NetError::Connect)?.to_owned();
        let usual = if proxy.scheme() == "https" { 443 } else { 80 };
        let stream = self.connect(&at, proxy.port().unwrap_or(usual)).await.map_err(|_| NetError::Connect)?;
        let mut stream = if proxy.scheme() == "https" { handshake(config, &at, stream).await? } else { stream };
        let mut head = format!("CONNECT {to}:{port} HTTP/1.1\r\nHost: {to}:{port}\r\n");
        if !proxy.username().is_empty() {
            head.push_str(&format!("Proxy-Authorization: {}\r\n", basic(proxy)));
        }
        head.push_str("\r\n");
        let mut ask = async || {
            stream.write_all(head.as_bytes()).await?;
            stream.flush().await?;
            // Byte by byte: what follows the empty line belongs to the mailbox.
            let mut answer = Vec::new();
            while !answer.ends_with(b"\r\n\r\n") && answer.len() < MAX_PROXY_HEAD {
                answer.push(stream.read_u8().await?);
            }
            Ok::<_, io::Error>(answer)
        };
        let answer = ask().await.map_err(|_| NetError::Connect)?;
        let status = answer.split(|byte| *byte == b' ').nth(1);
        if status == Some(b"200") { Ok(stream) } else { Err(NetError::Connect) }
    }

    /// The texts that stand under a name (TXT records, RFC 1035 §3.3.14); none when there is no such name.
    ///
    /// # Errors
    /// [`NetError::Dns`] when nobody could be asked: nothing follows from it.
    pub async fn texts(&self, name: &str) -> Result<Vec<Vec<u8>>, NetError> {
        self.pinned().resolver.texts(name).await.map_err(|_| NetError::Dns)
    }
}

/// Why no connection came about.
enum Failed {
    Refused(Refusal),
    Net(NetError),
}

impl Failed {
    fn into_error(self, refused: impl Fn(Refusal) -> NetError) -> NetError {
        match self {
            Self::Refused(reason) => refused(reason),
            Self::Net(error) => error,
        }
    }
}

fn to_ref(host: &Host) -> Host<&str> {
    match host {
        Host::Domain(name) => Host::Domain(name.as_str()),
        Host::Ipv4(ip) => Host::Ipv4(*ip),
        Host::Ipv6(ip) => Host::Ipv6(*ip),
    }
}

/// The proxy's own user and password (RFC 7617); they are percent-encoded in its address.
fn basic(proxy: &Url) -> String {
    let decoded = |text: &str| {
        let pair = format!("x={}", text.replace('+', "%2B"));
        url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    let words = format!("{}:{}", decoded(proxy.username()), decoded(proxy.password().unwrap_or_default()));
    format!("Basic {}", data_encoding::BASE64.encode(words.as_bytes()))
}

/// Trusts what the system trusts, and `egress.extra_ca_file`.
pub(super) fn tls_config(config: &NetConfig) -> Result<Arc<ClientConfig>, NetError> {
    let setup = |error: &dyn std::fmt::Display| NetError::Setup(format!("TLS cannot be used: {error}"));
    let pem = config.extra_ca_pem.as_deref().unwrap_or_default();
    let extra: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(pem).filter_map(Result::ok).collect();
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = Verifier::new_with_extra_roots(extra, Arc::clone(&provider)).map_err(|error| setup(&error))?;
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(|e| setup(&e))?;
    let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    Ok(Arc::new(builder.with_no_client_auth()))
}
