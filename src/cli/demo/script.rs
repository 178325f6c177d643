//! What happens while someone watches: the towns publish, edit and withdraw in turn. In: the newsrooms and the clock.
//! Out: changed websites, and a line about each deed. Started by `demo`.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::newsroom::{Deed, Newsroom};
use crate::clock::SharedClock;

/// From the start to the first new post, then from one to the next.
const PUBLISH: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(40));
/// The same for edits, …
const EDIT: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(90));
/// … and for withdrawals.
const WITHDRAW: (Duration, Duration) = (Duration::from_secs(110), Duration::from_secs(150));

/// Plays for ever; the caller stops it. `tell` hears of every deed and where it was done.
pub async fn play(rooms: Vec<Arc<Newsroom>>, clock: SharedClock, tell: impl Fn(&Newsroom, &Deed)) {
    let timer = |(first, pause): (Duration, Duration)| {
        let mut timer = interval_at(Instant::now() + first, pause);
        timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
        timer
    };
    let (mut publish, mut edit, mut withdraw) = (timer(PUBLISH), timer(EDIT), timer(WITHDRAW));
    let mut turns = [0_usize; 3];
    loop {
        tokio::select! {
            _ = publish.tick() => deed(&rooms, &mut turns[0], &clock, &tell, Newsroom::publish),
            _ = edit.tick() => deed(&rooms, &mut turns[1], &clock, &tell, Newsroom::edit),
            _ = withdraw.tick() => deed(&rooms, &mut turns[2], &clock, &tell, Newsroom::withdraw),
        }
    }
}

/// The next town that has something to do does it.
fn deed(
    rooms: &[Arc<Newsroom>],
    turn: &mut usize,
    clock: &SharedClock,
    tell: &impl Fn(&Newsroom, &Deed),
    act: impl Fn(&Newsroom, Timestamp) -> Option<Deed>,
) {
    for _ in rooms {
        let Some(room) = rooms.get(*turn % rooms.len()) else { return };
        *turn += 1;
        if let Some(done) = act(room, clock.now()) {
            return tell(room, &done);
        }
    }
}
