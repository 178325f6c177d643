//! Which of the two logins an Instagram account is read with: the one of the Page it hangs on (graph.facebook.com), or
//! its own (graph.instagram.com). In: the login and the source's settings. Out: the door.

use super::super::graph::client::Door;
use super::super::graph::node::Node;
use crate::domain::connection::Login;

/// The door: what the settings say (`login=instagram|facebook`), else what the token looks like.
#[must_use]
pub fn door_of(login: Option<&Login>, settings: &serde_json::Value) -> Door {
    match Node(settings).text("login") {
        Some("instagram") => Door::Instagram,
        Some("facebook") => Door::Facebook,
        _ => login.map_or(Door::Facebook, by_token),
    }
}

/// Tokens of Instagram's own login begin with IG, those of Facebook's with EA.
#[must_use]
pub fn by_token(login: &Login) -> Door {
    let head = login.token.reveal().get(..2).unwrap_or_default();
    if head.eq_ignore_ascii_case("IG") { Door::Instagram } else { Door::Facebook }
}
