//! Looks at a small NINA and at a snapshot of the weather service on a real listener.

use std::io::Write;

use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

use super::super::contract::{Batch, Budget, Connector, Cursor, Window};
use super::super::failure::SourceError;
use super::super::test_site::{self, Bench};
use super::CapConnector;
use super::service::Service;
use crate::domain::source::{ErrorClass, SourceKind};

const DASHBOARD: &str = "/api31/dashboard/059740000000.json";
const FIRST: &str = "mow.DE-XX-MB-W001-20250718-001-000";
const SNAPSHOT: &str = "/weather/alerts/cap/COMMUNEUNION_EVENT_STAT/\
                        Z_CAP_C_EDZW_LATEST_PVW_STATUS_PREMIUMEVENT_COMMUNEUNION_DE.zip";

async fn nina() -> Bench {
    let mut bench = test_site::bench(SourceKind::Cap, "unused").await;
    bench.source.url = Service::of("05974028").unwrap().address().unwrap().into();
    bench
}

fn entry(id: &str, severity: &str) -> Value {
    json!({ "id": id, "payload": { "version": 1, "hash": id, "data": {
        "headline": "Rauch", "provider": "MOWAS", "severity": severity, "msgType": "Alert" } } })
}

fn list(bench: &Bench, entries: &[Value]) {
    bench.site.put(DASHBOARD, 200, &[("etag", &format!("\"{}\"", entries.len()))], json!(entries).to_string());
}

fn detail(bench: &Bench, id: &str, msg_type: &str, headline: &str, sent: &str) {
    let alert = json!({
        "identifier": id, "sender": "DE-XX", "sent": sent, "status": "Actual", "msgType": msg_type, "scope": "Public",
        "references": if id == FIRST { String::new() } else { format!("DE-XX,{FIRST},2025-07-18T11:50:00Z") },
        "info": [{ "language": "DE", "event": "Brand", "severity": "Severe", "headline": headline,
                   "description": "Fenster zu.", "expires": "2025-07-18T20:00:00Z" }]
    });
    bench.site.put(&format!("/api31/warnings/{id}.json"), 200, &[], alert.to_string());
}

async fn poll(bench: &Bench, cursor: Option<Cursor>) -> Result<Batch, SourceError> {
    CapConnector.poll(&bench.cx(), cursor, &mut Budget::requests(20)).await
}

fn titles(batch: &Batch) -> Vec<&str> {
    batch.items.iter().filter_map(|item| item.title.as_deref()).collect()
}

fn later(bench: &mut Bench, minutes: i64) {
    bench.now += jiff::SignedDuration::from_mins(minutes);
}

#[tokio::test]
async fn a_warning_is_read_once_updated_and_cleared() {
    let mut bench = nina().await;
    list(&bench, &[entry(FIRST, "Severe")]);
    detail(&bench, FIRST, "Alert", "Rauch", "2025-07-18T11:50:00Z");
    let first = poll(&bench, None).await.unwrap();
    assert_eq!(titles(&first), ["Rauch"]);
    assert!(matches!(first.window, Window::Complete { .. }));
    bench.source.first_pass_at = Some(bench.now);
    let asked = bench.site.asked();
    let second = poll(&bench, first.next).await.unwrap();
    assert_eq!((bench.site.asked() - asked, titles(&second)), (1, vec!["Rauch"]));
    assert_eq!((&second.window, &second.items[0].content_hash), (&Window::Partial, &first.items[0].content_hash));

    later(&mut bench, 1);
    let update = FIRST.replace("-000", "-001");
    list(&bench, &[entry(&update, "Severe"), entry("kat.x", "Minor")]);
    detail(&bench, &update, "Update", "Mehr Rauch", "2025-07-18T12:01:00Z");
    let third = poll(&bench, second.next).await.unwrap();
    assert_eq!(titles(&third), ["Mehr Rauch"]);
    assert_eq!(third.quarantined.len(), 1, "the one that has no detail yet is read next time");
    assert_eq!(third.items[0].native_id, first.items[0].native_id);

    later(&mut bench, 1);
    let cancel = FIRST.replace("-000", "-002");
    list(&bench, &[entry(&cancel, "Severe")]);
    detail(&bench, &cancel, "Cancel", "Rauch ist weg", "2025-07-18T12:02:00Z");
    let fourth = poll(&bench, third.next).await.unwrap();
    assert_eq!(titles(&fourth), ["Entwarnung: Rauch ist weg"]);
    later(&mut bench, 30);
    list(&bench, &[]);
    let fifth = poll(&bench, fourth.next).await.unwrap();
    assert_eq!(titles(&fifth), ["Entwarnung: Rauch ist weg"]);
}

