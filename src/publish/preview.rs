//! What a Note will say, before there is one: by the same hand that writes it later.

use crate::domain::actor::Actor;
use crate::domain::post::Post;
use crate::domain::town::Town;
use crate::federation::forms::{self, Voice};
use crate::urls::Origin;

/// The HTML of the Note of a post that is not published yet.
#[must_use]
pub fn preview_note(scheme: &str, town: &Town, actor: &Actor, post: &Post) -> String {
    let origin = Origin::new(scheme, &town.host);
    let note = forms::note(&Voice { origin: &origin, town, actor }, post);
    note.get("content").and_then(|content| content.as_str()).unwrap_or_default().to_owned()
}
