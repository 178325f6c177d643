//! Rules of cleaning, one table each.

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::domain::body::Block;
use crate::domain::body_html::{self, PageStyle};
use crate::domain::item::{ItemSpan, NativeId, SpanKind};
use crate::domain::media::{AltOrigin, MediaKind};

fn item() -> Item {
    let mut item = Item::new(NativeId("1".into()));
    item.canonical_url = Some("https://stadt.example/neues/1.html?utm_source=rss".into());
    item.lang = Some("de".into());
    item.title = Some("Titel".into());
    item
}

fn html(markup: &str) -> Cleaned {
    clean(&Item { html: Some(markup.into()), ..item() }, "de")
}

fn text(words: &str) -> Cleaned {
    clean(&Item { text: words.into(), ..item() }, "de")
}

fn untitled(words: &str) -> Cleaned {
    clean(&Item { text: words.into(), title: None, ..item() }, "de")
}

fn shown(body: &Body) -> String {
    body_html::render(body, PageStyle { title_level: 2, hashtag_base: "/schlagwort/", table_label: "Tabelle" })
        .replace(" rel=\"nofollow noopener noreferrer\"", "")
}

#[rstest]
#[case("<p>Eins</p><p>Zwei<br>drei</p>", "<p>Eins</p><p>Zwei<br>drei</p>")]
#[case("<div>Eins<div>Zwei</div>Drei</div>", "<p>Eins</p><p>Zwei</p><p>Drei</p>")]
#[case("Eins<br><br/>Zwei<br>\n <br><br>Drei", "<p>Eins</p><p>Zwei</p><p>Drei</p>")]
#[case("<p> &nbsp; </p><p>\n\t</p><p>A \n  b</p>", "<p>A b</p>")]
#[case(
    "<p><b>Fett</b> und <em>leise <strong>laut</strong></em></p>",
    "<p><strong>Fett</strong> und <em>leise </em><strong><em>laut</em></strong></p>"
)]
#[case("<h2>A</h2><p>x</p><h3>B</h3><h1>C</h1>", "<h3>A</h3><p>x</p><h4>B</h4><h3>C</h3>")]
#[case("<ul><li>A</li><li>B<ol><li>C</li></ol>D</li></ul>", "<ul><li>A</li><li>B</li><li>– C</li><li>D</li></ul>")]
#[case("<ol><li><p>A</p><p>B</p></li><li> </li></ol>", "<ol><li>A<br>B</li></ol>")]
#[case("<blockquote><p>A</p>B</blockquote>C", "<blockquote><p>A</p><p>B</p></blockquote><p>C</p>")]
#[case("<p><a href='/x?utm_source=a'>Hier</a></p>", "<p><a href=\"https://stadt.example/x\">Hier</a></p>")]
#[case("<p>A<script>alert(1)</script><style>b{}</style><svg><text>C</text></svg>D</p>", "<p>AD</p>")]
#[case("<form>Name <input><select><option>x</select></form><p>A</p><noscript>B</noscript>", "<p>A</p>")]
#[case("<dl><dt>A</dt><dd>B</dd></dl>", "<p>A</p><p>B</p>")]
#[case("<pre>a\n  b</pre>", "<p>a<br>b</p>")]
#[case("<table><tr><td><p>A</p></td></tr><tr><td>B</td></tr></table>", "<p>A</p><p>B</p>")]
#[case("A <custom-x>B</custom-x> &lt;b&gt;", "<p>A B &lt;b&gt;</p>")]
#[case("<p>Gr<wbr>ö<span>ß</span>e</p>", "<p>Größe</p>")]
fn markup_becomes_blocks(#[case] markup: &str, #[case] page: &str) {
    assert_eq!(shown(&html(markup).body), page);
}

#[test]
fn a_table_keeps_its_head_and_its_empty_cells() {
    let body = html("<table><caption>Zeiten</caption><thead><tr><th>Tag</th><th>Uhr</th></tr></thead><tr><th>Mo</th><td></td></tr><tr><td>Di<td>8</table>").body;
    let [Block::Paragraph { .. }, Block::Table { header, rows }] = &body.blocks[..] else { panic!("{body:?}") };
    assert_eq!((header.len(), rows.len(), rows[0].len(), rows[0][1].len(), rows[1].len()), (2, 2, 2, 0, 2));
}

