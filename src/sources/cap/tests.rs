//! What becomes of an alert, whether it comes as JSON or as XML, and how a chain of messages stays one item.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::super::contract::{Connector, NormaliseCx, Parsed};
use super::CapConnector;
use super::alert::{Alert, Severity, own_name, references_of};
use super::memory::Memory;
use super::service::{Service, Settings};
use crate::domain::item::{Item, ItemKind, ItemState};
use crate::domain::source::ErrorClass;

fn alert() -> Value {
    json!({
        "identifier": "mow.DE-XX-MB-W001-20261130-001-000", "sender": "DE-XX-MB-W001",
        "sent": "2026-11-30T10:00:00+01:00", "status": "Actual", "msgType": "Alert", "scope": "Public",
        "info": [
            { "language": "EN", "event": "Fire", "headline": "Smoke", "description": "Close the windows." },
            { "language": "DE", "event": "Brand", "severity": "Severe", "urgency": "Immediate", "certainty": "Observed",
              "expires": "2026-11-30T16:00:00+01:00", "headline": "Rauch über &quot;Musterbach&quot;",
              "description": "Großbrand im Gewerbegebiet.<br/><br/>Der Rauch zieht nach Norden.<br/>Bleiben Sie im Haus.",
              "instruction": "Schließen Sie Fenster &amp; Türen.",
              "parameter": [{ "valueName": "sender_langname", "value": "Leitstelle Musterkreis" }],
              "area": [{ "areaDesc": "Stadt Musterbach", "geocode": [{ "valueName": "AreaId", "value": "0" }] }] },
            { "language": "DE-LS", "event": "Brand", "headline": "Feuer",
              "description": "Es brennt.", "instruction": "Machen Sie die Fenster zu." }
        ]
    })
}

fn parse(value: &Value) -> Parsed {
    CapConnector.normalise(value.to_string().as_bytes(), &NormaliseCx::default()).unwrap()
}

fn item(value: &Value) -> Item {
    let mut parsed = parse(value);
    assert_eq!(parsed.items.len(), 1, "{:?}", parsed.quarantined);
    parsed.items.remove(0)
}

fn with(pointer: &str, new: Value) -> Value {
    let mut changed = alert();
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    changed.pointer_mut(parent).unwrap()[field] = new;
    changed
}

#[test]
fn a_warning_keeps_its_words_and_says_where_they_come_from() {
    let item = item(&alert());
    assert_eq!((item.kind, item.lang.as_deref()), (ItemKind::Warning, Some("de")));
    assert_eq!(item.title.as_deref(), Some("Rauch über \"Musterbach\""));
    assert_eq!(
        item.text,
        "Großbrand im Gewerbegebiet.\n\nDer Rauch zieht nach Norden.\nBleiben Sie im Haus.\n\n\
         Was Sie tun sollen\n\nSchließen Sie Fenster & Türen.\n\nGebiet: Stadt Musterbach\n\nGültig bis 30. November 2026, 16:00 Uhr.\n\n\
         In Leichter Sprache\n\nEs brennt.\n\nMachen Sie die Fenster zu.\n\n\
         Quelle: Leitstelle Musterkreis über MoWaS, Bundesamt für Bevölkerungsschutz und Katastrophenhilfe, \
         Stand 30. November 2026, 10:00 Uhr"
    );
    assert!(!item.html.unwrap().contains("windows"));
    let warning = item.warning.unwrap();
    assert_eq!((warning.severity.as_deref(), warning.msg_type.as_str()), (Some("Severe"), "Alert"));
    assert_eq!(item.expires_at.unwrap().utc.to_string(), "2026-11-30T15:00:00Z");
    assert_eq!(warning.areas, ["Stadt Musterbach"]);
}

#[test]
fn easy_language_that_only_repeats_the_other_text_is_not_repeated() {
    let description = alert()["info"][1]["description"].as_str().unwrap().replace("<br/>", " ");
    let mut repeated = alert();
    repeated["info"][2]["description"] = json!(description);
    repeated["info"][2]["instruction"] = json!("Schließen Sie Fenster & Türen.");
    assert!(!item(&repeated).text.contains("Leichter Sprache"));
}

#[rstest::rstest]
#[case(with("/status", json!("Exercise")), "Probe: Rauch über \"Musterbach\"")]
#[case(with("/status", json!("Test")), "Probe: Rauch über \"Musterbach\"")]
#[case(with("/info/1/headline", json!("Probealarm im Landkreis")), "Probealarm im Landkreis")]
fn rehearsals_are_called_so(#[case] alert: Value, #[case] title: &str) {
    let item = item(&alert);
    assert_eq!(item.title.as_deref(), Some(title));
    assert!(item.text.starts_with("Dies ist eine Probe oder Übung."), "{}", item.text);
}

