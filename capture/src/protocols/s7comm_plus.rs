//! S7 communication plus of SIMATIC S7-1200 and S7-1500, in ISO transport on TCP port 102, as far as it is sent in
//! the clear (newer firmware wraps it in TLS).
//!
//! Siemens has not published the protocol. Function numbers, object numbers and layout are those that the S7comm-plus
//! Wireshark plug-in and the S7CommPlusDriver library document.

use super::{Class, Described, Framing, Function, Hint, Over, Probe, Protocol, describe};
use crate::bytes::{Cursor, be16, be32};
use crate::record::{Message, Role};
use crate::tpkt::{self, Cotp};

pub static PROTOCOL: &dyn Protocol = &S7commPlus;

struct S7commPlus;

const PLUGIN: &str = "Siemens has not published it; function codes of the S7comm-plus Wireshark plug-in";
const DRIVER: &str = "Siemens has not published it; object and attribute numbers of the S7CommPlusDriver library";

/// Variants of a function, above its 16 bits: what the object that it acts on tells.
const SESSION: u32 = 1 << 16;
const SUBSCRIPTION: u32 = 2 << 16;
const PROGRAM: u32 = 3 << 16;
const OPERATING_STATE: u32 = 4 << 16;
/// Messages without a function.
const NOTIFICATION: u32 = 0x33;
const KEEP_ALIVE: u32 = 0xFF;
const SYSTEM_EVENT: u32 = 0xFE;

const CREATE_OBJECT: u16 = 0x04CA;
const DELETE_OBJECT: u16 = 0x04D4;
const SET_VARIABLE: u16 = 0x04F2;

const fn row(code: u32, name: &'static str, class: Class) -> Function {
    Function { code, name, class, source: PLUGIN }
}

const fn variant(code: u32, name: &'static str, class: Class) -> Function {
    Function { code, name, class, source: DRIVER }
}

static FUNCTIONS: &[Function] = &[
    row(NOTIFICATION, "Notification", Class::Read),
    row(SYSTEM_EVENT, "System event", Class::Diagnose),
    row(KEEP_ALIVE, "Keep alive", Class::Session),
    row(0x04B1, "Error", Class::Other),
    row(0x04BB, "Explore", Class::Read),
    row(CREATE_OBJECT as u32, "CreateObject", Class::Other),
    variant(CREATE_OBJECT as u32 | SESSION, "CreateObject (session)", Class::Session),
    variant(CREATE_OBJECT as u32 | SUBSCRIPTION, "CreateObject (subscription)", Class::Read),
    variant(CREATE_OBJECT as u32 | PROGRAM, "CreateObject (in the CPU)", Class::Program),
    row(DELETE_OBJECT as u32, "DeleteObject", Class::Other),
    variant(DELETE_OBJECT as u32 | SESSION, "DeleteObject (session or subscription)", Class::Session),
    variant(DELETE_OBJECT as u32 | PROGRAM, "DeleteObject (in the CPU)", Class::Program),
    row(SET_VARIABLE as u32, "SetVariable", Class::Write),
    variant(SET_VARIABLE as u32 | OPERATING_STATE, "SetVariable (operating state of the CPU)", Class::Control),
    row(0x04FC, "GetVariable", Class::Read),
    row(0x0506, "AddLink", Class::Program),
    row(0x051A, "RemoveLink", Class::Program),
    row(0x0524, "GetLink", Class::Read),
    row(0x0542, "SetMultiVariables", Class::Write),
    row(0x054C, "GetMultiVariables", Class::Read),
    row(0x0556, "BeginSequence", Class::Session),
    row(0x0560, "EndSequence", Class::Session),
    row(0x056B, "Invoke", Class::Control),
    row(0x057C, "SetVarSubStreamed", Class::Write),
    row(0x0586, "GetVarSubStreamed", Class::Read),
    row(0x0590, "GetVariablesAddress", Class::Read),
    row(0x059A, "Abort", Class::Session),
];

