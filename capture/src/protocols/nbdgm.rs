//! NetBIOS datagram service (RFC 1002, 4.4): broadcasts of Windows hosts, mostly of the computer browser.

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe, nbns};
use crate::bytes::be16;
use crate::record::Message;

pub static PROTOCOL: &dyn Protocol = &Nbdgm;

struct Nbdgm;

const fn row(code: u32, name: &'static str) -> Function {
    Function { code, name, class: Class::Other, source: "RFC 1002, 4.4.1" }
}

static FUNCTIONS: &[Function] = &[
    row(0x10, "direct unique datagram"),
    row(0x11, "direct group datagram"),
    row(0x12, "broadcast datagram"),
    row(0x13, "datagram error"),
    row(0x14, "datagram query request"),
    row(0x15, "datagram positive query response"),
    row(0x16, "datagram negative query response"),
];

impl Protocol for Nbdgm {
    fn name(&self) -> &'static str {
        "nbdgm"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Udp(138)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        let named = match bytes.first() {
            Some(0x10..=0x12) => nbns::name(bytes, 14).is_some(),
            Some(0x14..=0x16) => nbns::name(bytes, 10).is_some(),
            _ => false,
        };
        if named { Probe::Strong } else { Probe::No }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let Some(&kind) = bytes.first() else { return };
        out.operation(u32::from(kind));
        // The source name is the sender's own, unless a distribution server (port not 138) passes it on.
        if (0x10..=0x12).contains(&kind)
            && be16(bytes, 8) == Some(138)
            && let Some((name, 0x00 | 0x20)) = nbns::name(bytes, 14)
        {
            out.identity("hostname", &name);
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe(self.name(), FUNCTIONS, code, format!("0x{code:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    #[test]
    fn the_sender_names_itself() {
        let head = hex("11 0a 8001 0a000009 008a 0044 0000");
        let packet = [&head[..], b"\x20FAEMEDCACACACACACACACACACACACAAA\0", b"\x20FAEMEDCACACACACACACACACACACACABO\0"].concat();
        assert_eq!(PROTOCOL.probe(&packet, Over::Udp), Probe::Strong);
        let seen = decode(PROTOCOL, Over::Udp, &[(0, &packet)]);
        assert_eq!(seen.identities, [("hostname", "PLC".to_owned())]);
        assert_eq!(seen.operations[0].1, "0x11");
        damage(PROTOCOL, Over::Udp, &[(0, &packet)]);
    }
}
