//! What went wrong with a source, or with one of its entries: the exact cause, and the class by which someone acts. People's
//! words are chosen by the cause (`notify`).

use serde::{Deserialize, Serialize};

use super::stored::stored_enum;

stored_enum! {
    /// Why the last look failed, as someone must act on it (`SourceError`).
    ErrorClass {
        RateLimited = "rate_limited",
        AuthDead = "auth_dead",
        PermissionMissing = "permission_missing",
        VersionSunset = "version_sunset",
        Transient = "transient",
        Gone = "gone",
        Malformed = "malformed",
        ConfigWrong = "config_wrong",
    }
}

stored_enum! {
    /// What exactly went wrong. It decides the [`ErrorClass`], and which words people read.
    Cause {
        AskedToWait = "asked_to_wait",
        LoginExpired = "login_expired",
        /// It belongs to another account than the source.
        LoginOther = "login_other",
        /// No login was given yet.
        LoginMissing = "login_missing",
        /// What the platform allows us for this time is used up.
        QuotaUsed = "quota_used",
        /// The money that staff allowed for this month is spent.
        MoneySpent = "money_spent",
        /// Nobody recorded yet that the platform's terms let the town show its posts here.
        TermsUnconfirmed = "terms_unconfirmed",
        Forbidden = "forbidden",
        Sunset = "sunset",
        ServerTrouble = "server_trouble",
        NameUnknown = "name_unknown",
        Unreachable = "unreachable",
        TlsFailed = "tls_failed",
        TimedOut = "timed_out",
        /// Our own requests wait for each other.
        Busy = "busy",
        BrokenOff = "broken_off",
        Gone = "gone",
        TooLarge = "too_large",
        EmptyAnswer = "empty_answer",
        /// A sound feed without a single entry.
        EmptyList = "empty_list",
        NotAFeed = "not_a_feed",
        NotACalendar = "not_a_calendar",
        /// Our reader failed.
        ReaderFailed = "reader_failed",
        NotFound = "not_found",
        NoDocument = "no_document",
        WebPage = "web_page",
        Sitemap = "sitemap",
        /// What staff set for this source cannot be used.
        SettingsWrong = "settings_wrong",
        /// A page without a list that can be recognised.
        NothingListed = "nothing_listed",
        /// A page that listed something and does not any more.
        LayoutChanged = "layout_changed",
        /// `robots.txt` does not allow the address.
        RobotsRefuse = "robots_refuse",
        /// A redirect that leads in a circle, nowhere, or where we may not go.
        RedirectRefused = "redirect_refused",
        /// The guard refuses the address: private network, port, scheme.
        AddressRefused = "address_refused",
        AddressUnreadable = "address_unreadable",
        /// Nothing here reads this platform yet.
        NotConnected = "not_connected",
        /// Something else already reads in our stead; two cannot.
        ReadElsewhere = "read_elsewhere",
        /// Our own configuration for going out is wrong.
        Egress = "egress",
    }
}

impl Cause {
    /// Who can do something about it.
    #[must_use]
    pub fn class(self) -> ErrorClass {
        match self {
            Self::AskedToWait | Self::QuotaUsed | Self::MoneySpent => ErrorClass::RateLimited,
            Self::LoginExpired | Self::LoginMissing => ErrorClass::AuthDead,
            Self::Forbidden | Self::RobotsRefuse | Self::TermsUnconfirmed => ErrorClass::PermissionMissing,
            Self::Sunset => ErrorClass::VersionSunset,
            Self::ServerTrouble
            | Self::NameUnknown
            | Self::Unreachable
            | Self::TlsFailed
            | Self::TimedOut
            | Self::Busy
            | Self::BrokenOff => ErrorClass::Transient,
            Self::Gone => ErrorClass::Gone,
            Self::TooLarge
            | Self::EmptyAnswer
            | Self::EmptyList
            | Self::NotAFeed
            | Self::NotACalendar
            | Self::LayoutChanged
            | Self::ReaderFailed => ErrorClass::Malformed,
            Self::LoginOther
            | Self::NotFound
            | Self::NoDocument
            | Self::WebPage
            | Self::Sitemap
            | Self::SettingsWrong
            | Self::NothingListed
            | Self::RedirectRefused
            | Self::AddressRefused
            | Self::AddressUnreadable
            | Self::NotConnected
            | Self::ReadElsewhere
            | Self::Egress => ErrorClass::ConfigWrong,
        }
    }

    /// The likeliest cause of a class, where it is not known what exactly it was.
    #[must_use]
    pub fn usual(class: ErrorClass) -> Self {
        match class {
            ErrorClass::RateLimited => Self::AskedToWait,
            ErrorClass::AuthDead => Self::LoginExpired,
            ErrorClass::PermissionMissing => Self::Forbidden,
            ErrorClass::VersionSunset => Self::Sunset,
            ErrorClass::Transient => Self::Unreachable,
            ErrorClass::Gone => Self::Gone,
            ErrorClass::Malformed => Self::NotAFeed,
            ErrorClass::ConfigWrong => Self::NoDocument,
        }
    }

    /// Reads the word that stands first in a stored message, `too_large: …`; `None` for messages without one.
    #[must_use]
    pub fn of_message(message: &str) -> Option<Self> {
        message.split_once(": ").and_then(|(word, _)| Self::parse(word))
    }
}

stored_enum! {
    /// Why a single entry was set aside.
    Aside {
        Future = "future",
        Cut = "cut",
        Twice = "twice",
        Empty = "empty",
        NoEntry = "no_entry",
        /// An appointment without a time that can be read.
        NoDate = "no_date",
        /// The source itself marks it as not for the public.
        Private = "private",
        TooMany = "too_many",
        /// Not the account's own public post: a reply, a repost, a service message. Never counted as trouble.
        NotOurs = "not_ours",
        /// It claims to be the account's, and that is not proven: a letter without a sound signature.
        Unproven = "unproven",
        /// Storing it failed.
        NotTaken = "not_taken",
    }
}

impl Aside {
    /// Reads the word that stands first in a stored reason, `future: …`; `None` for reasons without one.
    #[must_use]
    pub fn of_reason(reason: &str) -> Option<Self> {
        reason.split_once(": ").and_then(|(word, _)| Self::parse(word))
    }
}
