//! Changing rules: `KEY=VALUE` pairs or a file, for a town or a source.

use serde::Deserialize;
use serde::de::IntoDeserializer;

use super::{AdminError, Desk, Refusal};
use crate::config::{closest, line_of};
use crate::domain::TownId;
use crate::domain::audit::{About, Deed};
use crate::domain::item::ItemKind;
use crate::domain::rules::{Assignment, LabelKind, MaxAge, Rules, Sign, Tag, Word};
use crate::domain::source::{Source, SourceClass};
use crate::publish::record;
use crate::store::{Conn, Lane, rules};

/// What can be set, as it is typed.
const KEYS: [&str; 13] = [
    "only_words",
    "without_words",
    "only_hashtags",
    "without_hashtags",
    "opt_out_tags",
    "only_kinds",
    "without_kinds",
    "max_age",
    "approval",
    "third_parties",
    "topic",
    "district",
    "sender",
];
/// Of a source only.
const CLASS: &str = "class";
/// Of a town only.
const THIRD_PARTIES: &str = "third_parties";

/// Rules as a person wants them. `class` is a source's only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub rules: Rules,
    pub class: Option<SourceClass>,
}

/// Lays pairs over rules; an empty value clears a key. Words and kinds are parted by commas, names are given as
/// `topic=Verkehr:*sperrung*,#verkehr`, each name with a pair of its own. `class` tells whether a class may be set.
///
/// # Errors
/// An unknown key (with a suggestion) or a value that does not fit (with an example).
pub fn change_rules(now: &Rules, class: Option<SourceClass>, pairs: &[(String, String)]) -> Result<Wanted, AdminError> {
    let mut wanted = Wanted { rules: now.clone(), class };
    let mut cleared: Vec<LabelKind> = Vec::new();
    for (key, value) in pairs {
        if let Some(kind) = LabelKind::parse(key) {
            let names = assignments(&mut wanted.rules, kind);
            if !cleared.contains(&kind) {
                names.clear();
                cleared.push(kind);
            }
            names.extend(assignment(key, value)?);
        } else {
            set_one(&mut wanted, key, value)?;
        }
    }
    Ok(wanted)
}

/// Reads rules from a file's text (TOML), for a source or for its town.
///
/// # Errors
/// Names the line or the key, and what is wrong with it.
pub fn parse_rules(text: &str, of_source: bool) -> Result<Rules, AdminError> {
    let line = |error: &toml::de::Error| line_of(text, error).to_string();
    let table: toml::Table =
        toml::from_str(text).map_err(|error| Refusal::new("refused-plan-syntax").with("line", line(&error)))?;
    let known = |key: &str| KEYS.contains(&key) && !(of_source && key == THIRD_PARTIES);
    if let Some(wrong) = table.keys().find(|key| !known(key.as_str())) {
        return Err(unknown(wrong, of_source));
    }
    Ok(toml::from_str(text).map_err(|error| Refusal::new("refused-rules-value").with("line", line(&error)))?)
}

/// Writes the rules of a town. New posts are judged by them.
///
/// # Errors
/// When the store refuses.
pub async fn set_town_rules(desk: &Desk, town: TownId, wanted: &Rules) -> Result<(), AdminError> {
    desk.db.write_town(town, Lane::Urgent, async |c: &mut Conn<'_>| rules::set_of_town(c, town, wanted).await).await?;
    Ok(())
}

/// Writes the rules and the class of a source. New posts are judged by them.
///
/// # Errors
/// When the store refuses.
pub async fn set_source_rules(desk: &Desk, source: &Source, wanted: &Wanted) -> Result<(), AdminError> {
    let now = desk.clock.now();
    let class = wanted.class.unwrap_or(source.class);
    desk.db
        .write_town(source.town, Lane::Urgent, async |c: &mut Conn<'_>| {
            let speaker = desk.speaker(c, source.town).await?;
            rules::set_of_source(c, source, &wanted.rules, class, now).await?;
            let detail = serde_json::json!({ "settings": ["rules"] });
            record(c, &speaker, Deed::SourceSet, About::Source(source.slug.clone()), detail, now).await?;
            Ok(())
        })
        .await
}

