//! Somebody's own passkeys: which there are, a further one, and taking one away. Whoever changes something there proves
//! first who they are, unless they did so a moment ago.

use askama::Template;
use http::StatusCode;
use jiff::tz::TimeZone;
use url::form_urlencoded;

use super::super::AdminError;
use super::super::office::Visit;
use super::super::passkey;
use super::super::reply::{self, Reply};
use super::super::staff_add::name_of;
use super::super::staff_proof::renew_codes;
use super::frame::{Failure, Field, Frame, Problem, described, link, page};
use super::own_proof::codes_page;
use super::passkey_ask::ask_page;
use super::sign_in::with_new_cookie;
use crate::domain::ids::Ulid;
use crate::domain::town::TownSettings;
use crate::error::Words;
use crate::i18n::{day, moment};
use crate::store::{Conn, StoreError, staff_codes, staff_passkeys};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/passkeys.html")]
struct PasskeysPage {
    f: Frame,
    keys: Vec<Key>,
    left: usize,
    field: Field,
}

struct Key {
    name: String,
    since: String,
    used: String,
    remove: String,
}

impl PasskeysPage {
    fn described(&self, field: &Field) -> Option<String> {
        described(&self.f, field)
    }
}

/// The page.
pub(in crate::admin) async fn list(visit: &Visit<'_>) -> Result<Reply, Failure> {
    Ok(page(&filled(visit, Vec::new()).await?)?.with_script())
}

async fn filled(visit: &Visit<'_>, problems: Vec<Problem>) -> Result<PasskeysPage, Failure> {
    let person = visit.person()?;
    let locale = visit.locale;
    let db = &visit.office.deps.desk.db;
    let (all, left) = db
        .read(async |c: &mut Conn<'_>| {
            let all = staff_passkeys::of(c, person.staff.id).await?;
            Ok::<_, StoreError>((all, staff_codes::left(c, person.staff.id).await?))
        })
        .await?;
    let zone = TimeZone::get(&TownSettings::default().timezone).unwrap_or(TimeZone::UTC);
    let keys = all
        .into_iter()
        .map(|key| Key {
            since: day(locale, key.created_at, &zone),
            used: match key.used_at {
                Some(at) => locale.with("desk-passkey-used", &[("at", moment(locale, at, &zone).into())]),
                None => locale.text("desk-passkey-unused"),
            },
            remove: urls::admin_passkey_remove(&key.ulid.to_string()),
            name: key.name,
        })
        .collect();
    let account = link(urls::ADMIN_ACCOUNT.to_owned(), locale.text("desk-account"));
    let mut f = Frame::new(visit, locale.text("desk-passkeys")).under(visit, vec![account]);
    if !person.staff.has_proof() && visit.office.deps.second_proof {
        // Nothing else is open before.
        f.crumbs.clear();
    }
    f.problems = problems;
    f.notice = match visit.asked("gut") {
        "neu" => Some(locale.text("desk-passkey-added")),
        "weg" => Some(locale.text("desk-passkey-removed")),
        "code" => Some(locale.text("desk-passkey-code-used")),
        _ => None,
    };
    let typed = visit.field("name");
    let value = if typed.is_empty() { person.session.device.clone() } else { typed.to_owned() };
    let field = Field {
        id: "name",
        label: locale.text("desk-passkey-name"),
        hint: Some(locale.text("desk-passkey-name-hint")),
        value,
        kind: "text",
        autocomplete: "off",
    };
    Ok(PasskeysPage { f, keys, left: usize::try_from(left).unwrap_or_default(), field })
}

/// Where somebody proves who they are once more, and comes back from.
pub(super) fn prove_first(back: &str) -> Reply {
    let query: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("erneut", "ja")
        .append_pair("weiter", back)
        .finish();
    reply::go(&format!("{}?{query}", urls::ADMIN_PROOF))
}

async fn again(visit: &Visit<'_>, error: AdminError) -> Result<Reply, Failure> {
    let AdminError::Refused(refusal) = error else { return Err(error.into()) };
    let problem = Problem { field: "name", text: refusal.words(visit.locale) };
    let html = filled(visit, vec![problem]).await?.render()?;
    Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, html).with_script())
}

/// A new one has a name: the device is asked for it.
pub(in crate::admin) async fn named(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let person = visit.person()?;
    if !person.is_fresh(visit.now) {
        return Ok(prove_first(urls::ADMIN_PASSKEYS));
    }
    let Ok(name) = name_of(visit.field("name")) else {
        return again(visit, super::super::Refusal::new("refused-passkey-name").into()).await;
    };
    match passkey::ask_new(&visit.office.deps.desk, (&visit.origin, visit.locale), &person.staff, name).await {
        Ok(question) => {
            ask_page(visit, ("desk-passkey-new", "neu"), question, (urls::ADMIN_PASSKEY_NEW, urls::ADMIN_PASSKEYS))
        }
        Err(error) => again(visit, error).await,
    }
}

/// The device made one.
pub(in crate::admin) async fn added(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let person = visit.person()?;
    if !person.is_fresh(visit.now) {
        return Ok(prove_first(urls::ADMIN_PASSKEYS));
    }
    let (desk, here) = (&visit.office.deps.desk, (&visit.origin, visit.locale));
    match passkey::add(desk, here, &visit.headers, (&person.staff, visit.field("antwort"))).await {
        Ok(codes) => {
            let shown = if codes.is_empty() {
                reply::go(&format!("{}?gut=neu", urls::ADMIN_PASSKEYS))
            } else {
                codes_page(visit, "desk-passkey-added", codes, urls::ADMIN.to_owned())?
            };
            Ok(with_new_cookie(visit, person.staff.id, true, shown).await?)
        }
        Err(error) => again(visit, error).await,
    }
}

/// One is taken away.
pub(in crate::admin) async fn removed(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let person = visit.person()?;
    if !person.is_fresh(visit.now) {
        return Ok(prove_first(urls::ADMIN_PASSKEYS));
    }
    let id = Ulid::from_string(visit.param("passkey")).map_err(|_| Failure::Missing)?;
    match passkey::remove(&visit.office.deps.desk, &person.staff, id).await {
        Ok(()) => {
            let gone = reply::go(&format!("{}?gut=weg", urls::ADMIN_PASSKEYS));
            Ok(with_new_cookie(visit, person.staff.id, true, gone).await?)
        }
        Err(error) => again(visit, error).await,
    }
}

/// New codes on paper in place of those before.
pub(in crate::admin) async fn codes(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let person = visit.person()?;
    if !person.staff.has_proof() {
        return Ok(reply::go(urls::ADMIN_PASSKEYS));
    }
    if !person.is_fresh(visit.now) {
        return Ok(prove_first(urls::ADMIN_PASSKEYS));
    }
    let codes = renew_codes(&visit.office.deps.desk, &person.staff).await?;
    codes_page(visit, "desk-codes-renewed", codes, urls::ADMIN_PASSKEYS.to_owned())
}
