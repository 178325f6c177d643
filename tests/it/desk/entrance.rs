//! Setting up, inviting, signing in and out; what a guesser or a foreign page gets.

use std::time::Duration;

use ausrufer::admin::{NewStaffRequest, invite_staff, renew_code, setup_code};
use ausrufer::domain::limits::Limits;
use ausrufer::domain::staff::Role;
use ausrufer::error::Words;
use ausrufer::i18n::Locale;

use crate::support::clerk::{Clerk, PASSWORD};
use crate::support::databases;
use crate::support::server::TestServer;

#[tokio::test]
async fn the_first_person_sets_up_once_and_looking_uses_nothing_up() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let old = setup_code(&server.app.desk(), false).await.unwrap().code;
        let code = setup_code(&server.app.desk(), false).await.unwrap().code;
        let (old, path) = (format!("/verwaltung/einrichten/{old}"), format!("/verwaltung/einrichten/{code}"));
        let mut clerk = Clerk::new(&server);
        assert_eq!(clerk.get(&old).await.status, 404, "a newer one was made");
        for _ in 0..2 {
            assert_eq!(clerk.get(&path).await.status, 200);
        }
        let short = [("name", "Olga"), ("anmeldename", "olga"), ("passwort", "kurz"), ("nochmal", "kurz")];
        let again = clerk.post(&path, &short).await;
        assert_eq!(again.status, 422);
        assert!(again.text.contains("href=\"#passwort\"") && again.text.contains("value=\"olga\""), "{}", again.text);
        assert!(!again.text.contains("kurz\""), "a password never comes back");
        let good =
            [("name", "Olga"), ("anmeldename", "Olga@Musterbach.de"), ("passwort", PASSWORD), ("nochmal", PASSWORD)];
        let done = clerk.post(&path, &good).await;
        assert_eq!((done.status, done.location()), (303, "/verwaltung"));
        let towns = clerk.get("/verwaltung").await;
        assert_eq!(towns.location(), format!("/verwaltung/{}", server.host), "there is one town only");
        assert!(clerk.get(&format!("/verwaltung/{}", server.host)).await.text.contains("Stadt Musterbach"));
        assert_eq!(clerk.post(&path, &good).await.status, 404, "it was used");

        let refused = setup_code(&server.app.desk(), false).await.unwrap_err();
        assert!(refused.words(Locale::De).contains("arbeitet schon jemand"));
        let second = setup_code(&server.app.desk(), true).await.unwrap().code;
        assert_eq!(clerk.get(&format!("/verwaltung/einrichten/{second}")).await.status, 200);
        server.clock.advance(Duration::from_secs(3601));
        assert_eq!(clerk.get(&format!("/verwaltung/einrichten/{second}")).await.status, 404, "an hour is over");
        for secret in [code.replace('-', "").to_uppercase(), PASSWORD.to_owned()] {
            let found = database.number(&format!("SELECT count(*) FROM staff WHERE password LIKE '%{secret}%'")).await;
            assert_eq!(found, Some(0));
        }
        let cookie = clerk.cookie.clone().unwrap();
        let held = cookie.split_once('=').unwrap().1;
        let found = database.number(&format!("SELECT count(*) FROM staff_session WHERE hash = '{held}'")).await;
        assert_eq!(found, Some(0), "the store never sees what the browser holds");
    }
}

