//! `post edit`: staff write parts of a post themselves, or let its sources speak again.

use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::json;

use super::post_add::words;
use super::post_change::say;
use super::usage::ArgumentError;
use super::{Cx, output};
use crate::admin::{PostEdit, edit_post, field_words, reset_post};
use crate::domain::compose::Field;
use crate::publish::what_sources_say;
use crate::store::{Conn, overrides};

#[derive(clap::Args)]
pub struct Args {
    #[arg(long)]
    town: Option<String>,
    /// Address or id of the post.
    post: String,
    /// The title; empty for none.
    #[arg(long)]
    title: Option<String>,
    /// The text; `@FILE` reads a file, `-` reads standard input.
    #[arg(long)]
    text: Option<String>,
    /// The text, from a file or (`-`) standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    text_file: Option<PathBuf>,
    /// Language of the text, `de` or `en`.
    #[arg(long)]
    language: Option<String>,
    /// Hashtags, with commas between them; empty for none.
    #[arg(long, value_name = "TAGS")]
    hashtags: Option<String>,
    /// The description of a picture, `1=The town hall in the snow`; may be given several times.
    #[arg(long = "alt", value_name = "NUMBER=TEXT", value_parser = numbered)]
    described: Vec<(usize, String)>,
    /// The sender; empty for none.
    #[arg(long)]
    sender: Option<String>,
    /// Topics, with commas between them; empty for none.
    #[arg(long)]
    topics: Option<String>,
    /// Districts, with commas between them; empty for none.
    #[arg(long)]
    districts: Option<String>,
    /// Let the sources speak again for these parts.
    #[arg(
        long,
        value_delimiter = ',',
        conflicts_with_all =
            ["title", "text", "text_file", "language", "hashtags", "described", "sender", "topics", "districts"]
    )]
    reset: Vec<Part>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Part {
    Title,
    /// With its hashtags.
    Text,
    Language,
    Hashtags,
    /// The descriptions of the pictures.
    Alt,
    Sender,
    Topics,
    Districts,
    All,
}

impl Part {
    fn fields(self) -> &'static [Field] {
        match self {
            Self::Title => &[Field::Title],
            Self::Text => &[Field::Body, Field::Hashtags],
            Self::Language => &[Field::Lang],
            Self::Hashtags => &[Field::Hashtags],
            Self::Alt => &[Field::Media],
            Self::Sender => &[Field::Sender],
            Self::Topics => &[Field::Topics],
            Self::Districts => &[Field::Districts],
            Self::All => &Field::ALL,
        }
    }
}

fn numbered(text: &str) -> Result<(usize, String), ArgumentError> {
    let pair = text.split_once('=').and_then(|(place, words)| Some((place.trim().parse().ok()?, words.to_owned())));
    pair.ok_or(ArgumentError::Numbered)
}

/// Carries it out, or shows what staff wrote when nothing is to be done.
pub async fn run(cx: &Cx, args: Args) -> anyhow::Result<()> {
    let app = cx.app().await?;
    let town = output::town(&app, args.town.as_deref()).await?;
    let desk = app.desk();
    let post = desk.post(&town, &args.post).await?;
    if !args.reset.is_empty() {
        let fields: Vec<Field> = args.reset.iter().flat_map(|part| part.fields()).copied().collect();
        let (post, lifted) = reset_post(&desk, &town, &post, &fields).await?;
        let key = if lifted.is_empty() { "cli-post-reset-nothing" } else { "cli-post-reset" };
        say(cx, &app, &town, key, &post, json!({ "reset": lifted }));
        return Ok(());
    }
    let given = words(cx, args.text.as_deref(), args.text_file.as_deref())?;
    let names = |typed: Option<String>| typed.map(|names| names.split(',').map(str::to_owned).collect::<Vec<_>>());
    let edit = PostEdit {
        title: args.title,
        text: given,
        language: args.language,
        hashtags: names(args.hashtags),
        alts: args.described,
        sender: args.sender,
        topics: names(args.topics),
        districts: names(args.districts),
        ..PostEdit::default()
    };
    let post = if edit.is_empty() { post } else { edit_post(&desk, &town, &post, &edit).await? };
    let (fields, outdated) = app
        .db
        .read(async |c: &mut Conn<'_>| {
            let fields = overrides::fields(c, town.id, post.id).await?;
            let outdated = match what_sources_say(c, &town, post.id).await? {
                Some(beneath) => overrides::outdated(c, town.id, post.id, &beneath).await?,
                None => Vec::new(),
            };
            Ok::<_, crate::publish::PublishError>((fields, outdated))
        })
        .await?;
    let data = json!({ "by_hand": fields, "outdated": outdated });
    if !edit.is_empty() {
        say(cx, &app, &town, "cli-post-edited", &post, data);
    } else if fields.is_empty() {
        say(cx, &app, &town, "cli-post-unedited", &post, data);
    } else {
        let words = [("title", post.heading().into()), ("fields", field_words(&fields, cx.out.locale).into())];
        cx.out.say(&cx.out.locale.with("cli-post-by-hand", &words), data);
    }
    Ok(())
}
