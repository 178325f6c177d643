//! `source logins` and `source disconnect`: the calendar of when logins end, and giving one back; and reading one from a file.

use std::path::PathBuf;

use jiff::Timestamp;
use serde_json::json;

use super::source::{self, Named};
use super::{Cx, output};
use crate::admin::{AtPlatform, Keyring, login_words, read_login, remove_login};
use crate::app::App;
use crate::domain::connection::Connection;
use crate::domain::ids::Ulid;
use crate::domain::source::Source;
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
    let Some(path) = &keys.credential_file else { return Ok(None) };
    let text = output::read_text(path, cx.out.locale)?;
    Ok(Some(Keyring { login: read_login(&text)?, person: keys.person.clone(), deputy: keys.deputy.clone() }))
}

pub(super) async fn disconnect(cx: &Cx, app: &App, named: &Named) -> anyhow::Result<()> {
    let locale = cx.out.locale;
    let town = output::town(app, named.town.as_deref()).await?;
    // A login that no channel uses any more has no other name.
    let id = match Ulid::from_string(&named.source) {
        Ok(id) => app.db.read(async |c: &mut Conn<'_>| connections::by_ulid(c, town.id, id).await).await?,
        Err(_) => None,
    };
    let connection = match id {
        Some(connection) => connection,
        None => {
            let (_, source) = source::find(cx, app, named).await?;
            let found = match source.connection {
                Some(id) => app.db.read(async |c: &mut Conn<'_>| connections::by_id(c, town.id, id).await).await?,
                None => None,
            };
            let none = || anyhow::anyhow!(locale.with("refused-no-login", &[("name", source.name.as_str().into())]));
            found.ok_or_else(none)?
        }
    };
    let removed = remove_login(&app.desk(), &town, &connection).await?;
    let (word, key) = match removed.at_platform {
        AtPlatform::Revoked => ("revoked", "cli-platform-revoked"),
        AtPlatform::ByHand => ("by_hand", "cli-platform-by-hand"),
        AtPlatform::Shared => ("shared", "cli-platform-shared"),
        AtPlatform::Failed(_) => ("failed", "cli-platform-failed"),
    };
    let said = locale.with(
        "cli-source-disconnected",
        &[
            ("name", connection.name.as_str().into()),
            ("platform", locale.text(key).into()),
            ("channels", removed.sources.len().into()),
        ],
    );
    let slugs: Vec<&str> = removed.sources.iter().map(|source| source.slug.as_str()).collect();
    cx.out.say(&said, json!({ "id": connection.ulid.to_string(), "at_platform": word, "paused": slugs }));
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
                login_words(connection, &town, now, cx.out.locale),
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

pub(super) fn as_json(connection: &Connection, reads: &[&Source]) -> serde_json::Value {
    let at = |moment: Option<Timestamp>| moment.map(|at| at.to_string());
    let slugs: Vec<&str> = reads.iter().map(|source| source.slug.as_str()).collect();
    json!({
        "id": connection.ulid.to_string(), "platform": connection.platform.as_str(), "name": connection.name,
        "account": connection.account, "sources": slugs, "expires_at": at(connection.expires_at),
        "data_access_until": at(connection.data_access_until), "refresh_at": at(connection.refresh_at),
        "ends_at": at(connection.ends_at), "dead_since": at(connection.dead_since),
        "renewal_refused_at": at(connection.renewal_refused_at),
        "missing_rights": connection.missing.as_ref().map(|(rights, _)| rights), "person": connection.person, "deputy": connection.deputy,
    })
}
