//! A program: steps in order, of which the first that matches and decides has the word.

use crate::set::{Set, Value};

/// What is decided about a packet.
pub type Kind = u8;

/// What a step does with the packets that it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// This is the decision.
    Decide(Kind),
    /// Nobody can tell whether it matches: this may be the decision, or the steps that follow have the word.
    Perhaps(Kind),
    /// Go on at this step, which comes later.
    Skip(usize),
}

/// The packets that hold all of these: a field, and (by its place in a list of sets) the numbers that it may be. A field that is
/// not named is free.
pub type Case = Vec<(usize, usize)>;

/// A step matches a packet that fits any of its cases.
#[derive(Clone, Debug)]
pub struct Step {
    pub cases: Vec<Case>,
    pub action: Action,
}

/// Steps in order. The last one decides about every packet.
pub type Program = Vec<Step>;

/// How a packet fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Outcome {
    /// The step that surely decides.
    pub decider: u32,
    /// The first step before it that may decide otherwise.
    pub perhaps: Option<u32>,
    /// The step that would decide if the decider were not there; `None` when that was not asked for or cannot be told.
    pub next: Option<u32>,
}

/// A program that has no answer for every packet.
#[derive(Debug, PartialEq, Eq)]
pub enum Mistake {
    /// A case names a field twice, or a field or set that does not exist.
    WrongName { step: usize },
    /// A step skips to itself, backwards, or beyond the end.
    SkipsBack { step: usize },
    /// The last step does not decide about every packet.
    NoEnd,
}

/// Whether a program over so many fields and sets has an answer for every packet.
pub fn check(program: &[Step], fields: usize, sets: usize) -> Result<(), Mistake> {
    for (number, step) in program.iter().enumerate() {
        for case in &step.cases {
            let known = case.iter().all(|&(field, set)| field < fields && set < sets);
            let twice = (1..case.len()).any(|at| case[..at].iter().any(|&(field, _)| field == case[at].0));
            if !known || twice {
                return Err(Mistake::WrongName { step: number });
            }
        }
        if matches!(step.action, Action::Skip(to) if to <= number || to >= program.len()) {
            return Err(Mistake::SkipsBack { step: number });
        }
    }
    let ends = program
        .last()
        .is_some_and(|step| matches!(step.action, Action::Decide(_)) && step.cases.iter().any(Vec::is_empty));
    if ends { Ok(()) } else { Err(Mistake::NoEnd) }
}

/// Whether a packet fits any case of a step. `point` has a number for each field.
pub fn matches(step: &Step, sets: &[Set], point: &[Value]) -> bool {
    let fits = |case: &Case| case.iter().all(|&(field, set)| sets[set].contains(point[field]));
    step.cases.iter().any(fits)
}

/// The outcome for one packet, step by step: what the diagrams must agree with. `None` when the program has no end. With
/// `lookahead`, the outcome tells what would be decided without the decider.
pub fn run(program: &[Step], sets: &[Set], point: &[Value], lookahead: bool) -> Option<Outcome> {
    let mut tally = Tally::new(lookahead);
    let mut at = 0;
    while let Some(step) = program.get(at) {
        let number = at as u32;
        at += 1;
        if !matches(step, sets, point) {
            continue;
        }
        match step.action {
            Action::Skip(to) => at = to,
            action => {
                if tally.add(number, action) {
                    break;
                }
            }
        }
    }
    tally.outcome()
}

/// Adds up the steps that match, in order, until the outcome is known.
pub(crate) struct Tally {
    lookahead: bool,
    perhaps: Vec<(u32, Kind)>,
    after: Vec<Kind>,
    decided: Option<(u32, Kind)>,
    next: Option<u32>,
}

impl Tally {
    pub(crate) fn new(lookahead: bool) -> Self {
        Self {
            lookahead,
            perhaps: Vec::new(),
            after: Vec::new(),
            decided: None,
            next: None,
        }
    }

    /// Whether that was the last step that matters.
    pub(crate) fn add(&mut self, step: u32, action: Action) -> bool {
        match (action, self.decided) {
            (Action::Perhaps(kind), None) => self.perhaps.push((step, kind)),
            (Action::Perhaps(kind), Some(_)) => self.after.push(kind),
            (Action::Decide(kind), None) => {
                self.decided = Some((step, kind));
                return !self.lookahead;
            }
            (Action::Decide(kind), Some((decider, _))) if decider != step => {
                self.next = self.after.iter().all(|&other| other == kind).then_some(step);
                return true;
            }
            _ => {}
        }
        false
    }

    pub(crate) fn outcome(self) -> Option<Outcome> {
        let (decider, kind) = self.decided?;
        let doubt = self.perhaps.iter().find(|&&(_, other)| other != kind);
        Some(Outcome {
            decider,
            perhaps: doubt.map(|&(step, _)| step),
            next: self.next,
        })
    }
}
