//! Times as tables write them.

use cordon_core::Time;

use super::number::digits;

/// How a source writes its times.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum TimeStyle {
    /// Year first in any punctuation, or seconds, milli-, micro- or nanoseconds since 1970.
    #[default]
    YearFirst,
    /// `DD/MM/YYYY HH:MM:SS`.
    DayFirst,
    /// `MM/DD/YYYY HH:MM:SS`.
    MonthFirst,
    /// A pattern of `%Y %m %d %H %M %S %f` and plain characters.
    Pattern(Box<[u8]>),
}

/// Microseconds of one day.
pub(crate) const DAY: i64 = 86_400_000_000;

/// A date and time of day, read piece by piece.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub year: i64,
    pub month: i64,
    pub day: i64,
    pub micros: i64,
}

impl Parts {
    /// Microseconds since 1970 of its date at midnight; `None` when there is no such day.
    pub(crate) fn date_micros(self) -> Option<i64> {
        days(self.year, self.month, self.day)?.checked_mul(DAY)
    }

    pub(crate) fn time(self) -> Option<Time> {
        Time::from_micros(self.date_micros()?.checked_add(self.micros)?)
    }
}

/// An instant, UTC where the text gives no zone.
pub(crate) fn instant(text: &[u8], style: &TimeStyle) -> Option<Time> {
    match style {
        TimeStyle::YearFirst => epoch(text).or_else(|| year_first(text)?.time()),
        TimeStyle::DayFirst => day_first(text).or_else(|| year_first(text))?.time(),
        TimeStyle::MonthFirst => {
            let parts = day_first(text)?;
            Parts { month: parts.day, day: parts.month, ..parts }.time()
        }
        TimeStyle::Pattern(pattern) => by_pattern(text, pattern)?.time(),
    }
}

/// A time of day alone, in microseconds after midnight.
pub(crate) fn time_of_day(text: &[u8], style: &TimeStyle) -> Option<i64> {
    match style {
        TimeStyle::Pattern(pattern) => by_pattern(text, pattern).map(|parts| parts.micros),
        _ => clock(&mut Scan(text)),
    }
}

/// A date alone, in microseconds since 1970.
pub(crate) fn date(text: &[u8], style: &TimeStyle) -> Option<i64> {
    let mut scan = Scan(text);
    match style {
        TimeStyle::YearFirst => scan.date_year_first(),
        TimeStyle::DayFirst => scan.date_day_first(),
        TimeStyle::MonthFirst => {
            scan.date_day_first().map(|p| Parts { month: p.day, day: p.month, ..p })
        }
        TimeStyle::Pattern(pattern) => by_pattern(text, pattern),
    }?
    .date_micros()
}

/// Digits alone are time since 1970 by their number: 9 or 10 seconds, 13 milli-, 16 micro-, 19
/// nanoseconds. A fraction may follow seconds.
fn epoch(text: &[u8]) -> Option<Time> {
    let whole = text.iter().position(|&b| b == b'.').unwrap_or(text.len());
    let (seconds, fraction) = text.split_at_checked(whole)?;
    let micros = match seconds.len() {
        9 | 10 => digits(seconds)?.checked_mul(1_000_000)?.checked_add(match fraction {
            [] | [b'.'] => 0,
            [_, rest @ ..] => fraction_micros(rest)?,
        })?,
        13 if fraction.is_empty() => digits(seconds)?.checked_mul(1_000)?,
        16 if fraction.is_empty() => digits(seconds)?,
        19 if fraction.is_empty() => digits(seconds.get(..16)?)?,
        _ => return None,
    };
    Time::from_micros(micros)
}

fn year_first(text: &[u8]) -> Option<Parts> {
    let mut scan = Scan(text);
    let date = scan.date_year_first()?;
    with_clock(date, &mut scan)
}

fn day_first(text: &[u8]) -> Option<Parts> {
    let mut scan = Scan(text);
    let date = scan.date_day_first()?;
    with_clock(date, &mut scan)
}

fn with_clock(date: Parts, scan: &mut Scan<'_>) -> Option<Parts> {
    while scan.eat(|b| matches!(b, b'T' | b't' | b' ' | b'_')) {}
    let micros = clock(scan)?;
    let offset = zone(scan.0)?;
    Some(Parts { micros: micros - offset * 60_000_000, ..date })
}

