//! What becomes of a meeting, a paper and everything else a council system says.

use serde_json::{Value, json};

use super::super::contract::{Connector, HintVerb, NormaliseCx, Parsed};
use super::OparlConnector;
use crate::domain::item::{EventStatus, Item, ItemKind};
use crate::domain::source::ErrorClass;

fn meeting() -> Value {
    json!({
        "id": "http://ris.musterbach.example/oparl/meetings/7",
        "type": "https://schema.oparl.org/1.1/Meeting",
        "name": "3. Sitzung des Stadtrats (öffentlich/nichtöffentlich)",
        "start": "2026-12-09T18:00:00+01:00",
        "end": "",
        "location": {
            "id": "http://ris.musterbach.example/oparl/locations/1",
            "type": "https://schema.oparl.org/1.1/Location",
            "description": "Ratssaal", "streetAddress": "Markt 1", "postalCode": "01234", "locality": "Musterbach",
            "geojson": { "type": "Feature", "geometry": { "type": "Point", "coordinates": [50.7, 10.4] } }
        },
        "invitation": {
            "id": "http://ris.musterbach.example/oparl/files/1", "type": "https://schema.oparl.org/1.1/File",
            "name": "Einladung", "accessUrl": "https://ris.musterbach.example/einladung.pdf",
            "created": "2026-11-27T09:00:00+01:00"
        },
        "agendaItem": [
            { "id": "http://ris.musterbach.example/oparl/agenda/2", "number": "2", "order": 2, "public": true,
              "name": "Haushalt 2027 <b>Entwurf</b>", "vendor:flag": [1, 2] },
            { "id": "http://ris.musterbach.example/oparl/agenda/1", "number": 1, "order": 1, "public": true,
              "name": "Fragestunde" },
            { "id": "http://ris.musterbach.example/oparl/agenda/3", "number": "3", "order": 3, "public": false,
              "name": "Grundstück Müller", "auxiliaryFile": [{ "name": "Kaufvertrag",
              "accessUrl": "https://ris.musterbach.example/geheim.pdf" }] }
        ],
        "participant": ["http://ris.musterbach.example/oparl/persons/1"],
        "web": "https://ris.musterbach.example/si0057.asp?__ksinr=7",
        "created": "2026-01-10T08:00:00+01:00",
        "modified": "2026-11-27T09:00:00+01:00"
    })
}

fn parse(value: &Value) -> Parsed {
    OparlConnector.normalise(value.to_string().as_bytes(), &NormaliseCx::default()).unwrap()
}

fn item(value: &Value) -> Item {
    let parsed = parse(value);
    assert_eq!(parsed.items.len(), 1, "{:?}", parsed.quarantined);
    parsed.items.into_iter().next().unwrap()
}

fn with(field: &str, new: Value) -> Value {
    let mut changed = meeting();
    changed[field] = new;
    changed
}

#[test]
fn a_meeting_becomes_an_appointment_with_its_public_agenda() {
    let item = item(&meeting());
    assert_eq!(item.kind, ItemKind::Event);
    assert_eq!(item.title.as_deref(), Some("3. Sitzung des Stadtrats am 9. Dezember 2026"));
    assert_eq!(item.native_id.0, "https://ris.musterbach.example/oparl/meetings/7");
    assert_eq!(item.created_at.unwrap().utc.to_string(), "2026-11-27T08:00:00Z");
    let html = item.html.unwrap();
    for expected in [
        "<li>TOP 1: Fragestunde</li><li>TOP 2: Haushalt 2027 Entwurf</li>",
        "<a href=\"https://ris.musterbach.example/einladung.pdf\">Einladung</a>",
    ] {
        assert!(html.contains(expected), "{expected} is not in {html}");
    }
    assert!(item.text.contains("TOP 2: Haushalt 2027 Entwurf"));
    for twice in ["18:00", "Ratssaal", "Markt 1"] {
        assert!(!item.text.contains(twice) && !html.contains(twice), "{twice} stands with the appointment");
    }
    let event = item.event.unwrap();
    assert_eq!((event.start.utc.to_string().as_str(), event.end, event.all_day), ("2026-12-09T17:00:00Z", None, false));
    let place = event.place.unwrap();
    assert_eq!((place.lat, place.lon), (Some(50.7), Some(10.4)));
}

#[test]
fn what_is_not_public_and_what_it_refers_to_is_nowhere() {
    let item = serde_json::to_string(&item(&meeting())).unwrap();
    for secret in ["Müller", "Grundstück", "Kaufvertrag", "geheim", "persons"] {
        assert!(!item.contains(secret), "{secret}");
    }
    let all_secret = with("agendaItem", json!([{ "id": "http://a.example/1", "public": "false", "name": "Personal" }]));
    let parsed = parse(&all_secret);
    assert_eq!((parsed.items.len(), parsed.quarantined[0].reason.as_str()), (0, "no public agenda yet"));
}

