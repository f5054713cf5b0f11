//! One `VDM` or `VDO` sentence (IEC 61162-1, IEC 61993-2), taken apart and checked.

use cordon_core::Reason;

use crate::reason;

/// Longest payload of one sentence. The standard's 82-character line holds some 60; feeds that put
/// a whole five-slot message (178 characters) into one sentence exist.
pub const MAX_PAYLOAD: usize = 512;

/// Most sentences in one message: the count is one digit.
pub const MAX_PARTS: u8 = 9;

/// A sentence whose checksum, where it has one, is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence<'a> {
    /// From `!` to the checksum.
    pub raw: &'a [u8],
    /// Who speaks, for example `AI`, `BS`, `B2`.
    pub talker: [u8; 2],
    /// `VDO`: the receiver's own ship.
    pub own_ship: bool,
    /// Sentences in this message, 1 to 9.
    pub total: u8,
    /// Which of them this is, from 1.
    pub number: u8,
    /// Which message of several sentences this belongs to.
    pub sequence: Option<u8>,
    /// Radio channel as sent: `A`, `B`, `1`, `2`.
    pub channel: Option<u8>,
    /// Armoured bits.
    pub payload: &'a [u8],
    /// The payload and what follows it in the sentence: room to load a whole vector at its end.
    pub(crate) beyond: &'a [u8],
    /// Bits of padding at the payload's end, 0 to 5.
    pub fill: u8,
    /// There was no checksum to check.
    pub checksum_missing: bool,
}

/// What a sentence's address field says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address<'a> {
    /// `VDM` or `VDO` of any talker.
    Ais,
    /// Something else: the address without `!` or `$`.
    Other(&'a [u8]),
}

/// Reads the address of the sentence that starts at `text`'s first byte, which is `!` or `$`.
/// `None` when no sentence starts there.
pub fn address(text: &[u8]) -> Option<Address<'_>> {
    let field = text.get(1..text.len().min(12))?;
    let length = field.iter().position(|byte| !is_name(*byte))?;
    let name = field.get(..length)?;
    if length < 3 || field.get(length) != Some(&b',') {
        return None;
    }
    match name {
        [_, _, b'V', b'D', b'M' | b'O'] => Some(Address::Ais),
        _ => Some(Address::Other(name)),
    }
}

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

