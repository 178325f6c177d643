//! Configuration: one struct whose doc comments become `config/ausrufer.toml` (generated and compared in a test).
//!
//! Order of precedence: environment (`AUSRUFER_<SECTION>_<KEY>`), then the TOML file, then defaults. An unknown key is
//! an error with a suggestion. Every key that holds a secret can also be read from a file: `AUSRUFER_…_FILE`.

mod faults;
mod keys;

pub use faults::{ConfigError, Fault};
pub use keys::closest;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use confique::{Config as _, Layer as _};

use crate::error::chain;

/// Everything that can be set.
#[derive(Debug, Clone, confique::Config)]
pub struct Config {
    /// Where the server listens and who it is.
    #[config(nested)]
    pub server: Server,
    /// Where data lives.
    #[config(nested)]
    pub storage: Storage,
    /// How the server reaches others.
    #[config(nested)]
    pub egress: Egress,
    /// How the server sends mail. Without a relay it sends none.
    #[config(nested)]
    pub mail: Mail,
    /// The town hall's own sign-in service (OpenID Connect), with which people may sign in to the admin area.
    #[config(nested)]
    pub oidc: Oidc,
    /// Bounds that protect the machine and the readers.
    #[config(nested)]
    pub limits: Limits,
    /// For trying things out on one machine.
    #[config(nested)]
    pub development: Development,
}

/// The `[server]` section.
#[derive(Debug, Clone, confique::Config)]
pub struct Server {
    /// Address for visitors and peers. Put a reverse proxy with TLS before it.
    #[config(env = "AUSRUFER_SERVER_LISTEN", default = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Address for the operator: /livez, /readyz, /metrics, /tls-erlaubt. Never expose it.
    #[config(env = "AUSRUFER_SERVER_INTERNAL_LISTEN", default = "127.0.0.1:9090")]
    pub internal_listen: SocketAddr,
    /// The scheme visitors use. "http" only together with development.loopback.
    #[config(env = "AUSRUFER_SERVER_PUBLIC_SCHEME", default = "https")]
    pub public_scheme: String,
    /// Host of the admin area. Default: the first town's host.
    #[config(env = "AUSRUFER_SERVER_ADMIN_HOST")]
    pub admin_host: Option<String>,
    /// Networks (CIDR) of reverse proxies whose X-Forwarded-For (or Forwarded) is believed.
    #[config(env = "AUSRUFER_SERVER_TRUSTED_PROXIES", default = [], parse_env = confique::env::parse::list_by_comma)]
    pub trusted_proxies: Vec<String>,
}

/// The `[storage]` section.
#[derive(Debug, Clone, confique::Config)]
pub struct Storage {
    /// Folder for the SQLite database, pictures, the page mirror and the key file.
    #[config(env = "AUSRUFER_STORAGE_DATA_DIR", default = "./data")]
    pub data_dir: PathBuf,
    /// "postgres://…" for PostgreSQL. Default: SQLite at data_dir/ausrufer.db.
    #[config(env = "AUSRUFER_STORAGE_DATABASE_URL")]
    pub database_url: Option<String>,
    /// "s3://bucket/prefix" for pictures in S3-compatible storage. Default: data_dir/medien.
    #[config(env = "AUSRUFER_STORAGE_MEDIA_URL")]
    pub media_url: Option<String>,
    /// File with the key that seals secrets. Default: data_dir/secret.key, made at the first start. Keep a copy elsewhere.
    #[config(env = "AUSRUFER_STORAGE_SECRET_KEY_FILE")]
    pub secret_key_file: Option<PathBuf>,
}

/// The `[egress]` section.
#[derive(Debug, Clone, confique::Config)]
pub struct Egress {
    /// "http://host:port" of a CONNECT proxy, for networks that have only that.
    #[config(env = "AUSRUFER_EGRESS_PROXY")]
    pub proxy: Option<String>,
    /// PEM file with a further certificate authority to trust.
    #[config(env = "AUSRUFER_EGRESS_EXTRA_CA_FILE")]
    pub extra_ca_file: Option<PathBuf>,
    /// Private networks (CIDR) from which sources may be read, e.g. the town's internal website.
    #[config(env = "AUSRUFER_EGRESS_ALLOW", default = [], parse_env = confique::env::parse::list_by_comma)]
    pub allow: Vec<String>,
}

