//! MessagePack maps of scalars, one after the other, under gpsd's key names: what older research
//! sets of decoded AIS come in. The format: <https://github.com/msgpack/msgpack/blob/master/spec.md>.

use std::io::Write as _;

use crate::json::Keys;
use crate::reader::{At, Out, Reader};
use crate::record::draft::{Draft, Escape};
use crate::record::{Desk, Dialect};

/// How far a value reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    /// It ends here.
    Whole(usize),
    /// It ends past the bytes at hand.
    Short,
    /// This is no map.
    Broken,
}

/// One scalar.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scalar<'a> {
    Nothing,
    Text(&'a [u8]),
    Whole(i64),
    Real(f64),
    Flag(bool),
    /// Something with other things in it.
    Nested,
}

/// Bytes of the map at the front.
pub(crate) fn length(bytes: &[u8]) -> Length {
    let Some(&first) = bytes.first() else { return Length::Short };
    if !is_map(first) {
        return Length::Broken;
    }
    skip(bytes)
}

/// How many bytes to give up before the next map may begin.
pub(crate) fn resync(bytes: &[u8]) -> usize {
    let looks_like_map = |pair: &[u8]| match pair {
        [0xde, 0x00] => true,
        [0x82..=0x8f, key] => matches!(key, 0xa1..=0xbf),
        _ => false,
    };
    let next = bytes.windows(2).skip(1).position(looks_like_map);
    next.map_or(bytes.len().max(1), |at| at + 1)
}

/// Whether these bytes begin a map with a short text as its first key.
pub(crate) fn looks_like_maps(head: &[u8]) -> bool {
    match head {
        [0x81..=0x8f, key, ..] | [0xde, _, _, key, ..] => matches!(key, 0xa1..=0xbf | 0xd9),
        _ => false,
    }
}

const fn is_map(first: u8) -> bool {
    matches!(first, 0x80..=0x8f | 0xde | 0xdf)
}

/// Walk over one value of any kind, without recursion: `left` values are still to come.
fn skip(bytes: &[u8]) -> Length {
    let (mut at, mut left) = (0_usize, 1_u64);
    while left > 0 {
        left -= 1;
        match step(bytes.get(at..).unwrap_or(&[])) {
            Step::Over { bytes: n, inside } => {
                at = at.saturating_add(n);
                left = left.saturating_add(inside);
                if at > bytes.len() {
                    return Length::Short;
                }
            }
            Step::Short => return Length::Short,
            Step::Broken => return Length::Broken,
        }
    }
    Length::Whole(at)
}

enum Step {
    /// So many bytes, and then so many values that belong to it.
    Over {
        bytes: usize,
        inside: u64,
    },
    Short,
    Broken,
}

/// The head of one value, with its body where it is a scalar.
fn step(bytes: &[u8]) -> Step {
    let Some(&first) = bytes.first() else { return Step::Short };
    let over = |bytes| Step::Over { bytes, inside: 0 };
    let sized = |width: usize, extra: usize| match be(bytes, 1, width) {
        Some(n) => over(usize::try_from(n).unwrap_or(usize::MAX).saturating_add(1 + width + extra)),
        None => Step::Short,
    };
    let holds = |width: usize, each: u64| match be(bytes, 1, width) {
        Some(n) => Step::Over { bytes: 1 + width, inside: n.saturating_mul(each) },
        None => Step::Short,
    };
    match first {
        0x00..=0x7f | 0xe0..=0xff | 0xc0 | 0xc2 | 0xc3 => over(1),
        0x80..=0x8f => Step::Over { bytes: 1, inside: 2 * u64::from(first & 15) },
        0x90..=0x9f => Step::Over { bytes: 1, inside: u64::from(first & 15) },
        0xa0..=0xbf => over(1 + usize::from(first & 31)),
        0xc4 | 0xd9 => sized(1, 0),
        0xc5 | 0xda => sized(2, 0),
        0xc6 | 0xdb => sized(4, 0),
        0xc7 => sized(1, 1),
        0xc8 => sized(2, 1),
        0xc9 => sized(4, 1),
        0xcc | 0xd0 => over(2),
        0xcd | 0xd1 => over(3),
        0xca | 0xce | 0xd2 => over(5),
        0xcb | 0xcf | 0xd3 => over(9),
        0xd4..=0xd8 => over(2 + (1 << (first - 0xd4))),
        0xdc => holds(2, 1),
        0xdd => holds(4, 1),
        0xde => holds(2, 2),
        0xdf => holds(4, 2),
        0xc1 => Step::Broken,
    }
}

/// Big-endian number of `width` bytes.
fn be(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let part = bytes.get(at..at.checked_add(width)?)?;
    Some(part.iter().fold(0, |sum, &b| sum << 8 | u64::from(b)))
}

