//! An entry of the audit log in words: who decided, and what.

use serde::Deserialize;
use serde_json::Value;

use super::rule_words::withheld_words;
use crate::domain::audit::{Deed, Line, Who};
use crate::domain::rules::Withheld;
use crate::i18n::Locale;
use crate::store::held::HeldKind;

/// Who decided.
#[must_use]
pub fn who_words(line: &Line, locale: Locale) -> String {
    match Who::parse(&line.who) {
        Some(Who::Machine) => locale.text("audit-who-machine"),
        Some(Who::Cli(name)) => locale.with("audit-who-cli", &[("name", name.into())]),
        Some(Who::Staff(id)) => locale.with("audit-who-staff", &[("id", id.to_string().into())]),
        None => line.who.clone(),
    }
}

/// What was decided, in one sentence. Of a later version's deeds the stored word is shown.
#[must_use]
pub fn deed_words(line: &Line, locale: Locale) -> String {
    let Some(deed) = Deed::parse(&line.deed) else { return line.deed.clone() };
    let detail: Value = serde_json::from_str(&line.detail).unwrap_or_default();
    let about = ("about", line.about.as_str().into());
    let channel = ("channel", listed(&detail, &["channel", "channels"]).into());
    let others = ("others", listed(&detail, &["other", "others"]).into());
    let count = ("count", detail.get("count").and_then(Value::as_i64).unwrap_or(0).into());
    let evidence = ("evidence", listed(&detail, &["evidence"]).into());
    match deed {
        Deed::Hidden => locale.with("audit-hidden", &[about, channel]),
        Deed::ShownAgain => locale.with("audit-shown-again", &[about, channel]),
        Deed::ShareWithdrawn => locale.with("audit-share-withdrawn", &[about, channel, evidence]),
        Deed::Withdrawn => locale.with("audit-withdrawn", &[about, evidence]),
        Deed::LeftOut => locale.with("audit-left-out", &[about, ("rule", rule(&detail, locale).into())]),
        Deed::ShareLeftOut => {
            locale.with("audit-share-left-out", &[about, channel, ("rule", rule(&detail, locale).into())])
        }
        Deed::Merged => locale.with("audit-merged", &[about, channel]),
        Deed::Joined => locale.with("audit-joined", &[about, others]),
        Deed::Split => locale.with("audit-split", &[about, others]),
        Deed::Removed => locale.with("audit-removed", &[about]),
        Deed::Retracted => locale.with("audit-retracted", &[about]),
        Deed::Held if is_approval(&detail) => locale.with("audit-asked", &[about, channel]),
        Deed::Released if is_approval(&detail) => locale.with("audit-approved", &[about, channel]),
        Deed::Rejected if is_approval(&detail) => locale.with("audit-turned-down", &[about, channel]),
        Deed::Held => locale.with("audit-held", &[about, channel, count]),
        Deed::Released => locale.with("audit-released", &[about, channel, count]),
        Deed::Rejected => locale.with("audit-rejected", &[about, channel, count]),
        Deed::Closed => locale.with("audit-closed", &[about, channel]),
        Deed::Void => locale.with("audit-void", &[about, channel]),
        Deed::SourcePaused => locale.with("audit-source-paused", &[about]),
        Deed::SourceResumed => locale.with("audit-source-resumed", &[about]),
        Deed::SourceRetired => locale.with("audit-source-retired", &[about]),
        Deed::SourceRemoved => locale.with("audit-source-removed", &[about]),
        Deed::TownPublished => locale.text("audit-town-published"),
    }
}

/// The words under the first of these keys that is there.
fn listed(detail: &Value, keys: &[&str]) -> String {
    match keys.iter().find_map(|key| detail.get(key)) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        _ => "–".to_owned(),
    }
}

/// Whether it is about a single post that someone approves.
fn is_approval(detail: &Value) -> bool {
    detail.get("kind").and_then(Value::as_str) == Some(HeldKind::Approval.as_str())
}

/// Which rule it was.
fn rule(detail: &Value, locale: Locale) -> String {
    let why = detail.get("why").and_then(|why| Withheld::deserialize(why).ok());
    why.map(|why| withheld_words(&why, locale)).unwrap_or_default()
}
