//! The pages of the admin area, one file per page: a [`Visit`](super::office::Visit) that was let through comes in, a
//! [`Reply`] goes out. Each reads straight down; [`super::routes`] says who may ask for it.

mod account;
mod agency;
mod approval_rules;
mod case;
mod case_block;
mod cases;
mod channel;
mod channel_add;
mod channel_rules;
mod channels;
mod descriptions;
mod draft;
mod draft_edit;
mod drafts;
mod fediverse;
pub(super) mod frame;
mod held;
mod home_preview;
mod invitation;
mod log;
mod log_sheet;
mod login;
mod login_return;
mod logins;
mod my_towns;
mod overview;
mod own_log;
mod own_proof;
mod passkey_ask;
mod passkeys;
mod picture;
mod post;
mod post_gone;
mod post_history;
mod post_holds;
mod post_join;
mod post_labels;
mod post_reach;
mod post_remove;
mod post_share;
mod posts;
pub(super) mod problem;
mod proof;
mod remote_answer;
mod service;
mod set_up;
mod setup;
mod setup_imprint;
mod setup_look;
mod setup_place;
mod setup_publish;
mod share_in;
pub(super) mod sign_in;
mod team;
mod team_person;
mod team_proof;
pub(super) mod town_switch;
mod towns;
mod warning;
mod warning_status;
mod warning_wait;

use frame::Failure;

use super::office::Visit;
use super::reply::{self, Reply};
use super::routes::Page;
use crate::web::sheet;

