//! The rules of the egress guard: which URLs may be asked and which addresses may be connected to
//! (spec requirements S-10, interop T-10 … T-12, T-38).
//! In: a URL, or a host name with one of its addresses. Out: yes, or a [`Refusal`]. No I/O.
//! `client` asks before every hop, `resolve` for every address.

use std::net::IpAddr;

use url::{Host, Url};

use super::cidr::Cidr;

/// How much a request may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// Other servers of the Fediverse: https on 443 only, no address literals, at most 2 redirects on the same host.
    Federation,
    /// Websites and platforms we mirror: http and https on 80 and 443, at most 5 redirects, each checked.
    Source,
}

impl Profile {
    /// The most redirects that are ever followed.
    pub(super) const fn max_redirects(self) -> u8 {
        match self {
            Self::Federation => 2,
            Self::Source => 5,
        }
    }

    /// How many reads of one host may be under way at once.
    pub(super) const fn reads_per_host(self) -> usize {
        match self {
            Self::Federation => 2,
            Self::Source => 4,
        }
    }
}

/// Why the guard said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Neither http nor https, or http where https is asked for.
    #[error("the scheme is not allowed")]
    Scheme,
    /// `user:password@` in the URL.
    #[error("the URL carries a user name or password")]
    Userinfo,
    /// Any port but 443 (and 80 for sources; for mailboxes 993 with TLS and 143 before it).
    #[error("the port is not allowed")]
    Port,
    /// No host at all.
    #[error("the URL has no host")]
    NoHost,
    /// An address where only a name is accepted.
    #[error("the host is an address, not a name")]
    AddressLiteral,
    /// A name that cannot belong to the public internet: `localhost`, `.internal`, `.local`, no dot, or a final dot.
    #[error("the host is not a public name")]
    PrivateName,
    /// The host is, or resolves only to, addresses that are not globally reachable.
    #[error("the address is not on the public internet")]
    PrivateAddress,
}

/// IPv4 ranges that are not globally reachable (IANA special-purpose registry, RFC 6890), multicast and the rest.
const NOT_GLOBAL_V4: [Cidr; 16] = [
    Cidr::v4([0, 0, 0, 0], 8),
    Cidr::v4([10, 0, 0, 0], 8),
    Cidr::v4([100, 64, 0, 0], 10),
    Cidr::v4([127, 0, 0, 0], 8),
    Cidr::v4([169, 254, 0, 0], 16),
    Cidr::v4([172, 16, 0, 0], 12),
    Cidr::v4([192, 0, 0, 0], 24),
    Cidr::v4([192, 0, 2, 0], 24),
    Cidr::v4([192, 88, 99, 0], 24),
    Cidr::v4([192, 168, 0, 0], 16),
    Cidr::v4([198, 18, 0, 0], 15),
    Cidr::v4([198, 51, 100, 0], 24),
    Cidr::v4([203, 0, 113, 0], 24),
    Cidr::v4([224, 0, 0, 0], 4),
    Cidr::v4([240, 0, 0, 0], 4),
    Cidr::v4([255, 255, 255, 255], 32),
];

/// The only IPv6 space that is given out to the public (RFC 4291 §2.4). Everything outside is refused: `::`, `::1`,
/// v4-mapped and v4-compatible, NAT64 `64:ff9b::/96`, unique local, link-local, multicast.
const GLOBAL_V6: Cidr = Cidr::v6(0x2000, 0, 3);

/// Holes in it: IETF protocol assignments with Teredo, documentation, 6to4 (which wraps an IPv4 address).
const NOT_GLOBAL_V6: [Cidr; 4] =
    [Cidr::v6(0x2001, 0, 23), Cidr::v6(0x2001, 0x0db8, 32), Cidr::v6(0x2002, 0, 16), Cidr::v6(0x3fff, 0, 20)];

/// Name endings that never lead to a public server (RFC 6761, 6762, 7686, 8375, ICANN's `internal`).
const PRIVATE_SUFFIXES: [&str; 6] = [".local", ".internal", ".home.arpa", ".onion", ".invalid", ".localdomain"];

/// Whether an address is reachable from anywhere on the public internet.
#[must_use]
pub fn is_global(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(_) => !NOT_GLOBAL_V4.iter().any(|range| range.contains(ip)),
        IpAddr::V6(_) => GLOBAL_V6.contains(ip) && !NOT_GLOBAL_V6.iter().any(|range| range.contains(ip)),
    }
}

/// Whether a lower-case name means this machine by convention: `localhost`, `*.localhost`, `*.test`.
pub(super) fn is_loopback_name(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || host.ends_with(".test")
}

/// The guard's settings: what an operator may relax.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    /// `development.loopback`: hosts of this machine may be asked, by http and on any port. Nothing else changes.
    pub loopback: bool,
    /// `egress.allow`: networks that sources may live in although they are private.
    pub allow: Vec<Cidr>,
}