fn set_one(wanted: &mut Wanted, key: &str, value: &str) -> Result<(), AdminError> {
    let value = value.trim();
    let rules = &mut wanted.rules;
    match key {
        "only_words" => rules.only_words = list(key, value, "refused-rule-word", Word::parse)?,
        "without_words" => rules.without_words = list(key, value, "refused-rule-word", Word::parse)?,
        "only_hashtags" => rules.only_hashtags = list(key, value, "refused-rule-hashtag", Tag::parse)?,
        "without_hashtags" => rules.without_hashtags = list(key, value, "refused-rule-hashtag", Tag::parse)?,
        "opt_out_tags" => {
            rules.opt_out_tags = match value {
                "" => None,
                "-" => Some(Vec::new()),
                tags => Some(list(key, tags, "refused-rule-hashtag", Tag::parse)?),
            };
        }
        "only_kinds" => rules.only_kinds = list(key, value, "refused-rule-kind", kind)?,
        "without_kinds" => rules.without_kinds = list(key, value, "refused-rule-kind", kind)?,
        "max_age" => {
            let parse = |age: &str| MaxAge::parse(age).map_err(|_| refused("refused-rule-age", key, age));
            rules.max_age = given(value, parse)?;
        }
        "approval" => rules.approval = given(value, |word| yes_or_no(key, word))?,
        THIRD_PARTIES if wanted.class.is_none() => rules.third_parties = given(value, |word| yes_or_no(key, word))?,
        CLASS if wanted.class.is_some() => {
            let class = SourceClass::parse(value).ok_or_else(|| refused("refused-rule-class", key, value))?;
            wanted.class = Some(class);
        }
        _ => return Err(unknown(key, wanted.class.is_some())),
    }
    Ok(())
}

fn unknown(key: &str, of_source: bool) -> AdminError {
    let but = if of_source { THIRD_PARTIES } else { CLASS };
    let known: Vec<&str> = KEYS.into_iter().chain([CLASS]).filter(|known| *known != but).collect();
    let near = closest(key, known.iter().copied());
    let refusal = Refusal::new(if near.is_some() { "refused-rule" } else { "refused-rule-unknown" });
    refusal.with("key", key).with("suggestion", near.unwrap_or_default()).with("known", known.join(", ")).into()
}

fn refused(why: &'static str, key: &str, value: &str) -> AdminError {
    Refusal::new(why).with("key", key).with("value", value).into()
}

fn given<T>(value: &str, read: impl FnOnce(&str) -> Result<T, AdminError>) -> Result<Option<T>, AdminError> {
    if value.is_empty() { Ok(None) } else { read(value).map(Some) }
}

fn list<T, E>(
    key: &str,
    value: &str,
    why: &'static str,
    read: impl Fn(&str) -> Result<T, E>,
) -> Result<Vec<T>, AdminError> {
    value
        .split(',')
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .map(|one| read(one).map_err(|_| refused(why, key, one)))
        .collect()
}

fn kind(text: &str) -> Result<ItemKind, serde::de::value::Error> {
    ItemKind::deserialize(text.into_deserializer())
}

fn yes_or_no(key: &str, text: &str) -> Result<bool, AdminError> {
    match text.to_lowercase().as_str() {
        "ja" | "yes" | "true" => Ok(true),
        "nein" | "no" | "false" => Ok(false),
        _ => Err(refused("refused-rule-yes", key, text)),
    }
}

fn assignments(rules: &mut Rules, kind: LabelKind) -> &mut Vec<Assignment> {
    match kind {
        LabelKind::Topic => &mut rules.topic,
        LabelKind::District => &mut rules.district,
        LabelKind::Sender => &mut rules.sender,
    }
}

