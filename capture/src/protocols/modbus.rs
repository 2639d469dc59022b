//! Modbus/TCP (MODBUS Messaging on TCP/IP V1.0b; MODBUS Application Protocol V1.1b3).

use super::{Class, Described, Framing, Function, Hint, Over, Probe, Protocol, describe};
use crate::bytes::{Cursor, be16};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Modbus;

struct Modbus;

const SPEC: &str = "MODBUS Application Protocol V1.1b3";
const VENDOR: &str = "Not in the public specification; class from Belden HiSecOS Modbus Enforcer function classes";

/// Reported codes are the function code; those with sub-functions add it as `(sub + 1) << 8`.
const fn row(code: u32, name: &'static str, class: Class) -> Function {
    Function { code, name, class, source: SPEC }
}

const fn sub(code: u32, sub: u32, name: &'static str, class: Class) -> Function {
    row(code | (sub + 1) << 8, name, class)
}

const fn vendor(code: u32, name: &'static str, class: Class) -> Function {
    Function { code, name, class, source: VENDOR }
}

static FUNCTIONS: &[Function] = &[
    row(1, "Read Coils", Class::Read),
    row(2, "Read Discrete Inputs", Class::Read),
    row(3, "Read Holding Registers", Class::Read),
    row(4, "Read Input Registers", Class::Read),
    row(5, "Write Single Coil", Class::Write),
    row(6, "Write Single Register", Class::Write),
    row(7, "Read Exception Status", Class::Diagnose),
    row(8, "Diagnostics", Class::Diagnose),
    sub(8, 0, "Return Query Data", Class::Diagnose),
    sub(8, 1, "Restart Communications", Class::Control),
    sub(8, 2, "Return Diagnostic Register", Class::Diagnose),
    sub(8, 3, "Change ASCII Input Delimiter", Class::Control),
    sub(8, 4, "Force Listen Only Mode", Class::Control),
    sub(8, 10, "Clear Counters and Diagnostic Register", Class::Control),
    row(11, "Get Comm Event Counter", Class::Diagnose),
    row(12, "Get Comm Event Log", Class::Diagnose),
    row(15, "Write Multiple Coils", Class::Write),
    row(16, "Write Multiple Registers", Class::Write),
    row(17, "Report Server ID", Class::Identify),
    row(20, "Read File Record", Class::Read),
    row(21, "Write File Record", Class::Write),
    row(22, "Mask Write Register", Class::Write),
    row(23, "Read/Write Multiple Registers", Class::Write),
    row(24, "Read FIFO Queue", Class::Read),
    row(43, "Encapsulated Interface Transport", Class::Other),
    sub(43, 13, "CANopen General Reference", Class::Other),
    sub(43, 14, "Read Device Identification", Class::Identify),
    vendor(40, "Program (Concept)", Class::Program),
    vendor(42, "Concept symbol table", Class::Program),
    vendor(90, "UMAS (Unity programming)", Class::Program),
    vendor(125, "Firmware replacement", Class::Program),
    vendor(126, "Program (584/984)", Class::Program),
];

/// Values of the length field: unit and function at least. The specification ends at 254; UMAS goes beyond.
const LENGTHS: std::ops::RangeInclusive<u16> = 2..=1_460;

impl Protocol for Modbus {
    fn name(&self) -> &'static str {
        "modbus"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(502), Hint::Udp(502)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        let (Some(protocol), Some(length)) = (be16(bytes, 2), be16(bytes, 4)) else {
            return Probe::Maybe;
        };
        if protocol != 0 || !LENGTHS.contains(&length) {
            return Probe::No;
        }
        let Some(&function) = bytes.get(7) else {
            return Probe::Maybe;
        };
        // The first message must end where the bytes end, or be followed by another that looks like one.
        let end = 6 + usize::from(length);
        let fits = match bytes.len() {
            len if len < end => false,
            len if len == end => true,
            _ => be16(bytes, end + 2).is_none_or(|protocol| protocol == 0),
        };
        match function & 0x7F {
            0 => Probe::No,
            _ if !fits => Probe::No,
            _ if usual(function, &bytes[8..end]) => Probe::Weak,
            _ => Probe::OnPort,
        }
    }

    fn frame(&self, bytes: &[u8]) -> Framing {
        match (be16(bytes, 2), be16(bytes, 4)) {
            (Some(protocol), _) if protocol != 0 => Framing::Malformed,
            (Some(_), Some(length)) if LENGTHS.contains(&length) => Framing::Whole(6 + usize::from(length)),
            (Some(_), Some(_)) => Framing::Malformed,
            _ => Framing::Need(6),
        }
    }

    fn longest(&self) -> usize {
        6 + usize::from(*LENGTHS.end())
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let (Some(&function), Some(data)) = (bytes.get(7), bytes.get(8..)) else {
            out.malformed();
            return;
        };
        if function & 0x80 != 0 {
            out.sender_is(Role::Server);
            out.error(u32::from(function & 0x7F));
            return;
        }
        let code = match (function, data) {
            (8, &[high, low, ..]) => match u32::from(u16::from_be_bytes([high, low])) {
                sub @ (0..=4 | 10) => 8 | (sub + 1) << 8,
                _ => 8,
            },
            (43, &[kind @ (13 | 14), ..]) => 43 | (u32::from(kind) + 1) << 8,
            (code, _) => u32::from(code),
        };
        if let Some(role) = role(function, data) {
            out.sender_is(role);
        }
        if function == 43 && data.first() == Some(&14) {
            device_identification(data, out);
        }
        out.operation(code);
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe(self.name(), FUNCTIONS, code, (code & 0xFF).to_string())
    }
}

