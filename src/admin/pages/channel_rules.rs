//! The rules of a channel: what is taken over, what waits for a person, and under which names it stands. A trial shows what
//! they would have left out before they count.

use askama::Template;
use http::StatusCode;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::rule_words::{class_sentence, kind_word, reason_words};
use super::super::rules_set::{Wanted, change_rules, set_source_rules};
use super::super::{AdminError, Refusal};
use super::channel;
use super::frame::{Failure, Frame, Problem, link, page};
use crate::domain::item::ItemKind;
use crate::domain::rules::{Assignment, LabelKind, RuleBook, Tag, Word};
use crate::domain::source::{Source, SourceClass, SourceKind};
use crate::error::Words;
use crate::i18n::{Locale, moment};
use crate::jobs::{Trial, Tried, books, try_rules};
use crate::store::{Conn, rules};
use crate::urls;

/// Posts that a trial lists.
const LISTED: usize = 20;
/// Kinds that people may want to leave out.
const KINDS: [ItemKind; 7] = [
    ItemKind::Story,
    ItemKind::Reel,
    ItemKind::Video,
    ItemKind::RepostLink,
    ItemKind::Link,
    ItemKind::Poll,
    ItemKind::Event,
];
/// Ages that can be chosen, as rules write them.
const AGES: [(&str, &str); 5] = [
    ("", "desk-rules-age-any"),
    ("1d", "desk-rules-age-day"),
    ("7d", "desk-rules-age-week"),
    ("31d", "desk-rules-age-month"),
    ("366d", "desk-rules-age-year"),
];

#[derive(Template)]
#[template(path = "admin/channel_rules.html")]
struct RulesPage {
    f: Frame,
    action: String,
    lists: Vec<Line>,
    names: Vec<Line>,
    kinds: Vec<Choice>,
    selects: Vec<Select>,
    trial: Option<TrialPart>,
}

/// A field in which several things stand.
struct Line {
    id: &'static str,
    label: String,
    hint: String,
    value: String,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

struct Select {
    id: &'static str,
    label: String,
    choices: Vec<Choice>,
}

struct TrialPart {
    summary: String,
    left: Vec<Row>,
    waiting: Vec<Row>,
}

struct Row {
    title: String,
    when: String,
    why: String,
}

/// The form.
pub(in crate::admin) async fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let source = ruled(visit).await?;
    let now = stored(visit, &source).await?;
    page(&filled(visit, &source, &now, Vec::new(), None)?)
}

/// What somebody typed is tried or kept.
pub(in crate::admin) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let source = ruled(visit).await?;
    let now = stored(visit, &source).await?;
    let (wanted, problems) = read(visit, &now)?;
    if !problems.is_empty() {
        let html = filled(visit, &source, &wanted, problems, None)?.render()?;
        return Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, html));
    }
    if visit.field("tun") == "speichern" {
        set_source_rules(&visit.desk(), &source, &wanted).await?;
        let to = urls::admin_town(&visit.town()?.host, &format!("kanaele/{}", source.slug));
        return Ok(reply::go(&format!("{to}?gut=regeln")));
    }
    let trial = tried(visit, &source, &wanted).await?;
    page(&filled(visit, &source, &wanted, Vec::new(), Some(trial))?)
}

/// The channel of the address, if rules judge it.
async fn ruled(visit: &Visit<'_>) -> Result<Source, Failure> {
    let source = channel::found(visit).await?;
    if source.kind == SourceKind::Own { Err(Failure::Missing) } else { Ok(source) }
}