#[tokio::test]
async fn an_invitation_works_once_and_its_renewal_takes_over() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        let request = NewStaffRequest {
            login: "anna".into(),
            name: "Anna Beispiel".into(),
            role: Role::Editor,
            town: Some(town),
            until: None,
            limits: Limits::default(),
            by: None,
        };
        let first = invite_staff(&server.app.desk(), &request).await.unwrap().code.unwrap().code;
        let second = renew_code(&server.app.desk(), "anna").await.unwrap().code.unwrap().code;
        let mut clerk = Clerk::new(&server);
        assert_eq!(clerk.get(&format!("/verwaltung/einladung/{first}")).await.status, 404);
        // As someone types it from paper.
        let path = format!("/verwaltung/einladung/{}", second.replace('-', "").to_uppercase());
        assert!(clerk.get(&path).await.text.contains("Guten Tag Anna Beispiel"));
        let differs = clerk.post(&path, &[("passwort", PASSWORD), ("nochmal", "etwas anderes")]).await;
        assert_eq!(differs.status, 422);
        let done = clerk.post(&path, &[("passwort", PASSWORD), ("nochmal", PASSWORD)]).await;
        assert_eq!(done.status, 303);
        assert_eq!(clerk.post(&path, &[("passwort", PASSWORD), ("nochmal", PASSWORD)]).await.status, 404);

        // A forgotten password: a new one ends every stay that began with the old.
        let renewed = renew_code(&server.app.desk(), "anna").await.unwrap().code.unwrap().code;
        let mut other = Clerk::new(&server);
        let new = "acht blaue Regenschirme";
        let path = format!("/verwaltung/einladung/{renewed}");
        assert_eq!(other.post(&path, &[("passwort", new), ("nochmal", new)]).await.status, 303);
        assert!(clerk.get("/verwaltung").await.location().starts_with("/verwaltung/anmelden"));
        assert_eq!(clerk.sign_in("anna", PASSWORD).await.status, 422);
        assert_eq!(clerk.sign_in("anna", new).await.status, 303);
    }
}

#[tokio::test]
async fn signing_in_gives_a_new_cookie_and_signing_out_ends_it() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let mut clerk = Clerk::owner(&server).await;
        let first = clerk.cookie.clone().unwrap();
        let page = clerk.get("/verwaltung/konto").await;
        assert!(page.text.contains("Firefox, Linux") && page.text.contains("Dieses Gerät"), "{}", page.text);
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.headers["referrer-policy"], "same-origin");
        assert_eq!(page.headers["x-robots-tag"], "noindex");
        assert!(!page.headers["content-security-policy"].to_str().unwrap().contains("script"));
        assert!(!page.text.contains("<script"));

        let signed_in = clerk.sign_in("OLGA", PASSWORD).await;
        let set = signed_in.headers["set-cookie"].to_str().unwrap().to_owned();
        assert!(set.contains("HttpOnly; SameSite=Lax") && set.contains("Path=/"), "{set}");
        assert_ne!(clerk.cookie.clone().unwrap(), first);
        let mut old = Clerk::new(&server);
        old.cookie = Some(first);
        assert_eq!(old.get("/verwaltung/konto").await.status, 303, "the stay before ended with the new one");

        let mut elsewhere = Clerk::new(&server);
        elsewhere.sign_in("olga", PASSWORD).await;
        assert_eq!(elsewhere.get("/verwaltung/konto").await.status, 200);
        assert_eq!(clerk.post("/verwaltung/konto/andere-abmelden", &[]).await.status, 303);
        assert_eq!(elsewhere.get("/verwaltung/konto").await.status, 303);

        let kept = clerk.cookie.clone();
        let out = clerk.post("/verwaltung/abmelden", &[]).await;
        assert_eq!(out.location(), "/verwaltung/anmelden");
        assert_eq!(out.headers["clear-site-data"], "\"cache\", \"storage\"");
        assert_eq!(clerk.cookie, None);
        clerk.cookie = kept;
        assert_eq!(clerk.get("/verwaltung/konto").await.status, 303, "a replayed cookie opens nothing");
    }
}

