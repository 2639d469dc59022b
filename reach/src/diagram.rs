//! Decision diagrams: which label each packet of a space has, by the codes of its fields.
//!
//! A diagram asks for one bit at a time, in the order of the fields, most significant bit first, and leaves out bits that make no
//! difference. Equal parts are one node, so within a store two diagrams say the same exactly when they are the same
//! reference (Bryant 1986: reduced ordered decision diagrams, with many terminals).

use std::collections::HashMap;

use crate::set::{Code, Relation, Set};
use foldhash::fast::RandomState;

pub(crate) type Map<K, V> = HashMap<K, V, RandomState>;

/// The fields of a packet, in the order in which diagrams ask for them, each with the bits of its codes (0 to 32).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Space {
    offsets: Vec<u32>,
}

impl Space {
    pub fn new(bits: &[u32]) -> Self {
        let mut offsets = vec![0];
        for bits in bits {
            debug_assert!(*bits <= Code::BITS);
            offsets.push(offsets[offsets.len() - 1] + bits);
        }
        Self { offsets }
    }

    pub fn fields(&self) -> usize {
        self.offsets.len() - 1
    }

    pub fn bits(&self, field: usize) -> u32 {
        self.offsets[field + 1] - self.offsets[field]
    }

    /// Bits of all fields before this one; with the number of fields, all bits.
    pub fn offset(&self, field: usize) -> u32 {
        self.offsets[field]
    }
}

/// A node, or a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ref(u32);

const LABEL: u32 = 1 << 31;

/// Labels go from 0 to this.
pub const MOST_LABEL: u32 = LABEL - 1;

impl Ref {
    /// The diagram in which every packet has this label.
    pub fn label(label: u32) -> Self {
        debug_assert!(label <= MOST_LABEL);
        Self(label | LABEL)
    }

    pub fn as_label(self) -> Option<u32> {
        (self.0 & LABEL != 0).then_some(self.0 & !LABEL)
    }
}

#[derive(Clone, Copy)]
struct Node {
    level: u32,
    low: Ref,
    high: Ref,
}

/// More nodes than the store was allowed.
#[derive(Debug, PartialEq, Eq)]
pub struct TooLarge;

/// Where all diagrams of one space live.
pub struct Store {
    pub space: Space,
    nodes: Vec<Node>,
    known: Map<(u32, Ref, Ref), Ref>,
    most_nodes: usize,
}

/// A box: for each field the numbers that it may be.
pub type Box_ = Vec<Set<Code>>;

impl Store {
    pub fn new(space: Space, most_nodes: usize) -> Self {
        Self {
            space,
            nodes: Vec::new(),
            known: Map::default(),
            most_nodes: most_nodes.min(MOST_LABEL as usize),
        }
    }

    pub fn size(&self) -> usize {
        self.nodes.len()
    }

    /// Asks for the bit at `level`.
    pub(crate) fn node(&mut self, level: u32, low: Ref, high: Ref) -> Result<Ref, TooLarge> {
        if low == high {
            return Ok(low);
        }
        if let Some(&found) = self.known.get(&(level, low, high)) {
            return Ok(found);
        }
        if self.nodes.len() >= self.most_nodes {
            return Err(TooLarge);
        }
        let made = Ref(self.nodes.len() as u32);
        self.nodes.push(Node { level, low, high });
        self.known.insert((level, low, high), made);
        Ok(made)
    }

    /// Level of the bit that a diagram asks for first; that of a label is below all bits.
    fn level(&self, of: Ref) -> u32 {
        match of.as_label() {
            Some(_) => self.space.offset(self.space.fields()),
            None => self.nodes[of.0 as usize].level,
        }
    }

    /// Both answers to the bit at `level`; the same twice when the diagram does not ask for it.
    fn halves(&self, of: Ref, level: u32) -> (Ref, Ref) {
        if self.level(of) > level {
            return (of, of);
        }
        let node = self.nodes[of.0 as usize];
        (node.low, node.high)
    }

    /// The label of one packet.
    pub fn evaluate(&self, of: Ref, point: &[Code]) -> u32 {
        let mut at = of;
        let mut field = 0;
        loop {
            if let Some(label) = at.as_label() {
                return label;
            }
            let node = self.nodes[at.0 as usize];
            while node.level >= self.space.offset(field + 1) {
                field += 1;
            }
            let bit = self.space.offset(field + 1) - 1 - node.level;
            at = if point[field] >> bit & 1 == 0 {
                node.low
            } else {
                node.high
            };
        }
    }

