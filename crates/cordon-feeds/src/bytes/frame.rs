//! Cutting a stream of bytes into records.

use memchr::memchr;

use crate::msgpack;

/// What ends a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// A line feed; a carriage return before it is no part of the record.
    Lines,
    /// The brace that closes a JSON object, whatever lines it runs over; brackets and commas
    /// between objects are skipped.
    Objects,
    /// The end of a MessagePack map.
    Maps,
}

/// One record found at the front of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    /// First byte of the record.
    pub start: usize,
    /// One past its last.
    pub end: usize,
    /// Where the next may begin.
    pub next: usize,
}

impl Framing {
    /// The first whole record in `bytes`; at the end of the input also a last one without ending.
    /// `None` when there is none (yet).
    pub(crate) fn cut(self, bytes: &[u8], at_end: bool) -> Option<Cut> {
        match self {
            Framing::Lines => line(bytes, at_end),
            Framing::Objects => object(bytes, at_end),
            Framing::Maps => map(bytes, at_end),
        }
    }
}

fn line(bytes: &[u8], at_end: bool) -> Option<Cut> {
    let (end, next) = match memchr(b'\n', bytes) {
        Some(feed) => (feed, feed + 1),
        None if at_end && !bytes.is_empty() => (bytes.len(), bytes.len()),
        None => return None,
    };
    let returned = end.checked_sub(1).is_some_and(|last| bytes.get(last) == Some(&b'\r'));
    Some(Cut { start: 0, end: end - usize::from(returned), next })
}

fn object(bytes: &[u8], at_end: bool) -> Option<Cut> {
    let between = |b: &u8| matches!(b, b'[' | b']' | b',') || b.is_ascii_whitespace();
    let Some(start) = bytes.iter().position(|b| !between(b)) else {
        // Nothing but punctuation: done with at the end, waited on before.
        return None;
    };
    let length = match bytes.get(start..) {
        Some(text @ [b'{', ..]) => object_length(text),
        // Something else between objects: a record of its own, to the next line or object.
        Some(text) => text.iter().skip(1).position(|&b| b == b'{' || b == b'\n').map(|n| n + 1),
        None => None,
    };
    match length {
        Some(length) => Some(Cut { start, end: start + length, next: start + length }),
        None if at_end => Some(Cut { start, end: bytes.len(), next: bytes.len() }),
        None => None,
    }
}

/// Bytes of the object at the front, to its closing brace.
pub(crate) fn object_length(text: &[u8]) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (i, &byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(i + 1);
                }
            }
            _ => {}
        }
    }
    None
}

fn map(bytes: &[u8], at_end: bool) -> Option<Cut> {
    let whole = |end| Some(Cut { start: 0, end, next: end });
    match msgpack::length(bytes) {
        msgpack::Length::Whole(end) => whole(end),
        msgpack::Length::Broken => whole(msgpack::resync(bytes)),
        msgpack::Length::Short if at_end && !bytes.is_empty() => whole(bytes.len()),
        msgpack::Length::Short => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(framing: Framing, bytes: &[u8]) -> Vec<&[u8]> {
        let (mut at, mut found) = (0, Vec::new());
        while let Some(cut) = framing.cut(&bytes[at..], true) {
            found.push(&bytes[at + cut.start..at + cut.end]);
            assert!(cut.next > 0 && cut.start <= cut.end && cut.end <= cut.next);
            at += cut.next;
        }
        found
    }

    #[test]
    fn lines_with_any_ending() {
        assert_eq!(all(Framing::Lines, b"a\r\n\nb\0c\nlast"), [&b"a"[..], b"", b"b\0c", b"last"]);
        assert_eq!(Framing::Lines.cut(b"half", false), None);
    }

    #[test]
    fn objects_over_lines_and_inside_arrays() {
        let text = br#"[{"ERROR":false},[{"a":"}{\""},
            {"b":{"c":1}}]] junk {"d":2} {"cut"#;
        let found = all(Framing::Objects, text);
        let words: Vec<_> = found.iter().map(|f| String::from_utf8_lossy(f)).collect();
        assert_eq!(
            words,
            [
                r#"{"ERROR":false}"#,
                r#"{"a":"}{\""}"#,
                r#"{"b":{"c":1}}"#,
                "junk ",
                r#"{"d":2}"#,
                r#"{"cut"#,
            ]
        );
    }

    proptest! {
        #[test]
        fn cutting_goes_on_and_ends(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            for framing in [Framing::Lines, Framing::Objects, Framing::Maps] {
                all(framing, &bytes);
            }
        }
    }
}