#[test]
fn results_and_resolutions_stand_behind_their_item() {
    let mut decided = meeting();
    decided["agendaItem"][0]["result"] = json!("einstimmig beschlossen");
    let item = item(&decided);
    assert!(item.text.contains("TOP 2: Haushalt 2027 Entwurf (Ergebnis: einstimmig beschlossen)"), "{}", item.text);
    assert_ne!(item.content_hash, self::item(&meeting()).content_hash);
}

#[rstest::rstest]
#[case("modified", json!("2026-12-24T00:00:00+01:00"))]
#[case("created", json!("2026-02-01T00:00:00+01:00"))]
#[case("start", json!("2026-12-09T17:00:00Z"))]
#[case("end", json!("2026-12-09T00:00:00+01:00"))]
#[case("acme:counter", json!(17))]
#[case("id", json!("https://ris.musterbach.example/oparl/meetings/7"))]
fn what_a_vendors_update_touches_everywhere_is_no_edit(#[case] field: &str, #[case] new: Value) {
    assert_eq!(item(&with(field, new)).content_hash, item(&meeting()).content_hash, "{field}");
}

#[rstest::rstest]
#[case("cancelled", json!(true), EventStatus::Cancelled, "Abgesagt: 3. Sitzung des Stadtrats am 9. Dezember 2026")]
#[case("meetingState", json!("verschoben"), EventStatus::Moved, "Verschoben: 3. Sitzung des Stadtrats am 9. Dezember 2026")]
#[case("meetingState", json!("eingeladen"), EventStatus::Scheduled, "3. Sitzung des Stadtrats am 9. Dezember 2026")]
#[case("name", json!("Bauausschuss"), EventStatus::Scheduled, "Sitzung: Bauausschuss am 9. Dezember 2026")]
#[case("name", json!("Sitzung vom 09.12.2026"), EventStatus::Scheduled, "Sitzung vom 09.12.2026")]
#[case("name", json!(""), EventStatus::Scheduled, "Sitzung am 9. Dezember 2026")]
fn the_title_says_whether_it_takes_place(
    #[case] field: &str,
    #[case] new: Value,
    #[case] status: EventStatus,
    #[case] title: &str,
) {
    let item = item(&with(field, new));
    assert_eq!((item.title.as_deref(), item.event.unwrap().status), (Some(title), status));
}

#[test]
fn midnight_means_that_only_the_day_is_known() {
    let item = item(&with("start", json!("2026-12-09T00:00:00+01:00")));
    assert!(item.event.unwrap().all_day);
}

#[test]
fn deleted_meetings_are_hints_and_papers_point_to_their_meetings() {
    let page = json!({ "data": [
        { "id": "http://a.example/m/1", "type": "https://schema.oparl.org/1.1/Meeting", "deleted": true },
        { "id": "http://a.example/p/1", "type": "https://schema.oparl.org/1.1/Paper", "name": "Vorlage",
          "consultation": [{ "id": "http://a.example/c/1", "meeting": "http://a.example/m/2" }] },
        { "id": "http://a.example/p/2", "type": "https://schema.oparl.org/1.1/Paper", "name": "Entwurf", "consultation": null },
        { "id": "http://a.example/x/1", "type": "https://schema.oparl.org/1.1/Person", "name": "Erika Muster" },
        { "id": 17, "type": "https://schema.oparl.org/1.1/Meeting", "name": "Kaputt", "start": [] },
        "nichts", null
    ], "links": { "next": null } });
    let parsed = parse(&page);
    let hints: Vec<_> = parsed.hints.iter().map(|hint| (hint.native_id.0.as_str(), hint.verb)).collect();
    assert_eq!(hints, [("https://a.example/m/1", HintVerb::Delete), ("https://a.example/m/2", HintVerb::Update)]);
    assert_eq!((parsed.items.len(), parsed.quarantined.len()), (0, 5));
}

#[rstest::rstest]
#[case(b"<!DOCTYPE html><html>", ErrorClass::ConfigWrong)]
#[case(b"", ErrorClass::Malformed)]
#[case(b"{\"error\": \"not found\"}", ErrorClass::Malformed)]
#[case(b"[1,", ErrorClass::Malformed)]
fn other_answers_are_errors(#[case] raw: &[u8], #[case] class: ErrorClass) {
    assert_eq!(OparlConnector.normalise(raw, &NormaliseCx::default()).unwrap_err().class(), class);
}
