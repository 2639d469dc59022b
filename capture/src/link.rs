//! Link layers: from a captured frame to addresses, VLAN tags, Ethertype and payload.

use crate::bytes::be16;

/// A MAC address in the lower 48 bits; [`NO_MAC`] where the link has none.
pub type Mac = u64;
pub const NO_MAC: Mac = u64::MAX;

/// Up to four VLAN ids, outermost first: count in the top byte, 12 bits each below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Vlans(u64);

impl Vlans {
    fn push(&mut self, id: u16) {
        let count = self.0 >> 56;
        if count < 4 {
            self.0 = (count + 1) << 56 | (self.0 & 0x00FF_FFFF_FFFF_FFFF) | u64::from(id & 0xFFF) << (12 * count);
        }
    }

    /// Ids joined by commas; empty without tags.
    pub fn text(self) -> String {
        let ids = (0..self.0 >> 56).map(|n| (self.0 >> (12 * n) & 0xFFF).to_string());
        ids.collect::<Vec<_>>().join(",")
    }
}

/// What a frame carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Carries {
    Ethertype(u16),
    /// IEEE 802.2 LLC with this destination service access point.
    Llc(u8),
    /// IEEE 802.3 without LLC (old Novell).
    Raw8023,
    /// IP without a link layer that names it.
    Ip,
}

/// A frame, opened up to its network layer.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    pub source: Mac,
    pub destination: Mac,
    pub vlans: Vlans,
    pub carries: Carries,
    pub payload: &'a [u8],
    /// Byte of the frame at which the payload starts.
    pub offset: u32,
}

/// Opens a frame. `Err` holds the word for the tally.
pub fn open(link: u16, data: &[u8]) -> Result<Frame<'_>, &'static str> {
    let bare = |at: usize| Frame {
        source: NO_MAC,
        destination: NO_MAC,
        vlans: Vlans::default(),
        carries: Carries::Ip,
        payload: data.get(at..).unwrap_or(&[]),
        offset: at as u32,
    };
    match link {
        1 => ethernet(data),
        // NULL and LOOP: four bytes of address family, whose numbers differ per system; IP's own version decides.
        0 | 108 => Ok(bare(4)),
        // RAW, with the numbers that different systems gave it, and IPv4 or IPv6 alone.
        12 | 14 | 101 | 228 | 229 => Ok(bare(0)),
        113 => cooked(data, 14, 6, 16, 4),
        276 => cooked(data, 0, 12, 20, 11),
        _ => Err("unsupported-link-type"),
    }
}

/// Linux cooked capture v1 and v2 (LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2); the address of the sender only.
fn cooked(
    data: &[u8],
    kind_at: usize,
    mac_at: usize,
    header: usize,
    length_at: usize,
) -> Result<Frame<'_>, &'static str> {
    let kind = be16(data, kind_at)
        .filter(|_| data.len() >= header)
        .ok_or("cut-link-header")?;
    // v1 holds the length in two bytes, v2 in one: the low byte is at `length_at + 1`, or at `length_at`.
    let six = if header == 16 {
        data.get(length_at + 1)
    } else {
        data.get(length_at)
    } == Some(&6);
    let source = if six { mac(data, mac_at) } else { NO_MAC };
    finish(data, header, kind, source, NO_MAC)
}

fn ethernet(data: &[u8]) -> Result<Frame<'_>, &'static str> {
    let kind = be16(data, 12).ok_or("cut-link-header")?;
    finish(data, 14, kind, mac(data, 6), mac(data, 0))
}

/// Follows VLAN tags, MPLS labels and PPPoE from an Ethertype (or length) on.
fn finish(data: &[u8], start: usize, kind: u16, source: Mac, destination: Mac) -> Result<Frame<'_>, &'static str> {
    let (mut at, mut kind, mut vlans) = (start, kind, Vlans::default());
    while matches!(kind, 0x8100 | 0x88A8 | 0x9100 | 0x9200) {
        let (Some(tag), Some(next)) = (be16(data, at), be16(data, at + 2)) else {
            break;
        };
        vlans.push(tag);
        kind = next;
        at += 4;
    }
    let mut carries = Carries::Ethertype(kind);
    let mut payload = data.get(at..).unwrap_or(&[]);
    match kind {
        0..1536 => {
            payload = &payload[..payload.len().min(usize::from(kind))];
            (carries, at, payload) = llc(payload, at);
        }
        0x8847 | 0x8848 => {
            if let Some(skip) = mpls(payload) {
                (carries, at, payload) = (Carries::Ip, at + skip, &payload[skip..]);
            }
        }
        0x8864 => {
            if let Some(skip) = pppoe(payload) {
                (carries, at, payload) = (Carries::Ip, at + skip, &payload[skip..]);
            }
        }
        0x0800 | 0x86DD => carries = Carries::Ip,
        _ => {}
    }
    Ok(Frame {
        source,
        destination,
        vlans,
        carries,
        payload,
        offset: at as u32,
    })
}

/// IEEE 802.2: unnumbered information (3 bytes of header), SNAP with an Ethertype, or raw 802.3.
fn llc(payload: &[u8], at: usize) -> (Carries, usize, &[u8]) {
    match payload {
        [0xFF, 0xFF, ..] => (Carries::Raw8023, at, payload),
        [0xAA, 0xAA, 3, 0, 0, 0, high, low, rest @ ..] if matches!([high, low], [8, 0] | [0x86, 0xDD]) => {
            (Carries::Ip, at + 8, rest)
        }
        [dsap, _, control, rest @ ..] if control & 3 == 3 => (Carries::Llc(*dsap), at + 3, rest),
        [dsap, _, _, _, rest @ ..] => (Carries::Llc(*dsap), at + 4, rest),
        [dsap, ..] => (Carries::Llc(*dsap), at, &[]),
        [] => (Carries::Llc(0), at, payload),
    }
}

/// Length of the label stack, when IP stands behind it.
fn mpls(payload: &[u8]) -> Option<usize> {
    let bottom = payload.chunks_exact(4).take(16).position(|label| label[2] & 1 == 1)?;
    let skip = (bottom + 1) * 4;
    matches!(payload.get(skip)? >> 4, 4 | 6).then_some(skip)
}

/// Length of the PPPoE and PPP headers (RFC 2516, RFC 1661), when IP stands behind them; the protocol field may be
/// compressed to one byte.
fn pppoe(payload: &[u8]) -> Option<usize> {
    match payload.get(6..)? {
        [0x00, 0x21 | 0x57, _, ..] => Some(8),
        [0x21 | 0x57, _, ..] => Some(7),
        _ => None,
    }
}

fn mac(data: &[u8], at: usize) -> Mac {
    match data.get(at..at + 6) {
        Some(&[a, b, c, d, e, f]) => u64::from_be_bytes([0, 0, a, b, c, d, e, f]),
        _ => NO_MAC,
    }
}

/// Lower case with colons.
pub fn mac_text(mac: Mac) -> String {
    let [_, _, a, b, c, d, e, f] = mac.to_be_bytes();
    format!("{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{f:02x}")
}
