//! S7 communication (S7comm) of SIMATIC S7-300/400 and compatible devices, in ISO transport on TCP port 102.
//!
//! Siemens has not published the protocol. The rows follow what the public dissector and libraries document; see
//! the `source` of each.

use super::{Class, Described, Framing, Function, Hint, Over, Probe, Protocol, describe};
use crate::bytes::{Cursor, be16};
use crate::record::{Message, Role};
use crate::tpkt::{self, Cotp};

pub static PROTOCOL: &dyn Protocol = &S7comm;

struct S7comm;

const DISSECTOR: &str = "Siemens has not published it; Wireshark packet-s7comm display filter reference (s7comm.param.func)";
const SNAP7: &str = "Siemens has not published it; Snap7 reference manual, client functions";
const USERDATA: &str =
    "Siemens has not published it; Wireshark packet-s7comm display filter reference (s7comm.param.userdata)";

const JOB: u8 = 1;
const ACK: u8 = 2;
const ACK_DATA: u8 = 3;
const USER: u8 = 7;

// A code is `type of userdata (4 bits) | ROSCTR (8 bits) | key (16 bits)`. The key, which the table has, is
// the function with the PI service above it, or the mark `USERDATA_KEY` with variant, group and subfunction.
const USERDATA_KEY: u32 = 0x8000;
const IDENTITY_LIST: u32 = 0x1000;
/// Key of a message without a function (an acknowledgement of an unseen job, a header alone).
const NO_FUNCTION: u32 = 0x7F00;
const PI_SERVICE: u8 = 0x28;

const fn row(code: u32, name: &'static str, class: Class) -> Function {
    Function { code, name, class, source: DISSECTOR }
}

const fn pi(service: u32, name: &'static str, class: Class) -> Function {
    Function { code: PI_SERVICE as u32 | service << 8, name, class, source: SNAP7 }
}

const fn user(group: u32, sub: u32, name: &'static str, class: Class) -> Function {
    Function { code: USERDATA_KEY | group << 8 | sub, name, class, source: USERDATA }
}

/// PI services by the place of their row in [`FUNCTIONS`]: the code is the index here plus 1.
const PI_SERVICES: &[&[u8]] = &[b"_INSE", b"_DELE", b"P_PROGRAM", b"_MODU", b"_GARB"];
/// Other PI services; their names start with `_N_` and belong to numerical controls.
const PI_NC: u32 = 0x40;
const PI_NC_FILE: u32 = 0x41;

