//! Citizens ask, report and wish on the page without an account; staff answer in the area; nothing of it is public, and
//! nothing stays longer than it must.

use std::process::Stdio;
use std::time::Duration;

use ausrufer::admin::{NewTownRequest, add_town, publish_town};
use ausrufer::clock::Clock;
use ausrufer::domain::case::{CaseKind, CaseMessage, CaseState, Direction, RemotePart, Visibility};
use ausrufer::domain::ids::ulid_from;
use ausrufer::domain::staff::Role;
use ausrufer::store::cases::{CaseFilter, NewCase};
use ausrufer::store::{Conn, StoreError, case_messages, cases, remote_blocks, tables};

use crate::pipeline::pictures::jpeg;
use crate::pipeline::warnings::{HTML, posts};
use crate::support::clerk::{Answered, Clerk};
use crate::support::databases;
use crate::support::mailbox::Mailbox;
use crate::support::program::Program;
use crate::support::seed::read;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

const WORDS: &str = "Wann hat das Freibad am Sonntag offen?";

/// The value of a field that goes along unseen.
fn hidden<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    page.split(&format!("name=\"{name}\" value=\"")).nth(1)?.split('"').next()
}

/// Opens a form, takes the time to fill it in, sends it.
async fn fill_in(server: &TestServer, address: &str, fields: &[(&str, &str)]) -> Answered {
    let mut citizen = Clerk::new(server);
    let page = citizen.get(address).await;
    assert_eq!(page.status, 200, "{address}: {}", page.text);
    let goes_along: Vec<(&str, &str)> =
        ["zeit", "beitrag", "bild"].into_iter().filter_map(|name| Some((name, hidden(&page.text, name)?))).collect();
    server.clock.advance(Duration::from_secs(30));
    let all: Vec<(&str, &str)> = goes_along.iter().chain(fields).copied().collect();
    let answer = citizen.post(address.split('?').next().unwrap(), &all).await;
    assert!(answer.headers.get("set-cookie").is_none() && citizen.cookie.is_none(), "{address} sets a cookie");
    answer
}

/// Sends a form that is taken; gives the secret address.
async fn ask(server: &TestServer, address: &str, fields: &[(&str, &str)]) -> String {
    let answer = fill_in(server, address, fields).await;
    assert_eq!(answer.status, 303, "{address}: {}", answer.text);
    answer.location().split('?').next().unwrap().to_owned()
}

/// The address of the only case in the list.
async fn only_case(clerk: &mut Clerk, server: &TestServer, query: &str) -> String {
    let base = format!("/verwaltung/{}/eingang", server.host);
    let list = clerk.get(&format!("{base}{query}")).await;
    assert_eq!(list.status, 200);
    let found: Vec<&str> =
        list.text.split("href=\"").skip(1).filter(|rest| rest.starts_with(&format!("{base}/"))).collect();
    assert_eq!(found.len(), 1, "{}", list.text);
    found[0].split('"').next().unwrap().to_owned()
}

/// A published post with a picture that nobody described.
async fn with_post(server: &TestServer, site: &Site) {
    server.add_actor().await;
    site.feed(&[]);
    server.add_source(&site.url("/feed.xml")).await;
    server.pass(1).await;
    site.put("/a.jpg", Answer::ok("image/jpeg", jpeg()));
    let mut entry = Entry::new("Fest", "Fest", start_of_tests() + Duration::from_secs(60));
    entry.text = format!("<p>Das Fest am Schloss war gut besucht.</p><p><img src=\"{}\"></p>", site.url("/a.jpg"));
    site.feed(&[entry]);
    server.pass(200).await;
}

