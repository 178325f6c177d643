//! A post of X becomes an item. In: a post of API v2 (under its old or new names) or v1.1, and what came with it. Out: an
//! [`Item`], or why it is none of ours: a repost without own words, a reply to somebody else, another account's. Of
//! quoted posts only the address is read. Called by `normalise`.

use serde_json::Value;

use super::super::contract::NormaliseCx;
use super::super::item_hash::content_hash;
use super::super::json_value::{flag, id, list, number, owned, pixels, text, web};
use super::super::sorting::{Sorted, not_ours};
use super::super::time_parse::parse_time;
use super::text_read;
use crate::domain::item::{Item, ItemKind, ItemMedia, ItemTime, NativeId, Poll, Quote};
use crate::domain::media::{AltOrigin, MediaKind};

/// Media of one post.
const MAX_MEDIA: usize = 10;

/// The first of several fields that is there: the platform renames "tweet" to "post" as it goes.
fn either<'a>(post: &'a Value, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| post.get(*name)).filter(|field| !field.is_null())
}

/// Reads one post.
pub fn read(post: &Value, includes: &Value, cx: &NormaliseCx) -> Sorted {
    let Some(own) = id(post, "/id_str").or_else(|| id(post, "/id")) else {
        return not_ours(None, "this is not a post");
    };
    let history = either(post, &["edit_history_tweet_ids", "edit_history_post_ids"]).unwrap_or(&Value::Null);
    let first = id(history, "/0").unwrap_or_else(|| own.clone());
    let author = id(post, "/author_id").or_else(|| id(post, "/user/id_str"));
    if let Some(account) = &cx.account
        && !is_named(author.as_deref(), post, includes, account)
    {
        return not_ours(Some(first), "a post of another account");
    }
    let refers = |kind: &str| {
        let all = either(post, &["referenced_tweets", "referenced_posts"]).and_then(Value::as_array);
        all.into_iter().flatten().find(|one| text(one, "/type") == Some(kind)).and_then(|one| id(one, "/id"))
    };
    if refers("retweeted").or_else(|| refers("reposted")).is_some() || post.get("retweeted_status").is_some() {
        return not_ours(Some(first), "a repost of somebody else's post");
    }
    let answered = id(post, "/in_reply_to_user_id").or_else(|| id(post, "/in_reply_to_user_id_str"));
    let parent = refers("replied_to").or_else(|| id(post, "/in_reply_to_status_id_str"));
    let begins = text(post, "/text").or_else(|| text(post, "/full_text")).is_some_and(|words| words.starts_with('@'));
    let to_other = match (&answered, &author) {
        (Some(answered), Some(author)) => answered != author,
        (Some(_), None) => true,
        // Where nobody is named, words to somebody are taken for an answer.
        (None, author) => parent.is_some() || (author.is_none() && begins),
    };
    if to_other {
        return not_ours(Some(first), "a reply to somebody else");
    }
    let mut item = Item::new(NativeId(first));
    item.version_id = Some(own.clone());
    item.canonical_url = Some(format!("https://x.com/{}/status/{own}", name_of(author.as_deref(), post, includes)));
    item.account_native_id = author;
    item.reply_to = parent;
    item.created_at = time(post, "/created_at", cx);
    item.lang = text(post, "/lang").filter(|lang| lang.len() == 2).map(str::to_owned);
    item.sensitive = flag(post, "/possibly_sensitive").then(String::new);
    let quoted = refers("quoted").or_else(|| id(post, "/quoted_status_id_str"));
    (item.text, item.spans) = text_read::read(post, quoted.as_deref());
    item.quote = quoted.map(|id| Quote {
        url: format!("https://x.com/i/status/{id}"),
        author: author_of(&id, includes),
        native_id: Some(id),
    });
    item.media = media(post, includes);
    item.poll = poll(post, includes, cx);
    item.kind = kind(&item);
    item.content_hash = content_hash("x/1", &item);
    Ok(item)
}

fn is_named(author: Option<&str>, post: &Value, includes: &Value, account: &str) -> bool {
    let account = account.trim_start_matches('@');
    let name = name_of(author, post, includes);
    author.is_some_and(|author| author == account) || (name != "i" && name.eq_ignore_ascii_case(account))
}

/// The author's name for addresses; `i` leads there without one.
fn name_of(author: Option<&str>, post: &Value, includes: &Value) -> String {
    let user = list(includes, "/users").iter().find(|user| author.is_some() && id(user, "/id").as_deref() == author);
    let name = user.and_then(|user| text(user, "/username")).or_else(|| text(post, "/user/screen_name"));
    name.unwrap_or("i").to_owned()
}

