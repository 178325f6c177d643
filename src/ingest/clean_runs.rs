//! The form text has while it is being cleaned: blocks of flat runs, each with its whole style, so that every rule sees
//! plain characters. In: runs from `clean_html` and `clean_spans`. Out: tidy runs, and at the end a [`Body`].

use std::sync::Arc;

use crate::domain::body::{Block, Body, Span};

use super::{clean_spans, clean_text};

/// How a run looks and where it leads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub bold: bool,
    pub italic: bool,
    pub strike: bool,
    /// An address that passed `clean_links`.
    pub href: Option<Arc<str>>,
}

/// What a run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Break,
    /// A hashtag without its `#`.
    Tag(String),
}

/// A piece and its style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub piece: Piece,
    pub style: Style,
}

/// A block that is not a [`Block`] yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Draft {
    Paragraph(Vec<Run>),
    Heading(u8, Vec<Run>),
    List { ordered: bool, entries: Vec<Vec<Run>> },
    Table { header: Vec<Vec<Run>>, rows: Vec<Vec<Vec<Run>>> },
    Quote(Vec<Draft>),
}

impl Run {
    /// A run of text.
    pub(super) fn text(text: impl Into<String>, style: Style) -> Self {
        Self { piece: Piece::Text(text.into()), style }
    }

    /// A line break.
    pub(super) fn line_break() -> Self {
        Self { piece: Piece::Break, style: Style::default() }
    }
}

/// The words of some runs; a break is a newline.
pub(super) fn plain(runs: &[Run]) -> String {
    let mut out = String::new();
    for run in runs {
        match &run.piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Break => out.push('\n'),
            Piece::Tag(tag) => {
                out.push('#');
                out.push_str(tag);
            }
        }
    }
    out
}

/// Applies every rule for characters, lines, links and hashtags; drops what is empty afterwards.
pub(super) fn tidy(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut out = Vec::new();
    for draft in drafts {
        match draft {
            Draft::Paragraph(runs) => out.extend(paragraphs(runs).into_iter().map(Draft::Paragraph)),
            Draft::Heading(level, runs) => {
                push_unless_empty(&mut out, join(runs, true), |runs| Draft::Heading(level, runs));
            }
            Draft::List { ordered, entries } => {
                let entries: Vec<_> = entries.into_iter().map(|e| join(e, false)).filter(|e| !e.is_empty()).collect();
                push_unless_empty(&mut out, entries, |entries| Draft::List { ordered, entries });
            }
            Draft::Table { header, rows } => out.extend(table(header, rows)),
            Draft::Quote(inner) => push_unless_empty(&mut out, tidy(inner), Draft::Quote),
        }
    }
    out
}

fn push_unless_empty<T>(out: &mut Vec<Draft>, list: Vec<T>, make: impl FnOnce(Vec<T>) -> Draft) {
    if !list.is_empty() {
        out.push(make(list));
    }
}

/// A table of one column is layout, not data: its cells become paragraphs.
fn table(header: Vec<Vec<Run>>, rows: Vec<Vec<Vec<Run>>>) -> Vec<Draft> {
    let columns = rows.iter().chain([&header]).map(Vec::len).max().unwrap_or(0);
    if columns < 2 {
        return header
            .into_iter()
            .chain(rows.into_iter().flatten())
            .flat_map(paragraphs)
            .map(Draft::Paragraph)
            .collect();
    }
    let cells = |row: Vec<Vec<Run>>| row.into_iter().map(|cell| join(cell, false)).collect::<Vec<_>>();
    let has_words = |row: &Vec<Vec<Run>>| row.iter().any(|cell| !cell.is_empty());
    let header = Some(cells(header)).filter(has_words).unwrap_or_default();
    let rows: Vec<_> = rows.into_iter().map(cells).filter(has_words).collect();
    if rows.is_empty() && header.is_empty() { Vec::new() } else { vec![Draft::Table { header, rows }] }
}

/// Lines between blank lines are one paragraph.
fn paragraphs(runs: Vec<Run>) -> Vec<Vec<Run>> {
    let mut out: Vec<Vec<Run>> = Vec::new();
    let mut open = false;
    for line in lines(runs) {
        if line.is_empty() {
            open = false;
            continue;
        }
        match out.last_mut() {
            Some(paragraph) if open => {
                paragraph.push(Run::line_break());
                paragraph.extend(line);
            }
            _ => out.push(line),
        }
        open = true;
    }
    out
}

/// All lines as one, parted by breaks or, in a heading, by spaces.
fn join(runs: Vec<Run>, spaces: bool) -> Vec<Run> {
    let mut out = Vec::new();
    for line in lines(runs).into_iter().filter(|line| !line.is_empty()) {
        if !out.is_empty() {
            out.push(if spaces { Run::text(" ", Style::default()) } else { Run::line_break() });
        }
        out.extend(line);
    }
    out
}

/// Cuts at breaks and tidies each line; an empty line stands for a blank one.
fn lines(runs: Vec<Run>) -> Vec<Vec<Run>> {
    split_lines(runs).into_iter().map(tidy_line).collect()
}