async fn stored(visit: &Visit<'_>, source: &Source) -> Result<Wanted, Failure> {
    let book = visit.office.deps.desk.db.read(async |c: &mut Conn<'_>| rules::book(c, source).await).await?;
    Ok(Wanted { rules: book.source, class: Some(source.class) })
}

/// What was typed, laid over what is stored, field by field, so that each complaint stands at its field.
fn read(visit: &Visit<'_>, now: &Wanted) -> Result<(Wanted, Vec<Problem>), Failure> {
    let mut wanted = now.clone();
    let mut problems = Vec::new();
    let mut lay = |field: &'static str, pairs: Vec<(String, String)>| -> Result<(), Failure> {
        match change_rules(&wanted.rules, wanted.class, &pairs) {
            Ok(changed) => wanted = changed,
            Err(AdminError::Refused(refusal)) => {
                problems.push(Problem { field, text: for_clerks(refusal, visit.locale) });
            }
            Err(other) => return Err(other.into()),
        }
        Ok(())
    };
    for (field, key) in WORDS.into_iter().chain(CHOSEN) {
        lay(field, vec![(key.to_owned(), visit.field(field).replace('\n', ","))])?;
    }
    let kinds: Vec<&str> =
        visit.form.iter().filter(|(key, _)| key == "ohne-art").map(|(_, kind)| kind.as_str()).collect();
    lay("arten", vec![("without_kinds".to_owned(), kinds.join(","))])?;
    for (field, kind) in NAMES {
        let lines = visit.field(field).lines().map(str::trim).filter(|line| !line.is_empty());
        let mut pairs: Vec<(String, String)> = lines.map(|line| (kind.as_str().to_owned(), line.to_owned())).collect();
        if pairs.is_empty() {
            pairs.push((kind.as_str().to_owned(), String::new()));
        }
        lay(field, pairs)?;
    }
    Ok((wanted, problems))
}

/// Fields of words and hashtags, and the rules they are.
const WORDS: [(&str, &str); 4] = [
    ("nur-worte", "only_words"),
    ("ohne-worte", "without_words"),
    ("nur-schlagworte", "only_hashtags"),
    ("ohne-schlagworte", "without_hashtags"),
];
/// Fields in which one thing is chosen.
const CHOSEN: [(&str, &str); 3] = [("alter", "max_age"), ("freigabe", "approval"), ("klasse", "class")];
/// Fields of names, one a line.
const NAMES: [(&str, LabelKind); 3] =
    [("thema", LabelKind::Topic), ("ortsteil", LabelKind::District), ("absender", LabelKind::Sender)];

/// What is wrong, without the words of the command line.
fn for_clerks(refusal: Refusal, locale: Locale) -> String {
    let key = if refusal.is("refused-rule-word") {
        "desk-rules-word-wrong"
    } else if refusal.is("refused-rule-hashtag") {
        "desk-rules-hashtag-wrong"
    } else if refusal.is("refused-rule-name") {
        "desk-rules-name-wrong"
    } else {
        return refusal.words(locale);
    };
    refusal.said_as(key).words(locale)
}

async fn tried(visit: &Visit<'_>, source: &Source, wanted: &Wanted) -> Result<TrialPart, Failure> {
    let (town, locale, hands) = (visit.town()?, visit.locale, visit.hands());
    let stored = books(&hands, town, Some(source)).await?;
    let tried: Vec<(Source, RuleBook)> = stored
        .into_iter()
        .map(|(source, book)| {
            let class = wanted.class.unwrap_or(source.class);
            (source, RuleBook { source: wanted.rules.clone(), class, ..book })
        })
        .collect();
    let Trial { total, left, waiting } = try_rules(&hands, town, &tried).await?;
    let counts = [("total", total.into()), ("left", left.len().into()), ("waiting", waiting.len().into())];
    let zone = town.zone();
    let row = |tried: &Tried| Row {
        title: tried.title.clone(),
        when: moment(locale, tried.said_at, &zone),
        why: reason_words(&tried.reason, locale),
    };
    Ok(TrialPart {
        summary: locale.with("desk-rules-trial", &counts),
        left: left.iter().take(LISTED).map(row).collect(),
        waiting: waiting.iter().take(LISTED).map(row).collect(),
    })
}

