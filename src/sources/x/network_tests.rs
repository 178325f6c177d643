//! Looks at a fake interface that publishes, edits, deletes, refuses, and takes money.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::XConnector;
use crate::domain::connection::Login;
use crate::domain::item::NativeId;
use crate::domain::source::{Cause, ErrorClass, SourceKind};
use crate::sources::contract::{Ask, Batch, Budget, Connector, Cursor, Fetched, Sign, Window};
use crate::sources::failure::SourceError;
use crate::sources::test_site::{Bench, bench};

const LIST: &str = "/2/users/5/tweets";
const LOOKUP: &str = "/2/tweets";
const STRANGER: &str = "Kanarienvogel";
/// Enough for everything.
const MONEY: u32 = 5_000;

fn post(id: &str, words: &str, change: Value) -> Value {
    let mut post = json!({
        "id": id, "text": words, "author_id": "5", "created_at": "2025-07-18T10:00:00.000Z",
        "edit_history_tweet_ids": [id], "something_new": { "of": ["the", "platform"] },
    });
    post.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    post
}

fn plain(id: &str, words: &str) -> Value {
    post(id, words, json!({}))
}

fn listing(posts: &[Value], older: Option<&str>) -> String {
    let newest = posts.first().map(|post| post["id"].clone());
    let meta = json!({ "result_count": posts.len(), "newest_id": newest, "next_token": older });
    let mut answer = json!({ "meta": meta });
    if !posts.is_empty() {
        answer["data"] = json!(posts);
    }
    answer.to_string()
}

async fn account(settings: Value) -> Bench {
    let mut bench = bench(SourceKind::X, "musterbach").await;
    bench.source.account = Some("5".to_owned());
    bench.source.settings = settings;
    bench.login = Some(Login::with_token("geheim"));
    bench.site.put(LIST, 200, &[], listing(&[], None));
    bench
}

async fn allowed() -> Bench {
    account(json!({ "terms_allowed_by": "Rechtsamt" })).await
}

async fn poll(bench: &Bench, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
    // As it is stored and read again.
    let cursor = cursor.map(|cursor| Cursor(serde_json::from_str(&cursor.0.to_string()).unwrap()));
    XConnector.poll(&bench.cx(), cursor, budget).await
}

fn budget(money: u32) -> Budget {
    Budget::requests(4).with_money(money)
}

fn ids(batch: &Batch) -> Vec<&str> {
    batch.items.iter().map(|item| item.native_id.0.as_str()).collect()
}

async fn look_up(bench: &Bench, id: &str, address: Option<&str>) -> Result<Fetched, SourceError> {
    let ask = Ask { native_id: NativeId(id.to_owned()), canonical_url: address.map(str::to_owned), starts: None };
    let answers = XConnector.refetch(&bench.cx(), &[ask], &mut budget(MONEY)).await?;
    Ok(answers.into_iter().next().unwrap().1)
}

#[tokio::test]
async fn only_what_is_newer_is_asked_for_and_an_edit_is_newer() {
    let bench = allowed().await;
    bench.site.put(LIST, 200, &[], listing(&[plain("12", "Zwei"), plain("11", "Eins")], None));
    let first = poll(&bench, None, &mut budget(MONEY)).await.unwrap();
    assert_eq!((ids(&first), first.window), (vec!["12", "11"], Window::Complete { from: None, to: Some(bench.now) }));
    assert_eq!(first.items[0].canonical_url.as_deref(), Some("https://x.com/musterbach/status/12"));

    bench.site.put_where(LIST, "since_id=12", 200, listing(&[], None));
    let mut purse = budget(MONEY);
    let second = poll(&bench, first.next.clone(), &mut purse).await.unwrap();
    assert!(second.unchanged && purse.spent() == 0, "nothing new costs nothing");
    assert!(bench.site.all()[1].path.contains("since_id=12"));

    let edited = post("13", "Eins, berichtigt", json!({ "edit_history_tweet_ids": ["11", "13"] }));
    bench.site.put_where(LIST, "since_id=12", 200, listing(&[edited], None));
    let third = poll(&bench, second.next, &mut budget(MONEY)).await.unwrap();
    assert_eq!((ids(&third), third.items[0].text.as_str()), (vec!["11"], "Eins, berichtigt"));
    assert_ne!(third.items[0].content_hash, first.items[1].content_hash);
    bench.site.put_where(LIST, "since_id=13", 200, listing(&[], None));
    assert!(poll(&bench, third.next, &mut budget(MONEY)).await.unwrap().unchanged);
}

