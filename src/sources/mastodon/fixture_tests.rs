//! Recorded answers, kept outside the repository.

use super::super::contract::NormaliseCx;
use super::super::test_site::recordings;
use super::normalise::normalise;
use crate::domain::source::Cause;

/// Recordings without a post of their own: replies to others, accounts, fragments, a boost of an own post.
const NOTHING: &[&str] = &[
    "activitypub_create.json",
    "activitypub_friendica_update_note.json",
    "activitypub_mastodon_create_note.json",
    "activitypub_mastodon_person.json",
    "status_history.json",
    "status_reblog.json",
    "status_source.json",
];

#[test]
fn every_recorded_answer_gives_what_is_the_authors_own() {
    let Some(files) = recordings("mastodon") else { return };
    assert!(files.len() > 20, "only {} files", files.len());
    for (name, bytes) in &files {
        let parsed = match normalise(bytes, &NormaliseCx::default()) {
            Ok(parsed) => parsed,
            Err(error) => {
                let expected = if name == "account_lookup.json" { Cause::NotFound } else { Cause::NoDocument };
                assert_eq!((error.cause, name.starts_with("status")), (expected, false), "{name}");
                continue;
            }
        };
        assert_eq!(parsed.items.is_empty(), NOTHING.contains(&name.as_str()), "{name}");
        let activity = name.contains("update_note") || name.contains("create_note");
        assert_eq!(parsed.hints.len(), usize::from(activity), "{name}");
        assert!(parsed.items.iter().all(|item| item.content_hash.len() == 64), "{name}");
    }
}

#[test]
fn recorded_boosts_and_quotes_hold_no_foreign_words() {
    let Some(files) = recordings("mastodon") else { return };
    for (name, bytes) in
        files.iter().filter(|(name, _)| name == "granary_reblog.json" || name == "status_with_quote.json")
    {
        let item = normalise(bytes, &NormaliseCx::default()).unwrap().items.remove(0);
        assert!(item.quote.is_some(), "{name}");
        assert!(!item.text.contains("RE:") && !item.text.contains("foo"), "{name}: {}", item.text);
    }
}
