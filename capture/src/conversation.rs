//! One conversation: who, how much, which protocol, and what it did.

use crate::ip::{Address, Family};
use crate::link::{Carries, Mac, Vlans, mac_text};
use crate::protocols::Framing;
use crate::protocols::{ALL, Over, Probe};
use crate::recognition::{Candidates, UNKNOWN};
use crate::record::{IdentityBook, Message, Place, Record};
use crate::stream::{Chunk, Stream};
use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

/// What carries a conversation, and with which number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Tcp(Family),
    Udp(Family),
    /// Another IP protocol, by its number.
    Ip(Family, u8),
    Link(Carries),
}

/// Two endpoints, the lower one first, so that both directions give the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub addresses: [Address; 2],
    pub ports: [u16; 2],
    pub vlans: Vlans,
    pub kind: Kind,
}

impl Key {
    /// The key, and which side (0 or 1) the sender is.
    pub fn new(source: (Address, u16), destination: (Address, u16), vlans: Vlans, kind: Kind) -> (Self, u8) {
        let side = u8::from(source > destination);
        let (low, high) = if side == 0 {
            (source, destination)
        } else {
            (destination, source)
        };
        let key = Self {
            addresses: [low.0, high.0],
            ports: [low.1, high.1],
            vlans,
            kind,
        };
        (key, side)
    }

    /// Address of one side as text: IP, or MAC off IP; empty where the link has none.
    pub fn address(&self, side: usize) -> String {
        let number = self.addresses[side];
        match self.kind {
            Kind::Tcp(family) | Kind::Udp(family) | Kind::Ip(family, _) => address_text(family, number),
            Kind::Link(_) if number > u128::from(u64::MAX >> 16) => String::new(),
            Kind::Link(_) => mac_text(number as Mac),
        }
    }

    /// What carries payloads that protocols read; `None` for other IP protocols.
    pub fn over(&self) -> Option<Over> {
        match self.kind {
            Kind::Tcp(_) => Some(Over::Tcp),
            Kind::Udp(_) => Some(Over::Udp),
            Kind::Ip(..) => None,
            Kind::Link(_) => Some(Over::Link),
        }
    }
}

/// What was sent, with zeros for the bytes that the capture cut off, so that a probe can compare lengths.
fn as_sent<'a>(chunk: &Chunk<'a>) -> Cow<'a, [u8]> {
    if chunk.cut == 0 {
        return Cow::Borrowed(chunk.bytes);
    }
    let mut sent = chunk.bytes.to_vec();
    sent.resize(sent.len() + chunk.cut.min(MOST_WAITING_BYTES), 0);
    Cow::Owned(sent)
}

/// IPv4 dotted, IPv6 compressed (RFC 5952).
pub fn address_text(family: Family, number: Address) -> String {
    match family {
        Family::V4 => Ipv4Addr::from(number as u32).to_string(),
        Family::V6 => Ipv6Addr::from(number).to_string(),
    }
}

/// Payloads looked at before a conversation is given up as unknown.
const MOST_TRIES: u8 = 12;

/// Payloads kept while it is not yet known which protocol they are, and their bytes.
const MOST_WAITING: usize = 16;
const MOST_WAITING_BYTES: usize = 16 * 1024;

/// A payload that waits for its protocol to be recognised.
#[derive(Debug)]
struct Waiting {
    side: u8,
    bytes: Box<[u8]>,
    place: Place,
    after_gap: bool,
    cut: usize,
}

impl Waiting {
    fn chunk(&self) -> Chunk<'_> {
        Chunk {
            bytes: &self.bytes,
            place: self.place,
            after_gap: self.after_gap,
            cut: self.cut,
        }
    }
}

#[derive(Debug)]
pub struct Conversation {
    pub key: Key,
    pub id: u64,
    pub first: Place,
    /// Side that sent the first frame.
    pub first_side: u8,
    pub last_us: i64,
    pub packets: [u64; 2],
    pub bytes: [u64; 2],
    /// First MAC of each side.
    pub macs: [Mac; 2],
    /// Row of each side's sender in the table of hosts.
    pub hosts: [u32; 2],
    /// Side that sent the first SYN without ACK.
    pub opener: Option<u8>,
    /// Index into [`ALL`], or [`UNKNOWN`].
    pub protocol: u8,
    tries: u8,
    /// A protocol that fitted once, off its port.
    weak: u8,
    /// Protocols whose probe said no to some payload, one bit each.
    pub contradicted: u128,
    pub record: Record,
    pub streams: Option<Box<[Stream; 2]>>,
    waiting: Vec<Waiting>,
    /// Bytes passed over while looking for the start of a message.
    pub skipped_bytes: u64,
}

