//! Words that tell what a sentence is about: something closed, open, wanted, taking place; over, or told as a memory.

use super::ValidityKind;
use super::lex::Sentence;

/// What a sentence speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// "gesperrt"
    Closed,
    /// "geöffnet", "geschlossen"
    House,
    /// "Anmeldeschluss"
    DeadlineNoun,
    /// "anmelden", "bewerben": only with a "bis".
    HandIn,
    /// "gilt", "entfällt"
    Holds,
    /// "findet statt"
    TakesPlace,
    /// "Die Arbeiten dauern": about what was named before.
    Work,
}

/// How a sentence is meant.
#[derive(Debug, Clone, Default)]
pub(super) struct Tone {
    cues: Vec<Cue>,
    /// It tells what was.
    pub past: bool,
    /// "wurde gesperrt": a day in it is when that happened.
    pub finished: bool,
    /// It tells that something is no more: open again, called off.
    pub over: bool,
    /// "jeden Freitag", "samstags"
    pub regular: bool,
    /// "beginnt am Montag": a day in it is no more than the beginning.
    pub begins: bool,
}

impl Tone {
    pub(super) fn has(&self, cue: Cue) -> bool {
        self.cues.contains(&cue)
    }

    /// What later sentences may refer to.
    pub(super) fn state(&self) -> Option<ValidityKind> {
        if self.past || self.over {
            None
        } else if self.has(Cue::Closed) {
            Some(ValidityKind::Closure)
        } else if self.has(Cue::House) {
            Some(ValidityKind::Hours)
        } else {
            None
        }
    }
}

const PAST: &[&str] = &["war", "waren", "hatte", "hatten", "gewesen", "konnte", "konnten", "blieb", "blieben"];
const FINISHED: &[&str] = &["wurde", "wurden", "worden"];
const REGULAR: &[&str] = &[
    "jeden",
    "jede",
    "jeder",
    "jedem",
    "immer",
    "regelmäßig",
    "wöchentlich",
    "monatlich",
    "montags",
    "dienstags",
    "mittwochs",
    "donnerstags",
    "freitags",
    "samstags",
    "sonntags",
];
const NEGATIONS: &[&str] = &["nicht", "kein", "keine", "keiner", "keinen", "ohne", "statt", "trotz"];
/// Beside these, "geschlossen" and "geöffnet" are no matter of doors.
const NO_DOORS: &[&str] =
    &["vertrag", "vereinbarung", "freundschaft", "bündnis", "partnerschaft", "lücke", "ehe", "pakt", "frieden"];
const CLOSING: &[&str] = &["schluss", "schluß"];
const HAND_IN: &[&str] = &[
    "anmeld",
    "angemeldet",
    "bewerb",
    "bewirb",
    "einreich",
    "einzureich",
    "eingereicht",
    "abgeben",
    "abgegeben",
    "abzugeben",
    "einsend",
    "eingesend",
    "beantrag",
    "anträge",
    "stellungnahme",
    "einwendung",
    "vorschläge",
    "meld",
    "rückmeld",
    "angebote",
];
const WORK: &[&str] = &["arbeiten", "dauer", "maßnahme", "zeitraum", "sanierung", "voraussichtlich", "einschränkung"];

