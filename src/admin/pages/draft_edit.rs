//! Writing a draft: the form, and what was sent. What was typed is kept even when something in it is wrong.

use askama::Template;
use http::StatusCode;

use super::super::draft_decide::{self, WrittenOn};
use super::super::draft_preview::picture_addresses;
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::draft::{done_problems, done_word, found, rules, writer};
use super::frame::{Failure, Field, Frame, Problem, described, link, page};
use crate::domain::approval::Writer;
use crate::domain::day_text::BadMoment;
use crate::domain::draft::{Draft, DraftContent, DraftKind, DraftPicture, DraftState, Flaw, MOST_PICTURES, Part};
use crate::domain::ids::Ulid;
use crate::i18n::Locale;
use crate::jobs::{MOST_TEXT, OwnError, keep_picture};
use crate::store::{Conn, drafts};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/draft_edit.html")]
struct EditPage {
    f: Frame,
    action: String,
    version: i64,
    /// Begins one draft, however often it is sent; `None`: there is one already.
    name: Option<Ulid>,
    /// None for a clarification, which is nothing else.
    kinds: Vec<Kind>,
    text: String,
    /// The further parts of a clarification.
    clarifies: Vec<Lines>,
    fields: Vec<Field>,
    pictures: Vec<Picture>,
    free: Vec<usize>,
    publish: bool,
}

impl EditPage {
    fn described(&self, field: &Field) -> Option<String> {
        described(&self.f, field)
    }

    /// Whether something stands, or is wrong, in what few need.
    fn is_opened(&self) -> bool {
        self.fields.iter().skip(1).any(|field| !field.value.is_empty() || self.f.problem(field.id).is_some())
    }
}

struct Kind {
    value: &'static str,
    label: String,
    chosen: bool,
}

/// A part of several lines.
struct Lines {
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    text: String,
}

struct Picture {
    place: usize,
    src: String,
    alt: String,
}

/// The form of a new draft, with what the address brings along.
pub(in crate::admin) async fn begin(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let rules = rules(visit).await?;
    // Who writes for one sender only need not type it.
    let sender = match writer(visit, &rules)?.senders().as_slice() {
        [only] => only.clone(),
        _ => String::new(),
    };
    let content = DraftContent {
        kind: DraftKind::parse(visit.asked("art")).unwrap_or(DraftKind::Own),
        title: visit.asked("titel").to_owned(),
        text: visit.asked("text").to_owned(),
        link: visit.asked("adresse").to_owned(),
        sender,
        ..DraftContent::default()
    };
    page(&filled(visit, None, &content, Vec::new()).await?)
}

/// The form of a draft.
pub(in crate::admin) async fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let draft = found(visit).await?;
    if !writer(visit, &rules(visit).await?)?.may_change(&draft) {
        return Ok(super::problem::closed(visit));
    }
    page(&filled(visit, Some(&draft), &draft.content, Vec::new()).await?)
}

/// A new draft was sent.
pub(in crate::admin) async fn begun(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let content = content(visit);
    let nothing =
        content == DraftContent { kind: content.kind, sender: content.sender.clone(), ..DraftContent::default() };
    if nothing && visit.pictures.is_empty() {
        let problems = flaw_problems(&[(Part::Text, Flaw::Empty)], visit.locale);
        return unfinished(visit, None, &content, problems).await;
    }
    let (town, name) = (visit.town()?, name(visit));
    let read = async |c: &mut Conn<'_>| drafts::by_ulid(c, town.id, name).await;
    match visit.office.deps.desk.db.read(read).await? {
        None => kept(visit, WrittenOn::New(name), content).await,
        Some(draft) => begun_again(visit, draft, content).await,
    }
}

/// The form of a new draft came once more: its answer was loaded anew, a button was pressed twice, or somebody went back
/// and wrote on.
async fn begun_again(visit: &Visit<'_>, mut draft: Draft, content: DraftContent) -> Result<Reply, Failure> {
    let same = draft.content == content;
    let open = draft.state == DraftState::Draft;
    let mine = writer(visit, &rules(visit).await?)?.may_change(&draft);
    if same && !(open && mine) {
        return Ok(reply::go(&address(visit, &draft)?));
    }
    if !mine {
        // It is published: what was typed since is something new.
        return kept(visit, WrittenOn::New(draft_decide::new_name(&visit.hands())), content).await;
    }
    if same && visit.pictures.is_empty() {
        return done(visit, &draft, &content, Vec::new()).await;
    }
    if open && (same || draft.version == 1) {
        // What it brings along are its pictures: those that came the first time come again.
        draft.pictures.clear();
        return kept(visit, WrittenOn::Known(&draft), content).await;
    }
    changed(visit, Some(&draft), &content).await
}

