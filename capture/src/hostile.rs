//! For the tests of protocols: packet bytes are hostile, so every parser is fed every cut and every damaged byte of a
//! good message and must come back.

use crate::protocols::{Framing, Over, Protocol};
use crate::record::testing::decode;

/// Gives a protocol each truncation of a sample and each sample with one byte changed. Panics when the parser does, or
/// when it claims a message of no length.
pub fn survives(protocol: &dyn Protocol, over: Over, sample: &[u8]) {
    for end in 0..sample.len() {
        try_bytes(protocol, over, &sample[..end]);
    }
    let mut damaged = sample.to_vec();
    for at in 0..sample.len() {
        for value in [
            0x00,
            0x01,
            0x7F,
            0x80,
            0xFE,
            0xFF,
            sample[at] ^ 0x01,
            sample[at] ^ 0x10,
            sample[at] ^ 0x80,
        ] {
            damaged[at] = value;
            try_bytes(protocol, over, &damaged);
        }
        damaged[at] = sample[at];
    }
}

fn try_bytes(protocol: &dyn Protocol, over: Over, bytes: &[u8]) {
    protocol.probe(bytes, over);
    if !bytes.is_empty() && over == Over::Tcp {
        assert!(
            !matches!(protocol.frame(bytes), Framing::Whole(0)),
            "a message has a length"
        );
    }
    // Twice, so that what the first left in memory meets the second; and from both sides.
    decode(protocol, over, &[(0, bytes), (0, bytes), (1, bytes)]);
}
