//! What stands above a list of posts. In: which list, and the posts on the page. Out: [`Heading`]. Called by `render`, and
//! by `feed` for its title.

use super::render::Renderer;
use super::target::Of;
use crate::domain::post::Post;
use crate::domain::slug::slug as slug_of;
use crate::domain::source::Source;
use crate::i18n::{moment, month_name};

/// The words above a list.
pub struct Heading {
    pub heading: String,
    /// What the list holds.
    pub lead: Option<String>,
    pub profile: Option<Profile>,
    /// A sentence for each of its channels that cannot be read just now.
    pub interrupted: Vec<String>,
}

/// Whose posts these are.
pub struct Profile {
    pub handle: String,
    pub summary: String,
}

/// How a topic or a district is written, known from posts under it.
pub fn name_of(of: &Of, posts: &[Post]) -> Option<String> {
    let (kind, slug) = of.label()?;
    let name = posts.iter().flat_map(|post| post.named(kind)).find(|name| slug_of(name) == slug);
    Some(name.unwrap_or(slug).to_owned())
}

impl Renderer<'_> {
    /// The words above a list; `stale` are the town's channels that cannot be read.
    pub(super) fn heading(&self, of: &Of, posts: &[Post], stale: &[&Source]) -> Heading {
        let locale = self.locale;
        let plain = |heading: String, lead: &str| Heading {
            heading,
            lead: Some(locale.text(lead)),
            profile: None,
            interrupted: Vec::new(),
        };
        match of {
            Of::Town => {
                let interrupted = self.interruptions(stale, None);
                Heading { interrupted, ..plain(locale.text("page-home"), "page-lead") }
            }
            Of::Channel(slug) => {
                let heading = self.view.source(slug).map_or_else(|| slug.clone(), |source| source.name.clone());
                let interrupted = self.interruptions(stale, Some(slug));
                Heading { heading, lead: Some(self.channel_lead(slug)), profile: None, interrupted }
            }
            Of::Hashtag(tag) => {
                let written = posts.iter().flat_map(|post| &post.hashtags).find(|known| known.to_lowercase() == *tag);
                plain(format!("#{}", written.unwrap_or(tag)), "page-lead-hashtag")
            }
            Of::Topic(slug) => plain(name_of(of, posts).unwrap_or_else(|| slug.clone()), "page-lead-topic"),
            Of::District(slug) => plain(name_of(of, posts).unwrap_or_else(|| slug.clone()), "page-lead-district"),
            Of::Month(month) => plain(month_name(locale, month.year, month.month), "page-lead-month"),
            Of::Holding => plain(locale.text("page-holding"), "page-lead-holding"),
            Of::Actor(name) => {
                let actor = self.view.actor_named(name);
                let heading = actor.map_or_else(|| name.clone(), |actor| actor.display_name.clone());
                let profile = actor
                    .map(|actor| Profile { handle: self.view.handle(actor), summary: actor.summary.trim().to_owned() });
                Heading { heading, lead: None, profile, interrupted: Vec::new() }
            }
        }
    }

    /// Which channels (or whether this one) cannot be read just now.
    fn interruptions(&self, stale: &[&Source], only: Option<&str>) -> Vec<String> {
        stale
            .iter()
            .filter(|source| only.is_none_or(|slug| source.slug == slug))
            .filter_map(|source| {
                let since = moment(self.locale, source.health.failing_since?, &self.view.zone);
                let words = [("name", source.name.as_str().into()), ("at", since.into())];
                Some(self.locale.with("page-interrupted", &words))
            })
            .collect()
    }

    /// What a channel's page holds, and how long a change there may take to arrive here at most.
    fn channel_lead(&self, slug: &str) -> String {
        let lead = self.locale.text("page-lead-channel");
        match self.view.source(slug).and_then(Source::longest_delay_min) {
            Some(minutes) => {
                format!("{lead} {}", self.locale.with("page-lead-delay", &[("count", i64::from(minutes).into())]))
            }
            None => lead,
        }
    }
}
