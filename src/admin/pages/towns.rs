//! The towns someone works for. Who works for one goes straight there.

use askama::Template;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::staff_words::role_words;
use super::frame::{Failure, Frame, page};
use super::setup_place;
use crate::domain::staff::roles_in;
use crate::store::{Conn, towns};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/towns.html")]
struct TownsPage {
    f: Frame,
    towns: Vec<Row>,
    /// Where another one is begun, by whoever may.
    another: Option<&'static str>,
}

struct Row {
    href: String,
    name: String,
    host: String,
    roles: String,
    draft: bool,
}

/// The list.
pub(in crate::admin) async fn list(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let person = visit.person()?;
    let all = visit.office.deps.desk.db.read(async |c: &mut Conn<'_>| towns::all(c).await).await?;
    let rows: Vec<Row> = all
        .into_iter()
        .filter_map(|town| {
            let mut roles: Vec<String> =
                roles_in(&person.grants, town.id, visit.now).map(|role| role_words(role, visit.locale)).collect();
            roles.dedup();
            (!roles.is_empty()).then(|| Row {
                href: urls::admin_town(&town.host, ""),
                host: town.shown_host(),
                draft: !town.is_public(),
                name: town.name,
                roles: roles.join(", "),
            })
        })
        .collect();
    let may_begin = setup_place::may_begin(visit)?;
    if rows.is_empty() && may_begin {
        return Ok(reply::go(urls::ADMIN_NEW_TOWN));
    }
    if let [only] = rows.as_slice() {
        return Ok(reply::go(&only.href));
    }
    let another = may_begin.then_some(urls::ADMIN_NEW_TOWN);
    page(&TownsPage { f: Frame::new(visit, visit.locale.text("desk-towns")), towns: rows, another })
}