/// A form's address, what is typed into it, and the kind it becomes.
type Form = (&'static str, &'static [(&'static str, &'static str)], &'static str);

#[tokio::test]
async fn each_form_becomes_a_case_that_is_answered_behind_its_secret_address() {
    const NOTICE: [(&str, &str); 4] =
        [("adresse", "/beitrag/x"), ("name", "Anna"), ("mail", "anna@beispiel.test"), ("wahr", "ja")];
    let forms: [Form; 4] = [
        ("/frage", &[], "Frage"),
        ("/barriere-melden", &[("adresse", "/termine")], "Barriere"),
        ("/inhalt-melden", &NOTICE, "Gemeldeter Inhalt"),
        ("/en/loeschung", &[("adresse", "/beitrag/y")], "Löschwunsch"),
    ];
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let mut clerk = Clerk::owner(&server).await;
        for (address, fields, kind) in forms {
            let words = format!("{WORDS} {kind}");
            let all: Vec<(&str, &str)> = fields.iter().copied().chain([("text", words.as_str())]).collect();
            let secret = ask(&server, address, &all).await;
            let mut citizen = Clerk::new(&server);
            let page = citizen.get(&secret).await;
            assert!(page.status == 200 && page.text.contains(&words), "{}", page.text);
            assert_eq!(page.headers["cache-control"], "no-store");
            assert_eq!(page.headers["x-robots-tag"], "noindex");
            let number = page.text.split("class=\"nummer\">").nth(1).unwrap().split('<').next().unwrap().to_owned();

            let case = only_case(&mut clerk, &server, &format!("?q={}", number.to_lowercase())).await;
            let shown = clerk.get(&case).await.text;
            assert!(shown.contains(kind) && shown.contains(&number) && shown.contains(&words), "{shown}");
            let note = clerk.post(&case, &[("tun", "notieren"), ("notiz", "Bademeister fragen")]).await;
            assert_eq!(note.status, 303, "{}", note.text);
            assert_eq!(clerk.post(&case, &[("tun", "uebernehmen")]).await.status, 303);
            assert_eq!(clerk.post(&case, &[("tun", "zwischenstand")]).await.status, 303);
            let page = citizen.get(&secret).await.text;
            assert!(page.contains("Wir melden uns bis") && !page.contains("Bademeister"), "{page}");
            let empty = clerk.post(&case, &[("tun", "antworten"), ("text", " ")]).await;
            assert!(empty.status == 422 && empty.text.contains("href=\"#text\""), "{}", empty.text);
            let sent = clerk.post(&case, &[("tun", "antworten"), ("text", "Von 9 bis 19 Uhr.")]).await;
            assert_eq!(sent.status, 303, "{}", sent.text);
            assert!(clerk.get(sent.location()).await.text.contains("Die Antwort ist gesendet."));
            assert!(citizen.get(&secret).await.text.contains("Von 9 bis 19 Uhr."));

            let more = citizen.post(&secret, &[("tun", "ergaenzen"), ("text", "Und am Montag?")]).await;
            assert_eq!(more.status, 303, "{}", more.text);
            let shown = clerk.get(&case).await.text;
            assert!(shown.contains("Und am Montag?") && shown.contains("Zugewiesen"), "it waits again: {shown}");
            assert_eq!(citizen.post(&secret, &[("tun", "loeschen")]).await.status, 422, "nobody deletes by mistake");
            assert_eq!(citizen.post(&secret, &[("tun", "loeschen"), ("sicher", "ja")]).await.status, 200);
            assert_eq!(citizen.get(&secret).await.status, 404);
            let shown = clerk.get(&case).await.text;
            assert!(!shown.contains(WORDS) && !shown.contains("19 Uhr") && !shown.contains("anna@"), "{shown}");
        }
        let log = clerk.get(&format!("/verwaltung/{}/protokoll", server.host)).await.text;
        assert!(log.contains("beantwortet") && log.contains("auf Wunsch gelöscht"), "{log}");
        assert!(!log.contains(WORDS), "the log outlives what citizens say");
    }
}

