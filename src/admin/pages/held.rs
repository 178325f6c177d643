//! "Freigabe": what waits for a person, each with the messages it is about, and the answers there are.

use askama::Template;

use super::super::held_view::{Question, item_title, new_words, open_questions};
use super::super::office::Visit;
use super::super::post_edit::field_words;
use super::super::reach::{covers_draft, covers_held, limits};
use super::super::reply::{self, Reply};
use super::super::rule_words::withheld_words;
use super::drafts::{Row as DraftRow, row as draft_row};
use super::frame::{Failure, Frame, page};
use super::warning::{Standing, standing};
use crate::domain::HeldId;
use crate::domain::body_text::{excerpt, shorten};
use crate::domain::own_warning::is_own;
use crate::domain::post::Post;
use crate::domain::staff::{Permission, may};
use crate::domain::town::Town;
use crate::i18n::{Locale, moment};
use crate::jobs::{Answer, answer_held, close_held};
use crate::publish::PublishError;
use crate::store::held::{HeldEntry, HeldKind};
use crate::store::items::Stored;
use crate::store::{Conn, drafts, sources};
use crate::urls::{self, Origin};

/// So much of a message's text is shown, in characters.
const EXCERPT: usize = 400;

#[derive(Template)]
#[template(path = "admin/held.html")]
struct HeldPage {
    f: Frame,
    /// Warnings wait before everything else, on pages of their own.
    warnings: Standing,
    questions: Vec<Row>,
    drafts: Vec<DraftRow>,
    may_answer: bool,
}

struct Row {
    id: i64,
    title: String,
    channel: String,
    since: String,
    /// What is asked, and what each answer does.
    text: String,
    pieces: Vec<Piece>,
    /// More than are shown.
    more: usize,
    action: String,
    answers: Vec<(&'static str, String)>,
}

struct Piece {
    title: String,
    text: String,
    /// Words above it: "Bisher", "Neu", "Verschwunden seit …".
    note: Option<String>,
    href: Option<String>,
}

/// The list.
pub(in crate::admin) async fn list(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let (open, channels, waiting) = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let waiting = drafts::waiting(c, town.id).await?;
            Ok::<_, PublishError>((open_questions(c, town).await?, sources::of_town(c, town.id).await?, waiting))
        })
        .await?;
    let public = Origin::new(visit.origin.scheme(), &town.host);
    let is_warning = |question: &&Question| question.items.first().is_some_and(|stored| is_own(&stored.item));
    let limits = limits(visit, Permission::Read);
    let questions = open
        .iter()
        .filter(|question| !is_warning(question) && covers_held(&limits, &question.held, &channels))
        .map(|question| {
            let channel = channels.iter().find(|source| source.id == question.held.source);
            let channel = channel.map(|source| source.name.clone()).unwrap_or_default();
            row(question, channel, town, &public, locale)
        })
        .collect();
    let mut f = Frame::new(visit, locale.text("desk-held")).under(visit, Vec::new());
    f.notice = done_words(visit);
    let may_answer = may(&visit.person()?.grants, town.id, Permission::Answer, visit.now);
    let warnings = Standing { warn: None, running: Vec::new(), ..standing(visit).await? };
    let drafts = waiting
        .iter()
        .filter(|draft| covers_draft(&limits, draft))
        .map(|draft| draft_row(town, draft, locale))
        .collect();
    page(&HeldPage { f, warnings, questions, drafts, may_answer })
}

fn row(question: &Question, channel: String, town: &Town, public: &Origin, locale: Locale) -> Row {
    let held = &question.held;
    let count = ("count", held.entries.len().into());
    let other = question.other.as_ref().map(Post::heading).unwrap_or_default();
    let (title, text) = match held.kind {
        HeldKind::Withdrawals => {
            (locale.with("desk-held-withdrawals", &[count]), locale.text("desk-held-withdrawals-text"))
        }
        HeldKind::Edits => (locale.with("desk-held-edits", &[count]), locale.text("desk-held-edits-text")),
        HeldKind::Approval => {
            let why = question.items.first().and_then(|item| item.withheld.as_ref());
            let why = why.map(|why| withheld_words(why, locale)).unwrap_or_default();
            (question.title(), locale.with("desk-held-approval-text", &[("reason", why.into())]))
        }
        HeldKind::Doubt => (question.title(), locale.with("desk-held-doubt-text", &[("other", other.as_str().into())])),
        HeldKind::Overridden => {
            let fields = question.news.as_ref().map(|(fields, _)| field_words(fields, locale)).unwrap_or_default();
            (other, locale.with("desk-held-overridden-text", &[("fields", fields.into())]))
        }
    };
    Row {
        id: held.id.0,
        title,
        channel,
        since: moment(locale, held.created_at, &town.zone()),
        text,
        pieces: pieces(question, town, public, locale),
        more: held.entries.len().saturating_sub(question.items.len()),
        action: urls::admin_town(&town.host, &format!("freigabe/{}", held.id)),
        answers: answers(held.kind).iter().map(|(value, key)| (*value, locale.text(key))).collect(),
    }
}

