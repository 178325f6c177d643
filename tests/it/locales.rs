//! The texts for people: complete in both languages, all of them known, none in a word that only we understand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ext: &[&str]) -> Vec<PathBuf> {
    let mut all = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return all };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            all.extend(files(&path, ext));
        } else if path.extension().is_some_and(|e| ext.iter().any(|one| e == *one)) {
            all.push(path);
        }
    }
    all.sort();
    all
}

/// What one message says, and where it stands.
struct Message {
    file: String,
    text: String,
}

/// Every message of a language by its key.
fn messages(language: &str) -> BTreeMap<String, Message> {
    let mut all = BTreeMap::new();
    for path in files(&root().join("locales").join(language), &["ftl"]) {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut key: Option<String> = None;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match line.split_once(" =") {
                Some((name, value)) if line.starts_with(|c: char| c.is_ascii_lowercase()) => {
                    let message = Message { file: file.clone(), text: value.to_owned() };
                    assert!(all.insert(name.to_owned(), message).is_none(), "{language}/{file}: {name} is there twice");
                    key = Some(name.to_owned());
                }
                _ => {
                    let Some(message) = key.as_ref().and_then(|key| all.get_mut(key)) else { continue };
                    message.text.push('\n');
                    message.text.push_str(line);
                }
            }
        }
    }
    all
}

/// The variables a message uses.
fn variables(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || "-_".contains(*c)).collect::<String>();
    text.split('$').skip(1).map(name).filter(|name| !name.is_empty()).collect()
}

