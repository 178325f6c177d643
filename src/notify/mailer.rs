//! The way to the relay. It is the one host named in the configuration, never one that came from outside, so it is not
//! asked of the egress guard: town halls have their relay in the internal network.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use jiff::Timestamp;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use thiserror::Error;
use url::Url;

/// How long one step of the conversation with the relay may take.
const STEP: Duration = Duration::from_secs(20);

/// The `[mail]` section, as far as sending needs it.
pub struct MailSettings<'a> {
    /// `smtps://user:password@host:port`, or `smtp://…` with STARTTLS (without TLS only to this machine).
    pub relay: &'a str,
    pub password: Option<&'a str>,
    pub from: &'a str,
    pub operators: &'a [String],
    /// A further certificate authority to trust, in PEM.
    pub extra_ca_pem: Option<&'a [u8]>,
}

/// Why mail cannot be sent. The texts hold no secret.
#[derive(Debug, Error)]
pub enum MailError {
    /// The relay's address cannot be used.
    #[error("mail.relay is not an address like smtps://user@host:465")]
    Relay,
    /// An address is not one.
    #[error("{key}: {address} is not a mail address")]
    Address { key: &'static str, address: String },
    /// TLS cannot be set up.
    #[error("mail: cannot set up TLS: {0}")]
    Tls(String),
    /// The letter cannot be written.
    #[error("mail: {0}")]
    Letter(String),
    /// The relay did not take it.
    #[error("the mail relay: {0}")]
    Refused(#[from] lettre::transport::smtp::Error),
}

impl MailError {
    /// Whether trying again cannot help.
    #[must_use]
    pub fn is_final(&self) -> bool {
        match self {
            Self::Refused(error) => error.is_permanent(),
            Self::Relay | Self::Address { .. } | Self::Tls(_) | Self::Letter(_) => true,
        }
    }
}

/// A letter to those who look after things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// Names the letter: the same letter sent twice has the same id.
    pub id: String,
    pub at: Timestamp,
}

/// Sends letters. Cheap to clone.
#[derive(Clone)]
pub struct Mailer(Arc<Inner>);

struct Inner {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    operators: Vec<Mailbox>,
}

impl Mailer {
    /// A mailer with these settings; it connects only to send.
    ///
    /// # Errors
    /// Names the setting that cannot be used.
    pub fn new(settings: &MailSettings<'_>) -> Result<Self, MailError> {
        let from = address("mail.from", settings.from)?;
        let operators =
            settings.operators.iter().map(|one| address("mail.operator", one)).collect::<Result<Vec<_>, _>>()?;
        let transport = transport(settings, from.email.domain())?;
        Ok(Self(Arc::new(Inner { transport, from, operators })))
    }

    /// Sends a letter to all operators at once.
    ///
    /// # Errors
    /// When the relay cannot be reached or does not take it; trying again may help.
    pub async fn tell_operators(&self, letter: &Letter) -> Result<(), MailError> {
        self.tell(letter, &[]).await
    }

    /// Sends a letter to all operators and to these people, as far as their names are mail addresses.
    ///
    /// # Errors
    /// As [`Mailer::tell_operators`].
    pub async fn tell(&self, letter: &Letter, people: &[String]) -> Result<(), MailError> {
        let mut readers = self.0.operators.clone();
        for person in people.iter().filter_map(|person| person.parse::<Mailbox>().ok()) {
            if readers.iter().all(|reader| reader.email != person.email) {
                readers.push(person);
            }
        }
        match self.send(letter, readers).await {
            // A person's address that the relay will never take must not keep the operators from reading it.
            Err(MailError::Refused(error)) if error.is_permanent() && !people.is_empty() => {
                tracing::warn!(%error, "a mail was refused; it goes to the operators alone");
                self.send(letter, self.0.operators.clone()).await
            }
            other => other,
        }
    }

    /// Sends a letter to a citizen alone.
    ///
    /// # Errors
    /// As [`Mailer::tell_operators`]; the error may name the address.
    pub async fn tell_citizen(&self, letter: &Letter, mail: &str) -> Result<(), MailError> {
        self.send(letter, vec![address("a citizen", mail)?]).await
    }

