//! The title: the source's own, or the first line or sentence of at most 80 characters; never said twice.
//! In: an item's title and tidy blocks. Out: the title; the body no longer begins with it, or, where
//! it had to be shortened, says it in full.

use crate::domain::body_text::shorten;

use super::clean_runs::{Draft, Piece, Run, Style, plain, split_lines};
use super::clean_text;
use super::html_tokens::{Token, Tokens, decode_text};

/// Characters of a title.
const LIMIT: usize = 80;
/// Shorter beginnings ("Achtung!") are no title.
const MIN_SENTENCE: usize = 12;
/// Lines looked at for a derived title.
const MAX_LINES: usize = 5;
/// Longer words that end in a full stop inside a sentence; shorter ones never end one.
const ABBREVIATIONS: &[&str] =
    &["sept", "febr", "inkl", "exkl", "bzgl", "evtl", "zzgl", "nachm", "vorm", "gegr", "gest"];

/// Finds the title and takes it out of the text.
pub(super) fn settle(raw: Option<&str>, drafts: &mut Vec<Draft>) -> Option<String> {
    let Some(full) = raw.map(clean).filter(|title| !title.is_empty()) else { return derive(drafts) };
    let title = shorten(&full, LIMIT);
    if title == full {
        remove_repeated(&full, drafts);
    } else {
        say_in_full(full, drafts);
    }
    Some(title)
}

