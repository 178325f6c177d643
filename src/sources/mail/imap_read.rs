//! What an IMAP server says, in pieces (RFC 9051 §4, §7). In: a line with the literals that belong to it. Out: its words,
//! and from those the few answers a reader of newsletters needs. Nothing is trusted to be well formed; what is not
//! understood is skipped. Called by `imap`.

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    Open,
    Close,
    Atom(String),
    /// A quoted string or a literal.
    Text(Vec<u8>),
}

impl Word {
    fn is(&self, atom: &str) -> bool {
        matches!(self, Self::Atom(own) if own.eq_ignore_ascii_case(atom))
    }

    fn number<T: std::str::FromStr>(&self) -> Option<T> {
        match self {
            Self::Atom(text) => text.parse().ok(),
            _ => None,
        }
    }
}

/// Parts a run of text into words; a quoted string that never ends takes the rest.
pub(super) fn words_of(text: &[u8]) -> Vec<Word> {
    let (mut words, mut at) = (Vec::new(), 0);
    while let Some(byte) = text.get(at) {
        match byte {
            b'(' => words.push(Word::Open),
            b')' => words.push(Word::Close),
            b' ' | b'\r' | b'\n' | b'\t' => {}
            b'"' => {
                let (quoted, end) = quoted(text, at + 1);
                words.push(Word::Text(quoted));
                at = end;
                continue;
            }
            _ => {
                let end = atom_end(text, at);
                words.push(Word::Atom(String::from_utf8_lossy(text.get(at..end).unwrap_or_default()).into_owned()));
                at = end;
                continue;
            }
        }
        at += 1;
    }
    words
}

/// An atom ends at a space or a parenthesis, but not within brackets: `BODY[HEADER.FIELDS (SUBJECT)]` is one.
fn atom_end(text: &[u8], start: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.iter().enumerate().skip(start) {
        match byte {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            b' ' | b'(' | b')' | b'"' | b'\r' | b'\n' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

fn quoted(text: &[u8], start: usize) -> (Vec<u8>, usize) {
    let (mut out, mut at) = (Vec::new(), start);
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return (out, at + 1),
            b'\\' => {
                out.extend(text.get(at + 1));
                at += 2;
            }
            other => {
                out.push(*other);
                at += 1;
            }
        }
    }
    (out, at)
}

/// How long the literal is that a line announces at its end: `{123}`.
pub(super) fn literal_length(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"\r\n").or_else(|| line.strip_suffix(b"\n")).unwrap_or(line);
    let open = line.strip_suffix(b"}")?;
    let at = open.iter().rposition(|byte| *byte == b'{')?;
    std::str::from_utf8(open.get(at + 1..)?).ok()?.trim_end_matches('+').parse().ok()
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Ok,
    No,
    Bad,
}

/// The end of the command with this tag, and the word in brackets that says why (RFC 5530), in capitals.
pub(super) fn ending(words: &[Word], tag: &str) -> Option<(Ending, Option<String>)> {
    let [first, how, rest @ ..] = words else { return None };
    if !first.is(tag) {
        return None;
    }
    let how = [("OK", Ending::Ok), ("NO", Ending::No), ("BAD", Ending::Bad)]
        .into_iter()
        .find_map(|(name, ending)| how.is(name).then_some(ending))?;
    Some((how, code(rest)))
}

fn code(words: &[Word]) -> Option<String> {
    let Some(Word::Atom(text)) = words.first() else { return None };
    let name = text.strip_prefix('[')?.trim_end_matches(']').split(' ').next()?;
    Some(name.to_ascii_uppercase()).filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
}

/// What a server greets with (RFC 9051 §7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Greeting {
    Hello,
    /// It hangs up at once.
    Bye,
    /// Not a mailbox, or one that lets in without a login, which no town's mailbox does.
    Strange,
}

pub(super) fn greeting(words: &[Word]) -> Greeting {
    match words {
        [star, how, ..] if star.is("*") && how.is("OK") => Greeting::Hello,
        [star, how, ..] if star.is("*") && how.is("BYE") => Greeting::Bye,
        _ => Greeting::Strange,
    }
}

