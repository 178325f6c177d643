//! The audit log: one chain per town, and whatever is done to it past the program is found.

use ausrufer::domain::audit::{About, AuditEntry, Broken, Deed, Flaw, Who};
use ausrufer::domain::town::Town;
use ausrufer::store::{Db, audit};
use serde_json::json;

use crate::support::databases;
use crate::support::seed::{self, at, read, store};

async fn write(db: &Db, town: &Town, source: &str, seconds: i64) {
    let entry = AuditEntry {
        town: town.id,
        at: at(seconds),
        who: Who::at_command_line("kern"),
        deed: Deed::SourcePaused,
        about: About::Source(source.to_owned()),
        detail: json!({ "channel": source, "count": seconds }),
    };
    store!(db, |c| audit::append(c, &entry));
}

async fn verify(db: &Db, town: &Town) -> Result<i64, Broken> {
    read!(db, |c| audit::verify(c, town.id)).map(|end| end.n)
}

#[tokio::test]
async fn entries_are_read_as_they_were_written_and_each_town_has_its_own_chain() {
    for test in databases::each().await {
        let db = &test.db;
        let (ours, theirs) = (seed::town(db, "a.test").await, seed::town(db, "b.test").await);
        assert_eq!(verify(db, &ours).await, Ok(0), "an empty log is whole");
        for n in 1..=3 {
            write(db, &ours, &format!("kanal-{n}"), n).await;
        }
        write(db, &theirs, "fremd", 1).await;
        let last = read!(db, |c| audit::last(c, ours.id, 2));
        assert_eq!(last.iter().map(|row| row.link.n).collect::<Vec<_>>(), [2, 3], "oldest first");
        let line = &last[1].line;
        assert_eq!((line.who.as_str(), line.deed.as_str()), ("cli:kern", "source_paused"));
        assert_eq!((line.about_kind.as_str(), line.about.as_str()), ("source", "kanal-3"));
        assert_eq!(line.detail, "{\"channel\":\"kanal-3\",\"count\":3}");
        assert_eq!(line.at_ms, at(3).as_millisecond());
        assert_eq!((verify(db, &ours).await, verify(db, &theirs).await), (Ok(3), Ok(1)));
    }
}

#[tokio::test]
async fn whatever_is_done_past_the_program_is_found() {
    let town_ids = "(SELECT id FROM town WHERE host = 'a.test')";
    for (damage, broken) in [
        (vec!["UPDATE audit SET detail = '{}' WHERE n = 2 AND town_id = TOWN"], Broken { n: 2, how: Flaw::Changed }),
        (vec!["UPDATE audit SET who = 'machine' WHERE n = 4 AND town_id = TOWN"], Broken { n: 4, how: Flaw::Changed }),
        (vec!["UPDATE audit SET at = at + 1 WHERE n = 1 AND town_id = TOWN"], Broken { n: 1, how: Flaw::Changed }),
        (vec!["DELETE FROM audit WHERE n = 3 AND town_id = TOWN"], Broken { n: 3, how: Flaw::Missing }),
        (vec!["DELETE FROM audit WHERE n = 1 AND town_id = TOWN"], Broken { n: 1, how: Flaw::Missing }),
        (vec!["DELETE FROM audit WHERE n = 4 AND town_id = TOWN"], Broken { n: 4, how: Flaw::Missing }),
        (vec!["DELETE FROM audit WHERE town_id = TOWN"], Broken { n: 1, how: Flaw::Missing }),
        (
            // Two entries change places.
            vec![
                "UPDATE audit SET n = 99 WHERE n = 2 AND town_id = TOWN",
                "UPDATE audit SET n = 2 WHERE n = 3 AND town_id = TOWN",
                "UPDATE audit SET n = 3 WHERE n = 99 AND town_id = TOWN",
            ],
            Broken { n: 2, how: Flaw::Changed },
        ),
        (
            // The gap is closed.
            vec![
                "DELETE FROM audit WHERE n = 2 AND town_id = TOWN",
                "UPDATE audit SET n = 2 WHERE n = 3 AND town_id = TOWN",
                "UPDATE audit SET n = 3 WHERE n = 4 AND town_id = TOWN",
            ],
            Broken { n: 2, how: Flaw::Changed },
        ),
        (
            // One is put in at the end.
            vec![
                "INSERT INTO audit (town_id, n, at, who, deed, about_kind, about, detail, hash) \
                 SELECT town_id, 5, at, who, deed, about_kind, about, detail, hash FROM audit WHERE n = 4 AND town_id = TOWN",
            ],
            Broken { n: 5, how: Flaw::Changed },
        ),
        (vec!["DELETE FROM audit_head WHERE town_id = TOWN"], Broken { n: 1, how: Flaw::Changed }),
    ] {
        for test in databases::each().await {
            let db = &test.db;
            let (ours, theirs) = (seed::town(db, "a.test").await, seed::town(db, "b.test").await);
            for n in 1..=4 {
                write(db, &ours, &format!("kanal-{n}"), n).await;
                write(db, &theirs, &format!("kanal-{n}"), n).await;
            }
            assert_eq!(verify(db, &ours).await, Ok(4));
            for sql in &damage {
                test.sql(&sql.replace("TOWN", town_ids)).await;
            }
            assert_eq!(verify(db, &ours).await, Err(broken), "{damage:?}");
            assert_eq!(verify(db, &theirs).await, Ok(4), "the other town's chain is whole");
        }
    }
}

#[tokio::test]
async fn a_deed_that_is_not_carried_out_leaves_no_entry() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "a.test").await;
        write(db, &town, "kanal-1", 1).await;
        let entry = AuditEntry {
            town: town.id,
            at: at(2),
            who: Who::Machine,
            deed: Deed::TownPublished,
            about: About::Town,
            detail: json!({}),
        };
        let failed = db
            .write(async |c: &mut ausrufer::store::Conn<'_>| {
                audit::append(c, &entry).await?;
                Err::<(), _>(ausrufer::store::StoreError::Exists("the deed"))
            })
            .await;
        assert!(failed.is_err());
        write(db, &town, "kanal-2", 3).await;
        assert_eq!(verify(db, &town).await, Ok(2));
    }
}
