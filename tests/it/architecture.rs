//! Holds the crate to DESIGN §2: who may import whom, where foreign crates live, and how a file looks.

use std::path::{Path, PathBuf};

/// Rooms, and what each may use beside itself and the base.
const ALLOWED: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("store", &["domain"]),
    ("net", &["domain"]),
    ("sources", &["domain", "net"]),
    ("federation", &["domain", "store", "net"]),
    ("ingest", &["domain", "store", "net", "sources"]),
    ("publish", &["domain", "store", "federation"]),
    ("notify", &["domain", "store", "net"]),
    ("jobs", &["domain", "ingest", "publish", "federation", "sources", "store", "notify"]),
    ("web", &["domain", "store", "federation"]),
    ("admin", &["domain", "web", "store", "publish", "jobs", "notify"]),
];

/// Imports beyond the table: the file, what it uses, and why that is right there.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("src/jobs/hands.rs", "net", "holds the client that it hands to sources and ingest"),
    ("src/admin/town_add.rs", "net", "the desk holds the client that it hands to sources"),
    ("src/admin/town_add.rs", "federation", "a new actor gets its keys"),
    ("src/admin/service.rs", "net", "the town hall's own sign-in service is asked through the guard"),
    ("src/admin/handle_check.rs", "net", "the domain behind an account is asked where it leads"),
    ("src/admin/source_add.rs", "sources", "an address is read once before it is added"),
    ("src/admin/source_connect.rs", "sources", "the platform says when a login is looked at next"),
    ("src/admin/login_flow.rs", "sources", "a person logs in at a platform"),
    ("src/admin/login_remove.rs", "sources", "a login is given back to its platform"),
];

/// Everyone may use these; they use each other and the domain's words.
const BASE: &[&str] = &["clock", "error", "event_words", "urls", "i18n", "seal", "config", "telemetry"];

/// These put everything together.
const TOP: &[&str] = &["app", "cli", "main", "lib", "demo"];

/// Crates that live in one room only: the word that shows them, the room.
const AT_HOME: &[(&str, &str)] = &[
    ("sqlx::", "store"),
    ("reqwest::Client", "net"),
    ("reqwest::ClientBuilder", "net"),
    ("ClientBuilder::new(", "net"),
    ("activitypub_federation::", "federation"),
    ("lettre::", "notify"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files under a folder, as (path from the root, text).
fn files(folder: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                all.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    all.sort();
    all
}

/// The modules of a file under src/: `src/jobs/runner.rs` is `[jobs, runner]`.
fn module_of(file: &str) -> Vec<String> {
    let path = Path::new(file.strip_prefix("src/").unwrap_or(file)).with_extension("");
    let mut parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

/// Whether a file holds tests only.
fn is_test_file(file: &str) -> bool {
    file.contains("/tests/") || file.ends_with("tests.rs")
}

/// The text with comments, strings and characters blanked, and without `#[cfg(test)]` items.
fn code_of(text: &str) -> String {
    let blank = blank(text);
    let mut code = String::new();
    let mut rest = blank.as_str();
    while let Some(start) = rest.find("#[cfg(test)]") {
        code.push_str(&rest[..start]);
        let after = &rest[start..];
        let end_of_item = match (after.find('{'), after.find(';')) {
            (Some(open), Some(semicolon)) if semicolon < open => semicolon + 1,
            (Some(open), _) => open + length_of_block(&after[open..]),
            (None, Some(semicolon)) => semicolon + 1,
            (None, None) => after.len(),
        };
        // Lines stay countable.
        code.extend(after[..end_of_item].chars().filter(|c| *c == '\n'));
        rest = &after[end_of_item..];
    }
    code.push_str(rest);
    code
}

fn length_of_block(text: &str) -> usize {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + c.len_utf8();
        }
    }
    text.len()
}

/// Replaces what is no code with spaces; newlines stay.
fn blank(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = match chars[at] {
            '/' if chars.get(at + 1) == Some(&'/') => chars[at..].iter().position(|c| *c == '\n').map(|n| at + n),
            '/' if chars.get(at + 1) == Some(&'*') => {
                (at + 2..chars.len()).find(|n| chars[*n] == '*' && chars.get(n + 1) == Some(&'/')).map(|n| n + 2)
            }
            '"' => Some(end_of_string(&chars, at)),
            'r' if !at.checked_sub(1).is_some_and(|n| chars[n].is_alphanumeric() || chars[n] == '_') => {
                let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
                if chars.get(at + 1 + hashes) != Some(&'"') {
                    out.push('r');
                    at += 1;
                    continue;
                }
                let close: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
                (at + 2 + hashes..chars.len()).find(|n| chars[*n..].starts_with(&close)).map(|n| n + close.len())
            }
            '\'' if chars.get(at + 1) == Some(&'\\') => {
                chars[at + 3..].iter().position(|c| *c == '\'').map(|n| at + n + 4)
            }
            '\'' if chars.get(at + 2) == Some(&'\'') => Some(at + 3),
            c => {
                out.push(c);
                at += 1;
                continue;
            }
        };
        let end = end.unwrap_or(chars.len());
        out.extend(chars[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
        at = end;
    }
    out
}

fn end_of_string(chars: &[char], start: usize) -> usize {
    let mut at = start + 1;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 1,
            '"' => return at + 1,
            _ => {}
        }
        at += 1;
    }
    chars.len()
}

