//! Sentences as town halls write them: which of them no machine may merge.

use rstest::rstest;

use super::super::lex;
use super::{Grade, back, context, danger, grade, over};

fn fires(text: &str) -> bool {
    grade(&lex::tokens(None, text), false) > Grade::No
}

#[rstest]
#[case::particle_verb_apart("Der Seniorennachmittag am Donnerstag fällt wegen Krankheit leider aus.")]
#[case::particle_verb_together("Weil zwei Trainer krank sind, muss der Schwimmkurs heute ausfallen.")]
#[case::not_held("Die Sprechstunde des Ortsvorstehers findet nächste Woche nicht statt.")]
#[case::dropped("Blutspende entfällt\nDer Termin im Schützenhaus ist gestrichen.")]
#[case::moved("Das Sommerfest der Kita Spatzennest wird auf den 11. Juli verschoben.")]
#[case::new_place("Konzert in die Turnhalle verlegt! Auf der Wiese steht das Wasser.")]
#[case::other_weekday("Müllabfuhr: Die Restmülltonne wird schon am Mittwoch statt am Donnerstag geleert.")]
#[case::lifted("Die Sperrung der Bahnunterführung ist seit 16 Uhr aufgehoben.")]
#[case::works_again("Der Aufzug am Bahnhof ist repariert und fährt wieder.")]
#[case::current_is_back("Alle Haushalte in Wiesenau haben wieder Strom. Danke für die Geduld!")]
#[case::sold_out("Die Weinprobe am Freitag ist ausverkauft, es gibt keine Abendkasse.")]
#[case::takes_longer("Baustelle Ringstraße: Die Arbeiten dauern zwei Wochen länger als geplant.")]
#[case::storm("Achtung, am Nachmittag ziehen schwere Gewitter auf. Bitte Wald und Parks meiden.")]
#[case::water("Trinkwasser in Obertal bitte bis auf Weiteres abkochen!")]
#[case::bomb(
    "Bei Baggerarbeiten an der Schule ist ein Blindgänger gefunden worden. Häuser im Umkreis von 300 Metern müssen geräumt werden."
)]
#[case::smoke("Starke Rauchentwicklung im Gewerbegebiet: Halten Sie Fenster und Türen geschlossen.")]
#[case::algae("Im Badesee sind Blaualgen festgestellt worden, Kinder und Hunde nicht ins Wasser lassen.")]
#[case::emergency_number("Der Notruf 112 ist im ganzen Landkreis gestört. Wählen Sie im Notfall die 110.")]
#[case::swindlers("Falsche Mitarbeiter der Stadtwerke klingeln in der Südstadt. Lassen Sie niemanden in die Wohnung!")]
#[case::rising_water("Der Pegel der Ahre steigt weiter, die Uferwege sind überflutet.")]
#[case::mishap("Wegen Gewitter spielen wir drinnen: Das Open Air zieht in die Stadthalle.")]
#[case::mishap_beside("Heizung kaputt. Die Grundschule Nord bleibt morgen geschlossen.")]
#[case::none_today("Heute Abend gibt es kein Feuerwerk auf der Kirmes.")]
#[case::correction("Falsche Uhrzeit im Amtsblatt! Die Sitzung beginnt um 18 Uhr, nicht um 19 Uhr.")]
#[case::back_to_normal("Die Busse der Linie 4 fahren ab sofort wieder die gewohnte Strecke.")]
#[case::danger_is_over("Nach dem Fund am Klinikum ist die Gefahr gebannt.")]
#[case::power_cut("Stromausfall in der Weststadt seit 18 Uhr, die Monteure sind unterwegs.")]
#[case::keep_away("Feuer in der Altstadt! Meidet die Hauptstraße.")]
#[case::on_foot_only("Glätte auf allen Straßen! Bitte nur fahren, wenn es sein muss.")]
fn a_warning_or_a_take_back_is_for_staff(#[case] text: &str) {
    assert!(fires(text));
}

