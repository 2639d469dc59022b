//! DHCP for IPv6 (RFC 8415).

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::bytes::Cursor;
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Dhcpv6;

struct Dhcpv6;

const fn row(code: u32, name: &'static str) -> Function {
    Function { code, name, class: Class::Session, source: "RFC 8415, 7.3" }
}

static FUNCTIONS: &[Function] = &[
    row(1, "solicit"),
    row(2, "advertise"),
    row(3, "request"),
    row(4, "confirm"),
    row(5, "renew"),
    row(6, "rebind"),
    row(7, "reply"),
    row(8, "release"),
    row(9, "decline"),
    row(10, "reconfigure"),
    row(11, "information-request"),
    row(12, "relay-forward"),
    row(13, "relay-reply"),
];

impl Protocol for Dhcpv6 {
    fn name(&self) -> &'static str {
        "dhcpv6"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Udp(547), Hint::Udp(546)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        // A client's identifier (option 1) or the server's (option 2) is a DUID of type 1 to 4 (section 11); options
        // must fill the packet exactly.
        let Some(mut cursor) = options(bytes) else { return Probe::No };
        let mut identified = false;
        while !cursor.is_empty() {
            let (Some(code), Some(length)) = (cursor.u16(), cursor.u16()) else { return Probe::No };
            let Some(value) = cursor.take(usize::from(length)) else { return Probe::No };
            // A relay carries the client's message whole (option 9).
            identified |= matches!((code, value), (1 | 2, [0, 1..=4, _, _, ..]) | (9, [1..=13, _, _, _, ..]));
        }
        if identified { Probe::Strong } else { Probe::No }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let Some(&kind) = bytes.first() else { return };
        out.operation(u32::from(kind));
        match kind {
            1 | 3..=6 | 8 | 9 | 11 | 12 => out.sender_is(Role::Client),
            2 | 7 | 10 | 13 => out.sender_is(Role::Server),
            _ => {}
        }
        let Some(mut cursor) = options(bytes).filter(|_| kind < 12) else { return };
        while let (Some(code), Some(length)) = (cursor.u16(), cursor.u16()) {
            let Some(value) = cursor.take(usize::from(length)) else { return };
            match (code, value) {
                // RFC 4704: flags, then the name as length-prefixed labels.
                (39, [_, name @ ..]) => out.identity("hostname", &labels(name)),
                // Section 21.16: enterprise number, then length and text.
                (16, [_, _, _, _, _, _, text @ ..]) => out.identity("dhcp-vendor-class", text),
                _ => {}
            }
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe_by_name(self.name(), FUNCTIONS, code)
    }
}

/// Where the options start: after type and transaction, or after the addresses of a relay (section 9).
fn options(bytes: &[u8]) -> Option<Cursor<'_>> {
    let rest = match bytes.first()? {
        1..=11 => bytes.get(4..)?,
        12 | 13 => bytes.get(34..)?,
        _ => return None,
    };
    (!rest.is_empty()).then(|| Cursor::new(rest))
}

fn labels(name: &[u8]) -> Vec<u8> {
    let mut cursor = Cursor::new(name);
    let mut out = Vec::new();
    while let Some(label) = cursor.u8().filter(|&l| l > 0).and_then(|length| cursor.take(usize::from(length))) {
        if !out.is_empty() {
            out.push(b'.');
        }
        out.extend_from_slice(label);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    #[test]
    fn a_solicit_tells_the_hosts_name() {
        let solicit = hex("01 a1b2c3 0001 000a 0003 0001 020000000007 0027 0005 00 03 686d69 0010 0008 00000137 0002 4d53");
        assert_eq!(PROTOCOL.probe(&solicit, Over::Udp), Probe::Strong);
        let seen = decode(PROTOCOL, Over::Udp, &[(0, &solicit)]);
        assert_eq!(seen.operations[0].2, "solicit");
        assert_eq!(seen.identities, [("dhcp-vendor-class", "MS".to_owned()), ("hostname", "hmi".to_owned())]);
        assert_eq!(seen.client_votes, [1, 0]);
        assert_eq!(PROTOCOL.probe(&hex("01 00 0000 0006 0103 0000 0002"), Over::Udp), Probe::No);
        damage(PROTOCOL, Over::Udp, &[(0, &solicit)]);
    }
}
