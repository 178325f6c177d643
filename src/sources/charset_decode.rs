//! Bytes to text, whatever the server claims. In: the body and the `charset` of its `Content-Type`. Out: a string.
//! Called by every connector that reads documents from the web, before anything else looks at them.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Decodes a document. In this order: byte order mark, valid UTF-8, the HTTP charset, the document's own declaration
/// (RFC 7303 §3, HTML §13.2.3.2), then UTF-8 with single broken bytes if it is mostly that, else windows-1252, the web's own default. Never fails.
#[must_use]
pub fn decode(bytes: &[u8], http_charset: Option<&str>) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    match bytes {
        [b'<', 0, ..] => return UTF_16LE.decode(bytes).0.into_owned(),
        [0, b'<', ..] => return UTF_16BE.decode(bytes).0.into_owned(),
        _ => {}
    }
    let named = http_charset.and_then(|label| Encoding::for_label(label.as_bytes())).or_else(|| declared(bytes));
    if named.is_none_or(encoding_rs::Encoding::is_ascii_compatible)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return text.to_owned();
    }
    match named {
        Some(encoding) if encoding != UTF_8 => encoding.decode(bytes).0.into_owned(),
        _ if mostly_utf8(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        _ => WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

/// `encoding="…"` of the XML declaration, else `charset=…` of an HTML `meta` element.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(1024))?).to_ascii_lowercase();
    let Some((_, declaration)) = head.split_once("<?xml") else { return meta_charset(&head) };
    let declaration = declaration.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Encoding::for_label(value.get(1..)?.split(quote).next()?.as_bytes())
}

fn meta_charset(head: &str) -> Option<&'static Encoding> {
    head.split("<meta").skip(1).find_map(|rest| {
        let value = rest.split('>').next()?.split_once("charset=")?.1.trim_start_matches(['"', '\'', ' ']);
        Encoding::for_label(value.split(['"', '\'', ' ', ';', '/']).next()?.as_bytes())
    })
}

/// Whether the bytes hold more whole multi-byte characters than broken ones: a teaser cut inside an umlaut must not
/// spoil all the others.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case(b"\xEF\xBB\xBF<a>\xC3\xBC</a>", None, "<a>ü</a>")]
    #[case(b"<a>\xC3\xBC</a>", Some("iso-8859-1"), "<a>ü</a>")]
    #[case(b"<a>\xFC</a>", Some("iso-8859-1"), "<a>ü</a>")]
    #[case(
        b"<?xml version='1.0' encoding='ISO-8859-15'?><a>\xA4</a>",
        None,
        "<?xml version='1.0' encoding='ISO-8859-15'?><a>€</a>"
    )]
    #[case(
        b"<?xml version='1.0' encoding=\"utf-8\"?><a>\xFC</a>",
        None,
        "<?xml version='1.0' encoding=\"utf-8\"?><a>ü</a>"
    )]
    #[case(b"<meta charset=iso-8859-15><a>\xA4</a>", None, "<meta charset=iso-8859-15><a>€</a>")]
    #[case(
        b"<meta content='text/html; charset=ISO-8859-15'><a>\xA4</a>",
        None,
        "<meta content='text/html; charset=ISO-8859-15'><a>€</a>"
    )]
    #[case(b"<a>\xC3\xBC\xC3\xA4 \xC3</a>", Some("utf-8"), "<a>üä \u{FFFD}</a>")]
    #[case(b"\xFF\xFE<\0a\0>\0", None, "<a>")]
    #[case(b"<\0a\0>\0", None, "<a>")]
    #[case(b"<a>\x96</a>", Some("klingonisch"), "<a>–</a>")]
    fn bytes_become_the_text_that_was_meant(#[case] bytes: &[u8], #[case] charset: Option<&str>, #[case] text: &str) {
        assert_eq!(decode(bytes, charset), text);
    }
}
