//! `post validity`: from when until when a post holds.

use clap::ValueEnum;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{Cx, output};
use crate::admin::set_validity;
use crate::domain::post::Post;
use crate::domain::validity::{Validity, ValidityKind};
use crate::i18n::{day_ahead, end_ahead};
use crate::publish::Decision;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long)]
    town: Option<String>,
    /// Address or id of the post.
    post: String,
    /// It holds from this day or moment on: 2026-11-27, 2026-11-27T08:00 (in the town's zone) or RFC 3339.
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// It holds until this moment, or until the end of this day.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// What holds (default: as before, else `other`).
    #[arg(long, conflicts_with_all = ["none", "auto"])]
    kind: Option<Kind>,
    /// It has neither beginning nor end, whatever its text says.
    #[arg(long, conflicts_with_all = ["from", "until", "auto"])]
    none: bool,
    /// Read it from the text again.
    #[arg(long, conflicts_with_all = ["from", "until"])]
    auto: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Closure,
    Hours,
    Deadline,
    Event,
    Other,
}

impl From<Kind> for ValidityKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Closure => Self::Closure,
            Kind::Hours => Self::Hours,
            Kind::Deadline => Self::Deadline,
            Kind::Event => Self::Event,
            Kind::Other => Self::Other,
        }
    }
}

/// Sets it, or shows it when nothing is to be set.
pub async fn run(cx: &Cx, args: Args) -> anyhow::Result<()> {
    let app = cx.app().await?;
    let town = output::town(&app, args.town.as_deref()).await?;
    let (desk, zone) = (app.desk(), town.zone());
    let post = desk.post(&town, &args.post).await?;
    let decision = if args.none {
        Some(Decision::Set(None))
    } else if args.auto {
        Some(Decision::Text)
    } else if args.from.is_some() || args.until.is_some() || args.kind.is_some() {
        Some(Decision::Set(Some(wanted(cx, &args, &post, &zone)?)))
    } else {
        None
    };
    let post = match decision {
        Some(decision) => set_validity(&desk, &town, &post, decision).await?,
        None => post,
    };
    let said = words(cx, &post, &zone);
    cx.out.say(&said, data(&post));
    Ok(())
}

/// What the options say over what is known; another kind alone leaves the times.
fn wanted(cx: &Cx, args: &Args, post: &Post, zone: &TimeZone) -> anyhow::Result<Validity> {
    let known = post.validity;
    let kind = args.kind.map(ValidityKind::from).or(known.map(|known| known.kind)).unwrap_or(ValidityKind::Other);
    if args.from.is_none() && args.until.is_none() {
        let known = known.ok_or_else(|| anyhow::anyhow!(cx.out.locale.text("cli-validity-times")))?;
        return Ok(Validity { kind, ..known });
    }
    let read = |text: &Option<String>, end| text.as_deref().map(|text| moment(cx, text, end, zone)).transpose();
    Ok(Validity { kind, from: read(&args.from, false)?, until: read(&args.until, true)? })
}

/// What is known, as `post list` and this command print it.
pub fn data(post: &Post) -> Value {
    json!({
        "id": post.ulid.to_string(),
        "validity_kind": post.validity.map(|validity| validity.kind.as_str()),
        "valid_from": post.validity.and_then(|validity| validity.from).map(|at| at.to_string()),
        "valid_until": post.validity.and_then(|validity| validity.until).map(|at| at.to_string()),
        "validity_origin": post.validity_origin.as_str(),
    })
}

fn words(cx: &Cx, post: &Post, zone: &TimeZone) -> String {
    let locale = cx.out.locale;
    let title = post.heading();
    let Some(validity) = post.validity else {
        return locale.with("cli-validity-none", &[("title", title.into())]);
    };
    let key = match (validity.from, validity.until) {
        (Some(_), Some(_)) => "cli-validity",
        (Some(_), None) => "cli-validity-from",
        (None, Some(_)) => "cli-validity-until",
        (None, None) => "cli-validity-none",
    };
    let from = validity.from.map(|at| day_ahead(locale, at, zone)).unwrap_or_default();
    let until = validity.until.map(|at| end_ahead(locale, at, zone)).unwrap_or_default();
    locale.with(key, &[("title", title.into()), ("from", from.into()), ("until", until.into())])
}

/// A moment, or a day: its beginning, or its end.
pub(super) fn moment(cx: &Cx, text: &str, end: bool, zone: &TimeZone) -> anyhow::Result<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let local = if text.contains(['T', ' ']) {
        text.parse::<DateTime>()
    } else {
        text.parse::<Date>().and_then(|day| if end { day.tomorrow() } else { Ok(day) }).map(DateTime::from)
    };
    let at = local.and_then(|local| local.to_zoned_datetime(zone.clone()));
    at.map(|at| at.timestamp())
        .map_err(|_| anyhow::anyhow!(cx.out.locale.with("cli-bad-time", &[("time", text.into())])))
}
