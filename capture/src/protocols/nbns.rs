//! NetBIOS name service (RFC 1001, RFC 1002): how older Windows hosts announce and look up names.

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::bytes::be16;
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Nbns;

struct Nbns;

const fn row(code: u32, name: &'static str, class: Class) -> Function {
    Function { code, name, class, source: "RFC 1002, 4.2" }
}

const STATUS: u32 = 0x100;

static FUNCTIONS: &[Function] = &[
    row(0, "query", Class::Read),
    row(5, "registration", Class::Session),
    row(6, "release", Class::Session),
    row(7, "wait", Class::Session),
    row(8, "refresh", Class::Session),
    row(9, "refresh", Class::Session),
    row(15, "multi-homed registration", Class::Session),
    row(STATUS, "node status", Class::Identify),
];

impl Protocol for Nbns {
    fn name(&self) -> &'static str {
        "nbns"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Udp(137)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        // Every message has one name, in a question or in an answer, of type NB or NBSTAT (4.2.1.2, 4.2.1.3).
        let kind = be16(bytes, 46);
        let fits = name(bytes, 12).is_some()
            && bytes.get(45) == Some(&0)
            && matches!(kind, Some(0x0A | 0x20 | 0x21))
            && be16(bytes, 48) == Some(1);
        if fits { Probe::Strong } else { Probe::No }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let (Some(&high), Some(&low)) = (bytes.get(2), bytes.get(3)) else {
            out.malformed();
            return;
        };
        let opcode = u32::from(high >> 3 & 0x0F);
        let code = if be16(bytes, 46) == Some(0x21) { STATUS } else { opcode };
        if high & 0x80 != 0 {
            out.sender_is(Role::Server);
            if low & 0x0F != 0 { out.error(code) } else { out.operation(code) }
            return;
        }
        out.sender_is(Role::Client);
        out.operation(code);
        // A registration or refresh of a unique name is a host that names itself; the group bit (4.2.2) is in the
        // flags of the additional record, the last six bytes: flags and address.
        let group = bytes.len().checked_sub(6).and_then(|at| be16(bytes, at)).is_some_and(|flags| flags & 0x8000 != 0);
        if matches!(opcode, 5 | 8 | 9 | 15)
            && !group
            && bytes.len() >= 68
            && let Some((name, 0x00 | 0x20)) = name(bytes, 12)
        {
            out.identity("hostname", &name);
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe_by_name(self.name(), FUNCTIONS, code)
    }
}

/// The name and its suffix (what kind of service has it) from first-level encoding (RFC 1001, 14.1): 32 letters from
/// A to P, each four bits, after a length byte.
pub(super) fn name(bytes: &[u8], at: usize) -> Option<(Vec<u8>, u8)> {
    let letters = bytes.get(at..at.checked_add(33)?)?;
    let (&length, letters) = letters.split_first()?;
    if length != 32 || !letters.iter().all(|b| (b'A'..=b'P').contains(b)) {
        return None;
    }
    let mut name: Vec<u8> = letters.chunks_exact(2).map(|pair| (pair[0] - b'A') << 4 | (pair[1] - b'A')).collect();
    let suffix = name.pop()?;
    Some((name, suffix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    /// "PLC" padded with blanks, suffix 00 (workstation).
    const NAME: &[u8] = b"\x20FAEMEDCACACACACACACACACACACACAAA\0";

    fn registration(flags: &str) -> Vec<u8> {
        [
            hex("8001 2910 0001 0000 0000 0001"),
            NAME.to_vec(),
            hex("0020 0001 c00c 0020 0001 000493e0 0006"),
            hex(flags),
            hex("0a000009"),
        ]
        .concat()
    }

    #[test]
    fn a_host_that_registers_its_own_name_is_known_and_a_workgroup_is_not_a_host() {
        let own = registration("0000");
        assert_eq!(PROTOCOL.probe(&own, Over::Udp), Probe::Strong);
        let seen = decode(PROTOCOL, Over::Udp, &[(0, &own)]);
        assert_eq!(seen.operations[0].2, "registration");
        assert_eq!(seen.identities, [("hostname", "PLC".to_owned())]);
        assert!(decode(PROTOCOL, Over::Udp, &[(0, &registration("8000"))]).identities.is_empty());
        damage(PROTOCOL, Over::Udp, &[(0, &own)]);
    }
}
