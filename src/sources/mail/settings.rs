//! What staff say about a newsletter: by what it is known. In: the source's settings as JSON. Out: [`MailSettings`], or
//! which entry is wrong. Called by `poll` before each look and by admin when a source is added.

use serde_json::Value;

use super::super::failure::SourceError;
use crate::domain::source::Cause;

/// Everything that can be set.
const KEYS: &[&str] = &["domain", "list_id", "signer", "checked_by"];

/// By what letters of a newsletter are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MailSettings {
    /// What the sender's address ends with, and who signs (RFC 6376): `musterbach.de`.
    pub domain: String,
    /// What stands in pointed brackets in `List-Id` (RFC 2919).
    pub list_id: String,
    /// Who signs, where that is not the sender's own domain.
    pub signer: Option<String>,
    /// Our own mail server, by the name with which it begins `Authentication-Results` (RFC 8601 §2.2): it has checked the
    /// signature already. Without it the signature is checked here.
    pub checked_by: Option<String>,
}

impl MailSettings {
    /// Reads and checks settings.
    ///
    /// # Errors
    /// What is wrong, without words: it stands in a sentence of any language.
    pub fn read(value: &Value) -> Result<Self, String> {
        let entries = value.as_object().ok_or_else(|| "{}".to_owned())?;
        if let Some(unknown) = entries.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(format!("{unknown} ({})", KEYS.join(", ")));
        }
        let field = |key: &str| match entries.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => {
                let text = text.trim().trim_matches(['<', '>', '@', '.']).to_ascii_lowercase();
                let sound = !text.is_empty() && text.len() <= 253 && !text.contains(char::is_whitespace);
                if sound { Ok(Some(text)) } else { Err(key.to_owned()) }
            }
            Some(_) => Err(key.to_owned()),
        };
        let needed = |key: &str| field(key)?.ok_or_else(|| format!("{key}=…"));
        let domain = |key: &str, text: String| if text.contains('.') { Ok(text) } else { Err(format!("{key}={text}")) };
        Ok(Self {
            domain: domain("domain", needed("domain")?)?,
            list_id: needed("list_id")?,
            signer: field("signer")?.map(|text| domain("signer", text)).transpose()?,
            checked_by: field("checked_by")?,
        })
    }

    /// The settings of a source.
    ///
    /// # Errors
    /// [`Cause::SettingsWrong`].
    pub fn of(value: &Value) -> Result<Self, SourceError> {
        Self::read(value)
            .map_err(|why| SourceError::new(Cause::SettingsWrong, format!("the settings are wrong: {why}")))
    }

    /// Whether a domain may sign for this newsletter.
    pub fn may_sign(&self, domain: &str) -> bool {
        is_within(domain, self.signer.as_deref().unwrap_or(&self.domain))
    }
}

/// Whether a domain is another or lies below it.
pub(super) fn is_within(domain: &str, other: &str) -> bool {
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    domain.strip_suffix(other).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_newsletter_is_known_by_its_domain_and_its_list() {
        let set =
            MailSettings::read(&json!({ "domain": " @Musterbach.de", "list_id": "<News.musterbach.de>" })).unwrap();
        assert_eq!((set.domain.as_str(), set.list_id.as_str()), ("musterbach.de", "news.musterbach.de"));
        assert!(set.may_sign("news.musterbach.de") && set.may_sign("MUSTERBACH.de") && !set.may_sign("xmusterbach.de"));
        let signed = json!({ "domain": "musterbach.de", "list_id": "a.b", "signer": "versand.example" });
        let signed = MailSettings::read(&signed).unwrap();
        assert!(signed.may_sign("versand.example") && !signed.may_sign("musterbach.de"));
    }

    #[rstest::rstest]
    #[case(json!({}), "domain=…")]
    #[case(json!({ "domain": "musterbach.de" }), "list_id=…")]
    #[case(json!({ "domain": "de", "list_id": "a" }), "domain=de")]
    #[case(json!({ "domain": 3, "list_id": "a" }), "domain")]
    #[case(json!({ "domian": "a.de" }), "domian (domain, list_id, signer, checked_by)")]
    fn what_is_wrong_is_named(#[case] value: Value, #[case] why: &str) {
        assert_eq!(MailSettings::read(&value).unwrap_err(), why);
    }
}
