//! The sample website's pages for people: start page, article, "withdrawn". In: a newsroom. Out: HTML without script,
//! font or foreign host. Pure. Called by `website`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::newsroom::{Article, Newsroom};
use super::towns::Format;
use super::website_feeds::content;
use crate::domain::body_html::escape;
use crate::i18n::{Locale, moment};

/// The website's looks.
pub const STYLE: &str = include_str!("texts/website.css");

/// The start page, which names the feeds.
pub fn start(room: &Newsroom, locale: Locale) -> String {
    let mut head = String::new();
    for channel in &room.place.channels {
        let kind = match channel.format {
            Format::Rss => "application/rss+xml",
            Format::Atom => "application/atom+xml",
            Format::Json => "application/feed+json",
        };
        let (title, path) = (escape(&channel.name), channel.feed_path());
        head.push_str(&format!("<link rel=\"alternate\" type=\"{kind}\" title=\"{title}\" href=\"{path}\">\n"));
    }
    let mut main = format!("<h2>{}</h2>\n<ul class=\"liste\">\n", escape(&locale.text("demo-site-news")));
    for article in room.listed(None) {
        main.push_str(&format!(
            "<li><a href=\"{}\">{}</a> <span>{} · {}</span></li>\n",
            article.path(),
            escape(&article.name()),
            escape(&channel_name(room, &article)),
            escape(&when(locale, article.published)),
        ));
    }
    main.push_str("</ul>\n");
    page(room, locale, &room.place.name, &head, &main)
}

/// One article.
pub fn article(room: &Newsroom, article: &Article, locale: Locale) -> String {
    let title = article.title.as_ref().map(|title| format!("<h2>{}</h2>\n", escape(title))).unwrap_or_default();
    let edited = (article.changed != article.published).then(|| {
        let at = when(locale, article.changed);
        format!(" · {}", escape(&locale.with("demo-site-edited", &[("at", at.into())])))
    });
    let main = format!(
        "<article>\n{title}<p class=\"zeit\">{} · {}{}</p>\n{}\n</article>\n<p><a href=\"/\">{}</a></p>\n",
        escape(&channel_name(room, article)),
        escape(&when(locale, article.published)),
        edited.unwrap_or_default(),
        content(room, article),
        escape(&locale.text("demo-site-back")),
    );
    page(room, locale, &article.name(), "", &main)
}

/// What stands where nothing is, or nothing is any more.
pub fn absent(room: &Newsroom, key: &str, locale: Locale) -> String {
    let (sentence, back) = (escape(&locale.text(key)), escape(&locale.text("demo-site-back")));
    page(room, locale, &room.place.name, "", &format!("<p>{sentence}</p>\n<p><a href=\"/\">{back}</a></p>\n"))
}

fn page(room: &Newsroom, locale: Locale, title: &str, head: &str, main: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"de\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n\
         <link rel=\"stylesheet\" href=\"/stil.css\">\n{head}</head>\n<body>\n<header><h1>{}</h1><p>{}</p></header>\n\
         <main>\n{main}</main>\n<footer><p>{}</p></footer>\n</body>\n</html>\n",
        escape(title),
        escape(&room.place.name),
        escape(&room.place.claim),
        escape(&locale.text("demo-site-invented")),
    )
}

fn channel_name(room: &Newsroom, article: &Article) -> String {
    let found = room.place.channels.iter().find(|channel| channel.key == article.channel);
    found.map(|channel| channel.name.clone()).unwrap_or_default()
}

fn when(locale: Locale, at: Timestamp) -> String {
    moment(locale, at, &TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC))
}

/// The words of some HTML, each block on a line of its own.
pub fn plain(html: &str) -> String {
    let mut marked = html.to_owned();
    for end in ["</p>", "<br>", "<br/>", "<br />", "</li>", "</tr>", "</h2>", "</h3>", "</blockquote>"] {
        marked = marked.replace(end, &format!("\u{1}{end}"));
    }
    marked = marked.replace("</td>", " · </td>").replace("</th>", " · </th>");
    let words: String = scraper::Html::parse_fragment(&marked).root_element().text().collect();
    let lines = words.split('\u{1}').map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let lines = lines.map(|line| line.trim_end_matches(" ·").trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_lines_and_nothing_of_it_stays() {
        let html = "<p>Ab <b>heute</b> &lt;frei&gt;</p><ul><li>a</li><li>b</li></ul><script>x()</script>";
        let text = plain(html);
        assert!(text.starts_with("Ab heute <frei>\na\nb"), "{text}");
        assert!(!text.contains("<b>"));
    }
}