/// `Name` or `Name:word,#hashtag`; nothing clears.
fn assignment(key: &str, value: &str) -> Result<Option<Assignment>, AdminError> {
    let (name, when) = value.split_once(':').unwrap_or((value, ""));
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return if when.trim().is_empty() { Ok(None) } else { Err(refused("refused-rule-name", key, value)) };
    }
    Ok(Some(Assignment { name, when: list(key, when, "refused-rule-word", Sign::parse)? }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;

    fn change(now: &Rules, class: Option<SourceClass>, pairs: &[&str]) -> Result<Wanted, AdminError> {
        let pairs: Vec<_> =
            pairs.iter().map(|pair| pair.split_once('=').unwrap()).map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        change_rules(now, class, &pairs)
    }

    #[test]
    fn pairs_say_the_same_as_a_file() {
        let file = "only_words = ['*sperrung*', 'langer Tag']\nwithout_hashtags = ['intern']\nopt_out_tags = []\n\
                    without_kinds = ['repost_link']\nmax_age = '7d'\napproval = true\n[[topic]]\nname = 'Verkehr'\n\
                    when = ['*sperrung*', '#verkehr']\n[[topic]]\nname = 'Rathaus'\n[[sender]]\nname = 'Feuerwehr'";
        let pairs = [
            "only_words=*sperrung*, langer Tag",
            "without_hashtags=#intern",
            "opt_out_tags=-",
            "without_kinds=repost_link",
            "max_age=7d",
            "approval=ja",
            "topic=Verkehr:*sperrung*,#verkehr",
            "topic=Rathaus",
            "sender=Feuerwehr",
        ];
        let wanted = change(&Rules::default(), None, &pairs).unwrap().rules;
        assert_eq!(wanted, parse_rules(file, true).unwrap());
        let cleared = [
            "only_words=",
            "without_hashtags=",
            "opt_out_tags=",
            "without_kinds=",
            "max_age=",
            "approval=",
            "topic=",
            "sender=",
        ];
        assert_eq!(change(&wanted, None, &cleared).unwrap().rules, Rules::default());
        let renamed = change(&wanted, None, &["topic=Baustellen:Baustelle*"]).unwrap().rules;
        assert_eq!((renamed.topic.len(), renamed.topic[0].name.as_str()), (1, "Baustellen"));
        assert_eq!(renamed.sender, wanted.sender, "what is not named stays");
    }

    #[test]
    fn what_cannot_be_is_refused_in_words_that_help() {
        let official = Some(SourceClass::Official);
        for (class, pair, words) in [
            (None, "only_word=x", "Meinten Sie „only_words“?"),
            (None, "class=official", "gibt es hier nicht. Möglich"),
            (official, "third_parties=ja", "gibt es hier nicht"),
            (official, "class=eigen", "official"),
            (None, "only_words=*", "*"),
            (None, "max_age=3 Tage", "7d"),
            (None, "without_kinds=tweet", "repost_link"),
            (None, "approval=vielleicht", "ja oder nein"),
            (None, "topic=:Wort", "Verkehr"),
        ] {
            let error = change(&Rules::default(), class, &[pair]).unwrap_err();
            let said = crate::error::Words::words(&error, Locale::De);
            assert!(matches!(error, AdminError::Refused(_)) && said.contains(words), "{pair}: {said}");
        }
        for (of_source, file, words) in [
            (true, "only_word = ['x']", "Meinten Sie „only_words“?"),
            (true, "third_parties = true", "gibt es hier nicht"),
            (true, "approval = true\nonly_words = [x]", "Zeile 2 ist kein gültiges TOML"),
            (false, "approval = true\nmax_age = '3 Tage'", "Der Wert in Zeile 2 passt nicht"),
            (false, "third_parties = true\n[[topic]]\nnme = 'x'", "passt nicht. So stehen Regeln"),
        ] {
            let said = crate::error::Words::words(&parse_rules(file, of_source).unwrap_err(), Locale::De);
            assert!(said.contains(words), "{file}: {said}");
        }
        let class = change(&Rules::default(), official, &["class=third_party"]).unwrap().class;
        assert_eq!(class, Some(SourceClass::ThirdParty));
    }
}
