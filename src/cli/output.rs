//! How verbs print: sentences and tables for people, JSON for scripts.

use std::borrow::Cow;
use std::path::Path;
use std::process::ExitCode;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{columns, words};
use crate::app::App;
use crate::domain::town::Town;
use crate::error::{Words, chain};
use crate::i18n::Locale;
use crate::sources::default_zone;
use crate::store::{Conn, towns};

/// The version of what `--json` prints; raised when a field changes its meaning or goes.
pub const CONTRACT_VERSION: u32 = 1;

/// Where a verb prints.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    pub json: bool,
    pub locale: Locale,
}

impl Output {
    /// A sentence, with its data for scripts.
    pub fn say(&self, sentence: &str, data: Value) {
        if self.json { self.data(data) } else { line(sentence) }
    }

    /// A table with a heading line, or the list under `name` for scripts.
    pub fn table(&self, name: &str, heading: &[String], rows: &[Vec<String>], data: Vec<Value>) {
        if self.json {
            return self.data(json!({ name: data }));
        }
        let rows: Vec<Vec<Cow<'_, str>>> = std::iter::once(heading)
            .chain(rows.iter().map(Vec::as_slice))
            .map(|row| row.iter().map(|cell| columns::plain(cell)).collect())
            .collect();
        let mut widths = vec![0; heading.len()];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(columns::width(cell));
            }
        }
        for row in &rows {
            let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| pad(cell, *width)).collect();
            line(cells.join("  ").trim_end());
        }
    }

    /// One JSON object with the contract's version.
    pub fn data(&self, mut data: Value) {
        if let Some(object) = data.as_object_mut() {
            object.insert("contract_version".into(), CONTRACT_VERSION.into());
        }
        line(&data.to_string());
    }

    /// Prints why it failed and gives the exit code. The text for the log is seen with `AUSRUFER_LOG=debug`.
    pub fn fail(&self, error: &anyhow::Error) -> ExitCode {
        tracing::debug!(error = chain(error.as_ref()), "failed");
        eprintln!("{}", words::of(error, self.locale));
        ExitCode::FAILURE
    }
}

/// Prints one line. A reader that went away (`| head`) is no error.
pub fn line(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// A count for a sentence.
pub fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A size for a sentence, in kilobytes.
pub fn kilobytes(bytes: u64) -> i64 {
    number(bytes.div_ceil(1000))
}

fn pad(cell: &str, width: usize) -> String {
    let missing = width.saturating_sub(columns::width(cell));
    format!("{cell}{}", " ".repeat(missing))
}

/// The town meant: the one named, or the only one there is.
pub async fn town(app: &App, named: Option<&str>) -> anyhow::Result<Town> {
    Ok(match named {
        Some(host) => app.desk().town(host).await?,
        None => app.desk().only_town().await?,
    })
}

/// The zone of what is printed about all towns: that of the only one, else Germany's.
pub async fn zone(app: &App) -> anyhow::Result<TimeZone> {
    let mut all = app.db.read(async |c: &mut Conn<'_>| towns::all(c).await).await?;
    Ok(match (all.pop(), all.is_empty()) {
        (Some(only), true) => only.zone(),
        _ => default_zone(),
    })
}

/// A file's text, or a sentence about why it cannot be read.
pub fn read_text(path: &Path, locale: Locale) -> anyhow::Result<String> {
    std::fs::read_to_string(path).map_err(|cause| {
        let path = path.display().to_string();
        anyhow::anyhow!(locale.with("cli-unread", &[("path", path.into()), ("cause", cause.words(locale).into())]))
    })
}
