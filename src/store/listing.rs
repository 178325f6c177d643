//! Which posts stand in a list. In: a [`Listing`]. Out: the two statements that find and count them, with what their places
//! are. Called by `posts_read`.

use jiff::Timestamp;

use super::db::Conn;
use super::error::StoreError;
use super::rows::ms;
use crate::domain::rules::LabelKind;
use crate::domain::{ActorId, SourceId};

/// Which posts a listing shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Listing {
    /// All of the town.
    All,
    /// Those of one channel.
    Channel(SourceId),
    /// Those with a hashtag (lower case).
    Hashtag(String),
    /// Those an actor wrote.
    Actor(ActorId),
    /// Those under one of these names of a kind.
    Label(LabelKind, Vec<String>),
    /// Those said from a moment on until before another.
    Span(Timestamp, Timestamp),
    /// Those that hold at a moment, or begin to before another: closures, deadlines, changed hours.
    Holding { now: Timestamp, before: Timestamp },
}

/// The two statements of a listing: a page of it, and how many posts it has. `$2` and `$3` say of what.
macro_rules! listing {
    ($of:expr) => {
        (
            concat!(
                "SELECT * FROM post WHERE town_id = $1 AND state = 'public' AND listed AND ",
                $of,
                " AND (created_at < $4 OR (created_at = $4 AND ulid < $5)) ORDER BY created_at DESC, ulid DESC LIMIT $6"
            ),
            concat!("SELECT count(*) FROM post WHERE town_id = $1 AND state = 'public' AND listed AND ", $of),
        )
    };
}

/// Under one of the names of a kind; the engines unpack the list of names differently.
macro_rules! labelled {
    ($names:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM post_label pl WHERE pl.town_id = $1 AND pl.post_id = post.id AND pl.kind = $3 \
             AND pl.name IN (",
            $names,
            "))"
        )
    };
}

/// A listing's statements with what `$2` and `$3` are.
pub(super) struct Asking {
    pub page: &'static str,
    pub total: &'static str,
    pub key: String,
    pub kind: String,
}

/// The statements of a listing.
pub(super) fn asking(conn: &Conn<'_>, listing: &Listing) -> Result<Asking, StoreError> {
    let both = |(page, total), key, kind| Asking { page, total, key, kind };
    let of = |statements, key| both(statements, key, String::new());
    Ok(match listing {
        Listing::All => of(listing!("$2 = '' AND $3 = ''"), String::new()),
        Listing::Channel(source) => of(
            listing!(
                "$3 = '' AND EXISTS (SELECT 1 FROM post_item pi JOIN item i ON i.id = pi.item_id \
                 WHERE pi.post_id = post.id AND pi.source_id = CAST($2 AS BIGINT) AND i.gone_first_at IS NULL)"
            ),
            source.0.to_string(),
        ),
        Listing::Hashtag(tag) => of(
            listing!(
                "$3 = '' AND EXISTS (SELECT 1 FROM post_tag pt WHERE pt.town_id = $1 AND pt.post_id = post.id AND pt.tag = $2)"
            ),
            tag.clone(),
        ),
        Listing::Actor(actor) => of(listing!("$3 = '' AND actor_id = CAST($2 AS BIGINT)"), actor.0.to_string()),
        Listing::Label(kind, names) => {
            let sqlite = listing!(labelled!("SELECT value FROM json_each($2)"));
            let postgres = listing!(labelled!("SELECT json_array_elements_text($2::json)"));
            Asking {
                page: conn.pick(sqlite.0, postgres.0),
                total: conn.pick(sqlite.1, postgres.1),
                key: serde_json::to_string(names)?,
                kind: kind.as_str().to_owned(),
            }
        }
        Listing::Span(from, to) => both(
            listing!("created_at >= CAST($2 AS BIGINT) AND created_at < CAST($3 AS BIGINT)"),
            ms(*from).to_string(),
            ms(*to).to_string(),
        ),
        // What has no end is news for two weeks.
        Listing::Holding { now, before } => both(
            listing!(
                "validity_kind IN ('closure', 'hours', 'deadline', 'other') \
                 AND (valid_from IS NULL OR valid_from < CAST($3 AS BIGINT)) AND (valid_until > CAST($2 AS BIGINT) \
                 OR (valid_until IS NULL AND valid_from > CAST($2 AS BIGINT) - 1209600000))"
            ),
            ms(*now).to_string(),
            ms(*before).to_string(),
        ),
    })
}
