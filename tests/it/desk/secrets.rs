//! What nobody but the person may know stands nowhere as it is: not in a row of the store, nor in a backup.

use ausrufer::store::tables;
use data_encoding::BASE32_NOPAD;

use crate::support::clerk::{Clerk, PASSWORD, shown_seed};
use crate::support::databases;
use crate::support::seed::read;
use crate::support::server::TestServer;

#[tokio::test]
async fn what_people_sign_in_with_is_nowhere_in_clear() {
    for database in databases::each().await {
        let server = TestServer::start_with(&database, |config| config.development.second_proof = true).await;
        let mut olga = Clerk::owner(&server).await;
        let (seed, codes) = olga.set_up_proof(&server).await;
        // One that was shown and does not count yet.
        let allowed =
            olga.post("/verwaltung/konto/zweiter-nachweis/aendern", &[("code", &codes[0]), ("tun", "telefon")]).await;
        let shown = shown_seed(&olga.get(allowed.location()).await.text);
        let held = olga.cookie.clone().unwrap().split_once('=').unwrap().1.to_owned();
        let mut secrets = vec![PASSWORD.to_owned(), held];
        for seed in [&seed, &shown] {
            secrets.push(BASE32_NOPAD.encode(seed));
            secrets.push(data_encoding::HEXLOWER.encode(seed));
            secrets.push(data_encoding::BASE64URL_NOPAD.encode(seed));
        }
        for code in codes {
            secrets.extend([code.replace('-', "").to_uppercase(), code]);
        }

        let mut rows = String::new();
        let mut sealed = 0;
        for table in read!(database.db, |c| tables::catalogue(c)) {
            let all = &mut |row: &str| -> Result<(), ausrufer::store::StoreError> {
                sealed += usize::from(row.contains("\"v1|") && table.name.starts_with("staff"));
                rows.push_str(row);
                Ok(())
            };
            read!(database.db, |c| tables::read_rows(c, &table, None, &mut *all));
        }
        assert!(rows.contains("olga") && sealed == 2, "{sealed} sealed rows of people");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sicherung");
        server.back_up(&file).await;
        let inside = zstd::decode_all(std::fs::File::open(&file).unwrap()).unwrap();
        let inside = String::from_utf8_lossy(&inside);
        assert!(inside.contains("olga"));
        for secret in secrets {
            assert!(!rows.contains(&secret), "{secret} is in the store");
            assert!(!inside.contains(&secret), "{secret} is in the backup");
        }
    }
}
