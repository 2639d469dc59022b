//! Programs to diagrams: the outcome of every packet at once.
//!
//! From the first field to the last, the range of a field is halved until each rule that is left either holds for all of a
//! part or for nothing of it. What is decided for certain cuts off the rules after it, and a part of which the same rules
//! are left as of another is made once. So a list costs what its rules have to do with each other, not their number to the
//! power of the fields.

use std::rc::Rc;

use crate::diagram::{Map, Ref, Store, TooLarge, ones};
use crate::program::{Action, Outcome, Step, Tally};
use crate::set::{Code, Relation, Set};

/// No constraint on a field.
pub(crate) const FREE: u32 = u32::MAX;

/// A list of cases, kept once.
type List = u32;

/// A diagram whose labels are places in a list of outcomes.
pub struct Compiled {
    pub root: Ref,
    pub outcomes: Vec<Outcome>,
}

/// One case of one step, for the packets that were asked about.
pub(crate) struct Case {
    step: u32,
    /// For each field a place in the list of sets, or `FREE`.
    sets: Vec<u32>,
    /// Fields from this one on are free.
    free_from: usize,
}

impl Case {
    pub(crate) fn new(step: u32, sets: Vec<u32>) -> Self {
        let free_from = sets.iter().rposition(|&set| set != FREE).map_or(0, |last| last + 1);
        Self { step, sets, free_from }
    }
}

/// A program, as far as it concerns the packets that were asked about: cases in order of their steps, and the sets that
/// they name, in codes from 0 to below `pieces` of each field.
pub(crate) struct Excerpt<'a> {
    pub program: &'a [Step],
    pub cases: Vec<Case>,
    pub sets: &'a [Set<Code>],
    pub pieces: Vec<Code>,
}

/// The diagram of an excerpt of a program that has been checked. What it says of codes beyond the pieces of a field means nothing;
/// two diagrams over the same pieces are the same exactly when they say the same within. With `lookahead`, outcomes
/// tell what would be decided without the step that decides.
pub(crate) fn compile(store: &mut Store, excerpt: Excerpt<'_>, lookahead: bool) -> Result<Compiled, TooLarge> {
    let all: Vec<u32> = (0..excerpt.cases.len() as u32).collect();
    let mut compiler = Compiler {
        store,
        excerpt,
        lookahead,
        lists: Vec::new(),
        known: Map::default(),
        fields: Map::default(),
        parts: Map::default(),
        outcomes: Vec::new(),
        numbers: Map::default(),
    };
    let list = compiler.settle(&all, 0, &mut Vec::new());
    let start = compiler.keep(&list);
    let root = compiler.field(0, start)?;
    Ok(Compiled {
        root,
        outcomes: compiler.outcomes,
    })
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Part {
    field: u8,
    bits: u8,
    first: Code,
    whole: List,
    cut: List,
}

struct Compiler<'a> {
    store: &'a mut Store,
    excerpt: Excerpt<'a>,
    lookahead: bool,
    lists: Vec<Rc<[u32]>>,
    known: Map<Rc<[u32]>, List>,
    fields: Map<(usize, List), Ref>,
    parts: Map<Part, Ref>,
    outcomes: Vec<Outcome>,
    numbers: Map<Outcome, u32>,
}