/// Answers with a page of the table.
pub(super) async fn show(page: Page, visit: &Visit<'_>) -> Result<Reply, Failure> {
    match page {
        Page::Style => style(visit),
        Page::PasskeyScript => passkey_ask::script(),
        Page::PasskeyAsked => passkey_ask::asked(visit).await,
        Page::PasskeyAnswered => passkey_ask::answered(visit).await,
        Page::ProofPasskeyAsked => passkey_ask::asked_for_proof(visit).await,
        Page::Passkeys => passkeys::list(visit).await,
        Page::PasskeyNamed => passkeys::named(visit).await,
        Page::PasskeyAdded => passkeys::added(visit).await,
        Page::PasskeyRemoved => passkeys::removed(visit).await,
        Page::PasskeyCodes => passkeys::codes(visit).await,
        Page::ServiceAsked => service::asked(visit).await,
        Page::ServiceReturn => service::returned(visit).await,
        Page::ServiceLinked => service::linked(visit).await,
        Page::ServiceParted => service::parted(visit).await,
        Page::InvitationService => service::invited(visit).await,
        Page::Manifest => Ok(share_in::manifest(visit)),
        Page::Sign => Ok(share_in::sign()),
        Page::ShareIn => share_in::show(visit).await,
        Page::SignIn => sign_in::form(visit),
        Page::SignInSent => sign_in::sent(visit).await,
        Page::Proof => proof::form(visit),
        Page::ProofSent => proof::sent(visit).await,
        Page::OwnProof => own_proof::show(visit).await,
        Page::OwnProofSent => own_proof::sent(visit).await,
        Page::OwnProofChanged => own_proof::changed(visit).await,
        Page::SignOut => sign_in::out(visit).await,
        Page::SetUp => set_up::form(visit).await,
        Page::SetUpSent => set_up::sent(visit).await,
        Page::Invitation => invitation::form(visit).await,
        Page::InvitationSent => invitation::sent(visit).await,
        Page::Towns => towns::list(visit).await,
        Page::Account => account::show(visit).await,
        Page::EndOthers => account::end_others(visit).await,
        Page::TownNew => setup_place::begin(visit).await,
        Page::TownBegun => setup_place::begun(visit).await,
        Page::Setup => setup::list(visit).await,
        Page::SetupPutAway => setup::put_away(visit).await,
        Page::SetupStep => setup::step(visit).await,
        Page::SetupStepSent => setup::sent(visit).await,
        Page::HomePreview => home_preview::show(visit).await,
        Page::Fediverse => fediverse::show(visit).await,
        Page::FediverseSent => fediverse::sent(visit).await,
        Page::Overview => overview::show(visit).await,
        Page::Held => held::list(visit).await,
        Page::HeldAnswered => held::answered(visit).await,
        Page::Posts => posts::list(visit).await,
        Page::Post => post::show(visit).await,
        Page::PostEdited => post::edited(visit).await,
        Page::PostLifted => post::lifted(visit).await,
        Page::PostHolds => post_holds::changed(visit).await,
        Page::PostLabelled => post_labels::changed(visit).await,
        Page::JoinAsked => post_join::ask_join(visit).await,
        Page::PostsJoined => post_join::joined(visit).await,
        Page::SplitAsked => post_join::ask_split(visit).await,
        Page::PostSplit => post_join::split(visit).await,
        Page::PictureAsked => post_remove::ask_picture(visit).await,
        Page::PictureRemoved => post_remove::picture_removed(visit).await,
        Page::PostReach => post_reach::show(visit).await,
        Page::PostHistory => post_history::show(visit).await,
        Page::PostShare => post_share::show(visit).await,
        Page::RemovalAsked => post_remove::ask_removal(visit).await,
        Page::PostRemoved => post_remove::removed(visit).await,
        Page::Channels => channels::list(visit).await,
        Page::ChannelNew => channel_add::form(visit),
        Page::ChannelTried => channel_add::tried(visit).await,
        Page::ChannelAdded => channel_add::added(visit).await,
        Page::Channel => channel::show(visit).await,
        Page::ChannelChanged => channel::changed(visit).await,
        Page::Rules => channel_rules::form(visit).await,
        Page::RulesSent => channel_rules::sent(visit).await,
        Page::Logins => logins::list(visit).await,
        Page::LoginForm => login::form(visit).await,
        Page::LoginSent => login::sent(visit).await,
        Page::LoginReturn => login_return::form(visit),
        Page::LoginTaken => login_return::taken(visit).await,
        Page::AccountChosen => login_return::chosen(visit).await,
        Page::Team => team::list(visit).await,
        Page::TeamInvited => team::invited(visit).await,
        Page::TeamEnded => team::ended(visit).await,
        Page::TeamProofReset => team_proof::reset(visit).await,
        Page::TeamPerson => team_person::show(visit).await,
        Page::RoleLimited => team_person::limited(visit).await,
        Page::SubstituteSet => team_person::substitute_set(visit).await,
        Page::ApprovalRules => approval_rules::form(visit),
        Page::ApprovalRulesSent => approval_rules::sent(visit).await,
        Page::Agency => agency::show(visit).await,
        Page::AgencyEnded => agency::ended(visit).await,
        Page::AgencyPass => agency::passed(visit).await,
        Page::MyTowns => my_towns::list(visit).await,
        Page::TownEntered => town_switch::entered(visit).await,
        Page::OwnLog => own_log::list(visit).await,
        Page::LogSheet => log_sheet::sheet(visit).await,
        Page::Log => log::list(visit).await,
        Page::WarningForm => warning::form(visit).await,
        Page::WarningSent => warning::sent(visit).await,
        Page::Warning => warning_status::show(visit).await,
        Page::WarningChanged => warning_status::changed(visit).await,
        Page::WarningWaits => warning_wait::show(visit).await,
        Page::WarningAnswered => warning_wait::answered(visit).await,
        Page::Cases => cases::list(visit).await,
        Page::Case => case::show(visit).await,
        Page::CaseSent => case::sent(visit).await,
        Page::CaseRemoved => case::removed(visit).await,
        Page::CaseBlocked => case_block::sent(visit).await,
        Page::Blocks => case_block::list(visit).await,
        Page::BlockLifted => case_block::lifted(visit).await,
        Page::Descriptions => descriptions::next(visit).await,
        Page::DescriptionSaved => descriptions::saved(visit).await,
        Page::Picture => picture::show(visit).await,
        Page::Drafts => drafts::list(visit).await,
        Page::DraftNew => draft_edit::begin(visit).await,
        Page::DraftBegun => draft_edit::begun(visit).await,
        Page::Draft => draft::show(visit).await,
        Page::DraftDecided => draft::decided(visit).await,
        Page::DraftEdit => draft_edit::form(visit).await,
        Page::DraftEdited => draft_edit::edited(visit).await,
        Page::DraftPicture => draft::picture(visit).await,
        Page::DraftHandedIn => draft::handed_in(visit).await,
        Page::DraftDeleted => draft::deleted(visit).await,
        Page::RemoteAnswer => remote_answer::show(visit).await,
        Page::RemoteAnswered => remote_answer::answered(visit).await,
        Page::RemoteAnswerChanged => remote_answer::changed(visit).await,
        Page::RemoteMuted => remote_answer::muted(visit).await,
    }
}

/// The style sheet in a town's colour: `0b4f6c.css`.
fn style(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let colour = visit.param("farbe").strip_suffix(".css").ok_or(Failure::Missing)?;
    if colour.len() != 6 || !colour.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Failure::Missing);
    }
    Ok(reply::style(sheet(&format!("#{colour}"), &["formular.css", "verwaltung.css"])))
}
