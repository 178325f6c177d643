//! What a word is worth. Words that every town hall writes every day count little, names and rare words much: a small
//! list stands in for counting in a body of texts, so that a fingerprint depends on its post alone.

use super::lex::fold;

/// How much a word says; 0 is not kept.
pub(super) const COMMON: u8 = 1;
pub(super) const PLAIN: u8 = 2;
pub(super) const NOUN: u8 = 4;
pub(super) const NAME: u8 = 5;
/// A noun that only says where.
pub(super) const PLACE: u8 = 6;

/// Words that say nothing about which message it is: function words, greetings, calls to read on, and the names of
/// platforms. Folded, unstemmed.
const EMPTY: &str = "
aber alle allem allen aller alles allerdings als also am an ander andere anderen andererseits anders anschliessend
auch auf aus ausser ausserdem bald bei beide beiden beim bereits besonders besser bestens bevor bin bis bisher bist
bitte da dabei dadurch dafur dagegen daher dahin damals damit danach daneben danke dankeschon dann daran darauf daraus
darf darfst darin darum daruber darunter das dass dasselbe davon davor dazu dein deine deinem deinen deiner dem den
denen denn dennoch der deren des deshalb dessen desto deswegen dich die dies diese dieselbe diesem diesen dieser
dieses dir doch dort draussen drin drinnen du durch durfen durft eben ebenfalls ebenso egal ein eine einem einen einer
eines einfach einige einigen einmal endlich entlang entsprechend entweder er erst erste ersten erstmals es etwa etwas
euch euer eure eurem euren eurer falls fast folgende folgenden folgt freuen freut freue fur ganz ganze ganzen gar geben
gegen gehen geht gehts gemeinsam genau gern gerne gibt gibts gilt gleich gleichzeitig gross grosse grossen grosser gut
gute guten guter habe haben habt hallo hast hat hatte hatten her herum herzlich herzliche herzlichen herzliches heute
hier hierfur hierzu hin hinter hinterm hinweis hoch ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in ins
insbesondere insgesamt ist ja je jede jedem jeden jeder jederzeit jedes jedoch jemand jene jetzt jeweils kam kann kannst
kein keine keinem keinen keiner klar komm kommen kommende kommenden kommt kommts konnen konnt konnte konnten kurz lang
lange lassen lasst leider lieb liebe lieber los machen macht machts mal man manche mehr mein meine meinem meinen meiner
melden meldet mit mitmachen mochte mochten moglich morgen muss mussen musst musste nach nachdem nachste nachsten nachster
naher nahere nahere natur naturlich neben nein neu neue neuen neuer neues nicht nichts nie noch nochmals nun nur ob oben
obwohl oder ohne per pro rund samt sobald sogar solange solche soll sollen sollte sollten somit sondern sonst soweit
sowie sowohl spater statt stehen steht stets super sehr sei seid sein seine seinem seinen seiner seit selbst sich sie
sind so toll tolle tollen trotz trotzdem tschuss uber uberall ubrigens um und uns unser unsere unserem unseren unserer
unter unterwegs usw viel viele vielen vielleicht vom von vor voraussichtlich vorab vorbei vorbeikommen vorher wahrend
wann war ware waren warum was weder weg wegen weil weiter weitere weiteren weiterer weiterhin welche welchem welchen
welcher wem wen wenig wenige weniger wenn wer werden werdet weshalb wie wieder wieso will willkommen wir wird wirst wo
wobei woche wofur wohin wollen wollt worden wurde wurden wurdet zb zu zudem zum zur zusammen zwar zwischen zwischen uhr
ab bzw ca inkl etc dh ggf evtl nr mo di mi do fr sa so st
einzelheit einzelheiten details detail info infos information informationen informieren informiert infolink mehrinfos
alle website webseite homepage internet internetseite online link links bio linkinbio profil beitrag artikel meldung
pressemitteilung weiterlesen lesen nachlesen hinweise unten klick klicken klickt anklicken abrufbar erfahren erfahrt
facebook instagram threads telegram whatsapp mastodon youtube linkedin kanal story reel post folgen followern teilen
teilt geteilt abonnieren kommentar kommentare kommentaren schreibt schaut schauen schau vorbeischauen
burger burgerin burgerinnen burgern mitburger mitburgerinnen einwohner einwohnerinnen nachbarn freunde freundinnen
leute moin servus gruss grussgott herzlichst eure ihre mfg tag tage tagen wochenende abend morgen nachmittag vormittag
mittag nacht fruh uns jahr jahre jahren jahres monat monate minuten stunde stunden euro prozent
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar marz april mai juni juli august
september oktober november dezember achtung wichtig wichtige update aktuell aktuelle aktuellen aktuelles aktualisiert
dran drauf rein raus rauf runter rum nix net ned halt nochmal schon finden findet findest stattfinden stattfindet
";

