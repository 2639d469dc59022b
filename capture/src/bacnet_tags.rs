//! The tagged encoding of BACnet (ASHRAE 135-2020, 20.2).

use crate::bytes::Cursor;

/// Character string (20.2.9) as UTF-8: the first byte names the character set.
pub fn utf8(set: u8, text: &[u8]) -> Vec<u8> {
    // No value longer than this is kept, so no more is converted.
    let text = &text[..text.len().min(800)];
    match set {
        // ISO 10646 (UCS-2), high byte first.
        4 => {
            let units = text.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units)
                .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect::<String>()
                .into_bytes()
        }
        5 => text
            .iter()
            .map(|&byte| char::from(byte))
            .collect::<String>()
            .into_bytes(),
        _ => text.to_vec(),
    }
}

/// A tag with its content (20.2.1).
#[derive(Clone, Copy)]
pub struct Tag<'a> {
    pub number: u8,
    pub content: Content<'a>,
}

/// Application class (a type), context class (a position), or a bracket around further tags.
#[derive(Clone, Copy)]
pub enum Content<'a> {
    Application(&'a [u8]),
    Context(&'a [u8]),
    Opening,
    Closing,
}

/// Reads a tag; `None` when the bytes end before its content does.
pub fn tag<'a>(cursor: &mut Cursor<'a>) -> Option<Tag<'a>> {
    let head = cursor.u8()?;
    let number = if head >> 4 == 15 { cursor.u8()? } else { head >> 4 };
    let context = head & 0x08 != 0;
    let length = match head & 0x07 {
        6 if context => {
            return Some(Tag {
                number,
                content: Content::Opening,
            });
        }
        7 if context => {
            return Some(Tag {
                number,
                content: Content::Closing,
            });
        }
        // A boolean's value stands where its length would.
        _ if !context && number == 1 => 0,
        5 => match cursor.u8()? {
            254 => usize::from(cursor.u16()?),
            255 => usize::try_from(cursor.u32()?).ok()?,
            length => usize::from(length),
        },
        length => usize::from(length),
    };
    let value = cursor.take(length)?;
    Some(Tag {
        number,
        content: if context {
            Content::Context(value)
        } else {
            Content::Application(value)
        },
    })
}

/// Content of a tag of the application class with this number.
pub fn application_value(tag: Tag<'_>, number: u8) -> Option<&[u8]> {
    match tag.content {
        Content::Application(value) if tag.number == number => Some(value),
        _ => None,
    }
}

/// Content of a tag of the context class with this number.
pub fn context_value(tag: Tag<'_>, number: u8) -> Option<&[u8]> {
    match tag.content {
        Content::Context(value) if tag.number == number => Some(value),
        _ => None,
    }
}

/// Unsigned integer of one to four bytes (20.2.4).
pub fn unsigned(value: &[u8]) -> Option<u32> {
    (1..=4)
        .contains(&value.len())
        .then(|| value.iter().fold(0, |number, &byte| number << 8 | u32::from(byte)))
}

/// Skips to the end of a bracketed value of which the first tag has been read.
pub fn close(first: Tag<'_>, cursor: &mut Cursor<'_>) -> Option<()> {
    let mut depth = 1_u32;
    let mut next = first;
    loop {
        match next.content {
            Content::Opening => depth = depth.saturating_add(1),
            Content::Closing => depth = depth.saturating_sub(1),
            _ => (),
        }
        if depth == 0 {
            return Some(());
        }
        next = tag(cursor)?;
    }
}