/// The `[mail]` section.
#[derive(Debug, Clone, confique::Config)]
pub struct Mail {
    /// "smtps://user@host:port" of the relay, or "smtp://…" for STARTTLS. Without TLS only to this machine.
    #[config(env = "AUSRUFER_MAIL_RELAY")]
    pub relay: Option<String>,
    /// The relay's password.
    #[config(env = "AUSRUFER_MAIL_PASSWORD")]
    pub password: Option<String>,
    /// File with the relay's password, instead of `password`.
    pub password_file: Option<PathBuf>,
    /// Sender address. Needed with a relay.
    #[config(env = "AUSRUFER_MAIL_FROM")]
    pub from: Option<String>,
    /// Addresses of those who run this server: they are told when a channel needs someone. Without them it is only logged.
    #[config(env = "AUSRUFER_MAIL_OPERATOR", default = [], parse_env = confique::env::parse::list_by_comma)]
    pub operator: Vec<String>,
}

/// The `[oidc]` section.
#[derive(Clone, confique::Config)]
pub struct Oidc {
    /// The service's address, exactly as it calls itself (its "issuer"). Without it there is no such way to sign in. The
    /// service sends people back to https://ADMIN-HOST/verwaltung/anmelden/rathaus-konto/zurueck.
    #[config(env = "AUSRUFER_OIDC_ISSUER")]
    pub issuer: Option<String>,
    /// Our name there. Needed with an issuer.
    #[config(env = "AUSRUFER_OIDC_CLIENT_ID")]
    pub client_id: Option<String>,
    /// Our secret there, if the service gave one.
    #[config(env = "AUSRUFER_OIDC_CLIENT_SECRET")]
    pub client_secret: Option<String>,
    /// File with our secret, instead of `client_secret`.
    pub client_secret_file: Option<PathBuf>,
    /// Words of the service ("amr" or "acr") that mean: a second proof was given there, e.g. ["mfa"]. Without any, this
    /// server asks for its own.
    #[config(env = "AUSRUFER_OIDC_SECOND_PROOF", default = [], parse_env = confique::env::parse::list_by_comma)]
    pub second_proof: Vec<String>,
}

impl std::fmt::Debug for Oidc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Oidc").field("issuer", &self.issuer).field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// The `[limits]` section.
#[derive(Debug, Clone, confique::Config)]
pub struct Limits {
    /// Memory for rendered pages over all towns, in bytes.
    #[config(env = "AUSRUFER_LIMITS_PAGE_CACHE", default = 100_663_296)]
    pub page_cache: usize,
    /// Seconds between the first answer that a post is gone, from the source itself or for its id at a platform's
    /// interface, and the second that makes a withdrawal final.
    #[config(env = "AUSRUFER_LIMITS_CONFIRM_GONE_AFTER", default = 300)]
    pub confirm_gone_after: u32,
    /// The same where a website only answers "404 Not Found", or a calendar no longer lists it, in seconds.
    #[config(env = "AUSRUFER_LIMITS_CONFIRM_NOT_FOUND_AFTER", default = 3600)]
    pub confirm_not_found_after: u32,
    /// Jobs that run at the same time; one more is kept free for warnings and what people wait for.
    #[config(env = "AUSRUFER_LIMITS_JOBS", default = 8)]
    pub jobs: usize,
}

/// The `[development]` section.
#[derive(Debug, Clone, confique::Config)]
pub struct Development {
    /// Permits http, explicit ports and loopback addresses for federation. Refused unless every town's host is
    /// localhost, *.localhost, *.test or 127.x.
    #[config(env = "AUSRUFER_DEVELOPMENT_LOOPBACK", default = false)]
    pub loopback: bool,
    /// Under loopback nobody needs a second proof to sign in to the admin area. This asks for it all the same, as in
    /// operation, where it is always asked for.
    #[config(env = "AUSRUFER_DEVELOPMENT_SECOND_PROOF", default = false)]
    pub second_proof: bool,
}

