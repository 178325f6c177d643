//! 3. It is said: post + change + activity + deliveries, in one transaction (DESIGN D7).
//!
//! In comes a [`crate::domain::post::Content`] with its item, from jobs; out go rows of the store. Callers hold the
//! town's row ([`crate::store::Db::write_town`]), so everything a town says happens one after the other.

mod adopt;
mod answer;
mod arrive;
mod boost;
mod join;
mod lateness;
mod leave;
mod names;
mod overrule;
mod picture;
mod preview;
mod profile;
mod record;
mod retire;
mod retract;
mod say;
mod settle;
mod speaker;
mod summary;
mod validity;
mod warn;
mod warn_change;
mod warn_end;

pub use adopt::adopt;
pub use answer::{Unanswerable, Wording, answer, edit_answer, remove_answer};
pub use arrive::{Arrived, WINDOW, arrive};
pub use join::{Refused, join, split};
pub use lateness::{Arrival, Lateness, judge, judge_event, names_only_a_day};
pub use leave::{Leaving, leave, withhold};
pub use overrule::{answer_overruled, lift, overrule};
pub use picture::{RemovedPicture, remove_picture};
pub use preview::preview_note;
pub use profile::announce_profile;
pub use record::record;
pub use retire::retire;
pub use retract::withdraw;
pub use say::{Correction, Saying};
pub use settle::{settle, settle_by_id, what_sources_say};
pub use speaker::{Speaker, id_key_place};
pub use summary::summarise;
pub use validity::{Decision, decide_validity, read_validity};
pub use warn_change::tell_change;

use thiserror::Error;

use crate::error::Words;
use crate::i18n::Locale;
use crate::store::StoreError;

/// Why something could not be published.
#[derive(Debug, Error)]
pub enum PublishError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The town's key cannot be opened.
    #[error("the town's id key: {0}")]
    Key(#[from] crate::seal::SealError),
    /// The row vanished between writing and reading it.
    #[error("the post that was just written cannot be read")]
    Vanished,
}

impl Words for PublishError {
    fn words(&self, locale: Locale) -> String {
        match self {
            Self::Store(error) => error.words(locale),
            Self::Key(error) => error.words(locale),
            Self::Vanished => locale.text("store-changed"),
        }
    }
}