#[tokio::test]
async fn machines_are_kept_out_without_riddles() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        let count = async || read!(server.app.db, |c| cases::list(c, town, &CaseFilter::default(), (0, 100))).len();
        let mut machine = Clerk::new(&server);
        let page = machine.get("/frage").await.text;
        let stamp = hidden(&page, "zeit").unwrap();
        let fast = machine.post("/frage", &[("zeit", stamp), ("text", WORDS)]).await;
        assert!(fast.status == 422 && fast.text.contains(WORDS), "what was typed is kept: {}", fast.text);
        for bad in ["", "v1|x|y|z"] {
            assert_eq!(machine.post("/frage", &[("zeit", bad), ("text", WORDS)]).await.status, 422, "{bad}");
        }
        server.clock.advance(Duration::from_secs(30));
        let trapped = [("zeit", stamp), ("text", WORDS), ("webseite", "https://werbung.test")];
        assert_eq!(machine.post("/frage", &trapped).await.status, 200, "it learns nothing");
        let body = format!("zeit={stamp}&text=x");
        for foreign in [vec![], vec![("Origin", "null")], vec![("Origin", "http://boese.test")]] {
            assert_eq!(machine.send("POST", "/frage", &foreign, &body).await.status, 403, "{foreign:?}");
        }
        let links = "http://a.test http://b.test http://c.test http://d.test http://e.test www.f.test";
        assert_eq!(machine.post("/frage", &[("zeit", stamp), ("text", links)]).await.status, 422);
        let large = "ä".repeat(11_000);
        assert_eq!(machine.post("/frage", &[("zeit", stamp), ("text", &large)]).await.status, 413);
        assert_eq!(count().await, 0);

        let answer = machine.post("/frage", &[("zeit", stamp), ("text", WORDS)]).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        let again = machine.post("/frage", &[("zeit", stamp), ("text", WORDS)]).await;
        assert!(again.status == 422 && again.text.contains("schon bekommen"), "{}", again.text);
        let mut taken = 1;
        let stopped = loop {
            let words = format!("Frage {taken}");
            let answer = machine.post("/frage", &[("zeit", stamp), ("text", &words)]).await;
            if answer.status != 303 {
                break answer.status;
            }
            taken += 1;
            assert!(taken < 10, "nobody stops it");
        };
        assert_eq!((stopped, count().await), (429, taken));
        server.clock.advance(Duration::from_secs(60));
        assert_eq!(machine.post("/frage", &[("zeit", stamp), ("text", "Später")]).await.status, 303);
        server.clock.advance(Duration::from_secs(25 * 3600));
        assert_eq!(machine.post("/frage", &[("zeit", stamp), ("text", "Zu alt")]).await.status, 422);
    }
}

#[tokio::test]
async fn a_case_belongs_to_one_town_and_to_those_who_may_read_it() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        let other = format!("nachbar.localhost:{}", server.host.rsplit_once(':').unwrap().1);
        let request = NewTownRequest { name: "Stadt Nachbar".into(), host: other.clone(), ..NewTownRequest::default() };
        add_town(&server.app.desk(), request).await.unwrap();
        publish_town(&server.app.desk(), &other).await.unwrap();
        let secret = ask(&server, "/frage", &[("text", WORDS)]).await;
        assert_eq!(Clerk::at(&other).get(&secret).await.status, 404);
        let mut owner = Clerk::owner(&server).await;
        let case = only_case(&mut owner, &server, "").await;
        let elsewhere = case.replace(&server.host, &other);
        assert_eq!(owner.post("/verwaltung/ort", &[("ort", other.as_str())]).await.status, 303, "the town is entered");
        assert_eq!(owner.get(&elsewhere).await.status, 404);
        assert_eq!(owner.post(&elsewhere, &[("tun", "schliessen")]).await.status, 404);
        for (role, reads, answers) in [
            (Role::Agency, 403, 403),
            (Role::Technician, 403, 403),
            (Role::Privacy, 200, 403),
            (Role::Editor, 200, 303),
        ] {
            let mut clerk = Clerk::invited(&server, role.as_str(), role, Some(town)).await;
            assert_eq!(clerk.get(&case).await.status, reads, "{role:?}");
            assert_eq!(clerk.post(&case, &[("tun", "uebernehmen")]).await.status, answers, "{role:?}");
        }
        let feed = server.get("/feed.json", "application/json").await.2;
        let home = server.get("/", HTML).await.2;
        assert!(!feed.contains(WORDS) && !home.contains(WORDS), "nothing of it is public");
    }
}

