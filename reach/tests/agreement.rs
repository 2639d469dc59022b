//! Diagrams against the steps themselves: random programs, run packet by packet.

use keur_reach::program::{Action, Mistake, Outcome, Program, Step, matches, run};
use keur_reach::rulebook::{Asked, Comparison, Rulebook};
use keur_reach::set::{Set, Value};

const MOST: [Value; 3] = [7, 15, 3];

/// A small generator of pseudo-random numbers (xorshift64*), so that the tests need no crate and always do the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % below
    }

    fn set(&mut self, most: Value) -> Set {
        let intervals = (0..1 + self.roll(3)).map(|_| {
            let first = self.roll(most as usize + 1) as Value;
            let length = if self.roll(2) == 0 {
                0
            } else {
                self.roll(most as usize + 1) as Value
            };
            (first, (first + length).min(most))
        });
        Set::new(intervals.collect::<Vec<_>>())
    }

    fn region(&mut self) -> Vec<Set> {
        MOST.map(|most| {
            if self.roll(3) == 0 {
                self.set(most)
            } else {
                Set::new([(0, most)])
            }
        })
        .to_vec()
    }

    fn program(&mut self, book: &mut Rulebook, length: usize) -> Program {
        let sets: Vec<usize> = (0..18).map(|number| book.set(self.set(MOST[number % 3]))).collect();
        let mut made = Program::new();
        for number in 0..length {
            let mut cases = Vec::new();
            for _ in 0..1 + self.roll(2) {
                let fields: Vec<usize> = (0..3).filter(|_| self.roll(2) == 0).collect();
                cases.push(
                    fields
                        .into_iter()
                        .map(|field| (field, sets[field + 3 * self.roll(6)]))
                        .collect(),
                );
            }
            let action = match self.roll(6) {
                0 if number + 1 < length => Action::Skip(number + 1 + self.roll(length - number)),
                1 => Action::Perhaps(self.roll(3) as u8),
                kind => Action::Decide(kind as u8 % 2),
            };
            made.push(Step { cases, action });
        }
        made.push(end());
        made
    }
}

fn end() -> Step {
    Step {
        cases: vec![vec![]],
        action: Action::Decide(0),
    }
}

fn points() -> impl Iterator<Item = [Value; 3]> {
    (0..=MOST[0]).flat_map(|a| (0..=MOST[1]).flat_map(move |b| (0..=MOST[2]).map(move |c| [a, b, c])))
}

fn inside(region: &[Set], point: &[Value]) -> bool {
    region.iter().zip(point).all(|(set, &value)| set.contains(value))
}

fn compare(book: &mut Rulebook, programs: &[usize], region: &[Set], lookahead: bool) -> Comparison {
    let named: Vec<usize> = region.iter().map(|set| book.set(set.clone())).collect();
    let asked = |&program| Asked { program, fixed: vec![] };
    let asked: Vec<Asked> = programs.iter().map(asked).collect();
    book.compare(&asked, &named, lookahead).expect("it is small")
}

#[test]
fn every_packet_of_a_region_fares_as_the_steps_say() {
    let mut dice = Dice(7);
    for round in 0..400 {
        let mut book = Rulebook::new(3);
        let (one, other) = (
            dice.program(&mut book, 1 + round % 14),
            dice.program(&mut book, round % 5),
        );
        let programs = [book.add(one.clone()).unwrap(), book.add(other.clone()).unwrap()];
        let region = dice.region();
        for lookahead in [false, true] {
            let found = compare(&mut book, &programs, &region, lookahead);
            for point in points() {
                let said = found.group(&point).map(|group| found.groups()[group as usize].clone());
                let ran: Option<Vec<Outcome>> = [&one, &other]
                    .map(|program| run(program, book.sets(), &point, lookahead))
                    .into_iter()
                    .collect();
                assert_eq!(
                    said,
                    ran.filter(|_| inside(&region, &point)),
                    "round {round}, {point:?}\n{one:?}\n{other:?}"
                );
            }
        }
    }
}

