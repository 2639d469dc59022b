//! DCE/RPC (DCE 1.1: Remote Procedure Call, The Open Group C706): what OPC Classic and Windows management are made of;
//! so are the connections of PROFINET IO, which have their own file. Connection-oriented (version 5) over TCP, connectionless (version 4) over UDP.

use super::{Class, Described, Framing, Function, Hint, Over, Probe, Protocol, describe};
use crate::bytes::{be16, be32, le16, le32};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &DceRpc;

struct DceRpc;

const V4: u32 = 0x400;
const V5: u32 = 0x500;

const fn v4(code: u32, name: &'static str, class: Class) -> Function {
    Function {
        code: V4 | code,
        name,
        class,
        source: "C706, 12.5.1",
    }
}

const fn v5(code: u32, name: &'static str, class: Class) -> Function {
    Function {
        code: V5 | code,
        name,
        class,
        source: "C706, 12.6.1",
    }
}

/// Codes are the packet type.
static FUNCTIONS: &[Function] = &[
    v4(0, "request", Class::Other),
    v4(1, "ping", Class::Session),
    v4(2, "response", Class::Other),
    v4(3, "fault", Class::Other),
    v4(4, "working", Class::Session),
    v4(5, "nocall", Class::Session),
    v4(6, "reject", Class::Session),
    v4(7, "ack", Class::Session),
    v4(8, "cancel", Class::Session),
    v4(9, "fack", Class::Session),
    v4(10, "cancel-ack", Class::Session),
    v5(0, "request", Class::Other),
    v5(2, "response", Class::Other),
    v5(3, "fault", Class::Other),
    v5(11, "bind", Class::Session),
    v5(12, "bind-ack", Class::Session),
    v5(13, "bind-nak", Class::Session),
    v5(14, "alter-context", Class::Session),
    v5(15, "alter-context-response", Class::Session),
    v5(16, "auth3", Class::Session),
    v5(17, "shutdown", Class::Session),
    v5(18, "cancel", Class::Session),
    v5(19, "orphaned", Class::Session),
];

impl Protocol for DceRpc {
    fn name(&self) -> &'static str {
        "dcerpc"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(135), Hint::Udp(135)]
    }

    fn probe(&self, bytes: &[u8], over: Over) -> Probe {
        let fits = match over {
            Over::Tcp => fragment(bytes).is_some(),
            _ => Call::read(bytes).is_some_and(|call| call.body_fits && !call.pnio),
        };
        if fits { Probe::Strong } else { Probe::No }
    }

    fn frame(&self, bytes: &[u8]) -> Framing {
        match fragment(bytes) {
            Some((_, length)) => Framing::Whole(length),
            None if bytes.len() < 16 && matches!(bytes, [5] | [5, 0 | 1, ..]) => Framing::Need(16),
            None => Framing::Malformed,
        }
    }

    fn message(&self, bytes: &[u8], over: Over, out: &mut Message<'_>) {
        match over {
            Over::Tcp => match fragment(bytes) {
                Some((kind, _)) => version_5(kind, bytes, out),
                None => out.malformed(),
            },
            _ => match Call::read(bytes) {
                Some(call) => version_4(&call, out),
                None => out.malformed(),
            },
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        let label = format!("v{}:{}", code >> 8, code & 0xFF);
        describe(self.name(), FUNCTIONS, code, label)
    }
}

/// Packet type and length of a fragment (12.6.3.1): version 5.0 or 5.1, data representation in ASCII and IEEE.
fn fragment(bytes: &[u8]) -> Option<(u8, usize)> {
    let [5, 0 | 1, kind @ (0 | 2 | 3 | 11..=19), _, order @ (0 | 0x10), 0, 0, 0, ..] = *bytes else { return None };
    let length = if order == 0 { be16(bytes, 8) } else { le16(bytes, 8) };
    (bytes.len() >= 16).then_some((kind, usize::from(length.filter(|&length| length >= 16)?)))
}

fn version_5(kind: u8, bytes: &[u8], out: &mut Message<'_>) {
    match kind {
        0 | 11 | 14 | 16 | 18 | 19 => out.sender_is(Role::Client),
        _ => out.sender_is(Role::Server),
    }
    // Only the first fragment of a call counts (pfc_flags, bit 0).
    if bytes.get(3).is_some_and(|flags| flags & 1 == 0) && matches!(kind, 0 | 2) {
        return;
    }
    let code = V5 | u32::from(kind);
    if matches!(kind, 3 | 13) { out.error(code) } else { out.operation(code) }
}

/// What a header of version 4 tells (12.5.2.1).
pub(super) struct Call {
    pub kind: u8,
    pub first: bool,
    pub pnio: bool,
    pub operation: u16,
    pub body_fits: bool,
    /// First word of the body, where there is one.
    pub status: Option<u32>,
}

impl Call {
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let [4, kind @ 0..=10, flags, _, order @ (0 | 0x10), 0, 0, ..] = *bytes else { return None };
        let little = order == 0x10;
        let number = |at| if little { le16(bytes, at) } else { be16(bytes, at) };
        let word = |at| if little { le32(bytes, at) } else { be32(bytes, at) };
        // DEA00001 to DEA00004-6C97-11D1-8271-00A02442DF7D: device, controller, supervisor, parameter server.
        let pnio = matches!(word(24), Some(0xDEA0_0001..=0xDEA0_0004))
            && number(28) == Some(0x6C97)
            && bytes.get(32..40) == Some(&[0x82, 0x71, 0x00, 0xA0, 0x24, 0x42, 0xDF, 0x7D]);
        let (body, fragment) = (usize::from(number(74)?), number(76)?);
        Some(Self {
            kind,
            // Without the fragment flag the number means nothing.
            first: flags & 0x04 == 0 || fragment == 0,
            pnio,
            operation: number(68)?,
            body_fits: bytes.len() >= 80 && 80 + body <= bytes.len() && bytes.len() - 80 - body <= 64,
            status: word(80),
        })
    }

    /// Who asks and who answers, from the packet type.
    pub fn vote(&self, out: &mut Message<'_>) {
        match self.kind {
            0 | 1 | 7 | 8 => out.sender_is(Role::Client),
            2..=6 | 10 => out.sender_is(Role::Server),
            _ => {}
        }
    }
}

fn version_4(call: &Call, out: &mut Message<'_>) {
    call.vote(out);
    let code = V4 | u32::from(call.kind);
    if !call.first {
        return;
    }
    if matches!(call.kind, 3 | 6) { out.error(code) } else { out.operation(code) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    #[test]
    fn bind_and_request_over_tcp() {
        let bind = hex("05 00 0b 03 10000000 1800 0000 01000000 d016 d016 00000000");
        let request = hex("05 00 00 03 10000000 1800 0000 02000000 00000000 0000 0500");
        assert_eq!(PROTOCOL.probe(&bind, Over::Tcp), Probe::Strong);
        let seen = decode(PROTOCOL, Over::Tcp, &[(0, &bind), (0, &request)]);
        let names: Vec<_> = seen.operations.iter().map(|o| (o.1.as_str(), o.2.as_str())).collect();
        assert_eq!(names, [("v5:11", "bind"), ("v5:0", "request")]);
        assert_eq!(PROTOCOL.probe(&hex("0564 05c9 0300 0400 bd71 0000 0000 0000"), Over::Tcp), Probe::No);
        damage(PROTOCOL, Over::Tcp, &[(0, &bind), (0, &request)]);
    }
}
