//! `staff add|limit|invite|list|reset-mfa|end`: people who work in the admin area.

use std::time::Duration;

use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use serde_json::json;

use super::{Cx, output};
use crate::admin::{
    Invited, NewStaffRequest, admin_origin, end_staff, invite_staff, limit_role, limit_words, renew_code, reset_proof,
    role_words,
};
use crate::app::App;
use crate::domain::limits::Limits;
use crate::domain::staff::{Role, Staff};
use crate::i18n::{day, moment};
use crate::store::{Conn, StoreError, staff, staff_roles, towns};
use crate::urls;

#[derive(Subcommand)]
pub enum What {
    /// Invite a person, or give one there is a further role.
    Add {
        /// What the person signs in with, e.g. the mail address.
        login: String,
        /// As the others see them.
        #[arg(long)]
        name: String,
        #[arg(long, value_parser = roles())]
        role: String,
        /// Only this town.
        #[arg(long, conflicts_with = "all_towns")]
        town: Option<String>,
        /// In all towns, also those to come.
        #[arg(long)]
        all_towns: bool,
        /// The role ends by itself after so many days.
        #[arg(long)]
        days: Option<u32>,
        /// Only for this sender; may be given several times.
        #[arg(long)]
        sender: Vec<String>,
        /// Only for this channel, by its short name; may be given several times.
        #[arg(long)]
        channel: Vec<String>,
    },
    /// Limit a person's role in a town to senders and channels; without any it counts for all again.
    Limit {
        login: String,
        #[arg(long, value_parser = roles())]
        role: String,
        #[arg(long)]
        town: Option<String>,
        #[arg(long)]
        sender: Vec<String>,
        #[arg(long)]
        channel: Vec<String>,
    },
    /// A new address at which a person chooses a (new) password.
    Invite { login: String },
    /// Who there is.
    List,
    /// Take a person's second proof away; they set up a new one at the next sign-in.
    ResetMfa { login: String },
    /// End a person everywhere, at once.
    End { login: String },
}

fn roles() -> PossibleValuesParser {
    PossibleValuesParser::new(Role::ALL.iter().map(|role| role.as_str()))
}

pub async fn run(cx: &Cx, what: What) -> anyhow::Result<()> {
    let app = cx.app().await?;
    match what {
        What::Add { login, name, role, town, all_towns, days, sender, channel } => {
            let town = match all_towns {
                true => None,
                false => Some(output::town(&app, town.as_deref()).await?.id),
            };
            let role = Role::parse(&role).unwrap_or(Role::Author);
            let days = days.map(|days| Duration::from_secs(u64::from(days) * 86_400));
            let until = days.and_then(|days| app.clock.now().checked_add(days).ok());
            let limits = Limits { senders: sender, channels: channel };
            let request = NewStaffRequest { login, name, role, town, until, limits, by: None };
            say(cx, &app, &invite_staff(&app.desk(), &request).await?).await
        }
        What::Invite { login } => say(cx, &app, &renew_code(&app.desk(), &login).await?).await,
        What::Limit { login, role, town, sender, channel } => {
            let limits = Limits { senders: sender, channels: channel };
            limit(cx, &app, (&login, &role), town.as_deref(), limits).await
        }
        What::List => list(cx, &app).await,
        What::ResetMfa { login } => {
            let done = reset_proof(&app.desk(), &login).await?;
            told(cx, "cli-staff-proof-reset", &done);
            Ok(())
        }
        What::End { login } => {
            let done = end_staff(&app.desk(), &login).await?;
            told(cx, "cli-staff-ended", &done);
            Ok(())
        }
    }
}

