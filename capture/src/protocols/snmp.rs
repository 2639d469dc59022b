//! SNMP (RFC 1157, RFC 3416, RFC 3412). Community strings are secrets: only that one is the well-known default is told.

use super::{Class, Described, Framing, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::bytes::Cursor;
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Snmp;

struct Snmp;

const fn row(code: u32, name: &'static str, class: Class) -> Function {
    let source = match code >> 8 {
        1 => "RFC 1157, 4.1",
        2 => "RFC 3416, 4.2; RFC 1901",
        _ => "RFC 3412, 6; RFC 3416, 4.2",
    };
    Function { code, name, class, source }
}

const V3: u32 = 0x3FF;
const PUBLIC: u32 = 0x10;
const PRIVATE: u32 = 0x11;

/// Codes are the version (1, 2 for v2c, 3) in the high byte and the number of the PDU in the low one; PDUs of v3 that
/// are encrypted are one row.
static FUNCTIONS: &[Function] = &[
    row(0x100, "v1:get", Class::Read),
    row(0x101, "v1:get-next", Class::Read),
    row(0x102, "v1:response", Class::Read),
    row(0x103, "v1:set", Class::Write),
    row(0x104, "v1:trap", Class::Read),
    row(0x100 | PUBLIC, "v1:community-public", Class::Session),
    row(0x100 | PRIVATE, "v1:community-private", Class::Session),
    row(0x200, "v2c:get", Class::Read),
    row(0x201, "v2c:get-next", Class::Read),
    row(0x202, "v2c:response", Class::Read),
    row(0x203, "v2c:set", Class::Write),
    row(0x205, "v2c:get-bulk", Class::Read),
    row(0x206, "v2c:inform", Class::Read),
    row(0x207, "v2c:trap", Class::Read),
    row(0x208, "v2c:report", Class::Diagnose),
    row(0x200 | PUBLIC, "v2c:community-public", Class::Session),
    row(0x200 | PRIVATE, "v2c:community-private", Class::Session),
    row(0x300, "v3:get", Class::Read),
    row(0x301, "v3:get-next", Class::Read),
    row(0x302, "v3:response", Class::Read),
    row(0x303, "v3:set", Class::Write),
    row(0x305, "v3:get-bulk", Class::Read),
    row(0x306, "v3:inform", Class::Read),
    row(0x307, "v3:trap", Class::Read),
    row(0x308, "v3:report", Class::Diagnose),
    row(V3, "v3", Class::Other),
];

/// Objects of the system group (RFC 3418) that name a device: the last arc but one of 1.3.6.1.2.1.1.n.0.
const SYSTEM: &[u8] = &[0x2B, 6, 1, 2, 1, 1];

impl Protocol for Snmp {
    fn name(&self) -> &'static str {
        "snmp"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Udp(161), Hint::Udp(162), Hint::Tcp(161)]
    }

    fn probe(&self, bytes: &[u8], over: Over) -> Probe {
        let Some((version, second)) = open(bytes) else { return Probe::No };
        let whole = matches!(length(bytes), Some(length) if length == bytes.len() || (over == Over::Tcp && length < bytes.len()));
        match second.first() {
            Some(0x04) if version < 2 && whole && pdu(second).is_some() => Probe::Strong,
            Some(0x30) if version == 3 && whole && global_data(second).is_some() => Probe::Strong,
            _ => Probe::No,
        }
    }

    fn frame(&self, bytes: &[u8]) -> Framing {
        match (bytes.first(), length(bytes)) {
            (Some(0x30), Some(length)) => Framing::Whole(length),
            (Some(0x30), None) if bytes.len() < 6 => Framing::Need(bytes.len() + 1),
            _ => Framing::Malformed,
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        match open(bytes) {
            Some((3, rest)) => version_3(rest, out),
            Some((version @ 0..=1, rest)) => match pdu(rest) {
                Some((community, tag, body)) => {
                    let version = u32::from(version + 1) << 8;
                    match community {
                        b"public" => out.operation(version | PUBLIC),
                        b"private" => out.operation(version | PRIVATE),
                        _ => {}
                    }
                    report(version, tag, body, out);
                }
                None => out.malformed(),
            },
            _ => out.malformed(),
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe_by_name(self.name(), FUNCTIONS, code)
    }
}

/// One BER element (X.690): tag and content; content that the capture cut off is given as far as it goes.
fn element<'a>(cursor: &mut Cursor<'a>) -> Option<(u8, &'a [u8])> {
    let tag = cursor.u8()?;
    let length = ber_length(cursor)?;
    let content = cursor.take(length.min(cursor.len()))?;
    Some((tag, content))
}

fn ber_length(cursor: &mut Cursor<'_>) -> Option<usize> {
    match cursor.u8()? {
        short @ 0..=0x7F => Some(usize::from(short)),
        long @ 0x81..=0x84 => {
            let bytes = cursor.take(usize::from(long & 0x7F))?;
            let length = bytes.iter().fold(0_u64, |sum, &b| sum << 8 | u64::from(b));
            usize::try_from(length).ok()
        }
        _ => None,
    }
}

/// Length of the whole message with its own header.
fn length(bytes: &[u8]) -> Option<usize> {
    let mut cursor = Cursor::new(bytes);
    cursor.skip(1)?;
    let content = ber_length(&mut cursor)?;
    (bytes.len() - cursor.len()).checked_add(content)
}

/// Version and what follows it.
fn open(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let (0x30, content) = element(&mut Cursor::new(bytes))? else { return None };
    match content {
        [0x02, 0x01, version @ (0 | 1 | 3), rest @ ..] => Some((*version, rest)),
        _ => None,
    }
}

