//! "Bildbeschreibungen": the pictures that nobody described, one at a time, those first whose message stands in the picture
//! alone. What is skipped stays in front of the queue; the address counts how many that are.

use askama::Template;
use http::StatusCode;

use super::super::AdminError;
use super::super::office::Visit;
use super::super::post_edit::{PostEdit, edit_post};
use super::super::reply::{self, Reply};
use super::frame::{Failure, Frame, Problem, page};
use super::picture;
use super::posts::channel_names;
use crate::domain::body_text::excerpt;
use crate::domain::ids::Ulid;
use crate::domain::media::Attached;
use crate::domain::post::{Post, PostState};
use crate::error::Words;
use crate::i18n::{Locale, moment};
use crate::jobs::answer_description_wishes;
use crate::store::{Conn, posts_read};
use crate::urls;

/// Posts that are looked at.
const LOOKED_AT: u32 = 500;
/// Characters of a post's text that stand beside the picture.
const EXCERPT: usize = 600;
/// Characters of a description; other servers cut what is longer.
const LONGEST: usize = 1500;
/// A description of so many characters is a good one.
const GOOD: usize = 300;

#[derive(Template)]
#[template(path = "admin/descriptions.html")]
struct DescriptionsPage {
    f: Frame,
    left: usize,
    one: Option<One>,
    good: usize,
    action: String,
}

struct One {
    /// Which it is: the post and the place of the picture in it.
    name: String,
    src: String,
    only: bool,
    heading: String,
    text: String,
    about: String,
    href: String,
    typed: String,
    skipped: usize,
    /// Where it goes on without this one.
    skip: String,
}

/// A picture's place in a post, from 1.
type Place = (Post, usize);

async fn queue(visit: &Visit<'_>) -> Result<Vec<Place>, Failure> {
    let town = visit.town()?.id;
    let read = async |c: &mut Conn<'_>| posts_read::undescribed(c, town, LOOKED_AT).await;
    let posts = visit.office.deps.desk.db.read(read).await?;
    let places = posts.into_iter().flat_map(|post| {
        let open = |(index, one): (usize, &Attached)| one.is_undescribed().then_some(index + 1);
        let open: Vec<usize> = post.attached.iter().enumerate().filter_map(open).collect();
        open.into_iter().map(move |place| (post.clone(), place))
    });
    Ok(places.collect())
}

/// The next picture.
pub(in crate::admin) async fn next(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let skipped = match visit.asked("wunsch") {
        "" => visit.asked("ab").parse().unwrap_or(0),
        // A citizen asked for this one; described meanwhile, it is not in the queue any more.
        wish => {
            let queue = queue(visit).await?;
            queue.iter().position(|(post, place)| format!("{}-{place}", post.ulid) == wish).unwrap_or(0)
        }
    };
    page(&filled(visit, skipped, Vec::new()).await?)
}

async fn filled(visit: &Visit<'_>, skipped: usize, problems: Vec<Problem>) -> Result<DescriptionsPage, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let all = queue(visit).await?;
    let here = urls::admin_town(&town.host, "bildbeschreibungen");
    let one = all.get(skipped).map(|(post, place)| One {
        name: format!("{}-{place}", post.ulid),
        src: source(visit, post, *place).unwrap_or_default(),
        only: post.is_only_in_picture(),
        heading: post.heading(),
        text: excerpt(&post.body, EXCERPT),
        about: format!("{} · {}", moment(locale, post.created_at, &town.zone()), channel_names(post)),
        href: urls::admin_town(&town.host, &format!("beitraege/{}", post.ulid)),
        typed: visit.field("text").to_owned(),
        skipped,
        skip: format!("{here}?ab={}", skipped + 1),
    });
    let mut f = Frame::new(visit, locale.text("desk-alt")).under(visit, Vec::new());
    f.problems = problems;
    f.notice = match visit.asked("gut") {
        "gespeichert" => Some(locale.text("desk-alt-saved")),
        "schmuck" => Some(locale.text("desk-alt-decoration-saved")),
        _ => None,
    };
    Ok(DescriptionsPage { f, left: all.len(), one, good: GOOD, action: here })
}

/// The address of a picture in the admin area: the largest that browsers show.
fn source(visit: &Visit<'_>, post: &Post, place: usize) -> Option<String> {
    let variant = post.attached.get(place.checked_sub(1)?)?.media.variants.last()?;
    Some(picture::address(visit.town().ok()?, variant))
}

/// The post and the place that a form is about.
async fn found(visit: &Visit<'_>) -> Result<Place, Failure> {
    let town = visit.town()?.id;
    let (id, place) = visit.field("bild").rsplit_once('-').ok_or(Failure::Missing)?;
    let id = Ulid::from_string(id).map_err(|_| Failure::Missing)?;
    let place: usize = place.parse().map_err(|_| Failure::Missing)?;
    let post = visit.office.deps.desk.db.read(async |c: &mut Conn<'_>| posts_read::by_ulid(c, town, id).await).await?;
    let post = post.filter(|post| post.state != PostState::Gone).ok_or(Failure::Missing)?;
    Ok((post, place))
}

/// Somebody describes a picture, or says that there is nothing to describe.
pub(in crate::admin) async fn saved(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let town = visit.town()?;
    let (post, place) = found(visit).await?;
    let skipped = visit.field("ab").parse().unwrap_or(0);
    let text = visit.field("text").replace("\r\n", "\n");
    let (edit, word) = match visit.field("tun") {
        "schmuck" => (PostEdit { decorative: vec![place], ..PostEdit::default() }, "schmuck"),
        _ if text.is_empty() => return wrong(visit, skipped, visit.locale.text("desk-alt-missing")).await,
        _ if text.chars().count() > LONGEST => {
            let text = visit.locale.with("desk-alt-long", &[("count", LONGEST.into())]);
            return wrong(visit, skipped, text).await;
        }
        _ => (PostEdit { alts: vec![(place, text)], ..PostEdit::default() }, "gespeichert"),
    };
    match edit_post(&visit.desk(), town, &post, &edit).await {
        Ok(_) => {
            visit.hands().published.wake();
            answer_wishes(visit, &post, place, edit.alts.first()).await?;
            let here = urls::admin_town(&town.host, "bildbeschreibungen");
            Ok(reply::go(&format!("{here}?ab={skipped}&gut={word}")))
        }
        Err(AdminError::Refused(refusal)) => wrong(visit, skipped, refusal.words(visit.locale)).await,
        Err(other) => Err(other.into()),
    }
}

/// Whoever asked for this description gets it.
async fn answer_wishes(
    visit: &Visit<'_>,
    post: &Post,
    place: usize,
    described: Option<&(usize, String)>,
) -> Result<(), Failure> {
    let Some(one) = place.checked_sub(1).and_then(|index| post.attached.get(index)) else { return Ok(()) };
    let text = match described {
        Some((_, text)) => Locale::De.with("desk-case-described", &[("text", text.as_str().into())]),
        None => Locale::De.text("desk-case-decoration"),
    };
    answer_description_wishes(&visit.hands(), visit.town()?.id, one.media.id, &text).await?;
    Ok(())
}

async fn wrong(visit: &Visit<'_>, skipped: usize, text: String) -> Result<Reply, Failure> {
    let html = filled(visit, skipped, vec![Problem { field: "text", text }]).await?.render()?;
    Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, html))
}
