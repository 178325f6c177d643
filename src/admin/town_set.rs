//! Changing a town's settings, and publishing it.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::actor_add::summary;
use super::{AdminError, Desk, Refusal};
use crate::config::closest;
use crate::domain::TownId;
use crate::domain::actor::ActorKind;
use crate::domain::audit::{About, AuditEntry, Deed};
use crate::domain::town::{Missing, Town, TownSettings};
use crate::publish::{Speaker, announce_profile};
use crate::store::{Conn, Lane, StoreError, actors, audit, media, towns};

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
                if town.name.is_empty() {
                    return Err(Refusal::new("refused-setting-empty").with("key", key).into());
                }
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
            let mut town = town.ok_or(StoreError::RowsAffected { statement: "read town", expected: 1, actual: 0 })?;
            let before = town.clone();
            work(&mut town)?;
            check_settings(&town.settings)?;
            if town.settings.arms != before.settings.arms {
                check_arms(c, &town).await?;
            }
            if town != before {
                towns::save(c, &town, now).await?;
                record_set(c, desk, (&before, &town), now).await?;
                if town.is_public() && !before.is_public() {
                    record_published(c, desk, id, now).await?;
                }
                rename_actors(c, &before, &town, now).await?;
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
        let known = fields.keys().cloned().collect::<Vec<_>>().join(", ");
        let refusal = match closest(key, fields.keys().map(String::as_str).chain(["name"])) {
            Some(suggestion) => Refusal::new("refused-setting-near").with("suggestion", suggestion),
            None => Refusal::new("refused-setting"),
        };
        return Err(refusal.with("key", key).with("known", format!("name, {known}")).into());
    }
    let known = fields.get(key).is_some_and(Value::is_boolean);
    let number = value.trim().parse::<u32>().ok().filter(|_| fields.get(key).is_some_and(Value::is_number));
    let given = match value.trim() {
        "ja" | "yes" | "true" if known => Value::Bool(true),
        "nein" | "no" | "false" | "" if known => Value::Bool(false),
        "" => Value::Null,
        _ => number.map_or_else(|| Value::String(value.to_owned()), Value::from),
    };
    let empty = given.is_null();
    fields.insert(key.to_owned(), given);
    serde_json::from_value(document).map_err(|error| {
        let refusal = match empty {
            true => Refusal::new("refused-setting-empty"),
            false => Refusal::new("refused-setting-value").with("value", value).with("detail", error.to_string()),
        };
        refusal.with("key", key).into()
    })
}

/// ISO 639-1, and the languages of Germany's recognised minorities beyond it (ISO 639-3).
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz \
    ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu \
    ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd \
    ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st \
    su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu \
    dsb frr gsw hsb nds rom stq";

