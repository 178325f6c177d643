//! Under which sender, topics and districts a post stands: what rules say, until staff write it themselves.

use super::super::office::Visit;
use super::super::post_edit::PostEdit;
use super::super::reach::limits;
use super::super::reply::Reply;
use super::frame::{Failure, Problem};
use super::post::{again, living, save};
use crate::domain::post::Post;
use crate::domain::rules::LabelKind;
use crate::domain::staff::Permission;

/// The form on a post's page.
pub(super) struct LabelsForm {
    pub action: String,
    pub fields: [Names; 3],
}

/// One kind of names.
pub(super) struct Names {
    pub id: &'static str,
    /// Key of its label, and of the hint below.
    pub label: &'static str,
    pub hint: &'static str,
    pub value: String,
    /// What other posts stand under, to choose from.
    pub known: Vec<String>,
}

const KINDS: [(&str, LabelKind, &str, &str); 3] = [
    ("absender", LabelKind::Sender, "field-sender", "desk-labels-sender-hint"),
    ("themen", LabelKind::Topic, "field-topics", "desk-labels-hint"),
    ("ortsteile", LabelKind::District, "field-districts", "desk-labels-hint"),
];

impl LabelsForm {
    pub(super) fn of(visit: &Visit<'_>, post: &Post, known: &[Vec<String>; 3], action: String) -> Self {
        let mut known = known.iter();
        let fields = KINDS.map(|(id, kind, label, hint)| Names {
            id,
            label,
            hint,
            value: visit.sent(id).map_or_else(|| stored(post, kind), str::to_owned),
            known: known.next().cloned().unwrap_or_default(),
        });
        Self { action, fields }
    }
}

fn stored(post: &Post, kind: LabelKind) -> String {
    post.named(kind).collect::<Vec<_>>().join(", ")
}

/// Somebody writes them. Only what differs counts: the rest is still the rules'.
pub(in crate::admin) async fn changed(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let post = living(visit).await?;
    let written = |id: &str, kind| visit.sent(id).filter(|typed| *typed != stored(&post, kind));
    let list = |text: &str| text.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>();
    let edit = PostEdit {
        sender: written("absender", LabelKind::Sender).map(str::to_owned),
        topics: written("themen", LabelKind::Topic).map(list),
        districts: written("ortsteile", LabelKind::District).map(list),
        ..PostEdit::default()
    };
    let limits = limits(visit, Permission::Edit);
    let foreign = edit.sender.as_deref().is_some_and(|sender| !limits.may_speak_as(sender.trim()));
    if foreign {
        let text = visit.locale.with("desk-draft-foreign-sender", &[("names", limits.senders.join(", ").into())]);
        return again(visit, &post, Problem { field: "absender", text }).await;
    }
    save(visit, &post, &edit, |_| if edit.sender.is_some() { "absender" } else { "themen" }).await
}
