//! What is shown where a page is not: nothing there, or not for this person.

use askama::Template;
use http::StatusCode;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::frame::Frame;
use crate::domain::limits::Limits;

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

/// Outside of what this person's role counts for, which is named.
pub(in crate::admin) fn beyond(visit: &Visit<'_>, limits: &Limits) -> Reply {
    let text = visit.locale.with("desk-beyond-text", &[("names", limits.names().join(", ").into())]);
    shown(visit, StatusCode::FORBIDDEN, "desk-closed", text)
}

fn show(visit: &Visit<'_>, status: StatusCode, title: &str, text: &str) -> Reply {
    shown(visit, status, title, visit.locale.text(text))
}

fn shown(visit: &Visit<'_>, status: StatusCode, title: &str, text: String) -> Reply {
    let f = Frame::new(visit, visit.locale.text(title)).under(visit, Vec::new());
    match (ProblemPage { f, text }).render() {
        Ok(html) => reply::page(status, html),
        Err(_) => reply::words(status, visit.locale, title),
    }
}
