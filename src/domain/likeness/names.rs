//! Names of streets and of things a town has several of: schools, committees, districts. In: tokens. Out: names by kind.

use serde::{Deserialize, Serialize};

use super::lex::{Kind, Token};
use super::words::{is_empty, is_everyday, stem};

/// What sort of thing is named; two posts about different ones of a sort are different messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    Street,
    School,
    Kindergarten,
    Council,
    Bath,
    Brigade,
    District,
    Church,
    Party,
}

impl Sort {
    pub(super) const ALL: [Self; 9] = [
        Self::Street,
        Self::School,
        Self::Kindergarten,
        Self::Council,
        Self::Bath,
        Self::Brigade,
        Self::District,
        Self::Church,
        Self::Party,
    ];
}

/// A named thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Name {
    pub sort: Sort,
    /// What tells it from others of its sort, folded: "muhl" of "Mühlgasse", "wattwurm" of "Kita Wattwürmer".
    pub own: String,
}

/// Endings of street names.
const STREETS: &[&str] = &[
    "strasse",
    "str",
    "gasse",
    "gasschen",
    "gassle",
    "weg",
    "allee",
    "platz",
    "ring",
    "damm",
    "ufer",
    "steig",
    "stieg",
    "pfad",
    "chaussee",
    "kai",
    "twiete",
    "brucke",
    "straat",
    "graben",
    "kamp",
    "wall",
    "stich",
    "anger",
    "promenade",
];
/// Words with such endings that name a kind of way or place, or nothing of the sort.
const NO_STREETS: &str = "
parkplatz spielplatz sportplatz stellplatz sitzplatz arbeitsplatz ausbildungsplatz studienplatz festplatz bolzplatz
rastplatz kitaplatz betreuungsplatz liegeplatz zeltplatz campingplatz tennisplatz fussballplatz rasenplatz reitplatz
grillplatz pflegeplatz startplatz treppenplatz radweg gehweg fussweg umweg feldweg schulweg heimweg hinweg ruckweg
waldweg wanderweg rundweg uferweg rettungsweg spazierweg uberweg arbeitsweg bundesstrasse landstrasse kreisstrasse
landesstrasse einbahnstrasse fahrradstrasse spielstrasse wohnstrasse stichstrasse umleitungsstrasse nebenstrasse
durchgangsstrasse bahnsteig anstieg einstieg umstieg ausstieg aufstieg abstieg laufer kaufer taufer hering lehrpfad
fussgangerbrucke autobahnbrucke
";
/// Words that tell no one from another in front of an ending of the other sorts.
const KINDS: &str = "
grund gemeinschafts real haupt mittel ober gesamt berufs forder ganztags musik hoch stadt frei hallen natur schwimm wald
orts gemeinde kreis teil kinder jugend senioren pfarr burger fach fahr tanz wellen strand sommer regel sekundar ferien
betriebs sport eltern klein see fluss vor erlebnis spass thermal
";
/// Words behind the name of a sort that begin no name.
const NO_NAMES: &[&str] = &["stadt", "kinder", "eltern", "uhr", "strasse"];

