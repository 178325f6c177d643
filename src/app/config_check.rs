//! Checks a configuration against the machine it stands on. In: a configuration whose keys and kinds are right. Out: what
//! the network needs from it, or the key that cannot be used and why. Called when the server is built, and by
//! `config check`, which also looks whether addresses and folders can be used.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;

use url::Url;

use super::proxies::TrustedProxies;
use super::user_agent;
use crate::admin::ServiceSettings;
use crate::config::{Config, ConfigError, Fault};
use crate::domain::connection::Secret;
use crate::net::{Cidr, NetConfig};
use crate::notify::{MailError, MailSettings, Mailer};

/// The part that concerns going out.
///
/// # Errors
/// [`ConfigError::Value`] names the key.
pub fn net_config(config: &Config) -> Result<NetConfig, ConfigError> {
    Ok(NetConfig {
        user_agent: user_agent(),
        loopback: config.development.loopback,
        proxy: config.egress.proxy.as_deref().map(proxy).transpose()?,
        extra_ca_pem: config.egress.extra_ca_file.as_deref().map(certificates).transpose()?,
        allow: networks("egress.allow", &config.egress.allow)?,
    })
}

/// The reverse proxies that are believed.
///
/// # Errors
/// [`ConfigError::Value`] names the key.
pub fn proxies(config: &Config) -> Result<TrustedProxies, ConfigError> {
    Ok(TrustedProxies::new(networks("server.trusted_proxies", &config.server.trusted_proxies)?))
}

/// The way to the mail relay, if one is configured.
///
/// # Errors
/// [`ConfigError::Value`] names the key.
pub fn mailer(config: &Config) -> Result<Option<Mailer>, ConfigError> {
    let mail = &config.mail;
    let (Some(relay), Some(from)) = (&mail.relay, &mail.from) else { return Ok(None) };
    let extra_ca_pem = config.egress.extra_ca_file.as_deref().map(certificates).transpose()?;
    let settings = MailSettings {
        relay,
        password: mail.password.as_deref(),
        from,
        operators: &mail.operator,
        extra_ca_pem: extra_ca_pem.as_deref(),
    };
    let mailer = Mailer::new(&settings).map_err(|error| match error {
        MailError::Address { key, address } => ConfigError::value(key, Fault::Mail(address)),
        _ => ConfigError::value("mail.relay", Fault::Relay),
    })?;
    Ok(Some(mailer))
}

/// The town hall's own sign-in service, if one is configured.
///
/// # Errors
/// [`ConfigError::Value`] names the key.
pub fn service(config: &Config) -> Result<Option<ServiceSettings>, ConfigError> {
    let oidc = &config.oidc;
    let Some(issuer) = &oidc.issuer else { return Ok(None) };
    let url = Url::parse(issuer).ok().filter(|url| {
        let scheme = url.scheme() == "https" || (url.scheme() == "http" && config.development.loopback);
        scheme && url.has_host() && url.query().is_none() && url.fragment().is_none() && url.username().is_empty()
    });
    if url.is_none() {
        return Err(ConfigError::value("oidc.issuer", Fault::Issuer));
    }
    let client_id = oidc.client_id.clone().filter(|id| !id.is_empty());
    Ok(Some(ServiceSettings {
        issuer: issuer.clone(),
        client_id: client_id.ok_or_else(|| ConfigError::value("oidc.client_id", Fault::NoClient))?,
        client_secret: oidc.client_secret.as_deref().filter(|secret| !secret.is_empty()).map(Secret::new),
        second_proof: oidc.second_proof.clone(),
    }))
}

/// Everything `config check` looks at: [`net_config`], [`mailer`], [`service`], the addresses to listen on, the folder for data.
///
/// # Errors
/// [`ConfigError::Value`] names the key.
pub fn check(config: &Config) -> Result<(), ConfigError> {
    net_config(config)?;
    proxies(config)?;
    mailer(config)?;
    service(config)?;
    for (key, address) in
        [("server.listen", config.server.listen), ("server.internal_listen", config.server.internal_listen)]
    {
        // Any free port: the real one may be in use by the server that runs already.
        TcpListener::bind(SocketAddr::new(address.ip(), 0))
            .map_err(|cause| ConfigError::value(key, Fault::Listen { address: address.to_string(), cause }))?;
    }
    let folder = &config.storage.data_dir;
    is_writable(folder).map_err(|cause| {
        ConfigError::value("storage.data_dir", Fault::Folder { path: folder.display().to_string(), cause })
    })
}

fn networks(key: &str, texts: &[String]) -> Result<Vec<Cidr>, ConfigError> {
    let parse = |text: &String| text.parse().map_err(|_| ConfigError::value(key, Fault::Network(text.clone())));
    texts.iter().map(parse).collect()
}

/// `http://host:port`. The value is never repeated: it may hold a password.
fn proxy(text: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(text).ok();
    url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| ConfigError::value("egress.proxy", Fault::Proxy))
}

fn certificates(path: &Path) -> Result<Vec<u8>, ConfigError> {
    let shown = path.display().to_string();
    let fault = |fault| ConfigError::value("egress.extra_ca_file", fault);
    let pem = std::fs::read(path).map_err(|cause| fault(Fault::File { path: shown.clone(), cause }))?;
    if crate::net::holds_certificates(&pem) { Ok(pem) } else { Err(fault(Fault::NoCertificate { path: shown })) }
}

/// Whether files can be made in a folder; where it does not exist yet, in the nearest one above it.
fn is_writable(folder: &Path) -> io::Result<()> {
    let mut nearest = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    while !nearest.exists() {
        nearest = match nearest.parent() {
            Some(above) if !above.as_os_str().is_empty() => above,
            _ => Path::new("."),
        };
    }
    let probe = nearest.join(format!(".ausrufer-{}", std::process::id()));
    std::fs::File::create_new(&probe)?;
    std::fs::remove_file(&probe)
}
