//! Which addresses webhooks may be sent to: public ones. Asked when an endpoint is made, and again for
//! the address that each connection is opened to.
//!
//! Source: the special-purpose address registries of the IANA (IPv4 and IPv6). Addresses that carry an
//! IPv4 address inside (mapped, compatible, 6to4, NAT64, Teredo) count as what they carry.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::Host;

/// The address that a URL's host is without being looked up. The URL's parser has turned decimal, octal,
/// hexadecimal and short spellings into the usual one.
pub fn address(host: Host<&str>) -> Option<IpAddr> {
    match host {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let local = name == "localhost" || name.ends_with(".localhost");
            local.then_some(Ipv4Addr::LOCALHOST.into())
        }
    }
}

/// Whether the address is one that the whole internet reaches in the same place.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// First address and length of the prefix.
const REFUSED_V4: &[([u8; 4], u32)] = &[
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    // Metadata services of clouds among them.
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 31, 196, 0], 24),
    ([192, 52, 193, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([192, 175, 48, 0], 24),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
    // Azure's host services, though the address is public.
    ([168, 63, 129, 16], 32),
];

fn is_public_v4(address: Ipv4Addr) -> bool {
    let bits = u32::from(address);
    let within = |(first, length): &([u8; 4], u32)| (bits ^ u32::from_be_bytes(*first)) >> (32 - length) == 0;
    !REFUSED_V4.iter().any(within)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let bits = u128::from(address);
    let low = Ipv4Addr::from(bits as u32);
    let [a, b, c, ..] = address.segments();
    // Only 2000::/3 is handed out; what lies outside is mapped, translated, local or nothing.
    if a >> 13 != 1 {
        // ::ffff:0:0/96 (mapped), ::/96 (compatible), 64:ff9b::/96 (NAT64), ::ffff:0:0:0/96 (translated)
        let prefix = bits >> 32;
        let carries =
            prefix == 0xffff || (prefix == 0 && bits > 1) || prefix == 0x0064_ff9b << 64 || prefix == 0xffff << 16;
        return carries && is_public_v4(low);
    }
    match (a, b) {
        // 6to4
        (0x2002, _) => is_public_v4(Ipv4Addr::from((u32::from(b) << 16) | u32::from(c))),
        // Teredo: the client's address is stored inverted.
        (0x2001, 0) => is_public_v4(Ipv4Addr::from(!(bits as u32))),
        // The other protocol assignments of 2001::/23, documentation, and 3fff::/20.
        (0x2001, 0x0db8) => false,
        (0x2001, b) => b >= 0x0200,
        (0x3fff, b) => b >= 0x1000,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    /// What a URL with this host would connect to, if its host is an address.
    fn public(host: &str) -> Option<bool> {
        let url = Url::parse(&format!("http://{host}/")).unwrap();
        url.host().and_then(address).map(is_public)
    }

    #[test]
    fn private_addresses_are_refused_in_every_spelling() {
        let hosts = [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0x7f.0.0.1",
            "0177.0.0.1",
            "017700000001",
            "127.0.0.1.",
            "0.0.0.0",
            "0",
            "10.0.0.1",
            "10.1",
            "0xa.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "3232235777",
            "100.64.0.1",
            "100.127.255.255",
            "169.254.169.254",
            "0xa9fea9fe",
            "2852039166",
            "0251.0376.0251.0376",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
            "localhost",
            "LOCALHOST.",
            "a.localhost",
            "127.0.0.1",
            "①②⑦.⓪.⓪.①",
            "[::1]",
            "[::]",
            "[0:0:0:0:0:0:0:1]",
            "[fe80::1]",
            "[fec0::1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[ff02::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[::ffff:a9fe:a9fe]",
            "[::127.0.0.1]",
            "[::a9fe:a9fe]",
            "[::ffff:0:10.0.0.1]",
            "[2002:7f00:1::]",
            "[2002:c0a8:101::1]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b::169.254.169.254]",
            "[64:ff9b:1::a00:1]",
            "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
            "[2001:db8::1]",
            "[2001:10::1]",
            "[3fff::1]",
            "[100::1]",
            "[5f00::1]",
        ];
        for host in hosts {
            assert_eq!(public(host), Some(false), "{host}");
        }
    }

    #[test]
    fn public_addresses_are_allowed() {
        let hosts = [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "126.255.255.255",
            "128.0.0.1",
            "169.253.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.167.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "134744072",
            "[2606:4700::1111]",
            "[2a00:1450::1]",
            "[::ffff:8.8.8.8]",
            "[64:ff9b::8.8.8.8]",
            "[2002:808:808::1]",
            "[2001:4860::8888]",
        ];
        for host in hosts {
            assert_eq!(public(host), Some(true), "{host}");
        }
        assert_eq!(public("example.com"), None);
    }
}
