//! CAP as JSON, as NINA serves it. In: a parsed JSON object. Out: an [`Alert`]. Lenient: single values may stand where
//! lists belong. Called by `answer_read` and `nina`.

use serde_json::Value;

use super::alert::{Alert, Area, Info, references_of};

/// Reads an alert; `None` when the object is none.
#[must_use]
pub fn read(object: &Value) -> Option<Alert> {
    let identifier = text(object, "identifier")?;
    let info = object.get("info")?;
    Some(Alert {
        identifier,
        sender: text(object, "sender").unwrap_or_default(),
        sent: text(object, "sent").unwrap_or_default(),
        status: text(object, "status").unwrap_or_default(),
        msg_type: text(object, "msgType").unwrap_or_default(),
        scope: text(object, "scope").unwrap_or_default(),
        references: text(object, "references").map(|all| references_of(&all)).unwrap_or_default(),
        info: each(info).iter().filter(|one| one.is_object()).map(read_info).collect(),
    })
}

fn read_info(info: &Value) -> Info {
    let areas = info.get("area").map(each).unwrap_or_default();
    Info {
        language: text(info, "language").unwrap_or_default(),
        event: text(info, "event").unwrap_or_default(),
        urgency: text(info, "urgency"),
        severity: text(info, "severity"),
        certainty: text(info, "certainty"),
        onset: text(info, "onset").or_else(|| text(info, "effective")),
        expires: text(info, "expires"),
        sender_name: parameter(info, "sender_langname").or_else(|| text(info, "senderName")),
        headline: text(info, "headline"),
        description: text(info, "description"),
        instruction: text(info, "instruction"),
        areas: areas.iter().filter_map(read_area).collect(),
    }
}

fn read_area(area: &Value) -> Option<Area> {
    let codes = area.get("geocode").map(each).unwrap_or_default();
    Some(Area { desc: text(area, "areaDesc")?, codes: codes.iter().filter_map(|code| text(code, "value")).collect() })
}

fn parameter(info: &Value, name: &str) -> Option<String> {
    let all = each(info.get("parameter")?);
    all.iter().find(|one| one.get("valueName").and_then(Value::as_str) == Some(name)).and_then(|one| text(one, "value"))
}

fn each(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

/// A field's text; empty counts as missing.
#[must_use]
pub fn text(object: &Value, field: &str) -> Option<String> {
    let text = object.get(field)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
