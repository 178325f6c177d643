//! Times in web pages. In: an attribute, a line of text or an element, and the source's zone. Out: an [`ItemTime`].
//! Midnight as machines fill it in is no clock time: it becomes that day. Called by `entry_read`, `article_read` and
//! `item_build`.

use jiff::tz::TimeZone;
use scraper::{ElementRef, Node};

use super::super::time_parse::parse_time;
use super::page::{all, line_of, words_of};
use crate::domain::item::ItemTime;

/// A line that says a date says no more than this many other letters and digits.
const MOST_BESIDE: usize = 25;

/// German month names, each known by its first letters.
const MONTHS: &[&str] =
    &["jan", "feb", "mär", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez", "mrz"];

/// Reads a time that a machine wrote. `2026-03-12T00:00:00+01:00` means the day.
#[must_use]
pub fn moment(orig: &str, zone: &TimeZone) -> Option<ItemTime> {
    let text = orig.trim();
    let day = text.get(..10).filter(|_| is_midnight(text)).unwrap_or(text);
    parse_time(day, zone).map(|time| ItemTime { orig: orig.to_owned(), ..time })
}

/// Whether a time is written as a day with the clock at zero.
fn is_midnight(text: &str) -> bool {
    let clock = text.get(10..).and_then(|rest| rest.strip_prefix(['T', ' ']));
    let Some(rest) = clock.and_then(|clock| clock.strip_prefix("00:00")) else { return false };
    !rest.strip_prefix(":00").unwrap_or(rest).starts_with(':')
}

/// When an element says it was published, as written there: `time`, microdata, else the first line that is hardly more
/// than a date.
#[must_use]
pub fn date_in(element: ElementRef<'_>, zone: &TimeZone) -> Option<String> {
    let stated = all(element, "time, [itemprop=datePublished]").into_iter().find_map(|time| {
        let is_edit = time.attr("itemprop") == Some("dateModified")
            || words_of(time).iter().any(|word| matches!(word.as_str(), "updated" | "modified"));
        let machine = ["datetime", "content"].iter().find_map(|name| time.attr(name)).map(str::to_owned);
        let written = machine.filter(|text| moment(text, zone).is_some()).or_else(|| find_date(&line_of(time)?, zone));
        written.filter(|_| !is_edit)
    });
    stated.or_else(|| {
        element.descendants().find_map(|node| match node.value() {
            Node::Text(text) if text.len() < 200 => date_line(text, zone),
            _ => None,
        })
    })
}

/// The date in a line that says hardly anything else.
#[must_use]
pub fn date_line(line: &str, zone: &TimeZone) -> Option<String> {
    let found = find_date(line, zone)?;
    let weight = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    (weight(line) <= weight(&found) + MOST_BESIDE).then_some(found)
}

/// The first German or ISO date in a text, with the clock time right behind it.
#[must_use]
pub fn find_date(text: &str, zone: &TimeZone) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let begins = c.is_ascii_digit() && !before.is_alphanumeric() && !matches!(before, '.' | '-' | '/');
        before = c;
        if begins
            && let Some(rest) = text.get(at..)
            && let Some(end) = date_end(rest)
            && !goes_on(rest.get(end..).unwrap_or_default())
            && let Some(date) = rest.get(..end)
        {
            let with_clock =
                clock_end(rest, end).and_then(|clock| rest.get(..clock)).map(|text| text.replace('|', " "));
            let found = with_clock.filter(|text| parse_time(text, zone).is_some()).unwrap_or_else(|| date.to_owned());
            if parse_time(&found, zone).is_some() {
                return Some(found);
            }
        }
    }
    None
}

/// Whether a number goes on behind what looked like a whole date.
fn goes_on(behind: &str) -> bool {
    let next = behind.strip_prefix('.').unwrap_or(behind);
    next.starts_with(|c: char| c.is_ascii_digit())
}

