//! Nachrichten-Abos: one list of posts in three forms, full text, pictures with their descriptions, ids that never change
//! (the post's ActivityPub id). This file gathers; `feed_atom`, `feed_rss` and `feed_json` write.

use super::list_heading::name_of;
use super::occasion::Around;
use super::origin::class_words;
use super::page::{BOTTOM, Draft, Shows, TOP, position};
use super::render::{PER_FEED, RenderError, Renderer};
use super::target::{FeedFormat, Of};
use super::{feed_atom, feed_json, feed_rss};
use crate::domain::body_html::{self, PageStyle, escape, push_escaped};
use crate::domain::body_text;
use crate::domain::media::{AltOrigin, mime_of};
use crate::domain::post::Post;
use crate::domain::rules::LabelKind;
use crate::domain::validity::Validity;
use crate::i18n::month_name;
use crate::urls;
use jiff::Timestamp;

/// A feed before it has a form. All addresses are absolute.
pub struct Feed {
    pub title: String,
    pub description: String,
    pub language: String,
    /// The list's page.
    pub home: String,
    /// The feed's own address.
    pub own: String,
    pub icon: Option<String>,
    pub author: String,
    /// When the newest of it was said or changed; the epoch for an empty feed.
    pub updated: Timestamp,
    pub entries: Vec<Entry>,
}

/// A post in a feed.
pub struct Entry {
    pub id: String,
    pub href: String,
    pub title: String,
    pub html: String,
    pub text: String,
    pub language: String,
    pub published: Timestamp,
    pub updated: Timestamp,
    pub tags: Vec<String>,
    pub author: String,
    pub original: Option<String>,
    pub validity: Option<Validity>,
    pub files: Vec<File>,
}

/// A picture of a post.
pub struct File {
    pub href: String,
    pub mime: &'static str,
    pub bytes: u64,
    pub width: u32,
    pub height: u32,
    /// `None` when nobody described it.
    pub alt: Option<String>,
}

/// Renders a feed from posts already read.
///
/// # Errors
/// When a writer fails.
pub fn render(r: &Renderer<'_>, of: &Of, format: FeedFormat, posts: &[Post]) -> Result<Draft, RenderError> {
    let feed = gather(r, of, format, posts);
    let body = match format {
        FeedFormat::Atom => without_controls(&feed_atom::write(&feed)?),
        FeedFormat::Rss => without_controls(&feed_rss::write(&feed)?),
        FeedFormat::Json => feed_json::write(&feed)?,
    };
    let full = posts.len() >= PER_FEED as usize;
    let bottom = posts.last().filter(|_| full).map_or(BOTTOM, position);
    Ok(Draft {
        shows: Shows { range: Some((TOP, bottom)), sources: true, health: false },
        speaks_of_warnings: true,
        valid_until: r.turns(of, posts),
        ..Draft::open(format.content_type(), body)
    })
}

fn gather(r: &Renderer<'_>, of: &Of, format: FeedFormat, posts: &[Post]) -> Feed {
    let view = r.view;
    let path = of.path();
    let town = view.town.name.clone();
    let title = match of {
        Of::Town => town.clone(),
        Of::Channel(slug) => {
            format!("{town}: {}", view.source(slug).map_or(slug.as_str(), |source| source.name.as_str()))
        }
        Of::Hashtag(tag) => format!("{town}: #{tag}"),
        Of::Actor(name) => format!("{town}: @{name}"),
        Of::Month(month) => format!("{town}: {}", month_name(r.locale, month.year, month.month)),
        Of::Holding => format!("{town}: {}", r.locale.text("page-holding")),
        Of::Topic(slug) | Of::District(slug) => {
            format!("{town}: {}", name_of(of, posts).unwrap_or_else(|| slug.clone()))
        }
    };
    let description = view
        .town
        .settings
        .claim
        .clone()
        .unwrap_or_else(|| r.locale.with("page-description", &[("town", town.as_str().into())]));
    // Every feed carries the warnings that hold, and those that ended lately, so that nobody misses the end of one.
    let warning = view.warnings_to_tell(r.now).filter(|warning| posts.iter().all(|post| post.ulid != warning.ulid));
    let entries: Vec<Entry> = warning.chain(posts).map(|post| entry(r, post)).collect();
    Feed {
        title,
        description,
        language: view.town.settings.language.clone(),
        home: view.origin.absolute(&path),
        own: view.origin.absolute(&urls::feed(&path, format.ending())),
        icon: view.arms().map(|arms| view.origin.absolute(&arms)),
        author: town,
        updated: entries.iter().map(|entry| entry.updated).max().unwrap_or(Timestamp::UNIX_EPOCH),
        entries,
    }
}

