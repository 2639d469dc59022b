//! Common Industrial Protocol (ODVA, The CIP Networks Library, Volume 1): explicit messages, as EtherNet/IP carries
//! them. Requests are remembered so that replies, which do not say what they answer, get the same name.

mod services;

use services::{ANY, EXECUTE_PCCC, PCCC_OBJECT, TAG, at, pccc};
pub use services::{CIP, SERVICES, describe};

use crate::bytes::{Cursor, le16, le32};
use crate::record::{Message, Role};

const MULTIPLE_SERVICE_PACKET: u32 = 0x0A;
const UNCONNECTED_SEND: u32 = 0x52;
const CONNECTION_MANAGER: u32 = 0x06;
/// Services in services: a multiple service packet in an unconnected send, and no deeper.
const DEEPEST: u32 = 3;

/// What a request and its reply have in common.
#[derive(Clone, Copy)]
pub enum Pairing {
    /// Sequence count of a connected message.
    Sequence(u16),
    /// Sender context of the encapsulation.
    Context([u8; 8]),
}

/// Place of a service: its message, its number inside the message, and its depth.
#[derive(Clone, Copy)]
struct Slot {
    key: u32,
    depth: u32,
}

/// Requests kept a conversation; a Logix server takes some dozens of services at a time.
const REMEMBERED: usize = 512;
const SEQUENCED: u32 = 1 << 31;

// The memory is a ring: the number of the next entry, that of the entry found last, then key and code of each.
const NEXT: usize = 0;
const FOUND: usize = 1;
const ENTRIES: usize = 2;

impl Slot {
    fn new(pairing: Pairing) -> Self {
        let key = match pairing {
            Pairing::Sequence(count) => SEQUENCED | u32::from(count),
            Pairing::Context(context) => context.chunks_exact(2).fold(0, |sum, pair| {
                (sum ^ u32::from(u16::from_be_bytes([pair[0], pair[1]]))).rotate_left(1) & 0xFFFF
            }),
        };
        Self { key, depth: 0 }
    }

    /// The service at `number` of a packet of several. Its numbers go on from those of the packet.
    fn inside(self, number: usize) -> Self {
        let number = (self.key >> 16 & 0x7FFF) * 64 + number as u32 + 1;
        Self {
            key: self.key & 0x8000_FFFF | (number & 0x7FFF) << 16,
            depth: self.depth + 1,
        }
    }

    fn remember(self, code: u32, out: &mut Message<'_>) {
        let words = &mut out.memory().words;
        if words.is_empty() {
            words.resize(ENTRIES, 0);
        }
        let entry = ENTRIES + 2 * words[NEXT] as usize;
        if words.len() <= entry {
            words.extend([self.key, code]);
        } else {
            words[entry] = self.key;
            words[entry + 1] = code;
        }
        words[NEXT] = (words[NEXT] + 1) % REMEMBERED as u32;
    }

    /// Code of the request that a reply with this service answers: that after the one found last, or else the newest
    /// that fits. Contexts can be the same in all requests, so there only the newest counts.
    fn recall(self, service: u32, out: &mut Message<'_>) -> Option<u32> {
        let words = &mut out.memory().words;
        let entries = words.get(ENTRIES..)?.chunks_exact(2);
        let count = entries.len();
        let fits = |entry: &[u32]| entry[0] == self.key && entry[1] & 0x7F == service;
        let entry = |at: usize| {
            words
                .get(ENTRIES + 2 * at..ENTRIES + 2 * at + 2)
                .filter(|entry| fits(entry))
        };
        let following = (words.get(FOUND).copied()? as usize + 1) % REMEMBERED;
        let newest = words[NEXT] as usize + count - 1;
        let at = match entry(following) {
            Some(_) if self.key & SEQUENCED != 0 => following,
            _ => (0..count)
                .map(|back| (newest - back) % count)
                .find(|&at| entry(at).is_some())?,
        };
        words[FOUND] = at as u32;
        words.get(ENTRIES + 2 * at + 1).copied()
    }
}

/// Reads a request or reply of the message router.
pub fn read(message: &[u8], pairing: Pairing, out: &mut Message<'_>) {
    if service(message, Slot::new(pairing), out).is_none() {
        out.malformed();
    }
}

