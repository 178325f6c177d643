//! What it costs to find out whether a post is there already: its fingerprint, one comparison, and the search among
//! 100,000 others. Run with `cargo bench --bench likeness`.

#![expect(clippy::expect_used, reason = "a bench that cannot begin stops")]

use std::collections::HashMap;

use ausrufer::domain::likeness::{Address, Fingerprint, Message, Verdict, judge};
use divan::{Bencher, black_box};
use jiff::civil::{Date, date};

const STORED: usize = 100_000;
const STREETS: [&str; 12] = [
    "Mühlgasse",
    "Lindenallee",
    "Bachstraße",
    "Hafenweg",
    "Rosengasse",
    "Kirchplatz",
    "Feldstraße",
    "Burgring",
    "Seeufer",
    "Schulstraße",
    "Ahornweg",
    "Gerbergasse",
];
const SUBJECTS: [&str; 10] = [
    "Kanalsanierung",
    "Straßenfest",
    "Blutspende",
    "Lesenacht",
    "Baumfällung",
    "Flohmarkt",
    "Hydrantenprüfung",
    "Seniorencafé",
    "Orgelkonzert",
    "Kinderturnen",
];

fn main() {
    divan::main();
}

/// A post of its own: street, subject, people and day depend on its number.
fn text(n: usize) -> String {
    let pick = |list: &[&'static str], n: usize| *list.get(n % list.len()).expect("a list");
    let (street, subject) = (pick(&STREETS, n / 7), pick(&SUBJECTS, n));
    let name = format!("{}{}", ["Stein", "Wald", "Ober", "Nieder", "Lang"][n % 5], n / 5);
    format!(
        "{subject} in der {name}er {street}\n\nAm {}. Mai um {} Uhr beginnt in der {name}er {street} die {subject}. \
         Vorstand {name}hofer freut sich auf {} Gäste, die Kapelle {name}dorf spielt. Anmeldung unter 0489{n:06}. Wer \
         mithelfen will, meldet sich bis zum Vortag im Büro {name}haus. #{subject} #{name}",
        1 + n % 28,
        8 + n % 12,
        20 + n % 300
    )
}

fn fingerprint(text: &str, n: usize) -> Fingerprint {
    let address = format!("https://stadt.example/aktuelles/2026/meldung-{n}");
    let day: Date = date(2026, 4, 20);
    Fingerprint::of(&Message {
        title: None,
        text,
        permalink: None,
        links: vec![Address { address: &address, common: false }],
        pictures: Vec::new(),
        posted: day,
        posted_at: None,
        event: None,
        place: None,
        warning: false,
        town: "Stadt",
    })
}

/// A short post, or an article of some 2,400 characters.
fn long(paragraphs: usize) -> String {
    (0..paragraphs).map(|n| text(7 + 11 * n)).collect::<Vec<_>>().join("\n\n")
}

#[divan::bench(args = [1, 7])]
fn take_fingerprint(bencher: Bencher<'_, '_>, paragraphs: usize) {
    let text = long(paragraphs);
    bencher.bench(|| fingerprint(black_box(&text), 7));
}

#[divan::bench(args = [1, 7])]
fn judge_pair(bencher: Bencher<'_, '_>, paragraphs: usize) {
    let (long, short) = (fingerprint(&long(paragraphs), 7), fingerprint(&text(7), 8));
    bencher.bench(|| judge(black_box(&long), black_box(&short)));
}

/// Keys and candidates in memory; every stored post counts as near in time.
#[divan::bench]
fn find_among_100_000(bencher: Bencher<'_, '_>) {
    let stored: Vec<Fingerprint> = (0..STORED).map(|n| fingerprint(&text(n), n)).collect();
    let mut index: HashMap<i64, Vec<usize>> = HashMap::new();
    for (at, print) in stored.iter().enumerate() {
        for key in print.keys() {
            index.entry(key).or_default().push(at);
        }
    }
    // A key that very many posts have leads nowhere; an index would not follow it either.
    let post = format!("Hallo zusammen! {}", text(STORED / 2));
    bencher.bench(|| {
        let print = fingerprint(black_box(&post), STORED / 2);
        let mut found: HashMap<usize, usize> = HashMap::new();
        for key in print.keys() {
            for at in index.get(&key).filter(|posts| posts.len() <= 500).into_iter().flatten() {
                *found.entry(*at).or_default() += 1;
            }
        }
        let mut ranked: Vec<(usize, usize)> = found.into_iter().map(|(at, keys)| (keys, at)).collect();
        ranked.sort_unstable_by(|one, other| other.cmp(one));
        let same = ranked
            .iter()
            .take(50)
            .filter_map(|(_, at)| stored.get(*at))
            .filter(|other| matches!(judge(&print, other), Verdict::Same(_)))
            .count();
        assert!(same > 0);
        same
    });
}
