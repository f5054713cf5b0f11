//! Corners of the shore, and how a string lies around them.

use super::shores::{Flat, Shores, side};
use crate::earth::{MEAN_RADIUS_M, Point};

/// A place on the map and in space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) flat: Flat,
    space: [f64; 3],
}

impl Place {
    pub(super) fn new(shores: &Shores<'_>, at: Point) -> Place {
        Place::of(shores, shores.flat(at))
    }

    fn of(shores: &Shores<'_>, flat: Flat) -> Place {
        Place { flat, space: shores.space(flat) }
    }

    /// Metres along the geodesic, to 1e-6 within 2 000 nm: the chord, made an arc by the mean radius.
    pub(super) fn metres_to(&self, other: &Place) -> f64 {
        let [x, y, z] = [0, 1, 2].map(|axis| other.space[axis] - self.space[axis]);
        let chord2 = x * x + y * y + z * z;
        let bend = chord2 / (24.0 * MEAN_RADIUS_M * MEAN_RADIUS_M);
        chord2.sqrt() * (1.0 + bend * (1.0 + 2.7 * bend))
    }
}

/// A corner and the corners that its pieces of shore lead to.
#[derive(Clone, Debug)]
pub(super) struct Corner {
    pub(super) place: Place,
    beside: Vec<Flat>,
}

/// The side of its way on which a string touches land.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hand {
    Left,
    Right,
}

/// Where a string may go on from a corner without coming loose or running ashore.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opening {
    from: Flat,
    at: Flat,
    /// The shore that the string wraps itself along.
    shore: Flat,
    hand: Hand,
}

impl Corner {
    /// The corners of all shores that `counts`.
    pub(super) fn all(shores: &Shores<'_>, counts: impl Fn(&Place) -> bool) -> Vec<Corner> {
        let both = shores.pieces().iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]);
        let ends = both.map(|(at, other)| (Place::of(shores, at), other));
        let mut ends: Vec<(Place, Flat)> = ends.filter(|(at, _)| counts(at)).collect();
        let order = |a: Flat, b: Flat| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1));
        ends.sort_unstable_by(|a, b| order(a.0.flat, b.0.flat).then(order(a.1, b.1)));
        let corners = ends.chunk_by(|a, b| a.0.flat == b.0.flat).filter_map(|ends| {
            let (place, _) = *ends.first()?;
            Some(Corner { place, beside: ends.iter().map(|(_, other)| *other).collect() })
        });
        corners.collect()
    }

    /// On which side the land of this corner lies to one who comes straight from `from`; `None` where
    /// the way ends in it. Who comes along a shore keeps it on the hand that it was on.
    pub(super) fn touched(&self, from: Flat, kept: Option<Hand>) -> Option<Hand> {
        let at = self.place.flat;
        let mut hand = if self.beside.contains(&from) { kept } else { None };
        for &other in self.beside.iter().filter(|other| **other != from) {
            let side = side(from, at, other);
            if side == 0.0 && is_before(from, at, other) {
                // Along this shore: a matter for the leg from its own corner.
                return None;
            }
            let here = if side > 0.0 { Hand::Left } else { Hand::Right };
            if side != 0.0 && *hand.get_or_insert(here) != here {
                return None;
            }
        }
        hand
    }

    /// Where a string that comes from `from` with this corner at `hand` may go on.
    pub(super) fn opening(&self, from: Flat, hand: Hand) -> Option<Opening> {
        let at = self.place.flat;
        // Of the shores here, the one that turns least off the way.
        let shore = self.beside.iter().copied().reduce(|best, other| {
            let turns_less = hand.of(side(at, best, other)) < 0.0;
            if turns_less { other } else { best }
        })?;
        Some(Opening { from, at, shore, hand })
    }
}

/// Whether `other` lies behind `at` as seen in the direction from `from`.
fn is_before(from: Flat, at: Flat, other: Flat) -> bool {
    (at.0 - from.0) * (other.0 - at.0) + (at.1 - from.1) * (other.1 - at.1) < 0.0
}

impl Hand {
    /// A side as seen with this hand.
    fn of(self, side: f64) -> f64 {
        match self {
            Hand::Left => side,
            Hand::Right => -side,
        }
    }
}

impl Opening {
    /// Whether the string may go on to a place.
    pub(super) fn holds(&self, to: Flat) -> bool {
        let bends_in = self.hand.of(side(self.from, self.at, to)) >= 0.0;
        bends_in && self.hand.of(side(self.at, self.shore, to)) <= 0.0
    }
}
