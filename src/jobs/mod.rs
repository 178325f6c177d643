//! The clock and the hands: what runs when.
//!
//! [`Jobs`] looks every second (or when woken) for sources to read, items to look up and chores, puts them into the
//! queue, takes what is due and runs it. Each job is a file here; it says itself whether trying again can help.

mod add_own;
mod answer_case;
mod answer_person;
mod apply_batch;
mod apply_rules;
mod check_gone;
mod chore;
mod end_expired;
mod fetch_pictures;
mod forget_person;
mod hands;
mod held_answer;
mod held_closed;
mod import_archive;
mod keep_house;
mod logins;
mod media_address;
mod meet_archived;
mod own_boosts;
mod own_warning_item;
mod poll_source;
mod prepare;
mod publish_draft;
mod purse;
mod read_words;
mod remind_approvers;
mod remove_picture;
mod remove_post;
mod runner;
mod say_one;
mod say_summary;
mod send_alarms;
mod send_case_letter;
mod sort_out;
mod subscribe;
mod take_case;
mod take_edits;
mod take_push;
mod warn_change;
mod warn_own;
mod watch_logins;
mod watch_sources;

pub use add_own::{
    Claim, MOST_TEXT, OwnError, OwnMessage, OwnPicture, OwnPlatform, PictureFrom, add_own, keep_picture,
    own_channel_name, preview_own,
};
pub use answer_case::{CaseDeed, act_on_case, answer_description_wishes, block_remote, lift_remote_block};
pub use answer_person::{Answering, LONGEST_ANSWER, answer_person, edit_answer, mute_case, remove_answer};
pub use apply_rules::{OldPosts, Trial, Tried, apply_to_old, books, try_rules};
pub use forget_person::forget_person;
pub use hands::{Hands, JobLimits, Waker};
pub use held_answer::{Answer, answer_held};
pub use held_closed::close_held;
pub use import_archive::{Imported, add_closed_channel, channel_of_archive, count_archive, import_archive};
pub use keep_house::KeepHouse;
pub use own_warning_item::own_warning_title;
pub use poll_source::{Polled, look_budget, look_now, poll_now};
pub use prepare::KeepError;
pub use publish_draft::{DraftError, message, publish_draft, read_draft};
pub use purse::spent_this_month;
pub use read_words::{ReadWords, read_words};
pub use remove_picture::remove_picture;
pub use remove_post::{remove_post, retract_post};
pub use runner::Jobs;
pub use take_case::{Wish, WishTaken, add_to_case, begin_case, erase_case};
pub use take_push::{PushReply, answer_question, take_push};
pub use warn_change::{Changed, change_own_warning, end_own_warning};
pub use warn_own::{ALONE_AFTER, Confirmed, Warning, confirm_own_warning, warn_own};

use std::time::Duration;

use thiserror::Error;

use crate::error::Words;
use crate::i18n::Locale;
use crate::publish::PublishError;
use crate::store::StoreError;

/// What can stop a job.
#[derive(Debug, Error)]
pub enum JobError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Publishing failed.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// Stored files cannot be written or removed.
    #[error("files: {0}")]
    Files(String),
    /// The job's own papers are wrong.
    #[error("job: {0}")]
    Papers(String),
}

impl Words for JobError {
    fn words(&self, locale: Locale) -> String {
        match self {
            Self::Store(error) => error.words(locale),
            Self::Publish(error) => error.words(locale),
            Self::Files(_) => locale.text("start-pictures-away"),
            Self::Papers(_) => locale.text("store-unreadable"),
        }
    }
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing left to do.
    Done,
    /// Try again after this time; with the reason.
    Retry(Duration, String),
    /// Trying again cannot help; with the reason.
    GiveUp(String),
}
