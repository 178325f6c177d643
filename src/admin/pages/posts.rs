//! "Beiträge": what stands on the public page, newest first, by channel, or only what has a picture that nobody described.

use askama::Template;

use super::super::office::Visit;
use super::super::reply::Reply;
use super::frame::{Failure, Frame, Link, page};
use crate::domain::ids::Ulid;
use crate::domain::media::Attached;
use crate::domain::post::Post;
use crate::domain::source::SourceState;
use crate::i18n::moment;
use crate::store::posts_read::{self, Listing};
use crate::store::{Conn, StoreError, sources};
use crate::urls;

/// Posts on one page.
const SHOWN: usize = 30;
/// The word for posts with a picture that nobody described.
pub(super) const UNDESCRIBED: &str = "ohne-beschreibung";

#[derive(Template)]
#[template(path = "admin/posts.html")]
struct PostsPage {
    f: Frame,
    filters: Vec<Link>,
    rows: Vec<Row>,
    older: Option<String>,
}

struct Row {
    href: String,
    title: String,
    when: String,
    channels: String,
    undescribed: bool,
}

/// The list.
pub(in crate::admin) async fn list(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let here = urls::admin_town(&town.host, "beitraege");
    let (wanted, only) = (visit.asked("kanal"), visit.asked("nur"));
    let before = Ulid::from_string(visit.asked("vor")).ok();
    let (channels, mut posts) = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let channels = sources::of_town(c, town.id).await?;
            let channel = channels.iter().find(|source| source.slug == wanted);
            let listing = channel.map_or(Listing::All, |source| Listing::Channel(source.id));
            // One more than is shown tells whether there are older ones.
            let count = u32::try_from(SHOWN + 1).unwrap_or(u32::MAX);
            let posts = match only {
                UNDESCRIBED => posts_read::undescribed(c, town.id, count - 1).await?,
                _ => posts_read::page(c, town.id, &listing, before, count).await?,
            };
            Ok::<_, StoreError>((channels, posts))
        })
        .await?;
    let more = posts.len() > SHOWN;
    posts.truncate(SHOWN);
    let filter = if wanted.is_empty() { String::new() } else { format!("&kanal={wanted}") };
    let older = posts.last().filter(|_| more).map(|post| format!("{here}?vor={}{filter}", post.ulid));
    let zone = town.zone();
    let rows = posts.iter().map(|post| Row {
        href: urls::admin_town(&town.host, &format!("beitraege/{}", post.ulid)),
        title: post.heading(),
        when: moment(locale, post.created_at, &zone),
        channels: channel_names(post),
        undescribed: post.attached.iter().any(Attached::is_undescribed),
    });
    let rows = rows.collect();
    let all = Link {
        href: here.clone(),
        label: locale.text("desk-posts-all"),
        current: wanted.is_empty() && only.is_empty(),
    };
    let undescribed = Link {
        href: format!("{here}?nur={UNDESCRIBED}"),
        label: locale.text("desk-posts-undescribed"),
        current: only == UNDESCRIBED,
    };
    let by_channel = channels.iter().filter(|source| source.state != SourceState::Removed).map(|source| Link {
        href: format!("{here}?kanal={}", source.slug),
        label: source.name.clone(),
        current: source.slug == wanted,
    });
    let filters = [all, undescribed].into_iter().chain(by_channel).collect();
    let mut f = Frame::new(visit, locale.text("desk-posts")).under(visit, Vec::new());
    if visit.asked("gut") == "entfernt" {
        f.notice = Some(locale.text("desk-post-removed"));
    }
    page(&PostsPage { f, filters, rows, older })
}

/// The channels that carry a post, in a row.
pub(super) fn channel_names(post: &Post) -> String {
    post.channels.iter().map(|channel| channel.name.as_str()).collect::<Vec<_>>().join(", ")
}
