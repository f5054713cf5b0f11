//! How fast simulated time goes.

use std::time::Instant;

use cordon_core::{Span, Time};
use serde::{Deserialize, Serialize};

/// The longest single step, in simulated seconds.
pub(crate) const MOST_STEP_S: f64 = 43_200.0;

/// Simulated seconds a second.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Speed {
    /// So many.
    Times(f64),
    /// As fast as it can be computed: `max`.
    Max(Max),
}

/// The word `max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Max {
    Max,
}

impl Speed {
    /// Whether time goes on at it.
    pub(crate) fn is_valid(self) -> bool {
        match self {
            Speed::Times(times) => times.is_finite() && times > 0.0 && times <= 100_000.0,
            Speed::Max(_) => true,
        }
    }
}

/// The clock of a drill.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    pub(crate) speed: Speed,
    pub(crate) is_paused: bool,
    /// A step that was asked for ends here.
    goal: Option<Time>,
    /// Since when it goes at this speed, on both clocks.
    since: (Instant, Time),
}

impl Pace {
    pub(crate) fn new(speed: Option<Speed>, at: Instant, now: Time) -> Pace {
        let is_paused = speed.is_none();
        Pace { speed: speed.unwrap_or(Speed::Times(60.0)), is_paused, goal: None, since: (at, now) }
    }

    /// Until when the drill is to be played by now.
    pub(crate) fn due(&self, at: Instant, now: Time) -> Time {
        let by_step = self.goal.unwrap_or(now);
        let by_clock = match self.speed {
            _ if self.is_paused => now,
            Speed::Max(_) => Time::MAX,
            Speed::Times(times) => {
                let elapsed = at.saturating_duration_since(self.since.0).as_secs_f64();
                self.since.1 + Span::from_seconds_f64(elapsed * times)
            }
        };
        by_step.max(by_clock).max(now)
    }

    /// Goes on from here, so that what was not computed in time is not caught up with.
    pub(crate) fn go_on(&mut self, at: Instant, now: Time) {
        self.since = (at, now);
        self.goal = self.goal.filter(|goal| *goal > now);
    }

    /// One step of so many seconds, after which it is paused.
    pub(crate) fn step(&mut self, seconds: f64, at: Instant, now: Time) {
        self.go_on(at, now);
        self.is_paused = true;
        self.goal = Some(now + Span::from_seconds_f64(seconds));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn time_goes_by_the_pace() {
        let (at, now) =
            (Instant::now(), Time::from_unix_seconds(1_700_000_000).unwrap_or(Time::MIN));
        let later = at + Duration::from_secs(2);
        let mut pace = Pace::new(None, at, now);
        assert_eq!(pace.due(later, now), now, "it begins paused");
        pace.is_paused = false;
        assert_eq!(pace.due(later, now), now + Span::from_seconds(120));
        pace.step(600.0, later, now);
        assert_eq!(pace.due(later, now), now + Span::from_minutes(10));
        let there = now + Span::from_minutes(10);
        pace.go_on(later, there);
        assert_eq!(pace.due(later + Duration::from_secs(9), there), there, "paused after a step");
        pace.is_paused = false;
        pace.speed = Speed::Max(Max::Max);
        assert_eq!(pace.due(later, now), Time::MAX);
    }

    #[test]
    fn speeds_are_numbers_or_max() {
        let read = |text: &str| serde_json::from_str::<Speed>(text).ok();
        assert_eq!(read("60"), Some(Speed::Times(60.0)));
        assert_eq!(read("\"max\""), Some(Speed::Max(Max::Max)));
        assert_eq!(read("\"fast\""), None);
        assert!(!Speed::Times(0.0).is_valid() && !Speed::Times(-1.0).is_valid());
    }
}
