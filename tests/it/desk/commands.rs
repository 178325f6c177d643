//! `setup-url` and `staff` at the command line: what they print leads into the area.

use serde_json::Value;

use crate::support::program::Program;

fn json(program: &Program, arguments: &[&str]) -> Value {
    serde_json::from_str(&program.succeed(&[&["--json"], arguments].concat())).unwrap()
}

#[test]
fn people_are_invited_at_the_command_line() {
    let program = Program::new(None);
    let early = program.run(&["setup-url"]);
    assert_eq!(early.status.code(), Some(1));
    assert!(String::from_utf8(early.stderr).unwrap().contains("ausrufer setup-url --host"));
    let said = program.succeed(&["setup-url", "--host", &program.host()]);
    assert!(said.contains(&format!("http://{}/verwaltung/einrichten/", program.host())), "{said}");
    assert!(program.refuse(&["setup-url", "--host", "kein ort"]).contains("kein ort"));
    program.succeed(&["town", "add", "--name", "Stadt Musterbach", "--host", &program.host()]);
    let area = format!("http://{}/verwaltung/", program.host());
    let said = program.succeed(&["setup-url"]);
    assert!(said.contains(&format!("{area}einrichten/")) && said.contains("gilt einmal"), "{said}");

    let add = ["staff", "add", "Anna@Musterbach.de", "--name", "Anna Beispiel", "--role", "redaktion"];
    let invited = json(&program, &add);
    assert_eq!(invited["login"], "anna@musterbach.de");
    assert!(invited["url"].as_str().unwrap().starts_with(&format!("{area}einladung/")), "{invited}");
    let renewed = json(&program, &["staff", "invite", "anna@musterbach.de"]);
    assert_ne!(renewed["url"], invited["url"]);
    let listed = json(&program, &["staff", "list"]);
    let anna = &listed["staff"][0];
    assert_eq!((anna["name"].as_str(), anna["joined"].as_bool()), (Some("Anna Beispiel"), Some(false)));
    assert_eq!(anna["roles"][0]["role"], "redaktion");
    assert_eq!(anna["roles"][0]["town"], program.host());

    let reset = program.succeed(&["staff", "reset-mfa", "Anna@Musterbach.de"]);
    assert!(reset.contains("Anna Beispiel") && reset.contains("zurückgesetzt"), "{reset}");
    let ended = json(&program, &["staff", "end", "anna@musterbach.de"]);
    assert_eq!(ended["login"], "anna@musterbach.de");
    let listed = json(&program, &["staff", "list"]);
    assert!(
        listed["staff"][0]["ended_at"].is_string() && listed["staff"][0]["roles"] == serde_json::json!([]),
        "{listed}"
    );
    assert!(program.refuse(&["staff", "invite", "anna@musterbach.de"]).contains("Niemand hat hier"));
    let audit = program.succeed(&["audit", "list"]);
    assert!(audit.contains("Anna Beispiel arbeitet nicht mehr") && audit.contains("zurückgesetzt"), "{audit}");

    for (wrong, code) in [
        (vec!["staff", "reset-mfa", "niemand"], 1),
        (vec!["staff", "end", "niemand"], 1),
        (vec!["staff", "invite", "niemand"], 1),
        (vec!["staff", "add", "a b", "--name", "X", "--role", "redaktion"], 1),
        (vec!["staff", "add", "bernd", "--name", "Bernd", "--role", "chef"], 2),
    ] {
        assert_eq!(program.run(&wrong).status.code(), Some(code), "{wrong:?}");
    }
}
