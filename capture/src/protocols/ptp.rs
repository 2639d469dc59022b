//! PTP, the Precision Time Protocol (IEEE 1588-2019 and 2008; of the version of 2002 only the type of message).

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe};
use crate::bytes::be16;
use crate::record::Message;

pub static PROTOCOL: &dyn Protocol = &Ptp;

struct Ptp;

const SPEC: &str = "IEEE 1588-2019, 13.3.2.3";
const MANAGEMENT: &str = "IEEE 1588-2019, 15.4.1.6";
const OLD: &str = "IEEE 1588-2002, 8.2.10";

// Reported codes: the type of message; management adds its action and one; the first version has a bit of its own.
const VERSION_1: u32 = 1 << 16;

const fn row(code: u32, name: &'static str, class: Class, source: &'static str) -> Function {
    Function {
        code,
        name,
        class,
        source,
    }
}

static FUNCTIONS: &[Function] = &[
    row(0, "Sync", Class::Session, SPEC),
    row(1, "Delay_Req", Class::Session, SPEC),
    row(2, "Pdelay_Req", Class::Session, SPEC),
    row(3, "Pdelay_Resp", Class::Session, SPEC),
    row(8, "Follow_Up", Class::Session, SPEC),
    row(9, "Delay_Resp", Class::Session, SPEC),
    row(10, "Pdelay_Resp_Follow_Up", Class::Session, SPEC),
    row(11, "Announce", Class::Session, SPEC),
    row(12, "Signaling", Class::Session, SPEC),
    row(13, "Management", Class::Other, SPEC),
    row(13 | 1 << 8, "Management, get", Class::Read, MANAGEMENT),
    row(13 | 2 << 8, "Management, set", Class::Control, MANAGEMENT),
    row(13 | 3 << 8, "Management, response", Class::Read, MANAGEMENT),
    row(13 | 4 << 8, "Management, command", Class::Control, MANAGEMENT),
    row(13 | 5 << 8, "Management, acknowledge", Class::Control, MANAGEMENT),
    row(VERSION_1, "Sync (version 1)", Class::Session, OLD),
    row(VERSION_1 | 1, "Delay_Req (version 1)", Class::Session, OLD),
    row(VERSION_1 | 2, "Follow_Up (version 1)", Class::Session, OLD),
    row(VERSION_1 | 3, "Delay_Resp (version 1)", Class::Session, OLD),
    row(VERSION_1 | 4, "Management (version 1)", Class::Control, OLD),
];

const HEADER: usize = 34;

impl Protocol for Ptp {
    fn name(&self) -> &'static str {
        "ptp"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Ethertype(0x88F7), Hint::Udp(319), Hint::Udp(320)]
    }

    fn probe(&self, bytes: &[u8], over: Over) -> Probe {
        match version(bytes) {
            Some(2) => {
                let known = matches!(bytes.first().map_or(0x0F, |head| head & 0x0F), 0..=3 | 8..=13);
                let fits = be16(bytes, 2).is_some_and(|length| (HEADER..=bytes.len()).contains(&usize::from(length)));
                if known && fits { Probe::OnPort } else { Probe::No }
            }
            Some(1) if over == Over::Udp && bytes.len() >= 40 => Probe::OnPort,
            _ => Probe::No,
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let code = match (version(bytes), bytes.first(), bytes.get(32), bytes.get(46)) {
            (Some(1), _, Some(&control), _) => VERSION_1 | u32::from(control),
            (Some(2), Some(head), ..) if head & 0x0F != 13 => u32::from(head & 0x0F),
            (Some(2), _, _, Some(action)) => 13 | (u32::from(action & 0x0F) + 1) << 8,
            (Some(2), ..) => 13,
            _ => {
                out.malformed();
                return;
            }
        };
        out.operation(code);
        if code < VERSION_1
            && let Some(clock) = bytes.get(20..28)
        {
            out.identity("clock-id", clock_identity(clock).as_bytes());
        }
        // The announced grandmaster stands after time, offset from UTC, priority and quality (13.5.1).
        if code == 11
            && let Some(clock) = bytes.get(53..61)
        {
            out.identity("grandmaster-id", clock_identity(clock).as_bytes());
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        let kind = code & 0xFF;
        let label = if code >= VERSION_1 {
            format!("v1:{kind}")
        } else {
            kind.to_string()
        };
        describe(self.name(), FUNCTIONS, code, label)
    }
}

fn version(bytes: &[u8]) -> Option<u8> {
    // The first version has its number in two bytes, and in the next two that of the network protocol.
    match (be16(bytes, 0), be16(bytes, 2), bytes.get(1)?) {
        (Some(1), Some(1), _) => Some(1),
        (_, _, second) if second & 0x0F == 2 => Some(2),
        _ => None,
    }
}

fn clock_identity(clock: &[u8]) -> String {
    clock.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::survives;
    use crate::record::testing::{decode, hex};

    const ANNOUNCE: &str = "0b02 0040 00 00 0000 0000000000000000 00000000 001122fffe334455 0001 0007 05 01 \
                            00000000000000000000 0025 00 80 f8feffff 80 aabbccfffeddeeff 0000 a0";

    #[test]
    fn an_announcement_names_its_clock_and_the_grandmaster() {
        let seen = decode(PROTOCOL, Over::Link, &[(0, &hex(ANNOUNCE))]);
        assert_eq!(seen.operations, [(0, "11".into(), "Announce".into(), 1, 0)]);
        assert_eq!(
            seen.identities,
            [
                ("clock-id", "001122fffe334455".to_owned()),
                ("grandmaster-id", "aabbccfffeddeeff".to_owned())
            ]
        );
    }

    #[test]
    fn setting_a_clock_is_control_and_asking_is_not() {
        let header = "0d02 0036 00 00 0000 0000000000000000 00000000 001122fffe334455 0001 0007 04 7f";
        let get = hex(&format!("{header} ffffffffffffffff ffff 00 00 00 00"));
        let set = hex(&format!("{header} ffffffffffffffff ffff 00 00 01 00"));
        let seen = decode(PROTOCOL, Over::Udp, &[(0, &get), (0, &set)]);
        let names: Vec<_> = seen.operations.iter().map(|o| (o.1.as_str(), o.2.as_str())).collect();
        assert_eq!(names, [("13", "Management, get"), ("13", "Management, set")]);
        assert_eq!(PROTOCOL.describe(13 | 2 << 8).class, Class::Control);
    }

    #[test]
    fn a_header_whose_length_does_not_fit_is_not_ptp() {
        assert_eq!(PROTOCOL.probe(&hex(ANNOUNCE), Over::Udp), Probe::OnPort);
        assert_eq!(PROTOCOL.probe(&hex("0b02 0140 00 00"), Over::Udp), Probe::No);
    }

    #[test]
    fn damaged_messages_are_survived() {
        survives(PROTOCOL, Over::Udp, &hex(ANNOUNCE));
    }
}
