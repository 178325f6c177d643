//! Where a mailbox is: an IMAP address (RFC 5092) as people give it and as it is stored. In: `imaps://host/folder`,
//! `imap://host:143/folder`, or a host alone. Out: a [`Place`]. Neither user nor password ever stands in it. Called by
//! `resolve` and `poll`.

use url::Url;

use super::super::failure::SourceError;
use crate::domain::source::Cause;
use crate::urls::percent_decoded;

/// The folder into which mail comes.
const INBOX: &str = "INBOX";

/// A folder at a mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub host: String,
    pub port: u16,
    /// TLS from the first byte; otherwise it is begun by `STARTTLS`.
    pub tls: bool,
    pub folder: String,
}

impl Place {
    /// Reads what a person gives or what is stored.
    ///
    /// # Errors
    /// [`Cause::AddressUnreadable`] when it is no address of a mailbox, or carries a user name.
    pub fn read(given: &str) -> Result<Self, SourceError> {
        let unreadable = || SourceError::new(Cause::AddressUnreadable, "this is not the address of a mailbox");
        let given = given.trim();
        let url = if given.contains("://") { Url::parse(given) } else { Url::parse(&format!("imaps://{given}")) };
        let url = url.map_err(|_| unreadable())?;
        let (tls, usual) = match url.scheme() {
            "imaps" => (true, 993),
            "imap" => (false, 143),
            _ => return Err(unreadable()),
        };
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
            return Err(unreadable());
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(unreadable)?.to_ascii_lowercase();
        let path = url.path().trim_matches('/');
        let folder = percent_decoded(path).unwrap_or_else(|| path.to_owned());
        let folder = if folder.is_empty() { INBOX.to_owned() } else { folder };
        Ok(Self { host, port: url.port().unwrap_or(usual), tls, folder })
    }

    /// The address under which it is stored: the same for the same folder.
    ///
    /// # Errors
    /// [`Cause::AddressUnreadable`] when the host cannot stand in an address.
    pub fn url(&self) -> Result<Url, SourceError> {
        let unreadable = |_| SourceError::new(Cause::AddressUnreadable, "this is not the address of a mailbox");
        let (scheme, usual) = if self.tls { ("imaps", 993) } else { ("imap", 143) };
        let port = if self.port == usual { String::new() } else { format!(":{}", self.port) };
        let mut url = Url::parse(&format!("{scheme}://{}{port}/", self.host)).map_err(unreadable)?;
        url.set_path(&self.folder);
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("imaps://IMAP.musterbach.example", "imaps://imap.musterbach.example/INBOX")]
    #[case("imap.musterbach.example", "imaps://imap.musterbach.example/INBOX")]
    #[case(
        "imaps://imap.musterbach.example:993/Newsletter/Rat%20%26%20Amt",
        "imaps://imap.musterbach.example/Newsletter/Rat%20&%20Amt"
    )]
    #[case("imap://imap.musterbach.example/Entw%C3%BCrfe", "imap://imap.musterbach.example/Entw%C3%BCrfe")]
    fn a_mailbox_has_one_address(#[case] given: &str, #[case] stored: &str) {
        let place = Place::read(given).unwrap();
        assert_eq!(place.url().unwrap().as_str(), stored);
        assert_eq!(Place::read(stored).unwrap(), place);
    }

    #[rstest::rstest]
    #[case("imaps://nutzer:wort@imap.musterbach.example/")]
    #[case("https://imap.musterbach.example/")]
    #[case("imaps:///INBOX")]
    #[case("")]
    fn what_is_no_mailbox_is_refused(#[case] given: &str) {
        let error = Place::read(given).unwrap_err();
        assert!(error.cause == Cause::AddressUnreadable && !error.detail.contains("wort"));
    }
}
