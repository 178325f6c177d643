//! Text → tokens. In: text as a platform gave it. Out: words, numbers and signs, without addresses, mentions and emoji.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// Digits only.
    Number,
    /// One sign; what `folded` holds.
    Sign,
}

/// One piece of text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub kind: Kind,
    /// Lower case, without umlauts and accents: what words are compared by.
    pub folded: String,
    /// Whether it begins with a capital letter.
    pub capital: bool,
    /// Whether nothing but signs stands before it in its sentence.
    pub first: bool,
    /// Whether it stands directly behind the one before, without a space.
    pub glued: bool,
    /// Number of the sentence, the title being one of its own.
    pub sentence: usize,
    /// Part of a hashtag.
    pub tag: bool,
    /// The text was cut off within this word.
    pub cut: bool,
}

impl Token {
    pub(super) fn is(&self, sign: &str) -> bool {
        self.folded == sign
    }

    /// Whether it stands in the title or the first two sentences.
    pub(super) fn in_head(&self) -> bool {
        self.sentence < 3
    }

    /// The value of a number, if it is short enough to be one.
    pub(super) fn number(&self) -> Option<u32> {
        (self.kind == Kind::Number && self.folded.len() <= 9).then(|| self.folded.parse().ok()).flatten()
    }

    /// A word with a capital letter.
    pub(super) fn is_name(&self) -> bool {
        self.kind == Kind::Word && self.capital
    }
}

/// Lower case; ä, ö, ü and their spellings ae, oe, ue become a, o, u; ß becomes ss; accents go.
pub(super) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        let plain = match c {
            'ä' | 'á' | 'à' | 'â' | 'å' | 'ã' => 'a',
            'ö' | 'ó' | 'ò' | 'ô' | 'ø' => 'o',
            'ü' | 'ú' | 'ù' | 'û' => 'u',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' => 'i',
            'ç' => 'c',
            'ñ' => 'n',
            'ß' => {
                out.push_str("ss");
                continue;
            }
            // Combining accents of decomposed text.
            '\u{300}'..='\u{36f}' => continue,
            'e' if is_umlaut_spelled_out(&out) => continue,
            c => c,
        };
        out.push(plain);
    }
    out
}

/// Whether an e behind this may only stand for two dots: in "fuer", not in "neue", "Quelle", "bauen".
fn is_umlaut_spelled_out(before: &str) -> bool {
    let mut back = before.chars().rev();
    let (vowel, ahead) = (back.next(), back.next());
    matches!(vowel, Some('a' | 'o' | 'u')) && !matches!(ahead, None | Some('a' | 'e' | 'o' | 'u' | 'q' | 'i'))
}

/// Cuts title and text into tokens.
pub(super) fn tokens(title: Option<&str>, text: &str) -> Vec<Token> {
    let mut lexer = Lexer::default();
    if let Some(title) = title {
        lexer.read(title);
        lexer.end_sentence();
    }
    lexer.read(text);
    lexer.out
}

#[derive(Default)]
struct Lexer {
    out: Vec<Token>,
    sentence: usize,
    started: bool,
}

impl Lexer {
    fn end_sentence(&mut self) {
        if self.started {
            self.sentence += 1;
            self.started = false;
        }
    }

    fn read(&mut self, text: &str) {
        for line in text.lines() {
            for chunk in line.split_whitespace() {
                self.chunk(chunk);
            }
            self.end_sentence();
        }
    }

