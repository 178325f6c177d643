//! Names of folders as IMAP servers store them: UTF-7 of its own kind (RFC 3501 §5.1.3). In: a name as people write it.
//! Out: what is said to the server. Called by `imap`.

use data_encoding::BASE64_NOPAD;

/// Encodes a name: what is not printable ASCII stands between `&` and `-`, as UTF-16 in base 64 with a comma for the slash.
#[must_use]
pub(super) fn encode(name: &str) -> String {
    let (mut out, mut odd) = (String::new(), String::new());
    for c in name.chars() {
        if matches!(c, ' '..='~') {
            flush(&mut odd, &mut out);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            odd.push(c);
        }
    }
    flush(&mut odd, &mut out);
    out
}

fn flush(odd: &mut String, out: &mut String) {
    if !odd.is_empty() {
        let bytes: Vec<u8> = odd.encode_utf16().flat_map(u16::to_be_bytes).collect();
        out.push('&');
        out.push_str(&BASE64_NOPAD.encode(&bytes).replace('/', ","));
        out.push('-');
        odd.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::encode;

    /// The second and third from RFC 3501 §5.1.3.
    #[rstest::rstest]
    #[case("INBOX/Rat & Verwaltung", "INBOX/Rat &- Verwaltung")]
    #[case("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-")]
    #[case("Gelöschte", "Gel&APY-schte")]
    fn a_folder_is_named_as_the_server_stores_it(#[case] name: &str, #[case] encoded: &str) {
        assert_eq!(encode(name), encoded);
    }
}
