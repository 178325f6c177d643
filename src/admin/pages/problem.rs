//! What is shown where a page is not: nothing there, or not for this person.

use askama::Template;
use http::StatusCode;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::frame::Frame;

#[derive(Template)]
#[template(path = "admin/problem.html")]
struct ProblemPage {
    f: Frame,
    text: String,
}

/// Nothing there. The same for what does not exist and for another town's.
pub(in crate::admin) fn missing(visit: &Visit<'_>) -> Reply {
    show(visit, StatusCode::NOT_FOUND, "desk-missing", "desk-missing-text")
}

/// Not for this person.
pub(in crate::admin) fn closed(visit: &Visit<'_>) -> Reply {
    show(visit, StatusCode::FORBIDDEN, "desk-closed", "desk-closed-text")
}

fn show(visit: &Visit<'_>, status: StatusCode, title: &str, text: &str) -> Reply {
    let f = Frame::new(visit, visit.locale.text(title)).under(visit, Vec::new());
    match (ProblemPage { f, text: visit.locale.text(text) }).render() {
        Ok(html) => reply::page(status, html),
        Err(_) => reply::words(status, visit.locale, text),
    }
}
