//! The demo's council system in the form of OParl 1.1. In: a path below `/oparl/`. Out: the object or list there. Called by
//! `elsewhere`.

use serde_json::{Value, json};

use super::elsewhere::{Elsewhere, Meeting};

const SCHEMA: &str = "https://schema.oparl.org/1.1";

/// What stands at a path.
pub fn find(elsewhere: &Elsewhere, path: &str) -> Option<Value> {
    let home = format!("{}/oparl", elsewhere.home);
    let all = || elsewhere.texts.meetings.iter().filter_map(|one| meeting(elsewhere, &home, one));
    match path {
        "system" => Some(json!({ "id": format!("{home}/system"), "type": format!("{SCHEMA}/System"),
            "oparlVersion": format!("{SCHEMA}/"), "body": format!("{home}/bodies") })),
        "bodies" => Some(json!({ "data": [body(&home)], "links": {} })),
        "bodies/1" => Some(body(&home)),
        "meetings" => Some(json!({ "data": all().collect::<Vec<_>>(), "links": {} })),
        "papers" => Some(json!({ "data": [], "links": {} })),
        _ => all().find(|one| one["id"] == format!("{home}/{path}")),
    }
}

fn body(home: &str) -> Value {
    json!({ "id": format!("{home}/bodies/1"), "type": format!("{SCHEMA}/Body"), "name": "Gemeinderat",
        "meeting": format!("{home}/meetings"), "paper": format!("{home}/papers") })
}

fn meeting(elsewhere: &Elsewhere, home: &str, meeting: &Meeting) -> Option<Value> {
    let start = elsewhere.at(meeting.in_days, meeting.hour)?;
    let written = elsewhere.begun.to_string();
    let id = format!("{home}/meetings/{}", meeting.number);
    let agenda = meeting.agenda.iter().zip(1..).map(|(name, number)| {
        json!({ "id": format!("{id}/agenda/{number}"), "type": format!("{SCHEMA}/AgendaItem"), "number": number.to_string(),
            "name": name, "public": true, "created": written, "modified": written })
    });
    Some(json!({
        "id": id, "type": format!("{SCHEMA}/Meeting"), "name": meeting.name, "cancelled": meeting.cancelled,
        "start": start.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        "location": { "id": format!("{id}/place"), "type": format!("{SCHEMA}/Location"), "room": meeting.place },
        "agendaItem": agenda.collect::<Vec<_>>(), "created": written, "modified": written,
    }))
}
