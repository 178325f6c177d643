//! Whether a post is one that no machine may merge (DESIGN D12): it warns, or it takes back, moves, ends or extends what
//! had been announced. In: tokens. Out: yes or no.
//!
//! `back` and `danger` hold the turns of phrase, `pattern` finds them. What the head says counts. A word of danger becomes a
//! warning when the post also tells people what to do, a mishap takes something back when the head also names a loss.

use super::lex::{Kind, Token};

mod back;
mod danger;
mod pattern;
#[cfg(test)]
mod tests;

/// Sentences in which a post says what it is about; a title and a greeting are sentences too.
const HEAD: usize = 3;
/// Sentences in which a turn is surely what the post is about.
const FIRST: usize = 2;
/// Short words that end sentences; other short words before a full stop are abbreviations.
const SHORT: &[&str] = &["ab", "an", "auf", "aus", "da", "ein", "gut", "los", "um", "weg", "zu"];
/// Signs that part clauses.
const CLAUSE: &[&str] = &[",", ";", ":", "(", ")", "?"];

/// A sentence.
struct Sentence<'a> {
    /// Its place in the post.
    at: usize,
    /// Words, numbers and the signs that part clauses.
    words: Vec<&'a str>,
}

/// Whether only staff may merge a post.
pub(super) fn is_for_staff(tokens: &[Token]) -> bool {
    let sentences = sentences(tokens);
    let head = sentences.iter().take_while(|sentence| sentence.at < HEAD).count();
    let head = sentences.get(..head).unwrap_or_default();
    takes_back(head)
        || goes_wrong(head)
        || warns(head, &sentences)
        || tokens.iter().any(|token| token.tag && is_telling_tag(token))
}

/// The sentences of a post. The lexer keeps together what a full stop behind a short word may not part; here "wieder auf."
/// ends one.
fn sentences(tokens: &[Token]) -> Vec<Sentence<'_>> {
    let mut sentences: Vec<Sentence<'_>> = Vec::new();
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| !token.tag) {
        if ends_before(tokens, at) || sentences.last().is_none_or(|sentence| sentence.at != token.sentence) {
            sentences.push(Sentence { at: token.sentence, words: Vec::new() });
        }
        let counts = token.kind != Kind::Sign || CLAUSE.contains(&token.folded.as_str());
        if let Some(sentence) = sentences.last_mut().filter(|_| counts) {
            sentence.words.push(&token.folded);
        }
    }
    sentences
}

/// Whether a full stop behind a short word stands before a token.
fn ends_before(tokens: &[Token], at: usize) -> bool {
    let back = |steps: usize| at.checked_sub(steps).and_then(|before| tokens.get(before));
    let stop = back(1).is_some_and(|token| token.is("."));
    let short = back(2).is_some_and(|word| word.kind == Kind::Word && SHORT.contains(&word.folded.as_str()));
    stop && short && tokens.get(at).is_some_and(|token| token.capital && !token.glued)
}

fn is_telling_tag(token: &Token) -> bool {
    let exact = ["abgesagt", "absage", "entwarnung", "verschoben", "ausverkauft"];
    exact.iter().any(|tag| token.is(tag)) || token.folded.ends_with("warnung")
}

fn takes_back(head: &[Sentence<'_>]) -> bool {
    // "Abgesagt? Nein!"
    let mut claims = head.iter().filter(|sentence| sentence.words.last() != Some(&"?"));
    claims.any(|sentence| {
        let says = |list: &[&str]| pattern::any(list, &sentence.words);
        !says(back::CONDITION)
            && (says(back::SURE) && !says(back::OTHER_SENSE)
                || sentence.at < FIRST && says(back::LIKELY) && !says(back::OTHER_SENSE)
                || says(back::AGAIN) && !says(back::NOT_YET))
    })
}

/// Whether something went wrong and therefore does not come as announced: "Wegen Sturm spielen wir drinnen."
fn goes_wrong(head: &[Sentence<'_>]) -> bool {
    let first = |sentence: &&Sentence<'_>| sentence.at < FIRST && sentence.words.last() != Some(&"?");
    let says = |list: &[&str], sentence: &Sentence<'_>| pattern::any(list, &sentence.words);
    let claims = || head.iter().filter(first).filter(|sentence| !says(back::CONDITION, sentence));
    claims().any(|sentence| says(back::MISHAP, sentence) && !says(danger::PAST, sentence))
        && claims().any(|sentence| says(back::LOSS, sentence))
        && !claims().any(|sentence| says(back::OTHER_SENSE, sentence))
        && !head.iter().any(|sentence| says(danger::HARMLESS, sentence))
}

fn warns(head: &[Sentence<'_>], all: &[Sentence<'_>]) -> bool {
    let says = |list: &[&str], part: &[Sentence<'_>]| part.iter().any(|sentence| pattern::any(list, &sentence.words));
    if says(danger::HARMLESS, head) {
        return false;
    }
    let now = |sentence: &Sentence<'_>| !pattern::any(danger::PAST, &sentence.words);
    head.iter().any(|sentence| pattern::any(danger::SURE, &sentence.words) && now(sentence))
        || says(danger::PERHAPS, head) && says(danger::CALL, all)
}
