//! What makes a password one that nobody guesses.

/// The shortest password, in characters (requirements S-06).
pub const SHORTEST_PASSWORD: usize = 12;
/// The longest, in bytes: more than any manager of passwords makes, less than would keep us busy.
pub const LONGEST_PASSWORD: usize = 256;

/// What is wrong with a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeakPassword {
    Short,
    Long,
    /// The first that anybody would try: a row of keys, one word again and again, or what everyone here knows.
    Guessable,
}

/// What anybody would try first, without its digits at the end.
const COMMON: [&str; 14] = [
    "passwort",
    "password",
    "geheim",
    "qwertz",
    "qwertzuiop",
    "qwerty",
    "qwertyuiop",
    "willkommen",
    "verwaltung",
    "rathaus",
    "buergermeister",
    "bürgermeister",
    "ausrufer",
    "gemeinde",
];

/// Looks at a password to be. `known` are words that everyone here knows: the town, the person.
///
/// # Errors
/// What is wrong with it.
pub fn check_password<'a>(password: &str, known: impl Iterator<Item = &'a str>) -> Result<(), WeakPassword> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(WeakPassword::Short);
    }
    if password.len() > LONGEST_PASSWORD {
        return Err(WeakPassword::Long);
    }
    let bare: String = password.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    let known: Vec<String> =
        known.flat_map(|words| words.split(|c: char| !c.is_alphabetic())).map(str::to_lowercase).collect();
    let mut rest = bare.clone();
    let mut words: Vec<&str> = COMMON.into_iter().chain(known.iter().map(String::as_str)).collect();
    words.retain(|word| word.chars().count() >= 4);
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in words {
        rest = rest.replace(word, "");
    }
    let different = {
        let mut all: Vec<char> = password.to_lowercase().chars().collect();
        all.sort_unstable();
        all.dedup();
        all.len()
    };
    let steps = password.chars().zip(password.chars().skip(1));
    let in_a_row = steps.filter(|(a, b)| (u32::from(*b)).wrapping_sub(u32::from(*a)).wrapping_add(1) <= 2).count();
    let row = in_a_row + 3 >= password.chars().count();
    let only_words =
        !bare.is_empty() && rest.chars().count() < 3 && bare.chars().count() * 2 > password.chars().count();
    if different < 5 || row || only_words { Err(WeakPassword::Guessable) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_nothing_anybody_would_try_first() {
        let look = |password: &str| check_password(password, ["Stadt Musterbach", "Anna Beispiel"].into_iter());
        for good in
            ["korrekt pferd batterie", "Zwölf Äpfel im Korb", "xK93-pQ71-mmZ2", "Musterbachs Hunde bellen nachts"]
        {
            assert_eq!(look(good), Ok(()), "{good}");
        }
        assert_eq!(look("kurz"), Err(WeakPassword::Short));
        assert_eq!(look(&"ab1".repeat(100)), Err(WeakPassword::Long));
        for bad in
            ["Passwort2026!", "123456789012", "aaaaaaaaaaaaaa", "Musterbach2026", "rathausrathaus", "abcdefghijklmno"]
        {
            assert_eq!(look(bad), Err(WeakPassword::Guessable), "{bad}");
        }
    }
}
