//! A town's start page before visitors can see it, by the same hand that makes it later. In: a town, published or not.
//! Out: finished HTML, for the admin area, which may be at another host: nothing in it leads to the town's own.

use super::Web;
use super::render::{Outcome, RenderError, Renderer};
use super::target::{Of, Target};
use super::town_view::TownView;
use crate::domain::town::Town;
use crate::i18n::Locale;
use crate::store::Conn;
use crate::urls;

/// What stands in for the town's own addresses.
#[derive(Debug, Clone, Copy)]
pub struct HomePreview<'a> {
    /// Where the style sheet in the town's colour is.
    pub style: &'a str,
    /// Where its pictures are: what stands before `{hash}.{ext}`.
    pub pictures: &'a str,
    /// Finished HTML that stands above everything and says that this is a preview.
    pub bar: &'a str,
}

impl Web {
    /// The start page in German. Its links lead nowhere; `None` when there is nothing to show.
    ///
    /// # Errors
    /// When the store refuses or the page cannot be drawn.
    pub async fn preview_home(&self, town: &Town, how: HomePreview<'_>) -> Result<Option<String>, RenderError> {
        let deps = &self.0.deps;
        let (view, outcome) = deps
            .db
            .read(async |c: &mut Conn<'_>| {
                let view = TownView::load(c, town.clone(), None, &deps.scheme, deps.clock.now()).await?;
                let renderer = Renderer::new(deps, &view, Locale::De);
                let outcome = renderer.gather(c, &Target::List { of: Of::Town, before: None }).await?;
                Ok::<_, RenderError>((view, outcome))
            })
            .await?;
        let Outcome::Page(material) = outcome else { return Ok(None) };
        let page = Renderer::new(deps, &view, Locale::De).draw(*material)?.body;
        let style = view.look.style.path();
        let head_end = page.find("</head>").unwrap_or_default();
        let (head, body) = page.split_at(head_end);
        // Machines find nothing here to follow, and the style is the area's own.
        let head: String = head
            .lines()
            .filter(|line| !line.starts_with("<link ") || line.contains(&style))
            .filter(|line| !line.starts_with("<meta property=\"og:"))
            .map(|line| format!("{}\n", line.replace(&style, how.style)))
            .collect();
        let body = body
            .replace(&format!("\"{}", urls::MEDIA), &format!("\"{}", how.pictures))
            .replace(&format!(", {}", urls::MEDIA), &format!(", {}", how.pictures))
            .replace("href=\"/", "href=\"#/")
            // Behind the link that skips to the words: that one is the first of the page.
            .replacen("<header", &format!("{}<header", how.bar), 1);
        Ok(Some(head + &body))
    }
}
