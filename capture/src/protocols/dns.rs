//! DNS (RFC 1035, RFC 6895) over UDP and TCP. LLMNR and mDNS use the same messages on other ports: see `llmnr.rs` and
//! `mdns.rs`.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{Class, Described, Framing, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::bytes::{Cursor, be16};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Dns;

struct Dns;

const fn row(code: u32, name: &'static str, class: Class, source: &'static str) -> Function {
    Function { code, name, class, source }
}

const ZONE_TRANSFER: u32 = 0x100;

/// Codes are the opcode; a query of type AXFR or IXFR is its own row.
pub(super) static FUNCTIONS: &[Function] = &[
    row(0, "query", Class::Read, "RFC 1035, 4.1.1"),
    row(1, "inverse query", Class::Read, "RFC 1035, 4.1.1; obsoleted by RFC 3425"),
    row(2, "status", Class::Diagnose, "RFC 1035, 4.1.1"),
    row(4, "notify", Class::Other, "RFC 1996"),
    row(5, "update", Class::Write, "RFC 2136"),
    row(ZONE_TRANSFER, "zone transfer", Class::Read, "RFC 5936; RFC 1995"),
];

impl Protocol for Dns {
    fn name(&self) -> &'static str {
        "dns"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Udp(53), Hint::Tcp(53)]
    }

    fn probe(&self, bytes: &[u8], over: Over) -> Probe {
        if over != Over::Tcp {
            return probe(bytes);
        }
        let Some(length) = be16(bytes, 0) else { return Probe::Maybe };
        match bytes.get(2..) {
            Some(message) if usize::from(length) >= message.len() && length >= 12 => probe(message),
            Some(message) if length >= 12 => message.get(..usize::from(length)).map_or(Probe::No, probe),
            _ => Probe::No,
        }
    }

    fn frame(&self, bytes: &[u8]) -> Framing {
        match be16(bytes, 0) {
            None => Framing::Need(2),
            Some(length) if length < 12 => Framing::Malformed,
            Some(length) => Framing::Whole(2 + usize::from(length)),
        }
    }

    fn message(&self, bytes: &[u8], over: Over, out: &mut Message<'_>) {
        let message = if over == Over::Tcp { bytes.get(2..).unwrap_or(&[]) } else { bytes };
        match header(message) {
            Some(header) => {
                out.sender_is(if header.response { Role::Server } else { Role::Client });
                read(message, header, "dns-name", out);
            }
            None => out.malformed(),
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe_by_name(self.name(), FUNCTIONS, code)
    }
}

/// What the first 12 bytes say (RFC 1035, 4.1.1).
#[derive(Clone, Copy)]
pub(super) struct Header {
    pub response: bool,
    pub opcode: u8,
    pub rcode: u8,
    /// Questions, answers, authorities, additional records.
    pub counts: [u16; 4],
}

/// The header, where it is one that DNS can have: known opcode, reserved bit zero, counts that the length allows.
pub(super) fn header(bytes: &[u8]) -> Option<Header> {
    let (high, low) = (*bytes.get(2)?, *bytes.get(3)?);
    let counts = [be16(bytes, 4)?, be16(bytes, 6)?, be16(bytes, 8)?, be16(bytes, 10)?];
    let header = Header { response: high & 0x80 != 0, opcode: high >> 3 & 0x0F, rcode: low & 0x0F, counts };
    let records: usize = counts[1..].iter().map(|&n| usize::from(n)).sum();
    let least = 12 + 5 * usize::from(counts[0]) + if header.response { 0 } else { 11 * records };
    let sane = matches!(header.opcode, 0 | 1 | 2 | 4 | 5) && low & 0x40 == 0 && least <= bytes.len();
    // A query carries no result code, and nearly always a question.
    (sane && (header.response || (header.rcode == 0 && (counts[0] > 0 || records > 0)))).then_some(header)
}

/// Is this a DNS message? A first question or record with a printable name and a known class is proof enough.
pub(super) fn probe(bytes: &[u8]) -> Probe {
    if bytes.len() < 12 {
        return Probe::No;
    }
    let Some(header) = header(bytes) else { return Probe::No };
    if header.counts == [0; 4] {
        return if bytes.len() == 12 && header.rcode != 0 { Probe::Weak } else { Probe::No };
    }
    let Some((name, at)) = name(bytes, 12) else { return Probe::No };
    let (Some(kind), Some(class)) = (be16(bytes, at), be16(bytes, at.saturating_add(2))) else { return Probe::No };
    // The top bit of the class is a flag of mDNS (RFC 6762, 18.12). EDNS (type 41) puts a size there.
    let known = matches!(class & 0x7FFF, 1 | 3 | 4 | 254 | 255) || kind == 41;
    if kind == 0 || !known || is_netbios(&name) {
        Probe::No
    } else if name.is_empty() {
        Probe::Weak
    } else {
        Probe::Strong
    }
}

/// A NetBIOS name in first-level encoding (RFC 1001, 14.1): 32 letters from A to P.
fn is_netbios(name: &[u8]) -> bool {
    let first = name.split(|&b| b == b'.').next().unwrap_or(&[]);
    first.len() == 32 && first.iter().all(|b| (b'A'..=b'P').contains(b))
}

