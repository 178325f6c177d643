//! Staff join two posts, or split one; the decision sticks.

use super::{AdminError, Desk, Refusal};
use crate::domain::ids::Ulid;
use crate::domain::post::Post;
use crate::domain::town::Town;
use crate::domain::{PostId, TownId};
use crate::publish::{PublishError, Refused, Speaker, join, split};
use crate::store::{Conn, Lane, posts_read};

impl Desk {
    /// The post that an address names: its page, its ActivityPub id, or its bare id.
    ///
    /// # Errors
    /// When there is no such post in this town or the store refuses.
    pub async fn post(&self, town: &Town, address: &str) -> Result<Post, AdminError> {
        let ulid = address
            .trim()
            .trim_end_matches('/')
            .rsplit(['/', '-'])
            .next()
            .and_then(|end| Ulid::from_string(&end.to_ascii_uppercase()).ok());
        let found = match ulid {
            Some(ulid) => self.db.read(async |c: &mut Conn<'_>| posts_read::by_ulid(c, town.id, ulid).await).await?,
            None => None,
        };
        found.ok_or_else(|| {
            Refusal::new("refused-no-post").with("address", address).with("host", town.host.as_str()).into()
        })
    }

    /// The town's voice for a deed of staff.
    pub(super) async fn speaker(&self, conn: &mut Conn<'_>, town: TownId) -> Result<Speaker, AdminError> {
        let speaker = Speaker::load(conn, &self.sealer, &self.scheme, town).await?;
        Ok(speaker.ok_or(PublishError::Vanished)?.acting(&self.who))
    }
}

/// Joins two posts into the elder one. Returns it.
///
/// # Errors
/// When one of them is withdrawn, both are the same, or one is a summary.
pub async fn join_posts(desk: &Desk, town: &Town, one: &Post, other: &Post) -> Result<Post, AdminError> {
    let now = desk.clock.now();
    let elder = desk
        .db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let speaker = desk.speaker(c, town.id).await?;
            join(c, &speaker, one, other, now).await?.map_err(|why| AdminError::from(refusal(why, town)))
        })
        .await?;
    read(desk, town, elder).await
}

/// Splits a post: the share of a channel, or all but the first, become posts of their own. Returns them.
///
/// # Errors
/// When there is nothing to split.
pub async fn split_post(desk: &Desk, town: &Town, post: &Post, channel: Option<&str>) -> Result<Vec<Post>, AdminError> {
    let now = desk.clock.now();
    let made = desk
        .db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let speaker = desk.speaker(c, town.id).await?;
            split(c, &speaker, post, channel, now).await?.map_err(|why| AdminError::from(refusal(why, town)))
        })
        .await?;
    let mut posts = Vec::new();
    for id in made {
        posts.push(read(desk, town, id).await?);
    }
    Ok(posts)
}

pub(super) async fn read(desk: &Desk, town: &Town, id: PostId) -> Result<Post, AdminError> {
    let found = desk.db.read(async |c: &mut Conn<'_>| posts_read::by_id(c, town.id, id).await).await?;
    Ok(found.ok_or(PublishError::Vanished)?)
}

pub(super) fn refusal(why: Refused, town: &Town) -> Refusal {
    let key = match why {
        Refused::Same => "refused-same-post",
        Refused::Gone => "refused-post-gone",
        Refused::NoItems => "refused-post-summary",
        Refused::OneItem => "refused-one-item",
        Refused::NoSuchChannel => "refused-no-such-share",
        Refused::KeptBack => "refused-kept-back",
    };
    Refusal::new(key).with("host", town.host.as_str())
}
