//! Logging in at a platform's own page: the whole way through the program, and every way in which it can go wrong. On both
//! engines, against a fake platform.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use ausrufer::admin::{
    AdminError, LoginRequest, Offered, Started, choose_account, remove_login, start_login, take_answer,
};
use ausrufer::domain::connection::{PlatformApp, Secret};
use ausrufer::domain::source::SourceState;
use ausrufer::error::Words;
use ausrufer::i18n::Locale;
use ausrufer::sources::oauth;
use ausrufer::store::{connections, login_flows};
use serde_json::Value;
use url::Url;

use crate::support::databases;
use crate::support::fake_oauth::{APP, APP_SECRET, FakeOauth, PERSON};
use crate::support::http::get;
use crate::support::program::Program;
use crate::support::seed::read;
use crate::support::server::TestServer;

/// What a person does at the platform: opens the address, agrees (or not), and is sent to another one.
pub(crate) async fn visit(address: &str) -> String {
    let url = Url::parse(address).unwrap();
    let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let path = &url[url::Position::BeforePath..];
    let (status, headers, body) = get(&host, path, "text/html").await;
    assert_eq!(status, 302, "{body}");
    headers["location"].to_str().unwrap().to_owned()
}

fn request(fake: &FakeOauth, way: &str) -> LoginRequest {
    LoginRequest {
        way: oauth::by_name(way).unwrap(),
        source: None,
        app: Some(PlatformApp { id: APP.into(), secret: Secret::new(APP_SECRET), verify: None }),
        api_base: Some(fake.base.to_string()),
        settings: serde_json::Map::new(),
        redirect: None,
        person: Some("eva@musterbach.test".into()),
        deputy: None,
    }
}

async fn start(server: &TestServer, fake: &FakeOauth, way: &str) -> Started {
    start_login(&server.app.desk(), &server.town().await, request(fake, way)).await.unwrap()
}

async fn answer(server: &TestServer, started: &Started, given: &str) -> Result<Offered, AdminError> {
    take_answer(&server.app.desk(), &server.town().await, Some(started.flow), given).await
}

fn refused(answer: Result<Offered, AdminError>, words: &str) {
    let said = answer.expect_err(words).words(Locale::De);
    assert!(said.contains(words), "{said}");
}

