//! Looks at platforms without an end: budgets hold, what is remembered survives a restart, trouble has its class.

use super::super::contract::{Batch, Budget, Connector, Cursor, Window};
use super::super::failure::SourceError;
use super::connectors;
use super::platforms::{Endless, Trouble, platform};
use crate::domain::item::NativeId;
use crate::domain::source::{Cause, ErrorClass, SourceKind};

/// Every connector that asks its platform, each with a platform that never comes to an end.
async fn asking() -> Vec<(SourceKind, &'static dyn Connector, Endless)> {
    let mut all = Vec::new();
    for (kind, connector, _) in connectors() {
        let endless =
            platform(kind).await.unwrap_or_else(|| panic!("{} has no platform in `platforms`", kind.as_str()));
        // One that only reads recorded answers so far says so, and asks nobody.
        match look(connector, &endless, None, 1).await {
            Err(error) if error.cause == Cause::NotConnected => assert_eq!(endless.asked(), 0, "{}", kind.as_str()),
            _ => all.push((kind, connector, endless)),
        }
    }
    assert!(all.len() >= 16, "all platforms are asked");
    all
}

async fn look(
    connector: &dyn Connector,
    endless: &Endless,
    cursor: Option<Cursor>,
    requests: u32,
) -> Result<Batch, SourceError> {
    let mut budget = Budget::requests(requests).with_money(5_000);
    connector.poll(&endless.bench().cx(), cursor, &mut budget).await
}

#[tokio::test]
async fn no_look_asks_more_than_its_budget() {
    for (kind, connector, endless) in asking().await {
        for requests in [0, 1, 2, 3, 4, 7, 20] {
            let before = endless.asked();
            let batch = look(connector, &endless, None, requests).await;
            let asked = endless.asked() - before;
            assert!(asked <= requests as usize, "{}: {asked} of {requests} requests", kind.as_str());
            if requests == 20 {
                let batch = batch.unwrap_or_else(|error| panic!("{}: {error:?}", kind.as_str()));
                assert!(!batch.items.is_empty(), "{}: the platform of this test says nothing", kind.as_str());
            }
        }
        let asks: Vec<_> = (0..30)
            .map(|n| super::super::contract::Ask {
                native_id: NativeId(format!("100064_{n}")),
                canonical_url: Some(endless.bench().base.join(&format!("neu/1-{n}")).unwrap().into()),
                starts: None,
            })
            .collect();
        for requests in [0, 1, 3] {
            let before = endless.asked();
            let answers = connector
                .refetch(&endless.bench().cx(), &asks, &mut Budget::requests(requests).with_money(5_000))
                .await;
            let asked = endless.asked() - before;
            assert!(asked <= requests as usize, "{}: {asked} of {requests} lookups", kind.as_str());
            if let Ok(answers) = answers {
                let order: Vec<_> = answers.iter().map(|(id, _)| id).collect();
                assert_eq!(order, asks.iter().map(|ask| &ask.native_id).collect::<Vec<_>>(), "{}", kind.as_str());
            }
        }
    }
}

#[tokio::test]
async fn no_look_spends_more_money_than_it_has() {
    let mut paid = 0;
    for (kind, connector, endless) in asking().await {
        for money in [0, 1, 24, 25, 60, 400, 5_000] {
            let mut budget = Budget::requests(20).with_money(money);
            let _ = connector.poll(&endless.bench().cx(), None, &mut budget).await;
            assert!(budget.spent() <= money, "{}: {} of {money}", kind.as_str(), budget.spent());
            paid += budget.spent();
        }
    }
    assert!(paid > 0, "one platform costs");
}

#[tokio::test]
async fn what_is_remembered_survives_a_restart() {
    for (kind, connector, endless) in asking().await {
        let mut cursor = None;
        for _ in 0..3 {
            let batch = look(connector, &endless, cursor, 12)
                .await
                .unwrap_or_else(|error| panic!("{}: {error:?}", kind.as_str()));
            let kept = batch.next.unwrap_or_else(|| panic!("{} remembers nothing", kind.as_str()));
            let restored: Cursor = serde_json::from_str(&serde_json::to_string(&kept).unwrap()).unwrap();
            assert_eq!(restored, kept, "{}", kind.as_str());
            let without = look(connector, &endless, Some(kept.clone()), 12).await.unwrap();
            let with = look(connector, &endless, Some(restored), 12).await.unwrap();
            assert_eq!(with, without, "{}: the restart is noticed", kind.as_str());
            cursor = Some(kept);
        }
        for foreign in
            [serde_json::json!(null), serde_json::json!({ "a": 1 }), serde_json::json!("x"), serde_json::json!([7])]
        {
            let batch = look(connector, &endless, Some(Cursor(foreign.clone())), 12).await;
            assert!(batch.is_ok(), "{}: what an older version remembered stops it: {foreign}", kind.as_str());
        }
    }
}

const fn trouble(status: u16, headers: &'static [(&'static str, &'static str)], body: &'static str) -> Trouble {
    Trouble { status, headers, body }
}

#[tokio::test]
async fn trouble_has_its_class_and_nothing_is_concluded_from_it() {
    use ErrorClass::{AuthDead, PermissionMissing, RateLimited, Transient};
    let login = "<!doctype html><title>Anmelden</title><form><input type=password></form>";
    let cases: [(Trouble, &[ErrorClass]); 8] = [
        (trouble(500, &[], ""), &[Transient]),
        (trouble(502, &[], login), &[Transient]),
        (trouble(503, &[("retry-after", "120")], ""), &[RateLimited]),
        (trouble(429, &[("retry-after", "120")], ""), &[RateLimited]),
        (trouble(401, &[], ""), &[AuthDead, PermissionMissing]),
        (trouble(403, &[], ""), &[AuthDead, PermissionMissing]),
        (trouble(200, &[("content-type", "text/html")], login), ErrorClass::ALL),
        (trouble(200, &[], ""), ErrorClass::ALL),
    ];
    for (kind, connector, endless) in asking().await {
        let good = look(connector, &endless, None, 12).await.unwrap();
        for (trouble, classes) in &cases {
            if !endless.trouble(trouble) {
                continue;
            }
            for cursor in [None, good.next.clone()] {
                let what = format!("{}: HTTP {} {:?}", kind.as_str(), trouble.status, trouble.body);
                match look(connector, &endless, cursor, 12).await {
                    Err(error) => assert!(classes.contains(&error.class()), "{what}: {error:?}"),
                    Ok(batch) => {
                        let nothing = batch.items.is_empty() && batch.window == Window::Partial && !batch.unchanged;
                        assert!(nothing && classes.len() > 2, "{what}: {batch:?}");
                    }
                }
            }
        }
    }
}
