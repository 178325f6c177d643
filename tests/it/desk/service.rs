//! Signing in with the town hall's own account: who is linked comes in, and nobody whose word is forged, old, meant for
//! someone else or brought by another browser.

use std::time::Duration;

use ausrufer::admin::{NewStaffRequest, invite_staff};
use ausrufer::domain::staff::Role;
use ausrufer::store::tables;
use serde_json::json;
use url::Url;

use crate::support::clerk::{Answered, Clerk, PASSWORD};
use crate::support::databases::{self, TestDb};
use crate::support::fake_service::{CLIENT, CLIENT_SECRET, FakeService, Signed};
use crate::support::seed::read;
use crate::support::server::{TestServer, start_of_tests};

const GO: &str = "/verwaltung/anmelden/rathaus-konto";
const LINK: &str = "/verwaltung/konto/rathaus-konto";

async fn start(database: &TestDb, fake: &FakeService, second_proof: &[&str]) -> TestServer {
    TestServer::start_with(database, |config| {
        config.development.second_proof = true;
        config.oidc.issuer = Some(fake.issuer.clone());
        config.oidc.client_id = Some(CLIENT.into());
        config.oidc.client_secret = Some(CLIENT_SECRET.into());
        config.oidc.second_proof = second_proof.iter().map(|word| (*word).to_owned()).collect();
    })
    .await
}

/// Path and query of an address of ours.
fn path(back: &Url) -> String {
    format!("{}?{}", back.path(), back.query().unwrap())
}

/// Where a page's link leads to the service.
fn onward(page: &str, fake: &FakeService) -> String {
    let start = page.find(&format!("href=\"{}", fake.issuer)).unwrap();
    page[start + 6..].split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
}

/// Goes there, signs in there, and comes back.
async fn sign_in(clerk: &mut Clerk, fake: &FakeService) -> Answered {
    let led = clerk.get(GO).await;
    assert_eq!(led.status, 303, "{}", led.text);
    clerk.get(&path(&fake.agree(led.location()))).await
}

/// Links the account of whoever is signed in.
async fn link(clerk: &mut Clerk, fake: &FakeService) -> Answered {
    let page = clerk.post(LINK, &[]).await;
    assert_eq!(page.status, 200, "{} {}", page.location(), page.text);
    clerk.get(&path(&fake.agree(&onward(&page.text, fake)))).await
}

async fn is_in(clerk: &mut Clerk) -> bool {
    clerk.get("/verwaltung/konto").await.status == 200
}

/// The owner with a phone and a linked account; nothing but the service's word of a second proof is missing to come in.
async fn linked(server: &TestServer, fake: &FakeService) -> (Clerk, Vec<String>) {
    let mut olga = Clerk::owner(server).await;
    let (_, codes) = olga.set_up_proof(server).await;
    assert_eq!(link(&mut olga, fake).await.location(), "/verwaltung/konto?gut=verbunden");
    (olga, codes)
}

#[tokio::test]
async fn who_linked_their_account_comes_in_with_it_and_proves_the_rest_here() {
    for database in databases::each().await {
        let fake = FakeService::start(start_of_tests()).await;
        let server = start(&database, &fake, &[]).await;
        let mut stranger = Clerk::new(&server);
        let form = stranger.get("/verwaltung/anmelden?weiter=/verwaltung/konto").await.text;
        assert!(form.contains(&format!("href=\"{GO}?weiter=%2Fverwaltung%2Fkonto\"")), "{form}");
        let unlinked = sign_in(&mut stranger, &fake).await;
        assert!(unlinked.status == 422 && unlinked.text.contains("mit niemandem verbunden"), "{}", unlinked.text);
        assert!(!is_in(&mut stranger).await);

        let (mut olga, codes) = linked(&server, &fake).await;
        assert!(olga.get("/verwaltung/konto").await.text.contains("seit 24. November 2026 verbunden"));
        let mut other = Clerk::new(&server);
        let done = sign_in(&mut other, &fake).await;
        assert_eq!((done.status, done.location()), (303, "/verwaltung"), "{}", done.text);
        assert!(
            other.get("/verwaltung").await.location().starts_with("/verwaltung/anmelden/nachweis"),
            "our own proof"
        );
        assert_eq!(other.post("/verwaltung/anmelden/nachweis", &[("code", &codes[0])]).await.status, 303);
        assert!(is_in(&mut other).await);
        let log = olga.get(&format!("/verwaltung/{}/protokoll", server.host)).await.text;
        assert!(log.contains("hat das Rathaus-Konto verbunden"), "{log}");
        assert_eq!(database.number("SELECT count(*) FROM staff").await, Some(1), "nobody is made");
        assert!(
            fake.asked().iter().filter(|path| path.ends_with("openid-configuration")).count() == 1,
            "known for a while"
        );
    }
}

