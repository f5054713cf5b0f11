//! Fixes of one track in order, one told by how it differs from the one before.
//!
//! A ship that is heard on and on says nearly the same thing: a few seconds later, a few metres on, some
//! lines further down the same input. Told as differences, a fix takes 12 to 15 bytes where it takes
//! 32 by itself, and a live fleet holds dozens of each of its tracks.
//!
//! ```text
//! first ── difference ── difference ── … ── difference ── last
//!           header, time, latitude, longitude, [input,] offset[, length]      (LEB128, zigzag)
//! ```

use cordon_core::{InputId, Position, Time};

use crate::vertex::Vertex;

/// A mark of two bits that each fix carries.
pub(crate) type Mark = u8;

/// Bits of a header below the mark.
const MARK_SHIFT: u32 = 6;
const WHOLE_SECONDS: u8 = 1;
const OTHER_INPUT: u8 = 2;
const OTHER_LENGTH: u8 = 4;

/// Bytes of the usual fix.
const USUAL: usize = 14;

const SECOND: i64 = 1_000_000;

/// Bytes that are made room for at a time: what grows bit by bit leaves holes behind.
const ROOM: usize = 64;

/// Fixes in order, with a mark each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Strand {
    /// The first and the last; `None` while there is nothing.
    ends: Option<(Vertex, Vertex)>,
    /// The differences from the first on; those before `start` are of fixes gone.
    bytes: Vec<u8>,
    start: u32,
    len: u16,
    first_mark: Mark,
}

impl Strand {
    /// Room for about so many fixes, once.
    pub(crate) fn make_room(&mut self, fixes: usize) {
        if self.bytes.capacity() == 0 {
            self.bytes.reserve_exact(fixes * USUAL);
        }
    }

    pub(crate) fn len(&self) -> usize {
        usize::from(self.len)
    }

    pub(crate) fn first(&self) -> Option<Vertex> {
        self.ends.map(|(first, _)| first)
    }

    pub(crate) fn last(&self) -> Option<Vertex> {
        self.ends.map(|(_, last)| last)
    }

    /// One more fix. The two lower bits of `mark` are kept. Of more than 65 535 fixes the first go.
    pub(crate) fn push(&mut self, fix: Vertex, mark: Mark) {
        if self.len == u16::MAX {
            self.pop_front();
        }
        let mark = mark & 3;
        match &mut self.ends {
            None => {
                self.ends = Some((fix, fix));
                self.first_mark = mark;
            }
            Some((_, last)) => {
                let (said, taken) = difference(*last, fix, mark);
                *last = fix;
                self.append(said.get(..taken).unwrap_or_default());
            }
        }
        self.len += 1;
    }

    /// Forgets the first fix.
    pub(crate) fn pop_front(&mut self) {
        let Some((first, last)) = self.ends else { return };
        let mut reader = self.reader();
        if let Some((next, mark)) = reader.follow(first) {
            let left = reader.0.len();
            self.start = (self.bytes.len() - left) as u32;
            (self.ends, self.first_mark) = (Some((next, last)), mark);
            self.len -= 1;
        } else {
            self.bytes.clear();
            (self.ends, self.start, self.len) = (None, 0, 0);
        }
    }

    /// From the first to the last, each with its mark.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Vertex, Mark)> {
        let mut reader = self.reader();
        let first = self.first().map(|first| (first, self.first_mark));
        std::iter::successors(first, move |(before, _)| reader.follow(*before))
    }

    fn reader(&self) -> Reader<'_> {
        Reader(self.bytes.get(self.start as usize..).unwrap_or_default())
    }

    fn append(&mut self, said: &[u8]) {
        if self.bytes.len() + said.len() > self.bytes.capacity() {
            self.bytes.drain(..self.start as usize);
            self.start = 0;
            if self.bytes.len() + said.len() > self.bytes.capacity() {
                self.bytes.reserve_exact(ROOM.max(said.len()));
            }
        }
        self.bytes.extend_from_slice(said);
    }
}

/// A header, and at most 10 + 5 + 5 + 5 + 10 + 5 bytes.
const LONGEST: usize = 48;

/// How `b` differs from `a`, and how many bytes that takes.
fn difference(a: Vertex, b: Vertex, mark: Mark) -> ([u8; LONGEST], usize) {
    let mut out = Writer { bytes: [0; LONGEST], taken: 1 };
    let mut header = mark << MARK_SHIFT;
    let micros = b.time.as_micros().wrapping_sub(a.time.as_micros());
    if micros % SECOND == 0 {
        header |= WHOLE_SECONDS;
        out.signed(micros / SECOND);
    } else {
        out.signed(micros);
    }
    let (from, to) = (a.position, b.position);
    out.signed(i64::from(to.lat_raw().wrapping_sub(from.lat_raw())));
    out.signed(i64::from(to.lon_raw().wrapping_sub(from.lon_raw())));
    let (before, source) = (a.source(), b.source());
    if source.input != before.input {
        header |= OTHER_INPUT;
        out.unsigned(u64::from(source.input.0));
    }
    out.signed(source.offset.wrapping_sub(before.offset).cast_signed());
    if source.length != before.length {
        header |= OTHER_LENGTH;
        out.unsigned(u64::from(source.length));
    }
    out.bytes[0] = header;
    (out.bytes, out.taken)
}

