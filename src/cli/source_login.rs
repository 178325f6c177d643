//! `source connect` and `source logins`: giving channels their login, and the calendar of when logins end.

use std::path::PathBuf;

use jiff::Timestamp;
use serde_json::json;

use super::{Cx, output};
use crate::admin::{Keyring, connect_source, read_login};
use crate::app::App;
use crate::domain::connection::Connection;
use crate::domain::source::Source;
use crate::domain::town::Town;
use crate::error::Words;
use crate::i18n::moment;
use crate::store::{Conn, StoreError, connections, sources};

/// A login, and who looks after it.
#[derive(clap::Args)]
pub struct KeyArgs {
    /// File with the login: the token alone, or JSON.
    #[arg(long)]
    credential_file: Option<PathBuf>,
    /// Who renews it.
    #[arg(long, requires = "credential_file")]
    person: Option<String>,
    /// Who does when that person is away.
    #[arg(long, requires = "credential_file")]
    deputy: Option<String>,
}

/// Reads the login that the arguments name, if they name one.
pub(super) fn read(cx: &Cx, keys: &KeyArgs) -> anyhow::Result<Option<Keyring>> {
    let locale = cx.out.locale;
    let Some(path) = &keys.credential_file else { return Ok(None) };
    let text = std::fs::read_to_string(path).map_err(|cause| {
        let (path, cause) = (path.display().to_string(), cause.words(locale));
        anyhow::anyhow!(locale.with("cli-unread", &[("path", path.into()), ("cause", cause.into())]))
    })?;
    Ok(Some(Keyring { login: read_login(&text)?, person: keys.person.clone(), deputy: keys.deputy.clone() }))
}

pub(super) async fn connect(cx: &Cx, app: &App, town: &Town, source: &Source, keys: &KeyArgs) -> anyhow::Result<()> {
    let Some(keyring) = read(cx, keys)? else {
        anyhow::bail!(cx.out.locale.with("usage-missing", &[("argument", "--credential-file".into())]))
    };
    let connection = connect_source(&app.desk(), source, &keyring).await?;
    let ends = ends_words(cx, town, &connection, app.clock.now());
    let said = cx.out.locale.with(
        "cli-source-connected",
        &[("name", source.name.as_str().into()), ("source", source.slug.as_str().into()), ("ends", ends.into())],
    );
    cx.out.say(&said, as_json(&connection, &[source]));
    Ok(())
}

pub(super) async fn list(cx: &Cx, app: &App, town: Option<&str>) -> anyhow::Result<()> {
    let town = output::town(app, town).await?;
    let (all, channels) = app
        .db
        .read(async |c: &mut Conn<'_>| {
            Ok::<_, StoreError>((connections::of_town(c, town.id).await?, sources::of_town(c, town.id).await?))
        })
        .await?;
    let now = app.clock.now();
    let reads = |connection: &Connection| -> Vec<&Source> {
        channels.iter().filter(|source| source.connection == Some(connection.id)).collect()
    };
    let none = || "–".to_owned();
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|connection| {
            let slugs: Vec<&str> = reads(connection).iter().map(|source| source.slug.as_str()).collect();
            vec![
                connection.platform.as_str().to_owned(),
                connection.name.clone(),
                slugs.join(", "),
                ends_words(cx, &town, connection, now),
                connection.person.clone().unwrap_or_else(none),
                connection.deputy.clone().unwrap_or_else(none),
            ]
        })
        .collect();
    let heading = [
        "cli-col-platform",
        "cli-col-name",
        "cli-col-channels",
        "cli-col-login-ends",
        "cli-col-person",
        "cli-col-deputy",
    ]
    .map(|key| cx.out.locale.text(key));
    let data = all.iter().map(|connection| as_json(connection, &reads(connection))).collect();
    cx.out.table("logins", &heading, &rows, data);
    Ok(())
}

/// How long a login still works, in words.
fn ends_words(cx: &Cx, town: &Town, connection: &Connection, now: Timestamp) -> String {
    let locale = cx.out.locale;
    let zone = town.zone();
    if let Some(since) = connection.dead_since {
        return locale.with("cli-login-refused", &[("since", moment(locale, since, &zone).into())]);
    }
    match connection.ends_at() {
        Some(end) if end <= now => locale.with("cli-login-ended", &[("at", moment(locale, end, &zone).into())]),
        Some(end) => {
            let days = end.duration_since(now).as_hours() / 24;
            locale.with("cli-login-ends", &[("at", moment(locale, end, &zone).into()), ("days", days.into())])
        }
        None => locale.text("cli-login-endless"),
    }
}

fn as_json(connection: &Connection, reads: &[&Source]) -> serde_json::Value {
    let at = |moment: Option<Timestamp>| moment.map(|at| at.to_string());
    let slugs: Vec<&str> = reads.iter().map(|source| source.slug.as_str()).collect();
    json!({
        "id": connection.ulid.to_string(), "platform": connection.platform.as_str(), "name": connection.name,
        "account": connection.account, "sources": slugs, "expires_at": at(connection.expires_at),
        "data_access_until": at(connection.data_access_until), "refresh_at": at(connection.refresh_at),
        "dead_since": at(connection.dead_since), "person": connection.person, "deputy": connection.deputy,
    })
}
