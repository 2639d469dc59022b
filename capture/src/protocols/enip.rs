//! EtherNet/IP (ODVA, The CIP Networks Library, Volume 2): encapsulation over TCP and UDP port 44818 with the CIP messages
//! inside, and cyclic I/O data over UDP port 2222.

use super::{Class, Described, Framing, Function, Hint, Over, Probe, Protocol, describe};
use crate::bytes::{Cursor, le16, le32};
use crate::cip::{self, Pairing};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Enip;

struct Enip;

const VOLUME_2: &str = "ODVA, The CIP Networks Library, Volume 2, chapter 2 (encapsulation)";
const HEADER: usize = 24;

const LIST_SERVICES: u16 = 0x04;
const LIST_IDENTITY: u16 = 0x63;
const LIST_INTERFACES: u16 = 0x64;
const REGISTER_SESSION: u16 = 0x65;
const UNREGISTER_SESSION: u16 = 0x66;
const SEND_RR_DATA: u16 = 0x6F;
const SEND_UNIT_DATA: u16 = 0x70;
/// Cyclic data has no command; its code lies above all commands.
const IO: u32 = 1 << 16;

const IDENTITY_ITEM: u16 = 0x0C;
const CONNECTED_DATA_ITEM: u16 = 0xB1;
const UNCONNECTED_DATA_ITEM: u16 = 0xB2;
const SEQUENCED_ADDRESS_ITEM: u16 = 0x8002;

const fn row(code: u32, name: &'static str, class: Class) -> Function {
    Function { code, name, class, source: VOLUME_2 }
}

/// Commands, and cyclic data. The commands that carry CIP are `session`: what they do is in the CIP inside. Cyclic data
/// is `write`: an I/O connection exists to drive outputs, and its two ways share one pair of ports.
static COMMANDS: &[Function] = &[
    row(0x0000, "NOP", Class::Session),
    row(0x0001, "Reserved for legacy devices (0x0001)", Class::Identify),
    row(LIST_SERVICES as u32, "ListServices", Class::Identify),
    row(LIST_IDENTITY as u32, "ListIdentity", Class::Identify),
    row(LIST_INTERFACES as u32, "ListInterfaces", Class::Identify),
    row(REGISTER_SESSION as u32, "RegisterSession", Class::Session),
    row(UNREGISTER_SESSION as u32, "UnRegisterSession", Class::Session),
    row(SEND_RR_DATA as u32, "SendRRData", Class::Session),
    row(SEND_UNIT_DATA as u32, "SendUnitData", Class::Session),
    row(0x0072, "IndicateStatus", Class::Session),
    row(0x0073, "Cancel", Class::Session),
    row(0x00C8, "StartDTLS", Class::Session),
    row(IO, "I/O data", Class::Write),
];

static FUNCTIONS: [Function; COMMANDS.len() + cip::SERVICES.len()] = {
    let mut all = [COMMANDS[0]; COMMANDS.len() + cip::SERVICES.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] = if at < COMMANDS.len() { COMMANDS[at] } else { cip::SERVICES[at - COMMANDS.len()] };
        at += 1;
    }
    all
};

impl Protocol for Enip {
    fn name(&self) -> &'static str {
        "enip"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(44818), Hint::Udp(44818), Hint::Udp(2222)]
    }

    fn probe(&self, bytes: &[u8], over: Over) -> Probe {
        if over == Over::Udp && is_io(bytes) {
            return Probe::Strong;
        }
        match le16(bytes, 0) {
            Some(command) if !is_command(command) => return Probe::No,
            None => return if over == Over::Tcp { Probe::Maybe } else { Probe::No },
            Some(_) => {}
        }
        match Header::read(bytes) {
            Some(header) if header.options != 0 || !status_is_known(header.status) => Probe::No,
            Some(header) => probe_data(&header, &bytes[HEADER..], over),
            None if over == Over::Tcp => Probe::Maybe,
            None => Probe::No,
        }
    }

    fn frame(&self, bytes: &[u8]) -> Framing {
        match (le16(bytes, 0), le16(bytes, 2)) {
            (Some(command), _) if !is_command(command) => Framing::Malformed,
            (Some(_), Some(length)) => Framing::Whole(HEADER + usize::from(length)),
            _ => Framing::Need(4),
        }
    }

    fn message(&self, bytes: &[u8], over: Over, out: &mut Message<'_>) {
        if over == Over::Udp && is_io(bytes) {
            out.operation(IO);
            return;
        }
        let Some(header) = Header::read(bytes).filter(|header| is_command(header.command)) else {
            out.malformed();
            return;
        };
        if let Some(role) = role(&header) {
            out.sender_is(role);
        }
        if header.status == 0 {
            out.operation(u32::from(header.command));
        } else {
            out.error(u32::from(header.command));
        }
        let data = &bytes[HEADER..];
        let items = match header.command {
            // Interface handle and time-out come before the items.
            SEND_RR_DATA | SEND_UNIT_DATA => data.get(6..),
            LIST_IDENTITY => Some(data),
            _ => None,
        };
        if let Some(bytes) = items.filter(|bytes| !bytes.is_empty())
            && read_items(bytes, header.context, out).is_none()
        {
            out.malformed();
        }
    }

    fn functions(&self) -> &'static [Function] {
        &FUNCTIONS
    }

    /// Labels: `0x0070` (encapsulation commands), `io`, and for CIP the service as `0x4c`.
    fn describe(&self, code: u32) -> Described {
        if code & cip::CIP != 0 {
            return cip::describe(code);
        }
        let label = if code == IO { "io".to_owned() } else { format!("0x{code:04x}") };
        describe(self.name(), COMMANDS, code, label)
    }
}

