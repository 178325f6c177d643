//! An entry of the audit log in words: who decided, and what.

use serde::Deserialize;
use serde_json::Value;

use super::audit_names::{AuditNames, words};
use super::post_edit::field_words;
use super::rule_words::withheld_words;
use super::staff_words::role_words;
use crate::domain::audit::{Deed, Line, Who};
use crate::domain::compose::Field;
use crate::domain::rules::Withheld;
use crate::domain::staff::Role;
use crate::i18n::Locale;
use crate::store::held::HeldKind;

/// Who decided.
#[must_use]
pub fn who_words(line: &Line, names: &AuditNames, locale: Locale) -> String {
    match Who::parse(&line.who) {
        Some(Who::Machine) => locale.text("audit-who-machine"),
        // Nobody signed in there: a job of the machine's own, or a container.
        Some(Who::Cli(name)) if name.is_empty() || name == "unknown" => locale.text("audit-who-cli-nobody"),
        Some(Who::Cli(name)) => locale.with("audit-who-cli", &[("name", name.into())]),
        Some(Who::Staff(id)) => {
            locale.with("audit-who-staff", &[("name", names.person(&id.to_string()).to_owned().into())])
        }
        None => line.who.clone(),
    }
}

/// What was decided, in one sentence. Of a later version's deeds the stored word is shown.
#[must_use]
pub fn deed_words(line: &Line, names: &AuditNames, locale: Locale) -> String {
    let Some(deed) = Deed::parse(&line.deed) else { return line.deed.clone() };
    let detail: Value = serde_json::from_str(&line.detail).unwrap_or_default();
    let post = |ulid: &str| match names.post(ulid) {
        Some(heading) => locale.with("audit-post-named", &[("heading", heading.into())]),
        None => ulid.to_owned(),
    };
    let about = match line.about_kind.as_str() {
        "post" => post(&line.about),
        "source" => names.channel(&line.about).to_owned(),
        "staff" => names.person(&line.about).to_owned(),
        "draft" => names.draft(&line.about).to_owned(),
        _ => line.about.clone(),
    };
    let about = ("about", about.into());
    let channel = ("channel", listed(&detail, &["channel", "channels"], |slug| names.channel(slug).to_owned()).into());
    let others = ("others", listed(&detail, &["other", "others"], post).into());
    let count = ("count", detail.get("count").and_then(Value::as_i64).unwrap_or(0).into());
    let evidence = ("evidence", listed(&detail, &["evidence"], str::to_owned).into());
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
        Deed::Edited => locale.with("audit-edited", &[about, ("fields", fields(&detail, locale).into())]),
        Deed::EditLifted => locale.with("audit-edit-lifted", &[about, ("fields", fields(&detail, locale).into())]),
        Deed::ValiditySet => {
            let key = match detail.get("how").and_then(Value::as_str) {
                Some("text") => "audit-validity-text",
                Some("none") => "audit-validity-none",
                _ => "audit-validity-set",
            };
            locale.with(key, &[about])
        }
        Deed::PictureRemoved => locale.with("audit-picture-removed", &[about]),
        Deed::Warned => locale.with("audit-warned", &[about]),
        Deed::WarnedAlone => {
            locale.with("audit-warned-alone", &[about, ("reason", listed(&detail, &["reason"], str::to_owned).into())])
        }
        Deed::WarningAsked => locale.text("audit-warning-asked"),
        Deed::WarningChanged => locale.with("audit-warning-changed", &[about]),
        Deed::WarningEnded => locale.with("audit-warning-ended", &[about]),
        Deed::WarningShown => {
            let ms = detail.get("ms").and_then(Value::as_u64).unwrap_or(0);
            locale.with("audit-warning-shown", &[about, ("seconds", seconds(ms).into())])
        }
        Deed::Held if is_about(&detail, HeldKind::Approval) => locale.with("audit-asked", &[about, channel]),
        Deed::Released if is_about(&detail, HeldKind::Approval) => locale.with("audit-approved", &[about, channel]),
        Deed::Rejected if is_about(&detail, HeldKind::Approval) => locale.with("audit-turned-down", &[about, channel]),
        Deed::Held if is_about(&detail, HeldKind::Doubt) => locale.with("audit-doubted", &[about, channel]),
        Deed::Released if is_about(&detail, HeldKind::Doubt) => locale.with("audit-doubt-joined", &[about, channel]),
        Deed::Rejected if is_about(&detail, HeldKind::Doubt) => locale.with("audit-doubt-parted", &[about, channel]),
        Deed::Held if is_about(&detail, HeldKind::Overridden) => locale.with("audit-overridden", &[about, channel]),
        Deed::Released if is_about(&detail, HeldKind::Overridden) => {
            locale.with("audit-words-taken", &[about, channel])
        }
        Deed::Rejected if is_about(&detail, HeldKind::Overridden) => locale.with("audit-words-kept", &[about, channel]),
        Deed::Held => locale.with("audit-held", &[about, channel, count]),
        Deed::Released => locale.with("audit-released", &[about, channel, count]),
        Deed::Rejected => locale.with("audit-rejected", &[about, channel, count]),
        Deed::Closed => locale.with("audit-closed", &[about, channel]),
        Deed::Void => locale.with("audit-void", &[about, channel]),
        Deed::SourcePaused => locale.with("audit-source-paused", &[about]),
        Deed::SourceResumed => locale.with("audit-source-resumed", &[about]),
        Deed::SourceRetired => locale.with("audit-source-retired", &[about]),
        Deed::SourceRemoved => locale.with("audit-source-removed", &[about]),
        Deed::LoginRemoved => locale.with("audit-login-removed", &[about]),
        Deed::SourceSet => {
            let names = listed(&detail, &["settings"], str::to_owned);
            locale.with("audit-source-set", &[about, ("names", names.into())])
        }
        Deed::TownPublished => locale.text("audit-town-published"),
        Deed::StaffInvited => locale.with("audit-staff-invited", &[about, ("role", role(&detail, locale).into())]),
        Deed::StaffRenewed => locale.with("audit-staff-renewed", &[about]),
        Deed::StaffEnded => locale.with("audit-staff-ended", &[about]),
        Deed::PasswordChosen => locale.with("audit-password-chosen", &[about]),
        Deed::ProofSet => locale.with("audit-proof-set", &[about]),
        Deed::CodesRenewed => locale.with("audit-codes-renewed", &[about]),
        Deed::CodeUsed => locale.with("audit-code-used", &[about]),
        Deed::ProofReset => locale.with("audit-proof-reset", &[about]),
        Deed::DraftHandedIn => locale.with("audit-draft-handed-in", &[about]),
        Deed::DraftReturned => locale.with("audit-draft-returned", &[about]),
        Deed::DraftPlanned => locale.with("audit-draft-planned", &[about]),
        Deed::DraftPublished => locale.with("audit-draft-published", &[about]),
        Deed::DraftDeleted => locale.with("audit-draft-deleted", &[about]),
    }
}

