//! Every quirk a feed may have, each with the smallest document that shows it.

use jiff::Timestamp;
use url::Url;

use super::super::contract::{NormaliseCx, Parsed};
use super::document_parse::parse;
use crate::domain::item::{Item, ItemKind, Precision, Visibility};
use crate::domain::media::{AltOrigin, MediaKind};
use crate::domain::source::ErrorClass;

fn cx() -> NormaliseCx {
    NormaliseCx { base_url: Url::parse("https://stadt.example/feed.xml").ok(), ..NormaliseCx::default() }
}

fn read(document: &str) -> Parsed {
    parse(document.as_bytes(), &cx()).unwrap()
}

fn rss(items: &str) -> Parsed {
    read(&format!("<rss version=\"2.0\"><channel><title>Stadt</title>{items}</channel></rss>"))
}

fn only(parsed: Parsed) -> Item {
    let [item] = <[Item; 1]>::try_from(parsed.items).unwrap_or_else(|items| panic!("{} items", items.len()));
    item
}

fn ids(parsed: &Parsed) -> Vec<&str> {
    parsed.items.iter().map(|item| item.native_id.0.as_str()).collect()
}

#[test]
fn an_rss_item_gives_all_its_fields() {
    let parsed = read(
        r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
        <title>Rathaus &amp;amp; mehr</title><link>https://stadt.example/</link><language>de-DE</language><ttl>30</ttl>
        <item><guid isPermaLink="false"> news-
        2249 </guid><title>
        Markt &amp;#8211; morgen</title><link>
          /markt?utm_source=rss&amp;id=3 </link><pubDate> Thu, 18 Nov 2021 18:42:37 +0100 </pubDate>
        <description>Kurz</description><content:encoded><![CDATA[<p>Der Markt <b>öffnet</b>.</p><img src="m.jpg" alt="Stände">]]></content:encoded>
        <enclosure url="/rede.mp3" type="audio/mpeg" length="1"/><category>#Markt</category></item></channel></rss>"#,
    );
    assert!(!parsed.damaged && parsed.quarantined.is_empty());
    assert_eq!((parsed.profile.name.as_deref(), parsed.profile.lang.as_deref()), (Some("Rathaus & mehr"), Some("de")));
    assert_eq!((parsed.profile.site_url.as_deref(), parsed.ttl_s), (Some("https://stadt.example/"), Some(1800)));
    let item = only(parsed);
    assert_eq!(item.native_id.0, "news- 2249");
    assert_eq!(item.title.as_deref(), Some("Markt – morgen"));
    assert_eq!(item.canonical_url.as_deref(), Some("https://stadt.example/markt?id=3"));
    assert_eq!(
        (item.text.as_str(), item.kind, item.lang.as_deref()),
        ("Der Markt öffnet.", ItemKind::Article, Some("de"))
    );
    assert!(item.html.as_deref().is_some_and(|html| html.starts_with("<p>")));
    let created = item.created_at.unwrap();
    assert_eq!((created.utc.to_string().as_str(), created.precision), ("2021-11-18T17:42:37Z", Precision::Second));
    assert_eq!(created.orig, "Thu, 18 Nov 2021 18:42:37 +0100");
    let media: Vec<_> = item.media.iter().map(|m| (m.kind, m.source_url.as_deref(), m.alt.as_deref())).collect();
    assert_eq!(
        media,
        [
            (MediaKind::Audio, Some("https://stadt.example/rede.mp3"), None),
            (MediaKind::Image, Some("https://stadt.example/m.jpg"), Some("Stände")),
        ]
    );
}

#[test]
fn an_atom_entry_gives_all_its_fields() {
    let item = only(read(
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title type="html">A &amp;amp; B</title>
        <entry xml:base="https://stadt.example/neu/"><id>urn:x:1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Ein <b>Titel</b></div></title>
        <link rel="self" href="x"/><link href="markt"/><published>2025-07-18T10:00:00Z</published><updated>2025-07-19T10:00:00+02:00</updated>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Gr&#252;&#223;e &amp; mehr</p><img src="b.png" alt=""/></div></content></entry></feed>"#,
    ));
    assert_eq!((item.native_id.0.as_str(), item.title.as_deref()), ("urn:x:1", Some("Ein Titel")));
    assert_eq!(item.canonical_url.as_deref(), Some("https://stadt.example/neu/markt"));
    assert_eq!((item.text.as_str(), item.lang.as_deref()), ("Grüße & mehr", Some("de")));
    assert_eq!(item.media[0].source_url.as_deref(), Some("https://stadt.example/neu/b.png"));
    assert_eq!(item.media[0].alt_source, AltOrigin::None);
    assert_eq!(item.edited_at.unwrap().utc.to_string(), "2025-07-19T08:00:00Z");
}

