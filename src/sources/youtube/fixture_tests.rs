//! Recorded answers, kept outside the repository.

use super::super::contract::NormaliseCx;
use super::super::test_site::recordings as files;
use super::normalise::normalise;

#[test]
fn every_recorded_answer_gives_what_is_the_channels_own() {
    let Some(files) = files("youtube") else { return };
    for (name, bytes) in &files {
        match normalise(bytes, &NormaliseCx::default()) {
            Ok(parsed) => println!(
                "{name}: {} {:?} {:?}",
                parsed.items.len(),
                parsed.hints,
                parsed.items.iter().map(|i| (i.kind, &i.title, i.media.len(), i.text.len())).collect::<Vec<_>>()
            ),
            Err(e) => println!("{name}: {e:?}"),
        }
    }
    assert!(files.len() > 5);
}
