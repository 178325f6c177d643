//! Changing a town's settings, and publishing it.

use serde_json::{Value, json};

use super::{AdminError, Desk, Refusal};
use crate::config::closest;
use crate::domain::TownId;
use crate::domain::audit::{About, AuditEntry, Deed};
use crate::domain::town::{Missing, Town, TownSettings};
use crate::i18n::Locale;
use crate::publish::{Speaker, announce_profile};
use crate::store::{Conn, Lane, StoreError, audit, towns};

/// Sets `KEY=VALUE` pairs: `name` or a key of [`TownSettings`]; an empty value clears an optional key.
///
/// # Errors
/// An unknown key (with a suggestion) or a value that does not fit.
pub async fn set_town(desk: &Desk, host: &str, pairs: &[(String, String)]) -> Result<Town, AdminError> {
    let town = desk.town(host).await?;
    change(desk, town.id, |town| {
        for (key, value) in pairs {
            if key == "name" {
                value.trim().clone_into(&mut town.name);
            } else {
                town.settings = set_one(&town.settings, key, value)?;
            }
        }
        Ok(())
    })
    .await
}

/// Reads a town, changes it and writes it in one transaction, so that two people at once lose nothing; then tells
/// followers' servers about the profile.
pub(super) async fn change(
    desk: &Desk,
    id: TownId,
    work: impl FnOnce(&mut Town) -> Result<(), AdminError>,
) -> Result<Town, AdminError> {
    let now = desk.clock.now();
    desk.db
        .write_town(id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let town = towns::by_id(c, id).await?;
            let mut town = town.ok_or_else(|| Refusal::new("refused-no-town").with("host", "").with("known", ""))?;
            let before = town.clone();
            work(&mut town)?;
            check(&town)?;
            if town != before {
                towns::save(c, &town, now).await?;
                if town.is_public() && !before.is_public() {
                    let (who, about) = (desk.who.clone(), About::Town);
                    let entry =
                        AuditEntry { town: id, at: now, who, deed: Deed::TownPublished, about, detail: json!({}) };
                    audit::append(c, &entry).await?;
                }
                if let Some(speaker) = Speaker::load(c, &desk.sealer, &desk.scheme, id).await? {
                    announce_profile(c, &speaker, now).await?;
                }
            }
            Ok(town)
        })
        .await
}

fn set_one(settings: &TownSettings, key: &str, value: &str) -> Result<TownSettings, AdminError> {
    let mut document = serde_json::to_value(settings).map_err(StoreError::from)?;
    let Some(fields) = document.as_object_mut() else {
        return Err(Refusal::new("refused-setting").with("key", key).into());
    };
    if !fields.contains_key(key) {
        let suggestion = closest(key, fields.keys().map(String::as_str)).unwrap_or_default();
        let known = fields.keys().cloned().collect::<Vec<_>>().join(", ");
        return Err(Refusal::new("refused-setting")
            .with("key", key)
            .with("suggestion", suggestion)
            .with("known", format!("name, {known}"))
            .into());
    }
    let value = if value.trim().is_empty() { Value::Null } else { Value::String(value.to_owned()) };
    fields.insert(key.to_owned(), value);
    serde_json::from_value(document).map_err(|_| Refusal::new("refused-setting-empty").with("key", key).into())
}

/// Checks the values a town shows.
fn check(town: &Town) -> Result<(), AdminError> {
    let settings = &town.settings;
    let hex = settings.color.strip_prefix('#').unwrap_or_default();
    if hex.len() != 6 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Refusal::new("refused-color").with("value", settings.color.as_str()).into());
    }
    if jiff::tz::TimeZone::get(&settings.timezone).is_err() {
        return Err(Refusal::new("refused-timezone").with("value", settings.timezone.as_str()).into());
    }
    for (key, value) in [("website", &settings.website), ("announcements_url", &settings.announcements_url)] {
        if let Some(address) = value
            && !url::Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
        {
            return Err(Refusal::new("refused-address").with("key", key).with("value", address.as_str()).into());
        }
    }
    Ok(())
}

/// Makes a draft visible. In development a town needs no Impressum.
///
/// # Errors
/// Names what is missing and how to give it.
pub async fn publish_town(desk: &Desk, host: &str) -> Result<Town, AdminError> {
    let town = desk.town(host).await?;
    let now = desk.clock.now();
    change(desk, town.id, |town| {
        let missing = town.missing();
        if !missing.is_empty() && !desk.loopback {
            let words = missing
                .iter()
                .map(|what| {
                    Locale::De.text(if *what == Missing::Imprint { "missing-imprint" } else { "missing-contact" })
                })
                .collect::<Vec<_>>()
                .join(", ");
            return Err(Refusal::new("refused-publish").with("missing", words).with("host", town.host.as_str()).into());
        }
        town.published_at = town.published_at.or(Some(now));
        Ok(())
    })
    .await
}
