//! A post as X's archive writes it → as its API does, so that one reader serves both. In: an entry, the account, the long
//! texts. Out: the same with numbers as numbers, its author, its first id, its whole words and what it quotes; or that it
//! is a repost or a reply. Called by `x_read`.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::json_value::{id, list, text};
use super::super::time_parse::parse_time;

/// Characters by which a long text is known to belong to a shortened one.
const ENOUGH: usize = 40;

/// The whole text of a long post. Its id is another than the post's: time and beginning tell where it belongs.
#[derive(Debug)]
pub struct Note {
    at: Timestamp,
    text: String,
    urls: Vec<(String, String)>,
}

impl Note {
    /// Reads one.
    pub fn read(note: &Value) -> Option<Self> {
        let at = text(note, "/createdAt").and_then(|at| parse_time(at, &jiff::tz::TimeZone::UTC))?.utc;
        let pair = |url: &Value| Some((text(url, "/shortUrl")?.to_owned(), text(url, "/expandedUrl")?.to_owned()));
        let urls = list(note, "/core/urls").iter().filter_map(pair).collect();
        Some(Self { at, text: text(note, "/core/text")?.to_owned(), urls })
    }

    fn belongs_to(&self, at: Timestamp, cut: &str) -> bool {
        let near = self.at.duration_since(at).as_secs().abs() <= 2;
        let beginning: String = cut.chars().take(ENOUGH).collect();
        near && self.text.starts_with(&beginning)
    }

    /// As the API gives it; addresses are found again, as the archive counts them from elsewhere.
    fn as_api(&self) -> Value {
        let urls = self.urls.iter().filter_map(|(short, expanded)| {
            let byte = self.text.find(short.as_str())?;
            let start = self.text.get(..byte)?.chars().count();
            Some(json!({ "start": start, "end": start + short.chars().count(), "expanded_url": expanded }))
        });
        json!({ "text": self.text, "entities": { "urls": urls.collect::<Vec<_>>() } })
    }
}

/// Why an entry is not the account's own post: archives hold reposts as text, and say of old replies only by their words
/// that they are some.
pub fn is_repost_or_reply(tweet: &Value, own_name: &str) -> Option<&'static str> {
    let words = text(tweet, "/full_text").or_else(|| text(tweet, "/text")).unwrap_or_default();
    if words.starts_with("RT @") {
        return Some("a repost of somebody else's post");
    }
    let first = words.strip_prefix('@')?;
    let name: String = first.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    (!name.is_empty() && !name.eq_ignore_ascii_case(own_name)).then_some("a reply to somebody else")
}

/// The entry as the API would have written it.
pub fn mend(tweet: &Value, (account, username): (&str, &str), notes: &[Note]) -> Value {
    let mut mended = tweet.clone();
    for at in ["/entities", "/extended_entities"] {
        if let Some(Value::Object(entities)) = mended.pointer_mut(at) {
            entities.values_mut().filter_map(Value::as_array_mut).flatten().for_each(count_in_numbers);
        }
    }
    // Some archives name the address of a post's pictures, which only stands for them, in the longer list alone.
    let pictures = list(&mended, "/extended_entities/media").to_vec();
    if list(&mended, "/entities/media").is_empty()
        && let Some(entities) =
            mended.as_object_mut().map(|fields| fields.entry("entities").or_insert_with(|| json!({})))
        && let Some(entities) = entities.as_object_mut()
    {
        entities.insert("media".into(), pictures.into());
    }
    let quoted = quoted(&mended);
    let note = long_text(&mended, notes).map(Note::as_api);
    let history = ["/edit_info/initial/editTweetIds", "/edit_info/edit/editControlInitial/editTweetIds"]
        .into_iter()
        .map(|at| list(tweet, at))
        .find(|ids| !ids.is_empty());
    let first = id(tweet, "/edit_info/edit/initialTweetId");
    if let Some(fields) = mended.as_object_mut() {
        fields.insert("user".into(), json!({ "id_str": account, "screen_name": username }));
        if let Some(ids) = history.map(|ids| json!(ids)).or_else(|| first.map(|id| json!([id]))) {
            fields.insert("edit_history_tweet_ids".into(), ids);
        }
        if let Some(quoted) = quoted {
            fields.insert("quoted_status_id_str".into(), quoted.into());
        }
        if let Some(note) = note {
            fields.insert("note_tweet".into(), note);
        }
    }
    mended
}

/// Archives write offsets as text.
fn count_in_numbers(entity: &mut Value) {
    if let Some(Value::Array(indices)) = entity.get_mut("indices") {
        for index in indices {
            if let Some(number) = index.as_str().and_then(|text| text.parse::<u64>().ok()) {
                *index = number.into();
            }
        }
    }
}

/// The post that this one quotes: an address of a post at the very end, which the platform shows as a card.
fn quoted(tweet: &Value) -> Option<String> {
    let words = text(tweet, "/full_text").or_else(|| text(tweet, "/text"))?.trim_end();
    let last =
        list(tweet, "/entities/urls").iter().find(|url| text(url, "/url").is_some_and(|t| words.ends_with(t)))?;
    let target = text(last, "/expanded_url")?;
    let path = ["https://twitter.com/", "https://x.com/", "https://mobile.twitter.com/"]
        .into_iter()
        .find_map(|site| target.strip_prefix(site))?;
    let mut parts = path.split(['/', '?', '#']);
    let (_, status, id) = (parts.next()?, parts.next()?, parts.next()?);
    let picture = parts.next().is_some_and(|more| matches!(more, "photo" | "video"));
    (status == "status" && !picture && id.bytes().all(|b| b.is_ascii_digit()) && !id.is_empty()).then(|| id.to_owned())
}

fn long_text<'a>(tweet: &Value, notes: &'a [Note]) -> Option<&'a Note> {
    let words = text(tweet, "/full_text").or_else(|| text(tweet, "/text"))?;
    let at = text(tweet, "/created_at").and_then(|at| parse_time(at, &jiff::tz::TimeZone::UTC))?.utc;
    let cut = words.split("… https://t.co/").next().unwrap_or(words).trim_end_matches('…');
    notes.iter().find(|note| note.text.chars().count() > cut.chars().count() && note.belongs_to(at, cut))
}
