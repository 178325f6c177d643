//! Looks at a real listener that says what a town's website may say.

use serde_json::json;

use super::super::contract::{Ask, Batch, Budget, Connector, Cursor, Fetched, Sign, Window};
use super::super::failure::SourceError;
use super::super::test_site;
use super::HtmlConnector;
use crate::domain::item::{ItemKind, NativeId, Precision};
use crate::domain::source::{Cause, ErrorClass, SourceKind};

/// A website on loopback that lists articles at `/neu/`.
struct Bench(test_site::Bench);

impl std::ops::Deref for Bench {
    type Target = test_site::Bench;

    fn deref(&self) -> &test_site::Bench {
        &self.0
    }
}

async fn bench() -> Bench {
    let bench = Bench(test_site::bench(SourceKind::Html, "neu/").await);
    bench.list(&["a", "b", "c"]);
    for (name, text) in [("a", "Text von a."), ("b", "Text von b."), ("c", "Text von c.")] {
        bench.article(name, text);
    }
    bench
}

impl Bench {
    fn list(&self, names: &[&str]) {
        self.list_at("/neu/", names, "");
    }

    fn list_at(&self, path: &str, names: &[&str], more: &str) {
        let entry = |name: &&str| {
            format!(
                "<li class=news><h3><a href='/neu/{name}?utm_source=liste'>Titel {name}</a></h3><p class=date>12.07.2025</p>"
            )
        };
        let entries: String = names.iter().map(entry).collect();
        let page = format!("<html lang=de><title>Stadt Musterbach</title><main><ul>{entries}</ul>{more}</main></html>");
        self.site.put(path, 200, &[("content-type", "text/html; charset=utf-8")], page);
    }

    fn article(&self, name: &str, text: &str) {
        let page = format!(
            "<html lang=de><body><nav>Start</nav><article><h1>Titel {name}</h1><p>{text} Die Stadt Musterbach teilt das mit.</p>\
             <img src=/bild/{name}.jpg alt='Bild zu {name}'><p>Aufrufe: {}</p></article></body></html>",
            self.site.asked()
        );
        self.site.put(&format!("/neu/{name}"), 200, &[("content-type", "text/html")], page);
    }

    async fn poll(&self, cursor: Option<Cursor>, requests: u32) -> Result<Batch, SourceError> {
        HtmlConnector.poll(&self.cx(), cursor, &mut Budget::requests(requests)).await
    }

    fn later(&mut self, minutes: i64) {
        self.0.now += jiff::SignedDuration::from_mins(minutes);
    }

    fn asked_for(&self, path: &str) -> usize {
        self.site.all().iter().filter(|asked| asked.path == path).count()
    }
}

fn titles(batch: &Batch) -> Vec<&str> {
    batch.items.iter().filter_map(|item| item.title.as_deref()).collect()
}

#[tokio::test]
async fn a_page_without_a_feed_gives_whole_articles() {
    let bench = bench().await;
    let batch = bench.poll(None, 12).await.unwrap();
    assert_eq!(titles(&batch), ["Titel a", "Titel b", "Titel c"]);
    let item = &batch.items[0];
    assert_eq!(item.native_id.0, bench.base.join("neu/a").unwrap().as_str());
    assert_eq!((item.kind, item.lang.as_deref()), (ItemKind::Article, Some("de")));
    assert!(item.text.contains("Text von a. Die Stadt"), "{}", item.text);
    assert_eq!(item.media[0].alt.as_deref(), Some("Bild zu a"));
    assert_eq!(item.created_at.as_ref().map(|at| at.precision), Some(Precision::Date));
    assert!(matches!(batch.window, Window::Complete { .. }));
    assert_eq!(batch.profile.unwrap().name.as_deref(), Some("Stadt Musterbach"));
    assert_eq!(bench.site.asked(), 5, "robots.txt, the list, three articles");
}

#[tokio::test]
async fn what_does_not_fit_the_budget_is_read_next_time() {
    let mut bench = bench().await;
    let first = bench.poll(None, 4).await.unwrap();
    assert_eq!(
        (titles(&first), first.window, first.interval_hint_s),
        (vec!["Titel a", "Titel b"], Window::Partial, None)
    );
    bench.later(1);
    let second = bench.poll(first.next, 4).await.unwrap();
    assert_eq!((titles(&second), second.listed.len()), (vec!["Titel c"], 2));
    assert!(matches!(second.window, Window::Complete { .. }));
    bench.later(1);
    let third = bench.poll(second.next, 4).await.unwrap();
    assert!(third.unchanged && third.items.is_empty() && third.interval_hint_s == Some(300));
}

