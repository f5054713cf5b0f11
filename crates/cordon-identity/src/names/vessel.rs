//! Names of ships.
//!
//! Short, in capitals, at most 20 signs on AIS, with a kind of ship before them that is no part of the
//! name. The number behind a name is the difference between two sisters: `ZU ZAG BONG 5` is not
//! `ZU ZAG BONG 6`, however alike they read.

use rapidfuzz::distance::levenshtein;

use super::{Comparison, numbers, plain};
use crate::explain::Feature;

/// What is left of a score when the numbers in two names differ (nomenklatura's logic-v2: 0.7).
pub const NUMBER_MISMATCH: f64 = 0.7;

/// What two names get that differ as two romanisations of Korean do. Ours: a key that many spellings
/// share says less than letters that agree.
pub const ROMANISATION: f64 = 0.8;

/// Kinds of ship and articles that stand before a name.
const PREFIXES: [&str; 35] = [
    "THE", "MV", "M V", "MS", "M S", "MT", "M T", "SS", "S S", "FV", "F V", "SV", "S V", "MY",
    "M Y", "RV", "R V", "OS", "OSV", "TUG", "LPG C", "LPG", "LNG C", "LNG", "LNGC", "USS", "USNS",
    "USCGC", "HMS", "ROKS", "RFS", "JS", "BARGE", "TB", "T B",
];

/// One ship's name, ready to be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VesselName {
    /// Its letters without blanks, prefixes and numbers.
    pub letters: String,
    /// The numbers in it, in order.
    pub numbers: Vec<u32>,
}

impl VesselName {
    /// Reads a name as it was written.
    pub fn new(name: &str) -> VesselName {
        let plain = plain(name);
        let bare = without_prefixes(&plain);
        let mut read = VesselName::default();
        for (place, word) in bare.split(' ').enumerate() {
            match numbers::value(word).filter(|_| place > 0) {
                Some(number) => read.numbers.push(number),
                None => read.take(word),
            }
        }
        read
    }

    /// Letters, and the digits that stick to them: `AYS2000`.
    fn take(&mut self, word: &str) {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        match word.get(letters.len()..).and_then(|digits| digits.parse().ok()) {
            Some(number) if !letters.is_empty() => {
                self.letters.push_str(letters);
                self.numbers.push(number);
            }
            _ => self.letters.push_str(word),
        }
    }

    /// Whether there is nothing in it to compare.
    pub fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// One key for the spellings that romanisations of Korean give one name; `None` when the name is
    /// too short for the key to say anything.
    pub fn romanisation_key(&self) -> Option<String> {
        (self.letters.len() >= 6).then(|| romanisation_key(&self.letters))
    }

    /// How alike two names are.
    pub fn compare(&self, other: &VesselName) -> Comparison {
        let (letters, ground) = letters_alike(self, other);
        if letters == 0.0 {
            return Comparison::default();
        }
        let mut features = vec![Feature::new(ground, &self.letters, &other.letters, letters)];
        let mut score = letters;
        if self.numbers != other.numbers {
            score *= NUMBER_MISMATCH;
            let [left, right] = [&self.numbers, &other.numbers].map(|numbers| shown(numbers));
            features.push(Feature::new("number_in_name", left, right, score - letters));
        }
        Comparison { score, letters, features }
    }
}

/// As [`VesselName::compare`], from the names as written.
pub fn compare(left: &str, right: &str) -> Comparison {
    VesselName::new(left).compare(&VesselName::new(right))
}

/// How many letters may differ: one in five, and never more than [`MAX_EDITS`].
pub fn allowed_edits(longer: usize) -> usize {
    (longer / 5).min(MAX_EDITS)
}

/// The most letters that may differ.
pub const MAX_EDITS: usize = 2;