#[tokio::test]
async fn every_post_that_is_read_is_paid_and_no_more_is_asked_for_than_can_be() {
    let bench = allowed().await;
    bench.site.put(LIST, 200, &[], listing(&[plain("12", "Zwei"), plain("11", "Eins")], None));
    let mut purse = budget(40);
    poll(&bench, None, &mut purse).await.unwrap();
    assert_eq!((purse.spent(), purse.money()), (10, 30));
    assert!(bench.site.all()[0].path.contains("max_results=8"), "{}", bench.site.all()[0].path);

    let before = bench.site.asked();
    let refused = poll(&bench, None, &mut budget(24)).await.unwrap_err();
    assert_eq!((refused.cause, refused.class()), (Cause::MoneySpent, ErrorClass::RateLimited));
    assert_eq!(refused.until, "2025-07-18T13:00:00Z".parse().ok());
    let ask = Ask { native_id: NativeId("11".to_owned()), canonical_url: None, starts: None };
    let broke = XConnector.refetch(&bench.cx(), &[ask], &mut budget(4)).await.unwrap_err();
    assert_eq!(broke.cause, Cause::MoneySpent);
    assert_eq!(bench.site.asked(), before, "without money nothing is asked");

    let own = account(json!({ "terms_allowed_by": "Rechtsamt", "own_app": "yes" })).await;
    own.site.put(LIST, 200, &[], listing(&[plain("12", "Zwei")], None));
    let mut purse = budget(40);
    poll(&own, None, &mut purse).await.unwrap();
    assert_eq!(purse.spent(), 1);
}

#[tokio::test]
async fn nothing_is_asked_before_somebody_answered_for_the_terms() {
    let bench = account(json!({})).await;
    let refused = poll(&bench, None, &mut budget(MONEY)).await.unwrap_err();
    assert_eq!(refused.cause, Cause::TermsUnconfirmed);
    assert_eq!(XConnector.health(&bench.cx()).await.unwrap_err().cause, Cause::TermsUnconfirmed);
    assert_eq!(XConnector.resolve(&bench.look(), "@musterbach").await.unwrap_err().cause, Cause::TermsUnconfirmed);
    assert!(look_up(&bench, "11", None).await.is_err());
    assert_eq!(bench.site.asked(), 0);
}

#[tokio::test]
async fn older_posts_come_page_by_page_until_there_are_enough() {
    let bench = account(json!({ "terms_allowed_by": "Rechtsamt", "backfill": "12" })).await;
    let posts = |from: u32, count: u32| -> Vec<Value> {
        (0..count).map(|n| plain(&(from - n).to_string(), "Ein Beitrag")).collect()
    };
    bench.site.put(LIST, 200, &[], listing(&posts(100, 8), Some("p2")));
    bench.site.put_where(LIST, "since_id", 200, listing(&[], None));
    bench.site.put_where(LIST, "pagination_token=p2", 200, listing(&posts(92, 5), Some("p3")));
    let first = poll(&bench, None, &mut budget(MONEY)).await.unwrap();
    assert_eq!(first.window, Window::Complete { from: "2025-07-18T10:00:00Z".parse().ok(), to: Some(bench.now) });
    let second = poll(&bench, first.next, &mut budget(MONEY)).await.unwrap();
    assert_eq!((second.items.len(), second.window), (5, Window::Partial));
    let before = bench.site.asked();
    poll(&bench, second.next, &mut budget(MONEY)).await.unwrap();
    assert_eq!(bench.site.asked() - before, 1, "thirteen are enough");
}

