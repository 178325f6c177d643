//! Who asks: a cookie comes in, a person with their roles comes out. Also how one begins and ends, and how passwords are
//! looked at without keeping anything else waiting.

use std::sync::Arc;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use http::{HeaderMap, header};
use jiff::Timestamp;
use tokio::sync::Semaphore;

use super::office::Visit;
use super::routes::Need;
use super::{AdminError, Desk};
use crate::clock::SharedRng;
use crate::domain::staff::{FRESH, Grant, LONGEST_HALF, LONGEST_PAUSE, LONGEST_SESSION, Session, Staff};
use crate::domain::{StaffId, TownId};
use crate::seal::password::{self, Cost};
use crate::seal::sha256_hex;
use crate::store::{Conn, Lane, StoreError, sessions, staff, staff_roles, staff_substitutes};
use crate::urls;

/// Passwords that are looked at at the same time: each takes a core and 64 MiB.
const AT_ONCE: usize = 2;
/// Who waits longer is asked to come again.
const PATIENCE: Duration = Duration::from_secs(10);
/// Use is noted once in so long.
const NOTE_AGAIN: Duration = Duration::from_secs(60);

/// Whoever is signed in.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub staff: Staff,
    pub grants: Vec<Grant>,
    pub session: Session,
}

impl Person {
    /// Whether they have a role in a town.
    pub fn works_in(&self, town: TownId, now: Timestamp) -> bool {
        self.grants.iter().any(|grant| grant.holds(town, now))
    }

    /// Whether they have roles in more than one town, as far as that is known without asking which there are.
    pub fn works_in_several(&self, now: Timestamp) -> bool {
        let mut towns: Vec<Option<TownId>> =
            self.grants.iter().filter(|one| one.until.is_none_or(|until| until > now)).map(|one| one.town).collect();
        towns.sort_unstable();
        towns.dedup();
        towns.len() > 1 || towns == [None]
    }

    /// Until when they stay signed in if they do nothing more.
    pub fn signed_in_until(&self, now: Timestamp) -> Timestamp {
        let after = |at: Timestamp, long: Duration| at.checked_add(long).unwrap_or(Timestamp::MAX);
        after(now, LONGEST_PAUSE).min(after(self.session.created_at, LONGEST_SESSION))
    }

    /// Where somebody is led first, instead of through a door: to prove who they are, or to set up with what they will.
    /// `duty`: nobody works here with a password alone.
    pub fn first(&self, need: Need, duty: bool) -> Option<&'static str> {
        if self.session.half && self.staff.has_proof() {
            (need != Need::Password).then_some(urls::ADMIN_PROOF)
        } else if !self.staff.has_proof() && !self.session.proven && duty {
            (!matches!(need, Need::Password | Need::OwnProof)).then_some(urls::ADMIN_OWN_PROOF)
        } else {
            None
        }
    }

    /// Whether somebody may change with what they sign in: they proved who they are a moment ago, or there is nothing yet
    /// to prove it with. A stay that someone else got hold of is not enough.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        !self.staff.has_proof() || (!self.session.half && self.session.created_at >= ago(now, FRESH))
    }
}

/// Looks at passwords, few at a time, off the runtime.
pub(super) struct Hasher {
    places: Arc<Semaphore>,
    cost: Cost,
}

impl Hasher {
    /// Whose hashes cost so much.
    pub fn new(cost: Cost) -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), cost }
    }

    /// Whether a password is right; of nobody's the answer takes as long. `None`: too many at once.
    pub async fn is_right(&self, stored: Option<String>, typed: String) -> Option<bool> {
        let cost = self.cost;
        self.work(move || password::is_right(stored.as_deref(), &typed, cost)).await
    }

    /// A password's hash. `None`: too many at once.
    pub async fn hash(&self, typed: String, rng: SharedRng) -> Option<String> {
        let cost = self.cost;
        self.work(move || password::hash(&typed, cost, &*rng)).await?.ok()
    }

    /// The hash in place of one that was made more cheaply; `None` where that is good enough.
    pub async fn dearer(&self, stored: &str, typed: String, rng: SharedRng) -> Option<String> {
        if password::is_cheap(stored, self.cost) { self.hash(typed, rng).await } else { None }
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let place = tokio::time::timeout(PATIENCE, Arc::clone(&self.places).acquire_owned()).await.ok()?.ok()?;
        let done = tokio::task::spawn_blocking(move || {
            // Held until the work is done, also when nobody waits for it any more.
            let _place = place;
            work()
        });
        done.await.ok()
    }
}

/// The name of the cookie. Without https a browser would not take `__Host-`; that is for trying things out only.
fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-verwaltung" } else { "verwaltung-probe" }
}

/// The cookie that begins (or, without a value, ends) a stay.
pub(super) fn cookie(https: bool, value: Option<&str>) -> String {
    let (name, secure) = (cookie_name(https), if https { "; Secure" } else { "" });
    match value {
        Some(value) => format!("{name}={value}; Path=/{secure}; HttpOnly; SameSite=Lax"),
        None => format!("{name}=; Path=/{secure}; HttpOnly; SameSite=Lax; Max-Age=0"),
    }
}

