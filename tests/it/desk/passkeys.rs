//! Passkeys: they stand in for password and second proof, prove who someone is after the password, and nothing that is
//! replayed, made elsewhere, copied or taken away lets anybody in.

use std::time::Duration;

use ausrufer::admin::{end_staff, reset_proof};
use ausrufer::domain::staff::Role;

use crate::support::clerk::{Clerk, PASSWORD, shown_codes};
use crate::support::databases::{self, TestDb};
use crate::support::passkey_device::{Device, options};
use crate::support::server::TestServer;

const KEYS: &str = "/verwaltung/konto/passkeys";
const ASK: &str = "/verwaltung/anmelden/passkey";
const ANSWER: &str = "/verwaltung/anmelden/passkey/antwort";
const PROOF: &str = "/verwaltung/anmelden/nachweis";

/// Makes something wrong with a device.
type Spoil<'a> = &'a dyn Fn(&mut Device);

async fn strict(database: &TestDb) -> TestServer {
    TestServer::start_with(database, |config| config.development.second_proof = true).await
}

/// The owner with a passkey, and what holds it.
async fn with_passkey(server: &TestServer) -> (Clerk, Device, Vec<String>) {
    let mut olga = Clerk::owner(server).await;
    let mut device = Device::new(server);
    let done = device.register(&mut olga, "Dienst-Handy").await;
    assert_eq!(done.status, 200, "{} {}", done.location(), done.text);
    (olga, device, shown_codes(&done.text))
}

async fn is_in(clerk: &mut Clerk) -> bool {
    clerk.get("/verwaltung/konto").await.status == 200
}

/// Where a page takes a passkey away.
fn removals(page: &str) -> Vec<String> {
    let parts = page.split("action=\"").map(|part| part.split('"').next().unwrap().to_owned());
    parts.filter(|action| action.ends_with("/entfernen")).collect()
}

#[tokio::test]
async fn a_passkey_is_password_and_second_proof_in_one() {
    for database in databases::each().await {
        let server = strict(&database).await;
        let mut first = Clerk::owner(&server).await;
        assert!(first.get("/verwaltung").await.location().starts_with("/verwaltung/konto/zweiter-nachweis"));
        let page = first.get(KEYS).await;
        assert!(page.status == 200 && page.text.contains("noch keinen Passkey"), "{}", page.text);
        let before = first.cookie.clone();
        let mut device = Device::new(&server);
        let done = device.register(&mut first, "Dienst-Handy").await;
        assert_eq!((done.status, shown_codes(&done.text).len()), (200, 10), "{}", done.text);
        assert_ne!(first.cookie, before, "a new stay");
        assert!(is_in(&mut first).await, "the duty is fulfilled");
        let mut old = Clerk::new(&server);
        old.cookie = before;
        assert!(!is_in(&mut old).await, "whoever proved less is out");

        let mut other = Clerk::new(&server);
        let form = other.get("/verwaltung/anmelden").await;
        let button = form.text.split(&format!("action=\"{ASK}\"")).nth(1).unwrap();
        assert!(button.starts_with(" data-mit-skript hidden>"), "without script there is no button: {button}");
        let rules = form.headers["content-security-policy"].to_str().unwrap();
        assert!(rules.contains("script-src 'self'") && !rules.contains("unsafe"), "{rules}");
        let overview = format!("/verwaltung/{}", server.host);
        let signed_in = device.sign_in(&mut other, &overview).await;
        assert_eq!((signed_in.status, signed_in.location()), (303, overview.as_str()), "{}", signed_in.text);
        assert_eq!(other.get(&overview).await.status, 200);
        assert!(first.get(KEYS).await.text.contains("Zuletzt benutzt"));
        let log = other.get(&format!("{overview}/protokoll")).await.text;
        assert!(log.contains("hat einen Passkey angelegt"), "{log}");
    }
}

#[tokio::test]
async fn after_the_password_it_is_the_second_proof() {
    for database in databases::each().await {
        let server = strict(&database).await;
        let (_, mut device, codes) = with_passkey(&server).await;
        let mut olga = Clerk::new(&server);
        olga.sign_in("olga", PASSWORD).await;
        assert!(olga.get("/verwaltung/konto").await.location().starts_with(PROOF), "a password alone is not enough");
        let page = olga.get(PROOF).await.text;
        assert!(page.contains(&format!("action=\"{PROOF}/passkey\"")), "{page}");
        let asked = olga.post(&format!("{PROOF}/passkey"), &[("weiter", "/verwaltung/konto")]).await;
        let answer = device.prove(&options(&asked.text));
        // Whoever watched it cannot use it elsewhere.
        let mut thief = Clerk::new(&server);
        thief.away = olga.away.clone();
        assert_eq!(thief.post(ANSWER, &[("antwort", &answer)]).await.status, 422);
        assert!(!is_in(&mut thief).await);
        let asked = olga.post(&format!("{PROOF}/passkey"), &[("weiter", "/verwaltung/konto")]).await;
        let done = olga.post(ANSWER, &[("antwort", &device.prove(&options(&asked.text)))]).await;
        assert_eq!((done.status, done.location()), (303, "/verwaltung/konto"), "{}", done.text);
        assert!(is_in(&mut olga).await);
        // The codes on paper go on working.
        let mut again = Clerk::new(&server);
        again.sign_in("olga", PASSWORD).await;
        let done = again.post(PROOF, &[("code", &codes[0])]).await;
        let page = again.get(done.location()).await.text;
        assert!(page.contains("ist verbraucht") && page.contains("9 Notfall-Codes"), "{page}");
    }
}

