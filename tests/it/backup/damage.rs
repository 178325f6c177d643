//! What is damaged, foreign or broken off half-way is refused with words, and never served.

use std::io::Read;
use std::path::{Path, PathBuf};

use ausrufer::admin::{check_backup, make_backup, restore_backup};
use ausrufer::config::Config;
use ausrufer::error::Words;
use ausrufer::i18n::Locale;
use ausrufer::seal::read_key;

use super::{data, installation};
use crate::support::databases;
use crate::support::program::Program;
use crate::support::seed::at;

/// A backup, the program it came from, and the configuration of a new installation on `database`.
async fn backup(database: Option<&str>) -> (Program, PathBuf, Program, Config) {
    let (old, _site) = installation(None).await;
    old.succeed(&["source", "poll", "rathaus-aktuell"]);
    let file = old.folder.path().join("sicherung");
    let config = Config::load(Some(&old.folder.path().join("ausrufer.toml"))).unwrap();
    make_backup(&config, "test", &file, false, at(0)).await.unwrap();
    let new = old.successor(database);
    let config = Config::load(Some(&new.folder.path().join("ausrufer.toml"))).unwrap();
    (old, file, new, config)
}

fn refusal(file: &Path) -> Option<String> {
    check_backup(file).err().map(|error| error.words(Locale::De))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_changed_byte_or_a_missing_end_is_noticed_before_anything_is_touched() {
    let (old, file, new, _) = backup(None).await;
    let whole = std::fs::read(&file).unwrap();
    let broken = old.folder.path().join("kaputt");
    // The first bytes say how the rest is to be read; a change there may be none.
    for at in (6..whole.len()).step_by(whole.len() / 60) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        std::fs::write(&broken, &bytes).unwrap();
        assert!(refusal(&broken).is_some_and(|said| said.contains("kaputt")), "byte {at} of {}", whole.len());
        std::fs::write(&broken, &whole[..at]).unwrap();
        assert!(refusal(&broken).is_some_and(|said| said.contains("kaputt")), "cut off at {at} of {}", whole.len());
    }
    std::fs::write(&broken, &whole[..whole.len() - 1]).unwrap();
    std::fs::create_dir_all(data(&new)).unwrap();
    std::fs::copy(data(&old).join("secret.key"), data(&new).join("secret.key")).unwrap();
    let said = new.refuse(&["restore", &broken.display().to_string()]);
    assert!(said.contains("kaputt") && said.contains("beschädigt"), "{said}");
    let left: Vec<_> = std::fs::read_dir(data(&new)).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["secret.key"], "nothing was changed");
}

/// The same archive with one file changed by `change`, well-formed in every other respect.
fn rewrite(file: &Path, name: &str, change: impl Fn(Vec<u8>) -> Option<Vec<u8>>) -> PathBuf {
    let mut old = tar::Archive::new(zstd::Decoder::new(std::fs::File::open(file).unwrap()).unwrap());
    let mut new = tar::Builder::new(Vec::new());
    for entry in old.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = String::from_utf8(entry.path_bytes().into_owned()).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if path.starts_with(name) {
            let Some(changed) = change(bytes) else { continue };
            bytes = changed;
        }
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        new.append_data(&mut header, &path, bytes.as_slice()).unwrap();
    }
    let target = file.with_extension("anders");
    std::fs::write(&target, zstd::encode_all(new.into_inner().unwrap().as_slice(), 1).unwrap()).unwrap();
    target
}

fn replace(from: &'static str, to: &'static str) -> impl Fn(Vec<u8>) -> Option<Vec<u8>> {
    move |bytes| {
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains(from), "{text}");
        Some(text.replacen(from, to, 1).into_bytes())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_as_listed_or_comes_from_a_newer_version_is_refused_by_name() {
    let (_old, file, ..) = backup(None).await;
    assert_eq!(refusal(&rewrite(&file, "none", |_| None)), None, "written anew it is as good");
    let changed = rewrite(&file, "tabellen/town", replace("Musterbach", "Mustersee"));
    assert!(refusal(&changed).is_some_and(|said| said.contains("tabellen/town/0001.jsonl")));
    let missing = rewrite(&file, "tabellen/actor", |_| None);
    assert!(refusal(&missing).is_some_and(|said| said.contains("tabellen/actor/0001.jsonl")));
    let unlisted = rewrite(&file, "manifest.json", |_| None);
    assert!(refusal(&unlisted).is_some_and(|said| said.contains("manifest.json")));
    for (from, to) in [("\"format\": 1", "\"format\": 2"), ("\"schema\": ", "\"schema\": 9")] {
        let newer = rewrite(&file, "manifest.json", replace(from, to));
        assert!(refusal(&newer).is_some_and(|said| said.contains("neueren Version")), "{from}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_broke_off_says_so_and_can_be_repeated() {
    let blank = databases::blank_postgres().await;
    let urls = std::iter::once(None).chain(blank.as_ref().map(|one| Some(one.url.as_str())));
    for url in urls {
        let (old, file, new, config) = backup(url).await;
        let key = read_key(&data(&old).join("secret.key")).unwrap();
        let whole = std::fs::read(&file).unwrap();
        let checked = check_backup(&file).unwrap();
        // The stick is pulled out while it is read.
        std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
        assert!(restore_backup(&config, &checked, Some(key)).await.is_err());
        for verb in ["migrate", "doctor", "serve"] {
            let said = new.refuse(&[verb]);
            assert!(said.contains("nicht beendet"), "{verb}: {said}");
        }
        std::fs::write(&file, &whole).unwrap();
        new.succeed(&["restore", &file.display().to_string()]);
        assert!(new.succeed(&["town", "list"]).contains("Musterbach"));
    }
}
