//! `source add|list|test|poll|connect|disconnect|logins|rules|set|pause|resume|retire|import-archive|parse`.

use clap::Subcommand;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::source_login::{self, KeyArgs};
use super::usage::ArgumentError;
use super::{Cx, output, source_connect, source_import, source_parse, source_rules, source_try};
use crate::admin::{self, NewSourceRequest, aside_words, standing_words, status_words};
use crate::app::App;
use crate::domain::source::{Aside, Cause, Source, SourceKind, SourceState};
use crate::domain::town::Town;
use crate::i18n::{Locale, moment};
use crate::jobs::{Polled, look_now, poll_now};
use crate::notify::{cause_words, condition_words, explain, remedy_words};
use crate::sources::{Cx as SourceCx, Registry};
use crate::store::{Conn, StoreError, held, quarantine, sources, withheld};

#[derive(Subcommand)]
pub enum What {
    /// Mirror a channel: a web address, or KIND:ACCOUNT.
    Add {
        #[arg(long)]
        town: Option<String>,
        address: String,
        #[arg(long)]
        name: Option<String>,
        /// Fixed interval, e.g. 60s or 5m (default: adaptive, 1 to 15 minutes).
        #[arg(long, value_parser = seconds)]
        interval: Option<u32>,
        /// Where the API lives, when not at its usual place.
        #[arg(long)]
        api_base: Option<String>,
        #[command(flatten)]
        keys: KeyArgs,
        /// A setting of the connector, NAME=VALUE.
        #[arg(long = "set", value_parser = pair)]
        settings: Vec<(String, String)>,
    },
    /// Give a channel a new login, or mirror a new one by logging in.
    Connect(source_connect::Args),
    /// Give a login back to its platform and delete it here.
    Disconnect(Named),
    /// The logins of a town and when they end.
    Logins {
        #[arg(long)]
        town: Option<String>,
    },
    /// List channels and how they are doing.
    List {
        #[arg(long)]
        town: Option<String>,
    },
    /// Look whether a channel can be read; changes nothing.
    Test(Named),
    /// Look at a channel now.
    Poll(Named),
    /// Show, try, change or apply a channel's rules.
    Rules(source_rules::OfSource),
    /// Change settings of the connector, NAME=VALUE; nothing behind = takes one away.
    Set {
        #[command(flatten)]
        named: Named,
        #[arg(required = true, value_name = "NAME=VALUE", value_parser = pair)]
        settings: Vec<(String, String)>,
    },
    /// Stop looking for a while.
    Pause(Named),
    /// Look again.
    Resume(Named),
    /// The channel was discontinued: posts stay, checks stop.
    Retire(Named),
    /// Take over what the town downloaded of its own account.
    ImportArchive(source_import::Args),
    /// Normalise recorded payloads.
    Parse(source_parse::Args),
}

#[derive(clap::Args)]
pub struct Named {
    #[arg(long)]
    pub town: Option<String>,
    /// The channel's short name, as `source list` shows it.
    pub source: String,
}

/// `NAME=VALUE`.
pub(super) fn pair(text: &str) -> Result<(String, String), ArgumentError> {
    let (name, value) = text.split_once('=').ok_or(ArgumentError::Pair)?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

fn seconds(text: &str) -> Result<u32, ArgumentError> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let factor = match unit {
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 3600,
        _ => return Err(ArgumentError::Interval),
    };
    let n: u32 = digits.parse().map_err(|_| ArgumentError::Interval)?;
    n.checked_mul(factor).filter(|s| *s > 0).ok_or(ArgumentError::Interval)
}

pub async fn run(cx: &Cx, what: What) -> anyhow::Result<()> {
    let app = cx.app().await?;
    match what {
        What::Add { town, address, name, interval, api_base, keys, settings } => {
            let town = output::town(&app, town.as_deref()).await?;
            let named_kind = address.trim().starts_with("html:");
            let keyring = source_login::read(cx, &keys)?;
            let settings = settings.into_iter().map(|(name, value)| (name, Value::String(value))).collect();
            let host = town.host.clone();
            let request = NewSourceRequest { town: host, address, name, interval, api_base, keyring, settings };
            let added = admin::add_source(&app.desk(), request).await?;
            if let Some(error) = &added.unchecked {
                let reason = explain(error.cause, cx.out.locale);
                eprintln!("{}", cx.out.locale.with("cli-source-unchecked", &[("reason", reason.into())]));
            }
            // A page without a feed was recognised as a list: a person should see what is read from it.
            let is_list = added.source.kind == SourceKind::Html && !named_kind;
            let said = cx.out.locale.with(
                if is_list { "cli-source-added-list" } else { "cli-source-added" },
                &[("name", added.source.name.as_str().into()), ("source", added.source.slug.as_str().into())],
            );
            cx.out.say(&said, as_json(cx, &town, &added.source));
            Ok(())
        }
        What::Connect(args) => source_connect::run(cx, &app, &args).await,
        What::Disconnect(named) => source_login::disconnect(cx, &app, &named).await,
        What::Logins { town } => source_login::list(cx, &app, town.as_deref()).await,
        What::List { town } => list(cx, &app, town.as_deref()).await,
        What::Test(named) => test(cx, &app, &named).await,
        What::Poll(named) => poll(cx, &app, &named).await,
        What::Rules(args) => source_rules::of_source(cx, &app, args).await,
        What::Set { named, settings } => {
            let (town, source) = find(cx, &app, &named).await?;
            let changes = settings.into_iter().map(|(name, value)| (name, Value::String(value))).collect();
            admin::set_source_settings(&app.desk(), &source, &changes).await?;
            say_changed(cx, &app, &town, source).await
        }
        What::Pause(named) => set_state(cx, &app, &named, SourceState::Paused).await,
        What::Resume(named) => set_state(cx, &app, &named, SourceState::Active).await,
        What::Retire(named) => set_state(cx, &app, &named, SourceState::Retired).await,
        What::ImportArchive(args) => source_import::run(cx, &app, args).await,
        What::Parse(args) => source_parse::run(&args, cx.out),
    }
}

