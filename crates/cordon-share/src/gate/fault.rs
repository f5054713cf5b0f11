//! Faults that the trials seed on purpose, to see that they are caught. Outside tests none exists.

/// A way in which the gate could be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(test), allow(dead_code, reason = "only trials break the gate"))]
pub(crate) enum Fault {
    /// Objects that contradict themselves are taken.
    ChecksNothing,
    /// The profile that the label wants is not applied.
    IgnoresTheLabelsProfile,
    /// The delay of a profile is not kept.
    LeavesAtOnce,
    /// A hidden name is not hidden.
    KeepsTheName,
    /// A rule that fails counts as one that says nothing.
    ForgivesErrors,
}

#[cfg(not(test))]
pub(crate) const fn broken(_: Fault) -> bool {
    false
}

#[cfg(test)]
pub(crate) use seeded::{broken, with_fault};

#[cfg(test)]
mod seeded {
    use std::cell::Cell;

    use super::Fault;

    thread_local! {
        static SEEDED: Cell<Option<Fault>> = const { Cell::new(None) };
    }

    /// Whether this fault was seeded on this thread.
    pub(crate) fn broken(fault: Fault) -> bool {
        SEEDED.get() == Some(fault)
    }

    /// Runs something in a gate that is broken in this way.
    pub(crate) fn with_fault<T>(fault: Fault, run: impl FnOnce() -> T) -> T {
        SEEDED.set(Some(fault));
        let result = run();
        SEEDED.set(None);
        result
    }
}
