//! Recorded and published objects, kept outside the repository: `AUSRUFER_FIXTURES`, else `../shared/fixtures`.

use std::path::Path;

use super::super::contract::{Connector, NormaliseCx, Parsed};
use super::super::failure::SourceError;
use super::super::test_site::recorded;
use super::OparlConnector;

fn parse(path: &Path) -> Result<Parsed, SourceError> {
    OparlConnector.normalise(&std::fs::read(path).unwrap(), &NormaliseCx::default())
}

#[test]
fn every_recording_is_read_for_what_it_is() {
    let Some(folder) = recorded("oparl") else { return };
    let mut meetings = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match parse(&path) {
            // A schema describes objects and is none.
            Err(_) => assert!(name.starts_with("schema_"), "{name}"),
            Ok(parsed) if name.contains("meeting") => {
                assert_eq!(parsed.items.len(), 1, "{name}");
                let item = &parsed.items[0];
                assert!(item.event.is_some() && item.content_hash.len() == 64, "{name}");
                assert!(item.text.contains("TOP 1"), "{name}: {}", item.text);
                meetings += 1;
            }
            Ok(parsed) => {
                assert!(parsed.items.is_empty(), "{name}");
                assert_eq!(!parsed.hints.is_empty(), name.contains("paper"), "{name}");
            }
        }
    }
    assert!(meetings >= 4, "only {meetings} meetings");
}

#[test]
fn an_end_before_the_beginning_is_no_end_and_results_are_shown() {
    let Some(folder) = recorded("oparl") else { return };
    let item = parse(&folder.join("karlsruhe_meeting_10026.json")).unwrap().items.remove(0);
    assert!(item.event.unwrap().end.is_none());
    assert!(item.text.contains("(Ergebnis: einstimmig beschlossen)"));
    assert!(!item.title.unwrap().contains("öffentlich"));
}
