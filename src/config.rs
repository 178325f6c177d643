//! Configuration: one struct whose doc comments become `config/ausrufer.toml` (generated and compared in a test).
//!
//! Order of precedence: environment (`AUSRUFER_<SECTION>_<KEY>`), then the TOML file, then defaults. An unknown key is
//! an error with a suggestion. Every key that holds a secret can also be read from a file: `AUSRUFER_…_FILE`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use confique::meta::{FieldKind, Meta};
use confique::{Config as _, Layer as _};
use thiserror::Error;

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
    /// Networks (CIDR) of reverse proxies whose X-Forwarded-For is believed.
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

/// The `[limits]` section.
#[derive(Debug, Clone, confique::Config)]
pub struct Limits {
    /// Memory for rendered pages over all towns, in bytes.
    #[config(env = "AUSRUFER_LIMITS_PAGE_CACHE", default = 100_663_296)]
    pub page_cache: usize,
    /// Seconds between the first answer "410 Gone" and the second that makes a withdrawal final.
    #[config(env = "AUSRUFER_LIMITS_CONFIRM_GONE_AFTER", default = 300)]
    pub confirm_gone_after: u32,
    /// The same where the answer was only "404 Not Found", in seconds.
    #[config(env = "AUSRUFER_LIMITS_CONFIRM_NOT_FOUND_AFTER", default = 3600)]
    pub confirm_not_found_after: u32,
    /// Jobs that run at the same time.
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
}

/// Why a configuration cannot be used. The texts name cause and remedy.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}. Check the path after --config and the file's permissions")]
    Read { path: String, source: std::io::Error },
    /// The file is not TOML.
    #[error("{path} is not valid TOML: {message}")]
    Syntax { path: String, message: String },
    /// A key nobody knows.
    #[error("{place}: unknown key `{key}`{}", suggestion.as_ref().map(|s| format!("; did you mean `{s}`?")).unwrap_or_default())]
    UnknownKey { place: String, key: String, suggestion: Option<String> },
    /// A value of the wrong kind.
    #[error("configuration: {0}")]
    Value(String),
    /// Values that do not fit together.
    #[error("configuration: {0}")]
    Conflict(&'static str),
}

impl Config {
    /// Reads environment and file. Without `file`, `ausrufer.toml` in the current folder is read when it exists.
    ///
    /// # Errors
    /// [`ConfigError`] with cause and remedy.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let environment: Vec<(String, String)> =
            std::env::vars().filter(|(key, _)| key.starts_with("AUSRUFER_")).collect();
        check_environment(&environment)?;
        let path = match file {
            Some(path) => Some(path.to_owned()),
            None => Some(PathBuf::from("ausrufer.toml")).filter(|path| path.exists()),
        };
        let env = <Self as confique::Config>::Layer::from_env().map_err(|error| ConfigError::Value(chain(&error)))?;
        let mut layer = env;
        if let Some(path) = path {
            layer = layer.with_fallback(read_file(&path)?);
        }
        let layer = layer.with_fallback(<Self as confique::Config>::Layer::default_values());
        let mut config = Self::from_layer(layer).map_err(|error| ConfigError::Value(chain(&error)))?;
        config.read_secret_files(&environment)?;
        config.check()?;
        Ok(config)
    }

    /// The defaults, for tests and the demo.
    ///
    /// # Errors
    /// Never in practice: defaults are complete.
    pub fn defaults() -> Result<Self, ConfigError> {
        Self::from_layer(<Self as confique::Config>::Layer::default_values())
            .map_err(|error| ConfigError::Value(chain(&error)))
    }

    /// The template with every option and its meaning.
    #[must_use]
    pub fn template() -> String {
        confique::toml::template::<Self>(confique::toml::FormatOptions::default())
    }

    /// Checks values against each other.
    ///
    /// # Errors
    /// [`ConfigError::Conflict`] with the sentence to show.
    pub fn check(&self) -> Result<(), ConfigError> {
        // Anything else would be taken for a file name, a password in it included.
        let engine = self.storage.database_url.as_deref().unwrap_or("sqlite:");
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|known| engine.starts_with(known)) {
            return Err(ConfigError::Conflict(
                "storage.database_url must begin with \"postgres://\" (or \"sqlite:\" and a path); leave it out for SQLite in data_dir",
            ));
        }
        if self.mail.relay.is_some() && self.mail.from.is_none() {
            return Err(ConfigError::Conflict("mail.relay needs mail.from: the address from which this server writes"));
        }
        match self.server.public_scheme.as_str() {
            "https" => Ok(()),
            "http" if self.development.loopback => Ok(()),
            "http" => Err(ConfigError::Conflict(
                "server.public_scheme = \"http\" needs development.loopback = true; visitors and peers must use https",
            )),
            _ => Err(ConfigError::Conflict("server.public_scheme must be \"https\" (or \"http\" in development)")),
        }
    }

    /// Where the database is.
    #[must_use]
    pub fn database_url(&self) -> String {
        self.storage
            .database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", self.storage.data_dir.join("ausrufer.db").display()))
    }

    /// Where the key file is.
    #[must_use]
    pub fn secret_key_file(&self) -> PathBuf {
        self.storage.secret_key_file.clone().unwrap_or_else(|| self.storage.data_dir.join("secret.key"))
    }

    /// Fills secrets from `AUSRUFER_…_FILE`.
    fn read_secret_files(&mut self, environment: &[(String, String)]) -> Result<(), ConfigError> {
        let slots =
            [&mut self.storage.database_url, &mut self.mail.password, &mut self.mail.relay, &mut self.egress.proxy];
        for (secret, slot) in SECRETS.into_iter().zip(slots) {
            let variable = format!("{secret}_FILE");
            if let Some((_, path)) = environment.iter().find(|(key, _)| *key == variable) {
                let text = std::fs::read_to_string(path)
                    .map_err(|source| ConfigError::Read { path: format!("{path} (from {variable})"), source })?;
                *slot = Some(text.trim_end().to_owned());
            }
        }
        if let (None, Some(path)) = (&self.mail.password, &self.mail.password_file) {
            let shown = path.display().to_string();
            let text = std::fs::read_to_string(path)
                .map_err(|source| ConfigError::Read { path: format!("{shown} (from mail.password_file)"), source })?;
            self.mail.password = Some(text.trim_end().to_owned());
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

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}

fn read_file(path: &Path) -> Result<<Config as confique::Config>::Layer, ConfigError> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read { path: shown.clone(), source })?;
    let table: toml::Table = toml::from_str(&text)
        .map_err(|error| ConfigError::Syntax { path: shown.clone(), message: error.to_string() })?;
    check_table(&shown, "", &table, &Config::META)?;
    toml::from_str(&text).map_err(|error| ConfigError::Syntax { path: shown, message: error.to_string() })
}

