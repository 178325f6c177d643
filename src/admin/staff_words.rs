//! What a role is called, and what it may do, in words for people.

use crate::domain::limits::Limits;
use crate::domain::source::Source;
use crate::domain::staff::Role;
use crate::i18n::Locale;

/// What a role is called.
#[must_use]
pub fn role_words(role: Role, locale: Locale) -> String {
    locale.text(match role {
        Role::Owner => "role-owner",
        Role::Manager => "role-manager",
        Role::Editor => "role-editor",
        Role::Author => "role-author",
        Role::Approver => "role-approver",
        Role::Privacy => "role-privacy",
        Role::Technician => "role-technician",
        Role::Agency => "role-agency",
    })
}

/// What a role may do.
#[must_use]
pub fn role_duties(role: Role, locale: Locale) -> String {
    locale.text(match role {
        Role::Owner => "role-owner-may",
        Role::Manager => "role-manager-may",
        Role::Editor => "role-editor-may",
        Role::Author => "role-author-may",
        Role::Approver => "role-approver-may",
        Role::Privacy => "role-privacy-may",
        Role::Technician => "role-technician-may",
        Role::Agency => "role-agency-may",
    })
}

/// For what a role counts.
#[must_use]
pub fn limit_words(limits: &Limits, channels: &[Source], locale: Locale) -> String {
    if limits.is_none() {
        return locale.text("role-for-all");
    }
    let called = |slug: &String| {
        channels.iter().find(|source| source.slug == *slug).map_or_else(|| slug.clone(), |source| source.name.clone())
    };
    let names: Vec<String> = limits.senders.iter().cloned().chain(limits.channels.iter().map(called)).collect();
    locale.with("role-for-some", &[("names", names.join(", ").into())])
}