#[tokio::test]
async fn letters_tell_of_a_case_without_a_word_of_it() {
    for database in databases::each().await {
        let mailbox = Mailbox::start().await;
        let relay = mailbox.relay();
        let server = TestServer::start_with(&database, |config| {
            config.mail.relay = Some(relay);
            config.mail.from = Some("Ausrufer <ausrufer@musterbach.test>".into());
            config.mail.operator = ["edv@musterbach.test"].map(str::to_owned).into();
        })
        .await;
        let secret = ask(&server, "/frage", &[("text", WORDS), ("mail", "anna@beispiel.test")]).await;
        mailbox.refuse(1);
        server.pass(1).await;
        server.pass(600).await;
        let mut clerk = Clerk::owner(&server).await;
        let case = only_case(&mut clerk, &server, "").await;
        assert!(clerk.get(&case).await.text.contains("Eine E-Mail weist darauf hin."));
        clerk.post(&case, &[("tun", "antworten"), ("text", "Von 9 bis 19 Uhr.")]).await;
        server.pass(1).await;
        let letters = mailbox.letters();
        assert_eq!(letters.len(), 2, "{letters:?}");
        for letter in &letters {
            assert_eq!(letter.to, ["anna@beispiel.test"], "nobody else gets it");
            assert!(letter.text.contains(&format!("http://{}{secret}", server.host)), "{}", letter.text);
            assert!(!letter.text.contains("Freibad") && !letter.text.contains("19 Uhr"), "{}", letter.text);
        }
        assert!(letters[0].subject.contains("angekommen") && letters[1].subject.contains("Neues"), "{letters:?}");
    }
}

#[tokio::test]
async fn a_photo_goes_right_from_the_wish_and_a_described_one_answers_those_who_asked() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let server = TestServer::start(&database).await;
        with_post(&server, &site).await;
        let post = posts(&server).await.pop().unwrap();
        let page = ausrufer::urls::post(&post, &server.town().await.zone());
        server.app.web.catch_up().await;
        let public = server.get(&page, HTML).await.2;
        let link = |start: &str| {
            let found = public.split("href=\"").find(|rest| rest.starts_with(start)).unwrap();
            found.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&")
        };
        let asked = ask(&server, &link("/bildbeschreibung-anfragen?"), &[("text", "")]).await;
        let wished = ask(&server, &link("/loeschung?"), &[("text", "Das Foto mit meinem Kind")]).await;

        let mut clerk = Clerk::owner(&server).await;
        let wish = only_case(&mut clerk, &server, "?art=description").await;
        let shown = clerk.get(&wish).await.text;
        let desk = shown.split("href=\"").find(|rest| rest.contains("bildbeschreibungen?wunsch=")).unwrap();
        let desk = desk.split('"').next().unwrap();
        let form = clerk.get(desk).await.text;
        let which = hidden(&form, "bild").unwrap().to_owned();
        let action = format!("/verwaltung/{}/bildbeschreibungen", server.host);
        let fields = [("bild", which.as_str()), ("ab", "0"), ("text", "Kinder am Brunnen."), ("tun", "speichern")];
        assert_eq!(clerk.post(&action, &fields).await.status, 303);
        let mut citizen = Clerk::new(&server);
        assert!(citizen.get(&asked).await.text.contains("Kinder am Brunnen."), "whoever asked reads it");

        let case = only_case(&mut clerk, &server, "?art=removal").await;
        let picture = post.attached[0].media.id.to_string();
        let gone = clerk.post(&format!("{case}/entfernen"), &[("bild", &picture)]).await;
        assert_eq!(gone.status, 303, "{}", gone.text);
        server.app.web.catch_up().await;
        assert!(!server.get(&page, HTML).await.2.contains("<img class=\"u-photo\""));
        let gone = clerk.post(&format!("{case}/entfernen"), &[("bild", "")]).await;
        let shown = clerk.get(gone.location()).await.text;
        assert!(shown.contains(&format!("beitraege/{}/empfang", post.ulid)), "{shown}");
        server.app.web.catch_up().await;
        assert_eq!(server.get(&page, HTML).await.0, 410);
        assert_eq!(citizen.get(&wished).await.status, 200, "the wish is still there");
    }
}

