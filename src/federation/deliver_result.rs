//! What an answer means: for the message, and for the host it was sent to (spec interop §4.2). Pure rules.
//!
//! In come answers of one round at one host; out go a [`Verdict`] per message and the host's new [`Health`]. Called by
//! [`super::deliver`].

use std::time::Duration;

use http::StatusCode;
use jiff::{SignedDuration, Timestamp};

use super::deliver_send::Answer;
use crate::clock::Rng;
use crate::store::deliveries::{Head, Verdict};
use crate::store::peers::Health;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Seconds between one try and the next; after the last entry daily.
const PAUSES: [i64; 7] = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 8 * HOUR, DAY];
/// A message waits at most this long; a Delete as long as a dead host is remembered.
const LONGEST: SignedDuration = SignedDuration::from_hours(7 * 24);
const LONGEST_DELETE: SignedDuration = SignedDuration::from_hours(90 * 24);
/// The bounds within which `Retry-After` is believed, in seconds.
const LEAST_WAIT: i64 = 30;
const MOST_WAIT: i64 = DAY;
/// So many failures running within [`BREAKER_WINDOW`] close a host for [`BREAKER_PAUSE`].
const BREAKER: i64 = 5;
const BREAKER_WINDOW: SignedDuration = SignedDuration::from_mins(10);
const BREAKER_PAUSE: SignedDuration = SignedDuration::from_mins(30);
/// Failures on so many distinct days make a host dead; it is probed weekly then.
const DEAD_AFTER_DAYS: i64 = 7;
const DEAD_PAUSE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// From this try on a message that fails waits by itself too, so that others of its host get their turn.
const ALONE_FROM: u32 = 3;

/// What became of one message of a round, before the round as a whole is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Class {
    Delivered,
    /// For good.
    Refused,
    Expired,
    /// Not sent, through no fault of the host.
    Untried,
    /// Our own key failed.
    Unsigned,
    /// The signature or the sender is not accepted.
    Disbelieved,
    /// No such inbox, perhaps for the moment.
    Missing,
    /// Elsewhere, and a POST does not follow.
    Moved,
    Gone,
    SharedInboxGone,
    /// The host has a problem. `counts` is false when it merely asks for patience.
    Trouble {
        word: String,
        wait: Option<Duration>,
        counts: bool,
    },
}

impl Class {
    /// The word under which it is counted.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Refused => "refused",
            Self::Expired => "expired",
            Self::Untried => "untried",
            Self::Unsigned => "unsigned",
            Self::Disbelieved => "disbelieved",
            Self::Missing => "missing",
            Self::Moved => "moved",
            Self::Gone => "gone",
            Self::SharedInboxGone => "shared_inbox_gone",
            Self::Trouble { .. } => "trouble",
        }
    }

    /// Whether the host says that this is not the inbox, so that its owner's document is worth a look.
    pub(super) fn is_elsewhere(&self) -> bool {
        matches!(self, Self::Missing | Self::Moved | Self::Gone | Self::SharedInboxGone)
    }

    /// Whether the host is well, whatever it thinks of the message.
    fn is_alive(&self) -> bool {
        !matches!(self, Self::Trouble { .. } | Self::Untried | Self::Unsigned | Self::Expired)
    }
}

/// Whether a message is too old to be told.
pub(super) fn is_expired(head: &Head, now: Timestamp) -> bool {
    let longest = if head.kind == "Delete" { LONGEST_DELETE } else { LONGEST };
    head.expires_at.is_some_and(|end| end <= now) || now.duration_since(head.created_at) >= longest
}

/// The class of an answer.
pub(super) fn classify(answer: &Answer, shared: bool) -> Class {
    let (status, wait) = match answer {
        Answer::Failed(word) => return Class::Trouble { word: (*word).to_owned(), wait: None, counts: true },
        Answer::Unusable => return Class::Refused,
        Answer::Status { status, retry_after, .. } => (*status, *retry_after),
    };
    if answer.is_disbelief() {
        return Class::Disbelieved;
    }
    match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED | StatusCode::GONE if shared => Class::SharedInboxGone,
        StatusCode::NOT_FOUND => Class::Missing,
        StatusCode::GONE => Class::Gone,
        StatusCode::TOO_MANY_REQUESTS => Class::Trouble { word: "429".to_owned(), wait, counts: false },
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY => {
            Class::Trouble { word: status.as_str().to_owned(), wait, counts: true }
        }
        StatusCode::NOT_IMPLEMENTED => Class::Refused,
        _ if status.is_success() => Class::Delivered,
        _ if status.is_redirection() => Class::Moved,
        _ if status.is_client_error() => Class::Refused,
        _ => Class::Trouble { word: status.as_str().to_owned(), wait, counts: true },
    }
}

