//! Sampled values (IEC 61850-9-2): measured currents and voltages, streamed by merging units.

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe};
use crate::bytes::Cursor;
use crate::iec61850::{Said, data_unit, element};
use crate::record::Message;

pub static PROTOCOL: &dyn Protocol = &SampledValues;

struct SampledValues;

static FUNCTIONS: &[Function] = &[Function {
    code: 1,
    name: "Sampled values",
    class: Class::Read,
    source: "IEC 61850-9-2:2011+AMD1:2020, 8.5",
}];

/// Tags of the data unit and of the sequence of samples in it.
const DATA_UNIT: u8 = 0x60;
const SAMPLES: u8 = 0xA2;

impl Protocol for SampledValues {
    fn name(&self) -> &'static str {
        "sampled-values"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Ethertype(0x88BA)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        match data_unit(bytes) {
            Some((DATA_UNIT, [0x80, ..])) => Probe::Strong,
            Some((DATA_UNIT, _)) => Probe::Weak,
            _ => Probe::No,
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let Some((DATA_UNIT, content)) = data_unit(bytes) else {
            out.malformed();
            return;
        };
        out.operation(1);
        let mut fields = Cursor::new(content);
        let mut said = Said::default();
        while let Some((tag, value)) = element(&mut fields) {
            if tag == SAMPLES {
                identifiers(value, &mut said);
            }
        }
        said.state(out);
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe(self.name(), FUNCTIONS, code, "savPdu".to_owned())
    }
}

/// Each sample starts with the identifier of its stream, and may name its data set.
fn identifiers<'a>(samples: &'a [u8], said: &mut Said<'a>) {
    let mut samples = Cursor::new(samples);
    while let Some((_, sample)) = element(&mut samples) {
        let mut fields = Cursor::new(sample);
        while let Some((tag, value)) = element(&mut fields) {
            match tag {
                0x80 => said.add("sv-id", value),
                0x81 => said.add("data-set", value),
                _ => break,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::survives;
    use crate::record::testing::{decode, hex};

    const FRAME: &str = "4000 0026 0000 0000 601c 8001 01 a217 3015 8004 34303031 8202 0001 8304 00000001 8501 00 8700";

    #[test]
    fn a_sample_names_its_stream() {
        let seen = decode(PROTOCOL, Over::Link, &[(0, &hex(FRAME)), (0, &hex(FRAME))]);
        assert_eq!(seen.operations, [(0, "savPdu".into(), "Sampled values".into(), 2, 0)]);
        assert_eq!(seen.identities, [("sv-id", "4001".to_owned())]);
        assert_eq!(PROTOCOL.probe(&hex(FRAME), Over::Link), Probe::Strong);
    }

    #[test]
    fn damaged_messages_are_survived() {
        survives(PROTOCOL, Over::Link, &hex(FRAME));
    }
}