/// The first segments of every `crate::` and `super::` path, with the line where it stands.
fn imports(module: &[String], code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for word in ["crate::", "super::"] {
        for (start, _) in code.match_indices(word) {
            let before = code[..start].chars().next_back().unwrap_or(' ');
            if before.is_alphanumeric() || before == '_' || before == ':' {
                continue;
            }
            let line = code[..start].matches('\n').count() + 1;
            let mut rest = &code[start..];
            let mut base: Vec<String> = if word == "crate::" { Vec::new() } else { module.to_vec() };
            while let Some(after) = rest.strip_prefix("super::") {
                base.pop();
                rest = after;
            }
            rest = rest.strip_prefix("crate::").unwrap_or(rest);
            if let Some(room) = base.first() {
                found.push((line, room.clone()));
                continue;
            }
            found.extend(heads(rest).into_iter().map(|head| (line, head)));
        }
    }
    found
}

/// The first names of a path's rest: `store::Db` gives `store`, `{net::Net, store}` gives both.
fn heads(rest: &str) -> Vec<String> {
    let name = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = rest.strip_prefix('{') else { return vec![name(rest)] };
    let (mut depth, mut starts, mut end) = (0usize, vec![0], group.len());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                end = at;
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => starts.push(at + 1),
            _ => {}
        }
    }
    starts
        .into_iter()
        .filter(|start| *start < end)
        .map(|start| name(&group[start..end]))
        .filter(|n| !n.is_empty())
        .collect()
}

/// What is wrong with the imports of one file, as sentences.
fn wrong_imports(file: &str, text: &str) -> Vec<String> {
    let module = module_of(file);
    let Some(room) = module.first() else { return Vec::new() };
    if TOP.contains(&room.as_str()) || is_test_file(file) {
        return Vec::new();
    }
    let base = BASE.contains(&room.as_str());
    let allowed = ALLOWED.iter().find(|(name, _)| name == room).map(|(_, allowed)| *allowed);
    if allowed.is_none() && !base {
        return vec![format!("{file}: the room `{room}` is not in DESIGN §2; add it there and to this test")];
    }
    let is_allowed = |used: &str| {
        used == room
            || BASE.contains(&used)
            || allowed.unwrap_or_default().contains(&used)
            || (base && used == "domain")
            || EXCEPTIONS.iter().any(|(place, what, _)| *place == file && *what == used)
    };
    imports(&module, &code_of(text))
        .into_iter()
        .filter(|(_, used)| !is_allowed(used))
        .map(|(line, used)| format!("{file}:{line}: `{room}` must not use `{used}` (DESIGN §2, allowed imports)"))
        .collect()
}

/// Foreign crates away from home, as sentences.
fn strangers(file: &str, text: &str) -> Vec<String> {
    let room = module_of(file).first().cloned().unwrap_or_default();
    if is_test_file(file) {
        return Vec::new();
    }
    let code = code_of(text);
    AT_HOME
        .iter()
        .filter(|(word, home)| room != *home && code.contains(word))
        .map(|(word, home)| format!("{file}: `{word}` may only be used in {home}/"))
        .collect()
}

