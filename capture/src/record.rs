//! What protocols report while they read messages: operations, who is client and server, and what a device says
//! of itself. The flow engine owns the conversation; a protocol only sees a [`Message`].

use std::collections::HashMap;

/// Where in the capture something stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Index of the capture file in this reading.
    pub file: u32,
    /// Number of the frame in its file, counted from 1, as Wireshark counts.
    pub frame: u64,
    /// Byte of the frame at which the message (or the last part of it) starts.
    pub offset: u32,
    /// Time of the frame in microseconds since 1970-01-01 UTC.
    pub us: i64,
}

/// Which side of the conversation sends a message, from its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Client,
    Server,
}

/// How often one function went one way.
#[derive(Clone, Debug)]
pub struct OperationCount {
    /// Index of the protocol in [`crate::protocols::ALL`]; codes mean something only within it.
    pub protocol: u8,
    pub code: u32,
    /// 0 or 1: the side of the conversation that sent it.
    pub side: u8,
    pub count: u64,
    pub errors: u64,
    pub first: Place,
    pub last: Place,
}

/// What a protocol may remember of one conversation between messages. Kept small by the protocol itself.
#[derive(Debug, Default)]
pub struct Memory {
    pub words: Vec<u32>,
    /// Bytes of a message that goes on in the next one (COTP fragments), one buffer a side.
    pub pending: [Vec<u8>; 2],
}

/// Operations and role evidence of one conversation.
#[derive(Debug, Default)]
pub struct Record {
    pub operations: Vec<OperationCount>,
    /// Row that was counted last.
    latest: u32,
    /// Messages whose content showed that side 0, or side 1, is the client.
    pub client_votes: [u64; 2],
    pub memory: Option<Box<Memory>>,
    /// The protocol has seen all that it wants of this conversation.
    pub enough: bool,
    pub malformed: u64,
}

/// What one device said of itself, or of another device: attribute and value, with the first frame that says so.
pub type Identities = HashMap<Identity, (Place, u64)>;

/// Key of an identity statement.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity {
    /// Address (IP, or MAC off IP) that the statement is about, as text.
    pub address: String,
    /// VLAN tags of the conversation, outermost first, joined by commas; empty without.
    pub vlan: String,
    pub protocol: &'static str,
    pub attribute: &'static str,
    pub value: String,
}

/// At most this many identity statements are kept; more are counted in the tally.
pub const MOST_IDENTITIES: usize = 200_000;

/// One message as a protocol sees it.
pub struct Message<'a> {
    pub(crate) record: &'a mut Record,
    pub(crate) identities: &'a mut IdentityBook,
    /// 0 or 1: the side of the conversation that sends this message.
    pub(crate) side: u8,
    pub(crate) place: Place,
    /// Name and index of the protocol that speaks.
    pub(crate) protocol: (&'static str, u8),
    /// Address and VLANs of one side.
    pub(crate) about: &'a dyn Fn(u8) -> (String, String),
    pub(crate) source_port: u16,
    pub(crate) destination_port: u16,
}

/// All identity statements of a reading, with what did not fit.
#[derive(Debug, Default)]
pub struct IdentityBook {
    pub statements: Identities,
    pub refused: u64,
}

