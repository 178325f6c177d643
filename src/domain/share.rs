//! One message for every platform on which staff post it themselves: cut at the end of a sentence to what fits there, with
//! the way back to the whole. In: the words of a post. Out: a text to copy. Called by the sheet "Verteilen".

use super::body_text::shorten;

/// Where staff post by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlet {
    Facebook,
    Instagram,
    X,
    Threads,
    Mastodon,
    LinkedIn,
    Whatsapp,
    Telegram,
    /// A mail to the local papers.
    Press,
}

/// What is to be said.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub title: Option<&'a str>,
    /// Plain text; a blank line parts paragraphs.
    pub text: &'a str,
    /// Without `#`.
    pub hashtags: &'a [String],
    /// The post's short address.
    pub link: &'a str,
}

/// A text to copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    pub text: String,
    /// Its length, as the platform counts.
    pub length: usize,
    /// Nothing was left out.
    pub whole: bool,
}

/// What X and Mastodon count for every address.
const LINK: usize = 23;
/// Less room than this is not worth the beginning of a sentence.
const WORTH: usize = 40;
/// Words before a full stop inside a sentence.
const SHORTENED: &[&str] = &[
    "abs", "art", "bzgl", "bzw", "evtl", "ev", "exkl", "febr", "geb", "gegr", "gest", "inkl", "jan", "kath", "max",
    "min", "mio", "mrd", "nachm", "okt", "nov", "dez", "prof", "sept", "sog", "str", "tel", "vorm", "vgl", "zzgl",
];
/// Words of two letters that end sentences; others before a full stop are abbreviations.
const SHORT: &[&str] = &["ab", "an", "da", "es", "so", "um", "zu"];

impl Outlet {
    /// All of them, in the order of the sheet.
    pub const ALL: [Self; 9] = [
        Self::Facebook,
        Self::Instagram,
        Self::Whatsapp,
        Self::Telegram,
        Self::Mastodon,
        Self::Threads,
        Self::X,
        Self::LinkedIn,
        Self::Press,
    ];

    /// The word in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Facebook => "facebook",
            Self::Instagram => "instagram",
            Self::X => "x",
            Self::Threads => "threads",
            Self::Mastodon => "mastodon",
            Self::LinkedIn => "linkedin",
            Self::Whatsapp => "whatsapp",
            Self::Telegram => "telegram",
            Self::Press => "presse",
        }
    }

    /// The longest text, as [`Cut::length`] counts; `None` where nobody counts. Facebook takes more than anybody writes,
    /// Telegram that much below a picture.
    #[must_use]
    pub fn limit(self) -> Option<usize> {
        match self {
            Self::Instagram => Some(2200),
            Self::X => Some(280),
            Self::Threads | Self::Mastodon => Some(500),
            Self::LinkedIn => Some(3000),
            Self::Telegram => Some(1024),
            Self::Facebook | Self::Whatsapp | Self::Press => None,
        }
    }

    /// How wide a picture is shown there, in pixels.
    #[must_use]
    pub fn picture_width(self) -> u32 {
        match self {
            Self::Instagram | Self::Threads => 1080,
            Self::Facebook | Self::LinkedIn => 1200,
            Self::Telegram => 1280,
            Self::X | Self::Mastodon | Self::Whatsapp => 1600,
            Self::Press => u32::MAX,
        }
    }

    /// Hashtags that readers are used to.
    fn tags(self) -> usize {
        match self {
            Self::Instagram | Self::Mastodon => 5,
            Self::LinkedIn | Self::Telegram => 3,
            Self::Facebook | Self::X => 2,
            // There a text has one topic.
            Self::Threads => 1,
            Self::Whatsapp | Self::Press => 0,
        }
    }

    /// How the platform counts a text.
    fn length(self, text: &str) -> usize {
        let links = matches!(self, Self::X | Self::Mastodon);
        let pieces = text.split_inclusive(char::is_whitespace).map(|piece| {
            let word = piece.trim_end();
            let is_link = links && (word.starts_with("https://") || word.starts_with("http://"));
            let counted = if is_link { LINK } else { word.chars().map(|c| self.weight(c)).sum() };
            counted + piece.get(word.len()..).unwrap_or_default().chars().count()
        });
        pieces.sum()
    }

    fn weight(self, c: char) -> usize {
        match self {
            // Letters of Europe and usual signs count once, everything else twice.
            Self::X => match c {
                '\0'..='\u{10ff}' | '\u{2000}'..='\u{200d}' | '\u{2010}'..='\u{201f}' | '\u{2032}'..='\u{2037}' => 1,
                _ => 2,
            },
            Self::Threads if c > '\u{ffff}' => c.len_utf8(),
            Self::Mastodon | Self::Threads => 1,
            _ => c.len_utf16(),
        }
    }

    fn fits(self, text: &str, room: usize) -> bool {
        self.limit().is_none() || self.length(text) <= room
    }
}

