//! `source connect`: a login for a channel, or for a new one. With a file, that is it; without, a person logs in at the
//! platform and pastes what it answers. What a person is asked stands on stderr, so that `--json` stays one object.

use std::io::BufRead;
use std::path::PathBuf;

use super::source::{self, Named};
use super::source_login::as_json;
use super::{Cx, output};
use crate::admin::{
    Choice, Connected, Keyring, LoginRequest, Offered, choose_account, connect_source, login_words, read_app,
    read_login, start_login, take_answer, way_of,
};
use crate::app::App;
use crate::domain::connection::Connection;
use crate::domain::source::Source;
use crate::domain::town::Town;
use crate::i18n::Locale;
use crate::sources::oauth::{self, PROVIDERS, Provider};
use crate::store::{Conn, sources};

/// Whose login, and where it comes from.
#[derive(clap::Args)]
pub struct Args {
    #[arg(long)]
    town: Option<String>,
    /// The channel's short name, or a platform.
    source: String,
    /// File with a login that is ready.
    #[arg(long, conflicts_with_all = ["app_file", "redirect", "account", "api_base", "settings"])]
    credential_file: Option<PathBuf>,
    /// File with the town's app at the platform.
    #[arg(long)]
    app_file: Option<PathBuf>,
    /// Where the platform sends people back.
    #[arg(long)]
    redirect: Option<String>,
    /// What shall be read, for scripts.
    #[arg(long)]
    account: Option<String>,
    /// Where the API of a new channel lives.
    #[arg(long)]
    api_base: Option<String>,
    /// A setting of a new channel's connector, NAME=VALUE.
    #[arg(long = "set", value_parser = source::pair)]
    settings: Vec<(String, String)>,
    /// Who renews it.
    #[arg(long)]
    person: Option<String>,
    /// Who does when that person is away.
    #[arg(long)]
    deputy: Option<String>,
}

pub(super) async fn run(cx: &Cx, app: &App, args: &Args) -> anyhow::Result<()> {
    let town = output::town(app, args.town.as_deref()).await?;
    let (source, way) = whose(cx, app, &town, args).await?;
    if let (Some(path), Some(source)) = (&args.credential_file, &source) {
        let login = read_login(&output::read_text(path, cx.out.locale)?)?;
        let keyring = Keyring { login, person: args.person.clone(), deputy: args.deputy.clone() };
        let connection = connect_source(&app.desk(), source, &keyring).await?;
        say(cx, app, &town, source, &connection);
        return Ok(());
    }
    let Some(way) = way else {
        let known = PROVIDERS.iter().map(|way| way.name).collect::<Vec<_>>().join(", ");
        let name = source.map_or_else(|| args.source.clone(), |source| source.name);
        anyhow::bail!(cx.out.locale.with("refused-login-way", &[("name", name.into()), ("known", known.into())]))
    };
    let Connected { source, connection } = log_in(cx, app, &town, source, way, args).await?;
    say(cx, app, &town, &source, &connection);
    Ok(())
}

/// The channel that is meant, and how to log in for it; or only how, for a new one.
async fn whose(
    cx: &Cx,
    app: &App,
    town: &Town,
    args: &Args,
) -> anyhow::Result<(Option<Source>, Option<&'static Provider>)> {
    let all = app.db.read(async |c: &mut Conn<'_>| sources::of_town(c, town.id).await).await?;
    let is_there = all.iter().any(|source| source.slug == args.source || source.url == args.source);
    if let (false, None, Some(way)) = (is_there, &args.credential_file, oauth::by_name(&args.source)) {
        return Ok((None, Some(way)));
    }
    let named = Named { town: args.town.clone(), source: args.source.clone() };
    let (_, source) = source::find(cx, app, &named).await?;
    let way = way_of(&app.desk(), &source).await?;
    Ok((Some(source), way))
}

async fn log_in(
    cx: &Cx,
    app: &App,
    town: &Town,
    source: Option<Source>,
    way: &'static Provider,
    args: &Args,
) -> anyhow::Result<Connected> {
    let (desk, locale) = (app.desk(), cx.out.locale);
    let file = args.app_file.as_ref().map(|path| output::read_text(path, locale)).transpose()?;
    let request = LoginRequest {
        way,
        source: source.clone(),
        app: file.as_deref().map(read_app).transpose()?,
        api_base: args.api_base.clone(),
        settings: args.settings.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect(),
        redirect: args.redirect.clone(),
        person: args.person.clone(),
        deputy: args.deputy.clone(),
    };
    let started = start_login(&desk, town, request).await?;
    eprintln!("{}\n\n{}\n", locale.text("cli-login-open"), started.address);
    eprintln!("{}\n", locale.with("cli-login-redirect", &[("redirect", started.redirect.into())]));
    eprintln!("{}", locale.text("cli-login-paste"));
    let given = line()?.ok_or_else(|| anyhow::anyhow!(locale.text("cli-login-no-answer")))?;
    let offered = take_answer(&desk, town, Some(started.flow), &given).await?;
    let account = pick(locale, &offered, args.account.as_deref(), source.as_ref())?;
    Ok(choose_account(&desk, town, offered.flow, &account).await?)
}

/// The account that is meant: the named one, the channel's own, the only one, or the one a person picks.
fn pick(locale: Locale, offered: &Offered, named: Option<&str>, source: Option<&Source>) -> anyhow::Result<String> {
    if let Some(account) = named.or_else(|| source?.account.as_deref()) {
        return Ok(account.to_owned());
    }
    let choices = &offered.choices;
    if let [only] = choices.as_slice() {
        return Ok(only.account.clone());
    }
    eprintln!("{}", locale.text("cli-login-choose"));
    for (n, choice) in choices.iter().enumerate() {
        eprintln!("{:>4}  {} ({})", n + 1, choice.name, choice.account);
    }
    let Some(given) = line()? else {
        let known = choices.iter().map(|choice| format!("{} ({})", choice.account, choice.name));
        let known = known.collect::<Vec<_>>().join(", ");
        anyhow::bail!(locale.with("cli-login-which", &[("known", known.into())]))
    };
    let number: Option<usize> = given.parse().ok();
    let chosen: Option<&Choice> = number.and_then(|n| choices.get(n.checked_sub(1)?));
    let none = || anyhow::anyhow!(locale.with("cli-login-number", &[("given", given.as_str().into())]));
    Ok(chosen.ok_or_else(none)?.account.clone())
}

/// A line that a person enters; `None` when there is nobody.
fn line() -> anyhow::Result<Option<String>> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(Some(line.trim().to_owned()).filter(|line| !line.is_empty()))
}

fn say(cx: &Cx, app: &App, town: &Town, source: &Source, connection: &Connection) {
    let ends = login_words(connection, town, app.clock.now(), cx.out.locale);
    let said = cx.out.locale.with(
        "cli-source-connected",
        &[("name", source.name.as_str().into()), ("source", source.slug.as_str().into()), ("ends", ends.into())],
    );
    cx.out.say(&said, as_json(connection, &[source]));
}