fn filled(
    visit: &Visit<'_>,
    source: &Source,
    wanted: &Wanted,
    problems: Vec<Problem>,
    trial: Option<TrialPart>,
) -> Result<RulesPage, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let t = |key: &str| locale.text(key);
    let here = urls::admin_town(&town.host, &format!("kanaele/{}", source.slug));
    let above = vec![
        link(urls::admin_town(&town.host, "kanaele"), t("desk-channels")),
        link(here.clone(), source.name.clone()),
    ];
    let mut f = Frame::new(visit, t("desk-rules")).under(visit, above);
    // What does not fit is shown as it was typed.
    let typed = !problems.is_empty();
    f.problems = problems;
    let shown = |field: &str, value: String| if typed { visit.field(field).to_owned() } else { value };
    let rules = &wanted.rules;
    let words = |all: &[Word]| all.iter().map(Word::as_str).collect::<Vec<_>>().join(", ");
    let tags = |all: &[Tag]| all.iter().map(|tag| format!("#{}", tag.as_str())).collect::<Vec<_>>().join(", ");
    let values = [
        words(&rules.only_words),
        words(&rules.without_words),
        tags(&rules.only_hashtags),
        tags(&rules.without_hashtags),
    ];
    let lists = WORDS.iter().zip(values).map(|((id, _), value)| Line {
        id,
        label: t(&format!("desk-rules-{id}")),
        hint: t(if id.ends_with("schlagworte") { "desk-rules-tags-hint" } else { "desk-rules-words-hint" }),
        value: shown(id, value),
    });
    let names = NAMES.iter().map(|(id, kind)| Line {
        id,
        label: t(&format!("desk-rules-{id}")),
        hint: t(&format!("desk-rules-{id}-hint")),
        value: shown(id, rules.assignments(*kind).iter().map(line).collect::<Vec<_>>().join("\n")),
    });
    let kinds = KINDS.into_iter().map(|kind| Choice {
        value: kind_name(kind),
        label: kind_word(kind, locale),
        chosen: rules.without_kinds.contains(&kind),
    });
    Ok(RulesPage {
        action: format!("{here}/regeln"),
        lists: lists.collect(),
        names: names.collect(),
        kinds: kinds.collect(),
        selects: vec![ages(wanted, locale), approval(wanted, locale), class(wanted, locale)],
        trial,
        f,
    })
}

/// The word by which a rule names a kind.
fn kind_name(kind: ItemKind) -> String {
    let name = serde_json::to_value(kind).ok();
    name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

fn line(one: &Assignment) -> String {
    let when = one.when.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if when.is_empty() { one.name.clone() } else { format!("{}: {when}", one.name) }
}

fn ages(wanted: &Wanted, locale: Locale) -> Select {
    let now = wanted.rules.max_age.map(|age| age.to_string()).unwrap_or_default();
    let mut choices: Vec<Choice> = AGES
        .iter()
        .map(|(value, key)| Choice { value: (*value).to_owned(), label: locale.text(key), chosen: *value == now })
        .collect();
    if choices.iter().all(|choice| !choice.chosen) {
        choices.push(Choice { value: now.clone(), label: now, chosen: true });
    }
    Select { id: "alter", label: locale.text("desk-rules-age"), choices }
}

fn approval(wanted: &Wanted, locale: Locale) -> Select {
    let all = [("", None), ("ja", Some(true)), ("nein", Some(false))];
    let choices = all.into_iter().map(|(value, means)| Choice {
        value: value.to_owned(),
        label: locale.text(match means {
            None => "desk-rules-approval-town",
            Some(true) => "desk-rules-approval-yes",
            Some(false) => "desk-rules-approval-no",
        }),
        chosen: wanted.rules.approval == means,
    });
    Select { id: "freigabe", label: locale.text("desk-rules-approval"), choices: choices.collect() }
}

fn class(wanted: &Wanted, locale: Locale) -> Select {
    let all = [SourceClass::Official, SourceClass::Municipal, SourceClass::ThirdParty];
    let choices = all.into_iter().map(|class| Choice {
        value: class.as_str().to_owned(),
        label: class_sentence(class, locale),
        chosen: wanted.class == Some(class),
    });
    Select { id: "klasse", label: locale.text("desk-rules-class"), choices: choices.collect() }
}
