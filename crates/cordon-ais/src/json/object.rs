//! Writing a JSON object's members straight into a byte buffer.

use std::io::Write;

use super::Style;
use super::legends::Legend;
use crate::message::Payload;

/// How a raw integer becomes a quantity: `(raw + shift) / per`, with so many decimals, and the raw
/// value that means "not available".
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    pub(crate) per: i64,
    pub(crate) shift: i64,
    pub(crate) decimals: u32,
    pub(crate) none: Option<i64>,
}

impl Scale {
    /// `raw / per`.
    pub(crate) const fn per(per: i64, decimals: u32) -> Scale {
        Scale { per, shift: 0, decimals, none: None }
    }

    /// A whole number that has a value for "not available".
    pub(crate) const fn whole(none: i64) -> Scale {
        Scale { per: 1, shift: 0, decimals: 0, none: Some(none) }
    }

    /// With this raw value for "not available".
    pub(crate) const fn none(self, none: i64) -> Scale {
        Scale { none: Some(none), ..self }
    }

    /// With this added to the raw value.
    pub(crate) const fn shift(self, shift: i64) -> Scale {
        Scale { shift, ..self }
    }
}

/// Members of one object, comma-separated, without the braces.
#[derive(Debug)]
pub(crate) struct Object<'o> {
    pub(crate) out: &'o mut Vec<u8>,
    pub(crate) style: Style,
    first: bool,
}

