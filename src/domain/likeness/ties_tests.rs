//! What ties two posts so much that their wording does not part them: a copy, a link, a picture of the same hour, an item
//! between the two.

use jiff::civil::date;

use super::*;

/// A post of 2 March with a picture that stands for it, some minutes after the first.
fn post(text: &str, pictures: &[u64], minutes: i64) -> Fingerprint {
    Fingerprint::of(&Message {
        title: None,
        text,
        permalink: None,
        links: Vec::new(),
        pictures: pictures.iter().map(|hash| Picture { hash: PictureHash(*hash), common: false }).collect(),
        posted: date(2026, 3, 2),
        posted_at: Timestamp::from_second(1_772_445_600 + 60 * minutes).ok(),
        event: None,
        place: None,
        warning: false,
        town: "Auenfeld",
    })
}

/// Whether an item joins the post that has the others.
fn joins(item: &Fingerprint, others: &[&Fingerprint]) -> bool {
    let neighbours: Vec<_> =
        others.iter().enumerate().map(|(source, print)| Neighbour { post: 1, source, print }).collect();
    place(item, usize::MAX, &neighbours).same == [1]
}

const TREE: &str = "Er steht! Zwölf Meter hoch ist die Tanne, gestiftet von Familie Reuter aus der Siedlung. Der Bauhof hat sie \
    vor dem Torhaus aufgestellt, am Samstag um 17 Uhr gehen die Kerzen an.";

#[test]
fn a_line_under_the_same_picture_belongs_to_the_post() {
    let post_of_words = post(TREE, &[7], 0);
    assert!(joins(&post("Er steht! 🎄", &[7], 10), &[&post_of_words]));
    assert!(joins(&post("Was für ein Prachtkerl!", &[7], 10), &[&post_of_words]));
    assert!(!joins(&post("Er steht! 🎄", &[], 10), &[&post_of_words]));
    // The same picture again, under something else, the next day.
    assert!(!joins(&post("Glühwein, Waffeln und Blasmusik!", &[7], 1500), &[&post_of_words]));
}

const WOOD: &str = "Die Gemeinde versteigert am Samstag, 7. März, um 10 Uhr 40 Polter Buche und Esche am Holzplatz im Kirntal. \
    Gebote beginnen bei 68 Euro je Festmeter. Wer mitbietet, braucht einen Sägeschein, und der Liederkranz verkauft Suppe.";

#[test]
fn a_copy_that_was_cut_is_no_form_filled_in_anew() {
    let cut = WOOD.replace(
        "Wer mitbietet, braucht einen Sägeschein, und der Liederkranz verkauft Suppe.",
        "Wer mitb… Liste im Rathaus",
    );
    assert!(joins(&post(&cut, &[], 20), &[&post(WOOD, &[], 0)]));
    let other = WOOD.replace("Kirntal", "Eichgrund").replace("Buche und Esche", "Fichte und Lärche");
    assert!(!joins(&post(&other, &[], 20), &[&post(WOOD, &[], 0)]));
}

#[test]
fn an_item_that_says_both_sets_right_what_two_others_seem_to_contradict() {
    let article = post(
        "Der Schützenverein weiht am Samstag, 14. März, sein neues Vereinsheim ein. Pfarrer Grell segnet das Haus um 16 Uhr.",
        &[],
        0,
    );
    let all = post(
        "Am Samstag, 14. März, weihen wir unser neues Vereinsheim ein! Ab 14 Uhr Kaffee und Kuchen, 16 Uhr Segnung durch Pfarrer \
         Grell, abends legt DJ Flo auf. Euer Schützenverein",
        &[],
        60,
    );
    let short = post(
        "14. März: Einweihung Vereinsheim, Kaffee und Kuchen ab 14 Uhr, abends DJ Flo. Euer Schützenverein",
        &[],
        120,
    );
    assert_eq!(judge(&short, &article), Verdict::Different(Conflict::Clock));
    assert!(!joins(&short, &[&article]));
    assert!(joins(&short, &[&article, &all]));
}

#[test]
fn one_number_with_two_units_is_no_contradiction() {
    let article = "Die Zählstelle am Uferweg hat die millionste Fahrt gezählt. Werktags kommen dort 1.630 Menschen vorbei, am 1. Mai \
         waren es 4.912 Fahrten.";
    let retold =
        "Die Zählstelle am Uferweg hat die Million voll! Werktags zählt sie 1.630 Fahrten, am 1. Mai kamen 4.912.";
    let verdict = judge(&post(article, &[], 0), &post(retold, &[], 30));
    assert!(matches!(verdict, Verdict::Same(_)), "{verdict:?}");
    let more = article.replace("4.912", "5.030").replace("1.630", "1.702");
    assert_eq!(judge(&post(article, &[], 0), &post(&more, &[], 30)), Verdict::Different(Conflict::Amount));
}