#[rstest]
#[case("https://www.youtube-nocookie.com/embed/abc_1?rel=0", Some("https://www.youtube.com/watch?v=abc_1"))]
#[case("//player.vimeo.com/video/42", Some("https://vimeo.com/42"))]
#[case("https://video.example/videos/embed/u-u-id", Some("https://video.example/w/u-u-id"))]
#[case("https://maps.google.com/maps?q=x", None)]
#[case("javascript:alert(1)", None)]
fn only_a_framed_video_becomes_a_link(#[case] address: &str, #[case] link: Option<&str>) {
    let page = shown(&html(&format!("<p>A</p><iframe src=\"{address}\">nichts</iframe><p>B</p>")).body);
    match link {
        Some(link) => assert!(page.contains(&format!("<p><a href=\"{link}\">")), "{page}"),
        None => assert_eq!(page, "<p>A</p><p>B</p>"),
    }
}

#[rstest]
#[case("<script>alert(1)</script>")]
#[case("<ScRiPt src=//evil.example></sCrIpT>")]
#[case("<img src=x onerror=alert(1)>")]
#[case("<a href=\"javascript:alert(1)\">x</a>")]
#[case("<a href=\"JaVa\tScRiPt:alert(1)\">x</a>")]
#[case("<a href=\"&#106;avascript&colon;alert(1)\">x</a>")]
#[case("<a href=\" &#1; javascript:alert(1)\">x</a>")]
#[case("<a href=\"data:text/html;base64,PHNjcmlwdD4=\">x</a>")]
#[case("<a href='https://a.example/\"onmouseover=alert(1)'>x</a>")]
#[case("<svg><script>alert(1)</script><a xlink:href='javascript:alert(1)'>x</a></svg>")]
#[case("<svg/onload=alert(1)>")]
#[case("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>")]
#[case("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">")]
#[case("<a href=https://a.example><a href=javascript:alert(1)>x</a></a>")]
#[case("<iframe srcdoc='<script>alert(1)</script>' src='javascript:alert(1)'></iframe>")]
#[case("<<script>alert(1)//<</script>")]
#[case("<textarea><script>alert(1)</script>")]
#[case("<p style=\"background:url(javascript:alert(1))\">x</p>")]
#[case("<meta http-equiv=refresh content='0;url=javascript:alert(1)'>")]
#[case("<base href='javascript:'><form action='javascript:alert(1)'><button>x</form>")]
fn nothing_that_runs_comes_through(#[case] attack: &str) {
    let page = shown(&html(&format!("<p>Davor</p>{attack}")).body).to_lowercase();
    assert!(page.contains("davor"));
    for bad in ["<script", "javascript:", "onerror", "<img", "<svg", "<iframe", "style=", "data:", "\"onmouse"] {
        assert!(!page.contains(bad), "{bad} in {page}");
    }
}

#[rstest]
#[case("<a href=https://a.example/>", 100_000)]
#[case("<div>", 100_000)]
#[case("<b><p>", 100_000)]
#[case("<blockquote>", 100_000)]
#[case("<ul><li>", 100_000)]
#[case("<table><tr><td>", 100_000)]
#[case("<svg>", 100_000)]
#[case("<a x", 100_000)]
#[case("<!--", 100_000)]
#[case("&amp", 100_000)]
#[case("</", 100_000)]
#[case("<p>x", 400_000)]
#[case("https://a.example/((", 10_000)]
#[case(")", 190_000)]
fn depth_and_length_cost_no_more_than_reading(#[case] piece: &str, #[case] times: usize) {
    let markup = format!("<p>Text https://a.example/{}x", piece.repeat(times));
    let started = std::time::Instant::now();
    let page = shown(&html(&markup).body);
    // Unoptimised builds on a busy machine take about a second; a quadratic one would take minutes.
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
    assert!(page.starts_with("<p>Text"));
    assert!(page.len() < 1_000_000, "{}", page.len());
}

#[test]
fn a_long_attribute_and_a_long_text_are_bounded() {
    let page = html(&format!("<p title=\"{}\">A</p>{}", "x".repeat(500_000), "Wort ".repeat(100_000))).body;
    assert!(body_text::render(&page).chars().count() <= 200_000);
}

