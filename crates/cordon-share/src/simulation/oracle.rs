//! What was promised, and whether it was kept.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use rand::RngExt;
use rand_pcg::Pcg64;

use crate::object::{Kind, Object};
use crate::store::{Received, State, Store};
use crate::testing::{name, node};

/// Something released to a node.
#[derive(Clone, Debug)]
pub(super) struct Released {
    pub(super) to: &'static str,
    pub(super) object: Object,
}

type Key = (String, Kind, String);

/// Everything that was released in one play.
#[derive(Default)]
pub(super) struct Oracle {
    numbers: u64,
    /// To each node, what may be there.
    intended: BTreeMap<&'static str, BTreeSet<(Key, u64)>>,
    /// To each node, what must be there: its node was told that it is durable.
    promised: BTreeMap<&'static str, BTreeSet<(Key, u64)>>,
    /// What may have been taken back.
    perhaps_revoked: BTreeSet<Key>,
    /// To each node, what must be gone.
    revoked: BTreeMap<&'static str, BTreeSet<Key>>,
}

thread_local! {
    /// What the last play left at its nodes, to compare two plays.
    static TRACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What the last play left.
pub(super) fn last_trace() -> String {
    TRACE.take()
}

fn key(object: &Object) -> Key {
    (object.origin.to_string(), object.kind, object.id.to_string())
}

fn target(object: &Object) -> Option<Key> {
    let target = crate::store::Target::of(object).filter(|_| object.kind == Kind::Revocation)?;
    Some((object.origin.to_string(), target.kind, target.id.to_string()))
}

impl Oracle {
    pub(super) fn next_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// Something that this node has released.
    pub(super) fn something_of(&self, origin: &str, dice: &mut Pcg64) -> Option<(Kind, String)> {
        let all = self.promised.values().flatten().map(|(key, _)| key);
        let of_it: Vec<_> = all
            .filter(|(o, kind, _)| o == origin && matches!(kind, Kind::Finding | Kind::Case))
            .collect();
        let (_, kind, id) = of_it.get(dice.random_range(0..of_it.len().max(1)))?;
        Some((*kind, id.clone()))
    }

    pub(super) fn intend(&mut self, released: &[Released]) {
        for Released { to, object } in released {
            self.intended.entry(to).or_default().insert((key(object), object.version));
            self.perhaps_revoked.extend(target(object));
        }
    }

    pub(super) fn promise(&mut self, released: &[Released]) {
        for Released { to, object } in released {
            self.promised.entry(to).or_default().insert((key(object), object.version));
            self.revoked.entry(to).or_default().extend(target(object));
        }
    }

    /// Whether a node has what it must have, once, and nothing that it must not have.
    pub(super) fn judge(&self, this: &'static str, store: &Store) -> Result<(), String> {
        let own = (&name(this), &node(this).public());
        let (_, faults) = store.read(|w| w.verify(own)).unwrap();
        if !faults.is_empty() {
            return Err(format!("{this}: {faults:?}"));
        }
        let received = store.read(|w| w.received(0, 1_000_000)).unwrap();
        TRACE.with_borrow_mut(|trace| {
            let rows =
                received.iter().map(|r| format!("{} {} {} {}\n", r.at, r.origin, r.id, r.version));
            trace.extend(rows);
        });
        self.nothing_astray(this, &received)?;
        self.nothing_lost(this, &received)
    }

    fn nothing_astray(&self, this: &'static str, received: &[Received]) -> Result<(), String> {
        let intended = self.intended.get(this).cloned().unwrap_or_default();
        let mut seen = BTreeSet::new();
        for row in received {
            let key = (row.origin.to_string(), row.kind, row.id.to_string());
            let slot = (row.kind != Kind::Track).then_some(row.version);
            if !intended.contains(&(key.clone(), row.version)) {
                return Err(format!("{this} has {key:?} {}, never meant for it", row.version));
            }
            if !seen.insert((key.clone(), slot)) {
                return Err(format!("{this} has {key:?} twice"));
            }
            let must_be_gone = self.revoked.get(this).is_some_and(|gone| gone.contains(&key));
            if must_be_gone && row.object.is_some() {
                return Err(format!("{this} still has {key:?}, which was taken back"));
            }
        }
        Ok(())
    }

    fn nothing_lost(&self, this: &'static str, received: &[Received]) -> Result<(), String> {
        let mut latest = BTreeMap::new();
        for row in received.iter().filter(|row| row.state == State::Kept) {
            let key = (row.origin.to_string(), row.kind, row.id.to_string());
            let version = latest.entry(key).or_insert(0);
            *version = row.version.max(*version);
        }
        for (key, version) in self.promised.get(this).into_iter().flatten() {
            let there = latest.get(key).is_some_and(|there| there >= version);
            if !there && !self.perhaps_revoked.contains(key) {
                return Err(format!("{this} lacks {key:?} {version}, which was promised"));
            }
        }
        Ok(())
    }
}
