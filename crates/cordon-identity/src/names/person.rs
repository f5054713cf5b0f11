//! Names of people: in any order, with initials, titles and particles.

use super::Comparison;
use super::tokens::{align, alike, words};
use crate::explain::Feature;

/// Titles and particles that come and go.
const EMPTY: [&str; 31] = [
    "MR", "MRS", "MS", "DR", "PROF", "SIR", "JR", "SR", "HAJI", "HAJJ", "SHAIKH", "SHEIKH",
    "MAULAVI", "MULLAH", "AL", "EL", "BIN", "BEN", "BINT", "IBN", "ABU", "VAN", "VON", "DER",
    "DEN", "DE", "LA", "DA", "DOS", "DU", "CAPT",
];

/// What a word of the longer name costs that the shorter has not.
const MISSING: f64 = 0.1;

/// How alike two names of people are.
pub fn compare(left: &str, right: &str) -> Comparison {
    let (a, b) = (kept(left), kept(right));
    if a.is_empty() || b.is_empty() {
        return Comparison::default();
    }
    let score = score(&a, &b);
    if score == 0.0 {
        return Comparison::default();
    }
    let features = vec![Feature::new("name", a.join(" "), b.join(" "), score)];
    Comparison { score, letters: score, features }
}

fn kept(name: &str) -> Vec<String> {
    let all = words(name);
    let kept: Vec<_> = all.iter().filter(|word| !EMPTY.contains(&word.as_str())).cloned().collect();
    if kept.is_empty() { all } else { kept }
}

fn score(a: &[String], b: &[String]) -> f64 {
    if a.concat() == b.concat() {
        return 1.0;
    }
    let pairs = align(a, b, |x, y| initial(x, y).unwrap_or_else(|| alike(x, y, 4)));
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    if pairs.len() < shorter {
        // A word that the other contradicts. Blanks may differ, an initial may not.
        let initials = a.iter().chain(b).any(|word| word.len() == 1);
        return if initials { 0.0 } else { alike(&sorted(a), &sorted(b), 7) };
    }
    let letters = |pair: &super::tokens::Pair| a[pair.left].len().min(b[pair.right].len());
    if shorter == 1 && longer > 1 && pairs.iter().all(|pair| pair.alike < 1.0 || letters(pair) < 6)
    {
        return 0.0;
    }
    let mean = pairs.iter().map(|pair| pair.alike.powi(2)).sum::<f64>() / pairs.len() as f64;
    let missing = (longer - shorter) as f64 * if shorter == 1 { 2.5 * MISSING } else { MISSING };
    (mean - missing).max(0.0)
}

/// An initial stands for a name that begins with it.
fn initial(a: &str, b: &str) -> Option<f64> {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    (short.len() == 1 && long.len() > 1).then(|| if long.starts_with(short) { 0.95 } else { 0.0 })
}

fn sorted(words: &[String]) -> String {
    let mut words = words.to_vec();
    words.sort_unstable();
    words.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_initials_do_not_matter() {
        for (a, b) in [
            ("Frost, William W.", "William W Frost"),
            ("Hans J Friedrich", "Hans Joachim Friedrich"),
            ("Shaikh Isa Bin Tarif Al Bin Ali", "Isa Ben Tarif Al Ben Ali"),
        ] {
            assert!(compare(a, b).is_same(), "{a} {b}");
        }
    }

    #[test]
    fn another_name_is_another_person() {
        for (a, b) in [("Frost, William G.", "William W Frost"), ("Olga Barynova", "Oleg BARANOV")]
        {
            assert!(!compare(a, b).is_same(), "{a} {b}");
        }
    }
}
