//! The second proof: setting it up, being asked for it, the codes on paper, and who may take it away.

use std::time::Duration;

use ausrufer::admin::{end_staff, renew_code, reset_proof};
use ausrufer::domain::staff::Role;

use crate::support::clerk::{Clerk, PASSWORD, number, shown_codes, shown_seed};
use crate::support::databases::{self, TestDb};
use crate::support::server::TestServer;

const PROOF: &str = "/verwaltung/anmelden/nachweis";
const OWN: &str = "/verwaltung/konto/zweiter-nachweis";
const CHANGE: &str = "/verwaltung/konto/zweiter-nachweis/aendern";

/// A server on which it is everyone's duty.
async fn strict(database: &TestDb) -> TestServer {
    TestServer::start_with(database, |config| config.development.second_proof = true).await
}

/// The next number: each works once.
fn wait(server: &TestServer) {
    server.clock.advance(Duration::from_secs(30));
}

/// Somebody of whom the password is known, in a browser of their own.
async fn half(server: &TestServer) -> Clerk {
    let mut clerk = Clerk::new(server);
    assert_eq!(clerk.sign_in("olga", PASSWORD).await.status, 303);
    clerk
}

#[tokio::test]
async fn nobody_works_with_a_password_alone() {
    for database in databases::each().await {
        let server = strict(&database).await;
        let mut olga = Clerk::owner(&server).await;
        let overview = format!("/verwaltung/{}", server.host);
        let led = olga.get(&overview).await;
        assert_eq!(led.status, 303);
        assert!(led.location().starts_with(OWN), "{}", led.location());
        let page = olga.get(led.location()).await.text;
        assert!(page.contains("<svg") && page.contains("otpauth://totp/") && !page.contains("<script"), "{page}");
        let seed = shown_seed(&page);
        assert_eq!(shown_seed(&olga.get(OWN).await.text), seed, "looking again shows the same");
        let mut other = half(&server).await;
        assert_ne!(shown_seed(&other.get(OWN).await.text), seed, "each browser is shown its own");
        let wrong = olga.post(OWN, &[("code", "000000"), ("weiter", &overview)]).await;
        assert!(wrong.status == 422 && wrong.text.contains("href=\"#code\""), "{}", wrong.text);
        let before = olga.cookie.clone();
        let done = olga.post(OWN, &[("code", &number(&server, &seed)), ("weiter", &overview)]).await;
        assert_eq!(done.status, 200, "{}", done.text);
        assert_eq!(shown_codes(&done.text).len(), 10);
        assert!(done.text.contains(&format!("href=\"{overview}\"")), "{}", done.text);
        assert_ne!(olga.cookie, before);
        assert_eq!(olga.get(&overview).await.status, 200);
        let mut old = Clerk::new(&server);
        old.cookie = before;
        for clerk in [&mut old, &mut other] {
            assert!(clerk.get(&overview).await.location().starts_with("/verwaltung/anmelden?"), "it is over");
        }
        let log = olga.get(&format!("{overview}/protokoll")).await.text;
        assert!(log.contains("hat ein Passwort gewählt") && log.contains("zweiten Nachweis"), "{log}");
    }
}

#[tokio::test]
async fn a_number_is_asked_for_and_counts_once() {
    for database in databases::each().await {
        let server = strict(&database).await;
        let (seed, _) = Clerk::owner(&server).await.set_up_proof(&server).await;
        let used = number(&server, &seed);
        let overview = format!("/verwaltung/{}", server.host);
        let mut olga = half(&server).await;
        let led = olga.get(&overview).await;
        assert!(led.location().starts_with(PROOF), "{}", led.location());
        assert_eq!(olga.get(led.location()).await.status, 200);
        let replayed = olga.post(PROOF, &[("code", &used)]).await;
        let guessed = olga.post(PROOF, &[("code", "000000")]).await;
        let nonsense = olga.post(PROOF, &[("code", "aaaa-bbbb-cccc-dddd")]).await;
        assert_eq!((replayed.status, guessed.status, nonsense.status), (422, 422, 422));
        assert!(replayed.text == guessed.text && guessed.text == nonsense.text, "a wrong one tells nothing");
        wait(&server);
        let cookie = olga.cookie.clone();
        let fresh = number(&server, &seed);
        let typed = format!("{} {}", &fresh[..3], &fresh[3..]);
        let done = olga.post(PROOF, &[("code", &typed), ("weiter", &overview)]).await;
        assert_eq!((done.status, done.location()), (303, overview.as_str()));
        assert_ne!(olga.cookie, cookie, "a new stay");
        assert_eq!(olga.get(&overview).await.status, 200);
        let mut thief = Clerk::new(&server);
        thief.cookie = cookie;
        assert_eq!(
            thief.get(PROOF).await.location(),
            "/verwaltung/anmelden?weiter=%2Fverwaltung%2Fanmelden%2Fnachweis"
        );
        let mut thief = half(&server).await;
        assert_eq!(thief.post(PROOF, &[("code", &fresh)]).await.status, 422, "who looked over her shoulder is late");
        let devices = olga.get("/verwaltung/konto").await.text;
        assert_eq!(devices.matches("Firefox, Linux").count(), 2, "half a stay is none: {devices}");
        server.clock.advance(Duration::from_secs(601));
        let late = thief.get(PROOF).await;
        assert!(late.location().starts_with("/verwaltung/anmelden?"), "ten minutes are over");
    }
}