impl Conversation {
    pub fn new(key: Key, id: u64, first: Place, side: u8) -> Self {
        Self {
            key,
            id,
            first,
            first_side: side,
            last_us: first.us,
            packets: [0; 2],
            bytes: [0; 2],
            macs: [crate::link::NO_MAC; 2],
            hosts: [u32::MAX; 2],
            opener: None,
            protocol: UNKNOWN,
            tries: 0,
            weak: UNKNOWN,
            contradicted: 0,
            record: Record::default(),
            streams: None,
            waiting: Vec::new(),
            skipped_bytes: 0,
        }
    }

    /// Nothing more will come: lets go of what is only needed to read on.
    pub fn close(&mut self) {
        self.streams = None;
        self.waiting = Vec::new();
        self.record.memory = None;
    }

    /// More payload of this conversation can still tell something.
    pub fn curious(&self) -> bool {
        !self.record.enough && (self.protocol != UNKNOWN || self.tries < MOST_TRIES)
    }

    /// Payload of a frame without IP.
    pub fn link_payload(
        &mut self,
        side: u8,
        carries: Carries,
        bytes: &[u8],
        place: Place,
        candidates: &Candidates,
        book: &mut IdentityBook,
    ) {
        let found = candidates
            .link(carries)
            .find(|&p| ALL[usize::from(p)].probe(bytes, Over::Link) != Probe::No);
        if let Some(found) = found {
            // Two stations may speak several protocols over one Ethertype; the first names the conversation.
            self.protocol = if self.protocol == UNKNOWN { found } else { self.protocol };
            self.message(found, side, bytes, place, Over::Link, book);
        }
    }

    /// A UDP datagram.
    pub fn datagram(&mut self, side: u8, bytes: &[u8], place: Place, candidates: &Candidates, book: &mut IdentityBook) {
        if bytes.is_empty() || !self.curious() {
            return;
        }
        if self.protocol != UNKNOWN {
            return self.message(self.protocol, side, bytes, place, Over::Udp, book);
        }
        let chunk = Chunk {
            bytes,
            place,
            after_gap: false,
            cut: 0,
        };
        if self.recognise(side, chunk, candidates, Over::Udp) {
            for item in std::mem::take(&mut self.waiting) {
                if ALL[usize::from(self.protocol)].probe(&item.bytes, Over::Udp) != Probe::No {
                    self.message(self.protocol, item.side, &item.bytes, item.place, Over::Udp, book);
                }
            }
        }
    }

    /// Bytes of a TCP connection in their turn.
    pub fn chunk(
        &mut self,
        [own, other]: [&mut Stream; 2],
        side: u8,
        chunk: Chunk<'_>,
        candidates: &Candidates,
        book: &mut IdentityBook,
    ) {
        if !self.curious() {
            return;
        }
        if self.protocol != UNKNOWN {
            self.feed(own, side, chunk, book);
        } else if self.recognise(side, chunk, candidates, Over::Tcp) {
            for item in std::mem::take(&mut self.waiting) {
                let stream = if item.side == side { &mut *own } else { &mut *other };
                self.feed(stream, item.side, item.chunk(), book);
            }
        }
    }

    /// Asks the protocols about a payload, and keeps it until one says yes.
    fn recognise(&mut self, side: u8, chunk: Chunk<'_>, candidates: &Candidates, over: Over) -> bool {
        self.tries += 1;
        let ports = self.key.ports;
        let mut found = candidates.recognise(over, ports, &as_sent(&chunk), &mut self.weak, &mut self.contradicted);
        if found.is_none() && over == Over::Tcp && !chunk.after_gap {
            // A first message may be split so finely that no segment of it convinces alone.
            let joined = self.joined(side, chunk.bytes);
            if joined.len() > chunk.bytes.len() {
                // The same first bytes again are no second message: what fitted weakly once must not count twice.
                let (mut weak, mut contradicted) = (UNKNOWN, 0);
                found = candidates.recognise(over, ports, &joined, &mut weak, &mut contradicted);
            }
        }
        let held: usize = self.waiting.iter().map(|w| w.bytes.len()).sum();
        if self.waiting.len() < MOST_WAITING && held + chunk.bytes.len() <= MOST_WAITING_BYTES {
            let Chunk {
                bytes,
                place,
                after_gap,
                cut,
            } = chunk;
            // Many conversations never say more than this.
            self.waiting.reserve_exact(1);
            self.waiting.push(Waiting {
                side,
                bytes: bytes.into(),
                place,
                after_gap,
                cut,
            });
        }
        if let Some(found) = found {
            self.protocol = found;
        } else if self.tries >= MOST_TRIES {
            self.waiting = Vec::new();
        }
        found.is_some()
    }

    /// What one side has sent since the last gap, with the bytes at hand.
    fn joined(&self, side: u8, bytes: &[u8]) -> Vec<u8> {
        let mut joined = Vec::new();
        for item in self.waiting.iter().filter(|item| item.side == side) {
            if item.after_gap {
                joined.clear();
            }
            joined.extend_from_slice(&item.bytes);
        }
        joined.extend_from_slice(bytes);
        joined
    }

