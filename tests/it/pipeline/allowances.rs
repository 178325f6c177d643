//! Allowances of platforms, counted in units, calls or money: a source goes on until its allowance is used up, then waits
//! and says so in `source list --json`, and goes on when the next period begins. Never a call more.

use ausrufer::domain::source::{Source, SourceKind};
use serde_json::Value;

use crate::support::databases::{self, TestDb};
use crate::support::platform::{Platform, said};
use crate::support::server::TestServer;
use crate::support::site::Answer;

const HOUR: u64 = 3_600;

/// A town that mirrors one account, which was read once.
async fn mirrored(database: &TestDb, kind: SourceKind) -> (TestServer, Platform, Source) {
    let platform = Platform::start(kind).await.unwrap();
    platform.says(&[said(2, "Hallenbad geschlossen", -3_600), said(1, "Wochenmarkt verlegt", -7_200)], &[]);
    let server = TestServer::start(database).await;
    let source = platform.mirror(&server).await;
    server.pass(1).await;
    assert_eq!(server.headings().await.len(), 2, "{}", kind.as_str());
    (server, platform, source)
}

/// What the program says about the only source.
fn told(server: &TestServer) -> Value {
    server.command(&["source", "list", "--town", &server.host])["sources"][0].clone()
}

/// It waits, says so, and asks nothing for so many hours; then it is read again.
async fn waits(server: &TestServer, platform: &Platform, hours: u64) {
    let name = platform.kind.as_str();
    let said = told(server);
    assert_eq!(
        (said["condition"].as_str(), said["error"]["class"].as_str()),
        (Some("throttled"), Some("rate_limited")),
        "{said:#}"
    );
    assert!(said["cause"].as_str().is_some_and(|cause| !cause.is_empty()), "{said:#}");
    let asked = platform.asked();
    for hour in 0..hours {
        server.pass(HOUR).await;
        assert_eq!(platform.asked(), asked, "{name}: asked after {hour} hours");
    }
    assert_eq!(server.headings().await.len(), 2, "{name}: what was read stays");
    platform.recovers();
    for _ in 0..3 {
        server.pass(HOUR).await;
    }
    assert!(platform.asked() > asked, "{name}: the next period");
    let said = told(server);
    assert_eq!((said["condition"].as_str(), &said["error"]), (Some("running"), &Value::Null), "{said:#}");
}

#[tokio::test]
async fn the_units_of_a_day_are_never_exceeded_and_the_next_day_goes_on() {
    for database in databases::each().await {
        let (server, platform, _) = mirrored(&database, SourceKind::Youtube).await;
        // As if it had been read thousands of times today.
        assert_eq!(
            database.number("SELECT count(*) FROM source WHERE cursor_json LIKE '%\"used\":2}%'").await,
            Some(1)
        );
        database.sql("UPDATE source SET cursor_json = replace(cursor_json, '\"used\":2}', '\"used\":7995}')").await;
        let mut looks = Vec::new();
        for _ in 0..4 {
            let before = platform.asked();
            server.pass(60).await;
            looks.push(platform.asked() - before);
        }
        assert_eq!(looks, [2, 2, 0, 0], "two looks of two units are left of eight thousand");
        // The day ends at midnight in California: 20 hours after the tests begin.
        waits(&server, &platform, 19).await;
        let begun = database.number("SELECT count(*) FROM source WHERE cursor_json LIKE '%\"used\":_}%'");
        assert_eq!(begun.await, Some(1), "counted anew");
    }
}

#[tokio::test]
async fn when_the_calls_of_a_day_are_used_up_nothing_is_asked_before_the_next() {
    for database in databases::each().await {
        let (server, platform, _) = mirrored(&database, SourceKind::Linkedin).await;
        let before = platform.asked();
        server.pass(60).await;
        assert!(platform.asked() > before);
        // It names no time; its days begin at midnight in Greenwich.
        platform.refuses(Answer::status(429));
        server.pass(60).await;
        waits(&server, &platform, 11).await;
    }
}

#[tokio::test]
async fn when_the_money_of_a_month_is_spent_nothing_is_asked_before_the_next() {
    for database in databases::each().await {
        let (server, platform, source) = mirrored(&database, SourceKind::X).await;
        let settings = [("monthly_cap".to_owned(), "0.10".into())].into_iter().collect();
        ausrufer::admin::set_source_settings(&server.app.desk(), &server.source(&source).await, &settings)
            .await
            .unwrap();
        let mut asked = usize::MAX;
        while asked != platform.asked() {
            asked = platform.asked();
            server.pass(60).await;
        }
        let spent = database.number("SELECT spent FROM source").await.unwrap();
        assert!(spent > 0 && spent <= 100, "{spent} thousandths of a dollar of 100");
        // November has another six and a half days.
        waits(&server, &platform, 6 * 24 + 10).await;
        let spent = database.number("SELECT spent FROM source").await.unwrap();
        assert!(spent > 0 && spent <= 100, "{spent} of another 100");
    }
}