/// The name that the form carries, or a new one.
fn name(visit: &Visit<'_>) -> Ulid {
    Ulid::from_string(visit.field("nr")).unwrap_or_else(|_| draft_decide::new_name(&visit.hands()))
}

fn address(visit: &Visit<'_>, draft: &Draft) -> Result<String, Failure> {
    Ok(urls::admin_town(&visit.town()?.host, &format!("entwuerfe/{}", draft.ulid)))
}

/// A draft was sent anew.
pub(in crate::admin) async fn edited(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let mut draft = found(visit).await?;
    if !writer(visit, &rules(visit).await?)?.may_change(&draft) {
        return Ok(super::problem::closed(visit));
    }
    let content = content(visit);
    if visit.field("stand").parse::<i64>() != Ok(draft.version) {
        return changed(visit, Some(&draft), &content).await;
    }
    for (index, picture) in draft.pictures.iter_mut().enumerate() {
        visit.field(&format!("bild-{}", index + 1)).clone_into(&mut picture.alt);
    }
    let mut place = 0;
    draft.pictures.retain(|_| {
        place += 1;
        visit.field(&format!("weg-{place}")) != "ja"
    });
    kept(visit, WrittenOn::Known(&draft), content).await
}

/// Stores what was sent, then does what was asked.
async fn kept(visit: &Visit<'_>, on: WrittenOn<'_>, content: DraftContent) -> Result<Reply, Failure> {
    let (town, rules, hands) = (visit.town()?, rules(visit).await?, visit.hands());
    let writer = writer(visit, &rules)?;
    let known = match on {
        WrittenOn::Known(draft) => Some(draft),
        WrittenOn::New(_) => None,
    };
    if let Some(problem) = foreign_sender(visit, &writer, &content) {
        return unfinished(visit, known, &content, vec![problem]).await;
    }
    let mut pictures = known.map(|draft| draft.pictures.clone()).unwrap_or_default();
    let problems = new_pictures(visit, &mut pictures).await?;
    match draft_decide::save(&hands, town, on, (&content, &pictures), writer.who).await? {
        Some(draft) => done(visit, &draft, &content, problems).await,
        None => changed(visit, known, &content).await,
    }
}

/// Does what was asked with a draft that is stored, unless something in it is wrong.
async fn done(
    visit: &Visit<'_>,
    draft: &Draft,
    content: &DraftContent,
    mut problems: Vec<Problem>,
) -> Result<Reply, Failure> {
    let (town, rules, hands) = (visit.town()?, rules(visit).await?, visit.hands());
    let writer = writer(visit, &rules)?;
    if let Err(flaws) = content.check(draft.pictures.len(), MOST_TEXT, &town.zone(), visit.now) {
        problems.extend(flaw_problems(&flaws, visit.locale));
    }
    if !problems.is_empty() {
        return unfinished(visit, Some(draft), content, problems).await;
    }
    let here = address(visit, draft)?;
    let done = match visit.field("tun") {
        "freigabe" => draft_decide::hand_in(&hands, town, draft).await?,
        "veroeffentlichen" if writer.publishes_alone(content) => {
            draft_decide::let_through(&hands, town, draft, writer.who).await?
        }
        // Who may not publish asks somebody who may.
        "veroeffentlichen" => draft_decide::hand_in(&hands, town, draft).await?,
        _ => return Ok(reply::go(&format!("{here}?gut=gespeichert"))),
    };
    match done_word(&done) {
        Some(word) => Ok(reply::go(&format!("{here}?gut={word}"))),
        None => unfinished(visit, Some(draft), content, done_problems(visit, &done)).await,
    }
}

/// Nobody speaks for a sender that is not theirs.
fn foreign_sender(visit: &Visit<'_>, writer: &Writer<'_>, content: &DraftContent) -> Option<Problem> {
    if writer.may_speak_as(&content.sender) {
        return None;
    }
    let senders = writer.senders();
    let text = match senders.is_empty() {
        true => visit.locale.text("desk-draft-no-sender"),
        false => visit.locale.with("desk-draft-foreign-sender", &[("names", senders.join(", ").into())]),
    };
    Some(Problem { field: "absender", text })
}

