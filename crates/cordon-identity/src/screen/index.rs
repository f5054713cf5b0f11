//! Many lists, ready to be asked.

use std::collections::BTreeMap;
use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::Identity;
use super::coverage::Coverage;
use super::grounds::{Candidate, judge, score};
use super::hit::{self, Hit, Screening, Standing};
use super::name_index::{NameIndex, NameRef};
use super::ownership::Owners;
use crate::day::Day;
use crate::explain::{Feature, round};
use crate::names::vessel::VesselName;
use crate::names::{Comparison, SAME_NAME, organisation, person, plain};
use crate::watchlist::{Entry, EntryKind, List, Strength};

/// Which entry of which list.
type At = (u32, u32);

/// Lists that identities are screened against.
#[derive(Debug, Default)]
pub struct Index {
    lists: Vec<List>,
    owners: Vec<Owners>,
    by_id: Vec<FxHashMap<String, u32>>,
    imo: FxHashMap<u32, Vec<At>>,
    mmsi: FxHashMap<u32, Vec<At>>,
    call_signs: FxHashMap<String, Vec<At>>,
    names: NameIndex,
    /// Bodies and people by each word of their names.
    words: FxHashMap<String, Vec<NameRef>>,
}

/// Words of bodies that more bear than this find nobody: `LIMITED` would bring everyone.
const COMMON_WORD: usize = 2_000;

impl Index {
    /// Takes in lists.
    ///
    /// ```
    /// use cordon_identity::screen::{Identity, Index};
    /// use cordon_identity::watchlist::{Options, read_list};
    /// let file = "name,imo,listed_on\nANGARA,9179842,2022-05-08\n";
    /// let list = read_list("own.csv", file.as_bytes(), Options::default()).unwrap();
    /// let index = Index::new(vec![list]);
    /// let ship = Identity { imo: Some(9_179_842), ..Identity::default() };
    /// let answer = index.screen(&ship, "2023-10-13".parse().unwrap());
    /// assert_eq!(answer.hits[0].features[0].feature, "imo");
    /// assert!(answer.coverage.not_loaded.iter().any(|list| list.starts_with("UN")));
    /// ```
    pub fn new(lists: Vec<List>) -> Index {
        let mut index =
            Index { owners: lists.iter().map(Owners::new).collect(), ..Index::default() };
        for (list, l) in lists.iter().zip(0..) {
            let mut ids = FxHashMap::default();
            for (entry, e) in list.entries.iter().zip(0..) {
                ids.insert(entry.id.clone(), e);
                index.insert(entry, (l, e));
            }
            index.by_id.push(ids);
        }
        index.lists = lists;
        index
    }

    fn insert(&mut self, entry: &Entry, at: At) {
        let (list, e) = at;
        for claim in &entry.imo {
            put(&mut self.imo, claim.number, at);
        }
        for claim in &entry.mmsi {
            put(&mut self.mmsi, claim.value, at);
        }
        for sign in &entry.call_signs {
            put(&mut self.call_signs, sign_key(sign), at);
        }
        for (name, n) in entry.names.iter().zip(0..) {
            let at = NameRef { list, entry: e, name: n };
            match entry.kind {
                EntryKind::Vessel => self.names.insert(VesselName::new(&name.text), at),
                EntryKind::Company | EntryKind::Person => {
                    for word in plain(&name.text).split(' ').filter(|word| word.len() > 2) {
                        put(&mut self.words, word.to_owned(), at);
                    }
                }
                EntryKind::Other => {}
            }
        }
    }

    /// The lists.
    pub fn lists(&self) -> &[List] {
        &self.lists
    }

    /// Which lists these are, as of a day.
    pub fn coverage(&self, as_of: Day) -> Coverage {
        Coverage::new(&self.lists, as_of)
    }

    /// Who on the lists this may be, or who on them stands behind it, as of a day.
    pub fn screen(&self, identity: &Identity, as_of: Day) -> Screening {
        Screening { hits: self.hits(identity, as_of), coverage: self.coverage(as_of) }
    }

    /// The hits alone: what to ask for a hundred thousand ships.
    pub fn hits(&self, identity: &Identity, as_of: Day) -> Vec<Hit> {
        let mut hits: Vec<Hit> = self
            .candidates(identity)
            .into_iter()
            .filter_map(|(at, candidate)| {
                let (list, entry) = self.entry(at)?;
                let (score, features) = judge(identity, entry, &candidate, as_of)?;
                Some(self.hit(at.0, list, entry, score, features, as_of))
            })
            .collect();
        for owner in &identity.owners {
            self.bodies(owner, as_of, &mut hits);
        }
        hit::order(&mut hits);
        hits
    }