/// Makes the text for a platform.
#[must_use]
pub fn cut(outlet: Outlet, words: &Words<'_>) -> Cut {
    let (title, text) = (headline(outlet, words), plain(outlet, words.text));
    // Instagram's readers cannot follow an address; it only stands where words are missing.
    let links: &[bool] = if outlet == Outlet::Instagram { &[false, true] } else { &[true] };
    let mut made = Cut { text: String::new(), length: 0, whole: false };
    for linked in links {
        let tail = tail(outlet, words, &text, *linked);
        let room = outlet.limit().map_or(usize::MAX, |limit| limit.saturating_sub(outlet.length(&tail)));
        let (begin, whole) = beginning(outlet, &title, &text, room);
        let text = format!("{begin}{tail}").trim().to_owned();
        made = Cut { length: outlet.length(&text), text, whole };
        if whole {
            break;
        }
    }
    made
}

fn headline(outlet: Outlet, words: &Words<'_>) -> String {
    let Some(title) = words.title.map(str::trim).filter(|title| !title.is_empty()) else { return String::new() };
    if words.text.trim_start().starts_with(title) {
        return String::new();
    }
    if outlet == Outlet::Whatsapp { format!("*{title}*") } else { title.to_owned() }
}

/// The text; where nobody uses hashtags without their signs.
fn plain(outlet: Outlet, text: &str) -> String {
    let text = text.trim();
    if outlet.tags() > 0 {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let begins = out.chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        if !(c == '#' && begins && chars.peek().is_some_and(|next| next.is_alphabetic())) {
            out.push(c);
        }
    }
    out
}

/// What stands below the text: hashtags that are not in it, and the address.
fn tail(outlet: Outlet, words: &Words<'_>, text: &str, linked: bool) -> String {
    let lower = text.to_lowercase();
    let inside = |tag: &str| lower.split_whitespace().any(|word| is_tag(word, &tag.to_lowercase()));
    let there = words.hashtags.iter().filter(|tag| inside(tag)).count();
    let more = words.hashtags.iter().filter(|tag| !inside(tag)).take(outlet.tags().saturating_sub(there));
    let tags: Vec<String> = more.map(|tag| format!("#{tag}")).collect();
    let lines = [tags.join(" "), if linked { words.link.to_owned() } else { String::new() }];
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    if lines.is_empty() { String::new() } else { format!("\n\n{}", lines.join("\n")) }
}

fn is_tag(word: &str, tag: &str) -> bool {
    let rest = word.trim_start_matches(['(', '„', '"']).strip_prefix('#').and_then(|rest| rest.strip_prefix(tag));
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// As much of title and text as there is room for, in whole sentences, and whether that is all.
fn beginning(outlet: Outlet, title: &str, text: &str, room: usize) -> (String, bool) {
    let mut made = title.to_owned();
    let mut said = false;
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        let with = |part: &str| {
            let between = if made.is_empty() { "" } else { "\n\n" };
            format!("{made}{between}{part}")
        };
        if outlet.fits(&with(paragraph), room) {
            made = with(paragraph);
            said = true;
            continue;
        }
        let ends = ends(paragraph);
        let to = |end: usize| paragraph.get(..end).map(|part| with(part.trim_end()));
        let fitting = ends.partition_point(|end| to(*end).is_some_and(|text| outlet.fits(&text, room)));
        let longest = fitting.checked_sub(1).and_then(|at| ends.get(at)).and_then(|end| to(*end));
        return match longest {
            Some(text) => (text, false),
            None if said => (made, false),
            // Not even a sentence: its beginning says more than a title alone.
            None => {
                let left = room.saturating_sub(outlet.length(&with("")));
                let mut sizes = (WORTH..=left).rev().map(|size| with(&shorten(paragraph, size)));
                (sizes.find(|text| outlet.fits(text, room)).unwrap_or(made), false)
            }
        };
    }
    (made, true)
}

/// The bytes behind which a sentence or a line ends.
fn ends(paragraph: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    for (at, c) in paragraph.char_indices() {
        let (Some(before), Some(behind)) = (paragraph.get(..at), paragraph.get(at + c.len_utf8()..)) else { continue };
        if c == '\n' {
            ends.push(at);
            continue;
        }
        let ending = match c {
            '!' | '?' | '…' => true,
            '.' => ends_sentence(before),
            _ => false,
        };
        let closed = behind.trim_start_matches(['“', '"', '«', ')']);
        let next = closed.trim_start();
        let goes_on = closed.len() == next.len() || next.starts_with(char::is_lowercase);
        if ending && (!goes_on || next.is_empty()) {
            ends.push(paragraph.len() - closed.len());
        }
    }
    ends
}