#[tokio::test]
async fn a_code_on_paper_stands_in_once_and_can_be_renewed() {
    for database in databases::each().await {
        let server = strict(&database).await;
        let (seed, codes) = Clerk::owner(&server).await.set_up_proof(&server).await;
        let mut olga = half(&server).await;
        let done = olga.post(PROOF, &[("code", &codes[3].replace('-', " ").to_uppercase())]).await;
        assert_eq!(done.status, 303, "{}", done.text);
        let page = olga.get(done.location()).await.text;
        assert!(page.contains("9 Notfall-Codes sind noch übrig") && page.contains("ist verbraucht"), "{page}");
        let mut again = half(&server).await;
        assert_eq!(again.post(PROOF, &[("code", &codes[3])]).await.status, 422);
        wait(&server);
        let renewed = olga.post(CHANGE, &[("code", &number(&server, &seed)), ("tun", "codes")]).await;
        let fresh = shown_codes(&renewed.text);
        assert_eq!((renewed.status, fresh.len()), (200, 10));
        assert_eq!(again.post(PROOF, &[("code", &codes[4])]).await.status, 422, "those before work no more");
        assert_eq!(again.post(PROOF, &[("code", &fresh[0])]).await.status, 303);
        assert_eq!(olga.post(CHANGE, &[("code", "000000"), ("tun", "codes")]).await.status, 422);
        let log = olga.get(&format!("/verwaltung/{}/protokoll", server.host)).await.text;
        assert!(log.contains("mit einem Notfall-Code") && log.contains("neue Notfall-Codes"), "{log}");
    }
}

#[tokio::test]
async fn another_phone_takes_the_place_of_the_first() {
    for database in databases::each().await {
        let server = strict(&database).await;
        let mut olga = Clerk::owner(&server).await;
        let (seed, codes) = olga.set_up_proof(&server).await;
        assert_eq!(olga.get(&format!("{OWN}?neu=ja")).await.status, 303, "nobody is shown another without proof");
        assert_eq!(olga.post(OWN, &[("code", "123456")]).await.status, 303);
        let allowed = olga.post(CHANGE, &[("code", &codes[0]), ("tun", "telefon")]).await;
        let page = olga.get(allowed.location()).await.text;
        let other = shown_seed(&page);
        assert_ne!(other, seed);
        wait(&server);
        let mut meanwhile = half(&server).await;
        assert_eq!(
            meanwhile.post(PROOF, &[("code", &number(&server, &seed))]).await.status,
            303,
            "the first counts yet"
        );
        wait(&server);
        assert_eq!(olga.post(OWN, &[("code", &number(&server, &other))]).await.status, 200);
        assert_eq!(meanwhile.get("/verwaltung/konto").await.status, 303, "signed out everywhere else");
        wait(&server);
        let mut later = half(&server).await;
        assert_eq!(later.post(PROOF, &[("code", &number(&server, &seed))]).await.status, 422);
        assert_eq!(later.post(PROOF, &[("code", &number(&server, &other))]).await.status, 303);
    }
}

#[tokio::test]
async fn a_new_password_is_no_way_around() {
    for database in databases::each().await {
        let server = strict(&database).await;
        let mut olga = Clerk::owner(&server).await;
        olga.set_up_proof(&server).await;
        let code = renew_code(&server.app.desk(), "olga").await.unwrap().code.unwrap().code;
        let mut thief = Clerk::new(&server);
        let new = "vierzig nasse Handtücher";
        let path = format!("/verwaltung/einladung/{code}");
        assert_eq!(thief.post(&path, &[("passwort", new), ("nochmal", new)]).await.status, 303);
        for page in ["/verwaltung", "/verwaltung/konto", OWN] {
            assert!(thief.get(page).await.location().starts_with(PROOF), "{page}");
        }
        assert_eq!(thief.post(OWN, &[("code", "000000")]).await.location(), PROOF);
        assert_eq!(olga.get("/verwaltung/konto").await.status, 303, "her stays ended with the old password");
    }
}

