//! For which senders and channels a role holds (requirements A-17). Pure; [`super::staff`] says who has which role, and
//! `admin::reach` looks up what an address is about.

use serde::{Deserialize, Serialize};

/// Names of senders and short names of channels. Without either there is no limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub senders: Vec<String>,
    /// The slugs of sources.
    pub channels: Vec<String>,
}

/// What is to be seen or changed: under which senders it stands, and which channels carry it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    pub senders: Vec<String>,
    pub channels: Vec<String>,
}

impl Subject {
    /// What one channel says.
    #[must_use]
    pub fn channel(slug: &str) -> Self {
        Self { channels: vec![slug.to_owned()], senders: Vec::new() }
    }
}

impl Limits {
    /// Whether they limit nothing.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.senders.is_empty() && self.channels.is_empty()
    }

    /// Whether something lies within: all its senders are named, or all channels that carry it. What several departments
    /// say together belongs to none of them alone.
    #[must_use]
    pub fn cover(&self, subject: &Subject) -> bool {
        let all =
            |theirs: &[String], ours: &[String]| !theirs.is_empty() && theirs.iter().all(|one| ours.contains(one));
        self.is_none() || all(&subject.senders, &self.senders) || all(&subject.channels, &self.channels)
    }

    /// Whether one may speak in this sender's name; an empty one is the town itself.
    #[must_use]
    pub fn may_speak_as(&self, sender: &str) -> bool {
        self.is_none() || self.senders.iter().any(|one| one == sender)
    }

    /// Whether whoever holds `wider` holds all of this.
    #[must_use]
    pub fn are_within(&self, wider: &Self) -> bool {
        let all = |ours: &[String], theirs: &[String]| ours.iter().all(|one| theirs.contains(one));
        let parts = all(&self.senders, &wider.senders) && all(&self.channels, &wider.channels);
        wider.is_none() || (!self.is_none() && parts)
    }

    /// With what others name too.
    #[must_use]
    pub fn and(mut self, more: &Self) -> Self {
        self.senders.extend(more.senders.iter().cloned());
        self.channels.extend(more.channels.iter().cloned());
        self.tidy()
    }

    /// In one order, each name once.
    #[must_use]
    pub fn tidy(mut self) -> Self {
        for list in [&mut self.senders, &mut self.channels] {
            list.sort();
            list.dedup();
        }
        self
    }

    /// All names, senders first.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        self.senders.iter().chain(&self.channels).map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn limits(senders: &[&str], channels: &[&str]) -> Limits {
        Limits { senders: list(senders), channels: list(channels) }
    }

    #[test]
    fn what_lies_within_is_all_of_one_or_all_of_the_other() {
        let covers = |limits: &Limits, senders: &[&str], channels: &[&str]| {
            limits.cover(&Subject { senders: list(senders), channels: list(channels) })
        };
        let fire = limits(&["Feuerwehr"], &["ff-facebook"]);
        assert!(covers(&fire, &["Feuerwehr"], &["eigene"]));
        assert!(covers(&fire, &[], &["ff-facebook"]));
        assert!(!covers(&fire, &[], &["ff-facebook", "rathaus"]), "another channel carries it too");
        assert!(!covers(&fire, &["Feuerwehr", "Bauamt"], &["rathaus"]));
        assert!(!covers(&fire, &[], &[]));
        assert!(covers(&Limits::default(), &["Bauamt"], &[]));
        assert!(fire.may_speak_as("Feuerwehr") && !fire.may_speak_as("") && !fire.may_speak_as("ff-facebook"));
        assert!(!limits(&[], &["ff-facebook"]).may_speak_as("Feuerwehr"));
    }

    #[test]
    fn limits_lie_within_wider_ones_only() {
        let (narrow, wide) = (limits(&["A"], &[]), limits(&["A", "B"], &["x"]));
        assert!(narrow.are_within(&wide) && !wide.are_within(&narrow));
        assert!(narrow.are_within(&Limits::default()) && Limits::default().are_within(&Limits::default()));
        assert!(!Limits::default().are_within(&wide), "no limit at all is more than any");
        assert!(!limits(&["A"], &["y"]).are_within(&wide));
    }
}