impl<'a> Sentence<'a> {
    /// Takes apart `raw`, from `!` (or `$`) to the checksum or, where there is none, to the end.
    ///
    /// # Errors
    /// [`reason::BAD_CHECKSUM`], [`reason::BAD_SENTENCE`], [`reason::EMPTY_PAYLOAD`],
    /// [`reason::PAYLOAD_TOO_LONG`]. The armour is not looked at here.
    pub fn parse(raw: &'a [u8]) -> Result<Sentence<'a>, Reason> {
        let (body, sum) = split_checksum(raw);
        if let Some(sum) = sum
            && hex_byte(sum) != Some(checksum(body))
        {
            return Err(reason::BAD_CHECKSUM);
        }
        let sentence = fields(raw, body, sum.is_none()).ok_or(reason::BAD_SENTENCE)?;
        match sentence.payload.len() {
            0 => Err(reason::EMPTY_PAYLOAD),
            n if n > MAX_PAYLOAD => Err(reason::PAYLOAD_TOO_LONG),
            _ => Ok(sentence),
        }
    }

    /// The commonest shape, `!AIVDM,1,1,,A,<payload>,0*hh` and nothing else, read in one look.
    ///
    /// `None` means "look closer", not "wrong": [`Sentence::parse`] decides. Commas inside the
    /// payload pass here and are caught by the armour.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "measured: keeps the parts in registers")]
    pub fn plain(line: &'a [u8]) -> Option<Sentence<'a>> {
        Sentence::behind(Head::single(line.first_chunk()?)?, line)
    }

    /// One look at a sentence of several, `!AIVDM,2,1,3,A,<payload>,0*hh`, like [`Sentence::plain`].
    pub fn plain_part(line: &'a [u8]) -> Option<Sentence<'a>> {
        Sentence::behind(Head::part(line.first_chunk()?)?, line)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "part of `Sentence::plain`")]
    fn behind(head: Head, line: &'a [u8]) -> Option<Sentence<'a>> {
        let (text, tail) = line.split_last_chunk::<5>()?;
        let [b',', fill @ b'0'..=b'5', b'*', high, low] = *tail else { return None };
        let payload = text.get(head.length..)?;
        let sum = hex_byte(&[high, low])?;
        let size = !payload.is_empty() && payload.len() <= MAX_PAYLOAD;
        let checked = xor(text) ^ b'!' ^ b',' ^ fill == sum;
        (size && checked).then_some(Sentence {
            raw: line,
            talker: head.talker,
            own_ship: head.own_ship,
            total: head.total,
            number: head.number,
            sequence: head.sequence,
            channel: head.channel,
            payload,
            beyond: line.get(head.length..)?,
            fill: fill - b'0',
            checksum_missing: false,
        })
    }
}

/// How a message in one sentence begins, talker and kind left out.
const FRONT: u64 = u64::from_le_bytes(*b"!\0\0VD\0,1");
const FRONT_MASK: u64 = u64::from_le_bytes([255, 0, 0, 255, 255, 0, 255, 255]);

/// What stands before a payload, in the shapes that nearly all sentences have.
#[derive(Clone, Copy)]
struct Head {
    talker: [u8; 2],
    own_ship: bool,
    total: u8,
    number: u8,
    sequence: Option<u8>,
    channel: Option<u8>,
    /// Where the payload begins.
    length: usize,
}

impl Head {
    /// `!AIVDM,1,1,,A,` with or without a channel.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "part of `Sentence::plain`")]
    fn single(text: &[u8; 14]) -> Option<Head> {
        let [front @ .., _, _, _, _, c, d] = *text;
        let [_, a, b, _, _, kind, ..] = *text;
        let fixed = u64::from_le_bytes(front) & FRONT_MASK == FRONT && text[8..12] == *b",1,,";
        let shape = matches!(kind, b'M' | b'O') && is_name(a) && is_name(b);
        let (channel, length) = match (c, d) {
            (b',', _) => (None, 13),
            (_, b',') => (Some(c), 14),
            _ => return None,
        };
        (fixed && shape).then_some(Head {
            talker: [a, b],
            own_ship: kind == b'O',
            total: 1,
            number: 1,
            sequence: None,
            channel,
            length,
        })
    }

    /// `!AIVDM,2,1,3,A,` with a sequence of one digit, with or without a channel.
    fn part(text: &[u8; 16]) -> Option<Head> {
        let [
            b'!',
            a,
            b,
            b'V',
            b'D',
            kind,
            b',',
            total,
            b',',
            number,
            b',',
            sequence,
            b',',
            c,
            d,
            _,
        ] = *text
        else {
            return None;
        };
        let (channel, length) = match (c, d) {
            (b',', _) => (None, 14),
            (_, b',') => (Some(c), 15),
            _ => return None,
        };
        let shape = matches!(kind, b'M' | b'O') && is_name(a) && is_name(b);
        let counts = matches!(number, b'1'..=b'9') && number <= total && total <= b'9';
        let letters =
            sequence.is_ascii_digit() && channel.is_none_or(|c| c.is_ascii_alphanumeric());
        (shape && counts && letters).then(|| Head {
            talker: [a, b],
            own_ship: kind == b'O',
            total: total - b'0',
            number: number - b'0',
            sequence: Some(sequence - b'0'),
            channel,
            length,
        })
    }
}

/// The text between `!` and `*`, and what stands behind the `*`, where there is one.
fn split_checksum(raw: &[u8]) -> (&[u8], Option<&[u8]>) {
    let inner = raw.get(1..).unwrap_or_default();
    match memchr::memrchr(b'*', inner) {
        Some(star) => {
            let (body, sum) = inner.split_at(star);
            (body, sum.get(1..))
        }
        None => (inner, None),
    }
}

fn fields<'a>(raw: &'a [u8], body: &'a [u8], checksum_missing: bool) -> Option<Sentence<'a>> {
    let mut fields = body.split(|&byte| byte == b',');
    let [a, b, b'V', b'D', kind @ (b'M' | b'O')] = *fields.next()? else { return None };
    let total = digit(fields.next()?).filter(|n| (1..=MAX_PARTS).contains(n))?;
    let number = digit(fields.next()?).filter(|n| (1..=total).contains(n))?;
    let sequence = optional(fields.next()?, small_number).ok()?;
    let channel = optional(fields.next()?, letter).ok()?;
    let payload = fields.next()?;
    let fill = optional(fields.next()?.trim_ascii(), digit).ok()?.unwrap_or(0);
    (fill <= 5).then_some(Sentence {
        raw,
        talker: [a, b],
        own_ship: kind == b'O',
        total,
        number,
        sequence,
        channel,
        payload,
        beyond: payload,
        fill,
        checksum_missing,
    })
}

/// A field that may be empty, but not anything else.
fn optional<T>(field: &[u8], read: impl Fn(&[u8]) -> Option<T>) -> Result<Option<T>, Unreadable> {
    if field.is_empty() { Ok(None) } else { read(field).map(Some).ok_or(Unreadable) }
}

struct Unreadable;

fn digit(field: &[u8]) -> Option<u8> {
    match field {
        [n @ b'0'..=b'9'] => Some(n - b'0'),
        _ => None,
    }
}

/// Sequences of two digits are out of the standard and on the air.
fn small_number(field: &[u8]) -> Option<u8> {
    match field {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some((a - b'0') * 10 + (b - b'0')),
        _ => digit(field),
    }
}

fn letter(field: &[u8]) -> Option<u8> {
    match field {
        [c] if c.is_ascii_alphanumeric() => Some(*c),
        _ => None,
    }
}

/// XOR of all bytes: the checksum of IEC 61162-1, 7.2.3.2.
pub fn checksum(body: &[u8]) -> u8 {
    xor(body)
}

/// The byte that two hexadecimal digits, of either case, name.
#[inline]
pub fn hex_byte(digits: &[u8]) -> Option<u8> {
    let &[high, low] = digits else { return None };
    let (high, low) = (HEX[usize::from(high)], HEX[usize::from(low)]);
    (high | low < 16).then_some(high << 4 | low)
}

/// What a digit stands for; 255 for what is none.
const HEX: [u8; 256] = {
    let mut values = [255; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789ABCDEF"[value] as usize] = value as u8;
        values[b"0123456789abcdef"[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// Eight bytes at a time; the last ones, fewer than eight, as the end of one more word.
#[inline(always)]
#[expect(clippy::inline_always, reason = "part of `Sentence::plain`")]
fn xor(bytes: &[u8]) -> u8 {
    let (words, rest) = bytes.as_chunks::<8>();
    let word = words.iter().fold(0, |sum, word| sum ^ u64::from_le_bytes(*word));
    let last = match bytes.last_chunk::<8>() {
        Some(last) if !rest.is_empty() => u64::from_le_bytes(*last) >> (64 - 8 * rest.len()),
        Some(_) => 0,
        None => rest.iter().fold(0, |sum, byte| sum ^ u64::from(*byte)),
    };
    let word = word ^ last;
    let half = (word >> 32) ^ word;
    let quarter = (half >> 16) ^ half;
    (quarter >> 8 ^ quarter) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LINE: &[u8] = b"!AIVDM,1,1,,A,1>M46pvP1TP=fr0MhC027?wN0<00,0*45";

    #[test]
    fn a_sentence_is_taken_apart() {
        let sentence = Sentence::parse(LINE).unwrap();
        assert_eq!((sentence.talker, sentence.own_ship), (*b"AI", false));
        assert_eq!((sentence.total, sentence.number, sentence.sequence), (1, 1, None));
        assert_eq!((sentence.channel, sentence.fill), (Some(b'A'), 0));
        assert_eq!(sentence.payload, b"1>M46pvP1TP=fr0MhC027?wN0<00");
    }

    #[test]
    fn wrong_sentences_say_why() {
        for (text, why) in [
            (&b"!AIVDM,1,1,,A,1>M4,0*54"[..], reason::BAD_CHECKSUM),
            (b"!AIVDM,1,1,,A,1>M4,0*5", reason::BAD_CHECKSUM),
            (b"!AIVDM,1,1,,A,,0", reason::EMPTY_PAYLOAD),
            (b"!AIVDM,1,1,,A", reason::BAD_SENTENCE),
            (b"!AIVDM,0,1,,A,1>M4,0", reason::BAD_SENTENCE),
            (b"!AIVDM,2,3,,A,1>M4,0", reason::BAD_SENTENCE),
            (b"!AIVDM,1,1,,A,1>M4,7", reason::BAD_SENTENCE),
        ] {
            assert_eq!(Sentence::parse(text), Err(why), "{}", text.escape_ascii());
        }
    }

    #[test]
    fn addresses_are_told_apart() {
        assert_eq!(address(b"!B2VDM,"), Some(Address::Ais));
        assert_eq!(address(b"$GPRMC,1"), Some(Address::Other(b"GPRMC")));
        assert_eq!(address(b"$PGHP,1"), Some(Address::Other(b"PGHP")));
        assert_eq!(address(b"$5.00,"), None);
        assert_eq!(address(b"!"), None);
    }

    proptest! {
        #[test]
        fn the_quick_look_agrees_with_the_close_one(
            payload in "[0-W`-w]{1,60}", channel in "[AB12]?", fill in 0..6u8, kind in "[MO]",
        ) {
            let body = format!("AIVD{kind},1,1,,{channel},{payload},{fill}");
            let line = format!("!{body}*{:02X}", checksum(body.as_bytes()));
            let quick = Sentence::plain(line.as_bytes()).expect("a plain sentence");
            let close = Sentence::parse(line.as_bytes()).expect("a sentence");
            prop_assert!(quick.beyond.starts_with(close.payload));
            prop_assert_eq!(quick, Sentence { beyond: quick.beyond, ..close });
        }

        #[test]
        fn the_quick_look_at_a_part_agrees_with_the_close_one(
            payload in "[0-W`-w]{1,60}", channel in "[AB12]?", fill in 0..6u8, sequence in 0..10u8,
            (number, total) in (1..=9u8).prop_flat_map(|n| (Just(n), n..=9)),
        ) {
            let body = format!("BSVDM,{total},{number},{sequence},{channel},{payload},{fill}");
            let line = format!("!{body}*{:02x}", checksum(body.as_bytes()));
            let quick = Sentence::plain_part(line.as_bytes()).expect("a plain part");
            let close = Sentence::parse(line.as_bytes()).expect("a sentence");
            prop_assert_eq!(quick, Sentence { beyond: quick.beyond, ..close });
        }

        #[test]
        fn what_a_quick_look_takes_a_close_one_takes_too(
            line in "!AI?VD[MON],[0-3],[0-3],[0-9,]?,[AB?,]?,[0-9,*]{0,40},[0-7]\\*", sum in any::<u8>(),
            right in any::<bool>(),
        ) {
            let body = line.trim_start_matches('!').trim_end_matches('*');
            let sum = if right { checksum(body.as_bytes()) } else { sum };
            let line = format!("{line}{sum:02X}");
            if let Some(part) = Sentence::plain_part(line.as_bytes()) {
                // A comma or star in the payload is left to the armour.
                if !part.payload.iter().any(|byte| b",*".contains(byte)) {
                    let close = Sentence::parse(line.as_bytes());
                    prop_assert_eq!(close, Ok(Sentence { beyond: part.payload, ..part }));
                }
            }
        }

        #[test]
        fn the_sum_is_the_plain_xor(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            prop_assert_eq!(checksum(&bytes), bytes.iter().fold(0, |sum, byte| sum ^ byte));
        }
    }
}