fn service(message: &[u8], slot: Slot, out: &mut Message<'_>) -> Option<()> {
    let code = u32::from(*message.first()?);
    if code & 0x80 == 0 {
        request(code, message, slot, out)
    } else {
        reply(code & 0x7F, message, slot, out)
    }
}

/// Service, length of the path in words, path, data.
fn request(service_code: u32, message: &[u8], slot: Slot, out: &mut Message<'_>) -> Option<()> {
    out.sender_is(Role::Client);
    let mut cursor = Cursor::new(message.get(1..)?);
    let path = cursor.u8().and_then(|words| cursor.take(usize::from(words) * 2));
    let class = path.and_then(object_of);
    let data = cursor.rest();
    let code = match class.unwrap_or(ANY) {
        PCCC_OBJECT if service_code == EXECUTE_PCCC => pccc_command(data).unwrap_or(at(PCCC_OBJECT, EXECUTE_PCCC)),
        class => at(class, service_code),
    };
    out.operation(code);
    slot.remember(code, out);
    path?;
    match service_code {
        MULTIPLE_SERVICE_PACKET => several(data, slot, out),
        UNCONNECTED_SEND if class == Some(CONNECTION_MANAGER) && slot.depth < DEEPEST => {
            // Priority and ticks, then the counted message. Its reply comes bare; only a failed send answers itself.
            let length = usize::from(le16(data, 2)?);
            let inner = data.get(4..)?;
            service(
                inner.get(..length.min(inner.len()))?,
                Slot {
                    depth: slot.depth + 1,
                    ..slot
                },
                out,
            )
        }
        _ => Some(()),
    }
}

/// Service, a reserved byte, general status, length of the additional status in words, that status, data.
fn reply(service_code: u32, message: &[u8], slot: Slot, out: &mut Message<'_>) -> Option<()> {
    out.sender_is(Role::Server);
    let code = slot.recall(service_code, out).unwrap_or(at(ANY, service_code));
    let status = message.get(2).copied();
    let data = message.get(4 + 2 * usize::from(*message.get(3).unwrap_or(&0))..);
    let refused = || service_code == EXECUTE_PCCC && is_pccc(code) && data.is_some_and(pccc_refused);
    if status.is_some_and(|status| status != 0) || refused() {
        out.error(code);
    } else {
        out.operation(code);
    }
    let (_, data) = (status?, data?);
    if service_code == MULTIPLE_SERVICE_PACKET && !data.is_empty() {
        return several(data, slot, out);
    }
    if code == at(1, 1) && status == Some(0) {
        identity(data, out);
    }
    Some(())
}

/// Services of a multiple service packet: their number, their offsets from there, and themselves.
fn several(data: &[u8], slot: Slot, out: &mut Message<'_>) -> Option<()> {
    if slot.depth >= DEEPEST {
        return None;
    }
    let count = usize::from(le16(data, 0)?);
    for number in 0..count {
        let start = usize::from(le16(data, 2 + 2 * number)?);
        let end = match number + 1 < count {
            true => usize::from(le16(data, 4 + 2 * number)?).min(data.len()),
            false => data.len(),
        };
        // Each after the one before, so that the work stays in proportion to the packet.
        if start < 2 + 2 * count || start >= end {
            return None;
        }
        service(data.get(start..end)?, slot.inside(number), out)?;
    }
    Some(())
}

/// Object class that a path leads to: the last class segment, or a tag when a symbol comes after it.
fn object_of(path: &[u8]) -> Option<u32> {
    let mut cursor = Cursor::new(path);
    let mut found = None;
    while segment(&mut cursor, &mut found).is_some() {}
    found
}

/// One segment of a path (Volume 1, appendix C). `None` at the end, and where it is cut or of an unknown type.
fn segment(cursor: &mut Cursor<'_>, found: &mut Option<u32>) -> Option<()> {
    let kind = cursor.u8()?;
    match kind {
        // Port: its number may be extended by two bytes, its link address by a counted text.
        0x00..=0x1F => {
            let extended = kind & 0x10 != 0;
            let link = if extended { usize::from(cursor.u8()?) } else { 1 };
            let port = if kind & 0x0F == 0x0F { 2 } else { 0 };
            cursor.skip(port + link + if extended { link % 2 } else { 0 })
        }
        // Electronic key: format, then 8 bytes.
        0x34 => cursor.skip(9),
        // Logical: class, instance, member, connection point, attribute; of 8, 16 or 32 bits.
        0x20..=0x3F => {
            let value = match kind & 3 {
                0 => u32::from(cursor.u8()?),
                1 => cursor.skip(1).and_then(|()| cursor.u16_le()).map(u32::from)?,
                2 => cursor.skip(1).and_then(|()| cursor.u32_le())?,
                _ => return None,
            };
            if kind & 0x1C == 0 {
                *found = Some(value.min(ANY));
            }
            Some(())
        }
        // Network: production inhibit time and the like.
        0x40..=0x4F => cursor.skip(1),
        // Data in words.
        0x80 => {
            let words = usize::from(cursor.u8()?);
            cursor.skip(words * 2)
        }
        // Extended symbol.
        0x91 => {
            let length = usize::from(cursor.u8()?);
            cursor.skip(length + length % 2)?;
            *found = Some(TAG);
            Some(())
        }
        _ => None,
    }
}

