//! What may be read with a login: the Pages, accounts and organisations among which a person chooses. In: a login as the
//! exchange gave it. Out: an [`Offer`] for each, with the login that reads it. Called by admin after the exchange.

use http::{HeaderName, HeaderValue};
use serde_json::Value;
use url::Url;

use super::super::api_ask::bearer;
use super::super::contract::{Budget, LookCx};
use super::super::failure::SourceError;
use super::super::graph::client::{Door, Graph};
use super::super::json_value::{id, list, owned, text};
use super::super::linkedin::version;
use super::ask;
use super::provider::{Provider, place};
use super::renew::{is_of_a_page, look_at};
use crate::domain::connection::{Login, Secret};
use crate::domain::source::{Cause, SourceKind};

/// Pages of a listing that are read: a thousand accounts.
const MOST_PAGES: u32 = 10;
/// Roles with which an organisation's posts can be read (sources.md §7).
const LINKEDIN_ROLES: [&str; 4] =
    ["ADMINISTRATOR", "CONTENT_ADMIN", "CONTENT_ADMINISTRATOR", "DIRECT_SPONSORED_CONTENT_POSTER"];

/// Something that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its own id at the platform.
    pub account: String,
    /// As people know it.
    pub name: String,
    /// What the connector finds it by.
    pub address: String,
    /// With what it is read.
    pub login: Login,
}

/// Lists what may be read.
///
/// # Errors
/// Why the platform did not answer.
pub async fn accounts(provider: &Provider, cx: &LookCx<'_>, login: &Login) -> Result<Vec<Offer>, SourceError> {
    let cx = LookCx { login: Some(login), ..cx.clone() };
    match provider.kind {
        _ if is_of_a_page(provider.kind, login) => pages(provider.kind, &cx, login).await,
        SourceKind::Instagram => own(&cx, Door::Instagram, "id,user_id,username,name", login).await,
        SourceKind::Threads => own(&cx, Door::Threads, "id,username,name", login).await,
        SourceKind::X => {
            let answer = ask_api(&cx, login, "https://api.x.com/2/users/me", &[]).await?;
            Ok(offer(&answer, "/data/id", &["/data/username", "/data/name"], login))
        }
        SourceKind::Tiktok => {
            let query = [("fields", "open_id,display_name")];
            let answer = ask_api(&cx, login, "https://open.tiktokapis.com/v2/user/info/", &query).await?;
            let mut offers = offer(&answer, "/data/user/open_id", &["/data/user/display_name"], login);
            if let (Some(offer), Some(name)) = (offers.first_mut(), tiktok_name(&cx, login).await?) {
                offer.address = name;
            }
            Ok(offers)
        }
        SourceKind::Linkedin => organisations(&cx, login).await,
        _ => Ok(Vec::new()),
    }
}

/// The chosen login with its ends, where the platform tells them only when asked.
///
/// # Errors
/// [`Cause::LoginExpired`] when it is no good; else why the platform did not answer.
pub async fn settle(provider: &Provider, cx: &LookCx<'_>, login: &Login) -> Result<Login, SourceError> {
    if !is_of_a_page(provider.kind, login) {
        return Ok(login.clone());
    }
    Ok(look_at(cx, login).await?.map_or_else(|| login.clone(), |seen| seen.login))
}

/// The Pages of the person who logged in, each with its own token; or the Instagram accounts that hang on them.
async fn pages(kind: SourceKind, cx: &LookCx<'_>, login: &Login) -> Result<Vec<Offer>, SourceError> {
    let graph = Graph::of_look(Door::Facebook, cx)?;
    let mut budget = Budget::requests(MOST_PAGES + 1);
    let person = graph.get("me", &[("fields", "id")], &mut budget).await?.json;
    let fields = "id,name,access_token,instagram_business_account{id,username}";
    let mut page = graph.get("me/accounts", &[("fields", fields), ("limit", "100")], &mut budget).await?.json;
    let mut offers = Vec::new();
    loop {
        for entry in list(&page, "/data") {
            let Some(token) = text(entry, "/access_token") else { continue };
            let reads = Login {
                token: Secret::new(token),
                grant: Some(login.token.clone()),
                granted_by: id(&person, "/id"),
                // A Page's token has no end of its own.
                expires_at: None,
                ..login.clone()
            };
            let found = match kind {
                SourceKind::Instagram => {
                    let at = "/instagram_business_account";
                    offer(entry, &format!("{at}/id"), &[&format!("{at}/username")], &reads)
                }
                _ => offer(entry, "/id", &["/name"], &reads),
            };
            offers.extend(found);
        }
        let Some(next) = text(&page, "/paging/next").map(str::to_owned) else { return Ok(offers) };
        match graph.follow(&next, &mut budget).await {
            Ok(answer) => page = answer.json,
            Err(super::super::graph::client::Refused::Spent) => return Ok(offers),
            Err(refused) => return Err(refused.into()),
        }
    }
}

