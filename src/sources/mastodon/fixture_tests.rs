//! Recorded answers, kept outside the repository.

use super::super::contract::NormaliseCx;
use super::super::test_site::recordings as files;
use super::normalise::normalise;

#[test]
fn every_recorded_answer_gives_what_is_the_authors_own() {
    let Some(files) = files("mastodon") else { return };
    for (name, bytes) in &files {
        match normalise(bytes, &NormaliseCx::default()) {
            Ok(parsed) => println!(
                "{name}: {} {:?} {:?}",
                parsed.items.len(),
                parsed.hints,
                parsed
                    .items
                    .iter()
                    .map(|i| (
                        i.kind,
                        &i.sensitive,
                        i.media.len(),
                        i.spans.len(),
                        i.text.chars().take(40).collect::<String>()
                    ))
                    .collect::<Vec<_>>()
            ),
            Err(e) => println!("{name}: {e:?}"),
        }
    }
    assert!(files.len() > 20);
}
