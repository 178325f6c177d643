//! One schema on two engines, and no query that forgets whose rows they are (DESIGN D4, invariant 5).

use std::collections::BTreeSet;
use std::path::Path;

use ausrufer::store::tables;

use crate::support::databases;
use crate::support::seed::read;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Tables with their columns, in no engine's order.
async fn columns(test: &databases::TestDb) -> BTreeSet<(String, String)> {
    let tables = read!(test.db, |c| tables::catalogue(c));
    tables
        .into_iter()
        .flat_map(|table| table.columns.into_iter().map(move |column| (table.name.clone(), column.name)))
        .collect()
}

#[tokio::test]
async fn both_engines_have_the_same_tables_and_columns() {
    let all = databases::each().await;
    let [sqlite, postgres] = all.as_slice() else { return };
    let (ours, theirs) = (columns(sqlite).await, columns(postgres).await);
    assert!(ours.len() > 100, "{} columns were found", ours.len());
    assert_eq!(ours, theirs);
}

#[test]
fn both_engines_have_the_same_migrations() {
    let names = |engine: &str| -> BTreeSet<String> {
        let folder = std::fs::read_dir(root().join("migrations").join(engine)).unwrap();
        folder.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    };
    assert!(names("sqlite").contains("0001_base.sql"));
    assert_eq!(names("sqlite"), names("postgres"));
}

/// Statements that touch a town's tables without naming the town: the beginning of each, and why it may.
const TOWNLESS: &[(&str, &str)] = &[
    ("SELECT ulid FROM actor WHERE id = $1", "the place under which the actor's own key is sealed; it reveals nothing"),
    ("SELECT max(seq) FROM change", "the log of all towns"),
    ("DELETE FROM change WHERE at", "retention, the same for all towns"),
    ("DELETE FROM alarm WHERE over_at", "retention, the same for all towns"),
    ("DELETE FROM held WHERE answered_at", "retention, the same for all towns"),
    ("DELETE FROM likeness_key WHERE item_id IN", "retention, the same for all towns"),
    ("DELETE FROM quarantine WHERE seen_at", "retention, the same for all towns"),
    ("DELETE FROM login_flow WHERE good_until", "retention, the same for all towns"),
    ("DELETE FROM login_notice WHERE told_at", "retention, the same for all towns"),
    ("DELETE FROM deletion_request WHERE asked_at", "retention, the same for all towns"),
    ("DELETE FROM draft WHERE state = 'published'", "retention, the same for all towns"),
    ("DELETE FROM staff_substitute WHERE ends", "retention, the same for all towns"),
    ("DELETE FROM agency_pass WHERE until", "retention, the same for all towns"),
    (
        "UPDATE town_case SET state = 'closed', closed_at = $2 WHERE state = 'answered'",
        "retention, the same for all towns",
    ),
    ("DELETE FROM town_case WHERE closed_at", "retention, the same for all towns"),
    ("DELETE FROM remote_block WHERE lifted_at", "retention, the same for all towns"),
    ("DELETE FROM push_seen WHERE seen_at", "retention, the same for all towns"),
    (
        "SELECT c.inbox_id FROM receipt c",
        "a part of the statement for an audience, which names the town; the post is its own",
    ),
    ("UPDATE follower SET to_at = $2 WHERE to_at IS NULL", "a remote host or inbox is gone for all towns"),
    (
        "DELETE FROM activity WHERE post_id IS NULL AND kind = 'Accept'",
        "Accepts, retention and forgetting a stranger, in all towns",
    ),
    ("UPDATE town_case SET actor_uri = NULL", "an account of another server deleted itself, in all towns"),
    ("DELETE FROM reaction WHERE account", "an account of another server deleted itself, in all towns"),
    ("UPDATE activity SET body = '' WHERE kind = 'Update'", "retention, the same for all towns"),
    ("DELETE FROM follower WHERE to_at < $1", "retention, the same for all towns"),
    ("DELETE FROM remote_actor WHERE fetched_at < $1", "retention of strangers whom no town knows any more"),
    ("DELETE FROM staff_role WHERE staff_id = $1", "a person leaves all towns"),
    ("INSERT INTO receipt", "the outcome of a leased delivery, known by (activity, inbox)"),
];

/// The queues in which all towns stand: the one before the remote hosts, whose rows are known by (activity, inbox) or by
/// the host, and that of the jobs, known by (kind, key).
const SHARED: [&str; 2] = ["delivery", "job"];

