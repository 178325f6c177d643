//! A town's overview: first what is to be done today, then how each channel is doing.

use askama::Template;
use jiff::SignedDuration;

use super::super::office::Visit;
use super::super::reach::{covers_channel, covers_draft, covers_held, covers_post, limits};
use super::super::reply::Reply;
use super::super::setup_steps;
use super::channels::{Light, lights};
use super::draft::{rules, writer};
use super::frame::{Failure, Frame, page};
use super::posts::UNDESCRIBED;
use super::setup;
use super::warning::{Standing, standing};
use crate::domain::draft::Draft;
use crate::domain::post::Post;
use crate::domain::staff::{Permission, may};
use crate::domain::town::AltPolicy;
use crate::i18n::{Locale, day};
use crate::store::cases::Waiting;
use crate::store::held::Held;
use crate::store::{Conn, StoreError, cases, connections, drafts, held, posts_read, sources};
use crate::urls;

/// A login that ends within this time is to be renewed.
const SOON: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Drafts to let through that are named one by one.
const MOST_DRAFTS: usize = 5;
/// Posts with undescribed pictures that are looked at; more are said to be "more than".
const LOOKED_AT: u32 = 500;
/// A case that is due within this time is near its deadline.
const DUE_SOON: SignedDuration = SignedDuration::from_hours(24);

#[derive(Template)]
#[template(path = "admin/overview.html")]
struct OverviewPage {
    f: Frame,
    warnings: Standing,
    tasks: Vec<Task>,
    lights: Vec<Light>,
    draft: bool,
    /// The page stands at an address that is not the town's own.
    borrowed: bool,
}

/// One thing to do.
struct Task {
    text: String,
    /// Where it is done; without one, somebody else does it or it is done elsewhere.
    href: Option<String>,
}

/// The page.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let soon = visit.now + DUE_SOON;
    let (mut open, logins, mut undescribed, mut channels, (mut waiting, asked)) = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let open = held::open(c, town.id).await?;
            let logins = connections::of_town(c, town.id).await?;
            let undescribed = posts_read::undescribed(c, town.id, LOOKED_AT).await?;
            let waiting = (drafts::waiting(c, town.id).await?, cases::waiting(c, town.id, soon).await?);
            Ok::<_, StoreError>((open, logins, undescribed, sources::of_town(c, town.id).await?, waiting))
        })
        .await?;
    let (read, look) = (limits(visit, Permission::Read), limits(visit, Permission::Look));
    open.retain(|held| covers_held(&look, held, &channels));
    undescribed.retain(|post| covers_post(&read, post));
    channels.retain(|source| covers_channel(&look, source));
    waiting.retain(|draft| covers_draft(&look, draft));
    let grants = &visit.person()?.grants;
    let may_read = may(grants, town.id, Permission::Read, visit.now);
    let mut tasks = held_tasks(&open, locale);
    let setting_up = setup_steps::standing(&visit.desk(), town).await?.next();
    let (mine, others) = approvals(visit, &waiting).await?;
    if others > 0 {
        tasks.push(Task { text: locale.with("desk-task-drafts", &[("count", others.into())]), href: None });
    }
    for task in tasks.iter_mut().filter(|_| may_read) {
        task.href = Some(urls::admin_town(&town.host, "freigabe"));
    }
    tasks.extend(mine);
    let inbox = may(grants, town.id, Permission::Cases, visit.now).then(|| urls::admin_town(&town.host, "eingang"));
    tasks.extend(case_tasks(asked, inbox.as_deref(), locale));
    if let Some(step) = setting_up.filter(|_| may(grants, town.id, Permission::SetUp, visit.now)) {
        let text = locale.with("desk-setup-go-on", &[("step", setup::numbered(visit, step).into())]);
        tasks.insert(0, Task { text, href: Some(urls::admin_setup_step(&town.host, step.as_str())) });
    }
    for login in &logins {
        let name = ("name", login.name.as_str().into());
        let ends = login.ends_at.filter(|at| *at <= visit.now + SOON);
        let text = match (login.dead_since, ends) {
            (Some(_), _) => locale.with("desk-task-login-dead", &[name]),
            (None, Some(at)) => {
                locale.with("desk-task-login-ends", &[name, ("day", day(locale, at, &town.zone()).into())])
            }
            (None, None) => continue,
        };
        let href = may(grants, town.id, Permission::Connect, visit.now);
        tasks.push(Task { text, href: href.then(|| urls::admin_town(&town.host, "anmeldungen")) });
    }
    let may_edit = may(grants, town.id, Permission::Edit, visit.now);
    if town.settings.alt_policy != AltPolicy::Off {
        let href = match (may_edit, may_read) {
            (true, _) => Some(urls::admin_town(&town.host, "bildbeschreibungen")),
            (false, true) => Some(format!("{}?nur={UNDESCRIBED}", urls::admin_town(&town.host, "beitraege"))),
            (false, false) => None,
        };
        tasks.extend(description_tasks(&undescribed, href.as_deref(), locale));
    }
    let lights = lights(town, &channels, &open, locale);
    let mut f = Frame::new(visit, locale.text("desk-overview")).under(visit, Vec::new());
    f.notice = (visit.asked("gut") == "freigeschaltet").then(|| locale.text("desk-setup-is-public"));
    let warnings = standing(visit).await?;
    let borrowed = town.settings.borrowed_host;
    page(&OverviewPage { f, warnings, tasks, lights, draft: !town.is_public(), borrowed })
}