impl Rules {
    /// Judges a URL before anything is resolved.
    pub fn check_url(&self, profile: Profile, url: &Url) -> Result<(), Refusal> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Userinfo);
        }
        if self.check_host(profile, url.host().ok_or(Refusal::NoHost)?)? {
            return Ok(());
        }
        match (profile, url.scheme(), url.port_or_known_default()) {
            (Profile::Federation, "http", _) => Err(Refusal::Scheme),
            (_, _, Some(443)) | (Profile::Source, _, Some(80)) => Ok(()),
            _ => Err(Refusal::Port),
        }
    }

    /// Judges where a mailbox is said to be; true means it is this machine.
    pub fn check_mailbox(&self, host: Host<&str>, port: u16, tls: bool) -> Result<bool, Refusal> {
        if self.check_host(Profile::Source, host)? {
            return Ok(true);
        }
        if port == if tls { 993 } else { 143 } { Ok(false) } else { Err(Refusal::Port) }
    }

    /// Judges the host of a URL; true means it is this machine and the development switch frees it from the rest.
    fn check_host(&self, profile: Profile, host: Host<&str>) -> Result<bool, Refusal> {
        let ip: IpAddr = match host {
            Host::Domain(name) => return self.check_name(name),
            Host::Ipv4(ip) => ip.into(),
            Host::Ipv6(ip) => ip.into(),
        };
        if self.loopback && ip.is_loopback() {
            Ok(true)
        } else if profile == Profile::Federation {
            Err(Refusal::AddressLiteral)
        } else if self.admits_stranger(profile, ip) {
            Ok(false)
        } else {
            Err(Refusal::PrivateAddress)
        }
    }

    fn check_name(&self, name: &str) -> Result<bool, Refusal> {
        if is_loopback_name(name) {
            return if self.loopback { Ok(true) } else { Err(Refusal::PrivateName) };
        }
        // A name without a dot is completed by the machine's search list, so it means whatever the network says.
        let private = !name.contains('.') || name.ends_with('.') || PRIVATE_SUFFIXES.iter().any(|s| name.ends_with(s));
        if private { Err(Refusal::PrivateName) } else { Ok(false) }
    }

    /// Whether `host`, which resolved to `ip`, may be connected to there.
    pub fn admits(&self, profile: Profile, host: &str, ip: IpAddr) -> bool {
        if is_loopback_name(host) { self.loopback && ip.is_loopback() } else { self.admits_stranger(profile, ip) }
    }

    fn admits_stranger(&self, profile: Profile, ip: IpAddr) -> bool {
        is_global(ip) || (profile == Profile::Source && self.allow.iter().any(|range| range.contains(ip)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Refusal::{AddressLiteral, Port, PrivateAddress, PrivateName, Scheme, Userinfo};

    /// url · verdict for Federation · verdict for Source, both without any switch.
    const URLS: &[(&str, Option<Refusal>, Option<Refusal>)] = &[
        // what is fine
        ("https://stadt.example/feed.xml", None, None),
        ("https://stadt.example:443/", None, None),
        ("https://MÜNCHEN.example/", None, None),
        ("https://xn--mnchen-3ya.example/", None, None),
        ("https://internal.example/", None, None),
        ("https://localhost.example/", None, None),
        ("https://a.b/../x", None, None),
        // schemes and ports
        ("http://stadt.example/", Some(Scheme), None),
        ("http://stadt.example:443/", Some(Scheme), None),
        ("https://stadt.example:80/", Some(Port), None),
        ("https://stadt.example:8443/", Some(Port), Some(Port)),
        ("https://evil.example:22/", Some(Port), Some(Port)),
        ("http://stadt.example:6379/", Some(Scheme), Some(Port)),
        ("https://stadt.example:0/", Some(Port), Some(Port)),
        ("ftp://stadt.example/", Some(Scheme), Some(Scheme)),
        ("file:///etc/passwd", Some(Scheme), Some(Scheme)),
        ("gopher://stadt.example/", Some(Scheme), Some(Scheme)),
        ("data:text/plain,x", Some(Scheme), Some(Scheme)),
        ("unix:/run/docker.sock", Some(Scheme), Some(Scheme)),
        ("ws://stadt.example/", Some(Scheme), Some(Scheme)),
        // userinfo
        ("https://user@stadt.example/", Some(Userinfo), Some(Userinfo)),
        ("https://user:pass@stadt.example/", Some(Userinfo), Some(Userinfo)),
        ("https://:pass@stadt.example/", Some(Userinfo), Some(Userinfo)),
        ("https://stadt.example@127.0.0.1/", Some(Userinfo), Some(Userinfo)),
        // names of this machine and of private networks
        ("https://localhost/", Some(PrivateName), Some(PrivateName)),
        ("https://localhost./", Some(PrivateName), Some(PrivateName)),
        ("https://LOCALHOST/", Some(PrivateName), Some(PrivateName)),
        ("https://a.localhost/", Some(PrivateName), Some(PrivateName)),
        ("https://peer.test/", Some(PrivateName), Some(PrivateName)),
        ("https://metadata.google.internal/", Some(PrivateName), Some(PrivateName)),
        ("https://metadata.google.internal./", Some(PrivateName), Some(PrivateName)),
        ("https://drucker.local/", Some(PrivateName), Some(PrivateName)),
        ("https://router.home.arpa/", Some(PrivateName), Some(PrivateName)),
        ("https://intranet/", Some(PrivateName), Some(PrivateName)),
        ("https://stadt.example./", Some(PrivateName), Some(PrivateName)),
        // IPv4 in all the forms the URL standard folds together
        ("https://93.184.216.34/", Some(AddressLiteral), None),
        ("https://127.0.0.1/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://127.0.0.1./", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://127.1/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://0x7f.1/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://0x7f000001/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://0177.0.0.1/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://2130706433/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://①②⑦.0.0.1/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://127%2e0%2e0%2e1/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://127。0。0。1/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://0/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://0.0.0.0/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://10.0.0.1/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://100.64.0.1/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://100.127.255.255/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://169.254.169.254/latest/meta-data", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://172.16.0.1/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://172.32.0.1/", Some(AddressLiteral), None),
        ("https://192.0.0.8/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://192.0.2.1/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://192.88.99.1/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://192.168.1.1/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://198.18.0.1/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://198.51.100.1/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://203.0.113.1/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://224.0.0.1/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://255.255.255.255/", Some(AddressLiteral), Some(PrivateAddress)),
        // IPv6
        ("https://[2606:2800:220:1::1]/", Some(AddressLiteral), None),
        ("https://[::]/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://[::1]/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://[::ffff:127.0.0.1]/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://[::ffff:93.184.216.34]/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://[::127.0.0.1]/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://[64:ff9b::7f00:1]/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://[64:ff9b:1::1]/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://[100::1]/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://[2001::1]/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://[2001:1ff::1]/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://[2001:200::1]/", Some(AddressLiteral), None),
        ("https://[2001:db8::1]/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://[2002:7f00:1::]/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://[3fff::1]/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://[fc00::1]/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://[fd12:3456::1]/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://[fe80::1]/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://[ff02::1]/", Some(AddressLiteral), Some(PrivateAddress)),
        ("https://[5f00::1]/", Some(AddressLiteral), Some(PrivateAddress)),
    ];

    fn verdict(rules: &Rules, profile: Profile, url: &str) -> Option<Refusal> {
        let url = Url::parse(url).unwrap_or_else(|error| panic!("{url}: {error}"));
        rules.check_url(profile, &url).err()
    }

    #[test]
    fn every_url_gets_its_verdict() {
        let rules = Rules::default();
        for (url, federation, source) in URLS {
            assert_eq!(verdict(&rules, Profile::Federation, url), *federation, "{url} for federation");
            assert_eq!(verdict(&rules, Profile::Source, url), *source, "{url} for sources");
        }
    }

    #[test]
    fn the_development_switch_frees_this_machine_and_nothing_else() {
        let rules = Rules { loopback: true, allow: Vec::new() };
        for url in [
            "http://localhost:8080/",
            "http://rathaus.localhost:8080/",
            "http://peer.test:9000/",
            "http://127.0.0.1:80/",
            "http://127.9.9.9:1234/",
            "http://[::1]:8080/",
            "https://localhost:8443/",
        ] {
            assert_eq!(verdict(&rules, Profile::Federation, url), None, "{url}");
            assert_eq!(verdict(&rules, Profile::Source, url), None, "{url}");
        }
        for url in [
            "http://0.0.0.0:8080/",
            "http://[::]:8080/",
            "http://[::ffff:127.0.0.1]:8080/",
            "http://10.0.0.1/",
            "http://localhost.:8080/",
            "http://stadt.example:8080/",
            "ftp://localhost/",
            "http://u@localhost/",
            "http://169.254.169.254/",
            "http://drucker.local/",
        ] {
            assert!(verdict(&rules, Profile::Federation, url).is_some(), "{url} for federation");
            assert!(verdict(&rules, Profile::Source, url).is_some(), "{url} for sources");
        }
    }

    #[test]
    fn an_allowed_network_is_open_to_sources_only() {
        let rules = Rules { loopback: false, allow: vec!["10.20.0.0/16".parse().unwrap()] };
        let (inside, outside) = ("10.20.3.4".parse().unwrap(), "10.21.0.1".parse().unwrap());
        assert!(rules.admits(Profile::Source, "www.stadt.example", inside));
        assert!(!rules.admits(Profile::Source, "www.stadt.example", outside));
        assert!(!rules.admits(Profile::Federation, "www.stadt.example", inside));
        assert_eq!(verdict(&rules, Profile::Source, "http://10.20.3.4/"), None);
        assert_eq!(verdict(&rules, Profile::Source, "http://10.21.3.4/"), Some(PrivateAddress));
    }

    #[test]
    fn only_names_of_this_machine_may_resolve_to_it() {
        let rules = Rules { loopback: true, allow: Vec::new() };
        let here = "127.0.0.1".parse().unwrap();
        assert!(rules.admits(Profile::Federation, "peer.localhost", here));
        assert!(!rules.admits(Profile::Federation, "evil.example", here));
        assert!(!rules.admits(Profile::Federation, "peer.localhost", "93.184.216.34".parse().unwrap()));
    }
}