#[tokio::test]
async fn guessing_numbers_ends_and_the_person_waits_no_day() {
    let database = databases::sqlite().await;
    let server = strict(&database).await;
    let (seed, _) = Clerk::owner(&server).await.set_up_proof(&server).await;
    wait(&server);
    let mut thief = half(&server).await;
    let mut last = 0;
    for n in 0..9 {
        last = thief.post(PROOF, &[("code", &format!("{n:06}"))]).await.status;
    }
    assert_eq!(last, 429);
    assert_eq!(thief.post(PROOF, &[("code", &number(&server, &seed))]).await.status, 429, "not even the right one");
    server.clock.advance(Duration::from_secs(300));
    assert_eq!(thief.post(PROOF, &[("code", &number(&server, &seed))]).await.status, 303);
}

#[tokio::test]
async fn who_may_give_all_roles_of_a_person_may_reset_their_proof() {
    for database in databases::each().await {
        let server = strict(&database).await;
        let town = server.town().await.id;
        let mut olga = Clerk::owner(&server).await;
        olga.set_up_proof(&server).await;
        let mut manager = Clerk::invited(&server, "verwaltung", Role::Manager, Some(town)).await;
        manager.set_up_proof(&server).await;
        let mut editor = Clerk::invited(&server, "redaktion", Role::Editor, Some(town)).await;
        editor.set_up_proof(&server).await;
        let team = format!("/verwaltung/{}/team", server.host);
        let doors = |page: &str| -> Vec<String> {
            let parts = page.split("action=\"").map(|part| part.split('"').next().unwrap().to_owned());
            parts.filter(|action| action.ends_with("/zweiter-nachweis")).collect()
        };
        let all = doors(&olga.get(&team).await.text);
        assert_eq!(all.len(), 2, "all but her own: {all:?}");
        let offered = doors(&manager.get(&team).await.text);
        assert_eq!(offered.len(), 1, "the editor's alone: {offered:?}");
        let (ulid, own) =
            ("SELECT ulid FROM staff WHERE login = 'olga'", "SELECT ulid FROM staff WHERE login = 'verwaltung'");
        for not_theirs in [ulid, own] {
            let id = database.text(not_theirs).await.unwrap();
            assert_eq!(manager.post(&format!("{team}/{id}/zweiter-nachweis"), &[]).await.status, 403);
        }
        assert_eq!(editor.get("/verwaltung/konto").await.status, 200);
        let done = manager.post(&offered[0], &[]).await;
        assert!(manager.get(done.location()).await.text.contains("ist zurückgesetzt"));
        assert!(editor.get("/verwaltung/konto").await.location().starts_with("/verwaltung/anmelden"), "at once");
        editor.sign_in("redaktion", PASSWORD).await;
        assert!(editor.get("/verwaltung").await.location().starts_with(OWN), "and sets up anew");
        let log = olga.get(&format!("/verwaltung/{}/protokoll", server.host)).await.text;
        assert!(log.contains("Der zweite Nachweis von Frau redaktion wurde zurückgesetzt"), "{log}");

        reset_proof(&server.app.desk(), "OLGA").await.unwrap();
        assert_eq!(olga.get("/verwaltung/konto").await.status, 303);
        assert_eq!(database.number("SELECT count(*) FROM staff_code").await, Some(10), "the manager's");
    }
}

#[tokio::test]
async fn who_is_ended_is_out_at_once_and_for_good() {
    for database in databases::each().await {
        let server = strict(&database).await;
        let town = server.town().await.id;
        let mut olga = Clerk::owner(&server).await;
        olga.set_up_proof(&server).await;
        let mut editor = Clerk::invited(&server, "redaktion", Role::Editor, Some(town)).await;
        editor.set_up_proof(&server).await;
        let code = renew_code(&server.app.desk(), "redaktion").await.unwrap().code.unwrap().code;
        end_staff(&server.app.desk(), "redaktion").await.unwrap();
        assert!(editor.get("/verwaltung/konto").await.location().starts_with("/verwaltung/anmelden"));
        assert_eq!(editor.sign_in("redaktion", PASSWORD).await.status, 422);
        assert_eq!(editor.get(&format!("/verwaltung/einladung/{code}")).await.status, 404);
        let kept = "SELECT count(*) FROM staff WHERE login = 'redaktion' AND password IS NULL AND totp_sealed IS NULL";
        assert_eq!(database.number(kept).await, Some(1));
        let log = olga.get(&format!("/verwaltung/{}/protokoll", server.host)).await.text;
        assert!(log.contains("Frau redaktion arbeitet nicht mehr"), "her name stays there: {log}");
        assert!(end_staff(&server.app.desk(), "redaktion").await.is_err());
    }
}
