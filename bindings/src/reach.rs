//! `keur._rust.reach`: rule lists side by side, exact for all packets.

use keur_reach::diagram::TooLarge;
use keur_reach::program::{Action, Mistake, Outcome, Step};
use keur_reach::rulebook::{Asked, Comparison, Rulebook};
use keur_reach::set::{Set, Value};
use pyo3::exceptions::{PyMemoryError, PyValueError};
use pyo3::prelude::*;

type Intervals = Vec<(Value, Value)>;
/// What a step does (`decide`, `perhaps` or `skip`), the decision or the step to go to, and its cases: field and set.
type GivenStep = (String, usize, Vec<Vec<(usize, usize)>>);
/// A program, and the fields that have one number for it.
type GivenProgram = (usize, Vec<(usize, usize)>);
/// The step that decides, the first that may decide otherwise, and the step that would decide without the decider.
type GivenOutcome = (u32, Option<u32>, Option<u32>);

/// Rulebook(fields): rule lists over packets of so many numbers.
#[pyclass(name = "Rulebook", unsendable)]
struct PyRulebook(Rulebook);

#[pymethods]
impl PyRulebook {
    #[new]
    fn new(fields: usize) -> Self {
        Self(Rulebook::new(fields))
    }

    /// set(intervals) -> number of the set of these intervals, both ends included.
    fn set(&mut self, intervals: Intervals) -> usize {
        self.0.set(Set::new(intervals))
    }

    /// add(steps) -> number of the program. Raises ValueError when it does not decide about every packet.
    fn add(&mut self, steps: Vec<GivenStep>) -> PyResult<usize> {
        let steps = steps.into_iter().map(step).collect::<PyResult<Vec<_>>>()?;
        self.0
            .add(steps)
            .map_err(|mistake| PyValueError::new_err(told(&mistake)))
    }

    /// compare(programs, region, lookahead=False) -> Comparison over the packets of a region: a set's number for each field.
    /// A program comes with the fields that have one number for it: pairs of field and set. Raises MemoryError when
    /// the lists are too entangled to be compared within bounds.
    #[pyo3(signature = (programs, region, lookahead=false))]
    fn compare(&mut self, programs: Vec<GivenProgram>, region: Vec<usize>, lookahead: bool) -> PyResult<PyComparison> {
        let sets = self.0.sets().len();
        if region.len() != self.0.fields() || region.iter().any(|&set| set >= sets) {
            return Err(PyValueError::new_err(
                "a region names one set of this rulebook for each field",
            ));
        }
        let asked = programs.into_iter().map(|(program, fixed)| Asked { program, fixed });
        let asked: Vec<Asked> = asked.collect();
        if !asked.iter().all(|one| self.0.can_ask(one)) {
            return Err(PyValueError::new_err(
                "no such program, or a field is fixed to what is not one number",
            ));
        }
        let made = self.0.compare(&asked, &region, lookahead);
        made.map(PyComparison).map_err(entangled)
    }

    /// fares(program, step, whole, lookahead=False) -> all outcomes that packets of one step have in its program. `whole`
    /// is everything that each field can be: a set's number for each field. Raises MemoryError as `compare` does.
    #[pyo3(signature = (program, step, whole, lookahead=false))]
    fn fares(&self, program: usize, step: usize, whole: Vec<usize>, lookahead: bool) -> PyResult<Vec<GivenOutcome>> {
        self.each_field(&whole)?;
        if self.0.length(program).is_none_or(|length| step >= length) {
            return Err(PyValueError::new_err("no such step"));
        }
        let found = self.0.fares(program, step, &whole, lookahead).map_err(entangled)?;
        Ok(found.iter().map(given).collect())
    }
}

impl PyRulebook {
    fn each_field(&self, region: &[usize]) -> PyResult<()> {
        let sets = self.0.sets().len();
        if region.len() == self.0.fields() && region.iter().all(|&set| set < sets) {
            return Ok(());
        }
        Err(PyValueError::new_err(
            "a region names one set of this rulebook for each field",
        ))
    }
}

fn entangled(_: TooLarge) -> PyErr {
    PyMemoryError::new_err("the rule lists are too entangled to be compared")
}

fn given(outcome: &Outcome) -> GivenOutcome {
    (outcome.decider, outcome.perhaps, outcome.next)
}

fn step((what, argument, cases): GivenStep) -> PyResult<Step> {
    let kind = u8::try_from(argument).map_err(|_| PyValueError::new_err("a decision is a number from 0 to 255"));
    let action = match what.as_str() {
        "decide" => Action::Decide(kind?),
        "perhaps" => Action::Perhaps(kind?),
        "skip" => Action::Skip(argument),
        _ => {
            return Err(PyValueError::new_err(format!(
                "`{what}` is none of decide, perhaps, skip"
            )));
        }
    };
    Ok(Step { cases, action })
}

fn told(mistake: &Mistake) -> String {
    match mistake {
        Mistake::WrongName { step } => {
            format!("step {step} names a field twice, or a field or set that does not exist")
        }
        Mistake::SkipsBack { step } => format!("step {step} skips to itself, backwards or beyond the end"),
        Mistake::NoEnd => "the last step does not decide about every packet".to_owned(),
    }
}

/// Groups of packets for which the same steps decide.
#[pyclass(name = "Comparison", unsendable)]
struct PyComparison(Comparison);

#[pymethods]
impl PyComparison {
    /// For each group, the outcome of each program: (decider, perhaps, next).
    fn groups(&self) -> Vec<Vec<GivenOutcome>> {
        let groups = self.0.groups().iter();
        groups.map(|outcomes| outcomes.iter().map(given).collect()).collect()
    }

    /// group(point) -> the group of a packet; None outside the region.
    fn group(&self, point: Vec<Value>) -> PyResult<Option<u32>> {
        self.each_field(point.len())?;
        Ok(self.0.group(&point))
    }

    /// witness(groups, among) -> a packet of one of the groups with its numbers among sets of intervals, or None.
    fn witness(&self, groups: Vec<u32>, among: Vec<Intervals>) -> PyResult<Option<Vec<Value>>> {
        self.each_field(among.len())?;
        let among: Vec<Set> = among.into_iter().map(Set::new).collect();
        Ok(self.0.witness(&groups, &among))
    }

    /// boxes(groups, most) -> (boxes that have nothing in common, each a list of intervals per field; whether these are all).
    fn boxes(&self, groups: Vec<u32>, most: usize) -> (Vec<Vec<Intervals>>, bool) {
        let (boxes, whole) = self.0.boxes(&groups, most);
        let given = |sides: Vec<Set>| sides.iter().map(|side| side.intervals().to_vec()).collect();
        (boxes.into_iter().map(given).collect(), whole)
    }
}

impl PyComparison {
    fn each_field(&self, given: usize) -> PyResult<()> {
        if given == self.0.fields() {
            return Ok(());
        }
        Err(PyValueError::new_err("a packet has one number for each field"))
    }
}

/// Adds what this module holds.
pub fn fill(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyRulebook>()?;
    module.add_class::<PyComparison>()
}