impl<'o> Object<'o> {
    /// The first member comes next.
    pub(crate) fn new(style: Style, out: &'o mut Vec<u8>) -> Object<'o> {
        Object { out, style, first: true }
    }

    fn key(&mut self, key: &str) {
        if !self.first {
            self.out.push(b',');
        }
        self.first = false;
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    pub(crate) fn null(&mut self, key: &str) {
        self.key(key);
        self.out.extend_from_slice(b"null");
    }

    /// A plain number, the same in both styles.
    pub(crate) fn int<T: Into<i64>>(&mut self, key: &str, value: Option<T>) {
        let Some(value) = value else { return self.null(key) };
        self.key(key);
        integer(self.out, value.into());
    }

    /// A number that was left out where it is 0: none of an optional tail.
    pub(crate) fn int_or_0<T: Into<i64>>(&mut self, key: &str, value: Option<T>) {
        self.int(key, Some(value.map_or(0, Into::into)));
    }

    /// A flag.
    pub(crate) fn flag(&mut self, key: &str, value: Option<bool>) {
        let Some(value) = value else { return self.null(key) };
        self.key(key);
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// A flag that is written as 0 or 1.
    pub(crate) fn bit(&mut self, key: &str, value: Option<bool>) {
        self.int(key, value);
    }

    /// A quantity: as sent, or scaled with `null` for "not available".
    pub(crate) fn quantity<T: Into<i64>>(&mut self, key: &str, value: Option<T>, scale: Scale) {
        let value = value.map(Into::into);
        if self.style == Style::Raw {
            return self.int(key, value);
        }
        match value.filter(|&raw| Some(raw) != scale.none) {
            Some(raw) => {
                self.key(key);
                scaled(self.out, raw, scale);
            }
            None => self.null(key),
        }
    }

    /// A code and, under `key_text`, what it stands for.
    pub(crate) fn legend(
        &mut self,
        key: &str,
        value: Option<impl Into<i64> + Copy>,
        meaning: impl Fn(i64) -> Legend,
    ) {
        let value = value.map(Into::into);
        self.int(key, value);
        let Some(value) = value else { return };
        self.key(key);
        self.out.truncate(self.out.len() - 2);
        self.out.extend_from_slice(b"_text\":\"");
        for part in meaning(value) {
            self.out.extend_from_slice(part.as_bytes());
        }
        self.out.push(b'"');
    }

    /// Whether numbers are scaled.
    pub(crate) fn scales(&self) -> bool {
        self.style == Style::Scaled
    }

    /// `MM-DDTHH:MMZ`, a time that tells no year; scaled, `null` where no part of it is known.
    pub(crate) fn month_to_minute(&mut self, key: &str, parts: [Option<u8>; 4]) {
        let [Some(month), Some(day), Some(hour), Some(minute)] = parts else {
            return self.null(key);
        };
        if self.scales() && (month, day, hour, minute) == (0, 0, 24, 60) {
            return self.null(key);
        }
        self.plain(key, format_args!("{month:02}-{day:02}T{hour:02}:{minute:02}Z"));
    }

    /// A code as sent, or scaled to what it stands for.
    pub(crate) fn worded(
        &mut self,
        key: &str,
        value: Option<i64>,
        meaning: impl Fn(i64) -> Legend,
    ) {
        match value.filter(|_| self.scales()) {
            Some(value) => {
                self.plain(key, format_args!("{}{}", meaning(value)[0], meaning(value)[1]));
            }
            None => self.int(key, value),
        }
    }

    /// `DDTHH:MMZ`, a time that tells no month; scaled, `null` where no part of it is known.
    pub(crate) fn day_to_minute(&mut self, key: &str, parts: [Option<u8>; 3]) {
        let [Some(day), Some(hour), Some(minute)] = parts else { return self.null(key) };
        if self.scales() && (day, hour, minute) == (0, 24, 60) {
            return self.null(key);
        }
        self.plain(key, format_args!("{day:02}T{hour:02}:{minute:02}Z"));
    }

    /// A string that needs no escaping.
    pub(crate) fn plain(&mut self, key: &str, value: std::fmt::Arguments<'_>) {
        self.key(key);
        self.out.push(b'"');
        // Writing to a vector does not fail.
        let _ = self.out.write_fmt(value);
        self.out.push(b'"');
    }

    /// Text of the six-bit alphabet.
    pub(crate) fn text(&mut self, key: &str, chars: Option<impl Iterator<Item = char>>) {
        let Some(chars) = chars else { return self.null(key) };
        self.key(key);
        self.out.push(b'"');
        for character in chars {
            if matches!(character, '"' | '\\') {
                self.out.push(b'\\');
            }
            self.out.push(character as u8);
        }
        self.out.push(b'"');
    }

    /// A name or another text field: as sent, or scaled with `null` where it says nothing.
    pub(crate) fn name(&mut self, key: &str, chars: Option<impl Iterator<Item = char> + Clone>) {
        let raw = !self.scales();
        self.text(key, chars.filter(|chars| raw || chars.clone().next().is_some()));
    }

    /// Bits as `length:hex`.
    pub(crate) fn bits(&mut self, key: &str, payload: Payload<'_>) {
        self.key(key);
        self.out.push(b'"');
        integer(self.out, payload.len().cast_signed() as i64);
        self.out.push(b':');
        for byte in payload.bytes() {
            self.out.extend([byte >> 4, byte & 15].map(hex));
        }
        self.out.push(b'"');
    }

    /// A list of objects.
    pub(crate) fn list<T>(
        &mut self,
        key: &str,
        items: impl Iterator<Item = T>,
        mut write: impl FnMut(&T, &mut Object<'_>),
    ) {
        self.key(key);
        self.out.push(b'[');
        for (i, item) in items.enumerate() {
            self.out.extend_from_slice(if i == 0 { b"{" } else { b",{" });
            write(&item, &mut Object::new(self.style, self.out));
            self.out.push(b'}');
        }
        self.out.push(b']');
    }
}

const fn hex(digit: u8) -> u8 {
    if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }
}

/// Decimal digits of a number.
fn integer(out: &mut Vec<u8>, value: i64) {
    if value < 0 {
        out.push(b'-');
    }
    digits(out, value.unsigned_abs(), 1);
}

/// At least `least` digits, with leading zeros.
fn digits(out: &mut Vec<u8>, mut value: u64, least: usize) {
    let mut buffer = [b'0'; 20];
    let mut start = buffer.len();
    for (place, digit) in buffer.iter_mut().enumerate().rev() {
        if value == 0 && start + least <= 20 {
            break;
        }
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
        start = place;
    }
    out.extend_from_slice(buffer.get(start..).unwrap_or_default());
}

/// Exact decimal scaling, rounded half away from zero: no float in between.
fn scaled(out: &mut Vec<u8>, raw: i64, scale: Scale) {
    let power = 10_i64.pow(scale.decimals);
    let shifted = raw.saturating_add(scale.shift);
    // Fields have at most 30 bits and 7 decimals: far from where it would saturate.
    let magnified = shifted.unsigned_abs().saturating_mul(power.unsigned_abs());
    let per = scale.per.unsigned_abs();
    let rounded = magnified.saturating_add(per / 2) / per;
    if shifted < 0 && rounded > 0 {
        out.push(b'-');
    }
    digits(out, rounded / power.unsigned_abs(), 1);
    if scale.decimals > 0 {
        out.push(b'.');
        digits(out, rounded % power.unsigned_abs(), scale.decimals as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(raw: i64, scale: Scale) -> String {
        let mut out = Vec::new();
        scaled(&mut out, raw, scale);
        String::from_utf8(out).expect("ASCII")
    }

    #[test]
    fn scaling_is_exact() {
        let degrees = Scale::per(600_000, 7);
        assert_eq!(written(-74_037_230, degrees), "-123.3953833");
        assert_eq!(written(-1, degrees), "-0.0000017");
        assert_eq!(written(0, degrees), "0.0000000");
        assert_eq!(written(123, Scale::per(10, 1)), "12.3");
        assert_eq!(written(16, Scale::per(10, 1).shift(-100)), "-8.4");
        assert_eq!(written(511, Scale::whole(0).shift(800)), "1311");
    }

    #[test]
    fn integers() {
        let mut out = Vec::new();
        for value in [0, 7, -10, i64::MAX, i64::MIN] {
            integer(&mut out, value);
            out.push(b' ');
        }
        assert_eq!(out, b"0 7 -10 9223372036854775807 -9223372036854775808 ");
    }
}