impl Protocol for S7commPlus {
    fn name(&self) -> &'static str {
        "s7comm-plus"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(102)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        tpkt::probe(bytes, |payload| match payload {
            [0x72, 1..=3 | 0xFE | 0xFF, ..] => Probe::Strong,
            [0x72] => Probe::Maybe,
            _ => Probe::No,
        })
    }

    fn frame(&self, bytes: &[u8]) -> Framing {
        tpkt::frame(bytes)
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        match tpkt::cotp(bytes) {
            Some(Cotp::ConnectRequest(_)) => out.sender_is(Role::Client),
            Some(Cotp::ConnectConfirm(_)) => out.sender_is(Role::Server),
            Some(Cotp::Data { payload, end }) => {
                if let Some(whole) = tpkt::join(payload, end, out) {
                    // The CPU answers each message with an empty data packet.
                    if !whole.is_empty() && pdu(&whole, out).is_none() {
                        out.malformed();
                    }
                }
            }
            Some(Cotp::Other) => {}
            None => out.malformed(),
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    /// Labels are the function number (`0x04ca`), or the word for messages without one.
    fn describe(&self, code: u32) -> Described {
        let label = match code {
            NOTIFICATION => "notification".to_owned(),
            SYSTEM_EVENT => "system-event".to_owned(),
            KEEP_ALIVE => "keep-alive".to_owned(),
            _ => format!("0x{:04x}", code & 0xFFFF),
        };
        describe(self.name(), FUNCTIONS, code, label)
    }
}

/// One PDU: 0x72, version, length, data; the last PDU of a message ends with a trailer of 0x72, version, 0.
/// Only the first PDU of a message has a function. `None` when it is not a PDU.
fn pdu(bytes: &[u8], out: &mut Message<'_>) -> Option<()> {
    let mut cursor = Cursor::new(bytes);
    if cursor.u8()? != 0x72 {
        return None;
    }
    let version = cursor.u8()?;
    let length = usize::from(cursor.u16()?);
    match version {
        1..=3 => {}
        0xFE | 0xFF => {
            out.operation(u32::from(version));
            return Some(());
        }
        _ => return None,
    }
    let data = cursor.take(length.min(cursor.len()))?;
    let side = out.side();
    let words = &mut out.memory().words;
    // The first two words: does the message of this side go on? Then sixteen requests under way.
    words.resize(2 + 16, 0);
    let goes_on = data.len() == length && cursor.is_empty();
    let continues = std::mem::replace(&mut words[side], u32::from(goes_on)) == 1;
    // From version 3 on a keyed hash with its length comes first.
    let data = match data {
        [32, rest @ ..] if version == 3 => rest.get(32..)?,
        _ => data,
    };
    // In the middle of a connection, and after a gap, only the opcode and function tell that a message starts.
    let starts = match data {
        [0x31 | 0x32 | 0x02, 0, 0, high, low, ..] => {
            let function = u32::from(u16::from_be_bytes([*high, *low]));
            !continues || FUNCTIONS.iter().any(|row| row.code == function)
        }
        [0x33, ..] => !continues,
        _ => false,
    };
    if starts { opcode(data, out) } else { Some(()) }
}

fn opcode(data: &[u8], out: &mut Message<'_>) -> Option<()> {
    match data[0] {
        0x31 => {
            let (function, sequence) = (be16(data, 3)?, be16(data, 7)?);
            out.sender_is(Role::Client);
            let code = u32::from(function) | variant_of(function, data);
            out.memory().words[2 + usize::from(sequence % 16)] = code;
            out.operation(code);
        }
        0x33 => {
            out.sender_is(Role::Server);
            out.operation(NOTIFICATION);
        }
        _ => {
            let (function, sequence) = (be16(data, 3)?, be16(data, 7)?);
            out.sender_is(Role::Server);
            let asked = out.memory().words[2 + usize::from(sequence % 16)];
            if function == CREATE_OBJECT {
                server_session(data, out);
            }
            let function = u32::from(function);
            out.operation(if asked & 0xFFFF == function { asked } else { function });
        }
    }
    Some(())
}

/// The CPU answers the creation of a session with its version, attribute 319 (0x823F) of type string (0x15): a number,
/// the order number and the firmware, with semicolons between.
fn server_session(response: &[u8], out: &mut Message<'_>) -> Option<()> {
    const MARK: &[u8] = &[0x82, 0x3F, 0x00, 0x15];
    let at = response.windows(MARK.len()).position(|window| window == MARK)?;
    let mut cursor = Cursor::new(response.get(at + MARK.len()..)?);
    let length = cursor.u8()?;
    let mut parts = cursor.take(usize::from(length))?.split(|&byte| byte == b';').skip(1);
    out.identity("order-number", parts.next()?);
    let firmware = parts.next()?;
    out.identity("firmware", firmware.strip_prefix(b"V").unwrap_or(firmware));
    Some(())
}

/// What a request acts on. After opcode, function, sequence number (9 bytes) come session (4) and flags (1), then the
/// number of the object.
fn variant_of(function: u16, request: &[u8]) -> u32 {
    let object = be32(request, 14);
    match function {
        CREATE_OBJECT => match created_class(request) {
            Some(287) => SESSION,
            Some(1001) => SUBSCRIPTION,
            Some(_) => PROGRAM,
            None => 0,
        },
        // Sessions and subscriptions have numbers that a client or the CPU gave out; fixed objects have bit 31 set.
        DELETE_OBJECT => object.map_or(0, |object| if object >> 31 == 1 { PROGRAM } else { SESSION }),
        // Object 52 is the CPU's execution unit.
        SET_VARIABLE if object == Some(52) => OPERATING_STATE,
        _ => 0,
    }
}

/// Class of the object that a CreateObject request brings: mark 0xA1, number (4 bytes), class (7 bits a byte).
fn created_class(request: &[u8]) -> Option<u32> {
    let start = request.get(18..)?.iter().take(32).position(|&byte| byte == 0xA1)?;
    let mut class = 0_u32;
    for &byte in request.get(18 + start + 5..)?.iter().take(4) {
        class = class << 7 | u32::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return Some(class);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::survives;
    use crate::record::testing::{Decoded, decode};
    use crate::tpkt::data;

    fn seen(messages: &[(u8, &str)]) -> Decoded {
        let packets: Vec<_> = messages.iter().map(|(side, payload)| (*side, data(payload))).collect();
        let messages: Vec<(u8, &[u8])> = packets.iter().map(|(side, bytes)| (*side, bytes.as_slice())).collect();
        decode(PROTOCOL, Over::Tcp, &messages)
    }

    fn names(seen: &Decoded) -> Vec<(u8, &str, &str)> {
        seen.operations.iter().map(|o| (o.0, o.1.as_str(), o.2.as_str())).collect()
    }

    const SESSION: &str = "72 01 0020 31 0000 04ca 0000 0001 00000120 36 0000011d 00 04 00000000 00 a1 000000d3 821f 72 01 0000";

    #[test]
    fn the_class_of_a_created_object_tells_session_from_program() {
        let subscription = "72 02 001d 31 0000 04ca 0000 0004 00000398 34 00000398 00 a1 7fffc001 8769 0000 72 02 0000";
        let block = "72 02 001d 31 0000 04ca 0000 0005 00000398 34 00000003 00 a1 8a0e0001 940e 0000 72 02 0000";
        let answer = "72 02 000e 32 0000 04ca 0000 0004 34 00000000 72 02 0000";
        let seen = seen(&[(0, SESSION), (0, subscription), (0, block), (1, answer)]);
        assert_eq!(
            names(&seen),
            [
                (0, "0x04ca", "CreateObject (session)"),
                (0, "0x04ca", "CreateObject (subscription)"),
                (0, "0x04ca", "CreateObject (in the CPU)"),
                (1, "0x04ca", "CreateObject (subscription)"),
            ]
        );
        assert_eq!(seen.client_votes, [4, 0]);
    }

    #[test]
    fn deleting_a_block_is_told_from_closing_a_session() {
        let close = "72 02 0012 31 0000 04d4 0000 0003 000003e0 34 000003e0 72 02 0000";
        let delete = "72 02 0012 31 0000 04d4 0000 0004 000003e0 34 8a0e0001 72 02 0000";
        let seen = seen(&[(0, close), (0, delete)]);
        assert_eq!(names(&seen)[0].2, "DeleteObject (session or subscription)");
        assert_eq!(names(&seen)[1].2, "DeleteObject (in the CPU)");
    }

    #[test]
    fn a_stop_is_told_from_a_write() {
        let stop = "72 02 0016 31 0000 04f2 0000 0005 00000398 34 00000034 01 9077 00 72 02 0000";
        let write = "72 02 0016 31 0000 04f2 0000 0006 00000398 34 1000006a 01 881d 00 72 02 0000";
        let seen = seen(&[(0, stop), (0, write)]);
        assert_eq!(names(&seen)[0].2, "SetVariable (operating state of the CPU)");
        assert_eq!(names(&seen)[1].2, "SetVariable");
    }

    #[test]
    fn a_message_over_several_packets_counts_once() {
        let first = "72 02 000e 32 0000 054c 0000 0004 34 00000000";
        let second = "72 02 0009 32 0000 0000 0000 0004";
        let last = "72 02 0003 330000 72 02 0000";
        let next = "72 02 0009 33 1000006a 04000000 72 02 0000";
        let seen = seen(&[(1, first), (1, second), (1, last), (1, next)]);
        assert_eq!(names(&seen), [(1, "0x054c", "GetMultiVariables"), (1, "notification", "Notification")]);
        assert!(seen.operations.iter().all(|o| o.3 == 1));
        assert_eq!(seen.malformed, 0);
    }

    #[test]
    fn a_keyed_hash_before_the_data_is_passed_over() {
        let hashed = format!("72 03 0031 20 {} 31 0000 056b 0000 0004 00000398 34 0000 72 03 0000", "ab".repeat(32));
        assert_eq!(names(&seen(&[(0, &hashed)])), [(0, "0x056b", "Invoke")]);
    }

    #[test]
    fn the_cpu_says_who_it_is_when_a_session_starts() {
        let version = "823f 00 15 1b 313b36455337203231342d31484533302d30584230203b56322e32";
        let answer = format!("72 01 0030 32 0000 04ca 0000 0001 36 11 {version} 72 01 0000");
        let said = [("firmware", "2.2".to_owned()), ("order-number", "6ES7 214-1HE30-0XB0".to_owned())];
        assert_eq!(seen(&[(1, &answer)]).identities, said);
    }

    #[test]
    fn damaged_messages_do_no_harm() {
        survives(PROTOCOL, &data(SESSION));
        survives(PROTOCOL, &data(&format!("72 03 0031 20 {} 31 0000 04f2 0000 0004 00000398 34 0000", "ab".repeat(32))));
        survives(PROTOCOL, &data("72 01 0015 32 0000 04ca 0000 0001 36 823f 00 15 04 313b363b 72 01 0000"));
    }

    #[test]
    fn every_function_is_shown_by_its_name() {
        for row in FUNCTIONS {
            assert_eq!(PROTOCOL.describe(row.code).name, row.name);
        }
        assert_eq!(PROTOCOL.probe(&data(SESSION), Over::Tcp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(&data("32 01 0000"), Over::Tcp), Probe::No);
    }
}
