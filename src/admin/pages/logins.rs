//! "Anmeldungen": which login ends when, what is read with it, and who renews it; the calendar of a town's logins.

use askama::Template;

use super::super::login_flow;
use super::super::login_words::login_words;
use super::super::office::Visit;
use super::super::reply::Reply;
use super::frame::{Failure, Frame, link, page};
use crate::store::{Conn, StoreError, connections, sources};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/logins.html")]
struct LoginsPage {
    f: Frame,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    platform: String,
    ends: String,
    person: Option<String>,
    deputy: Option<String>,
    /// What is read with it, and where it is signed in anew.
    channels: Vec<(String, Option<String>)>,
}

/// The list, what ends first on top.
pub(in crate::admin) async fn list(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let read = async |c: &mut Conn<'_>| {
        Ok::<_, StoreError>((connections::of_town(c, town.id).await?, sources::of_town(c, town.id).await?))
    };
    let (mut all, channels) = visit.office.deps.desk.db.read(read).await?;
    all.sort_by_key(|one| (one.dead_since.is_none(), one.ends_at.is_none(), one.ends_at));
    let rows = all.iter().map(|one| Row {
        name: one.name.clone(),
        platform: locale.text(&format!("page-kind-{}", one.platform.as_str())),
        ends: login_words(one, town, visit.now, locale),
        person: one.person.clone(),
        deputy: one.deputy.clone(),
        channels: channels
            .iter()
            .filter(|source| source.connection == Some(one.id))
            .map(|source| {
                let again = || urls::admin_town(&town.host, &format!("kanaele/{}/anmeldung", source.slug));
                (source.name.clone(), login_flow::of_kind(source.kind).map(|_| again()))
            })
            .collect(),
    });
    let above = vec![link(urls::admin_town(&town.host, "kanaele"), locale.text("desk-channels"))];
    page(&LoginsPage { rows: rows.collect(), f: Frame::new(visit, locale.text("desk-logins")).under(visit, above) })
}
