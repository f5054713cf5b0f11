//! When something was heard: epochs, calendar prefixes, and the clocks inside a stream.

pub(crate) mod pghp;
pub(crate) mod stream;

use cordon_core::{Span, Time};

/// 1990-01-01 and 2100-01-01 in seconds since 1970. AIS is younger than the one; a clock outside
/// is broken, and its word counts as no time.
const PLAUSIBLE: std::ops::RangeInclusive<i64> = 631_152_000..=4_102_444_800;

/// Decimal digits since 1970, with or without a fraction, in whichever of seconds, milliseconds,
/// microseconds and nanoseconds makes it a plausible time; no two of them can.
pub fn epoch(digits: &[u8]) -> Option<Time> {
    match digits.try_into() {
        Ok(ten) => seconds(ten),
        Err(_) => any_epoch(digits),
    }
}

/// Ten digits: the seconds that nearly all receivers write. No other unit has so few.
fn seconds(digits: &[u8; 10]) -> Option<Time> {
    let number = digits.iter().try_fold(0_i64, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0'))
    });
    match number {
        Some(seconds) if PLAUSIBLE.contains(&seconds) => Time::from_unix_seconds(seconds),
        _ => any_epoch(digits),
    }
}

fn any_epoch(digits: &[u8]) -> Option<Time> {
    let (whole, fraction) = match memchr::memchr(b'.', digits) {
        Some(dot) => (digits.get(..dot)?, digits.get(dot + 1..)?),
        None => (digits, &b""[..]),
    };
    if whole.is_empty() || whole.len() > 19 || !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = decimal(whole)?;
    [1_000_000, 1_000, 1].into_iter().find_map(|micros| scaled(number, fraction, micros)).or_else(
        || Some(number / 1_000).filter(|&micros| is_plausible(micros)).and_then(Time::from_micros),
    )
}

fn scaled(number: i64, fraction: &[u8], unit_micros: i64) -> Option<Time> {
    let micros = number.checked_mul(unit_micros).filter(|&micros| is_plausible(micros))?;
    Time::from_micros(micros + fraction_of(fraction, unit_micros))
}

/// Microseconds in the decimal digits behind the point of a number of `unit_micros`.
fn fraction_of(digits: &[u8], unit_micros: i64) -> i64 {
    let mut unit = unit_micros;
    digits.iter().fold(0, |sum, digit| {
        unit /= 10;
        sum + i64::from(digit - b'0') * unit
    })
}

fn is_plausible(micros: i64) -> bool {
    PLAUSIBLE.contains(&micros.div_euclid(1_000_000))
}

fn decimal(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0_i64, |number, digit| match digit {
        b'0'..=b'9' => number.checked_mul(10)?.checked_add(i64::from(digit - b'0')),
        _ => None,
    })
}

/// A date and time of day in UTC, plausible and in the calendar. `second` may be 60 in no clock
/// that AIS uses.
pub(crate) fn calendar(date: [i64; 3], time: [i64; 3], micros: i64) -> Option<Time> {
    let small = |n: i64| i8::try_from(n).ok();
    let ([year, month, day], [hour, minute, second]) = (date, time);
    let date =
        jiff::civil::Date::new(i16::try_from(year).ok()?, small(month)?, small(day)?).ok()?;
    let time = jiff::civil::Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()?;
    let stamp = jiff::tz::TimeZone::UTC.to_timestamp(date.to_datetime(time)).ok()?;
    let micros = stamp.as_microsecond().checked_add(micros)?;
    is_plausible(micros).then(|| Time::from_micros(micros))?
}

/// The time in a line's prefix: the first run of digits that is a plausible epoch, or the first
/// `YYYY-MM-DD` and time of day with whatever between and `Z`, `+hh:mm` or nothing (UTC) behind.
pub(crate) fn prefix(text: &[u8]) -> Option<Time> {
    let text = text.get(text.len().saturating_sub(256)..)?;
    let mut at = 0;
    while let Some(skip) = text.get(at..)?.iter().position(u8::is_ascii_digit) {
        let here = text.get(at + skip..)?;
        let run = here.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
        let number = here.get(..run)?;
        let time = iso(here).or_else(|| epoch(number.strip_suffix(b".").unwrap_or(number)));
        if time.is_some() {
            return time;
        }
        at += skip + run;
    }
    None
}

