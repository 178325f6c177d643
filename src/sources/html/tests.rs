//! Lists, articles and items from pages written for these tests.

use jiff::Timestamp;
use url::Url;

use super::super::contract::{NormaliseCx, Parsed};
use super::document_parse::parse;
use super::list_read::{self, pager_key};
use super::page::Page;
use super::settings::HtmlSettings;
use crate::domain::item::{EventStatus, ItemKind, Precision};

fn at(path: &str) -> Url {
    Url::parse("https://www.stadt.example/aktuelles/").unwrap().join(path).unwrap()
}

fn titles(html: &str, settings: &HtmlSettings) -> Vec<String> {
    let page = Page::read(html, Some(&at("")));
    let list = list_read::read(&page, settings, &NormaliseCx::default().zone);
    list.entries.into_iter().map(|entry| format!("{} | {}", entry.title, entry.date.unwrap_or_default())).collect()
}

fn parsed(text: &str) -> Parsed {
    let now: Timestamp = "2026-03-20T12:00:00Z".parse().unwrap();
    let cx = NormaliseCx { base_url: Some(at("")), now: Some(now), ..NormaliseCx::default() };
    parse(text.as_bytes(), &cx).unwrap()
}

const FRAME: &str = "<html lang=de><head><title>Stadt</title></head><body><nav><ul><li><h3><a href=/rathaus>Rathaus</a></h3>\
    <li><h3><a href=/kultur>Kultur</a></h3><li><h3><a href=/bauen>Bauen</a></h3></ul></nav><main>MAIN</main>\
    <footer><ul><li><a href=/impressum>Impressum</a> 01.01.2026<li><a href=/datenschutz>Datenschutz</a> 01.01.2026</ul>\
    </footer></body></html>";