/// Somebody on another server says something to the town.
async fn said_elsewhere(server: &TestServer, text: &str) -> ausrufer::domain::CaseId {
    let town = server.town().await.id;
    let now = server.clock.now();
    let remote = RemotePart {
        object_uri: "https://fern.test/notes/1".into(),
        visibility: Visibility::Public,
        said_at: None,
        edited_at: None,
        gone_at: None,
    };
    let new = NewCase {
        ulid: ulid_from(now, [9; 10]),
        kind: CaseKind::Reply,
        post: None,
        media: None,
        about: "",
        name: None,
        mail: None,
        secret_hash: None,
        account: Some(("https://fern.test/users/emil", "@emil@fern.test")),
    };
    let message = CaseMessage {
        ulid: ulid_from(now, [8; 10]),
        direction: Direction::In,
        text: text.to_owned(),
        staff: None,
        at: now,
        remote: Some(remote),
        activity: None,
    };
    server
        .app
        .db
        .write(async |c: &mut Conn<'_>| {
            let case = cases::add(c, town, &new, now).await?;
            assert!(case_messages::append(c, town, case, &message).await?);
            let again = CaseMessage { ulid: ulid_from(now, [7; 10]), ..message.clone() };
            assert!(!case_messages::append(c, town, case, &again).await?, "the same object comes once");
            Ok::<_, StoreError>(case)
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn an_account_is_blocked_for_a_reason_and_a_time_and_that_is_lifted() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        said_elsewhere(&server, "Ihr seid doof").await;
        let mut clerk = Clerk::owner(&server).await;
        let case = only_case(&mut clerk, &server, "?art=reply").await;
        let shown = clerk.get(&case).await.text;
        assert!(shown.contains("@emil@fern.test") && shown.contains("Meinungsfreiheit"), "{shown}");
        let without = clerk.post(&format!("{case}/sperren"), &[("wen", "konto"), ("dauer", "7")]).await;
        assert!(without.status == 422 && without.text.contains("href=\"#grund\""), "{}", without.text);
        let forbids = async |uri: &str, host: &str| {
            let now = server.clock.now();
            read!(server.app.db, |c| remote_blocks::forbids(c, town, uri, host, now))
        };
        let (emil, other) = ("https://fern.test/users/emil", "https://fern.test/users/otto");
        assert!(!forbids(emil, "fern.test").await);
        let block = [("wen", "konto"), ("grund", "insult"), ("dauer", "7")];
        assert_eq!(clerk.post(&format!("{case}/sperren"), &block).await.status, 303);
        assert!(forbids(emil, "fern.test").await && !forbids(other, "fern.test").await);
        server.clock.advance(Duration::from_secs(8 * 86_400));
        assert!(!forbids(emil, "fern.test").await, "it ends by itself");

        let mut clerk = Clerk::new(&server);
        clerk.sign_in("olga", crate::support::clerk::PASSWORD).await;
        let block = [("wen", "server"), ("grund", "attack"), ("dauer", "immer")];
        assert_eq!(clerk.post(&format!("{case}/sperren"), &block).await.status, 303);
        assert!(forbids(other, "fern.test").await);
        let base = format!("/verwaltung/{}/eingang-sperren", server.host);
        let list = clerk.get(&base).await.text;
        assert!(list.contains("fern.test") && list.contains("Technischer Angriff"), "{list}");
        let lift = list.split("action=\"").find(|rest| rest.starts_with(&base)).unwrap().split('"').next().unwrap();
        assert_eq!(clerk.post(lift, &[]).await.status, 303);
        assert!(!forbids(other, "fern.test").await);
        let log = clerk.get(&format!("/verwaltung/{}/protokoll", server.host)).await.text;
        assert!(log.contains("Beleidigung ohne Bezug zur Sache") && log.contains("Sperre aufgehoben"), "{log}");
    }
}

