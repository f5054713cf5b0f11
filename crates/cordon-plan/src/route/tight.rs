//! A way pulled tight around the corners of the coast.

use super::shores::{Flat, Shores, side};

/// Rounds of tightening; each shortens the way, and few are ever needed.
const MOST_ROUNDS: usize = 60;
/// Turns that differ by less are one, in metres.
const SAME: f64 = 0.05;

/// The tightest way on the same side of all land as `way`.
pub(super) fn pulled(shores: &Shores<'_>, way: &[Flat]) -> Vec<Flat> {
    let mut way = skipped(shores, way);
    for _ in 0..MOST_ROUNDS {
        let tighter = round(shores, &way);
        if length(&way) - length(&tighter) < 0.5 {
            return tighter;
        }
        way = tighter;
    }
    way
}

/// The way with every stretch taken straight that is clear, greedily from its start.
fn skipped(shores: &Shores<'_>, way: &[Flat]) -> Vec<Flat> {
    let Some(&first) = way.first() else { return Vec::new() };
    let (mut at, mut index) = (first, 0);
    let mut turns = vec![first];
    while index + 1 < way.len() {
        let far = (index + 2..way.len()).rev();
        let mut tried = far.filter_map(|next| way.get(next).map(|there| (next, *there)));
        let seen = tried.find(|(_, there)| shores.clear(at, *there));
        (index, at) = match seen {
            Some(seen) => seen,
            None => (index + 1, way.get(index + 1).copied().unwrap_or(at)),
        };
        turns.push(at);
    }
    turns
}

/// Each turn replaced by the chain of coast corners that holds the string.
fn round(shores: &Shores<'_>, way: &[Flat]) -> Vec<Flat> {
    let Some(&first) = way.first() else { return Vec::new() };
    let mut done = vec![first];
    for (index, turn) in way.iter().enumerate().skip(1) {
        let (Some(&before), Some(&after)) = (done.last(), way.get(index + 1)) else {
            done.push(*turn);
            continue;
        };
        let chain = chain(shores, before, *turn, after);
        done.extend(chain);
    }
    done.dedup_by(|a, b| (a.0 - b.0).abs() < SAME && (a.1 - b.1).abs() < SAME);
    done
}

/// The corners around which a string from `before` to `after` lies when `turn` lets go of it: the
/// hull of the coast inside the triangle, on the side of `turn`.
fn chain(shores: &Shores<'_>, before: Flat, turn: Flat, after: Flat) -> Vec<Flat> {
    let mut corners = shores.corners_in([before, turn, after]);
    if shores.holds(before, turn, after) {
        corners.push(turn);
    }
    let left = side(before, after, turn) > 0.0;
    let (dx, dy) = (after.0 - before.0, after.1 - before.1);
    let along = |p: &Flat| (p.0 - before.0) * dx + (p.1 - before.1) * dy;
    let on_axis = |p: &Flat| side(before, after, *p).abs();
    // From `before` to `after`, the outermost of corners at the same place along first.
    corners.sort_by(|a, b| {
        along(a).total_cmp(&along(b)).then_with(|| on_axis(b).total_cmp(&on_axis(a)))
    });
    corners.push(after);
    let mut hull = vec![before];
    for corner in corners {
        while let [.., a, b] = hull[..] {
            let bend = side(a, b, corner);
            if (left && bend >= 0.0) || (!left && bend <= 0.0) {
                hull.pop();
            } else {
                break;
            }
        }
        hull.push(corner);
    }
    // The ends belong to the neighbours.
    hull.pop();
    hull.into_iter().skip(1).collect()
}

fn length(way: &[Flat]) -> f64 {
    way.windows(2)
        .map(|leg| match leg {
            [a, b] => (b.0 - a.0).hypot(b.1 - a.1),
            _ => 0.0,
        })
        .sum()
}
