//! ISO transport on top of TCP (RFC 1006 TPKT, ISO 8073 / X.224 COTP): the envelope that S7comm, S7comm-plus, MMS and
//! RDP share. Only the envelope; who is inside is the protocols' own question.

use crate::bytes::be16;
use crate::protocols::Framing;

/// What a TPKT packet carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cotp<'a> {
    /// CR: the sender asks for a connection.
    ConnectRequest(&'a [u8]),
    /// CC: the connection is confirmed.
    ConnectConfirm(&'a [u8]),
    /// DT: data; `end` when this is the last part of the message.
    Data { payload: &'a [u8], end: bool },
    /// Disconnects, errors and the rest.
    Other,
}

/// Length of the TPKT packet at the start of a stream.
pub fn frame(bytes: &[u8]) -> Framing {
    if bytes[0] != 3 || bytes.get(1).is_some_and(|&reserved| reserved != 0) {
        return Framing::Malformed;
    }
    match be16(bytes, 2) {
        None => Framing::Need(4),
        Some(length) if length < 7 => Framing::Malformed,
        Some(length) => Framing::Whole(usize::from(length)),
    }
}

/// The COTP packet inside a TPKT packet; `None` when the bytes are not one.
pub fn cotp(bytes: &[u8]) -> Option<Cotp<'_>> {
    if bytes.first() != Some(&3) || bytes.get(1) != Some(&0) || be16(bytes, 2)? < 7 {
        return None;
    }
    let header = usize::from(*bytes.get(4)?);
    let kind = *bytes.get(5)?;
    if header < 2 {
        return None;
    }
    let rest = bytes.get(5 + header..).unwrap_or(&[]);
    Some(match kind & 0xF0 {
        0xE0 => Cotp::ConnectRequest(bytes.get(6..5 + header).unwrap_or(&[])),
        0xD0 => Cotp::ConnectConfirm(bytes.get(6..5 + header).unwrap_or(&[])),
        0xF0 => Cotp::Data {
            payload: rest,
            end: bytes.get(6)? & 0x80 != 0,
        },
        0x50 | 0x60 | 0x70 | 0x80 | 0xC0 => Cotp::Other,
        _ => return None,
    })
}
