//! TFTP (RFC 1350): files without a logon, in plants mostly firmware and configurations of devices.

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::bytes::be16;
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Tftp;

struct Tftp;

const fn row(code: u32, name: &'static str, class: Class, source: &'static str) -> Function {
    Function { code, name, class, source }
}

const READ: u32 = 1;
const WRITE: u32 = 2;
const DATA: u32 = 3;
const ACK: u32 = 4;
const ERROR: u32 = 5;
const OPTIONS: u32 = 6;

/// Data and acknowledgements go over a conversation of their own, on a port that the server picks.
static FUNCTIONS: &[Function] = &[
    row(READ, "read", Class::Read, "RFC 1350, 5"),
    row(WRITE, "write", Class::Write, "RFC 1350, 5"),
    row(DATA, "data", Class::Other, "RFC 1350, 5"),
    row(ACK, "ack", Class::Other, "RFC 1350, 5"),
    row(ERROR, "error", Class::Other, "RFC 1350, 5"),
    row(OPTIONS, "options", Class::Session, "RFC 2347"),
];

impl Protocol for Tftp {
    fn name(&self) -> &'static str {
        "tftp"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Udp(69)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        match (be16(bytes, 0).map(u32::from), bytes.len()) {
            (Some(READ | WRITE), _) if names_file_and_mode(bytes) => Probe::Strong,
            (Some(OPTIONS), _) if names_option(bytes) => Probe::Strong,
            // A full block, and the answer to a block: weak, they are only a number and a length.
            (Some(DATA), 516) | (Some(ACK), 4) => Probe::Weak,
            (Some(ERROR), 5..) if be16(bytes, 2).is_some_and(|code| code <= 8) && is_text(bytes) => Probe::Weak,
            _ => Probe::No,
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        match be16(bytes, 0).map(u32::from) {
            Some(code @ (READ | WRITE)) => {
                out.sender_is(Role::Client);
                out.operation(code);
            }
            Some(ERROR) => out.error(ERROR),
            Some(code @ (DATA | ACK | OPTIONS)) => out.operation(code),
            _ => out.malformed(),
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe_by_name(self.name(), FUNCTIONS, code)
    }
}

/// A request: file name, zero, mode, zero.
fn names_file_and_mode(bytes: &[u8]) -> bool {
    let mut parts = bytes.get(2..).unwrap_or(&[]).split(|&b| b == 0);
    let named = parts.next().is_some_and(|name| !name.is_empty() && name.iter().all(|&b| b >= 0x20));
    let mode = parts.next().unwrap_or(&[]);
    named && [&b"octet"[..], b"netascii", b"mail"].iter().any(|known| mode.eq_ignore_ascii_case(known))
}

/// An acknowledgement of options starts with the name of one (RFC 2347 to RFC 2349, RFC 7440).
fn names_option(bytes: &[u8]) -> bool {
    let name = bytes.get(2..).and_then(|rest| rest.split(|&b| b == 0).next()).unwrap_or(&[]);
    [&b"blksize"[..], b"tsize", b"timeout", b"windowsize"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The text of an error: printable, and one zero at its end.
fn is_text(bytes: &[u8]) -> bool {
    matches!(bytes.get(4..), Some([text @ .., 0]) if text.iter().all(|&b| b >= 0x20))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode};

    #[test]
    fn a_request_is_strong_and_a_block_is_weak() {
        let write = b"\0\x02firmware.bin\0octet\0blksize\x001468\x00";
        assert_eq!(PROTOCOL.probe(write, Over::Udp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(b"\0\x06tsize\x00100\x00", Over::Udp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(&[0, 4, 0, 1], Over::Udp), Probe::Weak);
        assert_eq!(PROTOCOL.probe(&[0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 2], Over::Udp), Probe::No);
        let seen = decode(PROTOCOL, Over::Udp, &[(0, write), (1, b"\0\x05\0\x02no\0")]);
        assert_eq!(seen.operations[0], (0, "write".into(), "write".into(), 1, 0));
        assert_eq!(seen.operations[1].4, 1);
        assert_eq!(seen.client_votes, [1, 0]);
        damage(PROTOCOL, Over::Udp, &[(0, write), (1, b"\0\x05\0\x02no\0")]);
    }
}