/// The hash of what the browser holds, if it holds anything.
pub(super) fn held_hash(headers: &HeaderMap, https: bool) -> Option<String> {
    held(headers, cookie_name(https)).map(hash)
}

/// The value of a cookie of ours, if the browser holds it.
pub(super) fn held<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(known, value)| *known == name && (1..=100).contains(&value.len()))?;
    Some(value)
}

fn hash(key: &str) -> String {
    sha256_hex(format!("ausrufer session {key}").as_bytes())
}

/// Whoever asks, if they are signed in and still work here. Notes that they were here.
pub(super) async fn person(visit: &Visit<'_>) -> Result<Option<Person>, AdminError> {
    let desk = &visit.office.deps.desk;
    let Some(hash) = held_hash(&visit.headers, desk.scheme == "https") else { return Ok(None) };
    let now = visit.now;
    let found = desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let Some(session) = sessions::by_hash(c, &hash, ago(now, LONGEST_SESSION), ago(now, LONGEST_PAUSE)).await?
            else {
                return Ok(None);
            };
            if session.half && session.created_at < ago(now, LONGEST_HALF) {
                return Ok(None);
            }
            let Some(staff) = staff::by_id(c, session.staff).await?.filter(|staff| staff.ended_at.is_none()) else {
                return Ok(None);
            };
            let mut grants = staff_roles::of(c, staff.id).await?;
            for one in staff_substitutes::by(c, staff.id, now).await? {
                grants.extend(one.grants(&staff_roles::of(c, one.person).await?));
            }
            Ok::<_, StoreError>(Some(Person { staff, grants, session }))
        })
        .await?;
    if let Some(person) = &found
        && person.session.seen_at < ago(now, NOTE_AGAIN)
    {
        let id = person.session.id;
        desk.db.write(async |c: &mut Conn<'_>| sessions::seen(c, id, now).await).await?;
    }
    Ok(found)
}

/// Begins a stay; the one the browser had before ends. Half, if this person has a second proof and it was not `proven`.
/// Returns what the browser shall hold.
pub(super) async fn begin(
    desk: &Desk,
    person: StaffId,
    headers: &HeaderMap,
    proven: bool,
) -> Result<String, AdminError> {
    let key = new_key(&desk.rng);
    let (now, new) = (desk.clock.now(), hash(&key));
    let old = held_hash(headers, desk.scheme == "https");
    let device = device(headers);
    desk.db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            if let Some(old) = &old {
                sessions::end(c, old).await?;
            }
            let half = !proven && staff::by_id(c, person).await?.is_some_and(|found| found.has_proof());
            if !half {
                staff::note_sign_in(c, person, now).await?;
            }
            sessions::begin(c, person, &new, (&device, half, proven), now).await
        })
        .await?;
    Ok(key)
}

/// 256 bits that a browser holds.
pub(super) fn new_key(rng: &SharedRng) -> String {
    let mut bits = [0u8; 32];
    rng.fill(&mut bits);
    BASE64URL_NOPAD.encode(&bits)
}

fn ago(now: Timestamp, time: Duration) -> Timestamp {
    now.checked_sub(time).unwrap_or(Timestamp::MIN)
}

/// Browser and system in two words, as far as a header says: people know their own devices by them. Names nobody uses are
/// not kept.
fn device(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first =
        |known: &[(&str, &'static str)]| known.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name);
    let browser = first(&[
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ]);
    [browser, system].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_bound_to_this_host_and_hidden_from_scripts() {
        let made = cookie(true, Some("abc"));
        assert_eq!(made, "__Host-verwaltung=abc; Path=/; Secure; HttpOnly; SameSite=Lax");
        assert!(cookie(true, None).ends_with("Max-Age=0"));
        assert!(!cookie(false, Some("abc")).contains("Secure"));
    }

    #[test]
    fn a_cookie_is_found_among_others_and_by_its_whole_name() {
        let headers = |line: &'static str| HeaderMap::from_iter([(header::COOKIE, line.parse().unwrap())]);
        let wanted = Some(hash("abc"));
        assert_eq!(held_hash(&headers("a=b; __Host-verwaltung=abc; c=d"), true), wanted);
        for other in ["x__Host-verwaltung=abc", "verwaltung-probe=abc", "__Host-verwaltung=", "__Host-verwaltung"] {
            assert_eq!(held_hash(&headers(other), true), None, "{other}");
        }
    }

    #[test]
    fn a_device_is_named_by_what_people_call_it() {
        let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let headers = HeaderMap::from_iter([(header::USER_AGENT, agent.parse().unwrap())]);
        assert_eq!(device(&headers), "Firefox, Windows");
        assert_eq!(device(&HeaderMap::new()), "");
    }
}
