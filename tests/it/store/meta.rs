//! Facts about the database itself.

use ausrufer::store::meta;

use crate::support::databases;
use crate::support::seed::{read, store};

#[tokio::test]
async fn a_fact_is_noted_changed_and_forgotten() {
    for test in databases::each().await {
        let db = &test.db;
        assert_eq!(read!(db, |c| meta::get(c, meta::DELIVERIES)), None);
        store!(db, |c| meta::set(c, meta::DELIVERIES, "held"));
        store!(db, |c| meta::set(c, meta::KEY_CHECK, "v1|…"));
        store!(db, |c| meta::set(c, meta::DELIVERIES, "still held"));
        assert_eq!(read!(db, |c| meta::get(c, meta::DELIVERIES)).as_deref(), Some("still held"));
        store!(db, |c| meta::clear(c, meta::DELIVERIES));
        assert_eq!(read!(db, |c| meta::get(c, meta::DELIVERIES)), None);
        assert_eq!(read!(db, |c| meta::get(c, meta::KEY_CHECK)).as_deref(), Some("v1|…"));
    }
}
