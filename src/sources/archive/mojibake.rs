//! Facebook writes the bytes of its UTF-8 as if each were a character (`\u00c3\u00bc` for ü). In: a value from its archive.
//! Out: the same with texts as they were written. A text that was written correctly stays as it is.

use serde_json::Value;

/// Mends every text in a value.
pub fn mend(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(mended) = mended(text) {
                *text = mended;
            }
        }
        Value::Array(entries) => entries.iter_mut().for_each(mend),
        Value::Object(fields) => fields.values_mut().for_each(mend),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// `None` when it is right already: plain ASCII, letters beyond one byte, or bytes that are no UTF-8.
fn mended(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("M\u{c3}\u{bc}hlgasse \u{f0}\u{9f}\u{9a}\u{a7}", "Mühlgasse 🚧")]
    #[case("Mühlgasse", "Mühlgasse")]
    #[case("🚧 Baustelle", "🚧 Baustelle")]
    #[case("Markt", "Markt")]
    fn texts_are_as_they_were_written(#[case] stored: &str, #[case] written: &str) {
        let mut value = serde_json::json!({ "data": [{ "post": stored }] });
        mend(&mut value);
        assert_eq!(value["data"][0]["post"], written);
    }
}