#[test]
fn an_update_that_is_no_later_is_no_edit() {
    let entry = |updated: &str| {
        let updated = format!(
            "<entry><id>1</id><title>a</title><published>2025-07-18T10:00:00Z</published><updated>{updated}</updated></entry>"
        );
        only(read(&format!("<feed xmlns='http://www.w3.org/2005/Atom'>{updated}</feed>")))
    };
    assert_eq!(entry("2025-07-18T10:00:00Z").edited_at, None);
    assert!(entry("2025-07-18T10:00:01Z").edited_at.is_some());
}

#[test]
fn atom_text_types_are_told_apart() {
    let text = |content: &str| {
        let document = format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id>{content}</entry></feed>");
        let item = only(read(&document));
        (item.text, item.html.is_some())
    };
    assert_eq!(text("<content>5 &lt; 6 &amp;amp; 7</content>"), ("5 < 6 &amp; 7".to_owned(), false));
    assert_eq!(text("<content type='html'>&lt;p>Ja &amp;uuml;&lt;/p></content>"), ("Ja ü".to_owned(), true));
    assert_eq!(text("<content type='text/html' mode='escaped'>&lt;b>x&lt;/b></content>"), ("x".to_owned(), true));
    assert_eq!(text("<content type='image/png'>AAAA</content><summary>S</summary>"), ("S".to_owned(), false));
}

#[test]
fn json_feed_takes_numbers_for_ids_and_sets_broken_items_aside() {
    let parsed = read(
        r#"{"version":"https://jsonfeed.org/version/1.1","title":"Stadt","language":"de","home_page_url":"https://stadt.example/",
        "items":[{"id":7,"url":"/sieben","title":"Sieben","content_text":"5 < 6\n\nAbsatz","date_published":"2025-07-18T10:00:00Z",
        "image":"/s.jpg","attachments":[{"url":"/a.mp4","mime_type":"video/mp4","duration_in_seconds":61.5},{"url":"/b.pdf","mime_type":"application/pdf"}]},
        "kaputt",{"id":"8","content_html":"<p>Acht</p>","date_modified":"2025-07-18T11:00:00Z"}]}"#,
    );
    assert_eq!((ids(&parsed), parsed.quarantined.len(), parsed.damaged), (vec!["7", "8"], 1, true));
    let seven = &parsed.items[0];
    assert_eq!((seven.text.as_str(), seven.html.as_deref(), seven.kind), ("5 < 6\n\nAbsatz", None, ItemKind::Video));
    assert_eq!(seven.media.iter().map(|m| m.duration_ms).collect::<Vec<_>>(), [Some(61_500), None]);
    let eight = &parsed.items[1];
    assert!(eight.created_at.is_some() && eight.edited_at.is_none());
}

#[test]
fn rss_1_names_its_items_by_about() {
    let parsed = read(
        r##"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xml:lang="en">
        <channel rdf:about="https://stadt.example/"><title>S</title></channel>
        <item rdf:about="https://stadt.example/1"><title>Eins</title><link>https://stadt.example/1</link><dc:date>2022-12-17</dc:date></item></rdf:RDF>"##,
    );
    let item = only(parsed);
    assert_eq!((item.native_id.0.as_str(), item.lang.as_deref()), ("https://stadt.example/1", Some("en")));
    assert_eq!((item.kind, item.created_at.unwrap().precision), (ItemKind::Link, Precision::Date));
}

#[test]
fn two_entries_with_one_link_and_no_guid_are_two() {
    let parsed = rss(
        "<item><link>https://a.example/</link><title>Eins</title></item><item><link>https://a.example/</link><title>Zwei</title></item>",
    );
    assert_eq!(parsed.items.len(), 2);
    assert_ne!(parsed.items[0].native_id, parsed.items[1].native_id);
    let bare = rss(
        "<item><link>https://a.example/</link><description>Eins</description></item><item><link>https://a.example/</link><description>Zwei</description></item>",
    );
    assert_eq!(bare.items.len(), 2);
}

#[test]
fn without_a_guid_an_edited_text_stays_the_same_entry() {
    let entry = |text: &str, tracking: &str| {
        only(rss(&format!(
            "<item><title>Markt</title><link>https://a.example/m{tracking}</link><description>{text}</description></item>"
        )))
    };
    let (a, b) = (entry("Um acht.", ""), entry("Um neun.", "?utm_medium=rss"));
    assert_eq!(a.native_id, b.native_id);
    assert_ne!(a.content_hash, b.content_hash);
}

