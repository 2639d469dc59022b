//! Any bytes as a capture file, read to the end with room for few conversations.
#![no_main]

use keur_capture::container::Container;
use keur_capture::engine::{Captured, Engine};
use keur_capture::record::Place;
use keur_capture::source::Source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(source) = Source::new(Box::new(std::io::Cursor::new(bytes.to_vec()))) else { return };
    let Ok(mut container) = Container::new(source) else { return };
    let mut engine = Engine::new(8);
    let mut frame = 0;
    while let Some(packet) = container.packet() {
        frame += 1;
        let place = Place { file: 0, frame, offset: 0, us: packet.us };
        engine.frame(Captured { link: packet.link, length: packet.length, data: packet.data, place });
        container.advance();
        if engine.full() {
            engine.evict();
        }
    }
    let candidates = keur_capture::recognition::Candidates::new();
    for conversation in engine.finish() {
        conversation.client(&candidates);
        conversation.recognised(&candidates);
        for operation in &conversation.record.operations {
            keur_capture::protocols::ALL[usize::from(operation.protocol)].describe(operation.code);
        }
    }
});