    fn candidates(&self, identity: &Identity) -> BTreeMap<At, Candidate> {
        let mut found: BTreeMap<At, Candidate> = BTreeMap::new();
        for at in identity.imo.and_then(|imo| self.imo.get(&imo)).into_iter().flatten() {
            found.entry(*at).or_default().imo = true;
        }
        for at in identity.mmsi.and_then(|mmsi| self.mmsi.get(&mmsi)).into_iter().flatten() {
            found.entry(*at).or_default().mmsi = true;
        }
        let sign = identity.call_sign.as_deref().map(sign_key).filter(|sign| sign.len() >= 3);
        for at in sign.and_then(|sign| self.call_signs.get(&sign)).into_iter().flatten() {
            found.entry(*at).or_default().call_sign = true;
        }
        if let Some(name) = &identity.name {
            self.named(&VesselName::new(name), &mut found);
        }
        found
    }

    fn named(&self, name: &VesselName, found: &mut BTreeMap<At, Candidate>) {
        if name.is_empty() {
            return;
        }
        self.names.same(name, |compared, at| {
            let strength = self
                .entry((at.list, at.entry))
                .and_then(|(_, entry)| entry.names.get(at.name as usize))
                .map(|name| name.strength);
            let weak = strength == Some(Strength::Weak);
            let worth = |(compared, weak): &(Comparison, bool)| {
                compared.score * if *weak { score::WEAK_ALIAS } else { 1.0 }
            };
            let best = &mut found.entry((at.list, at.entry)).or_default().name;
            let new = (compared.clone(), weak);
            if best.as_ref().is_none_or(|old| worth(&new) > worth(old)) {
                *best = Some(new);
            }
        });
    }

    /// Bodies and people that a name of an owner may mean.
    fn bodies(&self, owner: &str, as_of: Day, hits: &mut Vec<Hit>) {
        let mut best: BTreeMap<At, (f64, Vec<Feature>)> = BTreeMap::new();
        for word in plain(owner).split(' ') {
            let bearers = self.words.get(word).filter(|all| all.len() <= COMMON_WORD);
            for at in bearers.into_iter().flatten() {
                let Some((_, entry)) = self.entry((at.list, at.entry)) else { continue };
                let Some(name) = entry.names.get(at.name as usize) else { continue };
                let compared = match entry.kind {
                    EntryKind::Person => person::compare(owner, &name.text),
                    _ => organisation::compare(owner, &name.text),
                };
                let weak = if name.strength == Strength::Weak { score::WEAK_ALIAS } else { 1.0 };
                let worth = round(compared.score * score::NAME * weak);
                let old = best.entry((at.list, at.entry)).or_default();
                if compared.score >= SAME_NAME && worth > old.0 {
                    *old = (worth, vec![Feature::new("owner_name", owner, &name.text, worth)]);
                }
            }
        }
        for (at, (worth, features)) in
            best.into_iter().filter(|(_, (worth, _))| *worth >= score::LEAST)
        {
            if let Some((list, entry)) = self.entry(at) {
                hits.push(self.hit(at.0, list, entry, worth, features, as_of));
            }
        }
    }

    fn entry(&self, (list, entry): At) -> Option<(&List, &Entry)> {
        let list = self.lists.get(list as usize)?;
        Some((list, list.entries.get(entry as usize)?))
    }

    fn hit(
        &self,
        at: u32,
        list: &List,
        entry: &Entry,
        score: f64,
        features: Vec<Feature>,
        as_of: Day,
    ) -> Hit {
        let ids = self.by_id.get(at as usize);
        let names = |id: &str| {
            let owner = list.entries.get(*ids?.get(id)? as usize)?;
            Some((owner.name().to_owned(), owner.kind))
        };
        let owners = self.owners.get(at as usize);
        Hit {
            list: list.info.name.clone(),
            list_as_of: list.info.as_of,
            entry: entry.id.clone(),
            name: entry.name().to_owned(),
            kind: entry.kind,
            score,
            standing: Standing::of(entry, as_of),
            listed_on: entry.listed_on,
            delisted_on: entry.delisted_on,
            programs: entry.programs.clone(),
            features,
            owners: owners.map(|it| it.behind(list, &entry.id, &names, as_of)).unwrap_or_default(),
            place: entry.place,
        }
    }
}

fn put<K: Hash + Eq, V: PartialEq>(map: &mut FxHashMap<K, Vec<V>>, key: K, value: V) {
    let values = map.entry(key).or_default();
    if values.last() != Some(&value) {
        values.push(value);
    }
}

fn sign_key(sign: &str) -> String {
    sign.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}
