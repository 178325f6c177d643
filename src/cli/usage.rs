//! What is wrong with a command, in the person's language. In: the parser's error, sorted by its kind, never by its
//! English text. Out: a sentence, a suggestion, the usage line, where to find help; exit code 2. Called by `main`.

use std::error::Error as _;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use thiserror::Error;

use super::help;
use crate::error::Words;
use crate::i18n::{Locale, Value};

/// Why the value of an argument cannot be used.
#[derive(Debug, Clone, Error)]
pub enum ArgumentError {
    #[error("not a time such as 60s or 5m")]
    Interval,
    #[error("not KEY=VALUE")]
    Pair,
    #[error("not NUMBER=TEXT")]
    Numbered,
    #[error("not a kind of source; there are {known}")]
    Kind { known: String, suggestion: Option<String> },
    #[error("not an IANA time zone such as Europe/Berlin")]
    Zone,
}

impl Words for ArgumentError {
    fn words(&self, locale: Locale) -> String {
        match self {
            Self::Interval => locale.text("argument-interval"),
            Self::Pair => locale.text("argument-pair"),
            Self::Numbered => locale.text("argument-numbered"),
            Self::Kind { suggestion: Some(near), .. } => did_you_mean(near, locale),
            Self::Kind { known, .. } => locale.with("argument-possible", &[("values", known.as_str().into())]),
            Self::Zone => locale.text("argument-zone"),
        }
    }
}

/// Shows help or version as asked for, or says what is wrong.
pub fn answer(error: &clap::Error, locale: Locale) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader that went away (`| head`) is no error.
            let _ = error.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            ExitCode::from(2)
        }
        _ => {
            eprintln!("{} {}", locale.text("usage-error"), sentence(error, locale));
            if let Some(usage) = context(error, ContextKind::Usage).map(|usage| help::line(&usage)) {
                eprintln!("\n{} {usage}", locale.text("usage-heading"));
                let is_command = |word: &&str| word.starts_with(|c: char| c.is_ascii_lowercase());
                let command: Vec<&str> = usage.split(' ').take_while(is_command).collect();
                eprintln!("{} {} --help", locale.text("usage-help"), command.join(" "));
            }
            ExitCode::from(2)
        }
    }
}

fn sentence(error: &clap::Error, locale: Locale) -> String {
    let argument = context(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = context(error, ContextKind::InvalidValue).unwrap_or_default();
    let with = |key: &str, more: &[(&'static str, Value)]| {
        let mut variables: Vec<(&'static str, Value)> =
            vec![("argument", argument.as_str().into()), ("value", value.as_str().into())];
        variables.extend_from_slice(more);
        locale.with(key, &variables)
    };
    let (said, suggestion) = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let command = context(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            (with("usage-no-command", &[("command", command.into())]), ContextKind::SuggestedSubcommand)
        }
        ErrorKind::UnknownArgument => (with("usage-no-argument", &[]), ContextKind::SuggestedArg),
        ErrorKind::MissingRequiredArgument => (with("usage-missing", &[]), ContextKind::Suggested),
        ErrorKind::InvalidValue if value.is_empty() => (with("usage-no-value", &[]), ContextKind::Suggested),
        ErrorKind::InvalidValue => {
            let values = context(error, ContextKind::ValidValue).unwrap_or_default();
            let possible = locale.with("argument-possible", &[("values", values.into())]);
            (format!("{} {possible}", with("usage-bad-value", &[])), ContextKind::SuggestedValue)
        }
        ErrorKind::ValueValidation => {
            let why = error.source().and_then(|why| why.downcast_ref::<ArgumentError>());
            let why = why.map_or_else(|| locale.text("argument-look"), |why| why.words(locale));
            (format!("{} {why}", with("usage-bad-value", &[])), ContextKind::Suggested)
        }
        ErrorKind::ArgumentConflict => (with("usage-conflict", &[]), ContextKind::Suggested),
        ErrorKind::MissingSubcommand => (locale.text("usage-which-command"), ContextKind::Suggested),
        ErrorKind::InvalidUtf8 => (locale.text("usage-no-text"), ContextKind::Suggested),
        _ => (locale.text("usage-odd"), ContextKind::Suggested),
    };
    match context(error, suggestion).filter(|_| suggestion != ContextKind::Suggested) {
        Some(near) => format!("{said} {}", did_you_mean(&near, locale)),
        None => said,
    }
}

fn did_you_mean(near: &str, locale: Locale) -> String {
    locale.with("did-you-mean", &[("suggestion", near.into())])
}

/// What the parser says about one aspect, as text.
fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        // Suggestions come with the nearest last.
        ContextValue::Strings(texts) if is_suggestion(kind) => texts.last().cloned(),
        ContextValue::Strings(texts) => Some(texts.join(", ")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn is_suggestion(kind: ContextKind) -> bool {
    matches!(kind, ContextKind::SuggestedSubcommand | ContextKind::SuggestedArg | ContextKind::SuggestedValue)
}