/// The number in `* OK [UIDVALIDITY 7] …`.
pub(super) fn number_in_code(words: &[Word], name: &str) -> Option<u32> {
    let [star, how, Word::Atom(code), ..] = words else { return None };
    if !star.is("*") || !how.is("OK") {
        return None;
    }
    let (key, value) = code.strip_prefix('[')?.trim_end_matches(']').split_once(' ')?;
    if key.eq_ignore_ascii_case(name) { value.trim().parse().ok() } else { None }
}

/// The numbers of `* SEARCH 2 5 9`.
pub(super) fn searched(words: &[Word]) -> Option<Vec<u32>> {
    let [star, name, found @ ..] = words else { return None };
    (star.is("*") && name.is("SEARCH")).then(|| found.iter().filter_map(Word::number).collect())
}

/// What `* 3 FETCH (UID 17 RFC822.SIZE 2048 BODY[] {…})` says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fetched {
    pub uid: u32,
    /// In bytes.
    pub size: Option<usize>,
    pub body: Option<Vec<u8>>,
}

pub(super) fn fetched(words: Vec<Word>) -> Option<Fetched> {
    let [star, _, name, ..] = &words[..] else { return None };
    if !star.is("*") || !name.is("FETCH") {
        return None;
    }
    let mut found = Fetched::default();
    let mut rest = words.into_iter().skip(3).peekable();
    while let Some(word) = rest.next() {
        if word.is("UID") {
            found.uid = rest.peek().and_then(Word::number).unwrap_or_default();
        } else if word.is("RFC822.SIZE") {
            found.size = rest.peek().and_then(Word::number);
        } else if word.is("BODY[]")
            && let Some(Word::Text(body)) = rest.next_if(|next| matches!(next, Word::Text(_)))
        {
            found.body = Some(body);
        }
    }
    (found.uid > 0).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_parted_into_words() {
        let words =
            words_of(b"* 3 FETCH (UID 17 FLAGS (\\Seen) BODY[HEADER.FIELDS (X)] \"a \\\"b\\\" c\" RFC822.SIZE 20)\r\n");
        assert_eq!(words[4..6], [Word::Atom("UID".into()), Word::Atom("17".into())]);
        assert!(
            words.contains(&Word::Text(b"a \"b\" c".to_vec()))
                && words.contains(&Word::Atom("BODY[HEADER.FIELDS (X)]".into()))
        );
        assert_eq!(fetched(words), Some(Fetched { uid: 17, size: Some(20), body: None }));
        assert_eq!(searched(&words_of(b"* SEARCH 2 5 x 9")), Some(vec![2, 5, 9]));
        assert_eq!(
            number_in_code(&words_of(b"* OK [UIDVALIDITY 3857529045] UIDs valid"), "uidvalidity"),
            Some(3_857_529_045)
        );
        let no = ending(&words_of(b"a1 NO [AUTHENTICATIONFAILED] Invalid credentials"), "a1");
        assert_eq!(no, Some((Ending::No, Some("AUTHENTICATIONFAILED".to_owned()))));
        assert_eq!(ending(&words_of(b"a2 OK done"), "a1"), None);
    }

    #[rstest::rstest]
    #[case(b"* 1 FETCH (BODY[] {310}\r\n", Some(310))]
    #[case(b"* 1 FETCH (BODY[] {310+}\n", Some(310))]
    #[case(b"* OK {x}\r\n", None)]
    #[case(b"* OK 5}\r\n", None)]
    fn a_literal_is_announced_at_the_end(#[case] line: &[u8], #[case] length: Option<usize>) {
        assert_eq!(literal_length(line), length);
    }

    proptest::proptest! {
        #[test]
        fn no_answer_is_too_strange(text in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80), odd in "[*a1()\"\\[\\] {}\\\\]{0,40}") {
            for line in [&text[..], odd.as_bytes()] {
                let words = words_of(line);
                let _ = (ending(&words, "a1"), greeting(&words), searched(&words), number_in_code(&words, "UIDNEXT"), literal_length(line));
                let _ = fetched(words);
            }
        }
    }
}
