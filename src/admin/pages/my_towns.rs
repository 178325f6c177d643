//! "Meine Orte": all towns somebody works for, with how they are doing and what is to be done in each. Every line says whose
//! it is, and leads there by a step of its own.

use askama::Template;

use super::super::office::Visit;
use super::super::reach::{covers_channel, covers_draft, covers_held};
use super::super::reply::Reply;
use super::super::staff_words::role_words;
use super::channels::lights;
use super::drafts::state_words;
use super::frame::{Failure, Frame, page};
use super::town_switch::{Step, step};
use crate::domain::limits::Limits;
use crate::domain::staff::{Grant, Permission, may, reach};
use crate::domain::town::Town;
use crate::i18n::{day, moment};
use crate::store::held::Held;
use crate::store::{Conn, StoreError, drafts, held, posts_read, sources, towns};
use crate::urls;

/// Posts with undescribed pictures that are counted.
const COUNTED: u32 = 500;

#[derive(Template)]
#[template(path = "admin/my_towns.html")]
struct MyTownsPage {
    f: Frame,
    towns: Vec<Row>,
    waiting: Vec<Waiting>,
}

struct Row {
    name: String,
    host: String,
    roles: String,
    /// Its channels: the word, the look and how many.
    channels: String,
    look: &'static str,
    waiting: usize,
    undescribed: usize,
    current: bool,
    step: Step,
}

/// One thing that waits, and in which town.
struct Waiting {
    town: String,
    text: String,
    step: Step,
}

/// The page.
pub(in crate::admin) async fn list(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let person = visit.person()?;
    let all = visit.office.deps.desk.db.read(async |c: &mut Conn<'_>| towns::all(c).await).await?;
    let (mut rows, mut waiting) = (Vec::new(), Vec::new());
    for town in all.iter().filter(|town| may(&person.grants, town.id, Permission::Look, visit.now)) {
        rows.push(row(visit, town, &person.grants, &mut waiting).await?);
    }
    let f = Frame::new(visit, visit.locale.text("desk-my-towns")).under(visit, Vec::new());
    page(&MyTownsPage { f, towns: rows, waiting })
}

async fn row(visit: &Visit<'_>, town: &Town, grants: &[Grant], waiting: &mut Vec<Waiting>) -> Result<Row, Failure> {
    let locale = visit.locale;
    let look = reach(grants, town.id, Permission::Look, visit.now).unwrap_or_default();
    let read = reach(grants, town.id, Permission::Read, visit.now);
    let (open, channels, undescribed, mine) = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let undescribed = posts_read::undescribed(c, town.id, COUNTED).await?.len();
            let mine = drafts::waiting(c, town.id).await?;
            Ok::<_, StoreError>((held::open(c, town.id).await?, sources::of_town(c, town.id).await?, undescribed, mine))
        })
        .await?;
    let channels: Vec<_> = channels.into_iter().filter(|source| covers_channel(&look, source)).collect();
    let within = |limits: &Limits, one: &&Held| covers_held(limits, one, &channels);
    let (mut held, mut drafts) = (0, 0);
    if let Some(read) = &read {
        held = open.iter().filter(|one| within(read, one)).count();
        for draft in mine.iter().filter(|draft| covers_draft(read, draft)) {
            drafts += 1;
            let here = urls::admin_town(&town.host, &format!("entwuerfe/{}", draft.ulid));
            let text = format!("{} · {}", draft.heading(), state_words(town, draft, locale));
            waiting.push(Waiting { town: town.name.clone(), text, step: step(visit, town, here) });
        }
        for one in open.iter().filter(|one| within(read, one)) {
            let channel = channels.iter().find(|source| source.id == one.source).map(|source| source.name.as_str());
            let since = moment(locale, one.created_at, &town.zone());
            let words = [("channel", channel.unwrap_or_default().into()), ("since", since.into())];
            let here = urls::admin_town(&town.host, "freigabe");
            let text = locale.with("desk-my-towns-held", &words);
            waiting.push(Waiting { town: town.name.clone(), text, step: step(visit, town, here) });
        }
    }
    let lights = lights(town, &channels, &open, locale);
    let failing = lights.iter().filter(|light| light.look == "gestoert").count();
    let roles = grants.iter().filter(|grant| grant.holds(town.id, visit.now)).map(|grant| {
        let role = role_words(grant.role, locale);
        match grant.until {
            Some(until) => {
                let until = locale.with("desk-member-until", &[("day", day(locale, until, &town.zone()).into())]);
                format!("{role} ({until})")
            }
            None => role,
        }
    });
    Ok(Row {
        name: town.name.clone(),
        host: town.shown_host(),
        roles: roles.collect::<Vec<_>>().join(", "),
        channels: match failing {
            0 => locale.with("desk-my-towns-good", &[("count", lights.len().into())]),
            failing => locale.with("desk-my-towns-failing", &[("count", failing.into())]),
        },
        look: if failing == 0 { "gut" } else { "gestoert" },
        waiting: held + drafts,
        undescribed,
        current: visit.person()?.session.town == Some(town.id),
        step: step(visit, town, urls::admin_town(&town.host, "")),
    })
}
