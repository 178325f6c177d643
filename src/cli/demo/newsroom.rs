//! What one sample website says at present. In: the town's texts, then the deeds of `script`: publish, edit, withdraw.
//! Out: articles for `website` and `website_feeds`. Nothing here is stored.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::towns::{Channel, Place, Text};

/// Articles a feed lists at most.
pub const LISTED: usize = 25;
/// The first number that a scripted text gets.
const FIRST_NUMBER: usize = 17;

/// One article of the website.
#[derive(Debug, Clone)]
pub struct Article {
    pub slug: String,
    pub channel: String,
    pub title: Option<String>,
    /// HTML.
    pub body: String,
    pub tags: Vec<String>,
    pub picture: Option<String>,
    pub alt: String,
    pub published: Timestamp,
    pub changed: Timestamp,
    pub withdrawn: bool,
    edit: Option<(Option<String>, String)>,
    may_go: bool,
}

/// A deed of the town, for telling about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// Key of the sentence.
    pub what: &'static str,
    pub title: String,
}

/// One town's newsroom.
pub struct Newsroom {
    pub place: Place,
    /// Address of the website, without a slash at the end.
    pub site: String,
    state: Mutex<State>,
}

struct State {
    /// Newest first.
    articles: Vec<Article>,
    said: usize,
    /// When something last changed, per channel key; the feeds' `Last-Modified`.
    changed: Vec<(String, Timestamp)>,
}

