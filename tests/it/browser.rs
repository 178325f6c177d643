//! A real browser, with script switched off, shows the page as a visitor sees it and talks to nobody else.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::support::databases;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Entry, Site};

/// The browser's program; `None` (and a word about it) when there is none.
fn chromium() -> Option<String> {
    let named = std::env::var("CHROMIUM").ok();
    let found = named.or_else(|| {
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
            .into_iter()
            .find(|path| Path::new(path).exists())
            .map(str::to_owned)
    });
    if found.is_none() {
        let required = std::env::var("AUSRUFER_REQUIRE").unwrap_or_default();
        assert!(!required.contains("chromium"), "Chromium is required here, but there is none (CHROMIUM)");
        eprintln!("skipped: there is no Chromium (CHROMIUM)");
    }
    found
}

/// Opens an address with script off; gives the document and every URL that was asked for.
fn open(browser: &str, url: &str, folder: &Path) -> (String, Vec<String>) {
    let log = folder.join("net.json");
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--blink-settings=scriptEnabled=false"])
        .args(["--virtual-time-budget=4000", "--window-size=1280,2000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("--log-net-log={}", log.display()))
        .arg(url)
        .output()
        .unwrap();
    let document = String::from_utf8_lossy(&output.stdout).into_owned();
    let log = std::fs::read_to_string(log).unwrap_or_default();
    let asked = log
        .split("\"url\":\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|address| address.starts_with("http"))
        .map(str::to_owned)
        .collect();
    (document, asked)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_works_without_script_and_talks_to_one_host() {
    let Some(browser) = chromium() else { return };
    let database = databases::sqlite().await;
    let site = Site::start("www").await;
    let entries: Vec<Entry> = (0..25)
        .map(|n| {
            Entry::new(&format!("e{n}"), &format!("Beitrag {n}"), start_of_tests() - Duration::from_secs(60 * (n + 1)))
        })
        .collect();
    site.feed(&entries);
    let server = TestServer::start(&database).await;
    server.add_actor().await;
    server.add_source(&site.url("/feed.xml")).await;
    server.pass(1).await;
    let folder = tempfile::tempdir().unwrap();
    let home = format!("http://{}/", server.host);
    let (document, asked) = tokio::task::spawn_blocking({
        let (browser, home, folder) = (browser.clone(), home.clone(), folder.path().to_owned());
        move || open(&browser, &home, &folder)
    })
    .await
    .unwrap();
    assert!(document.contains("Beitrag 0") && document.contains("Beitrag 19"), "{document}");
    assert!(!document.contains("Beitrag 20"), "twenty on a page");
    let foreign: Vec<&String> = asked.iter().filter(|address| !address.starts_with(&home)).collect();
    assert!(foreign.is_empty(), "the page made the browser ask {foreign:?}");
    assert!(asked.iter().any(|address| address.contains("/assets/")), "the log shows what was asked for: {asked:?}");
}