#[tokio::test]
async fn a_warning_that_is_listed_no_longer_is_lifted_after_a_second_look() {
    let mut bench = nina().await;
    list(&bench, &[entry(FIRST, "Severe")]);
    detail(&bench, FIRST, "Alert", "Rauch", "2025-07-18T11:50:00Z");
    let mut cursor = poll(&bench, None).await.unwrap().next;
    list(&bench, &[]);
    for (minutes, title) in [(1, "Rauch"), (1, "Rauch"), (1, "Entwarnung: Rauch")] {
        later(&mut bench, minutes);
        let batch = poll(&bench, cursor).await.unwrap();
        assert_eq!(titles(&batch), [title]);
        cursor = batch.next;
    }
}

#[tokio::test]
async fn a_warning_expires_although_nothing_changed() {
    let mut bench = nina().await;
    list(&bench, &[entry(FIRST, "Severe")]);
    detail(&bench, FIRST, "Alert", "Rauch", "2025-07-18T11:50:00Z");
    let first = poll(&bench, None).await.unwrap();
    later(&mut bench, 8 * 60);
    let batch = poll(&bench, first.next).await.unwrap();
    assert_eq!(titles(&batch), ["Entwarnung: Rauch"]);
    assert!(
        batch.items[0].text.starts_with("Diese Warnung ist nicht mehr gültig. Sie galt bis 18. Juli 2025, 22:00 Uhr.")
    );
}

#[tokio::test]
async fn weather_below_the_threshold_is_marked_and_what_another_channel_reads_is_left_out() {
    let mut bench = nina().await;
    let id = "dwd.2.49.0.0.276.0.DWD.PVW.1.DEU";
    list(&bench, &[entry(id, "Severe")]);
    detail(&bench, id, "Alert", "Wind", "2025-07-18T11:50:00Z");
    let marks = async |bench: &Bench| -> Vec<bool> {
        let items = poll(bench, None).await.unwrap().items;
        items.iter().map(|item| item.warning.as_ref().unwrap().only_here).collect()
    };
    assert_eq!(marks(&bench).await, [false]);
    bench.source.settings = json!({ "min_severity_dwd": "extreme" });
    assert_eq!(marks(&bench).await, [true]);
    bench.source.settings = json!({ "skip_dwd": "ja" });
    let asked = bench.site.asked();
    assert!(marks(&bench).await.is_empty() && bench.site.asked() == asked + 1, "not even read");
}

#[tokio::test]
async fn a_warning_for_other_communes_alone_is_left_out_until_it_reaches_ours() {
    let mut bench = nina().await;
    let put = |bench: &Bench, version: usize, key: &str| {
        let id = FIRST.replace("-000", &format!("-00{version}"));
        bench.site.put(
            DASHBOARD,
            200,
            &[("etag", &format!("\"{version}\""))],
            json!([entry(&id, "Severe")]).to_string(),
        );
        let alert = json!({
            "identifier": id, "sender": "DE-XX", "sent": format!("2025-07-18T11:5{version}:00Z"), "status": "Actual",
            "msgType": if version == 0 { "Alert" } else { "Update" }, "scope": "Public",
            "references": if version == 0 { String::new() } else { format!("DE-XX,{FIRST},2025-07-18T11:50:00Z") },
            "info": [{ "language": "DE", "event": "Brand", "severity": "Severe", "headline": "Rauch",
                       "area": [{ "areaDesc": "Gebiet", "geocode": [{ "valueName": "RS", "value": key }] }] }]
        });
        bench.site.put(&format!("/api31/warnings/{id}.json"), 200, &[], alert.to_string());
    };
    put(&bench, 0, "059740040040");
    let first = poll(&bench, None).await.unwrap();
    assert!(first.items.is_empty());
    later(&mut bench, 1);
    put(&bench, 1, "059740028028");
    assert_eq!(titles(&poll(&bench, first.next).await.unwrap()), ["Rauch"]);
}

