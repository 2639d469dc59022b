//! What GOOSE and sampled values share on Ethernet: the header of IEC 61850-8-1 (Annex C) and IEC 61850-9-2 (Annex A),
//! and the ASN.1 encoding after it.

use crate::bytes::Cursor;
use crate::record::Message;

/// Identifier, length and two reserved words, then the protocol data unit: its tag and content.
pub fn data_unit(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let mut cursor = Cursor::new(bytes);
    cursor.skip(2)?;
    let length = usize::from(cursor.u16()?);
    cursor.skip(4)?;
    // The length counts the header; padding of short frames comes after it.
    let content = cursor.rest();
    element(&mut Cursor::new(
        content.get(..length.checked_sub(8)?).unwrap_or(content),
    ))
}

/// One element with a tag of one byte. Where the content ends early, what is there.
pub fn element<'a>(cursor: &mut Cursor<'a>) -> Option<(u8, &'a [u8])> {
    let tag = cursor.u8()?;
    let length = match cursor.u8()? {
        short @ 0..=0x7F => usize::from(short),
        0x81 => usize::from(cursor.u8()?),
        0x82 => usize::from(cursor.u16()?),
        // Ethernet frames have no longer ones.
        _ => return None,
    };
    Some((tag, cursor.take(length.min(cursor.len()))?))
}

/// What a message says of its sender. Publishers repeat it thousands of times a second, so it is only stated when the
/// message before it in this conversation said something else.
#[derive(Default)]
pub struct Said<'a> {
    statements: [(&'static str, &'a [u8]); Said::MOST],
    count: usize,
}

impl<'a> Said<'a> {
    /// More streams than a merging unit puts into one frame (8, with a name and a data set each).
    const MOST: usize = 16;

    pub fn add(&mut self, attribute: &'static str, value: &'a [u8]) {
        if let Some(next) = self.statements.get_mut(self.count) {
            *next = (attribute, value);
            self.count += 1;
        }
    }

    /// States what is new.
    pub fn state(&self, out: &mut Message<'_>) {
        let statements = &self.statements[..self.count];
        // FNV-1a: only to notice a change, and a change that it misses costs one statement.
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        for byte in statements
            .iter()
            .flat_map(|(attribute, value)| attribute.as_bytes().iter().chain(*value))
        {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
        }
        let words = [hash as u32, (hash >> 32) as u32];
        if out.memory().words == words {
            return;
        }
        out.memory().words = words.to_vec();
        for (attribute, value) in statements {
            out.identity(attribute, value);
        }
    }
}
