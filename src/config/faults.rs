//! Why a configuration cannot be used: the place, the key, what is wrong and what to do. In: what loading and checking
//! find. Out: a text for the log, and words for the operator that never repeat a value which may be a secret.

use std::io;

use thiserror::Error;

use crate::error::Words;
use crate::i18n::{Locale, Value};

/// Why a configuration cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A file cannot be read: the configuration itself, or a secret that a variable names.
    #[error("cannot read {path}{}: {cause}", variable.as_ref().map(|v| format!(" (from {v})")).unwrap_or_default())]
    Read { path: String, variable: Option<String>, cause: io::Error },
    /// The file is not TOML.
    #[error("{place}: line {line} is not valid TOML")]
    Syntax { place: String, line: usize },
    /// A key nobody knows.
    #[error("{place}: unknown key `{key}`{}", did_you_mean(suggestion.as_ref()))]
    UnknownKey { place: String, key: String, suggestion: Option<String> },
    /// A section nobody knows.
    #[error("{place}: unknown section `{section}`{}", did_you_mean(suggestion.as_ref()))]
    UnknownSection { place: String, section: String, suggestion: Option<String> },
    /// A variable of the environment nobody knows.
    #[error("environment: unknown variable `{variable}`{}", did_you_mean(suggestion.as_ref()))]
    UnknownVariable { variable: String, suggestion: Option<String> },
    /// A value that cannot be used.
    #[error("{}: {key}: {fault}", place.as_deref().unwrap_or("configuration"))]
    Value { place: Option<String>, key: String, fault: Fault },
    /// What the library for configurations says beyond that.
    #[error("configuration: {0}")]
    Other(String),
}

fn did_you_mean(suggestion: Option<&String>) -> String {
    suggestion.map(|known| format!("; did you mean `{known}`?")).unwrap_or_default()
}

/// What is wrong with a value.
#[derive(Debug, Error)]
pub enum Fault {
    #[error("not an address such as 127.0.0.1:8080")]
    Address,
    #[error("not a whole number")]
    Number,
    #[error("neither true nor false")]
    Switch,
    #[error("not a text")]
    Text,
    #[error("not a list of texts")]
    List,
    #[error("not a section")]
    Section,
    #[error("must be at least 1")]
    Zero,
    #[error("`{0}` is not a network such as 10.0.0.0/8")]
    Network(String),
    #[error("not an address such as http://host:port")]
    Proxy,
    #[error("not an address such as smtps://user@host:465")]
    Relay,
    #[error("`{0}` is not a mail address")]
    Mail(String),
    #[error("not an address such as https://anmeldung.example.org/realms/rathaus")]
    Issuer,
    #[error("oidc.issuer needs it")]
    NoClient,
    #[error("mail.relay needs it")]
    NoSender,
    #[error("{path} cannot be read: {cause}")]
    File { path: String, cause: io::Error },
    #[error("{path} holds no PEM certificate")]
    NoCertificate { path: String },
    #[error("must be \"https\" (or \"http\" under development.loopback)")]
    Scheme,
    #[error("\"http\" needs development.loopback = true")]
    PlainHttp,
    #[error("must begin with postgres:// or sqlite:")]
    Engine,
    #[error("the same as {0}")]
    SameAs(&'static str),
    #[error("{address} cannot be listened on: {cause}")]
    Listen { address: String, cause: io::Error },
    #[error("{path} is not a folder that can be written to: {cause}")]
    Folder { path: String, cause: io::Error },
}

impl ConfigError {
    /// A value that cannot be used; where it stands is added by who knows ([`ConfigError::placed`]).
    #[must_use]
    pub fn value(key: &str, fault: Fault) -> Self {
        Self::Value { place: None, key: key.to_owned(), fault }
    }

    /// Says where the value stands, unless that is known.
    #[must_use]
    pub fn placed(self, find: impl FnOnce(&str) -> Option<String>) -> Self {
        match self {
            Self::Value { place: None, key, fault } => Self::Value { place: find(&key), key, fault },
            other => other,
        }
    }
}

impl Words for ConfigError {
    fn words(&self, locale: Locale) -> String {
        let (key, place, name, suggestion) = match self {
            Self::Read { path, variable, cause } => {
                let key = if variable.is_some() { "config-secret-unread" } else { "config-unread" };
                let variable = variable.clone().unwrap_or_default();
                return locale.with(
                    key,
                    &[
                        ("path", path.as_str().into()),
                        ("variable", variable.into()),
                        ("cause", cause.words(locale).into()),
                    ],
                );
            }
            Self::Syntax { place, line } => {
                return locale
                    .with("config-syntax", &[("place", place.as_str().into()), ("line", line.to_string().into())]);
            }
            Self::UnknownKey { place, key, suggestion } => ("config-unknown-key", place.as_str(), key, suggestion),
            Self::UnknownSection { place, section, suggestion } => {
                ("config-unknown-section", place.as_str(), section, suggestion)
            }
            Self::UnknownVariable { variable, suggestion } => ("config-unknown-variable", "", variable, suggestion),
            Self::Value { place, key, fault } => {
                let place = place.clone().unwrap_or_else(|| locale.text("config-place"));
                return format!("{place}: {key}: {}", fault.words(locale));
            }
            Self::Other(_) => return locale.text("config-other"),
        };
        let said = locale.with(key, &[("place", place.into()), ("name", name.as_str().into())]);
        let Some(known) = suggestion else { return format!("{said} {}", locale.text("config-see-template")) };
        format!("{said} {}", locale.with("did-you-mean", &[("suggestion", known.as_str().into())]))
    }
}

impl Words for Fault {
    fn words(&self, locale: Locale) -> String {
        let with = |key: &str, variables: &[(&'static str, Value)]| locale.with(key, variables);
        match self {
            Self::Address => locale.text("fault-address"),
            Self::Number => locale.text("fault-number"),
            Self::Switch => locale.text("fault-switch"),
            Self::Text => locale.text("fault-text"),
            Self::List => locale.text("fault-list"),
            Self::Section => locale.text("fault-section"),
            Self::Zero => locale.text("fault-zero"),
            Self::Network(value) => with("fault-network", &[("value", value.as_str().into())]),
            Self::Proxy => locale.text("fault-proxy"),
            Self::Relay => locale.text("fault-relay"),
            Self::Mail(value) => with("fault-mail", &[("value", value.as_str().into())]),
            Self::Issuer => locale.text("fault-issuer"),
            Self::NoClient => locale.text("fault-no-client"),
            Self::NoSender => locale.text("fault-no-sender"),
            Self::File { path, cause } => {
                with("fault-file", &[("path", path.as_str().into()), ("cause", cause.words(locale).into())])
            }
            Self::NoCertificate { path } => with("fault-no-certificate", &[("path", path.as_str().into())]),
            Self::Scheme => locale.text("fault-scheme"),
            Self::PlainHttp => locale.text("fault-plain-http"),
            Self::Engine => locale.text("fault-engine"),
            Self::SameAs(other) => with("fault-same", &[("other", (*other).into())]),
            Self::Listen { address, cause } => {
                with("fault-listen", &[("address", address.as_str().into()), ("cause", cause.words(locale).into())])
            }
            Self::Folder { path, cause } => {
                with("fault-folder", &[("path", path.as_str().into()), ("cause", cause.words(locale).into())])
            }
        }
    }
}
