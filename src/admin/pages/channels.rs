//! "Kanäle": every channel of a town with how it is doing, in words.

use askama::Template;

use super::super::office::Visit;
use super::super::reach::{covers_channel, limits};
use super::super::reply::Reply;
use super::super::source_words::standing_words;
use super::frame::{Failure, Frame, page};
use crate::domain::source::{Condition, Source, SourceKind, SourceState};
use crate::domain::staff::{Permission, may};
use crate::domain::town::Town;
use crate::i18n::Locale;
use crate::store::held::{self, Held};
use crate::store::{Conn, StoreError, sources};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/channels.html")]
struct ChannelsPage {
    f: Frame,
    lights: Vec<Light>,
    add: Option<String>,
    logins: Option<String>,
}

/// How one channel is doing.
pub struct Light {
    pub name: String,
    pub href: String,
    /// The one word, and the word by which it is drawn: `gut`, `wartet`, `gestoert`, `ruht`.
    pub word: String,
    pub look: &'static str,
    pub text: String,
}

/// The list.
pub(in crate::admin) async fn list(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let (open, mut all) = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            Ok::<_, StoreError>((held::open(c, town.id).await?, sources::of_town(c, town.id).await?))
        })
        .await?;
    let limits = limits(visit, Permission::Look);
    all.retain(|source| covers_channel(&limits, source));
    let add = may(&visit.person()?.grants, town.id, Permission::Connect, visit.now)
        .then(|| urls::admin_town(&town.host, "kanaele/neu"));
    let mut f = Frame::new(visit, locale.text("desk-channels")).under(visit, Vec::new());
    if visit.asked("gut") == "angelegt" {
        f.notice = Some(locale.text("desk-channel-added"));
    }
    let logins = add.is_some().then(|| urls::admin_town(&town.host, "anmeldungen"));
    page(&ChannelsPage { logins, f, lights: lights(town, &all, &open, locale), add })
}

/// The lights of all channels, trouble first.
pub(super) fn lights(town: &Town, all: &[Source], open: &[Held], locale: Locale) -> Vec<Light> {
    let mut lights: Vec<Light> = all
        .iter()
        .filter(|source| source.state != SourceState::Removed)
        .map(|source| light(town, source, open, locale))
        .collect();
    let order = ["gestoert", "wartet", "gut", "ruht"];
    lights.sort_by_key(|light| order.iter().position(|look| *look == light.look));
    lights
}

/// The light of one.
pub(super) fn light(town: &Town, source: &Source, open: &[Held], locale: Locale) -> Light {
    let since = held::waiting_since(open, source.id);
    let own = source.kind == SourceKind::Own;
    let (look, key) = match source.standing(since).condition {
        Condition::Running if own => ("gut", "desk-light-own"),
        Condition::Running => ("gut", "desk-light-good"),
        Condition::Throttled => ("wartet", "desk-light-throttled"),
        Condition::WaitsForPerson => ("wartet", "desk-light-waits"),
        Condition::Failing => ("gestoert", "desk-light-failing"),
        Condition::Paused => ("ruht", "desk-light-paused"),
        Condition::Retired => ("ruht", "desk-light-retired"),
    };
    Light {
        name: source.name.clone(),
        href: urls::admin_town(&town.host, &format!("kanaele/{}", source.slug)),
        word: locale.text(key),
        look,
        text: standing_words(source, since, &town.zone(), locale),
    }
}
