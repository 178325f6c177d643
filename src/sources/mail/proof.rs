//! Whether a letter is an issue of the newsletter. In: the letter, the settings, the way to the signers' keys. Out: a
//! [`Verdict`]. A letter counts when its list is the one that was set, its sender's address belongs to the domain that
//! was set, and that domain signed it (DKIM), sender, subject, date and list included; or when our own mail server
//! says that it checked the signature. Called by `poll`.

use std::collections::HashMap;

use jiff::Timestamp;

use super::dkim::{Signature, signatures, verify};
use super::mime_read::Headers;
use super::settings::{MailSettings, is_within};
use crate::net::{Net, NetError};

/// Headers that a letter must not have twice: programs disagree on which one they show.
const ONCE: &[&str] =
    &["from", "subject", "date", "message-id", "list-id", "mime-version", "content-type", "content-transfer-encoding"];

/// What a reader sees of the headers and what the newsletter is known by: all of it must be signed.
const SIGNED: &[&str] = &["from", "subject", "date", "list-id"];

/// What a letter is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Proven,
    /// Some other letter, and it does not claim to be the newsletter.
    NotOurs,
    /// It claims to be, and that is not proven; why, for the log.
    Unproven(&'static str),
}

/// The keys of signers, asked once per look.
pub(super) struct Keys<'a> {
    net: &'a Net,
    known: HashMap<String, Vec<Vec<u8>>>,
}

impl<'a> Keys<'a> {
    pub fn new(net: &'a Net) -> Self {
        Self { net, known: HashMap::new() }
    }

    async fn of(&mut self, name: String) -> Result<&[Vec<u8>], NetError> {
        if !self.known.contains_key(&name) {
            let found = self.net.texts(&name).await?;
            self.known.insert(name.clone(), found);
        }
        Ok(self.known.get(&name).map(Vec::as_slice).unwrap_or_default())
    }
}

/// Judges a letter.
///
/// # Errors
/// When no key could be asked for: nothing follows from it, and the letter is judged again later.
pub(super) async fn judge(
    raw: &[u8],
    headers: &Headers,
    settings: &MailSettings,
    keys: &mut Keys<'_>,
    now: Timestamp,
) -> Result<Verdict, NetError> {
    let sender = sender_domain(headers).filter(|domain| is_within(domain, &settings.domain));
    let listed = list_id(headers).is_some_and(|list| list == settings.list_id);
    match (sender.is_some(), listed) {
        (false, false) => return Ok(Verdict::NotOurs),
        (false, true) => return Ok(Verdict::Unproven("the list's name under another sender's address")),
        (true, false) => return Ok(Verdict::Unproven("a letter of the sender's that is not of this list")),
        (true, true) => {}
    }
    if ONCE.iter().any(|name| headers.all(name).nth(1).is_some()) {
        return Ok(Verdict::Unproven("a header stands twice"));
    }
    if let Some(server) = &settings.checked_by {
        let said = headers.all("authentication-results").find(|said| server_of(said) == *server);
        let passed = said.is_some_and(|said| says_pass(said, settings));
        return Ok(if passed {
            Verdict::Proven
        } else {
            Verdict::Unproven("our mail server vouches for no signature")
        });
    }
    let mut why = "no signature of the sender's domain";
    for signature in signatures(raw).into_iter().filter(|signature| settings.may_sign(&signature.domain)) {
        match check(raw, headers, &signature, keys, now).await? {
            Ok(()) => return Ok(Verdict::Proven),
            Err(wrong) => why = wrong,
        }
    }
    Ok(Verdict::Unproven(why))
}

async fn check(
    raw: &[u8],
    headers: &Headers,
    signature: &Signature,
    keys: &mut Keys<'_>,
    now: Timestamp,
) -> Result<Result<(), &'static str>, NetError> {
    let bare = |name: &&&str| headers.raw(name).is_some() && !signature.covers.iter().any(|covered| covered == **name);
    if SIGNED.iter().find(bare).is_some() {
        return Ok(Err("the signature leaves out the sender, the subject, the date or the list"));
    }
    let mut why = "the signer's key is not published";
    // There should be one record; with several each may be it (RFC 6376 §6.1.2).
    for record in keys.of(signature.key_name()).await?.iter().take(3) {
        match verify(raw, signature, record, now) {
            Ok(()) => return Ok(Ok(())),
            Err(wrong) => why = wrong,
        }
    }
    Ok(Err(why))
}

