//! Looks at a real listener that speaks Mastodon's interface and keeps an account's statuses.

use serde_json::{Value, json};

use super::super::contract::{Ask, Batch, Budget, Connector, Cursor, Fetched, Sign, Window};
use super::super::failure::SourceError;
use super::super::test_site::{Bench, bench};
use super::MastodonConnector;
use crate::domain::connection::Login;
use crate::domain::item::NativeId;
use crate::domain::source::{Cause, ErrorClass, SourceKind};

const LIST: &str = "/api/v1/accounts/7/statuses";

fn status(id: &str, words: &str, edited: Option<&str>) -> Value {
    json!({
        "id": id, "created_at": "2025-07-18T10:00:00.000Z", "edited_at": edited, "visibility": "public",
        "url": format!("https://musterbach.social/@rathaus/{id}"), "content": format!("<p>{words}</p>"),
        "account": { "id": "7", "acct": "rathaus" }, "favourites_count": words.len(),
    })
}

fn publish(bench: &Bench, statuses: &[Value]) {
    bench.site.put(LIST, 200, &[], json!(statuses).to_string());
    for status in statuses {
        let path = format!("/api/v1/statuses/{}", status["id"].as_str().unwrap());
        bench.site.put(&path, 200, &[], status.to_string());
    }
}

async fn server() -> Bench {
    let mut bench = bench(SourceKind::Mastodon, "@rathaus").await;
    bench.source.account = Some("7".to_owned());
    bench
}

async fn poll(bench: &Bench, cursor: Option<Cursor>) -> Result<Batch, SourceError> {
    MastodonConnector.poll(&bench.cx(), cursor, &mut Budget::requests(4)).await
}

async fn look_up(bench: &Bench, id: &str) -> Result<Fetched, SourceError> {
    let ask = Ask { native_id: NativeId(id.to_owned()), canonical_url: None, starts: None };
    let answers = MastodonConnector.refetch(&bench.cx(), &[ask], &mut Budget::requests(1)).await?;
    Ok(answers.into_iter().next().unwrap().1)
}

#[tokio::test]
async fn a_status_is_seen_edited_and_withdrawn() {
    let bench = server().await;
    publish(&bench, &[status("2", "Zwei", None), status("1", "Eins", None)]);
    let first = poll(&bench, None).await.unwrap();
    assert_eq!((first.items.len(), first.window), (2, Window::Complete { from: None, to: Some(bench.now) }));
    publish(&bench, &[status("2", "Zwei, neu", Some("2025-07-18T11:00:00.000Z")), status("1", "Eins", None)]);
    let second = poll(&bench, first.next).await.unwrap();
    assert!(second.items[0].edited_at.is_some() && second.items[0].content_hash != first.items[0].content_hash);
    assert_eq!(second.items[1].content_hash, first.items[1].content_hash);

    assert!(matches!(look_up(&bench, "2").await, Ok(Fetched::Found(item)) if item.text == "Zwei, neu"));
    bench.site.drop_page("/api/v1/statuses/2");
    assert!(matches!(look_up(&bench, "2").await, Ok(Fetched::Gone(evidence)) if evidence.sign == Sign::UnknownId));
    bench.site.put("/api/v1/statuses/2", 410, &[], "");
    assert!(matches!(look_up(&bench, "2").await, Ok(Fetched::Gone(evidence)) if evidence.sign == Sign::Said));
    bench.site.put("/api/v1/statuses/2", 401, &[], r#"{"error":"x"}"#);
    assert!(matches!(look_up(&bench, "2").await, Ok(Fetched::Forbidden)));
    bench.site.put("/api/v1/statuses/2", 503, &[], "");
    assert_eq!(look_up(&bench, "2").await.unwrap_err().class(), ErrorClass::Transient);
}

#[tokio::test]
async fn older_statuses_are_read_by_the_next_link() {
    let bench = server().await;
    let next = format!("<{}api/v1/accounts/7/statuses?max_id=2>; rel=\"next\"", bench.base);
    bench.site.put(LIST, 200, &[("link", &next)], json!([status("2", "Zwei", None)]).to_string());
    let older = format!("{LIST}?limit=40&exclude_replies=true&max_id=2");
    bench.site.put(&older, 200, &[], json!([status("1", "Eins", None)]).to_string());
    let batch = poll(&bench, None).await.unwrap();
    assert_eq!(batch.items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>(), ["Zwei", "Eins"]);
    let before = bench.site.asked();
    poll(&bench, batch.next).await.unwrap();
    assert_eq!(bench.site.asked() - before, 1);
}

#[tokio::test]
async fn whatever_goes_wrong_is_an_error_of_its_class() {
    let bench = server().await;
    let fail = async |status: u16, headers: &[(&'static str, &str)], body: &str| {
        bench.site.put(LIST, status, headers, body);
        poll(&bench, None).await.unwrap_err()
    };
    assert_eq!(fail(200, &[], "[]").await.cause, Cause::EmptyList);
    assert_eq!(fail(200, &[], "<html></html>").await.class(), ErrorClass::ConfigWrong);
    assert_eq!(fail(404, &[], r#"{"error":"Record not found"}"#).await.cause, Cause::NotFound);
    assert_eq!(fail(401, &[], r#"{"error":"The access token is invalid"}"#).await.class(), ErrorClass::AuthDead);
    let closed = fail(401, &[], r#"{"error":"This method requires an authenticated user"}"#).await;
    assert_eq!(closed.class(), ErrorClass::PermissionMissing);
    assert_eq!(fail(500, &[], "").await.class(), ErrorClass::Transient);
    let busy =
        fail(429, &[("x-ratelimit-reset", "2025-07-18T12:05:00.000Z")], r#"{"error":"Too many requests"}"#).await;
    assert_eq!((busy.cause, busy.until), (Cause::AskedToWait, "2025-07-18T12:05:00Z".parse().ok()));
}

#[tokio::test]
async fn an_account_is_found_on_its_own_server_only() {
    let mut bench = server().await;
    bench.login = Some(Login::with_token("geheim"));
    let account = |acct: &str| json!({ "id": "7", "username": "rathaus", "acct": acct, "display_name": "Rathaus", "url": "https://musterbach.social/@rathaus" });
    bench.site.put("/api/v1/accounts/lookup", 200, &[], account("rathaus").to_string());
    bench.site.put("/api/v1/accounts/7", 200, &[], account("rathaus").to_string());
    let found = MastodonConnector.resolve(&bench.look(), "@rathaus@musterbach.social").await.unwrap();
    assert_eq!((found.account.as_deref(), found.name.as_deref()), (Some("7"), Some("Rathaus")));
    assert_eq!(found.site_url.unwrap().as_str(), "https://musterbach.social/@rathaus");
    assert_eq!(bench.site.last()["authorization"], "Bearer geheim");
    assert_eq!(MastodonConnector.health(&bench.cx()).await.unwrap().name.as_deref(), Some("Rathaus"));

    bench.site.put("/api/v1/accounts/lookup", 200, &[], account("rathaus@anderswo.social").to_string());
    let foreign = MastodonConnector.resolve(&bench.look(), "@rathaus@musterbach.social").await.unwrap_err();
    assert_eq!(foreign.cause, Cause::NotFound);
}
