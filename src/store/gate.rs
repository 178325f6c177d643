//! The door before SQLite's one writer: two lanes, people and warnings first (DESIGN D4).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use super::db::Lane;

#[derive(Default)]
struct Queue {
    busy: bool,
    urgent: VecDeque<oneshot::Sender<Pass>>,
    normal: VecDeque<oneshot::Sender<Pass>>,
}

/// Lets one writer in at a time, urgent ones before the rest.
#[derive(Clone, Default)]
pub(super) struct Gate(Arc<Mutex<Queue>>);

/// The right to write, until dropped.
pub(super) struct Pass(Option<Gate>);

impl Gate {
    /// Waits for the turn in a lane.
    pub(super) async fn enter(&self, lane: Lane) -> Pass {
        let waiting = {
            let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if !queue.busy {
                queue.busy = true;
                return Pass(Some(self.clone()));
            }
            let (sender, receiver) = oneshot::channel();
            match lane {
                Lane::Urgent => queue.urgent.push_back(sender),
                Lane::Normal => queue.normal.push_back(sender),
            }
            receiver
        };
        match waiting.await {
            Ok(pass) => pass,
            // The queue lives as long as this gate, so a sender never vanishes unsent; entering again is the safe answer.
            Err(_) => Box::pin(self.enter(lane)).await,
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let Some(gate) = self.0.take() else { return };
        loop {
            let next = {
                let mut queue = gate.0.lock().unwrap_or_else(PoisonError::into_inner);
                match queue.urgent.pop_front().or_else(|| queue.normal.pop_front()) {
                    Some(next) => next,
                    None => {
                        queue.busy = false;
                        return;
                    }
                }
            };
            match next.send(Pass(Some(gate.clone()))) {
                Ok(()) => return,
                // The waiter gave up; its pass comes back and is spent, so that its own drop does nothing.
                Err(mut pass) => drop(pass.0.take()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn urgent_writers_go_first_and_a_waiter_who_gave_up_blocks_nobody() {
        let gate = Gate::default();
        let first = gate.enter(Lane::Normal).await;
        let order = Arc::new(Mutex::new(Vec::new()));
        let spawn = |lane, name: &'static str| {
            let (gate, order) = (gate.clone(), order.clone());
            tokio::spawn(async move {
                let _pass = gate.enter(lane).await;
                order.lock().unwrap().push(name);
            })
        };
        let quitter = tokio::spawn({
            let gate = gate.clone();
            async move { gate.enter(Lane::Urgent).await }
        });
        tokio::task::yield_now().await;
        let normal = spawn(Lane::Normal, "normal");
        tokio::task::yield_now().await;
        let urgent = spawn(Lane::Urgent, "urgent");
        tokio::task::yield_now().await;
        quitter.abort();
        let _ = quitter.await;
        drop(first);
        normal.await.unwrap();
        urgent.await.unwrap();
        assert_eq!(*order.lock().unwrap(), ["urgent", "normal"]);
    }
}
