//! Several ways to read the same fixes, side by side, until later fixes tell which is right.
//!
//! A hypothesis says for each fix which track it continues or begins. This is the hypothesis-oriented
//! multiple hypothesis tracker of Reid (1979), kept small: few hypotheses, pruned by their odds, and
//! decided after a bounded number of fixes ("N-scan").

use std::collections::VecDeque;

use cordon_core::{Fix, Span, Time};

use crate::head::{Head, Key};
use crate::link;
use crate::rules::TrackRules;

/// One way to read the fixes.
#[derive(Clone, Debug, Default)]
struct Hypothesis {
    cost: f64,
    /// In order of birth.
    heads: Vec<Head>,
    /// The track of each pending fix.
    labels: Vec<Key>,
}

/// One way to go on from a hypothesis.
#[derive(Clone, Copy, Debug)]
struct Child {
    cost: f64,
    /// How far behind the best it may be.
    margin: f64,
    parent: usize,
    /// Which of the parent's heads the fix continues; `None` for a new track.
    head: Option<usize>,
}

/// The hypotheses of one tracker and the fixes that they do not agree on.
#[derive(Clone, Debug)]
pub(crate) struct Beam {
    hypotheses: Vec<Hypothesis>,
    pending: VecDeque<Fix>,
    next_key: Key,
}

impl Beam {
    pub(crate) fn new() -> Beam {
        Beam { hypotheses: vec![Hypothesis::default()], pending: VecDeque::new(), next_key: 0 }
    }

    /// Take in one fix; its track, when that is clear at once. Otherwise it is pending.
    pub(crate) fn extend(&mut self, fix: &Fix, rules: &TrackRules) -> Option<Key> {
        let next = Head::new(fix, self.next_key);
        if let [only] = self.hypotheses.as_mut_slice()
            && let Some(choice) = only.clear_choice(&next, rules)
        {
            let key = only.take(&next, choice);
            self.next_key += Key::from(choice.is_none());
            if self.pending.is_empty() {
                return Some(key);
            }
            only.labels.push(key);
        } else {
            self.branch(&next, rules);
        }
        self.pending.push_back(*fix);
        None
    }

    /// Every hypothesis goes on in every likely way; the best of them stay.
    fn branch(&mut self, next: &Head, rules: &TrackRules) {
        let mut children = self.children(next, rules);
        children.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(a.parent.cmp(&b.parent)));
        let Some(best) = children.first().map(|child| child.cost) else { return };
        let mut grown: Vec<Hypothesis> = Vec::with_capacity(rules.max_hypotheses.min(64));
        let near = |child: &&Child| child.cost.total_cmp(&(best + child.margin.max(0.0))).is_le();
        for child in children.iter().filter(near) {
            if grown.len() >= rules.max_hypotheses.max(1) {
                break;
            }
            let Some(parent) = self.hypotheses.get(child.parent) else { continue };
            let mut grown_up = parent.clone();
            grown_up.cost = child.cost - best;
            let key = grown_up.take(next, child.head);
            grown_up.labels.push(key);
            if !grown.iter().any(|other| other.heads == grown_up.heads) {
                grown.push(grown_up);
            }
        }
        self.hypotheses = grown;
        self.next_key = self.next_key.wrapping_add(1);
    }

    fn children(&self, next: &Head, rules: &TrackRules) -> Vec<Child> {
        let mut children = Vec::new();
        for (parent, hypothesis) in self.hypotheses.iter().enumerate() {
            let shared = hypothesis.is_shared(next, rules);
            let (birth, margin) = hypothesis.birth(shared, rules);
            let cost = hypothesis.cost + birth;
            children.push(Child { cost, margin, parent, head: None });
            for (head, known) in hypothesis.heads.iter().enumerate() {
                if let Some(step) = link::cost(known, next, shared, rules) {
                    let cost = hypothesis.cost + step;
                    children.push(Child { cost, margin, parent, head: Some(head) });
                }
            }
        }
        children
    }

    /// The oldest pending fix and its track, when all hypotheses agree or too many are pending.
    pub(crate) fn agreed(&mut self, rules: &TrackRules) -> Option<(Fix, Key)> {
        let mut firsts = self.hypotheses.iter().map(|hypothesis| hypothesis.labels.first());
        let first = firsts.next()?;
        let agree = firsts.all(|other| other == first);
        if agree || self.pending.len() > rules.lag_fixes { self.decide() } else { None }
    }

    /// The oldest pending fix and its track, as the best hypothesis has it. Others that differ go.
    pub(crate) fn decide(&mut self) -> Option<(Fix, Key)> {
        let fix = self.pending.pop_front()?;
        let key = *self.best()?.labels.first()?;
        self.hypotheses.retain(|hypothesis| hypothesis.labels.first() == Some(&key));
        for hypothesis in &mut self.hypotheses {
            hypothesis.labels.remove(0);
        }
        Some((fix, key))
    }

    fn best(&self) -> Option<&Hypothesis> {
        self.hypotheses.iter().min_by(|a, b| a.cost.total_cmp(&b.cost))
    }

    /// When the oldest pending fix must be decided.
    pub(crate) fn due(&self, lag: Span) -> Option<Time> {
        self.pending.front().map(|fix| fix.time + lag)
    }

    /// Whether a pending fix may belong to track `key`.
    pub(crate) fn awaits(&self, key: Key) -> bool {
        self.hypotheses.iter().any(|hypothesis| hypothesis.labels.contains(&key))
    }

    /// No fix will continue track `key` any more.
    pub(crate) fn forget(&mut self, key: Key) {
        for hypothesis in &mut self.hypotheses {
            hypothesis.heads.retain(|head| head.key != key);
        }
    }
}

