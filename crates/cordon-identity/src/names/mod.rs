//! When two names are one, and why.
//!
//! Three kinds of names, compared each in its way: [`vessel`] (short, order fixed, numbers decide),
//! [`organisation`] (legal forms count little), [`person`] (order free, initials stand for names).
//! Every comparison gives a score from 0 to 1 and its reasons.

pub mod organisation;
pub mod person;
pub mod vessel;

mod numbers;
mod tokens;

use crate::explain::Feature;

/// From this score on two names are taken for one.
///
/// Above what a difference in number leaves of a perfect match ([`vessel::NUMBER_MISMATCH`]).
pub const SAME_NAME: f64 = 0.75;

/// How alike two names are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// From 0, nothing alike, to 1, the same.
    pub score: f64,
    /// The same without regard to numbers in the names.
    pub letters: f64,
    /// What was compared.
    pub features: Vec<Feature>,
}

impl Comparison {
    /// Whether the names are taken for one.
    pub fn is_same(&self) -> bool {
        self.score >= SAME_NAME
    }
}

/// In capital ASCII letters and digits, words parted by one blank.
///
/// Scripts are transliterated; apostrophes vanish, all other punctuation parts words.
///
/// ```
/// assert_eq!(cordon_identity::names::plain("  Côte d’Ivoire  "), "COTE DIVOIRE");
/// assert_eq!(cordon_identity::names::plain("Москва-1"), "MOSKVA 1");
/// ```
pub fn plain(text: &str) -> String {
    let text: String = text.chars().take(MAX_CHARS).collect();
    let ascii = any_ascii::any_ascii(&text);
    let mut plain = String::with_capacity(ascii.len());
    for byte in ascii.bytes() {
        match byte {
            b'\'' | b'`' | b'"' => {}
            _ if byte.is_ascii_alphanumeric() => plain.push(byte.to_ascii_uppercase() as char),
            _ if plain.is_empty() || plain.ends_with(' ') => {}
            _ => plain.push(' '),
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// Longer names are cut: nobody needs more to tell two apart, and a stranger's file decides how long
/// they are.
pub const MAX_CHARS: usize = 400;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn comparisons_are_symmetric_and_bounded(a in "\\PC{0,30}", b in "\\PC{0,30}") {
            for compare in [vessel::compare, organisation::compare, person::compare] {
                let (ab, ba) = (compare(&a, &b), compare(&b, &a));
                prop_assert!((0.0..=1.0).contains(&ab.score));
                prop_assert!((ab.score - ba.score).abs() < 1e-9, "{} {}", ab.score, ba.score);
            }
        }

        #[test]
        fn a_name_is_itself(a in "[A-Za-z]{2,12}( [A-Za-z0-9]{1,8}){0,2}") {
            for compare in [vessel::compare, organisation::compare, person::compare] {
                prop_assert!((compare(&a, &a.to_lowercase()).score - 1.0).abs() < 1e-9, "{}", a);
            }
        }
    }
}