#[test]
fn boxes_and_witnesses_are_the_packets_of_their_group() {
    let mut dice = Dice(23);
    for round in 0..100 {
        let mut book = Rulebook::new(3);
        let programs = [1 + round % 9, round % 6].map(|length| {
            let made = dice.program(&mut book, length);
            book.add(made).unwrap()
        });
        let region = dice.region();
        let found = compare(&mut book, &programs, &region, false);
        let (mut held, among) = (0, dice.region());
        for group in 0..found.groups().len() as u32 {
            let (boxes, whole) = found.boxes(&[group], usize::MAX);
            assert!(whole);
            for point in points() {
                let times = boxes.iter().filter(|sides| inside(sides, &point)).count();
                assert_eq!(times, usize::from(found.group(&point) == Some(group)));
                held += times;
            }
            let witness = found.witness(&[group], &among);
            let possible = points().any(|point| inside(&among, &point) && found.group(&point) == Some(group));
            assert_eq!(witness.is_some(), possible);
            if let Some(point) = witness {
                assert!(inside(&among, &point) && found.group(&point) == Some(group));
            }
            assert!(boxes.is_empty() || !found.boxes(&[group], boxes.len() - 1).1);
        }
        assert_eq!(held, points().filter(|point| inside(&region, point)).count());
    }
}

#[test]
fn the_same_meaning_in_another_form_differs_nowhere() {
    let mut dice = Dice(11);
    for round in 0..100 {
        let mut book = Rulebook::new(3);
        let made = dice.program(&mut book, 1 + round % 10);
        let one = book.add(made.clone()).unwrap();
        let everything: Vec<Set> = MOST.map(|most| Set::new([(0, most)])).to_vec();
        let found = compare(&mut book, &[one], &everything, false);
        // From the boxes of each decision a second program, in an order that does not matter.
        let mut second = Program::new();
        for kind in [2, 1] {
            let groups = found.groups().iter().enumerate();
            let mine: Vec<u32> = groups
                .filter(|(_, outcomes)| decided(&made, &outcomes[0]) == kind)
                .map(|(group, _)| group as u32)
                .collect();
            for sides in found.boxes(&mine, usize::MAX).0 {
                let case = sides
                    .into_iter()
                    .enumerate()
                    .map(|(field, side)| (field, book.set(side)))
                    .collect();
                second.push(Step {
                    cases: vec![case],
                    action: Action::Decide(kind),
                });
            }
        }
        second.push(end());
        let other = book.add(second.clone()).unwrap();
        for outcomes in compare(&mut book, &[one, other], &everything, false).groups() {
            assert_eq!(
                decided(&made, &outcomes[0]),
                decided(&second, &outcomes[1]),
                "round {round}"
            );
        }
    }
}

fn decided(program: &Program, outcome: &Outcome) -> u8 {
    match program[outcome.decider as usize].action {
        _ if outcome.perhaps.is_some() => 2,
        Action::Decide(kind) => kind,
        _ => unreachable!("only a decision decides"),
    }
}

#[test]
fn programs_can_have_numbers_of_their_own_in_a_field() {
    let mut dice = Dice(41);
    for round in 0..100 {
        let mut book = Rulebook::new(3);
        let made = [1 + round % 9, 1 + round % 6].map(|length| dice.program(&mut book, length));
        let own = [dice.roll(8) as Value, dice.roll(8) as Value];
        let asked: Vec<Asked> = (0..2)
            .map(|at| Asked {
                program: book.add(made[at].clone()).unwrap(),
                fixed: vec![(0, book.set(Set::new([(own[at], own[at])])))],
            })
            .collect();
        assert!(asked.iter().all(|one| book.can_ask(one)));
        let region: Vec<usize> = MOST.map(|most| book.set(Set::new([(0, most)]))).to_vec();
        let found = book.compare(&asked, &region, false).unwrap();
        for point in points() {
            let ran = [0, 1].map(|at| run(&made[at], book.sets(), &[own[at], point[1], point[2]], false).unwrap());
            assert_eq!(
                found.groups()[found.group(&point).unwrap() as usize],
                ran,
                "round {round}, {point:?}"
            );
        }
        let wide = book.set(Set::new([(1, 2)]));
        let wrong = |fixed| Asked { program: 0, fixed };
        assert!(!book.can_ask(&wrong(vec![(0, wide)])) && !book.can_ask(&wrong(vec![(3, 0)])));
    }
}