#[tokio::test]
async fn the_last_week_is_listed_again_once_a_day() {
    let mut bench = allowed().await;
    bench.site.put(LIST, 200, &[], listing(&[plain("12", "Zwei"), plain("11", "Eins")], None));
    let first = poll(&bench, None, &mut budget(MONEY)).await.unwrap();
    bench.site.put_where(LIST, "since_id", 200, listing(&[], None));
    bench.site.put_where(LIST, "start_time=2025-07-12T13", 200, listing(&[plain("12", "Zwei")], None));
    let later = |hours| -> Timestamp { bench.now.checked_add(SignedDuration::from_hours(hours)).unwrap() };
    let (soon, tomorrow, next_week) = (later(23), later(25), later(8 * 24));
    bench.now = soon;
    let second = poll(&bench, first.next, &mut budget(MONEY)).await.unwrap();
    assert!(second.unchanged);
    bench.now = tomorrow;
    let third = poll(&bench, second.next, &mut budget(MONEY)).await.unwrap();
    let from: Timestamp = "2025-07-12T13:00:00Z".parse().unwrap();
    assert_eq!((ids(&third), third.window), (vec!["12"], Window::Span { from, to: tomorrow }));
    let before = bench.site.asked();
    let fourth = poll(&bench, third.next, &mut budget(MONEY)).await.unwrap();
    assert_eq!(bench.site.asked() - before, 1, "once a day");

    bench.now = next_week;
    bench.site.put(LIST, 200, &[], listing(&[plain("12", "Zwei")], Some("p2")));
    let weekly = poll(&bench, fourth.next, &mut budget(MONEY)).await.unwrap();
    let oldest = "2025-07-18T10:00:00Z".parse().unwrap();
    assert_eq!(weekly.window, Window::Span { from: oldest, to: bench.now }, "older posts are not looked up");
}