    async fn send(&self, letter: &Letter, readers: Vec<Mailbox>) -> Result<(), MailError> {
        let inner = &self.0;
        if readers.is_empty() {
            return Ok(());
        }
        let mut message = Message::builder()
            .from(inner.from.clone())
            .subject(letter.subject.replace(char::is_control, " "))
            .date(UNIX_EPOCH + Duration::from_millis(u64::try_from(letter.at.as_millisecond()).unwrap_or(0)))
            .message_id(Some(format!("<{}>", letter.id)))
            .header(ContentType::TEXT_PLAIN)
            // No vacation reply to a machine (RFC 3834).
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ));
        for reader in readers {
            message = message.to(reader);
        }
        let body = Body::new_with_encoding(letter.text.clone(), ContentTransferEncoding::QuotedPrintable)
            .map_err(|_| MailError::Letter("the text cannot be encoded".into()))?;
        let message = message.body(body).map_err(|error| MailError::Letter(error.to_string()))?;
        inner.transport.send(message).await?;
        Ok(())
    }
}

fn address(key: &'static str, given: &str) -> Result<Mailbox, MailError> {
    given.parse().map_err(|_| MailError::Address { key, address: given.to_owned() })
}

fn transport(settings: &MailSettings<'_>, our_domain: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailError> {
    let mut url = Url::parse(settings.relay).map_err(|_| MailError::Relay)?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(MailError::Relay)?.to_owned();
    if let Some(password) = settings.password {
        url.set_password(Some(password)).map_err(|()| MailError::Relay)?;
    }
    // Passwords never cross a wire in the clear.
    let query = match url.scheme() {
        "smtps" => None,
        "smtp" if is_this_machine(&host) => None,
        "smtp" => Some("tls=required"),
        _ => return Err(MailError::Relay),
    };
    url.set_query(query);
    let wrapped = url.scheme() == "smtps";
    let mut builder =
        AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str()).map_err(|_| MailError::Relay)?.timeout(Some(STEP));
    if let Some(pem) = settings.extra_ca_pem
        && (wrapped || query.is_some())
    {
        let tls = |error: lettre::transport::smtp::Error| MailError::Tls(error.to_string());
        let authority = Certificate::from_pem(pem).map_err(tls)?;
        let parameters = TlsParameters::builder(host).add_root_certificate(authority).build().map_err(tls)?;
        builder = builder.tls(if wrapped { Tls::Wrapper(parameters) } else { Tls::Required(parameters) });
    }
    if url.path().trim_matches('/').is_empty() {
        builder = builder.hello_name(ClientId::Domain(our_domain.to_owned()));
    }
    Ok(builder.build())
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(relay: &str, from: &str, operator: &str) -> Result<Mailer, MailError> {
        Mailer::new(&MailSettings {
            relay,
            password: Some("ge:he@im/"),
            from,
            operators: &[operator.to_owned()],
            extra_ca_pem: None,
        })
    }

    #[test]
    fn settings_that_cannot_work_are_named_without_their_secret() {
        let (from, to) = ("Ausrufer <ausrufer@musterbach.de>", "edv@musterbach.de");
        for good in ["smtps://user@mail.test", "smtps://mail.test:4465", "smtp://user@mail.test:587", "smtp://[::1]"] {
            assert!(with(good, from, to).is_ok(), "{good}");
        }
        for bad in ["mail.test", "https://user:geheim@mail.test", "smtp:", "smtps://"] {
            let said = with(bad, from, to).err().expect(bad).to_string();
            assert!(said.contains("mail.relay") && !said.contains("geheim"), "{said}");
        }
        let said = with("smtps://mail.test", "rathaus", to).err().unwrap().to_string();
        assert!(said.contains("mail.from") && said.contains("rathaus"), "{said}");
        assert!(with("smtps://mail.test", from, "edv@").err().unwrap().to_string().contains("mail.operator"));
    }

    #[test]
    fn only_this_machine_is_spoken_to_without_tls() {
        for host in ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["mail.test", "localhost.example.org", "10.0.0.1", "[fe80::1]"] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
