//! Whose a node is. In: the account that is mirrored and the node's own statements. Out: ours, or the reason why not.
//! A node that says nothing of its owner is believed to be what was asked for.

use super::super::graph::node::Node;
use super::super::graph::reading::{Skip, Why};

/// The page whose posts count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whose {
    /// The page's id; `None` when nobody said.
    page: Option<String>,
}

impl Whose {
    /// The account, else the owner of the listing. Names of pages say nothing, as posts carry ids only.
    #[must_use]
    pub fn of(account: Option<&str>, listed_under: Option<&str>) -> Self {
        let id = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        Self { page: account.filter(id).or(listed_under.filter(id)).map(str::to_owned) }
    }

    /// The page, where it is known.
    #[must_use]
    pub fn page(&self) -> Option<&str> {
        self.page.as_deref()
    }

    /// A post: its id begins with the page on whose wall it stands, and `from` is who wrote it.
    ///
    /// # Errors
    /// When the wall or the writer is somebody else's.
    pub fn check_post(&self, node: Node<'_>) -> Result<(), Skip> {
        let id = node.id("id");
        let wall = id.as_deref().and_then(|id| id.split_once('_')).map(|(wall, _)| wall.to_owned());
        let page = self.page.as_deref().or(wall.as_deref());
        let others = |who: Option<&str>| who.zip(page).is_some_and(|(who, page)| who != page);
        let writer = writer(node, "from");
        if others(wall.as_deref()) || others(writer.as_deref()) {
            return Err(Skip::new(id, Why::NotOurs, "written by somebody else"));
        }
        Ok(())
    }

    /// Anything else with an owner (`from`, `owner`).
    ///
    /// # Errors
    /// When the owner is somebody else.
    pub fn check(&self, node: Node<'_>, field: &str) -> Result<(), Skip> {
        let others = writer(node, field).zip(self.page.as_deref()).is_some_and(|(owner, page)| owner != page);
        if others { Err(Skip::new(node.id("id"), Why::NotOurs, "somebody else's")) } else { Ok(()) }
    }
}

/// The id of who wrote or owns a node.
#[must_use]
pub fn writer(node: Node<'_>, field: &str) -> Option<String> {
    node.get(field)?.id("id")
}
