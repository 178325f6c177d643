//! A post's card, before visitors can see it: by the same hand that makes it later. In: a post that is not stored. Out:
//! finished HTML, for the admin area.

use askama::Template;
use jiff::Timestamp;

use super::card::{Card, Showing};
use super::frame::Frame;
use super::render::RenderError;
use super::town_view::TownView;
use crate::domain::post::Post;
use crate::domain::town::Town;
use crate::i18n::Locale;
use crate::store::Conn;

#[derive(Template)]
#[template(path = "public/card_only.html")]
struct CardOnly<'a> {
    f: Frame<'a>,
    card: Card,
}

/// How a card is previewed.
#[derive(Debug, Clone, Copy)]
pub struct Preview<'a> {
    pub scheme: &'a str,
    pub locale: Locale,
    /// The whole text, or as much as stands in a list.
    pub full: bool,
    /// Where its pictures can be seen now, in order.
    pub pictures: &'a [String],
    pub now: Timestamp,
}

/// The card.
///
/// # Errors
/// When the store refuses or the card cannot be drawn.
pub async fn preview_card(
    conn: &mut Conn<'_>,
    town: &Town,
    post: &Post,
    how: Preview<'_>,
) -> Result<String, RenderError> {
    let view = TownView::load(conn, town.clone(), None, how.scheme, how.now).await?;
    let showing = Showing { locale: how.locale, full: how.full, first: true, now: how.now };
    let mut card = Card::of(&view, post, showing);
    // It has no address yet.
    card.href = String::from("#vorschau");
    for (picture, src) in card.pictures.iter_mut().zip(how.pictures) {
        picture.src.clone_from(src);
        picture.srcset.clear();
    }
    let f = Frame::new(&view, how.locale, "", how.now, String::new());
    Ok(CardOnly { f, card }.render()?)
}
