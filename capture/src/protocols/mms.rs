//! Manufacturing Message Specification (ISO 9506), as used by IEC 61850 and ICCP/TASE.2, on OSI session and
//! presentation over ISO transport on TCP port 102.

use super::{Class, Described, Framing, Function, Hint, Over, Probe, Protocol, describe};
use crate::bytes::{Cursor, be16};
use crate::record::{Message, Role};
use crate::tpkt::{self, Cotp};

pub static PROTOCOL: &dyn Protocol = &Mms;

struct Mms;

const SPEC: &str = "ISO 9506-2:2003, ConfirmedServiceRequest";
const UNCONFIRMED: &str = "ISO 9506-2:2003, UnconfirmedService";
const PDU: &str = "ISO 9506-2:2003, MMSpdu";

// A code is `direction (8 bits) | key (16 bits)`; the key is the service, `UNCONFIRMED_KEY` with the unconfirmed service,
// or `PDU_KEY` with the tag of the PDU.
const UNCONFIRMED_KEY: u32 = 0x4000;
const PDU_KEY: u32 = 0x8000;
const RESPONSE: u32 = 1 << 16;
const ERROR: u32 = 2 << 16;

const fn row(code: u32, name: &'static str, class: Class) -> Function {
    Function { code, name, class, source: SPEC }
}

const fn unconfirmed(code: u32, name: &'static str, class: Class) -> Function {
    Function { code: UNCONFIRMED_KEY | code, name, class, source: UNCONFIRMED }
}

const fn pdu(tag: u32, name: &'static str, class: Class) -> Function {
    Function { code: PDU_KEY | tag, name, class, source: PDU }
}