#[test]
fn both_languages_have_the_same_keys_in_the_same_files_with_the_same_variables() {
    let (german, english) = (messages("de"), messages("en"));
    assert!(german.len() > 50);
    let mut wrong = Vec::new();
    for (key, message) in &german {
        match english.get(key) {
            None => wrong.push(format!("{key} is missing in English")),
            Some(other) if other.file != message.file => wrong.push(format!("{key} stands in different files")),
            Some(other) if variables(&other.text) != variables(&message.text) => {
                wrong.push(format!("{key} uses different variables"));
            }
            Some(_) => {}
        }
    }
    wrong.extend(
        english.keys().filter(|key| !german.contains_key(*key)).map(|key| format!("{key} is missing in German")),
    );
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// Keys that are put together when they are used: the beginning of each, and by whom.
const COMPOSED: &[(&str, &str)] = &[
    ("month-", "i18n::day"),
    ("weekday-", "i18n::day_ahead"),
    ("event-nth-", "event_words"),
    ("holds-kind-", "web::holds"),
    ("page-kind-", "web::channels"),
    ("hazard-", "jobs::own_warning_item"),
    ("desk-rules-", "admin::pages::channel_rules"),
    ("desk-platform-", "admin::pages::channel_add"),
    ("desk-login-time-", "admin::pages::login"),
    ("desk-login-steps-", "admin::pages::login"),
    ("desk-login-app-hint", "admin::pages::login"),
    ("desk-login-secret-hint", "admin::pages::login"),
    ("desk-login-terms-hint", "admin::pages::login"),
    ("desk-login-person-hint", "admin::pages::login"),
    ("desk-login-deputy-hint", "admin::pages::login"),
    ("desk-setup-step-", "admin::pages::setup"),
    ("desk-setup-field-", "admin::pages::setup_imprint"),
    ("desk-setup-hint-", "admin::pages::setup_imprint"),
    ("audit-setting-", "admin::audit_words"),
    ("desk-share-to-", "admin::pages::post_share"),
    ("desk-warn-happening-", "admin::warning_form"),
    ("desk-warn-advice-", "admin::warning_form"),
    ("ask-form-", "web::ask_form"),
    ("desk-case-kind-", "admin::case_words"),
    ("desk-case-state-", "admin::case_words"),
    ("desk-case-answer-", "admin::pages::case"),
    ("desk-block-", "admin::case_words"),
    ("page-follow-step-", "web::words"),
    ("help-", "cli::help"),
    ("value-", "cli::help"),
];

/// The key without the number of a paragraph: `page-privacy-rights-2` is the second of `page-privacy-rights`.
fn stem(key: &str) -> &str {
    match key.rsplit_once('-') {
        Some((stem, number)) if number.bytes().all(|b| b.is_ascii_digit()) => stem,
        _ => key,
    }
}

/// The calls that take a key, and whether a literal key stands right behind.
const CALLS: [&str; 4] = [".text(\"", ".with(\"", "Refusal::new(\"", "words(\""];

/// The literal keys that code and templates ask for.
fn asked_for() -> Vec<(String, String)> {
    let mut all = Vec::new();
    let is_test = |path: &PathBuf| path.iter().any(|part| part == "tests" || part == "tests.rs");
    let sources = files(&root().join("src"), &["rs"]).into_iter().filter(|path| !is_test(path));
    for path in sources.chain(files(&root().join("templates"), &["html", "txt", "xml"])) {
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        for call in CALLS {
            for rest in text.split(call).skip(1) {
                let Some((key, _)) = rest.split_once('"') else { continue };
                let shaped = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                // Variables of a refusal are given with `.with("name", …)`, too; they are single words.
                if key.contains('-') && key.chars().all(shaped) {
                    all.push((name.clone(), key.to_owned()));
                }
            }
        }
    }
    all
}

#[test]
fn every_key_that_is_asked_for_exists() {
    let german = messages("de");
    let asked = asked_for();
    assert!(asked.len() > 40, "{} keys were found", asked.len());
    let missing: Vec<_> = asked.iter().filter(|(_, key)| !german.contains_key(key)).collect();
    assert!(missing.is_empty(), "nobody wrote these texts: {missing:?}");
}

#[test]
fn every_text_is_used_by_someone() {
    let mut used = String::new();
    for path in
        files(&root().join("src"), &["rs"]).into_iter().chain(files(&root().join("templates"), &["html", "txt", "xml"]))
    {
        used.push_str(&std::fs::read_to_string(path).unwrap());
    }
    let is_used = |key: &str| {
        [key, stem(key)].iter().any(|key| used.contains(&format!("\"{key}\"")))
            || COMPOSED.iter().any(|(beginning, _)| key.starts_with(beginning))
    };
    let idle: Vec<_> = messages("de").into_keys().filter(|key| !is_used(key)).collect();
    assert!(idle.is_empty(), "nobody shows these texts: {idle:?}");
}

/// Words that clerks and citizens do not use, and what to say instead (the glossary of the project).
const FORBIDDEN: [(&str, &str); 8] = [
    ("token", "Anmeldung"),
    ("feed", "Nachrichten-Abo"),
    ("instance", "Server"),
    ("timeline", "Aktuelles"),
    ("follower", "Abonnentinnen und Abonnenten"),
    ("admin", "Verwaltung"),
    ("sync", "Abruf"),
    ("boost", "Weiterverbreitung"),
];

/// The forbidden words in a German text, as far as people read it: names of commands, settings and file formats in it
/// are what must be typed.
fn jargon(text: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for word in text.split(|c: char| !(c.is_alphanumeric() || "-_./:".contains(c))) {
        let bare = word.trim_matches(|c: char| "-_./:".contains(c)).to_lowercase();
        let typed = word.ends_with(':') || bare.contains(['.', '/', '_']);
        let parts = bare.split('-').chain([bare.as_str()]).map(|part| part.trim_end_matches('s').to_owned());
        for part in parts.collect::<BTreeSet<_>>() {
            found.extend(FORBIDDEN.iter().filter(|(bad, _)| part == *bad && !typed).map(|(bad, _)| *bad));
        }
    }
    found
}

#[test]
fn german_texts_use_the_words_of_the_people_who_read_them() {
    let mut wrong = Vec::new();
    for (key, message) in messages("de") {
        for word in jargon(&without_variables(&message.text)) {
            if key == "refused-kind" && word == "feed" {
                // The clerk at the keyboard must type the platform's name.
                continue;
            }
            let instead = FORBIDDEN.iter().find(|(bad, _)| *bad == word).map_or("", |(_, good)| *good);
            wrong.push(format!("{key} in {}: „{word}“, say „{instead}“", message.file));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// What no clerk says, beyond the words that nobody reads anywhere.
const NOT_AT_THE_DESK: [&str; 14] = [
    "session",
    "cache",
    "login",
    "account",
    "url",
    "user",
    "upload",
    "cookie",
    "dashboard",
    "default",
    "client",
    "backup",
    "reset",
    "post",
];

#[test]
fn the_admin_area_speaks_like_a_town_hall() {
    let desk: Vec<_> =
        messages("de").into_iter().filter(|(_, message)| message.file.starts_with("admin_area")).collect();
    assert!(desk.len() > 100, "{} texts were found", desk.len());
    let mut wrong = Vec::new();
    for (key, message) in desk.iter().filter(|(key, _)| !key.starts_with("refused-")) {
        let mut text = without_variables(&message.text).to_lowercase();
        // What is to be pressed on a platform's own pages has the name that it has there.
        while key.starts_with("desk-login-")
            && let Some((before, rest)) = text.split_once('„')
            && let Some((_, after)) = rest.split_once('“')
        {
            text = format!("{before} {after}");
        }
        let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).collect();
        wrong.extend(NOT_AT_THE_DESK.iter().filter(|bad| words.contains(*bad)).map(|bad| format!("{key}: {bad}")));
        // Sie-Form, and no sentence that nobody reads to its end (requirements §7.3).
        for sentence in text.split(['.', '?', '!', ':']) {
            let count = sentence.split_whitespace().count();
            if count > 20 {
                wrong.push(format!("{key}: {count} words in one sentence"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

fn without_variables(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[test]
fn the_test_for_words_knows_them_in_their_sentences() {
    assert_eq!(jargon("Der Token ist abgelaufen."), ["token"]);
    assert_eq!(jargon("Unsere Follower"), ["follower"]);
    assert_eq!(jargon("Im RSS-Feed steht"), ["feed"]);
    assert_eq!(jargon("Alle Feeds"), ["feed"]);
    assert!(jargon("Die Verwaltung abonniert das Nachrichten-Abo unter feed.atom oder feed:x.").is_empty());
    assert_eq!(variables("a { $b } { $c-d -> x"), BTreeSet::from(["b".to_owned(), "c-d".to_owned()]));
}
