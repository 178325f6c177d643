//! What a clerk does about channels: lay down rules and try them first, and sign in at a platform again.

use ausrufer::admin::{LoginRequest, choose_account, start_login, take_answer};
use ausrufer::domain::connection::{PlatformApp, Secret};
use ausrufer::domain::source::Source;
use ausrufer::domain::staff::Role;
use ausrufer::sources::oauth;
use ausrufer::store::Conn;
use ausrufer::store::connections;
use url::Url;
use url::form_urlencoded;

use super::rooms::entries;
use crate::pipeline::logins::visit;
use crate::support::clerk::Clerk;
use crate::support::databases;
use crate::support::fake_oauth::{APP, APP_SECRET, FakeOauth};
use crate::support::server::TestServer;
use crate::support::site::Site;

#[tokio::test]
async fn rules_are_tried_before_they_count() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.feed(&entries(5));
        let server = TestServer::start(&database).await;
        let source = server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        let mut clerk = Clerk::owner(&server).await;
        let channel = format!("/verwaltung/{}/kanaele/{}", server.host, source.slug);
        let rules = format!("{channel}/regeln");
        assert!(clerk.get(&channel).await.text.contains(&rules));

        let typed = [("ohne-worte", "3, 4"), ("klasse", "official"), ("thema", "Verkehr: *sperrung*, #verkehr")];
        let trying: Vec<_> = typed.iter().copied().chain([("tun", "pruefen")]).collect();
        let page = clerk.post(&rules, &trying).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("hätten von 5 Beiträgen 2 weggelassen und 0 warten lassen"), "{}", page.text);
        assert!(page.text.contains("Eintrag 4") && !page.text.contains("Eintrag 2"), "{}", page.text);
        let kept = clerk.get(&rules).await.text;
        assert!(!kept.contains("3, 4") && kept.contains("></textarea>"), "a trial keeps nothing: {kept}");

        let wrong = [("ohne-worte", "*"), ("thema", ": ohne Namen"), ("klasse", "official"), ("tun", "speichern")];
        let page = clerk.post(&rules, &wrong).await;
        assert_eq!(page.status, 422);
        assert!(page.text.contains("braucht mindestens einen Buchstaben"), "{}", page.text);
        assert!(page.text.contains("fehlt vor dem Doppelpunkt der Name"), "{}", page.text);
        assert!(page.text.contains(": ohne Namen</textarea>"), "what was typed is still there: {}", page.text);

        let saving: Vec<_> = typed.iter().copied().chain([("ohne-art", "story"), ("tun", "speichern")]).collect();
        let answer = clerk.post(&rules, &saving).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        assert!(clerk.get(answer.location()).await.text.contains("Die Regeln sind gespeichert."));
        let kept = clerk.get(&rules).await.text;
        assert!(kept.contains("value=\"3, 4\"") && kept.contains("Verkehr: *sperrung*, #verkehr"), "{kept}");
        assert!(kept.contains("value=\"story\" checked"), "{kept}");
        let log = clerk.get(&format!("/verwaltung/{}/protokoll", server.host)).await.text;
        assert!(log.contains("Einstellungen geändert (rules)"), "{log}");
    }
}

/// A Facebook Page that is read already.
async fn connected(server: &TestServer, fake: &FakeOauth) -> Source {
    let (desk, town) = (server.app.desk(), server.town().await);
    let request = LoginRequest {
        way: oauth::by_name("facebook").unwrap(),
        source: None,
        app: Some(PlatformApp { id: APP.into(), secret: Secret::new(APP_SECRET), verify: None }),
        api_base: Some(fake.base.to_string()),
        settings: serde_json::Map::new(),
        redirect: None,
        person: Some("eva@musterbach.test".into()),
        deputy: None,
    };
    let started = start_login(&desk, &town, request).await.unwrap();
    let back = visit(&started.address).await;
    let offered = take_answer(&desk, &town, Some(started.flow), &back).await.unwrap();
    choose_account(&desk, &town, offered.flow, "200").await.unwrap().source
}

/// What stands behind a sign in a page, up to the next quote.
fn after<'a>(page: &'a str, sign: &str) -> &'a str {
    page.split_once(sign).unwrap_or_else(|| panic!("{sign} in {page}")).1.split('"').next().unwrap()
}