struct Writer {
    bytes: [u8; LONGEST],
    taken: usize,
}

impl Writer {
    fn signed(&mut self, number: i64) {
        self.unsigned(((number << 1) ^ (number >> 63)).cast_unsigned());
    }

    fn unsigned(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.byte(number as u8 | 0x80);
            number >>= 7;
        }
        self.byte(number as u8);
    }

    fn byte(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.taken) {
            *place = byte;
            self.taken += 1;
        }
    }
}

/// The differences still to be read.
#[derive(Clone, Copy)]
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    /// The fix that follows `before`, and its mark; `None` at the end.
    fn follow(&mut self, before: Vertex) -> Option<(Vertex, Mark)> {
        let header = self.byte()?;
        let passed = self.signed()?;
        let micros = if header & WHOLE_SECONDS != 0 { passed.wrapping_mul(SECOND) } else { passed };
        let time = Time::from_micros(before.time.as_micros().wrapping_add(micros))?;
        let lat = before.position.lat_raw().wrapping_add(self.signed()? as i32);
        let lon = before.position.lon_raw().wrapping_add(self.signed()? as i32);
        let position = Position::from_raw(lat, lon)?;
        let mut source = before.source();
        if header & OTHER_INPUT != 0 {
            source.input = InputId(self.unsigned()? as u32);
        }
        source.offset = source.offset.wrapping_add(self.signed()?.cast_unsigned());
        if header & OTHER_LENGTH != 0 {
            source.length = self.unsigned()? as u32;
        }
        Some((Vertex::new(time, position, source), header >> MARK_SHIFT))
    }

    fn signed(&mut self) -> Option<i64> {
        let zigzag = self.unsigned()?;
        Some((zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed())
    }

    fn unsigned(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
            if shift > 63 {
                return None;
            }
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use cordon_core::SourceRef;
    use proptest::prelude::*;

    use super::*;

    /// Now and then a leap, mostly a small step: as ships and inputs go on.
    fn fixes() -> impl Strategy<Value = Vec<(Vertex, Mark, bool)>> {
        let time =
            prop_oneof![0..1_000_000_i64, (0..40_000_i64).prop_map(|s| s * SECOND), 0..1_i64 << 56];
        let step = prop_oneof![4 => -5_000..5_000_i32, 1 => any::<i32>()];
        let lot = (
            time,
            step.clone(),
            step,
            any::<u64>(),
            0..3_u32,
            0..1_u32 << 24,
            0..4_u8,
            any::<bool>(),
        );
        prop::collection::vec(lot, 0..60).prop_map(|lots| {
            let (mut at, mut lat, mut lon) = (0_i64, 20_000_000_i32, 107_990_000_i32);
            lots.into_iter()
                .map(|(time, north, east, offset, input, length, mark, pop)| {
                    at = (at + time) % 7_000_000_000_000_000;
                    (lat, lon) = (
                        lat.wrapping_add(north) % 54_000_000,
                        lon.wrapping_add(east) % 108_000_000,
                    );
                    let position = Position::from_raw(lat, lon).unwrap();
                    let source = SourceRef { input: InputId(input), offset, length };
                    (Vertex::new(Time::from_micros(at).unwrap(), position, source), mark, pop)
                })
                .collect()
        })
    }

    proptest! {
        /// Against a plain queue.
        #[test]
        fn says_what_it_was_told(fixes in fixes()) {
            let (mut strand, mut plain) = (Strand::default(), VecDeque::new());
            strand.make_room(4);
            for (fix, mark, pop) in fixes {
                strand.push(fix, mark);
                plain.push_back((fix, mark));
                if pop || plain.len() > 12 {
                    strand.pop_front();
                    plain.pop_front();
                }
                prop_assert_eq!(strand.len(), plain.len());
                prop_assert_eq!(strand.first(), plain.front().map(|one| one.0));
                prop_assert_eq!(strand.last(), plain.back().map(|one| one.0));
                prop_assert_eq!(strand.iter().collect::<Vec<_>>(), plain.iter().copied().collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn a_ship_under_way_takes_less_than_half() {
        let mut strand = Strand::default();
        for minute in 0..100_i32 {
            let time = Time::from_unix_seconds(i64::from(minute) * 601).unwrap();
            let position =
                Position::from_raw(20_000_000 + minute * 24_000, 77_000_000 - minute * 9_000)
                    .unwrap();
            let source =
                SourceRef { input: InputId(0), offset: minute as u64 * 40_000_000, length: 48 };
            strand.push(Vertex::new(time, position, source), 1);
        }
        assert!(strand.bytes.len() < 100 * 15, "{} bytes", strand.bytes.len());
        assert_eq!(strand.iter().count(), 100);
        assert_eq!(size_of::<Strand>(), 64 + 24 + 8);
    }
}