static FUNCTIONS: &[Function] = &[
    row(0, "status", Class::Diagnose),
    row(1, "getNameList", Class::Read),
    row(2, "identify", Class::Identify),
    row(3, "rename", Class::Program),
    row(4, "read", Class::Read),
    row(5, "write", Class::Write),
    row(6, "getVariableAccessAttributes", Class::Read),
    row(7, "defineNamedVariable", Class::Program),
    row(8, "defineScatteredAccess", Class::Program),
    row(9, "getScatteredAccessAttributes", Class::Read),
    row(10, "deleteVariableAccess", Class::Program),
    row(11, "defineNamedVariableList", Class::Write),
    row(12, "getNamedVariableListAttributes", Class::Read),
    row(13, "deleteNamedVariableList", Class::Write),
    row(14, "defineNamedType", Class::Program),
    row(15, "getNamedTypeAttributes", Class::Read),
    row(16, "deleteNamedType", Class::Program),
    row(17, "input", Class::Read),
    row(18, "output", Class::Write),
    row(19, "takeControl", Class::Control),
    row(20, "relinquishControl", Class::Control),
    row(21, "defineSemaphore", Class::Program),
    row(22, "deleteSemaphore", Class::Program),
    row(23, "reportSemaphoreStatus", Class::Diagnose),
    row(24, "reportPoolSemaphoreStatus", Class::Diagnose),
    row(25, "reportSemaphoreEntryStatus", Class::Diagnose),
    row(26, "initiateDownloadSequence", Class::Program),
    row(27, "downloadSegment", Class::Program),
    row(28, "terminateDownloadSequence", Class::Program),
    row(29, "initiateUploadSequence", Class::Program),
    row(30, "uploadSegment", Class::Program),
    row(31, "terminateUploadSequence", Class::Program),
    row(32, "requestDomainDownload", Class::Program),
    row(33, "requestDomainUpload", Class::Program),
    row(34, "loadDomainContent", Class::Program),
    row(35, "storeDomainContent", Class::Program),
    row(36, "deleteDomain", Class::Program),
    row(37, "getDomainAttributes", Class::Read),
    row(38, "createProgramInvocation", Class::Program),
    row(39, "deleteProgramInvocation", Class::Program),
    row(40, "start", Class::Control),
    row(41, "stop", Class::Control),
    row(42, "resume", Class::Control),
    row(43, "reset", Class::Control),
    row(44, "kill", Class::Control),
    row(45, "getProgramInvocationAttributes", Class::Read),
    row(46, "obtainFile", Class::Program),
    row(47, "defineEventCondition", Class::Program),
    row(48, "deleteEventCondition", Class::Program),
    row(49, "getEventConditionAttributes", Class::Read),
    row(50, "reportEventConditionStatus", Class::Read),
    row(51, "alterEventConditionMonitoring", Class::Control),
    row(52, "triggerEvent", Class::Control),
    row(53, "defineEventAction", Class::Program),
    row(54, "deleteEventAction", Class::Program),
    row(55, "getEventActionAttributes", Class::Read),
    row(56, "reportEventActionStatus", Class::Read),
    row(57, "defineEventEnrollment", Class::Program),
    row(58, "deleteEventEnrollment", Class::Program),
    row(59, "alterEventEnrollment", Class::Control),
    row(60, "reportEventEnrollmentStatus", Class::Read),
    row(61, "getEventEnrollmentAttributes", Class::Read),
    row(62, "acknowledgeEventNotification", Class::Control),
    row(63, "getAlarmSummary", Class::Read),
    row(64, "getAlarmEnrollmentSummary", Class::Read),
    row(65, "readJournal", Class::Read),
    row(66, "writeJournal", Class::Write),
    row(67, "initializeJournal", Class::Control),
    row(68, "reportJournalStatus", Class::Read),
    row(69, "createJournal", Class::Program),
    row(70, "deleteJournal", Class::Program),
    row(71, "getCapabilityList", Class::Read),
    row(72, "fileOpen", Class::Read),
    row(73, "fileRead", Class::Read),
    row(74, "fileClose", Class::Read),
    row(75, "fileRename", Class::Program),
    row(76, "fileDelete", Class::Program),
    row(77, "fileDirectory", Class::Read),
    unconfirmed(0, "informationReport", Class::Read),
    unconfirmed(1, "unsolicitedStatus", Class::Diagnose),
    unconfirmed(2, "eventNotification", Class::Read),
    pdu(2, "confirmed error", Class::Other),
    pdu(4, "reject", Class::Other),
    pdu(5, "cancel request", Class::Session),
    pdu(6, "cancel response", Class::Session),
    pdu(7, "cancel error", Class::Session),
    pdu(8, "initiate request", Class::Session),
    pdu(9, "initiate response", Class::Session),
    pdu(10, "initiate error", Class::Session),
    pdu(11, "conclude request", Class::Session),
    pdu(12, "conclude response", Class::Session),
    pdu(13, "conclude error", Class::Session),
];

impl Protocol for Mms {
    fn name(&self) -> &'static str {
        "mms"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(102)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        tpkt::probe(bytes, probe_payload)
    }

    fn frame(&self, bytes: &[u8]) -> Framing {
        tpkt::frame(bytes)
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        match tpkt::cotp(bytes) {
            Some(Cotp::ConnectRequest(_)) => out.sender_is(Role::Client),
            Some(Cotp::ConnectConfirm(_)) => out.sender_is(Role::Server),
            Some(Cotp::Data { payload, end }) => {
                if let Some(whole) = tpkt::join(payload, end, out)
                    && let Some(mms) = mms_pdu(&whole)
                    && read_pdu(mms, out).is_none()
                {
                    out.malformed();
                }
            }
            Some(Cotp::Other) => {}
            None => out.malformed(),
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    /// Labels: `req:4`, `rsp:4`, `err:4` (confirmed services), `unconf:0`, and `pdu:8` for the rest.
    fn describe(&self, code: u32) -> Described {
        let key = code & 0xFFFF;
        let label = if key & PDU_KEY != 0 {
            format!("pdu:{}", key & 0xFF)
        } else if key & UNCONFIRMED_KEY != 0 {
            format!("unconf:{}", key & 0xFF)
        } else {
            let kind = match code & !0xFFFF {
                RESPONSE => "rsp",
                ERROR => "err",
                _ => "req",
            };
            format!("{kind}:{key}")
        };
        describe(self.name(), FUNCTIONS, key, label)
    }
}

/// One element of the basic encoding rules: class and form bits, tag number, contents. Contents that the capture cut
/// short, or of indefinite length, are what is there.
fn element<'a>(cursor: &mut Cursor<'a>) -> Option<(u8, u32, &'a [u8])> {
    let first = cursor.u8()?;
    let mut number = u32::from(first & 0x1F);
    if number == 0x1F {
        let next = cursor.u8()?;
        number = u32::from(next & 0x7F);
        if next & 0x80 != 0 {
            number = number << 7 | u32::from(cursor.u8()? & 0x7F);
        }
    }
    let length = match cursor.u8()? {
        short @ 0..=0x7F => usize::from(short),
        0x80 => cursor.len(),
        0x81 => usize::from(cursor.u8()?),
        0x82 => usize::from(cursor.u16()?),
        0x83 => usize::from(cursor.u8()?) << 16 | usize::from(cursor.u16()?),
        _ => return None,
    };
    Some((first & 0xE0, number, cursor.take(length.min(cursor.len()))?))
}

