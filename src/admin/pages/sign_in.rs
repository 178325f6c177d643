//! Signing in and out. A wrong name and a wrong password get the same answer after the same work.

use std::time::Duration;

use http::header::HeaderName;
use http::{StatusCode, header};
use url::form_urlencoded;

use super::super::AdminError;
use super::super::office::Visit;
use super::super::passkey;
use super::super::reply::{self, Reply};
use super::super::session;
use super::frame::{Failure, Field, FormPage, Frame, Link, Problem, link};
use crate::domain::StaffId;
use crate::domain::password::LONGEST_PASSWORD;
use crate::domain::staff::parse_login;
use crate::store::{Conn, sessions, staff};
use crate::urls;

/// The form.
pub(in crate::admin) fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    if visit.person.is_some() {
        return Ok(reply::go(&onwards(visit.asked("weiter"))));
    }
    empty(visit, String::new(), visit.asked("weiter")).reply(StatusCode::OK)
}

/// Someone whose time is over sent something: it did not arrive, and they sign in again.
pub(in crate::admin) fn over(visit: &Visit<'_>) -> Reply {
    let mut form = empty(visit, String::new(), "");
    form.lead.push(visit.locale.text("desk-sign-in-over"));
    match form.reply(StatusCode::UNAUTHORIZED) {
        Ok(reply) => reply,
        Err(_) => reply::words(StatusCode::UNAUTHORIZED, visit.locale, "desk-sign-in-over"),
    }
}

/// The form again, with what went wrong on another way in.
pub(super) fn stopped(visit: &Visit<'_>, status: StatusCode, text: String) -> Result<Reply, Failure> {
    let mut form = empty(visit, String::new(), visit.field("weiter"));
    form.f.problems = vec![Problem { field: "anmeldename", text }];
    form.reply(status)
}

fn empty(visit: &Visit<'_>, login: String, onwards: &str) -> FormPage {
    let t = |key: &str| visit.locale.text(key);
    let field = |id, key, value, kind, autocomplete| Field { id, label: t(key), hint: None, value, kind, autocomplete };
    FormPage {
        f: Frame::new(visit, t("desk-sign-in")),
        lead: Vec::new(),
        links: Vec::new(),
        passkey: passkey::is_possible(&visit.origin).then_some(urls::ADMIN_PASSKEY),
        away: visit.office.service.as_ref().map(|_| service_link(visit, onwards)),
        other: None,
        fields: vec![
            field("anmeldename", "desk-login", login, "text", "username"),
            field("passwort", "desk-password", String::new(), "password", "current-password"),
        ],
        hidden: vec![("weiter", onwards.to_owned())],
        action: urls::ADMIN_SIGN_IN.to_owned(),
        submit: t("desk-sign-in"),
        second: None,
    }
}

/// The way over the town hall's own sign-in service.
fn service_link(visit: &Visit<'_>, onwards: &str) -> Link {
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("weiter", onwards).finish();
    let href =
        if onwards.is_empty() { urls::ADMIN_SERVICE.to_owned() } else { format!("{}?{query}", urls::ADMIN_SERVICE) };
    link(href, visit.locale.text("desk-service-sign-in"))
}

