//! Asking the Bot API. In: a channel, and the token of the bot that is its administrator. Out: updates, who the channel
//! is, where a file lies just now. The token stands in every address, so no address of a request ever gets into an
//! item, an error, a log line or the cursor. Called by `TelegramConnector` and `poll`.

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::super::api_ask::{base, below, get, refusal};
use super::super::contract::{Account, Cx, LookCx, Profile};
use super::super::failure::SourceError;
use super::super::json_value::{id, number, owned, parse, text};
use super::{error_read, media_read};
use crate::domain::connection::{Login, Secret};
use crate::domain::item::ItemMedia;
use crate::domain::source::Cause;
use crate::net::Net;

const API: &str = "https://api.telegram.org/";

/// The kinds of updates a bot is sent for us: posts, edits, and its own removal.
const WANTED: &str = r#"["channel_post","edited_channel_post","my_chat_member"]"#;

/// The bot, as asked.
pub(super) struct Bot<'a> {
    net: &'a Net,
    base: Url,
    token: &'a Secret,
    now: Timestamp,
}

impl<'a> Bot<'a> {
    pub(super) fn of(cx: &'a Cx<'_>) -> Result<Self, SourceError> {
        Self::new(cx.net, cx.source.api_base.as_deref(), cx.login, cx.now)
    }

    pub(super) fn looking(cx: &'a LookCx<'_>) -> Result<Self, SourceError> {
        Self::new(cx.net, cx.api_base.as_ref().map(Url::as_str), cx.login, cx.now)
    }

    fn new(net: &'a Net, own: Option<&str>, login: Option<&'a Login>, now: Timestamp) -> Result<Self, SourceError> {
        let login = login.ok_or_else(|| SourceError::new(Cause::LoginMissing, "no token of a bot was given"))?;
        Ok(Self { net, base: base(own, API)?, token: &login.token, now })
    }

    /// An address with the token. A colon in the first part would be read as a scheme without the dot.
    fn address(&self, before: &str, after: &str, query: &[(&str, &str)]) -> Result<Url, SourceError> {
        below(&self.base, &format!("./{before}bot{}/{after}", self.token.reveal()), query)
    }

    async fn ask(&self, method: &str, query: &[(&str, &str)]) -> Result<Value, SourceError> {
        let response = get(self.net, self.address("", method, query)?, &[]).await?;
        let parsed = parse(&response.body);
        // The body says more than the status, and it says it for every error.
        if let Some(error) = parsed.as_ref().ok().and_then(|value| error_read::error_of(value, Some(self.now))) {
            return Err(error);
        }
        if !response.status.is_success() {
            return Err(refusal(&response, None, None, self.now));
        }
        parsed.map_err(|error| SourceError::new(error.cause, "Telegram's answer cannot be read"))
    }

    /// The updates from `offset` on; asking so acknowledges all before.
    pub(super) async fn updates(&self, offset: Option<i64>) -> Result<Value, SourceError> {
        let offset = offset.map(|offset| offset.to_string());
        let mut query = vec![("limit", "100"), ("timeout", "0"), ("allowed_updates", WANTED)];
        query.extend(offset.as_deref().map(|offset| ("offset", offset)));
        let value = self.ask("getUpdates", &query).await?;
        if value.get("result").is_some_and(Value::is_array) {
            Ok(value)
        } else {
            Err(SourceError::new(Cause::NoDocument, "the answer holds no updates"))
        }
    }

    async fn chat(&self, name: &str) -> Result<Value, SourceError> {
        let value = self.ask("getChat", &[("chat_id", name)]).await.map_err(|error| match error.cause {
            // What the platform calls a bad request is a name it does not know.
            Cause::NoDocument => SourceError { cause: Cause::NotFound, ..error },
            _ => error,
        })?;
        Ok(value.get("result").cloned().unwrap_or_default())
    }

    /// Who the channel is.
    pub(super) async fn profile(&self, chat: &str) -> Result<Profile, SourceError> {
        let chat = self.chat(chat).await?;
        Ok(Profile { name: owned(&chat, "/title"), site_url: page_of(&chat).map(String::from), lang: None })
    }

    /// Where a file lies for the next hour. `None` for what is no file of ours, or too large to be handed out.
    pub(super) async fn file(&self, media: &ItemMedia) -> Result<Option<Url>, SourceError> {
        let Some(file) = media.native_media_id.as_deref().and_then(media_read::file_id) else { return Ok(None) };
        let value = self.ask("getFile", &[("file_id", file)]).await?;
        let large = number(&value, "/result/file_size").is_some_and(|size| size > media_read::MAX_FILE);
        let path = text(&value, "/result/file_path").filter(|path| !large && !path.starts_with('/'));
        path.map(|path| self.address("file/", path, &[])).transpose()
    }
}

/// Finds a channel by its name, its address or its id. The bot must be in it.
pub(super) async fn resolve(cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
    let name = named(given).ok_or_else(|| SourceError::new(Cause::AddressUnreadable, "this names no channel"))?;
    let chat = Bot::looking(cx)?.chat(&name).await?;
    let not_found = || SourceError::new(Cause::NotFound, "this is not a channel");
    let account = id(&chat, "/id").filter(|_| text(&chat, "/type") == Some("channel")).ok_or_else(not_found)?;
    let page = page_of(&chat);
    // Channels without a public name have an address of their own all the same.
    let inner = format!("https://t.me/c/{}", account.trim_start_matches("-100"));
    let url = page.clone().or_else(|| Url::parse(&inner).ok()).ok_or_else(not_found)?;
    Ok(Account { site_url: page, name: owned(&chat, "/title"), account: Some(account), ..Account::at(url) })
}

fn page_of(chat: &Value) -> Option<Url> {
    Url::parse(&format!("https://t.me/{}", text(chat, "/username")?)).ok()
}

/// `@name` or `-100…`, out of what a person gives.
fn named(given: &str) -> Option<String> {
    let given = given.trim();
    let name = match Url::parse(given) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            let path = url.path().trim_start_matches('/').to_owned();
            let mut parts = path.split('/').filter(|part| *part != "s");
            match (parts.next()?, parts.next()) {
                ("c", Some(inner)) => format!("-100{inner}"),
                (name, _) => name.to_owned(),
            }
        }
        _ => given.trim_start_matches('@').to_owned(),
    };
    if name.strip_prefix('-').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())) {
        return Some(name);
    }
    let sound = name.len() >= 4 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    sound.then(|| format!("@{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("@musterbach", Some("@musterbach"))]
    #[case("https://t.me/musterbach/12", Some("@musterbach"))]
    #[case("https://t.me/s/musterbach", Some("@musterbach"))]
    #[case("https://t.me/c/1234/5", Some("-1001234"))]
    #[case("-1001234", Some("-1001234"))]
    #[case("https://t.me/+einladung", None)]
    #[case("", None)]
    fn a_channel_is_named_in_many_ways(#[case] given: &str, #[case] name: Option<&str>) {
        assert_eq!(named(given).as_deref(), name);
    }
}