/// The drafts that this person can let through lead there at once, so that two taps are enough; of the others how many.
async fn approvals(visit: &Visit<'_>, waiting: &[Draft]) -> Result<(Vec<Task>, usize), Failure> {
    let (town, rules) = (visit.town()?, rules(visit).await?);
    let writer = writer(visit, &rules)?;
    let mine: Vec<&Draft> = waiting.iter().filter(|draft| writer.may_approve(draft)).take(MOST_DRAFTS).collect();
    let late = visit.now.checked_sub(SignedDuration::from_hours(town.settings.remind_after_hours.into())).ok();
    let task = |draft: &&Draft| {
        let waits_long = town.settings.remind_after_hours > 0 && late.is_some_and(|late| draft.changed_at <= late);
        let key = if waits_long { "desk-task-approve-late" } else { "desk-task-approve" };
        let text = visit.locale.with(key, &[("title", draft.heading().into())]);
        Task { text, href: Some(urls::admin_town(&town.host, &format!("entwuerfe/{}", draft.ulid))) }
    };
    Ok((mine.iter().map(task).collect(), waiting.len() - mine.len()))
}

/// What waits: questions about single posts together, each change of many by itself.
fn held_tasks(open: &[Held], locale: Locale) -> Vec<Task> {
    let one = |text| Task { text, href: None };
    let single = open.iter().filter(|held| held.kind.is_about_one()).count();
    let many = open.len() - single;
    let mut tasks = Vec::new();
    if many > 0 {
        tasks.push(one(locale.with("desk-task-many", &[("count", many.into())])));
    }
    if single > 0 {
        tasks.push(one(locale.with("desk-task-single", &[("count", single.into())])));
    }
    tasks
}

/// What citizens wait for: those with a deadline that is near or over by themselves.
fn case_tasks(waiting: Waiting, href: Option<&str>, locale: Locale) -> Vec<Task> {
    let counted = [("desk-task-cases-due", waiting.due), ("desk-task-cases", waiting.open - waiting.due)];
    let task = |(key, count): (&str, u32)| {
        let text = locale.with(key, &[("count", i64::from(count).into())]);
        (count > 0).then(|| Task { text, href: href.map(str::to_owned) })
    };
    counted.into_iter().filter_map(task).collect()
}

/// Pictures to describe: those whose message is in the picture alone by themselves.
fn description_tasks(undescribed: &[Post], href: Option<&str>, locale: Locale) -> Vec<Task> {
    let hidden = undescribed.iter().filter(|post| post.is_only_in_picture()).count();
    let counted = [("desk-task-only-in-picture", hidden), ("desk-task-undescribed", undescribed.len() - hidden)];
    let task = |(key, count): (&str, usize)| {
        (count > 0).then(|| Task { text: locale.with(key, &[("count", count.into())]), href: href.map(str::to_owned) })
    };
    counted.into_iter().filter_map(task).collect()
}