/// A title without markup, references and pseudo-letters, on one line.
fn clean(raw: &str) -> String {
    let mut words = String::new();
    for token in Tokens::new(raw) {
        match token {
            Token::Text(text) => words.push_str(&text),
            Token::Start { .. } | Token::End { .. } => {}
        }
    }
    // Some feeds escape twice; what comes out is text, never markup.
    let words = decode_text(&words);
    let words = clean_text::shorten_walls(&clean_text::characters(&words));
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A shortened title may have lost the date or the place; unless the text begins with all of it, it does now.
fn say_in_full(full: String, drafts: &mut Vec<Draft>) {
    let begins = match drafts.first() {
        Some(Draft::Paragraph(runs) | Draft::Heading(_, runs)) => key(&plain(runs)).starts_with(&key(&full)),
        _ => false,
    };
    if !begins {
        drafts.insert(0, Draft::Paragraph(vec![Run::text(full, Style { bold: true, ..Style::default() })]));
    }
}

fn remove_repeated(title: &str, drafts: &mut Vec<Draft>) {
    let wanted = key(title);
    let Some(Draft::Paragraph(runs) | Draft::Heading(_, runs)) = drafts.first_mut() else { return };
    if wanted.is_empty() {
        return;
    }
    if key(&plain(runs)) == wanted && !leads_elsewhere(runs) {
        drafts.remove(0);
        return;
    }
    let lines = split_lines(std::mem::take(runs));
    let repeated = lines
        .first()
        .is_some_and(|line| key(&plain(line)) == wanted && line.iter().all(|run| run.style.href.is_none()));
    *runs = with_breaks(lines.into_iter().skip(usize::from(repeated)));
}

/// A title that is itself a link repeats the link to the original; two different links are text.
fn leads_elsewhere(runs: &[Run]) -> bool {
    let mut hrefs: Vec<_> = runs.iter().filter_map(|run| run.style.href.as_ref()).collect();
    hrefs.dedup();
    hrefs.len() > 1
}

/// Letters and digits in lower case: what two spellings of one title share.
fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn with_breaks(lines: impl Iterator<Item = Vec<Run>>) -> Vec<Run> {
    let mut out = Vec::new();
    for line in lines {
        if !out.is_empty() {
            out.push(Run::line_break());
        }
        out.extend(line);
    }
    out
}

fn derive(drafts: &mut Vec<Draft>) -> Option<String> {
    let (block, line_at, mut line) = first_words(drafts)?;
    if line.iter().any(|run| run.style.strike) {
        // What no longer holds is no title; the line stays as it is.
        line.retain(|run| !run.style.strike);
        let words = plain(&line).split_whitespace().collect::<Vec<_>>().join(" ");
        return Some(shorten(&words, LIMIT)).filter(|title| !title.is_empty());
    }
    let words = plain(&line);
    let words = words.trim();
    let (title, taken) = if words.chars().count() <= LIMIT {
        (words, words.len())
    } else if let Some(end) = sentence_end(words) {
        (words.get(..end)?, end)
    } else {
        return Some(shorten(words, LIMIT));
    };
    let title = title.to_owned();
    remove_beginning(drafts, block, line_at, taken);
    let stop = title.ends_with('.') && !title.ends_with("..");
    Some(if stop || title.ends_with(':') { title.get(..title.len() - 1).unwrap_or(&title).to_owned() } else { title })
}

/// The first line that has words besides addresses and hashtags: block, line, runs.
fn first_words(drafts: &[Draft]) -> Option<(usize, usize, Vec<Run>)> {
    let mut seen = 0;
    for (block, draft) in drafts.iter().enumerate() {
        let (Draft::Paragraph(runs) | Draft::Heading(_, runs)) = draft else { return None };
        for (at, line) in split_lines(runs.clone()).into_iter().enumerate() {
            let letters = line.iter().filter_map(|run| match &run.piece {
                Piece::Text(text) if !text.contains("://") && !text.starts_with("www.") => Some(text),
                _ => None,
            });
            if letters.flat_map(|text| text.chars()).filter(|c| c.is_alphabetic()).count() >= 3 {
                return Some((block, at, line));
            }
            seen += 1;
            if seen >= MAX_LINES {
                return None;
            }
        }
    }
    None
}

/// Removes the beginning of one line, unless a link would be lost with it.
fn remove_beginning(drafts: &mut Vec<Draft>, block: usize, line_at: usize, bytes: usize) {
    let Some(Draft::Paragraph(runs) | Draft::Heading(_, runs)) = drafts.get_mut(block) else { return };
    let mut lines = split_lines(runs.clone());
    let Some(line) = lines.get_mut(line_at) else { return };
    if !cut_beginning(line, bytes) {
        return;
    }
    *runs = with_breaks(lines.into_iter().filter(|line| !line.is_empty()));
    if runs.is_empty() {
        drafts.remove(block);
    }
}

fn cut_beginning(line: &mut Vec<Run>, bytes: usize) -> bool {
    let mut left = bytes;
    let mut rest = Vec::new();
    for mut run in std::mem::take(line) {
        let length = plain(std::slice::from_ref(&run)).len();
        if left > 0 && run.style.href.is_some() {
            return false;
        }
        if left < length {
            if let Piece::Text(text) = &mut run.piece {
                *text = text.get(left..).unwrap_or_default().to_owned();
                if rest.is_empty() {
                    *text = text.trim_start().to_owned();
                }
            }
            if run.piece != Piece::Text(String::new()) {
                rest.push(run);
            }
        }
        left = left.saturating_sub(length);
    }
    *line = rest;
    true
}

/// The byte behind the first sentence that is long enough for a title and short enough.
fn sentence_end(text: &str) -> Option<usize> {
    for (count, (at, c)) in text.char_indices().take(LIMIT).enumerate() {
        let end = at + c.len_utf8();
        let follows = text.get(end..)?;
        let new_sentence = follows.starts_with(char::is_whitespace)
            && follows.trim_start().chars().next().is_none_or(|next| !next.is_lowercase() && !next.is_ascii_digit());
        let ends = match c {
            '!' | '?' => true,
            '.' => ends_sentence(text.get(..at)?),
            _ => false,
        };
        if ends && new_sentence && count + 1 >= MIN_SENTENCE {
            return Some(end);
        }
    }
    None
}

/// Whether a full stop after these words ends the sentence: not after numbers, initials and abbreviations.
fn ends_sentence(before: &str) -> bool {
    let word: String = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    word.chars().count() >= 4 && word.chars().any(char::is_alphabetic) && !ABBREVIATIONS.contains(&word.as_str())
}
