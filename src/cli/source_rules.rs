//! `source rules` and `town rules`: shows, tries, changes and applies rules.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{Cx, output, source, town};
use crate::admin::{self, Wanted, change_rules, class_sentence, reason_words, rule_sentences, usual_opt_out_sentence};
use crate::app::App;
use crate::domain::rules::RuleBook;
use crate::domain::source::{Source, SourceKind};
use crate::domain::town::Town;
use crate::i18n::{Locale, day};
use crate::jobs::{Trial, Tried, apply_to_old, books, try_rules};
use crate::store::{Conn, rules, sources, withheld};

/// Posts that a trial lists.
const LISTED: usize = 20;

#[derive(clap::Args)]
pub struct OfSource {
    #[command(flatten)]
    named: source::Named,
    #[command(flatten)]
    what: What,
}

#[derive(clap::Args)]
pub struct OfTown {
    #[arg(long)]
    town: Option<String>,
    #[command(flatten)]
    what: What,
}

/// Without any of these the rules are shown.
#[derive(clap::Args)]
struct What {
    /// Change rules, e.g. `without_words=*sperrung*,Markt`, `topic=Verkehr:*sperrung*,#verkehr`; nothing behind = clears.
    #[arg(value_name = "KEY=VALUE", value_parser = town::pair)]
    pairs: Vec<(String, String)>,
    /// All rules anew, from a TOML file.
    #[arg(long, value_name = "FILE", conflicts_with = "pairs")]
    file: Option<PathBuf>,
    /// Only tell what these rules would have left out; changes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Apply the rules to earlier posts: withdraw what they leave out, publish silently what they let through.
    #[arg(long, conflicts_with_all = ["pairs", "file", "dry_run"])]
    apply_to_old: bool,
    /// Without this --apply-to-old only counts.
    #[arg(long, requires = "apply_to_old")]
    yes: bool,
}

/// Whose rules are meant.
struct Subject {
    town: Town,
    source: Option<Source>,
}

pub async fn of_source(cx: &Cx, app: &App, args: OfSource) -> anyhow::Result<()> {
    let (town, source) = source::find(cx, app, &args.named).await?;
    run(cx, app, &Subject { town, source: Some(source) }, args.what).await
}

pub async fn of_town(cx: &Cx, app: &App, args: OfTown) -> anyhow::Result<()> {
    let town = output::town(app, args.town.as_deref()).await?;
    run(cx, app, &Subject { town, source: None }, args.what).await
}

async fn run(cx: &Cx, app: &App, subject: &Subject, what: What) -> anyhow::Result<()> {
    if what.apply_to_old {
        return apply(cx, app, subject, what.yes).await;
    }
    let now = stored(app, subject).await?;
    let wanted = match &what.file {
        Some(file) => {
            let text = output::read_text(file, cx.out.locale)?;
            Wanted { rules: admin::parse_rules(&text, subject.source.is_some())?, class: now.class }
        }
        None => change_rules(&now.rules, now.class, &what.pairs)?,
    };
    if what.dry_run {
        return dry_run(cx, app, subject, &wanted).await;
    }
    if what.file.is_none() && what.pairs.is_empty() {
        return show(cx, app, subject, &now).await;
    }
    match &subject.source {
        Some(source) => admin::set_source_rules(&app.desk(), source, &wanted).await?,
        None => admin::set_town_rules(&app.desk(), subject.town.id, &wanted.rules).await?,
    }
    if !cx.out.json {
        sentences(cx, subject, &wanted);
    }
    let said = cx.out.locale.with("cli-rules-changed", &[("command", command(subject).into())]);
    cx.out.say(&said, as_json(cx, &wanted));
    Ok(())
}

async fn stored(app: &App, subject: &Subject) -> anyhow::Result<Wanted> {
    let town = subject.town.id;
    let found = app
        .db
        .read(async |c: &mut Conn<'_>| match &subject.source {
            Some(source) => Ok((rules::book(c, source).await?.source, Some(source.class))),
            None => Ok::<_, crate::store::StoreError>((rules::of_town(c, town).await?, None)),
        })
        .await?;
    Ok(Wanted { rules: found.0, class: found.1 })
}

/// The command that applies these rules to earlier posts.
fn command(subject: &Subject) -> String {
    let host = &subject.town.host;
    match &subject.source {
        Some(source) => format!("ausrufer source rules --town {host} {} --apply-to-old", source.slug),
        None => format!("ausrufer town rules --town {host} --apply-to-old"),
    }
}

async fn show(cx: &Cx, app: &App, subject: &Subject, now: &Wanted) -> anyhow::Result<()> {
    let town = subject.town.id;
    let counted = app.db.read(async |c: &mut Conn<'_>| withheld::counted(c, town).await).await?;
    let ours = counted.iter().filter(|one| subject.source.as_ref().is_none_or(|source| source.id == one.source));
    let (left, waiting) = ours.fold((0, 0), |(left, waiting), one| (left + one.left, waiting + one.waiting));
    if cx.out.json {
        let mut data = as_json(cx, now);
        data["left_out"] = left.into();
        data["waiting"] = waiting.into();
        cx.out.data(data);
        return Ok(());
    }
    sentences(cx, subject, now);
    let counts = counts(cx.out.locale, left, waiting);
    if !counts.is_empty() {
        output::line(counts.trim_start_matches(" · "));
    }
    Ok(())
}

/// How many posts a source keeps off the page, to be added to a sentence; nothing when there are none.
pub fn counts(locale: Locale, left: u32, waiting: u32) -> String {
    [("cli-left-out", left), ("cli-awaiting", waiting)]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| format!(" · {}", locale.with(key, &[("count", i64::from(count).into())])))
        .collect()
}