/// The answers there are, the likeliest first (DESIGN D10).
fn answers(kind: HeldKind) -> &'static [(&'static str, &'static str)] {
    match kind {
        HeldKind::Withdrawals => &[
            ("geschlossen", "desk-answer-closed"),
            ("freigeben", "desk-answer-withdraw"),
            ("ablehnen", "desk-answer-keep"),
        ],
        HeldKind::Edits => &[("freigeben", "desk-answer-take-edits"), ("ablehnen", "desk-answer-keep-ours")],
        HeldKind::Approval => &[("freigeben", "desk-answer-release"), ("ablehnen", "desk-answer-refuse")],
        HeldKind::Doubt => &[("freigeben", "desk-answer-join"), ("ablehnen", "desk-answer-part")],
        HeldKind::Overridden => &[("freigeben", "desk-answer-take-source"), ("ablehnen", "desk-answer-keep-staff")],
    }
}

fn pieces(question: &Question, town: &Town, public: &Origin, locale: Locale) -> Vec<Piece> {
    let entry = |stored: &Stored| question.held.entries.iter().find(|entry| entry.item == stored.id);
    let mut all: Vec<Piece> = match question.held.kind {
        HeldKind::Edits => question.items.iter().map(|stored| edited(stored, entry(stored), locale)).collect(),
        HeldKind::Withdrawals => question.items.iter().map(|stored| vanished(stored, town, locale)).collect(),
        HeldKind::Approval | HeldKind::Doubt => question.items.iter().map(|stored| said(stored, None)).collect(),
        HeldKind::Overridden => Vec::new(),
    };
    if let Some((fields, content)) = &question.news {
        all.extend(fields.iter().filter_map(|field| {
            let text = new_words(*field, content)?;
            let note = Some(locale.text("desk-piece-source-says"));
            Some(Piece { title: field_words(&[*field], locale), text, note, href: content.canonical_url.clone() })
        }));
    }
    if let Some(post) = &question.other {
        let key = if question.held.kind == HeldKind::Doubt { "desk-piece-other" } else { "desk-piece-ours" };
        let href = public.absolute(&urls::post(post, &town.zone()));
        let text = excerpt(&post.body, EXCERPT);
        all.push(Piece { title: post.heading(), text, note: Some(locale.text(key)), href: Some(href) });
    }
    all
}

fn said(stored: &Stored, note: Option<String>) -> Piece {
    let text = shorten(&stored.item.text, EXCERPT);
    Piece { title: item_title(stored), text, note, href: stored.item.canonical_url.clone() }
}

fn edited(stored: &Stored, entry: Option<&HeldEntry>, locale: Locale) -> Piece {
    let note = |text: &str| Some(locale.with("desk-piece-before", &[("text", text.into())]));
    match entry.and_then(|entry| entry.new.as_ref()) {
        Some(new) => Piece {
            title: shorten(new.title.as_deref().unwrap_or(&new.text), 80),
            text: shorten(&new.text, EXCERPT),
            note: note(&shorten(stored.item.title.as_deref().unwrap_or(&stored.item.text), EXCERPT)),
            href: new.canonical_url.clone(),
        },
        None => said(stored, None),
    }
}

fn vanished(stored: &Stored, town: &Town, locale: Locale) -> Piece {
    let since = stored.gone_first_at.or(stored.unlisted_at).map(|at| moment(locale, at, &town.zone()));
    let note = since.map(|since| locale.with("desk-piece-vanished", &[("since", since.into())]));
    said(stored, note)
}

/// Somebody answers.
pub(in crate::admin) async fn answered(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let town = visit.town()?;
    let id = HeldId(visit.param("nr").parse().map_err(|_| Failure::Missing)?);
    let hands = visit.hands();
    let (found, word) = match visit.field("antwort") {
        "freigeben" => (answer_held(&hands, town.id, id, Answer::Release).await?.is_some(), "freigegeben"),
        "ablehnen" => (answer_held(&hands, town.id, id, Answer::Reject).await?.is_some(), "abgelehnt"),
        "geschlossen" => (close_held(&hands, town.id, id).await?.is_some(), "geschlossen"),
        _ => return Err(Failure::Missing),
    };
    let word = if found { word } else { "schon" };
    Ok(reply::go(&format!("{}?gut={word}", urls::admin_town(&town.host, "freigabe"))))
}

fn done_words(visit: &Visit<'_>) -> Option<String> {
    let key = match visit.asked("gut") {
        "freigegeben" => "desk-done-released",
        "abgelehnt" => "desk-done-rejected",
        "geschlossen" => "desk-done-closed",
        "schon" => "desk-done-already",
        _ => return None,
    };
    Some(visit.locale.text(key))
}
