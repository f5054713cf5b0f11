//! What is shown now.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use cordon_core::{Position, Time};
use cordon_outward::{Marking, moving};
use serde_json::Value;

use super::ask::{Ask, Bounds};

/// Places of one craft that are remembered.
const LONGEST: usize = 1_000;

/// The collections there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Collection {
    /// Ships.
    Tracks,
    /// Aircraft.
    Flights,
    /// What was found.
    Findings,
    /// Launch warnings.
    Warnings,
}

/// A feature with what it is asked for by.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Which it belongs to.
    pub collection: Collection,
    /// From when to when it holds; without an end, it goes on.
    pub time: (Time, Option<Time>),
    /// Where a craft is now.
    pub craft_at: Option<Position>,
    /// The GeoJSON feature, with its `id`.
    pub feature: Value,
}

/// All features, and where craft have been while they were shown.
#[derive(Debug)]
pub struct Published {
    title: String,
    now: RwLock<Now>,
}

#[derive(Debug, Default)]
struct Now {
    at: Option<Time>,
    shown: Vec<Shown>,
    paths: HashMap<(Collection, String), Vec<(Time, Position)>>,
}

impl Collection {
    /// In the order of their list.
    pub const ALL: [Collection; 4] =
        [Collection::Tracks, Collection::Flights, Collection::Findings, Collection::Warnings];

    /// Of a kind of shared object.
    pub fn of_kind(kind: &str) -> Option<Collection> {
        Collection::ALL.into_iter().find(|of| of.name().strip_suffix('s') == Some(kind))
    }

    pub(super) fn named(name: &str) -> Option<Collection> {
        Collection::ALL.into_iter().find(|of| of.name() == name)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Collection::Tracks => "tracks",
            Collection::Flights => "flights",
            Collection::Findings => "findings",
            Collection::Warnings => "warnings",
        }
    }
}

impl Published {
    /// Nothing yet.
    pub fn new(title: &str) -> Published {
        Published { title: title.to_owned(), now: RwLock::default() }
    }

    /// Shows this, as of the instant `at`, and nothing else any more.
    pub fn show(&self, mut shown: Vec<Shown>, at: Time) {
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        let mut before = std::mem::take(&mut now.paths);
        for one in &mut shown {
            let Some(position) = one.craft_at else { continue };
            let key = (one.collection, id(&one.feature).to_owned());
            let path = one.go_on(before.remove(&key).unwrap_or_default(), position);
            now.paths.insert(key, path);
        }
        (now.shown, now.at) = (shown, Some(at));
    }

    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// As of when it is.
    pub(super) fn at(&self) -> Option<Time> {
        self.read().at
    }

    /// How many features are asked for, and those of the page.
    pub(super) fn matching(&self, of: Collection, ask: &Ask) -> (usize, Vec<Value>) {
        let now = self.read();
        let matching = || now.of(of).filter(|one| one.is_meant(ask));
        let page = matching().skip(ask.offset).take(ask.limit);
        (matching().count(), page.map(|one| one.feature.clone()).collect())
    }

    pub(super) fn feature(&self, of: Collection, wanted: &str) -> Option<Value> {
        let now = self.read();
        now.of(of).find(|one| id(&one.feature) == wanted).map(|one| one.feature.clone())
    }

    /// Where and when its features are.
    pub(super) fn extent(&self, of: Collection) -> Option<(Bounds, Time, Option<Time>)> {
        let now = self.read();
        let bounds = now.of(of).filter_map(|one| Bounds::of(&one.feature["geometry"]));
        let starts = now.of(of).map(|one| one.time.0);
        let goes_on = now.of(of).any(|one| one.time.1.is_none());
        let ends = now.of(of).filter_map(|one| one.time.1).max();
        Some((bounds.reduce(Bounds::with)?, starts.min()?, ends.filter(|_| !goes_on)))
    }

    fn read(&self) -> RwLockReadGuard<'_, Now> {
        self.now.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Now {
    fn of(&self, of: Collection) -> impl Iterator<Item = &Shown> {
        self.shown.iter().filter(move |one| one.collection == of)
    }
}

impl Shown {
    /// Adds where the craft is now to where it was, and tells that where there is a way by now.
    fn go_on(&mut self, mut path: Vec<(Time, Position)>, now: Position) -> Vec<(Time, Position)> {
        if path.last().is_none_or(|(time, _)| *time < self.time.0) {
            path.push((self.time.0, now));
        }
        path.drain(..path.len().saturating_sub(LONGEST));
        if path.len() > 1 {
            let mut moved = moving::track("", &path, &Marking::default());
            self.feature["temporalGeometry"] = moved["temporalGeometry"].take();
        }
        path
    }

    fn is_meant(&self, ask: &Ask) -> bool {
        let (start, end) = self.time;
        let in_time = ask.from.is_none_or(|from| end.is_none_or(|end| from <= end))
            && ask.until.is_none_or(|until| start <= until);
        let is_there = |wanted: &Bounds| {
            Bounds::of(&self.feature["geometry"]).is_some_and(|own| own.meets(wanted))
        };
        in_time && ask.bounds.as_ref().is_none_or(is_there)
    }
}

fn id(feature: &Value) -> &str {
    feature["id"].as_str().unwrap_or_default()
}