/// A heading and the rules, one sentence a line.
fn sentences(cx: &Cx, subject: &Subject, wanted: &Wanted) {
    let locale = cx.out.locale;
    let (key, name) = match &subject.source {
        Some(source) => ("cli-rules-of-source", &source.name),
        None => ("cli-rules-of-town", &subject.town.name),
    };
    output::line(&locale.with(key, &[("name", name.as_str().into())]));
    let mut said: Vec<String> = wanted.class.map(|class| class_sentence(class, locale)).into_iter().collect();
    let mut own = rule_sentences(&wanted.rules, locale);
    if wanted.rules.approval.is_none() && subject.source.as_ref().is_some_and(|source| source.kind.asks_first()) {
        own.push(locale.text("rule-approval-yes"));
    }
    if own.is_empty() {
        said.push(locale.text("cli-rules-none"));
    }
    said.extend(own);
    if subject.source.is_none() && wanted.rules.opt_out_tags.is_none() {
        said.push(usual_opt_out_sentence(locale));
    }
    for sentence in said {
        output::line(&format!("- {sentence}"));
    }
}

fn as_json(cx: &Cx, wanted: &Wanted) -> Value {
    let mut data = json!({ "rules": wanted.rules, "sentences": rule_sentences(&wanted.rules, cx.out.locale) });
    if let Some(class) = wanted.class {
        data["class"] = class.as_str().into();
    }
    data
}

async fn dry_run(cx: &Cx, app: &App, subject: &Subject, wanted: &Wanted) -> anyhow::Result<()> {
    let hands = app.jobs.hands();
    let tried: Vec<(Source, RuleBook)> = books(hands, &subject.town, subject.source.as_ref())
        .await?
        .into_iter()
        .map(|(source, book)| {
            let book = match wanted.class {
                Some(class) => RuleBook { source: wanted.rules.clone(), class, ..book },
                None => RuleBook { town: wanted.rules.clone(), ..book },
            };
            (source, book)
        })
        .collect();
    let trial = try_rules(hands, &subject.town, &tried).await?;
    if cx.out.json {
        let list = |all: &[Tried]| all.iter().map(|one| tried_json(cx, one)).collect::<Vec<_>>();
        cx.out.data(json!({ "total": trial.total, "left_out": list(&trial.left), "waiting": list(&trial.waiting) }));
        return Ok(());
    }
    if subject.source.as_ref().is_none_or(|source| source.kind != SourceKind::Own) {
        print(cx, subject, &trial);
    }
    if has_own(app, subject).await? {
        output::line(&cx.out.locale.text("cli-rules-own"));
    }
    Ok(())
}

/// Whether messages of their own are among what is meant.
async fn has_own(app: &App, subject: &Subject) -> anyhow::Result<bool> {
    if let Some(source) = &subject.source {
        return Ok(source.kind == SourceKind::Own);
    }
    let all = app.db.read(async |c: &mut Conn<'_>| sources::of_town(c, subject.town.id).await).await?;
    Ok(all.iter().any(|source| source.kind == SourceKind::Own))
}

fn print(cx: &Cx, subject: &Subject, trial: &Trial) {
    let locale = cx.out.locale;
    let zone = subject.town.zone();
    let numbers = [("left", trial.left.len().into()), ("total", trial.total.into())];
    output::line(&locale.with("cli-rules-trial", &numbers));
    for one in trial.left.iter().take(LISTED) {
        let said_at = day(locale, one.said_at, &zone);
        output::line(&format!("- {said_at}: „{}“. {}", one.title, reason_words(&one.reason, locale)));
    }
    if trial.left.len() > LISTED {
        output::line(&locale.with("cli-rules-trial-more", &[("count", (trial.left.len() - LISTED).into())]));
    }
    if !trial.waiting.is_empty() {
        output::line(&locale.with("cli-rules-trial-waiting", &[("count", trial.waiting.len().into())]));
    }
}

fn tried_json(cx: &Cx, one: &Tried) -> Value {
    json!({
        "source": one.source, "title": one.title, "created_at": one.said_at.to_string(), "url": one.url,
        "reason": one.reason, "words": reason_words(&one.reason, cx.out.locale),
    })
}

async fn apply(cx: &Cx, app: &App, subject: &Subject, yes: bool) -> anyhow::Result<()> {
    let done = apply_to_old(&app.hands(), &subject.town, subject.source.as_ref(), yes).await?;
    let nothing = done.withdrawn + done.published + done.asked == 0;
    let key = match (nothing, yes) {
        (true, _) => "cli-rules-old-nothing",
        (false, true) => "cli-rules-old-done",
        (false, false) => "cli-rules-old-plan",
    };
    let numbers =
        [("withdrawn", done.withdrawn.into()), ("published", done.published.into()), ("asked", done.asked.into())];
    let said = cx.out.locale.with(key, &numbers);
    let data = json!({
        "withdrawn": done.withdrawn, "published": done.published, "asked": done.asked, "carried_out": yes,
    });
    cx.out.say(&said, data);
    Ok(())
}