/// The domain of the one address in `From`.
pub(super) fn sender_domain(headers: &Headers) -> Option<String> {
    let address = address_in(headers.raw("from")?)?;
    address.rsplit_once('@').map(|(_, domain)| domain.to_owned())
}

/// The address in `Name <address>` or alone, in lower case; none where there are several.
pub(super) fn address_in(text: &str) -> Option<String> {
    let inner = match text.rsplit_once('<') {
        Some((_, inner)) => inner.split_once('>')?.0,
        None => text,
    };
    let inner = inner.trim().to_ascii_lowercase();
    let sound =
        inner.matches('@').count() == 1 && !inner.contains(|c: char| c.is_whitespace() || matches!(c, ',' | '"'));
    // `A <a@x>, B <b@y>` has two; a name in quotes may hold anything.
    (sound && text.matches('<').count() <= 1).then_some(inner)
}

/// `news.musterbach.de` of `List-Id: Newsletter <news.musterbach.de>` (RFC 2919), in lower case.
pub(super) fn list_id(headers: &Headers) -> Option<String> {
    let value = headers.raw("list-id")?;
    let inner = value.rsplit_once('<').map_or(value, |(_, inner)| inner);
    Some(inner.trim_end_matches('>').trim().to_ascii_lowercase()).filter(|id| !id.is_empty())
}

/// Whether the mail server that took the letter in, by the topmost of its results, could not prove the sender. What stands
/// further down came with the letter: anyone may have written it. One signature of the sender's own domain is proof enough,
/// whatever others there are.
pub(super) fn is_doubted(headers: &Headers) -> bool {
    let Some(said) = headers.all("authentication-results").next().map(bare) else { return false };
    let sender = sender_domain(headers).filter(|sender| sender.contains('.'));
    let aligned = |domain: &str| {
        let related = |sender: &String| is_within(sender, domain) || is_within(domain, sender);
        domain.contains('.') && sender.as_ref().is_some_and(related)
    };
    let fails = |result: &str| {
        let word = result.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        matches!(word.as_str(), "dkim=fail" | "dmarc=fail")
    };
    said.split(';').skip(1).any(fails) && !passes(&said, &aligned)
}

/// The name with which `Authentication-Results` begins.
fn server_of(said: &str) -> String {
    said.split([';', ' ']).next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a result says `dkim=pass` of a domain that may sign (RFC 8601 §2.7.1).
fn says_pass(said: &str, settings: &MailSettings) -> bool {
    passes(&bare(said), &|domain| settings.may_sign(domain))
}

fn passes(said: &str, may_sign: &dyn Fn(&str) -> bool) -> bool {
    said.split(';').skip(1).any(|result| {
        let mut words = result.split_whitespace();
        let passed = words.next().is_some_and(|word| word.eq_ignore_ascii_case("dkim=pass"));
        passed
            && words.filter_map(|word| word.split_once('=')).any(|(name, value)| {
                match name.to_ascii_lowercase().as_str() {
                    "header.d" => may_sign(value),
                    "header.i" => value.rsplit_once('@').is_some_and(|(_, domain)| may_sign(domain)),
                    _ => false,
                }
            })
    })
}

/// Results without what is quoted or in brackets: a server repeats there what a sender wrote, semicolons included.
fn bare(said: &str) -> String {
    let (mut out, mut quoted, mut deep, mut escaped) = (String::with_capacity(said.len()), false, 0usize, false);
    for c in said.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted || deep > 0 => escaped = true,
            '"' if deep == 0 => quoted = !quoted,
            '(' if !quoted => deep += 1,
            ')' if !quoted && deep > 0 => deep -= 1,
            _ if quoted || deep > 0 => {}
            c => out.push(c),
        }
    }
    out
}
