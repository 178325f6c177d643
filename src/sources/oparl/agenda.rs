//! Agenda items that a meeting names only by their addresses. In: a Meeting. Out: the same with the items themselves in their
//! places, as the standard has it. Called by `poll`.

use serde_json::Value;

use super::super::contract::Budget;
use super::ask::{Door, address};
use super::objects::each;
use crate::domain::source::Cause;

/// Items that are asked for in one look, and of one meeting.
pub const MOST: u32 = 50;

/// What became of a meeting's agenda.
pub enum Agenda {
    Whole(Value),
    /// It does not fit into this look any more.
    Later,
    /// An item could not be read just now; half an agenda would look like a change.
    Failed,
}

/// How many items may still be asked for.
pub struct Agendas {
    left: u32,
}

impl Agendas {
    pub fn new() -> Self {
        Self { left: MOST }
    }

    /// Asks for the items that are not there.
    pub async fn fill(&mut self, door: &Door<'_>, meeting: &Value, budget: &mut Budget) -> Agenda {
        let named = each(meeting, "agendaItem").iter().filter(|item| item.is_string()).count();
        let wanted = u32::try_from(named).unwrap_or(MOST).min(MOST);
        if wanted > self.left {
            return Agenda::Later;
        }
        let (mut items, mut asked) = (Vec::new(), 0);
        for item in each(meeting, "agendaItem") {
            let Some(name) = item.as_str() else {
                items.push(item.clone());
                continue;
            };
            let Some(url) = address(name).ok().filter(|url| door.is_ours(url)) else { continue };
            if asked == wanted {
                break;
            }
            if !budget.take() {
                return Agenda::Later;
            }
            (asked, self.left) = (asked + 1, self.left.saturating_sub(1));
            match door.get(&url).await {
                Ok(item) => items.push(item),
                // What nobody may see is no part of the public agenda.
                Err(error) if matches!(error.cause, Cause::NotFound | Cause::Gone | Cause::Forbidden) => {}
                Err(_) => return Agenda::Failed,
            }
        }
        let mut whole = meeting.clone();
        if named > 0 {
            whole["agendaItem"] = Value::Array(items);
        }
        Agenda::Whole(whole)
    }
}
