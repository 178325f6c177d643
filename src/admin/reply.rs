//! What the admin area answers, and the headers that every answer of it carries: nobody stores it, no search engine lists
//! it, no other page frames it, and a form's origin can be told (DESIGN D14).

use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use http::header::{self, HeaderName, HeaderValue};

use crate::i18n::Locale;
use crate::web::{Class, secure};

/// An answer to be.
#[derive(Debug)]
pub(super) struct Reply {
    status: StatusCode,
    content_type: &'static str,
    body: Vec<u8>,
    more: Vec<(HeaderName, String)>,
    /// A browser may keep it for an hour; pages are kept by nobody.
    keep: bool,
    /// It brings the script for passkeys along.
    script: bool,
}

/// A page.
pub(super) fn page(status: StatusCode, html: String) -> Reply {
    let content_type = "text/html; charset=utf-8";
    Reply { status, content_type, body: html.into_bytes(), more: Vec::new(), keep: false, script: false }
}

/// A style sheet, which may be kept for an hour.
pub(super) fn style(css: String) -> Reply {
    let content_type = "text/css; charset=utf-8";
    Reply { status: StatusCode::OK, content_type, body: css.into_bytes(), more: Vec::new(), keep: true, script: false }
}

/// The script for passkeys, which may be kept for an hour.
pub(super) fn script(text: &'static str) -> Reply {
    let content_type = "text/javascript; charset=utf-8";
    let body = text.as_bytes().to_vec();
    Reply { status: StatusCode::OK, content_type, body, more: Vec::new(), keep: true, script: false }
}

/// A stored file.
pub(super) fn file(content_type: &'static str, body: Vec<u8>) -> Reply {
    Reply { status: StatusCode::OK, content_type, body, more: Vec::new(), keep: false, script: false }
}

/// A picture, which may be kept for an hour.
pub(super) fn picture(content_type: &'static str, body: Vec<u8>) -> Reply {
    Reply { status: StatusCode::OK, content_type, body, more: Vec::new(), keep: true, script: false }
}

/// Further on, with GET.
pub(super) fn go(to: &str) -> Reply {
    page(StatusCode::SEE_OTHER, String::new()).with(header::LOCATION, to)
}

/// A few words where there is no page.
pub(super) fn words(status: StatusCode, locale: Locale, key: &str) -> Reply {
    plain(status, &locale.text(key))
}

/// A sentence where there is no page.
pub(super) fn plain(status: StatusCode, sentence: &str) -> Reply {
    let body = format!("{sentence}\n");
    let content_type = "text/plain; charset=utf-8";
    Reply { status, content_type, body: body.into_bytes(), more: Vec::new(), keep: false, script: false }
}

impl Reply {
    /// A page that may run the script for passkeys, and nothing else.
    pub fn with_script(mut self) -> Self {
        self.script = true;
        self
    }

    /// With a header more.
    pub fn with(mut self, name: HeaderName, value: &str) -> Self {
        self.more.push((name, value.to_owned()));
        self
    }

    /// The answer as it goes out.
    pub fn response(self, https: bool, head: bool) -> Response {
        let length = self.body.len();
        let mut response = Response::new(if head { Body::empty() } else { Body::from(self.body) });
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        let class = match (self.keep, self.script) {
            (true, _) => Class::Asset,
            (false, true) => Class::Passkey,
            (false, false) => Class::Html,
        };
        secure(headers, class, https);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        // With "no-referrer" browsers send forms with the origin "null".
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
        let keeping = if self.keep { "private, max-age=3600" } else { "no-store" };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keeping));
        for (name, value) in self.more {
            match HeaderValue::from_str(&value) {
                Ok(value) => {
                    headers.append(name, value);
                }
                Err(_) => tracing::warn!(%name, "a header could not be sent"),
            }
        }
        response
    }
}