/// Words of town-hall German that occur in many messages. Folded, unstemmed; a compound of two of them is common too.
const EVERYDAY: &str = "
stadt stadte gemeinde stadtverwaltung gemeindeverwaltung verwaltung rathaus burgermeister burgermeisterin
oberburgermeister oberburgermeisterin burgeramt burgerburo amt fachdienst fachbereich abteilung stabsstelle
ordnungsamt bauamt standesamt kulturamt jugendamt tiefbau hochbau bauhof presse pressestelle sprecher mitarbeiter
mitarbeiterin mitarbeiterinnen team leitung leiter leiterin ansprechpartner ansprechpartnerin kontakt telefon
telefonnummer mail email adresse nummer anmeldung anmelden angemeldet anmeldungen anmeldeschluss formular antrag
antrage termin termine terminvereinbarung vereinbaren uhrzeit datum beginn beginnt beginnen ende endet start startet
starten offnet geoffnet offnen offnung offnungszeiten geschlossen schliessen schliessung ort platz strasse strassen weg
haus gebaude raum saal halle bereich region kreis landkreis land bund ortsteil ortsteile stadtteil innenstadt zentrum
umgebung veranstaltung veranstaltungen veranstalter programm eintritt frei kostenlos kostenfrei karte karten ticket
tickets eintrittskarten vorverkauf abendkasse einlass teilnahme teilnehmen teilnehmer teilnehmerinnen besuch besucher
besucherinnen besuchen gaste gast publikum einladung einladen eingeladen ladt laden freiwillige ehrenamt ehrenamtliche
verein vereine mitglied mitglieder kinder kind jugendliche jugend eltern familie familien senioren seniorinnen
erwachsene menschen frauen manner schule schulen schuler schulerinnen kita kindergarten kindertagesstatte betreuung
klasse klassen ferien sommer winter herbst fruhling sommerferien herbstferien
arbeiten arbeit bauarbeiten baustelle baumassnahme massnahme massnahmen sanierung sanieren erneuerung erneuern erneuert
bau bauen neubau ausbau umbau projekt projekte planung plan plane kosten foerderung forderung gefordert mittel
investition verkehr verkehrs sperrung gesperrt sperren vollsperrung halbseitig umleitung umgeleitet umleitungen
ausgeschildert beschilderung fahrbahn gehweg radweg anwohner anwohnerinnen anlieger anliegerinnen autofahrer
fahrzeuge fahrzeug auto autos rad radfahrer radfahrende fussganger fussgangerinnen bus busse haltestelle haltestellen
parken parkplatz parkplatze parkplatzen zufahrt durchfahrt einmundung kreuzung abschnitt einschrankungen behinderungen
verstandnis geduld dauer dauern dauert dauert betroffen betroffene betroffenen betrifft zeit zeitraum
wasser strom leitung leitungen heizung mull abfall abfuhr abfuhrtage tonne tonnen
feuerwehr polizei rettungsdienst einsatz einsatzkrafte hilfe helfen helfer helferinnen retter notruf
wetter regen sonne warnung warnungen gefahr vorsicht
sitzung sitzungen ausschuss ausschusses rat rats stadtrat gemeinderat stadtvertretung offentlich offentliche
offentlichen tagesordnung beschluss beschlossen beschliesst vorlagen ratssaal sitzungssaal burgerfragestunde fraktion
stelle stellen stellenangebot stellenausschreibung ausschreibung bewerbung bewerbungen bewerben bewerbungsfrist
bewirb karriere vollzeit teilzeit unbefristet befristet ausbildung mwd tvod entgeltgruppe vergutung wochenstunden
verstarkung sucht suchen gesucht bieten bietet angebot angebote angeboten aufgaben kollegen kolleginnen
fest feier feiern gefeiert musik konzert markt essen trinken getranke kaffee kuchen leibliche wohl spass freude
highlight buhne verein erlebnis aktion aktionen aktionstag tradition traditionelle traditionellen
erhaltlich erreichen erreichbar erreicht erfolgt erfolgen erhalten informationsveranstaltung moglichkeit gelegenheit
betrieb gebuhr gebuhren bescheid frist fristen steuer satzung regelung regelungen recht
thema themen ergebnis ergebnisse dank bedanken bedankt engagement beteiligung beteiligen beteiligt unterstutzung
unterstutzen unterstutzt gemeinschaft zukunft projekt idee ideen foto fotos bild bilder video
grund anfang mitte kurze kurzem stuck teil teile seite seiten weise form folge nahe rucksicht bedarf
gewinn gewinne gewinnen preis preise
bleibt bleiben gebeten bitten nutzen genutzt nutzung vorhanden stand sicher sicherheit schon schone schonen erste
letzte letzten vergangenen heutigen weiterhin regelmassig zusatzlich verschiedene verschiedenen zahlreiche
zahlreichen stattdessen entfallt entfallen vorgesehen geplant notwendig erforderlich kunftig derzeit
gebracht bringen bringt nehmen nimmt genommen stellen stellt gestellt sagen sagt sagte zeigen zeigt gezeigt fuhren
fuhrt gefuhrt lauft laufen warten wartet erwartet sehen sieht gesehen kennen wissen weiss denken holen holt liegt
liegen lag hangt kauf kaufen spielen spielt
";

