//! Logins that are there: renewed once whoever tries, never lost silently, watched, told in time, and deleted when their
//! person asks the platform for it. On both engines, against a fake platform and a mailbox.

use std::time::Duration;

use ausrufer::admin::{AtPlatform, Keyring, connect_source, remove_login, set_source_state};
use ausrufer::domain::connection::{Connection, Login, Secret};
use ausrufer::domain::ids::Ulid;
use ausrufer::domain::source::{Source, SourceKind, SourceState};
use ausrufer::jobs::Jobs;
use ausrufer::sources::Registry;
use ausrufer::store::connections::Turn;
use ausrufer::store::jobs::{self, NewJob};
use ausrufer::store::sources::{self, NewSource};
use ausrufer::store::{Conn, connections, deletion_requests};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::support::databases::{self, TestDb};
use crate::support::fake_oauth::{APP, APP_SECRET, FakeOauth, PERSON};
use crate::support::http::post;
use crate::support::mailbox::Mailbox;
use crate::support::seed::{read, store};
use crate::support::server::TestServer;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// A server that mails one operator, a platform, and the mailbox.
async fn stage(database: &TestDb) -> (TestServer, FakeOauth, Mailbox) {
    let mailbox = Mailbox::start().await;
    let relay = mailbox.relay();
    let server = TestServer::start_with(database, |config| {
        config.mail.relay = Some(relay);
        config.mail.from = Some("Ausrufer <ausrufer@musterbach.test>".into());
        config.mail.operator = vec!["edv@musterbach.test".into()];
    })
    .await;
    (server, FakeOauth::start().await, mailbox)
}

fn by(login: Login) -> Keyring {
    let login = Login { app_id: Some(APP.into()), app_secret: Some(Secret::new(APP_SECRET)), ..login };
    Keyring { login, person: Some("eva@musterbach.test".into()), deputy: Some("Ali <ali@musterbach.test>".into()) }
}

/// A paused channel with a login, so that nothing but the login is looked at.
async fn connected(
    server: &TestServer,
    fake: &FakeOauth,
    kind: SourceKind,
    n: u64,
    login: Login,
) -> (Source, Connection) {
    let town = server.town().await;
    let (slug, url) = (format!("kanal-{n}"), format!("https://www.example.org/{n}"));
    let ulid = Ulid::from_parts(n, 1);
    let base = fake.base.to_string();
    let new = NewSource { api_base: Some(&base), ..NewSource::at(town.id, ulid, kind, &slug, "Stadt", &url) };
    let now = server.app.clock.now();
    let id = store!(server.app.db, |c| sources::add(c, new, now));
    let source = read!(server.app.db, |c| sources::by_id(c, town.id, id)).unwrap();
    let connection = connect_source(&server.app.desk(), &source, &by(login)).await.unwrap();
    let source = server.source(&source).await;
    set_source_state(&server.app.desk(), &source, SourceState::Paused).await.unwrap();
    (server.source(&source).await, connection)
}

async fn now_of(server: &TestServer, connection: &Connection) -> Connection {
    read!(server.app.db, |c| connections::by_id(c, connection.town, connection.id)).unwrap()
}

/// A login of two hours with a word for renewing that works once.
fn of_two_hours(server: &TestServer, fake: &FakeOauth) -> Login {
    let (token, word) = fake.pair();
    let end = server.app.clock.now().checked_add(SignedDuration::from_hours(2)).unwrap();
    Login { refresh: Some(Secret::new(word)), expires_at: Some(end), ..Login::with_token(token) }
}

/// Asks for one more run of the job that renews, as another process would.
async fn another_run(server: &TestServer, key: &str) {
    let now = server.app.clock.now();
    let job = NewJob { town: None, kind: "renew_logins", key, payload: "", run_at: now, urgent: false };
    store!(server.app.db, |c| jobs::enqueue(c, job, now));
}

