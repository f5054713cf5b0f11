//! How many positions satellites heard of a track over the hours, days and weeks before.

use cordon_core::{Span, Time};

/// Counts of satellite positions by time, in three grains: one answers for two days, one for a
/// week, one for 45 days. Takes no room until a satellite is heard.
#[derive(Clone, Debug, Default)]
pub(crate) struct History(Option<Box<Grains>>);

#[derive(Clone, Debug)]
struct Grains {
    hours: Ring<48>,
    quarters: Ring<28>,
    days: Ring<46>,
}

impl History {
    /// A satellite heard the track at `time`. Times never go back.
    pub(crate) fn add(&mut self, time: Time) {
        let grains = self.0.get_or_insert_with(|| {
            Box::new(Grains {
                hours: Ring::of(Span::from_hours(1)),
                quarters: Ring::of(Span::from_hours(6)),
                days: Ring::of(Span::from_hours(24)),
            })
        });
        grains.hours.add(time);
        grains.quarters.add(time);
        grains.days.add(time);
    }

    /// About how many were heard in the `window` up to `end`, which is the last fix or later. The
    /// oldest bin counts by the share of it that lies inside. `None` where no satellite ever was
    /// heard, or the window reaches farther back than is remembered.
    pub(crate) fn count(&self, end: Time, window: Span) -> Option<f64> {
        let grains = self.0.as_deref()?;
        let shorter = grains.hours.count(end, window);
        let longer = || grains.quarters.count(end, window);
        shorter.or_else(longer).or_else(|| grains.days.count(end, window))
    }
}

/// The counts of the newest `N` bins, aligned to 1970.
#[derive(Clone, Debug)]
struct Ring<const N: usize> {
    grain: Span,
    newest: i64,
    counts: [u16; N],
}

impl<const N: usize> Ring<N> {
    fn of(grain: Span) -> Ring<N> {
        Ring { grain, newest: i64::MIN, counts: [0; N] }
    }

    fn bin(&self, time: Time) -> i64 {
        time.as_micros().div_euclid(self.grain.as_micros())
    }

    #[expect(clippy::cast_possible_wrap, reason = "a ring has some dozen bins")]
    const LEN: i64 = N as i64;

    fn slot(bin: i64) -> usize {
        bin.rem_euclid(Self::LEN) as usize
    }

    fn add(&mut self, time: Time) {
        let bin = self.bin(time);
        if bin > self.newest {
            let stale = self.newest.max(bin - Self::LEN) + 1;
            (stale..=bin).for_each(|bin| self.counts[Self::slot(bin)] = 0);
            self.newest = bin;
        }
        let count = &mut self.counts[Self::slot(bin)];
        *count = count.saturating_add(1);
    }

    fn count(&self, end: Time, window: Span) -> Option<f64> {
        let begin = end - window;
        let (first, last) = (self.bin(begin), self.bin(end).min(self.newest));
        if last - first >= Self::LEN {
            return None;
        }
        let passed = begin.as_micros().rem_euclid(self.grain.as_micros());
        let inside = 1.0 - passed as f64 / self.grain.as_micros() as f64;
        let held = |bin: &i64| *bin > self.newest - Self::LEN;
        let share = |bin: i64| if bin == first { inside } else { 1.0 };
        let bins = (first..=last).filter(held);
        Some(bins.map(|bin| share(bin) * f64::from(self.counts[Self::slot(bin)])).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minutes: i64) -> Time {
        Time::from_unix_seconds(1_600_000_000 + minutes * 60).unwrap()
    }

    #[test]
    fn without_satellites_nothing_is_known() {
        assert_eq!(History::default().count(at(0), Span::from_hours(12)), None);
    }

    #[test]
    fn a_steady_hour_by_hour_is_counted_in_every_grain() {
        let mut history = History::default();
        (0..46 * 24).for_each(|hour| history.add(at(hour * 60)));
        let end = at(46 * 24 * 60 - 60);
        for hours in [12, 40, 100, 160, 500, 1_000] {
            let told = history.count(end, Span::from_hours(hours)).unwrap();
            assert!((told - hours as f64).abs() < 2.0 + hours as f64 * 0.03, "{hours}: {told}");
        }
        assert_eq!(history.count(end, Span::from_hours(24 * 60)), None);
    }

    proptest! {
        /// Wrong by no more than what fell into the bin that the window begins in.
        #[test]
        fn counts_are_near_the_truth(
            mut minutes in prop::collection::vec(0_i64..20_000, 1..200), hours in 1_i64..300,
        ) {
            minutes.sort_unstable();
            let mut history = History::default();
            for &minute in &minutes {
                history.add(at(minute));
            }
            let end = *minutes.last().unwrap();
            let told = history.count(at(end), Span::from_hours(hours)).unwrap();
            let since = |from: i64| minutes.iter().filter(|&&m| m > from).count() as f64;
            let begin = end - hours * 60;
            prop_assert!(told <= since(begin - 24 * 60) && told >= since(begin + 24 * 60));
        }
    }
}
