//! The log as a table for spreadsheets: what the page shows with the same words of the address, and each entry's place in
//! the chain.

use http::{StatusCode, header};

use super::super::audit_names::AuditNames;
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::frame::Failure;
use super::log::{in_words, search};
use crate::store::{Conn, StoreError, audit};

/// Entries in one table.
const MOST: u32 = 10_000;

/// The table.
pub(in crate::admin) async fn sheet(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?.id, visit.locale);
    let (search, problems) = search(visit).await?;
    if let Some(problem) = problems.first() {
        return Ok(reply::plain(StatusCode::UNPROCESSABLE_ENTITY, &problem.text));
    }
    let (rows, names) = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let rows = audit::search(c, town, &search, None, MOST).await?;
            let names = AuditNames::load(c, town, &rows).await?;
            Ok::<_, StoreError>((rows, names))
        })
        .await?;
    let heading = ["desk-sheet-n", "desk-sheet-at", "desk-sheet-who", "desk-sheet-deed", "desk-sheet-hash"];
    // The mark at the beginning tells programs that it is UTF-8.
    let mut text = format!("\u{feff}{}", line(heading.map(|key| locale.text(key))));
    for (row, words) in rows.iter().zip(in_words(visit, &rows, &names)?) {
        text.push_str(&line([words.n.to_string(), words.at, words.who, words.deed, row.link.hash.clone()]));
    }
    let file = reply::file("text/csv; charset=utf-8", text.into_bytes());
    Ok(file.with(header::CONTENT_DISPOSITION, "attachment; filename=\"protokoll.csv\""))
}

/// One line; German spreadsheets part by semicolons.
fn line(cells: [String; 5]) -> String {
    format!("{}\r\n", cells.map(|cell| quoted(&cell)).join(";"))
}

/// A cell that no spreadsheet takes for a formula.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_or_ends_before_its_end() {
        assert_eq!(quoted("Frau \"K\"; x"), "\"Frau \"\"K\"\"; x\"");
        assert_eq!(quoted("=HYPERLINK(1)"), "\"'=HYPERLINK(1)\"");
    }
}