#[test]
fn a_cancel_is_an_all_clear_under_the_same_name() {
    let mut cancel = alert();
    cancel["identifier"] = json!("mow.DE-XX-MB-W001-20261130-001-002");
    cancel["references"] = json!("DE-XX-MB-W001,mow.DE-XX-MB-W001-20261130-001-001,2026-11-30T10:30:00+01:00");
    cancel["msgType"] = json!("Cancel");
    cancel["sent"] = json!("2026-11-30T11:00:00+01:00");
    let cancel = item(&cancel);
    assert_eq!(cancel.native_id, item(&alert()).native_id);
    assert_eq!(cancel.title.as_deref(), Some("Entwarnung: Rauch über \"Musterbach\""));
    assert_eq!(
        (cancel.state, cancel.expires_at.unwrap().utc.to_string().as_str()),
        (ItemState::Expired, "2026-11-30T10:00:00Z")
    );
}

#[rstest::rstest]
#[case("/sent", json!("2026-11-30T10:15:00+01:00"), true)]
#[case("/info/0/description", json!("Windows!"), true)]
#[case("/info/1/expires", json!("2026-11-30T15:00:00Z"), true)]
#[case("/info/1/expires", json!("2026-11-30T18:00:00+01:00"), false)]
#[case("/info/1/description", json!("Das Feuer ist aus."), false)]
#[case("/info/2/description", json!("Das Feuer ist aus."), false)]
fn a_repeated_warning_is_no_edit(#[case] pointer: &str, #[case] new: Value, #[case] same: bool) {
    assert_eq!(item(&with(pointer, new)).content_hash == item(&alert()).content_hash, same, "{pointer}");
}

#[rstest::rstest]
#[case("/status", json!("Draft"))]
#[case("/status", json!("System"))]
#[case("/scope", json!("Restricted"))]
#[case("/msgType", json!("Ack"))]
fn messages_between_systems_are_for_nobody(#[case] pointer: &str, #[case] new: Value) {
    let parsed = parse(&with(pointer, new));
    assert_eq!((parsed.items.len(), parsed.quarantined.len()), (0, 1), "{pointer}");
}

#[test]
fn xml_says_the_same_as_json() {
    let xml = r#"<?xml version="1.0" encoding="UTF-8"?>
        <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
        <identifier>2.49.0.0.276.0.DWD.PVW.2.DEU</identifier><sender>opendata@dwd.de</sender>
        <sent>2026-11-30T10:00:00+01:00</sent><status>Actual</status><msgType>Update</msgType><scope>Public</scope>
        <references>opendata@dwd.de,2.49.0.0.276.0.DWD.PVW.1.DEU,2026-11-30T09:00:00+01:00</references>
        <info><language>de-DE</language><event>STURM</event><severity>Severe</severity>
        <senderName>DWD / Nationales Warnzentrum Offenbach</senderName>
        <expires>2026-11-30T18:00:00+01:00</expires><headline>Amtliche WARNUNG vor STURM</headline>
        <description>B&#246;en &gt; 80 km/h &amp; mehr</description><instruction/>
        <area><areaDesc>polygonal event area</areaDesc><polygon>1,2 3,4</polygon>
        <geocode><valueName>EXCLUDE_POLYGON</valueName><value>5,6 7,8</value></geocode></area>
        <area><areaDesc>Stadt Musterbach</areaDesc>
        <geocode><valueName>WARNCELLID</valueName><value>899999001</value></geocode></area></info></alert>"#;
    let item = CapConnector.normalise(xml.as_bytes(), &NormaliseCx::default()).unwrap().items.remove(0);
    assert_eq!(item.native_id.0, "2.49.0.0.276.0.DWD.PVW.1.DEU");
    assert_eq!(
        item.text,
        "Böen > 80 km/h & mehr\n\nGebiet: Stadt Musterbach\n\nGültig bis 30. November 2026, 18:00 Uhr.\n\n\
         Quelle: Deutscher Wetterdienst, Stand 30. November 2026, 10:00 Uhr"
    );
}

