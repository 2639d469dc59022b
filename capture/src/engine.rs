//! From packets to conversations: the table of all that talk, kept within bounds.

use crate::conversation::{Conversation, Key, Kind};
use crate::hosts::{HostKey, Hosts, arp_claim, neighbour_claim};
use crate::ip::{self, Family, Fragments};
use crate::link::{self, Carries, Frame, NO_MAC};
use crate::recognition::{Candidates, FastMap};
use crate::record::{IdentityBook, Place};
use crate::stream::{Chunk, Stream};
use std::collections::BTreeMap;

/// Numbers of what could not be read, by file and reason.
pub type Tally = BTreeMap<(u32, String), u64>;

/// Everything known while a reading goes on.
pub struct Engine {
    pub candidates: Candidates,
    table: FastMap<Key>,
    conversations: Vec<Conversation>,
    next_id: u64,
    most: usize,
    fragments: Fragments,
    pub hosts: Hosts,
    pub book: IdentityBook,
    pub tally: Tally,
    /// Conversations that were closed early to stay within bounds.
    pub evicted: u64,
    latest: Option<(Key, u32)>,
}

/// What the engine is told of a frame.
#[derive(Clone, Copy)]
pub struct Captured<'a> {
    pub link: u16,
    /// Length on the wire.
    pub length: u32,
    pub data: &'a [u8],
    pub place: Place,
}

impl Engine {
    /// An engine that keeps at most so many conversations at a time.
    pub fn new(most: usize) -> Self {
        Self {
            candidates: Candidates::new(),
            table: FastMap::default(),
            conversations: Vec::new(),
            next_id: 0,
            most: most.max(2),
            fragments: Fragments::default(),
            hosts: Hosts::default(),
            book: IdentityBook::default(),
            tally: Tally::new(),
            evicted: 0,
            latest: None,
        }
    }

    /// Takes one frame.
    pub fn frame(&mut self, captured: Captured<'_>) {
        let place = captured.place;
        match link::open(captured.link, captured.data) {
            Ok(frame) => self.opened(&captured, &frame),
            Err("unsupported-link-type") => self.count(place.file, &format!("unsupported-link-type-{}", captured.link)),
            Err(reason) => self.count(place.file, reason),
        }
    }

    /// No room is left for more conversations without closing some.
    pub fn full(&self) -> bool {
        self.conversations.len() >= self.most
    }

    fn opened(&mut self, captured: &Captured<'_>, frame: &Frame<'_>) {
        let mut place = captured.place;
        place.offset = frame.offset;
        if frame.carries == Carries::Ip {
            match ip::open(frame.payload) {
                Some(packet) => return self.ip(captured, frame, &packet),
                None => self.count(place.file, "malformed-ip"),
            }
        }
        let carries = match frame.carries {
            Carries::Ip if frame.payload.first().is_some_and(|b| b >> 4 == 6) => Carries::Ethertype(0x86DD),
            Carries::Ip => Carries::Ethertype(0x0800),
            // One conversation for all that two stations say over LLC.
            Carries::Llc(_) => Carries::Llc(0),
            other => other,
        };
        if frame.carries == Carries::Ethertype(0x0806)
            && let Some((mac, address)) = arp_claim(frame.payload)
        {
            self.hosts.claims(mac, address, frame.vlans, place);
        }
        let ends = [(u128::from(frame.source), 0), (u128::from(frame.destination), 0)];
        let (key, side) = Key::new(ends[0], ends[1], frame.vlans, Kind::Link(carries));
        let at = self.count_packet(key, side, captured, frame, None);
        let Self {
            conversations,
            candidates,
            book,
            ..
        } = self;
        conversations[at].link_payload(side, frame.carries, frame.payload, place, candidates, book);
    }

    fn ip(&mut self, captured: &Captured<'_>, frame: &Frame<'_>, packet: &ip::Packet<'_>) {
        let mut place = captured.place;
        place.offset = frame.offset + packet.offset;
        if packet.protocol == 58
            && let Some((mac, address)) = neighbour_claim(packet.payload)
        {
            self.hosts.claims(mac, address, frame.vlans, place);
        }
        match packet.fragment {
            None => self.transport(captured, frame, packet, packet.payload, packet.length, place),
            Some(fragment) => match self.fragments.add(packet, fragment) {
                Some(whole) => self.transport(captured, frame, packet, &whole, whole.len(), place),
                None => {
                    let kind = Kind::Ip(packet.family, packet.protocol);
                    let ends = [(packet.source, 0), (packet.destination, 0)];
                    let (key, side) = Key::new(ends[0], ends[1], frame.vlans, kind);
                    self.count_packet(key, side, captured, frame, Some((packet.family, packet.source)));
                }
            },
        }
    }