static FUNCTIONS: &[Function] = &[
    row(0x00, "CPU services", Class::Diagnose),
    row(0x04, "Read Var", Class::Read),
    row(0x05, "Write Var", Class::Write),
    row(0x1A, "Request download", Class::Program),
    row(0x1B, "Download block", Class::Program),
    row(0x1C, "Download ended", Class::Program),
    row(0x1D, "Start upload", Class::Program),
    row(0x1E, "Upload", Class::Program),
    row(0x1F, "End upload", Class::Program),
    row(PI_SERVICE as u32, "PI service", Class::Control),
    pi(1, "PI service _INSE (activate block)", Class::Program),
    pi(2, "PI service _DELE (delete block)", Class::Program),
    pi(3, "PI service P_PROGRAM (start PLC)", Class::Control),
    pi(4, "PI service _MODU (copy RAM to ROM)", Class::Program),
    pi(5, "PI service _GARB (compress memory)", Class::Program),
    pi(PI_NC, "PI service of a numerical control", Class::Control),
    pi(PI_NC_FILE, "PI service on files of a numerical control", Class::Program),
    row(0x29, "PLC Stop", Class::Control),
    row(0xF0, "Setup communication", Class::Session),
    user(0, 0, "Mode transition to STOP", Class::Diagnose),
    user(0, 1, "Mode transition: warm restart", Class::Diagnose),
    user(0, 2, "Mode transition to RUN", Class::Diagnose),
    user(0, 3, "Mode transition: hot restart", Class::Diagnose),
    user(0, 4, "Mode transition to HOLD", Class::Diagnose),
    user(0, 6, "Mode transition: cold restart", Class::Diagnose),
    user(0, 9, "Mode transition to redundant RUN", Class::Diagnose),
    user(0, 11, "Mode transition: link-up", Class::Diagnose),
    user(0, 12, "Mode transition: update", Class::Diagnose),
    user(1, 1, "Block status", Class::Diagnose),
    user(1, 2, "Variable status", Class::Read),
    user(1, 3, "Output interrupt stack", Class::Diagnose),
    user(1, 4, "Output block stack", Class::Diagnose),
    user(1, 5, "Output local data stack", Class::Diagnose),
    user(1, 6, "Time measurement", Class::Diagnose),
    user(1, 7, "Force selection", Class::Diagnose),
    user(1, 8, "Modify variable", Class::Write),
    user(1, 9, "Force", Class::Control),
    user(1, 10, "Breakpoint", Class::Control),
    user(1, 11, "Exit HOLD", Class::Control),
    user(1, 12, "Memory reset", Class::Control),
    user(1, 13, "Disable job", Class::Diagnose),
    user(1, 14, "Enable job", Class::Diagnose),
    user(1, 15, "Delete job", Class::Diagnose),
    user(1, 16, "Read job list", Class::Diagnose),
    user(1, 17, "Read job", Class::Diagnose),
    user(1, 18, "Replace job", Class::Diagnose),
    user(1, 19, "Block status v2", Class::Diagnose),
    user(1, 22, "Flash LED", Class::Diagnose),
    user(2, 1, "Cyclic transfer", Class::Read),
    user(2, 4, "Unsubscribe cyclic transfer", Class::Read),
    user(2, 5, "Change driven transfer", Class::Read),
    user(2, 7, "Modify change driven transfer", Class::Read),
    user(2, 8, "Read record (RDREC)", Class::Read),
    user(3, 1, "List blocks", Class::Read),
    user(3, 2, "List blocks of type", Class::Read),
    user(3, 3, "Get block info", Class::Read),
    user(4, 1, "Read SZL", Class::Diagnose),
    user(4, IDENTITY_LIST | 1, "Read SZL (identification)", Class::Identify),
    user(4, 2, "Message service", Class::Diagnose),
    user(4, 3, "Diagnostic message", Class::Diagnose),
    user(4, 5, "ALARM_8 indication", Class::Read),
    user(4, 6, "NOTIFY indication", Class::Read),
    user(4, 7, "Lock alarms", Class::Control),
    user(4, 8, "Unlock alarms", Class::Control),
    user(4, 9, "SCAN indication", Class::Read),
    user(4, 11, "Acknowledge alarm", Class::Control),
    user(4, 12, "Alarm acknowledged indication", Class::Read),
    user(4, 13, "Alarm locked indication", Class::Read),
    user(4, 14, "Alarm unlocked indication", Class::Read),
    user(4, 17, "ALARM_SQ indication", Class::Read),
    user(4, 18, "ALARM_S indication", Class::Read),
    user(4, 19, "Query alarms", Class::Read),
    user(4, 22, "NOTIFY_8 indication", Class::Read),
    user(5, 1, "PLC password", Class::Session),
    user(7, 1, "Read clock", Class::Read),
    user(7, 2, "Set clock", Class::Control),
    user(7, 3, "Read clock (following)", Class::Read),
    user(7, 4, "Set clock (following)", Class::Control),
    user(15, 1, "NC: request download", Class::Program),
    user(15, 2, "NC: download block", Class::Program),
    user(15, 3, "NC: continue download", Class::Program),
    user(15, 4, "NC: download ended", Class::Program),
    user(15, 6, "NC: start upload", Class::Program),
    user(15, 7, "NC: upload", Class::Program),
    user(15, 8, "NC: continue upload", Class::Program),
];