#[tokio::test]
async fn two_workers_renew_a_login_once() {
    for database in databases::each().await {
        let (server, fake, mailbox) = stage(&database).await;
        let login = of_two_hours(&server, &fake);
        let (_, connection) = connected(&server, &fake, SourceKind::X, 1, login).await;
        assert_eq!((connection.ends_at, fake.renewed()), (None, 0), "what renews itself does not end");
        server.pass(HOUR / 2).await;
        assert_eq!(fake.renewed(), 0, "not before half its life");
        server.clock.advance(Duration::from_secs(HOUR / 2));
        fake.hold();
        let first = Jobs::new(server.app.hands());
        let running = tokio::spawn(async move { first.run_all_due().await });
        fake.renewal().await;
        another_run(&server, "der andere").await;
        Jobs::new(server.app.hands()).run_all_due().await.unwrap();
        let busy = now_of(&server, &connection).await;
        assert!(busy.renewal_begun_at.is_some() && busy.renewing_until.is_some(), "written down before it is sent");
        fake.open();
        running.await.unwrap().unwrap();
        let sent = fake.asked().iter().filter(|path| *path == "/2/oauth2/token").count();
        assert_eq!((fake.renewed(), sent), (1, 1), "one of two");
        let done = now_of(&server, &connection).await;
        assert_eq!((done.renewal_begun_at, done.renewing_until, done.renewal_refused_at), (None, None, None));
        assert_ne!(done.login_sealed, connection.login_sealed);
        server.pass(HOUR + 300).await;
        assert_eq!(fake.renewed(), 2, "and with the new word again");
        assert!(mailbox.letters().is_empty(), "{:?}", mailbox.letters());
    }
}