/// What becomes of a message, given the class of its answer and those of the whole round.
pub(super) fn verdict(head: &Head, class: &Class, round: &[Class], now: Timestamp, rng: &dyn Rng) -> Verdict {
    let again = |word: &str, waits: &[i64]| {
        let so_far = repeats(head.last_error.as_deref(), word);
        waits
            .get(so_far)
            .map(|wait| Verdict::Retry { at: now + jittered(*wait, rng), error: format!("{word} {}", so_far + 1) })
    };
    match class {
        Class::Delivered => Verdict::Delivered,
        Class::Refused => Verdict::Refused,
        Class::Expired => Verdict::Expired,
        Class::Untried => Verdict::Untried,
        Class::Unsigned => {
            Verdict::Retry { at: now + pause(i64::from(head.attempts), rng), error: "unsigned".to_owned() }
        }
        Class::Gone => Verdict::InboxGone,
        Class::SharedInboxGone => Verdict::SharedInboxGone,
        Class::Disbelieved => again("disbelieved", &[HOUR, DAY]).unwrap_or(Verdict::Refused),
        Class::Moved => again("moved", &[DAY, DAY, DAY]).unwrap_or(Verdict::Refused),
        Class::Missing => again("missing", &[DAY, DAY, DAY]).unwrap_or(Verdict::InboxGone),
        Class::Trouble { word, wait, .. } => {
            let alone = wait.is_none() && (head.attempts >= ALONE_FROM || round.iter().any(Class::is_alive));
            let at = if alone { now + pause(i64::from(head.attempts), rng) } else { Timestamp::UNIX_EPOCH };
            Verdict::Retry { at, error: word.clone() }
        }
    }
}

/// The host's health after a round.
pub(super) fn health_after(before: &Health, round: &[Class], now: Timestamp, rng: &dyn Rng) -> Health {
    let mut health = before.clone();
    if round.iter().any(Class::is_alive) {
        health = Health {
            dialect: health.dialect,
            dialect_at: health.dialect_at,
            last_success_at: health.last_success_at,
            ..Health::default()
        };
        health.retry_at = Timestamp::UNIX_EPOCH;
        if round.contains(&Class::Delivered) {
            health.last_success_at = Some(now);
        }
    } else if round.iter().any(|class| matches!(class, Class::Trouble { counts: true, .. })) {
        count_failure(&mut health, now);
    }
    let in_trouble = round.iter().any(|class| matches!(class, Class::Trouble { .. }));
    if in_trouble && !round.iter().any(Class::is_alive) {
        // Who asks for patience without saying how much gets a quarter of an hour.
        let counts = round.iter().any(|class| matches!(class, Class::Trouble { counts: true, .. }));
        health.retry_at = now + if counts { pause(health.failures, rng) } else { jittered(15 * MINUTE, rng) };
    }
    let asked = round.iter().filter_map(|class| match class {
        Class::Trouble { wait: Some(wait), .. } => Some(i64::try_from(wait.as_secs()).unwrap_or(MOST_WAIT)),
        _ => None,
    });
    if let Some(wait) = asked.max() {
        health.retry_at = now + SignedDuration::from_secs(wait.clamp(LEAST_WAIT, MOST_WAIT));
    }
    let rapid = health.failing_since.is_some_and(|since| now.duration_since(since) <= BREAKER_WINDOW);
    if in_trouble && health.failures >= BREAKER && rapid {
        health.retry_at = health.retry_at.max(now + BREAKER_PAUSE);
    }
    if in_trouble && health.failure_days >= DEAD_AFTER_DAYS {
        health.dead_at = health.dead_at.or(Some(now));
        health.retry_at = now + DEAD_PAUSE;
    }
    health
}

fn count_failure(health: &mut Health, now: Timestamp) {
    health.failures += 1;
    health.failing_since = health.failing_since.or(Some(now));
    let today = now.as_second().div_euclid(DAY);
    if health.last_failure_day != Some(today) {
        health.last_failure_day = Some(today);
        health.failure_days += 1;
    }
}

