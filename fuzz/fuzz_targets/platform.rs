//! Arbitrary bytes as an answer of any platform, chosen by the first byte: never a panic, never without end.
#![no_main]

use ausrufer::domain::source::SourceKind;
use ausrufer::sources::{NormaliseCx, Registry};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((first, answer)) = data.split_first() else { return };
    let kinds = SourceKind::ALL;
    if let Some(connector) = Registry::connector(kinds[usize::from(*first) % kinds.len()]) {
        let _ = connector.normalise(answer, &NormaliseCx::default());
    }
});
