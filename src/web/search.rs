//! `/suche`: what readers look for. In: [`Sought`]. Out: a page with what was found, where in the text, and what narrows it
//! down. Nothing of it is kept or written into a log.

use askama::Template;

use super::card::{When, localised};
use super::frame::Frame;
use super::page::Draft;
use super::render::{PER_PAGE, RenderError, Renderer};
use super::sought::Sought;
use crate::domain::body_html::push_escaped;
use crate::domain::body_text;
use crate::domain::post::Post;
use crate::domain::rules::LabelKind;
use crate::domain::search::Query;
use crate::domain::slug::slug as slug_of;
use crate::i18n::day;
use crate::store::reader_search::{self, Among, Counted, Hit, MOST_HITS};
use crate::store::{Conn, StoreError, posts_read};
use crate::urls;

/// Letters of a text that stand before the first word found, and in all.
const BEFORE: usize = 60;
const EXCERPT: usize = 220;
/// So many names of a kind are offered to narrow it down.
const OFFERED: usize = 12;

/// What was found.
pub struct Found {
    sought: Sought,
    query: Option<Query>,
    total: usize,
    posts: Vec<Post>,
    more: bool,
    counted: Vec<Counted>,
    /// With how many posts, the latest first.
    years: Vec<(i16, usize)>,
}

#[derive(Template)]
#[template(path = "public/search.html")]
struct SearchPage<'a> {
    f: Frame<'a>,
    sought: &'a Sought,
    /// What was found, in words; missing where nothing was looked for.
    result: Option<String>,
    nothing: bool,
    taken: Vec<Choice>,
    choices: Vec<Choices>,
    hits: Vec<Shown>,
    newest: Option<String>,
    older: Option<String>,
}

/// A link that narrows the search down, or widens it again.
struct Choice {
    href: String,
    label: String,
    posts: usize,
}

struct Choices {
    label: String,
    all: Vec<Choice>,
}

struct Shown {
    href: String,
    lang: Option<String>,
    /// Finished HTML, with marks.
    title: String,
    excerpt: String,
    when: When,
    channels: Vec<String>,
}

/// Looks.
///
/// # Errors
/// When the store refuses.
pub async fn gather(r: &Renderer<'_>, conn: &mut Conn<'_>, sought: &Sought) -> Result<Found, StoreError> {
    let town = r.view.town.id;
    let mut found = Found {
        sought: sought.clone(),
        query: Query::parse(&sought.words),
        total: 0,
        posts: Vec::new(),
        more: false,
        counted: Vec::new(),
        years: Vec::new(),
    };
    let Some(query) = &found.query else { return Ok(found) };
    let Some(among) = among(r, conn, sought).await? else { return Ok(found) };
    let hits = reader_search::hits(conn, town, query, &among).await?;
    found.total = hits.len();
    found.years = years(r, &hits);
    found.counted = reader_search::counts(conn, town, &hits).await?;
    let start = sought.before.and_then(|ulid| hits.iter().position(|hit| hit.ulid == ulid)).map_or(0, |at| at + 1);
    let rest = hits.get(start..).unwrap_or_default();
    let shown: Vec<_> = rest.iter().take(PER_PAGE as usize).map(|hit| hit.id).collect();
    found.more = rest.len() > shown.len();
    found.posts = posts_read::by_ids(conn, town, &shown).await?;
    Ok(found)
}

/// What is looked through; `None` when what narrows it down does not exist.
async fn among(r: &Renderer<'_>, conn: &mut Conn<'_>, sought: &Sought) -> Result<Option<Among>, StoreError> {
    let mut among = Among::default();
    if let Some(slug) = &sought.channel {
        let Some(source) = r.view.source(slug) else { return Ok(None) };
        among.channel = Some(source.id);
    }
    let label = match (&sought.topic, &sought.district) {
        (Some(slug), _) => Some((LabelKind::Topic, slug)),
        (None, Some(slug)) => Some((LabelKind::District, slug)),
        (None, None) => None,
    };
    if let Some((kind, slug)) = label {
        let names = r.names_of(conn, kind, slug).await?;
        if names.is_empty() {
            return Ok(None);
        }
        among.label = Some((kind, names));
    }
    if let Some((from, to)) = sought.year.and_then(|year| r.span(year, None)) {
        (among.from, among.to) = (Some(from), Some(to));
    }
    Ok(Some(among))
}

