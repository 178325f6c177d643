//! CAP 1.1 and 1.2 as XML. In: bytes. Out: an [`Alert`], or `None` when the document is none. A small reader of its own:
//! CAP has no mixed content and nothing to mend, and its polygons make documents large. Called by `answer_read` and `dwd`.

use quick_xml::escape::unescape;
use quick_xml::events::Event;
use quick_xml::reader::Reader;

use super::alert::{Alert, Area, Info, references_of};

/// Areas read of one alert; a nationwide one lists some eleven thousand communes.
const MOST_AREAS: usize = 20_000;

/// Reads a document.
#[must_use]
pub fn read(raw: &[u8]) -> Option<Alert> {
    let text = String::from_utf8_lossy(raw);
    let mut reader = Reader::from_str(&text);
    let mut builder = Builder::default();
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => builder.open(tag.local_name().as_ref())?,
            Event::Text(text) => builder.text(&String::from_utf8_lossy(&text)),
            Event::CData(text) => builder.text(&String::from_utf8_lossy(&text)),
            Event::GeneralRef(name) => {
                let written = format!("&{};", String::from_utf8_lossy(&name));
                builder.text(&unescape(&written).unwrap_or_default());
            }
            Event::End(tag) => builder.close(tag.local_name().as_ref()),
            Event::Eof => break,
            _ => {}
        }
    }
    builder.alert.filter(|alert| !alert.identifier.is_empty())
}

#[derive(Default)]
struct Builder {
    alert: Option<Alert>,
    path: Vec<Vec<u8>>,
    words: String,
    /// The `valueName` of the parameter or geocode that is being read.
    name: String,
}

impl Builder {
    /// `None` when the root is no alert.
    fn open(&mut self, name: &[u8]) -> Option<()> {
        if self.path.is_empty() {
            if name != b"alert" {
                return None;
            }
            self.alert = Some(Alert::default());
        }
        if let Some(alert) = &mut self.alert {
            match (self.path.last().map(Vec::as_slice), name) {
                (Some(b"alert"), b"info") => alert.info.push(Info::default()),
                (Some(b"info"), b"area") => {
                    if let Some(info) = alert.info.last_mut().filter(|info| info.areas.len() < MOST_AREAS) {
                        info.areas.push(Area::default());
                    }
                }
                _ => {}
            }
        }
        self.path.push(name.to_vec());
        self.words.clear();
        Some(())
    }

    fn text(&mut self, text: &str) {
        self.words.push_str(text);
    }

    fn close(&mut self, name: &[u8]) {
        self.path.pop();
        let words = std::mem::take(&mut self.words).trim().to_owned();
        let inside: Vec<&[u8]> = self.path.iter().map(Vec::as_slice).collect();
        let Some(alert) = self.alert.as_mut().filter(|_| !words.is_empty()) else { return };
        match (inside.as_slice(), name) {
            ([b"alert"], b"identifier") => alert.identifier = words,
            ([b"alert"], b"sender") => alert.sender = words,
            ([b"alert"], b"sent") => alert.sent = words,
            ([b"alert"], b"status") => alert.status = words,
            ([b"alert"], b"msgType") => alert.msg_type = words,
            ([b"alert"], b"scope") => alert.scope = words,
            ([b"alert"], b"references") => alert.references = references_of(&words),
            ([b"alert", b"info", rest @ ..], name) => {
                if let Some(info) = alert.info.last_mut() {
                    Self::info(info, rest, name, words, &mut self.name);
                }
            }
            _ => {}
        }
    }

    fn info(info: &mut Info, inside: &[&[u8]], name: &[u8], words: String, named: &mut String) {
        match (inside, name) {
            ([], b"language") => info.language = words,
            ([], b"event") => info.event = words,
            ([], b"urgency") => info.urgency = Some(words),
            ([], b"severity") => info.severity = Some(words),
            ([], b"certainty") => info.certainty = Some(words),
            ([], b"onset") => info.onset = Some(words),
            ([], b"effective") => info.onset = info.onset.take().or(Some(words)),
            ([], b"expires") => info.expires = Some(words),
            ([], b"senderName") => info.sender_name = Some(words),
            ([], b"headline") => info.headline = Some(words),
            ([], b"description") => info.description = Some(words),
            ([], b"instruction") => info.instruction = Some(words),
            ([b"area"], b"areaDesc") => {
                if let Some(area) = info.areas.last_mut() {
                    area.desc = words;
                }
            }
            ([.., b"geocode"], b"valueName") => *named = words,
            // Polygons to leave out are written as geocodes; they are no codes and long.
            ([.., b"geocode"], b"value") if named != "EXCLUDE_POLYGON" => {
                if let Some(area) = info.areas.last_mut() {
                    area.codes.push(words);
                }
            }
            _ => {}
        }
    }
}