    /// Both diagrams at once: a diagram whose labels stand for pairs of labels, and those pairs.
    pub fn pair(&mut self, one: Ref, other: Ref) -> Result<(Ref, Vec<(u32, u32)>), TooLarge> {
        let mut pairs = Pairs::default();
        let found = self.pair_up(one, other, &mut pairs)?;
        Ok((found, pairs.list))
    }

    fn pair_up(&mut self, one: Ref, other: Ref, pairs: &mut Pairs) -> Result<Ref, TooLarge> {
        if let (Some(a), Some(b)) = (one.as_label(), other.as_label()) {
            return Ok(Ref::label(pairs.number(a, b)));
        }
        if let Some(&found) = pairs.made.get(&(one, other)) {
            return Ok(found);
        }
        let level = self.level(one).min(self.level(other));
        let ((one_low, one_high), (other_low, other_high)) = (self.halves(one, level), self.halves(other, level));
        let low = self.pair_up(one_low, other_low, pairs)?;
        let high = self.pair_up(one_high, other_high, pairs)?;
        let made = self.node(level, low, high)?;
        if pairs.made.len() >= self.most_nodes {
            return Err(TooLarge);
        }
        pairs.made.insert((one, other), made);
        Ok(made)
    }

    /// The same packets with other labels: `labels[old]` is the new one. Labels beyond the list stay.
    pub fn relabel(&mut self, of: Ref, labels: &[u32]) -> Result<Ref, TooLarge> {
        self.relabel_below(of, labels, &mut Map::default())
    }

    fn relabel_below(&mut self, of: Ref, labels: &[u32], made: &mut Map<Ref, Ref>) -> Result<Ref, TooLarge> {
        if let Some(label) = of.as_label() {
            return Ok(Ref::label(labels.get(label as usize).copied().unwrap_or(label)));
        }
        if let Some(&found) = made.get(&of) {
            return Ok(found);
        }
        let node = self.nodes[of.0 as usize];
        let low = self.relabel_below(node.low, labels, made)?;
        let high = self.relabel_below(node.high, labels, made)?;
        let found = self.node(node.level, low, high)?;
        made.insert(of, found);
        Ok(found)
    }

    /// What is left of a diagram when a field is in a set: each different rest once, with the smallest number that leads
    /// to it. Fields before this one must have been dealt with.
    pub fn rests(&self, of: Ref, field: usize, set: &Set<Code>) -> Vec<(Ref, Code)> {
        let mut walk = Rests {
            store: self,
            end: self.space.offset(field + 1),
            set,
            seen: Map::default(),
            found: Vec::new(),
        };
        walk.go(of, self.space.offset(field), 0);
        walk.found
    }

    /// For one field: each different rest, with all numbers that lead to it, in order of the smallest number.
    pub fn branches(&self, of: Ref, field: usize) -> Vec<(Ref, Set<Code>)> {
        let end = self.space.offset(field + 1);
        let mut runs: Vec<(Ref, Code, Code)> = Vec::new();
        self.runs(of, self.space.offset(field), end, 0, &mut runs);
        let mut order: Vec<Ref> = Vec::new();
        let mut intervals: Map<Ref, Vec<(Code, Code)>> = Map::default();
        for (rest, first, last) in runs {
            let mine = intervals.entry(rest).or_default();
            if mine.is_empty() {
                order.push(rest);
            }
            mine.push((first, last));
        }
        order
            .into_iter()
            .map(|rest| (rest, Set::new(intervals.remove(&rest).unwrap_or_default())))
            .collect()
    }

    fn runs(&self, of: Ref, level: u32, end: u32, first: Code, runs: &mut Vec<(Ref, Code, Code)>) {
        if self.level(of) >= end {
            runs.push((of, first, first | ones(end - level)));
            return;
        }
        let node = self.nodes[of.0 as usize];
        if node.level > level {
            // Bits that are not asked for: every answer leads to the same runs, so there are many of them. Sets that
            // people write do not look so; where one does, its runs are repeated.
            self.runs(of, level + 1, end, first, runs);
            self.runs(of, level + 1, end, first | 1 << (end - 1 - level), runs);
            return;
        }
        self.runs(node.low, level + 1, end, first, runs);
        self.runs(node.high, level + 1, end, first | 1 << (end - 1 - level), runs);
    }