fn check_table(place: &str, prefix: &str, table: &toml::Table, meta: &Meta) -> Result<(), ConfigError> {
    for (key, value) in table {
        let full = format!("{prefix}{key}");
        match meta.fields.iter().find(|field| field.name == key).map(|field| &field.kind) {
            Some(FieldKind::Nested { meta }) => {
                if let toml::Value::Table(inner) = value {
                    check_table(place, &format!("{full}."), inner, meta)?;
                }
            }
            Some(FieldKind::Leaf { .. }) => {}
            None => {
                let all = keys(&Config::META, "");
                let suggestion = closest(&full, all.iter().map(String::as_str));
                return Err(ConfigError::UnknownKey { place: place.to_owned(), key: full, suggestion });
            }
        }
    }
    Ok(())
}

fn keys(meta: &Meta, prefix: &str) -> Vec<String> {
    let mut all = Vec::new();
    for field in meta.fields {
        let name = format!("{prefix}{}", field.name);
        match &field.kind {
            FieldKind::Nested { meta } => all.extend(keys(meta, &format!("{name}."))),
            FieldKind::Leaf { .. } => all.push(name),
        }
    }
    all
}

/// The secrets, which can be given as a file: `AUSRUFER_…_FILE`.
const SECRETS: [&str; 4] =
    ["AUSRUFER_STORAGE_DATABASE_URL", "AUSRUFER_MAIL_PASSWORD", "AUSRUFER_MAIL_RELAY", "AUSRUFER_EGRESS_PROXY"];

/// Variables that belong to the tests or the shell, not to the configuration.
const NOT_KEYS: [&str; 4] = ["AUSRUFER_FIXTURES", "AUSRUFER_REQUIRE", "AUSRUFER_TEST_POSTGRES_URL", "AUSRUFER_LOG"];

fn check_environment(environment: &[(String, String)]) -> Result<(), ConfigError> {
    let known: Vec<String> = keys(&Config::META, "")
        .iter()
        .map(|key| format!("AUSRUFER_{}", key.replace('.', "_").to_uppercase()))
        .collect();
    for (variable, _) in environment {
        let secret_file = variable.strip_suffix("_FILE").is_some_and(|base| SECRETS.contains(&base));
        // An orchestrator injects these for a service that is called like the program.
        let injected = variable.starts_with("AUSRUFER_PORT") || variable.starts_with("AUSRUFER_SERVICE_");
        if NOT_KEYS.contains(&variable.as_str()) || known.contains(variable) || secret_file || injected {
            continue;
        }
        let suggestion = closest(variable, known.iter().map(String::as_str));
        return Err(ConfigError::UnknownKey { place: "environment".into(), key: variable.clone(), suggestion });
    }
    Ok(())
}

/// The known word nearest to a mistyped one, if near enough.
#[must_use]
pub fn closest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let tail = |text: &str| text.rsplit('.').next().unwrap_or(text).to_owned();
    known
        .map(|candidate| {
            let whole = strsim::jaro_winkler(word, candidate);
            let last = strsim::jaro_winkler(&tail(word), &tail(candidate));
            (whole.max(last), candidate)
        })
        .filter(|(likeness, _)| *likeness > 0.84)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate.to_owned())
}

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
    fn an_unknown_key_is_refused_with_a_suggestion() {
        let error = load("[server]\nlissten = \"127.0.0.1:1\"\n").unwrap_err().to_string();
        assert!(
            error.contains("unknown key `server.lissten`") && error.contains("did you mean `server.listen`"),
            "{error}"
        );
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