/// Somebody else wrote on it meanwhile; what was typed stays.
async fn changed(visit: &Visit<'_>, draft: Option<&Draft>, content: &DraftContent) -> Result<Reply, Failure> {
    let text = visit.locale.text("desk-draft-changed");
    unfinished(visit, draft, content, vec![Problem { field: "titel", text }]).await
}

/// Stores the pictures that came along, behind those there are; gives what was wrong with some.
async fn new_pictures(visit: &Visit<'_>, pictures: &mut Vec<DraftPicture>) -> Result<Vec<Problem>, Failure> {
    let mut problems = Vec::new();
    for sent in &visit.pictures {
        let place = pictures.len() + 1;
        let bad = |key: &str| Problem { field: "bilder", text: visit.locale.with(key, &[("n", place.into())]) };
        let Some(bytes) = &sent.bytes else {
            problems.push(bad("desk-draft-picture-large"));
            continue;
        };
        if place > MOST_PICTURES {
            problems.push(bad("desk-draft-picture-many"));
            continue;
        }
        match keep_picture(&visit.hands(), visit.town()?, place, bytes.clone()).await {
            Ok(media) => {
                let alt = visit.field(&format!("{}-text", sent.field)).to_owned();
                pictures.push(DraftPicture { media, alt });
            }
            Err(OwnError::Job(error)) => return Err(error.into()),
            Err(_) => problems.push(bad("desk-draft-picture-bad")),
        }
    }
    Ok(problems)
}

fn content(visit: &Visit<'_>) -> DraftContent {
    let field = |name: &str| visit.field(name).to_owned();
    DraftContent {
        kind: DraftKind::parse(visit.field("art")).unwrap_or(DraftKind::Own),
        title: field("titel"),
        text: field("text"),
        claim: field("behauptung"),
        evidence: field("belege"),
        link: field("adresse"),
        channel: field("kanal"),
        said_at: field("gesagt"),
        sender: field("absender"),
        topics: field("themen"),
        districts: field("ortsteile"),
        valid_from: field("gilt-von"),
        valid_until: field("gilt-bis"),
        publish_at: field("erscheint"),
    }
}

async fn unfinished(
    visit: &Visit<'_>,
    draft: Option<&Draft>,
    content: &DraftContent,
    problems: Vec<Problem>,
) -> Result<Reply, Failure> {
    let html = filled(visit, draft, content, problems).await?.render()?;
    Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, html))
}

async fn filled(
    visit: &Visit<'_>,
    draft: Option<&Draft>,
    content: &DraftContent,
    problems: Vec<Problem>,
) -> Result<EditPage, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let above = vec![link(urls::admin_town(&town.host, "entwuerfe"), locale.text("desk-drafts"))];
    let clarifies = content.kind == DraftKind::Clarification;
    let title = if clarifies { "desk-clarify" } else { "desk-draft-write" };
    let mut f = Frame::new(visit, locale.text(title)).under(visit, above);
    f.problems = problems;
    let part = draft.map_or_else(|| "entwuerfe/neu".to_owned(), |one| format!("entwuerfe/{}/bearbeiten", one.ulid));
    let kinds = [
        (DraftKind::Own, "desk-draft-kind-own"),
        (DraftKind::Whatsapp, "desk-draft-kind-whatsapp"),
        (DraftKind::PassedOn, "desk-draft-kind-passed-on"),
    ];
    let kinds =
        kinds.map(|(kind, key)| Kind { value: kind.as_str(), label: locale.text(key), chosen: kind == content.kind });
    let addresses = draft.map(|draft| picture_addresses(town, draft)).unwrap_or_default();
    let pictures = draft.map(|draft| draft.pictures.as_slice()).unwrap_or_default().iter().zip(addresses);
    let pictures: Vec<Picture> =
        (1..).zip(pictures).map(|(place, (one, src))| Picture { place, src, alt: one.alt.clone() }).collect();
    Ok(EditPage {
        f,
        action: urls::admin_town(&town.host, &part),
        version: draft.map_or(0, |draft| draft.version),
        name: draft.is_none().then(|| name(visit)),
        kinds: if clarifies { Vec::new() } else { kinds.into() },
        text: content.text.clone(),
        clarifies: if clarifies { clarifies_in(content) } else { Vec::new() },
        fields: fields(content, locale),
        free: (pictures.len() + 1..=MOST_PICTURES).collect(),
        pictures,
        publish: writer(visit, &rules(visit).await?)?.publishes_alone(content),
    })
}