/// Reports the operation, and the names that answers give to addresses as statements of `attribute`.
pub(super) fn read(bytes: &[u8], header: Header, attribute: &'static str, out: &mut Message<'_>) {
    let mut at = 12;
    let mut code = u32::from(header.opcode);
    for _ in 0..header.counts[0] {
        let Some((_, end)) = name(bytes, at) else { break };
        if matches!(be16(bytes, end), Some(251 | 252)) {
            code = ZONE_TRANSFER;
        }
        at = end.saturating_add(4);
    }
    if header.response && header.rcode != 0 { out.error(code) } else { out.operation(code) }
    if !header.response {
        return;
    }
    for _ in 0..header.counts[1] {
        let Some((name, end)) = name(bytes, at) else { return };
        let mut cursor = Cursor::new(bytes.get(end..).unwrap_or(&[]));
        let Some(kind) = cursor.u16() else { return };
        let Some(length) = cursor.skip(6).and_then(|()| cursor.u16()) else { return };
        let Some(data) = cursor.take(usize::from(length)) else { return };
        let address = match (kind, <[u8; 4]>::try_from(data), <[u8; 16]>::try_from(data)) {
            (1, Ok(v4), _) => Some(Ipv4Addr::from(v4).to_string()),
            (28, _, Ok(v6)) => Some(Ipv6Addr::from(v6).to_string()),
            _ => None,
        };
        if let Some(address) = address {
            out.identity_of(address, attribute, &name);
        }
        at = end.saturating_add(10).saturating_add(data.len());
    }
}

/// A name, dots between its labels, and where it ends; follows compression pointers (RFC 1035, 4.1.4) backwards only.
pub(super) fn name(bytes: &[u8], at: usize) -> Option<(Vec<u8>, usize)> {
    let (mut at, mut name, mut end) = (at, Vec::new(), None);
    loop {
        let length = *bytes.get(at)?;
        match length {
            0 => return Some((name, end.unwrap_or(at + 1))),
            1..=63 => {
                let label = bytes.get(at + 1..at + 1 + usize::from(length))?;
                if name.len() + label.len() > 254 || label.iter().any(|&b| b < 0x20 || b == 0x7F) {
                    return None;
                }
                if !name.is_empty() {
                    name.push(b'.');
                }
                name.extend_from_slice(label);
                at += 1 + usize::from(length);
            }
            0xC0.. => {
                let to = usize::from(be16(bytes, at)? & 0x3FFF);
                end.get_or_insert(at + 2);
                if to >= at || to < 12 {
                    return None;
                }
                at = to;
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    const QUERY: &str = "1234 0100 0001 0000 0000 0000 03 706c63 04 74657374 00 0001 0001";
    const ANSWER: &str =
        "1234 8180 0001 0001 0000 0000 03 706c63 04 74657374 00 0001 0001 c00c 0001 0001 0000003c 0004 0a000005";
    const REFUSED: &str = "1234 8185 0001 0000 0000 0000 03 706c63 04 74657374 00 0001 0001";

    #[test]
    fn query_answer_and_refusal_are_one_function_with_one_error() {
        let seen = decode(PROTOCOL, Over::Udp, &[(0, &hex(QUERY)), (1, &hex(ANSWER)), (1, &hex(REFUSED))]);
        let query = || "query".to_owned();
        assert_eq!(seen.operations, [(0, query(), query(), 1, 0), (1, query(), query(), 2, 1)]);
        assert_eq!(seen.identities, [("dns-name", "plc.test".to_owned())]);
        assert_eq!(seen.client_votes, [3, 0]);
    }

    #[test]
    fn over_tcp_messages_are_cut_by_their_length() {
        let one = hex(&format!("001a {QUERY}"));
        assert_eq!(PROTOCOL.probe(&one, Over::Tcp), Probe::Strong);
        let two = [one.clone(), one].concat();
        assert_eq!(decode(PROTOCOL, Over::Tcp, &[(0, &two)]).operations[0].3, 2);
        let transfer = hex(&format!("001a {}", QUERY.replace("00 0001 0001", "00 00fc 0001")));
        assert_eq!(decode(PROTOCOL, Over::Tcp, &[(0, &transfer)]).operations[0].2, "zone transfer");
    }

    #[test]
    fn other_protocols_and_endless_names_are_not_dns() {
        assert_eq!(PROTOCOL.probe(&hex("0001 0000 0006 01 03 0000 0002 00000000"), Over::Udp), Probe::No);
        assert_eq!(PROTOCOL.probe(&hex("810a0011 0104 0005 00 00 00 00 00 00 00 00"), Over::Udp), Probe::No);
        assert_eq!(PROTOCOL.probe(&hex("1234 0100 0001 0000 0000 0000 c00c 0001 0001"), Over::Udp), Probe::No);
    }

    #[test]
    fn damaged_messages_do_no_harm() {
        damage(PROTOCOL, Over::Udp, &[(0, &hex(QUERY)), (1, &hex(ANSWER))]);
        damage(PROTOCOL, Over::Tcp, &[(0, &hex(&format!("001a {QUERY}")))]);
    }
}
