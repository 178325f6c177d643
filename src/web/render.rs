//! Makes pages in two steps. [`Renderer::gather`] reads from the store what a [`Target`] shows, or says where to go
//! instead; [`Renderer::draw`] makes a [`Draft`] of it, which computes only and may take its time. Called by the tail
//! (what changed), by on-demand answers, and at start.

use askama::Template;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use thiserror::Error;

use super::card::{Card, Showing};
use super::feed;
use super::frame::{Frame, Image};
use super::list_heading::{Heading, Profile};
use super::machine;
use super::page::{BOTTOM, Draft, Shows, TOP, position};
use super::target::{FeedFormat, Fixed, Of, Target};
use super::town_view::TownView;
use super::words::{About, Part, compose};
use super::{WebDeps, archive, channels, events, ical, search, warnings};
use crate::domain::body_text;
use crate::domain::ids::Ulid;
use crate::domain::post::{Post, PostState};
use crate::domain::rules::LabelKind;
use crate::domain::slug::slug as slug_of;
use crate::federation::Federation;
use crate::i18n::{Locale, day, moment};
use crate::store::posts_read::{self, Listing};
use crate::store::{Conn, StoreError, labels};
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
    /// Drawing broke off.
    #[error("drawing: {0}")]
    Drawing(#[from] tokio::task::JoinError),
}

/// What a page is drawn from.
pub enum Material {
    /// Up to [`PER_PAGE`] posts of a list below `start`, one more if there are older ones.
    List { of: Of, start: Option<Post>, posts: Vec<Post> },
    /// One post, in whatever state.
    Post(Post),
    /// A post that was joined into an elder one.
    Joined { post: Box<Post>, elder: Box<Post> },
    /// How much each channel of the view says.
    Channels(Vec<channels::Says>),
    /// Running and past warnings.
    Warnings(warnings::Gathered),
    /// Posts that announce appointments.
    Events(Vec<Post>),
    /// The same for a calendar.
    Calendar(Vec<Post>),
    /// When each public post was said.
    Archive(Vec<Timestamp>),
    /// What was found.
    Search(Box<search::Found>),
    /// The newest posts of a list.
    Feed { of: Of, format: FeedFormat, posts: Vec<Post> },
    /// The newest posts.
    Sitemap(Vec<Post>),
    /// A page of fixed words.
    Words(Fixed),
    /// Nothing is left to do.
    Ready(Draft),
}

/// What came of looking.
pub enum Outcome {
    /// Something to draw.
    Page(Box<Material>),
    /// Another path of ours says it (302).
    Elsewhere(String),
    /// There is no such thing.
    Nothing,
}

impl From<Material> for Outcome {
    fn from(material: Material) -> Self {
        Self::Page(Box::new(material))
    }
}

