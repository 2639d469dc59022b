//! TLS (RFC 8446, RFC 5246): version and asked server name from the hellos; the rest is encrypted.

use super::{Class, Described, Framing, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::bytes::{Cursor, be16};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Tls;

struct Tls;

const fn row(code: u32, name: &'static str, source: &'static str) -> Function {
    Function { code, name, class: Class::Session, source }
}

const CLIENT_HELLO: u32 = 1;
const ALERT: u32 = 2;

/// The server's hello has the version that it chose as its code, so that old versions are rows of their own.
static FUNCTIONS: &[Function] = &[
    row(CLIENT_HELLO, "client-hello", "RFC 8446, 4.1.2"),
    row(ALERT, "alert", "RFC 8446, 6"),
    row(0x0300, "server-hello:ssl3.0", "RFC 6101, 5.6.1.3"),
    row(0x0301, "server-hello:tls1.0", "RFC 2246, 7.4.1.3"),
    row(0x0302, "server-hello:tls1.1", "RFC 4346, 7.4.1.3"),
    row(0x0303, "server-hello:tls1.2", "RFC 5246, 7.4.1.3"),
    row(0x0304, "server-hello:tls1.3", "RFC 8446, 4.1.3"),
];

const HANDSHAKE: u8 = 22;

impl Protocol for Tls {
    fn name(&self) -> &'static str {
        "tls"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(443), Hint::Tcp(8443), Hint::Tcp(4843), Hint::Tcp(8883), Hint::Tcp(636), Hint::Tcp(993)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        let Some((kind, length)) = record(bytes) else {
            return if bytes.len() < 5 && matches!(bytes, [20..=23] | [20..=23, 3, ..]) { Probe::Maybe } else { Probe::No };
        };
        match (kind, bytes.get(5..11)) {
            // A hello: its length in three bytes fits the record's, and a version follows.
            (HANDSHAKE, Some(&[1 | 2, 0, high, low, 3, 0..=3])) => {
                let hello = usize::from(u16::from_be_bytes([high, low]));
                if (38..=4 * 16_384).contains(&hello) && (hello + 4 <= length || length >= 256) {
                    Probe::Strong
                } else {
                    Probe::No
                }
            }
            // In the middle of a connection: the records must follow each other as far as the bytes go.
            _ => {
                let next = bytes.get(5 + length..).unwrap_or(&[]);
                if next.len() < 5 || record(next).is_some() { Probe::Weak } else { Probe::No }
            }
        }
    }

    fn frame(&self, bytes: &[u8]) -> Framing {
        match record(bytes) {
            Some((_, length)) => Framing::Whole(5 + length),
            None if bytes.len() < 5 && matches!(bytes, [20..=23] | [20..=23, 3, ..]) => Framing::Need(5),
            None => Framing::Malformed,
        }
    }

    fn longest(&self) -> usize {
        5 + LONGEST
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        match (bytes.first(), bytes.get(5)) {
            (Some(&HANDSHAKE), Some(1)) => {
                out.sender_is(Role::Client);
                out.operation(CLIENT_HELLO);
                // The client says whom it wants to reach: the name under which the server is known.
                if let Some(name) = extension(bytes, Role::Client, 0).and_then(server_name) {
                    out.identity_of_peer("tls-server-name", name);
                }
            }
            (Some(&HANDSHAKE), Some(2)) => {
                out.sender_is(Role::Server);
                // Version 1.3 keeps the old field at 1.2 and tells itself in supported_versions (RFC 8446, 4.2.1).
                let chosen = extension(bytes, Role::Server, 43).and_then(|v| be16(v, 0)).or_else(|| be16(bytes, 9));
                // 0x7Fnn are drafts of version 1.3.
                out.operation(match chosen {
                    Some(0x7F00..=0x7FFF) => 0x0304,
                    version => u32::from(version.unwrap_or(0)),
                });
                out.enough();
            }
            (Some(21), Some(level)) if bytes.len() == 7 => {
                if *level == 2 { out.error(ALERT) } else { out.operation(ALERT) }
            }
            // Application data: the hellos are past.
            (Some(23), _) => out.enough(),
            _ => {}
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe_by_name(self.name(), FUNCTIONS, code)
    }
}

/// RFC 5246, 6.2.3: 2^14 bytes and what encryption adds.
const LONGEST: usize = 16_384 + 2_048;

/// Content type and length of a record.
fn record(bytes: &[u8]) -> Option<(u8, usize)> {
    let [kind @ 20..=23, 3, 0..=4, high, low, ..] = *bytes else { return None };
    let length = usize::from(u16::from_be_bytes([high, low]));
    (1..=LONGEST).contains(&length).then_some((kind, length))
}

/// Content of an extension in a hello.
fn extension(bytes: &[u8], from: Role, wanted: u16) -> Option<&[u8]> {
    // Record header, handshake header, version, random.
    let mut cursor = Cursor::new(bytes.get(5 + 4 + 2 + 32..)?);
    let session = cursor.u8()?;
    cursor.skip(usize::from(session))?;
    if from == Role::Client {
        let ciphers = cursor.u16()?;
        cursor.skip(usize::from(ciphers))?;
        let compressions = cursor.u8()?;
        cursor.skip(usize::from(compressions))?;
    } else {
        cursor.skip(3)?;
    }
    cursor.skip(2)?;
    loop {
        let (kind, length) = (cursor.u16()?, cursor.u16()?);
        let content = cursor.take(usize::from(length))?;
        if kind == wanted {
            return Some(content);
        }
    }
}

/// The first name of type host_name (RFC 6066, 3).
fn server_name(extension: &[u8]) -> Option<&[u8]> {
    let mut cursor = Cursor::new(extension);
    cursor.skip(2)?;
    let (0, length) = (cursor.u8()?, cursor.u16()?) else { return None };
    cursor.take(usize::from(length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    fn hello(kind: &str, body: &str) -> Vec<u8> {
        let body = [hex("0303"), vec![9; 32], hex(body)].concat();
        let length = body.len();
        [hex("16 0301"), u16::to_be_bytes(length as u16 + 4).to_vec(), hex(kind), u16::to_be_bytes(length as u16).to_vec(), body]
            .concat()
    }

    fn client() -> Vec<u8> {
        hello("01 00", "00 0002 1301 01 00 0010 0000 000c 000a 00 0007 706c632e6e6574")
    }

    #[test]
    fn asked_name_and_chosen_version_are_told() {
        let old = hello("02 00", "00 002f 00");
        let new = hello("02 00", "00 1301 00 0006 002b 0002 0304");
        assert_eq!(PROTOCOL.probe(&client(), Over::Tcp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(&old, Over::Tcp), Probe::Strong);
        let seen = decode(PROTOCOL, Over::Tcp, &[(0, &client()), (1, &old), (1, &new)]);
        let names: Vec<_> = seen.operations.iter().map(|o| o.2.as_str()).collect();
        assert_eq!(names, ["client-hello", "server-hello:tls1.2", "server-hello:tls1.3"]);
        assert_eq!(seen.identities, [("tls-server-name", "plc.net".to_owned())]);
        assert_eq!(seen.client_votes, [3, 0]);
        damage(PROTOCOL, Over::Tcp, &[(0, &client()), (1, &new)]);
    }

    #[test]
    fn the_middle_of_a_connection_is_weak_and_other_bytes_are_not_tls() {
        assert_eq!(PROTOCOL.probe(&hex("170303 0002 abcd 170303 0001 ab"), Over::Tcp), Probe::Weak);
        assert_eq!(PROTOCOL.probe(&hex("170303 0002 abcd 0300001f02"), Over::Tcp), Probe::No);
        assert_eq!(PROTOCOL.probe(&hex("0300 0016 11e0 0000 0001"), Over::Tcp), Probe::No);
        // The "S" with which a PostgreSQL server agrees to TLS must not be joined with the hello after it.
        assert_eq!(PROTOCOL.frame(b"S"), Framing::Malformed);
    }
}