#[rstest::rstest]
#[case::cards(
    "<div class=row><div class='card odd'><img src=a.jpg><h3><a href=a>Eins</a></h3><p class=date>12.03.2026</p></div>\
     <div class='card even'><h3><a href=b>Zwei</a></h3><p class=date>11.03.2026</p></div></div>\
     <div class=row><div class='card odd'><h3><a href=c>Drei</a></h3><p class=date>10.03.2026</p></div></div>",
    &["Eins | 12.03.2026", "Zwei | 11.03.2026", "Drei | 10.03.2026"]
)]
#[case::rows(
    "<table><tr><td>12.03.2026<td><a href=a>Eins oder so</a><tr><td>11.03.2026<td><a href=b>Zwei</a></table>",
    &["Eins oder so | 12.03.2026", "Zwei | 11.03.2026"]
)]
#[case::clickable_blocks(
    "<ul><li data-url='/a'><h2>Eins</h2><time datetime='2026-03-12T00:00:00+01:00'>12. März</time>\
     <li data-url='/b'><h2>Zwei</h2><time datetime='2026-03-11T08:00:00+01:00'>11. März</time></ul>",
    &["Eins | 2026-03-12T00:00:00+01:00", "Zwei | 2026-03-11T08:00:00+01:00"]
)]
#[case::links_around(
    "<div><a class=teaser href=a><h3>Eins</h3><p>Ein langer Satz, der etwas von der Stadt erzählt.</p></a>\
     <a class=teaser href=b><h3>Zwei</h3><p>Ein langer Satz, der etwas von der Stadt erzählt.</p></a>\
     <a class=teaser href=c><h3>Drei</h3><p>Ein langer Satz, der etwas von der Stadt erzählt.</p></a></div>",
    &["Eins | ", "Zwei | ", "Drei | "]
)]
#[case::typo3(
    "<div class='news-list-view'><div class='article articletype-0' itemscope itemtype='http://schema.org/Article'>\
     <div class=header><h3><a href=/news/eins><span itemprop=headline>Eins</span></a></h3></div>\
     <div class=teaser-text><p>Anriss</p><a class=more href=/news/eins>Weiterlesen</a></div>\
     <div class=footer><span class=news-list-date><time itemprop=datePublished datetime='2026-03-12'>12.03.2026</time></span></div></div>\
     <div class='article articletype-0 topnews'><div class=header><h3><a href=/news/zwei>Zwei</a></h3></div>\
     <div class=footer><time datetime='2026-03-11'>11.03.2026</time></div></div></div>\
     <ul class=f3-widget-paginator><li><a href='?page=2'>2</a><li><a href='?page=3'>3</a></ul>",
    &["Eins | 2026-03-12", "Zwei | 2026-03-11"]
)]
#[case::wordpress(
    "<article id=post-12 class='post-12 post type-post'><header class=entry-header><h2 class=entry-title><a href=/eins rel=bookmark>Eins</a></h2>\
     <div class=entry-meta><a href=/eins><time class='entry-date published' datetime='2026-03-12T10:00:00+01:00'>12. März 2026</time></a>\
     <time class=updated datetime='2026-03-14T10:00:00+01:00'>14. März</time> von <a href=/autor/x>Presse</a></div></header><p>Text</p></article>\
     <article id=post-9 class='post-9 post type-post'><header class=entry-header><h2 class=entry-title><a href=/zwei rel=bookmark>Zwei</a></h2>\
     <time class='entry-date published' datetime='2026-03-11T10:00:00+01:00'>11. März 2026</time></header></article>",
    &["Eins | 2026-03-12T10:00:00+01:00", "Zwei | 2026-03-11T10:00:00+01:00"]
)]
#[case::contao(
    "<div class='mod_newslist block'><div class='layout_latest arc_1 block first even'><p class=info><time datetime='2026-03-12T08:00:00+01:00'>12.03.2026 08:00</time></p>\
     <h2><a href=eins>Eins</a></h2><p class=more><a href=eins>Weiterlesen</a></p></div>\
     <div class='layout_latest arc_1 block last odd'><p class=info><time datetime='2026-03-11T08:00:00+01:00'>11.03.2026 08:00</time></p>\
     <h2><a href=zwei>Zwei</a></h2><p class=more><a href=zwei>Weiterlesen</a></p></div></div>",
    &["Eins | 2026-03-12T08:00:00+01:00", "Zwei | 2026-03-11T08:00:00+01:00"]
)]
#[case::dates_in_the_text_are_no_dates(
    "<li><h3><a href=a>Eins</a></h3>Am 12.03.2026 öffnet das Bad wieder für alle großen und kleinen Gäste aus der Umgebung.\
     <li><h3><a href=b>Zwei</a></h3>Am 11.03.2026 schließt das Bad wieder für alle großen und kleinen Gäste aus der Umgebung.",
    &[]
)]
#[case::nothing("<p>Willkommen</p><a href=a>Mehr</a>", &[])]
#[case::only_links("<ul><li><a href=a>Eins</a><li><a href=b>Zwei</a><li><a href=c>Drei</a></ul>", &[])]
#[case::two_lists_of_equal_right(
    "<section class=news><h3><a href=a>Eins</a></h3><i>12.03.2026</i></section><section class=news><h3><a href=b>Zwei</a></h3><i>11.03.2026</i></section>\
     <div class=veranst><h3><a href=c>Drei</a></h3><i>12.03.2026</i></div><div class=veranst><h3><a href=d>Vier</a></h3><i>11.03.2026</i></div>",
    &[]
)]
fn a_list_is_recognised_or_left_alone(#[case] main: &str, #[case] expected: &[&str]) {
    assert_eq!(titles(&FRAME.replace("MAIN", main), &HtmlSettings::default()), expected);
}

#[test]
fn staff_say_what_cannot_be_recognised() {
    let settings = serde_json::json!({"item": ".news li", "link": "a.more", "title": "b", "date": ".when"});
    let settings = HtmlSettings::read(&settings).unwrap();
    let main = "<div class=news><ul><li><a href=/kategorie>Bauen</a><b>Eins</b><i class=when>am 12. März 2026 um 14 Uhr</i>\
                <a class=more href=a>mehr</a><li><b>Ohne Verweis</b></ul></div>";
    assert_eq!(titles(&FRAME.replace("MAIN", main), &settings), ["Eins | 12. März 2026"]);
}

