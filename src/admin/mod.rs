//! Staff steer from here: what can be done to towns, actors and sources, each deed in its own file.
//!
//! In comes what a person asked for, from the command line or from the admin area in the browser ([`office`] lets in,
//! [`routes`] lists every address, `pages/` answers); out goes a changed store, or a [`Refusal`] that says what is wrong and what to do, in the person's language.

mod actor_add;
mod agency;
mod approval_set;
mod audit_names;
mod audit_words;
mod backup_archive;
mod backup_make;
mod backup_restore;
mod case_words;
mod draft_decide;
mod draft_preview;
mod form_read;
mod handle_check;
mod held_view;
mod key_export;
mod login_flow;
mod login_remove;
mod login_words;
mod office;
mod one_time;
mod pages;
mod passkey;
mod post_edit;
mod post_join;
mod post_likely;
mod post_validity;
mod qr;
mod reach;
mod refusal;
mod reply;
mod routes;
mod rule_words;
mod rules_set;
mod service;
mod service_account;
mod session;
mod setup_steps;
mod sign_in_brake;
mod sign_in_flow;
mod source_add;
mod source_connect;
mod source_set;
mod source_state;
mod source_words;
mod staff_add;
mod staff_end;
mod staff_join;
mod staff_limit;
mod staff_note;
mod staff_proof;
mod staff_substitute;
mod staff_words;
mod town_add;
mod town_apply;
mod town_export;
mod town_host;
mod town_import;
mod town_set;
mod turned_away;
mod typed_time;
mod warning_form;

pub use actor_add::{NewActorRequest, add_actor};
pub use audit_names::AuditNames;
pub use audit_words::{deed_words, who_words};
pub use backup_archive::Manifest;
pub use backup_make::{Backup, make_backup};
pub use backup_restore::{CheckedBackup, check_backup, refuse_unfinished, restore_backup};
pub use held_view::{Question, item_title, new_words, open_questions};
pub use key_export::{export_key, open_exported_key};
pub use login_flow::{
    Choice, Connected, LoginRequest, Offered, Started, choose_account, start_login, take_answer, way_of,
};
pub use login_remove::{AtPlatform, RemovedLogin, remove_login};
pub use login_words::login_words;
pub use office::{Office, OfficeDeps};
pub use post_edit::{PostEdit, edit_post, field_words, reset_post};
pub use post_join::{join_posts, split_post};
pub use post_validity::set_validity;
pub use refusal::{AdminError, Refusal};
pub use routes::{Need, Route, doors};
pub use rule_words::{class_sentence, reason_words, rule_sentences, usual_opt_out_sentence, withheld_words};
pub use rules_set::{Wanted, change_rules, parse_rules, set_source_rules, set_town_rules};
pub use service::ServiceSettings;
pub use source_add::{Added, NewSourceRequest, Trial, add_source, try_source};
pub use source_connect::{Keyring, connect_source, read_app, read_login};
pub use source_set::set_source_settings;
pub use source_state::set_source_state;
pub use source_words::{aside_words, standing_words, status_words};
pub use staff_add::{
    Invited, NewStaffRequest, OneTimeCode, admin_origin, first_origin, invite_staff, renew_code, setup_code,
};
pub use staff_end::end_staff;
pub use staff_limit::limit_role;
pub use staff_proof::reset_proof;
pub use staff_words::{limit_words, role_words};
pub use town_add::{Desk, FirstActor, NewTownRequest, add_town};
pub use town_apply::{Plan, apply_plan};
pub use town_export::{TownManifest, export_town};
pub use town_host::check_hosts;
pub use town_import::import_town;
pub use town_set::{publish_town, set_town};