/// Header of the encapsulation: command, length, session, status, sender context, options.
struct Header {
    command: u16,
    length: u16,
    session: u32,
    status: u32,
    context: [u8; 8],
    options: u32,
}

impl Header {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        Some(Self {
            command: cursor.u16_le()?,
            length: cursor.u16_le()?,
            session: cursor.u32_le()?,
            status: cursor.u32_le()?,
            context: cursor.take(8)?.try_into().ok()?,
            options: cursor.u32_le()?,
        })
    }
}

fn is_command(command: u16) -> bool {
    COMMANDS.iter().any(|row| row.code == u32::from(command))
}

fn status_is_known(status: u32) -> bool {
    matches!(status, 0..=3 | 0x64 | 0x65 | 0x69 | 0x6A)
}

/// A sequenced address item of 8 bytes and a connected data item that fills the datagram.
fn is_io(bytes: &[u8]) -> bool {
    matches!(le16(bytes, 0), Some(2..=4))
        && le16(bytes, 2) == Some(SEQUENCED_ADDRESS_ITEM)
        && le16(bytes, 4) == Some(8)
        && le16(bytes, 14) == Some(CONNECTED_DATA_ITEM)
        && le16(bytes, 16).is_some_and(|length| usize::from(length) + 18 <= bytes.len())
}

fn probe_data(header: &Header, data: &[u8], over: Over) -> Probe {
    let length = usize::from(header.length);
    if over == Over::Udp && length != data.len() {
        return Probe::No;
    }
    // What follows the first message must look like another.
    if data.get(length..).and_then(|next| le16(next, 0)).is_some_and(|command| !is_command(command)) {
        return Probe::No;
    }
    match (header.command, length) {
        (REGISTER_SESSION, 4) if le16(data, 0) == Some(1) => Probe::Strong,
        (SEND_RR_DATA | SEND_UNIT_DATA, 12..) => match (le32(data, 0), le16(data, 6)) {
            (Some(0), Some(1..=4)) => Probe::Strong,
            (Some(_), Some(_)) => Probe::No,
            _ => Probe::Weak,
        },
        (LIST_IDENTITY, 6..) if le16(data, 2).is_none_or(|item| item == IDENTITY_ITEM) => Probe::Strong,
        (LIST_SERVICES, 6..) if le16(data, 2).is_none_or(|item| item == 0x100) => Probe::Strong,
        (LIST_SERVICES | LIST_IDENTITY | LIST_INTERFACES | UNREGISTER_SESSION, 0) => Probe::Weak,
        (SEND_RR_DATA | SEND_UNIT_DATA | LIST_INTERFACES | 0x72..=0xC8, _) => Probe::Weak,
        // Nothing but zeros is no evidence.
        (0 | 1, _) if header.session != 0 => Probe::Weak,
        (0 | 1, _) => Probe::Maybe,
        _ => Probe::No,
    }
}

fn role(header: &Header) -> Option<Role> {
    match (header.command, header.length) {
        // Asked without data, answered with data.
        (LIST_SERVICES | LIST_IDENTITY | LIST_INTERFACES, 0) => Some(Role::Client),
        (LIST_SERVICES | LIST_IDENTITY | LIST_INTERFACES, _) => Some(Role::Server),
        // The answer gives the session its number.
        (REGISTER_SESSION, _) if header.session == 0 && header.status == 0 => Some(Role::Client),
        (REGISTER_SESSION, _) => Some(Role::Server),
        _ => None,
    }
}

/// Common packet format: number of items, then type, length and data of each.
fn read_items(bytes: &[u8], context: [u8; 8], out: &mut Message<'_>) -> Option<()> {
    let mut cursor = Cursor::new(bytes);
    for _ in 0..cursor.u16_le()? {
        let (kind, length) = (cursor.u16_le()?, usize::from(cursor.u16_le()?));
        // Take what a capture cut short has left.
        let data = cursor.take(length.min(cursor.len()))?;
        match kind {
            CONNECTED_DATA_ITEM => {
                let sequence = le16(data, 0)?;
                cip::read(data.get(2..)?, Pairing::Sequence(sequence), out);
            }
            UNCONNECTED_DATA_ITEM => cip::read(data, Pairing::Context(context), out),
            // Protocol version and socket address come before the identity.
            IDENTITY_ITEM => cip::identity(data.get(18..)?, out),
            _ => {}
        }
    }
    Some(())
}