fn entry(r: &Renderer<'_>, post: &Post) -> Entry {
    let view = r.view;
    let files: Vec<File> = post
        .attached
        .iter()
        .filter_map(|attached| {
            let variant = attached.media.variants.last()?;
            Some(File {
                href: view.origin.absolute(&urls::media(&variant.hash, &variant.ext)),
                mime: mime_of(&variant.ext)?,
                bytes: variant.bytes,
                width: variant.width,
                height: variant.height,
                alt: attached.alt.clone().filter(|alt| attached.alt_origin != AltOrigin::None || !alt.is_empty()),
            })
        })
        .collect();
    let base = view.origin.absolute(urls::HASHTAG_BASE);
    let table_label = r.locale.text("page-table");
    let mut html =
        body_html::render(&post.body, PageStyle { title_level: 2, hashtag_base: &base, table_label: &table_label });
    let missing = r.locale.text("page-alt-missing");
    // Readers show pictures at once; those that their author warns of are seen on the page only.
    if let Some(words) = super::card::warning(post, r.locale) {
        html.insert_str(0, &format!("<p>{}</p>", escape(&words)));
    }
    let files: Vec<File> = if post.sensitive.is_some() { Vec::new() } else { files };
    for file in files.iter().filter(|file| file.mime.starts_with("image/")) {
        html.push_str("<p><img src=\"");
        push_escaped(&file.href, &mut html);
        html.push_str(&format!("\" width=\"{}\" height=\"{}\" alt=\"", file.width, file.height));
        push_escaped(file.alt.as_deref().unwrap_or(&missing), &mut html);
        html.push_str("\"></p>");
    }
    let around = Around::of(post, r.locale, &view.zone);
    let (html, text) = (
        [around.before_html, html, around.after_html].concat(),
        [around.before_text, body_text::render(&post.body), around.after_text].concat(),
    );
    let names = [LabelKind::Topic, LabelKind::District].into_iter().flat_map(|kind| post.named(kind));
    Entry {
        id: view.origin.absolute(&urls::note(post.ulid)),
        href: view.origin.absolute(&urls::post(post, &view.zone)),
        title: post.heading(),
        html: without_controls(&html),
        text: without_controls(text.trim()),
        language: post.lang.clone(),
        published: post.told_at(),
        updated: post.edited_at.unwrap_or(post.told_at()).max(post.told_at()),
        tags: post.hashtags.iter().map(String::as_str).chain(names).map(str::to_owned).collect(),
        author: author(r, post),
        original: post.canonical_url.clone().filter(|href| body_html::is_safe_href(href)),
        validity: post.validity,
        files,
    }
}

/// Who says it: a department, an enterprise, a third party, else the account that wrote it, else the town. Where it is not
/// the town's own channel, that stands behind the name.
fn author(r: &Renderer<'_>, post: &Post) -> String {
    let account = || post.actor.and_then(|id| r.view.actor(id)).map(|actor| actor.display_name.as_str());
    let name = post.author().or_else(account).unwrap_or(&r.view.town.name);
    match class_words(post.class(), r.locale) {
        Some(words) => format!("{name} ({words})"),
        None => name.to_owned(),
    }
}

/// XML 1.0 (§2.2) allows no control characters but tab and the line ends, and not the two non-characters: a single one,
/// wherever it stands, makes the whole document unreadable.
fn without_controls(document: &str) -> String {
    let allowed =
        |c: &char| matches!(c, '\t' | '\n' | '\r') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'));
    document.chars().filter(allowed).collect()
}
