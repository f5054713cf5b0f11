//! Calendar days, as lists date their entries.

use std::fmt;
use std::str::FromStr;

use cordon_core::Time;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day of the calendar, without a clock or a zone.
///
/// ```
/// use cordon_identity::Day;
/// let listed: Day = "2022-05-08".parse().unwrap();
/// assert!(listed < Day::read("25.06.2024").unwrap());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// Why a text is not a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a day between 1900 and 2200, for example 2023-10-13")]
pub struct NotADay(String);

impl Day {
    /// A day of the years 1900 to 2200.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Day> {
        let date = Date::new(year, month, day).ok()?;
        (1900..=2200).contains(&year).then_some(Day(date))
    }

    /// The day (UTC) of an instant.
    pub fn of(time: Time) -> Day {
        // An instant is between 1900 and 2200, and prints as such.
        Day::read(&time.day()).unwrap_or(Day(Date::constant(1970, 1, 1)))
    }

    /// From the ways in which lists write days: `2012-12-31`, an RFC 3339 time, `25.06.2024`,
    /// `31 Dec 2012`, `20121231`, and with slashes where only one order is possible or the order is
    /// month, day, year by `month_first`.
    pub fn read(text: &str) -> Option<Day> {
        Day::read_with(text, None)
    }

    /// As [`Day::read`]; with slashes the month comes first (`Some(true)`), second (`Some(false)`), or
    /// wherever only one reading is possible (`None`).
    pub fn read_with(text: &str, month_first: Option<bool>) -> Option<Day> {
        let text = text.trim();
        let head = text.split(['T', ' ']).next().unwrap_or(text);
        ymd(head)
            .or_else(|| parts(head, '.').and_then(|[d, m, y]| day_of(y, m, d)))
            .or_else(|| parts(head, '/').and_then(|parts| slashed(parts, month_first)))
            .or_else(|| in_words(text))
    }
}

fn ymd(text: &str) -> Option<Day> {
    if let Some([y, m, d]) = parts(text, '-') {
        return day_of(y, m, d);
    }
    let all = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number: i32 = text.parse().ok().filter(|_| all)?;
    day_of(number / 10_000, number / 100 % 100, number % 100)
}

fn parts(text: &str, mark: char) -> Option<[i32; 3]> {
    let parts: Option<Vec<i32>> = text.split(mark).map(|part| part.parse().ok()).collect();
    parts?.try_into().ok()
}

fn slashed([a, b, y]: [i32; 3], month_first: Option<bool>) -> Option<Day> {
    match month_first {
        Some(true) => day_of(y, a, b),
        Some(false) => day_of(y, b, a),
        None if a == b || b > 12 => day_of(y, a, b),
        None if a > 12 => day_of(y, b, a),
        None => None,
    }
}

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// `31 Dec 2012`, `Dec. 31, 2012`.
fn in_words(text: &str) -> Option<Day> {
    let words: Vec<&str> =
        text.split([' ', ',', '.', '-']).filter(|word| !word.is_empty()).take(4).collect();
    let &[a, b, year] = words.as_slice() else { return None };
    let month = |word: &str| {
        let head = word.get(..3)?.to_ascii_uppercase();
        MONTHS.iter().zip(1..).find(|(name, _)| **name == head).map(|(_, month)| month)
    };
    let (month, day) = match (month(a), month(b)) {
        (Some(month), None) => (month, b),
        (None, Some(month)) => (month, a),
        _ => return None,
    };
    day_of(year.parse().ok()?, month, day.parse().ok()?)
}

fn day_of(year: i32, month: i32, day: i32) -> Option<Day> {
    Day::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)
}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Day, NotADay> {
        ymd(text.trim()).ok_or_else(|| NotADay(text.chars().take(40).collect()))
    }
}

/// `YYYY-MM-DD`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_as_lists_write_them() {
        for text in [
            "2012-12-31",
            "2012-12-31T00:00:09.554Z",
            "31.12.2012",
            "12/31/2012",
            "31/12/2012",
            "31 Dec 2012",
            "December 31, 2012",
            "20121231",
        ] {
            assert_eq!(
                Day::read(text).map(|day| day.to_string()).as_deref(),
                Some("2012-12-31"),
                "{text}"
            );
        }
        assert_eq!(Day::read("03/04/2012"), None, "either order is possible");
        assert_eq!(Day::read_with("03/04/2012", Some(true)), Day::new(2012, 3, 4));
        for text in ["", "2012-02-30", "0001-01-01", "99/99/9999", "-0-"] {
            assert_eq!(Day::read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC*") {
            let _ = Day::read(&text);
        }
    }
}
