//! Ships' names that are alike, without comparing each with each.
//!
//! A name of which at most `k` letters differ shares, unchanged, at least one of the `k + 1` pieces that
//! the other is cut into, at most `k` places away (Li, Deng, Wang, Feng: Pass-Join, PVLDB 5(3), 2011).
//! So pieces are looked up, and only names that share one are compared.

use std::hash::BuildHasher;

use rapidfuzz::distance::levenshtein::{self, BatchComparator};
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::names::Comparison;
use crate::names::vessel::{MAX_EDITS, VesselName, allowed_edits};

/// Which name of which entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NameRef {
    pub(super) list: u32,
    pub(super) entry: u32,
    pub(super) name: u32,
}

/// Who bears a name, by the numbers in it.
type Bearers = FxHashMap<Vec<u32>, Vec<NameRef>>;

#[derive(Debug, Default)]
pub(super) struct NameIndex {
    /// Distinct letters, with everyone who bears them, by the numbers in their names: a fleet of
    /// `FU YUAN YU 1` to `9999` is one name with many numbers.
    letters: Vec<(VesselName, Bearers)>,
    ids: FxHashMap<String, u32>,
    /// By piece: names that have it.
    pieces: FxHashMap<u64, Vec<u32>>,
    /// By key of romanisation: names that have it.
    romanised: FxHashMap<String, Vec<u32>>,
}

impl NameIndex {
    /// Adds a name. One of nothing but numbers is left out: it says too little.
    pub(super) fn insert(&mut self, name: VesselName, at: NameRef) {
        if name.is_empty() {
            return;
        }
        let romanised = name.romanisation_key();
        let next = self.letters.len() as u32;
        let id = *self.ids.entry(name.letters.clone()).or_insert(next);
        if id == next {
            for piece in pieces(name.letters.as_bytes()) {
                self.pieces.entry(piece.hash).or_default().push(id);
            }
            if let Some(key) = romanised {
                self.romanised.entry(key).or_default().push(id);
            }
            let bare = VesselName { letters: name.letters, numbers: Vec::new() };
            self.letters.push((bare, FxHashMap::default()));
        }
        if let Some((_, bearers)) = self.letters.get_mut(id as usize) {
            bearers.entry(name.numbers).or_default().push(at);
        }
    }

    /// Calls `on` for everyone whose name is taken for this one. Names with other numbers never are.
    pub(super) fn same(&self, name: &VesselName, mut on: impl FnMut(&Comparison, NameRef)) {
        let bare = VesselName { letters: name.letters.clone(), numbers: Vec::new() };
        for id in self.candidates(name) {
            let Some((other, bearers)) = self.letters.get(id as usize) else { continue };
            let Some(bearers) = bearers.get(&name.numbers) else { continue };
            let compared = bare.compare(other);
            if compared.is_same() {
                for at in bearers {
                    on(&compared, *at);
                }
            }
        }
    }

    fn candidates(&self, name: &VesselName) -> Vec<u32> {
        let letters = name.letters.as_bytes();
        let mut found: Vec<u32> = self.ids.get(&name.letters).copied().into_iter().collect();
        let mut shared = Vec::new();
        let shortest = letters.len().saturating_sub(MAX_EDITS).max(1);
        for length in shortest..=letters.len() + MAX_EDITS {
            if length.abs_diff(letters.len()) <= allowed_edits(length.max(letters.len()))
                && allowed_edits(length.max(letters.len())) > 0
            {
                self.sharing(letters, length, &mut shared);
            }
        }
        shared.sort_unstable();
        shared.dedup();
        let comparator = BatchComparator::new(letters.iter().copied());
        found.extend(shared.into_iter().filter(|id| self.is_near(&comparator, letters.len(), *id)));
        let key = name.romanisation_key();
        found.extend(key.and_then(|key| self.romanised.get(&key)).into_iter().flatten());
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Names of a length that share a piece with ours. A piece with `n` before it moved by at most `n`
    /// edits before it, and by at most those left behind it (the multi-match-aware selection of
    /// Pass-Join): few places have to be looked up.
    fn sharing(&self, letters: &[u8], length: usize, shared: &mut Vec<u32>) {
        let edits = cuts(length).count() - 1;
        for (index, (start, end)) in cuts(length).enumerate() {
            let (before, behind) = (index, edits - index);
            // The same place counted from the end of our name.
            let from_end = start + letters.len();
            let first = start.saturating_sub(before).max(from_end.saturating_sub(length + behind));
            let last = (start + before).min((from_end + behind).saturating_sub(length));
            for at in first..=last {
                let Some(piece) = letters.get(at..at + (end - start)) else { continue };
                if let Some(ids) = self.pieces.get(&hash(length, index, piece)) {
                    shared.extend(ids);
                }
            }
        }
    }

    fn is_near(&self, comparator: &BatchComparator<u8>, length: usize, id: u32) -> bool {
        let Some((other, _)) = self.letters.get(id as usize) else { return false };
        let args = levenshtein::Args::default()
            .score_cutoff(allowed_edits(length.max(other.letters.len())));
        comparator.distance_with_args(other.letters.bytes(), &args).is_some()
    }
}

struct Piece {
    hash: u64,
}

/// The pieces of a name.
fn pieces(letters: &[u8]) -> impl Iterator<Item = Piece> {
    let length = letters.len();
    cuts(length).enumerate().filter_map(move |(index, (start, end))| {
        Some(Piece { hash: hash(length, index, letters.get(start..end)?) })
    })
}

/// Where a name of a length is cut: one piece more than letters may differ from any longer name.
fn cuts(length: usize) -> impl Iterator<Item = (usize, usize)> {
    let count = allowed_edits(length + MAX_EDITS) + 1;
    (0..count).map(move |piece| (length * piece / count, length * (piece + 1) / count))
}

fn hash(length: usize, index: usize, piece: &[u8]) -> u64 {
    FxBuildHasher.hash_one((length, index, piece))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn index(names: &[String]) -> NameIndex {
        let mut index = NameIndex::default();
        for (at, name) in names.iter().enumerate() {
            let at = NameRef { list: 0, entry: at as u32, name: 0 };
            index.insert(VesselName::new(name), at);
        }
        index
    }

    proptest! {
        /// Nothing that comparing each with each would find is missed.
        #[test]
        fn finds_what_brute_force_finds(
            names in prop::collection::vec("[A-C]{1,12}( [1-3])?", 1..40),
            asked in "[A-C]{1,12}( [1-3])?",
        ) {
            let asked = VesselName::new(&asked);
            let mut found = Vec::new();
            index(&names).same(&asked, |_, at| found.push(at.entry));
            found.sort_unstable();
            let brute: Vec<u32> = names
                .iter()
                .zip(0..)
                .filter(|(name, _)| asked.compare(&VesselName::new(name)).is_same())
                .map(|(_, at)| at)
                .collect();
            prop_assert_eq!(found, brute);
        }
    }
}