/// Names of function groups whose subfunction has no row.
static GROUPS: &[(u32, &str, Class)] = &[
    (0, "Mode transition", Class::Diagnose),
    (1, "Programmer command", Class::Diagnose),
    (2, "Cyclic service", Class::Read),
    (3, "Block function", Class::Read),
    (4, "CPU function", Class::Diagnose),
    (5, "Security function", Class::Session),
    (6, "Block send (BSEND)", Class::Write),
    (7, "Time function", Class::Control),
    (15, "NC programming", Class::Program),
];

impl Protocol for S7comm {
    fn name(&self) -> &'static str {
        "s7comm"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(102)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        tpkt::probe(bytes, |payload| match payload {
            [0x32, JOB | ACK | ACK_DATA | USER, ..] => Probe::Strong,
            [0x32] => Probe::Maybe,
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
                    // Keep-alives of some panels are empty data packets.
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

    /// Labels: `func:0x04` (jobs and their answers), `group:4/sub:1` (userdata), `ack` (ROSCTR 2, which has no
    /// function), and `rosctr:1` where a message has no function although it should.
    fn describe(&self, code: u32) -> Described {
        let (key, rosctr) = (code & 0xFFFF, code >> 16 & 0xFF);
        let label = if key & USERDATA_KEY != 0 {
            format!("group:{}/sub:{}", key >> 8 & 0xF, key & 0xFF)
        } else if rosctr == u32::from(ACK) {
            "ack".to_owned()
        } else if key == NO_FUNCTION {
            format!("rosctr:{rosctr}")
        } else {
            format!("func:0x{:02x}", key & 0xFF)
        };
        let mut described = describe(self.name(), FUNCTIONS, key, label);
        if described.name == "unknown"
            && key & USERDATA_KEY != 0
            && let Some((_, name, class)) = GROUPS.iter().find(|(group, ..)| *group == key >> 8 & 0xF)
        {
            (described.name, described.class) = ((*name).to_owned(), *class);
        } else if rosctr == u32::from(ACK) {
            described.name = match key {
                NO_FUNCTION => "Acknowledge".to_owned(),
                _ => format!("Acknowledge of {}", described.name),
            };
        }
        described
    }
}

/// One S7 PDU: header, parameters, data. `None` when not even the header is here or it is another protocol's.
fn pdu(bytes: &[u8], out: &mut Message<'_>) -> Option<()> {
    let mut cursor = Cursor::new(bytes);
    if cursor.u8()? != 0x32 {
        return None;
    }
    let rosctr = cursor.u8()?;
    if !matches!(rosctr, JOB | ACK | ACK_DATA | USER) {
        return None;
    }
    cursor.skip(2)?;
    let reference = cursor.u16()?;
    let (parameters, data) = (usize::from(cursor.u16()?), usize::from(cursor.u16()?));
    let failed = matches!(rosctr, ACK | ACK_DATA) && cursor.u16()? != 0;
    // Take what a capture cut short has left.
    let parameters = cursor.take(parameters.min(cursor.len()))?;
    let data = cursor.take(data.min(cursor.len()))?;
    let above = u32::from(rosctr) << 16;
    if rosctr == USER {
        userdata(above, parameters, data, out);
        return Some(());
    }
    let key = match (rosctr, parameters.first()) {
        (ACK, _) => recall(reference, None, out).unwrap_or(NO_FUNCTION),
        (_, None) => NO_FUNCTION,
        (JOB, Some(&function)) => {
            let key = if function == PI_SERVICE { pi_service(parameters) } else { u32::from(function) };
            remember(reference, key, out);
            key
        }
        (_, Some(&function)) => recall(reference, Some(function), out).unwrap_or(u32::from(function)),
    };
    vote(rosctr, key as u8, out);
    let failed = failed || (rosctr == ACK_DATA && item_failed(key, data));
    if failed { out.error(above | key) } else { out.operation(above | key) }
    Some(())
}

/// Jobs come from the client, but a PLC fetches the blocks of a download itself, and block communication
/// (BSEND, function 0) goes both ways.
fn vote(rosctr: u8, function: u8, out: &mut Message<'_>) {
    let from_client = (rosctr == JOB) != matches!(function, 0x1B | 0x1C);
    if function != 0 {
        out.sender_is(if from_client { Role::Client } else { Role::Server });
    }
}

/// Jobs under way that are remembered in a conversation.
const JOBS: usize = 16;

/// Remembers a job: PDU reference above the key, at the place that the reference names.
fn remember(reference: u16, key: u32, out: &mut Message<'_>) {
    let words = &mut out.memory().words;
    words.resize(words.len().max(JOBS), 0);
    words[usize::from(reference) % JOBS] = u32::from(reference) << 16 | key;
}

fn recall(reference: u16, function: Option<u8>, out: &mut Message<'_>) -> Option<u32> {
    let word = *out.memory().words.get(usize::from(reference) % JOBS)?;
    let key = word & 0xFFFF;
    let fits = word != 0 && word >> 16 == u32::from(reference) && function.is_none_or(|f| u32::from(f) == key & 0xFF);
    fits.then_some(key)
}

/// Function 0x28: seven bytes, a counted block of arguments, then the counted name of the service.
fn pi_service(parameters: &[u8]) -> u32 {
    let name = || {
        let mut cursor = Cursor::new(parameters);
        cursor.skip(8)?;
        let arguments = cursor.u16()?;
        cursor.skip(usize::from(arguments))?;
        let length = cursor.u8()?;
        cursor.take(usize::from(length))
    };
    let service = match name() {
        Some(name) if name.starts_with(b"_N_F_") => PI_NC_FILE,
        Some(name) if name.starts_with(b"_N_") => PI_NC,
        Some(name) => PI_SERVICES.iter().position(|&known| known == name).map_or(0, |at| at as u32 + 1),
        None => 0,
    };
    u32::from(PI_SERVICE) | service << 8
}

/// Answers to Read Var and Write Var have a return code an item; 0xFF is success.
fn item_failed(key: u32, data: &[u8]) -> bool {
    match key {
        0x05 => data.iter().any(|&code| code != 0xFF),
        0x04 => {
            let mut cursor = Cursor::new(data);
            while let (Some(code), Some(size), Some(length)) = (cursor.u8(), cursor.u8(), cursor.u16()) {
                if code != 0xFF {
                    return true;
                }
                // Bits, bytes and integers count in bits, the rest in bytes; items start at even places.
                let length = usize::from(length);
                let length = if matches!(size, 3..=5) { length.div_ceil(8) } else { length };
                if cursor.skip(length).is_none() {
                    break;
                }
                if length % 2 == 1 {
                    cursor.skip(1);
                }
            }
            false
        }
        _ => false,
    }
}

/// ROSCTR 7: three bytes of head, length, method, type and group, subfunction, sequence number; in answers also
/// a data unit reference, whether more follows, and an error number.
fn userdata(above: u32, parameters: &[u8], data: &[u8], out: &mut Message<'_>) {
    let (Some(&kind_and_group), Some(&sub)) = (parameters.get(5), parameters.get(6)) else {
        out.operation(above | NO_FUNCTION);
        return;
    };
    let (kind, group) = (u32::from(kind_and_group >> 4), u32::from(kind_and_group & 0xF));
    let failed = be16(parameters, 10).is_some_and(|error| error != 0);
    // Block communication (group 6) goes both ways.
    match kind {
        4 | 7 if group != 6 => out.sender_is(Role::Client),
        0 | 3 | 8 | 11 if group != 6 => out.sender_is(Role::Server),
        _ => {}
    }
    // Data starts with return code, transport size and length.
    let list = data.get(4..).unwrap_or(&[]);
    let identity = match (group, sub, kind) {
        (4, 1, 8) if !failed => {
            let sequence = parameters.get(7).copied().unwrap_or(0);
            let more = parameters.get(9) == Some(&1);
            system_status_list(list, sequence, more, out)
        }
        (4, 1, _) => is_identification(list),
        _ => false,
    };
    let variant = if identity { IDENTITY_LIST } else { 0 };
    let code = kind << 24 | above | USERDATA_KEY | variant | group << 8 | u32::from(sub);
    if failed { out.error(code) } else { out.operation(code) }
}

/// Partial lists 0x0011 (module identification) and 0x001C (component identification) of the system status list
/// (SIMATIC system software for S7-300/400, system and standard functions, chapter on system status lists). A request
/// has number and index only; an answer the length of its records too.
fn is_identification(list: &[u8]) -> bool {
    let length = be16(list, 4).map(usize::from);
    match be16(list, 0).map(|id| id & 0xF0FF) {
        Some(0x0011) => length.is_none_or(|length| length == MODULE_RECORD),
        Some(0x001C) => length.is_none_or(|length| length == COMPONENT_RECORD),
        _ => false,
    }
}

/// One part of an answer with a list. When more parts follow, their sequence number, the list's number and the record
/// that was cut are kept behind the jobs, a byte a word. Says whether the part identifies the device.
fn system_status_list(part: &[u8], sequence: u8, more: bool, out: &mut Message<'_>) -> bool {
    let words = &mut out.memory().words;
    words.resize(words.len().max(JOBS), 0);
    let kept = words.split_off(JOBS);
    let (id, begun, records): (u16, Vec<u8>, &[u8]) = match kept.split_first() {
        // Number, index, length of a record and count stand at the start of the first part.
        _ if is_identification(part) => (be16(part, 0).unwrap_or(0), Vec::new(), part.get(8..).unwrap_or(&[])),
        Some((&head, begun)) if head >> 16 == u32::from(sequence) => {
            (head as u16, begun.iter().map(|&byte| byte as u8).collect(), part)
        }
        _ => return false,
    };
    let bytes = [begun.as_slice(), records].concat();
    let length = if id & 0xFF == 0x11 { MODULE_RECORD } else { COMPONENT_RECORD };
    let records = bytes.chunks_exact(length);
    if more {
        let words = &mut out.memory().words;
        words.push(u32::from(sequence) << 16 | u32::from(id));
        words.extend(records.remainder().iter().map(|&byte| u32::from(byte)));
    }
    for record in records {
        let index = be16(record, 0).unwrap_or(0);
        if length == MODULE_RECORD {
            module_identification(index, record, out);
        } else {
            component_identification(index, &record[2..], out);
        }
    }
    true
}

/// Length of the records of both lists, in bytes.
const MODULE_RECORD: usize = 28;
const COMPONENT_RECORD: usize = 34;

fn module_identification(index: u16, record: &[u8], out: &mut Message<'_>) -> Option<()> {
    match (index, record.get(22..28)?) {
        (1, &[_, _, high, low, _, _]) => {
            out.identity("order-number", &record[2..22]);
            out.identity("hardware", u16::from_be_bytes([high, low]).to_string().as_bytes());
        }
        (7, &[_, _, b'V', major, minor, patch]) => {
            out.identity("firmware", format!("{major}.{minor}.{patch}").as_bytes());
        }
        _ => {}
    }
    Some(())
}

fn component_identification(index: u16, value: &[u8], out: &mut Message<'_>) {
    let attribute = match index {
        1 => "name",
        2 => "module-name",
        3 => "plant",
        5 => "serial",
        7 => "product",
        8 => "memory-card",
        11 => "location",
        _ => return,
    };
    let end = value.iter().position(|&byte| byte == 0).unwrap_or(value.len());
    out.identity(attribute, &value[..end]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::survives;
    use crate::record::testing::{Decoded, decode, hex};
    use crate::tpkt::{data, part};

    const READ: &str = "32 01 0000 0005 000e 0000 04 01 12 0a 10 02 0001 0001 84 000000";

    fn seen(messages: &[(u8, Vec<u8>)]) -> Decoded {
        let messages: Vec<(u8, &[u8])> = messages.iter().map(|(side, bytes)| (*side, bytes.as_slice())).collect();
        decode(PROTOCOL, Over::Tcp, &messages)
    }

    fn rows(seen: &Decoded) -> Vec<(u8, &str, &str, u64, u64)> {
        seen.operations.iter().map(|o| (o.0, o.1.as_str(), o.2.as_str(), o.3, o.4)).collect()
    }

    #[test]
    fn a_job_and_its_answer_count_as_one_function_each_way() {
        let seen = seen(&[(0, data(READ)), (1, data("32 03 0000 0005 0002 000b 0000 04 02 ff 04 0008 2a 00 ff 04 0008 2b"))]);
        assert_eq!(rows(&seen), [(0, "func:0x04", "Read Var", 1, 0), (1, "func:0x04", "Read Var", 1, 0)]);
        assert_eq!(seen.client_votes, [2, 0]);
    }

    #[test]
    fn an_item_that_cannot_be_read_or_written_is_an_error() {
        let read = "32 03 0000 0005 0002 000a 0000 04 02 ff 04 0008 2a 00 0a 00 0000";
        let write = "32 03 0000 0006 0002 0001 0000 05 01 05";
        let seen = seen(&[(1, data(read)), (1, data(write))]);
        assert_eq!(rows(&seen), [(1, "func:0x04", "Read Var", 1, 1), (1, "func:0x05", "Write Var", 1, 1)]);
    }

    #[test]
    fn services_of_the_program_invocation_are_told_apart_both_ways() {
        let start = "32 01 0000 0007 0014 0000 28 00000000 0000fd 0000 09 505f50524f4752414d";
        let copy = "32 01 0000 0008 0012 0000 28 00000000 0000fd 0002 4550 05 5f4d4f4455";
        let stop = "32 01 0000 0009 0010 0000 29 0000000000 09 505f50524f4752414d";
        let done = "32 03 0000 0008 0001 0000 0000 28";
        let seen = seen(&[(0, data(start)), (0, data(copy)), (0, data(stop)), (1, data(done))]);
        assert_eq!(
            rows(&seen),
            [
                (0, "func:0x28", "PI service P_PROGRAM (start PLC)", 1, 0),
                (0, "func:0x28", "PI service _MODU (copy RAM to ROM)", 1, 0),
                (0, "func:0x29", "PLC Stop", 1, 0),
                (1, "func:0x28", "PI service _MODU (copy RAM to ROM)", 1, 0),
            ]
        );
    }

    #[test]
    fn a_refused_upload_names_what_was_refused() {
        let ask = "32 01 0000 0600 0012 0000 1d 00 0000 00000000 09 5f3042303030303041";
        let refused = "32 02 0000 0600 0000 0000 d241";
        let unseen = "32 02 0000 0610 0000 0000 0000";
        let seen = seen(&[(0, data(ask)), (1, data(refused)), (1, data(unseen))]);
        assert_eq!(rows(&seen)[1..], [(1, "ack", "Acknowledge of Start upload", 1, 1), (1, "ack", "Acknowledge", 1, 0)]);
    }

    #[test]
    fn a_controller_that_fetches_a_block_is_still_the_server() {
        let fetch = "32 01 0000 0001 0012 0000 1b 00 0000 00000000 09 5f3038303030303141";
        let seen = seen(&[(1, data(fetch)), (0, data("32 03 0000 0001 0002 0000 0000 1b 00"))]);
        assert_eq!(seen.client_votes, [2, 0]);
        assert_eq!(PROTOCOL.describe(0x0001_001B).class, Class::Program);
    }

    #[test]
    fn a_controller_says_who_it_is() {
        let ask = "32 07 0000 0001 0008 0008 000112 04 11 44 01 00 ff 09 0004 0011 0000";
        let order = "0001 36455337203331352d32454831342d3041423020 00c0 0004 0001";
        let firmware = "0007 2020202020202020202020202020202020202020 00c0 5603 0206";
        let answer = format!(
            "32 07 0000 0001 000c 0044 000112 08 12 84 01 01 00 00 0000 ff 09 0040 0011 0000 001c 0002 {order} {firmware}"
        );
        let seen = seen(&[(0, data(ask)), (1, data(&answer))]);
        let name = "Read SZL (identification)";
        assert_eq!(rows(&seen), [(0, "group:4/sub:1", name, 1, 0), (1, "group:4/sub:1", name, 1, 0)]);
        let said = [("firmware", "3.2.6"), ("hardware", "4"), ("order-number", "6ES7 315-2EH14-0AB0")];
        assert_eq!(seen.identities, said.map(|(attribute, value)| (attribute, value.to_owned())));
    }

    #[test]
    fn a_list_that_is_cut_between_two_answers_is_read_whole() {
        // Records of 34 bytes: name of the station, and the serial number that the second answer goes on with.
        let name = format!("0001 53544154494f4e2031 {}", "00".repeat(23));
        let serial = format!("0005 5320432d4231 {}", "00".repeat(26));
        let (begun, rest) = serial.split_at(13);
        let head = "000112 08 12 84 01 07";
        let first = format!("32 07 0000 0001 000c 0034 {head} 01 01 0000 ff 09 0030 001c 0000 0022 0002 {name} {begun}");
        let second = format!("32 07 0000 0002 000c 0020 {head} 01 00 0000 ff 09 001c {rest}");
        // A list of another kind with its own number does not go on with it.
        let other = second.replace("84 01 07", "84 01 08");
        let apart = seen(&[(1, data(&first)), (1, data(&other))]);
        assert_eq!(apart.identities, [("name", "STATION 1".to_owned())]);
        let seen = seen(&[(1, data(&first)), (1, data(&second))]);
        assert_eq!(seen.identities, [("name", "STATION 1".to_owned()), ("serial", "S C-B1".to_owned())]);
        assert_eq!(rows(&seen), [(1, "group:4/sub:1", "Read SZL (identification)", 2, 0)]);
    }

    #[test]
    fn a_message_in_parts_is_one_message() {
        let (one, two) = READ.split_at(20);
        let seen = seen(&[(0, part(one, false)), (0, part("", false)), (0, part(two, true))]);
        assert_eq!(rows(&seen), [(0, "func:0x04", "Read Var", 1, 0)]);
        assert_eq!(seen.malformed, 0);
    }

    #[test]
    fn only_its_own_data_tells_it_from_others_in_the_same_envelope() {
        assert_eq!(PROTOCOL.probe(&hex("0300 0016 11 e0 0000 0001 00 c1020100 c2020102 c0010a"), Over::Tcp), Probe::Maybe);
        assert_eq!(PROTOCOL.probe(&data(READ), Over::Tcp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(&data("72 01 0000"), Over::Tcp), Probe::No);
        assert_eq!(PROTOCOL.probe(&data("7f65 82 0194 04 01 01"), Over::Tcp), Probe::No);
        assert_eq!(PROTOCOL.probe(&hex("0300 00"), Over::Tcp), Probe::Maybe);
        assert_eq!(PROTOCOL.probe(b"GET / HTTP/1.1", Over::Tcp), Probe::No);
    }

    #[test]
    fn damaged_messages_do_no_harm() {
        survives(PROTOCOL, &data(READ));
        survives(PROTOCOL, &data("32 01 0000 0008 0012 0000 28 00000000 0000fd 0002 4550 05 5f4d4f4455"));
        survives(PROTOCOL, &data("32 03 0000 0005 0002 000a 0000 04 02 ff 04 0008 2a 00 ff 09 0001 01"));
        let list = format!("0011 0000 001c 0001 0001 {} 00c0 0004 0001", "20".repeat(20));
        survives(PROTOCOL, &data(&format!("32 07 0000 0001 000c 0028 000112 08 12 84 01 01 00 01 0000 ff 09 0024 {list}")));
    }

    #[test]
    fn every_function_is_shown_by_its_name() {
        for row in FUNCTIONS {
            assert_eq!(PROTOCOL.describe(row.code).name, row.name);
        }
    }
}
