//! A platform sends somebody back: what it answered is taken by a form of ours, the account is chosen, and the channel is
//! connected. One address for all towns of this server, so that one app serves them.

use http::StatusCode;
use url::form_urlencoded;

use super::super::login_flow::{self, Offered, choose_account, take_answer};
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::{AdminError, Refusal};
use super::frame::{Failure, Frame, Problem, page};
use super::login::{Choice, LoginPage, step};
use crate::domain::ids::Ulid;
use crate::domain::staff::{Permission, may};
use crate::domain::town::Town;
use crate::error::Words;
use crate::seal::sha256_hex;
use crate::store::{Conn, login_flows, towns};
use crate::urls;
use askama::Template;

/// What came back, in the page's form: looking at the address changes nothing.
pub(in crate::admin) fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let way = login_flow::by_name(visit.param("weg")).ok_or(Failure::Missing)?;
    let locale = visit.locale;
    let platform = locale.text(&format!("page-kind-{}", way.kind.as_str()));
    let answer = form_urlencoded::Serializer::new(String::new()).extend_pairs(&visit.query).finish();
    let f = Frame::new(visit, locale.with("desk-login-at", &[("platform", platform.into())])).under(visit, Vec::new());
    let mut made = step(f);
    if visit.asked("code").is_empty() {
        made.lead = vec![locale.text("desk-login-denied")];
        return page(&made);
    }
    made.lead = vec![locale.text("desk-login-came-back")];
    made.hidden = vec![("antwort", answer)];
    made.form = Some((visit.path.clone(), locale.text("desk-login-go-on")));
    page(&made)
}

/// The answer is taken, and what may be read with it is shown.
pub(in crate::admin) async fn taken(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let answer = visit.field("antwort");
    let Some(town) = town_of(visit, answer).await? else {
        return stopped(visit, &Refusal::new("refused-login-state"));
    };
    match take_answer(&visit.desk(), &town, None, answer).await {
        Ok(offered) => page(&choices(visit, &town, offered)),
        Err(AdminError::Refused(refusal)) => stopped(visit, &refusal),
        Err(other) => Err(other.into()),
    }
}

/// The town in which this login was asked for, if whoever asks may connect channels there.
async fn town_of(visit: &Visit<'_>, answer: &str) -> Result<Option<Town>, Failure> {
    let state = form_urlencoded::parse(answer.as_bytes()).find(|(name, _)| name == "state");
    let Some((_, state)) = state else { return Ok(None) };
    let hash = sha256_hex(state.as_bytes());
    let grants = &visit.person()?.grants;
    let found =
        visit.office.deps.desk.db.read(async |c: &mut Conn<'_>| match login_flows::town_of_state(c, &hash).await? {
            Some(town) if may(grants, town, Permission::Connect, visit.now) => towns::by_id(c, town).await,
            _ => Ok(None),
        });
    Ok(found.await?)
}

fn choices(visit: &Visit<'_>, town: &Town, offered: Offered) -> LoginPage {
    let locale = visit.locale;
    let f = Frame::new(visit, locale.text("desk-login-choose")).under(visit, Vec::new());
    let mut made = step(f);
    made.lead = vec![locale.with("desk-login-choose-text", &[("town", town.name.as_str().into())])];
    made.choices = offered.choices.into_iter().map(|one| Choice { value: one.account, label: one.name }).collect();
    let action = urls::admin_town(&town.host, &format!("anmeldung/{}", offered.flow));
    made.form = Some((action, locale.text("desk-login-connect")));
    made
}

/// The account is chosen: its channel is connected.
pub(in crate::admin) async fn chosen(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let town = visit.town()?;
    let flow = Ulid::from_string(visit.param("nr")).map_err(|_| Failure::Missing)?;
    match choose_account(&visit.desk(), town, flow, visit.field("konto")).await {
        Ok(connected) => {
            let to = urls::admin_town(&town.host, &format!("kanaele/{}", connected.source.slug));
            Ok(reply::go(&format!("{to}?gut=verbunden")))
        }
        Err(AdminError::Refused(refusal)) => stopped(visit, &refusal),
        Err(other) => Err(other.into()),
    }
}

/// It did not work, and why; it is begun anew at the channel.
fn stopped(visit: &Visit<'_>, refusal: &Refusal) -> Result<Reply, Failure> {
    let mut f = Frame::new(visit, visit.locale.text("desk-login-failed")).under(visit, Vec::new());
    f.problems = vec![Problem { field: "inhalt", text: refusal.words(visit.locale) }];
    let mut made = step(f);
    made.lead = vec![visit.locale.text("desk-login-again")];
    Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, made.render()?))
}
