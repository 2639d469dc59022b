//! Cisco Discovery Protocol: what a switch, a phone or an access point says of itself
//! (Cisco, "Cisco Discovery Protocol" packet format; the layout is as Wireshark and tcpdump read it).

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::bytes::Cursor;
use crate::record::Message;

pub static PROTOCOL: &dyn Protocol = &Cdp;

struct Cdp;

static FUNCTIONS: &[Function] = &[Function {
    code: 1,
    name: "announcement",
    class: Class::Identify,
    source: "Cisco Discovery Protocol, packet format",
}];

/// SNAP: Cisco's organisation code and the protocol number.
const SNAP: &[u8] = &[0, 0, 0x0C, 0x20, 0x00];

impl Protocol for Cdp {
    fn name(&self) -> &'static str {
        "cdp"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Llc(0xAA)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        match bytes.strip_prefix(SNAP) {
            Some([1 | 2, ..]) => Probe::Strong,
            _ => Probe::No,
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        // Version, time to live, checksum.
        let Some(fields) = bytes.strip_prefix(SNAP).and_then(|packet| packet.get(4..)) else {
            return out.malformed();
        };
        out.operation(1);
        let mut cursor = Cursor::new(fields);
        while let (Some(kind), Some(length)) = (cursor.u16(), cursor.u16()) {
            let value = usize::from(length).checked_sub(4).and_then(|length| cursor.take(length));
            let Some(value) = value else { return };
            match kind {
                1 => out.identity("hostname", value),
                3 => out.identity("port", value),
                5 => out.identity("firmware", value),
                6 => out.identity("product", value),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    #[test]
    fn a_switch_says_what_it_is() {
        let packet = hex("00000c2000 02 b4 0000 0001 0006 7331 0005 0007 31352e 0006 0006 4945");
        assert_eq!(PROTOCOL.probe(&packet, Over::Link), Probe::Strong);
        let seen = decode(PROTOCOL, Over::Link, &[(0, &packet)]);
        let said = |attribute, value: &str| (attribute, value.to_owned());
        assert_eq!(
            seen.identities,
            [said("firmware", "15."), said("hostname", "s1"), said("product", "IE")]
        );
        damage(PROTOCOL, Over::Link, &[(0, &packet)]);
    }
}
