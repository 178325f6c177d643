//! `ausrufer demo`, as a visitor meets it: everything is there soon, followers hear of what happens, nothing stays.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::http::get;

/// How long the first post may take from the website to the neighbour's inbox.
const PATIENCE: Duration = Duration::from_secs(60);

/// The running demo; killed when a test fails half-way.
struct Demo {
    child: Child,
    told: Value,
    /// Its folder for temporary files, so that what stays behind is seen.
    temporary: tempfile::TempDir,
}

impl Demo {
    fn start() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let mut child = command(&["--json", "demo", "--port", "0"])
            .env("TMPDIR", temporary.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        Self { child, told: serde_json::from_str(&first).unwrap(), temporary }
    }

    /// Asks like a browser, until the page says what is awaited.
    async fn page_with(&self, address: &str, awaited: &str) -> String {
        let rest = address.strip_prefix("http://").unwrap();
        let (host, path) = rest.split_once('/').unwrap();
        let until = Instant::now() + PATIENCE;
        loop {
            let (status, _, page) = get(host, &format!("/{path}"), "text/html").await;
            if status == 200 && page.contains(awaited) {
                return page;
            }
            assert!(Instant::now() < until, "{address} never says {awaited}: {status}\n{page}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ausrufer"));
    command.args(arguments).env_remove("AUSRUFER_LOG");
    command
}

#[tokio::test]
async fn the_demo_shows_two_towns_tells_a_follower_and_leaves_nothing_behind() {
    let mut demo = Demo::start();
    for town in demo.told["towns"].as_array().unwrap() {
        let name = town["name"].as_str().unwrap();
        let page = demo.page_with(town["page"].as_str().unwrap(), "/beitrag/").await;
        assert!(page.contains(name), "the page names its town");
        demo.page_with(town["website"].as_str().unwrap(), "/artikel/").await;
    }
    one_message_from_three_channels_is_one_post(&demo).await;
    dates_and_meetings_are_posts(&demo).await;
    let inbox = demo.page_with(demo.told["inbox"].as_str().unwrap(), "Create").await;
    assert!(inbox.contains("@rathaus@musterbach.localhost:"), "{inbox}");
    assert!(!inbox.contains("<script"), "the inbox needs no script");

    assert!(std::fs::exists(demo.told["data_dir"].as_str().unwrap()).unwrap());
    assert!(Command::new("kill").arg(demo.child.id().to_string()).status().unwrap().success());
    let until = Instant::now() + PATIENCE;
    let status = loop {
        if let Some(status) = demo.child.try_wait().unwrap() {
            break status;
        }
        assert!(Instant::now() < until, "the demo does not end");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert!(status.success(), "{status}");
    assert_eq!(std::fs::read_dir(demo.temporary.path()).unwrap().count(), 0, "nothing stays behind");
}

async fn one_message_from_three_channels_is_one_post(demo: &Demo) {
    let front = demo.told["towns"][0]["page"].as_str().unwrap();
    for channel in ["facebook", "instagram"] {
        let page = demo.page_with(&format!("{front}kanal/{channel}"), "Große Übung am Rathaus").await;
        let at = page.find("Große Übung am Rathaus").unwrap();
        let link = page[..at].rfind("/beitrag/").unwrap();
        let path: String = page[link + 1..].chars().take_while(|c| *c != '"').collect();
        let mut post = String::new();
        for name in ["Freiwillige Feuerwehr", "Facebook", "Instagram"] {
            post = demo.page_with(&format!("{front}{path}"), &format!(">{name}</a>")).await;
        }
        assert!(post.contains("auch auf"), "{channel}:\n{post}");
        assert!(!post.contains("https://www.facebook.com/"), "nothing leads to a platform");
    }
    demo.page_with(front, "Bachputz").await;
}

async fn dates_and_meetings_are_posts(demo: &Demo) {
    let front = demo.told["towns"][0]["page"].as_str().unwrap();
    let dates = format!("{front}kanal/veranstaltungen");
    demo.page_with(&dates, "Kammerkonzert in der Zehntscheuer").await;
    let page = demo.page_with(&dates, "Seniorennachmittag").await;
    assert!(page.contains("Abgesagt") && page.contains("jeden "), "{page}");
    let meetings = format!("{front}kanal/gemeinderat");
    let page = demo.page_with(&meetings, "Abgesagt: Sitzung des Bauausschusses").await;
    assert!(page.contains("7. Sitzung des Gemeinderats"), "{page}");
    demo.page_with(&meetings, "TOP 2: Neubau der Kita Mühlwiese: Vergabe der Holzbauarbeiten").await;
}

#[test]
fn a_taken_port_is_said_with_the_way_out() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let temporary = tempfile::tempdir().unwrap();
    let output = command(&["demo", "--port", &port]).env("TMPDIR", temporary.path()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains(&port) && said.contains("--port 0"), "{said}");
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0, "nothing stays behind");
}
