//! "Beiträge": what there is, newest first, by words, state, channel, topic and time; or what has a picture that nobody
//! described. Of removed posts only when, by whom and why.

use askama::Template;
use url::form_urlencoded;

use super::super::held_view::{Question, open_questions};
use super::super::office::Visit;
use super::super::reach::{covers_channel, covers_held, covers_post, limits};
use super::super::reply::Reply;
use super::super::typed_time::typed_time;
use super::frame::{Failure, Frame, Link, Problem, page};
use super::post_gone::{Why, reasons};
use crate::domain::day_text::DayMeans;
use crate::domain::ids::Ulid;
use crate::domain::media::Attached;
use crate::domain::post::{Post, PostState};
use crate::domain::rules::LabelKind;
use crate::domain::source::{Source, SourceState};
use crate::domain::staff::Permission;
use crate::domain::town::Town;
use crate::error::Words;
use crate::i18n::moment;
use crate::publish::PublishError;
use crate::store::held::HeldKind;
use crate::store::posts_search::{self, Search};
use crate::store::{Conn, labels, posts_read, sources};
use crate::urls;

/// Posts on one page.
const SHOWN: usize = 30;
/// The word for posts with a picture that nobody described.
pub(super) const UNDESCRIBED: &str = "ohne-beschreibung";
/// The words of the address that narrow the list down.
const FILTERS: [&str; 6] = ["q", "kanal", "thema", "von", "bis", "stand"];

/// The states one can look for, with the keys of their names.
const STATES: [(&str, &str); 5] = [
    ("", "desk-posts-all"),
    ("sichtbar", "desk-posts-visible"),
    ("verborgen", "desk-posts-hidden"),
    ("wartet", "desk-posts-waiting"),
    ("entfernt", "desk-posts-gone"),
];

