//! From what a person gives to a body that can be mirrored. In: the address of a System, a Body or a list of meetings; a
//! part of a body's name may stand behind `#`. Out: the body's address and name, so that it shows which one was taken.
//! Called by `OparlConnector`.

use super::super::address_clean::web_address;
use super::super::contract::{Account, Budget, LookCx};
use super::super::failure::SourceError;
use super::ask::{Door, address};
use super::place;

/// A system, its list of bodies and one page more.
const REQUESTS: u32 = 3;

/// Finds the body.
///
/// # Errors
/// When there is no council system at the address.
pub async fn resolve(cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
    let mut home = web_address(given)?;
    let wanted = home.fragment().map(|name| name.replace("%20", " ").replace('+', " ")).unwrap_or_default();
    home.set_fragment(None);
    let door = Door { net: cx.net, home, api_base: cx.api_base.clone(), now: cx.now };
    let place = place::find(&door, &wanted, &mut Budget::requests(REQUESTS)).await?;
    let mut url = address(&place.url)?;
    // Ids are kept without their scheme; the one that answered counts.
    if url.host_str() == door.home.host_str() && url.port() == door.home.port() {
        let _ = url.set_scheme(door.home.scheme());
    }
    let who = place.profile();
    Ok(Account {
        site_url: who.site_url.as_deref().and_then(|site| web_address(site).ok()),
        name: who.name,
        ..Account::at(url)
    })
}
