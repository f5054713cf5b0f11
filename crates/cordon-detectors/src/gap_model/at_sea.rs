//! What the model says of a silence as it is met in a track.

use cordon_core::{Span, Time};

use super::history::History;
use super::{GapModel, Judgement, LEAST_SILENCE_H, Signs};
use crate::reception::ReceptionLevel;

/// Judges a silence since `off` that has lasted `silent` so far, or in all where it `ended`.
///
/// `None` where the model does not apply: the silence is shorter than any that it learned from, no
/// satellite heard the ship before, or none heard anyone else there.
pub(crate) fn judge(
    heard: &History,
    off: Time,
    silent: Span,
    ended: bool,
    reception: Option<ReceptionLevel>,
) -> Option<Judgement> {
    if silent < Span::from_hours_f64(LEAST_SILENCE_H) {
        return None;
    }
    let signs = Signs {
        before_12h: heard.count(off, Span::from_hours(12)),
        before_x: heard.count(off, silent).filter(|_| ended),
        reception_per_day: reception.and_then(per_vessel),
        ..Signs::default()
    };
    GapModel::embedded().judge(&signs)
}

/// How many positions a day satellites heard of one vessel there, on average.
fn per_vessel(level: ReceptionLevel) -> Option<f64> {
    let known = level.vessels > 0 && level.satellite_per_day > 0.0;
    known.then(|| level.satellite_per_day / f64::from(level.vessels))
}