#[tokio::test]
async fn an_edited_article_is_found_in_turn_and_a_counter_is_no_edit() {
    let mut bench = bench().await;
    let first = bench.poll(None, 12).await.unwrap();
    let hash = |batch: &Batch, title: &str| {
        batch.items.iter().find(|item| item.title.as_deref() == Some(title)).map(|item| item.content_hash.clone())
    };
    bench.later(11);
    bench.article("a", "Text von a.");
    bench.article("b", "Neuer Text von b.");
    let second = bench.poll(first.next.clone(), 12).await.unwrap();
    assert_eq!(titles(&second), ["Titel a", "Titel b"], "c answers with the same bytes");
    assert_eq!(second.listed.len(), 1);
    assert_eq!(hash(&first, "Titel a"), hash(&second, "Titel a"));
    assert_ne!(hash(&first, "Titel b"), hash(&second, "Titel b"));
    assert_eq!(first.items[1].native_id, second.items[1].native_id);
}

#[tokio::test]
async fn a_listed_article_that_is_gone_counts_as_absent() {
    let mut bench = bench().await;
    let first = bench.poll(None, 12).await.unwrap();
    bench.site.drop_page("/neu/b");
    bench.later(11);
    let second = bench.poll(first.next, 12).await.unwrap();
    assert!(!second.unchanged && matches!(second.window, Window::Complete { .. }));
    assert_eq!(second.listed.len(), 2);
    let canonical_url = bench.base.join("neu/b").ok().map(String::from);
    let ask = Ask { native_id: NativeId("b".to_owned()), canonical_url, starts: None };
    let answers = HtmlConnector.refetch(&bench.cx(), &[ask], &mut Budget::requests(1)).await.unwrap();
    assert!(matches!(&answers[0].1, Fetched::Gone(evidence) if evidence.sign == Sign::NotFound));
    bench.article("b", "Text von b.");
    bench.later(1);
    let third = bench.poll(second.next, 12).await.unwrap();
    assert_eq!(third.listed.len() + third.items.len(), 3, "it is back");
}

#[tokio::test]
async fn a_page_that_suddenly_gives_nothing_is_an_error_and_never_all_gone() {
    let mut bench = bench().await;
    let first = bench.poll(None, 12).await.unwrap();
    bench.later(11);
    bench.site.put("/neu/", 200, &[], "<html><body><div id=app></div></body></html>");
    let error = bench.poll(first.next.clone(), 12).await.unwrap_err();
    assert_eq!((error.cause, error.class()), (Cause::LayoutChanged, ErrorClass::Malformed));
    let error = bench.poll(None, 12).await.unwrap_err();
    assert_eq!((error.cause, error.class()), (Cause::NothingListed, ErrorClass::ConfigWrong));
    bench.site.put("/neu/", 503, &[], "");
    assert_eq!(bench.poll(first.next, 12).await.unwrap_err().class(), ErrorClass::Transient);
}

#[tokio::test]
async fn the_list_and_its_articles_are_asked_for_conditionally() {
    let mut bench = bench().await;
    let page = "<main><li><h3><a href=a>Titel a</a></h3>12.07.2025<li><h3><a href=b>Titel b</a></h3>11.07.2025</main>";
    bench.site.put("/neu/", 200, &[("etag", "\"l\""), ("content-type", "text/html")], page);
    bench.site.put("/neu/a", 200, &[("etag", "\"a\""), ("content-type", "text/html")], "<h1>Titel a</h1><p>Text");
    let first = bench.poll(None, 12).await.unwrap();
    bench.later(11);
    let second = bench.poll(first.next, 12).await.unwrap();
    assert!(second.unchanged);
    let asked = bench.site.all();
    let conditional =
        |path: &str| asked.iter().rev().find(|one| one.path == path).unwrap().headers.get("if-none-match").cloned();
    assert_eq!(
        (conditional("/neu/").unwrap(), conditional("/neu/a").unwrap()),
        ("\"l\"".parse().unwrap(), "\"a\"".parse().unwrap())
    );
    assert_eq!(bench.asked_for("/robots.txt"), 1);
}

#[tokio::test]
async fn what_robots_should_not_read_is_not_read() {
    let bench = bench().await;
    bench.site.put("/robots.txt", 200, &[], "User-agent: *\nDisallow: /neu/b");
    let batch = bench.poll(None, 12).await.unwrap();
    let texts: Vec<_> = batch.items.iter().map(|item| item.text.is_empty()).collect();
    assert_eq!((titles(&batch).len(), texts), (3, vec![false, true, false]), "the list's own words must do");
    assert_eq!(bench.asked_for("/neu/b"), 0);
    bench.site.put("/robots.txt", 200, &[], "User-agent: Ausrufer\nDisallow: /");
    let before = bench.asked_for("/neu/");
    assert_eq!(bench.poll(None, 12).await.unwrap_err().cause, Cause::RobotsRefuse);
    bench.site.put("/robots.txt", 500, &[], "");
    assert_eq!(bench.poll(None, 12).await.unwrap_err().class(), ErrorClass::Transient);
    assert_eq!(bench.asked_for("/neu/"), before);
}