#[test]
fn entries_that_share_title_and_link_keep_their_ids_when_one_is_added_on_top() {
    let item = |text: &str| {
        format!("<item><title>Sitzung</title><link>https://a.example/s</link><description>{text}</description></item>")
    };
    let before = rss(&item("März"));
    let after = rss(&(item("April") + &item("März")));
    assert_eq!(after.items.len(), 2);
    assert_eq!(after.items[1].native_id, before.items[0].native_id);
}

#[test]
fn the_second_entry_of_one_guid_is_set_aside() {
    let parsed =
        rss("<item><guid>1</guid><title>Erster</title></item><item><guid> 1 </guid><title>Zweiter</title></item>");
    assert_eq!(parsed.quarantined[0].excerpt, "Zweiter");
    assert!(!parsed.damaged);
    assert_eq!(only(parsed).title.as_deref(), Some("Erster"));
}

#[test]
fn what_does_not_change_the_content_does_not_change_the_hash() {
    let hash = |item: &str| only(rss(&format!("<item><guid>1</guid><title>T</title>{item}</item>"))).content_hash;
    let plain = hash(
        "<description>&lt;p class='a'&gt;Text&lt;/p&gt;</description><pubDate>Fri, 18 Jul 2025 00:00:00 GMT</pubDate>",
    );
    assert_eq!(
        plain,
        hash(
            "<description><![CDATA[<p   class=\"b\">Text</p>\n]]></description><pubDate>Sat, 19 Jul 2025 00:00:00 GMT</pubDate>"
        )
    );
    assert_eq!(plain, hash("<description><p>Text</p></description>"));
    assert_ne!(plain, hash("<description>&lt;p&gt;Text!&lt;/p&gt;</description>"));
    let picture = |query: &str| {
        hash(&format!("<enclosure type='image/jpeg' url='https://cdn.example/a.jpg?w=1&amp;oe={query}'/>"))
    };
    assert_eq!(picture("1"), picture("2"));
    assert_ne!(picture("1"), plain);
}

#[test]
fn prefixes_nobody_declared_mean_what_they_always_mean() {
    let item = only(rss(
        "<item><guid>1</guid><dc:date>2025-07-18T10:00:00Z</dc:date><content:encoded>Voller Text</content:encoded><itunes:x>y</itunes:x></item>",
    ));
    assert_eq!((item.text.as_str(), item.created_at.is_some()), ("Voller Text", true));
}

#[test]
fn html_entities_and_stray_marks_do_no_harm() {
    let item = only(rss(
        "<item><guid>1</guid><title>Stra&szlig;e &nbsp;5 < 6 & \u{1}mehr &unbekannt;</title><link>https://a.example/?a=1&b=2</link></item>",
    ));
    assert_eq!(item.title.as_deref(), Some("Straße 5 < 6 & mehr &unbekannt;"));
    assert_eq!(item.canonical_url.as_deref(), Some("https://a.example/?a=1&b=2"));
}

#[test]
fn noise_before_the_feed_is_skipped() {
    let feed = "<rss><channel><item><guid>1</guid><title>T</title></item></channel></rss>";
    for noise in [
        "\u{feff}\n\n",
        "\n<?xml version='1.0'?>",
        "<br />\n<b>Warning</b>: include() in <b>/x.php</b><br />\n",
        "xyz <!-- c -->",
    ] {
        assert_eq!(ids(&read(&format!("{noise}{feed}"))), ["1"], "{noise}");
    }
}

#[test]
fn a_wrong_charset_still_gives_umlauts() {
    let document = b"<?xml version='1.0' encoding='UTF-8'?><rss><channel><item><guid>1</guid><title>M\xFCll</title></item></channel></rss>";
    assert_eq!(only(parse(document, &cx()).unwrap()).title.as_deref(), Some("Müll"));
}

#[test]
fn a_document_that_breaks_off_keeps_its_whole_entries_and_concludes_nothing() {
    let parsed = read(
        "<rss><channel><item><guid>1</guid><title>Eins</title></item><item><guid>2</guid><title>Zwei</title><description><![CDATA[Und da",
    );
    assert_eq!((ids(&parsed), parsed.damaged), (vec!["1"], true));
    assert_eq!(parsed.quarantined[0].native_id.as_ref().map(|id| id.0.as_str()), Some("2"));
    let closed = read("<rss><channel><item><guid>1</guid></item>");
    assert_eq!((ids(&closed), closed.damaged), (vec!["1"], true));
}