/// MMS abstract syntax and application context, 1.0.9506.2, as its object identifier is encoded.
const MMS_OBJECT_IDENTIFIER: &[u8] = &[0x28, 0xCA, 0x22];

fn probe_payload(payload: &[u8]) -> Probe {
    match payload {
        // Session connect and accept: other OSI applications start so too.
        [0x0D | 0x0E, ..] => match contains(payload, MMS_OBJECT_IDENTIFIER) {
            true => Probe::Strong,
            false => Probe::No,
        },
        // Give tokens and data transfer.
        [1, 0, 1, 0, rest @ ..] => match rest.first() {
            Some(0x61) => match mms_pdu(payload) {
                Some([0xA0..=0xA4 | 0x85..=0x87 | 0xA8..=0xAA | 0x8B..=0x8D, ..]) => Probe::Strong,
                Some(_) => Probe::No,
                None => Probe::Maybe,
            },
            Some(_) => Probe::No,
            None => Probe::Maybe,
        },
        // No session layer: the PDU itself, where its length fits.
        [0xA0..=0xA3 | 0xA8 | 0xA9, length @ 2..=0x7F, ..] if usize::from(*length) + 2 == payload.len() => Probe::Weak,
        [0xA0..=0xA3 | 0xA8 | 0xA9, 0x82, ..]
            if be16(payload, 2).is_some_and(|length| usize::from(length) + 4 == payload.len()) =>
        {
            Probe::Weak
        }
        _ => Probe::No,
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The MMS PDU inside a transport message: behind session (ISO 8327) and presentation (ISO 8823), or bare.
fn mms_pdu(whole: &[u8]) -> Option<&[u8]> {
    match whole {
        [1, 0, 1, 0, presentation @ ..] => presentation_data(presentation),
        // Connect and accept carry the association (ACSE) that carries the initiate PDU; its tag, with the protocol version
        // of the context list in front, is found by the object identifier of MMS in the user information.
        [0x0D | 0x0E, ..] => initiate(whole),
        [0xA0..=0xAD | 0x85..=0x87 | 0x8B..=0x8D, ..] => Some(whole),
        _ => None,
    }
}

/// Fully encoded user data: a list of contexts, each with the data of one application.
fn presentation_data(presentation: &[u8]) -> Option<&[u8]> {
    let (_, 1, list) = element(&mut Cursor::new(presentation))? else { return None };
    let (_, 16, item) = element(&mut Cursor::new(list))? else { return None };
    let mut cursor = Cursor::new(item);
    loop {
        // An optional transfer syntax and the context stand before the data, which has tag 0.
        match element(&mut cursor)? {
            (0xA0, 0, data) => return Some(data),
            (_, 2 | 6, _) => {}
            _ => return None,
        }
    }
}

/// The initiate PDU at the end of a session connect or accept: the user information of the association is its
/// last element, and the PDU fills it to the end.
fn initiate(session: &[u8]) -> Option<&[u8]> {
    (0..session.len().saturating_sub(4)).rev().find_map(|at| {
        let rest = session.get(at..)?;
        let (0xA0, 8 | 9, contents) = element(&mut Cursor::new(rest))? else { return None };
        let header = rest.len().checked_sub(contents.len())?;
        // Both begin with the local detail (tag 0) or the number of calls outstanding (tag 1).
        (header <= 4 && matches!(contents.first(), Some(0x80 | 0x81))).then_some(rest)
    })
}

fn read_pdu(bytes: &[u8], out: &mut Message<'_>) -> Option<()> {
    let (_, tag, contents) = element(&mut Cursor::new(bytes))?;
    let mut cursor = Cursor::new(contents);
    match tag {
        0 | 1 => {
            let invocation = invocation(element(&mut cursor)?.2);
            let mut service = element(&mut cursor)?;
            // A list of modifiers (a universal sequence) may stand before the service.
            if service.0 == 0x20 {
                service = element(&mut cursor)?;
            }
            let (_, number, body) = service;
            if number > 0xFF {
                return None;
            }
            if tag == 0 {
                out.sender_is(Role::Client);
                remember(invocation, number, out);
                out.operation(number);
            } else {
                out.sender_is(Role::Server);
                if number == 2 {
                    identify(body, out);
                }
                out.operation(RESPONSE | number);
            }
        }
        2 => {
            out.sender_is(Role::Server);
            let asked = recall(invocation(element(&mut cursor)?.2), out);
            out.error(asked.map_or(PDU_KEY | 2, |service| ERROR | service));
        }
        3 => {
            // Reports come from the server.
            out.sender_is(Role::Server);
            out.operation(UNCONFIRMED_KEY | element(&mut cursor)?.1.min(0xFF));
        }
        4 | 7 | 10 | 13 => out.error(PDU_KEY | tag),
        5 | 6 | 8 | 9 | 11 | 12 => {
            out.sender_is(if matches!(tag, 6 | 9 | 12) { Role::Server } else { Role::Client });
            out.operation(PDU_KEY | tag);
        }
        _ => return None,
    }
    Some(())
}

/// The last bytes of an invocation number, enough to tell the requests under way apart.
fn invocation(number: &[u8]) -> u16 {
    number.iter().fold(0, |sum: u16, &byte| sum << 8 | u16::from(byte))
}

/// Sixteen requests under way: invocation above the service plus 1.
fn remember(invocation: u16, service: u32, out: &mut Message<'_>) {
    let words = &mut out.memory().words;
    words.resize(16, 0);
    words[usize::from(invocation % 16)] = u32::from(invocation) << 16 | (service + 1);
}

fn recall(invocation: u16, out: &mut Message<'_>) -> Option<u32> {
    let word = *out.memory().words.get(usize::from(invocation % 16))?;
    (word != 0 && word >> 16 == u32::from(invocation)).then(|| (word & 0xFFFF) - 1)
}

/// Answer of identify: vendor, model and revision.
fn identify(body: &[u8], out: &mut Message<'_>) {
    let mut cursor = Cursor::new(body);
    while let Some((_, number, value)) = element(&mut cursor) {
        match number {
            0 => out.identity("vendor", value),
            1 => out.identity("product", value),
            2 => out.identity("firmware", value),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::survives;
    use crate::record::testing::{Decoded, decode, hex};
    use crate::tpkt::data;

    /// Session, presentation and context before a PDU.
    fn wrapped(pdu: &str) -> Vec<u8> {
        let bytes = pdu.chars().filter(char::is_ascii_hexdigit).count() / 2;
        data(&format!("01000100 61 {:02x} 30 {:02x} 020103 a0 {bytes:02x} {pdu}", bytes + 7, bytes + 5))
    }

    fn seen(messages: &[(u8, Vec<u8>)]) -> Decoded {
        let messages: Vec<(u8, &[u8])> = messages.iter().map(|(side, bytes)| (*side, bytes.as_slice())).collect();
        decode(PROTOCOL, Over::Tcp, &messages)
    }

    fn rows(seen: &Decoded) -> Vec<(u8, &str, &str, u64)> {
        seen.operations.iter().map(|o| (o.0, o.1.as_str(), o.2.as_str(), o.4)).collect()
    }

    const READ: &str = "a0 14 020100 a4 0f 800100 a1 0a a008 3006 a004 8002 6d75";
    const CONNECT: &str = "0d 38 0506 130100 160102 c1 2e 31 2c a003 800101 a2 25 8004 00000001 a4 0a 3008 020101 0604 28ca2202 \
                           61 11 be 0f 28 0d 020103 a0 08 a8 06 800300fde8 81";

    #[test]
    fn services_are_named_with_and_without_a_session_layer() {
        let start = data("a0 0c 020109 bf28 06 1a04 50524f47");
        let done = wrapped("a1 07 020100 a4 02 a100");
        // With a list of modifiers before the service.
        let modified = wrapped("a0 0c 020101 3003 810100 a5 02 a000");
        let seen = seen(&[(0, wrapped(READ)), (1, done), (0, start), (0, modified)]);
        assert_eq!(
            rows(&seen),
            [
                (0, "req:4", "read", 0),
                (1, "rsp:4", "read", 0),
                (0, "req:40", "start", 0),
                (0, "req:5", "write", 0),
            ]
        );
        assert_eq!(seen.client_votes, [4, 0]);
        assert_eq!(PROTOCOL.describe(40).class, Class::Control);
    }

    #[test]
    fn an_error_names_the_service_that_failed() {
        let failed = wrapped("a2 0a 800100 a2 05 a003 870103");
        let seen = seen(&[(0, wrapped(READ)), (1, failed)]);
        assert_eq!(rows(&seen)[1], (1, "err:4", "read", 1));
    }

    #[test]
    fn reports_come_from_the_server() {
        let seen = seen(&[(1, wrapped("a3 0a a0 08 a002 8100 a0 02 8000"))]);
        assert_eq!(rows(&seen), [(1, "unconf:0", "informationReport", 0)]);
        assert_eq!(seen.client_votes, [1, 0]);
    }

    #[test]
    fn a_device_says_who_it_is() {
        let answer = wrapped("a1 14 020102 a2 0f 8004 41636d65 8102 5831 8203 312e32");
        let said = [("firmware", "1.2"), ("product", "X1"), ("vendor", "Acme")];
        assert_eq!(seen(&[(1, answer)]).identities, said.map(|(attribute, value)| (attribute, value.to_owned())));
    }

    #[test]
    fn an_association_is_mms_by_its_object_identifier() {
        assert_eq!(PROTOCOL.probe(&data(CONNECT), Over::Tcp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(&data(&CONNECT.replace("28ca22", "28ca21")), Over::Tcp), Probe::No);
        assert_eq!(PROTOCOL.probe(&wrapped(READ), Over::Tcp), Probe::Strong);
        // A connection request, an acknowledgement without data and the association in one segment.
        let request = hex("0300 0016 11 e0 0000 0001 00 c1020100 c2020102 c0010a 0300 0007 02f080");
        assert_eq!(PROTOCOL.probe(&request, Over::Tcp), Probe::Maybe);
        assert_eq!(PROTOCOL.probe(&[request, data(CONNECT)].concat(), Over::Tcp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(&data(READ), Over::Tcp), Probe::Weak);
        assert_eq!(PROTOCOL.probe(&data("32 01 0000"), Over::Tcp), Probe::No);
        assert_eq!(rows(&seen(&[(0, data(CONNECT))])), [(0, "pdu:8", "initiate request", 0)]);
    }

    #[test]
    fn damaged_messages_do_no_harm() {
        survives(PROTOCOL, &data(CONNECT));
        survives(PROTOCOL, &wrapped(READ));
        survives(PROTOCOL, &wrapped("a1 14 020102 a2 0f 8004 41636d65 8102 5831 8203 312e32"));
        survives(PROTOCOL, &data("a0 0c 020109 bf28 06 1a04 50524f47"));
    }

    #[test]
    fn every_function_is_shown_by_its_name() {
        for row in FUNCTIONS {
            assert_eq!(PROTOCOL.describe(row.code).name, row.name);
        }
    }
}