#[test]
fn lists_of_warnings_are_hints() {
    let list = json!([{ "id": "mow.DE-XX-1-20261130-7-002" }, { "id": "dwd.2.49.0.1" }, {}]);
    let ids: Vec<_> = parse(&list).hints.into_iter().map(|hint| hint.native_id.0).collect();
    assert_eq!(ids, ["mow.DE-XX-1-20261130-7-002".replace("-002", "-000"), "2.49.0.1".to_owned()]);
}

#[rstest::rstest]
#[case(b"<!DOCTYPE html><html>", ErrorClass::ConfigWrong)]
#[case(b"", ErrorClass::Malformed)]
#[case(b"{\"fault\": 1}", ErrorClass::Malformed)]
#[case(b"<other/>", ErrorClass::Malformed)]
fn other_answers_are_errors(#[case] raw: &[u8], #[case] class: ErrorClass) {
    assert_eq!(CapConnector.normalise(raw, &NormaliseCx::default()).unwrap_err().class(), class);
}

#[test]
fn references_are_sorted_and_names_do_not_depend_on_the_version() {
    let text = "a,two,2026-11-30T10:00:00+01:00  a,one,2026-11-30T08:00:00Z broken";
    assert_eq!(references_of(text), ["one", "two"]);
    assert_eq!(own_name("mow.DE-NI-OL-W015-20230121-001"), "mow.DE-NI-OL-W015-20230121-000");
    assert_eq!(own_name("kat.123_public_topics"), "kat.123_public_topics");
}

#[rstest::rstest]
#[case("059740240028", Some("05974028"))]
#[case("05974028", Some("05974028"))]
#[case("059740000000", None)]
#[case("05974000", None)]
#[case("05974", None)]
fn a_key_is_a_district_and_may_be_a_commune_in_it(#[case] given: &str, #[case] commune: Option<&str>) {
    let service = Service::of(given).unwrap();
    let ars = "059740000000".to_owned();
    assert_eq!(service, Service::Nina { ars, commune: commune.map(str::to_owned) });
    let address = service.address().unwrap();
    assert_eq!(address.path(), "/api31/dashboard/059740000000.json");
    assert_eq!(Service::of(address.as_str()).unwrap(), service);
}

#[rstest::rstest]
#[case("059740024024", true)]
#[case("805974024|805974032 805974036", true)]
#[case("059740024024|059740040028", false)]
#[case("059740000000", false)]
#[case("105974000", false)]
#[case("050000000000", false)]
#[case("000000000000", false)]
#[case("059740024024|", false)]
#[case("059740024024|100001", false)]
#[case("BBK-ISC-132", false)]
#[case("", false)]
fn what_is_certainly_for_other_communes_is_not_ours(#[case] areas: &str, #[case] elsewhere: bool) {
    let area = |codes: &str| {
        let codes: Vec<Value> =
            codes.split_whitespace().map(|code| json!({ "valueName": "x", "value": code })).collect();
        json!({ "areaDesc": "Gebiet", "geocode": codes })
    };
    let mut alert = alert();
    for info in alert["info"].as_array_mut().unwrap() {
        info["area"] = areas.split('|').map(area).collect();
    }
    let alert = super::json_read::read(&alert).unwrap();
    assert_eq!(Service::of("05974028").unwrap().is_elsewhere(&alert), elsewhere, "{areas}");
    assert!(!Service::of("05974").unwrap().is_elsewhere(&alert), "a district hears all of it");
}

