//! Programs side by side: which steps decide about which packets of a region.

use std::rc::Rc;

use crate::chart::Axis;
use crate::compile::{Case, Excerpt, FREE, compile};
use crate::diagram::{Map, Ref, Space, Store, TooLarge};
use crate::program::{Case as CaseOfSets, Mistake, Outcome, Program, Step, check};
use crate::set::{Code, Relation, Set, Value};

/// More nodes than this and a comparison is given up: a hundred times what the largest known rule list needs for a region.
pub const MOST_NODES: usize = 20_000_000;

/// A program that is asked about packets.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub program: usize,
    /// Fields that have one number for this program, whatever the region says: a set of that number.
    pub fixed: Vec<(usize, usize)>,
}

/// Sets by number, and programs over them.
pub struct Rulebook {
    fields: usize,
    sets: Vec<Set>,
    numbers: Map<Set, usize>,
    programs: Vec<Program>,
    /// Of each program all cases in order: the step, and the place within the step.
    cases: Vec<Vec<(u32, u32)>>,
    near: Map<(usize, usize, usize), Rc<Near>>,
}

/// How the cases of a program lie to a region's set in one field, a bit for each case.
struct Near {
    touching: Vec<u64>,
    covering: Vec<u64>,
}

impl Rulebook {
    /// For packets of so many fields.
    pub fn new(fields: usize) -> Self {
        Self {
            fields,
            sets: Vec::new(),
            numbers: Map::default(),
            programs: Vec::new(),
            cases: Vec::new(),
            near: Map::default(),
        }
    }

    pub fn fields(&self) -> usize {
        self.fields
    }

    /// The number of a set; the same set has one number.
    pub fn set(&mut self, set: Set) -> usize {
        if let Some(&found) = self.numbers.get(&set) {
            return found;
        }
        self.numbers.insert(set.clone(), self.sets.len());
        self.sets.push(set);
        self.sets.len() - 1
    }

    pub fn sets(&self) -> &[Set] {
        &self.sets
    }

    /// Takes a program; gives its number.
    pub fn add(&mut self, program: Program) -> Result<usize, Mistake> {
        check(&program, self.fields, self.sets.len())?;
        let places = |(step, one): (usize, &Step)| (0..one.cases.len()).map(move |case| (step as u32, case as u32));
        self.cases.push(program.iter().enumerate().flat_map(places).collect());
        self.programs.push(program);
        Ok(self.programs.len() - 1)
    }

    /// How many steps a program has.
    pub fn length(&self, program: usize) -> Option<usize> {
        self.programs.get(program).map(Vec::len)
    }

    /// Whether a program can be asked so: it is there, and what it fixes is one number of a field.
    pub fn can_ask(&self, asked: &Asked) -> bool {
        let one = |set: &Set| matches!(set.intervals(), [(first, last)] if first == last);
        let fixes = |&(field, set): &(usize, usize)| field < self.fields && self.sets.get(set).is_some_and(one);
        asked.program < self.programs.len() && asked.fixed.iter().all(fixes)
    }

    /// The outcomes of some programs for all packets of a region: a set, by number, for each field.
    pub fn compare(&mut self, programs: &[Asked], region: &[usize], lookahead: bool) -> Result<Comparison, TooLarge> {
        let excerpts: Vec<Vec<(u32, Vec<u32>)>> = programs
            .iter()
            .map(|asked| {
                let mut own = region.to_vec();
                for &(field, set) in &asked.fixed {
                    own[field] = set;
                }
                self.concerned(asked.program, &own)
            })
            .collect();
        let region: Vec<&Set> = region.iter().map(|&set| &self.sets[set]).collect();
        let Some(mut made) = self.blank(&region, &excerpts) else {
            return Ok(Comparison::nothing(self.fields));
        };
        for (asked, concerned) in programs.iter().zip(excerpts) {
            self.lay_over(&mut made, asked.program, concerned, lookahead)?;
        }
        Ok(made)
    }

