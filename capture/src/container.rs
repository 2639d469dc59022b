//! Capture files: pcap (microseconds and nanoseconds, both byte orders) and pcapng (draft-ietf-opsawg-pcapng), to one
//! stream of packets.

use crate::source::Source;
use std::io;

/// Longest packet that is believed, in bytes; libpcap's own limit is 256 KiB, USB captures go higher.
const LONGEST_PACKET: usize = 16 * 1024 * 1024;

/// Interfaces of one pcapng section.
const MOST_INTERFACES: usize = 65_536;

/// One captured packet.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    /// Microseconds since 1970-01-01 UTC.
    pub us: i64,
    /// Link type (the LINKTYPE_ registry of tcpdump.org).
    pub link: u16,
    /// Length on the wire in bytes.
    pub length: u32,
    /// What was captured of it.
    pub data: &'a [u8],
}

/// Why reading stopped before the end of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Stable word for the tally.
    pub reason: &'static str,
    /// Position in the unpacked file.
    pub at_byte: u64,
}

enum Format {
    Pcap {
        swapped: bool,
        nanoseconds: bool,
        link: u16,
        extra: usize,
    },
    Pcapng {
        swapped: bool,
        interfaces: Vec<Interface>,
    },
}

struct Interface {
    link: u16,
    snap: u32,
    clock: Clock,
}

/// Resolution and offset of an interface's time stamps (options `if_tsresol`, `if_tsoffset`).
#[derive(Clone, Copy)]
struct Clock {
    /// Units per second.
    units: u64,
    offset_seconds: i64,
}

/// Where a packet lies in the window.
#[derive(Clone, Copy)]
struct Found {
    us: i64,
    link: u16,
    length: u32,
    start: usize,
    end: usize,
    /// Length of the whole record or block.
    record: usize,
}

/// Reads packets one by one: `advance` goes to the next, `packet` shows where it stands.
pub struct Container {
    source: Source,
    format: Format,
    current: Option<Found>,
    damage: Option<Damage>,
}

impl Container {
    /// Recognises the file and goes to its first packet. Errors: unreadable, empty, or no capture.
    pub fn open(path: &str) -> io::Result<Self> {
        Self::new(Source::open(path)?)
    }

