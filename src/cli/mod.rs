//! The command line, one file per verb (DESIGN §4). Exit codes: 0 done, 1 failed with the reason on stderr, 2 wrong usage.
//! What people read comes from the locale files, the help for commands too (the comments on them here are for readers of
//! the code); `--json` prints data for scripts, with a `contract_version`.

mod actor;
mod audit;
mod backup;
mod columns;
mod config_cmd;
mod demo;
mod doctor;
mod federation;
mod followers;
mod healthcheck;
mod held;
mod help;
mod keys;
mod migrate;
mod output;
mod passphrase;
mod post;
mod post_add;
mod post_change;
mod post_edit;
mod post_validity;
mod restore;
mod serve;
mod setup_url;
mod source;
mod source_connect;
mod source_import;
mod source_login;
mod source_parse;
mod source_rules;
mod source_try;
mod staff;
mod town;
mod usage;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{FromArgMatches, Parser, Subcommand};

use crate::app::{App, Deps};
use crate::config::{Config, ConfigError};
use crate::domain::audit::Who;
use crate::telemetry;
use output::Output;

/// Stack of a worker, in bytes: builds without optimisation need more than the usual 2 MiB for a message on its whole way.
const STACK: usize = 4 * 1024 * 1024;

/// Mirrors a town's own posts to a public page and into the Fediverse.
#[derive(Parser)]
#[command(name = "ausrufer", version, propagate_version = true)]
struct Cli {
    /// Configuration file (default: ausrufer.toml, if it exists).
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print data as JSON.
    #[arg(long, global = true)]
    json: bool,
    /// Language of what is printed.
    #[arg(long, global = true, value_parser = ["de", "en"], default_value = "de")]
    lang: String,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Run the server.
    Serve(serve::Args),
    /// Two invented towns with everything, nothing to install.
    Demo(demo::Args),
    /// Bring the database up to date.
    Migrate,
    /// Check this installation.
    Doctor,
    /// Ask a running server whether it is well (for containers).
    Healthcheck,
    /// Configuration.
    Config {
        #[command(subcommand)]
        what: config_cmd::What,
    },
    /// Towns.
    Town {
        #[command(subcommand)]
        what: town::What,
    },
    /// Fediverse accounts of a town.
    Actor {
        #[command(subcommand)]
        what: actor::What,
    },
    /// Mirrored channels.
    Source {
        #[command(subcommand)]
        what: source::What,
    },
    /// Posts.
    Post {
        #[command(subcommand)]
        what: post::What,
    },
    /// Changes that wait for a person.
    Held {
        #[command(subcommand)]
        what: held::What,
    },
    /// Who decided what.
    Audit {
        #[command(subcommand)]
        what: audit::What,
    },
    /// Who follows a town.
    Followers(followers::Args),
    /// Deliveries to other servers.
    Federation {
        #[command(subcommand)]
        what: federation::What,
    },
    /// Back up everything but the key, while the server runs.
    Backup(backup::Args),
    /// Put a backup back on an empty installation.
    Restore(restore::Args),
    /// The key that seals secrets.
    Keys {
        #[command(subcommand)]
        what: keys::What,
    },
    /// People who work in the admin area.
    Staff {
        #[command(subcommand)]
        what: staff::What,
    },
    /// One-time address for the first person of the admin area.
    SetupUrl(setup_url::Args),
}

/// What a verb is given.
struct Cx {
    config: Config,
    /// The file that was given with `--config`.
    file: Option<PathBuf>,
    out: Output,
}

impl Cx {
    /// The whole server, built but not running.
    async fn app(&self) -> anyhow::Result<App> {
        let built = App::build(self.config.clone(), Deps::default()).await;
        let mut app = built.map_err(|error| match error.downcast::<ConfigError>() {
            Ok(error) => error.placed(|key| Config::place(key, self.file.as_deref())).into(),
            Err(other) => other,
        })?;
        app.who = caller();
        Ok(app)
    }
}

/// Who gives the orders: the account at the machine, also behind `sudo`; in a container or a cron job its number.
fn caller() -> Who {
    let named = ["SUDO_USER", "USER", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    Who::at_command_line(&named.or_else(own_number).unwrap_or_else(|| "?".to_owned()))
}

#[cfg(unix)]
fn own_number() -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").ok().map(|own| format!("uid-{}", own.uid()))
}

#[cfg(not(unix))]
fn own_number() -> Option<String> {
    None
}

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = help::without_help_verb(std::env::args_os().collect());
    let locale = help::language(&arguments);
    let parsed = help::command(locale).try_get_matches_from(arguments);
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return usage::answer(&error, locale),
    };
    let out = Output { json: cli.json, locale };
    let runtime = match tokio::runtime::Builder::new_multi_thread().thread_stack_size(STACK).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return out.fail(&anyhow::Error::new(error)),
    };
    match runtime.block_on(run(cli, out)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => out.fail(&error),
    }
}

async fn run(cli: Cli, out: Output) -> anyhow::Result<()> {
    // These work without (or with a broken) configuration.
    match cli.verb {
        Verb::Config { what } => return config_cmd::run(what, cli.config.as_deref(), out),
        Verb::Source { what: source::What::Parse(args) } => return source_parse::run(&args, out),
        Verb::Demo(args) => return demo::run(args, out).await,
        _ => {}
    }
    let config = Config::load(cli.config.as_deref())?;
    let cx = Cx { config, file: cli.config, out };
    if let Verb::Serve(args) = cli.verb {
        return serve::run(&cx, args).await;
    }
    telemetry::start_quiet_logging();
    match cli.verb {
        Verb::Migrate => migrate::run(&cx).await,
        Verb::Doctor => doctor::run(&cx).await,
        Verb::Healthcheck => healthcheck::run(&cx).await,
        Verb::Town { what } => town::run(&cx, what).await,
        Verb::Actor { what } => actor::run(&cx, what).await,
        Verb::Source { what } => source::run(&cx, what).await,
        Verb::Post { what } => post::run(&cx, what).await,
        Verb::Held { what } => held::run(&cx, what).await,
        Verb::Audit { what } => audit::run(&cx, what).await,
        Verb::Followers(args) => followers::run(&cx, args).await,
        Verb::Federation { what } => federation::run(&cx, what).await,
        Verb::Backup(args) => backup::run(&cx, args).await,
        Verb::Restore(args) => restore::run(&cx, args).await,
        Verb::Keys { what } => keys::run(&cx, what).await,
        Verb::Staff { what } => staff::run(&cx, what).await,
        Verb::SetupUrl(args) => setup_url::run(&cx, args).await,
        Verb::Serve(_) | Verb::Demo(_) | Verb::Config { .. } => Ok(()),
    }
}
