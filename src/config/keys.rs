//! The keys there are, and what kind of value each takes: finds mistyped names and values of the wrong kind before the
//! library for configurations does, which could say neither where nor what to do. Called by `Config::load`.

use confique::Config as _;
use confique::meta::{FieldKind, Meta};

use super::{Config, ConfigError, Fault, SECRETS};

/// What kind of value a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Address,
    /// A number that may be beyond 32 bits.
    Bytes,
    Number,
    Switch,
    List,
    Text,
}

/// The kinds that are not text.
const KINDS: [(&str, Kind); 12] = [
    ("server.listen", Kind::Address),
    ("server.internal_listen", Kind::Address),
    ("server.trusted_proxies", Kind::List),
    ("egress.allow", Kind::List),
    ("mail.operator", Kind::List),
    ("oidc.second_proof", Kind::List),
    ("limits.page_cache", Kind::Bytes),
    ("limits.confirm_gone_after", Kind::Number),
    ("limits.confirm_not_found_after", Kind::Number),
    ("limits.jobs", Kind::Number),
    ("development.loopback", Kind::Switch),
    ("development.second_proof", Kind::Switch),
];

impl Kind {
    fn of(key: &str) -> Self {
        KINDS.iter().find(|(name, _)| *name == key).map_or(Self::Text, |(_, kind)| *kind)
    }

    /// What is wrong with a value of the file.
    fn check(self, value: &toml::Value) -> Result<(), Fault> {
        match (self, value) {
            (Self::Address, toml::Value::String(text)) if text.parse::<std::net::SocketAddr>().is_ok() => Ok(()),
            (Self::Bytes, toml::Value::Integer(number)) if usize::try_from(*number).is_ok() => Ok(()),
            (Self::Number, toml::Value::Integer(number)) if u32::try_from(*number).is_ok() => Ok(()),
            (Self::Switch, toml::Value::Boolean(_)) | (Self::Text, toml::Value::String(_)) => Ok(()),
            (Self::List, toml::Value::Array(all)) if all.iter().all(toml::Value::is_str) => Ok(()),
            _ => Err(self.fault()),
        }
    }

    /// What is wrong with a value of the environment.
    fn check_text(self, text: &str) -> Result<(), Fault> {
        let text = text.trim();
        let good = match self {
            Self::Address => text.parse::<std::net::SocketAddr>().is_ok(),
            Self::Bytes => text.parse::<usize>().is_ok(),
            Self::Number => text.parse::<u32>().is_ok(),
            Self::Switch => ["true", "false", "yes", "no", "1", "0"].iter().any(|word| text.eq_ignore_ascii_case(word)),
            Self::List | Self::Text => true,
        };
        // An empty variable counts as none.
        if good || text.is_empty() { Ok(()) } else { Err(self.fault()) }
    }

    fn fault(self) -> Fault {
        match self {
            Self::Address => Fault::Address,
            Self::Bytes | Self::Number => Fault::Number,
            Self::Switch => Fault::Switch,
            Self::List => Fault::List,
            Self::Text => Fault::Text,
        }
    }
}

/// Checks the file's sections, keys and values.
pub(super) fn check_file(place: &str, table: &toml::Table) -> Result<(), ConfigError> {
    for (section, value) in table {
        let field = Config::META.fields.iter().find(|field| field.name == section);
        let Some(FieldKind::Nested { meta }) = field.map(|field| &field.kind) else {
            return Err(unknown_section(place, section, value));
        };
        let Some(inner) = value.as_table() else {
            let fault = Fault::Section;
            return Err(ConfigError::Value { place: Some(place.to_owned()), key: section.clone(), fault });
        };
        for (name, value) in inner {
            let key = format!("{section}.{name}");
            if !meta.fields.iter().any(|field| field.name == name) {
                let suggestion = closest(&key, names(&Config::META, "").iter().map(String::as_str));
                return Err(ConfigError::UnknownKey { place: place.to_owned(), key, suggestion });
            }
            Kind::of(&key).check(value).map_err(|fault| ConfigError::Value {
                place: Some(place.to_owned()),
                key,
                fault,
            })?;
        }
    }
    Ok(())
}

/// A mistyped section, or a key that stands outside of its section.
fn unknown_section(place: &str, section: &str, value: &toml::Value) -> ConfigError {
    let place = place.to_owned();
    if value.is_table() {
        let suggestion = closest(section, Config::META.fields.iter().map(|field| field.name));
        return ConfigError::UnknownSection { place, section: section.to_owned(), suggestion };
    }
    let suggestion = closest(section, names(&Config::META, "").iter().map(String::as_str));
    ConfigError::UnknownKey { place, key: section.to_owned(), suggestion }
}

/// Every key with its section.
pub(super) fn names(meta: &Meta, prefix: &str) -> Vec<String> {
    let mut all = Vec::new();
    for field in meta.fields {
        let name = format!("{prefix}{}", field.name);
        match &field.kind {
            FieldKind::Nested { meta } => all.extend(names(meta, &format!("{name}."))),
            FieldKind::Leaf { .. } => all.push(name),
        }
    }
    all
}

/// The variable of a key.
pub(super) fn variable(key: &str) -> String {
    format!("AUSRUFER_{}", key.replace('.', "_").to_uppercase())
}

/// Variables that belong to the tests or the shell, not to the configuration.
const NOT_KEYS: [&str; 4] = ["AUSRUFER_FIXTURES", "AUSRUFER_REQUIRE", "AUSRUFER_TEST_POSTGRES_URL", "AUSRUFER_LOG"];

/// Checks the variables' names and values.
pub(super) fn check_environment(environment: &[(String, String)]) -> Result<(), ConfigError> {
    let keys = names(&Config::META, "");
    for (name, value) in environment {
        if let Some(key) = keys.iter().find(|key| variable(key) == *name) {
            let place = Some(name.clone());
            Kind::of(key).check_text(value).map_err(|fault| ConfigError::Value { place, key: key.clone(), fault })?;
            continue;
        }
        let secret_file = name.strip_suffix("_FILE").is_some_and(|base| SECRETS.contains(&base));
        // An orchestrator injects these for a service that is called like the program.
        let injected = name.starts_with("AUSRUFER_PORT") || name.starts_with("AUSRUFER_SERVICE_");
        if NOT_KEYS.contains(&name.as_str()) || secret_file || injected {
            continue;
        }
        let known: Vec<String> = keys.iter().map(|key| variable(key)).collect();
        let suggestion = closest(name, known.iter().map(String::as_str));
        return Err(ConfigError::UnknownVariable { variable: name.clone(), suggestion });
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

    #[test]
    fn the_kinds_are_those_of_keys_that_exist_and_fit_their_defaults() {
        let all = names(&Config::META, "");
        for (key, _) in KINDS {
            assert!(all.iter().any(|name| name == key), "{key}");
        }
        // Every default of the template stands as `#key = value`.
        let mut file = String::new();
        for line in Config::template().lines() {
            match line.strip_prefix('#').and_then(|line| line.split_once(" = ")) {
                Some((key, _)) if !key.contains(' ') => file.push_str(&line[1..]),
                _ if line.starts_with('[') => file.push_str(line),
                _ => continue,
            }
            file.push('\n');
        }
        assert!(file.contains("listen = "));
        check_file("template", &toml::from_str(&file).unwrap()).unwrap();
    }
}
