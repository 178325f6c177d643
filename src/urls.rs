//! Every public URL is a function here, so that links cannot rot. Paths begin with `/`; absolute addresses are built
//! from a town's [`Origin`].

use jiff::tz::TimeZone;
use url::Url;

use crate::domain::body_html::hashtag_segment;
use crate::domain::ids::Ulid;
use crate::domain::post::Post;
use crate::domain::slug::slug;

/// Undoes percent-encoding (RFC 3986 §2.1); `None` when an escape is broken or what comes out is no text.
#[must_use]
pub fn percent_decoded(segment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.chars().any(char::is_control))
}

/// Scheme and host of a town, e.g. `https://stage.bad-beispiel.de`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    scheme: String,
    host: String,
}

impl Origin {
    /// From `server.public_scheme` and a town's host (with port only under the development switch).
    #[must_use]
    pub fn new(scheme: &str, host: &str) -> Self {
        Self { scheme: scheme.to_owned(), host: host.to_ascii_lowercase() }
    }

    /// Host, with the port when it is part of the town's name.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// `https` or, in development, `http`.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// An absolute address for a path that begins with `/`.
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.host)
    }

    /// The path (with query) of an address of ours; `None` for everyone else's.
    #[must_use]
    pub fn path_of<'a>(&self, address: &'a str) -> Option<&'a str> {
        let rest = address.strip_prefix(&self.scheme)?.strip_prefix("://")?;
        let head = rest.get(..self.host.len())?;
        let path = rest.get(self.host.len()..)?;
        (head.eq_ignore_ascii_case(&self.host) && path.starts_with('/')).then_some(path)
    }

    /// The origin as a URL, for signature checks.
    ///
    /// # Errors
    /// When the host is not a valid host name.
    pub fn url(&self) -> Result<Url, url::ParseError> {
        Url::parse(&self.absolute("/"))
    }
}

/// The timeline.
pub const HOME: &str = "/";
pub const CHANNELS: &str = "/kanaele";
pub const WARNINGS: &str = "/warnungen";
/// What holds today: closures, deadlines, changed hours.
pub const HOLDING: &str = "/gilt";
/// Appointments to come, for people and for calendars.
pub const EVENTS: &str = "/termine";
pub const CALENDAR: &str = "/termine.ics";
pub const SEARCH: &str = "/suche";
pub const ARCHIVE: &str = "/archiv";
pub const FOLLOW: &str = "/folgen";
pub const IMPRINT: &str = "/impressum";
pub const PRIVACY: &str = "/datenschutz";
pub const ACCESSIBILITY: &str = "/barrierefreiheit";
pub const HOW_IT_WORKS: &str = "/so-funktioniert-es";
/// Where citizens ask; the address of a post may go along (`?beitrag=`).
pub const QUESTION: &str = "/frage";
pub const REPORT_BARRIER: &str = "/barriere-melden";
pub const REPORT_CONTENT: &str = "/inhalt-melden";
pub const REMOVAL_WISH: &str = "/loeschung";
/// Where citizens ask for a picture to be described (`?beitrag=…&bild=…`).
pub const DESCRIPTION_WISH: &str = "/bildbeschreibung-anfragen";
/// Below it citizens read the town's answer; the rest of the address is known to them alone.
pub const CASE: &str = "/vorgang/";
pub const SHARED_INBOX: &str = "/ap/inbox";
/// Below it stand the answers that towns give people on other servers.
pub const ANSWERS: &str = "/ap/answers/";
pub const INSTANCE_ACTOR: &str = "/ap/instance";
/// Below it platforms send people back after logging in there.
pub const LOGIN_RETURN: &str = "/hooks/oauth/";
/// Where Meta tells that a person wants data deleted, and that person sees how it stands.
pub const META_DELETION: &str = "/meta/datenloeschung";
/// Where a town's pictures are; behind it stands `{hash}.{ext}`.
pub const MEDIA: &str = "/medien/";
pub const HASHTAG_BASE: &str = "/schlagwort/";

/// The admin area, on its own host only.
pub const ADMIN: &str = "/verwaltung";
pub const ADMIN_SIGN_IN: &str = "/verwaltung/anmelden";
pub const ADMIN_SIGN_OUT: &str = "/verwaltung/abmelden";
/// What somebody shares from a phone arrives here.
pub const ADMIN_SHARE: &str = "/verwaltung/teilen";
/// What phones read about the area.
pub const ADMIN_MANIFEST: &str = "/verwaltung/app.webmanifest";
pub const ADMIN_SIGN: &str = "/verwaltung/app.svg";
pub const ADMIN_ACCOUNT: &str = "/verwaltung/konto";
/// All towns of somebody who works for several.
pub const ADMIN_MY_TOWNS: &str = "/verwaltung/agentur";
/// Where they change to another one.
pub const ADMIN_ENTER_TOWN: &str = "/verwaltung/ort";
/// What the logs say about oneself.
pub const ADMIN_OWN_LOG: &str = "/verwaltung/konto/protokoll";
pub const ADMIN_END_OTHERS: &str = "/verwaltung/konto/andere-abmelden";

