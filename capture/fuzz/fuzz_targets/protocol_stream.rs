//! Any bytes as the payloads of one conversation on a protocol's own port: the first byte chooses the port, then each
//! byte of length is followed by so many bytes of payload, from alternating sides.
#![no_main]

use keur_capture::engine::{Captured, Engine};
use keur_capture::protocols::{ALL, Hint};
use keur_capture::record::Place;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let [choice, rest @ ..] = bytes else { return };
    let hints: Vec<Hint> = ALL.iter().flat_map(|protocol| protocol.hints()).copied().collect();
    let hint = hints[usize::from(*choice) % hints.len()];
    let mut engine = Engine::new(8);
    let mut sent = [1_u32; 2];
    let (mut rest, mut frame) = (rest, 0_usize);
    while let [length, tail @ ..] = rest {
        let (payload, tail) = tail.split_at(usize::from(*length).min(tail.len()));
        rest = tail;
        let side = frame % 2;
        let data = wrap(hint, side, sent, payload);
        sent[side] = sent[side].wrapping_add(payload.len() as u32);
        frame += 1;
        let place = Place { file: 0, frame: frame as u64, offset: 0, us: frame as i64 };
        engine.frame(Captured { link: 1, length: data.len() as u32, data: &data, place });
    }
    for conversation in engine.finish() {
        for operation in &conversation.record.operations {
            ALL[usize::from(operation.protocol)].describe(operation.code);
        }
    }
});

/// An Ethernet frame around a payload, as the hint says.
fn wrap(hint: Hint, side: usize, sent: [u32; 2], payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![2, 0, 0, 0, 0, 1 - side as u8, 2, 0, 0, 0, 0, side as u8];
    let (protocol, port) = match hint {
        Hint::Ethertype(kind) => {
            frame.extend(kind.to_be_bytes());
            frame.extend(payload);
            return frame;
        }
        Hint::Llc(dsap) => {
            frame.extend((3 + payload.len() as u16).to_be_bytes());
            frame.extend([dsap, dsap, 3]);
            frame.extend(payload);
            return frame;
        }
        Hint::Tcp(port) => (6, port),
        Hint::Udp(port) => (17, port),
    };
    let ports = [50_000_u16, port];
    let mut segment = Vec::new();
    segment.extend(ports[side].to_be_bytes());
    segment.extend(ports[1 - side].to_be_bytes());
    if protocol == 6 {
        segment.extend(sent[side].to_be_bytes());
        segment.extend(sent[1 - side].to_be_bytes());
        segment.extend([0x50, 16, 4, 0, 0, 0, 0, 0]);
    } else {
        segment.extend((8 + payload.len() as u16).to_be_bytes());
        segment.extend([0, 0]);
    }
    segment.extend(payload);
    frame.extend([8, 0, 0x45, 0]);
    frame.extend((20 + segment.len() as u16).to_be_bytes());
    frame.extend([0, 1, 0, 0, 64, protocol, 0, 0, 10, 0, 0, side as u8, 10, 0, 0, 1 - side as u8]);
    frame.extend(segment);
    frame
}