impl Compiler<'_> {
    fn case(&self, number: u32) -> &Case {
        &self.excerpt.cases[number as usize]
    }

    fn action(&self, case: &Case) -> Action {
        self.excerpt.program[case.step as usize].action
    }

    fn keep(&mut self, list: &[u32]) -> List {
        if let Some(&found) = self.known.get(list) {
            return found;
        }
        let kept: Rc<[u32]> = list.into();
        let number = self.lists.len() as List;
        self.lists.push(kept.clone());
        self.known.insert(kept, number);
        number
    }

    /// The diagram from a field on, when these cases are left.
    fn field(&mut self, field: usize, list: List) -> Result<Ref, TooLarge> {
        if let Some(&found) = self.fields.get(&(field, list)) {
            return Ok(found);
        }
        let cases = self.lists[list as usize].clone();
        let made = if cases.iter().all(|&case| self.case(case).free_from <= field) {
            self.finish(&cases)
        } else {
            let (whole, mut cut): (Vec<u32>, Vec<u32>) =
                cases.iter().partition(|&&case| self.case(case).sets[field] == FREE);
            if cut.is_empty() {
                self.field(field + 1, list)?
            } else {
                let whole = self.settle(&whole, field + 1, &mut cut);
                let whole = self.keep(&whole);
                self.part(field, 0, self.store.space.bits(field), whole, &cut)?
            }
        };
        self.fields.insert((field, list), made);
        Ok(made)
    }

    /// The diagram of a part of a field's range: `bits` bits from `first` on. `whole` are cases that hold for all of
    /// it, `cut` those that may hold for some.
    fn part(&mut self, field: usize, first: Code, bits: u32, whole: List, cut: &[u32]) -> Result<Ref, TooLarge> {
        let last = first | ones(bits);
        let mut covering = Vec::new();
        let mut cutting = Vec::new();
        for &case in cut {
            let set = self.case(case).sets[field];
            match self.excerpt.sets[set as usize].relation(first, last) {
                Relation::Covers => covering.push(case),
                Relation::Cuts => cutting.push(case),
                Relation::Apart => {}
            }
        }
        let mut whole = whole;
        if !covering.is_empty() {
            let mut merged = [&self.lists[whole as usize], covering.as_slice()].concat();
            merged.sort_unstable();
            let settled = self.settle(&merged, field + 1, &mut cutting);
            whole = self.keep(&settled);
        }
        if cutting.is_empty() {
            return self.field(field + 1, whole);
        }
        let key = Part {
            field: field as u8,
            bits: bits as u8,
            first,
            whole,
            cut: self.keep(&cutting),
        };
        if let Some(&found) = self.parts.get(&key) {
            return Ok(found);
        }
        let half = bits - 1;
        let middle = first | 1 << half;
        let mut made = self.part(field, first, half, whole, &cutting)?;
        if middle < self.excerpt.pieces[field] {
            let high = self.part(field, middle, half, whole, &cutting)?;
            made = self.store.node(self.store.space.offset(field + 1) - bits, made, high)?;
        }
        self.parts.insert(key, made);
        Ok(made)
    }

    /// Leaves out the cases that cannot matter, given that fields before `field` are settled. `open` are cases that may
    /// hold as well; those that cannot matter are taken from it.
    fn settle(&self, list: &[u32], field: usize, open: &mut Vec<u32>) -> Vec<u32> {
        let mut kept = Vec::with_capacity(list.len());
        let mut open_skips = self.skips(open).into_iter().peekable();
        let (mut unsure_to, mut sure_to) = (0, 0);
        let mut sure_step = None;
        let mut skipped: Vec<(u32, u32)> = Vec::new();
        let mut deciders = 0;
        for &number in list {
            let case = self.case(number);
            if case.step < sure_to || sure_step == Some(case.step) {
                continue;
            }
            while let Some((_, to)) = open_skips.next_if(|&(from, _)| from < case.step) {
                unsure_to = unsure_to.max(to);
            }
            let sure = case.free_from <= field && case.step >= unsure_to;
            match self.action(case) {
                Action::Skip(to) if sure => {
                    sure_to = to as u32;
                    skipped.push((case.step, sure_to));
                    continue;
                }
                Action::Skip(to) => unsure_to = unsure_to.max(to as u32),
                Action::Decide(_) if sure => deciders += 1,
                Action::Decide(_) | Action::Perhaps(_) => {}
            }
            if sure {
                sure_step = Some(case.step);
            }
            kept.push(number);
            if deciders > u32::from(self.lookahead) {
                skipped.push((case.step, u32::MAX));
                break;
            }
        }
        open.retain(|&number| {
            let step = self.case(number).step;
            !skipped.iter().any(|&(from, to)| from < step && step < to)
        });
        kept
    }

    /// From and to which steps the cases skip.
    fn skips(&self, cases: &[u32]) -> Vec<(u32, u32)> {
        let skips = cases.iter().filter_map(|&number| {
            let step = self.case(number).step;
            match self.action(self.case(number)) {
                Action::Skip(to) => Some((step, to as u32)),
                _ => None,
            }
        });
        skips.collect()
    }

    /// The label where all fields are settled: runs the steps that are left.
    fn finish(&mut self, cases: &[u32]) -> Ref {
        let mut tally = Tally::new(self.lookahead);
        let mut to = 0;
        for &number in cases {
            let case = self.case(number);
            if case.step < to {
                continue;
            }
            match self.action(case) {
                Action::Skip(target) => to = target as u32,
                action => {
                    if tally.add(case.step, action) {
                        break;
                    }
                }
            }
        }
        let found = tally
            .outcome()
            .expect("a checked program ends with a step that decides");
        let outcomes = &mut self.outcomes;
        let label = *self.numbers.entry(found).or_insert_with(|| {
            outcomes.push(found);
            (outcomes.len() - 1) as u32
        });
        Ref::label(label)
    }
}
