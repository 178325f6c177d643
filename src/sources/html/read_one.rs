//! One article. In: what is known of it, its page's address. Out: a [`Reading`]: an item, "as before", "gone", or nothing
//! that means anything. Called by `poll`.

use http::StatusCode;
use url::Url;

use super::super::contract::{Cx, NormaliseCx, Quarantined};
use super::super::failure::SourceError;
use super::super::page_lookup::is_sent_away;
use super::item_build::{build, identity};
use super::memory::{Known, Validators};
use super::page::Page;
use super::settings::HtmlSettings;
use super::{article_read, ask};
use crate::domain::item::Item;

/// What reading an article gave.
#[derive(Debug)]
pub enum Reading {
    Item {
        item: Box<Item>,
        page: Validators,
    },
    Same,
    /// Its page says that it is gone, or leads back to the list.
    Gone,
    Aside(Quarantined),
    Failed,
}

/// The page to read for an entry; `None` where the list must do: other people's sites, files, entries without a page.
#[must_use]
pub fn page_of(known: &Known, list: &str) -> Option<Url> {
    let list = Url::parse(list).ok()?;
    known.entry.own_page(Some(&list)).cloned()
}

/// The item that the list's own words make.
#[must_use]
pub fn from_list(known: &Known, cx: &NormaliseCx) -> Reading {
    if known.id.is_some() && !known.is_touched && known.tries == 0 {
        return Reading::Same;
    }
    made(build(&known.entry, None, identity(&known.entry, None), cx), Validators::default())
}

fn made(built: Result<Item, Quarantined>, page: Validators) -> Reading {
    match built {
        Ok(item) => Reading::Item { item: Box::new(item), page },
        Err(aside) => Reading::Aside(aside),
    }
}

/// Reads an article's page.
///
/// # Errors
/// Only when the reader itself fails; what is wrong with one page is a [`Reading`].
pub async fn read(
    cx: &Cx<'_>,
    known: &Known,
    page: &Url,
    settings: &HtmlSettings,
    normalise: &NormaliseCx,
) -> Result<Reading, SourceError> {
    let Ok(response) = cx.net.send(known.page.on(ask::request(page))).await else { return Ok(Reading::Failed) };
    let lists: Vec<Url> = Url::parse(&cx.source.url).into_iter().collect();
    match response.status {
        StatusCode::NOT_FOUND | StatusCode::GONE => return Ok(Reading::Gone),
        StatusCode::NOT_MODIFIED => return Ok(Reading::Same),
        status if !status.is_success() => return Ok(Reading::Failed),
        _ if is_sent_away(page, &response.url, &lists) => return Ok(Reading::Gone),
        _ => {}
    }
    if known.id.is_some() && !known.is_touched && known.page.are_of(&response) {
        return Ok(Reading::Same);
    }
    let validators = Validators::of(&response);
    if !ask::is_markup(&response) {
        return Ok(made(build(&known.entry, None, identity(&known.entry, None), normalise), validators));
    }
    let (text, address) = (ask::text(&response), response.url.clone());
    let (settings, entry, cx) = (settings.clone(), known.entry.clone(), normalise.clone());
    ask::beside(move || {
        let page = Page::read(&text, Some(&address));
        let article = article_read::read(&page, &settings, &cx.zone);
        made(build(&entry, Some(&article), identity(&entry, Some(&article)), &cx), validators)
    })
    .await
}
