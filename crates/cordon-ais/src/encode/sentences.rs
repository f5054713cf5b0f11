//! Bits to NMEA 0183 sentences (IEC 61162-1, 8.3.92 VDM and VDO) with tag blocks (NMEA 4.10, 7).

use cordon_core::Time;

use crate::bits::Bits;

/// Payload characters a sentence holds, so that it stays within 82 characters.
const PAYLOAD: usize = 60;

/// What goes around a message.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// Talker: `AI` mobile station, `BS` base station, …
    pub talker: [u8; 2],
    /// `VDO`, about the own ship, rather than `VDM`.
    pub own_ship: bool,
    /// Radio channel, `A` or `B`; empty field where `None`.
    pub channel: Option<u8>,
    /// Tells apart messages of several sentences in flight at once; counted modulo 10.
    pub sequence: u32,
    /// Tag block `s:`, the receiving station.
    pub station: Option<&'a str>,
    /// Tag block `c:`, when it was received.
    pub time: Option<Time>,
    /// Tag block `t:`, free text.
    pub text: Option<&'a str>,
}

impl Default for Envelope<'_> {
    fn default() -> Self {
        Envelope {
            talker: *b"AI",
            own_ship: false,
            channel: Some(b'A'),
            sequence: 0,
            station: None,
            time: None,
            text: None,
        }
    }
}

/// Append the sentences of one message, each with its line ending `\r\n`.
pub fn sentences(bits: Bits<'_>, envelope: &Envelope<'_>, out: &mut Vec<u8>) {
    let characters = bits.len().div_ceil(6);
    let total = characters.div_ceil(PAYLOAD).max(1);
    for number in 0..total {
        tag_block(envelope, number + 1, total, out);
        sentence(bits, envelope, number, total, out);
    }
}

fn sentence(
    bits: Bits<'_>,
    envelope: &Envelope<'_>,
    number: usize,
    total: usize,
    out: &mut Vec<u8>,
) {
    out.push(b'!');
    let start = out.len();
    out.extend_from_slice(&envelope.talker);
    out.extend_from_slice(if envelope.own_ship { b"VDO" } else { b"VDM" });
    out.push(b',');
    decimal(total as u64, out);
    out.push(b',');
    decimal(number as u64 + 1, out);
    out.push(b',');
    if total > 1 {
        decimal(u64::from(envelope.sequence % 10), out);
    }
    out.push(b',');
    out.extend(envelope.channel);
    out.push(b',');
    let first = number * PAYLOAD * 6;
    let last = bits.len().min(first + PAYLOAD * 6);
    payload(bits, first, last, out);
    out.push(b',');
    decimal(((first..last).len().next_multiple_of(6) - (first..last).len()) as u64, out);
    checksum(out, start);
    out.extend_from_slice(b"\r\n");
}

/// `\g:1-2-7,s:station,c:seconds,t:text*hh\`, if there is anything to tell.
fn tag_block(envelope: &Envelope<'_>, number: usize, total: usize, out: &mut Vec<u8>) {
    if envelope.station.is_none() && envelope.time.is_none() && envelope.text.is_none() {
        return;
    }
    out.push(b'\\');
    let start = out.len();
    if total > 1 {
        out.extend_from_slice(b"g:");
        for (value, end) in
            [(number as u64, b'-'), (total as u64, b'-'), (u64::from(envelope.sequence), b',')]
        {
            decimal(value, out);
            out.push(end);
        }
    }
    if let Some(station) = envelope.station {
        tag(b's', station, out);
    }
    if let Some(time) = envelope.time {
        let seconds = time.as_unix_seconds();
        out.extend_from_slice(if seconds < 0 { b"c:-" } else { b"c:" });
        decimal(seconds.unsigned_abs(), out);
        out.push(b',');
    }
    if let Some(text) = envelope.text {
        tag(b't', text, out);
    }
    out.pop();
    checksum(out, start);
    out.push(b'\\');
}