    /// Cuts a chunk into messages, together with what was left of the one before.
    fn feed(&mut self, stream: &mut Stream, side: u8, chunk: Chunk<'_>, book: &mut IdentityBook) {
        let protocol = ALL[usize::from(self.protocol)];
        if chunk.after_gap {
            stream.tail.clear();
            stream.synchronised = false;
        }
        if !stream.synchronised {
            if protocol.probe(&as_sent(&chunk), Over::Tcp) == Probe::No {
                self.skipped_bytes += chunk.bytes.len() as u64;
                return;
            }
            stream.synchronised = true;
        }
        let (mut rest, mut place) = (chunk.bytes, chunk.place);
        while !rest.is_empty() && !self.record.enough {
            let bytes = if stream.tail.is_empty() { rest } else { &stream.tail };
            let held = stream.tail.len();
            let framing = protocol.frame(bytes);
            let wanted = match framing {
                Framing::Whole(length) if (1..=protocol.longest()).contains(&length) && length >= held => length,
                Framing::Need(length) if length > bytes.len() && length <= protocol.longest() => length,
                _ => {
                    self.record.malformed += 1;
                    self.skipped_bytes += rest.len() as u64;
                    stream.tail.clear();
                    stream.synchronised = false;
                    return;
                }
            };
            let whole = matches!(framing, Framing::Whole(_));
            let take = (wanted - held).min(rest.len());
            if whole && held == 0 && take == wanted {
                self.message(self.protocol, side, &rest[..take], place, Over::Tcp, book);
            } else {
                stream.tail.extend_from_slice(&rest[..take]);
                if whole && stream.tail.len() == wanted {
                    let tail = std::mem::take(&mut stream.tail);
                    self.message(self.protocol, side, &tail, place, Over::Tcp, book);
                    stream.tail = tail;
                    stream.tail.clear();
                }
            }
            rest = &rest[take..];
            place.offset = place.offset.saturating_add(take as u32);
        }
        if chunk.cut > 0 && !stream.tail.is_empty() {
            self.cut_message(stream, side, &chunk, book);
        }
    }

    /// The capture cut a message short: reports what is there.
    fn cut_message(&mut self, stream: &mut Stream, side: u8, chunk: &Chunk<'_>, book: &mut IdentityBook) {
        let tail = std::mem::take(&mut stream.tail);
        if let Framing::Whole(length) = ALL[usize::from(self.protocol)].frame(&tail) {
            self.message(self.protocol, side, &tail, chunk.place, Over::Tcp, book);
            if length == tail.len() + chunk.cut {
                // It ends with its segment, so the next one starts with a message.
                stream.goes_on();
            }
        }
    }

    fn message(&mut self, protocol: u8, side: u8, bytes: &[u8], place: Place, over: Over, book: &mut IdentityBook) {
        let key = self.key;
        let from = usize::from(side);
        let about = move |side: u8| (key.address(usize::from(side)), key.vlans.text());
        let spoken = ALL[usize::from(protocol)];
        let mut message = Message {
            record: &mut self.record,
            identities: book,
            side,
            place,
            protocol: (spoken.name(), protocol),
            about: &about,
            source_port: key.ports[from],
            destination_port: key.ports[1 - from],
        };
        spoken.message(bytes, over, &mut message);
    }

    /// Which side is the client, and what told so: `syn`, `content`, `port` or `first`.
    pub fn client(&self, candidates: &Candidates) -> (u8, &'static str) {
        if let Some(opener) = self.opener {
            return (opener, "syn");
        }
        let [zero, one] = self.record.client_votes;
        if zero != one {
            return (u8::from(one > zero), "content");
        }
        if let Some(over @ (Over::Tcp | Over::Udp)) = self.key.over() {
            let [zero, one] = self.key.ports;
            let known = [zero, one].map(|port| candidates.is_service(over, port));
            if known[0] != known[1] {
                return (u8::from(known[0]), "port");
            }
            let low = [zero, one].map(|port| port < 1024);
            if !known[0] && low[0] != low[1] {
                return (u8::from(low[0]), "port");
            }
        }
        (self.first_side, "first")
    }

    /// Name of the protocol and what told it: content, or only the port when no content spoke against it.
    pub fn recognised(&self, candidates: &Candidates) -> Option<(&'static str, &'static str)> {
        if self.protocol != UNKNOWN {
            return Some((ALL[usize::from(self.protocol)].name(), "content"));
        }
        let over = self.key.over()?;
        let server = 1 - self.client(candidates).0;
        let port = self.key.ports[usize::from(server)];
        let mut hinted = candidates
            .hinted(over, port)
            .filter(|&p| self.contradicted >> p & 1 == 0);
        // Where several protocols share a port, the port alone names none.
        hinted
            .next()
            .filter(|_| hinted.next().is_none())
            .map(|only| (ALL[usize::from(only)].name(), "port"))
    }
}
