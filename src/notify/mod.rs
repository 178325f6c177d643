//! 6. It reaches mailboxes: alarms for the operators, for those who look after logins, for those who let drafts through, and
//!    answers for citizens.
//!
//! In come facts from jobs; out go letters through the one relay that is configured. This is the only room that speaks SMTP.

mod alarm_letter;
mod case_letter;
mod draft_letter;
mod login_letter;
mod mailer;
mod source_words;

pub use alarm_letter::{Case, alarm_letter};
pub use case_letter::{CaseTold, case_letter};
pub use draft_letter::draft_letter;
pub use login_letter::{LoginCase, login_letter, notice_words};
pub use mailer::{Letter, MailError, MailSettings, Mailer};
pub use source_words::{cause_key, cause_words, condition_words, explain, remedy_key, remedy_words};