#[tokio::test]
async fn the_services_second_proof_counts_where_the_operator_says_so() {
    for database in databases::each().await {
        let fake = FakeService::start(start_of_tests()).await;
        let server = start(&database, &fake, &["mfa", "https://schutz.example/hoch"]).await;
        linked(&server, &fake).await;
        for (says, enough) in [
            (json!({}), false),
            (json!({"amr": ["pwd"]}), false),
            (json!({"amr": ["pwd", "mfa"]}), true),
            (json!({"acr": "https://schutz.example/hoch"}), true),
            (json!({"acr": "0"}), false),
        ] {
            fake.says(Signed::Well, says.clone());
            let mut clerk = Clerk::new(&server);
            assert_eq!(sign_in(&mut clerk, &fake).await.status, 303);
            assert_eq!(is_in(&mut clerk).await, enough, "{says}");
        }
    }
}

#[tokio::test]
async fn no_word_that_is_forged_old_or_meant_for_others_lets_anybody_in() {
    for database in databases::each().await {
        let fake = FakeService::start(start_of_tests()).await;
        let server = start(&database, &fake, &["mfa"]).await;
        linked(&server, &fake).await;
        let now = start_of_tests().as_second();
        let mfa = json!(["mfa"]);
        for (case, signed, says) in [
            ("signed by somebody else", Signed::ByOther, json!({})),
            ("not signed", Signed::Not, json!({})),
            ("signed with our own secret", Signed::WithSecret, json!({})),
            ("from another service", Signed::Well, json!({"iss": "https://boese.de"})),
            ("from nearly this service", Signed::Well, json!({"iss": format!("{}/", fake.issuer)})),
            ("for another house", Signed::Well, json!({"aud": "nachbar"})),
            ("for us and another house", Signed::Well, json!({"aud": [CLIENT, "nachbar"]})),
            ("too old", Signed::Well, json!({"exp": now - 1})),
            ("for another question", Signed::Well, json!({"nonce": "AAAA"})),
            ("for no question", Signed::Well, json!({"nonce": null})),
        ] {
            let mut says = says;
            says["amr"] = mfa.clone();
            fake.says(signed, says);
            let mut clerk = Clerk::new(&server);
            let refused = sign_in(&mut clerk, &fake).await;
            assert!(
                refused.status == 422 && refused.text.contains("ließ sich nicht prüfen"),
                "{case}: {}",
                refused.text
            );
            assert!(!is_in(&mut clerk).await && clerk.cookie.is_none(), "{case}");
        }
        // The same mail address is not the same account.
        fake.says(Signed::Well, json!({"sub": "somebody-else", "email": "olga", "amr": mfa}));
        let mut clerk = Clerk::new(&server);
        assert!(sign_in(&mut clerk, &fake).await.text.contains("mit niemandem verbunden"));
        fake.says(Signed::Well, json!({"amr": mfa}));
        assert_eq!(sign_in(&mut clerk, &fake).await.status, 303, "it works as before");
    }
}

