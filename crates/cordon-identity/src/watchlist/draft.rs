//! A list while it is being read.

use rustc_hash::FxHashMap;

use super::counts::{Counts, Reject};
use super::limits::Limits;
use super::model::{Entry, EntryKind, Link, Name, Party, Place, Strength};
use crate::day::Day;
use crate::names::plain;

/// Entries as they come, with the rules for ids that come twice.
///
/// The same id again is the same entry, and what it says is added, unless it is of another kind or
/// bears another valid IMO number: then it is kept apart under an id of its own.
pub(super) struct Draft {
    pub(super) entries: Vec<Entry>,
    pub(super) links: Vec<Link>,
    pub(super) counts: Counts,
    pub(super) rejects: Vec<Reject>,
    pub(super) notes: Vec<String>,
    pub(super) broken: Option<String>,
    pub(super) as_of: Option<Day>,
    pub(super) limits: Limits,
    by_id: FxHashMap<String, usize>,
    names: usize,
}

impl Draft {
    pub(super) fn new(limits: Limits) -> Draft {
        Draft {
            entries: Vec::new(),
            links: Vec::new(),
            counts: Counts::default(),
            rejects: Vec::new(),
            notes: Vec::new(),
            broken: None,
            as_of: None,
            limits,
            by_id: FxHashMap::default(),
            names: 0,
        }
    }

    /// Takes in a record that is an entry.
    pub(super) fn add(&mut self, mut entry: Entry) {
        if entry.names.is_empty() && entry.imo.is_empty() && entry.mmsi.is_empty() {
            return self.reject(entry.place, "no_name_or_number");
        }
        if self.entries.len() >= self.limits.entries {
            return self.reject(entry.place, "too_many_entries");
        }
        self.counts.read += 1;
        self.bound_names(&mut entry);
        if entry.id.is_empty() {
            entry.id = format!("@{}", entry.place.offset);
        }
        match self.by_id.get(&entry.id).copied() {
            Some(at) if self.entries.get(at).is_some_and(|other| is_same(other, &entry)) => {
                self.counts.merged += 1;
                if let Some(other) = self.entries.get_mut(at) {
                    merge(other, entry);
                }
            }
            Some(_) => {
                self.counts.kept_apart += 1;
                entry.id = self.free_id(&entry.id);
                self.insert(entry);
            }
            None => self.insert(entry),
        }
    }

    fn insert(&mut self, entry: Entry) {
        self.counts.entries += 1;
        self.by_id.insert(entry.id.clone(), self.entries.len());
        self.entries.push(entry);
    }

    /// The publisher's id, and where the record stands: unlike a running number it is found at once,
    /// however many records share the id.
    fn free_id(&self, id: &str) -> String {
        format!("{id}~{}", self.counts.read)
    }

    /// Counts a record that is not used.
    pub(super) fn reject(&mut self, place: Place, reason: &str) {
        self.counts.read += 1;
        *self.counts.rejected.entry(reason.to_owned()).or_default() += 1;
        if self.rejects.len() < self.limits.told_rejects {
            self.rejects.push(Reject { place, reason: reason.to_owned() });
        }
    }

    /// Counts a record that adds to an entry.
    pub(super) fn adding(&mut self) {
        self.counts.read += 1;
        self.counts.adding += 1;
    }

    /// The entry with the publisher's id.
    pub(super) fn entry(&mut self, id: &str) -> Option<&mut Entry> {
        self.by_id.get(id).and_then(|at| self.entries.get_mut(*at))
    }

    /// Adds a name to an entry; `false` when there is no such entry.
    pub(super) fn add_name(&mut self, id: &str, name: Name) -> bool {
        let (limits, all) = (self.limits, self.names);
        let Some(entry) = self.entry(id) else { return false };
        if entry.names.len() >= limits.names || all >= limits.all_names {
            self.counts.names_left_out += 1;
        } else if !entry.names.iter().any(|other| other.text == name.text) {
            entry.names.push(name);
            self.names += 1;
        }
        true
    }

    fn bound_names(&mut self, entry: &mut Entry) {
        let room = self.limits.all_names.saturating_sub(self.names).min(self.limits.names);
        let before = entry.names.len();
        entry.names.truncate(room);
        self.counts.names_left_out += (before - entry.names.len()) as u64;
        self.names += entry.names.len();
    }

    /// Says something once.
    pub(super) fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) && self.notes.len() < 100 {
            self.notes.push(note);
        }
    }

    /// Puts entries for names in links where the list has exactly one entry of that name.
    pub(super) fn resolve_links(&mut self) {
        let mut by_name: FxHashMap<String, Option<usize>> = FxHashMap::default();
        for (at, entry) in self.entries.iter().enumerate() {
            if !matches!(entry.kind, EntryKind::Company | EntryKind::Person) {
                continue;
            }
            for name in entry.names.iter().filter(|name| name.strength != Strength::Weak) {
                let same = by_name.entry(plain(&name.text)).or_insert(Some(at));
                if *same != Some(at) {
                    *same = None;
                }
            }
        }
        for link in &mut self.links {
            for party in [&mut link.owner, &mut link.asset] {
                let Party::Named(name) = party else { continue };
                let found = by_name.get(&plain(name)).copied().flatten();
                if let Some(entry) = found.and_then(|at| self.entries.get(at)) {
                    *party = Party::Entry(entry.id.clone());
                }
            }
        }
    }
}

fn is_same(a: &Entry, b: &Entry) -> bool {
    let other_ship = a.true_imos().next().is_some_and(|imo| {
        b.true_imos().next().is_some() && !b.true_imos().any(|other| other == imo)
    });
    a.kind == b.kind && !other_ship
}

fn merge(into: &mut Entry, from: Entry) {
    fn union<T: PartialEq>(into: &mut Vec<T>, from: Vec<T>) {
        // An id may come a million times: what one entry gathers is bounded.
        for item in from {
            if into.len() < 1_000 && !into.contains(&item) {
                into.push(item);
            }
        }
    }
    union(&mut into.names, from.names);
    union(&mut into.imo, from.imo);
    union(&mut into.company_imo, from.company_imo);
    union(&mut into.mmsi, from.mmsi);
    union(&mut into.call_signs, from.call_signs);
    union(&mut into.flags, from.flags);
    union(&mut into.programs, from.programs);
    union(&mut into.addresses, from.addresses);
    into.vessel_type = into.vessel_type.take().or(from.vessel_type);
    into.listed_on = into.listed_on.or(from.listed_on);
    into.delisted_on = into.delisted_on.or(from.delisted_on);
    into.remarks = into.remarks.take().or(from.remarks);
}
