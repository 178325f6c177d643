//! What became of a thing: called off, put off, lifted, extended. And whether a text warns. In: tokens.

use serde::{Deserialize, Serialize};

use super::lex::{Kind, Token};

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
    /// verlängert
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

const CANCELLED: &[&str] = &["abgesagt", "absage", "absagen", "ausgefallen", "entfallt", "gestrichen"];
const MOVED: &[&str] = &[
    "verschoben",
    "vorverlegt",
    "verschiebung",
    "terminverschiebung",
    "verlegt",
    "terminanderung",
    "ersatztermin",
    "nachholtermin",
];
const LIFTED: &[&str] = &["entwarnung", "aufgehoben", "aufhebung", "freigegeben", "beendet", "verkehrsfreigabe"];
const EXTENDED: &[&str] = &["verlangert", "verlangerung", "verlangern"];
/// Behind "wieder": what had been shut is open.
const AGAIN: &[&str] =
    &["frei", "offen", "geoffnet", "befahrbar", "passierbar", "trinkbar", "freigegeben", "nutzbar", "uneingeschrankt"];
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
            "statt",
            "ausfall",
            "ausfalle",
            "unterrichtsausfall",
            "frei",
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
            "ende",
            "offen",
            "frei",
            "freie",
            "geschichte",
            "geschafft",
            "fertig",
            "aufgelost",
            "zuruck",
            "durch",
            "uberstanden",
            "gut",
            "endlich",
            "beendet",
            "normal",
            "abgeschlossen",
            "normalbetrieb",
            "erlaubt",
            "sofort",
            "darf",
            "durfen",
            "auf",
        ],
    ),
    (Turn::Extended, &["langer", "doch", "noch", "auch", "weiter", "weiterhin", "verzogert"]),
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
        for turn in turns_of(&words) {
            if sentence.first().is_some_and(|token| token.sentence < HEAD) {
                turns.head.push(turn);
            }
            turns.all.push(turn);
        }
    }
    let head: Vec<&str> = tokens
        .iter()
        .filter(|token| token.in_head() && token.kind == Kind::Word)
        .map(|token| token.folded.as_str())
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
    if any(EXTENDED) {
        turns.push(Turn::Extended);
    }
    turns
}

/// Whether the head of a text warns of a danger.
pub(super) fn warns(tokens: &[Token]) -> bool {
    const SIGNS: &[&str] =
        &["abkochgebot", "abkochen", "warnstufe", "evakuierung", "evakuiert", "katastrophenalarm", "sturmflut"];
    tokens.iter().filter(|token| token.in_head() && !token.tag).any(|token| {
        let word = token.folded.as_str();
        (word.ends_with("warnung") || word.ends_with("warnungen") || SIGNS.contains(&word)) && word != "vorwarnung"
    })
}
