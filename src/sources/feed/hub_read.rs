//! The hub a feed names inside its document (WebSub §4). In: the element that holds the feed's links, or a JSON Feed.
//! Out: the hub, if there is one. Called by `atom_read`, `rss_read` and `json_read`.

use serde_json::Value;
use url::Url;

use super::super::address_clean::absolute;
use super::super::websub::Hub;
use super::xml_names::Ns;
use super::xml_tree::Element;

/// `<atom:link rel="hub">` beside `rel="self"`.
#[must_use]
pub fn of_links(holder: &Element, ns: Ns, base: Option<&Url>) -> Option<Hub> {
    let named = |rel: &str| {
        let link = holder.all(ns, "link").find(|link| link.attr("rel") == Some(rel))?;
        absolute(base, link.attr("href")?)
    };
    Some(Hub { hub: named("hub")?, topic: named("self").or_else(|| base.cloned())? })
}

/// `hubs` of a JSON Feed (1.1, "Subscribing to real-time notifications").
#[must_use]
pub fn of_json(document: &Value, base: Option<&Url>) -> Option<Hub> {
    let hubs = document.get("hubs")?.as_array()?;
    let is_websub = |hub: &&Value| hub["type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("websub"));
    let hub = absolute(base, hubs.iter().find(is_websub)?["url"].as_str()?)?;
    let own = document["feed_url"].as_str().and_then(|url| absolute(base, url));
    Some(Hub { hub, topic: own.or_else(|| base.cloned())? })
}