    /// A packet with one of `wanted` labels whose fields are in the sets of `region`.
    pub fn witness(&self, of: Ref, region: &[Set<Code>], wanted: &[u32]) -> Option<Vec<Code>> {
        let mut point = Vec::new();
        let found = self.search(of, region, wanted, &mut Map::default(), &mut point);
        found.then_some(point)
    }

    fn search(
        &self,
        of: Ref,
        region: &[Set<Code>],
        wanted: &[u32],
        dead: &mut Map<(usize, Ref), ()>,
        point: &mut Vec<Code>,
    ) -> bool {
        let field = point.len();
        if field == self.space.fields() {
            return of.as_label().is_some_and(|label| wanted.contains(&label));
        }
        if of.as_label().is_some_and(|label| !wanted.contains(&label)) || dead.contains_key(&(field, of)) {
            return false;
        }
        for (rest, value) in self.rests(of, field, &region[field]) {
            point.push(value);
            if self.search(rest, region, wanted, dead, point) {
                return true;
            }
            point.pop();
        }
        dead.insert((field, of), ());
        false
    }

    /// The packets with one of `wanted` labels, as boxes that have nothing in common; at most `most` of them, and whether that
    /// is all.
    pub fn boxes(&self, of: Ref, wanted: &[u32], most: usize) -> (Vec<Box_>, bool) {
        let mut found = Vec::new();
        let whole = self.enumerate(of, wanted, most, &mut Vec::new(), &mut found);
        (found, whole)
    }

    fn enumerate(&self, of: Ref, wanted: &[u32], most: usize, sides: &mut Box_, found: &mut Vec<Box_>) -> bool {
        let field = sides.len();
        if field == self.space.fields() {
            if found.len() >= most {
                return false;
            }
            found.push(sides.clone());
            return true;
        }
        for (rest, set) in self.branches(of, field) {
            if rest.as_label().is_some_and(|label| !wanted.contains(&label)) {
                continue;
            }
            sides.push(set);
            let whole = self.enumerate(rest, wanted, most, sides, found);
            sides.pop();
            if !whole {
                return false;
            }
        }
        true
    }
}

/// A number of so many bits, all set.
pub(crate) fn ones(bits: u32) -> Code {
    if bits == 0 { 0 } else { Code::MAX >> (Code::BITS - bits) }
}

#[derive(Default)]
struct Pairs {
    made: Map<(Ref, Ref), Ref>,
    numbers: Map<(u32, u32), u32>,
    list: Vec<(u32, u32)>,
}

impl Pairs {
    fn number(&mut self, one: u32, other: u32) -> u32 {
        let list = &mut self.list;
        *self.numbers.entry((one, other)).or_insert_with(|| {
            list.push((one, other));
            (list.len() - 1) as u32
        })
    }
}

struct Rests<'a> {
    store: &'a Store,
    end: u32,
    set: &'a Set<Code>,
    seen: Map<Ref, ()>,
    found: Vec<(Ref, Code)>,
}

impl Rests<'_> {
    fn go(&mut self, of: Ref, level: u32, first: Code) {
        let last = first | ones(self.end - level);
        let relation = self.set.relation(first, last);
        if relation == Relation::Apart {
            return;
        }
        let asked = self.store.level(of);
        if asked >= self.end {
            if self.seen.insert(of, ()).is_none()
                && let Some(value) = self.set.first_within(first, last)
            {
                self.found.push((of, value));
            }
            return;
        }
        if relation == Relation::Covers {
            // Every answer to bits that are not asked for is in the set: take the smallest.
            if self.seen.insert(of, ()).is_some() {
                return;
            }
            let (low, high) = self.store.halves(of, asked);
            self.go(low, asked + 1, first);
            self.go(high, asked + 1, first | 1 << (self.end - 1 - asked));
            return;
        }
        let (low, high) = self.store.halves(of, level);
        self.go(low, level + 1, first);
        self.go(high, level + 1, first | 1 << (self.end - 1 - level));
    }
}
