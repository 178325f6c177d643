//! `post add`: a message of staff's own, or one passed on from a channel without an interface.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::ValueEnum;
use serde_json::json;

use super::post_change::say;
use super::post_validity::moment;
use super::{Cx, output};
use crate::error::Words;
use crate::ingest::{MediaError, PictureLimits};
use crate::jobs::{KeepError, MOST_TEXT, OwnError, OwnMessage, OwnPicture, OwnPlatform, PictureFrom, add_own};
use crate::sources::address_clean::web_address;
use crate::sources::charset_decode::decode;
use crate::store::{Conn, posts_read};

#[derive(clap::Args)]
pub struct Add {
    #[arg(long)]
    town: Option<String>,
    /// The platform it was copied from: names the channel, and its marks in the text are understood.
    #[arg(long)]
    platform: Option<Platform>,
    /// The channel under which readers see it.
    #[arg(long, default_value = "", hide_default_value = true)]
    channel: String,
    #[arg(long)]
    title: Option<String>,
    /// The text; `@FILE` reads a file, `-` reads standard input.
    #[arg(long)]
    text: Option<String>,
    /// The text, from a file or (`-`) standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    text_file: Option<PathBuf>,
    /// Address of the original.
    #[arg(long)]
    link: Option<String>,
    #[arg(long)]
    language: Option<String>,
    /// A picture; may be given several times.
    #[arg(long = "picture", value_name = "FILE")]
    pictures: Vec<PathBuf>,
    /// The description of the picture at the same place in the list; `""` for one without.
    #[arg(long = "alt", value_name = "TEXT")]
    alts: Vec<String>,
    /// When it was said: RFC 3339, or a day or moment in the town's zone (default: now).
    #[arg(long = "at", alias = "said-at", value_name = "TIME")]
    said_at: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Platform {
    Whatsapp,
}

impl From<Platform> for OwnPlatform {
    fn from(platform: Platform) -> Self {
        match platform {
            Platform::Whatsapp => Self::Whatsapp,
        }
    }
}

pub async fn run(cx: &Cx, args: Add) -> anyhow::Result<()> {
    let app = cx.app().await?;
    let town = output::town(&app, args.town.as_deref()).await?;
    let said_at = args.said_at.as_deref().map(|text| moment(cx, text, false, &town.zone())).transpose()?;
    if let Some(at) = args.said_at.as_ref().filter(|_| said_at.is_some_and(|at| at > app.jobs.hands().now())) {
        anyhow::bail!(cx.out.locale.with("cli-post-future", &[("time", at.as_str().into())]));
    }
    let message = OwnMessage {
        channel: args.channel.clone(),
        platform: args.platform.map(Into::into),
        title: args.title.clone().filter(|title| !title.trim().is_empty()),
        text: words(cx, args.text.as_deref(), args.text_file.as_deref())?.unwrap_or_default(),
        link: args.link.as_deref().map(|link| address(cx, link)).transpose()?,
        lang: args.language.clone(),
        pictures: pictures(cx, &args)?,
        said_at,
        ..OwnMessage::default()
    };
    let undescribed = message.pictures.iter().filter(|picture| picture.alt.is_none()).count();
    let arrived = match add_own(&app.hands(), &town, message).await {
        Ok(arrived) => arrived,
        Err(error) => return Err(refused(cx, &args, error)),
    };
    let post = app.db.read(async |c: &mut Conn<'_>| posts_read::by_id(c, town.id, arrived.post).await).await?;
    let post = post.context("the post that was just written cannot be read")?;
    let key = if arrived.joined { "cli-post-joined-to" } else { "cli-post-added" };
    say(cx, &app, &town, key, &post, json!({ "joined": arrived.joined, "undescribed": undescribed }));
    if undescribed > 0 {
        eprintln!("{}", cx.out.locale.with("cli-post-undescribed", &[("count", undescribed.into())]));
    }
    Ok(())
}

/// What a person typed as the original's address.
fn address(cx: &Cx, link: &str) -> anyhow::Result<String> {
    let read = web_address(link).map(String::from);
    read.map_err(|_| anyhow::anyhow!(cx.out.locale.with("cli-post-link", &[("address", link.trim().into())])))
}

/// The pictures with their descriptions. With as many descriptions as pictures none can slip to another picture.
fn pictures(cx: &Cx, args: &Add) -> anyhow::Result<Vec<OwnPicture>> {
    let (alts, pictures) = (args.alts.len(), args.pictures.len());
    if alts > 0 && alts != pictures {
        let counts = [("alts", alts.into()), ("pictures", pictures.into())];
        anyhow::bail!(cx.out.locale.with("cli-alts-differ", &counts));
    }
    let mut all = Vec::new();
    for (index, path) in args.pictures.iter().enumerate() {
        let most = PictureLimits::default().max_bytes;
        if std::fs::metadata(path).is_ok_and(|file| file.len() > most as u64) {
            return Err(bad_picture(cx, path, &KeepError::Unusable(MediaError::TooLarge)));
        }
        let alt = args.alts.get(index).map(|alt| alt.trim().to_owned()).filter(|alt| !alt.is_empty());
        all.push(OwnPicture { from: PictureFrom::Bytes(read(cx, path)?.into()), alt });
    }
    Ok(all)
}

/// Why nothing was published.
fn refused(cx: &Cx, args: &Add, error: OwnError) -> anyhow::Error {
    let locale = cx.out.locale;
    anyhow::anyhow!(match error {
        OwnError::Empty => locale.text("cli-post-empty"),
        OwnError::TooLong(length) => {
            locale.with("cli-post-long", &[("length", length.into()), ("most", MOST_TEXT.into())])
        }
        OwnError::TooManyPictures(most) => locale.with("cli-post-many-pictures", &[("most", most.into())]),
        OwnError::Picture(n, error) => {
            let path = args.pictures.get(n.saturating_sub(1)).map_or(Path::new(""), PathBuf::as_path);
            return bad_picture(cx, path, &error);
        }
        OwnError::Undescribed(n) => locale.with("cli-post-picture-undescribed", &[("place", n.into())]),
        OwnError::Changed => locale.text("store-changed"),
        OwnError::Job(error) => return error.into(),
    })
}

fn bad_picture(cx: &Cx, path: &Path, error: &KeepError) -> anyhow::Error {
    tracing::debug!(%error, "a picture was refused");
    let key = match error {
        KeepError::Removed => "cli-post-picture-removed",
        KeepError::Unusable(MediaError::TooLarge) => "cli-post-picture-large",
        KeepError::Unusable(MediaError::Bomb) => "cli-post-picture-pixels",
        KeepError::Unusable(MediaError::Damaged) => "cli-post-picture-damaged",
        KeepError::Absent | KeepError::Unusable(_) => "cli-post-picture-kind",
    };
    let most = PictureLimits::default();
    let words = [
        ("file", path.display().to_string().into()),
        ("megabytes", (most.max_bytes / 1_000_000).into()),
        ("megapixels", output::number(most.max_pixels / 1_000_000).into()),
    ];
    anyhow::anyhow!(cx.out.locale.with(key, &words))
}

/// A text as it was given: itself, `@FILE`, a file, or (`-`) standard input.
pub(super) fn words(cx: &Cx, given: Option<&str>, file: Option<&Path>) -> anyhow::Result<Option<String>> {
    let file = file.or_else(|| given.and_then(|given| given.strip_prefix('@')).map(Path::new));
    let piped = file.map_or(given == Some("-"), |file| file.as_os_str() == "-");
    match (file, given) {
        _ if piped => {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut std::io::stdin(), &mut bytes)?;
            Ok(Some(decode(&bytes, None)))
        }
        (Some(file), _) => Ok(Some(decode(&read(cx, file)?, None))),
        (None, given) => Ok(given.map(str::to_owned)),
    }
}

fn read(cx: &Cx, path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).map_err(|cause| {
        let (path, cause) = (path.display().to_string(), cause.words(cx.out.locale));
        anyhow::anyhow!(cx.out.locale.with("cli-unread", &[("path", path.into()), ("cause", cause.into())]))
    })
}
