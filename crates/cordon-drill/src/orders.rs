//! What a ship is told to do.

use cordon_core::{Knots, Position, Span};

/// One order. Times count from the start of the drill.
#[derive(Clone, Debug)]
pub(crate) enum Order {
    /// Sail to a place along the geodesic, at this speed.
    Sail(Position, Knots),
    /// Sail to a place so as to be there then.
    Reach(Position, Span),
    /// Keep to a spot until then.
    Hold(Spot, Span, Manner),
    /// From one place to the next around here, for good.
    Roam {
        /// Around where.
        centre: Position,
        /// How far at most, in degrees of latitude.
        reach: f64,
        /// At which speed.
        speed: Knots,
    },
}

/// A place that may move: where it is at some time, and its metres a second east and north.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub(crate) at: Position,
    pub(crate) when: Span,
    pub(crate) drift: (f64, f64),
}

impl Spot {
    /// A spot that does not move.
    pub(crate) fn fixed(at: Position) -> Spot {
        Spot { at, when: Span::ZERO, drift: (0.0, 0.0) }
    }
}

/// How a ship lies: what its navigational status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// At anchor: status 1.
    Anchored,
    /// Adrift or keeping its place by engine: status 0, under way.
    Drifting,
}