/// The names in a text, in the order in which they first occur. Marks the tokens they consist of in `named`.
pub(super) fn scan(tokens: &[Token], town: &[String], named: &mut [bool]) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Word && !token.tag) {
        let found = street(tokens, at).map(|(own, from)| (Sort::Street, own, from)).or_else(|| {
            let (sort, prefix) = sort_of(token)?;
            own_name(tokens, at, sort, prefix, town).map(|own| (sort, own, at))
        });
        if let Some((sort, own, from)) = found {
            if let Some(span) = named.get_mut(from..=at) {
                span.fill(true);
            }
            // "Feuerwehr Hohenau"
            let behind = tokens.iter().zip(named.iter_mut()).skip(at + 1).take(4);
            behind
                .filter(|(token, _)| token.is_name() && stem(&token.folded) == own)
                .for_each(|(_, named)| *named = true);
            let name = Name { sort, own };
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// The name of a street that ends at a token, and where it begins.
fn street(tokens: &[Token], at: usize) -> Option<(String, usize)> {
    let token = tokens.get(at).filter(|token| token.is_name())?;
    let word = token.folded.strip_suffix('n').filter(|word| word.ends_with("strasse") || word.ends_with("gasse"));
    let word = word.unwrap_or(&token.folded);
    let ending = STREETS.iter().find(|ending| word.ends_with(**ending))?;
    let head = word.strip_suffix(ending)?;
    // "Müllerstr." and "Müllerstraße" are one.
    let ending = if *ending == "str" { "strasse" } else { ending };
    if head.is_empty() {
        // "Lange Straße", "Astrid-Lindgren-Weg", "Straße des Friedens"
        let hyphen = at.checked_sub(1).is_some_and(|before| tokens.get(before).is_some_and(|t| t.is("-") && t.glued));
        let mut from = at.checked_sub(if hyphen { 2 } else { 1 })?;
        let first = tokens.get(from)?;
        if !first.is_name() || (first.first && !hyphen) || first.sentence != token.sentence || is_empty(&first.folded) {
            return None;
        }
        let mut own = stem(&first.folded);
        while hyphen
            && let Some(before) = from.checked_sub(2)
            && tokens.get(from - 1).is_some_and(|t| t.is("-") && t.glued)
            && tokens.get(from).is_some_and(|t| t.glued)
            && let Some(part) = tokens.get(before).filter(|t| t.is_name())
        {
            own = stem(&part.folded) + &own;
            from = before;
        }
        return Some((own + ending, from));
    }
    let fits = head.len() >= 3 && !NO_STREETS.split_whitespace().any(|no| word.ends_with(no));
    fits.then(|| (head.to_owned() + ending, at))
}

/// The sort a word belongs to, and what stands in front of the sort's own ending.
fn sort_of(token: &Token) -> Option<(Sort, &str)> {
    const ENDINGS: &[(&str, Sort)] = &[
        ("schule", Sort::School),
        ("gymnasium", Sort::School),
        ("gymnasiums", Sort::School),
        ("kita", Sort::Kindergarten),
        ("kindergarten", Sort::Kindergarten),
        ("kindergartens", Sort::Kindergarten),
        ("kindertagesstatte", Sort::Kindergarten),
        ("kinderhaus", Sort::Kindergarten),
        ("krippe", Sort::Kindergarten),
        ("ausschuss", Sort::Council),
        ("ausschusses", Sort::Council),
        ("beirat", Sort::Council),
        ("beirates", Sort::Council),
        ("beirats", Sort::Council),
        ("gemeinderat", Sort::Council),
        ("gemeinderats", Sort::Council),
        ("stadtrat", Sort::Council),
        ("stadtrats", Sort::Council),
        ("ortschaftsrat", Sort::Council),
        ("ortschaftsrats", Sort::Council),
        ("ortsrat", Sort::Council),
        ("kreistag", Sort::Council),
        ("stadtvertretung", Sort::Council),
        ("gemeindevertretung", Sort::Council),
        ("bad", Sort::Bath),
        ("bades", Sort::Bath),
        ("feuerwehr", Sort::Brigade),
        ("loschzug", Sort::Brigade),
        ("ortsteil", Sort::District),
        ("ortsteils", Sort::District),
        ("stadtteil", Sort::District),
        ("stadtteils", Sort::District),
        ("ortschaft", Sort::District),
        ("bezirk", Sort::District),
        ("kirche", Sort::Church),
        ("kapelle", Sort::Church),
    ];
    const PARTIES: &[&str] = &["cdu", "spd", "fdp", "csu", "afd", "grune", "grunen", "linke", "linken", "bsw"];
    let word = token.folded.as_str();
    if PARTIES.contains(&word) && token.capital {
        return Some((Sort::Party, word));
    }
    if !token.capital {
        return None;
    }
    let (ending, sort) =
        ENDINGS.iter().filter(|(ending, _)| word.ends_with(ending)).max_by_key(|(ending, _)| ending.len())?;
    let prefix = word.strip_suffix(ending)?;
    Some((*sort, prefix))
}

/// What tells this one of its sort from others.
fn own_name(tokens: &[Token], at: usize, sort: Sort, prefix: &str, town: &[String]) -> Option<String> {
    if sort == Sort::Party {
        return Some(prefix.trim_end_matches('n').to_owned());
    }
    if sort == Sort::Council {
        // "Bau- und Umweltausschuss" is told by its last part, "Ortsbeirat Nord" by what follows, the council by itself.
        let local = prefix == "orts" || tokens.get(at).is_some_and(|token| token.folded.starts_with("orts"));
        let name = behind(tokens, at, town).filter(|_| local);
        // "Der Ausschuss hat zugestimmt" does not say which.
        let unnamed = tokens.get(at).is_some_and(|token| token.is("ausschuss") || token.is("ausschusses"));
        return name.or_else(|| (!unnamed).then(|| prefix.trim_end_matches('s').to_owned()));
    }
    // "Astrid-Lindgren-Schule"
    if prefix.is_empty()
        && let Some(before) = at.checked_sub(2)
        && tokens.get(at - 1).is_some_and(|t| t.is("-") && t.glued)
        && let Some(part) = tokens.get(before).filter(|t| t.is_name())
    {
        return Some(stem(&part.folded));
    }
    if let Some(name) = behind(tokens, at, town) {
        return Some(name);
    }
    let plain = prefix.is_empty() || KINDS.split_whitespace().any(|kind| prefix.ends_with(kind)) || is_everyday(prefix);
    (!plain && prefix.len() >= 3).then(|| stem(prefix))
}

/// Whether a noun only says where: "im Bürgerhaus", "am alten Bahnhof".
pub(super) fn says_where(tokens: &[Token], at: usize) -> bool {
    const WHERE: &[&str] =
        &["in", "im", "ins", "am", "an", "ans", "auf", "aufs", "vor", "vorm", "hinter", "hinterm", "neben"];
    const BETWEEN: &[&str] =
        &["der", "dem", "den", "die", "das", "alten", "neuen", "unserem", "unserer", "unser", "unsere"];
    let mut before = tokens.get(..at).unwrap_or_default().iter().rev().take(3);
    // "am Brückentag", "in der Osterwoche" say when.
    const WHEN: &[&str] =
        &["tag", "tagen", "nacht", "abend", "morgen", "woche", "wochenende", "zeit", "ferien", "jahr", "saison"];
    tokens.get(at).is_some_and(|token| token.is_name() && !WHEN.iter().any(|when| token.folded.ends_with(when)))
        && before
            .find(|token| !BETWEEN.contains(&token.folded.as_str()))
            .is_some_and(|token| WHERE.contains(&token.folded.as_str()))
}

/// Bodies that a town speaks of every week, as stems: who does a thing, not what is done. A compound that ends in one is one.
const BODIES: &[&str] = &[
    "chor",
    "museum",
    "sparkass",
    "stadtwerk",
    "gemeindewerk",
    "tierpark",
    "zoo",
    "theater",
    "orchest",
    "archiv",
    "tafel",
    "caritas",
    "diakoni",
    "awo",
    "drk",
    "thw",
    "dlrg",
    "adfc",
    "nabu",
    "bund",
    "vhs",
    "volkshochschul",
    "musikschul",
    "realschul",
    "gesamtschul",
    "oberschul",
    "mittelschul",
    "gymnasi",
    "gymnasium",
    "grundschul",
    "bucherei",
    "bibliothek",
    "hallenbad",
    "freibad",
    "hospiz",
    "klinik",
    "krankenhaus",
    "seniorenheim",
    "pflegeheim",
    "jugendtreff",
    "jugendhaus",
    "jugendzentrum",
    "jugendfeuerwehr",
    "heimatverei",
    "sportverei",
    "forderverei",
    "burgerverei",
    "schutzenverei",
    "musikverei",
    "stadtrat",
    "gemeinderat",
    "kreistag",
    "wochenmarkt",
    "weihnachtsmarkt",
    "kirm",
    "fc",
    "sv",
    "tsv",
    "tus",
    "sg",
    "tv",
    "vfb",
    "vfl",
    "herbstferi",
    "osterferi",
    "pfingstferi",
    "weihnachtsferi",
    "ferienspass",
];
/// Offices; the name behind one is that of who always speaks.
const OFFICES: &[&str] = &[
    "burgermeister",
    "burgermeisterin",
    "oberburgermeister",
    "oberburgermeisterin",
    "ob",
    "bgm",
    "landrat",
    "landratin",
    "kammerer",
    "kammerin",
    "wehrfuhrer",
    "stadtbrandmeister",
    "ortsvorsteher",
    "ortsvorsteherin",
    "dezernent",
    "dezernentin",
];

/// Whether a word only says who: a body of the town, or its name ("Goethe-Gymnasium", "Chor Cantabile").
pub(super) fn says_who(tokens: &[Token], at: usize) -> bool {
    let Some(token) = tokens.get(at).filter(|token| token.is_name()) else { return false };
    let hyphen = tokens.get(at + 1).is_some_and(|sign| sign.is("-") && sign.glued);
    let joined = hyphen && tokens.get(at + 2).is_some_and(|next| next.glued && is_body(next));
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    is_body(token) || joined || before.is_some_and(|body| body.sentence == token.sentence && is_body(body))
}

/// Whether a word names who holds an office, who has a word in everything: "Bürgermeisterin Karin Ohm", "Landrat Dr. Huber".
pub(super) fn holds_office(tokens: &[Token], at: usize) -> bool {
    const TITLES: &[&str] = &["dr", "prof", "."];
    let mut before = tokens.get(..at).unwrap_or_default().iter().rev().take(4);
    let office = |token: &Token| OFFICES.contains(&token.folded.as_str());
    let next = before.find(|token| !TITLES.contains(&token.folded.as_str()));
    let named = tokens.get(at).is_some_and(Token::is_name);
    named && (next.is_some_and(office) || next.is_some_and(Token::is_name) && before.next().is_some_and(office))
}

fn is_body(token: &Token) -> bool {
    let stem = stem(&token.folded);
    token.is_name() && BODIES.iter().any(|body| stem == *body || body.len() > 4 && stem.ends_with(body))
}

/// A name directly behind a word: "Kita Wattwürmer", "Grundschule am Deich", "Kita „Seesterne“".
fn behind(tokens: &[Token], at: usize, town: &[String]) -> Option<String> {
    let sentence = tokens.get(at)?.sentence;
    let mut next = at + 1;
    while tokens.get(next).is_some_and(|token| {
        matches!(
            token.folded.as_str(),
            "„" | "\""
                | "»"
                | "am"
                | "an"
                | "der"
                | "im"
                | "in"
                | "zum"
                | "zur"
                | "auf"
                | "dem"
                | "st"
                | "."
                | "sankt"
                | "'"
                | "-"
        )
    }) && next < at + 4
    {
        // A full stop only behind "St."
        if tokens.get(next).is_some_and(|t| t.is(".")) && !tokens.get(next - 1).is_some_and(|t| t.is("st")) {
            return None;
        }
        next += 1;
    }
    let name = tokens.get(next).filter(|token| token.is_name() && token.sentence == sentence && !token.tag)?;
    let direct = next == at + 1
        || tokens
            .get(at + 1)
            .is_some_and(|t| matches!(t.folded.as_str(), "„" | "\"" | "»" | "st" | "am" | "an" | "-" | "in"));
    let known = super::is_town(&name.folded, town);
    let fits = direct
        && !known
        && !is_empty(&name.folded)
        && !is_everyday(&name.folded)
        && !NO_NAMES.contains(&name.folded.as_str());
    fits.then(|| stem(&name.folded))
}
