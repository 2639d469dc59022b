//! The data encoding of OPC UA (OPC 10000-6 v1.04, 5.2): only what is needed to reach what a peer says of itself.

use crate::bytes::Cursor;

/// ApplicationDescription (OPC 10000-4, 7.1), as far as it tells who the application is.
pub struct Application<'a> {
    pub uri: &'a [u8],
    pub product: &'a [u8],
    pub name: &'a [u8],
}

/// Reads an ApplicationDescription; `None` when the bytes end before it does, as for all functions here.
pub fn application<'a>(cursor: &mut Cursor<'a>) -> Option<Application<'a>> {
    let uri = string(cursor)?;
    let product = string(cursor)?;
    let mut name: &[u8] = &[];
    // LocalizedText: bit 0 says that there is a locale, bit 1 a text.
    let mask = cursor.u8()?;
    if mask & 1 != 0 {
        string(cursor)?;
    }
    if mask & 2 != 0 {
        name = string(cursor)?;
    }
    // Type of application, gateway, discovery profile, discovery addresses.
    cursor.skip(4)?;
    string(cursor)?;
    string(cursor)?;
    for _ in 0..array_length(cursor)? {
        string(cursor)?;
    }
    Some(Application { uri, product, name })
}

/// Skips a ResponseHeader (OPC 10000-4, 7.29).
pub fn response_header(cursor: &mut Cursor<'_>) -> Option<()> {
    // Timestamp, handle, result.
    cursor.skip(16)?;
    diagnostic_info(cursor)?;
    for _ in 0..array_length(cursor)? {
        string(cursor)?;
    }
    extension_object(cursor)
}

/// DiagnosticInfo (OPC 10000-6, 5.2.2.12): a mask of parts, of which the last is a DiagnosticInfo again.
pub fn diagnostic_info(cursor: &mut Cursor<'_>) -> Option<()> {
    loop {
        let mask = cursor.u8()?;
        cursor.skip(4 * (mask & 0x0F).count_ones() as usize)?;
        if mask & 0x10 != 0 {
            string(cursor)?;
        }
        if mask & 0x20 != 0 {
            cursor.skip(4)?;
        }
        if mask & 0x40 == 0 {
            return Some(());
        }
    }
}

/// ExtensionObject (OPC 10000-6, 5.2.2.15): type, then nothing, bytes or XML.
pub fn extension_object(cursor: &mut Cursor<'_>) -> Option<()> {
    node_id(cursor)?;
    if cursor.u8()? != 0 {
        string(cursor)?;
    }
    Some(())
}

/// Number of elements of an array; -1 is none (OPC 10000-6, 5.2.5).
pub fn array_length(cursor: &mut Cursor<'_>) -> Option<u32> {
    cursor.u32_le().map(|count| if count == u32::MAX { 0 } else { count })
}

/// String or ByteString (OPC 10000-6, 5.2.2.4): length, of which -1 is none, and bytes.
pub fn string<'a>(cursor: &mut Cursor<'a>) -> Option<&'a [u8]> {
    match cursor.u32_le()? {
        u32::MAX => Some(&[]),
        length => cursor.take(usize::try_from(length).ok()?),
    }
}

/// A numeric node id of the OPC UA namespace; `None` for any other, after which the position has no meaning.
pub fn numeric_node_id(cursor: &mut Cursor<'_>) -> Option<u32> {
    let (namespace, number) = match cursor.u8()? {
        0 => (0, u32::from(cursor.u8()?)),
        1 => (u16::from(cursor.u8()?), u32::from(cursor.u16_le()?)),
        2 => (cursor.u16_le()?, cursor.u32_le()?),
        _ => return None,
    };
    (namespace == 0).then_some(number)
}

/// Skips a node id of any kind (OPC 10000-6, 5.2.2.9).
pub fn node_id(cursor: &mut Cursor<'_>) -> Option<()> {
    match cursor.u8()? {
        0 => cursor.skip(1),
        1 => cursor.skip(3),
        2 => cursor.skip(6),
        4 => cursor.skip(18),
        3 | 5 => {
            cursor.skip(2)?;
            string(cursor).map(|_| ())
        }
        _ => None,
    }
}
