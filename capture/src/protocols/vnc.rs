//! VNC, the Remote Framebuffer protocol (RFC 6143): version, and how the viewer proves who it is.

use super::ssh::is_opaque;
use super::{Class, Described, Framing, Function, Hint, Over, Probe, Protocol, describe};
use crate::bytes::be32;
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Vnc;

struct Vnc;

const VERSION: u32 = 0x100;
const FAILED: u32 = 0x101;

const fn security(code: u32, name: &'static str) -> Function {
    Function { code, name, class: Class::Session, source: "RFC 6143, 7.1.2 and 8.1.2 (IANA RFB security types)" }
}

/// Codes below 256 are the security type that the viewer chose, or that a server of version 3.3 decreed.
static FUNCTIONS: &[Function] = &[
    security(0, "refused"),
    security(1, "no authentication"),
    security(2, "VNC authentication"),
    security(5, "RA2"),
    security(6, "RA2ne"),
    security(16, "Tight"),
    security(17, "Ultra"),
    security(18, "TLS"),
    security(19, "VeNCrypt"),
    security(20, "SASL"),
    security(21, "MD5"),
    security(22, "xvp"),
    security(30, "Apple Remote Desktop"),
    Function { code: VERSION, name: "version", class: Class::Session, source: "RFC 6143, 7.1.1" },
    Function { code: FAILED, name: "authentication failed", class: Class::Session, source: "RFC 6143, 7.1.3" },
];

/// The engine's memory: how far the handshake is, the minor version in use, and the side of the server.
const STEP: usize = 0;
const MINOR: usize = 1;
const SERVER: usize = 2;

const GREETED: u32 = 1;
const AGREED: u32 = 2;
const OFFERED: u32 = 3;
const CHOSEN: u32 = 4;

impl Protocol for Vnc {
    fn name(&self) -> &'static str {
        "vnc"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(5900), Hint::Tcp(5901), Hint::Tcp(5902), Hint::Tcp(5800)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        if minor(bytes).is_some() {
            Probe::Strong
        } else if is_opaque(bytes) {
            // The middle of a session is pixels and pointer moves.
            Probe::Maybe
        } else {
            Probe::No
        }
    }

    fn frame(&self, bytes: &[u8]) -> Framing {
        // A greeting may share a segment with what follows it.
        Framing::Whole(if minor(bytes).is_some() { 12 } else { bytes.len() })
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let side = u32::try_from(out.side()).unwrap_or(0);
        out.memory().words.resize(3, 0);
        let [step, agreed, server] = [STEP, MINOR, SERVER].map(|at| out.memory().words.get(at).copied().unwrap_or(0));
        let from_server = side == server;
        let next = match (minor(bytes), step) {
            // The server speaks first; the viewer answers with the version that both will use.
            (Some(_), 0) => {
                out.sender_is(Role::Server);
                out.operation(VERSION);
                out.identity("rfb-version", bytes.get(4..11).unwrap_or(&[]));
                set(out, SERVER, side);
                GREETED
            }
            (Some(version), GREETED) if !from_server => {
                out.sender_is(Role::Client);
                out.operation(VERSION);
                set(out, MINOR, version);
                AGREED
            }
            // Version 3.3: four bytes that decree the type.
            (None, AGREED) if from_server && agreed < 7 => match be32(bytes, 0) {
                Some(kind @ 0..=0xFF) => chosen(kind, out),
                _ => AGREED,
            },
            // Versions 3.7 and 3.8: a list of types, of which the viewer chooses one.
            (None, AGREED) if from_server => match bytes.first() {
                Some(0) => chosen(0, out),
                Some(&count) if bytes.len() == 1 + usize::from(count) => OFFERED,
                _ => AGREED,
            },
            (None, OFFERED) if !from_server && bytes.len() == 1 => chosen(u32::from(bytes[0]), out),
            (None, CHOSEN) if from_server => {
                // A challenge has 16 bytes; a result has 4, with a reason after it in version 3.8.
                match be32(bytes, 0) {
                    Some(1) if bytes.len() != 16 => {
                        out.error(FAILED);
                        out.enough();
                    }
                    Some(0) if bytes.len() == 4 => out.enough(),
                    _ => {}
                }
                CHOSEN
            }
            _ => step,
        };
        set(out, STEP, next);
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        let label = match code {
            VERSION => "version".to_owned(),
            FAILED => "result:1".to_owned(),
            kind => format!("security:{kind}"),
        };
        describe(self.name(), FUNCTIONS, code, label)
    }
}

fn set(out: &mut Message<'_>, at: usize, value: u32) {
    if let Some(word) = out.memory().words.get_mut(at) {
        *word = value;
    }
}

fn chosen(kind: u32, out: &mut Message<'_>) -> u32 {
    if kind == 0 {
        out.error(kind);
        out.enough();
    } else {
        out.operation(kind);
        // Without a challenge, versions before 3.8 send no result: what follows is the session.
        if kind == 1 {
            out.enough();
        }
    }
    CHOSEN
}

/// `RFB 003.008` and a line feed: the minor version.
fn minor(bytes: &[u8]) -> Option<u32> {
    let [b'R', b'F', b'B', b' ', b'0', b'0', b'3' | b'4' | b'5', b'.', a, b, c, b'\n', ..] = bytes else { return None };
    [a, b, c].iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(**digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode};

    #[test]
    fn a_screen_without_a_password_is_told() {
        let talk: [(u8, &[u8]); 4] = [(1, b"RFB 003.008\n"), (0, b"RFB 003.008\n"), (1, &[2, 1, 2]), (0, &[1])];
        assert_eq!(PROTOCOL.probe(talk[0].1, Over::Tcp), Probe::Strong);
        let seen = decode(PROTOCOL, Over::Tcp, &talk);
        assert_eq!(seen.operations[2], (0, "security:1".into(), "no authentication".into(), 1, 0));
        assert_eq!(seen.client_votes, [2, 0]);
        assert_eq!(seen.identities, [("rfb-version", "003.008".to_owned())]);
        damage(PROTOCOL, Over::Tcp, &talk);
    }

    #[test]
    fn version_3_3_decrees_and_a_wrong_password_is_an_error() {
        let challenge = [7_u8; 16];
        let talk: [(u8, &[u8]); 6] = [
            (1, b"RFB 003.008\n"),
            (0, b"RFB 003.003\n"),
            (1, &[0, 0, 0, 2]),
            (1, &challenge),
            (0, &challenge),
            (1, &[0, 0, 0, 1]),
        ];
        let seen = decode(PROTOCOL, Over::Tcp, &talk);
        assert_eq!(seen.operations[2].2, "VNC authentication");
        assert_eq!(seen.operations[3], (1, "result:1".into(), "authentication failed".into(), 1, 1));
        damage(PROTOCOL, Over::Tcp, &talk);
    }
}
