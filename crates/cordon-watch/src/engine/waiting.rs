//! Observations that event time has not reached yet.

use cordon_core::{Fix, StaticReport, Time};

/// Something that was said at a time.
pub(super) trait Timed {
    fn time(&self) -> Time;
}

impl Timed for Fix {
    fn time(&self) -> Time {
        self.time
    }
}

impl Timed for StaticReport {
    fn time(&self) -> Time {
        self.time
    }
}

/// A heap of things by time, sorted when it is looked at: observations come in bursts and leave in
/// slices, so one sort a burst is cheaper than a priority queue.
#[derive(Debug)]
pub(super) struct Waiting<T> {
    /// Latest first, where `sorted`.
    items: Vec<T>,
    sorted: bool,
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Waiting { items: Vec::new(), sorted: true }
    }
}

impl<T: Timed> Waiting<T> {
    pub(super) fn push(&mut self, item: T) {
        self.sorted = false;
        self.items.push(item);
    }

    pub(super) fn earliest(&mut self) -> Option<Time> {
        self.sort();
        self.items.last().map(T::time)
    }

    pub(super) fn latest(&mut self) -> Option<Time> {
        self.sort();
        self.items.first().map(T::time)
    }

    pub(super) fn forget_after(&mut self, time: Time) {
        self.items.retain(|item| item.time() <= time);
    }

    /// Takes out all that was said up to `to`.
    pub(super) fn take(&mut self, to: Time) -> Vec<T> {
        self.sort();
        let keep = self.items.partition_point(|item| item.time() > to);
        self.items.split_off(keep)
    }

    fn sort(&mut self) {
        if !self.sorted {
            self.items.sort_unstable_by_key(|item| std::cmp::Reverse(item.time()));
            self.sorted = true;
        }
    }
}
