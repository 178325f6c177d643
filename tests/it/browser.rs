//! A real browser, with script switched off, shows the page as a visitor sees it and talks to nobody else.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::support::databases;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

/// The browser's program; `None` (and a word about it) when there is none.
pub fn chromium() -> Option<String> {
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

/// What a browser made of an address.
struct Seen {
    /// The document after parsing.
    document: String,
    /// Every URL that the page made the browser ask for, script being off.
    asked: Vec<String>,
    /// How many different colours the picture of the page has, script being off.
    colours: usize,
}

/// Opens an address with script forbidden for every website: once for the document, once for a picture of it.
fn open(browser: &str, url: &str, folder: &Path) -> Seen {
    let profile = folder.join("profile/Default");
    std::fs::create_dir_all(&profile).unwrap();
    let no_script = r#"{"profile":{"default_content_setting_values":{"javascript":2}}}"#;
    std::fs::write(profile.join("Preferences"), no_script).unwrap();
    let log = folder.join("net.json");
    let picture = folder.join("page.png");
    run(
        browser,
        url,
        folder,
        &[&format!("--log-net-log={}", log.display()), &format!("--screenshot={}", picture.display())],
    );
    let document = run(browser, url, folder, &["--dump-dom"]);
    let log = std::fs::read_to_string(log).unwrap();
    // The browser also asks for things of its own; what the page made it ask for carries the page as initiator.
    let origin = url.trim_end_matches('/');
    let asked = log
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line.trim_end_matches(',')).ok())
        .filter(|event| event["params"]["initiator"] == origin)
        .filter_map(|event| event["params"]["url"].as_str().map(str::to_owned))
        .collect();
    let pixels = image::open(picture).unwrap().to_rgb8();
    let colours = pixels.pixels().collect::<std::collections::HashSet<_>>().len();
    Seen { document, asked, colours }
}

fn run(browser: &str, url: &str, folder: &Path, more: &[&str]) -> String {
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--window-size=1280,2000"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .args(more)
        .arg(url)
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A page that writes a word by script: proves that script really is off in this browser.
async fn scripted_page() -> Site {
    let site = Site::start("skript").await;
    let page = "<!doctype html><title>x</title><p id=a>ohne</p><script>document.getElementById('a').textContent='mit'</script>";
    site.put("/", Answer::ok("text/html", page));
    site
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
    let seen = tokio::task::spawn_blocking({
        let (browser, home, folder) = (browser.clone(), home.clone(), folder.path().to_owned());
        move || open(&browser, &home, &folder)
    })
    .await
    .unwrap();
    let scripted = scripted_page().await.url("/");
    let other = tempfile::tempdir().unwrap();
    let proof = tokio::task::spawn_blocking(move || open(&browser, &scripted, other.path())).await.unwrap();
    assert!(proof.document.contains(">ohne<"), "script is off: {}", proof.document);
    let document = &seen.document;
    assert!(document.contains("Beitrag 0") && document.contains("Beitrag 19"), "{document}");
    assert!(!document.contains("Beitrag 20"), "twenty on a page");
    assert!(!document.contains("<script"), "no script");
    assert!(seen.colours > 50, "the page is drawn without script ({} colours)", seen.colours);
    let foreign: Vec<&String> = seen.asked.iter().filter(|address| !address.starts_with(&home)).collect();
    assert!(foreign.is_empty(), "the page made the browser ask {foreign:?}");
    assert!(
        seen.asked.iter().any(|address| address.contains("/assets/")),
        "the log shows what was asked: {:?}",
        seen.asked
    );
}