#[tokio::test]
async fn of_two_who_begin_at_once_one_has_the_turn() {
    for database in databases::each().await {
        let (server, fake, _) = stage(&database).await;
        let login = of_two_hours(&server, &fake);
        let (_, connection) = connected(&server, &fake, SourceKind::X, 1, login).await;
        let now = server.app.clock.now().checked_add(SignedDuration::from_hours(1)).unwrap();
        let later = |minutes| now.checked_add(SignedDuration::from_mins(minutes)).unwrap();
        // Both would be due again at once, so that the turn alone decides.
        let turn = Turn { until: later(2), again: now, once: true };
        let take = |now: Timestamp| {
            let (db, connection) = (server.app.db.clone(), connection.clone());
            async move {
                db.write(async |c: &mut Conn<'_>| connections::begin_renewal(c, &connection, turn, now).await)
                    .await
                    .unwrap()
            }
        };
        let (one, other) = tokio::join!(take(now), take(now));
        assert!(one != other, "{one} {other}");
        assert!(!take(later(1)).await, "still taken");
        assert!(take(later(3)).await, "whoever had it is gone");
    }
}

#[tokio::test]
async fn a_login_that_got_lost_while_it_was_renewed_is_told() {
    for database in databases::each().await {
        let (server, fake, mailbox) = stage(&database).await;
        let login = of_two_hours(&server, &fake);
        let (source, connection) = connected(&server, &fake, SourceKind::X, 1, login).await;
        server.clock.advance(Duration::from_secs(HOUR));
        // The program ends after the platform used the old word up and before the new one is stored.
        fake.hold();
        let jobs = Jobs::new(server.app.hands());
        let running = tokio::spawn(async move { jobs.run_all_due().await });
        fake.renewal().await;
        running.abort();
        let _ = running.await;
        fake.open();
        assert!(now_of(&server, &connection).await.renewal_begun_at.is_some(), "seen in the store");
        assert!(mailbox.letters().is_empty());
        for _ in 0..5 {
            server.pass(700).await;
        }
        let lost = now_of(&server, &connection).await;
        assert!(lost.renewal_refused_at.is_some() && fake.renewed() == 1, "the old word was tried again: {lost:?}");
        let letters = mailbox.letters();
        assert_eq!(letters.len(), 1, "{letters:?}");
        let text = &letters[0].text;
        assert!(text.contains("Beim Verlängern ist die Anmeldung verloren gegangen"), "{text}");
        assert!(text.contains("Anmeldung neu verbinden: ausrufer source connect kanal-1"), "{text}");
        assert_eq!(letters[0].subject, "Stadt Musterbach: eine Anmeldung braucht Sie");

        let login = of_two_hours(&server, &fake);
        connect_source(&server.app.desk(), &source, &by(login)).await.unwrap();
        let again = now_of(&server, &connection).await;
        assert_eq!((again.renewal_refused_at, again.renewal_begun_at), (None, None));
    }
}

#[tokio::test]
async fn a_platform_that_has_trouble_and_then_refuses_is_told_as_lost_too() {
    for database in databases::each().await {
        let (server, fake, mailbox) = stage(&database).await;
        let login = of_two_hours(&server, &fake);
        let (_, connection) = connected(&server, &fake, SourceKind::Tiktok, 1, login).await;
        fake.lose();
        server.pass(HOUR).await;
        let open = now_of(&server, &connection).await;
        assert!(open.renewal_begun_at.is_some() && open.renewing_until.is_none(), "nobody knows whether it arrived");
        for _ in 0..5 {
            server.pass(700).await;
        }
        assert_eq!(fake.renewed(), 1);
        assert!(mailbox.letters()[0].text.contains("verloren gegangen"), "{:?}", mailbox.letters());
    }
}

#[tokio::test]
async fn the_end_of_a_login_is_told_in_four_steps_and_each_once() {
    for database in databases::each().await {
        let (server, fake, mailbox) = stage(&database).await;
        let end = server.app.clock.now().checked_add(SignedDuration::from_hours(20 * 24)).unwrap();
        let login = Login { expires_at: Some(end), ..Login::with_token("t") };
        // LinkedIn without a word for renewing: only a person can.
        let (source, _) = connected(&server, &fake, SourceKind::Linkedin, 1, login).await;
        let mut told = Vec::new();
        for day in 1..=25u64 {
            for _ in 0..3 {
                server.pass(DAY / 3).await;
            }
            told.resize(mailbox.letters().len(), day);
        }
        assert_eq!(told, [6, 13, 17, 19, 20], "14, 7, 3 and 1 days before, and at the end");
        let letters = mailbox.letters();
        let to = ["edv@musterbach.test", "eva@musterbach.test", "ali@musterbach.test"];
        assert!(letters.iter().all(|letter| letter.to == to), "{:?}", letters[0].to);
        assert!(letters[1].text.contains("höchstens noch 7 Tage"), "{}", letters[1].text);
        assert!(letters[3].text.contains("höchstens noch ein Tag"), "{}", letters[3].text);
        assert!(letters[4].text.contains("Die Anmeldung ist abgelaufen"), "{}", letters[4].text);

        let end = server.app.clock.now().checked_add(SignedDuration::from_hours(60 * 24)).unwrap();
        let login = Login { expires_at: Some(end), ..Login::with_token("t") };
        connect_source(&server.app.desk(), &source, &by(login)).await.unwrap();
        server.pass(47 * DAY).await;
        server.pass(300).await;
        assert_eq!(mailbox.letters().len(), 6, "a new end is told anew");
    }
}

#[tokio::test]
async fn the_end_of_a_platforms_version_is_told_in_time_and_twice() {
    for database in databases::each().await {
        let (server, fake, mailbox) = stage(&database).await;
        let (source, _) = connected(&server, &fake, SourceKind::Linkedin, 1, Login::with_token("t")).await;
        let ends = Registry::connector(SourceKind::Linkedin).unwrap().version_ends(&source.settings).unwrap();
        let told = |mailbox: &Mailbox| {
            mailbox.letters().iter().filter(|one| one.text.contains("Fassung von Ausrufer")).count()
        };
        let until = async |days: i64| {
            let at = ends.checked_sub(SignedDuration::from_hours(24 * days)).unwrap();
            let left = at.duration_since(server.app.clock.now());
            server.clock.advance(Duration::try_from(left).unwrap());
            server.pass(300).await;
            server.pass(300).await;
        };
        until(59).await;
        assert_eq!(told(&mailbox), 0, "nothing is read there");
        set_source_state(&server.app.desk(), &source, SourceState::Active).await.unwrap();
        server.pass(300).await;
        until(30).await;
        assert_eq!(told(&mailbox), 1);
        until(13).await;
        until(5).await;
        let letters = mailbox.letters();
        let last = letters.iter().rfind(|one| one.text.contains("Fassung von Ausrufer")).unwrap();
        assert!(
            last.text.contains("Aktualisieren Sie Ausrufer") && !last.text.contains("neu verbinden"),
            "{}",
            last.text
        );
        assert_eq!(told(&mailbox), 2);
    }
}

#[tokio::test]
async fn a_letter_that_the_relay_refuses_for_now_is_sent_again() {
    let database = databases::sqlite().await;
    let (server, fake, mailbox) = stage(&database).await;
    let end = server.app.clock.now().checked_add(SignedDuration::from_hours(30)).unwrap();
    mailbox.refuse(1);
    let login = Login { expires_at: Some(end), ..Login::with_token("t") };
    connected(&server, &fake, SourceKind::Linkedin, 1, login).await;
    server.pass(1).await;
    assert!(mailbox.letters().is_empty() && mailbox.conversations() > 0);
    server.pass(300).await;
    server.pass(300).await;
    assert_eq!(mailbox.letters().len(), 1);
}

#[tokio::test]
async fn a_pages_login_is_looked_at_daily_though_it_has_no_end() {
    for database in databases::each().await {
        let (server, fake, mailbox) = stage(&database).await;
        let (_, connection) =
            connected(&server, &fake, SourceKind::Facebook, 1, Login::with_token("EAAB-seite-200")).await;
        let looks = || fake.asked().iter().filter(|path| *path == "/v26.0/debug_token").count();
        for _ in 0..3 {
            server.pass(DAY + 60).await;
        }
        assert_eq!((looks(), mailbox.letters().len()), (3, 0));

        let until = server.app.clock.now().as_second() + 80 * i64::try_from(DAY).unwrap();
        fake.says(&["pages_read_engagement"], until);
        server.pass(DAY + 60).await;
        server.pass(300).await;
        let seen = now_of(&server, &connection).await;
        assert_eq!(seen.data_access_until.map(Timestamp::as_second), Some(until));
        assert_eq!(seen.ends_at, seen.data_access_until);
        let letters = mailbox.letters();
        assert_eq!(letters.len(), 1, "{letters:?}");
        assert!(letters[0].text.contains("fehlen Rechte") && letters[0].text.contains("pages_read_user_content"));
        fake.says(&["pages_read_engagement", "pages_read_user_content"], until);
        server.pass(DAY + 60).await;
        assert_eq!(now_of(&server, &connection).await.missing, None);

        fake.kill("EAAB-seite-200");
        server.pass(DAY + 60).await;
        server.pass(300).await;
        assert!(now_of(&server, &connection).await.dead_since.is_some());
        let letters = mailbox.letters();
        assert_eq!(letters.len(), 2, "{letters:?}");
        assert!(letters[1].text.contains("Die Plattform lehnt die Anmeldung ab"), "{}", letters[1].text);
    }
}

#[tokio::test]
async fn a_permission_that_another_login_rests_on_is_not_given_back() {
    for database in databases::each().await {
        let (server, fake, _) = stage(&database).await;
        let (grant, _) = fake.pair();
        let login = |page: &str| Login {
            grant: Some(Secret::new(grant.as_str())),
            granted_by: Some(PERSON.into()),
            provider: Some("facebook".into()),
            ..Login::with_token(page)
        };
        let (_, one) = connected(&server, &fake, SourceKind::Facebook, 1, login("EAAB-seite-100")).await;
        let (_, other) = connected(&server, &fake, SourceKind::Facebook, 2, login("EAAB-seite-200")).await;
        let (desk, town) = (server.app.desk(), server.town().await);
        assert_eq!(remove_login(&desk, &town, &one).await.unwrap().at_platform, AtPlatform::Shared);
        assert!(fake.given_back().is_empty());
        assert_eq!(remove_login(&desk, &town, &other).await.unwrap().at_platform, AtPlatform::Revoked);
        assert_eq!(fake.given_back(), [format!("alles von {PERSON} mit {grant}")]);

        let login = Login { provider: Some("x".into()), ..of_two_hours(&server, &fake) };
        let (token, word) = (login.token.reveal().to_owned(), login.refresh.clone().unwrap().reveal().to_owned());
        let (_, third) = connected(&server, &fake, SourceKind::X, 3, login).await;
        assert_eq!(remove_login(&desk, &town, &third).await.unwrap().at_platform, AtPlatform::Revoked);
        assert_eq!(fake.given_back()[1..], [word, token]);
        let (_, by_hand) = connected(&server, &fake, SourceKind::Threads, 4, Login::with_token("THAA")).await;
        assert_eq!(remove_login(&desk, &town, &by_hand).await.unwrap().at_platform, AtPlatform::ByHand);
        assert!(read!(server.app.db, |c| connections::of_town(c, town.id)).is_empty());
    }
}

/// Meta's signed word.
fn signed_request(secret: &str, person: &str) -> Vec<u8> {
    let payload = format!(r#"{{"algorithm":"HMAC-SHA256","user_id":"{person}","issued_at":1790000000}}"#);
    let payload = data_encoding::BASE64URL_NOPAD.encode(payload.as_bytes());
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret.as_bytes());
    let mac = data_encoding::BASE64URL_NOPAD.encode(aws_lc_rs::hmac::sign(&key, payload.as_bytes()).as_ref());
    format!("signed_request={mac}.{payload}").into_bytes()
}

#[tokio::test]
async fn a_person_who_asks_meta_for_deletion_is_forgotten_and_can_see_it() {
    for database in databases::each().await {
        let (server, fake, _) = stage(&database).await;
        let login = |person: &str| Login { granted_by: Some(person.into()), ..Login::with_token("EAAB-seite-100") };
        let (source, _) = connected(&server, &fake, SourceKind::Facebook, 1, login(PERSON)).await;
        let (_, stays) = connected(&server, &fake, SourceKind::Facebook, 2, login("999")).await;
        let town = server.town().await;
        let path = "/meta/datenloeschung";
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        let (status, _, _) = post(&server.host, path, &form, &signed_request("falsch", PERSON)).await;
        assert_eq!(status, 403);
        assert_eq!(post(&server.host, path, &form, b"foo=bar").await.0, 400);
        assert_eq!(read!(server.app.db, |c| connections::of_town(c, town.id)).len(), 2, "nobody else can ask for it");

        let (status, headers, body) = post(&server.host, path, &form, &signed_request(APP_SECRET, PERSON)).await;
        assert_eq!((status, headers["content-type"].to_str().unwrap()), (200, "application/json"));
        let answer: Value = serde_json::from_str(&body).unwrap();
        let code = answer["confirmation_code"].as_str().unwrap().to_owned();
        assert_eq!(answer["url"], format!("http://{}{path}?code={code}", server.host));
        let left = read!(server.app.db, |c| connections::of_town(c, town.id));
        assert_eq!(left.iter().map(|one| one.id).collect::<Vec<_>>(), [stays.id]);
        assert_eq!(server.source(&source).await.connection, None);
        let (status, headers, page) = server.get(&format!("{path}?code={code}"), "text/html").await;
        assert!(status == 200 && page.contains("Eine Anmeldung wurde gelöscht") && page.contains(&code), "{page}");
        assert_eq!((headers["cache-control"].to_str().unwrap(), headers.get("set-cookie")), ("no-store", None));

        // Somebody of whom nothing is stored gets an answer all the same.
        let (status, _, body) = post(&server.host, path, &form, &signed_request(APP_SECRET, "1")).await;
        let answer: Value = serde_json::from_str(&body).unwrap();
        let other = answer["confirmation_code"].as_str().unwrap();
        let (_, _, page) = server.get(&format!("{path}?code={other}"), "text/html").await;
        assert!(status == 200 && page.contains("war hier nicht gespeichert"), "{page}");
        assert_eq!(server.get(&format!("{path}?code=0123"), "text/html").await.0, 404);
        assert!(server.get(path, "text/html").await.2.contains("Apps und Websites"));
        server.pass(366 * DAY).await;
        assert_eq!(read!(server.app.db, |c| deletion_requests::by_code(c, town.id, &code)), None);
    }
}