#[tokio::test]
async fn an_article_that_cannot_be_read_keeps_nobody_waiting() {
    let mut bench = bench().await;
    bench.site.put("/neu/b", 500, &[], "");
    bench.list(&["a", "b", "c", "plan.pdf"]);
    let mut cursor = None;
    let mut seen = Vec::new();
    for _ in 0..4 {
        let batch = bench.poll(cursor, 12).await.unwrap();
        let files = batch.items.iter().filter(|item| item.kind == ItemKind::Link);
        assert!(files.into_iter().all(|item| item.native_id.0.ends_with("plan.pdf")));
        seen.push(titles(&batch).join(", "));
        cursor = batch.next;
        bench.later(1);
    }
    assert_eq!(seen, ["Titel a, Titel c, Titel plan.pdf", "", "Titel b", ""]);
    assert_eq!(bench.asked_for("/neu/plan.pdf"), 0);
}

#[tokio::test]
async fn later_pages_of_a_list_are_read_while_all_is_new() {
    let mut bench = bench().await;
    let next = |query: &str| format!("<a rel=next href='/neu/?{query}'>weiter</a>");
    bench.list_at("/neu/", &["a", "b"], &next("p=1&p=2"));
    bench.list_at("/neu/?p=1&p=2", &["c", "d"], &next("p=1&p=2&p=2"));
    bench.article("d", "Text von d.");
    let first = bench.poll(None, 12).await.unwrap();
    assert_eq!(titles(&first), ["Titel a", "Titel b", "Titel c", "Titel d"]);
    assert_eq!(bench.asked_for("/neu/?p=1&p=2&p=2"), 0, "a page that was read already");
    bench.later(1);
    bench.list_at("/neu/", &["e", "a", "b"], &next("p=1&p=2"));
    bench.article("e", "Text von e.");
    let second = bench.poll(first.next, 12).await.unwrap();
    assert_eq!((titles(&second), second.listed.len()), (vec!["Titel e"], 4));
    assert_eq!(bench.asked_for("/neu/?p=1&p=2"), 1);
}

#[tokio::test]
async fn a_sitemap_says_which_article_to_read_again() {
    let mut bench = bench().await;
    let map = |day: &str| {
        let address = bench.base.join("neu/c").unwrap();
        format!("<urlset><url><loc>{address}</loc><lastmod>{day}</lastmod></url></urlset>")
    };
    bench.site.put("/sitemap.xml", 200, &[], map("2025-07-12"));
    let other = map("2025-07-19");
    bench.0.source.settings = json!({"sitemap": bench.base.join("sitemap.xml").unwrap()});
    let first = bench.poll(None, 12).await.unwrap();
    bench.site.put("/sitemap.xml", 200, &[], other);
    bench.later(61);
    bench.poll(first.next, 3).await.unwrap();
    assert_eq!((bench.asked_for("/neu/c"), bench.asked_for("/neu/a")), (2, 1), "only one request was left");
}

#[tokio::test]
async fn wrong_settings_are_an_error_and_the_first_look_uses_them() {
    let mut bench = bench().await;
    bench.0.source.settings = json!({"itme": "li"});
    assert_eq!(bench.poll(None, 12).await.unwrap_err().cause, Cause::SettingsWrong);
    assert_eq!(HtmlConnector.check_settings(&bench.source.settings), Err("itme → item".to_owned()));
    bench.0.source.settings = json!({"item": ".nirgends"});
    let given = bench.source.url.clone();
    assert_eq!(HtmlConnector.resolve(&bench.look(), &given).await.unwrap_err().cause, Cause::NothingListed);
    bench.0.source.settings = json!({"item": "li.news"});
    let account = HtmlConnector.resolve(&bench.look(), &given).await.unwrap();
    assert_eq!((account.url.as_str(), account.name.as_deref()), (given.as_str(), Some("Stadt Musterbach")));
    let profile = HtmlConnector.health(&bench.cx()).await.unwrap();
    assert_eq!(profile.site_url.as_deref(), Some(given.as_str()));
}

#[tokio::test]
async fn an_address_two_articles_claim_belongs_to_neither() {
    let bench = bench().await;
    for name in ["a", "b"] {
        let page = format!(
            "<link rel=canonical href=/neu/alles><main><h1>Titel {name}</h1><p>Text von {name} und noch mehr davon.</p></main>"
        );
        bench.site.put(&format!("/neu/{name}"), 200, &[("content-type", "text/html")], page);
    }
    let batch = bench.poll(None, 12).await.unwrap();
    let ids: std::collections::BTreeSet<_> = batch.items.iter().map(|item| item.native_id.clone()).collect();
    assert_eq!(ids.len(), 3);
}
