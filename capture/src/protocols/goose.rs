//! GOOSE (IEC 61850-8-1): events that protection devices send each other, to trip and to interlock.

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe};
use crate::bytes::Cursor;
use crate::iec61850::{Said, data_unit, element};
use crate::record::Message;

pub static PROTOCOL: &dyn Protocol = &Goose;

struct Goose;

const EVENT: u32 = 1;
const SIMULATED: u32 = 2;
const MANAGEMENT: u32 = 3;

const SPEC: &str = "IEC 61850-8-1:2011+AMD1:2020, Annex A";

/// Events are of class write: who subscribes acts on them, and a false one trips a breaker.
static FUNCTIONS: &[Function] = &[
    Function {
        code: EVENT,
        name: "GOOSE event",
        class: Class::Write,
        source: SPEC,
    },
    Function {
        code: SIMULATED,
        name: "GOOSE event, simulated",
        class: Class::Write,
        source: SPEC,
    },
    Function {
        code: MANAGEMENT,
        name: "GSE management",
        class: Class::Identify,
        source: SPEC,
    },
];

impl Protocol for Goose {
    fn name(&self) -> &'static str {
        "goose"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Ethertype(0x88B8)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        match data_unit(bytes) {
            Some((0x61, [0x80, ..])) => Probe::Strong,
            Some((0x60 | 0x61, _)) => Probe::Weak,
            _ => Probe::No,
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        match data_unit(bytes) {
            Some((0x61, content)) => event(content, out),
            Some((0x60, _)) => out.operation(MANAGEMENT),
            _ => out.malformed(),
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        let label = if code == MANAGEMENT { "gseMngtPdu" } else { "goosePdu" };
        describe(self.name(), FUNCTIONS, code, label.to_owned())
    }
}

/// IECGoosePdu: the fields before the values say who sends what.
fn event(content: &[u8], out: &mut Message<'_>) {
    let mut cursor = Cursor::new(content);
    let mut code = EVENT;
    let mut said = Said::default();
    while let Some((tag, value)) = element(&mut cursor) {
        match tag {
            0x80 => said.add("control-block", value),
            0x82 => said.add("data-set", value),
            0x83 => said.add("goose-id", value),
            0x87 if value.first().is_some_and(|&simulated| simulated != 0) => code = SIMULATED,
            _ => (),
        }
    }
    said.state(out);
    out.operation(code);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::survives;
    use crate::record::testing::{decode, hex};

    const EVENT_FRAME: &str = "0001 003a 0000 0000 6130 8003 412f42 8102 07d0 8203 412f43 8302 4731 8408 0000000000000000 \
                               8501 01 8601 00 870100 8801 01 8901 00 8a01 00 ab00 0000";

    #[test]
    fn an_event_names_its_control_block_and_a_simulated_one_is_told_apart() {
        let simulated = EVENT_FRAME.replace("870100", "8701ff");
        let seen = decode(PROTOCOL, Over::Link, &[(0, &hex(EVENT_FRAME)), (0, &hex(&simulated))]);
        let names: Vec<_> = seen
            .operations
            .iter()
            .map(|o| (o.1.as_str(), o.2.as_str(), o.3))
            .collect();
        assert_eq!(
            names,
            [
                ("goosePdu", "GOOSE event", 1),
                ("goosePdu", "GOOSE event, simulated", 1)
            ]
        );
        let said: Vec<_> = seen
            .identities
            .iter()
            .map(|(attribute, value)| (*attribute, value.as_str()))
            .collect();
        assert_eq!(
            said,
            [("control-block", "A/B"), ("data-set", "A/C"), ("goose-id", "G1")]
        );
        assert_eq!(PROTOCOL.probe(&hex(EVENT_FRAME), Over::Link), Probe::Strong);
    }

    #[test]
    fn damaged_messages_are_survived() {
        survives(PROTOCOL, Over::Link, &hex(EVENT_FRAME));
    }
}
