//! Appointments on web pages. In: the fields of a schema.org `Event`, or the date of an entry in a calendar list. Out: an
//! [`ItemEvent`]. Called by `list_read`, `article_read` and `document_parse`.

use jiff::tz::TimeZone;
use url::Url;

use super::dates::moment;
use super::schema_read::Appointment;
use crate::domain::item::{ItemEvent, ItemTime, Precision};

/// Words in addresses of pages that tell of appointments.
const CALENDARS: &[&str] = &["veranstaltung", "termin", "event", "kalender", "calendar"];

/// The appointment an object describes; `None` when its beginning cannot be read.
#[must_use]
pub fn event_of(appointment: &Appointment, url: Option<&Url>, zone: &TimeZone) -> Option<ItemEvent> {
    let start = moment(&appointment.start, zone)?;
    let end = appointment.end.as_deref().and_then(|end| moment(end, zone)).filter(|end| end.utc >= start.utc);
    Some(ItemEvent {
        all_day: start.precision == Precision::Date,
        tz: zone.iana_name().map(str::to_owned),
        place: appointment.place.clone(),
        status: appointment.status,
        url: url.map(Url::to_string),
        end,
        ..ItemEvent::at(start)
    })
}

/// The appointment that begins at a time found beside an entry.
#[must_use]
pub fn event_at(start: ItemTime, url: Option<&Url>, zone: &TimeZone) -> ItemEvent {
    ItemEvent {
        all_day: start.precision == Precision::Date,
        tz: zone.iana_name().map(str::to_owned),
        url: url.map(Url::to_string),
        ..ItemEvent::at(start)
    }
}

/// Whether a page stands in a calendar, judged by its folders.
#[must_use]
pub fn is_calendar(url: &Url) -> bool {
    let path = url.path().to_lowercase();
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split(['/', '-', '_', '.']).any(|word| CALENDARS.iter().any(|calendar| word.starts_with(calendar)))
}
