//! What rules say, one table each.

use rstest::rstest;

use super::*;
use crate::domain::body::Body;
use crate::domain::item::{ItemTime, NativeId, Precision};
use crate::domain::source::SourceKind;

fn now() -> Timestamp {
    "2026-11-24T12:00:00Z".parse().unwrap()
}

fn item(kind: ItemKind) -> Item {
    let mut item = Item::new(NativeId("1".into()));
    item.kind = kind;
    item.created_at = Some(ItemTime {
        utc: "2026-11-22T12:00:00Z".parse().unwrap(),
        orig: String::new(),
        precision: Precision::Second,
    });
    item
}

fn content(text: &str, tags: &[&str]) -> Content {
    Content {
        title: Some("Aus dem Rathaus".into()),
        body: Body::from_plain(text),
        lang: "de".into(),
        hashtags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        canonical_url: None,
        media: Vec::new(),
        event: None,
        recordings: Vec::new(),
        warning: None,
        sensitive: None,
    }
}

fn rules(text: &str) -> Rules {
    toml::from_str(text).unwrap()
}

fn judge(town: &str, source: &str, text: &str, tags: &[&str]) -> Ruling {
    let book = RuleBook { town: rules(town), source: rules(source), ..RuleBook::default() };
    book.judge(&item(ItemKind::Article), &content(text, tags), now())
}

fn why(ruling: &Ruling) -> Option<(Level, String)> {
    match ruling {
        Ruling::Take(_) => None,
        Ruling::Leave(reason) | Ruling::Wait(reason) => {
            let why = serde_json::to_value(reason).unwrap();
            Some((reason.level, why["rule"].as_str().unwrap().to_owned()))
        }
    }
}

#[rstest]
#[case("", None)]
#[case("only_words = ['*sperrung']", None)]
#[case("only_words = ['Fest', 'Markt']", Some("only_words"))]
#[case("without_words = ['strassensperrung']", Some("without_word"))]
#[case("only_hashtags = ['#verkehr']", None)]
#[case("only_hashtags = ['fest']", Some("only_hashtags"))]
#[case("without_hashtags = ['Verkehr']", Some("without_hashtag"))]
#[case("only_kinds = ['article']", None)]
#[case("only_kinds = ['video', 'reel']", Some("kind"))]
#[case("without_kinds = ['article']", Some("kind"))]
#[case("max_age = '49h'", None)]
#[case("max_age = '2d'", Some("too_old"))]
#[case("opt_out_tags = ['verkehr']", Some("opt_out"))]
#[case("approval = true", Some("approval"))]
fn each_rule_takes_or_leaves(#[case] text: &str, #[case] expected: Option<&str>) {
    let words = "Straßensperrung am Marktplatz";
    for (town, source, level) in [(text, "", Level::Town), ("", text, Level::Source)] {
        let ruling = judge(town, source, words, &["Verkehr"]);
        assert_eq!(why(&ruling), expected.map(|why| (level, why.to_owned())));
        assert_eq!(matches!(ruling, Ruling::Wait(_)), expected == Some("approval"));
    }
}

#[test]
fn the_town_is_asked_first_and_both_must_agree() {
    let ruling = judge("without_words = ['Fest']", "without_words = ['Markt']", "Fest am Markt", &[]);
    assert_eq!(why(&ruling), Some((Level::Town, "without_word".into())));
    assert!(why(&judge("only_words = ['Fest']", "only_words = ['Markt']", "Fest", &[])).is_some());
    assert!(why(&judge("only_words = ['Fest']", "only_words = ['Markt']", "Fest am Markt", &[])).is_none());
}

#[test]
fn a_source_decides_for_itself_on_approval_and_opt_out() {
    assert!(why(&judge("approval = true", "approval = false", "Text", &[])).is_none());
    assert_eq!(
        why(&judge("approval = false", "approval = true", "Text", &[])),
        Some((Level::Source, "approval".into()))
    );
    assert!(why(&judge("", "", "Text", &["NoMirror"])).is_some(), "the usual hashtags need no rule");
    assert!(why(&judge("opt_out_tags = ['intern']", "", "Text", &["nomirror"])).is_none());
    assert!(why(&judge("opt_out_tags = ['intern']", "opt_out_tags = []", "Text", &["intern"])).is_none());
}

#[test]
fn a_newsletter_waits_unless_its_own_rules_say_otherwise() {
    let of = |source: &str, town: &str| {
        let asks_first = SourceKind::Mail.asks_first();
        let book = RuleBook { town: rules(town), source: rules(source), asks_first, ..RuleBook::default() };
        why(&book.judge(&item(ItemKind::Article), &content("Text", &[]), now()))
    };
    assert_eq!(of("", ""), Some((Level::Source, "approval".into())));
    assert_eq!(of("", "approval = false"), Some((Level::Source, "approval".into())));
    assert_eq!(of("approval = false", "approval = true"), None);
}

