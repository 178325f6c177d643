//! Words for one thing: "Kita" and "Kindergarten". In: a word of a text. Out: the number of what it means, the same for all
//! words of a group in `synonyms.txt`, and for compounds that end in one of them: a "Kinderflohmarkt" is a "Trödelmarkt".

use std::collections::HashMap;
use std::sync::OnceLock;

use super::hash;
use super::lex::fold;
use super::words::stem;

/// Letters of the stem that a compound must at least end in.
const TAIL: usize = 5;

/// Groups of words, one a line.
const GROUPS: &str = include_str!("synonyms.txt");

fn groups() -> &'static HashMap<String, u16> {
    static WORDS: OnceLock<HashMap<String, u16>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = HashMap::new();
        for group in GROUPS.lines().filter(|line| !line.starts_with('#')) {
            // The first word names the group, so that numbers stay when groups are added; 0 is no group.
            let first = group.split_whitespace().next().unwrap_or_default();
            let number = (hash(&["group", first]) & 0xffff) as u16 | 1;
            for word in group.split_whitespace() {
                words.entry(stem(&fold(word))).or_insert(number);
            }
        }
        words
    })
}

/// What a stem means; 0 where no group has it.
pub(super) fn meaning(stem: &str) -> u16 {
    let groups = groups();
    if let Some(number) = groups.get(stem) {
        return *number;
    }
    let tails = (3..stem.len().saturating_sub(TAIL - 1)).filter_map(|at| stem.get(at..));
    tails.filter_map(|tail| groups.get(tail)).next().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(word: &str) -> u16 {
        meaning(&stem(&fold(word)))
    }

    #[test]
    fn words_for_one_thing_mean_the_same() {
        for (one, other) in [
            ("Kita", "Kindergarten"),
            ("Flohmarkt", "Trödelmarkt"),
            ("Kinderflohmarkt", "Trödel"),
            ("Bücherei", "Stadtbibliothek"),
            ("Müllabfuhr", "Leerung"),
        ] {
            assert_ne!(of(one), 0, "{one}");
            assert_eq!(of(one), of(other), "{one} {other}");
        }
    }

    #[test]
    fn other_words_do_not() {
        assert_eq!(of("Wattwurm"), 0);
        assert_ne!(of("Kita"), of("Schule"));
    }
}