#[rstest]
#[case("Mehr: https://a.example/x.", "<p>Mehr: <a href=\"https://a.example/x\">https://a.example/x</a>.</p>")]
#[case(
    "(siehe https://a.example/x_(y))",
    "<p>(siehe <a href=\"https://a.example/x_(y)\">https://a.example/x_(y)</a>)</p>"
)]
#[case(
    "„https://a.example/“, www.b.example!",
    "<p>„<a href=\"https://a.example/\">https://a.example/</a>“, <a href=\"https://www.b.example/\">www.b.example</a>!</p>"
)]
#[case("https://a.example/?utm_source=x&b=1", "<p><a href=\"https://a.example/?b=1\">https://a.example/?b=1</a></p>")]
#[case(
    "Wir im #Rathaus, #Bürger_Fest2026 und #2026",
    "<p>Wir im <a href=\"/schlagwort/rathaus\" rel=\"tag\">#Rathaus</a>, <a href=\"/schlagwort/b%C3%BCrger_fest2026\" rel=\"tag\">#Bürger_Fest2026</a> und #2026</p>"
)]
#[case(
    "a#b ##c C# https://a.example/#d",
    "<p>a#b ##c C# <a href=\"https://a.example/#d\">https://a.example/#d</a></p>"
)]
#[case("Danke @feuerwehr@bund.example und httpsx://a", "<p>Danke @feuerwehr@bund.example und httpsx://a</p>")]
#[case("https:// www. http://", "<p>https:// www. http://</p>")]
#[case("Eins\r\nZwei\n\n\n\n\nDrei", "<p>Eins<br>Zwei</p><p>Drei</p>")]
#[case("Oben\n━━━━━━\nUnten\n🎉🎉🎉🎉🎉", "<p>Oben</p><p>Unten</p>")]
#[case("𝐅𝐞𝐬𝐭 🎉🎉🎉🎉 heute", "<p>Fest 🎉 heute</p>")]
#[case("<b>kein Markup</b> &amp;", "<p>&lt;b&gt;kein Markup&lt;/b&gt; &amp;amp;</p>")]
fn plain_text_finds_its_links_and_hashtags(#[case] words: &str, #[case] page: &str) {
    assert_eq!(shown(&text(words).body), page);
}

#[rstest]
#[case("<p>Kommt zum #Fest</p>", &["Fest"])]
#[case("<p><a href='https://m.example/tags/fest' class=hashtag>#<span>Fest</span></a> #fest #Markt</p>", &["Fest", "Markt"])]
#[case("<a href='https://a.example/#x'>Seite</a> <code>&#35;Code</code>", &["Code"])]
fn hashtags_are_found_in_markup(#[case] markup: &str, #[case] tags: &[&str]) {
    assert_eq!(html(markup).hashtags, tags);
}

fn span(start: usize, end: usize, kind: SpanKind, href: Option<&str>) -> ItemSpan {
    ItemSpan { start, end, kind, href: href.map(str::to_owned), native_ref: None }
}

#[test]
fn spans_count_in_bytes_and_wrong_ones_are_dropped() {
    let words = "Grüße 👨\u{200d}👩\u{200d}👧 vom Amt";
    let at = words.find("vom").unwrap();
    let spans = vec![
        span(0, 7, SpanKind::Bold, None),
        span(at, words.len(), SpanKind::Link, Some("https://a.example/?fbclid=1")),
        span(at, at + 3, SpanKind::Italic, None),
        span(3, 5, SpanKind::Bold, None),
        span(0, 13, SpanKind::Italic, None),
        span(5, 5, SpanKind::Bold, None),
        span(at, 9_999, SpanKind::Bold, None),
        span(at, words.len(), SpanKind::Mention, Some("https://evil.example/")),
        span(0, 3, SpanKind::Link, Some("javascript:alert(1)")),
    ];
    let body = clean(&Item { text: words.into(), spans, ..item() }, "de").body;
    assert_eq!(
        shown(&body),
        "<p><strong>Grüße</strong> 👨\u{200d}👩\u{200d}👧 <a href=\"https://a.example/\"><em>vom</em> Amt</a></p>"
    );
}