fn clarifies_in(content: &DraftContent) -> Vec<Lines> {
    let lines = |id, label, hint, text: &String| Lines { id, label, hint, text: text.clone() };
    vec![
        lines("behauptung", "desk-clarify-claim", "desk-clarify-claim-hint", &content.claim),
        lines("belege", "desk-clarify-evidence", "desk-clarify-evidence-hint", &content.evidence),
    ]
}

/// The fields of one line; the heading stands first.
fn fields(content: &DraftContent, locale: Locale) -> Vec<Field> {
    let all = [
        ("titel", "desk-draft-title", None, &content.title),
        ("adresse", "desk-draft-link", Some("desk-draft-link-hint"), &content.link),
        ("kanal", "desk-draft-channel", Some("desk-draft-channel-hint"), &content.channel),
        ("gesagt", "desk-draft-said", Some("desk-draft-said-hint"), &content.said_at),
        ("absender", "desk-draft-sender", Some("desk-draft-sender-hint"), &content.sender),
        ("themen", "desk-draft-topics", Some("desk-draft-topics-hint"), &content.topics),
        ("ortsteile", "desk-draft-districts", Some("desk-draft-topics-hint"), &content.districts),
        ("gilt-von", "desk-draft-from", Some("desk-draft-when-hint"), &content.valid_from),
        ("gilt-bis", "desk-draft-until", Some("desk-draft-when-hint"), &content.valid_until),
        ("erscheint", "desk-draft-at", Some("desk-draft-at-hint"), &content.publish_at),
    ];
    let field = |(id, label, hint, value): (_, &str, Option<&str>, &String)| Field {
        id,
        label: locale.text(label),
        hint: hint.map(|hint| locale.text(hint)),
        value: value.clone(),
        kind: "text",
        autocomplete: "off",
    };
    let clarifies = content.kind == DraftKind::Clarification;
    all.into_iter().filter(|(id, ..)| !(clarifies && matches!(*id, "kanal" | "gesagt"))).map(field).collect()
}

/// What is wrong with a draft, at the fields of the form.
pub(super) fn flaw_problems(flaws: &[(Part, Flaw)], locale: Locale) -> Vec<Problem> {
    flaws.iter().map(|(part, flaw)| Problem { field: field_of(*part), text: flaw_words(*flaw, locale) }).collect()
}

fn field_of(part: Part) -> &'static str {
    match part {
        Part::Title => "titel",
        Part::Text => "text",
        Part::Claim => "behauptung",
        Part::Evidence => "belege",
        Part::Link => "adresse",
        Part::Channel => "kanal",
        Part::SaidAt => "gesagt",
        Part::Sender => "absender",
        Part::Topics => "themen",
        Part::Districts => "ortsteile",
        Part::ValidFrom => "gilt-von",
        Part::ValidUntil => "gilt-bis",
        Part::PublishAt => "erscheint",
    }
}

fn flaw_words(flaw: Flaw, locale: Locale) -> String {
    match flaw {
        Flaw::Empty => locale.text("desk-flaw-empty"),
        Flaw::TooLong(most) => locale.with("desk-flaw-long", &[("most", most.into())]),
        Flaw::NoAddress => locale.text("desk-flaw-address"),
        Flaw::NoAnswer => locale.text("desk-clarify-no-answer"),
        Flaw::NoClaim => locale.text("desk-clarify-no-claim"),
        Flaw::NoChannel => locale.text("desk-flaw-channel"),
        Flaw::When(BadMoment::Unreadable) => locale.text("desk-flaw-unreadable"),
        Flaw::When(BadMoment::NoSuchDay) => locale.text("desk-flaw-no-day"),
        Flaw::When(BadMoment::Skipped) => locale.text("desk-flaw-skipped"),
        Flaw::Order => locale.text("desk-flaw-order"),
        Flaw::Past => locale.text("desk-flaw-past"),
        Flaw::Future => locale.text("desk-flaw-future"),
        Flaw::TooMany(most) => locale.with("desk-flaw-many", &[("most", most.into())]),
    }
}
