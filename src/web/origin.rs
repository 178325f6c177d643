//! Who says a post and what it is about, as readers see it: author, class of the channel, topics and districts. In: a
//! [`Post`]. Out: [`Origin`], for cards; the words of the class, for feeds and the register of channels too.

use super::card::{Named, localised};
use crate::domain::post::Post;
use crate::domain::rules::LabelKind;
use crate::domain::source::SourceClass;
use crate::i18n::Locale;
use crate::urls;

/// Where a post comes from and belongs.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Who says it, where it is not simply the town.
    pub author: Option<String>,
    /// That it is not the town's own channel, in words.
    pub class: Option<String>,
    /// The town only shows it (requirements L-11): it stands apart.
    pub third_party: bool,
    /// Topics, then districts.
    pub labels: Vec<Named>,
}

impl Origin {
    /// Reads it off a post.
    #[must_use]
    pub fn of(post: &Post, locale: Locale) -> Self {
        let named = |kind, url: fn(&str) -> String| {
            post.named(kind).map(move |name| Named { name: name.to_owned(), href: localised(locale, &url(name)) })
        };
        Self {
            author: post.author().map(str::to_owned),
            class: class_words(post.class(), locale),
            third_party: post.class() == SourceClass::ThirdParty,
            labels: named(LabelKind::Topic, urls::topic).chain(named(LabelKind::District, urls::district)).collect(),
        }
    }
}

/// What a post that is not from the town's own channel is called.
#[must_use]
pub fn class_words(class: SourceClass, locale: Locale) -> Option<String> {
    match class {
        SourceClass::Official => None,
        SourceClass::Municipal => Some(locale.text("page-class-municipal")),
        SourceClass::ThirdParty => Some(locale.text("page-class-third-party")),
    }
}

/// What a channel that is not the town's own is called.
#[must_use]
pub fn channel_class_words(class: SourceClass, locale: Locale) -> Option<String> {
    match class {
        SourceClass::Official => None,
        SourceClass::Municipal => Some(locale.text("page-channel-municipal")),
        SourceClass::ThirdParty => Some(locale.text("page-channel-third-party")),
    }
}
