//! How many positions and findings there were, minute by minute.

use std::collections::BTreeMap;

use cordon_core::{Kind, Span, Time};
use serde::Serialize;

const MINUTE_S: i64 = 60;

/// Ninety days of minutes, and a stop for clocks that jump all over the calendar.
const MOST_MINUTES: usize = 130_000;

/// One bar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Position reports.
    pub positions: u32,
    /// Findings that began here.
    pub findings: u32,
}

/// Counts per minute of data time.
#[derive(Clone, Debug, Default)]
pub struct Histogram {
    minutes: BTreeMap<i64, Count>,
    beyond: u64,
}

impl Histogram {
    /// Count one position.
    pub fn add_position(&mut self, time: Time) {
        if let Some(count) = self.minute(time) {
            count.positions = count.positions.saturating_add(1);
        }
    }

    /// Count a finding's beginning.
    pub fn add_finding(&mut self, _kind: Kind, start: Time) {
        if let Some(count) = self.minute(start) {
            count.findings = count.findings.saturating_add(1);
        }
    }

    /// Counts that no longer had a place, because the data spans too many minutes.
    pub fn beyond(&self) -> u64 {
        self.beyond
    }

    /// First and last minute with data.
    pub fn extent(&self) -> Option<(Time, Time)> {
        let (first, _) = self.minutes.first_key_value()?;
        let (last, _) = self.minutes.last_key_value()?;
        Some((at(*first)?, at(*last + 1)?))
    }

    /// Bars of one `step` each from `from` to `to`. The step is at least a minute, and as much
    /// longer as it takes to need no more than `most` bars.
    pub fn bars(&self, from: Time, to: Time, most: usize) -> (Span, Vec<Count>) {
        let (first, last) = (minute_of(from), minute_of(to).max(minute_of(from)));
        let most = i64::try_from(most.clamp(1, 2_000)).unwrap_or(2_000);
        let step = ((last - first + 1) + most - 1) / most;
        let bars = usize::try_from((last - first) / step + 1).unwrap_or(1);
        let mut counts = vec![Count::default(); bars];
        for (minute, count) in self.minutes.range(first..=last) {
            let bar = usize::try_from((minute - first) / step).ok().and_then(|i| counts.get_mut(i));
            if let Some(bar) = bar {
                bar.positions = bar.positions.saturating_add(count.positions);
                bar.findings = bar.findings.saturating_add(count.findings);
            }
        }
        (Span::from_minutes(step), counts)
    }

    fn minute(&mut self, time: Time) -> Option<&mut Count> {
        let minute = minute_of(time);
        if self.minutes.len() >= MOST_MINUTES && !self.minutes.contains_key(&minute) {
            self.beyond += 1;
            return None;
        }
        Some(self.minutes.entry(minute).or_default())
    }
}

fn minute_of(time: Time) -> i64 {
    time.as_unix_seconds().div_euclid(MINUTE_S)
}

fn at(minute: i64) -> Option<Time> {
    Time::from_unix_seconds(minute.checked_mul(MINUTE_S)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn t(seconds: i64) -> Time {
        Time::from_unix_seconds(seconds).unwrap()
    }

    #[test]
    fn bars_hold_every_position_whatever_their_number() {
        let mut histogram = Histogram::default();
        for s in 0..7_200 {
            histogram.add_position(t(86_000 + s));
        }
        histogram.add_finding(Kind::Gap, t(86_400));
        for most in [1, 7, 100, 2_000] {
            let (step, bars) = histogram.bars(t(86_000), t(86_000 + 7_199), most);
            assert!(bars.len() <= most && step >= Span::from_minutes(1));
            assert_eq!(bars.iter().map(|b| b.positions).sum::<u32>(), 7_200);
            assert_eq!(bars.iter().map(|b| b.findings).sum::<u32>(), 1);
        }
    }
}