    /// `payload` is that of the packet, or of the datagram that its last fragment completed.
    fn transport(
        &mut self,
        captured: &Captured<'_>,
        frame: &Frame<'_>,
        packet: &ip::Packet<'_>,
        payload: &[u8],
        length: usize,
        place: Place,
    ) {
        let ports = match packet.protocol {
            6 | 17 => crate::bytes::be16(payload, 0).zip(crate::bytes::be16(payload, 2)),
            _ => None,
        };
        let (kind, (from, to)) = match (packet.protocol, ports) {
            (6, Some(ports)) => (Kind::Tcp(packet.family), ports),
            (17, Some(ports)) => (Kind::Udp(packet.family), ports),
            (protocol, _) => (Kind::Ip(packet.family, protocol), (0, 0)),
        };
        let (key, side) = Key::new((packet.source, from), (packet.destination, to), frame.vlans, kind);
        let at = self.count_packet(key, side, captured, frame, Some((packet.family, packet.source)));
        match kind {
            Kind::Tcp(_) => match ip::tcp(payload, length) {
                Some(tcp) => self.tcp(at, side, &tcp, place),
                None => self.count(place.file, "malformed-tcp"),
            },
            Kind::Udp(_) => {
                // A datagram ends where its own length says, when that is shorter than the packet.
                let claimed = crate::bytes::be16(payload, 4).map_or(0, usize::from);
                let end = if claimed >= 8 {
                    claimed.min(payload.len())
                } else {
                    payload.len()
                };
                let place = Place {
                    offset: place.offset.saturating_add(8),
                    ..place
                };
                let data = payload.get(8..end).unwrap_or(&[]);
                let Self {
                    conversations,
                    candidates,
                    book,
                    ..
                } = self;
                conversations[at].datagram(side, data, place, candidates, book);
            }
            _ => {}
        }
    }

