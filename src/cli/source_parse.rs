//! `source parse KIND FILE…`: normalises recorded payloads, without network or database, one JSON object per file.

use std::path::PathBuf;

use super::output::Output;
use super::usage::ArgumentError;
use crate::config::closest;
use crate::domain::source::SourceKind;
use crate::error::Words;
use crate::sources::parse_output::{ParseOptions, parse_file};

#[derive(clap::Args)]
pub struct Args {
    /// feed html ical oparl facebook instagram threads youtube telegram bluesky mastodon cap linkedin tiktok x mail
    #[arg(value_parser = kind)]
    kind: SourceKind,
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Whose posts count.
    #[arg(long)]
    account: Option<String>,
    /// Where relative addresses count from.
    #[arg(long)]
    base_url: Option<url::Url>,
    /// IANA zone for times without one.
    #[arg(long, value_parser = zone)]
    zone: Option<jiff::tz::TimeZone>,
}

fn kind(text: &str) -> Result<SourceKind, ArgumentError> {
    SourceKind::parse(text).ok_or_else(|| {
        let known: Vec<&str> = SourceKind::ALL.iter().map(|kind| kind.as_str()).collect();
        ArgumentError::Kind { suggestion: closest(text, known.iter().copied()), known: known.join(", ") }
    })
}

fn zone(text: &str) -> Result<jiff::tz::TimeZone, ArgumentError> {
    jiff::tz::TimeZone::get(text).map_err(|_| ArgumentError::Zone)
}

pub fn run(args: &Args, out: Output) -> anyhow::Result<()> {
    let options =
        ParseOptions { account: args.account.clone(), base_url: args.base_url.clone(), zone: args.zone.clone() };
    for file in &args.files {
        let bytes = std::fs::read(file).map_err(|cause| {
            let (path, cause) = (file.display().to_string(), cause.words(out.locale));
            anyhow::anyhow!(out.locale.with("cli-unread", &[("path", path.into()), ("cause", cause.into())]))
        })?;
        let parsed = parse_file(args.kind, &file.display().to_string(), &bytes, &options);
        super::output::line(&serde_json::to_string(&parsed)?);
    }
    Ok(())
}