#[test]
fn a_commune_knows_its_cells() {
    let service = Service::of("dwd:05974028").unwrap();
    let own = Service::of(service.address().unwrap().as_str()).unwrap();
    assert_eq!(own, service);
    for (cell, ours) in [("805974028", true), ("105974000", true), ("805974024", false), ("105974", false)] {
        assert_eq!(service.holds_cell(cell), ours, "{cell}");
    }
    assert!(Service::of("dwd:05974").unwrap().holds_cell("805974024"));
    assert_eq!(Service::of("dwd:059740000028").unwrap(), service);
    for wrong in ["", "musterbach", "dwd:", "1234", "https://www.musterbach.example/"] {
        assert!(Service::of(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_threshold_is_a_setting() {
    let usual = Settings::read(&json!({})).unwrap();
    assert!(usual.says("mow.1", Severity::Minor) && usual.says("dwd.1", Severity::Severe));
    assert!(!usual.says("dwd.1", Severity::Moderate) && !usual.skips("dwd.1"));
    let set = Settings::read(&json!({ "min_severity": "Severe", "min_severity_dwd": "minor" })).unwrap();
    assert!(!set.says("mow.1", Severity::Moderate) && set.says("2.49.0.1", Severity::Minor));
    let without = Settings::read(&json!({ "skip_dwd": "ja" })).unwrap();
    assert!(without.skips("dwd.1") && !without.skips("mow.1"));
    assert!(Settings::read(&json!({ "min_severity": "much" })).unwrap_err().contains("min_severity="));
    assert_eq!(Settings::read(&json!({ "colour": "red" })).unwrap_err(), "colour");
}

fn message(identifier: &str, references: &[&str], sent: &str, expires: &str) -> Alert {
    let value = json!({
        "identifier": identifier, "sent": sent, "status": "Actual", "msgType": "Alert", "scope": "Public",
        "references": references.iter().map(|one| format!("x,{one},{sent}")).collect::<Vec<_>>().join(" "),
        "info": [{ "language": "de", "event": "STURM", "headline": "Sturm", "expires": expires }]
    });
    super::json_read::read(&value).unwrap()
}

#[test]
fn a_chain_of_updates_keeps_the_first_name_and_a_split_one_gets_its_own() {
    let mut memory = Memory::default();
    let (noon, end) = ("2026-11-30T12:00:00Z", "2026-11-30T20:00:00Z");
    let mut name = |id: &str, refs: &[&str], taken: &[&str]| {
        let taken: BTreeSet<String> = taken.iter().map(|one| (*one).to_owned()).collect();
        memory.name_of(&message(id, refs, noon, end), &taken)
    };
    assert_eq!(name("A", &[], &[]), "A");
    assert_eq!(name("B", &["A"], &[]), "A");
    assert_eq!(name("C", &["B"], &[]), "A");
    assert_eq!(name("D", &["B"], &["A"]), "D");
    assert_eq!(name("D", &["B"], &[]), "D");
    assert_eq!(name("E", &["D"], &[]), "D");
}

#[test]
fn a_warning_ends_by_its_time_or_when_it_stays_away() {
    let (service, cx) = (Service::of("05974").unwrap(), NormaliseCx::default());
    let at = |time: &str| -> Timestamp { format!("2026-11-30T{time}:00Z").parse().unwrap() };
    let mut memory = Memory::default();
    for (name, end) in [("A", "2026-11-30T13:00:00Z"), ("B", "2026-11-30T20:00:00Z")] {
        memory.take(name, message(name, &[], "2026-11-30T11:00:00Z", end), &cx, at("12:00"));
        memory.present.insert(name.to_owned());
    }
    let patience = SignedDuration::from_mins(2);
    let titles = |memory: &mut Memory, now: &str| -> Vec<String> {
        memory.settle(patience, &cx, at(now));
        memory
            .items(&service, &Settings::read(&json!({})).unwrap(), &cx)
            .into_iter()
            .filter_map(|item| item.title)
            .collect()
    };
    assert_eq!(titles(&mut memory, "12:00"), ["Sturm", "Sturm"]);
    memory.present.remove("B");
    assert_eq!(titles(&mut memory, "12:01"), ["Sturm", "Sturm"]);
    assert_eq!(titles(&mut memory, "12:03"), ["Sturm", "Entwarnung: Sturm"]);
    assert_eq!(titles(&mut memory, "13:00"), ["Entwarnung: Sturm", "Entwarnung: Sturm"]);
    memory.present.insert("B".to_owned());
    assert_eq!(titles(&mut memory, "13:01"), ["Entwarnung: Sturm", "Sturm"]);
    memory.present.clear();
    assert_eq!(titles(&mut memory, "13:02").len(), 2);
    memory.settle(patience, &cx, "2026-12-05T00:00:00Z".parse().unwrap());
    memory.settle(patience, &cx, "2026-12-08T00:00:00Z".parse().unwrap());
    assert!(memory.items(&service, &Settings::read(&json!({})).unwrap(), &cx).is_empty());
}

#[test]
fn what_was_over_before_anybody_heard_of_it_is_not_spoken_of() {
    let (service, cx) = (Service::of("05974").unwrap(), NormaliseCx::default());
    let mut memory = Memory::default();
    let now = "2026-11-30T12:00:00Z".parse().unwrap();
    memory.take("A", message("A", &[], "2026-11-30T09:00:00Z", "2026-11-30T10:00:00Z"), &cx, now);
    let cancel = Alert { msg_type: "Cancel".to_owned(), ..message("B", &["X"], "2026-11-30T09:00:00Z", "") };
    memory.take("X", cancel, &cx, now);
    assert!(memory.items(&service, &Settings::read(&json!({})).unwrap(), &cx).is_empty());
}
