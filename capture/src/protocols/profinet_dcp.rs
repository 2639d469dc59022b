//! PROFINET DCP, Discovery and basic Configuration Protocol (IEC 61158-6-10, 4.3; IEC 61158-5-10, 6.3): stations are
//! found, named, given an address, and reset by it, without any log-on.

use super::{Class, Described, Function, Hint, Over, Probe, Protocol};
use crate::bytes::{Cursor, be16};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &ProfinetDcp;

struct ProfinetDcp;

const SPEC: &str = "IEC 61158-6-10:2019, 4.3 (DCP)";

/// Frame identifiers of DCP: Hello, Get or Set, Identify request, Identify response. Others are PROFINET RT.
pub const FRAME_IDS: std::ops::RangeInclusive<u16> = 0xFEFC..=0xFEFF;

const GET: u8 = 3;
const SET: u8 = 4;
const IDENTIFY: u8 = 5;
const HELLO: u8 = 6;

const REQUEST: u8 = 0;
const RESPONSE: u8 = 1;
const NOT_SUPPORTED: u8 = 5;

/// Reported codes: service and type of service; a request to set adds the option and suboption that it sets.
const fn code(service: u8, kind: u8) -> u32 {
    service as u32 | (kind as u32) << 8
}

const fn row(service: u8, kind: u8, name: &'static str, class: Class) -> Function {
    Function {
        code: code(service, kind),
        name,
        class,
        source: SPEC,
    }
}

const fn set(option: u8, suboption: u8, name: &'static str) -> Function {
    let code = code(SET, REQUEST) | (option as u32) << 16 | (suboption as u32) << 24;
    Function {
        code,
        name,
        class: Class::Control,
        source: SPEC,
    }
}

static FUNCTIONS: &[Function] = &[
    row(GET, REQUEST, "Get request", Class::Read),
    row(GET, RESPONSE, "Get response", Class::Read),
    row(GET, NOT_SUPPORTED, "Get, not supported", Class::Read),
    row(SET, REQUEST, "Set request", Class::Control),
    row(SET, RESPONSE, "Set response", Class::Control),
    row(SET, NOT_SUPPORTED, "Set, not supported", Class::Control),
    row(IDENTIFY, REQUEST, "Identify request", Class::Identify),
    row(IDENTIFY, RESPONSE, "Identify response", Class::Identify),
    row(IDENTIFY, NOT_SUPPORTED, "Identify, not supported", Class::Identify),
    row(HELLO, REQUEST, "Hello", Class::Identify),
    set(1, 2, "Set IP address"),
    set(1, 3, "Set IP address and name servers"),
    set(2, 2, "Set name of station"),
    set(3, 0, "Set DHCP options"),
    set(5, 3, "Signal (flash the LED)"),
    set(5, 5, "Reset to factory settings"),
    set(5, 6, "Reset to factory"),
];

