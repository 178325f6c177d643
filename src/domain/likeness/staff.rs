//! Whether a post is one that no machine may merge (DESIGN D12): it warns, or it takes back, moves, ends or extends what
//! had been announced. In: tokens. Out: no, perhaps or surely.
//!
//! `back`, `over` and `danger` hold the turns of phrase, `context` what gives them another sense, `pattern` finds them. What
//! the head says counts. A word of danger may be a warning when the post also tells people what to do, a mishap may take
//! something back when the head also names a loss. Where a turn may mean something else, the answer is perhaps.

use super::lex::{self, Token};

mod back;
mod context;
mod danger;
mod over;
mod pattern;
#[cfg(test)]
mod tests;

use pattern::{HEAD, Kind, Words};

/// How surely only staff may merge a post.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grade {
    #[default]
    No,
    Perhaps,
    Sure,
}

/// Sentences in which a mishap is surely what the post is about.
const FIRST: usize = 2;
/// Signs that open and close a quotation, and the most words a name in between has.
const QUOTES: [&[&str]; 2] = [&["„", "»", "\"", "“"], &["“", "«", "\"", "”"]];
const QUOTED: usize = 5;
/// Short words that end sentences; other short words before a full stop are abbreviations.
const SHORT: &[&str] = &["ab", "an", "auf", "aus", "da", "ein", "gut", "los", "mit", "um", "vor", "weg", "zu"];
/// Signs that part clauses.
const CLAUSE: &[&str] = &[",", ";", ":", "(", ")", "?"];

/// A sentence.
struct Sentence<'a> {
    /// Its place in the post.
    at: usize,
    /// Words, numbers and the signs that part clauses.
    words: Words<'a>,
}

/// How surely only staff may merge a post; `titled`: it is an article with a title.
pub(super) fn grade(tokens: &[Token], titled: bool) -> Grade {
    let sentences = sentences(tokens);
    let head = sentences.iter().take_while(|sentence| sentence.at < HEAD).count();
    let head = sentences.get(..head).unwrap_or_default();
    if tokens.iter().any(|token| token.tag && is_telling_tag(token)) {
        return Grade::Sure;
    }
    match takes_back(head, titled).max(warns(head, &sentences, titled)) {
        Grade::No if goes_wrong(head) => Grade::Perhaps,
        // "Heute kein Unterricht: Heizung kaputt."
        Grade::Perhaps if goes_wrong(head) => Grade::Sure,
        grade => grade,
    }
}

/// Whether a sentence has a turn's words in another sense: a fee that lapses, children in good hands.
pub(super) fn in_another_sense(words: &[&str]) -> bool {
    pattern::any(context::OTHER_SENSE, &words.iter().copied().collect())
}

/// The sentences of a post. The lexer keeps together what a full stop behind a short word may not part; here "wieder auf."
/// ends one.
fn sentences(tokens: &[Token]) -> Vec<Sentence<'_>> {
    let mut sentences: Vec<Sentence<'_>> = Vec::new();
    let quoted = quoted(tokens);
    for (at, token) in tokens.iter().enumerate().filter(|(at, token)| !token.tag && quoted.get(*at) != Some(&true)) {
        if ends_before(tokens, at) || sentences.last().is_none_or(|sentence| sentence.at != token.sentence) {
            sentences.push(Sentence { at: token.sentence, words: Words::default() });
        }
        let counts = token.kind != lex::Kind::Sign || CLAUSE.contains(&token.folded.as_str());
        if let Some(sentence) = sentences.last_mut().filter(|_| counts) {
            sentence.words.push(&token.folded);
        }
    }
    sentences
}

/// Which tokens are a name in quotation marks: a play, a book, a pub. What it says is not what the post says.
fn quoted(tokens: &[Token]) -> Vec<bool> {
    let mut quoted = vec![false; tokens.len()];
    let [opening, closing] = QUOTES;
    let mut at = 0;
    while at < tokens.len() {
        let opens = tokens.get(at).is_some_and(|token| opening.contains(&token.folded.as_str()));
        let inner = tokens.iter().skip(at + 1).take(QUOTED + 1);
        let length = inner.take_while(|token| !closing.contains(&token.folded.as_str())).count();
        if opens && (1..=QUOTED).contains(&length) && at + 1 + length < tokens.len() {
            if let Some(name) = quoted.get_mut(at + 1..=at + length) {
                name.fill(true);
            }
            at += length + 1;
        }
        at += 1;
    }
    quoted
}

