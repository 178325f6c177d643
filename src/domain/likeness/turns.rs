//! What became of a thing: called off, put off, lifted. In: tokens.

use serde::{Deserialize, Serialize};

use super::lex::{Kind, Token};
use super::staff;

/// A turn that makes a new message of an old subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// abgesagt, fällt aus
    Cancelled,
    /// verschoben, verlegt
    Moved,
    /// aufgehoben, beendet, wieder frei, Entwarnung
    Lifted,
    /// In fingerprints of earlier versions only: who extends opening hours says so in many ways.
    Extended,
}

/// The turns of a text: of its head (title and first sentences) and of all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Turns {
    pub head: Vec<Turn>,
    pub all: Vec<Turn>,
    /// Turns that the head may mean in other words: "leider kein", "freie Fahrt".
    pub hints: Vec<Turn>,
}

/// Sentences in which a turn is what the post is about, the title among them.
const HEAD: usize = 2;

const CANCELLED: &[&str] = &["abgesagt", "absage", "absagen", "ausgefallen"];
const MOVED: &[&str] = &[
    "verschoben",
    "vorverlegt",
    "verschiebung",
    "terminverschiebung",
    "terminanderung",
    "ersatztermin",
    "nachholtermin",
];
const LIFTED: &[&str] =
    &["entwarnung", "aufgehoben", "aufhebung", "freigegeben", "beendet", "behoben", "verkehrsfreigabe"];
/// Behind "wieder": what had been shut is open.
const AGAIN: &[&str] = &[
    "frei",
    "offen",
    "geoffnet",
    "befahrbar",
    "passierbar",
    "trinkbar",
    "freigegeben",
    "nutzbar",
    "strom",
    "wasser",
    "uneingeschrankt",
];
/// Other words for a turn, each too vague to prove it.
const HINTS: &[(Turn, &[&str])] = &[
    (
        Turn::Cancelled,
        &[
            "nicht",
            "kein",
            "keine",
            "keinen",
            "leider",
            "zu",
            "geschlossen",
            "ohne",
            "schade",
            "entfallen",
            "flach",
            "abbruch",
            "verzichten",
            "ausfall",
            "ausfalle",
            "unterrichtsausfall",
            "fallt",
            "ersatzlos",
            "zugemacht",
        ],
    ),
    (
        Turn::Moved,
        &[
            "neuer",
            "neue",
            "neuen",
            "statt",
            "stattdessen",
            "nachgeholt",
            "jetzt",
            "doch",
            "spater",
            "anders",
            "umziehen",
            "zieht",
            "erst",
            "dafur",
            "schon",
            "verschiebt",
            "verlegt",
            "anderen",
        ],
    ),
    (
        Turn::Lifted,
        &[
            "wieder",
            "vorbei",
            "offen",
            "frei",
            "freie",
            "geschichte",
            "geschafft",
            "fertig",
            "aufgelost",
            "zuruck",
            "uberstanden",
            "endlich",
            "beendet",
            "normal",
            "abgeschlossen",
            "normalbetrieb",
            "erlaubt",
            "sofort",
            "darf",
            "durfen",
        ],
    ),
];
/// What has not come yet.
const PLANNED: &[&str] =
    &["voraussichtlich", "soll", "sollen", "sobald", "falls", "wenn", "bis", "geplant", "bald", "sollte", "ab"];
const CONDITION: &[&str] = &["falls", "wenn", "sollte", "gegebenenfalls", "notfalls", "kurzfristig"];

pub(super) fn scan(tokens: &[Token]) -> Turns {
    let mut turns = Turns::default();
    for sentence in tokens.chunk_by(|one, next| one.sentence == next.sentence) {
        let words: Vec<&str> =
            sentence.iter().filter(|token| token.kind == Kind::Word).map(|token| token.folded.as_str()).collect();
        // In the first sentence it is the subject that is dropped, further down only a bus stop.
        let dropped = words.contains(&"entfallt") && sentence.first().is_some_and(|token| token.sentence == 0);
        let found: Vec<Turn> = turns_of(&words).into_iter().chain(dropped.then_some(Turn::Cancelled)).collect();
        if found.is_empty() || staff::in_another_sense(&words) {
            continue;
        }
        for turn in found {
            if sentence.first().is_some_and(|token| token.sentence < HEAD) {
                turns.head.push(turn);
            }
            turns.all.push(turn);
        }
    }
    // "Bad zu" and "bleibt zu.", not "bis zu drei" or "zu Hause".
    let leads_on = |at: usize| match (tokens.get(at), tokens.get(at + 1)) {
        (Some(word), Some(next)) => word.is("zu") && next.kind != Kind::Sign && next.sentence == word.sentence,
        _ => false,
    };
    let head: Vec<&str> = tokens
        .iter()
        .enumerate()
        .filter(|(at, token)| token.in_head() && token.kind == Kind::Word && !leads_on(*at))
        .map(|(_, token)| token.folded.as_str())
        .collect();
    turns.hints =
        HINTS.iter().filter(|(_, list)| head.iter().any(|word| list.contains(word))).map(|(turn, _)| *turn).collect();
    for list in [&mut turns.head, &mut turns.all] {
        list.sort_unstable();
        list.dedup();
    }
    turns
}

fn turns_of(words: &[&str]) -> Vec<Turn> {
    let any = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let both = |one: &str, other: &str| {
        words.iter().position(|word| *word == one).is_some_and(|at| words.iter().skip(at).any(|word| *word == other))
    };
    let again = words
        .iter()
        .position(|word| *word == "wieder")
        .is_some_and(|at| words.iter().skip(at + 1).take(2).any(|word| AGAIN.contains(word)));
    let mut turns = Vec::new();
    // "Bei Regen fällt die Feier aus."
    if any(CONDITION) || words.first() == Some(&"bei") {
        return turns;
    }
    if any(CANCELLED) || both("fallt", "aus") || both("fallen", "aus") || both("findet", "nicht") && any(&["statt"]) {
        turns.push(Turn::Cancelled);
    }
    if any(MOVED) {
        turns.push(Turn::Moved);
    }
    if (any(LIFTED) || again) && !any(PLANNED) {
        turns.push(Turn::Lifted);
    }
    turns
}
