//! Spanning Tree (IEEE 802.1D, 802.1Q for RSTP and MSTP, and Cisco's per-VLAN form): switches that agree on a tree
//! without loops.

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::bytes::{be16, be32};
use crate::record::Message;

pub static PROTOCOL: &dyn Protocol = &Stp;

struct Stp;

const fn row(code: u32, name: &'static str, class: Class, source: &'static str) -> Function {
    Function {
        code,
        name,
        class,
        source,
    }
}

/// Codes are the type of the BPDU.
static FUNCTIONS: &[Function] = &[
    row(0x00, "configuration", Class::Session, "IEEE 802.1D-2004, 9.3.1"),
    row(0x80, "topology-change", Class::Session, "IEEE 802.1D-2004, 9.3.2"),
    row(
        0x02,
        "rapid",
        Class::Session,
        "IEEE 802.1D-2004, 9.3.3; IEEE 802.1Q-2022, 14.4",
    ),
];

impl Protocol for Stp {
    fn name(&self) -> &'static str {
        "stp"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Llc(0x42), Hint::Llc(0xAA)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        match bpdu(bytes) {
            Some(([0, 0, 0..=3, 0x00 | 0x02], _)) => Probe::Strong,
            Some(([0, 0, 0, 0x80], _)) => Probe::Strong,
            _ => Probe::No,
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let Some(([_, _, _, kind], body)) = bpdu(bytes) else {
            return out.malformed();
        };
        out.operation(u32::from(kind));
        // Flags, then the root's priority and address (9.3.1); who is root is what a switch says of the network.
        if let (0 | 2, Some(priority), Some(root)) = (kind, be16(body, 1), body.get(3..9)) {
            let root: Vec<String> = root.iter().map(|b| format!("{b:02x}")).collect();
            out.identity("stp-root", format!("{priority} {}", root.join(":")).as_bytes());
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe_by_name(self.name(), FUNCTIONS, code)
    }
}

/// Protocol identifier, version and type, and what follows them. Per-VLAN messages come in SNAP with Cisco's
/// identifier before them.
fn bpdu(bytes: &[u8]) -> Option<([u8; 4], &[u8])> {
    const PER_VLAN: &[u8] = &[0, 0, 0x0C, 1, 0x0B];
    let bytes = bytes.strip_prefix(PER_VLAN).unwrap_or(bytes);
    Some((be32(bytes, 0)?.to_be_bytes(), bytes.get(4..)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    #[test]
    fn both_forms_tell_who_is_the_root() {
        let plain = hex("0000 02 02 3c 8000 020000000001 00000000 8000 020000000001 8001 0000 1400 0200 0f00");
        let per_vlan = [&[0, 0, 0x0C, 1, 0x0B][..], &plain].concat();
        for bytes in [&plain, &per_vlan] {
            assert_eq!(PROTOCOL.probe(bytes, Over::Link), Probe::Strong);
            let seen = decode(PROTOCOL, Over::Link, &[(0, bytes)]);
            assert_eq!(seen.operations[0].2, "rapid");
            assert_eq!(seen.identities, [("stp-root", "32768 02:00:00:00:00:01".to_owned())]);
        }
        assert_eq!(PROTOCOL.probe(&hex("00000c 2000 02b4"), Over::Link), Probe::No);
        damage(PROTOCOL, Over::Link, &[(0, &plain), (0, &per_vlan)]);
    }
}
