//! NMEA 4 tag blocks: `\s:station,c:1700000000*hh\` before a sentence.

use cordon_core::Time;

use crate::clock;
use crate::sentence::{checksum, hex_byte};

/// What a tag block says of the sentence behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TagBlock<'a> {
    /// `s:` which station heard it.
    pub station: Option<&'a [u8]>,
    /// `c:` when; seconds, milliseconds, microseconds or nanoseconds since 1970.
    pub time: Option<Time>,
    /// `g:` which sentences belong together.
    pub group: Option<Group<'a>>,
    /// `t:` free text. Cordon's drills mark themselves here.
    pub text: Option<&'a [u8]>,
    /// Its checksum is wrong, so nothing in it was believed.
    pub damaged: bool,
}

/// `g:1-2-1234`: sentence 1 of the 2 in group `1234`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group<'a> {
    /// Which sentence, as sent.
    pub number: u8,
    /// Of how many.
    pub total: u8,
    /// Group code. A number by the standard; kept as sent, for `-001` is on the air.
    pub id: &'a [u8],
}

impl<'a> TagBlock<'a> {
    /// Reads the text between the backslashes.
    ///
    /// A block whose checksum is wrong is believed in nothing and marked `damaged`: a corrupted
    /// time or station is worse than none. The sentence behind it has its own checksum and stands.
    /// A block without any checksum is believed.
    pub fn parse(block: &'a [u8]) -> TagBlock<'a> {
        let (body, sum) = split_sum(block);
        if sum.is_some_and(|sum| hex_byte(sum) != Some(checksum(body))) {
            return TagBlock { damaged: true, ..TagBlock::default() };
        }
        let mut tag = TagBlock::default();
        let mut start = 0;
        for comma in memchr::memchr_iter(b',', body) {
            tag.field(body.get(start..comma).unwrap_or_default());
            start = comma + 1;
        }
        tag.field(body.get(start..).unwrap_or_default());
        tag
    }

    fn field(&mut self, field: &'a [u8]) {
        match field {
            [b's', b':', value @ ..] => self.station = Some(value).filter(|name| !name.is_empty()),
            [b'c', b':', value @ ..] => self.time = clock::epoch(value),
            [b'g', b':', value @ ..] => self.group = group(value),
            [b't', b':', value @ ..] => self.text = Some(value),
            _ => {}
        }
    }

    /// This block's words, and `earlier`'s where this one is silent.
    #[must_use]
    pub fn over(self, earlier: TagBlock<'a>) -> TagBlock<'a> {
        TagBlock {
            station: self.station.or(earlier.station),
            time: self.time.or(earlier.time),
            group: self.group.or(earlier.group),
            text: self.text.or(earlier.text),
            damaged: self.damaged || earlier.damaged,
        }
    }

    /// The name of the exercise that this sentence is part of: `t:EXERCISE name`.
    #[inline]
    pub fn exercise(&self) -> Option<&'a [u8]> {
        self.text?.strip_prefix(b"EXERCISE ").map(<[u8]>::trim_ascii)
    }
}

/// A block's words, and what stands behind its last `*`, where there is one.
#[inline]
fn split_sum(block: &[u8]) -> (&[u8], Option<&[u8]>) {
    if let [body @ .., b'*', _, _] = block
        && let Some(sum) = block.last_chunk::<2>()
        && !sum.contains(&b'*')
    {
        return (body, Some(sum));
    }
    match memchr::memrchr(b'*', block).map(|star| block.split_at(star)) {
        Some((body, sum)) => (body, sum.get(1..)),
        None => (block, None),
    }
}

fn group(value: &[u8]) -> Option<Group<'_>> {
    let mut parts = value.splitn(3, |&byte| byte == b'-');
    let number = small(parts.next()?)?;
    let total = small(parts.next()?)?;
    let id = parts.next().filter(|id| !id.is_empty() && id.len() <= 32)?;
    Some(Group { number, total, id })
}

fn small(digits: &[u8]) -> Option<u8> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_read() {
        let tag = TagBlock::parse(b"g:1-2-1234,s:r1,c:1700000000*0F");
        assert_eq!(tag.station, Some(&b"r1"[..]));
        assert_eq!(tag.time, Time::from_unix_seconds(1_700_000_000));
        assert_eq!(tag.group, Some(Group { number: 1, total: 2, id: b"1234" }));
        assert!(!tag.damaged);
    }

    #[test]
    fn a_wrong_sum_is_believed_in_nothing() {
        let tag = TagBlock::parse(b"g:1-2-1234,s:r1,c:1700000000*0E");
        assert_eq!(tag, TagBlock { damaged: true, ..TagBlock::default() });
    }

    #[test]
    fn odd_groups_and_missing_sums() {
        assert_eq!(
            TagBlock::parse(b"g:1-2--001").group,
            Some(Group { number: 1, total: 2, id: b"-001" })
        );
        for odd in [&b"g:1-2"[..], b"g:1-2-", b"g:a-2-3", b"g:999-2-3", b"g:"] {
            assert_eq!(TagBlock::parse(odd), TagBlock::default());
        }
    }

    #[test]
    fn exercises_name_themselves() {
        let name = |block| TagBlock::parse(block).exercise();
        assert_eq!(name(b"t:EXERCISE steel gate"), Some(&b"steel gate"[..]));
        assert_eq!(name(b"t:spire"), None);
    }
}