/// Whether a full stop behind these words ends a sentence: not behind ordinals, initials and abbreviations.
fn ends_sentence(before: &str) -> bool {
    let word: String = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let letters = word.chars().count();
    if word.is_empty() {
        // "(siehe Plan)."
        return before.ends_with([')', '“', '"', '«', '€', '%']);
    }
    if word.chars().all(|c| c.is_ascii_digit()) {
        return letters >= 4;
    }
    match letters {
        1 => false,
        2 => SHORT.contains(&word.as_str()),
        _ => !SHORTENED.contains(&word.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://stage.musterbach.de/beitrag/01kb0000000000000000000000";
    const TEXT: &str = "Die Mühlgasse ist ab dem 1. Dezember um 7.30 Uhr für ca. 14 Tage gesperrt. Die Umleitung führt über die \
        Lindenallee.\n\nGrund ist ein Rohrbruch. Anlieger erreichen ihre Häuser zu Fuß. #Musterbach #Verkehr";

    fn tags() -> Vec<String> {
        ["Musterbach", "Verkehr", "Baustelle", "Mühlgasse"].map(str::to_owned).into()
    }

    fn made(outlet: Outlet, text: &str) -> Cut {
        let words = Words { title: Some("Mühlgasse gesperrt"), text, hashtags: &tags(), link: LINK };
        cut(outlet, &words)
    }

    #[test]
    fn a_short_text_stays_whole_everywhere() {
        for outlet in Outlet::ALL {
            let cut = made(outlet, "Bis Freitag.");
            assert!(cut.whole && cut.text.contains("Bis Freitag."), "{cut:?}");
            assert_eq!(cut.text.contains(LINK), outlet != Outlet::Instagram, "{cut:?}");
        }
        assert_eq!(
            made(Outlet::Whatsapp, "Bis Freitag.").text,
            format!("*Mühlgasse gesperrt*\n\nBis Freitag.\n\n{LINK}")
        );
        let x = format!("Mühlgasse gesperrt\n\nBis Freitag.\n\n#Musterbach #Verkehr\n{LINK}");
        assert_eq!(made(Outlet::X, "Bis Freitag.").text, x);
    }

    #[test]
    fn what_is_cut_ends_with_a_sentence_and_leads_to_the_whole() {
        let long = format!("{TEXT}\n\n{}", "Der Bauhof bittet um Geduld. ".repeat(80));
        for outlet in Outlet::ALL {
            let cut = made(outlet, &long);
            assert_eq!(cut.whole, outlet.limit().is_none() || outlet == Outlet::LinkedIn, "{outlet:?}");
            assert!(outlet.limit().is_none_or(|limit| cut.length <= limit), "{outlet:?} {}", cut.length);
            assert!(cut.text.ends_with(LINK) || cut.whole, "{}", cut.text);
            let words = cut.text.trim_end_matches(LINK).trim_end();
            let words = words.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
            assert!(words.trim_end().ends_with(['.', 'r']), "{outlet:?}: {words}");
        }
        let x = made(Outlet::X, &long);
        assert!(x.text.matches("Bauhof").count() == 1 && x.length > 250, "as much as fits: {x:?}");
    }

    #[test]
    fn dates_and_abbreviations_end_nothing() {
        let parts: Vec<&str> = ends(TEXT).into_iter().map(|end| &TEXT[..end]).collect();
        assert!(parts[0].ends_with("14 Tage gesperrt."), "{parts:?}");
        assert_eq!(ends("Nr. 5 von Dr. Ott, z. B. am 24.12. Mehr später"), Vec::<usize>::new());
        assert_eq!(ends("Sie sagte: „Komm!“ Dann ging sie los."), [22, 41]);
    }

    #[test]
    fn each_platform_counts_in_its_own_way() {
        assert_eq!(Outlet::X.length("Brücke 🚧 zu"), 6 + 1 + 2 + 1 + 2);
        assert_eq!(Outlet::X.length(&format!("a {LINK}")), 25);
        assert_eq!(Outlet::Threads.length("🚧"), 4);
        assert_eq!(Outlet::Telegram.length("🚧"), 2);
    }

    #[test]
    fn one_endless_sentence_is_cut_at_a_word() {
        let cut = made(Outlet::X, &"und immer weiter geht der Weg ".repeat(40));
        assert!(cut.length <= 280 && cut.text.contains('…') && cut.length > 250, "{cut:?}");
    }

    #[test]
    fn hashtags_are_those_of_the_platform_and_never_twice() {
        let inside = "In #Musterbach ist die Mühlgasse zu.";
        assert_eq!(made(Outlet::Threads, inside).text, format!("Mühlgasse gesperrt\n\n{inside}\n\n{LINK}"));
        assert!(made(Outlet::Mastodon, inside).text.contains("#Verkehr #Baustelle #Mühlgasse"));
        let press = made(Outlet::Press, inside).text;
        assert!(press.contains("In Musterbach ist") && !press.contains('#'), "{press}");
    }
}
