//! The exact shortest way among the corners of the shore.
//!
//! A shortest way is a string pulled tight: straight from corner to corner, bent around land at each. A*
//! (Hart, Nilsson and Raphael 1968) over corners in sight of one another finds it; the straight distance
//! to the end is what is left at least. Whether two corners see one another is asked only when the pair
//! is the best of all that are left (lazy evaluation, Dellin and Srinivasa 2016), and only pairs are
//! looked at between which a string stays tight.
//!
//! No way of length `L` leaves the ellipse about its ends with axis `L`, so only corners inside one are
//! looked at, and a way is exact when it is no longer than that axis. What was learnt about one end is
//! kept for the next: distances from the start do not depend on the end.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::corners::{Corner, Hand, Opening, Place};
use super::shores::Shores;

/// The start and the end, among numbers of corners.
const START: u32 = u32::MAX;
const END: u32 = u32::MAX - 1;

/// How a corner is reached.
#[derive(Clone, Copy, Debug)]
struct Reached {
    metres: f64,
    from: u32,
    hand: Hand,
}

/// A straight piece of a way that has not been looked along yet, and the length of the way with it.
#[derive(Clone, Copy, Debug)]
struct Leg {
    from: u32,
    to: u32,
    metres: f64,
}

/// Ways from one start to ends around a place.
#[derive(Debug)]
pub(super) struct Search {
    start: Place,
    focus: Place,
    /// Axis of the ellipse about the start and the focus.
    axis: f64,
    corners: Vec<Corner>,
    reached: Vec<Option<Reached>>,
    order: Vec<u32>,
    open: Vec<Leg>,
}

type Queue = BinaryHeap<Reverse<(u64, u32, u32, u64)>>;

impl Search {
    /// Looks at the corners within the ellipse about `start` and `focus`.
    pub(super) fn new(shores: &Shores<'_>, start: Place, focus: Place, axis: f64) -> Search {
        let inside = |at: &Place| start.metres_to(at) + at.metres_to(&focus) <= axis;
        let corners = Corner::all(shores, inside);
        let reached = vec![None; corners.len()];
        let mut search =
            Search { start, focus, axis, corners, reached, order: Vec::new(), open: Vec::new() };
        search.open = search.legs(START, &start, 0.0, None);
        search
    }

    /// How many corners are looked at.
    pub(super) fn size(&self) -> usize {
        self.corners.len()
    }

    /// The longest way to `end` that would have been found.
    pub(super) fn exact_within(&self, end: &Place) -> f64 {
        self.axis - end.metres_to(&self.focus)
    }

    /// The shortest way to `end`.
    pub(super) fn way(&mut self, shores: &Shores<'_>, end: Place) -> Option<Vec<Place>> {
        let most = self.exact_within(&end);
        let mut queue = self.queue(&end);
        let mut found = None;
        while let Some(Reverse((least, from, to, metres))) = queue.pop() {
            let leg = Leg { from, to, metres: f64::from_bits(metres) };
            if f64::from_bits(least) > most {
                queue.push(Reverse((least, from, to, metres)));
                break;
            }
            if to == END {
                if shores.sees(self.place(from).flat, end.flat) {
                    found = Some(self.told(leg, end));
                    break;
                }
            } else if let Some(opening) = self.settle(shores, leg) {
                self.carry_on(leg, opening, &end, &mut queue);
            }
        }
        let left = queue.into_iter().map(|Reverse((_, from, to, metres))| Leg {
            from,
            to,
            metres: f64::from_bits(metres),
        });
        self.open.extend(left.filter(|leg| leg.to != END));
        found
    }

    /// Every open leg, and one from every corner that was reached to the end.
    fn queue(&mut self, end: &Place) -> Queue {
        let mut queue = Queue::new();
        for leg in std::mem::take(&mut self.open) {
            let reached = self.reached.get(leg.to as usize).copied().flatten();
            if let (None, Some(corner)) = (reached, self.corners.get(leg.to as usize)) {
                push(&mut queue, leg, corner.place.metres_to(end));
            }
        }
        let straight = Leg { from: START, to: END, metres: self.start.metres_to(end) };
        push(&mut queue, straight, 0.0);
        for &from in &self.order {
            if let Some(leg) =
                self.opening(from).and_then(|opening| self.last_leg(from, opening, end))
            {
                push(&mut queue, leg, 0.0);
            }
        }
        queue
    }

