//! For the tests of protocols: what hostile bytes may not do.

use crate::protocols::{Framing, Over, Protocol};
use crate::record::testing::decode;

/// Gives every truncation of a good message to a protocol, and every message with one byte changed; none may panic,
/// and no frame may be empty or ask for what is already there.
pub fn survives(protocol: &dyn Protocol, message: &[u8]) {
    for end in 0..=message.len() {
        give(protocol, &message[..end]);
    }
    let mut changed = message.to_vec();
    for at in 0..changed.len() {
        let good = changed[at];
        for bad in [
            0,
            1,
            0x7F,
            0x80,
            0xFF,
            good ^ 1,
            good.wrapping_add(1),
            good.wrapping_sub(1),
        ] {
            changed[at] = bad;
            give(protocol, &changed);
        }
        changed[at] = good;
    }
}

fn give(protocol: &dyn Protocol, bytes: &[u8]) {
    protocol.probe(bytes, Over::Tcp);
    protocol.probe(bytes, Over::Udp);
    if !bytes.is_empty() {
        match protocol.frame(bytes) {
            Framing::Whole(length) => assert!(length > 0 && length <= protocol.longest()),
            Framing::Need(length) => assert!(length > bytes.len()),
            Framing::Malformed => {}
        }
    }
    // Over UDP the bytes come as they are, also when `frame` would have refused them. Twice, for what is remembered.
    for over in [Over::Tcp, Over::Udp] {
        decode(protocol, over, &[(0, bytes), (1, bytes), (0, bytes)]);
    }
}
