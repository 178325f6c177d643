//! What staff pass on by hand from places without an interface: the real program, and what readers then find.

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::support::databases;
use crate::support::http::get;
use crate::support::program::Program;

const TEXT: &str = "*Vollsperrung* der Mühlgasse\n\nDie Baustelle beginnt ~am Montag~ _am Mittwoch_. #Baustelle";

/// A town that is open, on this database.
fn town(database: &str) -> Program {
    let program = Program::new(Some(database));
    let host = program.host();
    program.succeed(&["town", "add", "--name", "Musterbach", "--host", &host, "--actor", "rathaus", "--publish"]);
    program
}

/// A photograph with a mark in its metadata that nobody else may read.
fn photograph() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(800, 450, |x, y| image::Rgb([(x / 4) as u8, (y / 2) as u8, (x ^ y) as u8]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    let plain = bytes.into_inner();
    let secret = b"Exif\0\0Aufgenommen bei Familie Muster";
    let mut marked = vec![0xff, 0xd8, 0xff, 0xe1];
    marked.extend(u16::try_from(secret.len() + 2).unwrap().to_be_bytes());
    marked.extend(secret);
    marked.extend(&plain[2..]);
    marked
}

fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").unwrap().1;
    &rest[rest.find('/').unwrap()..]
}

#[tokio::test]
async fn a_message_from_a_whatsapp_channel_is_passed_on_with_its_picture() {
    for database in databases::each().await {
        let program = town(&database.url);
        std::fs::write(program.folder.path().join("bruecke.jpg"), photograph()).unwrap();
        std::fs::write(program.folder.path().join("nachricht.txt"), TEXT).unwrap();
        let alt = "Die gesperrte Gasse vom Markt aus";
        let told = program.succeed(&[
            "--json",
            "post",
            "add",
            "--platform",
            "whatsapp",
            "--text-file",
            "nachricht.txt",
            "--picture",
            "bruecke.jpg",
            "--alt",
            alt,
            "--link",
            "https://whatsapp.com/channel/beispiel",
            "--at",
            "2020-05-04T08:00",
        ]);
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["undescribed"], 0);

        let serving = program.serve();
        let host = program.host();
        let (status, _, page) = get(&host, path_of(told["url"].as_str().unwrap()), "text/html").await;
        assert_eq!(status, 200);
        assert!(page.contains("WhatsApp-Kanal"), "it says where it comes from");
        assert!(page.contains("https://whatsapp.com/channel/beispiel"));
        assert!(page.contains("<del>am Montag</del> <em>am Mittwoch</em>") && !page.contains('~'), "{page}");
        assert!(page.contains(alt) && page.contains("Mai 2020"));
        let at = page.find("/medien/").unwrap();
        let file: String = page[at..].chars().take_while(|c| !matches!(c, '"' | ' ' | ',')).collect();
        let (status, headers, picture) = get(&host, &file, "image/*").await;
        assert_eq!((status, headers["x-content-type-options"].to_str().unwrap()), (200, "nosniff"));
        assert!(!picture.contains("Familie Muster"), "the picture is written anew");
        let (_, _, outbox) = get(&host, "/ap/rathaus/outbox?page=true", "application/activity+json").await;
        assert!(outbox.contains("<del>am Montag</del>"), "{outbox}");
        serving.kill();
    }
}

#[test]
fn a_text_may_come_from_another_program_and_is_taken_as_it_is_without_a_platform() {
    let database = tempfile::tempdir().unwrap();
    let program = town(&format!("sqlite:{}", database.path().join("a.db").display()));
    let arguments = ["--json", "post", "add", "--text-file", "-", "--channel", "Aushang"];
    let mut child = program.command(&arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    // As an older program for office work writes it.
    child.stdin.take().unwrap().write_all(b"B\xfcrgerb\xfcro *heute* geschlossen, wir bitten um Nachsicht.").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let listed: Value = serde_json::from_str(&program.succeed(&["--json", "post", "list"])).unwrap();
    let post = &listed["posts"][0];
    assert_eq!(post["title"], "Bürgerbüro *heute* geschlossen, wir bitten um Nachsicht");
    assert_eq!(post["channels"][0], "aushang");
}

#[test]
fn what_cannot_be_passed_on_is_refused_with_cause_and_remedy_and_leaves_nothing() {
    let database = tempfile::tempdir().unwrap();
    let program = town(&format!("sqlite:{}", database.path().join("a.db").display()));
    let folder = program.folder.path();
    let photograph = photograph();
    std::fs::write(folder.join("gut.jpg"), &photograph).unwrap();
    std::fs::write(folder.join("halb.jpg"), &photograph[..photograph.len() / 2]).unwrap();
    std::fs::write(folder.join("foto.heic"), b"\0\0\0\x18ftypheic\0\0\0\0").unwrap();
    std::fs::write(folder.join("riesig.jpg"), vec![0u8; 17 << 20]).unwrap();
    std::fs::write(folder.join("lang.txt"), "Wort ".repeat(20_000)).unwrap();
    let many: Vec<&str> = std::iter::repeat_n(["--picture", "gut.jpg"], 13).flatten().collect();
    for (arguments, words) in [
        (vec![], "sagt nichts"),
        (vec!["--picture", "foto.heic"], "als JPEG"),
        (vec!["--picture", "halb.jpg"], "beschädigt"),
        (vec!["--picture", "riesig.jpg"], "zu groß. Ein Bild darf 16 MB"),
        (vec!["--picture", "fehlt.jpg"], "fehlt.jpg"),
        (vec!["--picture", "gut.jpg", "--picture", "gut.jpg", "--alt", "eins"], "Es gibt 2 Bilder"),
        (many, "zu viele Bilder. Ein Beitrag nimmt 12"),
        (vec!["--text-file", "lang.txt"], "Zeichen"),
        (vec!["--text", "Hallo Musterbach", "--link", "kein link"], "keine Internetadresse"),
        (vec!["--text", "Hallo Musterbach", "--at", "2199-01-01"], "in der Zukunft"),
        (vec!["--text", "Hallo Musterbach", "--at", "gestern"], "kein Zeitpunkt"),
    ] {
        let said = program.refuse(&[&["post", "add"][..], &arguments].concat());
        assert!(said.contains(words) && !said.contains('⟦'), "{arguments:?}: {said}");
    }
    let listed: Value = serde_json::from_str(&program.succeed(&["--json", "post", "list"])).unwrap();
    assert_eq!(listed["posts"].as_array().unwrap().len(), 0);
}