#[rstest]
#[case("<p>Text</p><p><a href='https://stadt.example/neues/1.html'>Weiterlesen …</a></p>", "<p>Text</p>")]
#[case(
    "<p>Text [&#8230;] <a href='https://www.stadt.example/neues/1.html?utm_medium=rss#more'>Read more &raquo;</a></p>",
    "<p>Text …</p>"
)]
#[case("<p>Text</p><p>The post <a href='x'>Titel</a> appeared first on <a href='/'>Stadt</a>.</p>", "<p>Text</p>")]
#[case("<p>Text</p><p><a href='1.html'>mehr</a></p><p>Der Beitrag X erschien zuerst auf Y.</p>", "<p>Text</p>")]
#[case("<p>Text</p><p>weiterlesen</p>", "<p>Text</p>")]
#[case(
    "<p>Text</p><p>La entrada <a href='1.html'>Titel</a> se publicó primero en <a href='/'>Stadt</a>.</p>",
    "<p>Text</p>"
)]
#[case(
    "<p>Text</p><p><a href='https://a.example/'>Mehr</a></p>",
    "<p>Text</p><p><a href=\"https://a.example/\">Mehr</a></p>"
)]
#[case("<p>Viel mehr</p>", "<p>Viel mehr</p>")]
fn what_the_software_added_is_dropped(#[case] markup: &str, #[case] page: &str) {
    assert_eq!(shown(&html(markup).body), page);
}

#[test]
fn a_read_more_link_names_the_original_where_the_source_did_not() {
    let foreign = Item {
        canonical_url: None,
        html: Some("<p>Text <a href='https://a.example/b?gclid=1'>weiterlesen</a></p>".into()),
        ..item()
    };
    let cleaned = clean(&foreign, "de");
    assert_eq!(cleaned.canonical_url.as_deref(), Some("https://a.example/b"));
    assert_eq!(shown(&cleaned.body), "<p>Text</p>");
    assert_eq!(html("x").canonical_url.as_deref(), Some("https://stadt.example/neues/1.html"));
}

#[rstest]
#[case("Sperrung &amp; Umleitung", "Sperrung & Umleitung")]
#[case("M&amp;uuml;ll <b>heute</b>", "Müll heute")]
#[case(" 𝐅𝐞𝐬𝐭\n heute ", "Fest heute")]
#[case("<script>alert(1)</script>Titel", "Titel")]
fn a_given_title_is_plain_words(#[case] raw: &str, #[case] title: &str) {
    let cleaned = clean(&Item { title: Some(raw.into()), text: "Text".into(), ..item() }, "de");
    assert_eq!(cleaned.title.as_deref(), Some(title));
}

#[test]
fn a_long_title_is_cut_at_a_word_and_the_body_says_it_in_full() {
    let long = "Die Stadtverwaltung informiert über die Vollsperrung der Hauptstraße zwischen Markt und Bahnhof";
    let cleaned = clean(&Item { title: Some(long.into()), text: format!("{long}\n\nMehr folgt."), ..item() }, "de");
    let title = cleaned.title.unwrap();
    assert!(title.ends_with('…') && title.chars().count() <= 80, "{title}");
    assert_eq!(cleaned.body.blocks.len(), 2);
    let elsewhere = clean(&Item { title: Some(long.into()), text: "Mehr folgt.".into(), ..item() }, "de");
    assert_eq!(shown(&elsewhere.body), format!("<p><strong>{long}</strong></p><p>Mehr folgt.</p>"));
}

#[rstest]
#[case("<h2>Titel</h2><p>Text</p>", "<p>Text</p>")]
#[case("<p><a href='https://stadt.example/neues/1.html'>Titel.</a></p><p>Text</p>", "<p>Text</p>")]
#[case("<p>TITEL!<br>Text</p>", "<p>Text</p>")]
#[case("<p>Titel eins</p>", "<p>Titel eins</p>")]
#[case("<p>Titel</p>", "")]
fn a_given_title_is_not_repeated(#[case] markup: &str, #[case] page: &str) {
    assert_eq!(shown(&html(markup).body), page);
}