/// One `key:value,`; characters that would end the field become blanks.
fn tag(key: u8, value: &str, out: &mut Vec<u8>) {
    let plain =
        |byte: u8| (byte.is_ascii_graphic() && !b"\\*,!$^~".contains(&byte)).then_some(byte);
    out.extend_from_slice(&[key, b':']);
    out.extend(value.bytes().map(|byte| plain(byte).unwrap_or(b' ')));
    out.push(b',');
}

/// The printable character of a six-bit code.
const fn armour(code: u8) -> u8 {
    if code < 40 { code + 48 } else { code + 56 }
}

/// The characters of the bits from `first` to `last`, nine at a time where there are as many.
fn payload(bits: Bits<'_>, first: usize, last: usize, out: &mut Vec<u8>) {
    let mut at = first;
    while at + 54 <= last {
        let word = bits.u(at, 54);
        out.extend((0..9).rev().map(|place| armour((word >> (6 * place) & 0x3F) as u8)));
        at += 54;
    }
    out.extend((at..last).step_by(6).map(|at| armour(bits.u(at, 6) as u8)));
}

/// `*` and the exclusive or of everything from `start` on.
fn checksum(out: &mut Vec<u8>, start: usize) {
    let sum = out.get(start..).unwrap_or_default().iter().fold(0, |sum, byte| sum ^ byte);
    out.extend_from_slice(&[b'*', hexadecimal(sum >> 4), hexadecimal(sum & 0xF)]);
}

const fn hexadecimal(nibble: u8) -> u8 {
    if nibble < 10 { b'0' + nibble } else { b'A' + nibble - 10 }
}

/// A number in digits, without the machinery of formatting: this is written a million times a second.
fn decimal(value: u64, out: &mut Vec<u8>) {
    if value >= 10 {
        decimal(value / 10, out);
    }
    out.push(b'0' + (value % 10) as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::encode;
    use crate::message::decode;

    /// Take the armour off, test side.
    fn bits_of(payload: &str, fill: usize) -> (Vec<u8>, usize) {
        let codes = payload.bytes().map(|c| if c < 96 { c - 48 } else { c - 56 });
        let bits: Vec<u8> = codes.flat_map(|c| (0..6).rev().map(move |i| c >> i & 1)).collect();
        let len = bits.len() - fill;
        (
            bits.chunks(8)
                .map(|c| c.iter().enumerate().fold(0, |b, (i, bit)| b | bit << (7 - i)))
                .collect(),
            len,
        )
    }

    /// The first sentence of gpsd's sample.aivdm.
    #[test]
    fn a_known_sentence_comes_out_as_it_went_in() {
        let (bytes, len) = bits_of("15RTgt0PAso;90TKcjM8h6g208CQ", 0);
        let message = decode(Bits::new(&bytes, len)).expect("type 1");
        let mut out = Vec::new();
        sentences(encode(&message).bits(), &Envelope::default(), &mut out);
        assert_eq!(out, b"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\r\n");
    }

    #[test]
    fn a_long_message_is_split_and_tagged() {
        let bytes = [0x15; 53];
        let envelope = Envelope {
            sequence: 13,
            channel: Some(b'B'),
            station: Some("drill,1"),
            time: Time::from_unix_seconds(1_700_000_000),
            text: Some("EXERCISE north*wind"),
            ..Envelope::default()
        };
        let mut out = Vec::new();
        sentences(Bits::new(&bytes, 424), &envelope, &mut out);
        let text = String::from_utf8(out).expect("ASCII");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with("\\g:1-2-13,s:drill 1,c:1700000000,t:EXERCISE north wind*"));
        assert!(lines[1].contains("!AIVDM,2,2,3,B,"));
        assert!(
            lines[1].contains(",2*"),
            "71 characters hold 426 bits, two of them filled: {}",
            lines[1]
        );
    }
}