impl Newsroom {
    /// Opens with what the town has said up to now.
    pub fn open(place: Place, site: String, now: Timestamp) -> Self {
        let mut articles: Vec<Article> = place
            .posts
            .iter()
            .map(|text| {
                let at = now.checked_sub(SignedDuration::from_hours(text.hours_ago)).unwrap_or(now);
                article(text, &site, 0, whole_second(at))
            })
            .collect();
        articles.sort_by_key(|article| std::cmp::Reverse(article.published));
        let changed = place
            .channels
            .iter()
            .map(|channel| {
                let newest = articles.iter().find(|article| article.channel == channel.key);
                (channel.key.clone(), newest.map_or(now, |article| article.published))
            })
            .collect();
        Self { place, site, state: Mutex::new(State { articles, said: 0, changed }) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The articles that stand on the website, newest first; of one channel or of all.
    pub fn listed(&self, channel: Option<&Channel>) -> Vec<Article> {
        let state = self.state();
        let wanted = state.articles.iter().filter(|article| !article.withdrawn);
        wanted.filter(|article| channel.is_none_or(|c| c.key == article.channel)).take(LISTED).cloned().collect()
    }

    /// One article, withdrawn or not.
    pub fn article(&self, slug: &str) -> Option<Article> {
        self.state().articles.iter().find(|article| article.slug == slug).cloned()
    }

    /// When a listing last changed.
    pub fn changed(&self, channel: Option<&Channel>) -> Timestamp {
        let state = self.state();
        let wanted = state.changed.iter().filter(|(key, _)| channel.is_none_or(|channel| channel.key == *key));
        wanted.map(|(_, at)| *at).max().unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Publishes the next scripted text.
    pub fn publish(&self, now: Timestamp) -> Option<Deed> {
        let now = whole_second(now);
        let mut state = self.state();
        let said = state.said;
        let text = self.place.script.get(said % self.place.script.len().max(1))?;
        state.said += 1;
        let article = article(text, &self.site, FIRST_NUMBER + said, now);
        let deed = Deed { what: "demo-published", title: article.name() };
        state.note(&article.channel, now);
        state.articles.insert(0, article);
        Some(deed)
    }

    /// Edits the newest article that has something to correct.
    pub fn edit(&self, now: Timestamp) -> Option<Deed> {
        let now = whole_second(now);
        let mut state = self.state();
        let article = state.articles.iter_mut().find(|article| !article.withdrawn && article.edit.is_some())?;
        let (title, body) = article.edit.take()?;
        article.body = body;
        if title.is_some() {
            article.title = title;
        }
        article.changed = now;
        let (channel, deed) = (article.channel.clone(), Deed { what: "demo-edited", title: article.name() });
        state.note(&channel, now);
        Some(deed)
    }

    /// Withdraws the newest article that was meant to go.
    pub fn withdraw(&self, now: Timestamp) -> Option<Deed> {
        let now = whole_second(now);
        let mut state = self.state();
        let article = state.articles.iter_mut().find(|article| !article.withdrawn && article.may_go)?;
        article.withdrawn = true;
        article.changed = now;
        let (channel, deed) = (article.channel.clone(), Deed { what: "demo-withdrawn", title: article.name() });
        state.note(&channel, now);
        Some(deed)
    }
}

impl State {
    fn note(&mut self, channel: &str, now: Timestamp) {
        if let Some((_, at)) = self.changed.iter_mut().find(|(key, _)| key == channel) {
            *at = now;
        }
    }
}

impl Article {
    /// Its title, or the beginning of its text.
    pub fn name(&self) -> String {
        match &self.title {
            Some(title) => title.clone(),
            None => crate::domain::body_text::shorten(&super::website_page::plain(&self.body), 60),
        }
    }

    /// Its path on the website.
    pub fn path(&self) -> String {
        format!("/artikel/{}", self.slug)
    }
}

fn article(text: &Text, site: &str, number: usize, at: Timestamp) -> Article {
    let fill = |template: &str| template.replace("{n}", &number.to_string()).replace("{site}", site).trim().to_owned();
    Article {
        slug: fill(&text.slug),
        channel: text.channel.clone(),
        title: text.title.as_deref().map(fill),
        body: fill(&text.body),
        tags: text.tags.clone(),
        picture: text.picture.clone(),
        alt: text.alt.clone(),
        published: at,
        changed: at,
        withdrawn: false,
        edit: text.edit.as_deref().map(|body| (text.edit_title.as_deref().map(fill), fill(body))),
        may_go: text.withdraw,
    }
}

/// HTTP dates and feeds know whole seconds.
fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::towns;

    fn newsroom() -> (Newsroom, Timestamp) {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        let [place, _] = towns::all().unwrap();
        (Newsroom::open(place, "http://www.musterbach.localhost:1".into(), now), now)
    }

    #[test]
    fn a_withdrawn_article_leaves_the_listing_and_is_remembered() {
        let (room, now) = newsroom();
        while room.withdraw(now).is_none() {
            room.publish(now).unwrap();
        }
        let gone = room.state().articles.iter().find(|article| article.withdrawn).cloned().unwrap();
        assert!(room.listed(None).iter().all(|article| article.slug != gone.slug));
        assert!(room.article(&gone.slug).unwrap().withdrawn);
    }

    #[test]
    fn the_script_begins_again_with_new_numbers() {
        let (room, now) = newsroom();
        let rounds = room.place.script.len();
        let first = room.publish(now).unwrap();
        for _ in 1..rounds {
            room.publish(now).unwrap();
        }
        let again = room.publish(now).unwrap();
        assert_ne!(first.title, again.title);
        assert!(first.title.contains("17") && again.title.contains(&(17 + rounds).to_string()), "{again:?}");
    }

    #[test]
    fn an_edit_moves_the_date_of_its_feed_and_no_other() {
        let (room, now) = newsroom();
        let later = now.checked_add(SignedDuration::from_secs(60)).unwrap();
        room.publish(now).unwrap();
        room.edit(later).unwrap();
        let at = |key: &str| {
            let channel = room.place.channels.iter().find(|channel| channel.key == key);
            room.changed(channel)
        };
        assert_eq!(at("feuerwehr"), later);
        assert!(at("rathaus") < now);
        assert_eq!(room.edit(later), None, "nothing else to correct");
    }
}
