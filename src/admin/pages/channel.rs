//! One channel: how it is doing, when it was read, and pausing, resuming or discontinuing it.

use askama::Template;
use jiff::Timestamp;

use super::super::login_flow::way_with;
use super::super::login_words::login_words;
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::source_state::set_source_state;
use super::channels::{Light, light};
use super::frame::{Failure, Frame, link, page};
use crate::domain::connection::Connection;
use crate::domain::limits::Subject;
use crate::domain::source::{Source, SourceKind, SourceState};
use crate::domain::staff::{Permission, covers, may};
use crate::i18n::moment;
use crate::jobs::spent_this_month;
use crate::store::{Conn, StoreError, connections, held, sources};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/channel.html")]
struct ChannelPage {
    f: Frame,
    light: Light,
    kind: String,
    address: Option<String>,
    times: Vec<(String, String)>,
    action: String,
    /// Where its rules are; who may not change them sees none.
    rules: Option<String>,
    /// Where it is signed in anew.
    login: Option<String>,
    pause: bool,
    resume: bool,
    retire: bool,
}

/// A channel and what stands around it.
struct Found {
    source: Source,
    open: Vec<held::Held>,
    login: Option<Connection>,
    /// What reading it has cost this month, and may cost.
    spent: Option<(u32, u32)>,
}

/// The page.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let Found { source, open, login, spent } = looked_up(visit).await?;
    let open = open.as_slice();
    let zone = town.zone();
    let shown = |at: Option<Timestamp>| at.map_or_else(|| "–".to_owned(), |at| moment(locale, at, &zone));
    let own = source.kind == SourceKind::Own;
    let mut times = Vec::new();
    if !own {
        times.push((locale.text("desk-channel-last-success"), shown(source.health.last_success_at)));
        times.push((locale.text("desk-channel-last-new"), shown(source.health.last_new_at)));
        times.push((locale.text("desk-channel-next"), shown(source.health.next_check_at.filter(|_| source.is_read()))));
    }
    if let Some(login) = &login {
        times.push((locale.text("desk-login-state"), login_words(login, town, visit.now, locale)));
        let person = [login.person.as_deref(), login.deputy.as_deref()].into_iter().flatten().collect::<Vec<_>>();
        if !person.is_empty() {
            times.push((locale.text("desk-login-people"), person.join(", ")));
        }
    }
    if let Some((spent, cap)) = spent {
        let words = [("spent", dollars(spent).into()), ("cap", dollars(cap).into())];
        times.push((locale.text("desk-channel-spent"), locale.with("desk-channel-spent-of", &words)));
    }
    let above = vec![link(urls::admin_town(&town.host, "kanaele"), locale.text("desk-channels"))];
    let mut f = Frame::new(visit, source.name.clone()).under(visit, above);
    f.notice = match visit.asked("gut") {
        "angelegt" => Some(locale.text("desk-channel-added")),
        "regeln" => Some(locale.text("desk-rules-saved")),
        "verbunden" => Some(locale.text("desk-login-connected")),
        "geaendert" => Some(locale.text("desk-channel-changed")),
        _ => None,
    };
    let grants = &visit.person()?.grants;
    let subject = Subject::channel(&source.slug);
    let allowed = !own && covers(grants, town.id, Permission::Channels, &subject, visit.now);
    let connects = !own && may(grants, town.id, Permission::Connect, visit.now);
    let here = urls::admin_town(&town.host, &format!("kanaele/{}", source.slug));
    page(&ChannelPage {
        f,
        light: light(town, &source, open, locale),
        kind: locale.text(&format!("page-kind-{}", source.kind.as_str())),
        address: (!own).then(|| source.site_url.clone().unwrap_or_else(|| source.url.clone())),
        times,
        action: here.clone(),
        rules: allowed.then(|| format!("{here}/regeln")),
        login: (connects && way_with(&visit.desk(), &source, login.as_ref())?.is_some())
            .then(|| format!("{here}/anmeldung")),
        pause: allowed && source.state == SourceState::Active,
        resume: allowed && source.state == SourceState::Paused,
        retire: allowed && matches!(source.state, SourceState::Active | SourceState::Paused),
    })
}

/// The channel of the address.
pub(super) async fn found(visit: &Visit<'_>) -> Result<Source, Failure> {
    let (town, slug) = (visit.town()?.id, visit.param("kanal"));
    let read = async |c: &mut Conn<'_>| sources::by_slug(c, town, slug).await;
    let source = visit.office.deps.desk.db.read(read).await?;
    source.filter(|source| source.state != SourceState::Removed).ok_or(Failure::Missing)
}

/// The channel of the address with all that its page shows, in one look.
async fn looked_up(visit: &Visit<'_>) -> Result<Found, Failure> {
    let (town, slug) = (visit.town()?.id, visit.param("kanal"));
    let read = async |c: &mut Conn<'_>| {
        let source = sources::by_slug(c, town, slug).await?;
        let Some(source) = source.filter(|source| source.state != SourceState::Removed) else { return Ok(None) };
        let login = match source.connection {
            Some(id) => connections::by_id(c, town, id).await?,
            None => None,
        };
        let spent = spent_this_month(c, &source, visit.now).await?;
        let open = held::open(c, town).await?;
        Ok::<_, StoreError>(Some(Found { source, open, login, spent }))
    };
    visit.office.deps.desk.db.read(read).await?.ok_or(Failure::Missing)
}

/// Somebody pauses, resumes or discontinues it. What no longer fits (somebody else was faster) changes nothing.
pub(in crate::admin) async fn changed(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let source = found(visit).await?;
    let wanted = match visit.field("tun") {
        "pausieren" => SourceState::Paused,
        "fortsetzen" => SourceState::Active,
        "einstellen" => SourceState::Retired,
        _ => return Err(Failure::Missing),
    };
    let fits = match wanted {
        SourceState::Paused => source.state == SourceState::Active,
        SourceState::Active => source.state == SourceState::Paused,
        SourceState::Retired => matches!(source.state, SourceState::Active | SourceState::Paused),
        SourceState::Removed => false,
    };
    if source.kind == SourceKind::Own {
        return Err(Failure::Missing);
    }
    if fits {
        set_source_state(&visit.desk(), &source, wanted).await?;
    }
    let to = urls::admin_town(&visit.town()?.host, &format!("kanaele/{}", source.slug));
    Ok(reply::go(&format!("{to}?gut=geaendert")))
}

/// Thousandths of a dollar as people write dollars.
fn dollars(mills: u32) -> String {
    format!("{},{:02}", mills / 1000, mills % 1000 / 10)
}
