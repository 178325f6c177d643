//! The sample website's feeds: RSS 2.0 with full text, Atom, JSON Feed 1.1. In: a newsroom and a channel. Out: the text
//! of the document. Pure. Called by `website`.

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use serde_json::json;

use super::newsroom::{Article, Newsroom};
use super::towns::{Channel, Format};
use crate::domain::body_html::escape;

/// A feed and its content type.
pub fn feed(room: &Newsroom, channel: &Channel) -> (&'static str, String) {
    let articles = room.listed(Some(channel));
    match channel.format {
        Format::Rss => ("application/rss+xml; charset=utf-8", rss(room, channel, &articles)),
        Format::Atom => ("application/atom+xml; charset=utf-8", atom(room, channel, &articles)),
        Format::Json => ("application/feed+json", json_feed(room, channel, &articles)),
    }
}

/// The text with its picture in front, as content management systems write it.
pub fn content(room: &Newsroom, article: &Article) -> String {
    let picture = article.picture.as_ref().map(|scene| {
        let (site, alt) = (&room.site, escape(&article.alt));
        format!("<p><img src=\"{site}/bilder/{scene}.jpg\" width=\"1600\" height=\"900\" alt=\"{alt}\"></p>\n")
    });
    format!("{}{}", picture.unwrap_or_default(), article.body)
}

fn rss(room: &Newsroom, channel: &Channel, articles: &[Article]) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\n<channel>\n<title>{} – {}</title>\n\
         <link>{}/</link>\n<description>{}</description>\n<language>de</language>\n",
        escape(&room.place.name),
        escape(&channel.name),
        room.site,
        escape(&room.place.claim),
    );
    for article in articles {
        let address = format!("{}{}", room.site, article.path());
        out.push_str("<item>\n");
        if let Some(title) = &article.title {
            out.push_str(&format!("<title>{}</title>\n", escape(title)));
        }
        out.push_str(&format!("<link>{address}</link>\n<guid isPermaLink=\"true\">{address}</guid>\n"));
        out.push_str(&format!("<pubDate>{}</pubDate>\n", rfc2822(article.published)));
        for tag in &article.tags {
            out.push_str(&format!("<category>{}</category>\n", escape(tag)));
        }
        let text = content(room, article).replace("]]>", "]]&gt;");
        out.push_str(&format!("<content:encoded><![CDATA[{text}]]></content:encoded>\n</item>\n"));
    }
    out.push_str("</channel>\n</rss>\n");
    out
}

fn atom(room: &Newsroom, channel: &Channel, articles: &[Article]) -> String {
    let own = format!("{}{}", room.site, channel.feed_path());
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"de\">\n\
         <id>{own}</id>\n<title>{}</title>\n<updated>{}</updated>\n<link rel=\"self\" href=\"{own}\"/>\n\
         <link href=\"{}/\"/>\n<author><name>{}</name></author>\n",
        escape(&channel.name),
        room.changed(Some(channel)),
        room.site,
        escape(&channel.name),
    );
    for article in articles {
        let address = format!("{}{}", room.site, article.path());
        out.push_str(&format!(
            "<entry>\n<id>{address}</id>\n<title>{}</title>\n<link href=\"{address}\"/>\n<published>{}</published>\n\
             <updated>{}</updated>\n",
            escape(article.title.as_deref().unwrap_or_default()),
            article.published,
            article.changed,
        ));
        for tag in &article.tags {
            out.push_str(&format!("<category term=\"{}\"/>\n", escape(tag)));
        }
        out.push_str(&format!("<content type=\"html\">{}</content>\n</entry>\n", escape(&content(room, article))));
    }
    out.push_str("</feed>\n");
    out
}

fn json_feed(room: &Newsroom, channel: &Channel, articles: &[Article]) -> String {
    let items: Vec<_> = articles
        .iter()
        .map(|article| {
            let address = format!("{}{}", room.site, article.path());
            let mut item = json!({
                "id": address,
                "url": address,
                "content_html": content(room, article),
                "date_published": article.published.to_string(),
                "date_modified": article.changed.to_string(),
                "tags": article.tags,
            });
            if let (Some(title), Some(item)) = (&article.title, item.as_object_mut()) {
                item.insert("title".into(), title.as_str().into());
            }
            item
        })
        .collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.name,
        "home_page_url": format!("{}/", room.site),
        "feed_url": format!("{}{}", room.site, channel.feed_path()),
        "language": "de",
        "items": items,
    });
    feed.to_string()
}

/// A moment as RSS wants it.
fn rfc2822(at: Timestamp) -> String {
    DateTimePrinter::new().timestamp_to_string(&at).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::towns;
    use crate::sources::{NormaliseCx, Registry};

    #[test]
    fn our_own_reader_understands_every_feed_of_both_towns() {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        let connector = Registry::connector(crate::domain::source::SourceKind::Feed).unwrap();
        for place in towns::all().unwrap() {
            let room = Newsroom::open(place, "http://www.ort.localhost:1".into(), now);
            for channel in &room.place.channels {
                let (_, text) = feed(&room, channel);
                let parsed = connector.normalise(text.as_bytes(), &NormaliseCx::default()).unwrap();
                let written = room.listed(Some(channel));
                assert_eq!(parsed.items.len(), written.len(), "{}", channel.name);
                assert!(parsed.quarantined.is_empty() && !parsed.damaged);
                for (item, article) in parsed.items.iter().zip(&written) {
                    assert_eq!(item.title, article.title);
                    assert_eq!(item.created_at.as_ref().unwrap().utc, article.published);
                }
            }
        }
    }
}