fn letters_alike(left: &VesselName, right: &VesselName) -> (f64, &'static str) {
    let longer = left.letters.len().max(right.letters.len());
    if longer == 0 {
        // Nothing but numbers, or nothing at all.
        let same = !left.numbers.is_empty() && left.numbers == right.numbers;
        return (f64::from(u8::from(same)), "name");
    }
    let allowed = allowed_edits(longer);
    let (a, b) = (left.letters.bytes(), right.letters.bytes());
    let args = levenshtein::Args::default().score_cutoff(allowed);
    if let Some(edits) = levenshtein::distance_with_args(a, b, &args) {
        return (1.0 - edits as f64 / longer as f64, "name");
    }
    match (left.romanisation_key(), right.romanisation_key()) {
        (Some(a), Some(b)) if a == b => (ROMANISATION, "name_romanisation"),
        _ => (0.0, "name"),
    }
}

fn without_prefixes(plain: &str) -> &str {
    let mut name = plain;
    loop {
        let bare = PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)?.strip_prefix(' '));
        match bare {
            Some(bare) if !bare.is_empty() => name = bare,
            _ => return name,
        }
    }
}

fn shown(numbers: &[u32]) -> String {
    if numbers.is_empty() {
        return "none".to_owned();
    }
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")
}

/// Letters that McCune-Reischauer, Revised and DPRK romanisations of Korean write differently, made
/// one: aspirated, plain and tense stops; `eo` and `o`; `eu` and `u`; `r`, `l` and a leading `n`.
fn romanisation_key(letters: &str) -> String {
    let mut key = letters.to_owned();
    for (from, to) in [
        ("TCH", "J"),
        ("CH", "J"),
        ("SH", "S"),
        ("EO", "O"),
        ("EU", "U"),
        ("OO", "U"),
        ("YEO", "YO"),
        ("AE", "E"),
        ("OE", "E"),
    ] {
        key = key.replace(from, to);
    }
    let mut out = String::with_capacity(key.len());
    for (place, letter) in key.chars().enumerate() {
        let letter = match letter {
            'P' | 'F' => 'B',
            'T' => 'D',
            'K' | 'Q' => 'G',
            'R' | 'L' if place == 0 => 'N',
            'R' => 'L',
            'Z' => 'J',
            letter => letter,
        };
        if !out.ends_with(letter) {
            out.push(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_no_part_of_a_name() {
        for name in [
            "MV Hellenic Spirit",
            "M/V HELLENIC SPIRIT",
            "The Hellenic  Spirit",
            "m.v. hellenic-spirit",
        ] {
            assert_eq!(VesselName::new(name).letters, "HELLENICSPIRIT", "{name}");
        }
        assert_eq!(VesselName::new("MS").letters, "MS");
        assert_eq!(VesselName::new("MT").letters, "MT");
    }

    #[test]
    fn numbers_tell_sisters_apart() {
        let sisters = compare("Zu Zag Bong 6", "Zu Zag Bong 5");
        assert!(!sisters.is_same() && sisters.letters > 0.999);
        assert_eq!(sisters.features[1].feature, "number_in_name");
        assert!(!compare("Victory", "Victory 3").is_same());
        assert!(compare("MARIA III", "MARIA 3").is_same());
        assert!(compare("KANG SONG 01", "KANG SONG ONE").is_same());
    }

    #[test]
    fn a_slip_in_a_long_name_is_a_slip() {
        assert!(compare("Snow Storm 1", "Snow Stom 1").is_same());
        assert!(!compare("Snow", "Snoe").is_same());
        assert!(!compare("Lady Leila", "Lady Rania").is_same());
    }

    /// Spellings of places and ships in OFAC's and the UN's lists.
    #[test]
    fn romanisations_of_korean() {
        for (a, b) in [
            ("CHONG CHON GANG", "CHEONG CHEON KANG"),
            ("TAEDONG GANG", "DAEDONG KANG"),
            ("RAJIN STAR", "NAJIN STAR"),
        ] {
            assert!(compare(a, b).is_same(), "{a} {b}");
        }
        assert!(!compare("PAEK MA", "PAEK DU SAN").is_same());
    }

    #[test]
    fn empty_names_match_nothing() {
        assert!(compare("", "").score <= 0.0);
        assert!(compare("--", "MV").score <= 0.0);
    }
}
