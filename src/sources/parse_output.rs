//! `ausrufer source parse`: recorded answers normalised without network or database. In: a kind and a file's bytes.
//! Out: one JSON object per file in the fixed form of the command line contract. Called by cli.

use jiff::tz::TimeZone;
use serde::Serialize;
use url::Url;

use super::contract::{Hint, NormaliseCx, default_zone};
use super::failure::SourceError;
use super::registry::Registry;
use crate::domain::item::{Item, NativeId};
use crate::domain::source::{Cause, ErrorClass, SourceKind};

/// What the caller knows about the files.
#[derive(Debug, Clone, Default)]
pub struct ParseOptions {
    /// `--account`: whose posts count.
    pub account: Option<String>,
    /// `--base-url`: where relative addresses count from.
    pub base_url: Option<Url>,
    /// `--zone`: for times without one; Europe/Berlin unless given.
    pub zone: Option<TimeZone>,
}

/// What is printed for one file.
#[derive(Debug, Clone, Serialize)]
pub struct ParseOutput {
    pub file: String,
    pub kind: SourceKind,
    pub items: Vec<Item>,
    pub hints: Vec<Hint>,
    pub skipped: Vec<Skipped>,
    pub error: Option<ParseError>,
}

/// A post that was read but is not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    pub native_id: Option<NativeId>,
    pub reason: String,
}

/// Why a file as a whole gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParseError {
    pub class: ErrorClass,
    pub message: String,
}

/// Normalises one file. Never fails: trouble stands in `error`. Dates in the future are not refused, as recordings
/// have no "now".
#[must_use]
pub fn parse_file(kind: SourceKind, file_name: &str, bytes: &[u8], options: &ParseOptions) -> ParseOutput {
    let cx = NormaliseCx {
        base_url: options.base_url.clone(),
        charset: None,
        zone: options.zone.clone().unwrap_or_else(default_zone),
        now: None,
        account: options.account.clone(),
        ..NormaliseCx::default()
    };
    let parsed = match Registry::connector(kind) {
        Some(connector) => connector.normalise(bytes, &cx),
        None => Err(SourceError::new(Cause::NotConnected, "this platform is not connected yet")),
    };
    let mut output = ParseOutput {
        file: file_name.to_owned(),
        kind,
        items: Vec::new(),
        hints: Vec::new(),
        skipped: Vec::new(),
        error: None,
    };
    match parsed {
        Ok(parsed) => {
            let skip =
                |aside: super::contract::Quarantined| Skipped { native_id: aside.native_id, reason: aside.reason };
            (output.items, output.hints) = (parsed.items, parsed.hints);
            output.skipped = parsed.quarantined.into_iter().map(skip).collect();
        }
        Err(error) => output.error = Some(ParseError { class: error.class(), message: error.detail }),
    }
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEED: &[u8] =
        b"<rss><channel><item><guid>1</guid><title>Markt</title></item><item><guid>1</guid></item></channel></rss>";

    #[test]
    fn the_printed_form_has_every_field() {
        let output = parse_file(SourceKind::Feed, "a.xml", FEED, &ParseOptions::default());
        let json = serde_json::to_value(&output).unwrap();
        let keys: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys.len(), 6);
        assert!(["file", "kind", "items", "hints", "skipped", "error"].iter().all(|key| keys.contains(key)));
        assert_eq!((json["kind"].as_str(), json["error"].is_null()), (Some("feed"), true));
        assert_eq!(json["items"][0]["native_id"], "1");
        assert!(json["items"][0].as_object().unwrap().contains_key("event"));
        assert_eq!(json["skipped"][0]["native_id"], "1");
    }

    #[test]
    fn an_error_carries_its_class() {
        let page = parse_file(
            SourceKind::Feed,
            "a.html",
            b"<!DOCTYPE html><html><body>x</body></html>",
            &ParseOptions::default(),
        );
        assert_eq!(page.error.unwrap().class, ErrorClass::ConfigWrong);
        let unknown = parse_file(SourceKind::Own, "a.json", b"{}", &ParseOptions::default());
        assert_eq!(unknown.error.unwrap().message, "this platform is not connected yet");
    }
}
