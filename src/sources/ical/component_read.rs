//! The parts of an iCalendar document (RFC 5545 §3.4, §3.6). In: its lines. Out: the calendar's own properties, its zones
//! and its events. Lenient: what was never closed is closed by what follows, and what nests inside an event (alarms) does
//! not leak into it. Called by `document_parse`.

use super::line_read::Line;

/// More events than this are not read; calendars of towns hold some hundreds.
const MAX_EVENTS: usize = 5000;

/// What a document holds.
#[derive(Debug, Default)]
pub struct Calendar {
    /// Properties of the calendar itself.
    pub own: Vec<Line>,
    pub zones: Vec<Component>,
    pub events: Vec<Component>,
    /// It begins and ends as it should: nothing is missing.
    pub whole: bool,
    /// Some component of a calendar was seen at all.
    pub recognised: bool,
}

/// An event, a zone or the like.
#[derive(Debug, Default)]
pub struct Component {
    pub lines: Vec<Line>,
    /// Lines of what is nested in it (a zone's STANDARD and DAYLIGHT).
    pub inner: Vec<Line>,
    /// The document ended inside.
    pub cut: bool,
}

impl Component {
    /// The first property of that name.
    #[must_use]
    pub fn first(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }

    /// All properties of that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(move |line| line.name == name)
    }

    /// The first property of that name as text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        self.first(name)?.text()
    }
}

/// Sorts lines into components.
#[must_use]
pub fn components(lines: Vec<Line>) -> Calendar {
    let mut reading = Reading::default();
    for line in lines {
        let what = line.value.trim().to_ascii_uppercase();
        match line.name.as_str() {
            "BEGIN" => reading.begin(&what),
            "END" => reading.end(&what),
            _ => reading.property(line),
        }
    }
    reading.finish()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Event,
    Zone,
    /// Tasks, journals, free and busy times: not ours.
    Other,
}

#[derive(Default)]
struct Reading {
    calendar: Calendar,
    /// The part being read, and the names of what is open inside it.
    open: Option<(Part, Component)>,
    nested: Vec<String>,
    calendars_open: u32,
    calendars_closed: u32,
    too_many: bool,
}

impl Reading {
    fn begin(&mut self, what: &str) {
        let part = match what {
            "VCALENDAR" => {
                self.close(true);
                self.calendar.recognised = true;
                self.calendars_open += 1;
                return;
            }
            "VEVENT" => Part::Event,
            "VTIMEZONE" => Part::Zone,
            "VTODO" | "VJOURNAL" | "VFREEBUSY" => Part::Other,
            inner => {
                self.nested.push(inner.to_owned());
                return;
            }
        };
        self.close(true);
        self.calendar.recognised = true;
        self.open = Some((part, Component::default()));
    }

    fn end(&mut self, what: &str) {
        match what {
            "VCALENDAR" => {
                self.close(true);
                self.calendars_closed += 1;
            }
            "VEVENT" | "VTIMEZONE" | "VTODO" | "VJOURNAL" | "VFREEBUSY" => self.close(true),
            inner => {
                if let Some(at) = self.nested.iter().rposition(|open| open == inner) {
                    self.nested.truncate(at);
                }
            }
        }
    }

    fn property(&mut self, line: Line) {
        match &mut self.open {
            Some((_, component)) if self.nested.is_empty() => component.lines.push(line),
            Some((_, component)) => component.inner.push(line),
            None if self.nested.is_empty() => self.calendar.own.push(line),
            None => {}
        }
    }

    fn close(&mut self, complete: bool) {
        self.nested.clear();
        let Some((part, mut component)) = self.open.take() else { return };
        component.cut = !complete;
        match part {
            Part::Event if self.calendar.events.len() >= MAX_EVENTS => self.too_many = true,
            Part::Event => self.calendar.events.push(component),
            Part::Zone => self.calendar.zones.push(component),
            Part::Other => {}
        }
    }

    fn finish(mut self) -> Calendar {
        let inside = self.open.is_some();
        self.close(false);
        self.calendar.whole =
            !inside && !self.too_many && self.calendars_open > 0 && self.calendars_open == self.calendars_closed;
        self.calendar
    }
}

#[cfg(test)]
mod tests {
    use super::super::line_read::lines;
    use super::*;

    fn read(text: &str) -> Calendar {
        components(lines(text.as_bytes(), None))
    }

    #[test]
    fn an_alarm_does_not_leak_into_its_event() {
        let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nBEGIN:VALARM\nDESCRIPTION:Wecker\nEND:VALARM\nSUMMARY:Rat\n\
                    END:VEVENT\nBEGIN:VTODO\nUID:2\nEND:VTODO\nEND:VCALENDAR";
        let calendar = read(text);
        assert_eq!((calendar.events.len(), calendar.whole), (1, true));
        assert_eq!(calendar.events[0].text("DESCRIPTION"), None);
        assert_eq!(calendar.events[0].text("SUMMARY").as_deref(), Some("Rat"));
    }

    #[test]
    fn a_calendar_that_breaks_off_is_not_whole() {
        let cut = read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nBEGIN:VEVENT\nUID:2");
        assert_eq!((cut.whole, cut.events.len(), cut.events[1].cut), (false, 2, true));
        let unclosed = read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nBEGIN:VEVENT\nUID:2\nEND:VEVENT\nEND:VCALENDAR");
        assert_eq!((unclosed.whole, unclosed.events.len(), unclosed.events[0].cut), (true, 2, false));
        let missing = read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\n");
        assert_eq!((missing.whole, missing.events.len()), (false, 1));
    }

    #[test]
    fn what_is_no_calendar_is_not_recognised() {
        assert!(!read("<!DOCTYPE html><html></html>").recognised);
        assert!(read("BEGIN:VCALENDAR\nEND:VCALENDAR").recognised);
    }
}