#[tokio::test]
async fn a_post_is_looked_up_in_its_newest_version() {
    let bench = allowed().await;
    let history = json!({ "edit_history_tweet_ids": ["11", "13"] });
    let answer = |post: Value| json!({ "data": [post] }).to_string();
    bench.site.put_where(LOOKUP, "ids=11", 200, answer(post("11", "Eins", history.clone())));
    bench.site.put_where(LOOKUP, "ids=13", 200, answer(post("13", "Eins, berichtigt", history)));
    let page = "https://x.com/musterbach/status/13";
    for address in [None, Some(page)] {
        let found = look_up(&bench, "11", address).await.unwrap();
        assert!(matches!(found, Fetched::Found(item) if item.text == "Eins, berichtigt" && item.native_id.0 == "11"));
    }
    assert_eq!(bench.site.asked(), 3, "the second look knew the newest version");

    let problem = |kind: &str| {
        json!({ "errors": [{ "resource_id": "13", "resource_type": "tweet", "title": "x", "detail": "x",
            "type": format!("https://api.twitter.com/2/problems/{kind}") }] })
        .to_string()
    };
    bench.site.put(LOOKUP, 200, &[], "{}");
    bench.site.put_where(LOOKUP, "ids=13", 200, problem("resource-not-found"));
    assert!(
        matches!(look_up(&bench, "11", Some(page)).await, Ok(Fetched::Gone(evidence)) if evidence.sign == Sign::UnknownId)
    );
    bench.site.put_where(LOOKUP, "ids=13", 200, problem("not-authorized-for-resource"));
    assert!(matches!(look_up(&bench, "11", Some(page)).await, Ok(Fetched::Forbidden)));
    assert!(matches!(look_up(&bench, "99", None).await, Ok(Fetched::Transient)), "silence says nothing");
    bench.site.put_where(LOOKUP, "ids=13", 401, r#"{"title":"Unauthorized","status":401,"type":"about:blank"}"#);
    assert_eq!(look_up(&bench, "11", Some(page)).await.unwrap_err().class(), ErrorClass::AuthDead);
}

#[tokio::test]
async fn strangers_are_neither_asked_for_nor_kept() {
    let bench = allowed().await;
    let reply = json!({ "in_reply_to_user_id": "6", "referenced_tweets": [{ "type": "replied_to", "id": "1" }] });
    let quote = json!({ "referenced_tweets": [{ "type": "quoted", "id": "7" }] });
    let posts = [
        post("14", "Lesenswert", quote),
        post("13", &format!("@{STRANGER} ja"), reply),
        post("12", STRANGER, json!({ "author_id": "6" })),
        post("11", &format!("RT @x: {STRANGER}"), json!({ "referenced_tweets": [{ "type": "retweeted", "id": "2" }] })),
    ];
    let mut answer: Value = serde_json::from_str(&listing(&posts, None)).unwrap();
    answer["includes"] = json!({
        "users": [{ "id": "6", "username": STRANGER, "name": STRANGER }],
        "tweets": [{ "id": "7", "author_id": "6", "text": STRANGER }],
    });
    bench.site.put(LIST, 200, &[], answer.to_string());
    let batch = poll(&bench, None, &mut budget(MONEY)).await.unwrap();
    assert_eq!((ids(&batch), batch.quarantined.len()), (vec!["14"], 0));
    assert_eq!(batch.items[0].quote.as_ref().unwrap().url, "https://x.com/i/status/7");
    assert!(!format!("{batch:?}").contains(STRANGER));
    let asked = &bench.site.all()[0];
    assert!(asked.path.contains("exclude=retweets") && !asked.path.contains("referenced_tweets.id"), "{}", asked.path);
    assert_eq!(asked.headers["authorization"], "Bearer geheim");
    assert!(!asked.path.contains("geheim"));
}

#[tokio::test]
async fn whatever_goes_wrong_is_an_error_of_its_class() {
    let bench = allowed().await;
    let fail = async |status: u16, headers: &[(&'static str, &str)], body: &str| {
        bench.site.put(LIST, status, headers, body);
        poll(&bench, None, &mut budget(MONEY)).await.unwrap_err()
    };
    let problem = |status: u16, kind: &str| json!({ "title": "x", "status": status, "type": kind }).to_string();
    let reset = [("x-rate-limit-reset", "1752840600")];
    let busy = fail(429, &reset, &problem(429, "about:blank")).await;
    assert_eq!((busy.cause, busy.until), (Cause::AskedToWait, "2025-07-18T12:10:00Z".parse().ok()));
    assert_eq!(fail(401, &[], &problem(401, "about:blank")).await.class(), ErrorClass::AuthDead);
    let forbidden = problem(403, "https://api.twitter.com/2/problems/client-forbidden");
    assert_eq!(fail(403, &[], &forbidden).await.class(), ErrorClass::PermissionMissing);
    let credits = problem(402, "https://api.twitter.com/2/problems/credits");
    assert_eq!(fail(402, &[], &credits).await.cause, Cause::QuotaUsed);
    assert_eq!(fail(503, &[], "").await.class(), ErrorClass::Transient);
    assert_eq!(fail(200, &[], "<html></html>").await.class(), ErrorClass::ConfigWrong);
    assert_eq!(fail(200, &[], &listing(&[], None)).await.cause, Cause::EmptyList);
    assert_eq!(fail(200, &[], r#"{"hello":1}"#).await.cause, Cause::NoDocument);
    let mut bench = bench;
    bench.login = None;
    assert_eq!(poll(&bench, None, &mut budget(MONEY)).await.unwrap_err().cause, Cause::LoginMissing);
}

#[tokio::test]
async fn an_account_is_found_and_who_answered_for_the_terms_is_dated() {
    let bench = allowed().await;
    let user = |protected: bool| {
        json!({ "data": { "id": "5", "name": "Stadt Musterbach", "username": "musterbach", "protected": protected } })
            .to_string()
    };
    bench.site.put("/2/users/by/username/musterbach", 200, &[], user(false));
    let found = XConnector.resolve(&bench.look(), "https://twitter.com/musterbach").await.unwrap();
    assert_eq!((found.account.as_deref(), found.name.as_deref()), (Some("5"), Some("Stadt Musterbach")));
    assert_eq!(found.url.as_str(), "https://x.com/musterbach");
    assert_eq!(found.settings, json!({ "deliver": "no", "terms_allowed_at": "2025-07-18" }));
    assert!(XConnector.check_settings(&found.settings).is_ok());
    assert!(XConnector.health(&bench.cx()).await.is_ok());
    bench.site.put("/2/users/by/username/musterbach", 200, &[], user(true));
    assert_eq!(XConnector.resolve(&bench.look(), "@musterbach").await.unwrap_err().cause, Cause::Forbidden);
    let none = json!({ "errors": [{ "title": "Not Found Error", "resource_type": "user", "type": "https://api.twitter.com/2/problems/resource-not-found" }] });
    bench.site.put("/2/users/by/username/musterbach", 200, &[], none.to_string());
    assert_eq!(XConnector.resolve(&bench.look(), "@musterbach").await.unwrap_err().cause, Cause::NotFound);
}

#[test]
fn a_month_has_a_cap_and_wrong_settings_allow_nothing() {
    assert_eq!(XConnector.monthly_cap(&json!({})), Some(5_000));
    assert_eq!(XConnector.monthly_cap(&json!({ "monthly_cap": "12,50" })), Some(12_500));
    assert_eq!(XConnector.monthly_cap(&json!({ "monthly_cap": "viel" })), Some(0));
}

#[tokio::test]
async fn what_the_platform_refuses_costs_nothing() {
    let bench = allowed().await;
    bench.site.put(LIST, 200, &[], listing(&[plain("12", "Zwei")], None));
    let first = poll(&bench, None, &mut budget(MONEY)).await.unwrap();
    for status in [401, 403, 404, 429, 500, 503] {
        let problem = json!({ "title": "x", "status": status, "type": "about:blank" }).to_string();
        bench.site.put(LIST, status, &[], &problem);
        bench.site.put(LOOKUP, status, &[], &problem);
        for cursor in [None, first.next.clone()] {
            let mut purse = budget(MONEY);
            poll(&bench, cursor, &mut purse).await.unwrap_err();
            assert_eq!((purse.spent(), purse.money()), (0, MONEY), "HTTP {status}");
        }
        let ask = Ask { native_id: NativeId("12".to_owned()), canonical_url: None, starts: None };
        let mut purse = budget(MONEY);
        XConnector.refetch(&bench.cx(), &[ask], &mut purse).await.unwrap_err();
        assert_eq!(purse.spent(), 0, "HTTP {status}");
    }
    // What was given and cannot be read was given all the same.
    bench.site.put(LIST, 200, &[], "{\"data\": [");
    let mut purse = budget(40);
    poll(&bench, None, &mut purse).await.unwrap_err();
    assert_eq!(purse.spent(), 40);
}

#[tokio::test]
async fn a_page_that_was_read_is_not_paid_again_when_the_next_one_fails() {
    let bench = allowed().await;
    bench.site.put(LIST, 200, &[], listing(&[plain("11", "Eins")], None));
    let first = poll(&bench, None, &mut budget(MONEY)).await.unwrap();
    bench.site.put_where(LIST, "since_id=11", 200, listing(&[plain("19", "Neun"), plain("18", "Acht")], Some("p2")));
    bench.site.put_where(LIST, "until_id=18", 429, r#"{"title":"x","status":429,"type":"about:blank"}"#);
    let mut purse = budget(MONEY);
    let second = poll(&bench, first.next, &mut purse).await.unwrap();
    assert_eq!((ids(&second), purse.spent()), (vec!["19", "18"], 10));

    bench.site.put_where(LIST, "since_id=19", 200, listing(&[plain("21", "Neu")], None));
    bench.site.put_where(LIST, "until_id=18", 200, listing(&[plain("17", "Sieben"), plain("16", "Sechs")], Some("p3")));
    bench.site.put_where(LIST, "until_id=16", 200, listing(&[plain("15", "Fünf")], None));
    let mut purse = budget(MONEY);
    let third = poll(&bench, second.next, &mut purse).await.unwrap();
    assert_eq!((ids(&third), purse.spent()), (vec!["21", "17", "16", "15"], 20));
    assert!(
        bench
            .site
            .all()
            .iter()
            .filter(|asked| asked.path.contains("until_id"))
            .all(|asked| asked.path.contains("since_id=11"))
    );

    bench.site.put_where(LIST, "since_id=21", 200, listing(&[], None));
    let before = bench.site.asked();
    let mut purse = budget(MONEY);
    assert!(poll(&bench, third.next, &mut purse).await.unwrap().unchanged);
    assert_eq!((bench.site.asked() - before, purse.spent()), (1, 0), "nothing is left to be read");
}

#[tokio::test]
async fn each_post_is_judged_by_what_is_said_about_it() {
    let bench = allowed().await;
    let problem = |post: &str, kind: &str| {
        json!({ "resource_id": post, "resource_type": "tweet", "title": "x",
            "type": format!("https://api.twitter.com/2/problems/{kind}") })
    };
    let errors = [
        problem("12", "not-authorized-for-resource"),
        problem("13", "resource-not-found"),
        problem("14", "resource-unavailable"),
    ];
    bench.site.put(LOOKUP, 200, &[], json!({ "data": [plain("11", "Eins")], "errors": errors }).to_string());
    let ask = |id: &str| Ask { native_id: NativeId(id.to_owned()), canonical_url: None, starts: None };
    let asks = ["11", "12", "13", "14", "15"].map(ask);
    let answers = XConnector.refetch(&bench.cx(), &asks, &mut budget(MONEY)).await.unwrap();
    let said: Vec<&Fetched> = answers.iter().map(|(_, answer)| answer).collect();
    assert!(matches!(
        said[..],
        [Fetched::Found(_), Fetched::Forbidden, Fetched::Gone(_), Fetched::Transient, Fetched::Transient]
    ));
}
