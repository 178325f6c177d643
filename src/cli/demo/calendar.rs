//! The demo's calendar as iCalendar (RFC 5545). In: the appointments. Out: the text of the file. Called by `elsewhere`.

use jiff::SignedDuration;

use super::elsewhere::{Appointment, Elsewhere};

/// The whole calendar.
pub fn write(elsewhere: &Elsewhere) -> String {
    let mut out = String::from(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Ausrufer//Vorfuehrung//DE\r\nX-WR-CALNAME:Termine\r\n",
    );
    for appointment in &elsewhere.texts.appointments {
        out.push_str(&event(elsewhere, appointment).unwrap_or_default());
    }
    out.push_str("END:VCALENDAR\r\n");
    out
}

fn event(elsewhere: &Elsewhere, appointment: &Appointment) -> Option<String> {
    let start = elsewhere.at(appointment.in_days, appointment.hour)?;
    let end = start.checked_add(SignedDuration::from_hours(appointment.hours)).ok()?;
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@musterbach.example", appointment.uid),
        format!("DTSTAMP:{}", elsewhere.begun.strftime("%Y%m%dT%H%M%SZ")),
        format!("DTSTART;TZID=Europe/Berlin:{}", start.strftime("%Y%m%dT%H%M%S")),
        format!("DTEND;TZID=Europe/Berlin:{}", end.strftime("%Y%m%dT%H%M%S")),
        format!("SUMMARY:{}", escaped(&appointment.title)),
        format!("LOCATION:{}", escaped(&appointment.place)),
        format!("DESCRIPTION:{}", escaped(&appointment.text)),
    ];
    lines.extend(appointment.weekly.then(|| "RRULE:FREQ=WEEKLY;COUNT=20".to_owned()));
    lines.extend(appointment.cancelled.then(|| "STATUS:CANCELLED".to_owned()));
    lines.push("END:VEVENT\r\n".to_owned());
    Some(lines.into_iter().map(|line| folded(&line)).collect::<Vec<_>>().join("\r\n"))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// A line has at most 75 bytes (RFC 5545 §3.1); one that goes on begins with a space.
fn folded(line: &str) -> String {
    let (mut out, mut width) = (String::new(), 0);
    for c in line.chars() {
        if width + c.len_utf8() > 73 && c != '\r' && c != '\n' {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out
}
