//! PROFINET RT (IEC 61158-6-10): process data, alarms and clock synchronisation between a controller and its devices.
//! The frame identifier tells them apart; what it carries was agreed when the connection was made, and is not read.

use super::profinet_dcp::FRAME_IDS as DCP_FRAME_IDS;
use super::{Class, Described, Function, Hint, Over, Probe, Protocol};
use crate::bytes::be16;
use crate::record::Message;

pub static PROTOCOL: &dyn Protocol = &ProfinetRt;

struct ProfinetRt;

const fn row(code: u32, name: &'static str, class: Class) -> Function {
    Function {
        code,
        name,
        class,
        source: "IEC 61158-6-10:2019, FrameID",
    }
}

const RESERVED: &str = "Reserved frame identifier";

/// A row holds from its frame identifier up to the next row's. Cyclic data is of class write: the frame does not say
/// whether it carries inputs or outputs, and who can send it to a device sets that device's outputs.
static FUNCTIONS: &[Function] = &[
    row(0x0000, RESERVED, Class::Other),
    row(0x0020, "PTCP synchronisation, with follow-up", Class::Session),
    row(0x0022, RESERVED, Class::Other),
    row(0x0080, "PTCP synchronisation", Class::Session),
    row(0x0082, RESERVED, Class::Other),
    row(0x0100, "Cyclic data, RT class 3", Class::Write),
    row(0x1000, "Cyclic data, RT class stream", Class::Write),
    row(0x3000, RESERVED, Class::Other),
    row(0x3800, "Cyclic data, RT class stream", Class::Write),
    row(0x4000, RESERVED, Class::Other),
    row(0x8000, "Cyclic data, RT class 1", Class::Write),
    row(0xBC00, "Cyclic data, RT class 1, multicast", Class::Write),
    row(0xC000, "Cyclic data, RT class 1 (legacy)", Class::Write),
    row(0xF800, "Cyclic data, RT class 1 (legacy), multicast", Class::Write),
    row(0xFC00, RESERVED, Class::Other),
    row(0xFC01, "Alarm, high priority", Class::Diagnose),
    row(0xFC02, RESERVED, Class::Other),
    row(0xFE01, "Alarm, low priority", Class::Diagnose),
    row(0xFE02, "Remote service interface", Class::Other),
    row(0xFE03, RESERVED, Class::Other),
    row(0xFEFC, "DCP", Class::Other),
    row(0xFF00, "PTCP announce", Class::Session),
    row(0xFF02, RESERVED, Class::Other),
    row(0xFF20, "PTCP follow-up", Class::Session),
    row(0xFF22, RESERVED, Class::Other),
    row(0xFF40, "PTCP delay", Class::Session),
    row(0xFF44, RESERVED, Class::Other),
    row(0xFF80, "Fragment", Class::Other),
    row(0xFF90, RESERVED, Class::Other),
];

impl Protocol for ProfinetRt {
    fn name(&self) -> &'static str {
        "profinet-rt"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Ethertype(0x8892)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        // The shortest frames have an identifier and four bytes of status or of data.
        match be16(bytes, 0) {
            Some(frame) if bytes.len() >= 6 && !DCP_FRAME_IDS.contains(&frame) => Probe::Weak,
            _ => Probe::No,
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        match be16(bytes, 0) {
            Some(frame) => out.operation(u32::from(frame)),
            None => out.malformed(),
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        let row = FUNCTIONS.iter().rev().find(|row| row.code <= code);
        Described {
            protocol: self.name(),
            label: format!("frameid:{code}"),
            name: row.map_or(RESERVED, |row| row.name).to_owned(),
            class: row.map_or(Class::Other, |row| row.class),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::survives;
    use crate::record::testing::{decode, hex};

    #[test]
    fn frames_are_told_apart_by_their_identifier() {
        let cyclic = hex("c002 80808080 80808080 2000 35 00");
        let alarm = hex("fe01 8001 8001 4411 ffff fffe 0000");
        let seen = decode(PROTOCOL, Over::Link, &[(0, &cyclic), (0, &cyclic), (1, &alarm)]);
        assert_eq!(
            seen.operations,
            [
                (
                    0,
                    "frameid:49154".into(),
                    "Cyclic data, RT class 1 (legacy)".into(),
                    2,
                    0
                ),
                (1, "frameid:65025".into(), "Alarm, low priority".into(), 1, 0)
            ]
        );
        assert_eq!(PROTOCOL.describe(0xC002).class, Class::Write);
        assert_eq!(PROTOCOL.describe(0xFFFF).name, RESERVED);
    }

    #[test]
    fn discovery_with_the_same_ethertype_is_left_to_dcp() {
        assert_eq!(PROTOCOL.probe(&hex("fefe 05 00 00000001"), Over::Link), Probe::No);
        assert_eq!(PROTOCOL.probe(&hex("8000 00000000"), Over::Link), Probe::Weak);
    }

    #[test]
    fn damaged_messages_are_survived() {
        survives(PROTOCOL, Over::Link, &hex("c002 80808080 2000 35 00"));
    }
}