#[rstest::rstest]
#[case(503, "", ErrorClass::Transient)]
#[case(429, "", ErrorClass::RateLimited)]
#[case(200, "<html>Wartung</html>", ErrorClass::ConfigWrong)]
#[case(200, "{}", ErrorClass::Malformed)]
#[tokio::test]
async fn a_service_in_trouble_gives_no_all_clear(#[case] status: u16, #[case] body: &str, #[case] class: ErrorClass) {
    let bench = nina().await;
    bench.site.put(DASHBOARD, status, &[], body);
    assert_eq!(poll(&bench, None).await.unwrap_err().class(), class);
}

#[tokio::test]
async fn a_key_finds_its_service() {
    let bench = nina().await;
    list(&bench, &[]);
    let account = CapConnector.resolve(&bench.look(), "059740280028").await.unwrap();
    assert_eq!(account.url.as_str(), "https://warnung.bund.de/api31/dashboard/059740000000.json#ags=05974028");
    assert_eq!(account.name.as_deref(), Some("Amtliche Warnungen"));
    let unknown = CapConnector.resolve(&bench.look(), "990000000000").await.unwrap_err();
    assert_eq!(unknown.class(), ErrorClass::ConfigWrong);
}

fn alert(id: &str, earlier: &str, cell: &str, severity: &str) -> String {
    format!(
        "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>{id}</identifier>\
         <sender>opendata@dwd.de</sender><sent>2025-07-18T11:00:00Z</sent><status>Actual</status>\
         <msgType>Update</msgType><scope>Public</scope><references>{earlier}</references>\
         <info><language>de-DE</language><event>STURM</event><severity>{severity}</severity>\
         <expires>2025-07-18T20:00:00Z</expires><headline>STURM {id}</headline><area><areaDesc>Stadt</areaDesc>\
         <geocode><valueName>WARNCELLID</valueName><value>{cell}</value></geocode></area></info></alert>"
    )
}

fn archive(alerts: &[String]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (n, alert) in alerts.iter().enumerate() {
        writer.start_file(format!("{n}.xml"), SimpleFileOptions::default()).unwrap();
        writer.write_all(alert.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[tokio::test]
async fn what_is_missing_from_a_whole_snapshot_has_ended() {
    let mut bench = test_site::bench(SourceKind::Cap, "unused").await;
    bench.source.url = Service::of("dwd:05974028").unwrap().address().unwrap().into();
    let other = alert("2.49.0.9", "", "809999999", "Severe");
    let ours = alert("2.49.0.1", "", "805974028", "Severe");
    bench.site.put(SNAPSHOT, 200, &[], archive(&[other.clone(), ours]));
    let first = poll(&bench, None).await.unwrap();
    assert_eq!(titles(&first), ["STURM 2.49.0.1"]);

    let update = alert("2.49.0.2", "opendata@dwd.de,2.49.0.1,2025-07-18T10:00:00Z", "805974028", "Severe");
    bench.site.put(SNAPSHOT, 200, &[], archive(&[update, other.clone()]));
    let second = poll(&bench, first.next).await.unwrap();
    assert_eq!((titles(&second), &second.items[0].native_id), (vec!["STURM 2.49.0.2"], &first.items[0].native_id));

    let whole = archive(&[other]);
    bench.site.put(SNAPSHOT, 200, &[], &whole[..whole.len() - 30]);
    assert_eq!(poll(&bench, second.next.clone()).await.unwrap_err().class(), ErrorClass::Transient);
    bench.site.put(SNAPSHOT, 200, &[], archive(&[]));
    later(&mut bench, 1);
    let third = poll(&bench, second.next).await.unwrap();
    assert_eq!(titles(&third), ["STURM 2.49.0.2"], "an empty country is seen twice");
    bench.site.put(SNAPSHOT, 200, &[], whole);
    later(&mut bench, 1);
    assert_eq!(titles(&poll(&bench, third.next).await.unwrap()), ["Entwarnung: STURM 2.49.0.2"]);
}
