//! Documents for machines that are not feeds: robots.txt (RFC 9309), sitemap, security.txt (RFC 9116), and the wrapping of
//! what the federation room says.

use jiff::SignedDuration;

use super::card::{iso, localised};
use super::page::{Draft, Shows};
use super::render::Renderer;
use super::town_view::TownView;
use crate::domain::body_html::push_escaped;
use crate::domain::post::Post;
use crate::federation::Document;
use crate::i18n::Locale;
use crate::urls;

/// So many posts stand in the sitemap; older ones are found through the lists.
pub const IN_SITEMAP: u32 = 1000;

/// `/robots.txt`.
#[must_use]
pub fn robots(view: &TownView) -> Draft {
    let body = format!(
        "User-agent: *\nDisallow: /verwaltung/\nDisallow: /hooks/\nDisallow: /suche\nDisallow: /en/suche\n\nSitemap: {}\n",
        view.origin.absolute("/sitemap.xml")
    );
    Draft { max_age_s: 3600, cors: false, ..Draft::open("text/plain; charset=utf-8", body) }
}

/// `/sitemap.xml`: the fixed pages in each language, the channels, the newest posts.
#[must_use]
pub fn sitemap(r: &Renderer<'_>, posts: &[Post]) -> Draft {
    let mut body = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let mut entry = |path: &str, changed: Option<String>| {
        body.push_str("<url><loc>");
        push_escaped(&r.view.origin.absolute(path), &mut body);
        body.push_str("</loc>");
        if let Some(changed) = changed {
            body.push_str(&format!("<lastmod>{changed}</lastmod>"));
        }
        body.push_str("</url>\n");
    };
    for locale in Locale::ALL {
        for path in [
            urls::HOME,
            urls::HOLDING,
            urls::EVENTS,
            urls::ARCHIVE,
            urls::CHANNELS,
            urls::FOLLOW,
            urls::IMPRINT,
            urls::PRIVACY,
            urls::ACCESSIBILITY,
        ] {
            entry(&localised(locale, path), None);
        }
        entry(&localised(locale, urls::HOW_IT_WORKS), None);
    }
    for source in &r.view.sources {
        entry(&urls::channel(&source.slug), None);
    }
    for post in posts {
        entry(&urls::post(post, &r.view.zone), Some(iso(post.edited_at.unwrap_or(post.published_at))));
    }
    body.push_str("</urlset>\n");
    Draft {
        max_age_s: 3600,
        cors: false,
        shows: Shows { sources: true, ..Shows::all_posts() },
        ..Draft::open("application/xml; charset=utf-8", body)
    }
}

/// `/.well-known/security.txt`, if the town's contact names a mail address. Good for half a year from its rendering.
#[must_use]
pub fn security_txt(r: &Renderer<'_>) -> Option<Draft> {
    let contact = r.view.town.settings.contact.as_deref()?;
    let mail = contact
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')'))
        .map(|word| word.trim_matches(['.', ':']).trim_start_matches("mailto:"))
        .find(|word| word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')))?;
    let expires = r.now.checked_add(SignedDuration::from_hours(24 * 180)).ok()?;
    let body = format!(
        "Contact: mailto:{mail}\nExpires: {}\nPreferred-Languages: de, en\nCanonical: {}\n",
        iso(expires),
        r.view.origin.absolute("/.well-known/security.txt")
    );
    let tomorrow = r.now.checked_add(SignedDuration::from_hours(24)).ok();
    Some(Draft {
        max_age_s: 3600,
        cors: false,
        valid_until: tomorrow,
        ..Draft::open("text/plain; charset=utf-8", body)
    })
}

/// An ActivityPub or discovery document as a page.
#[must_use]
pub fn document(document: Document) -> Draft {
    Draft {
        status: document.status.as_u16(),
        max_age_s: document.max_age_s,
        cors: document.cors,
        location: document.location,
        ..Draft::open(document.content_type, document.body)
    }
}