    pub fn new(mut source: Source) -> io::Result<Self> {
        let head: [u8; 4] = match source.at_least(24).get(..4).and_then(|b| b.try_into().ok()) {
            Some(head) => head,
            None => {
                if let Some(error) = source.failure() {
                    return Err(io::Error::new(error.kind(), error.to_string()));
                }
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "empty file"));
            }
        };
        let format = match head {
            [0xD4, 0xC3, 0xB2, 0xA1] => pcap_header(&mut source, true, false, 0),
            [0xA1, 0xB2, 0xC3, 0xD4] => pcap_header(&mut source, false, false, 0),
            [0x4D, 0x3C, 0xB2, 0xA1] => pcap_header(&mut source, true, true, 0),
            [0xA1, 0xB2, 0x3C, 0x4D] => pcap_header(&mut source, false, true, 0),
            // "Modified" pcap of old Linux patches: eight more bytes in each record header.
            [0x34, 0xCD, 0xB2, 0xA1] => pcap_header(&mut source, true, false, 8),
            [0xA1, 0xB2, 0xCD, 0x34] => pcap_header(&mut source, false, false, 8),
            [0x0A, 0x0D, 0x0D, 0x0A] => Some(Format::Pcapng {
                swapped: false,
                interfaces: Vec::new(),
            }),
            _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "not a pcap or pcapng file")),
        };
        let format = format.ok_or_else(|| io::Error::new(io::ErrorKind::UnexpectedEof, "file header cut short"))?;
        let mut container = Self {
            source,
            format,
            current: None,
            damage: None,
        };
        container.advance();
        Ok(container)
    }

    /// Why the reading stopped early; `None` while it goes on or when the file ended well.
    pub fn damage(&self) -> Option<&Damage> {
        self.damage.as_ref()
    }

    /// Bytes read from disk so far.
    pub fn raw_read(&self) -> u64 {
        self.source.raw_read()
    }

    /// The packet at which the reading stands; `None` at the end or at damage.
    pub fn packet(&mut self) -> Option<Packet<'_>> {
        let Found {
            us,
            link,
            length,
            start,
            end,
            ..
        } = self.current?;
        let data = self.source.at_least(0).get(start..end)?;
        Some(Packet { us, link, length, data })
    }

    /// Goes to the next packet.
    pub fn advance(&mut self) {
        if let Some(found) = self.current.take() {
            self.source.consume(found.record);
        }
        if self.damage.is_some() {
            return;
        }
        let next = match self.format {
            Format::Pcap {
                swapped,
                nanoseconds,
                link,
                extra,
            } => self.next_pcap(swapped, nanoseconds, link, extra),
            Format::Pcapng { .. } => self.next_pcapng(),
        };
        match next {
            Ok(found) => self.current = found,
            Err(reason) => {
                let reason = if self.source.failure().is_some() {
                    "broken-compression"
                } else {
                    reason
                };
                self.damage = Some(Damage {
                    reason,
                    at_byte: self.source.position(),
                });
            }
        }
    }

    /// The end of the file, told from a stop in the middle of a record.
    fn at_end(&mut self, header: usize) -> Result<bool, &'static str> {
        let left = self.source.at_least(header).len();
        match left {
            0 if self.source.failure().is_none() => Ok(true),
            left if left < header => Err("truncated-file"),
            _ => Ok(false),
        }
    }

    fn next_pcap(
        &mut self,
        swapped: bool,
        nanoseconds: bool,
        link: u16,
        extra: usize,
    ) -> Result<Option<Found>, &'static str> {
        let header = 16 + extra;
        if self.at_end(header)? {
            return Ok(None);
        }
        let window = self.source.at_least(header);
        let number = |at: usize| number32(window, at, swapped);
        let (seconds, fraction, captured, length) = (number(0), number(4), number(8) as usize, number(12));
        if captured > LONGEST_PACKET {
            return Err("damaged-record");
        }
        let record = header + captured;
        if self.source.at_least(record).len() < record {
            return Err("truncated-file");
        }
        let micros = if nanoseconds { fraction / 1000 } else { fraction };
        let us = i64::from(seconds) * 1_000_000 + i64::from(micros);
        Ok(Some(Found {
            us,
            link,
            length,
            start: header,
            end: record,
            record,
        }))
    }

    fn next_pcapng(&mut self) -> Result<Option<Found>, &'static str> {
        loop {
            if self.at_end(12)? {
                return Ok(None);
            }
            let Format::Pcapng { swapped, interfaces } = &mut self.format else {
                return Ok(None);
            };
            let window = self.source.at_least(12);
            if window.starts_with(&[0x0A, 0x0D, 0x0D, 0x0A]) {
                match &window[8..12] {
                    [0x1A, 0x2B, 0x3C, 0x4D] => *swapped = false,
                    [0x4D, 0x3C, 0x2B, 0x1A] => *swapped = true,
                    _ => return Err("damaged-block"),
                }
                interfaces.clear();
            }
            let swapped = *swapped;
            let (kind, total) = (number32(window, 0, swapped), number32(window, 4, swapped) as usize);
            if total < 12 || total % 4 != 0 || total > LONGEST_PACKET + 65_536 {
                return Err("damaged-block");
            }
            let Some(body) = self.source.at_least(total).get(8..total - 4) else {
                return Err("truncated-file");
            };
            match kind {
                1 if interfaces.len() >= MOST_INTERFACES => return Err("damaged-block"),
                1 => interfaces.push(interface(body, swapped)),
                2 | 3 | 6 => {
                    let mut found = packet_place(kind, body, interfaces, swapped).ok_or("damaged-block")?;
                    found.start += 8;
                    found.end += 8;
                    found.record = total;
                    return Ok(Some(found));
                }
                // Sections, names, statistics, secrets and custom blocks carry no packets.
                _ => {}
            }
            self.source.consume(total);
        }
    }
}

