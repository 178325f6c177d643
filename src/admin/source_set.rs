//! Changing the connector's settings of a source.

use serde_json::{Map, Value, json};

use super::source_add::{check_settings, connector};
use super::{AdminError, Desk};
use crate::domain::audit::{About, Deed};
use crate::domain::source::Source;
use crate::publish::record;
use crate::store::{Conn, Lane, sources};

/// Sets some settings; one with an empty value is taken away. Who did it, when, and which they were is written down.
///
/// # Errors
/// When the connector does not understand them, or the store refuses.
pub async fn set_source_settings(desk: &Desk, source: &Source, changes: &Map<String, Value>) -> Result<(), AdminError> {
    let now = desk.clock.now();
    let mut settings = source.settings.as_object().cloned().unwrap_or_default();
    for (name, value) in changes {
        if value.as_str() == Some("") {
            settings.remove(name);
        } else {
            settings.insert(name.clone(), value.clone());
        }
    }
    let settings = Value::Object(settings);
    check_settings(connector(source.kind)?, &settings)?;
    let names: Vec<&String> = changes.keys().collect();
    desk.db
        .write_town(source.town, Lane::Normal, async |c: &mut Conn<'_>| {
            let speaker = desk.speaker(c, source.town).await?;
            sources::set_settings(c, source, &settings, now).await?;
            let detail = json!({ "settings": names });
            record(c, &speaker, Deed::SourceSet, About::Source(source.slug.clone()), detail, now).await?;
            Ok(())
        })
        .await
}