/// Where somebody whose password was right proves who they are.
pub const ADMIN_PROOF: &str = "/verwaltung/anmelden/nachweis";
/// Where somebody sets up with what they prove it.
pub const ADMIN_OWN_PROOF: &str = "/verwaltung/konto/zweiter-nachweis";
pub const ADMIN_OWN_PROOF_CHANGE: &str = "/verwaltung/konto/zweiter-nachweis/aendern";

/// Where somebody asks to sign in with a passkey, and where its answer arrives.
pub const ADMIN_PASSKEY: &str = "/verwaltung/anmelden/passkey";
pub const ADMIN_PASSKEY_ANSWER: &str = "/verwaltung/anmelden/passkey/antwort";
/// The same for somebody whose password was right.
pub const ADMIN_PROOF_PASSKEY: &str = "/verwaltung/anmelden/nachweis/passkey";
/// Somebody's own passkeys, where the answer to a new one arrives, and new codes on paper.
pub const ADMIN_PASSKEYS: &str = "/verwaltung/konto/passkeys";
pub const ADMIN_PASSKEY_NEW: &str = "/verwaltung/konto/passkeys/antwort";
pub const ADMIN_PASSKEY_CODES: &str = "/verwaltung/konto/passkeys/codes";
/// The one script of the admin area.
pub const ADMIN_PASSKEY_SCRIPT: &str = "/verwaltung/skript/passkey.js";
/// Where somebody goes to the town hall's own sign-in service, and where it sends them back.
pub const ADMIN_SERVICE: &str = "/verwaltung/anmelden/rathaus-konto";
pub const ADMIN_SERVICE_RETURN: &str = "/verwaltung/anmelden/rathaus-konto/zurueck";
/// Linking one's account there, and parting from it.
pub const ADMIN_SERVICE_LINK: &str = "/verwaltung/konto/rathaus-konto";
pub const ADMIN_SERVICE_PART: &str = "/verwaltung/konto/rathaus-konto/trennen";

/// Where somebody takes a passkey of their own away.
#[must_use]
pub fn admin_passkey_remove(passkey: &str) -> String {
    format!("{ADMIN_PASSKEYS}/{passkey}/entfernen")
}

/// Where who was invited links their account at the service.
#[must_use]
pub fn admin_invitation_service(code: &str) -> String {
    format!("{}/rathaus-konto", admin_invitation(code))
}

/// The admin area's style sheet in a colour (`#rrggbb`).
#[must_use]
pub fn admin_style(colour: &str) -> String {
    format!("/verwaltung/stil/{}.css", colour.trim_start_matches('#'))
}

/// Where the first person says who they are.
#[must_use]
pub fn admin_setup(code: &str) -> String {
    format!("/verwaltung/einrichten/{code}")
}

/// Where a new town is begun.
pub const ADMIN_NEW_TOWN: &str = "/verwaltung/einrichten";

/// A step of a town's setting up; an empty word for the list of steps.
#[must_use]
pub fn admin_setup_step(host: &str, step: &str) -> String {
    let slash = if step.is_empty() { "" } else { "/" };
    admin_town(host, &format!("einrichten{slash}{step}"))
}

/// Where an invited person chooses a password.
#[must_use]
pub fn admin_invitation(code: &str) -> String {
    format!("/verwaltung/einladung/{code}")
}

/// A town's part of the admin area: its overview, or the page `part` below it.
#[must_use]
pub fn admin_town(host: &str, part: &str) -> String {
    let slash = if part.is_empty() { "" } else { "/" };
    format!("/verwaltung/{host}{slash}{part}")
}

/// What was said in a month of the town's calendar.
#[must_use]
pub fn archive_month(year: i16, month: i8) -> String {
    format!("{ARCHIVE}/{year:04}/{month:02}")
}

/// A post's appointment for calendars.
#[must_use]
pub fn event_file(ulid: Ulid) -> String {
    format!("/termin/{}.ics", ulid.to_string().to_lowercase())
}

/// Where a citizen reads the answer to what they asked.
#[must_use]
pub fn case(secret: &str) -> String {
    format!("{CASE}{secret}")
}

/// A form of citizens' about a post.
#[must_use]
pub fn about_post(form: &str, post: Ulid) -> String {
    format!("{form}?beitrag={post}")
}

/// Where a description of a post's picture can be asked for.
#[must_use]
pub fn description_wish(post: Ulid, hash: &str) -> String {
    format!("{DESCRIPTION_WISH}?beitrag={post}&bild={hash}")
}

/// A further page of a listing: everything older than the given post.
#[must_use]
pub fn older(listing: &str, before: Ulid) -> String {
    format!("{listing}?vor={before}")
}

