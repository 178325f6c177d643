//! One warning of the town's own: how far it came, changing it, and the all-clear.

use askama::Template;
use http::StatusCode;
use serde_json::Value;

use super::super::audit_words::seconds;
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::warning_form::{WarningFields, read};
use super::frame::{Failure, Frame, Problem, link, page};
use super::warning::{Preview, stands, warning_deeds};
use crate::domain::audit::{Deed, Row};
use crate::domain::ids::Ulid;
use crate::domain::item::Item;
use crate::domain::own_warning::{LONGEST_WORDS, OwnWarning, is_own, is_running};
use crate::domain::post::{Post, PostState};
use crate::domain::staff::{Permission, may};
use crate::i18n::{Locale, moment};
use crate::jobs::{Changed, change_own_warning, end_own_warning};
use crate::store::reach::{self, Reached};
use crate::store::{Conn, StoreError, audit, items, posts_read};
use crate::urls::{self, Origin};

#[derive(Template)]
#[template(path = "admin/warning.html")]
struct WarningPage {
    f: Frame,
    preview: Preview,
    state: String,
    public: String,
    /// "nach 0,4 Sekunden"
    page: Option<String>,
    servers: String,
    missing: Vec<(String, String)>,
    here: String,
    /// For those who may, while it runs.
    change: Option<Change>,
}

struct Change {
    w: WarningFields,
    closing: String,
}

/// The warning of the address: its post, and what staff wrote.
async fn found(visit: &Visit<'_>) -> Result<(Post, Item), Failure> {
    let town = visit.town()?.id;
    let id = Ulid::from_string(visit.param("beitrag")).map_err(|_| Failure::Missing)?;
    let found = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let Some(post) = posts_read::by_ulid(c, town, id).await? else { return Ok(None) };
            let parts = items::of_post(c, town, post.id).await?;
            Ok::<_, StoreError>(parts.into_iter().find(|part| is_own(&part.item)).map(|part| (post, part.item)))
        })
        .await?;
    found.filter(|(post, _)| post.state != PostState::Gone).ok_or(Failure::Missing)
}

/// The page.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    page(&filled(visit, Vec::new()).await?)
}

async fn filled(visit: &Visit<'_>, problems: Vec<Problem>) -> Result<WarningPage, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let (post, item) = found(visit).await?;
    let warning = OwnWarning::of(&item).ok_or(Failure::Missing)?;
    let read = async |c: &mut Conn<'_>| {
        let hosts = reach::of_post(c, town.id, post.id).await?;
        Ok::<_, StoreError>((hosts, audit::about_posts(c, town.id, &[post.ulid]).await?))
    };
    let (hosts, deeds) = visit.office.deps.desk.db.read(read).await?;
    let there = hosts.iter().filter(|host| host.reached == Reached::Yes).count();
    let missing = hosts.iter().filter(|host| host.reached != Reached::Yes).map(|host| {
        let key = match host.reached {
            Reached::Waits if host.error.is_some() => "desk-warn-server-again",
            Reached::Waits | Reached::Yes => "desk-warn-server-waits",
            Reached::No => "desk-warn-server-no",
        };
        (host.host.clone(), locale.text(key))
    });
    let running = is_running(&item) && warning.until > visit.now;
    let may_warn = may(&visit.person()?.grants, town.id, Permission::Warn, visit.now);
    let change = if running && may_warn {
        let typed = !problems.is_empty();
        let of_text = visit.field("tun") != "entwarnen";
        Some(Change {
            w: if typed && of_text {
                WarningFields::typed(visit).await?
            } else {
                WarningFields::of(visit, &warning).await?
            },
            closing: if typed && !of_text {
                visit.field("entwarnung").to_owned()
            } else {
                locale.text("desk-warn-closing")
            },
        })
    } else {
        None
    };
    let (count, all) = (("count", there.into()), ("all", hosts.len().into()));
    let public = Origin::new(visit.origin.scheme(), &town.host);
    let state = match post.warning.as_ref().and_then(|warning| warning.cleared_at) {
        Some(at) => locale.with("holds-cleared", &[("at", moment(locale, at, &town.zone()).into())]),
        None if running => {
            locale.with("desk-warn-running", &[("until", moment(locale, warning.until, &town.zone()).into())])
        }
        None => locale.text("desk-warn-over"),
    };
    let above = vec![link(urls::admin_town(&town.host, "warnung"), locale.text("desk-warn"))];
    let mut f = Frame::new(visit, post.heading()).under(visit, above);
    f.problems = problems;
    f.notice = notice(visit);
    Ok(WarningPage {
        preview: Preview::of(&warning, town, locale),
        state,
        public: public.absolute(&urls::post(&post, &town.zone())),
        page: took(&deeds, locale),
        servers: match hosts.is_empty() {
            true => locale.text("desk-warn-servers-none"),
            false => locale.with("desk-warn-servers", &[count, all]),
        },
        missing: missing.collect(),
        here: urls::admin_town(&town.host, &format!("warnung/{}", post.ulid)),
        change,
        f,
    })
}

/// How long it took until the public page said what was done last: "nach 0,4 Sekunden".
fn took(rows: &[Row], locale: Locale) -> Option<String> {
    let (deed, row) = warning_deeds(rows).last()?;
    let detail: Value = serde_json::from_str(&row.line.detail).ok()?;
    let ms = detail.get("ms").and_then(Value::as_u64).filter(|_| deed == Deed::WarningShown)?;
    Some(locale.with("desk-warn-page-after", &[("seconds", seconds(ms).into())]))
}

fn notice(visit: &Visit<'_>) -> Option<String> {
    let key = match visit.asked("gut") {
        "gewarnt" => "desk-warn-done",
        "geaendert" => "desk-warn-changed",
        "beendet" => "desk-warn-ended",
        "gleich" => "desk-warn-same",
        "vorbei" => "desk-warn-over",
        "schon" => "desk-warn-meanwhile",
        _ => return None,
    };
    Some(visit.locale.text(key))
}

/// Somebody changes it or gives the all-clear.
pub(in crate::admin) async fn changed(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let began = tokio::time::Instant::now();
    let town = visit.town()?;
    let (post, _) = found(visit).await?;
    let (done, word) = match visit.field("tun") {
        "aendern" => match read(visit, &town.zone()) {
            Ok(warning) => (change_own_warning(&visit.hands(), town, &post, &warning).await?, "geaendert"),
            Err(problems) => return wrong(visit, problems).await,
        },
        "entwarnen" => {
            let closing = visit.field("entwarnung").replace("\r\n", "\n");
            if closing.is_empty() || closing.chars().count() > LONGEST_WORDS {
                let text = visit.locale.with("desk-warn-closing-missing", &[("count", LONGEST_WORDS.into())]);
                return wrong(visit, vec![Problem { field: "entwarnung", text }]).await;
            }
            (end_own_warning(&visit.hands(), town, &post, &closing).await?, "beendet")
        }
        _ => return Err(Failure::Missing),
    };
    let word = match done {
        Changed::Done => word,
        Changed::Same => "gleich",
        Changed::Over => "vorbei",
        Changed::Meanwhile => "schon",
    };
    stands(visit, post.id, (word, began)).await
}

async fn wrong(visit: &Visit<'_>, problems: Vec<Problem>) -> Result<Reply, Failure> {
    let html = filled(visit, problems).await?.render()?;
    Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, html))
}
