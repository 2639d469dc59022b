//! EtherCAT (IEC 61158-4-12, ETG.1000.4): a frame passes through all devices of a segment, each of which takes and
//! puts its bytes in the datagrams that address it.

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe};
use crate::bytes::{Cursor, le16};
use crate::record::Message;

pub static PROTOCOL: &dyn Protocol = &EtherCat;

struct EtherCat;

const SPEC: &str = "ETG.1000.4, 5.4 (EtherCAT datagrams)";
const REGISTERS: &str = "ETG.1000.4, 6 (attributes); Beckhoff ET1100 data sheet, section II, registers";

// Reported codes: the command, with what a write addresses if that is one of these.
const STATE: u32 = 1 << 8;
const READ_MEMORY: u32 = 2 << 8;
const WRITE_MEMORY: u32 = 3 << 8;
/// Frames that hold no datagrams: the type of the frame.
const FRAME: u32 = 4 << 8;
const WHAT: u32 = 0xFF00;

const fn row(code: u32, name: &'static str, class: Class) -> Function {
    Function {
        code,
        name,
        class,
        source: SPEC,
    }
}

const fn register(code: u32, name: &'static str, class: Class) -> Function {
    Function {
        code,
        name,
        class,
        source: REGISTERS,
    }
}

static FUNCTIONS: &[Function] = &[
    row(0x00, "No operation (NOP)", Class::Session),
    row(0x01, "Auto increment read (APRD)", Class::Read),
    row(0x02, "Auto increment write (APWR)", Class::Write),
    row(0x03, "Auto increment read and write (APRW)", Class::Write),
    row(0x04, "Configured address read (FPRD)", Class::Read),
    row(0x05, "Configured address write (FPWR)", Class::Write),
    row(0x06, "Configured address read and write (FPRW)", Class::Write),
    row(0x07, "Broadcast read (BRD)", Class::Read),
    row(0x08, "Broadcast write (BWR)", Class::Write),
    row(0x09, "Broadcast read and write (BRW)", Class::Write),
    row(0x0A, "Logical memory read (LRD)", Class::Read),
    row(0x0B, "Logical memory write (LWR)", Class::Write),
    row(0x0C, "Logical memory read and write (LRW)", Class::Write),
    row(0x0D, "Auto increment read, multiple write (ARMW)", Class::Write),
    row(0x0E, "Configured address read, multiple write (FRMW)", Class::Write),
    register(STATE | 0x02, "Change of device state (APWR)", Class::Control),
    register(STATE | 0x05, "Change of device state (FPWR)", Class::Control),
    register(STATE | 0x08, "Change of device state (BWR)", Class::Control),
    register(READ_MEMORY | 0x02, "Read of configuration memory (APWR)", Class::Read),
    register(READ_MEMORY | 0x05, "Read of configuration memory (FPWR)", Class::Read),
    register(READ_MEMORY | 0x08, "Read of configuration memory (BWR)", Class::Read),
    register(
        WRITE_MEMORY | 0x02,
        "Write of configuration memory (APWR)",
        Class::Program,
    ),
    register(
        WRITE_MEMORY | 0x05,
        "Write of configuration memory (FPWR)",
        Class::Program,
    ),
    register(
        WRITE_MEMORY | 0x08,
        "Write of configuration memory (BWR)",
        Class::Program,
    ),
    row(FRAME | 0x04, "Network variables", Class::Write),
    row(FRAME | 0x05, "Mailbox gateway", Class::Other),
];

impl Protocol for EtherCat {
    fn name(&self) -> &'static str {
        "ethercat"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Ethertype(0x88A4), Hint::Udp(0x88A4)]
    }

    fn probe(&self, bytes: &[u8], over: Over) -> Probe {
        let Some(head) = le16(bytes, 0) else { return Probe::No };
        let content = bytes.get(2..).unwrap_or(&[]);
        let mut cursor = Cursor::new(content.get(..usize::from(head & 0x07FF)).unwrap_or(content));
        let mut next = datagram(&mut cursor);
        while next.as_ref().is_some_and(|datagram| datagram.more && datagram.whole) {
            next = datagram(&mut cursor);
        }
        let fills = next.is_some_and(|datagram| !datagram.more && datagram.whole) && cursor.is_empty();
        match head >> 12 {
            1 if fills && usize::from(head & 0x07FF) <= content.len() => Probe::Strong,
            1 | 4 | 5 if over == Over::Link => Probe::Weak,
            _ => Probe::No,
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let Some(head) = le16(bytes, 0) else {
            out.malformed();
            return;
        };
        if head >> 12 != 1 {
            out.operation(FRAME | u32::from(head >> 12));
            return;
        }
        let content = bytes.get(2..).unwrap_or(&[]);
        let mut cursor = Cursor::new(content.get(..usize::from(head & 0x07FF)).unwrap_or(content));
        loop {
            let Some(datagram) = datagram(&mut cursor) else {
                out.malformed();
                return;
            };
            out.operation(datagram.code());
            if !datagram.more {
                return;
            }
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        let label = match code & WHAT {
            FRAME => format!("type:{}", code & 0xFF),
            _ => format!("0x{:02x}", code & 0xFF),
        };
        describe(self.name(), FUNCTIONS, code, label)
    }
}

struct Datagram<'a> {
    command: u8,
    /// Address in the device's memory, for commands that address one or all devices.
    offset: u16,
    data: &'a [u8],
    more: bool,
    /// All of its data and its counter are there.
    whole: bool,
}