#[tokio::test]
async fn an_answer_belongs_to_one_question_of_one_browser() {
    for database in databases::each().await {
        let fake = FakeService::start(start_of_tests()).await;
        let server = start(&database, &fake, &["mfa"]).await;
        linked(&server, &fake).await;
        fake.says(Signed::Well, json!({"amr": ["mfa"]}));
        let mut clerk = Clerk::new(&server);
        let back = path(&fake.agree(clerk.get(GO).await.location()));
        // Somebody else's answer, put before a victim: with no question, and with one of their own.
        let mut victim = Clerk::new(&server);
        assert_eq!(victim.get(&back).await.status, 422);
        victim.get(GO).await;
        assert_eq!(victim.get(&back).await.status, 422);
        assert!(!is_in(&mut victim).await);
        let away = clerk.away.clone();
        assert_eq!(clerk.get(&back).await.status, 303);
        let mut again = Clerk::new(&server);
        again.away = away;
        assert_eq!(again.get(&back).await.status, 422, "once");
        // A code that was made for another question is not exchanged with ours (PKCE).
        let mut thief = Clerk::new(&server);
        let stolen = fake.agree(clerk_address(&mut Clerk::new(&server)).await.as_str());
        let own = fake.agree(&clerk_address(&mut thief).await);
        let pair = |url: &Url, name: &str| url.query_pairs().find(|(known, _)| known == name).unwrap().1.into_owned();
        let (code, state) = (pair(&stolen, "code"), pair(&own, "state"));
        let swapped = thief.get(&format!("{GO}/zurueck?code={code}&state={state}")).await;
        assert!(swapped.status == 422 && !is_in(&mut thief).await, "{}", swapped.text);
        // Another service answers, the person does not agree, and somebody takes too long.
        for (query, words) in [
            (format!("code=x&state=STATE&iss={}", "https%3A%2F%2Fboese.de"), "ließ sich nicht prüfen"),
            ("error=access_denied&state=STATE".to_owned(), "wurde abgebrochen"),
            ("code=x&state=falsch".to_owned(), "gilt nicht mehr"),
        ] {
            let own = fake.agree(&clerk_address(&mut thief).await);
            let answer = thief.get(&format!("{GO}/zurueck?{}", query.replace("STATE", &pair(&own, "state")))).await;
            assert!(answer.status == 422 && answer.text.contains(words), "{words}: {}", answer.text);
        }
        let back = path(&fake.agree(&clerk_address(&mut thief).await));
        server.clock.advance(Duration::from_secs(601));
        assert_eq!(thief.get(&back).await.status, 422, "ten minutes are over");
    }
}

/// Where a browser is led.
async fn clerk_address(clerk: &mut Clerk) -> String {
    clerk.get(GO).await.location().to_owned()
}

#[tokio::test]
async fn a_new_key_of_the_service_is_learnt_and_its_troubles_are_told() {
    let database = databases::sqlite().await;
    let fake = FakeService::start(start_of_tests()).await;
    let server = start(&database, &fake, &["mfa"]).await;
    linked(&server, &fake).await;
    fake.says(Signed::Well, json!({"amr": ["mfa"]}));
    fake.rotate();
    let mut clerk = Clerk::new(&server);
    assert_eq!(sign_in(&mut clerk, &fake).await.status, 303, "at once");
    assert!(is_in(&mut clerk).await);
    assert!(server.app.office.is_service_there().await);
    fake.takes("ein anderes");
    let refused = sign_in(&mut Clerk::new(&server), &fake).await;
    assert!(refused.text.contains("hat unsere Anfrage abgelehnt") && !refused.text.contains(CLIENT_SECRET));

    let nowhere = TestServer::start_with(&databases::sqlite().await, |config| {
        config.oidc.issuer = Some("http://127.0.0.1:1/".into());
        config.oidc.client_id = Some(CLIENT.into());
    })
    .await;
    let away = Clerk::new(&nowhere).get(GO).await;
    assert!(away.status == 502 && away.text.contains("antwortet gerade nicht"), "{}", away.text);
    assert!(!nowhere.app.office.is_service_there().await);
    let without = TestServer::start(&databases::sqlite().await).await;
    let mut clerk = Clerk::new(&without);
    assert_eq!(clerk.get(GO).await.status, 404);
    assert!(!clerk.get("/verwaltung/anmelden").await.text.contains("Rathaus-Konto"));
}

