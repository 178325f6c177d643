//! Where a medium can be fetched. In: an item's medium and its source. Out: the medium with an address. Some platforms
//! give one only when asked, and it may hold a login: it lives in memory for this one fetch. One that has ended is asked
//! for anew. Called by `prepare`.

use url::Url;

use super::{Hands, JobError};
use crate::domain::SourceId;
use crate::domain::item::ItemMedia;
use crate::domain::source::ErrorClass;
use crate::domain::town::Town;
use crate::sources::{LookCx, Registry};
use crate::store::{Conn, sources};

/// What is known of a medium's address.
pub(super) enum Address {
    Known(Box<ItemMedia>),
    /// The platform cannot be asked just now.
    Later,
    Never,
}

/// Gives a medium its address.
pub(super) async fn of(hands: &Hands, town: &Town, source: SourceId, wanted: &ItemMedia) -> Result<Address, JobError> {
    let known = || Address::Known(Box::new(wanted.clone()));
    let has_ended = wanted.expires_at.as_ref().is_some_and(|end| end.utc <= hands.now());
    if wanted.source_url.is_some() && !has_ended {
        return Ok(known());
    }
    let source = hands.db.read(async |c: &mut Conn<'_>| sources::by_id(c, town.id, source).await).await?;
    let Some(source) = source else { return Ok(Address::Never) };
    let Some(connector) = Registry::connector(source.kind) else { return Ok(Address::Never) };
    let login = hands.login_of(&source).await?;
    let cx = LookCx {
        net: &hands.net,
        api_base: source.api_base.as_deref().and_then(|base| Url::parse(base).ok()),
        login: login.as_ref(),
        now: hands.now(),
        zone: town.zone(),
        settings: source.settings.as_object(),
    };
    Ok(match connector.media_address(&cx, wanted).await {
        Ok(Some(url)) => Address::Known(Box::new(ItemMedia { source_url: Some(url.into()), ..wanted.clone() })),
        // Where nothing better can be had, the old address may still work.
        Ok(None) if wanted.source_url.is_some() => known(),
        Ok(None) => Address::Never,
        Err(error) if matches!(error.class(), ErrorClass::RateLimited | ErrorClass::Transient) => Address::Later,
        Err(_) => Address::Never,
    })
}
