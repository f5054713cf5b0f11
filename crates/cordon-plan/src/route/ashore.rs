//! Steps between cells that cut a tip of land are led around it, along its shore.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::shores::{Flat, Shores};

/// More corners than this are no tip that lies between two cells.
const MOST_CORNERS: usize = 2_000;

/// The way with the corners of the shore put in wherever a step of it crosses land.
pub(super) fn mended(shores: &Shores<'_>, way: &[Flat]) -> Vec<Flat> {
    let mut mended = Vec::with_capacity(way.len());
    for step in way.windows(2) {
        let &[from, to] = step else { continue };
        mended.push(from);
        mended.extend(around(shores, from, to));
    }
    mended.extend(way.last());
    mended
}

/// The corners from where a step runs ashore to where it comes off again; none where it does not.
fn around(shores: &Shores<'_>, from: Flat, to: Flat) -> Vec<Flat> {
    let crossed = shores.crossed(from, to);
    match (crossed.first(), crossed.last()) {
        (Some((begin, on)), Some((end, off))) if begin < end => along(shores, *on, *off),
        _ => Vec::new(),
    }
}

/// A corner to the millimetre: pieces that share one agree that far.
type Key = (i64, i64);

fn key((x, y): Flat) -> Key {
    ((x * 1e3).round() as i64, (y * 1e3).round() as i64)
}

/// The shortest way along the shore from one of its pieces to another, by corners (Dijkstra 1959).
fn along(shores: &Shores<'_>, on: (Flat, Flat), off: (Flat, Flat)) -> Vec<Flat> {
    let ends = [key(off.0), key(off.1)];
    let mut from: BTreeMap<Key, (f64, Flat, Option<Key>)> = BTreeMap::new();
    let mut open = BinaryHeap::new();
    for corner in [on.0, on.1] {
        from.insert(key(corner), (0.0, corner, None));
        open.push(Reverse((0_u64, key(corner))));
    }
    while let Some(Reverse((_, here))) = open.pop() {
        if ends.contains(&here) {
            return back(&from, here);
        }
        let Some(&(metres, corner, _)) = from.get(&here) else { continue };
        if from.len() > MOST_CORNERS {
            break;
        }
        for next in shores.beside(corner) {
            let sailed = metres + (next.0 - corner.0).hypot(next.1 - corner.1);
            let known = from.get(&key(next)).map_or(f64::INFINITY, |known| known.0);
            if sailed < known {
                from.insert(key(next), (sailed, next, Some(here)));
                // Whole millimetres order well enough.
                open.push(Reverse(((sailed * 1e3) as u64, key(next))));
            }
        }
    }
    Vec::new()
}

fn back(from: &BTreeMap<Key, (f64, Flat, Option<Key>)>, end: Key) -> Vec<Flat> {
    let mut corners = Vec::new();
    let mut at = Some(end);
    while let Some((_, corner, before)) = at.and_then(|at| from.get(&at)) {
        corners.push(*corner);
        at = *before;
    }
    corners.reverse();
    corners
}
