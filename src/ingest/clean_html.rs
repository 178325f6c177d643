//! Foreign markup → blocks of runs, and the pictures in it. In: an item's `html`. Out: [`Parsed`]. A stack machine over
//! tokens: it knows a few counters and no tree, so neither depth nor length costs more than reading.

use std::sync::Arc;

use url::Url;

use crate::domain::item::ItemMedia;
use crate::domain::media::MediaKind;

use super::clean_links;
use super::clean_media::{self, Picture};
use super::clean_runs::{Draft, Piece, Run, Style};
use super::html_tokens::{Attributes, Token, Tokens};

/// Bytes of markup read.
const MAX_MARKUP: usize = 2_000_000;
/// Characters of text kept.
pub(super) const MAX_TEXT: usize = 200_000;
/// What a block or entry takes of that, so that a million empty-handed ones end too.
const BLOCK_COST: usize = 10;
/// Quotes within quotes.
const MAX_QUOTES: usize = 4;
/// Cells of one table.
const MAX_CELLS: usize = 5_000;
/// Pictures, videos and sounds taken from the text.
const MAX_MEDIA: usize = 40;

/// What markup held.
pub(super) struct Parsed {
    pub drafts: Vec<Draft>,
    pub media: Vec<ItemMedia>,
}

/// Reads markup; relative addresses start from `base`.
pub(super) fn parse(html: &str, base: Option<&Url>) -> Parsed {
    let mut builder = Builder::new(base);
    for token in Tokens::new(cut(html, MAX_MARKUP)) {
        if builder.left == 0 {
            break;
        }
        match token {
            Token::Text(text) if builder.skipped.is_none() => builder.text(&text),
            Token::Text(_) => {}
            Token::Start { name, attributes, closed } => builder.start(&name, &attributes, closed),
            Token::End { name } => builder.end(&name),
        }
    }
    builder.finish()
}

/// The beginning of a text, at most so many bytes, cut between characters.
pub(super) fn cut(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

struct List {
    ordered: bool,
    depth: usize,
    entries: Vec<Vec<Run>>,
}

#[derive(Default)]
struct Table {
    depth: usize,
    cells: usize,
    in_cell: bool,
    head_cells: usize,
    row: Vec<Vec<Run>>,
    header: Vec<Vec<Run>>,
    rows: Vec<Vec<Vec<Run>>>,
}

struct Builder<'a> {
    base: Option<&'a Url>,
    /// Blocks of the text and, above them, of each open quote.
    levels: Vec<Vec<Draft>>,
    /// The line, entry or cell that is being read.
    runs: Vec<Run>,
    heading: Option<u8>,
    list: Option<List>,
    table: Option<Table>,
    bold: usize,
    italic: usize,
    strike: usize,
    pre: usize,
    /// Quotes beyond the limit, which only part paragraphs.
    flat_quotes: usize,
    href: Option<Arc<str>>,
    /// An element whose content is dropped, and how often it is open.
    skipped: Option<(String, usize)>,
    media: Vec<ItemMedia>,
    left: usize,
}

impl<'a> Builder<'a> {
    fn new(base: Option<&'a Url>) -> Self {
        Self {
            base,
            levels: vec![Vec::new()],
            runs: Vec::new(),
            heading: None,
            list: None,
            table: None,
            bold: 0,
            italic: 0,
            strike: 0,
            pre: 0,
            flat_quotes: 0,
            href: None,
            skipped: None,
            media: Vec::new(),
            left: MAX_TEXT,
        }
    }

    fn style(&self) -> Style {
        let (bold, italic, strike) = (self.bold > 0, self.italic > 0, self.strike > 0);
        Style { bold, italic, strike, href: self.href.clone() }
    }

    fn text(&mut self, text: &str) {
        let blank = text.trim().is_empty();
        if blank && (self.runs.is_empty() || self.table.as_ref().is_some_and(|table| !table.in_cell)) {
            return;
        }
        let taken: String = text.chars().take(self.left).collect();
        self.left -= taken.chars().count().min(self.left);
        if self.pre == 0 {
            return self.runs.push(Run::text(taken, self.style()));
        }
        for (index, line) in taken.split('\n').enumerate() {
            if index > 0 {
                self.line_break();
            }
            if !line.is_empty() {
                self.runs.push(Run::text(line, self.style()));
            }
        }
    }

    /// A break; more than two in a row say nothing more.
    fn line_break(&mut self) {
        let breaks = self.runs.iter().rev().take_while(|run| run.piece == Piece::Break).count();
        if breaks < 2 && !self.runs.is_empty() {
            self.runs.push(Run::line_break());
        }
    }

