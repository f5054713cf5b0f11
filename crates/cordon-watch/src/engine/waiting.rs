//! Observations that event time has not reached yet.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use cordon_core::{Fix, StaticReport, Time};

use super::STEP;

/// Something that a vessel said at a time.
pub(super) trait Said {
    fn time(&self) -> Time;

    /// The order in which the engine hears it: vessel by vessel, in order of time.
    fn order(&self, other: &Self) -> Ordering;
}

impl Said for Fix {
    fn time(&self) -> Time {
        self.time
    }

    fn order(&self, other: &Fix) -> Ordering {
        self.mmsi.cmp(&other.mmsi).then_with(|| Fix::order(self, other))
    }
}

impl Said for StaticReport {
    fn time(&self) -> Time {
        self.time
    }

    fn order(&self, other: &StaticReport) -> Ordering {
        let key = |report: &StaticReport| (report.mmsi, report.time, report.digest);
        key(self).cmp(&key(other))
    }
}

/// Observations by the step in which event time will reach them.
///
/// The archive gives them by vessel and time, so each step fills up in order and nothing is sorted;
/// what a feed brings out of order is sorted when its step comes.
#[derive(Debug)]
pub(super) struct Waiting<T> {
    /// By the end of the step, which is part of it.
    steps: BTreeMap<Time, Step<T>>,
}

#[derive(Debug)]
struct Step<T> {
    items: Vec<T>,
    is_sorted: bool,
    earliest: Time,
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Waiting { steps: BTreeMap::new() }
    }
}

impl<T: Said> Waiting<T> {
    pub(super) fn push(&mut self, item: T) {
        self.steps.entry(end_of_step(item.time())).or_default().push(item);
    }

    pub(super) fn earliest(&self) -> Option<Time> {
        self.steps.first_key_value().map(|(_, step)| step.earliest)
    }

    pub(super) fn latest(&self) -> Option<Time> {
        let (_, step) = self.steps.last_key_value()?;
        step.items.iter().map(T::time).max()
    }

    pub(super) fn forget_after(&mut self, time: Time) {
        for step in self.steps.values_mut() {
            step.items.retain(|item| item.time() <= time);
        }
        self.steps.retain(|_, step| !step.items.is_empty());
    }

    /// Takes out all that was said up to `to`, in the engine's order.
    pub(super) fn take(&mut self, to: Time) -> Vec<T> {
        let mut taken = Step::default();
        while let Some(first) = self.steps.first_entry() {
            if *first.key() <= to {
                taken.append(first.remove());
                continue;
            }
            if first.get().earliest <= to {
                let (before, after) = first.remove().split(to);
                taken.append(before);
                if !after.items.is_empty() {
                    self.steps.insert(end_of_step(after.earliest), after);
                }
            }
            break;
        }
        taken.sorted()
    }
}

impl<T> Default for Step<T> {
    fn default() -> Self {
        Step { items: Vec::new(), is_sorted: true, earliest: Time::MAX }
    }
}

impl<T: Said> Step<T> {
    fn push(&mut self, item: T) {
        self.is_sorted &= self.items.last().is_none_or(|last| last.order(&item).is_le());
        self.earliest = self.earliest.min(item.time());
        if self.items.len() == self.items.capacity() {
            // By half, not twofold: a step of a large fleet is large.
            self.items.reserve_exact(self.items.len() / 2 + 32);
        }
        self.items.push(item);
    }

    fn append(&mut self, other: Step<T>) {
        if self.items.is_empty() {
            *self = other;
        } else {
            self.is_sorted = false;
            self.earliest = self.earliest.min(other.earliest);
            self.items.extend(other.items);
        }
    }

    /// What was said up to `to`, and what after.
    fn split(self, to: Time) -> (Step<T>, Step<T>) {
        let (mut before, mut after) = (Step::default(), Step::default());
        for item in self.items {
            if item.time() <= to { before.push(item) } else { after.push(item) }
        }
        (before, after)
    }

    fn sorted(mut self) -> Vec<T> {
        if !self.is_sorted {
            self.items.sort_unstable_by(T::order);
        }
        self.items
    }
}

/// The end of the step that `time` is in: steps begin just after one instant of the grid and end at
/// the next.
fn end_of_step(time: Time) -> Time {
    let floor = time.floor(STEP);
    if floor == time { floor } else { floor + STEP }
}

/// What is heard next of a shard.
pub(super) enum Event {
    Fix(Fix),
    Static(StaticReport),
}

/// Fixes and reports together, in order; what a ship says it is comes before where it is.
pub(super) fn in_order(fixes: Vec<Fix>, statics: Vec<StaticReport>) -> impl Iterator<Item = Event> {
    let (mut fixes, mut statics) = (fixes.into_iter().peekable(), statics.into_iter().peekable());
    std::iter::from_fn(move || {
        let next_fix = fixes.peek().map(|fix| (fix.mmsi, fix.time));
        let is_first =
            |report: &StaticReport| next_fix.is_none_or(|fix| (report.mmsi, report.time) <= fix);
        match statics.next_if(is_first) {
            Some(report) => Some(Event::Static(report)),
            None => fixes.next().map(Event::Fix),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Word(u32, i64);

    impl Said for Word {
        fn time(&self) -> Time {
            Time::from_unix_seconds(self.1).unwrap()
        }

        fn order(&self, other: &Word) -> Ordering {
            (self.0, self.1).cmp(&(other.0, other.1))
        }
    }

    fn waiting(words: &[(u32, i64)]) -> Waiting<Word> {
        let mut waiting = Waiting::default();
        for &(mmsi, second) in words {
            waiting.push(Word(mmsi, second));
        }
        waiting
    }

    fn take(waiting: &mut Waiting<Word>, second: i64) -> Vec<(u32, i64)> {
        let taken = waiting.take(Time::from_unix_seconds(second).unwrap());
        taken.into_iter().map(|word| (word.0, word.1)).collect()
    }

    #[test]
    fn a_step_includes_its_end() {
        let mut waiting = waiting(&[(1, 600), (1, 601), (2, 599), (2, 0)]);
        assert_eq!(take(&mut waiting, 0), [(2, 0)]);
        assert_eq!(take(&mut waiting, 600), [(1, 600), (2, 599)]);
        assert_eq!(waiting.earliest(), Time::from_unix_seconds(601));
        assert_eq!(take(&mut waiting, 1_200), [(1, 601)]);
        assert_eq!(waiting.earliest(), None);
    }

    #[test]
    fn part_of_a_step_leaves_the_rest() {
        let mut waiting = waiting(&[(3, 50), (1, 400), (2, 20), (2, 500), (2, 700)]);
        assert_eq!(take(&mut waiting, 100), [(2, 20), (3, 50)]);
        assert_eq!(waiting.latest(), Time::from_unix_seconds(700));
        waiting.forget_after(Time::from_unix_seconds(450).unwrap());
        assert_eq!(take(&mut waiting, 10_000), [(1, 400)]);
    }
}
