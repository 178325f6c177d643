//! Who a visitor is when reverse proxies stand before us (`server.trusted_proxies`).
//!
//! In: the address that connected and the request's headers; out: the nearest address that is no proxy of ours. What a
//! header says counts only as far as our own proxies wrote it: it is read from the right, one trusted hop at a time.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};

use http::HeaderMap;
use http::header::FORWARDED;

use crate::net::Cidr;

/// Hops that are looked at; more are nobody's honest way.
const MAX_HOPS: usize = 16;

/// The proxies whose word about a visitor's address is believed.
#[derive(Debug, Default)]
pub struct TrustedProxies {
    networks: Vec<Cidr>,
    warned: AtomicBool,
}

impl TrustedProxies {
    /// From the networks that are configured.
    #[must_use]
    pub fn new(networks: Vec<Cidr>) -> Self {
        Self { networks, warned: AtomicBool::new(false) }
    }

    /// Where a request comes from.
    pub(super) fn visitor(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            self.warn_of_forgotten_proxy(peer, headers);
            return peer;
        }
        match (self.behind(peer, x_forwarded_for(headers)), self.behind(peer, forwarded(headers))) {
            (Some(one), Some(other)) if one != other => peer,
            (Some(visitor), _) | (None, Some(visitor)) => visitor,
            (None, None) => peer,
        }
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(address))
    }

    /// The first hop from the right that is not trusted. A hop that cannot be read ends the way: it is then the proxy
    /// that wrote it. `None` without any hop.
    fn behind<'a>(&self, peer: IpAddr, hops: Option<impl Iterator<Item = &'a str>>) -> Option<IpAddr> {
        let mut nearest = peer;
        for hop in hops?.take(MAX_HOPS) {
            let Some(address) = address(hop) else { break };
            nearest = address;
            if !self.trusts(address) {
                break;
            }
        }
        Some(nearest)
    }

    /// A proxy that is not named makes all its visitors share one allowance, which is seen too late. Said once.
    fn warn_of_forgotten_proxy(&self, peer: IpAddr, headers: &HeaderMap) {
        let near = match peer {
            IpAddr::V4(peer) => peer.is_loopback() || peer.is_private(),
            IpAddr::V6(peer) => peer.is_loopback() || peer.is_unique_local(),
        };
        let from_proxy = headers.contains_key(X_FORWARDED_FOR) || headers.contains_key(FORWARDED);
        if near && from_proxy && !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "a reverse proxy that server.trusted_proxies does not name passes requests on: all visitors share one limit"
            );
        }
    }
}

const X_FORWARDED_FOR: &str = "x-forwarded-for";

/// The hops of `X-Forwarded-For`, nearest first; several headers are one list. `None` when there is none.
fn x_forwarded_for(headers: &HeaderMap) -> Option<impl Iterator<Item = &str>> {
    headers.contains_key(X_FORWARDED_FOR).then(|| {
        let lists = headers.get_all(X_FORWARDED_FOR).iter().map(|list| list.to_str().unwrap_or_default());
        lists.collect::<Vec<_>>().into_iter().rev().flat_map(|list| list.rsplit(','))
    })
}

/// The same of `Forwarded` (RFC 7239): each element's `for`. A quoted text with a comma in it is no address anyway.
fn forwarded(headers: &HeaderMap) -> Option<impl Iterator<Item = &str>> {
    headers.contains_key(FORWARDED).then(|| {
        let lists = headers.get_all(FORWARDED).iter().map(|list| list.to_str().unwrap_or_default());
        let elements = lists.collect::<Vec<_>>().into_iter().rev().flat_map(|list| list.rsplit(','));
        elements.map(|element| {
            let named =
                |pair: &&str| pair.split_once('=').is_some_and(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
            element.split(';').find(named).and_then(|pair| pair.split_once('=')).map_or("", |(_, value)| value)
        })
    })
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:4711`, each perhaps quoted.
fn address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim().trim_matches('"');
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let address = bare.parse().or_else(|_| hop.parse::<SocketAddr>().map(|address| address.ip())).ok()?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visitor(trusted: &[&str], peer: &str, headers: &[(&'static str, &str)]) -> String {
        let entries = trusted.iter().map(|entry| entry.parse().unwrap()).collect();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        TrustedProxies::new(entries).visitor(peer.parse().unwrap(), &map).to_string()
    }

    #[rstest::rstest]
    #[case::no_header("10.0.0.1", &[], "10.0.0.1")]
    #[case::one_hop("10.0.0.1", &[("x-forwarded-for", "192.0.2.1")], "192.0.2.1")]
    #[case::claimed_hops_are_to_the_left("10.0.0.1", &[("x-forwarded-for", "203.0.113.9, 192.0.2.1")], "192.0.2.1")]
    #[case::a_chain_of_ours("10.0.0.1", &[("x-forwarded-for", "203.0.113.9, 192.0.2.1, 10.0.0.2")], "192.0.2.1")]
    #[case::two_headers("10.0.0.1", &[("x-forwarded-for", "203.0.113.9"), ("x-forwarded-for", "192.0.2.1")], "192.0.2.1")]
    #[case::only_ours("10.0.0.1", &[("x-forwarded-for", "10.0.0.3, 10.0.0.2")], "10.0.0.3")]
    #[case::unreadable("10.0.0.1", &[("x-forwarded-for", "203.0.113.9, unknown")], "10.0.0.1")]
    #[case::unreadable_behind_ours("10.0.0.1", &[("x-forwarded-for", "203.0.113.9, _x, 10.0.0.2")], "10.0.0.2")]
    #[case::empty("10.0.0.1", &[("x-forwarded-for", "")], "10.0.0.1")]
    #[case::port("10.0.0.1", &[("x-forwarded-for", "192.0.2.1:4711")], "192.0.2.1")]
    #[case::six("10.0.0.1", &[("x-forwarded-for", "2001:db8::1")], "2001:db8::1")]
    #[case::six_with_port("10.0.0.1", &[("x-forwarded-for", "[2001:db8::1]:4711")], "2001:db8::1")]
    #[case::mapped("::ffff:10.0.0.1", &[("x-forwarded-for", "::ffff:192.0.2.1")], "192.0.2.1")]
    #[case::forwarded("10.0.0.1", &[("forwarded", "for=203.0.113.9, proto=https; For=\"[2001:db8::1]:4711\"")], "2001:db8::1")]
    #[case::forwarded_obfuscated("10.0.0.1", &[("forwarded", "for=_hidden")], "10.0.0.1")]
    #[case::both_agree("10.0.0.1", &[("forwarded", "for=192.0.2.1"), ("x-forwarded-for", "192.0.2.1")], "192.0.2.1")]
    #[case::one_is_claimed("10.0.0.1", &[("forwarded", "for=203.0.113.9"), ("x-forwarded-for", "192.0.2.1")], "10.0.0.1")]
    #[case::not_our_proxy("198.51.100.1", &[("x-forwarded-for", "192.0.2.1"), ("forwarded", "for=192.0.2.1")], "198.51.100.1")]
    fn the_visitor_is_the_nearest_address_that_is_no_proxy_of_ours(
        #[case] peer: &str,
        #[case] headers: &[(&'static str, &str)],
        #[case] expected: &str,
    ) {
        assert_eq!(visitor(&["10.0.0.0/8", "fd00::/8"], peer, headers), expected);
    }

    #[test]
    fn nobody_is_trusted_by_default() {
        assert_eq!(visitor(&[], "127.0.0.1", &[("x-forwarded-for", "192.0.2.1")]), "127.0.0.1");
    }
}
