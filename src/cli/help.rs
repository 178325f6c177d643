//! The command line's own help, in the person's language. In: the commands as they are declared. Out: the same commands
//! with texts from the locale files (`help-town-add`, `help-town-add-name`, or `help-arg-name` where it means the same
//! everywhere), so that nothing of it is written in code. Called by `main`.

use std::ffi::OsString;

use clap::{Arg, ArgAction, Command, CommandFactory};

use super::Cli;
use crate::i18n::Locale;

/// The language asked for, looked up before anything is parsed: also what is wrong with a command is said in it.
pub fn language(arguments: &[OsString]) -> Locale {
    let mut words = arguments.iter().map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        let given = match word.strip_prefix("--lang") {
            Some("") => words.next().unwrap_or_default().into_owned(),
            Some(rest) => rest.trim_start_matches('=').to_owned(),
            None => continue,
        };
        return if given == "en" { Locale::En } else { Locale::De };
    }
    Locale::De
}

/// `ausrufer help town add` asks for the same as `ausrufer town add --help`.
pub fn without_help_verb(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if arguments.get(1).is_some_and(|word| word == "help") {
        arguments.remove(1);
        arguments.push("--help".into());
    }
    arguments
}

/// All commands with their texts.
pub fn command(locale: Locale) -> Command {
    let flag = |name: &'static str, short, action| {
        Arg::new(name).short(short).long(name).action(action).global(true).display_order(1000)
    };
    let bare = Cli::command().disable_version_flag(true).arg(flag("help", 'h', ArgAction::Help)).arg(flag(
        "version",
        'V',
        ArgAction::Version,
    ));
    let told = tell(bare, "help", locale);
    let mut built = told.clone();
    built.build();
    with_usage(told, &built, locale)
}

/// Puts the texts into a command and those below it.
fn tell(command: Command, path: &str, locale: Locale) -> Command {
    let template =
        format!("{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}", locale.text("usage-heading"));
    command
        .about(locale.text(path))
        .long_about(None::<&str>)
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .help_template(template)
        .subcommand_help_heading(locale.text("usage-commands"))
        .subcommand_value_name(locale.text("usage-command"))
        .mut_args(|arg| tell_argument(arg, path, locale))
        .mut_subcommands(|below| {
            let path = format!("{path}-{}", below.get_name());
            tell(below, &path, locale)
        })
}

fn tell_argument(arg: Arg, path: &str, locale: Locale) -> Arg {
    let id = arg.get_id().as_str().replace('_', "-");
    let own = locale.find(&format!("{path}-{id}"));
    let mut text = own.unwrap_or_else(|| locale.text(&format!("help-arg-{id}")));
    let heading = locale.text(if arg.is_positional() { "usage-arguments" } else { "usage-options" });
    let mut arg = arg.help_heading(heading);
    if arg.get_action().takes_values() {
        arg = arg.hide_default_value(true).hide_possible_values(true);
        let possible: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        if !possible.is_empty() {
            let values = possible.join(", ");
            text = format!("{text} {}", locale.with("usage-possible", &[("values", values.into())]));
        }
        if let Some(default) = arg.get_default_values().first() {
            let value = default.to_string_lossy().into_owned();
            text = format!("{text} {}", locale.with("usage-default", &[("value", value.into())]));
        }
        if let Some(name) = locale.find(&format!("value-{id}")) {
            arg = arg.value_name(name);
        }
    }
    arg.help(text).long_help(None::<&str>)
}

/// Writes each command's usage line, which the library words in English, with our words.
fn with_usage(command: Command, built: &Command, locale: Locale) -> Command {
    let usage =
        line(&built.clone().render_usage().to_string()).replace("[OPTIONS]", &locale.text("usage-some-options"));
    command.override_usage(usage).mut_subcommands(|below| match built.find_subcommand(below.get_name()) {
        Some(inner) => with_usage(below, &inner.clone(), locale),
        None => below,
    })
}

/// A usage line without the library's own heading.
pub(super) fn line(usage: &str) -> String {
    usage.trim().strip_prefix("Usage:").unwrap_or(usage).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(command: &mut Command, path: &str) {
        let help = command.render_long_help().to_string();
        for bad in ["⟦", "Usage", "Options", "OPTIONS", "COMMAND", "default:", "possible values"] {
            assert!(!help.contains(bad), "{path}: {bad} in\n{help}");
        }
        for below in command.get_subcommands_mut() {
            let path = format!("{path} {}", below.get_name());
            check(below, &path);
        }
    }

    #[test]
    fn every_command_and_argument_has_a_text_in_every_language() {
        for locale in Locale::ALL {
            let mut command = command(locale);
            command.build();
            if locale == Locale::De {
                check(&mut command, "ausrufer");
            } else {
                assert!(!command.render_long_help().to_string().contains('⟦'));
            }
        }
    }

    #[test]
    fn the_language_is_found_before_the_command_is_understood() {
        let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(language(&words("ausrufer twon --lang en")), Locale::En);
        assert_eq!(language(&words("ausrufer --lang=en")), Locale::En);
        assert_eq!(language(&words("ausrufer --language en")), Locale::De);
        assert_eq!(without_help_verb(words("ausrufer help town")), words("ausrufer town --help"));
    }
}
