//! One direction of a TCP connection: bytes in order, each once, with gaps said.
//!
//! A capture nearly always starts in the middle of connections that live for weeks, so no SYN is ever required.
//! In-order segments pass through without a copy; only what comes too early is kept, within bounds.

use crate::record::Place;

/// Segments and bytes kept while an earlier one is missing.
const MOST_EARLY: usize = 32;
const MOST_EARLY_BYTES: usize = 64 * 1024;

/// A jump in sequence numbers larger than any window is a new connection on the same ports.
const NEW_CONNECTION: i32 = 64 * 1024 * 1024;

/// An acknowledged hole is believed after this time, because captures can swap packets.
const SWAP_US: i64 = 100_000;

/// A segment that came before its turn.
#[derive(Debug)]
struct Early {
    sequence: u32,
    bytes: Vec<u8>,
    /// Length on the wire; more than `bytes` when the capture cut it.
    length: usize,
    place: Place,
}

/// Bytes of a segment in its turn.
#[derive(Clone, Copy, Debug)]
pub struct Chunk<'a> {
    pub bytes: &'a [u8],
    pub place: Place,
    /// Bytes before this chunk are missing from the capture, or this is the first chunk of a connection that was
    /// open already.
    pub after_gap: bool,
    /// Bytes at the end of this chunk that the capture cut off.
    pub cut: usize,
}

#[derive(Debug, Default)]
pub struct Stream {
    next: u32,
    started: bool,
    /// Sequence number of the SYN that opened this direction.
    opened: Option<u32>,
    /// The next chunk comes after missing bytes.
    gap: bool,
    early: Vec<Early>,
    /// Bytes of a message that is not whole yet.
    pub tail: Vec<u8>,
    /// Messages are being cut from a known start.
    pub synchronised: bool,
    /// Holes in the capture that were passed over.
    pub gaps: u64,
    pub repeated: u64,
    pub reordered: u64,
}

impl Stream {
    /// A connection starts: the first byte of data follows this sequence number.
    pub fn open(&mut self, sequence: u32) {
        let next = sequence.wrapping_add(1);
        if self.opened == Some(sequence) {
            // The same SYN once more, late or mirrored twice.
            return;
        }
        self.opened = Some(sequence);
        self.early.clear();
        self.tail.clear();
        self.next = next;
        self.started = true;
        self.gap = false;
        self.synchronised = true;
    }

    /// What the capture cut off ended where its segment ended: nothing is missing before the next one.
    pub fn goes_on(&mut self) {
        self.gap = false;
    }

    /// Takes a segment and hands on what is now in order.
    pub fn segment(&mut self, sequence: u32, chunk: Chunk<'_>, deliver: &mut dyn FnMut(&mut Self, Chunk<'_>)) {
        let length = chunk.bytes.len() + chunk.cut;
        if length == 0 {
            return;
        }
        let ahead = sequence.wrapping_sub(self.next).cast_signed();
        if !self.started || !(-NEW_CONNECTION..=NEW_CONNECTION).contains(&ahead) {
            self.started = true;
            self.early.clear();
            self.next = sequence;
            self.gap = true;
        }
        let ahead = sequence.wrapping_sub(self.next).cast_signed();
        if ahead > 0 {
            self.keep(sequence, chunk, length);
            if self.early.len() > MOST_EARLY || self.early_bytes() > MOST_EARLY_BYTES {
                self.jump();
            }
        } else {
            self.in_turn(sequence, chunk, length, deliver);
        }
        self.drain(deliver);
    }

    /// The other side has acknowledged up to here: what is missing below was received, but not captured.
    pub fn acknowledged(&mut self, number: u32, now_us: i64, deliver: &mut dyn FnMut(&mut Self, Chunk<'_>)) {
        while let Some(first) = self.earliest() {
            let early = &self.early[first];
            let received = number.wrapping_sub(early.sequence).cast_signed() >= 0;
            if !received || (now_us.saturating_sub(early.place.us) < SWAP_US && self.early.len() < 4) {
                return;
            }
            self.jump();
            self.drain(deliver);
        }
    }

    /// Nothing more will come: hands on what was kept, with its gaps.
    pub fn finish(&mut self, deliver: &mut dyn FnMut(&mut Self, Chunk<'_>)) {
        while !self.early.is_empty() {
            self.jump();
            self.drain(deliver);
        }
    }

    fn in_turn(
        &mut self,
        sequence: u32,
        chunk: Chunk<'_>,
        length: usize,
        deliver: &mut dyn FnMut(&mut Self, Chunk<'_>),
    ) {
        let old = self.next.wrapping_sub(sequence) as usize;
        if old >= length {
            self.repeated += 1;
            return;
        }
        self.repeated += u64::from(old > 0);
        self.next = sequence.wrapping_add(length as u32);
        let Some(fresh) = chunk.bytes.get(old..) else {
            // All that is new was cut off by the capture.
            self.gap = true;
            return;
        };
        let mut place = chunk.place;
        place.offset = place.offset.saturating_add(old as u32);
        let after_gap = std::mem::take(&mut self.gap);
        self.gap = chunk.cut > 0;
        deliver(
            self,
            Chunk {
                bytes: fresh,
                place,
                after_gap,
                cut: chunk.cut,
            },
        );
    }

    fn keep(&mut self, sequence: u32, chunk: Chunk<'_>, length: usize) {
        // The first copy wins: the same segment again adds nothing.
        if self.early.iter().any(|e| e.sequence == sequence && e.length >= length) {
            self.repeated += 1;
            return;
        }
        self.reordered += 1;
        self.early.push(Early {
            sequence,
            bytes: chunk.bytes.to_vec(),
            length,
            place: chunk.place,
        });
    }

    fn early_bytes(&self) -> usize {
        self.early.iter().map(|e| e.bytes.len()).sum()
    }

    /// Index of the segment nearest to what is missing; of equal ones the first that came.
    fn earliest(&self) -> Option<usize> {
        (0..self.early.len()).min_by_key(|&n| self.early[n].sequence.wrapping_sub(self.next))
    }

    fn jump(&mut self) {
        if let Some(first) = self.earliest() {
            self.next = self.early[first].sequence;
            self.gap = true;
            self.gaps += 1;
        }
    }

    fn drain(&mut self, deliver: &mut dyn FnMut(&mut Self, Chunk<'_>)) {
        while let Some(at) = (0..self.early.len())
            .filter(|&n| self.early[n].sequence.wrapping_sub(self.next).cast_signed() <= 0)
            .min_by_key(|&n| self.early[n].sequence.wrapping_sub(self.next).cast_signed())
        {
            let early = self.early.remove(at);
            let cut = early.length - early.bytes.len();
            let chunk = Chunk {
                bytes: &early.bytes,
                place: early.place,
                after_gap: false,
                cut,
            };
            self.in_turn(early.sequence, chunk, early.length, deliver);
        }
    }
}
