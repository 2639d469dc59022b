//! What GOOSE and sampled values share on Ethernet: the header of IEC 61850-8-1 (Annex C) and IEC 61850-9-2 (Annex A),
//! and the ASN.1 encoding after it.

use crate::bytes::Cursor;

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
