//! The first person says who they are, at an address that works once (`ausrufer setup-url`). Looking at it uses nothing up:
//! programs that look at links in mails do that too.

use super::super::AdminError;
use super::super::office::Visit;
use super::super::reply::Reply;
use super::super::staff_join::{look_up_code, set_up};
use super::frame::{Failure, Field, FormPage, Frame, Problem, page, unfinished};
use super::sign_in;
use crate::domain::password::{SHORTEST_PASSWORD, WeakPassword, check_password};
use crate::error::Words;
use crate::store::{Conn, towns};
use crate::urls;

/// The form.
pub(in crate::admin) async fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    refuse_dead_code(visit).await?;
    page(&filled(visit, Vec::new()))
}

async fn refuse_dead_code(visit: &Visit<'_>) -> Result<(), Failure> {
    match look_up_code(&visit.office.deps.desk, visit.param("code")).await? {
        Some(None) => Ok(()),
        _ => Err(Failure::Missing),
    }
}

fn filled(visit: &Visit<'_>, problems: Vec<Problem>) -> FormPage {
    let t = |key: &str| visit.locale.text(key);
    let mut f = Frame::new(visit, t("desk-set-up"));
    f.problems = problems;
    let mut fields = vec![
        Field {
            id: "name",
            label: t("desk-your-name"),
            hint: Some(t("desk-your-name-hint")),
            value: visit.field("name").to_owned(),
            kind: "text",
            autocomplete: "name",
        },
        Field {
            id: "anmeldename",
            label: t("desk-login"),
            hint: Some(t("desk-login-hint")),
            value: visit.field("anmeldename").to_owned(),
            kind: "text",
            autocomplete: "username",
        },
    ];
    fields.extend(password_fields(visit));
    FormPage {
        f,
        lead: vec![t("desk-set-up-lead")],
        links: Vec::new(),
        passkey: None,
        away: None,
        other: None,
        fields,
        hidden: Vec::new(),
        action: urls::admin_setup(visit.param("code")),
        submit: t("desk-set-up-submit"),
        second: None,
    }
}

/// Where a password is chosen, twice, as nobody sees what they type.
pub(super) fn password_fields(visit: &Visit<'_>) -> Vec<Field> {
    let field = |id, key: &str, hint: Option<String>| Field {
        id,
        label: visit.locale.text(key),
        hint,
        value: String::new(),
        kind: "password",
        autocomplete: "new-password",
    };
    let hint = visit.locale.with("desk-new-password-hint", &[("count", SHORTEST_PASSWORD.into())]);
    vec![field("passwort", "desk-new-password", Some(hint)), field("nochmal", "desk-password-again", None)]
}

/// What is wrong with a chosen password.
pub(super) async fn password_problems(visit: &Visit<'_>, known: &[&str]) -> Result<Vec<Problem>, Failure> {
    let (password, again) = (visit.typed("passwort"), visit.typed("nochmal"));
    let all = visit.office.deps.desk.db.read(async |c: &mut Conn<'_>| towns::all(c).await).await?;
    let names = all.iter().flat_map(|town| [town.name.as_str(), town.host.as_str()]).chain(known.iter().copied());
    let key = match check_password(password, names) {
        Ok(()) if password == again => return Ok(Vec::new()),
        Ok(()) => {
            return Ok(vec![Problem { field: "nochmal", text: visit.locale.text("desk-password-differs") }]);
        }
        Err(WeakPassword::Short) => "desk-password-short",
        Err(WeakPassword::Long) => "desk-password-long",
        Err(WeakPassword::Guessable) => "desk-password-guessable",
    };
    let text = visit.locale.with(key, &[("count", SHORTEST_PASSWORD.into())]);
    Ok(vec![Problem { field: "passwort", text }])
}

/// The password's hash; `None` when too many are made at once.
pub(super) async fn hashed(visit: &Visit<'_>) -> Option<String> {
    let rng = visit.office.deps.desk.rng.clone();
    visit.office.hasher.hash(visit.typed("passwort").to_owned(), rng).await
}

/// The person is made, and is signed in.
pub(in crate::admin) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
    refuse_dead_code(visit).await?;
    let (name, login) = (visit.field("name"), visit.field("anmeldename"));
    let problems = password_problems(visit, &[name, login]).await?;
    if !problems.is_empty() {
        return unfinished(&filled(visit, problems));
    }
    let busy = || Problem { field: "passwort", text: visit.locale.text("desk-busy") };
    let Some(hash) = hashed(visit).await else { return unfinished(&filled(visit, vec![busy()])) };
    match set_up(&visit.office.deps.desk, visit.param("code"), (login, name), &hash).await {
        Ok(Some(staff)) => sign_in::enter(visit, staff, urls::ADMIN).await,
        Ok(None) => Err(Failure::Missing),
        Err(AdminError::Refused(refusal)) => {
            let field = if refusal.is("refused-staff-name") { "name" } else { "anmeldename" };
            unfinished(&filled(visit, vec![Problem { field, text: refusal.words(visit.locale) }]))
        }
        Err(other) => Err(other.into()),
    }
}