#[test]
fn missing_end_tags_are_supplied() {
    let parsed = rss(
        "<item><guid>1</guid><title>Eins<description>Text</description><item><guid>2</guid><title>Zwei</title></item>",
    );
    assert_eq!((ids(&parsed), parsed.damaged), (vec!["1", "2"], true));
    assert_eq!((parsed.items[0].title.as_deref(), parsed.items[0].text.as_str()), (Some("Eins"), "Text"));
    let unescaped =
        rss("<item><guid>1</guid><description>Hallo<br>Welt <p>Absatz</description><title>T</title></item>");
    assert!(!unescaped.damaged);
    assert_eq!(only(unescaped).text, "Hallo\nWelt\n\nAbsatz");
}

#[test]
fn a_feed_that_breaks_edits_nothing() {
    let sound = "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item><guid>1</guid><title>A &amp; B</title>\
                 <content:encoded><![CDATA[<p>über</p>]]></content:encoded></item><item><guid>2</guid><title>C</title></item></channel></rss>";
    let broken = sound
        .replace(" xmlns:content='http://purl.org/rss/1.0/modules/content/'", "")
        .replace("&amp;", "&")
        .replace("</item><item>", "<item>")
        .replace("</channel></rss>", "");
    assert_eq!(read(sound).items, read(&broken).items);
    assert!(read(&broken).damaged && !read(sound).damaged);
}

#[test]
fn a_flood_of_entries_is_cut_and_concludes_nothing() {
    let parsed = rss(&(0..2500).map(|n| format!("<item><guid>{n}</guid></item>")).collect::<String>());
    assert_eq!((parsed.items.len(), parsed.quarantined.len(), parsed.damaged), (2000, 1, true));
}

#[test]
fn future_entries_are_set_aside_only_when_the_time_is_known() {
    let document = "<rss><channel><item><guid>1</guid><title>a</title><pubDate>Fri, 18 Jul 2025 10:11:00 GMT</pubDate></item>\
                    <item><guid>2</guid><title>b</title><pubDate>Fri, 18 Jul 2025 10:09:00 GMT</pubDate></item></channel></rss>";
    let now: Timestamp = "2025-07-18T10:00:00Z".parse().unwrap();
    let parsed = parse(document.as_bytes(), &NormaliseCx { now: Some(now), ..cx() }).unwrap();
    assert_eq!((ids(&parsed), parsed.quarantined.len(), parsed.damaged), (vec!["2"], 1, false));
    assert_eq!(read(document).items.len(), 2);
}

#[test]
fn the_summary_stands_in_for_an_empty_full_text() {
    let item = only(rss(
        "<item><guid>1</guid><description>Der ganze Vorspann.</description><content:encoded> ... </content:encoded></item>",
    ));
    assert_eq!(item.text, "Der ganze Vorspann.");
}

#[test]
fn media_rss_gives_one_video_with_poster_and_pictures_with_alt() {
    let item = only(read(
        r#"<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item><guid>1</guid><title>T</title>
        <enclosure type="video/mp4" url="https://v.example/download"/>
        <media:group><media:content medium="video" url="https://v.example/1080.mp4" duration="11"/>
        <media:content medium="video" url="https://v.example/720.mp4" isDefault="true"/></media:group>
        <media:thumbnail url="https://v.example/t.jpg"/>
        <media:content url="https://v.example/p.jpg" type="image/jpeg" width="800" height="600"><media:description type="plain">Rathaus bei Nacht</media:description></media:content>
        <media:content url="https://v.example/pixel.gif" type="image/gif" width="1" height="1"/></item></channel></rss>"#,
    ));
    let media: Vec<_> =
        item.media.iter().map(|m| (m.source_url.as_deref().unwrap(), m.alt.as_deref(), m.poster.as_deref())).collect();
    assert_eq!(
        media,
        [
            ("https://v.example/720.mp4", None, Some("https://v.example/t.jpg")),
            ("https://v.example/p.jpg", Some("Rathaus bei Nacht"), None),
        ]
    );
    assert_eq!(item.kind, ItemKind::Video);
}

#[test]
fn a_permanent_guid_is_the_link_and_another_is_not() {
    let link = |guid: &str| only(rss(&format!("<item>{guid}<title>T</title></item>"))).canonical_url;
    assert_eq!(link("<guid>https://a.example/1</guid>").as_deref(), Some("https://a.example/1"));
    assert_eq!(link("<guid isPermaLink='false'>https://a.example/1</guid>"), None);
    assert_eq!(link("<guid>news-1</guid>"), None);
}