#[tokio::test]
async fn what_waits_is_a_task_and_what_is_over_goes() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        let secret = ask(&server, "/frage", &[("text", WORDS)]).await;
        let remote = said_elsewhere(&server, "Schöner Brunnen!").await;
        let mut clerk = Clerk::owner(&server).await;
        let overview = format!("/verwaltung/{}", server.host);
        let page = clerk.get(&overview).await.text;
        assert!(page.contains("2 Anliegen im Eingang sind unbeantwortet."), "{page}");
        server.clock.advance(Duration::from_secs(8 * 86_400));
        clerk.sign_in("olga", crate::support::clerk::PASSWORD).await;
        let page = clerk.get(&overview).await.text;
        assert!(page.contains("2 Anliegen im Eingang brauchen bis morgen eine Antwort."), "{page}");
        assert!(clerk.get(&format!("{overview}/eingang")).await.text.contains("Frist abgelaufen"));
        let case = only_case(&mut clerk, &server, "?art=question").await;
        clerk.post(&case, &[("tun", "antworten"), ("text", "Von 9 bis 19 Uhr.")]).await;

        let state = async || {
            let filter = CaseFilter { state: Some(CaseState::Closed), ..CaseFilter::default() };
            read!(server.app.db, |c| cases::list(c, town, &filter, (0, 9))).len()
        };
        server.pass(29 * 86_400).await;
        assert_eq!(state().await, 0);
        server.pass(2 * 86_400).await;
        assert_eq!(state().await, 1, "answered, and nobody asked further");
        server.pass(86 * 86_400).await;
        assert!(read!(server.app.db, |c| cases::by_id(c, town, remote)).is_none(), "90 days for what others say");
        server.pass(90 * 86_400).await;
        assert_eq!(Clerk::new(&server).get(&secret).await.status, 200, "half a year has not passed");
        server.pass(10 * 86_400).await;
        assert_eq!(Clerk::new(&server).get(&secret).await.status, 404);
    }
}

#[tokio::test]
async fn the_secret_address_stands_nowhere_in_the_store() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let secret = ask(&server, "/frage", &[("text", WORDS), ("mail", "anna@beispiel.test")]).await;
        let secret = secret.rsplit('/').next().unwrap();
        let mut rows = String::new();
        for table in read!(database.db, |c| tables::catalogue(c)) {
            let all = &mut |row: &str| -> Result<(), StoreError> {
                rows.push_str(row);
                Ok(())
            };
            read!(database.db, |c| tables::read_rows(c, &table, None, &mut *all));
        }
        assert!(rows.contains("Freibad") && secret.len() == 32, "{secret}");
        assert!(!rows.to_lowercase().contains(secret));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_case_is_in_the_most_talkative_log() {
    let program = Program::new(None);
    program.succeed(&["town", "add", "--name", "Stadt Musterbach", "--host", &program.host(), "--publish"]);
    let log = program.folder.path().join("log");
    let mut serve = program.command(&["serve"]);
    serve.env("AUSRUFER_LOG", "trace").stdout(Stdio::null()).stderr(std::fs::File::create(&log).unwrap());
    let mut serving = serve.spawn().unwrap();
    while !program.run(&["healthcheck"]).status.success() {
        assert!(serving.try_wait().unwrap().is_none(), "{}", std::fs::read_to_string(&log).unwrap());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut citizen = Clerk::at(&program.host());
    let page = citizen.get("/frage").await.text;
    let stamp = hidden(&page, "zeit").unwrap().to_owned();
    let fields = [("zeit", stamp.as_str()), ("text", "Zwiebelkuchengeheimnis"), ("mail", "anna@geheim.test")];
    let secret = loop {
        // Nobody answers a form faster than a person.
        let answer = citizen.post("/frage", &fields).await;
        if answer.status == 303 {
            break answer.location().split('?').next().unwrap().to_owned();
        }
        assert_eq!(answer.status, 422, "{}", answer.text);
        tokio::time::sleep(Duration::from_millis(500)).await;
    };
    assert!(citizen.get(&secret).await.text.contains("Zwiebelkuchengeheimnis"));
    serving.kill().unwrap();
    serving.wait().unwrap();
    let log = std::fs::read_to_string(&log).unwrap();
    assert!(log.contains("INSERT INTO town_case"), "it says what the store is asked");
    for word in ["Zwiebelkuchengeheimnis", "anna@geheim.test", secret.rsplit('/').next().unwrap()] {
        assert!(!log.contains(word), "{word} is in the log");
    }
}