/// Request or response, where the length of the data tells them apart (V1.1b3, section 6).
fn role(function: u8, data: &[u8]) -> Option<Role> {
    let counted = data.first().is_some_and(|&count| usize::from(count) + 1 == data.len());
    match function {
        // A request has 4 bytes; a response starts with its byte count. A response of 3 bytes has 4 as well.
        1..=4 if counted && data.len() != 4 => Some(Role::Server),
        1..=4 if !counted && data.len() == 4 => Some(Role::Client),
        15 | 16 if data.len() == 4 => Some(Role::Server),
        15 | 16 if data.len() > 5 && usize::from(data[4]) + 5 == data.len() => Some(Role::Client),
        _ => None,
    }
}

/// Does the data have a length that the function's request or response has? Only for public functions (V1.1b3, 6).
fn usual(function: u8, data: &[u8]) -> bool {
    match function {
        1..=4 => role(function, data).is_some() || data.len() == 4,
        5 | 6 => data.len() == 4,
        7 => data.len() <= 1,
        8 => data.len() >= 4,
        15 | 16 => role(function, data).is_some(),
        17 => data.is_empty() || usize::from(data[0]) + 1 == data.len(),
        22 => data.len() == 6,
        23 => data.len() >= 9 || data.first().is_some_and(|&count| usize::from(count) + 1 == data.len()),
        43 => matches!(data.first(), Some(13 | 14)),
        0x81..=0xAB => matches!(data, [1..=11]),
        _ => false,
    }
}

/// Response of "Read Device Identification" (V1.1b3, 6.21): objects of id, length, value.
fn device_identification(data: &[u8], out: &mut Message<'_>) {
    let mut cursor = Cursor::new(data);
    // A request has 3 bytes; a response at least 6: MEI, code, conformity, more follows, next id, count.
    if data.len() < 6 || cursor.skip(5).is_none() {
        return;
    }
    let count = cursor.u8().unwrap_or(0);
    for _ in 0..count {
        let (Some(id), Some(length)) = (cursor.u8(), cursor.u8()) else { return };
        let Some(value) = cursor.take(usize::from(length)) else { return };
        let attribute = match id {
            0 => "vendor",
            1 => "order-number",
            2 => "firmware",
            3 => "vendor-url",
            4 => "product",
            5 => "model",
            6 => "application",
            _ => continue,
        };
        out.identity(attribute, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{decode, hex};

    #[test]
    fn a_read_and_its_exception_count_as_one_function_each_way() {
        let ask = hex("0001 0000 0006 01 03 0000 0002");
        let exception = hex("0001 0000 0003 01 83 02");
        let seen = decode(PROTOCOL, Over::Tcp, &[(0, &ask), (1, &exception)]);
        assert_eq!(
            seen.operations,
            [
                (0, "3".into(), "Read Holding Registers".into(), 1, 0),
                (1, "3".into(), "Read Holding Registers".into(), 1, 1)
            ]
        );
        assert_eq!(seen.client_votes, [2, 0]);
    }

    #[test]
    fn two_messages_in_one_segment_are_two() {
        let twice = hex("0001 0000 0006 01 06 0000 0002 0002 0000 0006 01 06 0001 0003");
        assert_eq!(decode(PROTOCOL, Over::Tcp, &[(0, &twice)]).operations[0].3, 2);
    }

    #[test]
    fn a_device_says_who_it_is() {
        let answer = hex("0001 0000 000f 01 2b 0e 01 01 00 00 01 00 05 4163 6d65 21");
        let seen = decode(PROTOCOL, Over::Tcp, &[(1, &answer)]);
        assert_eq!(seen.identities, [("vendor", "Acme!".to_owned())]);
        assert_eq!(seen.operations[0].2, "Read Device Identification");
    }

    #[test]
    fn other_protocols_on_its_port_are_not_modbus() {
        assert_eq!(PROTOCOL.probe(b"GET / HTTP/1.1\r\n", Over::Tcp), Probe::No);
        assert_eq!(PROTOCOL.probe(&hex("0001 0000 0006 01 03 0000 0002"), Over::Tcp), Probe::Weak);
    }
}
