//! "Warnung": what may be warned of, the form with prefilled words, how it will look, and the button that warns.

use std::time::Duration;

use askama::Template;
use http::StatusCode;
use serde_json::json;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::warning_form::{WarningFields, read};
use super::frame::{Failure, Frame, Link, Problem, link, page};
use crate::domain::PostId;
use crate::domain::audit::{About, AuditEntry, Deed, Row};
use crate::domain::hazard::Hazard;
use crate::domain::ids::ulid_from;
use crate::domain::item::NativeId;
use crate::domain::own_warning::{OwnWarning, is_own};
use crate::domain::post::Post;
use crate::domain::staff::{Permission, may};
use crate::domain::town::Town;
use crate::i18n::{Locale, moment};
use crate::jobs::{self, own_warning_title, warn_own};
use crate::store::{Conn, Lane, StoreError, audit, held, items, posts_read, warnings};
use crate::urls;

/// Nobody is kept waiting longer for the public page.
const PATIENCE: Duration = Duration::from_secs(5);
/// Running warnings that are named.
const NAMED: u32 = 50;

#[derive(Template)]
#[template(path = "admin/warning_form.html")]
struct FormPage {
    f: Frame,
    /// Warnings that hold, and those that wait for a second person.
    running: Vec<Link>,
    waiting: Vec<Link>,
    kinds: Vec<Link>,
    form: Option<Form>,
    two: bool,
}

struct Form {
    w: WarningFields,
    /// Warns once, however often it is sent.
    name: String,
    preview: Option<Preview>,
    action: String,
}

impl FormPage {
    /// The words of the button that warns.
    fn submit(&self) -> &'static str {
        if self.two { "desk-warn-ask" } else { "desk-warn-now" }
    }
}

impl Form {
    /// What stands above the fields.
    fn heading(&self) -> &'static str {
        if self.w.hazard == Hazard::Other { "desk-warn-write" } else { "desk-warn-adjust" }
    }
}

/// How a warning will look.
pub struct Preview {
    pub title: String,
    pub level: String,
    pub happening: Vec<String>,
    pub advice: Vec<String>,
    pub places: Option<String>,
    pub until: String,
}

impl Preview {
    /// Of a warning.
    #[must_use]
    pub fn of(warning: &OwnWarning, town: &Town, locale: Locale) -> Self {
        let lines = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).map(Into::into).collect();
        Self {
            title: own_warning_title(warning, locale),
            level: level_words(warning, locale),
            happening: lines(&warning.happening),
            advice: lines(&warning.advice),
            places: (!warning.places.is_empty()).then(|| warning.places.join(", ")),
            until: moment(locale, warning.until, &town.zone()),
        }
    }
}

fn level_words(warning: &OwnWarning, locale: Locale) -> String {
    use crate::domain::warning::Level;
    locale.text(match warning.level {
        _ if warning.exercise => "warning-exercise-mark",
        Level::Information => "warning-level-information",
        Level::Warning => "warning-level-warning",
        Level::Danger => "warning-level-danger",
    })
}

/// What stands about warnings on other pages.
#[derive(Default)]
pub struct Standing {
    /// Where one warns, for those who may.
    pub warn: Option<String>,
    pub running: Vec<Link>,
    pub waiting: Vec<Link>,
}

/// Running and waiting warnings of the town's own, as this person sees them.
pub(in crate::admin) async fn standing(visit: &Visit<'_>) -> Result<Standing, Failure> {
    let town = visit.town()?;
    let grants = &visit.person()?.grants;
    if !may(grants, town.id, Permission::Read, visit.now) {
        return Ok(Standing::default());
    }
    let (running, waiting) = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let running = warnings::holding_since(c, town.id, visit.now, true, NAMED).await?;
            let mut waiting = Vec::new();
            for change in held::open(c, town.id).await?.into_iter().filter(|one| one.kind.is_about_one()) {
                let Some(entry) = change.entries.first() else { continue };
                let stored = items::by_id(c, town.id, entry.item).await?;
                waiting.extend(stored.filter(|stored| is_own(&stored.item)).map(|stored| (change.id, stored.item)));
            }
            Ok::<_, StoreError>((running, waiting))
        })
        .await?;
    let warned = |post: &&Post| post.warning.as_ref().is_some_and(|one| one.own && one.cleared_at.is_none());
    let at = |part: String| urls::admin_town(&town.host, &part);
    let running = running.iter().filter(warned).map(|post| link(at(format!("warnung/{}", post.ulid)), post.heading()));
    let may_warn = may(grants, town.id, Permission::Warn, visit.now);
    let waiting = waiting.into_iter().filter(|_| may_warn);
    Ok(Standing {
        warn: may_warn.then(|| at("warnung".to_owned())),
        running: running.collect(),
        waiting: waiting
            .map(|(id, item)| link(at(format!("warnung-wartet/{id}")), item.title.unwrap_or_default()))
            .collect(),
    })
}

