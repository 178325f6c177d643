//! Backup and restore as an operator meets them: through the program, while it serves, on both engines.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use ausrufer::clock::{Clock, SystemClock};
use ausrufer::seal::read_key;

use crate::support::databases;
use crate::support::http::get;
use crate::support::program::Program;
use crate::support::site::{Entry, Site};

mod damage;
mod merged;
mod moving;
mod tables;

const PASSPHRASE: &str = "korrekt pferd batterie klammer";

/// An installation with a published town, an account and a channel that is polled every second.
async fn installation(database_url: Option<&str>) -> (Program, Site) {
    let program = Program::new(database_url);
    let host = program.host();
    program.succeed(&["town", "add", "--name", "Musterbach", "--host", &host, "--actor", "rathaus", "--publish"]);
    let site = Site::start("www").await;
    site.feed(&[Entry::new("a", "Mühlgasse gesperrt", SystemClock.now() - Duration::from_secs(3600))]);
    program.succeed(&["source", "add", "--interval", "1s", &site.url("/feed.xml")]);
    (program, site)
}

/// The start page, once it says what is awaited.
async fn page_with(program: &Program, awaited: &str) -> String {
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        let (status, _, page) = get(&program.host(), "/", "text/html").await;
        if status == 200 && page.contains(awaited) {
            return page;
        }
        assert!(Instant::now() < until, "the page never says {awaited}: {status}\n{page}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn write(program: &Program, name: &str, text: &str) -> String {
    let path = program.folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn data(program: &Program) -> PathBuf {
    program.folder.path().join("data")
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_while_it_serves_comes_back_on_the_other_engine() {
    let postgres = databases::postgres().await;
    let blank = databases::blank_postgres().await;
    move_from(None, blank.as_ref().map(|one| one.url.as_str())).await;
    if let Some(postgres) = postgres {
        move_from(Some(&postgres.url), None).await;
    }
}

async fn move_from(source: Option<&str>, target: Option<&str>) {
    let (old, _site) = installation(source).await;
    let serving = old.serve();
    let page = page_with(&old, "Mühlgasse gesperrt").await;
    let log = old.succeed(&["audit", "verify"]);
    assert!(log.contains("unversehrt"), "{log}");
    let file = old.folder.path().join("sicherung");
    let backup = file.display().to_string();
    let said = old.succeed(&["backup", &backup]);
    assert!(said.contains("Gesichert") && said.contains("secret.key"), "{said}");
    assert_eq!(mode(&file), 0o600);
    assert!(old.refuse(&["backup", &backup]).contains("--force"));
    old.succeed(&["backup", &backup, "--force"]);
    assert!(!old.folder.path().join("sicherung.part").exists());
    let said = old.succeed(&["restore", &backup, "--check"]);
    assert!(said.contains("vollständig"), "{said}");
    // Machines in data centres often have no zone, or another one.
    let elsewhere = old.command(&["restore", &backup, "--check"]).env("TZ", "Asia/Tokyo").output().unwrap();
    assert_eq!(String::from_utf8(elsewhere.stdout).unwrap(), said);

    // The key is not in it; it leaves under a passphrase only.
    let key = std::fs::read_to_string(data(&old).join("secret.key")).unwrap();
    let inside = zstd::decode_all(std::fs::File::open(&file).unwrap()).unwrap();
    let inside = String::from_utf8_lossy(&inside);
    assert!(inside.contains("Mühlgasse gesperrt") && !inside.contains(key.trim()) && !inside.contains("PRIVATE KEY"));
    let words = write(&old, "passphrase", &format!("{PASSPHRASE}\n"));
    let keys = old.folder.path().join("schluessel").display().to_string();
    let short = write(&old, "kurz", "kurz\n");
    assert!(old.refuse(&["keys", "export", &keys, "--passphrase-file", &short]).contains("zu kurz"));
    old.succeed(&["keys", "export", &keys, "--passphrase-file", &words]);
    assert_eq!(mode(Path::new(&keys)), 0o600);
    assert!(!std::fs::read_to_string(&keys).unwrap().contains(key.trim()));
    old.refuse(&["keys", "export", &keys, "--passphrase-file", &words]);
    serving.kill();

    let new = old.successor(target);
    let said = new.refuse(&["restore", &backup]);
    assert!(said.contains("Der Schlüssel fehlt") && said.contains("secret.key"), "{said}");
    let wrong = write(&new, "falsch", "ganz andere worte\n");
    let said = new.refuse(&["restore", &backup, "--keys", &keys, "--passphrase-file", &wrong]);
    assert!(said.contains("Die Passphrase passt nicht"), "{said}");
    assert!(!new.database().exists() && !data(&new).join("secret.key").exists(), "nothing was changed");

    let said = new.succeed(&["restore", &backup, "--keys", &keys, "--passphrase-file", &words]);
    assert!(said.contains("angehalten") && said.contains("ausrufer federation resume"), "{said}");
    assert_eq!(read_key(&data(&new).join("secret.key")).unwrap(), read_key(&data(&old).join("secret.key")).unwrap());
    assert_eq!(mode(&data(&new).join("secret.key")), 0o600);
    assert!(new.refuse(&["restore", &backup]).contains("schon etwas"));
    assert_eq!(new.succeed(&["audit", "verify"]), log, "who decided what comes back unbroken");
    let serving = new.serve();
    assert_eq!(page_with(&new, "Mühlgasse gesperrt").await, page);
    assert!(new.succeed(&["federation", "status"]).contains("angehalten"));
    new.succeed(&["federation", "resume"]);
    assert!(!new.succeed(&["federation", "status"]).contains("angehalten"));
    assert!(serving.terminate(Duration::from_secs(20)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_town_moves_through_the_program_and_says_so_at_each_step() {
    let (old, _site) = installation(None).await;
    let serving = old.serve();
    let page = page_with(&old, "Mühlgasse gesperrt").await;
    let (words, short) = (write(&old, "passphrase", &format!("{PASSPHRASE}\n")), write(&old, "kurz", "kurz\n"));
    let folder = old.folder.path().join("umzug").display().to_string();
    let export = ["town", "export", &folder, "--passphrase-file"];
    assert!(old.refuse(&[&export[..], &[&short]].concat()).contains("zu kurz"));
    let said = old.succeed(&[&export[..], &[&words]].concat());
    assert!(said.contains("Beiträge: 1, Folgende: 0") && said.contains("ausrufer town delete --town"), "{said}");
    assert_eq!(mode(&old.folder.path().join("umzug/manifest.json")), 0o600);
    assert!(old.refuse(&[&export[..], &[&words]].concat()).contains("umzug"), "an older folder stays as it is");
    assert_eq!(page_with(&old, "Mühlgasse gesperrt").await, page, "here it goes on");
    assert!(serving.terminate(Duration::from_secs(20)));

    let new = old.successor(None);
    new.succeed(&["town", "add", "--name", "Nachbarort", "--host", "nachbar.localhost", "--publish"]);
    let import = ["town", "import", &folder, "--passphrase-file"];
    let wrong = write(&new, "falsch", "ganz andere worte\n");
    assert!(new.refuse(&[&import[..], &[&wrong]].concat()).contains("Die Passphrase passt nicht"));
    let said = new.succeed(&[&import[..], &[&words]].concat());
    assert!(said.contains("Musterbach ist eingezogen (Beiträge: 1, Folgende: 0)"), "{said}");
    assert!(new.refuse(&[&import[..], &[&words]].concat()).contains("gibt es auf diesem Server schon"));
    let serving = new.serve();
    assert_eq!(page_with(&new, "Mühlgasse gesperrt").await, page);
    assert!(serving.terminate(Duration::from_secs(20)));

    // Where its name already stands behind the @ of another town, it does not move in.
    let full = old.successor(None);
    full.succeed(&["town", "add", "--name", "Nachbarort", "--host", "nachbar.localhost"]);
    full.succeed(&["actor", "add", "--name", "nachbar", "--handle-domain", &old.host()]);
    let said = full.refuse(&[&import[..], &[&words]].concat());
    assert!(said.contains("hinter dem @ der Konten von nachbar.localhost"), "{said}");
    assert_eq!(full.succeed(&["town", "list"]).lines().count(), 2, "a heading and the neighbour");
}

#[tokio::test(flavor = "multi_thread")]
async fn anothers_key_is_refused_before_anything_is_written() {
    let (old, _site) = installation(None).await;
    assert!(old.refuse(&["backup", "nirgends/sicherung"]).contains("Den Ordner nirgends gibt es nicht."));
    old.succeed(&["backup", "sicherung"]);
    let backup = old.folder.path().join("sicherung").display().to_string();
    let new = old.successor(None);
    std::fs::create_dir_all(data(&new)).unwrap();
    std::fs::write(data(&new).join("secret.key"), format!("{}\n", "ab".repeat(32))).unwrap();
    assert!(new.refuse(&["restore", &backup]).contains("gehört nicht zu dieser Sicherung"));
    assert!(!new.database().exists());
    std::fs::copy(data(&old).join("secret.key"), data(&new).join("secret.key")).unwrap();
    new.succeed(&["restore", &backup]);
    assert!(new.database().exists());
}

#[test]
fn where_nothing_is_there_is_nothing_to_back_up() {
    let program = Program::new(None);
    assert!(program.refuse(&["backup", "sicherung"]).contains("nichts zu sichern"));
    assert!(!program.database().exists() && !program.folder.path().join("sicherung").exists());
}
