//! `source import-archive`: the town's own download from a platform becomes posts.

use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::json;

use super::{Cx, output};
use crate::app::App;
use crate::domain::source::{Aside, Source, SourceKind, SourceState};
use crate::error::Words;
use crate::i18n::Locale;
use crate::jobs::{Imported, add_closed_channel, channel_of_archive, count_archive, import_archive};
use crate::sources::archive::{ArchiveFiles, Gathered, gather};

#[derive(clap::Args)]
pub struct Args {
    #[arg(long)]
    town: Option<String>,
    /// Whose archive it is.
    platform: Platform,
    /// The zip file as it was downloaded, or the folder it was unpacked into.
    path: PathBuf,
    /// The account's id at the platform, where the archive does not say it.
    #[arg(long)]
    account: Option<String>,
    /// The channel's name, if it is made.
    #[arg(long)]
    name: Option<String>,
    /// Only say what would be taken over.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Platform {
    X,
    Facebook,
}

impl From<Platform> for SourceKind {
    fn from(platform: Platform) -> Self {
        match platform {
            Platform::X => Self::X,
            Platform::Facebook => Self::Facebook,
        }
    }
}

pub async fn run(cx: &Cx, app: &App, args: Args) -> anyhow::Result<()> {
    let town = output::town(app, args.town.as_deref()).await?;
    let (hands, kind, locale) = (app.hands(), args.platform.into(), cx.out.locale);
    let in_words = |error: crate::sources::archive::ArchiveError| anyhow::anyhow!(error.words(locale));
    let given = args.account.as_deref().map(|id| id.trim().trim_start_matches('@'));
    let mut files = ArchiveFiles::open(&args.path).map_err(in_words)?;
    let mut gathered = gather(kind, &mut files, given, hands.now()).map_err(in_words)?;
    let (account, site) = (gathered.account.as_deref(), gathered.site_url.as_deref());
    let source = channel_of_archive(&hands, &town, kind, account, site).await?;
    if let (None, Some(id)) = (account, source.as_ref().and_then(|source| source.account.clone())) {
        // Under the account's id the archive's posts have the names that the platform gives them.
        gathered = gather(kind, &mut files, Some(&id), hands.now()).map_err(in_words)?;
    }
    if args.dry_run {
        let count = count_archive(&hands, source.as_ref(), &gathered).await?;
        say(cx, "cli-archive-plan", source.as_ref(), &gathered, &count, true);
        return Ok(());
    }
    let source = match source {
        Some(source) => source,
        None if gathered.posts.is_empty() => anyhow::bail!(locale.text("cli-archive-empty")),
        None if gathered.account.is_none() => anyhow::bail!(locale.text("cli-archive-whose")),
        None => add_closed_channel(&hands, &town, &gathered, args.name.as_deref()).await?,
    };
    let progress = |done: usize, all: usize| {
        if all > done {
            eprintln!("{}", locale.with("cli-archive-progress", &[("done", done.into()), ("all", all.into())]));
        }
    };
    let count = import_archive(&hands, &town, &source, &mut files, &gathered, &progress).await?;
    say(cx, "cli-archive-done", Some(&source), &gathered, &count, false);
    Ok(())
}

/// The counts in words, those that are none left out.
fn say(cx: &Cx, key: &str, source: Option<&Source>, gathered: &Gathered, count: &Imported, dry_run: bool) {
    let locale = cx.out.locale;
    let channel = source.map(|source| source.name.clone()).or_else(|| gathered.name.clone()).unwrap_or_default();
    let head = [("new", count.new.into()), ("found", count.found.into()), ("channel", channel.into())];
    let mut sentences = vec![locale.with(key, &head)];
    for (key, number) in [
        ("cli-archive-known", count.known),
        ("cli-archive-not-ours", count.not_ours),
        ("cli-archive-left", count.left),
        ("cli-archive-waiting", count.waiting),
        ("cli-archive-missing", count.missing),
    ] {
        if number > 0 {
            sentences.push(locale.with(key, &[("count", number.into())]));
        }
    }
    if count.aside > 0 {
        let words = [("count", count.aside.into()), ("reasons", reasons(gathered, count.aside, locale).into())];
        sentences.push(locale.with("cli-archive-aside", &words));
    }
    let data = json!({
        "dry_run": dry_run, "channel": source.map(|source| source.slug.as_str()),
        "closed": source.is_none_or(|source| source.state != SourceState::Active), "account": gathered.account,
        "found": count.found, "new": count.new, "known": count.known, "not_ours": count.not_ours,
        "set_aside": count.aside, "left_out": count.left, "awaiting_approval": count.waiting,
        "pictures": count.pictures, "pictures_missing": count.missing,
    });
    cx.out.say(&sentences.join("\n"), data);
}

/// Why entries were set aside, with how many each.
fn reasons(gathered: &Gathered, all: usize, locale: Locale) -> String {
    let of = |aside: Aside| gathered.quarantined.iter().filter(|entry| entry.aside == aside).count();
    let (empty, future) = (of(Aside::Empty), of(Aside::Future));
    let unread = gathered.quarantined.len() - empty - future;
    let parts = [
        ("cli-archive-aside-empty", empty),
        ("cli-archive-aside-future", future),
        ("cli-archive-aside-unread", unread),
        ("cli-archive-aside-lost", all.saturating_sub(gathered.quarantined.len())),
    ];
    let said = parts.into_iter().filter(|(_, number)| *number > 0);
    said.map(|(key, number)| locale.with(key, &[("count", number.into())])).collect::<Vec<_>>().join(", ")
}