/// The words of a list, each as [`stem`] gives it.
fn stems(list: &'static str) -> std::collections::HashSet<String> {
    list.split_whitespace().map(|word| stem(&fold(word))).collect()
}

fn empty() -> &'static std::collections::HashSet<&'static str> {
    static WORDS: std::sync::OnceLock<std::collections::HashSet<&'static str>> = std::sync::OnceLock::new();
    WORDS.get_or_init(|| EMPTY.split_whitespace().collect())
}

fn everyday() -> &'static std::collections::HashSet<String> {
    static WORDS: std::sync::OnceLock<std::collections::HashSet<String>> = std::sync::OnceLock::new();
    WORDS.get_or_init(|| stems(EVERYDAY))
}

/// Whether a folded word says nothing.
pub(super) fn is_empty(word: &str) -> bool {
    word.len() < 2 || empty().contains(word)
}

/// Whether a folded, unstemmed word occurs in many messages.
pub(super) fn is_everyday(word: &str) -> bool {
    let stemmed = stem(word);
    everyday().contains(&stemmed) || is_made_of_everyday_words(&stemmed)
}

/// "Straßensperrung" is no rarer than its parts.
fn is_made_of_everyday_words(stemmed: &str) -> bool {
    (3..stemmed.len().saturating_sub(2)).filter(|at| stemmed.is_char_boundary(*at)).any(|at| {
        let (head, tail) = stemmed.split_at(at);
        everyday().contains(tail)
            && ["", "s", "n", "en", "es", "e"].iter().any(|joint| {
                head.strip_suffix(joint).is_some_and(|head| head.len() > 2 && everyday().contains(&stem(head)))
            })
    })
}

/// Parts in front of a verb that "-ge-" and "-zu-" stand behind.
const PREFIXES: &[&str] = &[
    "ab", "an", "auf", "aus", "ein", "vor", "um", "nach", "mit", "los", "fest", "weg", "zuruck", "fort", "hin", "her",
];

/// The stem of a folded word: endings off, "ge-" of participles off. Rough, but the same for all forms of most words.
pub(super) fn stem(word: &str) -> String {
    const ENDINGS: &[&str] = &[
        "innen", "ungen", "ern", "erin", "ung", "end", "ens", "est", "en", "em", "er", "es", "et", "st", "te", "e",
        "n", "s", "t",
    ];
    let mut stem = word;
    for least in [3, 4] {
        let shorter = ENDINGS.iter().find_map(|ending| stem.strip_suffix(ending).filter(|rest| rest.len() >= least));
        match shorter {
            Some(rest) => stem = rest,
            None => break,
        }
    }
    let bare = |stem: &str, part: &str| stem.strip_prefix(part).filter(|rest| rest.len() >= 4).map(ToOwned::to_owned);
    if let Some(rest) = bare(stem, "ge").filter(|_| stem.len() < word.len()) {
        return rest;
    }
    // "abgeschleppt", "anzumelden"
    PREFIXES
        .iter()
        .find_map(|prefix| {
            let rest = stem.strip_prefix(prefix)?;
            Some((*prefix).to_owned() + &["ge", "zu"].iter().find_map(|part| bare(rest, part))?)
        })
        .unwrap_or_else(|| stem.to_owned())
}

/// What a word counts, by how common it is and how it is written.
pub(super) fn weight(word: &str, noun: bool) -> u8 {
    if is_empty(word) {
        0
    } else if is_everyday(word) {
        COMMON
    } else if noun {
        NOUN
    } else {
        PLAIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (one, other) in
            [("gesperrt", "Sperrung"), ("Bäume", "Baum"), ("eröffnet", "Eröffnung"), ("Gärten", "Garten")]
        {
            assert_eq!(stem(&fold(one)), stem(&fold(other)), "{one} {other}");
        }
        assert_ne!(stem("bachgasse"), stem("buchgasse"));
    }

    #[test]
    fn rare_words_count_more_than_common_ones() {
        assert_eq!(weight("und", false), 0);
        assert_eq!(weight("veranstaltung", true), COMMON);
        assert_eq!(weight("strassensperrung", true), COMMON);
        assert_eq!(weight("grunkohl", true), NOUN);
        assert_eq!(weight("wattwurmer", true), NOUN);
    }
}