    /// A piece between two spaces.
    fn chunk(&mut self, chunk: &str) {
        let bare = chunk.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '@' | '#'));
        if bare.contains("://") || bare.starts_with("www.") || bare.starts_with('@') || is_mail(bare) || is_host(bare) {
            return;
        }
        let mut tag = false;
        let mut glued = false;
        let mut rest = chunk;
        while let Some(c) = rest.chars().next() {
            let length = if c.is_ascii_digit() {
                run(rest, |c| c.is_ascii_digit())
            } else if c.is_alphabetic() {
                run(rest, |c| c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}'))
            } else {
                c.len_utf8()
            };
            // "8a" is one word, "18h" a number with a unit.
            let (piece, behind) = rest.split_at(length);
            let kind = match c {
                c if c.is_ascii_digit() => Kind::Number,
                c if c.is_alphabetic() => Kind::Word,
                _ => Kind::Sign,
            };
            match (kind, c) {
                (Kind::Sign, '#') => tag = true,
                (Kind::Sign, c) if is_decoration(c) => {}
                (Kind::Sign, _) => self.sign(c, glued, behind),
                _ => {
                    let cut = kind == Kind::Word && (behind.starts_with('…') || behind.starts_with("..."));
                    self.push(kind, piece, glued, tag, cut);
                }
            }
            glued = true;
            rest = behind;
        }
    }

    fn sign(&mut self, c: char, glued: bool, behind: &str) {
        let c = match c {
            '–' | '—' | '‐' | '‑' | '−' => '-',
            c => c,
        };
        self.push(Kind::Sign, &c.to_string(), glued, false, false);
        let ends = match c {
            '!' | '?' | '…' => true,
            // A full stop behind a number is an ordinal or a date, behind one or two letters an abbreviation.
            '.' => {
                behind.is_empty()
                    && self
                        .out
                        .iter()
                        .rev()
                        .nth(1)
                        .is_some_and(|before| before.kind == Kind::Word && before.folded.len() > 3)
            }
            _ => false,
        };
        if ends {
            self.end_sentence();
        }
    }

    fn push(&mut self, kind: Kind, piece: &str, glued: bool, tag: bool, cut: bool) {
        let first = !self.started;
        self.started |= kind != Kind::Sign;
        self.out.push(Token {
            kind,
            folded: fold(piece),
            capital: piece.chars().next().is_some_and(char::is_uppercase),
            first,
            glued,
            sentence: self.sentence,
            tag,
            cut,
        });
    }
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn is_mail(word: &str) -> bool {
    word.find('@').is_some_and(|at| at > 0 && word.get(at..).is_some_and(|host| host.contains('.')))
}

/// An address without a scheme: "stadt.example/neues".
fn is_host(word: &str) -> bool {
    let host = word.split('/').next().unwrap_or_default();
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && host.is_ascii()
        && (2..=10).contains(&last.len())
        && last.bytes().all(|b| b.is_ascii_lowercase())
        && host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'))
        && host.split('.').all(|part| part.len() > 1)
}

/// Emoji and marks of emphasis say nothing here.
fn is_decoration(c: char) -> bool {
    matches!(c, '*' | '_' | '~' | '|' | '•' | '·' | '\u{fe0f}' | '\u{200d}' | '\u{20e3}' | '\u{ad}')
        || (!c.is_ascii()
            && !matches!(c, '–' | '—' | '‐' | '‑' | '−' | '…' | '€' | '°' | '„' | '“' | '”' | '»' | '«' | '½'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(None, text).into_iter().filter(|token| token.kind != Kind::Sign).map(|token| token.folded).collect()
    }

    #[test]
    fn spellings_of_one_word_fold_to_one() {
        assert_eq!(fold("Mühlgäßchen"), fold("Muehlgaesschen"));
        assert_eq!(fold("Mu\u{308}hle"), fold("Mühle"));
        assert_eq!(fold("neue Quelle bauen"), "neue quelle bauen");
    }

    #[test]
    fn addresses_mentions_and_emoji_are_no_words() {
        assert_eq!(words("🎉 Fest! @stadt info@stadt.example stadt.example/fest https://a.example/b"), ["fest"]);
        assert_eq!(words("Mehr (www.stadt.example). Ende"), ["mehr", "ende"]);
        assert_eq!(words("um 18h im S 8a"), ["um", "18", "h", "im", "s", "8", "a"]);
    }

    #[test]
    fn a_word_that_was_cut_off_is_marked() {
        let cut: Vec<bool> = tokens(None, "In der Mühlg…").iter().map(|token| token.cut).collect();
        assert_eq!(cut, [false, false, true, false]);
        assert!(tokens(None, "in der Mühlgasse …").iter().all(|token| !token.cut));
    }
}
