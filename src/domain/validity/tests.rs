//! What is read from sentences as towns write them, all posted on Tuesday, 24 November 2026, in Musterbach.

use jiff::civil::date;
use jiff::tz::TimeZone;

use super::{ValidityKind, propose};

/// "closure 2026-11-27T18:00 → …", local times; `-` for an end that is not named.
fn read(title: &str, text: &str) -> Option<String> {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let title = (!title.is_empty()).then_some(title);
    let found = propose(title, text, date(2026, 11, 24), &zone)?;
    let local = |at: Option<jiff::Timestamp>| {
        at.map_or_else(
            || "-".to_owned(),
            |at| at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string(),
        )
    };
    let kind: ValidityKind = found.kind;
    Some(format!("{} {} {}", kind.as_str(), local(found.from), local(found.until)))
}

fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(text, expected)| {
            let (title, body) = text.split_once(" || ").unwrap_or(("", text));
            let found = read(title, body);
            let wanted = (!expected.is_empty()).then(|| (*expected).to_owned());
            (found != wanted).then(|| format!("{text}\n   read {found:?}\n   want {wanted:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn closures() {
    check(&[
        (
            "Die Brücke ist vom 1. bis 4. Dezember jeweils von 21 bis 5 Uhr gesperrt.",
            "closure 2026-12-01T00:00 2026-12-05T00:00",
        ),
        (
            "Die Brücke ist vom 1. bis 4. Dezember jeweils von 8 bis 16 Uhr gesperrt.",
            "closure 2026-12-01T08:00 2026-12-04T16:00",
        ),
        (
            "Die Mühlgasse ist ab sofort bis voraussichtlich Freitag, 27. November, gesperrt.",
            "closure - 2026-11-28T00:00",
        ),
        ("Die Mühlgasse ist vom 3. bis 5. Dezember voll gesperrt.", "closure 2026-12-03T00:00 2026-12-06T00:00"),
        ("Vollsperrung der Lindenallee 24.11.–2.12.2026", "closure 2026-11-24T00:00 2026-12-03T00:00"),
        (
            "Am Donnerstag ist die Brückenstraße zwischen 8 und 16 Uhr gesperrt.",
            "closure 2026-11-26T08:00 2026-11-26T16:00",
        ),
        (
            "Am Donnerstag, 26. November, von 8 bis 16 Uhr ist die Brückenstraße gesperrt.",
            "closure 2026-11-26T08:00 2026-11-26T16:00",
        ),
        ("Sperrung der Hauptstraße bis 30.11., 24 Uhr.", "closure - 2026-12-01T00:00"),
        ("Die Straße ist bis Freitag, 27. November 2026, 18 Uhr gesperrt.", "closure - 2026-11-27T18:00"),
        ("Die K 12 bleibt bis einschließlich 4. Dezember gesperrt.", "closure - 2026-12-05T00:00"),
        ("Heute ist der Marktplatz bis 18 Uhr für den Verkehr gesperrt.", "closure 2026-11-24T00:00 2026-11-24T18:00"),
        ("Morgen wird die Schulstraße gesperrt.", "closure 2026-11-25T00:00 2026-11-26T00:00"),
        ("Ab kommendem Montag ist der Bahnübergang gesperrt.", "closure 2026-11-30T00:00 -"),
        (
            "Ab Montag, 30. November, ist der Bahnübergang gesperrt. Die Arbeiten dauern voraussichtlich bis Freitag, 11. Dezember.",
            "closure 2026-11-30T00:00 2026-12-12T00:00",
        ),
        (
            "Wegen eines Rohrbruchs ist die Mühlgasse gesperrt. Die Maßnahme dauert voraussichtlich bis Freitagabend.",
            "closure - 2026-11-28T00:00",
        ),
        (
            "Mühlgasse gesperrt || Die Arbeiten dauern vom 25. November bis zum 9. Dezember.",
            "closure 2026-11-25T00:00 2026-12-10T00:00",
        ),
        (
            "Vollsperrung der Gartenstraße || Zeitraum: 30.11.2026 bis 18.12.2026",
            "closure 2026-11-30T00:00 2026-12-19T00:00",
        ),
        ("Halteverbot in der Bahnhofstraße am 28.11. von 6 bis 20 Uhr", "closure 2026-11-28T06:00 2026-11-28T20:00"),
        ("Der Uferweg ist bis Ende November nicht begehbar.", "closure - 2026-12-01T00:00"),
        (
            "Die Sperrung der Ortsdurchfahrt gilt vom 1.12., 8 Uhr, bis 3.12., 16 Uhr.",
            "closure 2026-12-01T08:00 2026-12-03T16:00",
        ),
        ("Die Straße ist seit 20. November bis 5. Dezember gesperrt.", "closure 2026-11-20T00:00 2026-12-06T00:00"),
        (
            "In der Nacht am 27. November von 22 bis 5 Uhr ist der Tunnel gesperrt.",
            "closure 2026-11-27T22:00 2026-11-28T05:00",
        ),
        (
            "Sperrung verlängert || Die Sperrung der Mühlgasse wird bis 4. Dezember verlängert.",
            "closure - 2026-12-05T00:00",
        ),
        ("Von Mittwoch bis Freitag ist die Bergstraße gesperrt.", "closure 2026-11-25T00:00 2026-11-28T00:00"),
        (
            "Die Turnhalle ist vom 28. Dezember 2026 bis 8. Januar 2027 gesperrt.",
            "closure 2026-12-28T00:00 2027-01-09T00:00",
        ),
        ("Die Turnhalle ist vom 28. Dezember bis 8. Januar gesperrt.", "closure 2026-12-28T00:00 2027-01-09T00:00"),
        ("Sperrung: Do., 26.11., 8:30–12:00 Uhr, Kirchgasse", "closure 2026-11-26T08:30 2026-11-26T12:00"),
        ("Die Brücke bleibt bis 29.03.2027, 2:30 Uhr gesperrt.", "closure - 2027-03-29T02:30"),
        ("Die Kirchgasse wird bis 28. März 2027 gesperrt.", "closure - 2027-03-29T00:00"),
    ]);
}

#[test]
fn opening_hours() {
    check(&[
        ("Das Rathaus bleibt am 24.12. geschlossen.", "hours 2026-12-24T00:00 2026-12-25T00:00"),
        (
            "Am Freitag, dem 27. November, ist das Bürgerbüro nur bis 12 Uhr geöffnet.",
            "hours 2026-11-27T00:00 2026-11-27T12:00",
        ),
        (
            "Die Stadtbücherei ist vom 23. Dezember bis einschließlich 6. Januar geschlossen.",
            "hours 2026-12-23T00:00 2027-01-07T00:00",
        ),
        ("Das Rathaus ist am 24., 25. und 26. Dezember geschlossen.", "hours 2026-12-24T00:00 2026-12-27T00:00"),
        (
            "Neue Öffnungszeiten ab 1. Dezember || Das Bürgerbüro öffnet dann schon um 7 Uhr.",
            "hours 2026-12-01T00:00 -",
        ),
        ("Das Hallenbad bleibt heute geschlossen.", "hours 2026-11-24T00:00 2026-11-25T00:00"),
        ("Das Standesamt ist bis 4. Dezember nicht besetzt.", "hours - 2026-12-05T00:00"),
        (
            "Geänderte Sprechzeiten vom 30. November bis 4. Dezember von 8 bis 12 Uhr",
            "hours 2026-11-30T00:00 2026-12-05T00:00",
        ),
        ("Am Donnerstag, 26.11., ist das Rathaus ab 12 Uhr geschlossen.", "hours 2026-11-26T12:00 2026-11-27T00:00"),
        (
            "Betriebsurlaub: Der Wertstoffhof hat zwischen dem 24. und 31. Dezember geschlossen.",
            "hours 2026-12-24T00:00 2027-01-01T00:00",
        ),
    ]);
}

#[test]
fn deadlines() {
    check(&[
        ("Anmeldeschluss ist der 30. November.", "deadline - 2026-12-01T00:00"),
        ("Anmeldeschluss: Montag, 30.11.2026, 12 Uhr", "deadline - 2026-11-30T12:00"),
        ("Bewerbungen nimmt die Stadt bis 15. Dezember 2026 entgegen.", "deadline - 2026-12-16T00:00"),
        ("Anmeldung bis zum 4. Dezember im Rathaus.", "deadline - 2026-12-05T00:00"),
        ("Die Frist endet am 18. Dezember um 12 Uhr.", "deadline - 2026-12-18T12:00"),
        ("Bewerbungsfrist: 31.01.2027", "deadline - 2027-02-01T00:00"),
        ("Anträge können bis 31. Januar eingereicht werden.", "deadline - 2027-02-01T00:00"),
        ("Bitte melden Sie sich bis spätestens Freitag, 27. November, an.", "deadline - 2026-11-28T00:00"),
        ("Stellungnahmen können bis Jahresende abgegeben werden.", "deadline - 2027-01-01T00:00"),
        (
            "Die Weihnachtsfeier findet am 12. Dezember statt. Anmeldeschluss ist der 4. Dezember.",
            "deadline - 2026-12-05T00:00",
        ),
        ("Einsendeschluss ist am Sonntag, 29. November, 24 Uhr.", "deadline - 2026-11-30T00:00"),
    ]);
}

#[test]
fn events_and_rules() {
    check(&[
        ("Die Serenade am 3. Dezember um 20 Uhr entfällt.", "other 2026-12-03T00:00 2026-12-04T00:00"),
        (
            "Der Wochenmarkt findet am Samstag, 28. November, von 7 bis 13 Uhr statt.",
            "event 2026-11-28T07:00 2026-11-28T13:00",
        ),
        (
            "Die Bürgerversammlung findet am 3. Dezember um 19 Uhr in der Stadthalle statt.",
            "event 2026-12-03T19:00 2026-12-04T00:00",
        ),
        ("Der Weihnachtsmarkt findet vom 27. bis 29. November statt.", "event 2026-11-27T00:00 2026-11-30T00:00"),
        ("Das Abkochgebot gilt bis Donnerstag, 26. November, 12 Uhr.", "other - 2026-11-26T12:00"),
        ("Die neue Satzung gilt ab 1. Januar 2027.", "other 2027-01-01T00:00 -"),
        ("Die Sprechstunde der Bürgermeisterin entfällt am Donnerstag.", "other 2026-11-26T00:00 2026-11-27T00:00"),
        ("Das Ferienticket ist vom 21.12.2026 bis 10.1.2027 gültig.", "other 2026-12-21T00:00 2027-01-11T00:00"),
    ]);
}

#[test]
fn what_cannot_be_told_is_not_told() {
    check(&[
        ("Die Deichtore werden am Montagnachmittag geschlossen.", ""),
        ("Das Osterfeuer ist am Samstag, bei viel Wind fällt es am Samstag aus.", ""),
        ("Die Vollsperrung beginnt deshalb erst am 30. November.", ""),
        ("Anmeldung nicht nötig, Gebärdendolmetschung auf Anfrage bis 8.12.", ""),
        (
            "Wahlhelfer gesucht || Wir suchen Helfer. Sie erhalten 50 Euro. Eine Schulung findet am 28. November statt.",
            "",
        ),
        ("Die Mühlgasse war bis Freitag, 27. November, gesperrt.", ""),
        ("Die Mühlgasse ist bis auf Weiteres gesperrt.", ""),
        ("Ab Montag ist die Brücke wieder frei befahrbar.", ""),
        ("Sperrung aufgehoben || Die Mühlgasse ist seit heute wieder frei.", ""),
        ("Die Straße ist bis 27. November, der Gehweg bis 4. Dezember gesperrt.", ""),
        ("Am 24. und 31. Dezember bleibt das Rathaus geschlossen.", ""),
        ("Montag bis Freitag von 8 bis 12 Uhr geöffnet.", ""),
        ("Das Museum ist jeden Samstag ab 14 Uhr geöffnet.", ""),
        ("Öffnungszeiten: Montag 8 bis 12 Uhr, Donnerstag 14 bis 18 Uhr", ""),
        ("Der Stadtrat hat am 3. Dezember einen Vertrag geschlossen.", ""),
        ("Die Straße wurde am 24. November gesperrt.", ""),
        ("Die Sperrung dauerte vom 3. bis 5. Dezember 2025.", ""),
        ("Am Donnerstag, 27. November, ist das Rathaus geschlossen.", ""),
        ("Sperrung bis 2028 || Die Brücke ist bis 30. Juni 2028 gesperrt.", ""),
        ("Satzung vom 3. Dezember 2026 über die Sperrung des Uferwegs", ""),
        ("Guten Morgen! Die Bücherei hat viele neue Bücher.", ""),
        ("Bis zu 50 Kinder können teilnehmen, die Halle ist gesperrt.", ""),
        ("Am 28. November spielt die Stadtkapelle.", ""),
        ("Am 20. November ist die Halle gesperrt.", ""),
        ("Der Markt am 28. November findet nicht statt, er ist abgesagt.", ""),
        ("Das Fest findet jeden Freitag statt.", ""),
        ("Die Straße ist am Freitag nicht gesperrt.", ""),
        ("Statt bis 27. November ist die Straße nun bis 4. Dezember gesperrt.", ""),
        ("Die Mühlgasse ist gesperrt. Stand: 24.11.2026", ""),
        ("Beschluss am 15. Dezember: Die Stadt wird bis Ende 2027 neue Wege bauen.", ""),
        ("Anmeldungen waren bis 30. November möglich.", ""),
        ("Die Mühlgasse ist ab sofort gesperrt.", ""),
        ("Halteverbot in der Bahnhofstraße, Abschnitt 2.1 bis 3.4", ""),
        ("Es gelten die Öffnungszeiten des Jahres 2026.", ""),
    ]);
}

#[test]
fn a_page_changes_at_each_end() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let found = propose(None, "Sperrung am 26.11. von 8 bis 16 Uhr", date(2026, 11, 24), &zone).unwrap();
    let (from, until) = (found.from.unwrap(), found.until.unwrap());
    let minute = jiff::SignedDuration::from_mins(1);
    assert_eq!(found.next_change(from - minute), Some(from));
    assert_eq!(found.next_change(from), Some(until));
    assert_eq!(found.next_change(until), None);
    assert!(found.is_ahead(from) && !found.is_over(until - minute));
    assert!(found.is_over(until) && !found.is_ahead(until));
}
