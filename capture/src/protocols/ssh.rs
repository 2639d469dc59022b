//! SSH (RFC 4253): the version lines of both sides, and the start of the key exchange that tells client from server.

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::bytes::be32;
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Ssh;

struct Ssh;

const VERSION: u32 = 1;

static FUNCTIONS: &[Function] = &[
    Function { code: VERSION, name: "version", class: Class::Session, source: "RFC 4253, 4.2" },
    Function { code: 20, name: "key-exchange", class: Class::Session, source: "RFC 4253, 7.1; RFC 4419; RFC 5656" },
];

/// The engine's memory: bit 0 and 1, version of that side seen; bit 2, roles known.
const ROLES: u32 = 4;

impl Protocol for Ssh {
    fn name(&self) -> &'static str {
        "ssh"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(22), Hint::Tcp(2222)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        if bytes.starts_with(b"SSH-2.0-") || bytes.starts_with(b"SSH-1.") {
            Probe::Strong
        } else if is_opaque(bytes) || b"SSH-2.0-".starts_with(bytes) {
            // The middle of a session cannot be told from other encrypted bytes; only its port can name it.
            Probe::Maybe
        } else {
            Probe::No
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let mut seen = out.memory().words.first().copied().unwrap_or(0);
        let mut rest = bytes;
        if bytes.starts_with(b"SSH-") {
            let end = bytes.iter().position(|&b| b == b'\n').map_or(bytes.len(), |at| at + 1);
            let (line, after) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
            out.operation(VERSION);
            out.identity("ssh-version", line.trim_ascii_end());
            seen |= 1 << out.side();
            rest = after;
        }
        match packet(rest) {
            Some(20) => out.operation(20),
            // The client opens the exchange (DH or ECDH init, group request), the server answers.
            Some(30 | 32 | 34) => {
                out.sender_is(Role::Client);
                seen |= ROLES;
            }
            Some(31 | 33) => {
                out.sender_is(Role::Server);
                seen |= ROLES;
            }
            _ => {}
        }
        let words = &mut out.memory().words;
        words.clear();
        words.push(seen);
        if seen == 3 | ROLES || packet(rest) == Some(21) {
            out.enough();
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe_by_name(self.name(), FUNCTIONS, code)
    }
}

/// Bytes that are not text, as encrypted or packed ones are not.
pub(super) fn is_opaque(bytes: &[u8]) -> bool {
    bytes.iter().take(64).any(|&b| !b.is_ascii_graphic() && !b.is_ascii_whitespace())
}

/// Number of the message in a packet that is not yet encrypted (RFC 4253, 6): length, padding, number.
fn packet(bytes: &[u8]) -> Option<u8> {
    let (length, padding) = (be32(bytes, 0)?, *bytes.get(4)?);
    (length <= 35_000 && padding >= 4 && u32::from(padding) < length).then_some(*bytes.get(5)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    #[test]
    fn both_sides_tell_their_version_and_the_key_exchange_tells_the_client() {
        let init = hex("0000002c 06 1e 00000020");
        let talk: [(u8, &[u8]); 3] =
            [(1, b"SSH-2.0-OpenSSH_9.2p1 Debian\r\n"), (0, b"SSH-2.0-PuTTY_0.78\r\n"), (0, &init)];
        assert_eq!(PROTOCOL.probe(talk[0].1, Over::Tcp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(&[0x93, 0x4E, 0x17, 0xC2], Over::Tcp), Probe::Maybe);
        assert_eq!(PROTOCOL.probe(b"GET / HTTP/1.1", Over::Tcp), Probe::No);
        let seen = decode(PROTOCOL, Over::Tcp, &talk);
        let said = |value: &str| ("ssh-version", value.to_owned());
        assert_eq!(seen.identities, [said("SSH-2.0-OpenSSH_9.2p1 Debian"), said("SSH-2.0-PuTTY_0.78")]);
        assert_eq!(seen.client_votes, [1, 0]);
        damage(PROTOCOL, Over::Tcp, &talk);
    }
}