impl Datagram<'_> {
    fn code(&self) -> u32 {
        let what = match (self.command, self.offset, self.data) {
            // A write to the control register asks for another state: init, pre-operational, safe, operational.
            (0x02 | 0x05 | 0x08, 0x0120..=0x0121, _) => STATE,
            // The register that orders transfers of the configuration memory: bits 8 to 10 say which.
            (0x02 | 0x05 | 0x08, 0x0502, [_, order, ..]) => match order & 7 {
                1 => READ_MEMORY,
                2 => WRITE_MEMORY,
                _ => 0,
            },
            _ => 0,
        };
        what | u32::from(self.command)
    }
}

/// Command, index, device, offset, length with flags, interrupt, data, working counter. The end of a datagram that
/// the capture cut off is not missed.
fn datagram<'a>(cursor: &mut Cursor<'a>) -> Option<Datagram<'a>> {
    let command = cursor.u8()?;
    cursor.skip(3)?;
    let offset = cursor.u16_le()?;
    let flags = cursor.u16_le()?;
    cursor.skip(2)?;
    let length = usize::from(flags & 0x07FF);
    let whole = cursor.len() >= length + 2;
    let data = cursor.take(length.min(cursor.len()))?;
    cursor.skip(2.min(cursor.len()))?;
    Some(Datagram {
        command,
        offset,
        data,
        more: flags & 0x8000 != 0,
        whole,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::survives;
    use crate::record::testing::{decode, hex};

    /// Broadcast read of one byte, then a write of the state "operational" to the device at address 1001.
    const FRAME_BYTES: &str = "1b10 07 00 0000 3001 0180 0000 00 0000 05 01 e903 2001 0200 0000 0800 0000";

    #[test]
    fn each_datagram_counts_and_a_change_of_state_is_control() {
        let seen = decode(PROTOCOL, Over::Link, &[(0, &hex(FRAME_BYTES))]);
        let rows: Vec<_> = seen
            .operations
            .iter()
            .map(|o| (o.1.as_str(), o.2.as_str(), o.3))
            .collect();
        assert_eq!(
            rows,
            [
                ("0x07", "Broadcast read (BRD)", 1),
                ("0x05", "Change of device state (FPWR)", 1)
            ]
        );
        assert_eq!(PROTOCOL.describe(STATE | 5).class, Class::Control);
        assert_eq!(seen.malformed, 0);
    }

    #[test]
    fn reading_and_writing_the_configuration_memory_are_told_apart() {
        let order = |command: &str| hex(&format!("0e10 05 01 e903 0205 0200 0000 {command} 0000"));
        let seen = decode(PROTOCOL, Over::Link, &[(0, &order("0001")), (0, &order("0102"))]);
        let rows: Vec<_> = seen.operations.iter().map(|o| (o.1.as_str(), o.2.as_str())).collect();
        assert_eq!(
            rows,
            [
                ("0x05", "Read of configuration memory (FPWR)"),
                ("0x05", "Write of configuration memory (FPWR)")
            ]
        );
        assert_eq!(PROTOCOL.describe(WRITE_MEMORY | 5).class, Class::Program);
    }

    #[test]
    fn datagrams_that_fill_the_frame_are_strong() {
        assert_eq!(PROTOCOL.probe(&hex(FRAME_BYTES), Over::Udp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(b"GET / HTTP/1.1", Over::Udp), Probe::No);
    }

    #[test]
    fn damaged_messages_are_survived() {
        survives(PROTOCOL, Over::Link, &hex(FRAME_BYTES));
    }
}