#[rstest]
#[case("Freibad öffnet am 12. Mai.\n\nWir freuen uns.", Some("Freibad öffnet am 12. Mai"), "<p>Wir freuen uns.</p>")]
#[case("Freibad zu", Some("Freibad zu"), "")]
#[case(
    "Am 3. Mai um 10 Uhr öffnet Dr. Müller das Freibad. Danach gibt es für alle Gäste Kuchen und Musik am Becken.",
    Some("Am 3. Mai um 10 Uhr öffnet Dr. Müller das Freibad"),
    "<p>Danach gibt es für alle Gäste Kuchen und Musik am Becken.</p>"
)]
#[case(
    "https://a.example/x\nFreibad zu",
    Some("Freibad zu"),
    "<p><a href=\"https://a.example/x\">https://a.example/x</a></p>"
)]
#[case(
    "Siehe https://a.example/x",
    Some("Siehe https://a.example/x"),
    "<p>Siehe <a href=\"https://a.example/x\">https://a.example/x</a></p>"
)]
#[case("#Fest heute\nKommt alle", Some("#Fest heute"), "<p>Kommt alle</p>")]
#[case(
    "https://a.example/x #Fest",
    None,
    "<p><a href=\"https://a.example/x\">https://a.example/x</a> <a href=\"/schlagwort/fest\" rel=\"tag\">#Fest</a></p>"
)]
#[case("", None, "")]
fn a_title_is_derived_and_not_repeated(#[case] words: &str, #[case] title: Option<&str>, #[case] page: &str) {
    let cleaned = untitled(words);
    assert_eq!(cleaned.title.as_deref(), title);
    assert_eq!(shown(&cleaned.body), page);
}

#[test]
fn a_sentence_without_end_is_shortened_and_stays_whole_in_the_body() {
    let words =
        "Wegen Bauarbeiten an der Wasserleitung ist die Mühlstraße ab Montag für voraussichtlich zwei Wochen gesperrt";
    let cleaned = untitled(words);
    assert!(cleaned.title.is_some_and(|title| title.chars().count() <= 80 && title.ends_with('…')));
    assert_eq!(body_text::render(&cleaned.body), words);
    assert_eq!(untitled("#Fest heute\nText").hashtags, ["Fest"]);
}

#[test]
fn pictures_in_the_text_join_the_items_own() {
    let own = ItemMedia::at(MediaKind::Image, "https://stadt.example/foto.jpg".into());
    let markup = "<img src='/foto-300x200.jpg' alt='Das Rathaus'><img data-src='b.png' src='data:image/gif;base64,R0'>\
        <img src='https://zaehler.example/p.gif' width=1 height=1><img class=wp-smiley alt='🙂' src=x.svg>\
        <video poster=p.jpg><source src='film.mp4'><source src='film.webm'>Kein Film</video>";
    let cleaned = clean(&Item { html: Some(markup.into()), media: vec![own], ..item() }, "de");
    let found: Vec<_> = cleaned.media.iter().map(|m| (m.kind, m.source_url.as_deref().unwrap())).collect();
    assert_eq!(
        found,
        [
            (MediaKind::Image, "https://stadt.example/foto.jpg"),
            (MediaKind::Image, "https://stadt.example/neues/b.png"),
            (MediaKind::Video, "https://stadt.example/neues/film.mp4"),
        ]
    );
    assert_eq!(
        (cleaned.media[0].alt.as_deref(), cleaned.media[0].alt_source),
        (Some("Das Rathaus"), AltOrigin::Author)
    );
    assert_eq!(shown(&cleaned.body), "<p>🙂</p>");
}

#[test]
fn plain_text_in_the_place_of_markup_keeps_its_lines() {
    assert_eq!(shown(&html("Eins &amp; zwei\nDrei").body), "<p>Eins &amp; zwei<br>Drei</p>");
    let empty = Item { html: Some("<div> </div>".into()), text: "Text".into(), ..item() };
    assert_eq!(shown(&clean(&empty, "de").body), "<p>Text</p>");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_comes_in_nothing_runs(markup in "(<|>|/|a|p|b|div|ul|li|table|tr|td|script|svg|iframe|img|blockquote|h2| href=| src=|\"|'|javascript:|JAVASCRIPT:|&#106;|https://a.example|&lt;|#tag|\\n|é|🎉|x ){0,60}") {
        let cleaned = clean(&Item { html: Some(markup.clone()), text: markup, title: None, ..item() }, "de");
        let page = shown(&cleaned.body).to_lowercase();
        prop_assert!(!page.contains("<script") && !page.contains("=\"javascript:") && !page.contains("<svg"), "{}", page);
        prop_assert!(cleaned.title.is_none_or(|title| title.chars().count() <= 80));
    }

    #[test]
    fn any_text_with_any_spans_is_read(words in "\\PC{0,80}", start in 0usize..90, end in 0usize..90) {
        let spans = vec![span(start, end, SpanKind::Link, Some("https://a.example/")), span(end, start, SpanKind::Bold, None)];
        let cleaned = clean(&Item { text: words, spans, title: None, ..item() }, "de");
        prop_assert!(!shown(&cleaned.body).contains("<script"));
    }

    #[test]
    fn cleaning_clean_text_changes_nothing(words in "[a-zäöü ,\n]{0,200}") {
        let once = text(&words);
        let again = text(&body_text::render(&once.body));
        prop_assert_eq!(once.body, again.body);
    }
}