    fn tcp(&mut self, at: usize, side: u8, tcp: &ip::Tcp<'_>, place: Place) {
        let Self {
            conversations,
            candidates,
            book,
            ..
        } = self;
        let conversation = &mut conversations[at];
        if tcp.syn && tcp.acknowledged.is_none() && conversation.opener.is_none() {
            conversation.opener = Some(side);
        }
        if !conversation.curious() {
            conversation.streams = None;
            return;
        }
        let mut streams = conversation.streams.take().unwrap_or_default();
        let (low, high) = streams.split_at_mut(1);
        let (own, other) = if side == 0 {
            (&mut low[0], &mut high[0])
        } else {
            (&mut high[0], &mut low[0])
        };
        if let Some(number) = tcp.acknowledged {
            let mut deliver = |stream: &mut Stream, chunk: Chunk<'_>| {
                conversation.chunk([stream, &mut *own], 1 - side, chunk, candidates, book);
            };
            other.acknowledged(number, place.us, &mut deliver);
        }
        if tcp.syn {
            own.open(tcp.sequence);
        }
        if tcp.length > 0 && !tcp.reset {
            // Data on a SYN starts one number later.
            let sequence = tcp.sequence.wrapping_add(u32::from(tcp.syn));
            let place = Place {
                offset: place.offset.saturating_add(tcp.offset),
                ..place
            };
            let cut = tcp.length.saturating_sub(tcp.payload.len());
            let chunk = Chunk {
                bytes: tcp.payload,
                place,
                after_gap: false,
                cut,
            };
            let mut deliver = |stream: &mut Stream, chunk: Chunk<'_>| {
                conversation.chunk([stream, &mut *other], side, chunk, candidates, book);
            };
            own.segment(sequence, chunk, &mut deliver);
        }
        conversation.streams = Some(streams);
    }

    fn count_packet(
        &mut self,
        key: Key,
        side: u8,
        captured: &Captured<'_>,
        frame: &Frame<'_>,
        address: Option<(Family, ip::Address)>,
    ) -> usize {
        let place = captured.place;
        let at = match self.latest {
            Some((latest, at)) if latest == key => at,
            _ => self.find(key, side, place),
        };
        self.latest = Some((key, at));
        let conversation = &mut self.conversations[at as usize];
        let from = usize::from(side);
        conversation.packets[from] += 1;
        conversation.bytes[from] += u64::from(captured.length);
        conversation.last_us = conversation.last_us.max(place.us);
        conversation.first = conversation.first.min_by_time(place);
        if conversation.macs[from] == NO_MAC {
            conversation.macs[from] = frame.source;
        }
        if conversation.macs[1 - from] == NO_MAC && frame.destination >> 40 & 1 == 0 {
            conversation.macs[1 - from] = frame.destination;
        }
        let mut host = conversation.hosts[from];
        if host == u32::MAX || conversation.macs[from] != frame.source {
            host = self.hosts.row(
                HostKey {
                    mac: frame.source,
                    address,
                    vlans: frame.vlans,
                },
                place,
            );
            if conversation.macs[from] == frame.source {
                conversation.hosts[from] = host;
            }
        }
        self.hosts.sent(host, place);
        at as usize
    }

    fn find(&mut self, key: Key, side: u8, place: Place) -> u32 {
        if let Some(&at) = self.table.get(&key) {
            return at;
        }
        let at = self.conversations.len() as u32;
        self.conversations
            .push(Conversation::new(key, self.next_id, place, side));
        self.next_id += 1;
        self.table.insert(key, at);
        at
    }

    /// Closes the half of the conversations that has been silent longest, and gives them in the order of their ids.
    pub fn evict(&mut self) -> Vec<Conversation> {
        let mut ages: Vec<(i64, u64)> = self.conversations.iter().map(|c| (c.last_us, c.id)).collect();
        let half = ages.len() / 2;
        let (_, &mut middle, _) = ages.select_nth_unstable(half);
        self.latest = None;
        self.table.clear();
        let (mut gone, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.conversations)
            .into_iter()
            .partition(|c| (c.last_us, c.id) < middle);
        self.conversations = kept;
        for (at, conversation) in self.conversations.iter().enumerate() {
            self.table.insert(conversation.key, at as u32);
        }
        self.evicted += gone.len() as u64;
        for conversation in &mut gone {
            self.close(conversation);
        }
        gone
    }

    /// Closes all conversations, in the order of their ids.
    pub fn finish(&mut self) -> Vec<Conversation> {
        self.latest = None;
        self.table.clear();
        let mut all = std::mem::take(&mut self.conversations);
        for conversation in &mut all {
            self.close(conversation);
        }
        for (reason, count) in [
            ("incomplete-fragments", self.fragments.incomplete()),
            ("hosts-beyond-limit", self.hosts.refused),
            ("identities-beyond-limit", self.book.refused),
        ] {
            if count > 0 {
                self.add(0, reason, count);
            }
        }
        all
    }

    /// Hands on what streams still hold, and moves the counts of what could not be read into the tally.
    fn close(&mut self, conversation: &mut Conversation) {
        let (mut gaps, mut cut) = (0, 0);
        if let Some(mut streams) = conversation.streams.take() {
            for side in 0..2u8 {
                let (low, high) = streams.split_at_mut(1);
                let (own, other) = if side == 0 {
                    (&mut low[0], &mut high[0])
                } else {
                    (&mut high[0], &mut low[0])
                };
                let Self { candidates, book, .. } = self;
                let mut deliver = |stream: &mut Stream, chunk: Chunk<'_>| {
                    conversation.chunk([stream, &mut *other], side, chunk, candidates, book);
                };
                own.finish(&mut deliver);
                gaps += own.gaps;
                cut += u64::from(!own.tail.is_empty());
            }
        }
        conversation.close();
        let file = conversation.first.file;
        let name = conversation
            .recognised(&self.candidates)
            .map_or("unknown", |(name, _)| name);
        for (reason, count) in [
            ("malformed", conversation.record.malformed),
            ("gaps", gaps),
            ("cut-messages", cut),
            ("skipped-bytes", conversation.skipped_bytes),
        ] {
            if count > 0 && (reason != "gaps" || name != "unknown") {
                self.add(file, &format!("{reason}-{name}"), count);
            }
        }
    }

    /// Adds one to a reason in the tally.
    pub fn count(&mut self, file: u32, reason: &str) {
        self.add(file, reason, 1);
    }

    fn add(&mut self, file: u32, reason: &str, count: u64) {
        *self.tally.entry((file, reason.to_owned())).or_default() += count;
    }
}