    /// The edge of a block: parts paragraphs in the text, lines in an entry or a cell.
    fn border(&mut self) {
        self.strike = 0;
        if self.list.is_some() || self.table.is_some() {
            if self.runs.last().is_some_and(|run| run.piece != Piece::Break) {
                self.runs.push(Run::line_break());
            }
            return;
        }
        let runs = std::mem::take(&mut self.runs);
        let heading = self.heading.take();
        if !runs.is_empty() {
            self.push(match heading {
                Some(level) => Draft::Heading(level, runs),
                None => Draft::Paragraph(runs),
            });
        }
    }

    fn push(&mut self, draft: Draft) {
        self.left = self.left.saturating_sub(BLOCK_COST);
        if let Some(level) = self.levels.last_mut() {
            level.push(draft);
        }
    }

    fn start(&mut self, name: &str, attributes: &Attributes, closed: bool) {
        if let Some((skipped, depth)) = &mut self.skipped {
            *depth += usize::from(skipped == name && !closed);
            let of_player = name == "source" && matches!(skipped.as_str(), "video" | "audio");
            if of_player {
                self.source(attributes);
            }
            return;
        }
        match name {
            "b" | "strong" => self.bold += 1,
            "i" | "em" | "cite" => self.italic += 1,
            "s" | "del" | "strike" => self.strike += 1,
            "a" => {
                let href = attributes.get("href").and_then(|href| clean_links::link(href, self.base));
                self.href = href.map(Arc::from);
            }
            "br" => self.line_break(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.border();
                self.heading = name.strip_prefix('h').and_then(|level| level.parse().ok());
            }
            "ul" | "ol" | "menu" => self.list_start(name == "ol"),
            "li" => self.entry_start(),
            "table" => self.table_start(),
            "tr" => self.row_start(),
            "td" | "th" => self.cell_start(name == "th"),
            "blockquote" => self.quote_start(),
            "pre" => {
                self.border();
                self.pre += 1;
            }
            "img" => self.picture(attributes),
            "iframe" => self.frame(attributes),
            "video" | "audio" => {
                self.keep(clean_media::player(name, attributes, self.base));
                self.skip_content(name, closed);
            }
            "q" => self.text("„"),
            name if is_dropped(name) => self.skip_content(name, closed),
            name if is_block(name) => self.border(),
            _ => {}
        }
    }

