//! How each platform wants people to log in: its addresses, the fewest rights that are enough for reading the town's own
//! posts (spec/sources.md), and where it differs from the standard. Pure data.

use url::Url;

use crate::domain::connection::Login;
use crate::domain::source::SourceKind;

/// One way of logging in.
#[derive(Debug, PartialEq, Eq)]
pub struct Provider {
    /// As people type it, and as it stands in a login.
    pub name: &'static str,
    /// What is read with it.
    pub kind: SourceKind,
    /// The page a person opens.
    pub authorize: &'static str,
    /// Where a code is exchanged, and a login renewed.
    pub token: &'static str,
    pub rights: &'static [&'static str],
    /// What stands between two rights.
    pub between: &'static str,
    /// The platform takes a proof that whoever brings the code asked for it (RFC 7636, S256).
    pub pkce: bool,
    /// What the app's id is called there.
    pub id_field: &'static str,
    pub secret: SecretIn,
    pub longer: Longer,
    pub revoke: Revoke,
    /// A login is renewed with a word of its own (RFC 6749 §6) …
    pub refreshes: bool,
    /// … which works only once.
    pub rotates: bool,
}

/// Where the app shows its secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretIn {
    Body,
    /// HTTP Basic (RFC 6749 §2.3.1).
    Header,
}

/// How a login that lives an hour becomes one that lives 60 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Longer {
    /// It does not, or needs not.
    No,
    /// At the token's own place, under this grant.
    Posted(&'static str),
    /// By a GET there, under this grant.
    Asked(&'static str, &'static str),
}

/// How a login is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoke {
    /// Only a person can, in the settings of the account.
    ByHand,
    /// RFC 7009, there: the access token, and what it is renewed with where the platform wants to hear of both.
    Token { at: &'static str, both: bool },
    /// Meta: all that a person allowed the app, with that person's token.
    Permissions,
}

const GRAPH: &str = "https://graph.facebook.com/v26.0/oauth/access_token";

/// What is alike in most.
const USUAL: Provider = Provider {
    name: "",
    kind: SourceKind::Feed,
    authorize: "",
    token: "",
    rights: &[],
    between: " ",
    pkce: false,
    id_field: "client_id",
    secret: SecretIn::Body,
    longer: Longer::No,
    revoke: Revoke::ByHand,
    refreshes: false,
    rotates: false,
};

/// Every way of logging in there is.
pub static PROVIDERS: [Provider; 7] = [
    Provider {
        name: "facebook",
        kind: SourceKind::Facebook,
        authorize: "https://www.facebook.com/v26.0/dialog/oauth",
        token: GRAPH,
        rights: &["pages_show_list", "pages_read_engagement", "pages_read_user_content"],
        between: ",",
        longer: Longer::Posted("fb_exchange_token"),
        revoke: Revoke::Permissions,
        ..USUAL
    },
    // The account's own login.
    Provider {
        name: "instagram",
        kind: SourceKind::Instagram,
        authorize: "https://www.instagram.com/oauth/authorize",
        token: "https://api.instagram.com/oauth/access_token",
        rights: &["instagram_business_basic"],
        between: ",",
        longer: Longer::Asked("https://graph.instagram.com/access_token", "ig_exchange_token"),
        ..USUAL
    },
    // Through the Facebook Page on which the account hangs.
    Provider {
        name: "instagram-facebook",
        kind: SourceKind::Instagram,
        authorize: "https://www.facebook.com/v26.0/dialog/oauth",
        token: GRAPH,
        rights: &["instagram_basic", "pages_show_list", "pages_read_engagement"],
        between: ",",
        longer: Longer::Posted("fb_exchange_token"),
        revoke: Revoke::Permissions,
        ..USUAL
    },
    Provider {
        name: "threads",
        kind: SourceKind::Threads,
        authorize: "https://threads.net/oauth/authorize",
        token: "https://graph.threads.net/oauth/access_token",
        rights: &["threads_basic"],
        between: ",",
        longer: Longer::Asked("https://graph.threads.net/access_token", "th_exchange_token"),
        ..USUAL
    },
    Provider {
        name: "x",
        kind: SourceKind::X,
        authorize: "https://x.com/i/oauth2/authorize",
        token: "https://api.x.com/2/oauth2/token",
        rights: &["tweet.read", "users.read", "offline.access"],
        pkce: true,
        secret: SecretIn::Header,
        revoke: Revoke::Token { at: "https://api.x.com/2/oauth2/revoke", both: true },
        refreshes: true,
        rotates: true,
        ..USUAL
    },
    // The second right is for nothing but the list of organisations to choose from.
    Provider {
        name: "linkedin",
        kind: SourceKind::Linkedin,
        authorize: "https://www.linkedin.com/oauth/v2/authorization",
        token: "https://www.linkedin.com/oauth/v2/accessToken",
        rights: &["r_organization_social", "r_organization_admin"],
        revoke: Revoke::Token { at: "https://www.linkedin.com/oauth/v2/revoke", both: false },
        refreshes: true,
        ..USUAL
    },
    Provider {
        name: "tiktok",
        kind: SourceKind::Tiktok,
        authorize: "https://www.tiktok.com/v2/auth/authorize/",
        token: "https://open.tiktokapis.com/v2/oauth/token/",
        rights: &["user.info.basic", "video.list"],
        between: ",",
        id_field: "client_key",
        revoke: Revoke::Token { at: "https://open.tiktokapis.com/v2/oauth/revoke/", both: false },
        refreshes: true,
        rotates: true,
        ..USUAL
    },
];

/// The way of logging in that people call so.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.name == name)
}

/// The usual way for a kind of source; `None` where nobody logs in like this.
#[must_use]
pub fn of_kind(kind: SourceKind) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.kind == kind)
}

/// The way that gave a login, or would give one like it.
#[must_use]
pub fn of_login(kind: SourceKind, login: &Login) -> Option<&'static Provider> {
    let named = login.provider.as_deref().and_then(by_name).filter(|provider| provider.kind == kind);
    named.or_else(|| of_kind(kind))
}

/// A platform's place, or the same path at another one that stands for the whole platform (`--api-base`).
#[must_use]
pub(super) fn place(usual: &str, api_base: Option<&Url>) -> Option<Url> {
    let usual = Url::parse(usual).ok()?;
    let Some(base) = api_base else { return Some(usual) };
    let mut url = base.clone();
    url.set_path(&format!("{}{}", base.path().trim_end_matches('/'), usual.path()));
    url.set_query(None);
    Some(url)
}