#[test]
fn every_module_imports_only_what_the_design_allows() {
    let wrong: Vec<_> = files("src").iter().flat_map(|(file, text)| wrong_imports(file, text)).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn no_exception_outlives_its_reason() {
    let all = files("src");
    for (place, what, why) in EXCEPTIONS {
        let text = all.iter().find(|(file, _)| file == place).map(|(_, text)| text.as_str()).unwrap_or_default();
        let used = imports(&module_of(place), &code_of(text)).into_iter().any(|(_, used)| used == *what);
        assert!(used, "{place} no longer uses `{what}` ({why}): take it out of EXCEPTIONS");
    }
}

#[test]
fn sql_clients_and_the_fediverse_crate_stay_in_their_rooms() {
    let wrong: Vec<_> = files("src").iter().flat_map(|(file, text)| strangers(file, text)).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_file_says_first_what_it_is_for_and_stays_short() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests"] {
        for (file, text) in files(folder) {
            let lines = text.lines().count();
            if lines > 500 {
                wrong.push(format!("{file}: {lines} lines; more than 500 are two files"));
            }
            if !text.starts_with("//! ") && file != "src/main.rs" {
                wrong.push(format!("{file}: does not open with `//!`: what comes in, what goes out, who calls it"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn lints_are_expected_with_a_reason_never_silenced() {
    let silenced = concat!("#[", "allow(");
    let wrong: Vec<_> = files("src")
        .into_iter()
        .chain(files("tests"))
        .filter(|(_, text)| blank(text).contains(silenced))
        .map(|(file, _)| format!("{file}: `{silenced}…` is `#[expect(…, reason = …)]` here"))
        .collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn the_scanner_finds_what_it_is_there_for() {
    let store = |text| wrong_imports("src/store/posts.rs", text);
    assert_eq!(
        store("//! x\n\nuse crate::web::Page;\n"),
        ["src/store/posts.rs:3: `store` must not use `web` (DESIGN §2, allowed imports)"]
    );
    for bad in [
        "use crate::{domain::TownId, net::{Net, guard}, clock};",
        "fn f() { let x = crate::jobs::run(); }",
        "use super::super::net::Net;",
        "pub(in crate::federation) fn f() {}",
        "fn f<'a>(x: &'a str) -> char { crate::web::x(); 'a' }",
        "const C: char = '\\''; use crate::web::x;",
        "const S: &str = \"\\\"\"; use crate::web::x;",
    ] {
        assert_eq!(store(bad).len(), 1, "{bad}");
    }
    for good in [
        "use crate::domain::TownId; use super::db::Conn; use crate::{clock::from_ms, domain, seal};",
        "// use crate::web::Page;",
        "/// [`crate::web::Page`]",
        "const S: &str = \"crate::web::x\"; const R: &str = r#\"crate::web::\"x\"#;",
        "#[cfg(test)]\nmod tests {\n    fn f() { if x { y } }\n    use crate::web::Page;\n}\n",
        "#[cfg(test)]\nuse crate::web::Page;\nuse crate::domain::TownId;",
        "use mycrate::web::x;",
    ] {
        assert_eq!(store(good), Vec::<String>::new(), "{good}");
    }
    assert_eq!(store("#[cfg(test)]\nmod tests;\nuse crate::web::Page;").len(), 1, "what follows is looked at");
    assert_eq!(wrong_imports("src/clock.rs", "use crate::store::Db;").len(), 1, "the base stands on nothing");
    assert_eq!(wrong_imports("src/cellar/x.rs", "//! x").len(), 1, "a room nobody knows");
    assert!(wrong_imports("src/app.rs", "use crate::web::Web;").is_empty());
    assert_eq!(strangers("src/web/page.rs", "use sqlx::Row;").len(), 1);
    assert_eq!(strangers("src/jobs/x.rs", "let c = reqwest::Client::builder();").len(), 1);
    assert!(strangers("src/net/client.rs", "let c = reqwest::Client::builder();").is_empty());
    assert_eq!(strangers("src/publish/x.rs", "use activitypub_federation::kinds::X;").len(), 1);
}