#[test]
fn machine_readable_lists_come_before_what_is_shown() {
    let main = r#"<script type="application/ld+json">{"@type":"ItemList","itemListElement":[
        {"@type":"ListItem","url":"/aktuelles/a-b.html","name":"Eins"},{"@type":"ListItem","url":"/aktuelles/c"}]}</script>
        <h3><a href=x>Anderes</a></h3>"#;
    assert_eq!(titles(&FRAME.replace("MAIN", main), &HtmlSettings::default()), ["Eins | "]);
    let main = main.replace("/aktuelles/c", "/aktuelles/zwei-drei");
    assert_eq!(titles(&FRAME.replace("MAIN", &main), &HtmlSettings::default()), ["Eins | ", "zwei drei | "]);
}

const ARTICLE: &str = r#"<html lang=de><head><link rel=canonical href="https://stadt.example/aktuelles/bruecke?utm_source=x">
    <meta property="og:type" content=article><meta property="og:title" content="Brücke gesperrt | Stadt Musterbach">
    <meta property="og:site_name" content="Stadt Musterbach"><meta property="og:image" content="/bild/bruecke-1200x630.jpg">
    <meta property="article:published_time" content="2026-03-12T09:30:00+0100"></head>
    <body><nav>Start</nav><article><h1>Brücke gesperrt</h1><div class=date>12.03.2026</div>
    <p>Die Brücke ist bis <a href="/plan.pdf">Freitag</a> zu.</p><img src="/bild/bruecke-800x600.jpg" alt="Die Brücke">
    <p>Stand: 12.03.2026</p><p>Aufrufe: 51</p><div class=comments>Max Mustermann: Unmöglich!</div></article></body></html>"#;

#[test]
fn an_article_gives_text_picture_and_time() {
    let item = parsed(ARTICLE).items.remove(0);
    assert_eq!(item.native_id.0, "https://stadt.example/aktuelles/bruecke");
    assert_eq!(item.canonical_url.as_deref(), Some("https://stadt.example/aktuelles/bruecke"));
    assert_eq!((item.title.as_deref(), item.kind), (Some("Brücke gesperrt"), ItemKind::Article));
    assert!(item.text.contains("Die Brücke ist bis Freitag zu.") && !item.text.contains("Mustermann"), "{}", item.text);
    let pictures: Vec<_> =
        item.media.iter().map(|picture| (picture.source_url.as_deref(), picture.alt.as_deref())).collect();
    assert_eq!(pictures, [(Some("https://www.stadt.example/bild/bruecke-800x600.jpg"), Some("Die Brücke"))]);
    let created = item.created_at.unwrap();
    assert_eq!((created.utc.to_string().as_str(), created.precision), ("2026-03-12T08:30:00Z", Precision::Second));
}

#[rstest::rstest]
#[case("Stand: 12.03.2026", "Stand: 19.03.2026", true)]
#[case("Aufrufe: 51", "Aufrufe: 3.151", true)]
#[case("<article>", "<article class=neu data-x=1>", true)]
#[case("published_time\" content=\"2026-03-12T09", "published_time\" content=\"2026-03-12T10", true)]
#[case("Freitag</a> zu", "Samstag</a> zu", false)]
#[case("/plan.pdf", "/plan2.pdf", false)]
#[case("alt=\"Die Brücke\"", "alt=\"Die alte Brücke\"", false)]
#[case("Brücke gesperrt |", "Brücke offen |", false)]
fn only_what_is_said_is_an_edit(#[case] before: &str, #[case] after: &str, #[case] same: bool) {
    assert!(ARTICLE.contains(before), "{before}");
    let (a, b) = (parsed(ARTICLE), parsed(&ARTICLE.replace(before, after)));
    assert_eq!(a.items[0].native_id, b.items[0].native_id);
    assert_eq!(a.items[0].content_hash == b.items[0].content_hash, same, "{before} → {after}");
}

