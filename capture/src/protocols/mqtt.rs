//! MQTT (OASIS MQTT 3.1.1 and 5.0; MQIsdp 3.1). Topics are read for recognition only; passwords are never kept.

use super::{Class, Described, Framing, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::bytes::{Cursor, be16};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Mqtt;

struct Mqtt;

const fn row(code: u32, name: &'static str, class: Class) -> Function {
    Function { code, name, class, source: "MQTT Version 5.0, 2.1.2 and chapter 3" }
}

const CONNECT: u32 = 1;
const CONNACK: u32 = 2;
const PUBLISH: u32 = 3;
const DELIVERY: u32 = 0x103;
const PASSWORD: u32 = 0x101;
const ANONYMOUS: u32 = 0x102;

static FUNCTIONS: &[Function] = &[
    row(CONNECT, "CONNECT", Class::Session),
    row(CONNACK, "CONNACK", Class::Session),
    row(PUBLISH, "PUBLISH", Class::Write),
    row(DELIVERY, "PUBLISH-to-subscriber", Class::Read),
    row(4, "PUBACK", Class::Session),
    row(5, "PUBREC", Class::Session),
    row(6, "PUBREL", Class::Session),
    row(7, "PUBCOMP", Class::Session),
    row(8, "SUBSCRIBE", Class::Read),
    row(9, "SUBACK", Class::Read),
    row(10, "UNSUBSCRIBE", Class::Session),
    row(11, "UNSUBACK", Class::Session),
    row(12, "PINGREQ", Class::Session),
    row(13, "PINGRESP", Class::Session),
    row(14, "DISCONNECT", Class::Session),
    row(15, "AUTH", Class::Session),
    row(PASSWORD, "logon-with-password", Class::Session),
    row(ANONYMOUS, "logon-without-password", Class::Session),
];

impl Protocol for Mqtt {
    fn name(&self) -> &'static str {
        "mqtt"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(1883)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        let (Some(&first), Some((header, length))) = (bytes.first(), lengths(bytes)) else { return Probe::No };
        let body = bytes.get(header..).unwrap_or(&[]);
        let rest = body.get(length..);
        let ends = rest.is_some_and(|rest| rest.first().is_none_or(|&next| flags_fit(next)));
        match first {
            0x10 if connect(body).is_some() => Probe::Strong,
            // A value to a topic whose name is text.
            0x30..=0x3F if flags_fit(first) && (ends || length > body.len()) && has_topic(body) => Probe::Weak,
            0xC0 | 0xD0 if length == 0 && ends => Probe::Weak,
            _ => Probe::No,
        }
    }

    fn frame(&self, bytes: &[u8]) -> Framing {
        match (bytes.first(), lengths(bytes)) {
            (Some(&first), _) if !flags_fit(first) => Framing::Malformed,
            (_, Some((header, length))) => Framing::Whole(header + length),
            (_, None) if bytes.len() < 5 => Framing::Need(bytes.len() + 1),
            _ => Framing::Malformed,
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let (Some(&first), Some((header, _))) = (bytes.first(), lengths(bytes)) else {
            out.malformed();
            return;
        };
        let body = bytes.get(header..).unwrap_or(&[]);
        let code = u32::from(first >> 4);
        let role = match code {
            1 | 8 | 10 | 12 => Some(Role::Client),
            2 | 9 | 11 | 13 => Some(Role::Server),
            _ => None,
        };
        let side = out.side() as u32;
        if let Some(role) = role {
            out.sender_is(role);
            out.memory().words = vec![if role == Role::Client { side } else { 1 - side }];
        }
        // CONNACK tells refusal by its second byte (3.2.2.2).
        if code == CONNACK && body.get(1).is_some_and(|&reason| reason != 0) {
            out.error(code);
            return;
        }
        // What the broker publishes is a delivery of what a client subscribed to.
        let from_broker = match out.memory().words.first() {
            Some(client) => *client != side,
            None => out.source_port() == 1883,
        };
        out.operation(if code == PUBLISH && from_broker { DELIVERY } else { code });
        if code == CONNECT
            && let Some((flags, client)) = connect(body)
        {
            out.operation(if flags & 0x40 != 0 { PASSWORD } else { ANONYMOUS });
            out.identity("mqtt-client-id", client);
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe_by_name(self.name(), FUNCTIONS, code)
    }
}

/// The low four bits are fixed for all but PUBLISH, where QoS is at most 2 (2.1.3).
fn flags_fit(first: u8) -> bool {
    match first >> 4 {
        0 => false,
        3 => first & 6 != 6,
        6 | 8 | 10 => first & 0x0F == 2,
        _ => first & 0x0F == 0,
    }
}

/// Bytes of the fixed header and of what follows it: seven bits a byte, at most four (1.5.5).
fn lengths(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut length = 0;
    for (at, &byte) in bytes.iter().skip(1).take(4).enumerate() {
        length |= usize::from(byte & 0x7F) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((2 + at, length));
        }
    }
    None
}

/// Connect flags and client identifier (3.1.2, 3.1.3).
fn connect(body: &[u8]) -> Option<(u8, &[u8])> {
    let rest = body.strip_prefix(b"\0\x04MQTT").or_else(|| body.strip_prefix(b"\0\x06MQIsdp"))?;
    let mut cursor = Cursor::new(rest);
    let (version, flags) = (cursor.u8()?, cursor.u8()?);
    if !(3..=5).contains(&version) {
        return None;
    }
    cursor.skip(2)?;
    if version == 5 {
        // Properties; longer than 127 bytes they are rare enough to leave the name out.
        let properties = cursor.u8()?;
        if properties > 0x7F {
            return Some((flags, &[]));
        }
        cursor.skip(usize::from(properties))?;
    }
    let length = cursor.u16()?;
    Some((flags, cursor.take(usize::from(length)).unwrap_or(&[])))
}

/// A topic name of printable text without the wildcards that only filters have (4.7.1).
fn has_topic(body: &[u8]) -> bool {
    be16(body, 0).filter(|&length| length > 0).and_then(|length| body.get(2..2 + usize::from(length))).is_some_and(
        |topic| topic.iter().all(|&b| (0x20..0x7F).contains(&b) && b != b'#' && b != b'+'),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    #[test]
    fn a_logon_in_clear_text_and_a_value_written() {
        let connect = hex("10 17 0004 4d515454 04 c2 003c 0002 7031 0003 6f7031 0004 68757368");
        let publish = hex("30 06 0003 612f62 37 c0 00");
        assert_eq!(PROTOCOL.probe(&connect, Over::Tcp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(&publish, Over::Tcp), Probe::Weak);
        let seen = decode(PROTOCOL, Over::Tcp, &[(0, &connect), (1, &hex("20 02 0005")), (0, &publish), (1, &publish[..8])]);
        let row = |side, name: &str, errors| (side, name.to_owned(), name.to_owned(), 1, errors);
        assert_eq!(
            seen.operations,
            [
                row(0, "CONNECT", 0),
                row(0, "logon-with-password", 0),
                row(1, "CONNACK", 1),
                row(0, "PUBLISH", 0),
                row(0, "PINGREQ", 0),
                row(1, "PUBLISH-to-subscriber", 0),
            ]
        );
        assert_eq!(seen.identities, [("mqtt-client-id", "p1".to_owned())]);
        assert!(!format!("{seen:?}").contains("hush"));
        assert_eq!(seen.client_votes, [3, 0]);
        damage(PROTOCOL, Over::Tcp, &[(0, &connect), (0, &publish)]);
    }

    #[test]
    fn other_protocols_are_not_mqtt() {
        assert_eq!(PROTOCOL.probe(&hex("3026020101 04 06 7075626c6963"), Over::Tcp), Probe::No);
        assert_eq!(PROTOCOL.probe(&hex("0001 0000 0006 01 03 0000 0002"), Over::Tcp), Probe::No);
    }
}