impl Message<'_> {
    /// Counts one use of a function by the sender of this message.
    pub fn operation(&mut self, code: u32) {
        self.count(code, 0);
    }

    /// Counts one use of a function that is answered with an error (an error reply).
    pub fn error(&mut self, code: u32) {
        self.count(code, 1);
    }

    fn count(&mut self, code: u32, errors: u64) {
        let (side, place, protocol) = (self.side, self.place, self.protocol.1);
        let same = |o: &OperationCount| o.code == code && o.side == side && o.protocol == protocol;
        let Record { operations, latest, .. } = &mut *self.record;
        // Machines repeat themselves: most likely comes what came last, or what came after it the first time.
        let from = (*latest as usize).min(operations.len());
        let (before, after) = operations.split_at(from);
        let found = after.iter().position(same).map(|at| from + at);
        if let Some(at) = found.or_else(|| before.iter().position(same)) {
            *latest = at as u32;
            let row = &mut operations[at];
            row.count += 1;
            row.errors += errors;
            row.first = row.first.min_by_time(place);
            row.last = row.last.max_by_time(place);
        } else if operations.len() < MOST_FUNCTIONS {
            *latest = operations.len() as u32;
            if operations.len() == operations.capacity() {
                // Most conversations have one function or two; a million of them should not hold room for four.
                operations.reserve_exact(operations.len().max(1));
            }
            operations.push(OperationCount {
                protocol,
                code,
                side,
                count: 1,
                errors,
                first: place,
                last: place,
            });
        } else {
            self.record.malformed += 1;
        }
    }

    /// Content shows that the sender of this message is the client or the server of the conversation.
    pub fn sender_is(&mut self, role: Role) {
        let client = if role == Role::Client { self.side } else { 1 - self.side };
        self.record.client_votes[usize::from(client)] += 1;
    }

    /// The sender says something of itself: `attribute` is a fixed word such as `product`, `firmware`, `serial`,
    /// `vendor`, `name`, `order-number`, `hostname`; `value` is text from the wire. Unprintable bytes are escaped,
    /// blanks at the ends dropped, empty values ignored, and values over 200 characters cut.
    pub fn identity(&mut self, attribute: &'static str, value: &[u8]) {
        let (address, vlan) = (self.about)(self.side);
        self.state(address, vlan, attribute, value);
    }

    /// The sender says something of the other side (the name under which a TLS client asks for a server).
    pub fn identity_of_peer(&mut self, attribute: &'static str, value: &[u8]) {
        let (address, vlan) = (self.about)(1 - self.side);
        self.state(address, vlan, attribute, value);
    }

    /// The message says something of another address (a DHCP lease, an I-Am through a router).
    pub fn identity_of(&mut self, address: String, attribute: &'static str, value: &[u8]) {
        let (_, vlan) = (self.about)(self.side);
        self.state(address, vlan, attribute, value);
    }

    fn state(&mut self, address: String, vlan: String, attribute: &'static str, value: &[u8]) {
        let value = printable(value);
        if value.is_empty() {
            return;
        }
        let key = Identity {
            address,
            vlan,
            protocol: self.protocol.0,
            attribute,
            value,
        };
        let book = &mut self.identities;
        if let Some((first, count)) = book.statements.get_mut(&key) {
            *first = first.min_by_time(self.place);
            *count += 1;
        } else if book.statements.len() < MOST_IDENTITIES {
            book.statements.insert(key, (self.place, 1));
        } else {
            book.refused += 1;
        }
    }

    /// The message (or a part of it) does not follow the protocol.
    pub fn malformed(&mut self) {
        self.record.malformed += 1;
    }

    /// No need to look at further messages of this conversation.
    pub fn enough(&mut self) {
        self.record.enough = true;
    }

    /// What the protocol remembers of this conversation.
    pub fn memory(&mut self) -> &mut Memory {
        self.record.memory.get_or_insert_default()
    }

    /// 0 or 1: index of the sending side, for [`Memory::pending`].
    pub fn side(&self) -> usize {
        usize::from(self.side)
    }

    /// Port that the message comes from, 0 off TCP and UDP.
    pub fn source_port(&self) -> u16 {
        self.source_port
    }

    /// Port that the message goes to, 0 off TCP and UDP.
    pub fn destination_port(&self) -> u16 {
        self.destination_port
    }
}

/// Rows of functions a conversation may have; a scan of all codes of all services stays below it.
const MOST_FUNCTIONS: usize = 4_096;

impl Place {
    /// The earlier of two places; at equal times the one with the lower file and frame.
    pub fn min_by_time(self, other: Place) -> Place {
        if (other.us, other.file, other.frame) < (self.us, self.file, self.frame) {
            other
        } else {
            self
        }
    }

    /// The later of two places.
    pub fn max_by_time(self, other: Place) -> Place {
        if (other.us, other.file, other.frame) > (self.us, self.file, self.frame) {
            other
        } else {
            self
        }
    }
}