#[tokio::test]
async fn every_query_names_its_town() {
    let test = databases::sqlite().await;
    let columns = columns(&test).await;
    let towned: BTreeSet<&str> = columns
        .iter()
        .filter(|(table, column)| column == "town_id" && !SHARED.contains(&table.as_str()))
        .map(|(table, _)| table.as_str())
        .collect();
    assert!(towned.contains("post") && towned.contains("follower") && !towned.contains("peer"));
    let (mut wrong, mut used, mut seen) = (Vec::new(), BTreeSet::new(), 0);
    for (file, sql) in statements() {
        let tables: BTreeSet<String> = tables_of(&sql).into_iter().filter(|t| towned.contains(t.as_str())).collect();
        if tables.is_empty() {
            continue;
        }
        seen += 1;
        if sql.contains("town_id") {
            continue;
        }
        match TOWNLESS.iter().find(|(start, _)| sql.starts_with(start)) {
            Some((start, _)) => drop(used.insert(*start)),
            None => wrong.push(format!("{file}: {sql}")),
        }
    }
    assert!(seen > 100, "{seen} statements were found");
    assert!(wrong.is_empty(), "these do not name their town:\n{}\n", wrong.join("\n"));
    let idle: Vec<_> = TOWNLESS.iter().filter(|(start, _)| !used.contains(start)).collect();
    assert!(idle.is_empty(), "these exceptions are no longer needed: {idle:?}");
}

/// What is written in the audit log stays: no statement changes or removes an entry (D4; the chain finds who does it past us).
#[test]
fn nothing_changes_or_removes_an_entry_of_the_audit_log() {
    let is_of_audit = |sql: &str| tables_of(sql).iter().any(|table| table == "audit");
    let all: Vec<_> = statements().into_iter().filter(|(_, sql)| is_of_audit(sql)).collect();
    assert!(all.iter().any(|(_, sql)| sql.starts_with("INSERT INTO audit ")), "{all:?}");
    let adds_or_reads = |sql: &str| {
        sql.starts_with("SELECT ") || (sql.starts_with("INSERT INTO audit ") && !sql.contains("ON CONFLICT"))
    };
    let wrong: Vec<_> = all.iter().filter(|(_, sql)| !adds_or_reads(sql)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Every string in src/store that looks like a statement, with line joints taken out.
fn statements() -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut folders = vec![root().join("src/store")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            all.extend(strings(&text).into_iter().filter(|one| is_sql(one)).map(|sql| (name.clone(), sql)));
        }
    }
    all
}

fn is_sql(text: &str) -> bool {
    ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "].iter().any(|verb| text.starts_with(verb))
}

/// The string literals of a source text; neighbours inside `concat!(…)` count as one.
fn strings(text: &str) -> Vec<String> {
    let (mut all, mut rest): (Vec<String>, &str) = (Vec::new(), text);
    while let Some(open) = rest.find('"') {
        let before = rest[..open].trim_end();
        let after = &rest[open + 1..];
        let mut end = 0;
        let bytes = after.as_bytes();
        while end < bytes.len() && bytes[end] != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        let literal = after[..end.min(after.len())].replace("\\\n", " ").replace("\\\"", "\"");
        let literal = literal.split_whitespace().collect::<Vec<_>>().join(" ");
        let joined = before.ends_with(',') && !is_sql(&literal) && all.last().is_some_and(|last| is_sql(last));
        match all.last_mut() {
            Some(last) if joined => *last = format!("{last} {literal}"),
            _ => all.push(literal),
        }
        rest = after.get(end + 1..).unwrap_or_default();
    }
    all
}

/// The tables a statement reads or writes.
fn tables_of(sql: &str) -> Vec<String> {
    let words: Vec<&str> = sql.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
    words
        .windows(2)
        .filter(|pair| ["FROM", "JOIN", "INTO", "UPDATE"].contains(&pair[0]))
        .map(|pair| pair[1].to_owned())
        .collect()
}

#[test]
fn the_scanner_finds_a_query_without_a_town() {
    let text = "on!(conn, |c| sqlx::query(\"SELECT id \\\n        FROM post WHERE id = $1\").bind(\"x\"))";
    let found = strings(text);
    assert_eq!(found[0], "SELECT id FROM post WHERE id = $1");
    assert_eq!(tables_of(&found[0]), ["post"]);
    assert_eq!(
        tables_of("UPDATE item SET x = (SELECT 1 FROM post_item pi JOIN media m ON TRUE)"),
        ["item", "post_item", "media"]
    );
    let joined = strings("concat!(\"INSERT INTO delivery (a) \", \"SELECT 1 FROM inbox\", \" WHERE town_id = $2\")");
    assert!(joined.iter().any(|one| one.ends_with("town_id = $2")), "{joined:?}");
}
