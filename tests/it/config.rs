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
        said.contains("AUSRUFER_SERVER_LISTENN") && said.contains("Meinten Sie „AUSRUFER_SERVER_LISTEN“?"),
        "{said}"
    );
    let (good, said) = Place::with("").check(&[("AUSRUFER_LIMITS_JOBS_FILE", "/etc/hostname")]);
    assert!(!good, "a limit is no secret, so a file for it would be ignored: {said}");
}

/// What is wrong, what is said about it beside file and key, and what to do.
const WRONG: &[(&str, &str, &str)] = &[
    ("[server]\nlisten = \"everywhere\"\n", "server.listen", "127.0.0.1:8080"),
    ("[server]\ninternal_listen = 9090\n", "server.internal_listen", "127.0.0.1:8080"),
    ("[server]\nlisten = \"127.0.0.1:9090\"\n", "server.internal_listen", "anderen Port"),
    ("[server]\nlisten = \"192.0.2.77:8080\"\n", "server.listen", "diese Adresse hat dieser Rechner nicht"),
    ("[server]\ntrusted_proxies = [\"10.0.0.0/33\"]\n", "server.trusted_proxies", "10.1.0.0/16"),
    ("[egress]\nallow = [\"intranet\"]\n", "egress.allow", "„intranet“ ist kein Netz"),
    ("[egress]\nallow = \"10.0.0.0/8\"\n", "egress.allow", "keine Liste"),
    ("[egress]\nproxy = \"geheim@proxy\"\n", "egress.proxy", "http://proxy.musterbach.de:3128"),
    ("[egress]\nextra_ca_file = \"fehlt.pem\"\n", "egress.extra_ca_file", "es gibt sie nicht"),
    ("[egress]\nextra_ca_file = \"ausrufer.toml\"\n", "egress.extra_ca_file", "kein Zertifikat"),
    ("[mail]\nrelay = \"mail.test\"\nfrom = \"a@b.test\"\n", "mail.relay", "smtps://"),
    ("[mail]\nrelay = \"smtps://mail.test\"\n", "mail.from", "Absender"),
    ("[mail]\nrelay = \"smtps://mail.test\"\nfrom = \"rathaus\"\n", "mail.from", "„rathaus“ ist keine E-Mail-Adresse"),
    ("[mail]\noperator = \"edv@b.test\"\n", "mail.operator", "keine Liste"),
    ("[mail]\npassword_file = \"fehlt\"\n", "mail.password_file", "es gibt sie nicht"),
    ("[limits]\njobs = 0\n", "limits.jobs", "mindestens 1"),
    ("[limits]\njobs = -1\n", "limits.jobs", "keine ganze Zahl"),
    ("[development]\nloopback = \"ja\"\n", "development.loopback", "true und false"),
    ("[storage]\ndata_dir = \"ausrufer.toml/daten\"\n", "storage.data_dir", "lässt sich nicht schreiben"),
    ("[storage]\ndatabase_url = \"mysql://x\"\n", "storage.database_url", "postgres://"),
    ("[server]\nlissten = \"127.0.0.1:1\"\n", "server.lissten", "Meinten Sie „server.listen“?"),
    ("[servr]\nlisten = \"127.0.0.1:1\"\n", "[servr]", "Meinten Sie „server“?"),
    ("listen = \"127.0.0.1:1\"\n", "listen", "Meinten Sie „server.listen“?"),
    ("server = 3\n", "server", "kein Abschnitt"),
    ("[server]\nlisten = \n", "Zeile 2", "TOML"),
];

#[test]
fn what_cannot_be_used_names_file_key_cause_and_remedy_in_german() {
    for (text, key, remedy) in WRONG {
        let (good, said) = Place::with(text).check(&[]);
        assert!(!good, "{text}");
        assert!(said.contains("ausrufer.toml") && said.contains(key) && said.contains(remedy), "{text}\n{said}");
        for english in ["unknown", "invalid", "cannot", "expected", "geheim"] {
            assert!(!said.contains(english), "{text}\n{said}");
        }
    }
    let (good, said) = Place::with("").check(&[("AUSRUFER_EGRESS_ALLOW", "10.0.0.0/8,hier")]);
    assert!(!good && said.contains("AUSRUFER_EGRESS_ALLOW") && said.contains("„hier“"), "{said}");
    let (good, said) = Place::with("").check(&[("AUSRUFER_LIMITS_JOBS", "viele")]);
    assert!(!good && said.contains("AUSRUFER_LIMITS_JOBS") && said.contains("limits.jobs"), "{said}");
}

#[test]
fn the_sign_in_service_is_checked_and_its_secret_is_never_repeated() {
    let place = Place::with("[oidc]\nissuer = \"https://anmeldung.example.org\"\n");
    let (good, said) = place.check(&[]);
    assert!(!good && said.contains("oidc.client_id"), "{said}");
    let variables = [("AUSRUFER_OIDC_CLIENT_ID", "ausrufer"), ("AUSRUFER_OIDC_CLIENT_SECRET", "kanarienvogel")];
    let (good, said) = place.check(&variables);
    assert!(good && !said.contains("kanarienvogel"), "{said}");
    for wrong in
        ["http://anmeldung.example.org", "anmeldung.example.org", "https://a.example?b=c", "https://du@a.example"]
    {
        let (good, said) = Place::with(&format!("[oidc]\nissuer = \"{wrong}\"\n")).check(&variables);
        assert!(!good && said.contains("oidc.issuer") && !said.contains("kanarienvogel"), "{wrong}: {said}");
    }
    place.write("geheim", "kanarienvogel\n");
    place.write(
        "ausrufer.toml",
        "[oidc]\nissuer = \"https://a.example\"\nclient_id = \"x\"\nclient_secret_file = \"geheim\"\nsecond_proof = [\"mfa\"]\n",
    );
    let (good, said) = place.check(&[]);
    assert!(good, "{said}");
    place.write(
        "ausrufer.toml",
        "[oidc]\nissuer = \"https://a.example\"\nclient_id = \"x\"\nclient_secret_file = \"weg\"\n",
    );
    let (good, said) = place.check(&[]);
    assert!(!good && said.contains("oidc.client_secret_file"), "{said}");
}