/// Goes from the form at the channel to the platform and back, up to the page that lists accounts.
async fn to_the_choice(clerk: &mut Clerk, form: &str) -> String {
    let page = clerk.post(form, &[("zustaendig", "olga@musterbach.test"), ("vertretung", "ali@musterbach.test")]).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let address = after(&page.text, "<a class=\"knopf\" href=\"").replace("&#38;", "&").replace("&amp;", "&");
    let back = Url::parse(&visit(&address).await).unwrap();
    // What stands behind a # stays in the browser.
    let path = back[url::Position::BeforePath..url::Position::AfterQuery].to_owned();
    assert!(path.starts_with("/verwaltung/zurueck/facebook?"), "{path}");
    path
}

#[tokio::test]
async fn a_page_is_signed_in_again_in_the_browser() {
    for database in databases::each().await {
        let fake = FakeOauth::start().await;
        let server = TestServer::start(&database).await;
        let source = connected(&server, &fake).await;
        let mut clerk = Clerk::owner(&server).await;
        let base = format!("/verwaltung/{}", server.host);
        let channel = format!("{base}/kanaele/{}", source.slug);
        let form = format!("{channel}/anmeldung");
        let shown = clerk.get(&channel).await.text;
        assert!(shown.contains(&form) && shown.contains("eva@musterbach.test"), "{shown}");
        assert!(clerk.get(&form).await.text.contains("Die App des Ortes ist schon bekannt"));

        let path = to_the_choice(&mut clerk, &form).await;
        let page = clerk.get(&path).await;
        assert!(page.text.contains("Ein Schritt fehlt noch"), "{}", page.text);
        let answer = after(&page.text, "name=\"antwort\" value=\"").replace("&#38;", "&").replace("&amp;", "&");
        let to = path.split('?').next().unwrap();

        // Whoever may not connect channels here brings nothing in, even with the right words.
        let mut other = Clerk::invited(&server, "vera", Role::Privacy, Some(source.town)).await;
        let refused = other.post(to, &[("antwort", answer.as_str())]).await;
        assert_eq!(refused.status, 422, "{}", refused.text);

        let page = clerk.post(to, &[("antwort", answer.as_str())]).await;
        assert!(page.text.contains("Stadt Musterbach"), "{}", page.text);
        let action = after(&page.text, "<form class=\"formular\" method=\"post\" action=\"").to_owned();
        let done = clerk.post(&action, &[("konto", "200")]).await;
        assert_eq!(done.status, 303, "{}", done.text);
        let page = clerk.get(done.location()).await.text;
        assert!(page.contains("Der Kanal ist verbunden") && page.contains("ali@musterbach.test"), "{page}");
        let again = clerk.post(to, &[("antwort", answer.as_str())]).await;
        assert_eq!(again.status, 422, "an answer counts once: {}", again.text);

        let calendar = clerk.get(&format!("{base}/anmeldungen")).await.text;
        assert!(calendar.contains("Vertretung: ali@musterbach.test") && calendar.contains(&form), "{calendar}");
        let town = source.town;
        let stored = server.app.db.read(async |c: &mut Conn<'_>| connections::of_town(c, town).await).await.unwrap();
        assert_eq!(stored.len(), 1, "the old login was renewed, none was added");

        fake.deny();
        let path = to_the_choice(&mut clerk, &form).await;
        let page = clerk.get(&path).await.text;
        assert!(page.contains("Es ist nichts geschehen"), "{page}");
        assert!(form_urlencoded::parse(path.as_bytes()).any(|(name, _)| name.contains("error")), "{path}");
    }
}

#[tokio::test]
async fn a_new_account_says_what_is_to_be_prepared() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let mut clerk = Clerk::owner(&server).await;
        let base = format!("/verwaltung/{}", server.host);
        let add = clerk.get(&format!("{base}/kanaele/neu")).await.text;
        for way in &oauth::PROVIDERS {
            let form = format!("{base}/plattform/{}", way.name);
            assert!(add.contains(&form), "{add}");
            let page = clerk.get(&form).await.text;
            let back = format!("http://{}/verwaltung/zurueck/{}", server.host, way.name);
            assert!(page.contains(&back) && page.contains(way.rights[0]), "{page}");
            let page = clerk.post(&form, &[("geheimnis", "sehr-geheim")]).await;
            assert_eq!(page.status, 422);
            assert!(page.text.contains("Geben Sie die Kennung der App ein."), "{}", page.text);
            assert!(!page.text.contains("sehr-geheim"), "a secret is not shown again");
        }
        assert_eq!(clerk.get(&format!("{base}/plattform/myspace")).await.status, 404);
    }
}