/// Whether a full stop behind a short word stands before a token.
fn ends_before(tokens: &[Token], at: usize) -> bool {
    let back = |steps: usize| at.checked_sub(steps).and_then(|before| tokens.get(before));
    let stop = back(1).is_some_and(|token| token.is("."));
    let short = back(2).is_some_and(|word| word.kind == lex::Kind::Word && SHORT.contains(&word.folded.as_str()));
    stop && short && tokens.get(at).is_some_and(|token| token.capital && !token.glued)
}

fn is_telling_tag(token: &Token) -> bool {
    let exact = ["abgesagt", "absage", "entwarnung", "verschoben", "ausverkauft", "fristverlangert"];
    exact.iter().any(|tag| token.is(tag)) || token.folded.ends_with("warnung")
}

/// Whether a list stands in any of the sentences.
fn says(list: &[&str], part: &[Sentence<'_>]) -> bool {
    part.iter().any(|sentence| pattern::any(list, &sentence.words))
}

fn takes_back(head: &[Sentence<'_>], titled: bool) -> Grade {
    let means = |kind: &Kind, sentence: &Sentence<'_>| {
        let beside = |lists: &[&[&str]]| lists.iter().any(|list| pattern::any(list, &sentence.words));
        // "Abgesagt? Nein!"
        !sentence.words.is_question() && sentence.at < kind.within && beside(&[kind.says]) && !beside(kind.beside)
    };
    let kinds = back::KINDS
        .iter()
        .chain(over::KINDS)
        .filter(|kind| (kind.of.is_empty() || says(kind.of, head)) && !kind.with.iter().any(|list| says(list, head)));
    let grades = kinds.flat_map(|kind| {
        head.iter().filter(|sentence| means(kind, sentence)).map(|sentence| {
            // What an article does not say in its title or first sentence is seldom what it is about.
            if titled && sentence.at >= FIRST { Grade::Perhaps } else { kind.grade }
        })
    });
    grades.max().unwrap_or_default()
}

/// Whether something went wrong and therefore does not come as announced: "Wegen Sturm spielen wir drinnen."
fn goes_wrong(head: &[Sentence<'_>]) -> bool {
    let first = |sentence: &&Sentence<'_>| sentence.at < FIRST && !sentence.words.is_question();
    let says = |list: &[&str], sentence: &Sentence<'_>| pattern::any(list, &sentence.words);
    let claims = || head.iter().filter(first).filter(|sentence| !says(context::CONDITION, sentence));
    claims().any(|sentence| says(back::MISHAP, sentence) && !says(danger::PAST, sentence))
        && claims().any(|sentence| says(back::LOSS, sentence))
        && !claims().any(|sentence| says(context::OTHER_SENSE, sentence))
        && !head.iter().any(|sentence| says(danger::HARMLESS, sentence))
}

fn warns(head: &[Sentence<'_>], all: &[Sentence<'_>], titled: bool) -> Grade {
    let told = (says(context::REPORT, all) || says(context::DIARY, head)) && !says(danger::NOW, head);
    let advice = says(danger::PREVENTION, head) && !says(danger::TODAY, head);
    let first = head.iter().take_while(|sentence| sentence.at < FIRST).count();
    let thanks = says(danger::THANKS, head.get(..first).unwrap_or_default());
    let beside = told || advice || thanks;
    if beside && !says(danger::OFFICIAL, head)
        || [danger::HARMLESS, context::DRILL, context::HISTORY].iter().any(|list| says(list, head))
    {
        return Grade::No;
    }
    let now = |sentence: &Sentence<'_>| !sentence.words.is_question() && !pattern::any(danger::PAST, &sentence.words);
    let warns = |sentence: &&Sentence<'_>| pattern::any(danger::SURE, &sentence.words) && now(sentence);
    let foremost = head.iter().find(warns).map(|sentence| sentence.at);
    if foremost.is_some_and(|at| !titled || at < FIRST) {
        Grade::Sure
    } else if foremost.is_some() || says(danger::PERHAPS, head) && says(danger::CALL, all) {
        Grade::Perhaps
    } else {
        Grade::No
    }
}