#[tokio::test]
async fn an_answer_counts_once_here_and_now_only() {
    for database in databases::each().await {
        let server = strict(&database).await;
        let (_, mut device, _) = with_passkey(&server).await;
        let mut clerk = Clerk::new(&server);
        let asked = clerk.post(ASK, &[]).await;
        let answer = device.prove(&options(&asked.text));
        let away = clerk.away.clone();
        assert_eq!(clerk.post(ANSWER, &[("antwort", &answer)]).await.status, 303);

        let mut thief = Clerk::new(&server);
        assert_eq!(thief.post(ANSWER, &[("antwort", &answer)]).await.status, 422, "another browser");
        thief.away = away;
        assert_eq!(thief.post(ANSWER, &[("antwort", &answer)]).await.status, 422, "the same question twice");
        thief.post(ASK, &[]).await;
        assert_eq!(thief.post(ANSWER, &[("antwort", &answer)]).await.status, 422, "an answer to another question");
        let asked = thief.post(ASK, &[]).await;
        let late = device.prove(&options(&asked.text));
        server.clock.advance(Duration::from_secs(601));
        assert_eq!(thief.post(ANSWER, &[("antwort", &late)]).await.status, 422, "ten minutes are over");

        let (origin, host) = (device.origin.clone(), device.host.clone());
        let cases: [(&str, Spoil<'_>); 4] = [
            ("a page elsewhere", &|device| device.origin = "http://stadt.localhost.boese.de".into()),
            ("another port", &|device| device.origin = "http://stadt.localhost:1".into()),
            ("a key for another host", &|device| device.host = "boese.de".into()),
            ("nobody looked who holds it", &|device| device.verifies = false),
        ];
        for (case, spoil) in cases {
            let mut thief = Clerk::new(&server);
            spoil(&mut device);
            let refused = device.sign_in(&mut thief, "").await;
            assert!(refused.status == 422 && refused.text.contains("gilt hier nicht"), "{case}: {}", refused.text);
            assert!(!is_in(&mut thief).await, "{case}");
            (device.origin, device.host, device.verifies) = (origin.clone(), host.clone(), true);
        }
        for nonsense in ["", "{}", "null", "[]", "{\"id\":\"\"}"] {
            thief.post(ASK, &[]).await;
            assert_eq!(thief.post(ANSWER, &[("antwort", nonsense)]).await.status, 422, "{nonsense}");
        }
        assert_eq!(device.sign_in(&mut Clerk::new(&server), "").await.status, 303, "it works as before");
        server.clock.advance(Duration::from_secs(601));
        server.clock.advance(Duration::from_secs(3600));
        server.app.run_all_due_jobs().await.unwrap();
        let left = "SELECT count(*) FROM sign_in_flow";
        assert_eq!(database.number(left).await, Some(0), "questions that nobody answered are forgotten");
    }
}

#[tokio::test]
async fn an_older_counter_is_a_copy() {
    for database in databases::each().await {
        let server = strict(&database).await;
        let (_, mut device, _) = with_passkey(&server).await;
        device.counter = 40;
        assert_eq!(device.sign_in(&mut Clerk::new(&server), "").await.status, 303);
        device.counter = 12;
        let mut thief = Clerk::new(&server);
        let refused = device.sign_in(&mut thief, "").await;
        assert!(refused.status == 422 && refused.text.contains("vielleicht kopiert"), "{}", refused.text);
        assert!(!is_in(&mut thief).await);
    }
}

#[tokio::test]
async fn changing_passkeys_takes_a_fresh_proof_and_the_last_proof_stays() {
    for database in databases::each().await {
        let server = strict(&database).await;
        let (mut olga, mut device, codes) = with_passkey(&server).await;
        let last = removals(&olga.get(KEYS).await.text);
        let refused = olga.post(&last[0], &[]).await;
        assert!(refused.status == 422 && refused.text.contains("einziger zweiter Nachweis"), "{}", refused.text);

        server.clock.advance(Duration::from_secs(601));
        let again = format!("{PROOF}?erneut=ja&weiter=%2Fverwaltung%2Fkonto%2Fpasskeys");
        for (path, fields) in
            [(KEYS, vec![("name", "Fremd")]), (last[0].as_str(), vec![]), (&format!("{KEYS}/codes"), vec![])]
        {
            let led = olga.post(path, &fields).await;
            assert_eq!((led.status, led.location()), (303, again.as_str()), "{path}");
        }
        assert!(olga.get("/verwaltung/konto/zweiter-nachweis").await.location().starts_with(PROOF), "a phone, too");
        assert!(olga.get(&again).await.text.contains("noch einmal aus"));
        let asked = olga.post(&format!("{PROOF}/passkey"), &[("weiter", KEYS), ("erneut", "ja")]).await;
        let proven = olga.post(ANSWER, &[("antwort", &device.prove(&options(&asked.text)))]).await;
        assert_eq!(proven.location(), KEYS);

        let mut second = Device::new(&server);
        let done = second.register(&mut olga, "Schlüsselbund <b>").await;
        assert_eq!(done.location(), format!("{KEYS}?gut=neu"), "she has codes already");
        let page = olga.get(KEYS).await.text;
        assert!(page.contains("10 Notfall-Codes") && !page.contains("<b>"), "{page}");
        let mut elsewhere = Clerk::new(&server);
        assert_eq!(second.sign_in(&mut elsewhere, "").await.status, 303);
        let gone = removals(&page)[0].clone();
        assert_eq!(olga.post(&gone, &[]).await.location(), format!("{KEYS}?gut=weg"));
        assert!(!is_in(&mut elsewhere).await && is_in(&mut olga).await, "signed out everywhere else");
        let removed = device.sign_in(&mut Clerk::new(&server), "").await;
        let unknown = Device::new(&server).sign_in(&mut Clerk::new(&server), "").await;
        assert_eq!((removed.status, unknown.status), (422, 422));
        assert_eq!(removed.text, unknown.text, "nobody learns which keys there were");
        assert_eq!(second.sign_in(&mut Clerk::new(&server), "").await.status, 303);
        let renewed = olga.post(&format!("{KEYS}/codes"), &[]).await;
        assert_eq!(shown_codes(&renewed.text).len(), 10);
        let mut half = Clerk::new(&server);
        half.sign_in("olga", PASSWORD).await;
        assert_eq!(half.post(PROOF, &[("code", &codes[1])]).await.status, 422, "those before work no more");
        let log = olga.get(&format!("/verwaltung/{}/protokoll", server.host)).await.text;
        assert!(log.contains("hat einen Passkey entfernt"), "{log}");
    }
}

#[tokio::test]
async fn nobody_registers_a_key_for_others_or_twice() {
    for database in databases::each().await {
        let server = strict(&database).await;
        let (_, mut device, _) = with_passkey(&server).await;
        let town = server.town().await.id;
        let mut editor = Clerk::invited(&server, "redaktion", Role::Editor, Some(town)).await;
        let known = device.register(&mut editor, "Gefunden").await;
        assert!(known.status == 422 && known.text.contains("schon angelegt"), "{}", known.text);
        let asked = editor.post(KEYS, &[("name", "Handy")]).await;
        let mut own = Device::new(&server);
        own.verifies = false;
        let answer = own.make(&options(&asked.text));
        assert_eq!(editor.post(&format!("{KEYS}/antwort"), &[("antwort", &answer)]).await.status, 422);
        own.verifies = true;
        let asked = editor.post(KEYS, &[("name", "Handy")]).await;
        let answer = own.make(&options(&asked.text));
        let mut other = Clerk::invited(&server, "freigabe", Role::Approver, Some(town)).await;
        other.away = editor.away.clone();
        assert_eq!(other.post(&format!("{KEYS}/antwort"), &[("antwort", &answer)]).await.status, 422, "hers alone");
        assert_eq!(editor.post(KEYS, &[("name", "")]).await.status, 422, "a name is needed");
        assert_eq!(database.number("SELECT count(*) FROM staff_passkey").await, Some(1));
    }
}

#[tokio::test]
async fn a_reset_and_an_end_take_all_passkeys_away() {
    for database in databases::each().await {
        let server = strict(&database).await;
        let (mut olga, mut device, _) = with_passkey(&server).await;
        let town = server.town().await.id;
        let mut editor = Clerk::invited(&server, "redaktion", Role::Editor, Some(town)).await;
        let mut hers = Device::new(&server);
        assert_eq!(hers.register(&mut editor, "Handy").await.status, 200);
        reset_proof(&server.app.desk(), "olga").await.unwrap();
        assert!(!is_in(&mut olga).await);
        assert_eq!(device.sign_in(&mut Clerk::new(&server), "").await.status, 422);
        olga.sign_in("olga", PASSWORD).await;
        assert!(olga.get("/verwaltung").await.location().starts_with("/verwaltung/konto/zweiter-nachweis"), "anew");
        end_staff(&server.app.desk(), "redaktion").await.unwrap();
        assert_eq!(hers.sign_in(&mut Clerk::new(&server), "").await.status, 422);
        assert_eq!(database.number("SELECT count(*) FROM staff_passkey").await, Some(0));
    }
}

#[tokio::test]
async fn asking_for_passkeys_ends_and_keeps_nobody_else_out() {
    let database = databases::sqlite().await;
    let server = strict(&database).await;
    let (_, mut device, _) = with_passkey(&server).await;
    let mut guesser = Clerk::new(&server);
    let mut last = 0;
    for _ in 0..21 {
        last = guesser.post(ASK, &[]).await.status;
    }
    assert_eq!(last, 429);
    server.clock.advance(Duration::from_secs(90));
    assert_eq!(device.sign_in(&mut Clerk::new(&server), "").await.status, 303);
}
