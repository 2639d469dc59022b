//! RDP, remote desktops of Windows (MS-RDPBCGR): connection request and chosen security. What follows is encrypted, or
//! not looked at.

use super::{Class, Described, Framing, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::bytes::{be16, le16};
use crate::record::{Message, Role};
use crate::tpkt::{self, Cotp};

pub static PROTOCOL: &dyn Protocol = &Rdp;

struct Rdp;

const fn row(code: u32, name: &'static str, source: &'static str) -> Function {
    Function { code, name, class: Class::Session, source }
}

const CONNECT: u32 = 1;
const INITIAL: u32 = 2;
const RESPONSE: u32 = 3;
const FAILURE: u32 = 4;

/// Codes from 16 are the security that the server chose.
static FUNCTIONS: &[Function] = &[
    row(CONNECT, "connect", "MS-RDPBCGR 2.2.1.1"),
    row(INITIAL, "mcs-connect-initial", "MS-RDPBCGR 2.2.1.3"),
    row(RESPONSE, "mcs-connect-response", "MS-RDPBCGR 2.2.1.4"),
    row(FAILURE, "negotiation-failure", "MS-RDPBCGR 2.2.1.2.2"),
    row(16, "security:standard-rdp", "MS-RDPBCGR 2.2.1.2.1"),
    row(17, "security:tls", "MS-RDPBCGR 2.2.1.2.1"),
    row(18, "security:credssp", "MS-RDPBCGR 2.2.1.2.1"),
    row(20, "security:rdstls", "MS-RDPBCGR 2.2.1.2.1"),
    row(24, "security:credssp-early-user-authorisation", "MS-RDPBCGR 2.2.1.2.1"),
    row(32, "security:azure-ad", "MS-RDPBCGR 2.2.1.2.1"),
];

/// What a packet is, as far as RDP is concerned.
enum Kind<'a> {
    Request,
    /// The security that the server chose.
    Confirm(u32),
    Failure,
    Initial(&'a [u8]),
    Response,
    /// A connection request or confirmation that any user of COTP could send.
    Bare,
    NotRdp,
}

impl Protocol for Rdp {
    fn name(&self) -> &'static str {
        "rdp"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(3389)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        if bytes.len() < 7 {
            return if bytes.starts_with(&[3, 0, 0]) { Probe::Maybe } else { Probe::No };
        }
        match kind(bytes) {
            Kind::NotRdp => Probe::No,
            Kind::Bare => Probe::Maybe,
            _ => Probe::Strong,
        }
    }

    fn frame(&self, bytes: &[u8]) -> Framing {
        match (bytes, be16(bytes, 3)) {
            // A TLS record: the answer that chose TLS was not captured.
            ([20..=23, 3, ..], Some(length)) => Framing::Whole(5 + usize::from(length)),
            ([20..=23, 3, ..], None) => Framing::Need(5),
            _ => tpkt::frame(bytes),
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        if bytes.first() != Some(&3) {
            out.enough();
            return;
        }
        match kind(bytes) {
            Kind::Request => {
                out.sender_is(Role::Client);
                out.operation(CONNECT);
            }
            Kind::Confirm(security) => {
                out.sender_is(Role::Server);
                out.operation(16 + security);
                if security != 0 {
                    out.enough();
                }
            }
            Kind::Failure => {
                out.sender_is(Role::Server);
                out.error(FAILURE);
            }
            Kind::Initial(data) => {
                out.sender_is(Role::Client);
                out.operation(INITIAL);
                if let Some(name) = client_name(data) {
                    out.identity("hostname", name.as_bytes());
                }
            }
            Kind::Response => {
                out.sender_is(Role::Server);
                out.operation(RESPONSE);
                out.enough();
            }
            Kind::Bare | Kind::NotRdp => {}
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe_by_name(self.name(), FUNCTIONS, code)
    }
}

fn kind(bytes: &[u8]) -> Kind<'_> {
    match tpkt::cotp(bytes) {
        // Two references and a class, then the cookie or routing token, then the negotiation (2.2.1.1).
        Some(Cotp::ConnectRequest(request)) => match request.get(5..).unwrap_or(&[]) {
            [] => Kind::Bare,
            rest if rest.starts_with(b"Cookie: mstshash=") || rest.starts_with(b"Cookie: msts=") => Kind::Request,
            rest if negotiation(rest, 1).is_some() => Kind::Request,
            _ => Kind::NotRdp,
        },
        Some(Cotp::ConnectConfirm(confirm)) => match confirm.get(5..).unwrap_or(&[]) {
            [] => Kind::Bare,
            rest => match (negotiation(rest, 2), negotiation(rest, 3)) {
                (Some(security @ 0..=16), _) => Kind::Confirm(security),
                (_, Some(_)) => Kind::Failure,
                _ => Kind::NotRdp,
            },
        },
        // T.125 Connect-Initial and Connect-Response, with a length in two bytes.
        Some(Cotp::Data { payload, .. }) => match payload {
            [0x7F, 0x65, 0x82, ..] => Kind::Initial(payload),
            [0x7F, 0x66, 0x81 | 0x82, ..] => Kind::Response,
            _ => Kind::NotRdp,
        },
        _ => Kind::NotRdp,
    }
}

/// Negotiation structure of a type (2.2.1.1.1): type, flags, length 8, protocols; correlation info may follow it.
fn negotiation(bytes: &[u8], wanted: u8) -> Option<u32> {
    match *bytes {
        [kind, _, 8, 0, a, b, c, d, ..] if kind == wanted => Some(u32::from_le_bytes([a, b, c, d])),
        _ => None,
    }
}

/// clientName of the client's core data (2.2.1.3.2): block type 0xC001, and the name 24 bytes on, in UTF-16.
fn client_name(data: &[u8]) -> Option<String> {
    let at = data.windows(4).position(|w| w.starts_with(&[1, 0xC0]) && le16(w, 2).is_some_and(|n| (128..=256).contains(&n)))?;
    let name = data.get(at + 24..at + 56)?;
    let units = name.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).take_while(|&unit| unit != 0);
    String::from_utf16(&units.collect::<Vec<_>>()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    const CONNECT_WITH_TLS: &str = "0300 0013 0e e0 0000 0000 00 01 00 0800 03000000";
    const CHOSEN_TLS: &str = "0300 0013 0e d0 0000 1234 00 02 1f 0800 01000000";

    #[test]
    fn request_and_chosen_security() {
        let (ask, answer) = (hex(CONNECT_WITH_TLS), hex(CHOSEN_TLS));
        assert_eq!(PROTOCOL.probe(&ask, Over::Tcp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(&answer, Over::Tcp), Probe::Strong);
        let seen = decode(PROTOCOL, Over::Tcp, &[(0, &ask), (1, &answer)]);
        let row = |side, name: &str| (side, name.to_owned(), name.to_owned(), 1, 0);
        assert_eq!(seen.operations, [row(0, "connect"), row(1, "security:tls")]);
        assert_eq!(seen.client_votes, [2, 0]);
        damage(PROTOCOL, Over::Tcp, &[(0, &ask), (1, &answer)]);
    }

    #[test]
    fn the_client_of_an_old_connection_names_itself() {
        let mut core = hex("01c0 d800 04000800 0004 0003 01ca 03aa 09040000 ce0e0000");
        core.extend("ENG7".encode_utf16().flat_map(u16::to_le_bytes));
        core.resize(216, 0);
        let initial = [hex("0300 00e6 02 f0 80 7f65 82 00d8"), core].concat();
        assert_eq!(PROTOCOL.probe(&initial, Over::Tcp), Probe::Strong);
        assert_eq!(decode(PROTOCOL, Over::Tcp, &[(0, &initial)]).identities, [("hostname", "ENG7".to_owned())]);
        damage(PROTOCOL, Over::Tcp, &[(0, &initial)]);
    }

    #[test]
    fn a_connect_with_tsaps_belongs_to_others_and_a_bare_one_to_nobody_yet() {
        let tsaps = hex("0300 0016 11 e0 0000 0001 00 c1 02 0100 c2 02 0102 c0 01 0a");
        assert_eq!(PROTOCOL.probe(&tsaps, Over::Tcp), Probe::No);
        assert_eq!(PROTOCOL.probe(&hex("0300 000b 06 e0 0000 0001 00"), Over::Tcp), Probe::Maybe);
        assert_eq!(PROTOCOL.probe(&hex("0300 0019 02 f0 80 32 01 0000 0000"), Over::Tcp), Probe::No);
    }
}