/// Text from the wire, safe to show: UTF-8 where it is, other bytes and control characters as `\xNN`.
fn printable(value: &[u8]) -> String {
    let mut out = String::new();
    for chunk in value[..value.len().min(800)].utf8_chunks() {
        for c in chunk.valid().chars() {
            if c.is_control() {
                if c != '\0' {
                    out.push_str(&format!("\\x{:02x}", u32::from(c)));
                }
            } else {
                out.push(c);
            }
        }
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    out.trim().chars().take(200).collect()
}

/// For the tests of protocols: what a list of messages reports, without an engine around it.
#[cfg(test)]
pub mod testing {
    use super::{IdentityBook, Message, Place, Record};
    use crate::protocols::{Framing, Over, Probe, Protocol};

    /// Result of [`decode`]: `(side, label, name, count, errors)` a function, and `(attribute, value)` statements.
    #[derive(Debug, Default, PartialEq, Eq)]
    pub struct Decoded {
        pub operations: Vec<(u8, String, String, u64, u64)>,
        pub identities: Vec<(&'static str, String)>,
        pub client_votes: [u64; 2],
        pub malformed: u64,
    }

    /// Feeds `(side, bytes)` in order to a protocol. Over TCP each item is cut by `frame` first.
    pub fn decode(protocol: &dyn Protocol, over: Over, messages: &[(u8, &[u8])]) -> Decoded {
        let mut record = Record::default();
        let mut identities = IdentityBook::default();
        for (number, (side, bytes)) in messages.iter().enumerate() {
            let mut rest = *bytes;
            while !rest.is_empty() {
                let length = match over {
                    Over::Tcp => match protocol.frame(rest) {
                        Framing::Whole(length) => length.min(rest.len()),
                        Framing::Need(_) | Framing::Malformed => break,
                    },
                    Over::Udp | Over::Link => rest.len(),
                };
                let place = Place {
                    file: 0,
                    frame: number as u64 + 1,
                    offset: 0,
                    us: number as i64,
                };
                let about = |side| (format!("side{side}"), String::new());
                let mut message = Message {
                    record: &mut record,
                    identities: &mut identities,
                    side: *side,
                    place,
                    protocol: (protocol.name(), 0),
                    about: &about,
                    source_port: 0,
                    destination_port: 0,
                };
                protocol.message(&rest[..length], over, &mut message);
                rest = &rest[length..];
            }
        }
        let mut said: Vec<_> = identities
            .statements
            .into_keys()
            .map(|i| (i.attribute, i.value))
            .collect();
        said.sort();
        Decoded {
            operations: record
                .operations
                .iter()
                .map(|o| {
                    let described = protocol.describe(o.code);
                    (o.side, described.label, described.name, o.count, o.errors)
                })
                .collect(),
            identities: said,
            client_votes: record.client_votes,
            malformed: record.malformed,
        }
    }

    /// Feeds every truncation and every change of one byte of each message to a protocol, after the messages before
    /// it. Nothing may panic, and a cut message has at least one byte.
    pub fn damage(protocol: &dyn Protocol, over: Over, messages: &[(u8, &[u8])]) {
        let nothing = protocol.probe(&[], over);
        assert!(
            matches!(nothing, Probe::No | Probe::Maybe),
            "{} sees itself in nothing",
            protocol.name()
        );
        let mut tried = 0_u64;
        let mut try_with = |number: usize, bytes: &[u8]| {
            if bytes.is_empty() {
                return;
            }
            protocol.probe(bytes, over);
            if let Framing::Whole(length) = protocol.frame(bytes) {
                assert!(length > 0, "{} cuts a message of no bytes", protocol.name());
            }
            let mut all = messages[..number].to_vec();
            all.push((messages[number].0, bytes));
            decode(protocol, over, &all);
            tried += 1;
        };
        for (number, (_, whole)) in messages.iter().enumerate() {
            for length in 0..whole.len() {
                try_with(number, &whole[..length]);
                try_with(number, &whole[length..]);
            }
            let mut bytes = whole.to_vec();
            for at in 0..whole.len() {
                for value in [
                    0,
                    1,
                    0x7F,
                    0x80,
                    0xFF,
                    whole[at] ^ 1,
                    whole[at] ^ 0x80,
                    whole[at].wrapping_add(1),
                ] {
                    bytes[at] = value;
                    try_with(number, &bytes);
                }
                bytes[at] = whole[at];
            }
        }
        assert!(tried > 0, "{} was not tried", protocol.name());
    }

    /// Bytes from hexadecimal text; blanks are ignored.
    pub fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits
            .chunks_exact(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).expect("hex digits"), 16).expect("hex digits"))
            .collect()
    }
}
