//! The command line as a clerk or operator meets it: the real program, what it says, and what it leaves behind.

use std::process::{Command, Stdio};

use ausrufer::clock::{Clock, SystemClock};
use serde_json::Value;

use crate::support::program::Program;
use crate::support::site::{Answer, Entry, Site};

/// Runs a verb that must fail with this code; gives what was said.
fn refused(program: &Program, code: i32, arguments: &[&str]) -> String {
    let output = program.run(arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    for english in ["error", "Usage", "cannot", "invalid", "unexpected", "required", "⟦", ": :", "{ $"] {
        assert!(!said.contains(english), "{arguments:?}: {said}");
    }
    said
}

fn json(program: &Program, arguments: &[&str]) -> Value {
    serde_json::from_str(&program.succeed(&[&["--json"], arguments].concat())).unwrap()
}

fn hosts(program: &Program) -> Vec<String> {
    let told = json(program, &["town", "list"]);
    told["towns"].as_array().unwrap().iter().map(|town| town["host"].as_str().unwrap().to_owned()).collect()
}

/// An installation for real towns, without the development switch.
fn public() -> Program {
    let program = Program::new(None);
    let config = program.folder.path().join("ausrufer.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let text = text.replace("public_scheme = \"http\"\n", "").replace("loopback = true", "loopback = false");
    std::fs::write(config, text).unwrap();
    program
}

#[test]
fn a_town_is_added_whole_or_not_at_all() {
    let program = public();
    let add = ["town", "add", "--name", "Stadt", "--host", "stage.musterbach.de"];
    for (more, words) in [
        (vec!["--actor", "Rat-Haus"], "kein Name im Fediverse"),
        (vec!["--actor", "inbox"], "braucht der Server selbst"),
        (vec!["--actor", "rathaus", "--handle-domain", "https://musterbach.de"], "keine Domain"),
        (vec!["--actor", "rathaus", "--handle-domain", "musterbach.de:8080"], "keine Domain"),
        (vec!["--actor", "rathaus", "--publish"], "das Impressum, die Ansprechperson"),
        (vec!["--contact", "Rathaus, 07123 1", "--publish"], "Es fehlt: das Impressum. Geben Sie es an"),
    ] {
        let said = refused(&program, 1, &[&add[..], &more].concat());
        assert!(said.contains(words), "{said}");
        assert!(hosts(&program).is_empty(), "{more:?} left something behind");
    }
    std::fs::write(program.folder.path().join("impressum.txt"), "Stadt Musterbach").unwrap();
    let said = refused(&program, 1, &[&add[..], &["--imprint-file", "impressum.txt", "--publish"]].concat());
    assert!(said.contains("die Ansprechperson") && !said.contains("imprint=") && !said.contains("beides"), "{said}");

    let whole = ["--imprint-file", "impressum.txt", "--contact", "Rathaus", "--actor", "rathaus", "--publish"];
    let told = json(&program, &[&add[..], &whole].concat());
    assert_eq!((&told["public"], &told["actors"][0]["username"]), (&true.into(), &"rathaus".into()));
    assert!(refused(&program, 1, &add).contains("gehört schon zu einem Ort"));
}

#[test]
fn umlauts_in_a_host_are_typed_and_shown_but_stored_as_the_net_knows_them() {
    let program = public();
    let said = program.succeed(&["town", "add", "--name", "Bürgerhaus", "--host", "Bürgerhaus.Musterbäch.de"]);
    assert!(said.contains("bürgerhaus.musterbäch.de") && !said.contains("xn--"), "{said}");
    assert_eq!(hosts(&program), ["xn--brgerhaus-q9a.xn--musterbch-12a.de"]);
    let told = json(&program, &["actor", "add", "--town", "bürgerhaus.musterbäch.de", "--name", "rathaus"]);
    assert_eq!(told["handle"], "@rathaus@xn--brgerhaus-q9a.xn--musterbch-12a.de");
    assert!(program.succeed(&["actor", "list"]).contains("@rathaus@bürgerhaus.musterbäch.de"));
    assert!(program.succeed(&["town", "list"]).contains("bürgerhaus.musterbäch.de"));
}

#[test]
fn of_several_towns_one_must_be_named() {
    let program = Program::new(None);
    let said = refused(&program, 1, &["post", "list"]);
    assert!(said.contains("Es gibt noch keinen Ort"), "{said}");
    for host in ["a.localhost", "b.localhost"] {
        program.succeed(&["town", "add", "--name", host, "--host", host]);
    }
    for arguments in [&["post", "list"][..], &["source", "list"], &["held", "list"], &["town", "publish"]] {
        let said = refused(&program, 1, arguments);
        assert_eq!(said, "Es gibt mehrere Orte, bitte --town HOST angeben (a.localhost, b.localhost).\n");
    }
    program.succeed(&["post", "list", "--town", "b.localhost"]);
    let said = refused(&program, 1, &["post", "list", "--town", "c.localhost"]);
    assert!(said.contains("c.localhost") && said.contains("a.localhost, b.localhost"), "{said}");
    let said = refused(&program, 1, &["source", "poll", "--town", "a.localhost", "aktuelles"]);
    assert!(said.contains("hat noch keinen Kanal"), "{said}");
}

#[test]
fn help_is_german_and_finds_every_command() {
    let program = Program::new(None);
    let help = program.succeed(&["--help"]);
    for word in ["Aufruf: ausrufer [OPTIONEN] <BEFEHL>", "Befehle", "town", "Einen laufenden Server fragen", "Optionen"]
    {
        assert!(help.contains(word), "{word}\n{help}");
    }
    let help = program.succeed(&["town", "add", "--help"]);
    for word in ["--host <HOST>", "zum Beispiel stage.musterbach.de", "--imprint-file <DATEI>", "[ohne Angabe: de]"] {
        assert!(help.contains(word), "{word}\n{help}");
    }
    assert_eq!(program.succeed(&["help", "town", "add"]), help);
    for verb in [&["town", "add"][..], &["source", "list"], &["serve"], &["backup"], &["doctor"], &["held"]] {
        let help = program.succeed(&[verb, &["--help"]].concat());
        for option in ["--config <DATEI>", "--json", "--lang <SPRACHE>", "--help", "--version"] {
            assert!(help.contains(option), "{verb:?}: {option}\n{help}");
        }
    }
    assert!(program.succeed(&["--lang", "en", "--help"]).contains("Usage: ausrufer [OPTIONS] <COMMAND>"));
    assert!(program.succeed(&["--version"]).starts_with("ausrufer "));
}

#[test]
fn a_mistyped_command_is_told_in_german_with_what_was_meant() {
    let program = Program::new(None);
    for (arguments, words) in [
        (&["twon"][..], "Fehler: Den Befehl „twon“ gibt es nicht. Meinten Sie „town“?"),
        (&["town", "lsit"], "Meinten Sie „list“?"),
        (&["town", "add", "--name", "X"], "Es fehlt: --host <HOST>"),
        (&["town", "list", "--hsot", "x"], "Die Angabe „--hsot“ gibt es hier nicht."),
        (&["town", "add", "--nmae", "x"], "Meinten Sie „--name“?"),
        (&["town", "set", "farbe"], "Gleichheitszeichen"),
        (&["source", "add", "https://x.test", "--interval", "bald"], "zum Beispiel 60s"),
        (&["source", "add", "https://x.test", "--interval", "1d"], "zum Beispiel 60s"),
        (&["source", "add", "https://x.test", "--interval", "5 m"], "zum Beispiel 60s"),
        (&["source", "add", "https://x.test", "--interval", "0s"], "zum Beispiel 60s"),
        (&["source", "parse", "fead", "x"], "Meinten Sie „feed“?"),
        (&["serve", "--role", "al"], "Möglich sind: all, web, worker."),
        (&["demo", "--port", "viel"], "„viel“ geht nicht bei --port <PORT>"),
        (&["post", "list", "--town"], "Hinter --town <ORT> fehlt der Wert"),
        (&["--lang", "fr", "town", "list"], "Möglich sind: de, en."),
    ] {
        let said = refused(&program, 2, arguments);
        assert!(said.contains(words), "{arguments:?}: {said}");
        assert!(said.contains("Aufruf: ausrufer") || said.contains("Fehler:"), "{said}");
    }
    let said = refused(&program, 2, &["town", "add"]);
    assert!(said.contains("Aufruf: ausrufer town add") && said.contains("Hilfe: ausrufer town add --help"), "{said}");
}

#[test]
fn a_handle_domain_may_carry_its_port_in_development() {
    let program = Program::new(None);
    let told = json(
        &program,
        &[
            "town",
            "add",
            "--name",
            "S",
            "--host",
            "stadt.localhost:8081",
            "--actor",
            "rathaus",
            "--handle-domain",
            "localhost:8081",
        ],
    );
    assert_eq!(told["actors"][0]["handle"], "@rathaus@localhost:8081");
    let add = ["actor", "add", "--name", "warnung", "--handle-domain"];
    assert!(refused(&program, 1, &[&add[..], &["musterbach.de:81"]].concat()).contains("keine Domain"));
}

#[test]
fn a_name_in_the_fediverse_is_one_towns_only() {
    let program = public();
    let town = |host: &str| program.run(&["town", "add", "--name", "Stadt", "--host", host]);
    assert!(town("stage.musterbach.de").status.success());
    let add = ["actor", "add", "--town", "stage.musterbach.de", "--name"];
    program.succeed(&[&add[..], &["rathaus", "--handle-domain", "musterbach.de"]].concat());
    let said = refused(&program, 1, &["town", "add", "--name", "Dorf", "--host", "musterbach.de"]);
    assert!(said.contains("hinter dem @ der Konten von stage.musterbach.de"), "{said}");
    assert!(said.contains("zum Beispiel stage.musterbach.de"), "{said}");
    assert_eq!(hosts(&program), ["stage.musterbach.de"], "nothing was left behind");

    assert!(town("dorf.de").status.success());
    for domain in ["musterbach.de", "stage.musterbach.de"] {
        let said =
            refused(&program, 1, &["actor", "add", "--town", "dorf.de", "--name", "dorf", "--handle-domain", domain]);
        assert!(said.contains("gehört schon zum Ort stage.musterbach.de"), "{said}");
        let first = ["--host", "weiler.de", "--actor", "weiler", "--handle-domain", domain];
        let said = refused(&program, 1, &[&["town", "add", "--name", "Weiler"], &first[..]].concat());
        assert!(said.contains("gehört schon zum Ort stage.musterbach.de"), "{said}");
    }
    assert_eq!(hosts(&program).len(), 2);
    // Further accounts of the same town share its domain.
    program.succeed(&[&add[..], &["warnung", "--handle-domain", "musterbach.de"]].concat());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_its_page_does_not_name_is_called_what_its_feed_calls_itself() {
    let program = Program::new(None);
    program.succeed(&["town", "add", "--name", "Stadt", "--host", "stadt.localhost"]);
    let site = Site::start("www").await;
    let page = |title: &str| {
        let link = format!("<link rel=\"alternate\" type=\"application/rss+xml\" {title} href=\"/feed.xml\">");
        site.put("/", Answer::ok("text/html", format!("<!doctype html><head>{link}</head>")));
    };
    site.feed(&[Entry::new("a", "Markt", SystemClock.now())]);
    page("");
    let told = json(&program, &["source", "add", &site.url("/")]);
    assert_eq!((&told["name"], &told["source"]), (&"Rathaus aktuell".into(), &"rathaus-aktuell".into()));

    let other = Program::new(None);
    other.succeed(&["town", "add", "--name", "Stadt", "--host", "stadt.localhost"]);
    page("title=\"Neues\"");
    assert_eq!(json(&other, &["source", "add", &site.url("/")])["name"], "Neues");
}

#[test]
fn who_decided_is_an_account_of_the_machine_also_where_none_has_a_name() {
    let program = Program::new(None);
    let mut add = program.command(&["town", "add", "--name", "Stadt", "--host", "stadt.localhost", "--publish"]);
    for name in ["SUDO_USER", "USER", "LOGNAME"] {
        add.env_remove(name);
    }
    assert!(add.output().unwrap().status.success());
    let log = program.succeed(&["audit", "list"]);
    assert!(log.contains("uid-") && !log.contains("unknown"), "{log}");
}

#[test]
fn settings_that_nothing_can_show_are_refused() {
    let program = Program::new(None);
    program.succeed(&["town", "add", "--name", "Stadt", "--host", "stadt.localhost"]);
    for (pair, words) in [
        ("name=", "darf nicht leer sein"),
        ("name=  ", "darf nicht leer sein"),
        ("language=klingonisch", "keine Sprache"),
        ("language=", "darf nicht leer sein"),
        ("arms=wappen.png", "für das Wappen gibt es hier nicht"),
        ("arms=0123456789abcdef0123456789abcdef", "für das Wappen gibt es hier nicht"),
        ("colour=#ffffff", "Meinten Sie „color“?"),
        ("qqq=1", "Möglich sind: name, "),
        ("imprint=@fehlt.txt", "fehlt.txt lässt sich nicht lesen: es gibt sie nicht."),
    ] {
        let said = refused(&program, 1, &["town", "set", pair]);
        assert!(said.contains(words), "{pair}: {said}");
    }
    assert!(program.succeed(&["town", "list"]).contains("Stadt"));
    program.succeed(&["town", "set", "language=nds", "claim=Moin"]);
}

#[test]
fn a_file_that_cannot_be_applied_is_named() {
    let program = Program::new(None);
    let folder = program.folder.path().join("orte");
    std::fs::create_dir(&folder).unwrap();
    let said = refused(&program, 1, &["town", "apply", "orte"]);
    assert!(said.contains("orte") && said.contains(".toml"), "{said}");
    std::fs::write(folder.join("a.toml"), "host = \"a.localhost\"\nname = \"A\"\n").unwrap();
    for (text, words) in [
        ("host = \"b.localhost\"\nname = \n", "Zeile 2 ist kein gültiges TOML"),
        ("host = \"b.localhost\"\n", "Die Angabe „name“ fehlt"),
        ("host = \"b.localhost\"\nname = \"B\"\nnmae = 1\n", "Meinten Sie „name“?"),
        ("host = \"b.localhost\"\nname = \"B\"\npublish = \"ja\"\n", "Der Wert in Zeile 3 passt nicht"),
        ("host = \"b.localhost\"\nname = \"B\"\n[[sources]]\nname = \"x\"\n", "Die Angabe „sources.address“ fehlt"),
        ("host = \"b.localhost\"\nname = \"B\"\n[settings]\ncolour = \"x\"\n", "Meinten Sie „settings.color“?"),
    ] {
        std::fs::write(folder.join("b.toml"), text).unwrap();
        let said = refused(&program, 1, &["town", "apply", "orte"]);
        assert!(said.starts_with("orte/b.toml: ") && said.contains(words), "{text}\n{said}");
        assert!(hosts(&program).is_empty(), "all files are read before the first is carried out");
    }
    std::fs::write(folder.join("b.toml"), "host = \"b.example\"\nname = \"B\"\n").unwrap();
    let said = refused(&program, 1, &["town", "apply", "orte"]);
    assert!(said.starts_with("orte/b.toml: ") && said.contains("development.loopback"), "{said}");
    let said = refused(&program, 1, &["town", "apply", "nirgends.toml"]);
    assert!(said.contains("nirgends.toml lässt sich nicht lesen"), "{said}");
}

#[tokio::test]
async fn another_programs_database_is_left_alone() {
    let program = Program::new(None);
    std::fs::create_dir(program.folder.path().join("data")).unwrap();
    for statement in ["CREATE TABLE town (x)", "PRAGMA application_id = 42"] {
        let _ = std::fs::remove_file(program.database());
        let url = format!("sqlite:{}?mode=rwc", program.database().display());
        let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(statement.to_owned())).execute(&pool).await.unwrap();
        pool.close().await;
        let before = std::fs::read(program.database()).unwrap();
        let said = refused(&program, 1, &["town", "list"]);
        assert!(said.contains("ausrufer.db ist keine Datenbank von Ausrufer"), "{said}");
        assert_eq!(std::fs::read(program.database()).unwrap(), before, "{statement}");
    }
    std::fs::write(program.database(), "Das ist ein Brief und keine Datenbank. ".repeat(200)).unwrap();
    assert!(refused(&program, 1, &["town", "list"]).contains("keine Datenbank von Ausrufer"));
    std::fs::remove_file(program.database()).unwrap();
    program.succeed(&["migrate"]);
    assert!(program.succeed(&["town", "list"]).contains("ADRESSE"), "our own is known again");
}

#[test]
fn one_folder_has_one_server_and_commands_work_beside_it() {
    let program = Program::new(None);
    let running = program.serve();
    for role in ["all", "web", "worker"] {
        let said = refused(&program, 1, &["serve", "--role", role]);
        assert!(said.contains("läuft schon ein Server (PID ") && said.contains("PostgreSQL"), "{said}");
    }
    program.succeed(&["town", "add", "--name", "Stadt", "--host", &program.host()]);
    assert_eq!(hosts(&program).len(), 1);
    running.kill();
    drop(program.serve());
}

#[test]
fn what_keeps_a_server_from_starting_is_told_in_german() {
    let program = Program::new(None);
    let taken = std::net::TcpListener::bind(("127.0.0.1", program.port)).unwrap();
    let said = refused(&program, 1, &["serve"]);
    assert!(said.contains("server.listen") && said.contains("dort läuft schon ein anderes Programm"), "{said}");
    drop(taken);
    assert!(refused(&program, 1, &["healthcheck"]).contains("ausrufer serve"));
    let key = program.folder.path().join("data/secret.key");
    let good = std::fs::read_to_string(&key).unwrap();
    std::fs::write(&key, "kaputt").unwrap();
    assert!(refused(&program, 1, &["town", "list"]).contains("secret.key ist beschädigt"));
    std::fs::write(&key, good.replace(|c: char| c.is_ascii_hexdigit(), "a")).unwrap();
    assert!(refused(&program, 1, &["town", "list"]).contains("gehört nicht zu dieser Datenbank"));
    std::fs::remove_file(&key).unwrap();
    assert!(refused(&program, 1, &["town", "list"]).contains("secret.key fehlt"));
    let nobody = Program::new(Some("postgres://niemand:geheim@datenbank.invalid/nichts"));
    let said = refused(&nobody, 1, &["town", "list"]);
    assert!(said.contains("Die Datenbank antwortet nicht") && !said.contains("geheim"), "{said}");
}

#[test]
fn a_reader_that_went_away_is_no_trouble() {
    let program = Program::new(None);
    let mut child = Command::new(env!("CARGO_BIN_EXE_ausrufer"))
        .arg("--help")
        .current_dir(program.folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_a_feed_is_added_and_a_person_sees_what_is_recognised() {
    let site = Site::start("www").await;
    let entry = |name: &str, title: &str, day: &str| {
        format!("<li class=meldung><h3><a href=/neu/{name}>{title}</a></h3><p class=datum>{day}</p></li>")
    };
    let entries = entry("markt", "Wochenmarkt verlegt", "20.11.2024") + &entry("bad", "Hallenbad zu", "19.11.2024");
    site.put("/neu/", Answer::ok("text/html", format!("<main><ul>{entries}</ul></main>")));
    for name in ["markt", "bad"] {
        site.put(&format!("/neu/{name}"), Answer::ok("text/html", "<main><p>Ein Text aus dem Rathaus.</p></main>"));
    }
    site.put("/leer/", Answer::ok("text/html", "<main><p>Willkommen in Musterbach</p></main>"));
    let program = Program::new(None);
    program.succeed(&["town", "add", "--name", "Stadt", "--host", &program.host()]);
    let said = program.succeed(&["source", "add", &site.url("/neu/"), "--name", "Aktuelles"]);
    assert!(said.contains("kein Nachrichten-Abo zu finden, aber eine Liste von Meldungen"), "{said}");
    let said = program.succeed(&["source", "test", "aktuelles"]);
    assert!(said.contains("Die letzten 2 Beiträge dort:"), "{said}");
    assert!(said.contains("· Wochenmarkt verlegt (20. November 2024)"), "{said}");
    assert!(said.contains(&site.url("/neu/markt")), "{said}");
    assert_eq!(json(&program, &["source", "test", "aktuelles"])["found"][1]["title"], "Hallenbad zu");

    let said = refused(&program, 1, &["source", "add", &site.url("/leer/")]);
    assert!(
        said.contains("noch eine Liste von Meldungen sicher zu erkennen") && said.contains("--set item="),
        "{said}"
    );
    let leer = format!("html:{}", site.url("/leer/"));
    let said = refused(&program, 1, &["source", "add", &leer, "--set", "itme=li"]);
    assert!(said.contains("itme → item"), "{said}");
    let said = refused(&program, 1, &["source", "add", &leer, "--set", "item=p"]);
    assert!(said.contains("keine Liste von Meldungen sicher zu erkennen"), "{said}");
}