fn years(r: &Renderer<'_>, hits: &[Hit]) -> Vec<(i16, usize)> {
    let mut years: Vec<(i16, usize)> = Vec::new();
    for hit in hits {
        let year = hit.said_at.to_zoned_datetime(r.view.zone.clone()).year();
        match years.last_mut().filter(|(last, _)| *last == year) {
            Some((_, posts)) => *posts += 1,
            None => years.push((year, 1)),
        }
    }
    years
}

/// Renders what was found.
///
/// # Errors
/// When the template fails.
pub fn render(r: &Renderer<'_>, found: &Found) -> Result<Draft, RenderError> {
    let (locale, sought) = (r.locale, &found.sought);
    let mut frame = r.frame(locale.text("page-search"));
    frame.noindex = true;
    frame.path = Some(sought.path());
    let result = found.query.as_ref().map(|_| match found.total {
        0 => locale.text("page-search-none"),
        total if total >= MOST_HITS as usize => locale.with("page-search-most", &[("count", total.into())]),
        total => locale.with("page-search-found", &[("count", total.into())]),
    });
    if let Some(result) = &result {
        frame.title_note = Some(result.trim_end_matches('.').to_owned());
    }
    let start = Sought { before: None, ..sought.clone() };
    let older =
        found.posts.last().filter(|_| found.more).map(|last| Sought { before: Some(last.ulid), ..start.clone() });
    let page = SearchPage {
        nothing: found.query.is_some() && found.total == 0,
        taken: taken(r, found, &start),
        choices: choices(r, found, &start),
        hits: found.query.iter().flat_map(|query| found.posts.iter().map(|post| shown(r, query, post))).collect(),
        newest: sought.before.map(|_| frame.link(&start.path())),
        older: older.map(|older| frame.link(&older.path())),
        result,
        sought,
        f: frame,
    };
    Ok(Draft { noindex: true, max_age_s: 0, ..Draft::html(page.render()?) })
}

/// What the search is narrowed down to; each link takes one of it back.
fn taken(r: &Renderer<'_>, found: &Found, start: &Sought) -> Vec<Choice> {
    let channel = start.channel.as_deref().map(|slug| {
        let name = r.view.source(slug).map_or(slug, |source| source.name.as_str());
        (name.to_owned(), Sought { channel: None, ..start.clone() })
    });
    let name = |kind: LabelKind, slug: &str| {
        let known = found.posts.iter().flat_map(|post| post.named(kind)).find(|name| slug_of(name) == slug);
        known.unwrap_or(slug).to_owned()
    };
    let topic = start.topic.as_deref();
    let topic = topic.map(|slug| (name(LabelKind::Topic, slug), Sought { topic: None, ..start.clone() }));
    let district = start.district.as_deref();
    let district = district.map(|slug| (name(LabelKind::District, slug), Sought { district: None, ..start.clone() }));
    let year = start.year.map(|year| (year.to_string(), Sought { year: None, ..start.clone() }));
    [channel, topic, district, year]
        .into_iter()
        .flatten()
        .map(|(label, without)| Choice { href: localised(r.locale, &without.path()), label, posts: 0 })
        .collect()
}

