//! DNP3 (IEEE 1815), recognised by its link header and told by the application function of each first fragment.

use super::{Class, Described, Framing, Function, Hint, Over, Probe, Protocol, describe};
use crate::bytes::le16;
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Dnp3;

struct Dnp3;

const fn row(code: u32, name: &'static str, class: Class) -> Function {
    Function { code, name, class, source: "IEEE 1815-2012, 4.4 (application function codes)" }
}

const LINK: u32 = 0x100;

static FUNCTIONS: &[Function] = &[
    row(0, "Confirm", Class::Session),
    row(1, "Read", Class::Read),
    row(2, "Write", Class::Write),
    row(3, "Select", Class::Control),
    row(4, "Operate", Class::Control),
    row(5, "Direct Operate", Class::Control),
    row(6, "Direct Operate without Acknowledgement", Class::Control),
    row(7, "Immediate Freeze", Class::Write),
    row(8, "Immediate Freeze without Acknowledgement", Class::Write),
    row(9, "Freeze and Clear", Class::Write),
    row(10, "Freeze and Clear without Acknowledgement", Class::Write),
    row(11, "Freeze at Time", Class::Write),
    row(12, "Freeze at Time without Acknowledgement", Class::Write),
    row(13, "Cold Restart", Class::Control),
    row(14, "Warm Restart", Class::Control),
    row(15, "Initialize Data", Class::Control),
    row(16, "Initialize Application", Class::Control),
    row(17, "Start Application", Class::Control),
    row(18, "Stop Application", Class::Control),
    row(19, "Save Configuration", Class::Program),
    row(20, "Enable Unsolicited Responses", Class::Session),
    row(21, "Disable Unsolicited Responses", Class::Session),
    row(22, "Assign Class", Class::Write),
    row(23, "Delay Measurement", Class::Diagnose),
    row(24, "Record Current Time", Class::Write),
    row(25, "Open File", Class::Session),
    row(26, "Close File", Class::Session),
    row(27, "Delete File", Class::Write),
    row(28, "Get File Information", Class::Read),
    row(29, "Authenticate File", Class::Session),
    row(30, "Abort File Transfer", Class::Session),
    row(31, "Activate Configuration", Class::Program),
    row(32, "Authentication Request", Class::Session),
    row(33, "Authentication Request without Acknowledgement", Class::Session),
    row(129, "Response", Class::Read),
    row(130, "Unsolicited Response", Class::Read),
    row(131, "Authentication Response", Class::Session),
    Function { code: LINK, name: "Link layer", class: Class::Session, source: "IEEE 1815-2012, 9.2 (data link)" },
];

impl Protocol for Dnp3 {
    fn name(&self) -> &'static str {
        "dnp3"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(20000), Hint::Udp(20000)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        match bytes.get(..10) {
            Some(header) if is_header(header) => Probe::Strong,
            Some(_) => Probe::No,
            None if bytes.starts_with(&[5, 0x64]) || bytes == [5] => Probe::Maybe,
            None => Probe::No,
        }
    }

    fn frame(&self, bytes: &[u8]) -> Framing {
        match bytes.get(..10) {
            // The length counts control, addresses and user data; every 16 bytes of user data have a checksum.
            Some(header) if is_header(header) => {
                let user = usize::from(header[2]) - 5;
                Framing::Whole(10 + user + 2 * user.div_ceil(16))
            }
            None if bytes[0] == 5 && bytes.get(1).is_none_or(|&b| b == 0x64) => Framing::Need(10),
            _ => Framing::Malformed,
        }
    }

    fn longest(&self) -> usize {
        292
    }

    fn message(&self, bytes: &[u8], over: Over, out: &mut Message<'_>) {
        let mut rest = bytes;
        // A datagram may hold several link frames.
        while !rest.is_empty() {
            let Framing::Whole(length) = self.frame(rest) else {
                out.malformed();
                return;
            };
            let (frame, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            link_frame(frame, out);
            rest = if over == Over::Tcp { &[] } else { after };
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        let label = if code == LINK { "link".to_owned() } else { code.to_string() };
        describe(self.name(), FUNCTIONS, code, label)
    }
}

fn link_frame(frame: &[u8], out: &mut Message<'_>) {
    let Some(&control) = frame.get(3) else { return };
    // DIR: set by the master, which is the client.
    out.sender_is(if control & 0x80 != 0 { Role::Client } else { Role::Server });
    match frame.get(10..13) {
        // User data whose transport header says "first": application control and function follow.
        Some(&[transport, _, function]) if transport & 0x40 != 0 => {
            // Internal indications (4.2.2.5): function not supported, object unknown, parameter error.
            let refused = function >= 129 && frame.get(14).is_some_and(|iin| iin & 0x07 != 0);
            if refused {
                out.error(u32::from(function));
            } else {
                out.operation(u32::from(function));
            }
        }
        Some(_) => {}
        None => out.operation(LINK),
    }
}

/// Start bytes, length, control, destination, source, and the checksum over them.
fn is_header(header: &[u8]) -> bool {
    header.starts_with(&[5, 0x64])
        && header.get(2).is_some_and(|&length| length >= 5)
        && header.get(..8).map(crc) == le16(header, 8)
}

/// CRC-16/DNP (IEEE 1815-2012, 9.2.4.3): polynomial 0x3D65, reflected, inverted.
fn crc(bytes: &[u8]) -> u16 {
    !bytes.iter().fold(0_u16, |crc, &byte| {
        (0..8).fold(crc ^ u16::from(byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xA6BC } else { crc >> 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    /// A link frame with a header checksum of its own; data checksums are not looked at.
    fn frame(control: u8, user: &str) -> Vec<u8> {
        let user = hex(user);
        let mut bytes = vec![5, 0x64, 5 + user.len() as u8, control, 3, 0, 4, 0];
        bytes.extend(crc(&bytes).to_le_bytes());
        bytes.extend(&user);
        if !user.is_empty() {
            bytes.extend([0, 0]);
        }
        bytes
    }

    #[test]
    fn operate_and_its_response_are_told_with_the_master_as_client() {
        let talk = [frame(0xC4, "c0 c1 05 0c01"), frame(0x44, "c0 c1 81 0004"), frame(0xC9, "")];
        let talk = [(0, &talk[0][..]), (1, &talk[1][..]), (0, &talk[2][..])];
        assert_eq!(PROTOCOL.probe(talk[0].1, Over::Tcp), Probe::Strong);
        let seen = decode(PROTOCOL, Over::Tcp, &talk);
        let row = |side, label: &str, name: &str, errors| (side, label.to_owned(), name.to_owned(), 1, errors);
        assert_eq!(
            seen.operations,
            [row(0, "5", "Direct Operate", 0), row(1, "129", "Response", 1), row(0, "link", "Link layer", 0)]
        );
        assert_eq!(seen.client_votes, [3, 0]);
        damage(PROTOCOL, Over::Tcp, &talk);
        damage(PROTOCOL, Over::Udp, &talk);
    }

    #[test]
    fn a_wrong_checksum_is_not_dnp3() {
        // Check value of CRC-16/DNP.
        assert_eq!(crc(b"123456789"), 0xEA82);
        let mut wrong = frame(0xC4, "c0 c1 05 0c01");
        wrong[8] ^= 1;
        assert_eq!(PROTOCOL.probe(&wrong, Over::Tcp), Probe::No);
    }
}
