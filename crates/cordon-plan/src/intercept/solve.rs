//! The first zero of a gap that closes no faster than a known rate.

/// How far an asset still is from a moving mark when it has gone straight for it, as a function of
/// time in seconds: distance minus what the asset covers, in metres.
pub(crate) struct Gap<'a> {
    /// Way from the asset to where the mark is at a time, in metres.
    pub(crate) way: &'a dyn Fn(f64) -> f64,
    /// What the asset covers in a second.
    pub(crate) speed: f64,
    /// What the mark covers in a second at most.
    pub(crate) mark_speed: f64,
    /// When the mark turns.
    pub(crate) turns: Vec<f64>,
    /// How much the way may curve downwards, in metres per second squared; infinite when unknown.
    pub(crate) bend: f64,
    /// The gap in metres that counts as a meeting.
    pub(crate) closed: f64,
}

/// Beyond a quarter of the globe the way to a ship on a geodesic curves downwards.
const QUARTER: f64 = 9_900_000.0;
const MOST_STEPS: usize = 5_000;

impl Gap<'_> {
    pub(crate) fn at(&self, t: f64) -> f64 {
        (self.way)(t) - self.speed * t
    }

    fn slope(&self, t: f64, here: f64) -> f64 {
        let ahead = 1.0;
        (self.at(t + ahead) - here) / ahead
    }

    /// The longest step from `t` that cannot pass a zero; `None` when none lies before `until`.
    fn step(&self, t: f64, here: f64, until: f64) -> Option<f64> {
        let least = here / (self.speed + self.mark_speed);
        if !self.bend.is_finite() || here + self.speed * t > QUARTER {
            return Some(least);
        }
        let slope = self.slope(t, here);
        let whole = until - t;
        // The gap lies above the parabola with this slope that curves down by `bend`.
        if self.bend == 0.0 {
            return (slope < 0.0).then(|| least.max(-here / slope)).filter(|step| *step <= whole);
        }
        let root = (slope + (slope * slope + 2.0 * self.bend * here).sqrt()) / self.bend;
        Some(least.max(root)).filter(|step| *step <= whole)
    }
}

/// The earliest time up to `limit` at which the gap closes.
pub(crate) fn first_meeting(gap: &Gap<'_>, limit: f64) -> Option<f64> {
    let (mut t, mut open_at) = (0.0, 0.0);
    for _ in 0..MOST_STEPS {
        let here = gap.at(t);
        if here <= 0.0 && t > open_at {
            return Some(bisected(gap, open_at, t)).filter(|t| *t <= limit);
        }
        if here <= gap.closed {
            return Some(t).filter(|t| *t <= limit);
        }
        if t >= limit {
            return None;
        }
        open_at = t;
        let turn = gap.turns.iter().copied().find(|turn| *turn > t).unwrap_or(f64::INFINITY);
        t = match gap.step(t, here, turn.min(limit)) {
            Some(step) => (t + step).min(turn).min(limit),
            None => turn.min(limit),
        };
    }
    None
}

/// The zero between a time when the gap is open and one when it is not.
fn bisected(gap: &Gap<'_>, mut open: f64, mut closed: f64) -> f64 {
    for _ in 0..60 {
        let middle = 0.5 * (open + closed);
        if gap.at(middle) > 0.0 {
            open = middle;
        } else {
            closed = middle;
        }
    }
    closed
}

/// Where `value` is least between 0 and `limit`: a scan, then golden sections around its best.
pub(crate) fn least(value: impl Fn(f64) -> f64, limit: f64) -> f64 {
    const PARTS: u32 = 240;
    let at = |n: u32| limit * f64::from(n) / f64::from(PARTS);
    let best = (0..=PARTS).min_by(|a, b| value(at(*a)).total_cmp(&value(at(*b)))).unwrap_or(0);
    let (mut low, mut high) = (at(best.saturating_sub(1)), at((best + 1).min(PARTS)));
    let golden = 0.5 * (5.0_f64.sqrt() - 1.0);
    for _ in 0..60 {
        let width = golden * (high - low);
        if value(high - width) <= value(low + width) {
            high = low + width;
        } else {
            low = high - width;
        }
    }
    let middle = 0.5 * (low + high);
    [0.0, middle, limit].into_iter().min_by(|a, b| value(*a).total_cmp(&value(*b))).unwrap_or(0.0)
}