#[tokio::test]
async fn a_stay_ends_after_a_pause_and_after_a_working_day() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let mut clerk = Clerk::owner(&server).await;
        for _ in 0..28 {
            server.clock.advance(Duration::from_secs(25 * 60));
            assert_eq!(clerk.get("/verwaltung/konto").await.status, 200);
        }
        server.clock.advance(Duration::from_secs(25 * 60));
        assert_eq!(clerk.get("/verwaltung/konto").await.status, 303, "twelve hours are over");
        clerk.sign_in("olga", PASSWORD).await;
        server.clock.advance(Duration::from_secs(31 * 60));
        let over = clerk.post("/verwaltung/konto/andere-abmelden", &[]).await;
        assert_eq!(over.status, 401, "what was sent did not arrive, and it says so");
        assert!(over.text.contains("nicht mehr angemeldet"));
        server.app.run_all_due_jobs().await.unwrap();
        server.pass(3600).await;
        assert_eq!(database.number("SELECT count(*) FROM staff_session").await, Some(0), "nothing of it is kept");
    }
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_get_the_same_answer_and_guessing_ends() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        drop(Clerk::owner(&server).await);
        let mut guesser = Clerk::new(&server);
        let wrong = guesser.sign_in("olga", "falsch falsch falsch").await;
        let nobody = guesser.sign_in("niemand", "falsch falsch falsch").await;
        assert_eq!((wrong.status, nobody.status), (422, 422));
        assert_eq!(wrong.text.replace("olga", "niemand"), nobody.text);
        let mut last = 0;
        for _ in 0..8 {
            last = guesser.sign_in("olga", "falsch falsch falsch").await.status;
        }
        assert_eq!(last, 429);
        let stopped = guesser.sign_in("olga", PASSWORD).await;
        assert_eq!(stopped.status, 429);
        let pause: u64 = stopped.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=60).contains(&pause), "{pause}");
        server.clock.advance(Duration::from_secs(pause));
        assert_eq!(guesser.sign_in("olga", PASSWORD).await.status, 303, "nobody is locked out for good");
    }
}

#[tokio::test]
async fn the_area_is_at_its_host_only_and_public_pages_know_no_cookie() {
    let database = databases::sqlite().await;
    let server = TestServer::start_with(&database, |config| {
        config.server.admin_host = Some("verwaltung.localhost:1".into());
    })
    .await;
    let mut clerk = Clerk::new(&server);
    let elsewhere = clerk.get("/verwaltung/anmelden").await;
    assert_eq!(elsewhere.status, 404, "on the town's own host there is nothing");
    assert!(!elsewhere.text.contains("anmeldename"));
    let request = |host: &'static str| {
        let request = http::Request::builder().uri("/verwaltung/anmelden").header("host", host);
        let router = server.app.router();
        async move {
            let request = request.body(axum::body::Body::empty()).unwrap();
            tower::ServiceExt::oneshot(router, request).await.unwrap().status().as_u16()
        }
    };
    assert_eq!(request("verwaltung.localhost:1").await, 200);
    assert_eq!(request("fremd.localhost:1").await, 421);

    let database = databases::sqlite().await;
    let server = TestServer::start(&database).await;
    let mut clerk = Clerk::owner(&server).await;
    for path in ["/", "/kanaele", "/folgen", "/feed.atom", "/verwaltungsgericht"] {
        let with = clerk.get(path).await;
        let without = Clerk::new(&server).get(path).await;
        assert_eq!((with.status, &with.text), (without.status, &without.text), "{path}");
        assert!(with.headers.get("set-cookie").is_none() && !with.headers["vary"].to_str().unwrap().contains("ookie"));
    }
}

#[tokio::test]
async fn a_guesser_who_names_other_networks_is_believed_only_behind_our_proxy() {
    for (proxies, last) in [(&[][..], 429), (&["127.0.0.0/8"][..], 422)] {
        let database = databases::sqlite().await;
        let server = TestServer::start_behind(&database, proxies).await;
        drop(Clerk::owner(&server).await);
        let origin = format!("http://{}", server.host);
        let mut status = 0;
        for n in 0..25 {
            let network = format!("192.0.2.{n}");
            let headers = [("Origin", origin.as_str()), ("X-Forwarded-For", network.as_str())];
            let tried = Clerk::new(&server)
                .send("POST", "/verwaltung/anmelden", &headers, "anmeldename=olga&passwort=geraten")
                .await;
            status = tried.status;
        }
        assert_eq!(status, last, "{proxies:?}");
    }
}