impl Protocol for ProfinetDcp {
    fn name(&self) -> &'static str {
        "profinet-dcp"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Ethertype(0x8892)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        let Some(frame) = be16(bytes, 0) else { return Probe::No };
        let answer = [RESPONSE, NOT_SUPPORTED];
        let fits = match (frame, bytes.get(2), bytes.get(3)) {
            (0xFEFC, Some(&service), Some(&kind)) => service == HELLO && kind == REQUEST,
            (0xFEFD, Some(&service), Some(kind)) => [GET, SET].contains(&service) && *kind <= NOT_SUPPORTED,
            (0xFEFE, Some(&service), Some(&kind)) => service == IDENTIFY && kind == REQUEST,
            (0xFEFF, Some(&service), Some(kind)) => service == IDENTIFY && answer.contains(kind),
            _ => false,
        };
        match fits {
            true => Probe::Strong,
            false if FRAME_IDS.contains(&frame) => Probe::Weak,
            false => Probe::No,
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        if read(bytes, out).is_none() {
            out.malformed();
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        let label = format!("svc:{}/type:{}", code & 0xFF, code >> 8 & 0xFF);
        super::describe(self.name(), FUNCTIONS, code, label)
    }
}

/// Frame id, service, type, transaction, delay, length, blocks.
fn read(bytes: &[u8], out: &mut Message<'_>) -> Option<()> {
    let mut cursor = Cursor::new(bytes);
    if !FRAME_IDS.contains(&cursor.u16()?) {
        return None;
    }
    let (service, kind) = (cursor.u8()?, cursor.u8()?);
    cursor.skip(6)?;
    let length = usize::from(cursor.u16()?);
    let mut blocks = Cursor::new(cursor.rest().get(..length).unwrap_or(cursor.rest()));
    match (service, kind) {
        // A station says hello to whom it may concern; that makes nobody a client.
        (HELLO, _) => (),
        (_, REQUEST) => out.sender_is(Role::Client),
        _ => out.sender_is(Role::Server),
    }
    if kind == NOT_SUPPORTED || (service == SET && kind == RESPONSE && refused(blocks)) {
        out.error(code(service, kind));
        return Some(());
    }
    let what = if (service, kind) == (SET, REQUEST) {
        what_is_set(blocks)
    } else {
        0
    };
    out.operation(code(service, kind) | what);
    if kind == RESPONSE || service == HELLO {
        while let Some(block) = block(&mut blocks) {
            let _ = station(block, out);
        }
    }
    Some(())
}

struct Block<'a> {
    option: u8,
    suboption: u8,
    content: &'a [u8],
}

/// Option, suboption, length, content, padded to an even number of bytes.
fn block<'a>(cursor: &mut Cursor<'a>) -> Option<Block<'a>> {
    let (option, suboption) = (cursor.u8()?, cursor.u8()?);
    let length = usize::from(cursor.u16()?);
    let content = cursor.take(length)?;
    if length % 2 == 1 {
        // The last block of a message may come without its padding.
        let _ = cursor.skip(1);
    }
    Some(Block {
        option,
        suboption,
        content,
    })
}

/// Code of the first thing that a request sets; the start and end of the transaction are none.
fn what_is_set(mut blocks: Cursor<'_>) -> u32 {
    while let Some(block) = block(&mut blocks) {
        let suboption = match (block.option, block.suboption) {
            (5, 1 | 2) => continue,
            (3, _) => 0,
            (_, suboption) => suboption,
        };
        let what = u32::from(block.option) << 16 | u32::from(suboption) << 24;
        let named = FUNCTIONS.iter().any(|row| row.code == code(SET, REQUEST) | what);
        return if named { what } else { 0 };
    }
    0
}

/// A response to a request to set has a control block per option: option, suboption, error (0 is good).
fn refused(mut blocks: Cursor<'_>) -> bool {
    while let Some(block) = block(&mut blocks) {
        if (block.option, block.suboption) == (5, 4) && block.content.get(2).is_some_and(|&error| error != 0) {
            return true;
        }
    }
    false
}

