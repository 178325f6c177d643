//! What can be told without a network: addresses, answers, and when a login is looked at.

use jiff::Timestamp;
use rstest::rstest;
use url::Url;

use super::renew::missing_rights;
use super::*;
use crate::domain::connection::{Login, Secret};
use crate::domain::source::SourceKind;

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
