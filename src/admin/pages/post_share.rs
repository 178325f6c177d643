//! "Verteilen": a post's text cut for each platform on which staff post themselves, to be copied, with its pictures.

use askama::Template;

use super::super::office::Visit;
use super::super::reply::Reply;
use super::frame::{Failure, Frame, page};
use super::picture;
use super::post::{above, living};
use crate::domain::body_text;
use crate::domain::media::{Attached, MediaKind, Variant};
use crate::domain::post::{Post, PostState};
use crate::domain::share::{Outlet, Words, cut};
use crate::domain::source::SourceClass;
use crate::i18n::Locale;
use crate::urls::{self, Origin};

#[derive(Template)]
#[template(path = "admin/post_share.html")]
struct SharePage {
    f: Frame,
    link: String,
    sheets: Vec<Sheet>,
    described: Vec<Described>,
}

/// What is copied to one platform.
struct Sheet {
    id: &'static str,
    name: String,
    text: String,
    length: String,
    whole: bool,
    rows: usize,
    files: Vec<File>,
}

/// A picture to download.
struct File {
    href: String,
    name: String,
    label: String,
}

/// A picture's description, to be copied as well.
struct Described {
    id: String,
    label: String,
    alt: String,
}

/// Whether staff may spread it: what can be seen, and is the town's own word.
pub(super) fn is_shared(post: &Post) -> bool {
    post.state == PostState::Public && post.class() != SourceClass::ThirdParty
}

/// The page.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale, post) = (visit.town()?, visit.locale, living(visit).await?);
    if !is_shared(&post) {
        return Err(Failure::Missing);
    }
    let link = Origin::new(visit.origin.scheme(), &town.host).absolute(&urls::post_short(post.ulid));
    let text = body_text::render(&post.body.without_trailing_tags());
    let words = Words { title: post.title.as_deref(), text: &text, hashtags: &post.hashtags, link: &link };
    let sheets = Outlet::ALL.map(|outlet| {
        let cut = cut(outlet, &words);
        let count = ("count", cut.length.into());
        Sheet {
            id: outlet.as_str(),
            name: locale.text(&format!("desk-share-to-{}", outlet.as_str())),
            length: match outlet.limit() {
                Some(most) => locale.with("desk-share-length-of", &[count, ("most", most.into())]),
                None => locale.with("desk-share-length", &[count]),
            },
            whole: cut.whole,
            rows: (cut.text.chars().count() / 45 + cut.text.lines().count()).clamp(4, 14),
            files: pictures(&post)
                .filter_map(|(n, one)| {
                    let variant = fitting(&one.media.variants, outlet.picture_width())?;
                    Some(File {
                        href: picture::address(town, variant),
                        name: format!("{}-{n}.{}", post.slug, variant.ext),
                        label: size_words(n, variant, locale),
                    })
                })
                .collect(),
            text: cut.text,
        }
    });
    let described = pictures(&post).filter(|(_, one)| !one.is_undescribed() && !one.is_decorative());
    page(&SharePage {
        f: Frame::new(visit, locale.text("desk-share")).under(visit, above(visit, &post)?),
        described: described
            .map(|(n, one)| Described {
                id: format!("beschreibung-{n}"),
                label: locale.with("desk-picture-alt-n", &[("count", n.into())]),
                alt: one.alt.clone().unwrap_or_default(),
            })
            .collect(),
        sheets: sheets.into(),
        link,
    })
}

/// Its pictures with their places from 1.
fn pictures(post: &Post) -> impl Iterator<Item = (usize, &Attached)> {
    (1..).zip(&post.attached).filter(|(_, one)| one.media.kind == MediaKind::Image)
}

/// The smallest file that is wide enough, of the kinds that every platform takes.
fn fitting(variants: &[Variant], width: u32) -> Option<&Variant> {
    let taken = || variants.iter().filter(|variant| matches!(variant.ext.as_str(), "jpg" | "png" | "gif"));
    let wide = taken().filter(|variant| variant.width >= width).min_by_key(|variant| variant.width);
    wide.or_else(|| taken().max_by_key(|variant| variant.width)).or(variants.last())
}

fn size_words(n: usize, variant: &Variant, locale: Locale) -> String {
    let size =
        [("n", n.into()), ("width", i64::from(variant.width).into()), ("height", i64::from(variant.height).into())];
    locale.with("desk-share-picture", &size)
}