/// The wait after the `n`th failure, counted from 1.
fn pause(n: i64, rng: &dyn Rng) -> SignedDuration {
    let index = usize::try_from(n.max(1) - 1).unwrap_or(usize::MAX);
    jittered(PAUSES.get(index).copied().unwrap_or(DAY), rng)
}

/// ± 20 %, so that hosts that fell together do not get everything together.
fn jittered(seconds: i64, rng: &dyn Rng) -> SignedDuration {
    let permille = 800 + i64::try_from(rng.below(401)).unwrap_or(200);
    SignedDuration::from_millis(seconds * permille)
}

/// How often running the same thing happened to a message: the number behind the word.
fn repeats(last_error: Option<&str>, word: &str) -> usize {
    last_error.and_then(|text| text.strip_prefix(word)).and_then(|number| number.trim_start().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::TestRng;

    fn status(code: u16) -> Answer {
        let status = StatusCode::from_u16(code).unwrap();
        Answer::Status { status, retry_after: None, about_signature: false }
    }

    fn trouble(counts: bool) -> Class {
        Class::Trouble { word: "x".to_owned(), wait: None, counts }
    }

    #[rstest::rstest]
    #[case(&[200, 201, 202, 204, 208], "delivered")]
    #[case(&[400, 402, 405, 406, 409, 413, 415, 422, 451, 501], "refused")]
    #[case(&[401, 403], "disbelieved")]
    #[case(&[301, 302, 303, 307, 308], "moved")]
    #[case(&[404], "missing")]
    #[case(&[410], "gone")]
    #[case(&[408, 425, 429, 500, 502, 503, 504, 520, 530], "trouble")]
    fn every_status_has_its_class(#[case] codes: &[u16], #[case] label: &str) {
        for code in codes {
            assert_eq!(classify(&status(*code), false).label(), label, "{code}");
            let shared = classify(&status(*code), true);
            let falls_back = matches!(code, 404 | 405 | 410);
            assert_eq!(
                shared.label(),
                if falls_back { "shared_inbox_gone" } else { label },
                "{code} at a shared inbox"
            );
        }
    }

    #[test]
    fn no_answer_is_trouble_and_a_400_about_signatures_is_disbelief() {
        assert_eq!(classify(&Answer::Failed("timeout"), true).label(), "trouble");
        let refused = Answer::Status { status: StatusCode::BAD_REQUEST, retry_after: None, about_signature: true };
        assert_eq!(classify(&refused, true), Class::Disbelieved);
        assert_eq!(classify(&Answer::Unusable, false), Class::Refused);
    }

    #[test]
    fn pauses_grow_as_agreed_give_or_take_a_fifth() {
        let rng = TestRng::seeded(3);
        let table = [1, 5, 15, 60, 180, 480].into_iter().chain(std::iter::repeat(1440));
        let began: Timestamp = "2026-01-05T12:00:00Z".parse().unwrap();
        let (mut health, mut now) = (Health::default(), began);
        for minutes in table {
            health = health_after(&health, &[trouble(true)], now, &*rng);
            if health.dead_at.is_some() {
                break;
            }
            let wait = health.retry_at.duration_since(now).as_secs();
            assert!((48 * minutes..=72 * minutes).contains(&wait), "{wait} s instead of {minutes} min");
            now = health.retry_at;
        }
        let days = now.duration_since(began).as_hours() / 24;
        assert!(health.failure_days == 7 && (5..=7).contains(&days), "{days} days, {health:?}");
    }

    #[test]
    fn patience_asked_for_is_no_failure_and_any_answer_is_a_sign_of_life() {
        let (rng, now) = (TestRng::seeded(4), "2026-01-05T12:00:00Z".parse().unwrap());
        let asked = health_after(&Health::default(), &[trouble(false)], now, &*rng);
        assert_eq!((asked.failures, asked.failure_days), (0, 0));
        assert!(asked.retry_at > now);
        let ill = Health { failures: 9, failure_days: 8, dead_at: Some(now), retry_at: now, ..Health::default() };
        let well = health_after(&ill, &[Class::Refused, trouble(true)], now, &*rng);
        assert_eq!((well.failures, well.failure_days, well.dead_at), (0, 0, None));
        assert_eq!(well.last_success_at, None, "a refusal is no success");
        assert_eq!(health_after(&ill, &[Class::Expired], now, &*rng), ill, "what was not sent teaches nothing");
    }
}