/// What a block of a response says of the station; two bytes of block information come first.
fn station(block: Block<'_>, out: &mut Message<'_>) -> Option<()> {
    let content = block.content.get(2..)?;
    match (block.option, block.suboption) {
        (1, 2 | 3) => {
            let address = std::net::Ipv4Addr::from(*content.first_chunk::<4>()?);
            // A station without an address says 0.0.0.0.
            if !address.is_unspecified() {
                out.identity("ip", address.to_string().as_bytes());
            }
        }
        (2, 1) => out.identity("product", content),
        (2, 2) => out.identity("name", content),
        (2, 3) => {
            out.identity("vendor-id", format!("0x{:04x}", be16(content, 0)?).as_bytes());
            out.identity("device-id", format!("0x{:04x}", be16(content, 2)?).as_bytes());
        }
        (2, 4) => {
            let roles = [
                (1, "io-device"),
                (2, "io-controller"),
                (4, "io-multidevice"),
                (8, "io-supervisor"),
            ];
            let bits = *content.first()?;
            for (_, role) in roles.iter().filter(|(bit, _)| bits & bit != 0) {
                out.identity("role", role.as_bytes());
            }
        }
        _ => (),
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::survives;
    use crate::record::testing::{decode, hex};

    const ASK: &str = "fefe 05 00 00000001 0001 0004 ffff 0000";
    const ANSWER: &str = "feff 05 01 00000001 0000 003e 0202 0008 0000 66696c6c6572 0203 0006 0000 002a 0101 \
                          0201 0009 0000 53372d31323030 00 0204 0004 0000 0100 \
                          0102 000e 0001 c0a80005 ffffff00 00000000";
    const NAME: &str = "fefd 04 00 00000002 0000 000c 0202 0008 0001 66696c6c6572";

    #[test]
    fn a_station_that_is_asked_says_its_name_product_and_address() {
        let seen = decode(PROTOCOL, Over::Link, &[(0, &hex(ASK)), (1, &hex(ANSWER))]);
        let rows: Vec<_> = seen
            .operations
            .iter()
            .map(|o| (o.0, o.1.as_str(), o.2.as_str()))
            .collect();
        assert_eq!(
            rows,
            [
                (0, "svc:5/type:0", "Identify request"),
                (1, "svc:5/type:1", "Identify response")
            ]
        );
        let said: Vec<_> = seen
            .identities
            .iter()
            .map(|(attribute, value)| (*attribute, value.as_str()))
            .collect();
        assert_eq!(
            said,
            [
                ("device-id", "0x0101"),
                ("ip", "192.168.0.5"),
                ("name", "filler"),
                ("product", "S7-1200"),
                ("role", "io-device"),
                ("vendor-id", "0x002a"),
            ]
        );
        assert_eq!(seen.client_votes, [2, 0]);
    }

    #[test]
    fn naming_addressing_and_resetting_a_station_are_told_apart() {
        let address = hex("fefd 04 00 00000003 0000 0012 0102 000e 0001 c0a80005 ffffff00 00000000");
        let reset = hex("fefd 04 00 00000004 0000 0012 0501 0002 0000 0506 0002 0004 0502 0002 0000");
        let seen = decode(PROTOCOL, Over::Link, &[(0, &hex(NAME)), (0, &address), (0, &reset)]);
        let rows: Vec<_> = seen.operations.iter().map(|o| (o.1.as_str(), o.2.as_str())).collect();
        assert_eq!(
            rows,
            [
                ("svc:4/type:0", "Set name of station"),
                ("svc:4/type:0", "Set IP address"),
                ("svc:4/type:0", "Reset to factory"),
            ]
        );
        assert!(
            PROTOCOL
                .functions()
                .iter()
                .filter(|row| row.code & 0xFF == 4)
                .all(|row| row.class == Class::Control)
        );
    }

    #[test]
    fn a_refused_set_is_an_error_and_a_name_that_is_set_is_no_statement() {
        let refused = hex("fefd 04 01 00000002 0000 0008 0504 0003 0202 05 00");
        let done = hex("fefd 04 01 00000003 0000 0008 0504 0003 0202 00 00");
        let seen = decode(PROTOCOL, Over::Link, &[(0, &hex(NAME)), (1, &refused), (1, &done)]);
        assert_eq!((seen.operations[1].3, seen.operations[1].4), (2, 1));
        assert_eq!(seen.identities, []);
    }

    #[test]
    fn cyclic_data_with_the_same_ethertype_is_not_dcp() {
        assert_eq!(PROTOCOL.probe(&hex("c002 80808080"), Over::Link), Probe::No);
        assert_eq!(PROTOCOL.probe(&hex(ASK), Over::Link), Probe::Strong);
    }

    #[test]
    fn damaged_messages_are_survived() {
        for sample in [ASK, ANSWER, NAME, "fefd 04 01 00000002 0000 0008 0504 0003 0202 05 00"] {
            survives(PROTOCOL, Over::Link, &hex(sample));
        }
    }
}