fn is_pccc(code: u32) -> bool {
    code & services::PCCC != 0 || code == at(PCCC_OBJECT, EXECUTE_PCCC)
}

/// After the requester's counted identity: command, status, transaction, and for some commands a function.
fn pccc_command(data: &[u8]) -> Option<u32> {
    let rest = data.get(usize::from(*data.first()?)..)?;
    let command = *rest.first()?;
    let function = if matches!(command, 0x06 | 0x07 | 0x0F) {
        *rest.get(4)?
    } else {
        0
    };
    (command & 0x40 == 0).then(|| pccc(command, function))
}

/// Status of a PCCC reply, after the requester's identity and the command.
fn pccc_refused(data: &[u8]) -> bool {
    let at = data.first().map_or(0, |&length| usize::from(length) + 1);
    data.get(at).is_some_and(|&status| status != 0)
}

/// All attributes of the identity object (Volume 1, 5-2): vendor, device type, product code, revision, status, serial
/// number, product name.
pub fn identity(data: &[u8], out: &mut Message<'_>) {
    if let (Some(vendor), Some(kind), Some(code)) = (le16(data, 0), le16(data, 2), le16(data, 4)) {
        out.identity("vendor", vendor_name(vendor).as_bytes());
        out.identity("device-type", device_type(kind).as_bytes());
        out.identity("product-code", code.to_string().as_bytes());
    }
    if let Some(&[major, minor]) = data.get(6..8) {
        out.identity("firmware", format!("{major}.{minor}").as_bytes());
    }
    if let Some(serial) = le32(data, 10) {
        out.identity("serial", format!("{serial:08x}").as_bytes());
    }
    if let Some(&length) = data.get(14)
        && let Some(name) = data.get(15..15 + usize::from(length))
    {
        out.identity("product", name);
    }
}

/// Vendors that are common in plants, by their number at ODVA; others stay numbers.
fn vendor_name(number: u16) -> String {
    let name = match number {
        1 => "Rockwell Automation/Allen-Bradley",
        26 => "Festo",
        40 => "WAGO",
        47 => "Omron",
        48 => "TURCK",
        90 => "HMS Industrial Networks",
        108 => "Beckhoff Automation",
        161 => "Mitsubishi Electric",
        243 => "Schneider Electric",
        283 => "Hilscher",
        345 => "Endress+Hauser",
        356 => "FANUC",
        562 => "Phoenix Contact",
        678 => "Cognex",
        808 => "SICK",
        _ => return format!("vendor {number}"),
    };
    name.to_owned()
}

/// Device profiles that are common in plants (Volume 1, chapter 6); others stay numbers.
fn device_type(number: u16) -> String {
    let name = match number {
        0x00 | 0x2B => "Generic Device",
        0x02 => "AC Drive",
        0x07 => "General Purpose Discrete I/O",
        0x0C => "Communications Adapter",
        0x0E => "Programmable Logic Controller",
        0x10 => "Position Controller",
        0x13 => "DC Drive",
        0x16 => "Motor Starter",
        0x18 => "Human-Machine Interface",
        0x1A => "Mass Flow Controller",
        0x1B => "Pneumatic Valve",
        0x22 => "Encoder",
        0x23 => "Safety Discrete I/O Device",
        0x25 => "CIP Motion Drive",
        0x2A => "Safety Analog I/O Device",
        0x2C => "Managed Ethernet Switch",
        0x2D => "CIP Motion Safety Drive Device",
        0x2E => "Safety Drive Device",
        _ => return format!("device type {number}"),
    };
    name.to_owned()
}
