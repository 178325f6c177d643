//! What a Page lists beside its posts: coming events, and reels, which the posts leave out. In: the listing's name. Out:
//! its nodes, or that it could not be read. Some logins may not read them; the posts come all the same. Called by `poll`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::contract::{Budget, Cx};
use super::super::failure::SourceError;
use super::super::graph::client::Graph;
use super::super::graph::page_walk::{Walk, walk};
use super::super::graph::settings_check::is_on;
use super::super::graph::sweep::Sweep;
use crate::domain::source::ErrorClass;

/// What is asked of an event.
pub const EVENT_FIELDS: &str = "id,name,description,start_time,end_time,timezone,is_canceled,is_draft,type,created_time,\
    place{name,location},cover,ticket_uri,owner{id}";

/// What is asked of a reel.
pub const REEL_FIELDS: &str = "id,post_id,title,description,created_time,permalink_url,length,picture,format,source,\
    status,from{id}";

/// A listing that we may not read is asked for again after a day.
const REFUSED_S: i64 = 86_400;

/// A listing beside the posts.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// Its name in the address, and that of the setting that leaves it out.
    name: &'static str,
    setting: &'static str,
    query: &'static [(&'static str, &'static str)],
}

/// Coming events.
pub const EVENTS: Edge = Edge {
    name: "events",
    setting: "events",
    query: &[("fields", EVENT_FIELDS), ("limit", "100"), ("time_filter", "upcoming")],
};

/// Reels.
pub const REELS: Edge =
    Edge { name: "video_reels", setting: "reels", query: &[("fields", REEL_FIELDS), ("limit", "100")] };

/// What is remembered of such a listing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Beside {
    /// It has listed something before.
    pub listed: bool,
    refused_at: Option<Timestamp>,
}

impl Beside {
    /// Reads the listing; `None` when it could not be read.
    ///
    /// # Errors
    /// A dead login, which ends the whole look.
    pub async fn read(
        &mut self,
        edge: Edge,
        cx: &Cx<'_>,
        graph: &Graph<'_>,
        account: &str,
        sweep: &mut Sweep,
        budget: &mut Budget,
    ) -> Result<Option<Walk>, SourceError> {
        if !is_on(&cx.source.settings, edge.setting, true) {
            return Ok(Some(Walk { ended: true, ..Walk::default() }));
        }
        if self.refused_at.is_some_and(|at| cx.now.duration_since(at).as_secs() < REFUSED_S) {
            return Ok(None);
        }
        self.refused_at = None;
        match walk(graph, &format!("{account}/{}", edge.name), edge.query, 1, budget).await {
            Ok(walk) => {
                self.listed |= !walk.nodes.is_empty();
                Ok(Some(walk))
            }
            Err(refused) => {
                let error = SourceError::from(refused);
                match error.class() {
                    ErrorClass::AuthDead => return Err(error),
                    ErrorClass::RateLimited => sweep.rest(&error),
                    ErrorClass::PermissionMissing | ErrorClass::ConfigWrong | ErrorClass::Gone => {
                        tracing::info!(source = cx.source.slug, edge = edge.name, %error, "a listing cannot be read");
                        self.refused_at = Some(cx.now);
                    }
                    _ => {}
                }
                Ok(None)
            }
        }
    }
}
