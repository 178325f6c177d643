//! Asking a council system. In: the address of an object or list. Out: its JSON, or why there is none. Called by `poll`,
//! `refetch` and `resolve`.

use http::{HeaderValue, header};
use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::super::failure::SourceError;
use super::objects;
use super::{MAX_BYTES, TIMEOUT};
use crate::domain::source::Cause;
use crate::net::{Net, Profile as Guard, Request, Response};

/// A council system and the way to it.
pub struct Door<'a> {
    pub net: &'a Net,
    /// The address staff gave; ids on its host are asked for with its scheme and port.
    pub home: Url,
    /// Another place where the whole system answers.
    pub api_base: Option<Url>,
    pub now: Timestamp,
}

impl Door<'_> {
    /// Whether an address belongs to this system: nothing else is ever asked for.
    #[must_use]
    pub fn is_ours(&self, url: &Url) -> bool {
        let host = url.host_str();
        host == self.home.host_str() || self.api_base.as_ref().is_some_and(|base| host == base.host_str())
    }

    /// Where an address is really reached.
    fn reach(&self, url: &Url) -> Url {
        let at = match &self.api_base {
            Some(base) => base,
            None if url.host_str() == self.home.host_str() => &self.home,
            None => return url.clone(),
        };
        let mut reached = url.clone();
        // Each of these can only fail for addresses that are not on the web.
        let moved = reached.set_scheme(at.scheme()).is_ok()
            && reached.set_host(at.host_str()).is_ok()
            && reached.set_port(at.port()).is_ok();
        if moved { reached } else { url.clone() }
    }

    /// The answer at an address, whatever its status.
    ///
    /// # Errors
    /// When nothing answers.
    pub async fn knock(&self, url: &Url) -> Result<Response, SourceError> {
        let request = Request::get(Guard::Source, self.reach(url))
            .header(header::ACCEPT, HeaderValue::from_static("application/json"))
            .max_bytes(MAX_BYTES)
            .timeout(TIMEOUT);
        let asked = request.url.clone();
        self.net.send(request).await.map_err(|error| SourceError::from_net(&asked, error))
    }

    /// The JSON at an address.
    ///
    /// # Errors
    /// When there is none.
    pub async fn get(&self, url: &Url) -> Result<Value, SourceError> {
        let response = self.knock(url).await?;
        if !response.status.is_success() {
            return Err(SourceError::from_status(response.status, &response.headers, self.now));
        }
        objects::json(&response.body)
    }
}

/// Reads an address that staff or a system wrote.
///
/// # Errors
/// When it is none.
pub fn address(text: &str) -> Result<Url, SourceError> {
    Url::parse(text.trim())
        .map_err(|error| SourceError::new(Cause::AddressUnreadable, format!("the address cannot be read: {error}")))
}