#[test]
fn a_warning_waits_for_nobody_but_is_not_forced_on_a_town() {
    let book = RuleBook { town: rules("approval = true"), ..RuleBook::default() };
    assert!(matches!(book.judge(&item(ItemKind::Warning), &content("Sturm", &[]), now()), Ruling::Take(_)));
    let without = RuleBook { town: rules("without_kinds = ['warning']"), ..RuleBook::default() };
    assert!(matches!(without.judge(&item(ItemKind::Warning), &content("Sturm", &[]), now()), Ruling::Leave(_)));
}

#[test]
fn third_parties_are_left_out_until_the_town_wants_them() {
    let mut book = RuleBook { class: SourceClass::ThirdParty, ..RuleBook::default() };
    let judge = |book: &RuleBook| book.judge(&item(ItemKind::Article), &content("Vereinsfest", &[]), now());
    assert_eq!(why(&judge(&book)), Some((Level::Town, "third_party".into())));
    book.town.third_parties = Some(true);
    assert!(matches!(judge(&book), Ruling::Take(_)));
    book.class = SourceClass::Municipal;
    book.town.third_parties = None;
    assert!(matches!(judge(&book), Ruling::Take(_)));
}

#[test]
fn undated_posts_are_never_too_old() {
    let book = RuleBook { town: rules("max_age = '1h'"), ..RuleBook::default() };
    let mut undated = item(ItemKind::Article);
    undated.created_at = None;
    assert!(matches!(book.judge(&undated, &content("x y z", &[]), now()), Ruling::Take(_)));
}

#[test]
fn names_come_from_words_hashtags_or_always_and_one_sender_speaks() {
    let town = "[[topic]]\nname = 'Verkehr'\nwhen = ['*sperrung*', '#verkehr']\n[[topic]]\nname = 'Feste'\nwhen = ['*fest']\n\
                [[district]]\nname = 'Oberdorf'\nwhen = ['Oberdorf', 'Mühlgasse']\n[[sender]]\nname = 'Rathaus'";
    let source = "[[topic]]\nname = 'Verkehr'\n[[sender]]\nname = 'Feuerwehr'\n[[sender]]\nname = 'Zweiter'";
    let names = |ruling: Ruling| match ruling {
        Ruling::Take(labels) => {
            labels.into_iter().map(|label| format!("{}:{}", label.kind.as_str(), label.name)).collect()
        }
        other => vec![format!("{other:?}")],
    };
    assert_eq!(
        names(judge(town, source, "Vollsperrung in der Mühlgasse", &[])),
        ["topic:Verkehr", "district:Oberdorf", "sender:Feuerwehr"]
    );
    assert_eq!(names(judge(town, "", "Stadtfest", &["Verkehr"])), ["topic:Verkehr", "topic:Feste", "sender:Rathaus"]);
    assert_eq!(names(judge(town, "", "Ratssitzung", &[])), ["sender:Rathaus"]);
}

#[test]
fn unknown_keys_and_impossible_values_are_refused() {
    for text in [
        "only_word = ['x']",
        "only_words = ['*']",
        "max_age = '3'",
        "max_age = '0h'",
        "without_kinds = ['tweet']",
        "[[topic]]\nname='x'\nif=['y']",
    ] {
        assert!(toml::from_str::<Rules>(text).is_err(), "{text}");
    }
    let all = rules("only_words = ['Fest*']\nmax_age = '36h'\n[[topic]]\nname = 'Feste'\nwhen = ['#fest']");
    assert_eq!(serde_json::from_str::<Rules>(&serde_json::to_string(&all).unwrap()).unwrap(), all);
    assert_eq!(all.max_age.unwrap().to_string(), "36h");
    assert_eq!(MaxAge::parse("48h").unwrap().to_string(), "2d");
}

#[test]
fn what_is_stored_beside_an_item_can_be_read_again() {
    for withheld in [
        Withheld::Left {
            reason: Reason { level: Level::Town, why: Why::WithoutWord { word: Word::parse("Fest*").unwrap() } },
        },
        Withheld::Left { reason: Reason { level: Level::Source, why: Why::Kind { kind: ItemKind::RepostLink } } },
        Withheld::Waiting { reason: Reason { level: Level::Source, why: Why::Approval } },
        Withheld::Rejected,
    ] {
        let text = serde_json::to_string(&withheld).unwrap();
        assert_eq!(serde_json::from_str::<Withheld>(&text).unwrap(), withheld, "{text}");
    }
}