/// The scalar at the front and its length.
fn scalar(bytes: &[u8]) -> Option<(Scalar<'_>, usize)> {
    let Length::Whole(end) = skip(bytes) else { return None };
    let body = bytes.get(..end)?;
    let number = |width| be(body, 1, width);
    let signed = |width: usize| {
        let shift = 64 - 8 * width as u32;
        number(width).map(|n| n.cast_signed() << shift >> shift)
    };
    let value = match *body.first()? {
        first @ 0x00..=0x7f => Scalar::Whole(i64::from(first)),
        first @ 0xe0..=0xff => Scalar::Whole(i64::from(first.cast_signed())),
        0xc0 => Scalar::Nothing,
        0xc2 => Scalar::Flag(false),
        0xc3 => Scalar::Flag(true),
        0xa0..=0xbf => Scalar::Text(body.get(1..)?),
        0xd9 | 0xc4 => Scalar::Text(body.get(2..)?),
        0xda | 0xc5 => Scalar::Text(body.get(3..)?),
        0xdb | 0xc6 => Scalar::Text(body.get(5..)?),
        0xcc => Scalar::Whole(number(1)?.cast_signed()),
        0xcd => Scalar::Whole(number(2)?.cast_signed()),
        0xce => Scalar::Whole(number(4)?.cast_signed()),
        0xcf => Scalar::Whole(i64::try_from(number(8)?).ok()?),
        0xd0 => Scalar::Whole(signed(1)?),
        0xd1 => Scalar::Whole(signed(2)?),
        0xd2 => Scalar::Whole(signed(4)?),
        0xd3 => Scalar::Whole(signed(8)?),
        0xca => Scalar::Real(f64::from(f32::from_bits(number(4)? as u32))),
        0xcb => Scalar::Real(f64::from_bits(number(8)?)),
        _ => Scalar::Nested,
    };
    Some((value, end))
}

/// Reader of such maps.
#[derive(Debug)]
pub(crate) struct Maps {
    desk: Desk,
    keys: Keys,
    /// Numbers, printed: the draft reads text.
    printed: Vec<u8>,
}

impl Maps {
    pub(crate) fn new(dialect: Dialect) -> Maps {
        Maps { desk: Desk::new(dialect), keys: Keys::default(), printed: Vec::new() }
    }
}

/// Where a field's text lies: in the record, or among the printed numbers.
enum Place {
    There(usize, usize),
    Printed(usize, usize),
}

impl Reader for Maps {
    fn record(&mut self, bytes: &[u8], at: At, out: &mut Out<'_>) {
        self.printed.clear();
        let Some(fields) = fields(bytes, &mut self.keys, &mut self.printed) else {
            return out.reject(at, bytes.len(), "bad_msgpack");
        };
        let mut draft = Draft::new(Escape::None);
        for (field, place) in fields {
            let text = match place {
                Place::There(from, to) => bytes.get(from..to),
                Place::Printed(from, to) => self.printed.get(from..to),
            };
            let style = &self.desk.dialect.time;
            if let Err(reason) = draft.set(field, text.unwrap_or(&[]), style, false) {
                return out.reject(at, bytes.len(), reason);
            }
        }
        self.desk.file(&draft, bytes, at, out);
    }
}

type Fields = Vec<(crate::record::draft::Field, Place)>;

/// The fields of a map that mean something here; `None` when it is broken.
fn fields(bytes: &[u8], keys: &mut Keys, printed: &mut Vec<u8>) -> Option<Fields> {
    let Length::Whole(end) = length(bytes) else { return None };
    let (count, mut at) = match *bytes.first()? {
        first @ 0x80..=0x8f => (u64::from(first & 15), 1),
        0xde => (be(bytes, 1, 2)?, 3),
        _ => (be(bytes, 1, 4)?, 5),
    };
    let mut found = Vec::new();
    for index in 0..usize::try_from(count).ok()? {
        let (key, key_length) = scalar(bytes.get(at..end)?)?;
        at += key_length;
        let (value, value_length) = scalar(bytes.get(at..end)?)?;
        let value_end = at + value_length;
        at = value_end;
        let Scalar::Text(key) = key else { continue };
        let Some(field) = keys.field(index, key) else { continue };
        found.push((field, place(value, value_end, printed)?));
    }
    Some(found)
}

fn place(value: Scalar<'_>, end: usize, printed: &mut Vec<u8>) -> Option<Place> {
    let from = printed.len();
    match value {
        Scalar::Text(text) => return Some(Place::There(end - text.len(), end)),
        Scalar::Whole(n) => write!(printed, "{n}").ok()?,
        Scalar::Real(n) if n.is_finite() => write!(printed, "{n}").ok()?,
        Scalar::Flag(flag) => write!(printed, "{flag}").ok()?,
        Scalar::Real(_) | Scalar::Nothing | Scalar::Nested => {}
    }
    Some(Place::Printed(from, printed.len()))
}
