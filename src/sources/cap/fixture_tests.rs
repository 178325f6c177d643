//! Recorded warnings, kept outside the repository: `AUSRUFER_FIXTURES`, else `../shared/fixtures`.

use std::path::Path;

use super::super::contract::{Connector, NormaliseCx, Parsed};
use super::super::failure::SourceError;
use super::super::test_site::recorded;
use super::CapConnector;

fn parse(path: &Path) -> Result<Parsed, SourceError> {
    CapConnector.normalise(&std::fs::read(path).unwrap(), &NormaliseCx::default())
}

#[test]
fn every_recording_is_read_for_what_it_is() {
    let Some(folder) = recorded("cap") else { return };
    let mut warnings = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(parsed) = parse(&path) else {
            // Switzerland's own form, and the only one that is not CAP.
            assert_eq!(name, "alertswiss_poa.json");
            continue;
        };
        let list = ["dashboard", "mapData", "rss"].iter().any(|word| name.contains(word));
        let table = ["archive", "event_codes"].iter().any(|word| name.contains(word));
        assert_eq!((parsed.items.is_empty(), parsed.hints.is_empty()), (list || table, !list), "{name}");
        for item in &parsed.items {
            assert!(item.warning.is_some() && item.title.is_some() && item.text.contains("Quelle: "), "{name}");
            warnings += 1;
        }
    }
    assert!(warnings >= 10, "only {warnings} warnings");
}

#[test]
fn a_recorded_all_clear_is_one_and_keeps_its_words() {
    let Some(folder) = recorded("cap") else { return };
    let item = parse(&folder.join("mowas_cancel_hessen_probealarm.json")).unwrap().items.remove(0);
    assert_eq!(item.native_id.0, "mow.DE-HE-KS-SE106-20250313-106-000");
    assert_eq!(item.title.as_deref(), Some("Entwarnung: Probealarm - Land Hessen"));
    assert!(item.text.contains("Dies ist die Entwarnung zur Warnung \"Probealarm - Land Hessen\" vom 13.03.2025"));
    assert!(!item.text.contains("&quot;") && !item.text.contains("<br"));
    assert!(item.text.ends_with("Stand 13. März 2025, 10:50 Uhr"), "{}", item.text);
}
