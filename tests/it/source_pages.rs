//! The handbook has a page for each kind of source, and each page says what people must know before they connect it.

use std::path::Path;

use ausrufer::domain::source::SourceKind;
use ausrufer::sources::Registry;

/// What a page tells, and the words by which that shows.
const TOLD: &[(&str, &[&str])] = &[
    ("what is never read", &["nie gelesen"]),
    ("how long connecting takes", &["dauert"]),
    ("how soon something follows", &["wie schnell"]),
    ("which permission", &["recht", "erlaubnis", "anmeldung", "kennwort", "passwort"]),
    ("what to do", &["ausrufer source add", "ausrufer source connect", "neuen kanal"]),
];

#[test]
fn every_kind_of_source_has_its_page_in_the_handbook() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/handbuch/quellen");
    for kind in SourceKind::ALL.iter().filter(|kind| Registry::connector(**kind).is_some()) {
        let page = folder.join(format!("{}.md", kind.as_str()));
        let text = std::fs::read_to_string(&page).unwrap_or_default().to_lowercase();
        for (what, words) in TOLD {
            assert!(words.iter().any(|word| text.contains(word)), "{}.md does not say {what}", kind.as_str());
        }
    }
}
