//! Makes pages. In: a town's view, a language and a [`Target`]; out: a [`Draft`] to press, a place to go instead, or
//! nothing. Called by the tail (what changed), by on-demand answers, and at start. Reads posts from the store, nothing else.

use askama::Template;
use jiff::Timestamp;
use thiserror::Error;

use super::card::{Card, Showing};
use super::feed;
use super::frame::{Frame, Image};
use super::machine;
use super::page::{BOTTOM, Draft, Shows, TOP, position};
use super::target::{Fixed, Of, Target};
use super::town_view::TownView;
use super::words::{About, Part, compose};
use crate::domain::body_text;
use crate::domain::PostId;
use crate::domain::ids::Ulid;
use crate::domain::post::{Post, PostState};
use crate::federation::Federation;
use crate::i18n::{Locale, day, moment};
use crate::store::posts_read::{self, Listing};
use crate::store::{Conn, StoreError};
use crate::urls;

/// Posts on one page of a list.
pub const PER_PAGE: u32 = 20;
/// Posts in a feed.
pub const PER_FEED: u32 = 30;

/// Why a page could not be made.
#[derive(Debug, Error)]
pub enum RenderError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A template failed.
    #[error("template: {0}")]
    Template(#[from] askama::Error),
    /// A compressor failed.
    #[error("compression: {0}")]
    Press(#[from] std::io::Error),
    /// A feed could not be written.
    #[error("feed: {0}")]
    Feed(String),
}

/// What came of it.
pub enum Outcome {
    /// A page.
    Page(Box<Draft>),
    /// Another path of ours says it (302).
    Elsewhere(String),
    /// There is no such thing.
    Nothing,
}

impl From<Draft> for Outcome {
    fn from(draft: Draft) -> Self {
        Self::Page(Box::new(draft))
    }
}

/// When the first of these posts begins or ceases to hold.
fn next_change<'p>(posts: impl IntoIterator<Item = &'p Post>, now: Timestamp) -> Option<Timestamp> {
    posts.into_iter().filter_map(|post| post.validity.as_ref()?.next_change(now)).min()
}

/// Renders for one town in one language at one moment.
#[derive(Clone, Copy)]
pub struct Renderer<'a> {
    pub view: &'a TownView,
    pub locale: Locale,
    pub now: Timestamp,
    pub about: About,
    pub federation: &'a Federation,
}

#[derive(Template)]
#[template(path = "public/list.html")]
struct ListPage<'a> {
    f: Frame<'a>,
    heading: String,
    profile: Option<Profile>,
    lead: Option<String>,
    interrupted: Vec<String>,
    cards: Vec<Card>,
    newest: Option<String>,
    older: Option<String>,
    handle: Option<String>,
    feed: String,
}

struct Profile {
    handle: String,
    summary: String,
}

#[derive(Template)]
#[template(path = "public/post.html")]
struct PostPage<'a> {
    f: Frame<'a>,
    card: Card,
}

#[derive(Template)]
#[template(path = "public/words.html")]
struct WordsPage<'a> {
    f: Frame<'a>,
    parts: Vec<Part>,
}

impl<'a> Renderer<'a> {
    /// Renders anything.
    ///
    /// # Errors
    /// [`RenderError`].
    pub async fn render(&self, conn: &mut Conn<'_>, target: &Target) -> Result<Outcome, RenderError> {
        Ok(match target {
            Target::List { of, before } => self.list_from(conn, of, *before).await?,
            Target::Post(ulid) => match posts_read::by_ulid(conn, self.view.town.id, *ulid).await? {
                Some(post) => match post.joined_into {
                    Some(elder) => self.joined(conn, &post, elder).await?.into(),
                    None => self.post(&post)?.into(),
                },
                None => Outcome::Nothing,
            },
            Target::Channels => super::channels::render(self, conn).await?.into(),
            Target::Feed { of, format } => {
                let Some(listing) = self.listing(of) else { return Ok(Outcome::Nothing) };
                let posts = posts_read::page(conn, self.view.town.id, &listing, None, PER_FEED).await?;
                if posts.is_empty() && matches!(of, Of::Hashtag(_)) {
                    return Ok(Outcome::Nothing);
                }
                feed::render(self, of, *format, &posts)?.into()
            }
            Target::Fixed(fixed) => self.fixed(*fixed)?.into(),
            Target::Robots => machine::robots(self.view).into(),
            Target::Sitemap => machine::sitemap(self, conn).await?.into(),
            Target::SecurityTxt => machine::security_txt(self).map_or(Outcome::Nothing, Outcome::from),
            Target::Document { path, query } => {
                let document = self.federation.document(conn, &self.view.town, path, query.as_deref()).await?;
                machine::document(document).into()
            }
            Target::WellKnown { path, query } => {
                let document = self.federation.well_known(conn, &self.view.town, path, query.as_deref()).await?;
                machine::document(document).into()
            }
            Target::Favicon | Target::Media(_) | Target::Asset(_) | Target::Nothing => Outcome::Nothing,
        })
    }