/// A conversation with `source connect`: opens what it says, pastes what comes back, then says the rest.
async fn converse(mut command: Command, rest: &str) -> (bool, String, String) {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut told = String::new();
    let address = loop {
        let line = lines.next().unwrap().unwrap();
        told.push_str(&line);
        told.push('\n');
        if line.starts_with("http") {
            break line;
        }
    };
    let back = visit(&address).await;
    child.stdin.take().unwrap().write_all(format!("{back}\n{rest}").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    told.extend(lines.map(|line| line.unwrap() + "\n"));
    (output.status.success(), String::from_utf8(output.stdout).unwrap(), told)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_connected_renewed_and_given_back_through_the_program() {
    for database in databases::each().await {
        let fake = FakeOauth::start().await;
        let program = Program::new(Some(&database.url));
        let host = program.host();
        program.succeed(&["town", "add", "--name", "Musterbach", "--host", &host, "--publish"]);
        let file = program.folder.path().join("app.json");
        std::fs::write(&file, format!(r#"{{"app_id": "{APP}", "app_secret": "{APP_SECRET}"}}"#)).unwrap();
        let (app_file, base) = (file.to_str().unwrap(), fake.base.as_str());
        let first = [
            "source",
            "connect",
            "facebook",
            "--app-file",
            app_file,
            "--api-base",
            base,
            "--json",
            "--person",
            "eva@musterbach.test",
        ];
        let (well, out, told) = converse(program.command(&first), "2\n").await;
        assert!(well, "{told}");
        let data: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((data["platform"].as_str(), data["account"].as_str()), (Some("facebook"), Some("200")), "{out}");
        assert!(told.contains("1  Freibad Musterbach (100)") && told.contains("2  Stadt Musterbach (200)"), "{told}");
        assert!(told.contains(&format!("http://{host}/hooks/oauth/facebook")), "{told}");
        let all = format!("{out}{told}");
        assert!(!all.contains(APP_SECRET) && !all.contains("EAAB") && !all.contains("token-"), "{all}");
        let logins = program.succeed(&["source", "logins"]);
        assert!(logins.contains("stadt-musterbach") && logins.contains("eva@musterbach.test"), "{logins}");

        // Anew: the app is known by now, and the channel says which Page it is.
        let again = ["source", "connect", "stadt-musterbach"];
        let (well, out, told) = converse(program.command(&again), "").await;
        assert!(well && out.contains("Neue Anmeldung für „Stadt Musterbach“"), "{out}{told}");
        let (well, _, told) = converse(program.command(&again), "").await;
        assert!(well, "{told}");
        fake.deny();
        let (well, _, told) = converse(program.command(&again), "").await;
        assert!(!well && told.contains("abgebrochen oder abgelehnt (access_denied)"), "{told}");

        let out = program.succeed(&["source", "disconnect", "stadt-musterbach"]);
        assert!(out.contains("Die Plattform hat sie zurückgenommen. Der Kanal ist pausiert"), "{out}");
        assert_eq!(fake.given_back().len(), 1);
        assert!(fake.given_back()[0].starts_with(&format!("alles von {PERSON} mit token-")), "{:?}", fake.given_back());
        let said = program.refuse(&["source", "disconnect", "stadt-musterbach"]);
        assert!(said.contains("hat keine Anmeldung"), "{said}");
        let audit = program.succeed(&["audit", "list"]);
        assert!(audit.contains("zurückgegeben und gelöscht"), "{audit}");
    }
}

#[tokio::test]
async fn an_answer_counts_once_in_time_and_only_for_its_own_question() {
    for database in databases::each().await {
        let (fake, server) = (FakeOauth::start().await, TestServer::start(&database).await);
        let (started, other) = (start(&server, &fake, "facebook").await, start(&server, &fake, "facebook").await);
        let back = visit(&started.address).await;
        refused(answer(&server, &other, &back).await, "gehört nicht zu dieser Anmeldung");
        refused(
            answer(&server, &started, &back.replace("state=", "state=x")).await,
            "gehört nicht zu dieser Anmeldung",
        );
        refused(answer(&server, &started, "https://stadt.test/").await, "weder die Adresse");
        let offered = answer(&server, &started, &back).await.unwrap();
        assert_eq!(offered.choices.len(), 2, "a wrong answer before does no harm");
        refused(answer(&server, &started, &back).await, "schon benutzt");

        // Another town's login is none here; without a name it is found by its word alone.
        let town = server.town().await;
        let back = visit(&other.address).await;
        let query = back.split_once('?').unwrap().1;
        let desk = server.app.desk();
        assert_eq!(take_answer(&desk, &town, None, query).await.unwrap().flow, other.flow);

        let late = start(&server, &fake, "facebook").await;
        let back = visit(&late.address).await;
        server.pass(601).await;
        refused(answer(&server, &late, &back).await, "zu lange gedauert");
        let said = choose_account(&desk, &town, offered.flow, "200").await.unwrap_err().words(Locale::De);
        assert!(said.contains("zu lange gedauert"), "{said}");
        server.pass(3600).await;
        assert_eq!(read!(server.app.db, |c| login_flows::by_ulid(c, town.id, late.flow)), None, "and is forgotten");

        fake.deny();
        let denied = start(&server, &fake, "facebook").await;
        let back = visit(&denied.address).await;
        refused(answer(&server, &denied, &back).await, "access_denied");
        refused(answer(&server, &denied, &back).await, "schon benutzt");
        assert!(read!(server.app.db, |c| connections::of_town(c, town.id)).is_empty());
    }
}

#[tokio::test]
async fn what_is_chosen_must_be_there_and_be_the_channels_own() {
    for database in databases::each().await {
        let (fake, server) = (FakeOauth::start().await, TestServer::start(&database).await);
        let (desk, town) = (server.app.desk(), server.town().await);
        let started = start(&server, &fake, "facebook").await;
        let offered = answer(&server, &started, &visit(&started.address).await).await.unwrap();
        let said = choose_account(&desk, &town, offered.flow, "300").await.unwrap_err().words(Locale::De);
        assert!(said.contains("„300“ ist nicht dabei") && said.contains("200 (Stadt Musterbach)"), "{said}");
        let until = server.app.clock.now().as_second() + 90 * 86_400;
        fake.says(&["pages_read_engagement", "pages_read_user_content"], until);
        let connected = choose_account(&desk, &town, offered.flow, "200").await.unwrap();
        assert_eq!(
            connected.connection.data_access_until.map(jiff::Timestamp::as_second),
            Some(until),
            "known at once"
        );
        assert_eq!(connected.connection.person.as_deref(), Some("eva@musterbach.test"));
        let said = choose_account(&desk, &town, offered.flow, "100").await.unwrap_err().words(Locale::De);
        assert!(said.contains("zu lange"), "each login gives one channel: {said}");

        let request = LoginRequest { source: Some(connected.source.clone()), app: None, ..request(&fake, "facebook") };
        let started = start_login(&desk, &town, request).await.unwrap();
        let offered = answer(&server, &started, &visit(&started.address).await).await.unwrap();
        let said = choose_account(&desk, &town, offered.flow, "100").await.unwrap_err().words(Locale::De);
        assert!(said.contains("gehört zu einem anderen Konto als „Freibad Musterbach“"), "{said}");

        let removed = remove_login(&desk, &town, &connected.connection).await.unwrap();
        assert_eq!(removed.sources.len(), 1);
        assert_eq!(server.source(&connected.source).await.state, SourceState::Paused);
        choose_account(&desk, &town, offered.flow, "200").await.unwrap();
        let again = server.source(&connected.source).await;
        assert_eq!((again.state, again.connection.is_some()), (SourceState::Active, true), "it is taken up again");
    }
}

#[tokio::test]
async fn each_platform_is_logged_in_at_in_its_own_way() {
    for database in databases::each().await {
        let (fake, server) = (FakeOauth::start().await, TestServer::start(&database).await);
        for (way, account) in [
            ("instagram", "1799"),
            ("instagram-facebook", "1784"),
            ("threads", "17"),
            ("x", "9"),
            ("linkedin", "urn:li:organization:5"),
            ("tiktok", "o-1"),
        ] {
            let started = start(&server, &fake, way).await;
            let back = visit(&started.address).await;
            assert!(back.starts_with(&format!("http://{}/hooks/oauth/{way}?", server.host)), "{back}");
            let offered = answer(&server, &started, &back).await.unwrap();
            let accounts: Vec<&str> = offered.choices.iter().map(|choice| choice.account.as_str()).collect();
            assert_eq!(accounts, [account], "{way}");
        }
        let wrong = PlatformApp { id: APP.into(), secret: Secret::new("falsch"), verify: None };
        for way in ["x", "threads"] {
            let request = LoginRequest { app: Some(wrong.clone()), ..request(&fake, way) };
            let started = start_login(&server.app.desk(), &server.town().await, request).await.unwrap();
            let back = visit(&started.address).await;
            refused(answer(&server, &started, &back).await, "Die Plattform kennt die App nicht");
        }
        let none = LoginRequest { app: None, ..request(&fake, "x") };
        let said = start_login(&server.app.desk(), &server.town().await, none).await.unwrap_err().words(Locale::De);
        assert!(said.contains("Von x ist noch keine App bekannt"), "{said}");
    }
}

#[tokio::test]
async fn the_page_for_coming_back_shows_a_line_to_copy_and_nothing_else() {
    let database = databases::sqlite().await;
    let server = TestServer::start(&database).await;
    let path = "/hooks/oauth/facebook?code=AQ%3Cscript%3E&state=wort&foo=bar";
    let (status, headers, page) = server.get(path, "text/html").await;
    assert_eq!(status, 200);
    let plain = |page: &str| page.replace("&#38;", "&").replace("&amp;", "&");
    assert!(plain(&page).contains("code=AQ%3Cscript%3E&state=wort</code>"), "{page}");
    assert!(!page.contains("<script") && !page.contains("foo"), "{page}");
    assert_eq!((headers["cache-control"].to_str().unwrap(), headers.get("set-cookie")), ("no-store", None));
    assert_eq!(headers["referrer-policy"], "no-referrer");
    let (_, _, page) = server.get("/hooks/oauth/x?error=access_denied&state=wort", "text/html").await;
    assert!(plain(&page).contains("error=access_denied&state=wort"), "{page}");
    assert_eq!(server.get("/hooks/oauth/x", "text/html").await.0, 404);
}
