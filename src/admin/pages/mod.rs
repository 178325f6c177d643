//! The pages of the admin area, one file per page: a [`Visit`](super::office::Visit) that was let through comes in, a
//! [`Reply`] goes out. Each reads straight down; [`super::routes`] says who may ask for it.

mod account;
mod channel;
mod channel_add;
mod channels;
mod draft;
mod draft_edit;
mod drafts;
pub(super) mod frame;
mod held;
mod invitation;
mod log;
mod overview;
mod post;
mod posts;
pub(super) mod problem;
mod set_up;
pub(super) mod sign_in;
mod team;
mod towns;

use frame::Failure;

use super::office::Visit;
use super::reply::{self, Reply};
use super::routes::Page;
use crate::web::sheet;

/// Answers with a page of the table.
pub(super) async fn show(page: Page, visit: &Visit<'_>) -> Result<Reply, Failure> {
    match page {
        Page::Style => style(visit),
        Page::SignIn => sign_in::form(visit),
        Page::SignInSent => sign_in::sent(visit).await,
        Page::SignOut => sign_in::out(visit).await,
        Page::SetUp => set_up::form(visit).await,
        Page::SetUpSent => set_up::sent(visit).await,
        Page::Invitation => invitation::form(visit).await,
        Page::InvitationSent => invitation::sent(visit).await,
        Page::Towns => towns::list(visit).await,
        Page::Account => account::show(visit).await,
        Page::EndOthers => account::end_others(visit).await,
        Page::Overview => overview::show(visit).await,
        Page::Held => held::list(visit).await,
        Page::HeldAnswered => held::answered(visit).await,
        Page::Posts => posts::list(visit).await,
        Page::Post => post::show(visit).await,
        Page::PostEdited => post::edited(visit).await,
        Page::RemovalAsked => post::ask_removal(visit).await,
        Page::PostRemoved => post::removed(visit).await,
        Page::Channels => channels::list(visit).await,
        Page::ChannelNew => channel_add::form(visit),
        Page::ChannelTried => channel_add::tried(visit).await,
        Page::ChannelAdded => channel_add::added(visit).await,
        Page::Channel => channel::show(visit).await,
        Page::ChannelChanged => channel::changed(visit).await,
        Page::Team => team::list(visit).await,
        Page::TeamInvited => team::invited(visit).await,
        Page::TeamEnded => team::ended(visit).await,
        Page::Log => log::list(visit).await,
        Page::Drafts => drafts::list(visit).await,
        Page::DraftNew => draft_edit::begin(visit),
        Page::DraftBegun => draft_edit::begun(visit).await,
        Page::Draft => draft::show(visit).await,
        Page::DraftDecided => draft::decided(visit).await,
        Page::DraftEdit => draft_edit::form(visit).await,
        Page::DraftEdited => draft_edit::edited(visit).await,
        Page::DraftPicture => draft::picture(visit).await,
        Page::DraftDeleted => draft::deleted(visit).await,
    }
}

/// The style sheet in a town's colour: `0b4f6c.css`.
fn style(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let colour = visit.param("farbe").strip_suffix(".css").ok_or(Failure::Missing)?;
    if colour.len() != 6 || !colour.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Failure::Missing);
    }
    Ok(reply::style(sheet(&format!("#{colour}"), &["verwaltung.css"])))
}
