//! How verbs print: sentences and tables for people, JSON for scripts.

use std::process::ExitCode;

use serde_json::{Value, json};

use crate::admin::AdminError;
use crate::domain::town::Town;
use crate::i18n::Locale;
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
        let mut widths: Vec<usize> = heading.iter().map(|cell| cell.chars().count()).collect();
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for row in std::iter::once(heading).chain(rows.iter().map(Vec::as_slice)) {
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

    /// Prints why it failed and gives the exit code.
    pub fn fail(&self, error: &anyhow::Error) -> ExitCode {
        match error.downcast_ref::<AdminError>() {
            Some(refusal) => eprintln!("{}", refusal.say(self.locale)),
            None => eprintln!("{error:#}"),
        }
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
    let missing = width.saturating_sub(cell.chars().count());
    format!("{cell}{}", " ".repeat(missing))
}

/// The town meant: the one named, or the only one there is.
pub async fn town(app: &crate::app::App, named: Option<&str>) -> anyhow::Result<Town> {
    if let Some(host) = named {
        return Ok(app.desk().town(host).await?);
    }
    let mut all = app.db.read(async |c: &mut Conn<'_>| towns::all(c).await).await?;
    match (all.pop(), all.is_empty()) {
        (Some(only), true) => Ok(only),
        _ => Ok(app.desk().town("").await?),
    }
}