#[test]
fn an_entry_of_nothing_is_not_to_be_mirrored() {
    let item = only(rss("<item><pubDate>Thu, 01 Jan 2004 19:48:21 GMT</pubDate></item>"));
    assert!(matches!(item.visibility, Visibility::DoNotMirror(_)));
}

#[rstest::rstest]
#[case("", ErrorClass::Malformed)]
#[case("   \n", ErrorClass::Malformed)]
#[case("<!DOCTYPE html><html><head><title>x</title></head></html>", ErrorClass::ConfigWrong)]
#[case("<html xmlns='http://www.w3.org/1999/xhtml'><body><entry/></body></html>", ErrorClass::ConfigWrong)]
#[case("<urlset></urlset>", ErrorClass::ConfigWrong)]
#[case("Wartungsarbeiten", ErrorClass::Malformed)]
#[case("{\"items\":", ErrorClass::Malformed)]
#[case("{\"a\":1}", ErrorClass::Malformed)]
fn what_is_no_feed_is_told_as_what_it_is(#[case] document: &str, #[case] class: ErrorClass) {
    assert_eq!(parse(document.as_bytes(), &cx()).unwrap_err().class(), class);
}

#[test]
fn deep_nesting_and_entity_bombs_are_survived() {
    let deep = format!(
        "<rss><channel><item><guid>1</guid><description>{}x{}</description></item></channel></rss>",
        "<b>".repeat(50_000),
        "</b>".repeat(50_000)
    );
    assert_eq!(ids(&read(&deep)), ["1"]);
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><rss><channel><item><guid>1</guid><title>&b;</title></item></channel></rss>";
    assert_eq!(only(read(bomb)).title.as_deref(), Some("&b;"));
}

#[rstest::rstest]
#[case("<!a>")]
#[case("<?a>")]
#[case("<a")]
#[case("&")]
#[case("&a;")]
#[case("<item>")]
#[case("</item>")]
#[case("<item xmlns:a='b'>")]
#[case("<enclosure type='image/png' url='https://a.example/'/>")]
#[case("<description>&lt;b&gt;")]
#[case("&lt;img src=a&gt;&lt;b&gt;")]
fn a_flood_of_mischief_is_read_in_no_time(#[case] piece: &str) {
    let started = std::time::Instant::now();
    let flood = piece.repeat(300_000 / piece.len());
    let _ = parse(format!("<rss><channel><item><guid>1</guid><description a='{flood}").as_bytes(), &cx());
    let _ = parse(format!("<rss><channel><item><guid>1</guid><description>{flood}").as_bytes(), &cx());
    let closed = format!("<rss><channel><item><guid>1</guid><description>{flood}</description></item></channel></rss>");
    let _ = parse(closed.as_bytes(), &cx());
    let cdata = format!(
        "<rss><channel><item><guid>1</guid><description><![CDATA[{flood}]]></description></item></channel></rss>"
    );
    let _ = parse(cdata.as_bytes(), &cx());
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn an_endless_id_is_kept_as_its_hash() {
    let item = only(rss(&format!("<item><guid>{}</guid><title>T</title></item>", "x".repeat(10_000))));
    assert!(item.native_id.0.starts_with("sha256:") && item.native_id.0.len() == 71);
}

const SAMPLE: &str = r#"<?xml version="1.0"?><rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>S</title>
    <item><guid>1</guid><title>Ä &amp; &nbsp;</title><link>/a?b=c&amp;d</link><pubDate>Fri, 18 Jul 2025 00:00:00 GMT</pubDate>
    <description><![CDATA[<p>x<img src='y.jpg' srcset='a 1x, b 2x'></p>]]></description><enclosure url="z" type="image/png"/></item></channel></rss>"#;

proptest::proptest! {
    #[test]
    fn no_bytes_are_too_strange(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        let _ = parse(&bytes, &cx());
    }

    #[test]
    fn no_mutation_is_too_strange(
        changes in proptest::collection::vec((0..SAMPLE.len(), proptest::num::u8::ANY, 0..3_u8), 1..12)
    ) {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        for (at, byte, how) in changes {
            let at = at % bytes.len().max(1);
            match how {
                0 if at < bytes.len() => bytes[at] = byte,
                1 => bytes.insert(at, b"<>&\"'/;!"[usize::from(byte) % 8]),
                _ => bytes.truncate(at.max(1)),
            }
        }
        let _ = parse(&bytes, &cx());
    }
}