    /// Takes a corner as reached by a leg, when it is the first to get there and sees clear.
    fn settle(&mut self, shores: &Shores<'_>, leg: Leg) -> Option<Opening> {
        let before = self.place(leg.from).flat;
        let kept = self.hand(leg.from);
        let corner = self.corners.get(leg.to as usize)?;
        let reached = self.reached.get_mut(leg.to as usize)?;
        if reached.is_some() || !shores.sees(before, corner.place.flat) {
            return None;
        }
        let hand = corner.touched(before, kept)?;
        *reached = Some(Reached { metres: leg.metres, from: leg.from, hand });
        self.order.push(leg.to);
        corner.opening(before, hand)
    }

    /// Offers the legs that lead on from a corner just reached.
    fn carry_on(&self, leg: Leg, opening: Opening, end: &Place, queue: &mut Queue) {
        if let Some(last) = self.last_leg(leg.to, opening, end) {
            push(queue, last, 0.0);
        }
        let Some(corner) = self.corners.get(leg.to as usize) else { return };
        for on in self.legs(leg.to, &corner.place, leg.metres, Some(opening)) {
            if let Some(next) = self.corners.get(on.to as usize) {
                push(queue, on, next.place.metres_to(end));
            }
        }
    }

    /// Legs to corners not reached yet along which a string stays tight.
    fn legs(&self, from: u32, at: &Place, sailed: f64, opening: Option<Opening>) -> Vec<Leg> {
        let hand = self.hand(from);
        let open = self.corners.iter().zip(&self.reached).zip(0..);
        let ahead = open.filter(|((corner, reached), _)| {
            reached.is_none()
                && opening.is_none_or(|opening| opening.holds(corner.place.flat))
                && corner.touched(at.flat, hand).is_some()
                && corner.place.flat != at.flat
        });
        let leg = |((corner, _), to): ((&Corner, _), u32)| {
            let metres = sailed + at.metres_to(&corner.place);
            Leg { from, to, metres }
        };
        ahead.map(leg).filter(|leg| self.is_inside(leg)).collect()
    }

    /// Whether a way with this leg may be of use to any end.
    fn is_inside(&self, leg: &Leg) -> bool {
        self.place(leg.to).metres_to(&self.focus) + leg.metres <= self.axis
    }

    fn opening(&self, corner: u32) -> Option<Opening> {
        let reached = self.reached.get(corner as usize).copied().flatten()?;
        let before = self.place(reached.from).flat;
        self.corners.get(corner as usize)?.opening(before, reached.hand)
    }

    fn hand(&self, corner: u32) -> Option<Hand> {
        self.reached.get(corner as usize).copied().flatten().map(|reached| reached.hand)
    }

    fn last_leg(&self, from: u32, opening: Opening, end: &Place) -> Option<Leg> {
        let reached = self.reached.get(from as usize).copied().flatten()?;
        let metres = reached.metres + self.place(from).metres_to(end);
        opening.holds(end.flat).then_some(Leg { from, to: END, metres })
    }

    fn place(&self, corner: u32) -> Place {
        self.corners.get(corner as usize).map_or(self.start, |corner| corner.place)
    }

    /// The turns of a way by its last leg, ends included.
    fn told(&self, last: Leg, end: Place) -> Vec<Place> {
        let mut places = vec![end];
        let mut at = last.from;
        while let Some(reached) = self.reached.get(at as usize).copied().flatten() {
            places.push(self.place(at));
            at = reached.from;
        }
        places.push(self.start);
        places.reverse();
        places
    }
}

/// Puts a leg in its place in the queue; lengths are positive, so their bits order them.
fn push(queue: &mut Queue, leg: Leg, left: f64) {
    let least = leg.metres + left;
    queue.push(Reverse((least.to_bits(), leg.from, leg.to, leg.metres.to_bits())));
}