    /// How the packets of one step fare in its program: all outcomes that any of them has. `whole` is everything that
    /// each field can be, as for `compare`.
    pub fn fares(
        &self,
        program: usize,
        step: usize,
        whole: &[usize],
        lookahead: bool,
    ) -> Result<Vec<Outcome>, TooLarge> {
        let mut found: Vec<Outcome> = Vec::new();
        for case in &self.programs[program][step].cases {
            let mut region: Vec<&Set> = whole.iter().map(|&set| &self.sets[set]).collect();
            for &(field, set) in case {
                region[field] = &self.sets[set];
            }
            let places = self.cases[program].iter();
            let concerned = places.filter_map(|&(step, place)| {
                let case = &self.programs[program][step as usize].cases[place as usize];
                Some((step, self.within(case, &region)?))
            });
            let concerned = [concerned.collect::<Vec<_>>()];
            if let Some(mut made) = self.blank(&region, &concerned) {
                let [concerned] = concerned;
                self.lay_over(&mut made, program, concerned, lookahead)?;
                found.extend(made.groups.into_iter().flatten());
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// The sets of a case that make a difference within a region; `None` when it has nothing to do with it.
    fn within(&self, case: &CaseOfSets, region: &[&Set]) -> Option<Vec<u32>> {
        let mut sets = vec![FREE; self.fields];
        for &(field, set) in case {
            match self.sets[set].over(region[field]) {
                Relation::Apart => return None,
                Relation::Covers => {}
                Relation::Cuts => sets[field] = set as u32,
            }
        }
        Some(sets)
    }

    /// A comparison of nothing yet, over the pieces into which excerpts cut a region; `None` when that is empty.
    fn blank(&self, region: &[&Set], excerpts: &[Vec<(u32, Vec<u32>)>]) -> Option<Comparison> {
        let axes: Vec<Axis> = (0..self.fields)
            .map(|field| {
                let mut named: Vec<u32> = excerpts.iter().flatten().map(|(_, sets)| sets[field]).collect();
                named.sort_unstable();
                named.dedup();
                let sets = named
                    .iter()
                    .filter(|&&set| set != FREE)
                    .map(|&set| &self.sets[set as usize]);
                Axis::new(region[field], sets)
            })
            .collect();
        if axes.iter().any(|axis| axis.pieces() == 0) {
            return None;
        }
        let space = Space::new(&axes.iter().map(Axis::bits).collect::<Vec<_>>());
        Some(Comparison {
            store: Store::new(space, MOST_NODES),
            root: Ref::label(0),
            groups: vec![Vec::new()],
            axes,
        })
    }

    /// Adds the outcomes of one more program to a comparison.
    fn lay_over(
        &self,
        made: &mut Comparison,
        program: usize,
        concerned: Vec<(u32, Vec<u32>)>,
        lookahead: bool,
    ) -> Result<(), TooLarge> {
        let mut sets: Vec<Set<Code>> = Vec::new();
        let mut numbers: Map<(usize, u32), u32> = Map::default();
        let mut cases = Vec::with_capacity(concerned.len());
        for (step, mut named) in concerned {
            for (field, set) in named.iter_mut().enumerate().filter(|(_, set)| **set != FREE) {
                *set = *numbers.entry((field, *set)).or_insert_with(|| {
                    sets.push(made.axes[field].codes(&self.sets[*set as usize]));
                    (sets.len() - 1) as u32
                });
            }
            cases.push(Case::new(step, named));
        }
        let excerpt = Excerpt {
            program: &self.programs[program],
            cases,
            sets: &sets,
            pieces: made.axes.iter().map(|axis| axis.pieces() as Code).collect(),
        };
        let compiled = compile(&mut made.store, excerpt, lookahead)?;
        if made.groups == [vec![]] {
            made.root = compiled.root;
            made.groups = compiled.outcomes.into_iter().map(|outcome| vec![outcome]).collect();
            return Ok(());
        }
        let (root, pairs) = made.store.pair(made.root, compiled.root)?;
        made.root = root;
        made.groups = pairs
            .into_iter()
            .map(|(group, label)| {
                let mut outcomes = made.groups[group as usize].clone();
                outcomes.push(compiled.outcomes[label as usize]);
                outcomes
            })
            .collect();
        Ok(())
    }

    /// The cases of a program that packets of a region can fit: their step, and the sets that make a difference.
    fn concerned(&mut self, program: usize, region: &[usize]) -> Vec<(u32, Vec<u32>)> {
        let near: Vec<Rc<Near>> = (0..self.fields)
            .map(|field| self.near(program, field, region[field]))
            .collect();
        let mut found = Vec::new();
        for word in 0..near[0].touching.len() {
            let mut left = near.iter().fold(u64::MAX, |bits, near| bits & near.touching[word]);
            while left != 0 {
                let bit = left & left.wrapping_neg();
                left ^= bit;
                let (step, place) = self.cases[program][word * 64 + bit.trailing_zeros() as usize];
                let mut sets = vec![FREE; self.fields];
                for &(field, set) in &self.programs[program][step as usize].cases[place as usize] {
                    if near[field].covering[word] & bit == 0 {
                        sets[field] = set as u32;
                    }
                }
                found.push((step, sets));
            }
        }
        found
    }

    fn near(&mut self, program: usize, field: usize, region: usize) -> Rc<Near> {
        if let Some(found) = self.near.get(&(program, field, region)) {
            return found.clone();
        }
        let mut near = Near {
            touching: Vec::new(),
            covering: Vec::new(),
        };
        let mut known: Map<usize, Relation> = Map::default();
        let cases = self.programs[program].iter().flat_map(|step| &step.cases);
        for (number, case) in cases.enumerate() {
            if number % 64 == 0 {
                near.touching.push(0);
                near.covering.push(0);
            }
            let set = case.iter().find(|(at, _)| *at == field).map(|&(_, set)| set);
            let relation = set.map_or(Relation::Covers, |set| {
                *known
                    .entry(set)
                    .or_insert_with(|| self.sets[set].over(&self.sets[region]))
            });
            let bit = 1u64 << (number % 64);
            if relation != Relation::Apart {
                near.touching[number / 64] |= bit;
            }
            if relation == Relation::Covers {
                near.covering[number / 64] |= bit;
            }
        }
        let near = Rc::new(near);
        self.near.insert((program, field, region), near.clone());
        near
    }
}

/// What some programs say of a region: groups of packets for which the same steps decide.
pub struct Comparison {
    store: Store,
    axes: Vec<Axis>,
    root: Ref,
    groups: Vec<Vec<Outcome>>,
}

impl Comparison {
    /// Of an empty region.
    fn nothing(fields: usize) -> Self {
        Self {
            store: Store::new(Space::new(&vec![0; fields]), 0),
            axes: vec![Axis::default(); fields],
            root: Ref::label(0),
            groups: Vec::new(),
        }
    }

    /// For each group, the outcome of each program.
    pub fn groups(&self) -> &[Vec<Outcome>] {
        &self.groups
    }

    pub fn fields(&self) -> usize {
        self.axes.len()
    }

    /// Size of the diagram.
    pub fn nodes(&self) -> usize {
        self.store.size()
    }

    /// The group of a packet; `None` outside the region.
    pub fn group(&self, point: &[Value]) -> Option<u32> {
        let codes = self.axes.iter().zip(point).map(|(axis, &value)| axis.code(value));
        Some(self.store.evaluate(self.root, &codes.collect::<Option<Vec<Code>>>()?))
    }

    /// A packet of one of some groups, if there is one within `among`: a set for each field.
    pub fn witness(&self, groups: &[u32], among: &[Set]) -> Option<Vec<Value>> {
        let reached: Vec<Set<Code>> = self
            .axes
            .iter()
            .zip(among)
            .map(|(axis, set)| axis.reached(set))
            .collect();
        let codes = self.store.witness(self.root, &reached, groups)?;
        let fields = codes.into_iter().zip(&self.axes).zip(among);
        fields.map(|((code, axis), set)| axis.within(code, set)).collect()
    }

    /// The packets of some groups as boxes that have nothing in common, at most `most` of them; and whether that is all.
    pub fn boxes(&self, groups: &[u32], most: usize) -> (Vec<Vec<Set>>, bool) {
        let (boxes, whole) = self.store.boxes(self.root, groups, most);
        let inside = |sides: Vec<Set<Code>>| -> Vec<Set> {
            sides
                .iter()
                .zip(&self.axes)
                .map(|(side, axis)| axis.values(side))
                .collect()
        };
        (boxes.into_iter().map(inside).collect(), whole)
    }
}