/// A role counts for some senders and channels only.
async fn limit(
    cx: &Cx,
    app: &App,
    (login, role): (&str, &str),
    town: Option<&str>,
    limits: Limits,
) -> anyhow::Result<()> {
    let town = output::town(app, town).await?;
    let role = Role::parse(role).unwrap_or(Role::Author);
    let found = app.db.read(async |c: &mut Conn<'_>| staff::by_login(c, &login.trim().to_lowercase()).await).await?;
    let Some(person) = found else { anyhow::bail!(cx.out.locale.with("refused-no-staff", &[("login", login.into())])) };
    limit_role(&app.desk(), &town, (person.ulid, role), limits, None).await?;
    told(cx, "cli-staff-limited", &person);
    Ok(())
}

/// What was done to a person.
fn told(cx: &Cx, key: &str, person: &Staff) {
    let variables = [("name", person.name.as_str().into()), ("login", person.login.as_str().into())];
    cx.out.say(&cx.out.locale.with(key, &variables), json!({ "login": person.login }));
}

/// The address, ready for paper.
async fn say(cx: &Cx, app: &App, invited: &Invited) -> anyhow::Result<()> {
    let locale = cx.out.locale;
    let (name, login) = (("name", invited.staff.name.as_str().into()), ("login", invited.staff.login.as_str().into()));
    let Some(code) = &invited.code else {
        cx.out.say(
            &locale.with("cli-staff-further", &[name, login]),
            json!({ "login": invited.staff.login, "url": null }),
        );
        return Ok(());
    };
    let Some(origin) = admin_origin(&app.db, &app.config.server).await? else {
        anyhow::bail!(locale.text("cli-setup-no-host"))
    };
    let url = origin.absolute(&urls::admin_invitation(&code.code));
    let until = moment(locale, code.ends_at, &output::zone(app).await?);
    let said = locale.with("cli-staff-invited", &[name, login, ("url", url.as_str().into()), ("until", until.into())]);
    cx.out.say(&said, json!({ "login": invited.staff.login, "url": url, "ends_at": code.ends_at.to_string() }));
    Ok(())
}

async fn list(cx: &Cx, app: &App) -> anyhow::Result<()> {
    let locale = cx.out.locale;
    let (people, all) = app
        .db
        .read(async |c: &mut Conn<'_>| {
            let mut people = Vec::new();
            for person in staff::all(c).await? {
                let grants = staff_roles::of(c, person.id).await?;
                people.push((person, grants));
            }
            Ok::<_, StoreError>((people, towns::all(c).await?))
        })
        .await?;
    let zone = output::zone(app).await?;
    let host = |town| all.iter().find(|known| Some(known.id) == town).map(|known| known.host.clone());
    let mut rows = Vec::new();
    let mut data = Vec::new();
    for (person, grants) in &people {
        let roles: Vec<String> = grants
            .iter()
            .map(|grant| {
                let place = host(grant.town).unwrap_or_else(|| locale.text("cli-staff-everywhere"));
                let limits = match grant.limits.is_none() {
                    true => String::new(),
                    false => format!(" – {}", limit_words(&grant.limits, &[], locale)),
                };
                format!("{} ({place}){limits}", role_words(grant.role, locale))
            })
            .collect();
        let since = match (&person.password, person.signed_in_at) {
            _ if person.ended_at.is_some() => locale.text("cli-staff-left"),
            (None, _) => locale.text("cli-staff-waiting"),
            (Some(_), Some(at)) => day(locale, at, &zone),
            (Some(_), None) => "–".to_owned(),
        };
        rows.push(vec![person.login.clone(), person.name.clone(), roles.join(", "), since]);
        data.push(json!({
            "login": person.login, "name": person.name, "id": person.ulid.to_string(),
            "joined": person.password.is_some(), "second_proof": person.has_proof(),
            "signed_in_at": person.signed_in_at.map(|at| at.to_string()),
            "ended_at": person.ended_at.map(|at| at.to_string()),
            "roles": grants.iter().map(|grant| json!({
                "town": host(grant.town), "role": grant.role.as_str(), "until": grant.until.map(|at| at.to_string()),
                "senders": grant.limits.senders, "channels": grant.limits.channels,
            })).collect::<Vec<_>>(),
        }));
    }
    let heading = ["cli-col-login", "cli-col-name", "cli-col-roles", "cli-col-signed-in"].map(|key| locale.text(key));
    cx.out.table("staff", &heading, &rows, data);
    Ok(())
}
