//! IPv4 (RFC 791) and IPv6 (RFC 8200) headers, extension headers, fragments, and the TCP and UDP headers above them.

use crate::bytes::{be16, be32};
use std::collections::{HashMap, VecDeque};

/// An IP address as a number; the family tells 4 from 6.
pub type Address = u128;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    V4,
    V6,
}

/// An IP packet, opened up to its payload.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    pub family: Family,
    pub source: Address,
    pub destination: Address,
    /// Protocol number of the payload, past IPv6 extension headers.
    pub protocol: u8,
    /// The payload, ended where the IP header says, or where the capture was cut.
    pub payload: &'a [u8],
    /// Byte of the IP packet at which the payload starts.
    pub offset: u32,
    /// Length of the payload on the wire in bytes.
    pub length: usize,
    pub fragment: Option<Fragment>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fragment {
    pub id: u32,
    /// Byte of the datagram at which this part starts.
    pub start: usize,
    pub last: bool,
}

/// Opens an IP packet; `None` when the bytes are not one.
pub fn open(bytes: &[u8]) -> Option<Packet<'_>> {
    match bytes.first()? >> 4 {
        4 => open_v4(bytes),
        6 => open_v6(bytes),
        _ => None,
    }
}

fn open_v4(bytes: &[u8]) -> Option<Packet<'_>> {
    let header = usize::from(bytes[0] & 15) * 4;
    if header < 20 || bytes.len() < 20 {
        return None;
    }
    let total = match usize::from(be16(bytes, 2)?) {
        // Segmentation offload: the card fills the length in after the capture.
        0 => bytes.len(),
        total => total,
    };
    if total < header {
        return None;
    }
    let flags = be16(bytes, 6)?;
    let (more, start) = (flags & 0x2000 != 0, usize::from(flags & 0x1FFF) * 8);
    let fragment = (more || start > 0).then(|| Fragment {
        id: u32::from(be16(bytes, 4).unwrap_or(0)),
        start,
        last: !more,
    });
    Some(Packet {
        family: Family::V4,
        source: u128::from(be32(bytes, 12)?),
        destination: u128::from(be32(bytes, 16)?),
        protocol: bytes[9],
        payload: bytes.get(header..total.min(bytes.len())).unwrap_or(&[]),
        offset: header as u32,
        length: total - header,
        fragment,
    })
}

fn open_v6(bytes: &[u8]) -> Option<Packet<'_>> {
    let source = u128::from_be_bytes(bytes.get(8..24)?.try_into().ok()?);
    let destination = u128::from_be_bytes(bytes.get(24..40)?.try_into().ok()?);
    let claimed = usize::from(be16(bytes, 4)?);
    // Length 0 is a jumbogram or segmentation offload.
    let total = if claimed == 0 { bytes.len() } else { 40 + claimed };
    let end = total.min(bytes.len());
    let (mut protocol, mut at, mut fragment) = (bytes[6], 40, None);
    // A chain of extension headers is short; a longer one is an attack or noise.
    for _ in 0..16 {
        let Some(header) = bytes.get(at..end) else { break };
        let (next, length) = match (protocol, header) {
            (0 | 43 | 60 | 135 | 139 | 140, &[next, words, ..]) => (next, 8 + usize::from(words) * 8),
            (51, &[next, words, ..]) => (next, (usize::from(words) + 2) * 4),
            (44, header) if header.len() >= 8 && fragment.is_none() => {
                let place = be16(header, 2)?;
                let (start, more) = (usize::from(place & 0xFFF8), place & 1 != 0);
                // An atomic fragment (RFC 6946) is whole.
                if start > 0 || more {
                    fragment = Some(Fragment {
                        id: be32(header, 4)?,
                        start,
                        last: !more,
                    });
                }
                (header[0], 8)
            }
            _ => break,
        };
        if at + length > end {
            break;
        }
        protocol = next;
        at += length;
        if fragment.is_some_and(|f| f.start > 0) {
            break;
        }
    }
    let payload = bytes.get(at..end).unwrap_or(&[]);
    Some(Packet {
        family: Family::V6,
        source,
        destination,
        protocol,
        payload,
        offset: at as u32,
        length: total.saturating_sub(at),
        fragment,
    })
}

/// TCP header (RFC 9293): what following a stream needs.
#[derive(Clone, Copy, Debug)]
pub struct Tcp<'a> {
    pub sequence: u32,
    pub acknowledged: Option<u32>,
    pub syn: bool,
    pub fin: bool,
    pub reset: bool,
    pub payload: &'a [u8],
    /// Byte of the TCP segment at which the payload starts.
    pub offset: u32,
    /// Length of the payload on the wire in bytes.
    pub length: usize,
}

