//! NTP, the time of the network (RFC 5905; modes 6 and 7 RFC 9327 and ntpd).

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::bytes::be16;
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Ntp;

struct Ntp;

const fn row(code: u32, name: &'static str, class: Class, source: &'static str) -> Function {
    Function { code, name, class, source }
}

/// Codes are the mode.
static FUNCTIONS: &[Function] = &[
    row(1, "symmetric active", Class::Read, "RFC 5905, 7.3"),
    row(2, "symmetric passive", Class::Read, "RFC 5905, 7.3"),
    row(3, "client", Class::Read, "RFC 5905, 7.3"),
    row(4, "server", Class::Read, "RFC 5905, 7.3"),
    row(5, "broadcast", Class::Read, "RFC 5905, 7.3"),
    row(6, "control", Class::Diagnose, "RFC 9327"),
    row(7, "private", Class::Diagnose, "RFC 5905, 7.3; ntpd's own ntpdc requests"),
];

impl Protocol for Ntp {
    fn name(&self) -> &'static str {
        "ntp"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Udp(123)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        let [first, stratum, _poll, precision, ..] = *bytes else { return Probe::No };
        let (version, mode) = (first >> 3 & 7, first & 7);
        let fits = match mode {
            // Stratum at most 16; precision is a power of two of a second: a second at most, or 32 from clients that
            // say nothing of themselves (draft-ietf-ntp-data-minimization).
            1..=5 => {
                (1..=4).contains(&version) && stratum <= 16 && matches!(precision, 0 | 32 | 0xC0..) && fits_length(bytes)
            }
            // Control: opcode below 32 with response, error and more bits; data fills the packet.
            6 => {
                (2..=4).contains(&version)
                    && bytes.len() >= 12
                    && bytes.get(10..12).is_some_and(|n| usize::from(u16::from_be_bytes([n[0], n[1]])) + 12 <= bytes.len())
            }
            7 => version == 2 && bytes.len() >= 8,
            _ => false,
        };
        if fits { Probe::Weak } else { Probe::No }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let Some(&first) = bytes.first() else { return };
        let mode = first & 7;
        match mode {
            3 => out.sender_is(Role::Client),
            4 => out.sender_is(Role::Server),
            // The response bit of control (RFC 9327, 2) and of private messages.
            6 if bytes.get(1).is_some_and(|b| b & 0x80 != 0) => out.sender_is(Role::Server),
            6 => out.sender_is(Role::Client),
            7 if first & 0x80 != 0 => out.sender_is(Role::Server),
            7 => out.sender_is(Role::Client),
            _ => {}
        }
        out.operation(u32::from(mode));
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe_by_name(self.name(), FUNCTIONS, code)
    }
}

/// 48 bytes, then nothing, a digest with its key (RFC 5905, 7.3; 20 or 24 bytes, 4 for a refusal), or extension
/// fields of type, length and content in whole words (7.5).
fn fits_length(bytes: &[u8]) -> bool {
    match bytes.len() {
        48 | 52 | 68 | 72 => true,
        64.. if bytes.len().is_multiple_of(4) => be16(bytes, 50).is_some_and(|length| {
            length >= 16 && length.is_multiple_of(4) && 48 + usize::from(length) <= bytes.len()
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode};

    #[test]
    fn client_and_server_are_told_by_the_mode() {
        let mut ask = [0_u8; 48];
        ask[0] = 0x23;
        let mut answer = ask;
        answer[..4].copy_from_slice(&[0x24, 2, 6, 0xE9]);
        assert_eq!(PROTOCOL.probe(&answer, Over::Udp), Probe::Weak);
        assert_eq!(PROTOCOL.probe(&answer[..40], Over::Udp), Probe::No);
        let seen = decode(PROTOCOL, Over::Udp, &[(0, &ask), (1, &answer)]);
        let row = |side, name: &str| (side, name.to_owned(), name.to_owned(), 1, 0);
        assert_eq!(seen.operations, [row(0, "client"), row(1, "server")]);
        assert_eq!(seen.client_votes, [2, 0]);
        damage(PROTOCOL, Over::Udp, &[(0, &ask), (1, &answer)]);
    }
}