#[tokio::test]
async fn an_account_is_linked_by_its_owner_alone_and_can_be_parted() {
    for database in databases::each().await {
        let fake = FakeService::start(start_of_tests()).await;
        let server = start(&database, &fake, &["mfa"]).await;
        let (mut olga, codes) = linked(&server, &fake).await;
        fake.says(Signed::Well, json!({"amr": ["mfa"]}));
        let town = server.town().await.id;
        // Who was invited may link instead of choosing a password.
        let request = NewStaffRequest {
            login: "redaktion".into(),
            name: "Frau Redaktion".into(),
            role: Role::Editor,
            town: Some(town),
            limits: ausrufer::domain::limits::Limits::default(),
            until: None,
            by: None,
        };
        let code = invite_staff(&server.app.desk(), &request).await.unwrap().code.unwrap().code;
        let invitation = format!("/verwaltung/einladung/{code}");
        let mut editor = Clerk::new(&server);
        assert!(editor.get(&invitation).await.text.contains(&format!("action=\"{invitation}/rathaus-konto\"")));
        let page = editor.post(&format!("{invitation}/rathaus-konto"), &[]).await.text;
        let taken = editor.get(&path(&fake.agree(&onward(&page, &fake)))).await;
        assert!(taken.status == 422 && taken.text.contains("ist schon verbunden"), "Olga's account: {}", taken.text);
        fake.says(Signed::Well, json!({"amr": ["mfa"], "sub": "redaktion-17"}));
        let page = editor.post(&format!("{invitation}/rathaus-konto"), &[]).await.text;
        assert_eq!(editor.get(&path(&fake.agree(&onward(&page, &fake)))).await.status, 303);
        assert!(is_in(&mut editor).await, "the service vouched for a second proof");
        assert_eq!(editor.get(&invitation).await.status, 404, "it is used");
        let stuck = editor.post(&format!("{LINK}/trennen"), &[]).await;
        assert!(stuck.status == 422 && stuck.text.contains("nicht mehr herein"), "{}", stuck.text);

        // Half a stay links nothing, and an older one proves itself first.
        let mut half = Clerk::new(&server);
        half.sign_in("olga", PASSWORD).await;
        assert!(half.post(LINK, &[]).await.location().starts_with("/verwaltung/anmelden/nachweis"));
        server.clock.advance(Duration::from_secs(601));
        for path in [LINK.to_owned(), format!("{LINK}/trennen")] {
            assert!(olga.post(&path, &[]).await.location().starts_with("/verwaltung/anmelden/nachweis?erneut"));
        }
        let again = [("code", codes[0].as_str()), ("erneut", "ja"), ("weiter", "/verwaltung/konto")];
        assert_eq!(olga.post("/verwaltung/anmelden/nachweis", &again).await.status, 303);
        let parted = olga.post(&format!("{LINK}/trennen"), &[]).await;
        assert_eq!(parted.location(), "/verwaltung/konto?gut=getrennt");
        fake.says(Signed::Well, json!({"amr": ["mfa"], "exp": start_of_tests().as_second() + 3600}));
        let mut clerk = Clerk::new(&server);
        assert!(sign_in(&mut clerk, &fake).await.text.contains("mit niemandem verbunden"));
        let log = olga.get(&format!("/verwaltung/{}/protokoll", server.host)).await.text;
        assert!(log.contains("hat die Verbindung zum Rathaus-Konto getrennt"), "{log}");
    }
}

#[tokio::test]
async fn no_word_between_us_and_the_service_is_kept_in_clear() {
    for database in databases::each().await {
        let fake = FakeService::start(start_of_tests()).await;
        let server = start(&database, &fake, &[]).await;
        linked(&server, &fake).await;
        // One that is on its way.
        let mut clerk = Clerk::new(&server);
        let address = Url::parse(&clerk_address(&mut clerk).await).unwrap();
        let mut secrets: Vec<String> = ["state", "nonce"]
            .iter()
            .map(|name| address.query_pairs().find(|(known, _)| known == name).unwrap().1.into_owned())
            .collect();
        secrets.push(clerk.away.clone().unwrap().split_once('=').unwrap().1.to_owned());
        secrets.extend([CLIENT_SECRET.to_owned(), "zugang-kanarienvogel".into(), "olga@musterbach.de".into()]);
        secrets.extend(fake.verifiers());
        assert!(secrets.len() > 6 && !secrets.iter().any(String::is_empty));
        let mut rows = String::new();
        for table in read!(database.db, |c| tables::catalogue(c)) {
            let all = &mut |row: &str| -> Result<(), ausrufer::store::StoreError> {
                rows.push_str(row);
                Ok(())
            };
            read!(database.db, |c| tables::read_rows(c, &table, None, &mut *all));
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sicherung");
        server.back_up(&file).await;
        let inside = zstd::decode_all(std::fs::File::open(&file).unwrap()).unwrap();
        let inside = String::from_utf8_lossy(&inside);
        assert!(rows.contains("papers_sealed\":\"v1|") && inside.contains(&fake.issuer));
        for secret in secrets {
            assert!(!rows.contains(&secret) && !inside.contains(&secret), "{secret} is kept");
        }
    }
}