/// Where the packet lies in the body of an Enhanced (6), Simple (3) or old (2) Packet Block.
fn packet_place(kind: u32, body: &[u8], interfaces: &[Interface], swapped: bool) -> Option<Found> {
    let number = |at: usize| body.get(at..at + 4).map(|_| number32(body, at, swapped));
    if kind == 3 {
        let length = number(0)?;
        let interface = interfaces.first()?;
        let limit = if interface.snap == 0 {
            length
        } else {
            length.min(interface.snap)
        };
        let end = (4 + limit as usize).min(body.len());
        return Some(Found {
            us: 0,
            link: interface.link,
            length,
            start: 4,
            end,
            record: 0,
        });
    }
    let id = match kind {
        2 => usize::from(number16(body, 0, swapped)?),
        _ => number(0)? as usize,
    };
    let interface = interfaces.get(id)?;
    let stamp = u64::from(number(4)?) << 32 | u64::from(number(8)?);
    let (captured, length) = (number(12)? as usize, number(16)?);
    let end = 20usize.checked_add(captured)?;
    if end > body.len() {
        return None;
    }
    Some(Found {
        us: interface.clock.microseconds(stamp),
        link: interface.link,
        length,
        start: 20,
        end,
        record: 0,
    })
}

impl Clock {
    fn microseconds(self, stamp: u64) -> i64 {
        let us = u128::from(stamp) * 1_000_000 / u128::from(self.units.max(1));
        let us = i64::try_from(us).unwrap_or(i64::MAX);
        us.saturating_add(self.offset_seconds.saturating_mul(1_000_000))
    }
}

/// Interface Description Block: link type, snap length, and the options that set the clock.
fn interface(body: &[u8], swapped: bool) -> Interface {
    let link = number16(body, 0, swapped).unwrap_or(u16::MAX);
    let snap = body.get(4..8).map_or(0, |_| number32(body, 4, swapped));
    let mut clock = Clock {
        units: 1_000_000,
        offset_seconds: 0,
    };
    let mut at = 8;
    while let (Some(code), Some(length)) = (number16(body, at, swapped), number16(body, at + 2, swapped)) {
        let Some(value) = body.get(at + 4..at + 4 + usize::from(length)) else {
            break;
        };
        match (code, value) {
            (0, _) => break,
            (9, &[resolution]) => {
                let power = u32::from(resolution & 0x7F);
                let base: u64 = if resolution & 0x80 == 0 { 10 } else { 2 };
                clock.units = base.checked_pow(power).unwrap_or(u64::MAX);
            }
            (14, value) if value.len() == 8 => {
                let (first, second) = (number32(value, 0, swapped), number32(value, 4, swapped));
                let (high, low) = if swapped { (second, first) } else { (first, second) };
                clock.offset_seconds = (u64::from(high) << 32 | u64::from(low)).cast_signed();
            }
            _ => {}
        }
        at += 4 + usize::from(length).next_multiple_of(4);
    }
    Interface { link, snap, clock }
}

fn pcap_header(source: &mut Source, swapped: bool, nanoseconds: bool, extra: usize) -> Option<Format> {
    let window = source.at_least(24);
    if window.len() < 24 {
        return None;
    }
    // The upper half of the word holds flags about the frame check sequence.
    let link = (number32(window, 20, swapped) & 0xFFFF) as u16;
    source.consume(24);
    Some(Format::Pcap {
        swapped,
        nanoseconds,
        link,
        extra,
    })
}

/// The callers have checked that four bytes are there.
fn number32(bytes: &[u8], at: usize, swapped: bool) -> u32 {
    let word: [u8; 4] = bytes
        .get(at..at + 4)
        .and_then(|b| b.try_into().ok())
        .unwrap_or_default();
    if swapped {
        u32::from_le_bytes(word)
    } else {
        u32::from_be_bytes(word)
    }
}

fn number16(bytes: &[u8], at: usize, swapped: bool) -> Option<u16> {
    let word: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
    Some(if swapped {
        u16::from_le_bytes(word)
    } else {
        u16::from_be_bytes(word)
    })
}