impl Config {
    /// Reads environment and file. Without `file`, `ausrufer.toml` in the current folder is read when it exists.
    ///
    /// # Errors
    /// [`ConfigError`] with place, key, cause and remedy.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let environment = environment();
        keys::check_environment(&environment)?;
        let env = <Self as confique::Config>::Layer::from_env().map_err(|error| ConfigError::Other(chain(&error)))?;
        let mut layer = env;
        if let Some(path) = Self::file(file) {
            layer = layer.with_fallback(read_file(&path)?);
        }
        let layer = layer.with_fallback(<Self as confique::Config>::Layer::default_values());
        let mut config = Self::from_layer(layer).map_err(|error| ConfigError::Other(chain(&error)))?;
        let checked = config.read_secret_files(&environment).and_then(|()| config.check());
        checked.map_err(|error| error.placed(|key| Self::place(key, file)))?;
        Ok(config)
    }

    /// The file that is read: the one given, else `ausrufer.toml` when it exists.
    fn file(given: Option<&Path>) -> Option<PathBuf> {
        match given {
            Some(path) => Some(path.to_owned()),
            None => Some(PathBuf::from("ausrufer.toml")).filter(|path| path.exists()),
        }
    }

    /// Where a key's value stands: its variable, else the file; `None` when neither is there.
    #[must_use]
    pub fn place(key: &str, file: Option<&Path>) -> Option<String> {
        let variable = keys::variable(key);
        let set = environment()
            .into_iter()
            .map(|(name, _)| name)
            .find(|name| *name == variable || name.strip_suffix("_FILE").is_some_and(|base| base == variable));
        set.or_else(|| Self::file(file).map(|path| path.display().to_string()))
    }

    /// The defaults, for tests and the demo.
    ///
    /// # Errors
    /// Never in practice: defaults are complete.
    pub fn defaults() -> Result<Self, ConfigError> {
        Self::from_layer(<Self as confique::Config>::Layer::default_values())
            .map_err(|error| ConfigError::Other(chain(&error)))
    }

    /// The template with every option and its meaning.
    #[must_use]
    pub fn template() -> String {
        confique::toml::template::<Self>(confique::toml::FormatOptions::default())
    }

    /// Checks values against each other.
    ///
    /// # Errors
    /// [`ConfigError::Value`] with the key and what is wrong.
    pub fn check(&self) -> Result<(), ConfigError> {
        // Anything else would be taken for a file name, a password in it included.
        let engine = self.storage.database_url.as_deref().unwrap_or("sqlite:");
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|known| engine.starts_with(known)) {
            return Err(ConfigError::value("storage.database_url", Fault::Engine));
        }
        if self.limits.jobs == 0 {
            return Err(ConfigError::value("limits.jobs", Fault::Zero));
        }
        // Port 0 is any free one.
        if self.server.listen == self.server.internal_listen && self.server.listen.port() != 0 {
            return Err(ConfigError::value("server.internal_listen", Fault::SameAs("server.listen")));
        }
        if self.mail.relay.is_some() && self.mail.from.is_none() {
            return Err(ConfigError::value("mail.from", Fault::NoSender));
        }
        match self.server.public_scheme.as_str() {
            "https" => Ok(()),
            "http" if self.development.loopback => Ok(()),
            "http" => Err(ConfigError::value("server.public_scheme", Fault::PlainHttp)),
            _ => Err(ConfigError::value("server.public_scheme", Fault::Scheme)),
        }
    }

    /// Whether nobody works in the admin area with a password alone.
    #[must_use]
    pub fn second_proof(&self) -> bool {
        !self.development.loopback || self.development.second_proof
    }

    /// Where the database is.
    #[must_use]
    pub fn database_url(&self) -> String {
        self.storage
            .database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", self.storage.data_dir.join("ausrufer.db").display()))
    }

    /// Where pictures are.
    #[must_use]
    pub fn media_place(&self) -> String {
        self.storage.media_url.clone().unwrap_or_else(|| self.storage.data_dir.join("medien").display().to_string())
    }

    /// Where the key file is.
    #[must_use]
    pub fn secret_key_file(&self) -> PathBuf {
        self.storage.secret_key_file.clone().unwrap_or_else(|| self.storage.data_dir.join("secret.key"))
    }

    /// Fills secrets from `AUSRUFER_…_FILE`.
    fn read_secret_files(&mut self, environment: &[(String, String)]) -> Result<(), ConfigError> {
        let slots = [
            &mut self.storage.database_url,
            &mut self.mail.password,
            &mut self.mail.relay,
            &mut self.egress.proxy,
            &mut self.oidc.client_secret,
        ];
        for (secret, slot) in SECRETS.into_iter().zip(slots) {
            let variable = format!("{secret}_FILE");
            if let Some((_, path)) = environment.iter().find(|(key, _)| *key == variable) {
                let text = std::fs::read_to_string(path).map_err(|cause| ConfigError::Read {
                    path: path.clone(),
                    variable: Some(variable),
                    cause,
                })?;
                *slot = Some(text.trim_end().to_owned());
            }
        }
        for (slot, path, key) in [
            (&mut self.mail.password, &self.mail.password_file, "mail.password_file"),
            (&mut self.oidc.client_secret, &self.oidc.client_secret_file, "oidc.client_secret_file"),
        ] {
            if let (None, Some(path)) = (&slot, path) {
                let text = std::fs::read_to_string(path).map_err(|cause| {
                    ConfigError::value(key, Fault::File { path: path.display().to_string(), cause })
                })?;
                *slot = Some(text.trim_end().to_owned());
            }
        }
        Ok(())
    }
}