/// What the search can be narrowed down to: only what divides the hits.
fn choices(r: &Renderer<'_>, found: &Found, start: &Sought) -> Vec<Choices> {
    let choice = |label: String, posts: usize, narrowed: Sought| Choice {
        href: localised(r.locale, &narrowed.path()),
        label,
        posts,
    };
    let (mut channels, mut topics, mut districts) = (Vec::new(), Vec::new(), Vec::new());
    for counted in &found.counted {
        match counted {
            Counted::Channel { source, posts } if start.channel.is_none() => {
                let Some(source) = r.view.sources.iter().find(|known| known.id == *source) else { continue };
                let narrowed = Sought { channel: Some(source.slug.clone()), ..start.clone() };
                channels.push(choice(source.name.clone(), *posts as usize, narrowed));
            }
            Counted::Label { kind: LabelKind::Topic, name, posts }
                if start.topic.is_none() && start.district.is_none() =>
            {
                let narrowed = Sought { topic: Some(slug_of(name)), ..start.clone() };
                topics.push(choice(name.clone(), *posts as usize, narrowed));
            }
            Counted::Label { kind: LabelKind::District, name, posts }
                if start.topic.is_none() && start.district.is_none() =>
            {
                let narrowed = Sought { district: Some(slug_of(name)), ..start.clone() };
                districts.push(choice(name.clone(), *posts as usize, narrowed));
            }
            _ => {}
        }
    }
    let years = found.years.iter().filter(|_| start.year.is_none());
    let years =
        years.map(|(year, posts)| choice(year.to_string(), *posts, Sought { year: Some(*year), ..start.clone() }));
    [
        ("page-search-channels", channels),
        ("page-search-topics", topics),
        ("page-search-districts", districts),
        ("page-search-years", years.collect()),
    ]
    .into_iter()
    .map(|(key, mut all)| {
        all.truncate(OFFERED);
        Choices { label: r.locale.text(key), all }
    })
    .filter(|choices| choices.all.len() > 1 || choices.all.iter().any(|choice| choice.posts < found.total))
    .collect()
}

fn shown(r: &Renderer<'_>, query: &Query, post: &Post) -> Shown {
    let text = body_text::render(&post.body).split_whitespace().collect::<Vec<_>>().join(" ");
    let iso = post.created_at.to_zoned_datetime(r.view.zone.clone()).date().to_string();
    Shown {
        href: localised(r.locale, &urls::post(post, &r.view.zone)),
        lang: (post.lang != r.locale.tag()).then(|| post.lang.clone()),
        title: marked(query, &post.heading()),
        excerpt: marked(query, &excerpt(query, &text)),
        when: When { iso, text: day(r.locale, post.created_at, &r.view.zone) },
        channels: post.channels.iter().map(|channel| channel.name.clone()).collect(),
    }
}

/// The part of a text around the first word found, cut at words.
fn excerpt(query: &Query, text: &str) -> String {
    let first = query.marks(text).first().map_or(0, |range| range.start);
    let behind = text.get(..first).unwrap_or_default();
    let start = match behind.char_indices().rev().nth(BEFORE) {
        Some((at, _)) => text.get(at..first).and_then(|part| part.find(' ')).map_or(first, |space| at + space + 1),
        None => 0,
    };
    let rest = text.get(start..).unwrap_or_default();
    let cut = if start > 0 { "… " } else { "" };
    format!("{cut}{}", body_text::shorten(rest, EXCERPT))
}

/// A text as HTML with the words found marked.
fn marked(query: &Query, text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 32);
    let mut at = 0;
    for range in query.marks(text) {
        push_escaped(text.get(at..range.start).unwrap_or_default(), &mut html);
        html.push_str("<mark>");
        push_escaped(text.get(range.clone()).unwrap_or_default(), &mut html);
        html.push_str("</mark>");
        at = range.end;
    }
    push_escaped(text.get(at..).unwrap_or_default(), &mut html);
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_begins_near_the_first_word_found_and_is_escaped() {
        let query = Query::parse("sperrung").unwrap();
        let text = format!("{}Die Sperrung <b>dauert</b> an.", "Wort ".repeat(40));
        let excerpt = excerpt(&query, &text);
        assert!(excerpt.starts_with("… Wort") && excerpt.contains("Die Sperrung"), "{excerpt}");
        assert!(marked(&query, &excerpt).ends_with("Die <mark>Sperrung</mark> &lt;b&gt;dauert&lt;/b&gt; an."));
    }
}