pub(super) async fn find(cx: &Cx, app: &App, named: &Named) -> anyhow::Result<(Town, Source)> {
    let town = output::town(app, named.town.as_deref()).await?;
    let all = app.db.read(async |c: &mut Conn<'_>| sources::of_town(c, town.id).await).await?;
    anyhow::ensure!(!all.is_empty(), cx.out.locale.with("cli-no-source-yet", &[("host", town.shown_host().into())]));
    let known = all.iter().map(|source| source.slug.clone()).collect::<Vec<_>>().join(", ");
    let found = all.into_iter().find(|source| source.slug == named.source || source.url == named.source);
    match found {
        Some(source) => Ok((town, source)),
        None => anyhow::bail!(
            cx.out.locale.with("cli-no-source", &[("source", named.source.as_str().into()), ("known", known.into())])
        ),
    }
}

async fn list(cx: &Cx, app: &App, town: Option<&str>) -> anyhow::Result<()> {
    let town = output::town(app, town).await?;
    let (all, open, kept) = app
        .db
        .read(async |c: &mut Conn<'_>| {
            let all = sources::of_town(c, town.id).await?;
            Ok::<_, StoreError>((all, held::open(c, town.id).await?, withheld::counted(c, town.id).await?))
        })
        .await?;
    let zone = town.zone();
    let held_since = |source: &Source| held::waiting_since(&open, source.id);
    let kept_of = |source: &Source| kept.iter().find(|one| one.source == source.id);
    let shown = |at: Option<Timestamp>| at.map_or_else(|| "–".to_owned(), |at| moment(cx.out.locale, at, &zone));
    let mut rows = Vec::new();
    for source in &all {
        let mut words = standing_words(source, held_since(source), &zone, cx.out.locale);
        for said in set_aside(app, source, cx.out.locale).await? {
            words.push_str(" · ");
            words.push_str(&said);
        }
        if let Some(off) = kept_of(source) {
            words.push_str(&source_rules::counts(cx.out.locale, off.left, off.waiting));
        }
        let health = &source.health;
        let next = health.next_check_at.filter(|_| source.is_read());
        let times = [health.last_success_at, health.last_new_at, next].map(shown);
        // Own messages have no address that anyone could open.
        let address = if source.kind == SourceKind::Own { "–".to_owned() } else { source.url.clone() };
        let named = vec![source.slug.clone(), source.name.clone(), address];
        rows.push([named, times.into(), vec![words]].concat());
    }
    let heading = [
        "cli-col-short",
        "cli-col-name",
        "cli-col-address",
        "cli-col-last-success",
        "cli-col-last-new",
        "cli-col-next",
        "cli-col-state",
    ]
    .map(|key| cx.out.locale.text(key));
    let data = all
        .iter()
        .map(|source| {
            let mut data = with_standing(cx, as_json(cx, &town, source), source, held_since(source));
            data["left_out"] = kept_of(source).map_or(0, |off| off.left).into();
            data["waiting"] = kept_of(source).map_or(0, |off| off.waiting).into();
            data
        })
        .collect();
    cx.out.table("sources", &heading, &rows, data);
    Ok(())
}