impl Hypothesis {
    /// The option that no other comes near; `Some(None)` for a new track.
    #[expect(
        clippy::option_option,
        reason = "`None`: not clear; `Some(None)`: clearly a new track"
    )]
    fn clear_choice(&self, next: &Head, rules: &TrackRules) -> Option<Option<usize>> {
        let shared = self.is_shared(next, rules);
        let (birth, margin) = self.birth(shared, rules);
        let (mut best, mut second) = ((birth, None), f64::INFINITY);
        for (index, head) in self.heads.iter().enumerate() {
            let Some(cost) = link::cost(head, next, shared, rules) else { continue };
            if cost < best.0 {
                second = best.0;
                best = (cost, Some(index));
            } else {
                second = second.min(cost);
            }
        }
        (second > best.0 + margin).then_some(best.1)
    }

    /// What a new ship costs, nothing for the first, and how far behind the best an option may be.
    fn birth(&self, shared: bool, rules: &TrackRules) -> (f64, f64) {
        let (cost, margin) = rules.birth(shared);
        (if self.heads.is_empty() { 0.0 } else { cost }, margin)
    }

    /// Whether several established ships were heard lately and near.
    fn is_shared(&self, next: &Head, rules: &TrackRules) -> bool {
        if self.heads.len() < 2 {
            return false;
        }
        let since = next.time - Span::from_hours_f64(rules.shared_hours);
        let ship = |head: &&Head| {
            head.count >= rules.established_fixes
                && head.time >= since
                && link::is_near(head, next, 1_000.0 * rules.shared_km)
        };
        self.heads.iter().filter(ship).nth(1).is_some()
    }

    /// Continue a head, or begin a new one; the track's key.
    fn take(&mut self, next: &Head, choice: Option<usize>) -> Key {
        if let Some(head) = choice.and_then(|index| self.heads.get_mut(index)) {
            *head = head.followed_by(next);
            return head.key;
        }
        self.heads.reserve_exact(1);
        self.heads.push(*next);
        next.key
    }
}

#[cfg(test)]
impl Beam {
    /// Bytes on the heap.
    pub(crate) fn heap(&self) -> usize {
        let hypotheses = self.hypotheses.iter().map(|hypothesis| {
            size_of_val(hypothesis)
                + hypothesis.heads.capacity() * size_of::<Head>()
                + hypothesis.labels.capacity() * size_of::<Key>()
        });
        hypotheses.sum::<usize>() + self.pending.capacity() * size_of::<Fix>()
    }
}