/// `/beitrag/{yyyy-mm-dd}-{slug}-{id}`; the day is the town's.
#[must_use]
pub fn post(post: &Post, zone: &TimeZone) -> String {
    let day = post.told_at().to_zoned_datetime(zone.clone()).date();
    format!("/beitrag/{day}-{}-{}", post.slug, post.ulid.to_string().to_lowercase())
}

/// The shortest address of a post: it leads on to its page.
#[must_use]
pub fn post_short(ulid: Ulid) -> String {
    format!("/beitrag/{}", ulid.to_string().to_lowercase())
}

/// The ULID at the end of a `/beitrag/…` segment; the slug before it does not matter.
#[must_use]
pub fn post_ulid(segment: &str) -> Option<Ulid> {
    Ulid::from_string(&segment.rsplit('-').next()?.to_ascii_uppercase()).ok()
}

/// A channel's page.
#[must_use]
pub fn channel(slug: &str) -> String {
    format!("/kanal/{slug}")
}

/// A hashtag's page.
#[must_use]
pub fn hashtag(tag: &str) -> String {
    format!("{HASHTAG_BASE}{}", hashtag_segment(tag))
}

/// A topic's page, from its name or its slug.
#[must_use]
pub fn topic(name: &str) -> String {
    format!("/thema/{}", slug(name))
}

/// A district's page, from its name or its slug.
#[must_use]
pub fn district(name: &str) -> String {
    format!("/ortsteil/{}", slug(name))
}

/// A feed of a listing (`/`, `/kanal/x`, `/schlagwort/x`); `format` is `atom`, `rss` or `json`.
#[must_use]
pub fn feed(listing: &str, format: &str) -> String {
    format!("{}/feed.{format}", listing.trim_end_matches('/'))
}

/// A stored medium.
#[must_use]
pub fn media(hash: &str, ext: &str) -> String {
    format!("{MEDIA}{hash}.{ext}")
}

/// An actor's page for people.
#[must_use]
pub fn profile(username: &str) -> String {
    format!("/@{username}")
}

/// An actor's id.
#[must_use]
pub fn actor(username: &str) -> String {
    format!("/ap/{username}")
}

/// A part of an actor: `inbox`, `outbox`, `followers`, `following`, `featured`, `tags`.
#[must_use]
pub fn actor_part(username: &str, part: &str) -> String {
    format!("/ap/{username}/{part}")
}

/// A post's ActivityPub id.
#[must_use]
pub fn note(ulid: Ulid) -> String {
    format!("/ap/posts/{ulid}")
}

/// The id of an answer that the town gives somebody on another server.
#[must_use]
pub fn answer(ulid: Ulid) -> String {
    format!("{ANSWERS}{ulid}")
}

/// A part of a post: `replies`, `likes`, `shares`.
#[must_use]
pub fn note_part(ulid: Ulid, part: &str) -> String {
    format!("/ap/posts/{ulid}/{part}")
}

/// Where a platform tells us that something happened: the connection's id, or a feed's own.
#[must_use]
pub fn hook(platform: &str, id: Ulid) -> String {
    format!("/hooks/{platform}/{id}")
}

/// Where a platform sends a person back after logging in there; `way` is the way of logging in.
#[must_use]
pub fn login_return(way: &str) -> String {
    format!("{LOGIN_RETURN}{way}")
}

/// The same for somebody who signed in from the admin area; one address for all towns.
#[must_use]
pub fn admin_login_return(way: &str) -> String {
    format!("{ADMIN}/zurueck/{way}")
}

/// How a request to have data deleted stands.
#[must_use]
pub fn deletion_status(code: &str) -> String {
    format!("{META_DELETION}?code={code}")
}

/// An activity's id.
#[must_use]
pub fn activity(ulid: Ulid) -> String {
    format!("/ap/activities/{ulid}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_are_undone_only_where_text_comes_out() {
        assert_eq!(percent_decoded("Rat%20%26%20Amt+M%C3%BCll").as_deref(), Some("Rat & Amt+Müll"));
        for broken in ["%", "%2", "%zz", "%+1", "%ff", "a%00b", "a%0Ab"] {
            assert_eq!(percent_decoded(broken), None, "{broken}");
        }
    }

    #[test]
    fn an_address_is_ours_only_with_our_whole_host() {
        let origin = Origin::new("https", "Stage.Beispiel.de");
        assert_eq!(origin.path_of("https://stage.beispiel.de/ap/rathaus"), Some("/ap/rathaus"));
        for foreign in [
            "https://stage.beispiel.de.evil.example/ap",
            "http://stage.beispiel.de/ap",
            "https://stage.beispiel.de:444/ap",
        ] {
            assert_eq!(origin.path_of(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn any_slug_with_the_right_id_finds_the_post() {
        let ulid = Ulid::from_parts(1, 2);
        assert_eq!(post_ulid(&format!("2026-01-02-ganz-anders-{}", ulid.to_string().to_lowercase())), Some(ulid));
        assert_eq!(post_ulid("2026-01-02-nichts"), None);
    }
}
