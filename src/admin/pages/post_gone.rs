//! A removed post: when it went, who took it away and why, and who was told. Nothing of what it said.

use askama::Template;

use super::super::audit_names::AuditNames;
use super::super::audit_words::{deed_words, who_words};
use super::super::office::Visit;
use super::super::reply::Reply;
use super::frame::{Failure, Frame, Link, link, page};
use super::post::address;
use crate::domain::audit::{Deed, Row};
use crate::domain::ids::Ulid;
use crate::domain::post::Post;
use crate::i18n::{Locale, moment};
use crate::store::{Conn, StoreError, audit, deliveries, posts_read};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/post_gone.html")]
struct GonePage {
    f: Frame,
    id: String,
    when: String,
    why: Why,
    /// The post that says it now.
    elder: Option<Link>,
    reach: Option<Link>,
}

/// Who took a post away, and why.
pub(super) struct Why {
    pub who: String,
    pub deed: String,
}

/// The deeds that end a post.
const ENDS: [Deed; 4] = [Deed::Removed, Deed::Retracted, Deed::Withdrawn, Deed::LeftOut];

/// Why each of these posts went, by their ids. The log's entries are read without the headings of posts.
pub(super) async fn reasons(
    conn: &mut Conn<'_>,
    gone: &[&Post],
    locale: Locale,
) -> Result<Vec<(Ulid, Why)>, StoreError> {
    let Some(town) = gone.first().map(|post| post.town) else { return Ok(Vec::new()) };
    let ids: Vec<Ulid> = gone.iter().map(|post| post.ulid).collect();
    let rows = audit::about_posts(conn, town, &ids).await?;
    let names = AuditNames::load(conn, town, &rows).await?.without_posts();
    let ends = |row: &&Row| Deed::parse(&row.line.deed).is_some_and(|deed| ENDS.contains(&deed));
    Ok(gone
        .iter()
        .map(|post| {
            let id = post.ulid.to_string();
            let why = match rows.iter().rev().filter(ends).find(|row| row.line.about == id) {
                Some(row) => {
                    Why { who: who_words(&row.line, &names, locale), deed: deed_words(&row.line, &names, locale) }
                }
                None if post.joined_into.is_some() => Why { who: String::new(), deed: locale.text("desk-gone-joined") },
                None => Why { who: String::new(), deed: locale.text("desk-gone-unknown") },
            };
            (post.ulid, why)
        })
        .collect())
}

/// The page.
pub(super) async fn show(visit: &Visit<'_>, post: &Post) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let (why, elder, reach) = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let why = reasons(c, &[post], locale).await?.pop();
            let elder = match post.joined_into {
                Some(elder) => posts_read::by_id(c, town.id, elder).await?,
                None => None,
            };
            Ok::<_, StoreError>((why, elder, deliveries::reach(c, town.id, post.id).await?))
        })
        .await?;
    let (_, why) = why.ok_or(Failure::Missing)?;
    let reach = match reach.hosts {
        0 => None,
        hosts => {
            let numbers = [("delivered", reach.delivered.into()), ("hosts", hosts.into())];
            Some(link(format!("{}/empfang", address(visit, post)?), locale.with("desk-reach-line-gone", &numbers)))
        }
    };
    let elder = match elder {
        Some(elder) => Some(link(address(visit, &elder)?, locale.text("desk-gone-elder"))),
        None => None,
    };
    let above = vec![link(urls::admin_town(&town.host, "beitraege"), locale.text("desk-posts"))];
    let mut f = Frame::new(visit, locale.text("desk-gone")).under(visit, above);
    if visit.asked("gut") == "entfernt" {
        f.notice = Some(locale.text("desk-post-removed"));
    }
    let when = moment(locale, post.gone_at.unwrap_or(post.published_at), &town.zone());
    page(&GonePage { f, id: post.ulid.to_string(), when, why, elder, reach })
}