/// When the first of these posts begins or ceases to hold, or its appointment goes on to the next date.
pub(super) fn next_change<'p>(posts: impl IntoIterator<Item = &'p Post>, now: Timestamp) -> Option<Timestamp> {
    let holds = |post: &Post| post.validity.as_ref()?.next_change(now);
    let event = |post: &Post| post.event.as_ref()?.next_change(now);
    posts.into_iter().flat_map(|post| [holds(post), event(post)]).flatten().min()
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
    /// A renderer for now.
    #[must_use]
    pub fn new(deps: &'a WebDeps, view: &'a TownView, locale: Locale) -> Self {
        let about = About { version: deps.version, source_url: deps.source_url };
        Self { view, locale, now: deps.clock.now(), about, federation: &deps.federation }
    }

    /// What a target that is not stored is drawn from; see [`Target::is_stored`].
    #[must_use]
    pub fn at_once(&self, target: &Target) -> Outcome {
        match target {
            Target::Fixed(fixed) => Material::Words(*fixed).into(),
            Target::Robots => Material::Ready(machine::robots(self.view)).into(),
            Target::SecurityTxt => {
                machine::security_txt(self).map_or(Outcome::Nothing, |draft| Material::Ready(draft).into())
            }
            _ => Outcome::Nothing,
        }
    }

    /// Reads what a target is drawn from.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn gather(&self, conn: &mut Conn<'_>, target: &Target) -> Result<Outcome, StoreError> {
        let town = &self.view.town;
        Ok(match target {
            Target::List { of, before } => self.list_from(conn, of, *before).await?,
            Target::Post(ulid) => match posts_read::by_ulid(conn, town.id, *ulid).await? {
                Some(post) => self.post_or_elder(conn, post).await?.into(),
                None => Outcome::Nothing,
            },
            Target::Channels => Material::Channels(channels::gather(self.view, conn).await?).into(),
            Target::Warnings => Material::Warnings(warnings::gather(self, conn).await?).into(),
            Target::Events => {
                Material::Events(posts_read::with_events(conn, town.id, events::MOST_POSTS).await?).into()
            }
            Target::Calendar => {
                Material::Calendar(posts_read::with_events(conn, town.id, events::MOST_POSTS).await?).into()
            }
            Target::Event(ulid) | Target::EventFile(ulid) => {
                let post = posts_read::by_ulid(conn, town.id, *ulid).await?;
                match post.filter(|post| post.state == PostState::Public && post.event.is_some()) {
                    None => Outcome::Nothing,
                    Some(post) if matches!(target, Target::Event(_)) => {
                        Outcome::Elsewhere(urls::post(&post, &self.view.zone))
                    }
                    Some(post) => Material::Calendar(vec![post]).into(),
                }
            }
            Target::Archive => Material::Archive(posts_read::moments(conn, town.id).await?).into(),
            Target::Search(sought) => Material::Search(Box::new(search::gather(self, conn, sought).await?)).into(),
            Target::Feed { of, format } => {
                let Some(listing) = self.listing(conn, of).await? else { return Ok(Outcome::Nothing) };
                let posts = posts_read::page(conn, town.id, &listing, None, PER_FEED).await?;
                if posts.is_empty() && of.is_of_words() {
                    return Ok(Outcome::Nothing);
                }
                Material::Feed { of: of.clone(), format: *format, posts }.into()
            }
            Target::Sitemap => {
                let posts = posts_read::page(conn, town.id, &Listing::All, None, machine::IN_SITEMAP).await?;
                Material::Sitemap(posts).into()
            }
            Target::Document { path, query } => {
                let document = self.federation.document(conn, town, path, query.as_deref()).await?;
                Material::Ready(machine::document(document)).into()
            }
            Target::WellKnown { path, query } => {
                let document = self.federation.well_known(conn, town, path, query.as_deref()).await?;
                Material::Ready(machine::document(document)).into()
            }
            other => self.at_once(other),
        })
    }

    /// Makes a page.
    ///
    /// # Errors
    /// When a template or a writer fails.
    pub fn draw(&self, material: Material) -> Result<Draft, RenderError> {
        match material {
            Material::List { of, start, posts } => self.list(&of, start.as_ref(), &posts),
            Material::Post(post) => self.post(&post),
            Material::Joined { post, elder } => self.joined(&post, &elder),
            Material::Channels(says) => channels::render(self, &says),
            Material::Warnings(gathered) => warnings::render(self, &gathered),
            Material::Events(posts) => events::render(self, &posts),
            Material::Calendar(posts) => Ok(ical::render(self, &posts)),
            Material::Archive(moments) => archive::render(self, &moments),
            Material::Search(found) => search::render(self, &found),
            Material::Feed { of, format, posts } => feed::render(self, &of, format, &posts),
            Material::Sitemap(posts) => Ok(machine::sitemap(self, &posts)),
            Material::Words(fixed) => self.fixed(fixed),
            Material::Ready(draft) => Ok(draft),
        }
    }

    /// A frame in this language.
    #[must_use]
    pub fn frame(&self, title: String) -> Frame<'a> {
        Frame::new(self.view, self.locale, self.about.source_url, self.now, title)
    }

    /// How the store asks for a list; `None` when there is no such channel, actor, topic or district.
    async fn listing(&self, conn: &mut Conn<'_>, of: &Of) -> Result<Option<Listing>, StoreError> {
        if let Some((kind, slug)) = of.label() {
            let names = self.names_of(conn, kind, slug).await?;
            return Ok((!names.is_empty()).then_some(Listing::Label(kind, names)));
        }
        Ok(match of {
            Of::Town => Some(Listing::All),
            Of::Channel(slug) => self.view.source(slug).map(|source| Listing::Channel(source.id)),
            Of::Hashtag(tag) => Some(Listing::Hashtag(tag.clone())),
            Of::Actor(name) => self.view.actor_named(name).map(|actor| Listing::Actor(actor.id)),
            Of::Month(month) => self.span(month.year, Some(month.month)).map(|(from, to)| Listing::Span(from, to)),
            Of::Holding => self.tomorrow().map(|before| Listing::Holding { now: self.now, before }),
            Of::Topic(_) | Of::District(_) => None,
        })
    }

    /// How the names of a kind are written that have this slug.
    pub(super) async fn names_of(
        &self,
        conn: &mut Conn<'_>,
        kind: LabelKind,
        slug: &str,
    ) -> Result<Vec<String>, StoreError> {
        let mut names = labels::names(conn, self.view.town.id, kind).await?;
        names.retain(|name| slug_of(name) == slug);
        Ok(names)
    }

    /// A year of the town's calendar, or a month of it: from its first moment until before that of the next.
    pub(super) fn span(&self, year: i16, month: Option<i8>) -> Option<(Timestamp, Timestamp)> {
        let first = Date::new(year, month.unwrap_or(1), 1).ok()?;
        let next = first.checked_add(if month.is_some() { 1.month() } else { 1.year() }).ok()?;
        let begins = |day: Date| day.to_zoned_datetime(self.view.zone.clone()).ok().map(|at| at.timestamp());
        Some((begins(first)?, begins(next)?))
    }

    /// When another post may stand in a list though nobody changed anything: only in that of what holds, at the end of
    /// the day, or when one of its posts is over.
    pub(super) fn turns(&self, of: &Of, posts: &[Post]) -> Option<Timestamp> {
        let holding = (*of == Of::Holding).then(|| self.tomorrow().into_iter().chain(next_change(posts, self.now)));
        holding.into_iter().flatten().min()
    }

    /// When the town's day ends.
    fn tomorrow(&self) -> Option<Timestamp> {
        let next = self.now.to_zoned_datetime(self.view.zone.clone()).tomorrow().ok()?;
        Some(next.start_of_day().ok()?.timestamp())
    }

    async fn list_from(&self, conn: &mut Conn<'_>, of: &Of, before: Option<Ulid>) -> Result<Outcome, StoreError> {
        let Some(listing) = self.listing(conn, of).await? else { return Ok(Outcome::Nothing) };
        let first_page = Outcome::Elsewhere(super::card::localised(self.locale, &of.path()));
        let start = match before {
            None => None,
            Some(ulid) => match posts_read::by_ulid(conn, self.view.town.id, ulid).await? {
                Some(post) if self.belongs(of, &post) => Some(post),
                _ => return Ok(first_page),
            },
        };
        let posts = posts_read::page(conn, self.view.town.id, &listing, before, PER_PAGE + 1).await?;
        match (posts.is_empty(), before) {
            (true, None) if of.is_of_words() => return Ok(Outcome::Nothing),
            (true, Some(_)) => return Ok(first_page),
            _ => {}
        }
        Ok(Material::List { of: of.clone(), start, posts }.into())
    }

    /// Whether a list may be continued below a post: only below one that stands in it, or stood in it before it was
    /// hidden, so that readers keep their place and nobody can ask for every post in every list.
    fn belongs(&self, of: &Of, post: &Post) -> bool {
        match of {
            Of::Town | Of::Holding => true,
            Of::Month(month) => {
                let day = post.created_at.to_zoned_datetime(self.view.zone.clone());
                (day.year(), day.month()) == (month.year, month.month)
            }
            Of::Channel(slug) => post.channels.iter().any(|channel| channel.slug == *slug),
            Of::Hashtag(tag) => post.hashtags.iter().any(|known| known.to_lowercase() == *tag),
            Of::Actor(name) => {
                post.actor.and_then(|id| self.view.actor(id)).is_some_and(|actor| actor.username.as_str() == name)
            }
            Of::Topic(slug) => post.named(LabelKind::Topic).any(|name| slug_of(name) == *slug),
            Of::District(slug) => post.named(LabelKind::District).any(|name| slug_of(name) == *slug),
        }
    }

    fn list(&self, of: &Of, start: Option<&Post>, posts: &[Post]) -> Result<Draft, RenderError> {
        let locale = self.locale;
        let more = posts.len() > PER_PAGE as usize;
        let shown = posts.get(..PER_PAGE as usize).unwrap_or(posts);
        let (stale, next_stale) = self.view.interrupted(self.now);
        let health = matches!(of, Of::Town | Of::Channel(_));
        let Heading { heading, lead, profile, interrupted } = self.heading(of, shown, &stale);
        let path = of.path();
        let mut frame = self.frame(heading.clone());
        frame.path = Some(start.map_or_else(|| path.clone(), |start| urls::older(&path, start.ulid)));
        frame.title_note = shown
            .first()
            .filter(|_| start.is_some())
            .map(|post| locale.with("page-from", &[("at", moment(locale, post.created_at, &self.view.zone).into())]));
        frame.feed = match of {
            Of::Actor(_) | Of::Month(_) => Of::Town,
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
            shows: Shows { range: Some((top, bottom)), sources: true, health },
            valid_until: next_change(shown, self.now)
                .into_iter()
                .chain(next_stale.filter(|_| health))
                .chain(self.turns(of, shown))
                .min(),
            noindex: start.is_some() && !matches!(of, Of::Town),
            document,
            ..Draft::html(page.render()?)
        })
    }

    /// A post's own page; a hidden one says that it is not there now, a gone one when it went. Neither tells its title.
    fn post(&self, post: &Post) -> Result<Draft, RenderError> {
        let shows = Shows { range: Some((position(post), position(post))), sources: true, health: false };
        if post.state != PostState::Public {
            return self.absent(post, shows);
        }
        let path = urls::post(post, &self.view.zone);
        let card = Card::of(self.view, post, Showing { locale: self.locale, full: true, first: true, now: self.now });
        let mut frame = self.frame(card.title.clone());
        let event = card.event.as_ref().map(|event| format!("{}: {}", event.label, event.when));
        let text = Some(body_text::excerpt(&post.body, 200)).filter(|text| !text.is_empty());
        let words: Vec<String> = event.into_iter().chain(text).collect();
        if !words.is_empty() {
            frame.description = words.join(". ");
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

    /// A post; or, where staff joined it into another that can be seen, that one.
    async fn post_or_elder(&self, conn: &mut Conn<'_>, post: Post) -> Result<Material, StoreError> {
        let elder = match post.joined_into {
            Some(elder) => posts_read::by_id(conn, self.view.town.id, elder).await?,
            None => None,
        };
        Ok(match elder.filter(|elder| elder.state == PostState::Public) {
            Some(elder) => Material::Joined { post: Box::new(post), elder: Box::new(elder) },
            None => Material::Post(post),
        })
    }

    /// The page of a post that was joined into another leads there for good (DESIGN D12).
    fn joined(&self, post: &Post, elder: &Post) -> Result<Draft, RenderError> {
        let href = super::card::localised(self.locale, &urls::post(elder, &self.view.zone));
        let mut frame = self.frame(self.locale.text("page-joined"));
        frame.noindex = true;
        let link = super::words::PartLink { href: href.clone(), label: elder.heading(), foreign: false };
        let (one, other) = (position(post), position(elder));
        let shows = Shows { range: Some((one.max(other), one.min(other))), ..Shows::default() };
        let body = WordsPage { f: frame, parts: vec![Part::Links(vec![link])] }.render()?;
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

    fn fixed(&self, fixed: Fixed) -> Result<Draft, RenderError> {
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
        let shows = Shows { sources: fixed == Fixed::HowItWorks, ..Shows::default() };
        Ok(Draft { status, shows, noindex, max_age_s, ..Draft::html(WordsPage { f: frame, parts }.render()?) })
    }
}