    fn skip_content(&mut self, name: &str, closed: bool) {
        if !closed {
            self.skipped = Some((name.to_owned(), 1));
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((skipped, depth)) = &mut self.skipped {
            *depth -= usize::from(skipped == name);
            if *depth == 0 {
                self.skipped = None;
            }
            return;
        }
        match name {
            "b" | "strong" => self.bold = self.bold.saturating_sub(1),
            "i" | "em" | "cite" => self.italic = self.italic.saturating_sub(1),
            "s" | "del" | "strike" => self.strike = self.strike.saturating_sub(1),
            "a" => self.href = None,
            "br" => self.line_break(),
            "ul" | "ol" | "menu" => self.list_end(),
            "li" => self.entry_end(),
            "table" => self.table_end(),
            "tr" => self.row_start(),
            "td" | "th" => self.cell_end(),
            "blockquote" => self.quote_end(),
            "caption" => {
                let runs = std::mem::take(&mut self.runs);
                self.push(Draft::Paragraph(runs));
            }
            "pre" => {
                self.border();
                self.pre = self.pre.saturating_sub(1);
            }
            "q" => self.text("“"),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.border(),
            name if is_block(name) => self.border(),
            _ => {}
        }
    }

    fn list_start(&mut self, ordered: bool) {
        self.border();
        if self.table.is_some() {
            return;
        }
        self.entry_end();
        match &mut self.list {
            Some(list) => list.depth += 1,
            None => self.list = Some(List { ordered, depth: 1, entries: Vec::new() }),
        }
    }

    fn list_end(&mut self) {
        self.entry_end();
        if let Some(mut list) = self.list.take() {
            list.depth -= 1;
            if list.depth > 0 {
                self.list = Some(list);
            } else {
                self.push(Draft::List { ordered: list.ordered, entries: list.entries });
            }
        } else {
            self.border();
        }
    }

    fn entry_start(&mut self) {
        self.entry_end();
        let nested = self.list.as_ref().is_none_or(|list| list.depth > 1);
        if nested {
            self.border();
            self.runs.push(Run::text("– ", Style::default()));
        }
    }

    fn entry_end(&mut self) {
        if let Some(list) = &mut self.list
            && !self.runs.is_empty()
        {
            list.entries.push(std::mem::take(&mut self.runs));
            self.left = self.left.saturating_sub(BLOCK_COST);
        }
    }

    fn table_start(&mut self) {
        self.border();
        match &mut self.table {
            Some(table) => table.depth += 1,
            None if self.list.is_none() => self.table = Some(Table { depth: 1, ..Table::default() }),
            None => {}
        }
    }

    fn table_end(&mut self) {
        self.row_start();
        if let Some(mut table) = self.table.take() {
            table.depth -= 1;
            if table.depth > 0 {
                self.table = Some(table);
            } else {
                self.runs.clear();
                self.push(Draft::Table { header: table.header, rows: table.rows });
            }
        }
    }

    fn row_start(&mut self) {
        self.border();
        let Some(table) = self.table.as_mut().filter(|table| table.depth == 1) else { return };
        if !self.runs.is_empty() {
            table.row.push(std::mem::take(&mut self.runs));
        }
        table.in_cell = false;
        let row = std::mem::take(&mut table.row);
        let all_head = table.head_cells == row.len();
        table.head_cells = 0;
        if row.is_empty() {
            return;
        }
        if all_head && table.header.is_empty() && table.rows.is_empty() {
            table.header = row;
        } else {
            table.rows.push(row);
        }
    }

    fn cell_start(&mut self, head: bool) {
        self.cell_end();
        match self.table.as_mut().filter(|table| table.depth == 1 && table.cells < MAX_CELLS) {
            Some(table) => {
                table.in_cell = true;
                table.cells += 1;
                table.head_cells += usize::from(head);
            }
            None => self.text(" "),
        }
    }

    fn cell_end(&mut self) {
        if let Some(table) = self.table.as_mut().filter(|table| table.depth == 1 && table.in_cell) {
            table.row.push(std::mem::take(&mut self.runs));
            table.in_cell = false;
        }
    }

    fn quote_start(&mut self) {
        self.border();
        if self.list.is_some() || self.table.is_some() || self.levels.len() > MAX_QUOTES {
            self.flat_quotes += 1;
        } else {
            self.levels.push(Vec::new());
        }
    }

    fn quote_end(&mut self) {
        self.border();
        if self.flat_quotes > 0 {
            self.flat_quotes -= 1;
        } else if self.levels.len() > 1
            && self.list.is_none()
            && self.table.is_none()
            && let Some(inner) = self.levels.pop()
        {
            self.push(Draft::Quote(inner));
        }
    }

    fn picture(&mut self, attributes: &Attributes) {
        match clean_media::picture(attributes, self.base) {
            Picture::Smiley(words) => self.text(&words),
            Picture::Medium(medium) => self.keep(*medium),
            Picture::Nothing => {}
        }
    }

    fn keep(&mut self, medium: ItemMedia) {
        if self.media.len() < MAX_MEDIA {
            self.media.push(medium);
        }
    }

    /// The first usable `source` of the player that is open.
    fn source(&mut self, attributes: &Attributes) {
        if let Some(player) = self.media.last_mut()
            && player.kind != MediaKind::Image
            && player.source_url.is_none()
        {
            player.source_url = clean_media::source(attributes, self.base);
        }
    }

    /// A framed video becomes a link to it; every other frame goes.
    fn frame(&mut self, attributes: &Attributes) {
        let Some(address) = clean_media::video_page(attributes, self.base) else { return };
        self.border();
        let shown = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest).to_owned();
        self.runs.push(Run::text(shown, Style { href: Some(Arc::from(address)), ..Style::default() }));
        self.border();
    }

    fn finish(mut self) -> Parsed {
        if let Some(table) = &mut self.table {
            table.depth = 1;
            self.cell_end();
            self.table_end();
        }
        if let Some(list) = &mut self.list {
            list.depth = 1;
            self.list_end();
        }
        self.border();
        while self.levels.len() > 1 {
            self.flat_quotes = 0;
            self.quote_end();
        }
        self.media.retain(|medium| medium.source_url.is_some());
        Parsed { drafts: self.levels.pop().unwrap_or_default(), media: self.media }
    }
}

/// Elements whose content is not text for readers.
fn is_dropped(name: &str) -> bool {
    matches!(
        name,
        "svg"
            | "math"
            | "form"
            | "object"
            | "applet"
            | "canvas"
            | "noscript"
            | "template"
            | "select"
            | "button"
            | "datalist"
            | "map"
            | "nav"
            | "head"
            | "frameset"
            | "dialog"
    )
}

/// Elements that part paragraphs.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "aside"
            | "header"
            | "footer"
            | "main"
            | "address"
            | "figure"
            | "figcaption"
            | "hr"
            | "dl"
            | "dt"
            | "dd"
            | "details"
            | "summary"
            | "fieldset"
            | "center"
            | "body"
            | "html"
            | "hgroup"
            | "search"
            | "caption"
            | "thead"
            | "tbody"
            | "tfoot"
            | "legend"
            | "plaintext"
    )
}
