//! For tests of the Graph platforms: a source that reads an account of the fake platform.

use jiff::Timestamp;
use serde_json::json;

use super::super::contract::{Ask, Batch, Budget, Connector, Cursor, Fetched, LookCx, default_zone};
use super::super::failure::SourceError;
use super::super::test_site::{Bench, bench};
use super::fake_graph::{APP_SECRET, FakeGraph, TOKEN};
use crate::domain::connection::{Login, Secret};
use crate::domain::item::NativeId;

/// Requests one look may make.
const REQUESTS: u32 = 5;

/// A platform and a source there.
pub struct GraphBench {
    pub graph: FakeGraph,
    pub connector: &'static dyn Connector,
    pub bench: Bench,
}

/// A source that mirrors `account`.
pub async fn graph_bench(connector: &'static dyn Connector, account: &str) -> GraphBench {
    let graph = FakeGraph::start().await;
    graph.node(json!({"id": account, "name": "Stadt Musterbach", "username": "musterbach"}));
    let mut bench = bench(connector.kind(), "unused").await;
    bench.now = "2026-03-10T12:00:00Z".parse().unwrap();
    bench.source.api_base = Some(graph.base.to_string());
    bench.source.account = Some(account.to_owned());
    bench.login = Some(Login {
        app_id: Some("77".to_owned()),
        app_secret: Some(Secret::new(APP_SECRET)),
        ..Login::with_token(TOKEN)
    });
    GraphBench { graph, connector, bench }
}

impl GraphBench {
    /// One look, with what the last one remembered.
    pub async fn poll(&self, cursor: Option<Cursor>) -> Result<Batch, SourceError> {
        self.connector.poll(&self.bench.cx(), cursor, &mut Budget::requests(REQUESTS)).await
    }

    /// What a post is now.
    pub async fn look(&self, id: &str) -> Result<Fetched, SourceError> {
        self.look_at(id, None).await
    }

    /// The same for a post whose page is known.
    pub async fn look_at(&self, id: &str, url: Option<&str>) -> Result<Fetched, SourceError> {
        let ask = Ask { native_id: NativeId(id.to_owned()), canonical_url: url.map(str::to_owned), starts: None };
        let answers = self.connector.refetch(&self.bench.cx(), &[ask], &mut Budget::requests(2)).await?;
        Ok(answers.into_iter().next().unwrap().1)
    }

    /// A look before there is a source.
    pub fn look_cx(&self) -> LookCx<'_> {
        LookCx {
            net: &self.bench.net,
            api_base: Some(self.graph.base.clone()),
            login: self.bench.login.as_ref(),
            now: self.bench.now,
            zone: default_zone(),
            settings: None,
        }
    }

    /// Time goes by.
    pub fn wait(&mut self, minutes: i64) {
        self.bench.now = self.bench.now.checked_add(jiff::SignedDuration::from_mins(minutes)).unwrap();
    }
}

/// The ids of a batch, in order.
pub fn ids(batch: &Batch) -> Vec<&str> {
    batch.items.iter().map(|item| item.native_id.0.as_str()).collect()
}

/// What a lookup gave, in one word.
pub fn word(fetched: &Fetched) -> String {
    match fetched {
        Fetched::Found(_) => "found".to_owned(),
        Fetched::StillThere => "still there".to_owned(),
        Fetched::Gone(evidence) => format!("gone: {} {:?}", evidence.how, evidence.sign),
        Fetched::Forbidden => "forbidden".to_owned(),
        Fetched::Transient => "unknown".to_owned(),
    }
}

/// A moment.
pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