/// Community, tag and content of the PDU of v1 and v2c.
fn pdu(bytes: &[u8]) -> Option<(&[u8], u8, &[u8])> {
    let mut cursor = Cursor::new(bytes);
    let (0x04, community) = element(&mut cursor)? else { return None };
    match element(&mut cursor)? {
        (tag @ 0xA0..=0xA8, body) => Some((community, tag, body)),
        _ => None,
    }
}

/// msgFlags of v3 (RFC 3412, 6.4), from msgID, msgMaxSize, msgFlags, msgSecurityModel.
fn global_data(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let mut cursor = Cursor::new(bytes);
    let (0x30, global) = element(&mut cursor)? else { return None };
    let mut inner = Cursor::new(global);
    let (0x02, _) = element(&mut inner)? else { return None };
    let (0x02, _) = element(&mut inner)? else { return None };
    match element(&mut inner)? {
        (0x04, &[flags]) => Some((flags, cursor.rest())),
        _ => None,
    }
}

fn version_3(bytes: &[u8], out: &mut Message<'_>) {
    let Some((flags, rest)) = global_data(bytes) else {
        out.malformed();
        return;
    };
    let mut cursor = Cursor::new(rest);
    let scoped = element(&mut cursor).and_then(|_| element(&mut cursor));
    // Without the privacy flag the scoped PDU is in the clear: engine, context, PDU.
    match scoped {
        Some((0x30, scoped)) if flags & 0x02 == 0 => {
            let mut cursor = Cursor::new(scoped);
            match (element(&mut cursor), element(&mut cursor), element(&mut cursor)) {
                (Some(_), Some(_), Some((tag @ 0xA0..=0xA8, body))) => report(0x300, tag, body, out),
                _ => out.operation(V3),
            }
        }
        _ => out.operation(V3),
    }
}

fn report(version: u32, tag: u8, body: &[u8], out: &mut Message<'_>) {
    let number = tag & 0x0F;
    let code = version | u32::from(number);
    match number {
        2 | 8 => out.sender_is(Role::Server),
        _ => out.sender_is(Role::Client),
    }
    let mut cursor = Cursor::new(body);
    let head = [element(&mut cursor), element(&mut cursor), element(&mut cursor)];
    let failed = number == 2 && matches!(head[1], Some((0x02, status)) if status.iter().any(|&b| b != 0));
    if failed { out.error(code) } else { out.operation(code) }
    if number == 2
        && let Some((0x30, bindings)) = element(&mut cursor)
    {
        system_group(bindings, out);
    }
}

fn system_group(bindings: &[u8], out: &mut Message<'_>) {
    let mut cursor = Cursor::new(bindings);
    while let Some((0x30, binding)) = element(&mut cursor) {
        let mut pair = Cursor::new(binding);
        let (Some((0x06, name)), Some((0x04, value))) = (element(&mut pair), element(&mut pair)) else { continue };
        match name.strip_prefix(SYSTEM) {
            Some([1, 0]) => out.identity("description", value),
            Some([5, 0]) => out.identity("hostname", value),
            Some([6, 0]) => out.identity("location", value),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    const GET: &str = "302602010104067075626c6963a01902016f020100020100300e300c06082b060102010101000500";
    const RESPONSE: &str =
        "302a02010104067075626c6963a21d02016f0201000201003012301006082b06010201010500 0404 706c6331";
    const SET_V1: &str = "302702010004067365637265 74a31a02016f020100020100300f300d06082b06010201010500 040178";
    const REFUSED: &str = "302602010104067075626c6963a21902016f020106020101300e300c06082b060102010101000500";

    #[test]
    fn version_kind_and_default_community_are_told_but_never_a_secret() {
        let messages = [hex(GET), hex(RESPONSE), hex(REFUSED), hex(SET_V1)];
        for message in &messages {
            assert_eq!(PROTOCOL.probe(message, Over::Udp), Probe::Strong);
        }
        let [get, response, refused, set] = &messages;
        let seen = decode(PROTOCOL, Over::Udp, &[(0, get), (1, response), (1, refused), (0, set)]);
        let row = |side, name: &str, count, errors| (side, name.to_owned(), name.to_owned(), count, errors);
        assert_eq!(
            seen.operations,
            [
                row(0, "v2c:community-public", 1, 0),
                row(0, "v2c:get", 1, 0),
                row(1, "v2c:community-public", 2, 0),
                row(1, "v2c:response", 2, 1),
                row(0, "v1:set", 1, 0),
            ]
        );
        assert_eq!(seen.identities, [("hostname", "plc1".to_owned())]);
        assert!(!format!("{seen:?}").contains("secret"));
        assert_eq!(seen.client_votes, [4, 0]);
    }

    #[test]
    fn encrypted_version_3_is_only_v3() {
        let flags = |flags: &str, scoped: &str| {
            hex(&format!("302602010330 0d 020101 02024000 0401{flags} 020103 0400 {scoped}"))
        };
        let encrypted = flags("03", "0410 00000000000000000000000000000000");
        assert_eq!(PROTOCOL.probe(&encrypted, Over::Udp), Probe::Strong);
        assert_eq!(decode(PROTOCOL, Over::Udp, &[(0, &encrypted)]).operations[0].1, "v3");
        let clear = flags("00", "3010 0400 0400 a00a 020101 020100 020100 30");
        assert_eq!(decode(PROTOCOL, Over::Udp, &[(0, &clear)]).operations[0].1, "v3:get");
    }

    #[test]
    fn damaged_messages_do_no_harm() {
        damage(PROTOCOL, Over::Udp, &[(0, &hex(GET)), (1, &hex(RESPONSE))]);
        damage(PROTOCOL, Over::Tcp, &[(0, &hex(GET))]);
    }
}
