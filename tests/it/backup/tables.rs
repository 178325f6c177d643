//! Rows survive the way through a backup, from and to either engine, and none is forgotten.

use std::path::{Path, PathBuf};

use ausrufer::admin::{check_backup, make_backup, restore_backup};
use ausrufer::config::Config;
use ausrufer::seal::read_key;
use ausrufer::store::tables::{self, LINKS, TABLES, Table};
use ausrufer::store::{Conn, Db, StoreError, meta};

use crate::support::databases;
use crate::support::seed::{self, at, read, store};

#[tokio::test]
async fn every_table_is_backed_up_and_its_parents_come_first() {
    for test in databases::each().await {
        let mut names: Vec<String> =
            read!(test.db, |c| tables::catalogue(c)).into_iter().map(|table| table.name).collect();
        let mut known = TABLES.map(str::to_owned).to_vec();
        names.sort();
        known.sort();
        assert_eq!(names, known, "store::tables::TABLES is not what is in the schema");
    }
    let test = databases::sqlite().await;
    let query = "SELECT group_concat(m.name || ' ' || f.\"table\" || ' ' || f.\"from\", ',') FROM sqlite_master m \
                 JOIN pragma_foreign_key_list(m.name) f";
    let pairs = test.text(query).await.unwrap();
    let place = |name: &str| TABLES.iter().position(|table| *table == name).unwrap();
    for pair in pairs.split(',') {
        let [child, parent, column] = pair.split(' ').collect::<Vec<_>>()[..] else { panic!("{pair}") };
        if child == parent {
            assert!(LINKS.contains(&(child, column)), "{child}.{column} is not in store::tables::LINKS");
            continue;
        }
        assert!(place(parent) < place(child), "{parent} must stand before {child} in store::tables::TABLES");
    }
}

#[tokio::test]
async fn a_snapshot_stays_one_state_while_others_write() {
    for test in databases::each().await {
        seed::town(&test.db, "eins.test").await;
        let seen = test
            .db
            .snapshot(async |c: &mut Conn<'_>| {
                let town = tables::catalogue(c).await?.into_iter().find(|table| table.name == "town").unwrap();
                let before = tables::count(c, &town).await?;
                seed::town(&test.db, "zwei.test").await;
                Ok::<_, StoreError>((before, tables::count(c, &town).await?))
            })
            .await
            .unwrap();
        assert_eq!(seen, (1, 1));
    }
}

/// Every row there is, by table, in no engine's order.
async fn everything(db: &Db) -> Vec<(String, Vec<serde_json::Value>)> {
    db.snapshot(async |c: &mut Conn<'_>| {
        let mut all = Vec::new();
        for table in tables::catalogue(c).await? {
            all.push((table.name.clone(), rows(c, &table).await?));
        }
        all.sort_by(|a: &(String, _), b| a.0.cmp(&b.0));
        Ok::<_, StoreError>(all)
    })
    .await
    .unwrap()
}

async fn rows(c: &mut Conn<'_>, table: &Table) -> Result<Vec<serde_json::Value>, StoreError> {
    let mut rows = Vec::new();
    tables::read_rows(c, table, None, |row| {
        rows.push(serde_json::from_str(row)?);
        Ok::<_, StoreError>(())
    })
    .await?;
    rows.sort_by_key(ToString::to_string);
    Ok(rows)
}

pub(super) fn config(folder: &Path, url: Option<&str>) -> Config {
    let mut config = Config::defaults().unwrap();
    config.storage.data_dir = folder.to_owned();
    config.storage.database_url = url.map(str::to_owned);
    config
}

/// Databases of earlier versions are backed up as they are and come back up to date, from engine to engine.
#[tokio::test]
async fn every_row_of_every_stored_version_comes_back_on_both_engines() {
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/upgrade")).unwrap() {
        let version = entry.unwrap().path();
        let old = tempfile::tempdir().unwrap();
        for name in ["ausrufer.db", "secret.key"] {
            std::fs::copy(version.join(name), old.path().join(name)).unwrap();
        }
        let blank = databases::blank_postgres().await;
        let first = take(&config(old.path(), None), blank.as_ref().map(|one| one.url.as_str()), old.path()).await;
        take(&first.1, None, old.path()).await;
    }
}

/// Backs up, restores on `url`, and compares; gives the new installation.
pub(super) async fn take(from: &Config, url: Option<&str>, keys: &Path) -> (tempfile::TempDir, Config) {
    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = folder.path().join("sicherung");
    make_backup(from, "test", &file, false, at(0)).await.unwrap();
    let target = config(&folder.path().join("neu"), url);
    let key = read_key(&keys.join("secret.key")).unwrap();
    restore_backup(&target, &check_backup(&file).unwrap(), Some(key)).await.unwrap();

    let (old, new) = (Db::open(&from.database_url()).await.unwrap(), Db::open(&target.database_url()).await.unwrap());
    assert_eq!(read!(new, |c| meta::get(c, meta::DELIVERIES)).as_deref(), Some("held"));
    old.migrate().await.unwrap();
    for db in [&old, &new] {
        store!(db, |c| meta::clear(c, meta::DELIVERIES));
        store!(db, |c| meta::clear(c, meta::RESTORED));
    }
    assert_eq!(everything(&new).await, everything(&old).await);
    // Numbers go on behind those that came back.
    let town = seed::town(&new, "neu.test").await;
    seed::source(&new, &town, "aktuelles").await;
    store!(new, |c| ausrufer::store::towns::delete(c, town.id, at(1)));
    (folder, target)
}
