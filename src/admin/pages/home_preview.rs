//! How the start page will look, before visitors see it.

use askama::Template;
use http::StatusCode;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::frame::Failure;
use crate::i18n::Locale;
use crate::urls;
use crate::web::HomePreview;

#[derive(Template)]
#[template(path = "admin/home_preview_bar.html")]
struct Bar {
    locale: Locale,
    is_public: bool,
    back: String,
}

/// The page.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let town = visit.town()?;
    let back = urls::admin_town(&town.host, "");
    let bar = Bar { locale: visit.locale, is_public: town.is_public(), back }.render()?;
    let style = urls::admin_style(&town.settings.color);
    let pictures = urls::admin_town(&town.host, "bild/");
    let how = HomePreview { style: &style, pictures: &pictures, bar: &bar };
    let html = visit.office.deps.web.preview_home(town, how).await?.ok_or(Failure::Missing)?;
    Ok(reply::page(StatusCode::OK, html))
}
