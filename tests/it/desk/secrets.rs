//! What nobody but the person may know stands nowhere as it is: not in a row of the store, nor in a backup.

use std::process::Stdio;

use ausrufer::clock::{Clock, SystemClock};
use ausrufer::seal::totp;
use ausrufer::store::tables;
use data_encoding::BASE32_NOPAD;

use crate::support::clerk::{Clerk, PASSWORD, shown_codes, shown_seed};
use crate::support::databases;
use crate::support::fake_service::{CLIENT, CLIENT_SECRET, FakeService};
use crate::support::program::Program;
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

#[tokio::test(flavor = "multi_thread")]
async fn what_people_sign_in_with_is_not_in_the_most_talkative_log() {
    let program = Program::new(None);
    program.succeed(&["town", "add", "--name", "Stadt Musterbach", "--host", &program.host(), "--publish"]);
    let said = program.succeed(&["setup-url"]);
    let code = said.split("/einrichten/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let log = program.folder.path().join("log");
    let mut serve = program.command(&["serve"]);
    serve.env("AUSRUFER_LOG", "trace").env("AUSRUFER_DEVELOPMENT_SECOND_PROOF", "true");
    let fake = FakeService::start(SystemClock.now()).await;
    serve.env("AUSRUFER_OIDC_ISSUER", &fake.issuer).env("AUSRUFER_OIDC_CLIENT_ID", CLIENT);
    serve.env("AUSRUFER_OIDC_CLIENT_SECRET", CLIENT_SECRET);
    serve.stdout(Stdio::null()).stderr(std::fs::File::create(&log).unwrap());
    let mut serving = serve.spawn().unwrap();
    while !program.run(&["healthcheck"]).status.success() {
        assert!(serving.try_wait().unwrap().is_none(), "{}", std::fs::read_to_string(&log).unwrap());
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let mut olga = Clerk::at(&program.host());
    let fields = [("name", "Olga"), ("anmeldename", "olga"), ("passwort", PASSWORD), ("nochmal", PASSWORD)];
    assert_eq!(olga.post(&format!("/verwaltung/einrichten/{code}"), &fields).await.status, 303);
    let own = "/verwaltung/konto/zweiter-nachweis";
    let seed = shown_seed(&olga.get(own).await.text);
    let number = totp::number_at(&seed, totp::step_at(SystemClock.now()));
    let codes = shown_codes(&olga.post(own, &[("code", &number)]).await.text);
    assert_eq!(codes.len(), 10);
    let held = olga.cookie.clone().unwrap().split_once('=').unwrap().1.to_owned();
    olga.sign_in("olga", PASSWORD).await;
    assert_eq!(olga.post("/verwaltung/anmelden/nachweis", &[("code", &codes[0])]).await.status, 303);
    let mut other = Clerk::at(&program.host());
    let address = other.get("/verwaltung/anmelden/rathaus-konto").await.location().to_owned();
    let back = fake.agree(&address);
    let unlinked = other.get(&format!("{}?{}", back.path(), back.query().unwrap())).await;
    assert!(unlinked.text.contains("mit niemandem verbunden"), "{}", unlinked.text);
    let mut words: Vec<String> = url::Url::parse(&address)
        .unwrap()
        .query_pairs()
        .filter(|(name, _)| name == "state" || name == "nonce")
        .map(|(_, value)| value.into_owned())
        .collect();
    words.extend(fake.verifiers());
    words.push(other.away.clone().unwrap().split_once('=').unwrap().1.to_owned());
    words.push(CLIENT_SECRET.to_owned());
    words.push(data_encoding::BASE64.encode(format!("{CLIENT}:{CLIENT_SECRET}").as_bytes()));
    assert!(words.len() == 6, "{words:?}");
    serving.kill().unwrap();
    serving.wait().unwrap();
    let log = std::fs::read_to_string(&log).unwrap();
    assert!(log.contains("UPDATE staff_code"), "it says what the store is asked");
    let coded = url::form_urlencoded::byte_serialize(PASSWORD.as_bytes()).collect::<String>();
    for secret in [PASSWORD, &coded, &held, &codes[0], &codes[1], &BASE32_NOPAD.encode(&seed)] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    assert!(log.contains("sign_in_flow"), "it says what the store is asked");
    for word in words {
        assert!(!log.contains(&word), "{word} is in the log");
    }
}
