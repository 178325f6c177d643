//! From a key to a warning service. In: a regional or commune key, or an address. Out: what is polled, and that it answers.
//! Called by `CapConnector` when a source is added.

use http::header;
use jiff::Timestamp;
use url::Url;

use super::super::contract::{Account, LookCx};
use super::super::failure::SourceError;
use super::ask::ask;
use super::service::{Service, nina, snapshot};
use crate::domain::source::Cause;
use crate::i18n::Locale;
use crate::net::Net;

/// The largest answer to a knock.
const MAX_BYTES: usize = 48 * 1024 * 1024;

/// Finds the service.
///
/// # Errors
/// When the key is none, or the service does not answer for it.
pub async fn resolve(cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
    let service = Service::of(given)?;
    knock(cx.net, &service, cx.api_base.as_ref().map(Url::as_str), cx.now).await?;
    let (name, site, area) = match &service {
        Service::Nina { ars, .. } => ("warning-channel", "https://warnung.bund.de/", ars),
        Service::Dwd { ags } => ("warning-channel-dwd", "https://www.dwd.de/warnungen", ags),
    };
    Ok(Account {
        site_url: Url::parse(site).ok(),
        name: Some(Locale::De.text(name)),
        account: Some(area.clone()),
        ..Account::at(service.address()?)
    })
}

/// Asks for the list and looks whether it is one.
///
/// # Errors
/// When it is not, or does not come.
pub async fn knock(net: &Net, service: &Service, api_base: Option<&str>, now: Timestamp) -> Result<(), SourceError> {
    let base = api_base.and_then(|base| Url::parse(base).ok());
    let (url, start) = match service {
        Service::Nina { ars, .. } => (nina(base.as_ref(), &format!("dashboard/{ars}.json"))?, b'['),
        Service::Dwd { .. } => (snapshot(base.as_ref(), &service.address()?), b'P'),
    };
    let response = ask(net, url, MAX_BYTES, &[(header::IF_NONE_MATCH, None)], now).await?;
    if response.body.trim_ascii_start().first() == Some(&start) {
        return Ok(());
    }
    Err(SourceError::new(Cause::NotAFeed, "the answer is no list of warnings"))
}