    /// A frame in this language.
    #[must_use]
    pub fn frame(&self, title: String) -> Frame<'a> {
        Frame::new(self.view, self.locale, self.about.source_url, title)
    }

    /// How the store asks for a list; `None` when there is no such channel or actor.
    #[must_use]
    pub fn listing(&self, of: &Of) -> Option<Listing> {
        Some(match of {
            Of::Town => Listing::All,
            Of::Channel(slug) => Listing::Channel(self.view.source(slug)?.id),
            Of::Hashtag(tag) => Listing::Hashtag(tag.clone()),
            Of::Actor(name) => {
                Listing::Actor(self.view.actors.iter().find(|actor| actor.username.as_str() == name)?.id)
            }
        })
    }

    async fn list_from(&self, conn: &mut Conn<'_>, of: &Of, before: Option<Ulid>) -> Result<Outcome, RenderError> {
        let Some(listing) = self.listing(of) else { return Ok(Outcome::Nothing) };
        let first_page = Outcome::Elsewhere(super::card::localised(self.locale, &of.path()));
        let start = match before {
            None => None,
            Some(ulid) => match posts_read::by_ulid(conn, self.view.town.id, ulid).await? {
                Some(post) if self.belongs(of, &post) => Some(post),
                _ => return Ok(first_page),
            },
        };
        let posts = posts_read::page(conn, self.view.town.id, &listing, before, PER_PAGE + 1).await?;
        match (posts.is_empty(), before, of) {
            (true, None, Of::Hashtag(_)) => return Ok(Outcome::Nothing),
            (true, Some(_), _) => return Ok(first_page),
            _ => {}
        }
        Ok(self.list(of, start.as_ref(), &posts)?.into())
    }

    /// Whether a list may be continued below a post: only below one that stands in it, or stood in it before it was
    /// hidden, so that readers keep their place and nobody can ask for every post in every list.
    fn belongs(&self, of: &Of, post: &Post) -> bool {
        match of {
            Of::Town => true,
            Of::Channel(slug) => post.channels.iter().any(|channel| channel.slug == *slug),
            Of::Hashtag(tag) => post.hashtags.iter().any(|known| known.to_lowercase() == *tag),
            Of::Actor(name) => {
                post.actor.and_then(|id| self.view.actor(id)).is_some_and(|actor| actor.username.as_str() == name)
            }
        }
    }

    /// A page of a list from posts already read: up to [`PER_PAGE`], one more if there are older ones.
    ///
    /// # Errors
    /// When the template or a compressor fails.
    pub fn list(&self, of: &Of, start: Option<&Post>, posts: &[Post]) -> Result<Draft, RenderError> {
        let locale = self.locale;
        let more = posts.len() > PER_PAGE as usize;
        let shown = posts.get(..PER_PAGE as usize).unwrap_or(posts);
        let (stale, next_stale) = self.view.interrupted(self.now);
        let (heading, lead, profile, interrupted) = self.heading(of, shown, &stale);
        let path = of.path();
        let mut frame = self.frame(heading.clone());
        frame.path = Some(start.map_or_else(|| path.clone(), |start| urls::older(&path, start.ulid)));
        frame.title_note = shown
            .first()
            .filter(|_| start.is_some())
            .map(|post| locale.with("page-from", &[("at", moment(locale, post.created_at, &self.view.zone).into())]));
        frame.feed = match of {
            Of::Actor(_) => Of::Town,
            other => other.clone(),
        };
        if let Of::Actor(name) = of {
            frame.document = Some(self.view.origin.absolute(&urls::actor(name)));
        }
        let document = frame.document.as_ref().and(Some(of)).map(|_| of.path().replacen("/@", "/ap/", 1));
        let feed_path = urls::feed(&frame.feed.path(), "rss");
        let lead = frame.title_note.clone().or(lead);
        let page = ListPage {
            newest: start.map(|_| frame.link(&path)),
            older: shown.last().filter(|_| more).map(|last| frame.link(&urls::older(&path, last.ulid))),
            handle: self.view.main_actor().map(|actor| self.view.handle(actor)),
            cards: shown
                .iter()
                .enumerate()
                .map(|(index, post)| {
                    Card::of(self.view, post, Showing { locale, full: false, first: index == 0, now: self.now })
                })
                .collect(),
            feed: feed_path,
            heading,
            lead,
            profile,
            interrupted,
            f: frame,
        };
        let top = start.map_or(TOP, position);
        let bottom = shown.last().filter(|_| more).map_or(BOTTOM, position);
        Ok(Draft {
            shows: Shows { range: Some((top, bottom)), sources: true },
            valid_until: next_change(shown, self.now).into_iter().chain(next_stale).min(),
            noindex: start.is_some() && !matches!(of, Of::Town),
            document,
            ..Draft::html(page.render()?)
        })
    }

    fn heading(
        &self,
        of: &Of,
        posts: &[Post],
        stale: &[&crate::domain::source::Source],
    ) -> (String, Option<String>, Option<Profile>, Vec<String>) {
        let locale = self.locale;
        let interrupted = |slug: Option<&str>| {
            stale
                .iter()
                .filter(|source| slug.is_none_or(|slug| source.slug == slug))
                .filter_map(|source| {
                    let since = moment(locale, source.health.failing_since?, &self.view.zone);
                    Some(
                        locale.with("page-interrupted", &[("name", source.name.as_str().into()), ("at", since.into())]),
                    )
                })
                .collect()
        };
        match of {
            Of::Town => (locale.text("page-home"), Some(locale.text("page-lead")), None, interrupted(None)),
            Of::Channel(slug) => {
                let name = self.view.source(slug).map_or_else(|| slug.clone(), |source| source.name.clone());
                (name, Some(locale.text("page-lead-channel")), None, interrupted(Some(slug)))
            }
            Of::Hashtag(tag) => {
                let written = posts.iter().flat_map(|post| &post.hashtags).find(|known| known.to_lowercase() == *tag);
                (format!("#{}", written.unwrap_or(tag)), Some(locale.text("page-lead-hashtag")), None, Vec::new())
            }
            Of::Actor(name) => {
                let actor = self.view.actors.iter().find(|actor| actor.username.as_str() == name);
                let title = actor.map_or_else(|| name.clone(), |actor| actor.display_name.clone());
                let profile = actor
                    .map(|actor| Profile { handle: self.view.handle(actor), summary: actor.summary.trim().to_owned() });
                (title, None, profile, Vec::new())
            }
        }
    }

    /// A post's own page; a hidden one says that it is not there now, a gone one when it went. Neither tells its title.
    ///
    /// # Errors
    /// When the template fails.
    pub fn post(&self, post: &Post) -> Result<Draft, RenderError> {
        let shows = Shows { range: Some((position(post), position(post))), sources: true };
        if post.state != PostState::Public {
            return self.absent(post, shows);
        }
        let path = urls::post(post, &self.view.zone);
        let card = Card::of(self.view, post, Showing { locale: self.locale, full: true, first: true, now: self.now });
        let mut frame = self.frame(card.title.clone());
        let words = body_text::excerpt(&post.body, 200);
        if !words.is_empty() {
            frame.description = words;
        }
        frame.path = Some(path.clone());
        frame.og_type = "article";
        frame.creator = post.actor.and_then(|id| self.view.actor(id)).map(|actor| self.view.handle(actor));
        frame.document = post.actor.map(|_| self.view.origin.absolute(&urls::note(post.ulid)));
        if let Some(picture) = card.pictures.iter().find(|picture| !picture.video) {
            frame.image = Some(Image {
                href: self.view.origin.absolute(&picture.src),
                width: picture.width,
                height: picture.height,
                alt: picture.alt.clone(),
            });
        }
        Ok(Draft {
            path: Some(path),
            shows,
            valid_until: next_change([post], self.now),
            document: post.actor.map(|_| urls::note(post.ulid)),
            ..Draft::html(PostPage { f: frame, card }.render()?)
        })
    }

    /// A post that staff joined into another: its page leads there for good (DESIGN D12).
    async fn joined(&self, conn: &mut Conn<'_>, post: &Post, elder: PostId) -> Result<Draft, RenderError> {
        let elder = posts_read::by_id(conn, self.view.town.id, elder).await?;
        let Some(elder) = elder.filter(|elder| elder.state == PostState::Public) else { return self.post(post) };
        let href = super::card::localised(self.locale, &urls::post(&elder, &self.view.zone));
        let mut frame = self.frame(self.locale.text("page-joined"));
        frame.noindex = true;
        let label = elder.heading();
        let parts = vec![Part::Links(vec![super::words::PartLink { href: href.clone(), label, foreign: false }])];
        let at = [position(post), position(&elder)];
        let shows = Shows { range: Some((at.into_iter().max().unwrap_or(TOP), at.into_iter().min().unwrap_or(BOTTOM))), sources: false };
        let body = WordsPage { f: frame, parts }.render()?;
        Ok(Draft { status: 308, shows, noindex: true, location: Some(href), ..Draft::html(body) })
    }

    fn absent(&self, post: &Post, shows: Shows) -> Result<Draft, RenderError> {
        let locale = self.locale;
        let (status, title, text) = match (post.state, post.gone_at) {
            (PostState::Gone, Some(at)) => {
                let on = day(locale, at, &self.view.zone);
                (410, locale.text("page-gone"), locale.with("page-gone-text", &[("at", on.into())]))
            }
            (PostState::Gone, None) => (410, locale.text("page-gone"), locale.text("page-gone-text-undated")),
            _ => (404, locale.text("page-hidden"), locale.text("page-hidden-text")),
        };
        let mut frame = self.frame(title);
        frame.noindex = true;
        let document = (post.state == PostState::Gone && post.actor.is_some()).then(|| urls::note(post.ulid));
        let parts = vec![Part::Lead(text), self.home_link()];
        Ok(Draft { status, shows, noindex: true, document, ..Draft::html(WordsPage { f: frame, parts }.render()?) })
    }

    fn home_link(&self) -> Part {
        Part::Links(vec![super::words::PartLink {
            href: super::card::localised(self.locale, urls::HOME),
            label: self.locale.text("page-to-all"),
            foreign: false,
        }])
    }

    /// A page of fixed words.
    ///
    /// # Errors
    /// When the template fails.
    pub fn fixed(&self, fixed: Fixed) -> Result<Draft, RenderError> {
        let (title, parts) = compose(self.view, self.locale, fixed, self.about);
        let mut frame = self.frame(title);
        let status = match fixed {
            Fixed::Missing | Fixed::Draft => 404,
            Fixed::Unavailable => 503,
            _ => 200,
        };
        frame.noindex = status != 200;
        frame.bare = matches!(fixed, Fixed::Draft | Fixed::Unavailable);
        frame.path = Target::Fixed(fixed).path();
        let noindex = frame.noindex;
        let max_age_s = if fixed == Fixed::Missing { 60 } else { u32::from(status == 200) * 60 };
        let shows = Shows { range: None, sources: fixed == Fixed::HowItWorks };
        Ok(Draft { status, shows, noindex, max_age_s, ..Draft::html(WordsPage { f: frame, parts }.render()?) })
    }
}