#[test]
fn an_appointment_is_no_news_of_its_day() {
    let event = r#"{"@context":"https://schema.org","@type":"Event","name":"Frühlingsmarkt","startDate":"2026-05-01T10:00:00+0200",
        "endDate":"2026-05-01T18:00:00+0200","eventStatus":"EventPostponed","url":"https://www.stadt.example/markt"}"#;
    let item = parsed(event).items.remove(0);
    let appointment = item.event.unwrap();
    assert_eq!((item.kind, item.created_at, appointment.status), (ItemKind::Event, None, EventStatus::Moved));
    assert_eq!(appointment.start.utc.to_string(), "2026-05-01T08:00:00Z");

    let list = "<main><li><a href=/termine/a><h3>Konzert</h3></a><time datetime='2026-05-02T19:30:00+02:00'>2. Mai</time></li>\
                <li><a href=/termine/b><h3>Lesung</h3></a><time datetime='2026-05-03'>3. Mai</time></li></main>";
    let items = parsed(list).items;
    let seen: Vec<_> =
        items.iter().map(|item| (item.kind, item.event.as_ref().unwrap().all_day, item.created_at.is_none())).collect();
    assert_eq!(seen, [(ItemKind::Event, false, true), (ItemKind::Event, true, true)]);
}

#[test]
fn a_deadline_in_an_article_is_neither_its_date_nor_an_appointment() {
    let page = ARTICLE.replace("<meta property=\"article:published_time\" content=\"2026-03-12T09:30:00+0100\">", "");
    let item = parsed(&page.replace("<div class=date>12.03.2026</div>", "<p>Frist: 30.06.2026</p>")).items.remove(0);
    assert_eq!((item.created_at, item.event, item.kind), (None, None, ItemKind::Article));
    let item = parsed(&page).items.remove(0);
    assert_eq!(item.created_at.map(|at| at.precision), Some(Precision::Date));
}

#[test]
fn a_sitemap_only_hints() {
    let map = "<urlset><url><loc>https://www.stadt.example/a?utm_source=x</loc></url></urlset>";
    let parsed = parsed(map);
    assert_eq!((parsed.items.len(), parsed.hints[0].native_id.0.as_str()), (0, "https://www.stadt.example/a"));
}

#[test]
fn a_pager_that_grows_comes_to_an_end() {
    let url = |query: &str| pager_key(&at(query));
    assert_eq!(url("?p=3&p=2&p=1&p=2&q=x"), url("?q=x&p=2"));
    assert_ne!(url("?p=3"), url("?p=2"));
}

#[test]
fn what_is_no_website_is_an_error_and_what_is_odd_is_set_aside() {
    let cx = NormaliseCx::default();
    for bytes in [&b""[..], b"  ", b"Guten Tag", b"{\"a\":", b"\xff\xfe"] {
        assert!(parse(bytes, &cx).is_err(), "{bytes:?}");
    }
    for text in ["<p>Willkommen</p>", "{\"a\": 1}", "[]", "<html></html>", "<div"] {
        let parsed = parse(text.as_bytes(), &cx).unwrap();
        assert_eq!((parsed.items.len(), parsed.quarantined.len()), (0, 1), "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn no_page_is_too_strange(text in "(<[a-z]{1,7}( (class|href|data-url|datetime)=\"[^\"<>]{0,12}\")?>|</[a-z]{1,5}>|[a-z0-9. äöü{}\":]{0,12}){0,40}") {
        let _ = parse(text.as_bytes(), &NormaliseCx::default());
    }
}

#[rstest::rstest]
#[case::entries("<li class=a><h3><a href=x>Titel</a></h3>12.03.2026".repeat(20_000))]
#[case::places(format!("{}{}", "<div class=nav>".repeat(150), "<p><a href=x>Titel</a> 12.03.2026</p>".repeat(8_000)))]
#[case::quotes(format!("<script type=application/ld+json>[{}</script>", "\"a\" \" ".repeat(100_000)))]
#[case::scripts("<script>".repeat(100_000))]
#[case::metas("<meta property=og:title content=x><div class='comments share'>".repeat(10_000))]
fn a_hostile_page_is_read_in_no_time(#[case] page: String) {
    let started = std::time::Instant::now();
    let _ = parse(page.as_bytes(), &NormaliseCx::default());
    assert!(started.elapsed() < std::time::Duration::from_secs(60), "{:?}", started.elapsed());
}
