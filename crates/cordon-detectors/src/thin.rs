//! Fewer fixes that still tell the way: the sequence that measures are made on, and that is cited.
//!
//! A fix is kept when `every` has passed since the last one kept. Where the next fix would then be
//! farther than `limit` from the last one kept, the last fix before the silence is kept as well, so
//! that no silence looks longer than it was. What is kept depends on the fixes of the track alone,
//! not on the calendar, nor on how the fixes came.

use cordon_core::{Span, Time};

use crate::vertex::Vertex;

/// The way between two fixes kept one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The first fix of all.
    Begin(Vertex),
    /// No silence longer than the limit.
    Leg(Vertex, Vertex),
    /// Silence for longer than the limit: nothing is known in between.
    Silence(Vertex, Vertex),
}

/// Keeps one fix in a while.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Thinner {
    kept: Option<Vertex>,
    /// The newest fix since, not (yet) kept.
    latest: Option<Vertex>,
}

impl Thinner {
    /// The next fix of the track. Tells at most two steps.
    pub(crate) fn push(
        &mut self,
        fix: Vertex,
        every: Span,
        limit: Span,
        mut tell: impl FnMut(Step),
    ) {
        let Some(kept) = self.kept else {
            self.kept = Some(fix);
            return tell(Step::Begin(fix));
        };
        if fix.time - kept.time < every {
            self.latest = Some(fix);
            return;
        }
        let last = self.bridge(kept, fix.time, limit, &mut tell);
        let step = if fix.time - last.time > limit { Step::Silence } else { Step::Leg };
        *self = Thinner { kept: Some(fix), latest: None };
        tell(step(last, fix));
    }

    /// No fix will come at or before `now`.
    pub(crate) fn clock(&mut self, now: Time, limit: Span, mut tell: impl FnMut(Step)) {
        if let Some(kept) = self.kept {
            self.bridge(kept, now, limit, &mut tell);
        }
    }

    /// No fix will come at all.
    pub(crate) fn finish(&mut self, mut tell: impl FnMut(Step)) {
        if let Some(kept) = self.kept {
            self.keep_latest(kept, &mut tell);
        }
    }

    fn bridge(
        &mut self,
        kept: Vertex,
        next: Time,
        limit: Span,
        tell: &mut impl FnMut(Step),
    ) -> Vertex {
        if next - kept.time > limit { self.keep_latest(kept, tell) } else { kept }
    }

    fn keep_latest(&mut self, kept: Vertex, tell: &mut impl FnMut(Step)) -> Vertex {
        let Some(latest) = self.latest.take() else { return kept };
        self.kept = Some(latest);
        if latest.time > kept.time {
            tell(Step::Leg(kept, latest));
        }
        latest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_core::{InputId, Position, SourceRef};

    fn fix(minute: i64) -> Vertex {
        Vertex::new(
            Time::from_unix_seconds(minute * 60).unwrap(),
            Position::from_degrees(0.0, 0.0).unwrap(),
            SourceRef { input: InputId(0), offset: minute as u64, length: 1 },
        )
    }

    fn kept(minutes: &[i64], clock_at: &[i64]) -> Vec<(i64, i64, bool)> {
        let (every, limit) = (Span::from_minutes(10), Span::from_hours(1));
        let mut thinner = Thinner::default();
        let mut steps = Vec::new();
        for &minute in minutes {
            for &now in clock_at.iter().filter(|&&now| now < minute) {
                thinner.clock(fix(now).time, limit, |step| steps.push(step));
            }
            thinner.push(fix(minute), every, limit, |step| steps.push(step));
        }
        thinner.finish(|step| steps.push(step));
        let minute = |v: Vertex| v.time.as_unix_seconds() / 60;
        steps
            .into_iter()
            .filter_map(|step| match step {
                Step::Begin(_) => None,
                Step::Leg(a, b) => Some((minute(a), minute(b), true)),
                Step::Silence(a, b) => Some((minute(a), minute(b), false)),
            })
            .collect()
    }

    #[test]
    fn one_fix_in_ten_minutes_and_the_last_of_all() {
        let steps = kept(&[0, 3, 6, 9, 12, 15, 18, 21, 23], &[]);
        assert_eq!(steps, [(0, 12, true), (12, 23, true)]);
    }

    #[test]
    fn a_burst_keeps_its_end_before_a_silence() {
        assert_eq!(kept(&[0, 8, 66], &[]), [(0, 8, true), (8, 66, true)]);
        assert_eq!(kept(&[0, 8, 70], &[]), [(0, 8, true), (8, 70, false)]);
    }

    #[test]
    fn the_clock_changes_nothing_but_when() {
        let fixes = [0, 8, 66, 69, 140, 150, 155, 217];
        let clock: Vec<i64> = (0..217).collect();
        assert_eq!(kept(&fixes, &clock), kept(&fixes, &[]));
    }
}
