//! A newsletter, end to end: an issue waits for a person and then stands on the page without what was said to one reader;
//! what only claims to be one is counted; an emptied mailbox withdraws nothing.

use std::time::Duration;

use ausrufer::admin::{Keyring, NewSourceRequest, add_source};
use ausrufer::domain::connection::Login;
use ausrufer::domain::source::Source;
use ausrufer::jobs::{Answer as Decision, answer_held};
use ausrufer::store::{Conn, held, withheld};

use crate::support::databases;
use crate::support::letters::Letters;
use crate::support::server::{TestServer, start_of_tests};

const READER: &str = "Kanarienvogel";

async fn mirror(server: &TestServer, letters: &Letters) -> Source {
    let login = Login { user: Some("spiegel".into()), ..Login::with_token("geheimes-wort") };
    let settings = [
        ("domain", "musterbach.example"),
        ("list_id", "news.musterbach.example"),
        ("checked_by", "mx.musterbach.example"),
    ];
    let request = NewSourceRequest {
        town: server.host.clone(),
        address: format!("mail:imap://{}/INBOX", letters.address),
        name: Some("Newsletter".into()),
        interval: Some(60),
        keyring: Some(Keyring { login, person: None, deputy: None }),
        settings: settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).into())).collect(),
        ..NewSourceRequest::default()
    };
    add_source(&server.app.desk(), request).await.unwrap().source
}

fn issue(id: &str, subject: &str, proven: &str) -> String {
    let date = (start_of_tests() - Duration::from_secs(600)).strftime("%a, %d %b %Y %H:%M:%S +0000");
    format!(
        "Authentication-Results: mx.musterbach.example; dkim={proven} header.d=musterbach.example\r\n\
         Message-ID: <{id}@musterbach.example>\r\nFrom: Stadt <news@musterbach.example>\r\n\
         To: Frau {READER} <{READER}@example.org>\r\nList-Id: <news.musterbach.example>\r\nDate: {date}\r\nSubject: {subject}\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n<p>Sehr geehrte Frau {READER},</p><p>die Mühlgasse ist bis Freitag gesperrt.</p>\
         <p>Diese E-Mail ging an {READER}@example.org.</p>\r\n"
    )
}

#[tokio::test]
async fn an_issue_waits_for_a_person_and_names_no_reader() {
    for database in databases::each().await {
        let letters = Letters::start().await;
        letters.put(issue("1", "Mühlgasse gesperrt", "pass"));
        letters.put(issue("2", "Gefälscht", "fail"));
        let server = TestServer::start(&database).await;
        let source = mirror(&server, &letters).await;
        server.pass(1).await;
        assert!(server.headings().await.is_empty());
        let town = server.town().await;
        let (open, kept) = server
            .app
            .db
            .read(async |c: &mut Conn<'_>| {
                Ok::<_, ausrufer::store::StoreError>((
                    held::open(c, town.id).await?,
                    withheld::counted(c, town.id).await?,
                ))
            })
            .await
            .unwrap();
        assert_eq!((open.len(), kept[0].waiting), (1, 1));
        assert_eq!(server.source(&source).await.health.quarantined, 1);

        answer_held(server.app.jobs.hands(), town.id, open[0].id, Decision::Release).await.unwrap();
        server.pass(1).await;
        assert_eq!(server.headings().await, ["Mühlgasse gesperrt"]);
        let page = server.get("/", "text/html").await.2;
        assert!(page.contains("bis Freitag gesperrt") && !page.contains(READER));
        for word in [READER, "geheimes-wort", "Gefälscht"] {
            assert_eq!(database.places_of(word).await, [""; 0], "{word}");
        }

        letters.clear();
        server.pass(900).await;
        assert_eq!(server.headings().await, ["Mühlgasse gesperrt"]);
        for command in letters.asked() {
            assert!(
                ["LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH", "LOGOUT"]
                    .iter()
                    .any(|begin| command.starts_with(begin))
            );
        }
    }
}
