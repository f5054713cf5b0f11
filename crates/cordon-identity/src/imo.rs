//! IMO numbers of ships and of companies, their check digits, and how they are found in text.
//!
//! A ship's number stays with the hull through every change of name, flag and owner
//! (IMO resolution A.1117(30)); companies and registered owners have numbers of their own
//! (MSC.160(78)) that look alike and are checked differently. An IMO number sent over AIS is a
//! claim: 0, 1 and typing errors abound.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// An IMO ship number with a right check digit.
///
/// ```
/// use cordon_identity::Imo;
/// assert!(Imo::new(9_289_518).is_some());
/// assert!(Imo::new(9_289_519).is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Imo(u32);

/// An IMO company or registered-owner number with a right check digit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ImoCompany(u32);

/// What an IMO number can be by its check digit. One number in ten passes either test by chance, one
/// in a hundred both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImoKind {
    /// Right as a ship's number only.
    Ship,
    /// Right as a company's number only.
    Company,
    /// Right as both.
    Either,
    /// Right as neither.
    Neither,
}

impl Imo {
    /// From seven digits (fewer are padded with leading zeros); `None` when the check digit is wrong
    /// or the number is 0.
    pub const fn new(number: u32) -> Option<Imo> {
        if is_ship(number) { Some(Imo(number)) } else { None }
    }

    /// The number.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// From a text that is nothing but the number, with or without `IMO` before it.
    pub fn parse(text: &str) -> Option<Imo> {
        sole_number(text).and_then(Imo::new)
    }

    /// Every ship number named in free text, in order, without repetition.
    ///
    /// A candidate is a run of exactly seven digits with no digit or letter beside it, `IMO` excepted:
    /// an MMSI or a telephone number is never cut into one.
    ///
    /// ```
    /// use cordon_identity::Imo;
    /// let found: Vec<_> = Imo::find_all("Flag 12, IMO 9289518; MMSI 273382620").collect();
    /// assert_eq!(found, [Imo::new(9_289_518).unwrap()]);
    /// ```
    pub fn find_all(text: &str) -> impl Iterator<Item = Imo> {
        let mut seen = Vec::new();
        candidates(text).filter_map(Imo::new).filter(move |imo| {
            let first = !seen.contains(imo);
            seen.push(*imo);
            first
        })
    }
}

impl ImoCompany {
    /// From seven digits; `None` when the check digit is wrong or the number is 0.
    pub const fn new(number: u32) -> Option<ImoCompany> {
        if is_company(number) { Some(ImoCompany(number)) } else { None }
    }

    /// The number.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// Every number named in free text that passes a company's check digit. One ship's number in ten
    /// does too: ask only where companies are spoken of.
    pub fn find_all(text: &str) -> impl Iterator<Item = ImoCompany> {
        candidates(text).filter_map(ImoCompany::new)
    }
}

/// What a number can be by its check digit.
pub const fn kind(number: u32) -> ImoKind {
    match (is_ship(number), is_company(number)) {
        (true, true) => ImoKind::Either,
        (true, false) => ImoKind::Ship,
        (false, true) => ImoKind::Company,
        (false, false) => ImoKind::Neither,
    }
}

/// The digits from the left, where the number has at most seven and is not 0.
const fn digits(number: u32) -> Option<[u32; 7]> {
    if number == 0 || number > 9_999_999 {
        return None;
    }
    let mut digits = [0; 7];
    let (mut rest, mut place) = (number, 7);
    while place > 0 {
        place -= 1;
        digits[place] = rest % 10;
        rest /= 10;
    }
    Some(digits)
}

const fn weighted(digits: [u32; 7], weights: [u32; 6]) -> u32 {
    let (mut sum, mut place) = (0, 0);
    while place < 6 {
        sum += digits[place] * weights[place];
        place += 1;
    }
    sum
}

const fn is_ship(number: u32) -> bool {
    match digits(number) {
        Some(d) => weighted(d, [7, 6, 5, 4, 3, 2]) % 10 == d[6],
        None => false,
    }
}