/// Why entries of a source were set aside, a sentence for each kind.
async fn set_aside(app: &App, source: &Source, locale: Locale) -> anyhow::Result<Vec<String>> {
    if source.health.quarantined == 0 {
        return Ok(Vec::new());
    }
    let reasons = app.db.read(async |c: &mut Conn<'_>| quarantine::reasons(c, source.town, source.id).await).await?;
    let count = |aside: Option<Aside>| reasons.iter().filter(|reason| Aside::of_reason(reason) == aside).count();
    let mut said: Vec<String> = Aside::ALL
        .iter()
        .map(|aside| (*aside, count(Some(*aside))))
        .filter(|(_, count)| *count > 0)
        .map(|(aside, count)| aside_words(aside, count, locale))
        .collect();
    let others = count(None);
    if others > 0 {
        said.push(locale.with("cli-quarantined", &[("count", others.into())]));
    }
    Ok(said)
}

async fn test(cx: &Cx, app: &App, named: &Named) -> anyhow::Result<()> {
    let (town, source) = find(cx, app, named).await?;
    let Some(connector) = Registry::connector(source.kind) else {
        anyhow::bail!(explain(Cause::NotConnected, cx.out.locale))
    };
    let login = app.jobs.hands().login_of(&source).await?;
    let now = app.clock.now();
    let context = SourceCx {
        net: &app.net,
        source: &source,
        now,
        zone: town.zone(),
        locale: Locale::of_tag(&town.settings.language),
        login: login.as_ref(),
    };
    let profile = connector.health(&context).await?;
    let batch = look_now(app.jobs.hands(), connector, &context).await??;
    source_try::say(cx, &town, &source, &profile, &batch);
    Ok(())
}

async fn poll(cx: &Cx, app: &App, named: &Named) -> anyhow::Result<()> {
    let (town, source) = find(cx, app, named).await?;
    match poll_now(app.jobs.hands(), town.id, source.id).await? {
        Polled::Idle => anyhow::bail!(status_words(&source, &town.zone(), cx.out.locale)),
        Polled::Failed(error) => {
            let reason = explain(error.cause, cx.out.locale);
            anyhow::bail!(cx.out.locale.with("cli-source-failed", &[("reason", reason.into())]))
        }
        Polled::Answered(applied) => {
            let said = cx.out.locale.with(
                "cli-source-polled",
                &[
                    ("new", applied.new.into()),
                    ("edited", applied.edited.into()),
                    ("held", applied.held.into()),
                    ("unlisted", applied.unlisted.into()),
                    ("quarantined", applied.quarantined.into()),
                ],
            );
            cx.out.say(
                &said,
                json!({
                    "new": applied.new, "edited": applied.edited, "held": applied.held,
                    "unlisted": applied.unlisted, "quarantined": applied.quarantined, "left_out": applied.left,
                }),
            );
            Ok(())
        }
    }
}

async fn set_state(cx: &Cx, app: &App, named: &Named, state: SourceState) -> anyhow::Result<()> {
    let (town, source) = find(cx, app, named).await?;
    admin::set_source_state(&app.desk(), &source, state).await?;
    say_changed(cx, app, &town, source).await
}

/// Says how a source stands after a change.
async fn say_changed(cx: &Cx, app: &App, town: &Town, source: Source) -> anyhow::Result<()> {
    let (town_id, id) = (source.town, source.id);
    let changed = app.db.read(async |c: &mut Conn<'_>| sources::by_id(c, town_id, id).await).await?;
    let source = changed.unwrap_or(source);
    cx.out.say(
        &format!("{}: {}", source.name, status_words(&source, &town.zone(), cx.out.locale)),
        as_json(cx, town, &source),
    );
    Ok(())
}

/// Adds where the source stands, as words for scripts and for people.
fn with_standing(cx: &Cx, mut data: Value, source: &Source, held_since: Option<Timestamp>) -> Value {
    let (standing, locale) = (source.standing(held_since), cx.out.locale);
    if let Some(fields) = data.as_object_mut() {
        fields.insert("condition".into(), standing.condition.as_str().into());
        fields.insert("condition_words".into(), condition_words(standing.condition, locale).into());
        fields.insert("since".into(), standing.since.map(|at| at.to_string()).into());
        fields.insert("cause".into(), cause_words(&standing, locale).into());
        fields.insert("remedy".into(), remedy_words(&standing, locale).into());
    }
    data
}

fn as_json(cx: &Cx, town: &Town, source: &Source) -> Value {
    let at = |moment: Option<jiff::Timestamp>| moment.map(|at| at.to_string());
    let health = &source.health;
    json!({
        "id": source.ulid.to_string(), "source": source.slug, "name": source.name, "kind": source.kind.as_str(),
        "url": source.url, "site_url": source.site_url, "state": source.state.as_str(),
        "status": status_words(source, &town.zone(), cx.out.locale), "interval_s": source.fixed_interval,
        "last_check_at": at(health.last_check_at), "last_success_at": at(health.last_success_at),
        "last_new_at": at(health.last_new_at),
        "next_check_at": at(health.next_check_at.filter(|_| source.is_read())),
        "failing_since": at(health.failing_since), "failures": health.failures, "quarantined": health.quarantined,
        "error": health.error.as_ref().map(|(class, message)| json!({ "class": class.as_str(), "message": message })),
    })
}