/// Listens to a sentence.
pub(super) fn tone(sentence: &Sentence) -> Tone {
    let mut tone = Tone::default();
    let any = |words: &[&str]| sentence.tokens.iter().any(|token| words.contains(&token.low.as_str()));
    tone.past = any(PAST);
    tone.finished = any(FINISHED);
    tone.regular = any(REGULAR);
    tone.begins = sentence.tokens.iter().any(|token| token.low.starts_with("beginn") || token.low.starts_with("start"));
    // "Die Deichtore werden geschlossen" tells a deed, not how long it lasts.
    let doors = !any(&["wird", "werden"])
        && !sentence.tokens.iter().any(|token| NO_DOORS.iter().any(|word| token.low.ends_with(word)));
    for (place, token) in sentence.tokens.iter().enumerate() {
        let Some(cue) = cue(sentence, place, &token.low, doors) else { continue };
        if NEGATIONS.contains(&sentence.before(place)) && !needs_no(&token.low) {
            tone.over |= matches!(cue, Cue::Closed | Cue::House);
        } else {
            tone.cues.push(cue);
        }
    }
    let again = |place: usize| {
        (place + 1..=place + 3).any(|next| {
            let word = sentence.at(next);
            ["frei", "befahr", "begeh", "offen", "geöffnet", "zugänglich", "passier", "nutzbar", "erreichbar"]
                .iter()
                .any(|start| word.starts_with(start))
        })
    };
    tone.over |= any(&["aufgehoben", "freigegeben", "abgesagt", "verschoben", "beendet", "abgeschlossen"])
        || sentence.tokens.iter().enumerate().any(|(place, token)| token.low == "wieder" && again(place));
    tone
}

/// "nicht befahrbar" is a closure because of its "nicht".
fn needs_no(word: &str) -> bool {
    matches!(word, "befahrbar" | "passierbar" | "begehbar" | "erreichbar" | "besetzt")
}

fn cue(sentence: &Sentence, place: usize, word: &str, doors: bool) -> Option<Cue> {
    let denied = matches!(sentence.before(place), "nicht" | "nur");
    let closed = word.starts_with("gesperrt")
        || word.contains("sperrung")
        || word == "sperrt"
        || word.contains("halteverbot")
        || denied && matches!(word, "befahrbar" | "passierbar" | "begehbar");
    let house = doors
        && matches!(word, "geöffnet" | "geschlossen" | "zu")
        && (word != "zu" || matches!(sentence.before(place), "bleibt" | "bleiben"))
        || ["öffnungszeit", "sprechzeit", "schließzeit", "schließung", "schließtag", "dienstfrei"]
            .iter()
            .any(|part| word.contains(part))
        || denied && matches!(word, "erreichbar" | "besetzt");
    let deadline = CLOSING.iter().any(|end| word.len() > end.len() && word.ends_with(end)) && is_deadline(word)
        || word == "frist"
        || word.ends_with("frist")
        || matches!(word, "abgabetermin" | "einsendetermin" | "fristende");
    if deadline {
        Some(Cue::DeadlineNoun)
    } else if closed {
        Some(Cue::Closed)
    } else if house {
        Some(Cue::House)
    } else if HAND_IN.iter().any(|start| word.starts_with(start))
        && !word.starts_with("meldung")
        && sentence.at(place + 1) != "nicht"
    {
        Some(Cue::HandIn)
    } else if matches!(word, "gilt" | "gelten" | "gültig" | "entfällt" | "entfallen" | "abkochgebot")
        || word == "aus" && falls_out(sentence)
    {
        Some(Cue::Holds)
    } else if word == "stattfindet"
        || word == "stattfinden"
        || word == "statt" && sentence.tokens.iter().any(|token| matches!(token.low.as_str(), "findet" | "finden"))
    {
        Some(Cue::TakesPlace)
    } else if WORK.iter().any(|part| word.contains(part)) {
        Some(Cue::Work)
    } else {
        None
    }
}

/// "fällt am Freitag aus", not "bei Sturm fällt es aus".
fn falls_out(sentence: &Sentence) -> bool {
    let any = |words: &[&str]| sentence.tokens.iter().any(|token| words.contains(&token.low.as_str()));
    any(&["fällt", "fallen"]) && !any(&["bei", "wenn", "falls", "sollte", "sollten"])
}

/// "Anmeldeschluss", not "Beschluss" or "Anschluss".
fn is_deadline(word: &str) -> bool {
    ["anmelde", "bewerbungs", "einsende", "abgabe", "melde", "annahme", "redaktions", "teilnahme", "bestell"]
        .iter()
        .any(|start| word.starts_with(start))
}