/// What may be warned of; with one chosen, the form.
pub(in crate::admin) async fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let form = match Hazard::parse(visit.asked("art")) {
        Some(hazard) => Some(Form {
            w: WarningFields::prefilled(visit, hazard).await?,
            name: new_name(visit),
            preview: None,
            action: action(visit)?,
        }),
        None => None,
    };
    page(&filled(visit, form, Vec::new()).await?)
}

fn action(visit: &Visit<'_>) -> Result<String, Failure> {
    Ok(urls::admin_town(&visit.town()?.host, "warnung"))
}

fn new_name(visit: &Visit<'_>) -> String {
    let mut bits = [0u8; 10];
    visit.office.deps.hands.rng.fill(&mut bits);
    ulid_from(visit.now, bits).to_string()
}

async fn filled(visit: &Visit<'_>, form: Option<Form>, problems: Vec<Problem>) -> Result<FormPage, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let here = action(visit)?;
    let chosen = form.as_ref().map(|form| form.w.hazard);
    let kinds = Hazard::ALL.iter().map(|hazard| Link {
        href: format!("{here}?art={}", hazard.as_str()),
        label: locale.text(&format!("hazard-{}", hazard.as_str())),
        current: chosen == Some(*hazard),
    });
    let Standing { running, waiting, .. } = standing(visit).await?;
    let mut f = Frame::new(visit, locale.text("desk-warn")).under(visit, Vec::new());
    f.problems = problems;
    if visit.asked("gut") == "abgelehnt" {
        f.notice = Some(locale.text("desk-warn-refused"));
    }
    Ok(FormPage { f, running, waiting, kinds: kinds.collect(), form, two: town.settings.two_person_warnings })
}

/// It is shown before it is said; or said.
pub(in crate::admin) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let began = tokio::time::Instant::now();
    let town = visit.town()?;
    let typed = visit.field("nr");
    let known = (20..=32).contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let name = if known { typed.to_owned() } else { new_name(visit) };
    let form = |w, preview| Ok::<_, Failure>(Form { w, name: name.clone(), preview, action: action(visit)? });
    let warning = match read(visit, &town.zone()) {
        Ok(warning) => warning,
        Err(problems) => {
            let form = form(WarningFields::typed(visit).await?, None)?;
            let html = filled(visit, Some(form), problems).await?.render()?;
            return Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, html));
        }
    };
    if visit.field("tun") != "warnen" {
        let preview = Preview::of(&warning, town, visit.locale);
        let form = form(WarningFields::typed(visit).await?, Some(preview))?;
        return page(&filled(visit, Some(form), Vec::new()).await?);
    }
    match warn_own(&visit.hands(), town, &warning, &NativeId(name)).await? {
        jobs::Warning::Said(post) => stands(visit, post, ("gewarnt", began)).await,
        jobs::Warning::Waiting(held) => Ok(reply::go(&urls::admin_town(&town.host, &format!("warnung-wartet/{held}")))),
    }
}

/// Waits until the public page says it, writes down how long that took, and goes on to how far it came.
pub(super) async fn stands(
    visit: &Visit<'_>,
    post: PostId,
    (word, began): (&str, tokio::time::Instant),
) -> Result<Reply, Failure> {
    let town = visit.town()?;
    let read = async |c: &mut Conn<'_>| posts_read::by_id(c, town.id, post).await;
    let post = visit.office.deps.desk.db.read(read).await?.ok_or(Failure::Missing)?;
    let to = urls::admin_town(&town.host, &format!("warnung/{}", post.ulid));
    // What was not renewed in time is renewed by itself a moment later.
    let renewed = tokio::time::timeout(PATIENCE, visit.office.deps.web.catch_up()).await.is_ok();
    if renewed {
        let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        shown_after(visit, &post, took).await?;
    }
    Ok(reply::go(&format!("{to}?gut={word}")))
}

/// Notes after which time the page said it: once for each deed, however often its form is sent.
async fn shown_after(visit: &Visit<'_>, post: &Post, ms: u64) -> Result<(), Failure> {
    let (at, hands) = (visit.office.deps.desk.clock.now(), visit.hands());
    let noted = hands
        .db
        .write_town(post.town, Lane::Urgent, async |c: &mut Conn<'_>| {
            let rows = audit::about_posts(c, post.town, &[post.ulid]).await?;
            if warning_deeds(&rows).last().is_none_or(|(deed, _)| deed == Deed::WarningShown) {
                return Ok(());
            }
            let (who, deed, about) = (hands.who.clone(), Deed::WarningShown, About::Post(post.ulid));
            let entry = AuditEntry { town: post.town, at, who, deed, about, detail: json!({ "ms": ms }) };
            audit::append(c, &entry).await
        })
        .await;
    Ok(noted?)
}

/// What was done about a warning, in order.
pub(super) fn warning_deeds(rows: &[Row]) -> impl Iterator<Item = (Deed, &Row)> {
    let deeds = [Deed::Warned, Deed::WarnedAlone, Deed::WarningChanged, Deed::WarningEnded, Deed::WarningShown];
    let known = rows.iter().filter_map(|row| Some((Deed::parse(&row.line.deed)?, row)));
    known.filter(move |(deed, _)| deeds.contains(deed))
}
