//! Looks at a real listener that speaks the Bot API and keeps updates until they are acknowledged.

use serde_json::{Value, json};

use super::super::contract::{Batch, Budget, Connector, Cursor, Window};
use super::super::failure::SourceError;
use super::super::test_site::{Bench, bench};
use super::TelegramConnector;
use super::tests::{message, photo};
use crate::domain::connection::Login;
use crate::domain::source::{Aside, Cause, ErrorClass, SourceKind};

const TOKEN: &str = "123:geheimes-wort";

async fn platform() -> Bench {
    let mut bench = bench(SourceKind::Telegram, "musterbach").await;
    bench.source.account = Some("-1001".to_owned());
    bench.login = Some(Login::with_token(TOKEN));
    bench
}

fn method(name: &str) -> String {
    format!("/bot{TOKEN}/{name}")
}

/// The updates that are still waiting.
fn waiting(bench: &Bench, updates: &[Value]) {
    bench.site.put(&method("getUpdates"), 200, &[], json!({ "ok": true, "result": updates }).to_string());
}

fn post(update: i64, kind: &str, message: Value) -> Value {
    json!({ "update_id": update, kind: message })
}

async fn poll(bench: &Bench, cursor: Option<Cursor>) -> Result<Batch, SourceError> {
    TelegramConnector.poll(&bench.cx(), cursor, &mut Budget::requests(4)).await
}

fn part(id: i64, change: Value) -> Value {
    let mut part = message(id, json!({ "media_group_id": "77", "photo": photo(&format!("u{id}"), &format!("f{id}")) }));
    part.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    part
}

#[tokio::test]
async fn what_was_read_is_acknowledged_by_the_next_look() {
    let bench = platform().await;
    waiting(&bench, &[post(41, "channel_post", message(5, json!({ "text": "Eins" })))]);
    let first = poll(&bench, None).await.unwrap();
    assert!(!bench.site.all()[0].path.contains("offset"));
    assert_eq!((first.items[0].text.as_str(), first.window, first.unchanged), ("Eins", Window::Partial, false));
    waiting(&bench, &[]);
    let second = poll(&bench, first.next).await.unwrap();
    assert!(bench.site.all()[1].path.contains("offset=42"));
    assert_eq!((second.items.len(), second.unchanged), (0, true));
    poll(&bench, second.next).await.unwrap();
    assert!(bench.site.all()[2].path.contains("offset=42"));
}

#[tokio::test]
async fn a_late_or_edited_part_of_an_album_finds_the_others() {
    let bench = platform().await;
    waiting(&bench, &[post(1, "channel_post", part(6, json!({ "caption": "Fest" })))]);
    let first = poll(&bench, None).await.unwrap();
    waiting(&bench, &[post(2, "channel_post", part(7, json!({})))]);
    let second = poll(&bench, first.next).await.unwrap();
    assert_eq!((second.items[0].native_id.0.as_str(), second.items[0].media.len()), ("-1001/77", 2));
    let memory = second.next.as_ref().unwrap().0.to_string();
    assert!(!memory.contains("Kanarienvogel") && !memory.contains("geheim"));
    let edit = part(6, json!({ "caption": "Stadtfest", "edit_date": 1_752_836_400 }));
    waiting(&bench, &[post(3, "edited_channel_post", edit.clone())]);
    let third = poll(&bench, second.next).await.unwrap();
    assert_eq!((third.items[0].text.as_str(), third.items[0].media.len()), ("Stadtfest", 2));
    let forgotten = poll(&bench, None).await.unwrap();
    assert_eq!((forgotten.items.len(), forgotten.quarantined[0].aside), (0, Aside::Cut));
}

#[tokio::test]
async fn the_token_stands_in_no_error_and_no_item() {
    let mut bench = platform().await;
    let fail = async |bench: &Bench, status: u16, body: &str| {
        bench.site.put(&method("getUpdates"), status, &[], body);
        poll(bench, None).await.unwrap_err()
    };
    let dead = fail(&bench, 401, r#"{"ok":false,"error_code":401,"description":"Unauthorized"}"#).await;
    let wait = fail(&bench, 429, r#"{"ok":false,"error_code":429,"parameters":{"retry_after":30}}"#).await;
    let page = fail(&bench, 502, "<html>bad gateway</html>").await;
    assert_eq!(
        (dead.class(), wait.class(), page.class()),
        (ErrorClass::AuthDead, ErrorClass::RateLimited, ErrorClass::Transient)
    );
    assert!(wait.until.is_some());
    let twice = fail(&bench, 409, r#"{"ok":false,"error_code":409}"#).await;
    assert_eq!(twice.cause, Cause::ReadElsewhere);
    bench.source.api_base = Some("http://127.0.0.1:1/".to_owned());
    let unreachable = poll(&bench, None).await.unwrap_err();
    assert_eq!(unreachable.cause, Cause::Unreachable);
    for error in [dead, wait, page, twice, unreachable] {
        assert!(!format!("{error} {error:?}").contains("geheim"), "{error:?}");
    }
    bench.login = None;
    assert_eq!(poll(&bench, None).await.unwrap_err().cause, Cause::LoginMissing);
}

#[tokio::test]
async fn a_bot_that_was_removed_says_so() {
    let bench = platform().await;
    let member =
        |status: &str| json!({ "chat": { "id": -1001, "type": "channel" }, "new_chat_member": { "status": status } });
    waiting(&bench, &[post(1, "my_chat_member", member("administrator")), post(2, "my_chat_member", member("kicked"))]);
    assert_eq!(poll(&bench, None).await.unwrap_err().class(), ErrorClass::PermissionMissing);
    waiting(&bench, &[post(2, "my_chat_member", member("kicked")), post(3, "my_chat_member", member("administrator"))]);
    assert!(poll(&bench, None).await.is_ok());
}

#[tokio::test]
async fn a_channel_is_found_and_a_file_has_an_address_for_an_hour() {
    let bench = platform().await;
    let chat = |kind: &str| {
        json!({ "ok": true, "result": { "id": -1001, "type": kind, "title": "Stadt", "username": "musterbach" } })
            .to_string()
    };
    bench.site.put(&method("getChat"), 200, &[], chat("channel"));
    let account = TelegramConnector.resolve(&bench.look(), "https://t.me/musterbach").await.unwrap();
    assert_eq!((account.account.as_deref(), account.url.as_str()), (Some("-1001"), "https://t.me/musterbach"));
    assert_eq!(TelegramConnector.health(&bench.cx()).await.unwrap().name.as_deref(), Some("Stadt"));
    bench.site.put(&method("getChat"), 200, &[], chat("supergroup"));
    assert_eq!(TelegramConnector.resolve(&bench.look(), "@musterbach").await.unwrap_err().cause, Cause::NotFound);

    waiting(&bench, &[post(1, "channel_post", message(5, json!({ "photo": photo("u", "f") })))]);
    let item = poll(&bench, None).await.unwrap().items.remove(0);
    bench.site.put(&method("getFile"), 200, &[], r#"{"ok":true,"result":{"file_id":"f","file_path":"photos/1.jpg"}}"#);
    let address = TelegramConnector.media_address(&bench.look(), &item.media[0]).await.unwrap().unwrap();
    assert_eq!(address.path(), format!("/file/bot{TOKEN}/photos/1.jpg"));
    assert!(bench.site.all().last().unwrap().path.ends_with("file_id=f"));
    assert!(!format!("{item:?}").contains("geheim"));
}
