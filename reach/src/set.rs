//! Sets of numbers, as intervals.

/// A number of a packet: an address, a port, a protocol. IPv6 addresses need all 128 bits.
pub type Value = u128;

/// Stands for the numbers of a field that no rule tells apart (see `chart`).
pub type Code = u32;

/// What sets are made of.
pub trait Number: Copy + Ord + std::hash::Hash {
    /// The next number; the largest has none and stays.
    fn next(self) -> Self;
}

impl Number for Value {
    fn next(self) -> Self {
        self.saturating_add(1)
    }
}

impl Number for Code {
    fn next(self) -> Self {
        self.saturating_add(1)
    }
}

/// How a set lies to an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The interval is inside the set.
    Covers,
    /// They have nothing in common.
    Apart,
    /// The set holds a part of the interval.
    Cuts,
}

/// Intervals, both ends included: in order, apart, and not touching.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Set<N = Value>(Vec<(N, N)>);

impl<N: Number> Set<N> {
    /// Takes intervals in any order; they may overlap. Those that end before they start hold nothing.
    pub fn new(intervals: impl IntoIterator<Item = (N, N)>) -> Self {
        let mut sorted: Vec<_> = intervals.into_iter().filter(|(first, last)| first <= last).collect();
        sorted.sort_unstable();
        let mut merged: Vec<(N, N)> = Vec::with_capacity(sorted.len());
        for (first, last) in sorted {
            match merged.last_mut() {
                Some(before) if first <= before.1.next() => before.1 = before.1.max(last),
                _ => merged.push((first, last)),
            }
        }
        Self(merged)
    }

    pub fn intervals(&self) -> &[(N, N)] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn contains(&self, value: N) -> bool {
        self.relation(value, value) == Relation::Covers
    }

    /// How this set lies to the interval from `first` to `last`.
    pub fn relation(&self, first: N, last: N) -> Relation {
        let at = self.0.partition_point(|interval| interval.1 < first);
        match self.0.get(at) {
            Some(&(start, end)) if start <= first && last <= end => Relation::Covers,
            Some(&(start, _)) if start <= last => Relation::Cuts,
            _ => Relation::Apart,
        }
    }

    /// How this set lies to another: covers all of it, has nothing in common with it, or holds a part.
    pub fn over(&self, other: &Self) -> Relation {
        let mut relations = other.0.iter().map(|&(first, last)| self.relation(first, last));
        let Some(start) = relations.next() else {
            return Relation::Covers;
        };
        if relations.all(|relation| relation == start) {
            start
        } else {
            Relation::Cuts
        }
    }

    /// The smallest number of the set from `first` to `last`.
    pub fn first_within(&self, first: N, last: N) -> Option<N> {
        let at = self.0.partition_point(|interval| interval.1 < first);
        let start = self.0.get(at)?.0.max(first);
        (start <= last).then_some(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_that_overlap_or_touch_become_one() {
        let set = Set::new([(7, 9), (1, 3), (4, 4), (20, 10), (8, 12), (Value::MAX, Value::MAX)]);
        assert_eq!(set.intervals(), [(1, 4), (7, 12), (Value::MAX, Value::MAX)]);
        assert!(Set::<Code>::new([(3, 2)]).is_empty());
    }

    #[test]
    fn a_set_covers_misses_or_cuts_an_interval() {
        let set = Set::<Value>::new([(10, 19), (30, 39)]);
        assert_eq!(set.relation(10, 19), Relation::Covers);
        assert_eq!(set.relation(12, 15), Relation::Covers);
        for (first, last) in [(0, 9), (20, 29), (40, 90)] {
            assert_eq!(set.relation(first, last), Relation::Apart);
        }
        for (first, last) in [(0, 10), (19, 20), (19, 30), (12, 35), (0, 90)] {
            assert_eq!(set.relation(first, last), Relation::Cuts);
        }
        assert!(set.contains(19) && !set.contains(20));
    }

    #[test]
    fn the_first_number_within_an_interval() {
        let set = Set::<Value>::new([(10, 19), (30, 39)]);
        assert_eq!(set.first_within(0, 100), Some(10));
        assert_eq!(set.first_within(15, 100), Some(15));
        assert_eq!(set.first_within(20, 30), Some(30));
        assert_eq!(set.first_within(20, 29), None);
    }
}
