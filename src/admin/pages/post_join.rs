//! Two posts become one, or one becomes two; each with a page before it that says what happens.

use askama::Template;

use super::super::office::Visit;
use super::super::post_likely::{Likeness, likely_posts};
use super::super::reach::{covers_post, limits};
use super::super::reply::{self, Reply};
use super::super::{AdminError, Refusal, join_posts, split_post};
use super::frame::{Failure, Frame, Problem, page, unfinished};
use super::post::{above, address, living};
use super::posts::channel_names;
use crate::domain::post::{Channel, Post};
use crate::domain::staff::Permission;
use crate::error::Words;
use crate::i18n::moment;
use crate::store::Conn;

#[derive(Template)]
#[template(path = "admin/post_join.html")]
struct JoinPage {
    f: Frame,
    action: String,
    back: String,
    /// What was typed.
    typed: String,
    likely: Vec<Row>,
    /// The two that were chosen: the one that stays, the one that goes, and the other's address.
    chosen: Option<(String, String, String)>,
}

struct Row {
    href: String,
    title: String,
    when: String,
    channels: String,
    likeness: String,
}

#[derive(Template)]
#[template(path = "admin/post_split.html")]
struct SplitPage {
    f: Frame,
    title: String,
    channel: String,
    slug: String,
    text: String,
    action: String,
    back: String,
}

/// Which other post; and when one is chosen, what joining them does.
pub(in crate::admin) async fn ask_join(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let post = living(visit).await?;
    let typed = visit.asked("mit").trim();
    if typed.is_empty() {
        return page(&join_page(visit, &post, None, None).await?);
    }
    match other(visit, &post, typed).await? {
        Ok(other) => page(&join_page(visit, &post, Some(&other), None).await?),
        Err(refusal) => refused(visit, &post, refusal).await,
    }
}

/// They are joined.
pub(in crate::admin) async fn joined(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, post) = (visit.town()?, living(visit).await?);
    let other = match other(visit, &post, visit.field("mit")).await? {
        Ok(other) => other,
        Err(refusal) => return refused(visit, &post, refusal).await,
    };
    match join_posts(&visit.desk(), town, &post, &other).await {
        Ok(elder) => {
            visit.hands().published.wake();
            Ok(reply::go(&format!("{}?gut=zusammen", address(visit, &elder)?)))
        }
        Err(AdminError::Refused(refusal)) => refused(visit, &post, refusal).await,
        Err(error) => Err(error.into()),
    }
}

async fn other(visit: &Visit<'_>, post: &Post, typed: &str) -> Result<Result<Post, Refusal>, Failure> {
    match visit.desk().post(visit.town()?, typed).await {
        Ok(other) if other.id == post.id => Ok(Err(Refusal::new("refused-same-post"))),
        // What stands in a form is held against a role's limits like what stands in an address.
        Ok(other) if !covers_post(&limits(visit, Permission::Edit), &other) => Ok(Err(Refusal::new("refused-beyond"))),
        Ok(other) => Ok(Ok(other)),
        Err(AdminError::Refused(refusal)) => Ok(Err(refusal)),
        Err(error) => Err(error.into()),
    }
}

async fn refused(visit: &Visit<'_>, post: &Post, refusal: Refusal) -> Result<Reply, Failure> {
    // At the desk nobody types commands.
    let refusal = if refusal.is("refused-no-post") {
        refusal.said_as("desk-refused-no-post")
    } else if refusal.is("refused-kept-back") {
        refusal.said_as("desk-refused-kept-back")
    } else {
        refusal
    };
    let problem = Problem { field: "mit", text: refusal.words(visit.locale) };
    unfinished(&join_page(visit, post, None, Some(problem)).await?)
}

async fn join_page(
    visit: &Visit<'_>,
    post: &Post,
    other: Option<&Post>,
    problem: Option<Problem>,
) -> Result<JoinPage, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let back = address(visit, post)?;
    let action = format!("{back}/zusammenlegen");
    let likely = match other {
        Some(_) => Vec::new(),
        None => visit.office.deps.desk.db.read(async |c: &mut Conn<'_>| likely_posts(c, post).await).await?,
    };
    let within = limits(visit, Permission::Edit);
    let likely = likely.iter().filter(|(one, _)| covers_post(&within, one)).map(|(one, likeness)| Row {
        href: format!("{action}?mit={}", one.ulid),
        title: one.heading(),
        when: moment(locale, one.created_at, &town.zone()),
        channels: channel_names(one),
        likeness: locale.text(match likeness {
            Likeness::Same => "desk-join-same",
            Likeness::Alike => "desk-join-alike",
            Likeness::Related => "desk-join-related",
        }),
    });
    let likely = likely.collect();
    let chosen = other.map(|other| {
        let place = |post: &Post| (post.created_at, post.ulid);
        let (elder, younger) = if place(post) <= place(other) { (post, other) } else { (other, post) };
        (elder.heading(), younger.heading(), other.ulid.to_string())
    });
    let mut f = Frame::new(visit, locale.text("desk-join")).under(visit, above(visit, post)?);
    f.problems.extend(problem);
    let typed = visit.sent("mit").unwrap_or(visit.asked("mit")).to_owned();
    Ok(JoinPage { f, action, back, typed, likely, chosen })
}

fn share<'a>(post: &'a Post, slug: &str) -> Result<&'a Channel, Failure> {
    let channel = post.channels.iter().find(|channel| channel.slug == slug);
    channel.filter(|_| post.channels.len() > 1).ok_or(Failure::Missing)
}

/// What splitting does, and the button.
pub(in crate::admin) async fn ask_split(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let post = living(visit).await?;
    let channel = share(&post, visit.asked("kanal"))?;
    let text = channel.words.as_ref().map(|words| crate::domain::body_text::excerpt(&words.body, 400));
    let back = address(visit, &post)?;
    page(&SplitPage {
        f: Frame::new(visit, visit.locale.text("desk-split")).under(visit, above(visit, &post)?),
        title: post.heading(),
        channel: channel.name.clone(),
        slug: channel.slug.clone(),
        text: text.unwrap_or_default(),
        action: format!("{back}/trennen"),
        back,
    })
}

/// The channel's share is a post of its own.
pub(in crate::admin) async fn split(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, post) = (visit.town()?, living(visit).await?);
    let channel = share(&post, visit.field("kanal"))?;
    match split_post(&visit.desk(), town, &post, Some(&channel.slug)).await {
        // Two items of one channel: nothing is left to split.
        Ok(_) | Err(AdminError::Refused(_)) => {}
        Err(error) => return Err(error.into()),
    }
    visit.hands().published.wake();
    Ok(reply::go(&format!("{}?gut=getrennt", address(visit, &post)?)))
}
