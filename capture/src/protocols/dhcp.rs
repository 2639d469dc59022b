//! DHCP for IPv4 (RFC 2131, options RFC 2132): who asks for an address, and who hands them out.

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::bytes::{Cursor, be32};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Dhcp;

struct Dhcp;

const fn row(code: u32, name: &'static str, class: Class) -> Function {
    Function { code, name, class, source: "RFC 2131, 3.1; RFC 2132, 9.6" }
}

static FUNCTIONS: &[Function] = &[
    Function { code: 0, name: "bootp", class: Class::Session, source: "RFC 951" },
    row(1, "discover", Class::Session),
    row(2, "offer", Class::Session),
    row(3, "request", Class::Session),
    row(4, "decline", Class::Session),
    row(5, "ack", Class::Session),
    row(6, "nak", Class::Session),
    row(7, "release", Class::Session),
    row(8, "inform", Class::Session),
];

const NAK: u8 = 6;

impl Protocol for Dhcp {
    fn name(&self) -> &'static str {
        "dhcp"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Udp(67), Hint::Udp(68)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        let sane = matches!(bytes.first(), Some(1 | 2)) && bytes.get(2).is_some_and(|&length| length <= 16);
        match be32(bytes, 236) {
            // The magic cookie of RFC 2131, 3.
            Some(0x6382_5363) if sane => Probe::Strong,
            _ => Probe::No,
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let (Some(&direction), Some(options)) = (bytes.first(), bytes.get(240..)) else {
            out.malformed();
            return;
        };
        let kind = option(options, 53).and_then(|value| value.first().copied()).unwrap_or(0);
        if kind == NAK { out.error(u32::from(kind)) } else { out.operation(u32::from(kind)) }
        if direction == 2 {
            out.sender_is(Role::Server);
            return;
        }
        out.sender_is(Role::Client);
        // The sender often has no address yet, so the statements are about its MAC, and about the address that it
        // has or asks for.
        let address = bytes.get(12..16).filter(|address| address.iter().any(|&b| b != 0));
        let asked = option(options, 50).filter(|value| kind == 3 && value.len() == 4);
        let mac = bytes.get(28..34).filter(|_| bytes.get(1..3) == Some(&[1, 6]));
        let about = [
            mac.map(|mac| mac.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(":")),
            address.or(asked).map(|a| a.iter().map(u8::to_string).collect::<Vec<_>>().join(".")),
        ];
        for (number, attribute) in [(12, "hostname"), (60, "dhcp-vendor-class")] {
            let Some(value) = option(options, number) else { continue };
            for address in about.iter().flatten() {
                out.identity_of(address.clone(), attribute, value);
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

/// The value of an option (RFC 2132, 2): code, length, value; 0 pads, 255 ends.
fn option(options: &[u8], wanted: u8) -> Option<&[u8]> {
    let mut cursor = Cursor::new(options);
    loop {
        match cursor.u8()? {
            0 => {}
            255 => return None,
            code => {
                let length = cursor.u8()?;
                let value = cursor.take(usize::from(length))?;
                if code == wanted {
                    return Some(value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    fn packet(direction: u8, options: &str) -> Vec<u8> {
        let mut bytes = vec![0; 236];
        bytes[..3].copy_from_slice(&[direction, 1, 6]);
        bytes[28..34].copy_from_slice(&[2, 0, 0, 0, 0, 7]);
        bytes.extend(hex("63825363"));
        bytes.extend(hex(options));
        bytes
    }

    #[test]
    fn a_request_tells_host_and_maker_and_a_nak_is_an_error() {
        let request = packet(1, "350103 3204 0a000007 0c03 706c63 3c04 41636d65 ff");
        let nak = packet(2, "350106 ff");
        assert_eq!(PROTOCOL.probe(&request, Over::Udp), Probe::Strong);
        let seen = decode(PROTOCOL, Over::Udp, &[(0, &request), (1, &nak)]);
        let row = |side, name: &str, errors| (side, name.to_owned(), name.to_owned(), 1, errors);
        assert_eq!(seen.operations, [row(0, "request", 0), row(1, "nak", 1)]);
        // Once about the MAC, once about the address asked for.
        let said = |attribute, value: &str| (attribute, value.to_owned());
        let (vendor, host) = (said("dhcp-vendor-class", "Acme"), said("hostname", "plc"));
        assert_eq!(seen.identities, [vendor.clone(), vendor, host.clone(), host]);
        assert_eq!(seen.client_votes, [2, 0]);
        damage(PROTOCOL, Over::Udp, &[(0, &request)]);
    }
}
