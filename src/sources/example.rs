//! The smallest connector, whole and copyable: an invented platform that lists a village's posts at `{url}` and shows one at
//! `{url}/{id}`. In: its JSON. Out: Items. It is compiled and tried with the tests, so that it always fits the contract.

use std::time::Duration;

use async_trait::async_trait;
use serde::Deserialize;
use url::Url;

use super::contract::{
    Account, Ask, Backfill, Batch, Budget, Capabilities, Connector, Cursor, Cx, DeleteSignal, EditSignal, Evidence,
    Fetched, LookCx, MediaTtl, NormaliseCx, OffsetUnit, Ordering, Parsed, Profile, Push, Sign, Window,
};
use super::failure::SourceError;
use super::item_hash::content_hash;
use super::time_parse::parse_time;
use super::{api_ask, json_value};
use crate::domain::item::{Item, NativeId, Visibility};
use crate::domain::source::{Cause, SourceKind};

/// What the platform can do; the house asks no more of it.
const CAPABILITIES: Capabilities = Capabilities {
    push: Push::None,
    edit_signal: EditSignal::HashOnly,
    delete_signal: DeleteSignal::LookupGone,
    offsets: OffsetUnit::None,
    media_ttl: MediaTtl::Stable,
    backfill: Backfill::LastN(50),
    ordering: Ordering::NewestFirst,
    min_interval: Duration::from_secs(60),
    default_interval: Duration::from_secs(300),
};

/// An answer. Fields that are not named here are ignored, so that the platform may add some.
#[derive(Deserialize)]
struct Answer {
    village: String,
    posts: Vec<Post>,
}

#[derive(Deserialize)]
struct Post {
    id: u64,
    text: String,
    at: String,
    page: String,
}

/// One post becomes an item: its words, its time, its own page, and a hash over what its author can change.
fn item(post: Post, cx: &NormaliseCx) -> Item {
    let mut item = Item::new(NativeId(post.id.to_string()));
    item.text = post.text;
    item.created_at = parse_time(&post.at, &cx.zone);
    item.canonical_url = Some(post.page);
    item.visibility = Visibility::Public;
    item.content_hash = content_hash("example/1", &item);
    item
}

fn read(raw: &[u8]) -> Result<Answer, SourceError> {
    let unreadable = |error: serde_json::Error| SourceError::new(Cause::ReaderFailed, error.to_string());
    serde_json::from_value(json_value::parse(raw)?).map_err(unreadable)
}

struct ExampleConnector;

#[async_trait]
impl Connector for ExampleConnector {
    /// A platform of its own has a kind of its own; this one borrows that of feeds.
    fn kind(&self) -> SourceKind {
        SourceKind::Feed
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
        let url = Url::parse(given).map_err(|_| SourceError::new(Cause::AddressUnreadable, "no address"))?;
        let answer = api_ask::get(cx.net, url.clone(), &[]).await?;
        let village = read(&answer.body)?.village;
        Ok(Account { name: Some(village), ..Account::at(url) })
    }

    async fn health(&self, cx: &Cx<'_>) -> Result<Profile, SourceError> {
        let batch = self.poll(cx, None, &mut Budget::requests(1)).await?;
        Ok(batch.profile.unwrap_or_default())
    }

    async fn poll(&self, cx: &Cx<'_>, _cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
        api_ask::spend(budget)?;
        let answer = api_ask::get(cx.net, api_ask::base(Some(&cx.source.url), "")?, &[]).await?;
        let json = api_ask::read(&answer, |_| None, None, cx.now)?;
        let village = json.get("village").and_then(|name| name.as_str()).map(str::to_owned);
        let normalise = NormaliseCx { zone: cx.zone.clone(), now: Some(cx.now), ..NormaliseCx::default() };
        let parsed = self.normalise(&answer.body, &normalise)?;
        if parsed.items.is_empty() {
            return Err(SourceError::new(Cause::EmptyList, "the village lists nothing"));
        }
        let oldest = parsed.items.iter().filter_map(|item| Some(item.created_at.as_ref()?.utc)).min();
        Ok(Batch {
            items: parsed.items,
            // The list is whole from its oldest post on: what is missing after that was withdrawn, or is looked up.
            window: Window::Complete { from: oldest, to: Some(cx.now) },
            profile: Some(Profile { name: village, ..Profile::default() }),
            ..Batch::default()
        })
    }

    async fn refetch(
        &self,
        cx: &Cx<'_>,
        asks: &[Ask],
        budget: &mut Budget,
    ) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
        let mut answers = Vec::new();
        for ask in asks {
            let fetched = match api_ask::spend(budget) {
                Ok(()) => one(cx, ask).await,
                Err(_) => Fetched::Transient,
            };
            answers.push((ask.native_id.clone(), fetched));
        }
        Ok(answers)
    }

    fn normalise(&self, raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
        let items = read(raw)?.posts.into_iter().map(|post| item(post, cx)).collect();
        Ok(Parsed { items, ..Parsed::default() })
    }
}

/// Only 404 and 410 mean gone; every other trouble means nothing.
async fn one(cx: &Cx<'_>, ask: &Ask) -> Fetched {
    let base = api_ask::base(Some(&cx.source.url), "");
    let Ok(url) = base.and_then(|base| api_ask::below(&base, &ask.native_id.0, &[])) else { return Fetched::Transient };
    match api_ask::get(cx.net, url, &[]).await.map(|answer| answer.status.as_u16()) {
        Ok(200) => Fetched::StillThere,
        Ok(status @ (404 | 410)) => Fetched::Gone(Evidence {
            how: format!("http {status}"),
            sign: if status == 410 { Sign::Said } else { Sign::UnknownId },
        }),
        _ => Fetched::Transient,
    }
}

#[tokio::test]
async fn the_example_reads_looks_up_and_concludes_nothing_from_trouble() {
    let bench = super::test_site::bench(SourceKind::Feed, "dorf").await;
    let posts = r#"{"village": "Kleinmusterbach", "posts": [{"id": 7, "text": "Der Brunnen läuft wieder 💧",
        "at": "2025-07-18T09:00:00+02:00", "page": "https://dorf.example/7", "likes": 3}]}"#;
    bench.site.put("/dorf/", 200, &[], posts);
    let batch = ExampleConnector.poll(&bench.cx(), None, &mut Budget::requests(1)).await.unwrap();
    assert_eq!((batch.items.len(), batch.items[0].text.as_str()), (1, "Der Brunnen läuft wieder 💧"));
    assert_eq!(batch.profile.unwrap().name.as_deref(), Some("Kleinmusterbach"));
    let ask = |id: &str| Ask { native_id: NativeId(id.to_owned()), canonical_url: None, starts: None };
    bench.site.put("/dorf/7", 200, &[], "{}");
    bench.site.put("/dorf/8", 410, &[], "");
    bench.site.put("/dorf/9", 503, &[], "");
    let asks = ["7", "8", "9"].map(ask);
    let answers = ExampleConnector.refetch(&bench.cx(), &asks, &mut Budget::requests(3)).await.unwrap();
    assert!(matches!(answers[0].1, Fetched::StillThere));
    assert!(matches!(&answers[1].1, Fetched::Gone(evidence) if evidence.sign == Sign::Said));
    assert!(matches!(answers[2].1, Fetched::Transient));
    bench.site.put("/dorf/", 200, &[], r#"{"village": "Kleinmusterbach", "posts": []}"#);
    assert!(ExampleConnector.poll(&bench.cx(), None, &mut Budget::requests(1)).await.is_err(), "empty is no news");
}
