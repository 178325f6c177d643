//! A town comes to be: from the setup address on an empty server to a public page, step by step; and its Fediverse account.

use ausrufer::domain::staff::Role;
use ausrufer::store::{Conn, actors};

use super::rooms::entries;
use crate::support::clerk::Clerk;
use crate::support::databases;
use crate::support::server::TestServer;
use crate::support::site::{Answer, Site};

/// A picture of one colour.
fn arms() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(96, 112, image::Rgba([20, 90, 40, 128]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

/// A website whose start page names its messages.
async fn website() -> Site {
    let site = Site::start("www").await;
    site.feed(&entries(7));
    let page = "<html><head><title>Musterbach</title>\
                <link rel=\"alternate\" type=\"application/rss+xml\" href=\"/feed.xml\"></head><body></body></html>";
    site.put("/", Answer::ok("text/html; charset=utf-8", page));
    site
}

#[tokio::test]
async fn a_town_is_set_up_with_nothing_but_the_address_of_its_website() {
    for database in databases::each().await {
        let site = website().await;
        let server = TestServer::start_empty(&database).await;
        let mut clerk = Clerk::owner(&server).await;
        let towns = clerk.get("/verwaltung").await;
        assert_eq!((towns.status, towns.location()), (303, "/verwaltung/einrichten"));

        // 1 · Ort
        let page = clerk.get("/verwaltung/einrichten").await.text;
        assert!(page.contains("Schritt 1 von 7") && page.contains(&server.host) && page.contains("readonly"), "{page}");
        let wrong = [("name", "Stadt <Musterbach>"), ("land", ""), ("website", "kein ort")];
        let refused = clerk.post("/verwaltung/einrichten", &wrong).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("Wählen Sie das Bundesland") && refused.text.contains("keine Web-Adresse"));
        assert!(refused.text.contains("kein ort") && !refused.text.contains("<Musterbach>"), "{}", refused.text);
        let website = site.url("/");
        let place = [("name", "Stadt Musterbach"), ("land", "Bayern"), ("website", website.as_str())];
        let begun = clerk.post("/verwaltung/einrichten", &place).await;
        let overview = format!("/verwaltung/{}", server.host);
        let step = |name: &str| format!("{overview}/einrichten/{name}");
        assert_eq!(begun.location(), step("aussehen"), "{}", begun.text);
        let town = server.town().await;
        assert_eq!(town.settings.bundesland.as_deref(), Some("Bayern"));
        assert!(clerk.get(&overview).await.text.contains("Einrichtung fortsetzen: Schritt 2 von 7"));

        // 2 · Aussehen
        let look = [("name", "Stadt Musterbach"), ("satz", "Am Bach"), ("farbe", "#ffee00"), ("tun", "vorschau")];
        let tried = clerk.upload(&step("aussehen"), &look, &[("wappen", &arms())]).await;
        assert_eq!(tried.status, 200, "{}", tried.text);
        assert!(tried.text.contains("schlecht lesbar") && tried.text.contains("/stil/ffee00.css"), "{}", tried.text);
        assert_eq!(server.town().await.settings.color, "#0b4f6c", "looking stores nothing");
        let kept =
            tried.text.split("name=\"wappen-da\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(clerk.get(&format!("{overview}/bild/{kept}")).await.status, 200);
        let wrong = [("name", ""), ("satz", "Am Bach"), ("farbe", "rot"), ("wappen-da", kept.as_str())];
        let refused = clerk.upload(&step("aussehen"), &wrong, &[("wappen", b"kein Bild")]).await;
        assert_eq!(refused.status, 422);
        for words in ["Geben Sie den Namen", "Das ist keine Farbe", "lässt sich nicht verwenden", "Am Bach", &kept] {
            assert!(refused.text.contains(words), "{words}: {}", refused.text);
        }
        let look =
            [("name", "Stadt Musterbach"), ("satz", "Am Bach"), ("farbe", "#7a1f2b"), ("wappen-da", kept.as_str())];
        assert_eq!(clerk.upload(&step("aussehen"), &look, &[]).await.location(), step("impressum"));

        // 3 · Impressum
        let half = [("impressum", "Stadt Musterbach\n\nMarktplatz 1"), ("kontakt", "")];
        let refused = clerk.post(&step("impressum"), &half).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("Ansprechperson fehlt") && refused.text.contains("Marktplatz 1"));
        let later = clerk.post(&step("impressum"), &[half[0], half[1], ("tun", "spaeter")]).await;
        assert_eq!(later.location(), step("kanal"));
        let missing = clerk.get(&step("freischalten")).await.text;
        assert!(missing.contains("Das fehlt noch") && missing.contains(&step("impressum")), "{missing}");
        assert!(missing.contains("Noch kein Kanal ist verbunden"), "{missing}");
        let whole = [half[0], ("kontakt", "Olga Obermann, 07253 1234"), ("datenschutz", "Frau Schutz")];
        assert_eq!(clerk.post(&step("impressum"), &whole).await.location(), step("kanal"));

        // 4 · Kanal
        let page = clerk.get(&step("kanal")).await.text;
        assert!(page.contains("Schritt 4 von 7") && page.contains(&format!("value=\"{website}\"")), "{page}");
        let facebook = clerk.post(&step("kanal"), &[("adresse", "www.facebook.com/musterbach")]).await;
        assert_eq!(facebook.status, 422);
        assert!(facebook.text.contains("mit Ihrer Anmeldung") && facebook.text.contains("/plattform/facebook"));
        assert!(facebook.text.contains("facebook.com/musterbach\"") && !facebook.text.contains("--credential"));
        let trial = clerk.post(&step("kanal"), &[("adresse", website.as_str())]).await;
        assert!(trial.status == 200 && trial.text.contains("Eintrag 0"), "{}", trial.text);
        let add = [("adresse", website.as_str()), ("name", "Rathaus aktuell"), ("tun", "verbinden")];
        assert_eq!(clerk.post(&step("kanal"), &add).await.location(), step("team"));
        server.pass(60).await;

        // 5 · Team
        let person = [("name", "Bernd"), ("anmeldename", "bernd@musterbach.de"), ("rolle", "redaktion"), ("tage", "")];
        let nobody = clerk.post(&step("team"), &[("name", "Bernd"), ("rolle", "redaktion"), ("tage", "")]).await;
        assert!(nobody.status == 422 && nobody.text.contains("Schritt 5 von 7") && nobody.text.contains("\"Bernd\""));
        let invited = clerk.post(&step("team"), &person).await;
        assert!(invited.text.contains("/verwaltung/einladung/") && invited.text.contains(&step("team")));
        assert_eq!(clerk.post(&step("team"), &[("tun", "weiter")]).await.location(), step("vorschau"));

        // 6 · Vorschau
        assert!(clerk.get(&step("vorschau")).await.text.contains(&format!("{overview}/vorschau")));
        let preview = clerk.get(&format!("{overview}/vorschau")).await;
        assert_eq!(preview.status, 200);
        for words in ["Eintrag 0", "noch ist sie nicht öffentlich", "Am Bach", "/stil/7a1f2b.css", &kept] {
            assert!(preview.text.contains(words), "{words}: {}", preview.text);
        }
        assert!(!preview.text.contains("href=\"/beitrag"), "its links lead nowhere: {}", preview.text);
        assert_eq!(server.get(&format!("{overview}/vorschau"), "text/html").await.0, 303, "for nobody else");
        let (status, _, page) = server.get("/", "text/html").await;
        assert!(status == 404 && !page.contains("Eintrag 0"), "{status}: {page}");
        assert_eq!(clerk.post(&step("vorschau"), &[("tun", "weiter")]).await.location(), step("freischalten"));

        // 7 · Freischalten
        let page = clerk.get(&step("freischalten")).await.text;
        assert!(!page.contains("Das fehlt noch") && !page.contains("Das kann später"), "{page}");
        assert!(clerk.get(&overview).await.text.contains("Einrichtung fortsetzen: Schritt 7 von 7"));
        let public = clerk.post(&step("freischalten"), &[]).await;
        let page = clerk.get(public.location()).await.text;
        assert!(page.contains("Ihre Seite ist jetzt öffentlich") && !page.contains("Einrichtung fortsetzen"), "{page}");
        server.app.run_all_due_jobs().await.unwrap();
        let (status, _, page) = server.get("/", "text/html").await;
        assert!(status == 200 && page.contains("Eintrag 0") && page.contains("Am Bach"), "{status}: {page}");
        assert_eq!(server.get(&format!("/medien/{kept}"), "*/*").await.0, 200, "everybody sees the arms");
        let log = clerk.get(&format!("{overview}/protokoll")).await.text;
        for words in ["Der Ort wurde angelegt", "Ansprechperson, Datenschutzbeauftragte Person"] {
            assert!(log.contains(words), "{words}: {log}");
        }
        assert!(!log.contains("Marktplatz 1"), "the log names what changed, not what it says");
    }
}

#[tokio::test]
async fn the_steps_wait_until_they_are_done_or_put_away() {
    for database in databases::each().await {
        let server = TestServer::start_empty(&database).await;
        let mut clerk = Clerk::owner(&server).await;
        let place = [("name", "Stadt Musterbach"), ("land", "Hessen"), ("website", ""), ("geliehen", "ja")];
        clerk.post("/verwaltung/einrichten", &place).await;
        let overview = format!("/verwaltung/{}", server.host);
        let list = format!("{overview}/einrichten");
        for step in ["aussehen", "impressum", "kanal"] {
            assert_eq!(clerk.post(&format!("{list}/{step}"), &[("tun", "weiter")]).await.status, 303);
        }
        clerk.post(&format!("{list}/aussehen"), &[("tun", "weiter")]).await;
        let page = clerk.get(&overview).await.text;
        assert!(
            page.contains("fortsetzen: Schritt 5 von 7: Team einladen"),
            "nobody goes back by looking back: {page}"
        );
        assert!(page.contains("an einer geliehenen Adresse"), "{page}");
        // Another browser, another day.
        let mut later = Clerk::new(&server);
        later.sign_in("olga", crate::support::clerk::PASSWORD).await;
        assert!(later.get(&list).await.text.contains("fortsetzen: Schritt 5 von 7"));
        assert_eq!(later.get(&format!("{list}/ausgedacht")).await.status, 404);
        let away = later.post(&list, &[]).await;
        assert!(later.get(away.location()).await.text.contains("Wir erinnern Sie nicht mehr"));
        let page = later.get(&overview).await.text;
        assert!(!page.contains("Einrichtung fortsetzen") && page.contains("noch ein Entwurf"), "{page}");
        assert!(page.contains("an einer geliehenen Adresse"), "that stays: {page}");
        assert!(later.get(&format!("{overview}/fediverse")).await.text.contains("an einer geliehenen Adresse"));

        // Whoever works for one town adds no other.
        let town = server.town().await.id;
        let mut manager = Clerk::invited(&server, "verwaltung", Role::Manager, Some(town)).await;
        assert_eq!(manager.get("/verwaltung/einrichten").await.status, 404);
        assert_eq!(manager.post("/verwaltung/einrichten", &place).await.status, 404);
        assert_eq!(manager.get(&format!("{list}/ort")).await.status, 200);
        // The owner adds a second one, and says at which host.
        let other = format!("nachbar.localhost:{}", server.host.rsplit_once(':').unwrap().1);
        let second = [("name", "Nachbar"), ("land", "Hessen"), ("adresse", server.host.as_str())];
        let taken = later.post("/verwaltung/einrichten", &second).await;
        assert!(taken.status == 422 && taken.text.contains(&server.host), "{}", taken.text);
        let second = [("name", "Nachbar"), ("land", "Hessen"), ("adresse", other.as_str())];
        let begun = later.post("/verwaltung/einrichten", &second).await;
        assert_eq!(begun.location(), format!("/verwaltung/{other}/einrichten/aussehen"), "{}", begun.text);
    }
}

#[tokio::test]
async fn an_empty_server_has_its_area_where_the_first_town_will_be_and_nowhere_else_afterwards() {
    let database = databases::sqlite().await;
    let server = TestServer::start_empty(&database).await;
    let mut elsewhere = Clerk::at(&server.host.replace("stadt", "anders"));
    assert_eq!(elsewhere.get("/verwaltung/anmelden").await.status, 200);
    let mut clerk = Clerk::owner(&server).await;
    clerk.post("/verwaltung/einrichten", &[("name", "Stadt Musterbach"), ("land", "Bremen")]).await;
    assert_eq!(clerk.get(&format!("/verwaltung/{}", server.host)).await.status, 200);
    assert_ne!(elsewhere.get("/verwaltung/anmelden").await.status, 200);
}

#[tokio::test]
async fn the_account_is_shown_tested_and_confirmed_before_it_is_for_ever() {
    for database in databases::each().await {
        let own = Site::start("musterbach").await;
        let domain = own.url("").trim_start_matches("http://").to_owned();
        let server = TestServer::start(&database).await;
        let mut clerk = Clerk::owner(&server).await;
        let fediverse = format!("/verwaltung/{}/fediverse", server.host);
        assert!(clerk.get(&fediverse).await.text.contains("value=\"rathaus\""));
        let wrong = clerk.post(&fediverse, &[("name", "Rat Haus"), ("domain", ""), ("tun", "ansehen")]).await;
        assert!(wrong.status == 422 && wrong.text.contains("value=\"Rat Haus\""), "{}", wrong.text);
        let wanted = [("name", "rathaus"), ("domain", domain.as_str())];
        let looking = [wanted[0], wanted[1], ("tun", "ansehen")];
        let page = clerk.post(&fediverse, &looking).await.text;
        assert!(page.contains(&format!("@rathaus@{domain}")), "{page}");
        assert!(page.contains("Es gibt keine Weiterleitung") && page.contains("Antwort 404"), "{page}");
        for program in ["nginx", "Apache, TYPO3", "IIS"] {
            assert!(page.contains(program), "{program}: {page}");
        }
        assert!(page.contains(&format!("return 301 http://{}/.well-known/webfinger$is_args$args", server.host)));

        let here = format!("http://{}/.well-known", server.host);
        let to = |address: String| Answer::status(301).with("location", &address);
        own.put("/.well-known/webfinger", to("http://woanders.localhost:1/.well-known/webfinger".to_owned()));
        assert!(clerk.post(&fediverse, &looking).await.text.contains("antwortet nicht"));
        own.put("/.well-known/webfinger", to(format!("{here}/webfinger")));
        assert!(clerk.post(&fediverse, &looking).await.text.contains("verliert aber, wonach gesucht wurde"));
        own.put("/.well-known/webfinger", to(format!("{here}/webfinger?resource=acct:rathaus@{domain}")));
        own.put("/.well-known/host-meta", to(format!("{here}/host-meta")));
        let page = clerk.post(&fediverse, &looking).await.text;
        assert_eq!(page.matches("Die Weiterleitung führt hierher.").count(), 2, "{page}");

        let adding = [wanted[0], wanted[1], ("tun", "anlegen")];
        let refused = clerk.post(&fediverse, &adding).await;
        assert!(refused.status == 422 && refused.text.contains("für immer bleibt"), "{}", refused.text);
        let town = server.town().await.id;
        let main = async || server.app.db.read(async |c: &mut Conn<'_>| actors::main(c, town).await).await.unwrap();
        assert!(main().await.is_none(), "nothing is made without the word for it");
        let added = clerk.post(&fediverse, &[adding[0], adding[1], adding[2], ("einverstanden", "ja")]).await;
        assert_eq!(added.status, 303, "{}", added.text);
        let page = clerk.get(added.location()).await.text;
        assert!(page.contains("Das Konto ist angelegt") && page.contains(&format!("@rathaus@{domain}")), "{page}");
        let made = main().await.unwrap();
        assert_eq!((made.username.as_str(), made.handle_domain.as_deref()), ("rathaus", Some(domain.as_str())));
        // Sent twice, it only tests.
        let again = clerk.post(&fediverse, &[("name", "zweites"), ("tun", "anlegen"), ("einverstanden", "ja")]).await;
        assert!(again.status == 200 && again.text.contains("führt hierher"), "{}", again.text);
        let all = server.app.db.read(async |c: &mut Conn<'_>| actors::of_town(c, town).await).await.unwrap();
        assert_eq!(all.iter().filter(|actor| actor.username.as_str() == "zweites").count(), 0);
        let log = clerk.get(&format!("/verwaltung/{}/protokoll", server.host)).await.text;
        assert!(log.contains("Konto im Fediverse angelegt: @rathaus"), "{log}");
    }
}
