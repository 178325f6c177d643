//! Whether the domain behind an account leads here: other servers ask it who answers to a name (RFC 7033, RFC 6415), and
//! the town's website has to send them on. In: a name and a domain. Out: what they find there, and what a website's
//! operator writes down so that they find it.

use http::StatusCode;
use http::header::LOCATION;
use url::Url;

use super::Desk;
use crate::domain::town::Town;
use crate::net::{Profile, Request};

/// So often other servers let themselves be sent on.
const MOST_HOPS: usize = 4;
/// Where they ask.
const WEBFINGER: &str = "/.well-known/webfinger";
const HOST_META: &str = "/.well-known/host-meta";

/// What is found at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Leads {
    /// It leads to us.
    Here,
    /// It leads to us, and forgets on the way whom it was asked about.
    Forgetful,
    /// It answers by itself, with this status.
    Answers(StatusCode),
    /// It leads to another host.
    Elsewhere(String),
    /// Nobody answers.
    Silent,
}

/// What other servers find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HandleCheck {
    /// Without it nobody finds the account.
    pub webfinger: Leads,
    /// Old servers look here first.
    pub host_meta: Leads,
}

/// Asks a domain as another server would.
pub(super) async fn check_handle(desk: &Desk, town: &Town, username: &str, domain: &str) -> HandleCheck {
    let question = format!("resource=acct%3A{username}%40{}", domain.replace(':', "%3A"));
    HandleCheck {
        webfinger: follow(desk, town, domain, (WEBFINGER, Some(&question))).await,
        host_meta: follow(desk, town, domain, (HOST_META, None)).await,
    }
}

/// Goes where it leads, until it leads to us. We ourselves are not asked: what we answer is known.
async fn follow(desk: &Desk, town: &Town, domain: &str, (path, query): (&str, Option<&str>)) -> Leads {
    let first = format!("{}://{domain}{path}{}", desk.scheme, query.map(|q| format!("?{q}")).unwrap_or_default());
    let Ok(mut url) = Url::parse(&first) else { return Leads::Silent };
    for _ in 0..MOST_HOPS {
        let request = Request::get(Profile::Federation, url.clone()).max_redirects(0);
        let Ok(response) = desk.net.send(request).await else { return Leads::Silent };
        let location = response.headers.get(LOCATION).and_then(|to| to.to_str().ok());
        let next = location.filter(|_| response.status.is_redirection()).and_then(|to| url.join(to).ok());
        let Some(next) = next else {
            let ours = response.status == StatusCode::OK && names_us(&response.body, town);
            return if ours { Leads::Here } else { Leads::Answers(response.status) };
        };
        if host_of(&next) == town.host && next.path() == path {
            let asked =
                |url: &Url| url.query_pairs().find(|(name, _)| name == "resource").map(|(_, who)| who.into_owned());
            return if query.is_none() || asked(&next) == asked(&url) { Leads::Here } else { Leads::Forgetful };
        }
        if next == url {
            return Leads::Silent;
        }
        url = next;
    }
    Leads::Elsewhere(host_of(&url))
}

fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Whether an answer that was fetched from us and handed on is ours: it names our host.
fn names_us(body: &[u8], town: &Town) -> bool {
    String::from_utf8_lossy(body).contains(&format!("//{}/", town.host))
}

/// What a website's operator writes down: the program's name, and the lines for it.
pub(super) fn recipes(origin: &str) -> [(&'static str, String); 3] {
    let nginx = format!(
        "location = {WEBFINGER} {{ return 301 {origin}{WEBFINGER}$is_args$args; }}\n\
         location = {HOST_META} {{ return 301 {origin}{HOST_META}; }}"
    );
    let apache = format!(
        "RewriteEngine On\nRewriteRule ^/?\\.well-known/(webfinger|host-meta)$ {origin}/.well-known/$1 [R=301,L]"
    );
    let iis = format!(
        "<rule name=\"Fediverse\" stopProcessing=\"true\">\n  \
         <match url=\"^\\.well-known/(webfinger|host-meta)$\" />\n  \
         <action type=\"Redirect\" url=\"{origin}/.well-known/{{R:1}}\" appendQueryString=\"true\" redirectType=\"Permanent\" />\n\
         </rule>"
    );
    [("nginx", nginx), ("Apache, TYPO3 (.htaccess)", apache), ("IIS (web.config)", iis)]
}
