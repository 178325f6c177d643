//! Sitemaps (sitemaps.org 0.9). In: the XML. Out: addresses with the day on which they were touched. A sitemap lists pages,
//! not news: it only tells which known page to read again. Called by `poll` and `document_parse`.

use url::Url;

use super::super::address_clean::absolute;

/// Entries read from one sitemap.
const MAX_ENTRIES: usize = 50_000;

/// Whether a document is a sitemap or a list of them.
#[must_use]
pub fn is_sitemap(text: &str) -> bool {
    let head = text.get(..text.floor_char_boundary(2000)).unwrap_or(text);
    head.contains("<urlset") || head.contains("<sitemapindex")
}

/// The pages of a sitemap with their `lastmod` as written. A list of sitemaps names none.
#[must_use]
pub fn entries(text: &str) -> Vec<(Url, Option<String>)> {
    let pages = text.split("<url>").skip(1).take(MAX_ENTRIES);
    let read = |entry: &str| {
        let entry = entry.split("</url>").next()?;
        let address = between(entry, "<loc>", "</loc>")?.replace("&amp;", "&");
        let lastmod = between(entry, "<lastmod>", "</lastmod>").map(str::to_owned);
        Some((absolute(None, &address)?, lastmod))
    };
    pages.filter_map(read).collect()
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let inside = text.split_once(open)?.1.split_once(close)?.0.trim();
    let inside =
        inside.strip_prefix("<![CDATA[").and_then(|inside| inside.strip_suffix("]]>")).unwrap_or(inside).trim();
    (!inside.is_empty()).then_some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_their_days_are_read() {
        let text = "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\
                    <url>\n<loc>https://stadt.example/a?x=1&amp;y=2</loc><lastmod>2026-03-12</lastmod></url>\
                    <url><loc> https://stadt.example/b </loc></url><url><loc>ftp://x/</loc></url></urlset>";
        assert!(is_sitemap(text));
        let found: Vec<_> = entries(text).into_iter().map(|(url, day)| (String::from(url), day)).collect();
        let expected = [("https://stadt.example/a?x=1&y=2", Some("2026-03-12")), ("https://stadt.example/b", None)];
        assert_eq!(found, expected.map(|(url, day)| (url.to_owned(), day.map(str::to_owned))));
    }
}
