//! What a line holds: tag blocks, sentences with their suffix, and anything around them.

use crate::sentence::{self, Address};

/// Longest line that is looked at. Longer ones are no NMEA, and are rejected whole.
pub const MAX_LINE: usize = 64 * 1024;

/// One thing found in a line, and where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found<'a> {
    /// The text of a tag block, between its backslashes.
    Tag(&'a [u8]),
    /// A sentence.
    Sentence {
        address: Address<'a>,
        /// From `!` or `$` to the checksum or, without one, to the next thing.
        raw: &'a [u8],
        /// What follows the checksum up to the next thing: a receiver's suffix, or litter.
        suffix: &'a [u8],
    },
}

/// Walks a line from left to right.
pub(crate) struct Scanner<'a> {
    line: &'a [u8],
    at: usize,
    /// Where the first thing begins; what is before it is a prefix.
    pub(crate) first: Option<usize>,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(line: &'a [u8]) -> Scanner<'a> {
        Scanner { line, at: 0, first: None }
    }

    /// Bytes of the line walked so far.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    fn found(&mut self, start: usize, end: usize, thing: Found<'a>) -> Found<'a> {
        self.first.get_or_insert(start);
        self.at = end;
        thing
    }
}

impl<'a> Iterator for Scanner<'a> {
    type Item = Found<'a>;

    fn next(&mut self) -> Option<Found<'a>> {
        loop {
            let start = self.at + next_start(self.line.get(self.at..)?)?;
            let rest = self.line.get(start..)?;
            if let Some(block) = tag_block(rest) {
                return Some(self.found(start, start + block.len() + 2, Found::Tag(block)));
            }
            if let Some(address) = sentence::address(rest).filter(|_| rest.first() != Some(&b'\\'))
            {
                let (raw, suffix) = split_suffix(rest);
                let end = start + raw.len() + suffix.len();
                return Some(self.found(start, end, Found::Sentence { address, raw, suffix }));
            }
            self.at = start + 1;
        }
    }
}

fn next_start(text: &[u8]) -> Option<usize> {
    memchr::memchr3(b'\\', b'!', b'$', text)
}

/// The block that starts at `text`'s first byte: `\...\` with a `name:value` inside.
pub(crate) fn tag_block(text: &[u8]) -> Option<&[u8]> {
    let inner = text.strip_prefix(b"\\")?;
    let block = inner.get(..memchr::memchr(b'\\', inner)?)?;
    matches!(block, [_, b':', ..] | [_, _, b':', ..]).then_some(block)
}

/// Parts the sentence at `text`'s start from what follows its checksum.
fn split_suffix(text: &[u8]) -> (&[u8], &[u8]) {
    let limit = 1 + text.get(1..).and_then(next_start).unwrap_or(text.len() - 1);
    let (here, _) = text.split_at(limit);
    match memchr::memchr(b'*', here) {
        Some(star) => here.split_at((star + 3).min(here.len())),
        None => (here.trim_ascii_end(), here.get(here.trim_ascii_end().len()..).unwrap_or(b"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(line: &[u8]) -> Vec<(&[u8], &[u8])> {
        Scanner::new(line)
            .filter_map(|found| match found {
                Found::Sentence { raw, suffix, .. } => Some((raw, suffix)),
                Found::Tag(_) => None,
            })
            .collect()
    }

    #[test]
    fn litter_around_sentences_is_stepped_over() {
        assert_eq!(
            sentences(b"12 $5! !AIVDM,1,1,,A,1,0*45,r1,2 $GPRMC,1*00"),
            [(&b"!AIVDM,1,1,,A,1,0*45"[..], &b",r1,2 "[..]), (b"$GPRMC,1*00", b"")]
        );
        assert_eq!(sentences(b"\\\\\\!!$"), []);
        assert_eq!(sentences(b"!AIVDM,1,1,,A,1,0*4"), [(&b"!AIVDM,1,1,,A,1,0*4"[..], &b""[..])]);
    }

    #[test]
    fn a_block_may_hold_what_looks_like_a_sentence() {
        let mut scanner = Scanner::new(b"x\\s:a!AIVDM,\\!AIVDM,1");
        assert_eq!(scanner.next(), Some(Found::Tag(b"s:a!AIVDM,")));
        assert_eq!(scanner.first, Some(1));
        assert!(matches!(scanner.next(), Some(Found::Sentence { raw: b"!AIVDM,1", .. })));
        assert_eq!((scanner.next(), scanner.position()), (None, 21));
    }
}