const fn is_company(number: u32) -> bool {
    match digits(number) {
        Some(d) => (11 - weighted(d, [8, 6, 4, 2, 9, 7]) % 11) % 10 == d[6],
        None => false,
    }
}

fn sole_number(text: &str) -> Option<u32> {
    let text = text.trim();
    let head = text.get(..3).filter(|head| head.eq_ignore_ascii_case("imo"));
    let rest = head.and_then(|_| text.get(3..)).unwrap_or(text);
    let rest = rest.trim_start_matches([' ', ':', '.', '-', '#']).trim_start_matches("No.").trim();
    let is_number = (6..=7).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit());
    if is_number { rest.parse().ok() } else { None }
}

/// Runs of seven digits that stand alone, or right behind `IMO`.
fn candidates(text: &str) -> impl Iterator<Item = u32> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter_map(|word| {
        let head = word.get(..3).filter(|head| head.eq_ignore_ascii_case("imo"));
        let number = head.and_then(|_| word.get(3..)).unwrap_or(word);
        let is_number = number.len() == 7 && number.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { number.parse().ok() } else { None }
    })
}

macro_rules! number_type {
    ($name:ident, $wrong:literal) => {
        /// Seven digits.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:07}", self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "IMO {self}")
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<$name, D::Error> {
                let number = u32::deserialize(from)?;
                $name::new(number).ok_or_else(|| {
                    serde::de::Error::custom(format_args!("{number} has a wrong check digit"))
                })
            }
        }
    };
}

number_type!(Imo, "ship");
number_type!(ImoCompany, "company");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Known answers of opensanctions/rigour (MIT), tests of `ids/imo`; KPe.020 of the UN list.
    #[test]
    fn known_answers() {
        assert_eq!(kind(9_126_819), ImoKind::Ship);
        for company in [6_459_297, 2_041_999, 1_865_817, 1_790_183] {
            assert!(ImoCompany::new(company).is_some(), "{company}");
        }
        assert!(Imo::new(9_289_519).is_none());
        assert!(Imo::new(0).is_none() && Imo::new(1).is_none());
        assert_eq!(kind(1_790_183), ImoKind::Either, "KPe.020 of the UN list passes both");
    }

    #[test]
    fn ships_of_the_arms_shuttle() {
        for imo in [9_179_842, 9_161_003, 9_358_010] {
            assert!(Imo::new(imo).is_some(), "{imo}");
        }
    }

    #[test]
    fn found_in_text() {
        let found = |text| Imo::find_all(text).map(Imo::number).collect::<Vec<_>>();
        assert_eq!(found("Flag 12, IMO 9289518"), [9_289_518]);
        assert_eq!(found("IMO9126819; imo:9126819"), [9_126_819]);
        assert_eq!(found("MMSI 928951800, tel. 19289518"), [0_u32; 0]);
        assert_eq!(found("0000000"), [0_u32; 0]);
        assert_eq!(found("X9126819 9126819Y"), [0_u32; 0]);
        assert_eq!(Imo::parse(" IMO No. 9126819 ").map(Imo::number), Some(9_126_819));
        assert_eq!(Imo::parse("IMO 9126819 or so"), None);
    }

    proptest! {
        /// The check digit catches every single wrong digit whose weight is prime to ten, and it is
        /// the only digit that completes the six before it.
        #[test]
        fn one_digit_completes_six(six in 100_000_u32..1_000_000) {
            let right = (0..10).filter(|last| Imo::new(six * 10 + last).is_some()).count();
            prop_assert_eq!(right, 1);
            let right = (0..10).filter(|last| ImoCompany::new(six * 10 + last).is_some()).count();
            prop_assert_eq!(right, 1);
        }

        #[test]
        fn text_never_panics(text in "\\PC*") {
            let _ = (Imo::parse(&text), Imo::find_all(&text).count(), ImoCompany::find_all(&text).count());
        }
    }
}
