//! A town's host as people type it, and as it is stored: lower case, punycode (RFC 5891), a port only in development.
//! In: text from the command line or a file. Out: the stored form, or what is wrong with it.

use super::{AdminError, Refusal};
use crate::config::is_loopback_host;
use crate::store::{Conn, Db, towns};

/// The form in which a host is stored and looked up. What is no host stays as it is, in lower case.
pub(super) fn stored_form(given: &str) -> String {
    let given = given.trim().trim_end_matches('/');
    let (name, port) = match given.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => (name, Some(port)),
        _ => (given, None),
    };
    let name = idna::domain_to_ascii(name).unwrap_or_else(|_| name.to_lowercase());
    port.map_or_else(|| name.clone(), |port| format!("{name}:{port}"))
}

/// Parses a town's host.
///
/// # Errors
/// When it is no host, or not allowed under (or without) the development switch.
pub(super) fn check_host(given: &str, loopback: bool) -> Result<String, AdminError> {
    let host = parse(given).ok_or_else(|| Refusal::new("refused-host").with("host", given.trim()))?;
    if loopback {
        if !is_loopback_host(&host) {
            return Err(Refusal::new("refused-host-loopback").with("host", given.trim()).into());
        }
    } else if is_loopback_host(&host) || host.contains(':') || !host.contains('.') {
        return Err(Refusal::new("refused-host-public").with("host", given.trim()).into());
    }
    Ok(host)
}

/// A name or IPv4 address with an optional port; `None` when there is more, or less.
pub(super) fn parse(given: &str) -> Option<String> {
    let given = given.trim().trim_end_matches('/');
    let url = url::Url::parse(&format!("https://{given}/")).ok()?;
    let plain = url.path() == "/"
        && url.query().is_none()
        && url.username().is_empty()
        && !given.contains(['/', '@', '?', '#', '\\'])
        && !given.ends_with(":443");
    let host = url.host_str().filter(|_| plain)?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Checks every town's host against the development switch; at the start and after an import.
///
/// # Errors
/// Names the first host that is not allowed.
pub async fn check_hosts(db: &Db, loopback: bool) -> Result<(), AdminError> {
    for town in db.read(async |c: &mut Conn<'_>| towns::all(c).await).await? {
        check_host(&town.host, loopback)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_stored_in_one_form_however_it_is_typed() {
        for (given, stored) in [
            (" Stage.Musterbach.DE/ ", "stage.musterbach.de"),
            ("bürgerhaus.musterbäch.de", "xn--brgerhaus-q9a.xn--musterbch-12a.de"),
            ("MUSTERBÄCH.de", "xn--musterbch-12a.de"),
            ("xn--musterbch-12a.de", "xn--musterbch-12a.de"),
            ("localhost:8080", "localhost:8080"),
        ] {
            assert_eq!(stored_form(given), stored);
            assert_eq!(parse(given).as_deref(), Some(stored), "{given}");
        }
    }

    #[test]
    fn what_is_more_than_a_host_is_none() {
        for given in ["", "https://musterbach.de", "musterbach.de/stage", "a@b.de", "b.de?x", "b.de:443", "a b.de"] {
            assert_eq!(parse(given), None, "{given}");
        }
    }
}