/// Someone signs in.
pub(in crate::admin) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (login, password) = (visit.field("anmeldename"), visit.typed("passwort"));
    let again = |problems: Vec<Problem>| {
        let mut form = empty(visit, login.to_owned(), visit.field("weiter"));
        form.f.problems = problems;
        form
    };
    let mut problems = Vec::new();
    for (field, value, key) in
        [("anmeldename", login, "desk-login-missing"), ("passwort", password, "desk-password-missing")]
    {
        if value.is_empty() {
            problems.push(Problem { field, text: visit.locale.text(key) });
        }
    }
    if !problems.is_empty() {
        return again(problems).reply(StatusCode::UNPROCESSABLE_ENTITY);
    }
    // Under what the name is stored, so that each name has one bucket.
    let name = parse_login(login).unwrap_or_else(|| "?".to_owned());
    let tried = match visit.office.brake.enter(visit.visitor, &name) {
        Ok(tried) => tried,
        Err(pause) => return too_often(visit, again(Vec::new()), pause),
    };
    let known = visit.office.deps.desk.db.read(async |c: &mut Conn<'_>| staff::by_login(c, &name).await).await?;
    let known = known.filter(|staff| staff.ended_at.is_none());
    let stored = known.as_ref().and_then(|staff| staff.password.clone());
    let typed = if password.len() <= LONGEST_PASSWORD { password.to_owned() } else { String::new() };
    let Some(right) = visit.office.hasher.is_right(stored.clone(), typed.clone()).await else {
        return too_often(visit, again(Vec::new()), Duration::from_secs(10));
    };
    let Some(staff) = known.filter(|_| right) else {
        let text = visit.locale.text("desk-sign-in-wrong");
        return again(vec![Problem { field: "anmeldename", text }]).reply(StatusCode::UNPROCESSABLE_ENTITY);
    };
    visit.office.brake.was_right(&tried);
    let desk = &visit.office.deps.desk;
    if let Some(old) = stored
        && let Some(new) = visit.office.hasher.dearer(&old, typed, desk.rng.clone()).await
    {
        desk.db.write(async |c: &mut Conn<'_>| staff::renew_hash(c, staff.id, &old, &new).await).await?;
    }
    enter(visit, staff.id, &onwards(visit.field("weiter"))).await
}

/// Lets a person in whose password is right. Who has a second proof is asked for it at whichever door comes next.
pub(in crate::admin) async fn enter(visit: &Visit<'_>, staff: StaffId, to: &str) -> Result<Reply, Failure> {
    Ok(with_new_cookie(visit, staff, false, reply::go(to)).await?)
}

/// An answer with a cookie, which is always a new one.
pub(super) async fn with_new_cookie(
    visit: &Visit<'_>,
    staff: StaffId,
    proven: bool,
    reply: Reply,
) -> Result<Reply, AdminError> {
    let desk = &visit.office.deps.desk;
    let key = session::begin(desk, staff, &visit.headers, proven).await?;
    Ok(reply.with(header::SET_COOKIE, &session::cookie(desk.scheme == "https", Some(&key))))
}

/// A form that comes back after too many tries.
pub(super) fn too_often(visit: &Visit<'_>, mut form: FormPage, pause: Duration) -> Result<Reply, Failure> {
    let field = form.fields.first().map_or("anmeldename", |field| field.id);
    let seconds = pause.as_secs().max(1);
    let text = pause_words(visit, pause);
    form.f.problems = vec![Problem { field, text }];
    Ok(form.reply(StatusCode::TOO_MANY_REQUESTS)?.with(header::RETRY_AFTER, &seconds.to_string()))
}

/// How long to wait, in words.
pub(super) fn pause_words(visit: &Visit<'_>, pause: Duration) -> String {
    let minutes = i64::try_from(pause.as_secs().max(1).div_ceil(60)).unwrap_or(i64::MAX);
    visit.locale.with("desk-sign-in-pause", &[("minutes", minutes.into())])
}

/// Someone signs out.
pub(in crate::admin) async fn out(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let desk = &visit.office.deps.desk;
    let https = desk.scheme == "https";
    if let Some(hash) = session::held_hash(&visit.headers, https) {
        desk.db.write(async |c: &mut Conn<'_>| sessions::end(c, &hash).await).await?;
    }
    // Not "cookies": that would take those of the town's other websites under the same domain, too.
    let clear = HeaderName::from_static("clear-site-data");
    let out = reply::go(urls::ADMIN_SIGN_IN).with(clear, "\"cache\", \"storage\"");
    Ok(out.with(header::SET_COOKIE, &session::cookie(https, None)))
}

/// Where someone wanted to go, if that is a page of ours.
pub(super) fn onwards(wanted: &str) -> String {
    let ours = wanted.strip_prefix(urls::ADMIN).is_some_and(|rest| rest.starts_with('/'))
        && wanted.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    if ours { wanted.to_owned() } else { urls::ADMIN.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_away_by_signing_in() {
        assert_eq!(onwards("/verwaltung/a.de/freigabe"), "/verwaltung/a.de/freigabe");
        for bad in [
            "",
            "//boese.de",
            "https://boese.de",
            "/verwaltung.boese.de",
            "/verwaltung/\\boese",
            "/verwaltung/\r\nX: y",
        ] {
            assert_eq!(onwards(bad), "/verwaltung", "{bad}");
        }
    }
}