/// Opens a TCP segment whose length on the wire is `length`; `None` when its header is cut or wrong.
pub fn tcp(bytes: &[u8], length: usize) -> Option<Tcp<'_>> {
    let header = usize::from(bytes.get(12)? >> 4) * 4;
    let flags = *bytes.get(13)?;
    if header < 20 || header > length {
        return None;
    }
    Some(Tcp {
        sequence: be32(bytes, 4)?,
        acknowledged: if flags & 16 != 0 { be32(bytes, 8) } else { None },
        syn: flags & 2 != 0,
        fin: flags & 1 != 0,
        reset: flags & 4 != 0,
        payload: bytes.get(header..).unwrap_or(&[]),
        offset: header as u32,
        length: length - header,
    })
}

/// Datagrams whose fragments are being collected.
const MOST_OPEN: usize = 1_024;

/// Parts of one datagram; the smallest that IPv4 allows is 8 bytes.
const MOST_PARTS: usize = 8_192;

/// Longest datagram, in bytes (an IPv4 datagram; IPv6 jumbograms are not fragmented).
const LONGEST_DATAGRAM: usize = 65_535;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct FragmentKey {
    source: Address,
    destination: Address,
    id: u32,
    protocol: u8,
}

#[derive(Default)]
struct Parts {
    /// `(start, bytes)`, in the order of arrival; the first copy of a byte wins.
    parts: Vec<(usize, Vec<u8>)>,
    total: Option<usize>,
    held: usize,
    /// Which opening of its key this is, so that a finished datagram's place in the order is not taken for a new one's.
    number: u64,
}

/// Puts fragments together (RFC 791, 3.2; RFC 8200, 4.5).
#[derive(Default)]
pub struct Fragments {
    open: HashMap<FragmentKey, Parts>,
    order: VecDeque<(FragmentKey, u64)>,
    opened: u64,
    /// Datagrams given up because too many were open.
    pub abandoned: u64,
}

impl Fragments {
    /// Adds a part; gives the whole datagram when this part completes it.
    pub fn add(&mut self, packet: &Packet<'_>, fragment: Fragment) -> Option<Vec<u8>> {
        let (source, destination) = (packet.source, packet.destination);
        let key = FragmentKey {
            source,
            destination,
            id: fragment.id,
            protocol: packet.protocol,
        };
        if !self.open.contains_key(&key) {
            if self.open.len() >= MOST_OPEN {
                self.give_up_oldest();
            }
            self.opened += 1;
            self.order.push_back((key, self.opened));
            self.open.insert(
                key,
                Parts {
                    number: self.opened,
                    ..Parts::default()
                },
            );
            self.forget_finished();
        }
        let parts = self.open.entry(key).or_default();
        let end = fragment.start + packet.payload.len();
        let useless = packet.payload.is_empty() || parts.parts.len() >= MOST_PARTS;
        if useless || end > LONGEST_DATAGRAM || packet.payload.len() < packet.length {
            return None;
        }
        if fragment.last {
            parts.total.get_or_insert(end);
        }
        parts.held += packet.payload.len();
        parts.parts.push((fragment.start, packet.payload.to_vec()));
        // Only when enough bytes are here is it worth looking for a hole.
        let whole = parts
            .total
            .filter(|&total| parts.held >= total)
            .and_then(|_| parts.whole())?;
        self.open.remove(&key);
        Some(whole)
    }

    /// Datagrams that never became whole.
    pub fn incomplete(&self) -> u64 {
        self.abandoned + self.open.len() as u64
    }

    fn give_up_oldest(&mut self) {
        while let Some((oldest, number)) = self.order.pop_front() {
            if self.open.get(&oldest).is_some_and(|parts| parts.number == number) {
                self.open.remove(&oldest);
                self.abandoned += 1;
                return;
            }
        }
    }

    /// Drops finished datagrams from the order, so that it does not grow with the capture.
    fn forget_finished(&mut self) {
        if self.order.len() > 4 * MOST_OPEN {
            let open = &self.open;
            self.order
                .retain(|(key, number)| open.get(key).is_some_and(|parts| parts.number == *number));
        }
    }
}

impl Parts {
    fn whole(&self) -> Option<Vec<u8>> {
        let total = self.total?;
        let mut sorted: Vec<usize> = (0..self.parts.len()).collect();
        // Stable: of two parts with the same start, the one that came first stays first.
        sorted.sort_by_key(|&n| self.parts[n].0);
        let mut whole = Vec::with_capacity(total);
        for (start, bytes) in sorted.into_iter().map(|n| &self.parts[n]) {
            if *start > whole.len() {
                return None;
            }
            if let Some(fresh) = bytes.get(whole.len() - start..) {
                whole.extend_from_slice(fresh);
            }
        }
        (whole.len() >= total).then(|| {
            whole.truncate(total);
            whole
        })
    }
}
