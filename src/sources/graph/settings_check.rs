//! Settings of a source on a Graph platform: which there are, and what they may be. In: a JSON object, values as words
//! or truth. Out: nothing, or what is wrong. Called by the connectors' `check_settings`.

use serde_json::Value;

use super::node::Node;

/// Checks settings: `flags` are on or off, `words` are free.
///
/// # Errors
/// The name of the first setting that does not exist or has no such value.
pub fn check(settings: &Value, flags: &[&str], words: &[&str]) -> Result<(), String> {
    for name in settings.as_object().into_iter().flat_map(serde_json::Map::keys) {
        let flag = flags.contains(&name.as_str());
        if flag && Node(settings).flag(name).is_none() {
            return Err(format!("{name}=true|false"));
        }
        if !flag && !words.contains(&name.as_str()) {
            return Err(name.clone());
        }
    }
    Ok(())
}

/// Whether a setting is on; `unless_said` when nobody said.
#[must_use]
pub fn is_on(settings: &Value, name: &str, unless_said: bool) -> bool {
    Node(settings).flag(name).unwrap_or(unless_said)
}