#[test]
fn a_step_fares_as_its_packets_do() {
    let mut dice = Dice(59);
    for round in 0..150 {
        let mut book = Rulebook::new(3);
        let made = dice.program(&mut book, 1 + round % 12);
        let number = book.add(made.clone()).unwrap();
        let whole: Vec<usize> = MOST.map(|most| book.set(Set::new([(0, most)]))).to_vec();
        for (step, one) in made.iter().enumerate() {
            let packets = points().filter(|point| matches(one, book.sets(), point));
            let mut ran: Vec<Outcome> = packets
                .map(|point| run(&made, book.sets(), &point, true).unwrap())
                .collect();
            ran.sort_unstable();
            ran.dedup();
            assert_eq!(
                book.fares(number, step, &whole, true).unwrap(),
                ran,
                "round {round}, step {step}\n{made:?}"
            );
        }
    }
}

#[test]
fn a_program_that_leaves_packets_without_an_answer_is_refused() {
    let mut book = Rulebook::new(3);
    let set = book.set(Set::new([(1, 2)]));
    let step = |cases, action| Step { cases, action };
    let wrong = |steps: Vec<Step>| Rulebook::add(&mut Rulebook::new(3), steps).unwrap_err();
    assert_eq!(wrong(vec![]), Mistake::NoEnd);
    assert_eq!(wrong(vec![step(vec![vec![]], Action::Perhaps(1))]), Mistake::NoEnd);
    assert_eq!(wrong(vec![step(vec![], Action::Decide(1))]), Mistake::NoEnd);
    assert_eq!(
        wrong(vec![step(vec![vec![(3, 0)]], Action::Decide(1)), end()]),
        Mistake::WrongName { step: 0 }
    );
    assert_eq!(
        wrong(vec![step(vec![vec![(0, 7)]], Action::Decide(1)), end()]),
        Mistake::WrongName { step: 0 }
    );
    for to in [0, 2] {
        let skip = step(vec![vec![]], Action::Skip(to));
        assert_eq!(wrong(vec![skip, end()]), Mistake::SkipsBack { step: 0 });
    }
    let twice = step(vec![vec![(0, set), (0, set)]], Action::Decide(1));
    assert_eq!(book.add(vec![twice, end()]), Err(Mistake::WrongName { step: 0 }));
}

#[test]
fn addresses_of_both_widths_and_empty_regions() {
    let mut book = Rulebook::new(3);
    let high = book.set(Set::new([(Value::MAX - 3, Value::MAX)]));
    let program = vec![
        Step {
            cases: vec![vec![(0, high)]],
            action: Action::Decide(1),
        },
        end(),
    ];
    let number = book.add(program).unwrap();
    let all = Set::new([(0, Value::MAX)]);
    let region = [all.clone(), all.clone(), all.clone()];
    let found = compare(&mut book, &[number], &region, false);
    assert_eq!(found.groups().len(), 2);
    let decider = |value| found.groups()[found.group(&[value, 0, 0]).unwrap() as usize][0].decider;
    assert_eq!(
        (
            decider(0),
            decider(Value::MAX - 4),
            decider(Value::MAX - 3),
            decider(Value::MAX)
        ),
        (1, 1, 0, 0)
    );
    let nothing = compare(&mut book, &[number], &[all.clone(), Set::new([]), all], false);
    assert!(nothing.groups().is_empty() && nothing.group(&[0, 0, 0]).is_none());
}
