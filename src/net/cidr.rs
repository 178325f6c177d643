//! Networks in CIDR notation (RFC 4632, RFC 4291 §2.3): `10.0.0.0/8`, `fd00::/8`.
//! In: text from `egress.allow` and the guard's own tables. Out: "is this address inside?". Called by `guard` and `app`.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// An address range: the leading `bits` of `base` are what every member shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    base: IpAddr,
    bits: u8,
}

/// The text is not `address/bits` with bits at most 32 (IPv4) or 128 (IPv6).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a network such as 10.0.0.0/8 or fd00::/8")]
pub struct CidrError(String);

impl Cidr {
    /// An IPv4 range for the guard's tables.
    pub(super) const fn v4(octets: [u8; 4], bits: u8) -> Self {
        Self { base: IpAddr::V4(Ipv4Addr::from_octets(octets)), bits }
    }

    /// An IPv6 range for the guard's tables; only the first two groups are ever needed there.
    pub(super) const fn v6(first: u16, second: u16, bits: u8) -> Self {
        Self { base: IpAddr::V6(Ipv6Addr::new(first, second, 0, 0, 0, 0, 0, 0)), bits }
    }

    /// Whether `ip` lies in this range. IPv4 and IPv6 never contain each other, v4-mapped addresses included.
    #[must_use]
    pub fn contains(&self, ip: IpAddr) -> bool {
        match (self.base, ip) {
            (IpAddr::V4(base), IpAddr::V4(ip)) => {
                let differing = base.to_bits() ^ ip.to_bits();
                differing.checked_shr(32u32.saturating_sub(u32::from(self.bits))).unwrap_or(0) == 0
            }
            (IpAddr::V6(base), IpAddr::V6(ip)) => {
                let differing = base.to_bits() ^ ip.to_bits();
                differing.checked_shr(128u32.saturating_sub(u32::from(self.bits))).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

impl FromStr for Cidr {
    type Err = CidrError;

    /// A bare address is a range of one. Host bits may be set; they are ignored.
    fn from_str(text: &str) -> Result<Self, CidrError> {
        let wrong = || CidrError(text.to_owned());
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text.trim(), None),
        };
        let base: IpAddr = address.parse().map_err(|_| wrong())?;
        let most: u8 = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse::<u8>().map_err(|_| wrong()))?;
        if bits > most { Err(wrong()) } else { Ok(Self { base, bits }) }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("10.0.0.0/8", "10.255.0.1", true)]
    #[case("10.0.0.0/8", "11.0.0.1", false)]
    #[case("10.20.30.40/16", "10.20.0.1", true)]
    #[case("192.168.7.9", "192.168.7.9", true)]
    #[case("192.168.7.9", "192.168.7.8", false)]
    #[case("0.0.0.0/0", "203.0.113.1", true)]
    #[case("fd00::/8", "fdab::1", true)]
    #[case("fd00::/8", "fe80::1", false)]
    #[case("::/0", "2001:db8::1", true)]
    #[case("::/0", "127.0.0.1", false)]
    #[case("10.0.0.0/8", "::ffff:10.0.0.1", false)]
    fn a_network_contains_exactly_its_addresses(#[case] network: &str, #[case] ip: &str, #[case] inside: bool) {
        let network: Cidr = network.parse().unwrap();
        assert_eq!(network.contains(ip.parse().unwrap()), inside);
    }

    #[test]
    fn what_is_not_a_network_is_an_error() {
        for text in ["", "10.0.0.0/33", "::/129", "10.0.0/8", "intranet", "10.0.0.0/", "10.0.0.0/-1"] {
            assert!(text.parse::<Cidr>().is_err(), "{text}");
        }
    }
}
