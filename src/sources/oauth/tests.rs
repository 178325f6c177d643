//! Addresses, answers, when a login is looked at, and that secrets stay where they belong.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use rstest::rstest;
use serde_json::json;
use url::Url;

use super::renew::missing_rights;
use super::*;
use crate::domain::connection::{Login, PlatformApp, Secret};
use crate::domain::source::SourceKind;
use crate::sources::test_site::bench;

fn now() -> Timestamp {
    "2026-03-01T00:00:00Z".parse().unwrap()
}

#[test]
fn the_address_names_app_rights_state_and_a_hash_of_the_proof() {
    // The pair of RFC 7636, appendix B.
    let verifier = Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    let redirect = "https://stage.musterbach.de/hooks/oauth/x";
    let x = authorize_address(by_name("x").unwrap(), None, "app", redirect, "wort", &verifier).unwrap();
    let query: Vec<(String, String)> = x.query_pairs().into_owned().collect();
    let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    assert_eq!((x.host_str(), value("client_id"), value("state")), (Some("x.com"), Some("app"), Some("wort")));
    assert_eq!(value("redirect_uri"), Some(redirect));
    assert_eq!(value("code_challenge"), Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
    assert_eq!(
        (value("code_challenge_method"), value("scope")),
        (Some("S256"), Some("tweet.read users.read offline.access"))
    );
    let base = Url::parse("http://127.0.0.1:9/meta/").unwrap();
    let tiktok = authorize_address(by_name("tiktok").unwrap(), Some(&base), "k", redirect, "w", &verifier).unwrap();
    assert!(tiktok.as_str().starts_with("http://127.0.0.1:9/meta/v2/auth/authorize/?"), "{tiktok}");
    assert!(tiktok.as_str().contains("client_key=k") && !tiktok.as_str().contains("code_challenge"));
}

#[rstest]
#[case("https://stage.musterbach.de/hooks/oauth/facebook?code=AQ%2F1&state=wort#_", "AQ/1", Some("wort"))]
#[case("code=AQ1&state=wort", "AQ1", Some("wort"))]
#[case("  AQ1#_ \n", "AQ1", None)]
fn a_person_may_copy_the_address_or_the_code(#[case] given: &str, #[case] code: &str, #[case] state: Option<&str>) {
    let expected = Answer::Code { code: Secret::new(code), state: state.map(str::to_owned) };
    assert_eq!(read_answer(given), Some(expected));
}

#[test]
fn a_refusal_is_no_code_and_nonsense_is_neither() {
    let denied = read_answer("https://a.test/x?error=access_denied&error_description=%3Cb%3E&state=wort");
    assert_eq!(denied, Some(Answer::Denied { state: Some("wort".into()), why: "access_denied".into() }));
    for nonsense in ["", "  ", "https://a.test/", "zwei Wörter", "https://a.test/?state=wort", "?code="] {
        assert_eq!(read_answer(nonsense), None, "{nonsense}");
    }
}

#[test]
fn a_pages_login_is_looked_at_daily_and_others_at_half_their_life() {
    let mut page = Login { app_id: Some("1".into()), ..Login::with_token("EAAB") };
    assert_eq!(next_look(SourceKind::Facebook, &page, now()), None, "nobody can ask without the app's secret");
    page.app_secret = Some(Secret::new("s"));
    for kind in [SourceKind::Facebook, SourceKind::Instagram] {
        assert_eq!(next_look(kind, &page, now()), Some("2026-03-02T00:00:00Z".parse().unwrap()), "{kind:?}");
    }
    let ends = Some("2026-04-30T00:00:00Z".parse().unwrap());
    let own = Login { token: Secret::new("IGAA"), expires_at: ends, ..page };
    assert_eq!(next_look(SourceKind::Instagram, &own, now()), Some("2026-03-31T00:00:00Z".parse().unwrap()));
}

#[test]
fn only_rights_that_reading_needs_are_missed() {
    let login = Login::with_token("EAAB");
    let given = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let all = given(&["pages_read_engagement", "pages_read_user_content"]);
    assert!(missing_rights(SourceKind::Facebook, &login, &all).is_empty());
    assert_eq!(missing_rights(SourceKind::Instagram, &login, &all), ["instagram_basic"]);
    assert_eq!(missing_rights(SourceKind::Facebook, &login, &all[..1]), ["pages_read_user_content"]);
}

#[test]
fn what_works_only_once_is_known() {
    let login = Login { refresh: Some(Secret::new("r")), ..Login::with_token("t") };
    assert!(works_once(SourceKind::X, &login) && works_once(SourceKind::Tiktok, &login));
    assert!(!works_once(SourceKind::Linkedin, &login) && !works_once(SourceKind::Facebook, &login));
    assert!(!works_once(SourceKind::X, &Login::with_token("t")));
}

#[test]
fn every_way_has_a_name_of_its_own_and_secure_places() {
    for provider in &PROVIDERS {
        assert_eq!(by_name(provider.name), Some(provider));
        for place in [provider.authorize, provider.token] {
            assert!(place.starts_with("https://"), "{place}");
        }
        assert!(!provider.rights.is_empty());
    }
    assert_eq!(of_kind(SourceKind::Feed), None);
}

/// What is logged, whatever the level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Instagram and Threads exchange an hour's login for a longer one by GET alone ("Creating: this operation is not supported"),
/// so the app's secret stands in an address for this one question.
#[tokio::test]
async fn an_address_that_carries_a_secret_stands_in_no_log_and_no_error() {
    const SECRET: &str = "kanarienvogel-geheim";
    const TOKEN: &str = "kanarienvogel-anmeldung";
    let log = Log::default();
    let writer = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let app = PlatformApp { id: "app".to_owned(), secret: Secret::new(SECRET), verify: None };
    let (code, verifier) = (Secret::new("code"), Secret::new("wort"));
    let brought = Brought { code: &code, redirect: "https://stage.musterbach.de/x", verifier: &verifier };
    for name in ["instagram", "threads"] {
        let provider = by_name(name).unwrap();
        let bench = bench(provider.kind, "unused").await;
        let short = json!({ "access_token": TOKEN, "user_id": "7" }).to_string();
        bench.site.put(Url::parse(provider.token).unwrap().path(), 200, &[], short);
        let echo = format!("https://graph.example/access_token?client_secret={SECRET}&access_token={TOKEN}");
        let meta = json!({ "error": { "message": echo, "type": "OAuthException", "code": 100 } }).to_string();
        let location = [("location", echo.as_str())];
        for (status, headers, body) in [
            (400, &[][..], meta.as_str()),
            (500, &[][..], echo.as_str()),
            (200, &[][..], echo.as_str()),
            (200, &[][..], "{}"),
            (302, &location[..], ""),
        ] {
            bench.site.put("/access_token", status, headers, body);
            let error = exchange(provider, &bench.look(), &app, brought).await.unwrap_err();
            assert!(!format!("{error} {error:?}").contains("kanarienvogel"), "{name} {status}: {error:?}");
        }
        let asked = bench.site.all();
        assert!(asked.iter().any(|one| one.path.contains(SECRET)), "the address did carry it");
        bench.site.put(
            "/access_token",
            200,
            &[],
            json!({ "access_token": "lang", "expires_in": 5_183_944 }).to_string(),
        );
        assert_eq!(exchange(provider, &bench.look(), &app, brought).await.unwrap().token.reveal(), "lang");
    }
    tracing::info!("the log is kept");
    let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(logged.contains("the log is kept"));
    let leak = logged.lines().find(|line| line.contains("kanarienvogel"));
    assert_eq!(leak, None);
}
