//! Configuration: documented in one generated file, set by file or environment, strict about what it does not know.

use std::path::{Path, PathBuf};
use std::process::Command;

use ausrufer::config::Config;

#[test]
fn the_documented_options_are_the_ones_there_are() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/ausrufer.toml");
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        written,
        Config::template(),
        "config/ausrufer.toml is out of date; write it anew: cargo run -- config template > config/ausrufer.toml"
    );
}

/// A folder with a configuration file, in which the program is asked to check it.
struct Place(tempfile::TempDir);

impl Place {
    fn with(text: &str) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("ausrufer.toml", text);
        place
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Checks the configuration in an environment of these variables only; gives success and what was said.
    fn check(&self, environment: &[(&str, &str)]) -> (bool, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_ausrufer"))
            .args(["config", "check"])
            .current_dir(self.0.path())
            .env_clear()
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }
}

#[test]
fn the_documentation_itself_is_a_valid_configuration() {
    let (good, said) = Place::with(&Config::template()).check(&[]);
    assert!(good, "{said}");
}

#[test]
fn the_environment_wins_over_the_file() {
    let place = Place::with("[server]\npublic_scheme = \"gopher\"\n");
    let (good, said) = place.check(&[]);
    assert!(!good && said.contains("server.public_scheme"), "{said}");
    let (good, said) = place.check(&[("AUSRUFER_SERVER_PUBLIC_SCHEME", "https")]);
    assert!(good, "{said}");
}

#[test]
fn a_secret_may_stand_in_a_file_of_its_own() {
    let place = Place::with("");
    let secret = place.write("password", "geheim\n");
    let (good, said) = place.check(&[("AUSRUFER_MAIL_PASSWORD_FILE", secret.to_str().unwrap())]);
    assert!(good, "{said}");
    assert!(!said.contains("geheim"), "secrets are never shown");
    let (good, said) = place.check(&[("AUSRUFER_MAIL_PASSWORD_FILE", "/nowhere/password")]);
    assert!(!good && said.contains("/nowhere/password") && said.contains("AUSRUFER_MAIL_PASSWORD_FILE"), "{said}");
}

#[test]
fn a_variable_nobody_knows_is_refused_with_a_suggestion() {
    let (good, said) = Place::with("").check(&[("AUSRUFER_SERVER_LISTENN", "127.0.0.1:1")]);
    assert!(!good, "{said}");
    assert!(
        said.contains("AUSRUFER_SERVER_LISTENN") && said.contains("did you mean `AUSRUFER_SERVER_LISTEN`"),
        "{said}"
    );
    let (good, said) = Place::with("").check(&[("AUSRUFER_LIMITS_JOBS_FILE", "/etc/hostname")]);
    assert!(!good, "a limit is no secret, so a file for it would be ignored: {said}");
}

#[test]
fn a_proxy_that_is_no_network_is_named_before_the_start() {
    let place = Place::with("[server]\ntrusted_proxies = [\"127.0.0.1\", \"10.0.0.0/33\"]\n");
    let (good, said) = place.check(&[]);
    assert!(!good && said.contains("server.trusted_proxies: „10.0.0.0/33“ ist kein Netz"), "{said}");
    let (good, said) = place.check(&[("AUSRUFER_SERVER_TRUSTED_PROXIES", "127.0.0.1,fd00::/8")]);
    assert!(good, "{said}");
}

#[test]
fn a_value_of_the_wrong_kind_names_its_key() {
    let (good, said) = Place::with("[server]\nlisten = \"everywhere\"\n").check(&[]);
    assert!(!good && said.contains("listen"), "{said}");
}