#[rstest]
#[case::bad_weather("Sommerkino am Freitag um 21 Uhr im Stadtpark. Bei Regen fällt die Vorstellung aus.")]
#[case::high_visibility("Die Verkehrswacht verschenkt am Montag Warnwesten an alle Schulanfänger.")]
#[case::strike("Warnstreik am Donnerstag: Die Busse der Linien 3 und 4 fahren nicht.")]
#[case::a_name("Wir gratulieren Frau Sturm zu 25 Jahren im Rathaus.")]
#[case::flood_wall("Spatenstich für den Hochwasserschutz am Mühlbach: Bis 2028 entsteht eine Mauer von 400 Metern.")]
#[case::after_the_fact("Ein Jahr nach dem Hochwasser: Fotoausstellung im Rathaus eröffnet.")]
#[case::drill("Am Samstag um 11 Uhr heulen die Sirenen. Es ist ein Probealarm, Gefahr besteht nicht.")]
#[case::turned_out_well("Der Jahresabschluss der Stadtwerke fällt besser aus als im Vorjahr.")]
#[case::in_good_hands("Bei unseren Tageseltern sind die Kleinsten gut aufgehoben.")]
#[case::pipes("In der Gartenstraße wird ab Montag ein neues Wasserrohr verlegt. Die Straße ist halbseitig gesperrt.")]
#[case::paint("Frisch gestrichen: Die Bänke am Marktplatz leuchten in neuem Grün.")]
#[case::bus_stop(
    "Ab Montag wird die Hauptstraße saniert. Der Bus fährt über die Lindenallee. Die Haltestelle Post entfällt."
)]
#[case::season("Das Freibad öffnet am 9. Mai. Tageskarten kosten wie im Vorjahr vier Euro.")]
#[case::found_things("Im Stadtpark wurde ein Schlüsselbund gefunden. Wer ihn vermisst, meldet sich im Fundbüro.")]
#[case::votes("Auf die Grünen entfallen 21,4 Prozent der Stimmen, die Wahlbeteiligung liegt bei 63 Prozent.")]
#[case::again("Am Sonntag ist wieder Trödelmarkt auf dem Schützenplatz!")]
#[case::repairs("Repair-Café: Am Freitag wird wieder repariert, was andere wegwerfen.")]
#[case::planned_works(
    "Die Stadtwerke erneuern am 4. Mai den Hausanschluss. Von 8 bis 10 Uhr ist das Wasser planmäßig abgestellt."
)]
#[case::condition("Sollte der Andrang groß sein, kann die Führung verlegt werden.")]
#[case::training("Kurs der Feuerwehr: So löschen Sie einen Brand in der Küche.")]
#[case::tower("Der Aussichtsturm hat keinen Aufzug, aber 212 Stufen und die beste Aussicht.")]
#[case::hospital("Das Krankenhaus sucht Ehrenamtliche. Keine Vorkenntnisse nötig.")]
#[case::longer_hours("Die Stadtbibliothek hat ab Mai samstags zwei Stunden länger geöffnet.")]
#[case::after_the_call("Einsatz 87: Die Wehr wurde zu einem Brand in der Siedlung gerufen, verletzt wurde niemand.")]
#[case::own_ground("Kunstrasen fertig! Der SV kann wieder auf eigenem Platz spielen.")]
#[case::at_own_risk("Eislaufen am Weiher ist erlaubt, täglich bis 20 Uhr, auf eigene Gefahr.")]
fn everyday_news_is_not(#[case] text: &str) {
    assert!(!fires(text));
}
#[test]
fn patterns_are_written_as_words_are_folded() {
    let kinds = back::KINDS.iter().chain(over::KINDS).flat_map(|kind| [kind.says, kind.of]);
    let context = [
        context::OTHER_SENSE,
        context::CONDITION,
        context::NOT_YET,
        context::SEASON,
        context::DRILL,
        context::REPORT,
        context::TOLD,
        context::PARTLY,
        context::HISTORY,
        context::DIARY,
    ];
    let danger = [danger::SURE, danger::PERHAPS, danger::CALL, danger::HARMLESS, danger::PAST, danger::NOW];
    let others = [back::MISHAP, back::LOSS];
    let lists = kinds.chain(context).chain(danger).chain(others);
    let unknown: Vec<&str> =
        lists.flatten().filter(|pattern| lex::fold(pattern) != **pattern).copied().collect();
    assert!(unknown.is_empty(), "no word is ever spelled like this: {unknown:?}");
}
