//! Arbitrary bytes as a page, a JSON-LD document or a sitemap: never a panic, never without end.
#![no_main]

use ausrufer::domain::source::SourceKind;
use ausrufer::sources::{NormaliseCx, Registry};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Some(connector) = Registry::connector(SourceKind::Html) {
        let _ = connector.normalise(data, &NormaliseCx::default());
    }
});
