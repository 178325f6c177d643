//! An entry of the audit log in words: who decided, and what.

use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::Value;

use super::audit_names::{AuditNames, words};
use super::post_edit::field_words;
use super::rule_words::withheld_words;
use super::staff_words::role_words;
use crate::domain::audit::{Deed, Line, Who};
use crate::domain::case::BlockReason;
use crate::domain::compose::Field;
use crate::domain::rules::Withheld;
use crate::domain::staff::Role;
use crate::domain::town::TownSettings;
use crate::i18n::{Locale, Value as Cell, day};
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
        "case" => listed(&detail, &["number"], str::to_owned),
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
        Deed::RemoteAnswered => locale.with("audit-remote-answered", &[about]),
        Deed::RemoteAnswerEdited => locale.with("audit-remote-answer-edited", &[about]),
        Deed::RemoteAnswerRemoved => locale.with("audit-remote-answer-removed", &[about]),
        Deed::CaseMuted => locale.with("audit-case-muted", &[about]),
        Deed::CaseUnmuted => locale.with("audit-case-unmuted", &[about]),
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
        Deed::TownAdded => locale.text("audit-town-added"),
        Deed::TownSet => {
            let call = |name: &str| {
                locale.find(&format!("audit-setting-{}", name.replace('_', "-"))).unwrap_or_else(|| name.to_owned())
            };
            let names = listed(&detail, &["settings"], call);
            locale.with("audit-town-set", &[("names", names.into())])
        }
        Deed::ActorAdded => {
            locale.with("audit-actor-added", &[("name", listed(&detail, &["name"], str::to_owned).into())])
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
        Deed::PasskeyAdded => locale.with("audit-passkey-added", &[about]),
        Deed::PasskeyRemoved => locale.with("audit-passkey-removed", &[about]),
        Deed::AccountLinked => locale.with("audit-account-linked", &[about]),
        Deed::AccountParted => locale.with("audit-account-parted", &[about]),
        Deed::StaffLimited
        | Deed::RoleTakenOn
        | Deed::SubstituteSet
        | Deed::SubstituteEnded
        | Deed::ApprovalRulesSet
        | Deed::AgencyPassSet
        | Deed::AgencyPassEnded
        | Deed::AgencyEnded
        | Deed::TurnedAway
        | Deed::DraftApprovedFirst => rights_words(deed, about, &detail, names, locale),
        Deed::DraftHandedIn => locale.with("audit-draft-handed-in", &[about]),
        Deed::DraftReturned => locale.with("audit-draft-returned", &[about]),
        Deed::DraftPlanned => locale.with("audit-draft-planned", &[about]),
        Deed::DraftPublished => locale.with("audit-draft-published", &[about]),
        Deed::DraftDeleted => locale.with("audit-draft-deleted", &[about]),
        Deed::CaseAssigned => locale.with("audit-case-assigned", &[about]),
        Deed::CaseInterim => locale.with("audit-case-interim", &[about]),
        Deed::CaseAnswered => locale.with("audit-case-answered", &[about]),
        Deed::CaseNoted => locale.with("audit-case-noted", &[about]),
        Deed::CaseClosed => locale.with("audit-case-closed", &[about]),
        Deed::CaseReopened => locale.with("audit-case-reopened", &[about]),
        Deed::CaseErased => locale.with("audit-case-erased", &[about]),
        Deed::RemoteBlocked => {
            locale.with("audit-remote-blocked", &[("reason", block_reason_words(&detail, locale).into())])
        }
        Deed::RemoteBlockLifted => locale.text("audit-remote-block-lifted"),
    }
}

/// What was decided about who may do what.
fn rights_words(deed: Deed, about: (&'static str, Cell), detail: &Value, names: &AuditNames, locale: Locale) -> String {
    let text = |key: &str| listed(detail, &[key], str::to_owned);
    let until = || {
        let at = text("until").parse().ok();
        ("until", at.map_or_else(|| "–".to_owned(), |at| day(locale, at, &zone())).into())
    };
    match deed {
        Deed::StaffLimited if words(detail, &["limits"]).is_empty() => {
            locale.with("audit-staff-unlimited", &[about, ("role", role(detail, locale).into())])
        }
        Deed::StaffLimited => {
            let names = ("names", text("limits").into());
            locale.with("audit-staff-limited", &[about, ("role", role(detail, locale).into()), names])
        }
        Deed::RoleTakenOn => locale.with("audit-role-taken-on", &[about]),
        Deed::SubstituteSet => {
            let other = listed(detail, &["substitute"], |id| names.person(id).to_owned());
            locale.with("audit-substitute-set", &[about, ("other", other.into()), until()])
        }
        Deed::SubstituteEnded => locale.with("audit-substitute-ended", &[about]),
        Deed::AgencyPassSet => locale.with("audit-agency-pass-set", &[("name", text("name").into()), until()]),
        Deed::AgencyPassEnded => locale.with("audit-agency-pass-ended", &[("name", text("name").into())]),
        Deed::AgencyEnded => locale.text("audit-agency-ended"),
        Deed::TurnedAway => locale.with("audit-turned-away", &[about]),
        Deed::DraftApprovedFirst => locale.with("audit-draft-approved-first", &[about]),
        _ => locale.text("audit-approval-rules-set"),
    }
}

/// The log names days, not hours, of what is to come: those of the country.
fn zone() -> TimeZone {
    TimeZone::get(&TownSettings::default().timezone).unwrap_or(TimeZone::UTC)
}

/// Why an account or a server is blocked.
fn block_reason_words(detail: &Value, locale: Locale) -> String {
    let reason = detail.get("reason").and_then(Value::as_str).and_then(BlockReason::parse);
    reason.map(|reason| locale.text(&format!("desk-block-{}", reason.as_str()))).unwrap_or_default()
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