/// The account that logged in itself.
async fn own(cx: &LookCx<'_>, door: Door, fields: &str, login: &Login) -> Result<Vec<Offer>, SourceError> {
    let graph = Graph::of_look(door, cx)?;
    let answer = graph.get("me", &[("fields", fields)], &mut Budget::requests(1)).await?.json;
    // Instagram's `id` is only the app's own for the account.
    let at = if door == Door::Instagram && answer.get("user_id").is_some() { "/user_id" } else { "/id" };
    Ok(offer(&answer, at, &["/username", "/name"], login))
}

/// The name in an account's address: it stands in that of a video; `None` while there is none.
async fn tiktok_name(cx: &LookCx<'_>, login: &Login) -> Result<Option<String>, SourceError> {
    let usual = "https://open.tiktokapis.com/v2/video/list/";
    let mut url = place(usual, cx.api_base.as_ref()).ok_or_else(ask::no_place)?;
    url.query_pairs_mut().append_pair("fields", "id,share_url");
    let bearer = bearer(login.token.reveal());
    let answer = ask::post_json(cx, url, &serde_json::json!({ "max_count": 1 }), bearer).await?;
    let page = text(&answer, "/data/videos/0/share_url").and_then(|url| Url::parse(url).ok());
    Ok(page.and_then(|page| page.path_segments()?.find(|part| part.starts_with('@')).map(str::to_owned)))
}

/// The organisations for which the person may read.
async fn organisations(cx: &LookCx<'_>, login: &Login) -> Result<Vec<Offer>, SourceError> {
    let query = [("q", "roleAssignee"), ("state", "APPROVED"), ("count", "100")];
    let answer = ask_api(cx, login, "https://api.linkedin.com/rest/organizationAcls", &query).await?;
    let mut offers: Vec<Offer> = Vec::new();
    for entry in list(&answer, "/elements") {
        let urn = text(entry, "/organization").or_else(|| text(entry, "/organizationTarget"));
        let Some(account) = urn.filter(|urn| urn.starts_with("urn:li:organization:")) else { continue };
        let may = text(entry, "/role").is_some_and(|role| LINKEDIN_ROLES.contains(&role));
        if may && offers.iter().all(|offer| offer.account != account) {
            let [account, name, address] = [account; 3].map(str::to_owned);
            offers.push(Offer { account, name, address, login: login.clone() });
        }
    }
    Ok(offers)
}

fn offer(answer: &Value, account: &str, names: &[&str], login: &Login) -> Vec<Offer> {
    let Some(account) = id(answer, account) else { return Vec::new() };
    let name = names.iter().find_map(|name| owned(answer, name)).unwrap_or_else(|| account.clone());
    let (name, address) = (name.trim().chars().take(200).collect(), account.clone());
    vec![Offer { account, name, address, login: login.clone() }]
}

async fn ask_api(cx: &LookCx<'_>, login: &Login, usual: &str, query: &[(&str, &str)]) -> Result<Value, SourceError> {
    let url: Url = place(usual, cx.api_base.as_ref()).ok_or_else(ask::no_place)?;
    let unsendable = || SourceError::new(Cause::LoginExpired, "the login cannot be sent");
    let mut headers: Vec<(HeaderName, HeaderValue)> = vec![bearer(login.token.reveal()).ok_or_else(unsendable)?];
    if usual.contains("linkedin.com") {
        let settings = cx.settings.cloned().map(Value::Object);
        headers.extend(version::headers(version::of(settings.as_ref()))?);
    }
    ask::get(cx, url, query, headers).await
}