/// Checks the values a town shows.
pub(super) fn check_settings(settings: &TownSettings) -> Result<(), AdminError> {
    let hex = settings.color.strip_prefix('#').unwrap_or_default();
    if hex.len() != 6 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Refusal::new("refused-color").with("value", settings.color.as_str()).into());
    }
    if jiff::tz::TimeZone::get(&settings.timezone).is_err() {
        return Err(Refusal::new("refused-timezone").with("value", settings.timezone.as_str()).into());
    }
    let (primary, more) = settings.language.split_once('-').unwrap_or((&settings.language, "x"));
    if !LANGUAGES.split(' ').any(|known| known == primary) || !more.split('-').all(is_subtag) {
        return Err(Refusal::new("refused-language").with("value", settings.language.as_str()).into());
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

/// A further part of a language tag (RFC 5646 §2.1): region, script, variant.
fn is_subtag(part: &str) -> bool {
    (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// The arms are one of the town's stored pictures.
async fn check_arms(conn: &mut Conn<'_>, town: &Town) -> Result<(), AdminError> {
    let Some(arms) = town.settings.arms.as_deref() else { return Ok(()) };
    let hash = arms.rsplit_once('.').map_or(arms, |(hash, _)| hash);
    let shaped = hash.len() == 32 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    if shaped && media::needs_file(conn, town.id, hash).await? {
        return Ok(());
    }
    Err(Refusal::new("refused-arms").with("value", arms).into())
}

/// Accounts that are called like the town follow its new name; what staff wrote themselves stays.
async fn rename_actors(conn: &mut Conn<'_>, before: &Town, town: &Town, now: Timestamp) -> Result<(), StoreError> {
    if before.name == town.name {
        return Ok(());
    }
    for actor in actors::of_town(conn, town.id).await? {
        if actor.kind == ActorKind::Instance || actor.deleted_at.is_some() {
            continue;
        }
        let name = if actor.display_name == before.name { &town.name } else { &actor.display_name };
        let ours = actor.summary == summary(&before.name);
        let says = if ours { summary(&town.name) } else { actor.summary.clone() };
        if *name != actor.display_name || says != actor.summary {
            actors::describe(conn, &actor, name, &says, now).await?;
        }
    }
    Ok(())
}

/// Refuses a draft that may not be shown. In development a town needs no Impressum.
pub(super) fn refuse_draft(town: &Town, loopback: bool) -> Result<(), AdminError> {
    let missing = town.missing();
    if missing.is_empty() || loopback {
        return Ok(());
    }
    let is_missing = |what: Missing| missing.contains(&what);
    let (texts, key) = match (is_missing(Missing::Imprint), is_missing(Missing::Contact)) {
        (true, false) => (vec!["missing-imprint"], "refused-publish-imprint"),
        (false, true) => (vec!["missing-contact"], "refused-publish-contact"),
        _ => (vec!["missing-imprint", "missing-contact"], "refused-publish"),
    };
    Err(Refusal::new(key).with_texts("missing", texts).with("host", town.shown_host()).into())
}

/// Makes a draft visible.
///
/// # Errors
/// Names what is missing and how to give it.
pub async fn publish_town(desk: &Desk, host: &str) -> Result<Town, AdminError> {
    let town = desk.town(host).await?;
    let now = desk.clock.now();
    change(desk, town.id, |town| {
        refuse_draft(town, desk.loopback)?;
        town.published_at = town.published_at.or(Some(now));
        Ok(())
    })
    .await
}

/// Writes down which settings changed, not what they say.
async fn record_set(
    conn: &mut Conn<'_>,
    desk: &Desk,
    (before, town): (&Town, &Town),
    now: Timestamp,
) -> Result<(), AdminError> {
    let document = |town: &Town| serde_json::to_value(&town.settings).map_err(StoreError::from);
    let (old, new) = (document(before)?, document(town)?);
    let fields = new.as_object().into_iter().flatten().filter(|(key, value)| old.get(key) != Some(*value));
    let renamed = (before.name != town.name).then_some("name");
    let names: Vec<&str> = renamed.into_iter().chain(fields.map(|(key, _)| key.as_str())).collect();
    if !names.is_empty() {
        let (who, about, detail) = (desk.who.clone(), About::Town, json!({ "settings": names }));
        audit::append(conn, &AuditEntry { town: town.id, at: now, who, deed: Deed::TownSet, about, detail }).await?;
    }
    Ok(())
}

/// Writes down that a town became visible.
pub(super) async fn record_published(
    conn: &mut Conn<'_>,
    desk: &Desk,
    town: TownId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (who, about) = (desk.who.clone(), About::Town);
    audit::append(conn, &AuditEntry { town, at: now, who, deed: Deed::TownPublished, about, detail: json!({}) }).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_those_there_are() {
        let accepts =
            |tag: &str| check_settings(&TownSettings { language: tag.to_owned(), ..TownSettings::default() }).is_ok();
        for good in ["de", "nds", "hsb", "de-AT", "zh-Hant-TW"] {
            assert!(accepts(good), "{good}");
        }
        for bad in ["", "klingonisch", "xx", "deutsch", "de-", "de_DE", " de"] {
            assert!(!accepts(bad), "{bad}");
        }
    }
}
