//! Words of a name, and how two lists of words fit together.

use rapidfuzz::distance::levenshtein;

use super::plain;

/// The most words of a name that are compared.
const MAX_WORDS: usize = 32;

/// The words of a name; single letters in a row (`A.B.C.`, `J.P.`) are one word.
pub(crate) fn words(name: &str) -> Vec<String> {
    let plain = plain(&name.replace(['&', '+'], " and "));
    let mut words: Vec<String> = Vec::new();
    let mut single = false;
    for word in plain.split(' ').filter(|word| !word.is_empty()).take(MAX_WORDS) {
        let letter = word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        match words.last_mut().filter(|_| letter && single) {
            Some(run) => run.push_str(word),
            None => words.push(word.to_owned()),
        }
        single = letter;
    }
    words
}

/// How alike two words are: 1, or less by the share of letters that differ, or 0 when more than one
/// letter in `per_edit` does. Numbers are alike only when equal.
pub(crate) fn alike(a: &str, b: &str, per_edit: usize) -> f64 {
    if a == b {
        return 1.0;
    }
    if a.bytes().chain(b.bytes()).any(|byte| byte.is_ascii_digit()) {
        return 0.0;
    }
    let longer = a.len().max(b.len());
    let args = levenshtein::Args::default().score_cutoff(longer / per_edit);
    let edits = levenshtein::distance_with_args(a.bytes(), b.bytes(), &args);
    edits.map_or(0.0, |edits| 1.0 - edits as f64 / longer as f64)
}

/// One word of the left put to one of the right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pair {
    pub(crate) left: usize,
    pub(crate) right: usize,
    pub(crate) alike: f64,
}

/// Puts words together, the most alike first; each is used once. Ties go by the words themselves, so
/// that the result is the same from both sides.
pub(crate) fn align(
    left: &[String],
    right: &[String],
    alike: impl Fn(&str, &str) -> f64,
) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (l, a) in left.iter().enumerate() {
        for (r, b) in right.iter().enumerate() {
            let score = alike(a, b);
            if score > 0.0 {
                pairs.push(Pair { left: l, right: r, alike: score });
            }
        }
    }
    let words = |pair: &Pair| {
        let (a, b) = (&left[pair.left], &right[pair.right]);
        if a <= b { (a, b) } else { (b, a) }
    };
    pairs.sort_by(|p, q| q.alike.total_cmp(&p.alike).then_with(|| words(p).cmp(&words(q))));
    let (mut used_left, mut used_right) = (vec![false; left.len()], vec![false; right.len()]);
    pairs.retain(|pair| {
        let free = !used_left[pair.left] && !used_right[pair.right];
        if free {
            used_left[pair.left] = true;
            used_right[pair.right] = true;
        }
        free
    });
    pairs
}