/// Whether a town may have this host under `development.loopback`.
#[must_use]
pub fn is_loopback_host(host: &str) -> bool {
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, port)| if port.bytes().all(|b| b.is_ascii_digit()) { name } else { host });
    name == "localhost"
        || name.ends_with(".localhost")
        || name.ends_with(".test")
        || name.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
}

/// Our variables.
fn environment() -> Vec<(String, String)> {
    std::env::vars().filter(|(key, _)| key.starts_with("AUSRUFER_")).collect()
}

fn read_file(path: &Path) -> Result<<Config as confique::Config>::Layer, ConfigError> {
    let place = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|cause| ConfigError::Read {
        path: place.clone(),
        variable: None,
        cause,
    })?;
    let syntax = |error: &toml::de::Error| ConfigError::Syntax { place: place.clone(), line: line_of(&text, error) };
    let table: toml::Table = toml::from_str(&text).map_err(|error| syntax(&error))?;
    keys::check_file(&place, &table)?;
    toml::from_str(&text).map_err(|error| syntax(&error))
}

/// The line, counted from 1, at which a TOML text stops making sense.
#[must_use]
pub fn line_of(text: &str, error: &toml::de::Error) -> usize {
    let at = error.span().map_or(0, |span| span.start);
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// The secrets, which can be given as a file: `AUSRUFER_…_FILE`.
const SECRETS: [&str; 5] = [
    "AUSRUFER_STORAGE_DATABASE_URL",
    "AUSRUFER_MAIL_PASSWORD",
    "AUSRUFER_MAIL_RELAY",
    "AUSRUFER_EGRESS_PROXY",
    "AUSRUFER_OIDC_CLIENT_SECRET",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ausrufer.toml");
        std::fs::write(&path, text).unwrap();
        Config::load(Some(&path))
    }

    #[test]
    fn only_for_trying_things_out_a_password_alone_is_enough() {
        assert!(load("").unwrap().second_proof());
        assert!(load("[development]\nsecond_proof = false\n").unwrap().second_proof());
        assert!(!load("[development]\nloopback = true\n").unwrap().second_proof());
        assert!(load("[development]\nloopback = true\nsecond_proof = true\n").unwrap().second_proof());
    }

    #[test]
    fn an_unknown_key_is_refused_with_a_suggestion() {
        let error = load("[server]\nlissten = \"127.0.0.1:1\"\n").unwrap_err().to_string();
        assert!(
            error.contains("unknown key `server.lissten`") && error.contains("did you mean `server.listen`"),
            "{error}"
        );
    }

    #[test]
    fn a_mistyped_section_is_refused_with_a_suggestion() {
        let error = load("[servr]\nlisten = \"127.0.0.1:1\"\n").unwrap_err().to_string();
        assert!(error.contains("unknown section `servr`") && error.contains("did you mean `server`"), "{error}");
        let error = load("listen = \"127.0.0.1:1\"\n").unwrap_err().to_string();
        assert!(error.contains("did you mean `server.listen`"), "a key outside of its section: {error}");
    }

    #[test]
    fn a_mistyped_database_never_becomes_a_file() {
        for wrong in ["mysql://x/y", "postgre://user:geheim@host/db"] {
            let error = load(&format!("[storage]\ndatabase_url = \"{wrong}\"\n")).unwrap_err().to_string();
            assert!(error.contains("storage.database_url") && !error.contains("geheim"), "{error}");
        }
        assert!(load("[storage]\ndatabase_url = \"postgres://host/db\"\n").is_ok());
    }

    #[test]
    fn plain_http_needs_the_development_switch() {
        assert!(load("[server]\npublic_scheme = \"http\"\n").is_err());
        assert!(load("[server]\npublic_scheme = \"http\"\n[development]\nloopback = true\n").is_ok());
    }

    #[test]
    fn only_names_that_never_leave_the_machine_are_loopback_hosts() {
        for host in ["localhost", "localhost:8080", "a.localhost:1", "stadt.test", "127.0.0.1:80"] {
            assert!(is_loopback_host(host), "{host}");
        }
        for host in ["example.org", "localhost.example.org", "10.0.0.1", "test", "128.0.0.1"] {
            assert!(!is_loopback_host(host), "{host}");
        }
    }
}