/// Thousandths of a second as people write seconds: "0,4".
pub(super) fn seconds(ms: u64) -> String {
    let tenths = ms.div_ceil(100);
    format!("{},{}", tenths / 10, tenths % 10)
}

/// What stands under the first of these keys that is there, each as it is called.
fn listed(detail: &Value, keys: &[&str], call: impl Fn(&str) -> String) -> String {
    let all: Vec<String> = words(detail, keys).into_iter().map(call).collect();
    if all.is_empty() { "–".to_owned() } else { all.join(", ") }
}

/// Whether it is about a held change of this kind.
fn is_about(detail: &Value, kind: HeldKind) -> bool {
    detail.get("kind").and_then(Value::as_str) == Some(kind.as_str())
}

/// The parts of a post that someone wrote.
fn fields(detail: &Value, locale: Locale) -> String {
    let fields: Vec<Field> = words(detail, &["fields"]).into_iter().filter_map(Field::parse).collect();
    field_words(&fields, locale)
}

/// Which role it was.
fn role(detail: &Value, locale: Locale) -> String {
    let role = detail.get("role").and_then(Value::as_str).and_then(Role::parse);
    role.map(|role| role_words(role, locale)).unwrap_or_default()
}

/// Which rule it was.
fn rule(detail: &Value, locale: Locale) -> String {
    let why = detail.get("why").and_then(|why| Withheld::deserialize(why).ok());
    why.map(|why| withheld_words(&why, locale)).unwrap_or_default()
}
