//! ISO transport on top of TCP (RFC 1006 TPKT, ISO 8073 / X.224 COTP): the envelope that S7comm, S7comm-plus, MMS and
//! RDP share. Only the envelope; who is inside is the protocols' own question.

use std::borrow::Cow;

use crate::bytes::be16;
use crate::protocols::{Framing, Probe};
use crate::record::Message;

/// A message in COTP parts is put together up to this many bytes; PLCs negotiate 240 to 960, MMS up to 64 KiB.
const LONGEST_JOINED: usize = 65_536;

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

/// Answer to a protocol's `probe`: `who` judges the data of the first data packet. Packets without data fit all who
/// share the envelope, so those are passed over.
pub fn probe(mut bytes: &[u8], who: fn(&[u8]) -> Probe) -> Probe {
    while bytes.len() >= 7 {
        let answer = match cotp(bytes) {
            Some(Cotp::Data { payload, .. }) => match data_of(bytes, payload) {
                [] => Probe::Maybe,
                data => who(data),
            },
            Some(_) => Probe::Maybe,
            None => Probe::No,
        };
        // `cotp` takes no packet that is shorter than 7 bytes.
        let length = usize::from(be16(bytes, 2).unwrap_or(0)).max(7);
        match bytes.get(length..) {
            Some(next) if answer == Probe::Maybe && !next.is_empty() => bytes = next,
            _ => return answer,
        }
    }
    if [3, 0].iter().zip(bytes).all(|(a, b)| a == b) {
        Probe::Maybe
    } else {
        Probe::No
    }
}

/// The data of this packet, without the packets behind it.
fn data_of<'a>(packet: &[u8], payload: &'a [u8]) -> &'a [u8] {
    let length = usize::from(be16(packet, 2).unwrap_or(0));
    let header = 5 + usize::from(packet.get(4).copied().unwrap_or(0));
    &payload[..length.saturating_sub(header).min(payload.len())]
}

/// Puts a message together that comes in several COTP parts: gives it once its last part is here. A message that
/// grows over 64 KiB is dropped and counted as malformed.
pub fn join<'a>(payload: &'a [u8], end: bool, out: &mut Message<'_>) -> Option<Cow<'a, [u8]>> {
    let side = out.side();
    let pending = &mut out.memory().pending[side];
    if end && pending.is_empty() {
        return Some(Cow::Borrowed(payload));
    }
    if pending.len() + payload.len() > LONGEST_JOINED {
        pending.clear();
        out.malformed();
        return None;
    }
    pending.extend_from_slice(payload);
    end.then(|| Cow::Owned(std::mem::take(pending)))
}

/// For the tests of protocols: a message in one data packet, from hexadecimal text.
#[cfg(test)]
pub fn data(payload: &str) -> Vec<u8> {
    part(payload, true)
}

/// For the tests of protocols: one part of a message.
#[cfg(test)]
pub fn part(payload: &str, end: bool) -> Vec<u8> {
    let payload = crate::record::testing::hex(payload);
    let length = (payload.len() + 7) as u16;
    let [high, low] = length.to_be_bytes();
    let mut packet = vec![3, 0, high, low, 2, 0xF0, if end { 0x80 } else { 0 }];
    packet.extend(payload);
    packet
}
