//! The headers every answer carries (requirements S-01…S-03): one place, so that no route can forget them.
//! No function here or elsewhere in this room sets a cookie.

use http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// What kind of thing an answer is; it decides who may use it how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A page for people.
    Html,
    /// The same with the one script of the admin area, which asks a device for a passkey.
    Passkey,
    /// A feed, an ActivityPub document, a list for machines: readable from other origins.
    Open,
    /// A stored picture: shown anywhere, executed nowhere.
    Media,
    /// Our style sheet and icon.
    Asset,
}

/// Only ourselves, nothing inline, framed by nobody.
pub const CSP_PAGE: &str = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; font-src 'self'; \
     manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";
const CSP_PASSKEY: &str = "default-src 'none'; script-src 'self'; img-src 'self'; style-src 'self'; form-action 'self'; \
     base-uri 'none'; object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
const CSP_OPEN: &str = "default-src 'none'; frame-ancestors 'none'";
const CSP_MEDIA: &str = "sandbox; default-src 'none'";
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), \
     fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), \
     picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), usb=(), \
     xr-spatial-tracking=()";
const PERMISSIONS_PASSKEY: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), \
     fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), \
     picture-in-picture=(), publickey-credentials-create=(self), publickey-credentials-get=(self), \
     screen-wake-lock=(), usb=(), xr-spatial-tracking=()";

/// Adds the security headers of a class. HSTS only where the address is https at all.
pub fn secure(headers: &mut HeaderMap, class: Class, https: bool) {
    let csp = match class {
        Class::Html => CSP_PAGE,
        Class::Passkey => CSP_PASSKEY,
        Class::Open => CSP_OPEN,
        Class::Media | Class::Asset => CSP_MEDIA,
    };
    let sharing = match class {
        Class::Html | Class::Passkey | Class::Asset => "same-origin",
        Class::Open | Class::Media => "cross-origin",
    };
    let permissions = if class == Class::Passkey { PERMISSIONS_PASSKEY } else { PERMISSIONS };
    let mut set = |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_SECURITY_POLICY, csp);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), sharing);
    set(HeaderName::from_static("permissions-policy"), permissions);
    if https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}
