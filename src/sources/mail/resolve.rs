//! What a mailbox is and whether it can be read. In: what a person gives, the login, the settings. Out: an [`Account`]
//! or a [`Profile`]. Called by `MailConnector`.

use super::super::contract::{Account, Cx, LookCx, Profile};
use super::super::failure::SourceError;
use super::imap::{Mailbox, SESSION};
use super::place::Place;
use super::poll::login_of;
use super::settings::MailSettings;

/// Opens the folder once.
pub(super) async fn resolve(cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
    let place = Place::read(given)?;
    let url = place.url()?;
    let settings = MailSettings::of(&cx.settings.cloned().unwrap_or_default().into())?;
    let (mailbox, _) = Mailbox::open(cx.net, &place, login_of(cx.login)?, SESSION).await?;
    mailbox.close().await;
    Ok(Account { name: Some(settings.domain), account: Some(settings.list_id), ..Account::at(url) })
}

/// Whether the folder can be opened.
pub(super) async fn health(cx: &Cx<'_>) -> Result<Profile, SourceError> {
    MailSettings::of(&cx.source.settings)?;
    let place = Place::read(&cx.source.url)?;
    let (mailbox, _) = Mailbox::open(cx.net, &place, login_of(cx.login)?, SESSION).await?;
    mailbox.close().await;
    Ok(Profile::default())
}
