//! Charts: the numbers of each field, cut where any rule makes a difference, and each piece given a code.
//!
//! Two packets with equal codes meet the same fate, so a diagram over codes is exact, and small: it has as many bits as the
//! rules tell pieces apart (the atomic predicates of Yang and Lam 2013, for each field apart). Numbers outside the region
//! that was asked about have no code.

use crate::set::{Code, Set, Value};

/// One field: its pieces in order. Code `n` stands for the numbers from `starts[n]` to `ends[n]`.
#[derive(Clone, Debug, Default)]
pub struct Axis {
    starts: Vec<Value>,
    ends: Vec<Value>,
}

impl Axis {
    /// Cuts a region at the ends of the intervals of `sets`.
    pub fn new<'a>(region: &Set, sets: impl IntoIterator<Item = &'a Set>) -> Self {
        let mut cuts: Vec<Value> = Vec::new();
        for &(first, last) in sets.into_iter().flat_map(Set::intervals) {
            cuts.push(first);
            cuts.extend(last.checked_add(1));
        }
        cuts.sort_unstable();
        cuts.dedup();
        let mut axis = Self::default();
        for &(first, last) in region.intervals() {
            let from = cuts.partition_point(|&cut| cut <= first);
            let to = cuts.partition_point(|&cut| cut <= last);
            axis.starts.push(first);
            for &cut in &cuts[from..to] {
                axis.ends.push(cut - 1);
                axis.starts.push(cut);
            }
            axis.ends.push(last);
        }
        axis
    }

    /// How many codes there are.
    pub fn pieces(&self) -> usize {
        self.starts.len()
    }

    /// Bits that hold all codes.
    pub fn bits(&self) -> u32 {
        usize::BITS - self.pieces().saturating_sub(1).leading_zeros()
    }

    /// The codes of a set that was among those that made the cuts.
    pub fn codes(&self, set: &Set) -> Set<Code> {
        Set::new(set.intervals().iter().filter_map(|&(first, last)| {
            let from = self.starts.partition_point(|&start| start < first);
            let to = self.ends.partition_point(|&end| end <= last);
            (from < to).then(|| (from as Code, (to - 1) as Code))
        }))
    }

    /// The numbers that codes stand for.
    pub fn values(&self, codes: &Set<Code>) -> Set {
        let pieces = codes.intervals().iter().flat_map(|&(first, last)| first..=last);
        Set::new(pieces.filter_map(|code| Some((*self.starts.get(code as usize)?, self.ends[code as usize]))))
    }

    /// The code of a number; `None` outside the region.
    pub fn code(&self, value: Value) -> Option<Code> {
        let at = self.ends.partition_point(|&end| end < value);
        (*self.starts.get(at)? <= value).then_some(at as Code)
    }

    /// The codes that stand for any number of a set, whether or not it was among those that made the cuts.
    pub fn reached(&self, set: &Set) -> Set<Code> {
        Set::new(set.intervals().iter().filter_map(|&(first, last)| {
            let from = self.ends.partition_point(|&end| end < first);
            let to = self.starts.partition_point(|&start| start <= last);
            (from < to).then(|| (from as Code, (to - 1) as Code))
        }))
    }

    /// The smallest number of a set that a code stands for.
    pub fn within(&self, code: Code, set: &Set) -> Option<Value> {
        set.first_within(*self.starts.get(code as usize)?, self.ends[code as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_no_set_tells_apart_have_one_code() {
        let region = Set::new([(0, 99), (200, 299)]);
        let (low, wide) = (Set::new([(10, 19)]), Set::new([(15, 250)]));
        let axis = Axis::new(&region, [&low, &wide]);
        assert_eq!((axis.pieces(), axis.bits()), (6, 3));
        assert_eq!(axis.codes(&low).intervals(), [(1, 2)]);
        assert_eq!(axis.codes(&wide).intervals(), [(2, 4)]);
        assert_eq!(axis.values(&axis.codes(&wide)).intervals(), [(15, 99), (200, 250)]);
        let other = Set::new([(17, 17), (150, 220)]);
        assert_eq!(axis.reached(&other).intervals(), [(2, 2), (4, 4)]);
        assert_eq!((axis.within(2, &other), axis.within(4, &other)), (Some(17), Some(200)));
        for value in 0..400 {
            match axis.code(value) {
                Some(code) => {
                    assert!(region.contains(value));
                    for set in [&low, &wide] {
                        assert_eq!(set.contains(value), axis.codes(set).contains(code));
                    }
                }
                None => assert!(!region.contains(value)),
            }
        }
    }

    #[test]
    fn a_field_without_cuts_has_one_code_or_none() {
        let everything = Set::new([(0, Value::MAX)]);
        let whole = Axis::new(&everything, [&everything]);
        assert_eq!((whole.pieces(), whole.bits()), (1, 0));
        assert_eq!(whole.code(Value::MAX), Some(0));
        let nothing = Axis::new(&Set::new([]), [&everything]);
        assert_eq!((nothing.pieces(), nothing.code(3)), (0, None));
        assert_eq!(nothing.codes(&everything).intervals(), []);
    }
}