/// How long the date is with which a text begins.
fn date_end(text: &str) -> Option<usize> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let first = digits(text);
    if first == 4 {
        let day = text.get(..10).filter(|day| day.parse::<jiff::civil::Date>().is_ok())?;
        return Some(day.len());
    }
    let dot = text.get(first..).filter(|_| (1..=2).contains(&first))?.strip_prefix('.')?;
    let month = dot.trim_start();
    let begin = text.len() - month.len();
    if let number @ 1..=2 = digits(month) {
        let year = month.get(number..)?.strip_prefix('.')?.trim_start();
        let length = digits(year);
        let end = text.len() - year.len() + length;
        return (length == 4 || (length == 2 && begin == first + 1)).then_some(end);
    }
    let letters: usize = month.chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    let name = month.get(..letters)?.to_lowercase();
    let is_month = MONTHS.iter().any(|month| name.starts_with(month)) && name.chars().count() <= 9;
    let year = month.get(letters..)?.trim_start_matches('.').trim_start();
    (is_month && digits(year) == 4).then(|| text.len() - year.len() + 4)
}

/// Where a clock time right behind a date ends.
fn clock_end(text: &str, date_end: usize) -> Option<usize> {
    let behind = text.get(date_end..)?;
    let clock = behind.trim_start_matches([' ', ',', '|', '-', '–', '·']);
    let clock = clock.strip_prefix("um ").unwrap_or(clock);
    let end = clock.find(|c: char| !(c.is_ascii_digit() || c == ':')).unwrap_or(clock.len());
    let digits = clock.get(..end)?;
    let begin = text.len() - clock.len();
    (begin - date_end <= 8 && (4..=8).contains(&end) && digits.contains(':')).then_some(begin + end)
}

#[cfg(test)]
mod tests {
    use super::super::super::contract::default_zone;
    use super::*;
    use crate::domain::item::Precision;

    #[rstest::rstest]
    #[case("2026-03-12T00:00:00+01:00", "2026-03-12T11:00:00Z", Precision::Date)]
    #[case("2026-03-12T00:00:00Z", "2026-03-12T11:00:00Z", Precision::Date)]
    #[case("2026-03-12 00:00", "2026-03-12T11:00:00Z", Precision::Date)]
    #[case("2026-03-12T00:30:00+0100", "2026-03-11T23:30:00Z", Precision::Second)]
    #[case("2026-07-12T16:00", "2026-07-12T14:00:00Z", Precision::Minute)]
    #[case("12. März 2026", "2026-03-12T11:00:00Z", Precision::Date)]
    fn midnight_is_no_clock_time(#[case] text: &str, #[case] utc: &str, #[case] precision: Precision) {
        let time = moment(text, &default_zone()).unwrap();
        assert_eq!((time.utc.to_string().as_str(), time.precision, time.orig.as_str()), (utc, precision, text));
    }

    #[rstest::rstest]
    #[case("Musterbach, 12.03.2026", Some("12.03.2026"))]
    #[case("Pressemitteilung vom 3. Mai 2026", Some("3. Mai 2026"))]
    #[case("12.3.26", Some("12.3.26"))]
    #[case("Donnerstag, 12. Mrz. 2026", Some("12. Mrz. 2026"))]
    #[case("12.03.2026, 14:30 Uhr", Some("12.03.2026, 14:30"))]
    #[case("12.03.2026 | 14:30 Uhr", Some("12.03.2026   14:30"))]
    #[case("Stand 2026-03-12", Some("2026-03-12"))]
    #[case("Am 12.03.2026 lädt die Stadt alle Bürgerinnen und Bürger zum Tag der offenen Tür ein", None)]
    #[case("Aktenzeichen 4.12.03.2026", None)]
    #[case("99.99.2026", None)]
    #[case("Tel. 02952 12345", None)]
    fn a_line_that_is_a_date_is_found(#[case] line: &str, #[case] expected: Option<&str>) {
        assert_eq!(date_line(line, &default_zone()).as_deref(), expected, "{line}");
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_too_strange(text in "[0-9.:/a-zä |-]{0,40}") {
            let _ = date_line(&text, &default_zone());
        }
    }
}
