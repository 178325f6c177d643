//! Rules in sentences: what they say, and why a post is not published.

use crate::domain::item::ItemKind;
use crate::domain::rules::{LabelKind, Level, MaxAge, Reason, Rules, Tag, Why, Withheld, Word};
use crate::domain::source::SourceClass;
use crate::i18n::Locale;

/// What rules say, one sentence each; empty when they say nothing.
#[must_use]
pub fn rule_sentences(rules: &Rules, locale: Locale) -> Vec<String> {
    let with = |key: &str, list: String| locale.with(key, &[("list", list.into())]);
    let mut said = Vec::new();
    for (key, words) in [("rule-only-words", &rules.only_words), ("rule-without-words", &rules.without_words)] {
        if !words.is_empty() {
            said.push(with(key, quoted(words.iter().map(Word::as_str))));
        }
    }
    for (key, tags) in
        [("rule-only-hashtags", &rules.only_hashtags), ("rule-without-hashtags", &rules.without_hashtags)]
    {
        if !tags.is_empty() {
            said.push(with(key, hashtags(tags)));
        }
    }
    for (key, kinds) in [("rule-only-kinds", &rules.only_kinds), ("rule-without-kinds", &rules.without_kinds)] {
        if !kinds.is_empty() {
            said.push(with(key, kinds.iter().map(|kind| kind_word(*kind, locale)).collect::<Vec<_>>().join(", ")));
        }
    }
    if let Some(max) = rules.max_age {
        said.push(locale.with("rule-max-age", &[("age", age(max, locale).into())]));
    }
    match &rules.opt_out_tags {
        Some(tags) if tags.is_empty() => said.push(locale.text("rule-opt-out-none")),
        Some(tags) => said.push(with("rule-opt-out", hashtags(tags))),
        None => {}
    }
    match rules.approval {
        Some(true) => said.push(locale.text("rule-approval-yes")),
        Some(false) => said.push(locale.text("rule-approval-no")),
        None => {}
    }
    match rules.third_parties {
        Some(true) => said.push(locale.text("rule-third-parties-yes")),
        Some(false) => said.push(locale.text("rule-third-parties-no")),
        None => {}
    }
    said.extend(LabelKind::ALL.into_iter().flat_map(|kind| names(rules, kind, locale)));
    said
}

fn names(rules: &Rules, kind: LabelKind, locale: Locale) -> Vec<String> {
    let (when, always) = match kind {
        LabelKind::Topic => ("rule-topic", "rule-topic-always"),
        LabelKind::District => ("rule-district", "rule-district-always"),
        LabelKind::Sender => ("rule-sender", "rule-sender-always"),
    };
    let sentence = |one: &crate::domain::rules::Assignment| {
        let name = ("name", one.name.as_str().into());
        if one.when.is_empty() {
            return locale.with(always, &[name]);
        }
        let list = quoted(one.when.iter().map(ToString::to_string));
        locale.with(when, &[name, ("list", list.into())])
    };
    rules.assignments(kind).iter().map(sentence).collect()
}

/// The hashtags with which authors keep a post out where nothing else is set, as a sentence.
#[must_use]
pub fn usual_opt_out_sentence(locale: Locale) -> String {
    locale.with("rule-opt-out", &[("list", hashtags(&crate::domain::rules::usual_opt_out()).into())])
}

/// Whose channel it is, as a sentence.
#[must_use]
pub fn class_sentence(class: SourceClass, locale: Locale) -> String {
    locale.text(match class {
        SourceClass::Official => "class-official",
        SourceClass::Municipal => "class-municipal",
        SourceClass::ThirdParty => "class-third-party",
    })
}

/// Why a post is not published, with whose rule it was.
#[must_use]
pub fn reason_words(reason: &Reason, locale: Locale) -> String {
    let words = match &reason.why {
        Why::OptOut { tag } => locale.with("reason-opt-out", &[("tag", tag.as_str().into())]),
        Why::ThirdParty => locale.text("reason-third-party"),
        Why::OnlyWords => locale.text("reason-only-words"),
        Why::WithoutWord { word } => locale.with("reason-without-word", &[("word", word.as_str().into())]),
        Why::OnlyHashtags => locale.text("reason-only-hashtags"),
        Why::WithoutHashtag { tag } => locale.with("reason-without-hashtag", &[("tag", tag.as_str().into())]),
        Why::Kind { kind } => locale.with("reason-kind", &[("kind", kind_word(*kind, locale).into())]),
        Why::TooOld { max } => locale.with("reason-too-old", &[("age", age(*max, locale).into())]),
        Why::Approval => locale.text("reason-approval"),
        Why::TwoPeople => locale.text("reason-two-people"),
    };
    let key = match reason.level {
        Level::Town => "reason-of-town",
        Level::Source => "reason-of-source",
    };
    locale.with(key, &[("reason", words.into())])
}

/// Why an item is on no page.
#[must_use]
pub fn withheld_words(withheld: &Withheld, locale: Locale) -> String {
    match withheld {
        Withheld::Left { reason } | Withheld::Waiting { reason } => reason_words(reason, locale),
        Withheld::Rejected => locale.text("reason-rejected"),
    }
}

/// A kind of message in a word.
pub(super) fn kind_word(kind: ItemKind, locale: Locale) -> String {
    locale.text(match kind {
        ItemKind::Note => "kind-note",
        ItemKind::Article => "kind-article",
        ItemKind::Photo => "kind-photo",
        ItemKind::Album => "kind-album",
        ItemKind::Video => "kind-video",
        ItemKind::Reel => "kind-reel",
        ItemKind::Story => "kind-story",
        ItemKind::Link => "kind-link",
        ItemKind::Event => "kind-event",
        ItemKind::Poll => "kind-poll",
        ItemKind::Warning => "kind-warning",
        ItemKind::RepostLink => "kind-repost-link",
    })
}

fn age(max: MaxAge, locale: Locale) -> String {
    let hours = i64::from(max.hours());
    if max.hours().is_multiple_of(24) {
        locale.with("age-days", &[("count", (hours / 24).into())])
    } else {
        locale.with("age-hours", &[("count", hours.into())])
    }
}

fn quoted(words: impl Iterator<Item = impl AsRef<str>>) -> String {
    words.map(|word| format!("„{}“", word.as_ref())).collect::<Vec<_>>().join(", ")
}

fn hashtags(tags: &[Tag]) -> String {
    tags.iter().map(|tag| format!("#{}", tag.as_str())).collect::<Vec<_>>().join(", ")
}