#[derive(Template)]
#[template(path = "admin/posts.html")]
struct PostsPage {
    f: Frame,
    action: String,
    states: Vec<Link>,
    state: String,
    words: String,
    from: String,
    until: String,
    channels: Vec<Choice>,
    topics: Vec<Choice>,
    /// Something narrows the list down: the way back to all of it.
    all: Option<String>,
    /// How many fit.
    count: Option<String>,
    rows: Vec<Row>,
    older: Option<String>,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

struct Row {
    href: String,
    title: String,
    when: String,
    channels: String,
    /// What is to be known beside it: no description, hidden, who removed it.
    notes: Vec<String>,
}

/// What the store gave.
#[derive(Default)]
struct Found {
    channels: Vec<Source>,
    topics: Vec<String>,
    posts: Vec<Post>,
    counts: Vec<(PostState, u32)>,
    gone: Vec<(Ulid, Why)>,
    waiting: Vec<Question>,
}

/// The list.
pub(in crate::admin) async fn list(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let (search, problems) = search(visit, town);
    let db = &visit.office.deps.desk.db;
    let mut found = db.read(async |c: &mut Conn<'_>| read(c, visit, town, search).await).await?;
    let more = found.posts.len() > SHOWN;
    found.posts.truncate(SHOWN);
    let here = urls::admin_town(&town.host, "beitraege");
    let older = found.posts.last().filter(|_| more && visit.asked("nur").is_empty());
    let older = older.map(|post| address(visit, &here, &[("vor", &post.ulid.to_string())]));
    let rows = match visit.asked("stand") {
        "wartet" => found.waiting.iter().map(|question| waiting_row(visit, town, question)).collect(),
        _ => found.posts.iter().map(|post| row(visit, town, post, &found.gone)).collect(),
    };
    let narrowed = FILTERS.iter().any(|name| !visit.asked(name).is_empty()) || !visit.asked("nur").is_empty();
    let mut f = Frame::new(visit, locale.text("desk-posts")).under(visit, Vec::new());
    f.problems = problems;
    page(&PostsPage {
        f,
        states: states(visit, &here, &found),
        state: visit.asked("stand").to_owned(),
        words: visit.asked("q").to_owned(),
        from: visit.asked("von").to_owned(),
        until: visit.asked("bis").to_owned(),
        channels: channel_choices(visit, &found.channels),
        topics: choices(visit.asked("thema"), found.topics.iter().map(|name| (name.clone(), name.clone()))),
        count: count(visit, &found).map(|n| locale.with("desk-posts-count", &[("count", n.into())])),
        all: narrowed.then(|| here.clone()),
        action: here,
        rows,
        older,
    })
}

/// What is looked for; what cannot be read narrows nothing down and is said.
fn search(visit: &Visit<'_>, town: &Town) -> (Search, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut time = |name: &'static str, end| {
        typed_time(visit.asked(name), end, &town.zone()).unwrap_or_else(|refusal| {
            problems.push(Problem { field: name, text: refusal.words(visit.locale) });
            None
        })
    };
    let (from, to) = (time("von", DayMeans::Begin), time("bis", DayMeans::End));
    let state = match visit.asked("stand") {
        "sichtbar" => Some(PostState::Public),
        "verborgen" => Some(PostState::Hidden),
        "entfernt" => Some(PostState::Gone),
        _ => None,
    };
    let words = visit.asked("q").trim();
    // What was removed is not found by its words.
    let words = if state == Some(PostState::Gone) { String::new() } else { words.to_owned() };
    let topic = Some(visit.asked("thema").to_owned()).filter(|topic| !topic.is_empty());
    (Search { words, state, channel: None, topic, from, to, limits: limits(visit, Permission::Read) }, problems)
}

async fn read(c: &mut Conn<'_>, visit: &Visit<'_>, town: &Town, mut search: Search) -> Result<Found, PublishError> {
    let all = sources::of_town(c, town.id).await?;
    let channels: Vec<Source> = all.iter().filter(|source| covers_channel(&search.limits, source)).cloned().collect();
    search.channel = channels.iter().find(|source| source.slug == visit.asked("kanal")).map(|source| source.id);
    let mut found = Found { channels, topics: labels::names(c, town.id, LabelKind::Topic).await?, ..Found::default() };
    // One more than is shown tells whether there are older ones.
    let limit = u32::try_from(SHOWN + 1).unwrap_or(u32::MAX);
    let waiting = open_questions(c, town).await?;
    found.waiting = waiting
        .into_iter()
        .filter(|question| question.held.kind == HeldKind::Approval)
        .filter(|question| covers_held(&search.limits, &question.held, &all))
        .filter(|question| search.channel.is_none_or(|channel| channel == question.held.source))
        .collect();
    found.counts = posts_search::counts(c, town.id, &search).await?;
    found.posts = match (visit.asked("nur"), visit.asked("stand")) {
        (UNDESCRIBED, _) => posts_read::undescribed(c, town.id, limit - 1).await?,
        (_, "wartet") => Vec::new(),
        _ => posts_search::page(c, town.id, &search, Ulid::from_string(visit.asked("vor")).ok(), limit).await?,
    };
    found.posts.retain(|post| covers_post(&search.limits, post));
    let gone: Vec<&Post> = found.posts.iter().filter(|post| post.state == PostState::Gone).collect();
    found.gone = reasons(c, &gone, visit.locale).await?;
    Ok(found)
}

/// The list's address with what narrows it down, and something more or else.
fn address(visit: &Visit<'_>, here: &str, with: &[(&str, &str)]) -> String {
    let kept = FILTERS.into_iter().map(|name| (name, visit.asked(name)));
    let kept = kept.filter(|(name, _)| !with.iter().any(|(other, _)| other == name));
    let all = kept.chain(with.iter().copied()).filter(|(_, value)| !value.is_empty());
    let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
    if query.is_empty() { here.to_owned() } else { format!("{here}?{query}") }
}

fn states(visit: &Visit<'_>, here: &str, found: &Found) -> Vec<Link> {
    let only = visit.asked("nur");
    let state = |(word, key): &(&str, &str)| {
        let n = number(word, found);
        let label = format!("{} ({n})", visit.locale.text(key));
        let current = only.is_empty() && visit.asked("stand") == *word;
        Link { href: address(visit, here, &[("stand", word)]), label, current }
    };
    let undescribed = Link {
        href: format!("{here}?nur={UNDESCRIBED}"),
        label: visit.locale.text("desk-posts-undescribed"),
        current: only == UNDESCRIBED,
    };
    STATES.iter().map(state).chain([undescribed]).collect()
}

/// How many posts of a state fit.
fn number(state: &str, found: &Found) -> usize {
    let of = |state: PostState| found.counts.iter().filter(|(one, _)| *one == state).map(|(_, n)| *n as usize).sum();
    match state {
        "sichtbar" => of(PostState::Public),
        "verborgen" => of(PostState::Hidden),
        "entfernt" => of(PostState::Gone),
        "wartet" => found.waiting.len(),
        _ => of(PostState::Public) + of(PostState::Hidden),
    }
}

fn count(visit: &Visit<'_>, found: &Found) -> Option<usize> {
    visit.asked("nur").is_empty().then(|| number(visit.asked("stand"), found))
}

fn choices(chosen: &str, all: impl Iterator<Item = (String, String)>) -> Vec<Choice> {
    all.map(|(value, label)| Choice { chosen: value == chosen, value, label }).collect()
}

fn channel_choices(visit: &Visit<'_>, channels: &[Source]) -> Vec<Choice> {
    let there = channels.iter().filter(|source| source.state != SourceState::Removed);
    choices(visit.asked("kanal"), there.map(|source| (source.slug.clone(), source.name.clone())))
}

fn row(visit: &Visit<'_>, town: &Town, post: &Post, gone: &[(Ulid, Why)]) -> Row {
    let locale = visit.locale;
    let href = urls::admin_town(&town.host, &format!("beitraege/{}", post.ulid));
    if post.state == PostState::Gone {
        let why = gone.iter().find(|(id, _)| *id == post.ulid).map(|(_, why)| why);
        let notes = why.map(|why| [why.who.clone(), why.deed.clone()].into_iter().filter(|note| !note.is_empty()));
        return Row {
            href,
            title: post.ulid.to_string(),
            when: moment(locale, post.gone_at.unwrap_or(post.created_at), &town.zone()),
            channels: String::new(),
            notes: notes.into_iter().flatten().collect(),
        };
    }
    let mut notes = Vec::new();
    if post.state == PostState::Hidden {
        notes.push(locale.text("desk-posts-hidden"));
    }
    if post.attached.iter().any(Attached::is_undescribed) {
        notes.push(locale.text("desk-post-undescribed"));
    }
    Row {
        href,
        title: post.heading(),
        when: moment(locale, post.told_at(), &town.zone()),
        channels: channel_names(post),
        notes,
    }
}

fn waiting_row(visit: &Visit<'_>, town: &Town, question: &Question) -> Row {
    Row {
        href: format!("{}#frage-{}", urls::admin_town(&town.host, "freigabe"), question.held.id),
        title: question.title(),
        when: moment(visit.locale, question.held.created_at, &town.zone()),
        channels: String::new(),
        notes: vec![visit.locale.text("desk-posts-waiting")],
    }
}

/// The channels that carry a post, in a row.
pub(super) fn channel_names(post: &Post) -> String {
    post.channels.iter().map(|channel| channel.name.as_str()).collect::<Vec<_>>().join(", ")
}
