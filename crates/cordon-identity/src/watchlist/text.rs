//! Bytes as text, and where in the bytes a piece of text stood.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::model::Place;

/// The text of a file, whatever it was encoded in.
pub(super) struct Text<'a> {
    pub(super) content: Cow<'a, str>,
    /// What a person should know about the encoding.
    pub(super) note: Option<String>,
    file: u32,
    start: u64,
    width: Width,
}

/// How bytes of the file follow from the text.
#[derive(Clone, Copy)]
enum Width {
    /// The text is the bytes.
    Same,
    /// One byte a character.
    Single,
    /// Two bytes a UTF-16 unit.
    Double,
}

impl<'a> Text<'a> {
    /// Decodes by byte order mark, then as UTF-8, then as what an XML declaration names, then as
    /// windows-1252, in which every byte is a character.
    pub(super) fn new(file: u32, bytes: &'a [u8]) -> Text<'a> {
        if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
            return Text::decode(file, bytes, mark, encoding, None);
        }
        if str::from_utf8(bytes).is_ok() {
            return Text::decode(file, bytes, 0, UTF_8, None);
        }
        let declared = declared(bytes);
        let (encoding, why) = match declared {
            Some(encoding) => (encoding, "as it declares"),
            None => (WINDOWS_1252, "a guess: it is not UTF-8 and names no encoding"),
        };
        let note = format!("read as {} ({why})", encoding.name());
        Text::decode(file, bytes, 0, encoding, Some(note))
    }

    fn decode(
        file: u32,
        bytes: &'a [u8],
        mark: usize,
        encoding: &'static Encoding,
        note: Option<String>,
    ) -> Text<'a> {
        let body = bytes.get(mark..).unwrap_or_default();
        let (text, broken) = encoding.decode_without_bom_handling(body);
        let width = match encoding {
            e if e == UTF_8 && !broken => Width::Same,
            e if e == UTF_16LE || e == UTF_16BE => Width::Double,
            e if e.is_single_byte() => Width::Single,
            _ => Width::Same,
        };
        let note = if broken {
            Some(format!("has bytes that are not {}; they read as \u{fffd}", encoding.name()))
        } else {
            note
        };
        Text { content: text, note, file, start: mark as u64, width }
    }

    /// A cursor that turns places in the text into places in the file.
    pub(super) fn places(&self) -> Places<'_> {
        Places {
            text: &self.content,
            file: self.file,
            width: self.width,
            start: self.start,
            at: 0,
            bytes: 0,
        }
    }
}

/// Turns places in the text into places in the file; quick when asked in order.
pub(super) struct Places<'a> {
    text: &'a str,
    file: u32,
    width: Width,
    start: u64,
    at: usize,
    bytes: u64,
}

impl Places<'_> {
    /// Where the text from `start` to `end` stood.
    pub(super) fn place(&mut self, start: usize, end: usize) -> Place {
        let offset = self.offset(start);
        let length = self.offset(end.max(start)) - offset;
        Place { file: self.file, offset, length }
    }

    fn offset(&mut self, at: usize) -> u64 {
        if let Width::Same = self.width {
            return self.start + at as u64;
        }
        if at < self.at {
            (self.at, self.bytes) = (0, 0);
        }
        let passed = self.text.get(self.at..at).unwrap_or_default();
        self.bytes += match self.width {
            Width::Double => 2 * passed.chars().map(char::len_utf16).sum::<usize>() as u64,
            Width::Single | Width::Same => passed.chars().count() as u64,
        };
        self.at = at;
        self.start + self.bytes
    }
}

/// The encoding an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(200))?;
    let head: String = head.iter().map(|byte| *byte as char).collect();
    let declaration = head.strip_prefix("<?xml")?.split("?>").next()?;
    let label = declaration.split("encoding=").nth(1)?.split(['"', '\'']).nth(1)?;
    Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != UTF_8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_to_bytes() {
        let latin = b"Vil\xe9m;1\nB\xf8rge;2\n";
        let text = Text::new(0, latin);
        assert!(text.note.is_some() && text.content.starts_with("Vilém"));
        let start = text.content.find('B').unwrap();
        let place = text.places().place(start, start + "Børge".len());
        let (from, to) = (place.offset as usize, (place.offset + place.length) as usize);
        assert_eq!(&latin[from..to], b"B\xf8rge");
    }

    #[test]
    fn byte_order_marks_are_no_text() {
        let text = Text::new(0, b"\xef\xbb\xbfname");
        assert_eq!((&*text.content, text.places().place(0, 4).offset), ("name", 3));
        let wide: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("né".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let text = Text::new(0, &wide);
        assert_eq!(
            (&*text.content, text.places().place(1, 3)),
            ("né", Place { file: 0, offset: 4, length: 2 })
        );
    }
}