/// `HH:MM[:SS[.fff]]` or `HHMMSS`. A leap second counts as the second after.
fn clock(scan: &mut Scan<'_>) -> Option<i64> {
    let hour = scan.two()?;
    let colon = scan.eat(|b| matches!(b, b':' | b'.'));
    let minute = scan.two()?;
    let more = if colon { scan.eat(|b| matches!(b, b':' | b'.')) } else { scan.peek_digit() };
    let second = if more { scan.two()? } else { 0 };
    let fraction = if scan.eat(|b| matches!(b, b'.' | b',')) { scan.fraction()? } else { 0 };
    let fits = hour < 24 && minute < 60 && second <= 60;
    fits.then_some(((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction)
}

/// Minutes east of Greenwich: nothing, `Z`, `UTC`, `GMT`, `+0000 UTC`, `+09:00`.
fn zone(text: &[u8]) -> Option<i64> {
    let text = text.trim_ascii();
    let text = text.strip_suffix(b"UTC").or_else(|| text.strip_suffix(b"GMT")).unwrap_or(text);
    match text.trim_ascii() {
        [] | [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let mut scan = Scan(rest);
            let hours = scan.two()?;
            scan.eat(|b| b == b':');
            let minutes = if scan.0.is_empty() { 0 } else { scan.two()? };
            let fits = scan.0.is_empty() && hours <= 15 && minutes < 60;
            let offset = hours * 60 + minutes;
            fits.then_some(if *sign == b'-' { -offset } else { offset })
        }
        _ => None,
    }
}

fn by_pattern(text: &[u8], pattern: &[u8]) -> Option<Parts> {
    let (mut scan, mut parts) = (Scan(text), Parts { year: 1970, month: 1, day: 1, micros: 0 });
    let mut codes = pattern.iter();
    while let Some(&code) = codes.next() {
        if code != b'%' {
            scan.eat(|b| b == code).then_some(())?;
            continue;
        }
        match codes.next()? {
            b'Y' => parts.year = scan.number(4)?,
            b'y' => parts.year = 2000 + scan.number(2)?,
            b'm' => parts.month = scan.number(2)?,
            b'd' => parts.day = scan.number(2)?,
            b'H' => parts.micros += within(scan.number(2)?, 23)? * 3_600_000_000,
            b'M' => parts.micros += within(scan.number(2)?, 59)? * 60_000_000,
            b'S' => parts.micros += within(scan.number(2)?, 60)? * 1_000_000,
            b'f' => parts.micros += scan.fraction()?,
            b'%' => scan.eat(|b| b == b'%').then_some(())?,
            _ => return None,
        }
    }
    scan.0.is_empty().then_some(parts)
}

fn within(value: i64, most: i64) -> Option<i64> {
    (value <= most).then_some(value)
}

fn fraction_micros(digits: &[u8]) -> Option<i64> {
    let scale = |(sum, unit): (i64, i64), &b: &u8| {
        b.is_ascii_digit().then(|| (sum + i64::from(b - b'0') * unit, unit / 10))
    };
    digits.iter().try_fold((0, 100_000), scale).map(|(sum, _)| sum)
}

/// The rest of a text, eaten from the front.
struct Scan<'a>(&'a [u8]);

impl Scan<'_> {
    fn eat(&mut self, wanted: impl Fn(u8) -> bool) -> bool {
        match self.0.split_first() {
            Some((&b, rest)) if wanted(b) => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    fn peek_digit(&self) -> bool {
        self.0.first().is_some_and(u8::is_ascii_digit)
    }

    /// One to `most` digits.
    fn number(&mut self, most: usize) -> Option<i64> {
        let count = self.0.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        digits(head)
    }

    /// Exactly two digits; or one, where punctuation follows.
    fn two(&mut self) -> Option<i64> {
        self.number(2)
    }

    fn fraction(&mut self) -> Option<i64> {
        let count = self.0.iter().take_while(|b| b.is_ascii_digit()).count();
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        fraction_micros(head)
    }

    fn punctuation(&mut self) -> bool {
        self.eat(|b| matches!(b, b'-' | b'/' | b'.'))
    }

    fn date_year_first(&mut self) -> Option<Parts> {
        let year_digits = self.0.get(..4)?;
        let year = digits(year_digits)?;
        self.number(4)?;
        self.punctuation();
        let month = self.two()?;
        self.punctuation();
        let day = self.two()?;
        Some(Parts { year, month, day, micros: 0 })
    }

    fn date_day_first(&mut self) -> Option<Parts> {
        let day = self.two()?;
        self.punctuation().then_some(())?;
        let month = self.two()?;
        self.punctuation().then_some(())?;
        let year = self.number(4).filter(|&year| year >= 1900)?;
        Some(Parts { year, month, day, micros: 0 })
    }
}

/// Days from 1970-01-01 in the Gregorian calendar; `None` when there is no such day.
///
/// The era arithmetic of H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", section
/// `days_from_civil`.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if !(1..=length).contains(&day) || !(0..=9999).contains(&year) {
        return None;
    }
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(text: &str, style: &TimeStyle) -> Option<String> {
        instant(text.as_bytes(), style).map(|t| t.to_string())
    }

    /// One per provider, as their documents and samples write it.
    #[test]
    fn the_times_of_the_field() {
        for (text, time) in [
            ("2021-01-06T07:33:48+00:00", "2021-01-06T07:33:48Z"),
            ("2023-01-01T00:00:00", "2023-01-01T00:00:00Z"),
            ("2025-01-01 00:00:09", "2025-01-01T00:00:09Z"),
            ("20210701_181947", "2021-07-01T18:19:47Z"),
            ("2011-04-12 10:40:27 GMT", "2011-04-12T10:40:27Z"),
            ("2017-08-11 11:14:49 UTC", "2017-08-11T11:14:49Z"),
            ("2026-01-19 02:41:51.011109855 +0000 UTC", "2026-01-19T02:41:51.011109Z"),
            ("2014-08-01T00:08:14.000000Z", "2014-08-01T00:08:14Z"),
            ("2021-01-01T09:04:22+09:00", "2021-01-01T00:04:22Z"),
            ("1443650402", "2015-09-30T22:00:02Z"),
            ("1599239526500", "2020-09-04T17:12:06.5Z"),
            ("1609459462.25", "2021-01-01T00:04:22.25Z"),
            ("2024-02-29 23:59:60", "2024-03-01T00:00:00Z"),
        ] {
            assert_eq!(told(text, &TimeStyle::YearFirst).as_deref(), Some(time), "{text}");
        }
        let day_first = told("13/02/2021 00:00:01", &TimeStyle::DayFirst);
        assert_eq!(day_first.as_deref(), Some("2021-02-13T00:00:01Z"));
        let pattern = TimeStyle::Pattern(b"%d-%m-%Y %H.%M".as_slice().into());
        assert_eq!(told("01-02-2020 03.04", &pattern).as_deref(), Some("2020-02-01T03:04:00Z"));
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            "2023-02-29 00:00:00",
            "2023-13-01T00:00:00",
            "2023-01-01",
            "12",
            "x",
            "2023-01-01T25:00:00",
            "01/02/2021 00:00:00",
            "2023-01-01T00:00:00 CET",
            "99999999999",
            "2023-01-01T00:00:00+99:00",
        ] {
            assert_eq!(told(text, &TimeStyle::YearFirst), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_second_of_three_centuries_is_read_back(s in -2_208_988_800_i64..7_258_118_400) {
            let time = Time::from_unix_seconds(s).unwrap();
            let text = time.to_string();
            prop_assert_eq!(instant(text.as_bytes(), &TimeStyle::YearFirst), Some(time));
        }

        #[test]
        fn no_text_is_too_strange(text in proptest::collection::vec(any::<u8>(), 0..40)) {
            for style in [TimeStyle::YearFirst, TimeStyle::DayFirst, TimeStyle::MonthFirst] {
                let _ = instant(&text, &style);
                let _ = time_of_day(&text, &style);
                let _ = date(&text, &style);
            }
        }
    }
}
