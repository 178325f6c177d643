//! Which of Meta's forms an answer has. In: raw bytes. Out: a [`Shape`]: nodes with the edge they were listed under, a
//! push, the state of a token, or an error. Called by the normalisers of all three platforms.

use serde_json::Value;

use super::super::failure::SourceError;
use super::failure_read::fault_of;
use super::node::Node;
use crate::domain::source::Cause;

/// An answer or push, sorted.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A page of a listing (`data`), with what its paging addresses say about it.
    List { nodes: Vec<Value>, edge: Option<Edge> },
    /// Nodes that were asked for by their ids.
    Nodes(Vec<Value>),
    /// `entry[].changes[]` of a page or an Instagram account.
    Webhook(Value),
    /// `values.value` with its `field`, as Threads pushes.
    Topic(Value),
    /// The answer of `debug_token`.
    Token(Value),
}

/// Under which edge of which node a page was listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    pub owner: String,
    pub name: String,
}

/// Parses and sorts an answer. Of a batch, the parts that went well count.
///
/// # Errors
/// What the answer's error envelope means, or that it is no JSON of Meta's at all.
pub fn shape_of(raw: &[u8]) -> Result<Shape, SourceError> {
    sort(parse(raw)?)
}

/// Parses an answer.
///
/// # Errors
/// When it is empty or no JSON.
pub fn parse(raw: &[u8]) -> Result<Value, SourceError> {
    if raw.trim_ascii().is_empty() {
        return Err(SourceError::new(Cause::EmptyAnswer, "the answer is empty"));
    }
    serde_json::from_slice(raw).map_err(|_| SourceError::new(Cause::ReaderFailed, "the answer is not JSON"))
}

fn sort(value: Value) -> Result<Shape, SourceError> {
    if let Some(fault) = fault_of(&value) {
        return Err(fault.into_error(None, None));
    }
    if let Value::Array(parts) = value {
        return batch(parts);
    }
    let node = Node(&value);
    if !value.is_object() {
        return Err(SourceError::new(Cause::ReaderFailed, "the answer is no object"));
    }
    if node.has("object") && node.has("entry") {
        return Ok(Shape::Webhook(value));
    }
    if node.has("topic") && node.has("values") {
        return Ok(Shape::Topic(value));
    }
    match value.get("data") {
        Some(Value::Array(nodes)) => return Ok(Shape::List { nodes: nodes.clone(), edge: edge_of(node) }),
        Some(data) if data.get("is_valid").is_some() => return Ok(Shape::Token(data.clone())),
        _ => {}
    }
    Ok(Shape::Nodes(by_ids(&value).unwrap_or_else(|| vec![value])))
}

/// The parts of a batch: each its own status, headers and body.
fn batch(parts: Vec<Value>) -> Result<Shape, SourceError> {
    let mut nodes = Vec::new();
    let mut first = None;
    for part in parts {
        let body = part.get("body").and_then(Value::as_str).map(|body| parse(body.as_bytes()));
        match body.unwrap_or(Ok(part)).and_then(sort) {
            Ok(Shape::List { nodes: more, .. } | Shape::Nodes(more)) => nodes.extend(more),
            Ok(_) => {}
            Err(error) => first = first.or(Some(error)),
        }
    }
    match first {
        // What was refused must not look like "nothing there".
        Some(error) if !nodes.iter().any(says_something) => Err(error),
        _ => Ok(Shape::Nodes(nodes)),
    }
}

fn says_something(node: &Value) -> bool {
    node.as_object().is_some_and(|node| node.keys().any(|key| key != "id" && key != "name"))
}

/// The nodes of `?ids=…`: every key is its node's id.
fn by_ids(value: &Value) -> Option<Vec<Value>> {
    let map = value.as_object().filter(|map| !map.is_empty())?;
    let all = map.iter().all(|(key, node)| Node(node).id("id").is_some_and(|id| id == *key));
    all.then(|| map.values().cloned().collect())
}

/// Owner and name of the edge, from either paging address: `…/v26.0/{owner}/{edge}?…`.
fn edge_of(page: Node<'_>) -> Option<Edge> {
    let paging = page.get("paging")?;
    let address = paging.text("next").or_else(|| paging.text("previous"))?;
    let url = url::Url::parse(address).ok()?;
    let mut parts = url.path_segments()?.rev();
    let name = parts.next()?.to_owned();
    let owner = parts.next()?.to_owned();
    Some(Edge { owner, name })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::source::ErrorClass;
    use serde_json::json;

    fn shape(value: &Value) -> Result<Shape, SourceError> {
        shape_of(value.to_string().as_bytes())
    }

    #[test]
    fn each_form_is_told_apart() {
        let page =
            json!({"data": [{"id": "1"}], "paging": {"next": "https://graph.facebook.com/v26.0/7/feed?limit=5"}});
        let Ok(Shape::List { nodes, edge: Some(edge) }) = shape(&page) else { panic!() };
        assert_eq!((nodes.len(), edge.owner.as_str(), edge.name.as_str()), (1, "7", "feed"));
        assert!(
            matches!(shape(&json!({"1": {"id": "1"}, "2": {"id": 2}})), Ok(Shape::Nodes(nodes)) if nodes.len() == 2)
        );
        assert!(matches!(shape(&json!({"id": "1"})), Ok(Shape::Nodes(nodes)) if nodes.len() == 1));
        assert!(matches!(shape(&json!({"object": "page", "entry": []})), Ok(Shape::Webhook(_))));
        assert!(matches!(shape(&json!({"topic": "x", "values": {}})), Ok(Shape::Topic(_))));
        assert!(matches!(shape(&json!({"data": {"is_valid": true}})), Ok(Shape::Token(_))));
        assert_eq!(shape(&json!({"error": {"code": 190}})).unwrap_err().class(), ErrorClass::AuthDead);
        for garbage in ["", "  ", "<html>", "7", "\"x\""] {
            assert_eq!(shape_of(garbage.as_bytes()).unwrap_err().class(), ErrorClass::Malformed, "{garbage}");
        }
    }

    #[test]
    fn of_a_batch_the_good_parts_count_and_a_refusal_is_not_nothing() {
        let bad = json!({"code": 400, "body": json!({"error": {"code": 190}}).to_string()});
        let good = json!({"code": 200, "body": json!({"id": "1_2", "message": "x"}).to_string()});
        assert!(matches!(shape(&json!([bad, good])), Ok(Shape::Nodes(nodes)) if nodes.len() == 1));
        assert_eq!(shape(&json!([bad])).unwrap_err().class(), ErrorClass::AuthDead);
    }
}