/// The name of who wrote a post that came along.
fn author_of(post: &str, includes: &Value) -> Option<String> {
    let posts = [list(includes, "/tweets"), list(includes, "/posts")].concat();
    let author =
        posts.iter().find(|one| id(one, "/id").as_deref() == Some(post)).and_then(|one| id(one, "/author_id"))?;
    list(includes, "/users")
        .iter()
        .find(|user| id(user, "/id").as_deref() == Some(&author))
        .and_then(|user| owned(user, "/name"))
}

fn time(post: &Value, pointer: &str, cx: &NormaliseCx) -> Option<ItemTime> {
    text(post, pointer).and_then(|text| parse_time(text, &cx.zone))
}

fn kind(item: &Item) -> ItemKind {
    let video = item.media.iter().any(|media| media.kind == MediaKind::Video);
    match item.media.len() {
        _ if item.poll.is_some() => ItemKind::Poll,
        _ if video => ItemKind::Video,
        0 => ItemKind::Note,
        1 => ItemKind::Photo,
        _ => ItemKind::Album,
    }
}

/// Media by their keys, or inside the post in v1.1.
fn media(post: &Value, includes: &Value) -> Vec<ItemMedia> {
    let keys: Vec<String> = list(post, "/attachments/media_keys").iter().filter_map(|key| id(key, "")).collect();
    let by_key =
        |key: &String| list(includes, "/media").iter().find(|media| id(media, "/media_key").as_ref() == Some(key));
    let found: Vec<ItemMedia> =
        keys.iter().take(MAX_MEDIA).filter_map(|key| medium(by_key(key)?, key.clone())).collect();
    if !found.is_empty() {
        return found;
    }
    let extended = list(post, "/extended_entities/media");
    let inside = if extended.is_empty() { list(post, "/entities/media") } else { extended };
    let older = |media: &Value| medium(media, id(media, "/id_str").or_else(|| id(media, "/id"))?);
    inside.iter().take(MAX_MEDIA).filter_map(older).collect()
}

fn medium(media: &Value, native: String) -> Option<ItemMedia> {
    let kind = match text(media, "/type").unwrap_or("photo") {
        "photo" => MediaKind::Image,
        "video" | "animated_gif" => MediaKind::Video,
        _ => return None,
    };
    let still = web(media, "/preview_image_url").or_else(|| web(media, "/media_url_https"));
    let url = match kind {
        MediaKind::Image => web(media, "/url").filter(|_| media.get("media_key").is_some()).or_else(|| still.clone()),
        _ => best(media),
    };
    let alt = owned(media, "/alt_text").or_else(|| owned(media, "/ext_alt_text"));
    let ms = number(media, "/duration_ms").or_else(|| number(media, "/video_info/duration_millis"));
    Some(ItemMedia {
        native_media_id: Some(native),
        source_url: url,
        w: pixels(media, "/width").or_else(|| pixels(media, "/original_info/width")),
        h: pixels(media, "/height").or_else(|| pixels(media, "/original_info/height")),
        duration_ms: ms.and_then(|ms| u64::try_from(ms).ok()),
        alt_source: if alt.is_some() { AltOrigin::Author } else { AltOrigin::None },
        alt,
        poster: still.filter(|_| kind == MediaKind::Video),
        ..ItemMedia::at(kind, String::new())
    })
}

/// The rendition with most bits that is a file.
fn best(media: &Value) -> Option<String> {
    let variants = [list(media, "/variants"), list(media, "/video_info/variants")].concat();
    let rate = |one: &Value| number(one, "/bit_rate").or_else(|| number(one, "/bitrate")).unwrap_or(0);
    let files = variants.iter().filter(|one| text(one, "/content_type") == Some("video/mp4"));
    files.max_by_key(|one| rate(one)).and_then(|one| web(one, "/url"))
}

fn poll(post: &Value, includes: &Value, cx: &NormaliseCx) -> Option<Poll> {
    let wanted = id(post, "/attachments/poll_ids/0")?;
    let poll = list(includes, "/polls").iter().find(|poll| id(poll, "/id").as_ref() == Some(&wanted))?;
    let options: Vec<String> = list(poll, "/options").iter().filter_map(|option| owned(option, "/label")).collect();
    (!options.is_empty()).then(|| Poll { options, closes_at: time(poll, "/end_datetime", cx), multiple: false })
}