/// A share as a platform gives it, with everything that belongs to somebody else.
fn shared() -> Item {
    Item {
        kind: crate::domain::item::ItemKind::RepostLink,
        title: None,
        text: "Fremder Text über das Fest".into(),
        html: Some("<p>Fremder Text über das Fest</p>".into()),
        media: vec![ItemMedia::at(MediaKind::Image, "https://cdn.example/fremd.jpg".into())],
        quote: Some(crate::domain::item::Quote {
            url: "https://www.facebook.com/feuerwehr/posts/1?fbclid=x".into(),
            author: Some("Feuerwehr Musterbach".into()),
            native_id: None,
        }),
        ..item()
    }
}

#[test]
fn a_share_is_a_link_and_nothing_of_its_words_or_pictures() {
    let cleaned = clean(&shared(), "de");
    assert_eq!(cleaned.title.as_deref(), Some("Feuerwehr Musterbach"));
    assert_eq!(
        shown(&cleaned.body),
        "<p><a href=\"https://www.facebook.com/feuerwehr/posts/1\">Geteilt: Feuerwehr Musterbach auf facebook.com</a></p>"
    );
    assert!(cleaned.media.is_empty());
    let stored = serde_json::to_string(&*crate::ingest::without_foreign(&shared())).unwrap();
    assert!(!stored.contains("Fremder Text") && !stored.contains("fremd.jpg"), "{stored}");
}

#[test]
fn a_share_of_which_only_the_address_is_known_still_leads_there() {
    let bare = Item { quote: None, ..shared() };
    let page = shown(&clean(&bare, "de").body);
    assert!(page.starts_with("<p><a href=\"https://stadt.example/neues/1.html\">Geteilt von stadt.example"), "{page}");
    let hostile = Item { quote: None, canonical_url: Some("javascript:alert(1)".into()), ..shared() };
    assert_eq!(shown(&clean(&hostile, "de").body), "");
}

#[test]
fn own_words_about_a_quote_stay_and_the_quote_is_a_line() {
    let quoting = Item {
        kind: crate::domain::item::ItemKind::Note,
        text: "Danke für den Einsatz!".into(),
        html: None,
        media: Vec::new(),
        ..shared()
    };
    let page = shown(&clean(&quoting, "de").body);
    assert!(page.contains("Geteilt: Feuerwehr Musterbach auf facebook.com"), "{page}");
    assert_eq!(clean(&quoting, "de").title.as_deref(), Some("Danke für den Einsatz!"));
    assert!(shown(&clean(&quoting, "en").body).contains("Shared: Feuerwehr Musterbach on facebook.com"));
}

#[test]
fn a_linked_page_is_named_once_without_its_teaser_and_picture() {
    let card = crate::domain::item::LinkCard {
        url: "https://verein.example/fest?utm_source=x".into(),
        title: Some("Unser Fest".into()),
        description: Some("Fremder Anreißer".into()),
        image_media_ix: Some(0),
    };
    let own = ItemMedia::at(MediaKind::Image, "https://cdn.example/eigen.jpg".into());
    let linking = Item {
        text: "Wir freuen uns auf das Fest am Markt.".into(),
        link_card: Some(card),
        media: vec![ItemMedia::at(MediaKind::Image, "https://cdn.example/fremd.jpg".into()), own.clone()],
        ..item()
    };
    let cleaned = clean(&linking, "de");
    let page = shown(&cleaned.body);
    assert!(
        page.ends_with("<p><a href=\"https://verein.example/fest\">Link: Unser Fest (verein.example)</a></p>"),
        "{page}"
    );
    assert!(!page.contains("Anreißer"));
    assert_eq!(cleaned.media, [own]);
    let said = Item { text: "Mehr: https://verein.example/fest".into(), ..linking };
    assert_eq!(shown(&clean(&said, "de").body).matches("<a ").count(), 1);
}