fn iso(text: &[u8]) -> Option<Time> {
    let head = text.first_chunk::<19>()?;
    let number = |from: usize, to: usize| head.get(from..to).and_then(decimal);
    let (dashes, colons) = ([head[4], head[7]], [head[13], head[16]]);
    let shape = dashes == *b"--" && colons == *b"::" && b"T ,;_".contains(&head[10]);
    let date = [number(0, 4)?, number(5, 7)?, number(8, 10)?];
    let time = [number(11, 13)?, number(14, 16)?, number(17, 19)?];
    let (micros, rest) = fraction(text.get(19..)?);
    let utc = calendar(date, time, micros)?;
    shape.then(|| utc - zone(rest))
}

/// Microseconds of a `.123` at the start, and what is behind it.
fn fraction(text: &[u8]) -> (i64, &[u8]) {
    let Some(digits) = text.strip_prefix(b".") else { return (0, text) };
    let run = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = digits.split_at(run);
    (fraction_of(digits, 1_000_000), rest)
}

/// How far ahead of UTC `+05:30` or `-0330` is; nothing where no zone is written.
fn zone(text: &[u8]) -> Span {
    let minutes = match *text {
        [sign @ (b'+' | b'-'), a, b, b':', c, d, ..] | [sign @ (b'+' | b'-'), a, b, c, d, ..] => {
            let minutes = decimal(&[a, b]).zip(decimal(&[c, d])).map(|(h, m)| h * 60 + m);
            minutes.unwrap_or(0) * if sign == b'-' { -1 } else { 1 }
        }
        _ => 0,
    };
    Span::from_minutes(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(time: Option<Time>) -> String {
        time.map_or("none".to_owned(), |time| time.to_string())
    }

    #[test]
    fn epochs_tell_their_own_unit() {
        for (digits, time) in [
            ("1700000000", "2023-11-14T22:13:20Z"),
            ("1700000000.25", "2023-11-14T22:13:20.25Z"),
            ("1700000000123", "2023-11-14T22:13:20.123Z"),
            ("1700000000123456", "2023-11-14T22:13:20.123456Z"),
            ("1700000000123456789", "2023-11-14T22:13:20.123456Z"),
            ("631151999", "none"),
            ("5", "none"),
            ("99999999999999999999", "none"),
            ("-1700000000", "none"),
            ("", "none"),
        ] {
            assert_eq!(text(epoch(digits.as_bytes())), time, "{digits}");
        }
    }

    #[test]
    fn prefixes_hold_times_among_litter() {
        for (before, time) in [
            ("1152921693 ", "2006-07-15T00:01:33Z"),
            ("garbage,123 ", "none"),
            ("2 1700000000123456789 ", "2023-11-14T22:13:20.123456Z"),
            ("[2021-07-01T12:00:00.5Z] ", "2021-07-01T12:00:00.5Z"),
            ("2021-07-01 12:00:00,", "2021-07-01T12:00:00Z"),
            ("2021-07-01T12:00:00+05:30;", "2021-07-01T06:30:00Z"),
            ("2021-02-30T12:00:00Z ", "none"),
            ("", "none"),
        ] {
            assert_eq!(text(prefix(before.as_bytes())), time, "{before}");
        }
    }

    #[test]
    fn no_calendar_date_is_made_up() {
        assert_eq!(calendar([2021, 2, 29], [0, 0, 0], 0), None);
        assert_eq!(calendar([2021, 1, 1], [24, 0, 0], 0), None);
        assert_eq!(calendar([1980, 1, 6], [0, 0, 0], 0), None);
        assert_eq!(text(calendar([2020, 2, 29], [23, 59, 59], 1)), "2020-02-29T23:59:59.000001Z");
    }
}