/// Cuts runs at their breaks.
pub(super) fn split_lines(runs: Vec<Run>) -> Vec<Vec<Run>> {
    let mut out = vec![Vec::new()];
    for run in runs {
        if run.piece == Piece::Break {
            out.push(Vec::new());
        } else if let Some(line) = out.last_mut() {
            line.push(run);
        }
    }
    out
}

fn tidy_line(line: Vec<Run>) -> Vec<Run> {
    let mut line = merge(line);
    let mut after_space = true;
    for run in &mut line {
        if let Piece::Text(text) = &mut run.piece {
            *text = collapse(&clean_text::characters(text), &mut after_space);
        } else {
            after_space = false;
        }
    }
    while let Some(Run { piece: Piece::Text(text), .. }) = line.last_mut() {
        text.truncate(text.trim_end().len());
        if !text.is_empty() {
            break;
        }
        line.pop();
    }
    if clean_text::is_decoration(&plain(&line)) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for run in line {
        match run.piece {
            Piece::Text(text) if !text.is_empty() => {
                clean_spans::push_marked(&clean_text::shorten_walls(&text), run.style, &mut out);
            }
            Piece::Text(_) => {}
            Piece::Break | Piece::Tag(_) => out.push(run),
        }
    }
    out
}

/// Joins neighbours of one style, so that a word cut up by markup is one word again.
fn merge(line: Vec<Run>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for run in line {
        if let (Piece::Text(more), Some(Run { piece: Piece::Text(text), style })) = (&run.piece, out.last_mut())
            && *style == run.style
        {
            text.push_str(more);
        } else {
            out.push(run);
        }
    }
    out
}

/// White space becomes one space; a no-break space between words stays.
fn collapse(text: &str, after_space: &mut bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() {
            out.push(c);
            *after_space = false;
        } else if !*after_space {
            out.push(if c == '\u{a0}' || c == '\u{202f}' { c } else { ' ' });
            *after_space = true;
        }
    }
    out
}

/// The finished text. Heading levels are shifted so that the first one is 1.
pub(super) fn into_body(drafts: Vec<Draft>) -> Body {
    let mut top = None;
    Body { blocks: drafts.into_iter().map(|draft| block(draft, &mut top)).collect() }
}

fn block(draft: Draft, top: &mut Option<u8>) -> Block {
    let all = |list: Vec<Vec<Run>>| list.into_iter().map(spans).collect::<Vec<_>>();
    match draft {
        Draft::Paragraph(runs) => Block::Paragraph { spans: spans(runs) },
        Draft::Heading(level, runs) => {
            let first = *top.get_or_insert(level);
            Block::Heading { level: (level.saturating_sub(first) + 1).clamp(1, 4), spans: spans(runs) }
        }
        Draft::List { ordered, entries } => Block::List { ordered, entries: all(entries) },
        Draft::Table { header, rows } => {
            Block::Table { header: all(header), rows: rows.into_iter().map(all).collect() }
        }
        Draft::Quote(inner) => Block::Quote { blocks: inner.into_iter().map(|draft| block(draft, top)).collect() },
    }
}

/// Nests flat runs: link around bold around italic around struck through around words.
fn spans(runs: Vec<Run>) -> Vec<Span> {
    group(
        runs,
        |style| style.href.clone(),
        |href, runs| {
            let inner = group(
                runs,
                |style| style.bold,
                |bold, runs| {
                    let inner = group(
                        runs,
                        |style| style.italic,
                        |italic, runs| {
                            let inner = group(runs, |style| style.strike, struck);
                            if italic { vec![Span::Italic { spans: inner }] } else { inner }
                        },
                    );
                    if bold { vec![Span::Bold { spans: inner }] } else { inner }
                },
            );
            match href {
                Some(href) => vec![Span::Link { href: href.to_string(), spans: inner }],
                None => inner,
            }
        },
    )
}

fn struck(strike: bool, runs: Vec<Run>) -> Vec<Span> {
    let words = runs.into_iter().map(|run| leaf(run.piece)).collect();
    if strike { vec![Span::Strike { spans: words }] } else { words }
}

fn leaf(piece: Piece) -> Span {
    match piece {
        Piece::Text(text) => Span::Text { text },
        Piece::Break => Span::Break,
        Piece::Tag(tag) => Span::Hashtag { tag },
    }
}

/// Cuts runs where `key` changes and wraps each stretch.
fn group<K: PartialEq>(
    runs: Vec<Run>,
    key: impl Fn(&Style) -> K,
    wrap: impl Fn(K, Vec<Run>) -> Vec<Span>,
) -> Vec<Span> {
    let mut out = Vec::new();
    let mut stretch: Vec<Run> = Vec::new();
    for run in runs {
        if let Some(last) = stretch.last()
            && key(&last.style) != key(&run.style)
        {
            let key = key(&last.style);
            out.extend(wrap(key, std::mem::take(&mut stretch)));
        }
        stretch.push(run);
    }
    if let Some(last) = stretch.last() {
        let key = key(&last.style);
        out.extend(wrap(key, stretch));
    }
    out
}
