//! Area outage: several craft of one place fall silent together, and the place with them.
//!
//! A receiver that fails, or jamming of the band, silences everybody at once; what each ship meant by
//! it cannot be told then. So their gaps are marked with the outage that suppresses them. One fleet
//! that switches off among others that stay heard is no outage: the place did not fall silent.

use std::collections::{BTreeMap, BTreeSet};

use cordon_core::geodesy::quick_distance;
use cordon_core::units::METRES_PER_NM;
use cordon_core::{
    Evidence, Finding, FindingId, Kind, Metres, Position, Span, Status, Time, TrackId, Value,
};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::cells::Cells;
use crate::report::{self, Draft, Table};
use crate::rules::{BadRules, Context, within};

/// Thresholds for area outages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutageRules {
    /// At least this many craft fall silent (practice of the field: 3).
    pub craft: u32,
    /// Each within this of the first, in minutes (ours: 15) ...
    pub together_min: f64,
    /// ... and within this of it, in nautical miles (ours: 40, the reach of a shore station).
    pub within_nm: f64,
    /// Of the positions heard there an hour before, at most this share is heard an hour after
    /// (ours: 0.25).
    pub left_share: f64,
}

impl Default for OutageRules {
    fn default() -> OutageRules {
        OutageRules { craft: 3, together_min: 15.0, within_nm: 40.0, left_share: 0.25 }
    }
}

impl OutageRules {
    pub(crate) fn check(&self) -> Result<(), BadRules> {
        within("area_outage.craft", f64::from(self.craft), 2.0, 1e6, "2 to 1 000 000")?;
        within("area_outage.together_min", self.together_min, 0.0, 360.0, "0 to 360 min")?;
        within("area_outage.within_nm", self.within_nm, 0.0, 10_800.0, "0 to 10 800 nm")?;
        within("area_outage.left_share", self.left_share, 0.0, 1.0, "0 to 1")
    }

    fn together(&self) -> Span {
        Span::from_seconds_f64(self.together_min * 60.0)
    }

    fn within(&self) -> Metres {
        Metres(self.within_nm * METRES_PER_NM)
    }

    fn table(&self) -> Table {
        Table::default()
            .with("craft", i64::from(self.craft))
            .with("together_min", self.together_min)
            .with("within_nm", self.within_nm)
            .with("left_share", self.left_share)
    }
}

/// Outages this old are forgotten: a track that was silent for longer is over.
const REMEMBERED: Span = Span::from_hours(24 * 46);

/// For so long after the threshold has passed, a gap can still be told for the first time: tracks are
/// decided late.
const TOLD_WITHIN: Span = Span::from_hours(6);

/// How long before and after the silence began reception is looked at.
const HOUR: Span = Span::from_hours(1);

/// A gap by its start: what falls silent first comes first.
type Key = (Time, FindingId);

/// Looks at the gaps of all craft together.
#[derive(Clone, Debug, Default)]
pub struct Outages {
    /// The last word on every gap that others may still be found beside.
    gaps: BTreeMap<Key, Finding>,
    cells: Cells<Key>,
    /// By number, in the order in which they were found.
    found: BTreeMap<u64, Outage>,
    outage_cells: Cells<u64>,
    next: u64,
    /// Which outage suppresses a gap.
    outage_of: FxHashMap<FindingId, u64>,
    /// Gaps found since the last review.
    held: Vec<Finding>,
}

#[derive(Clone, Debug)]
struct Outage {
    id: FindingId,
    start: Time,
    place: Position,
    /// Its gaps, by their keys.
    members: Vec<Key>,
    before_per_day: f64,
    after_per_day: f64,
}

impl Outages {
    /// Keeps the gaps of `findings` for the next review. Reviews happen at fixed instants of event
    /// time, so that nothing depends on how often anyone looks in between.
    pub fn hold(&mut self, findings: &mut Vec<Finding>) {
        self.held.extend(findings.extract_if(.., |one| one.kind == Kind::Gap));
    }

    /// Reviews what was just found, up to `now`: adds outages, and marks gaps that one suppresses,
    /// those told before included.
    pub fn review(&mut self, findings: &mut Vec<Finding>, now: Time, ctx: &Context<'_>) {
        self.hold(findings);
        let mut keys: Vec<_> = self.held.iter().map(key).collect();
        keys.sort_unstable();
        keys.dedup();
        for gap in self.held.drain(..) {
            self.cells.insert(gap.position, key(&gap));
            self.gaps.insert(key(&gap), gap);
        }
        let mut changed = Vec::new();
        for gap in &keys {
            changed.extend(self.place(gap, ctx));
        }
        changed.sort_unstable();
        changed.dedup();
        self.retell(&keys, &changed, findings, ctx);
        self.forget(now, ctx);
    }

    /// Which outage changes by this gap.
    fn place(&mut self, gap: &Key, ctx: &Context<'_>) -> Option<u64> {
        if self.outage_of.contains_key(&gap.1) {
            return None;
        }
        let rules = &ctx.rules.area_outage;
        let found = self.gaps.get(gap)?;
        let around = self.outage_cells.around(found.position, rules.within());
        let joins = |number: &&u64| {
            let outage = self.found.get(*number);
            outage.is_some_and(|outage| near((outage.start, outage.place), found, rules))
        };
        if let Some(number) = around.filter(joins).min().copied() {
            self.found.get_mut(&number)?.members.push(gap.clone());
            self.outage_of.insert(gap.1.clone(), number);
            return Some(number);
        }
        let outage = self.begun_by(found, ctx)?;
        let number = self.next;
        self.next += 1;
        self.outage_cells.insert(outage.place, number);
        self.outage_of.extend(outage.members.iter().map(|(_, id)| (id.clone(), number)));
        self.found.insert(number, outage);
        Some(number)
    }

    /// A new outage, if enough others fell silent with `gap` and the place did too.
    fn begun_by(&self, gap: &Finding, ctx: &Context<'_>) -> Option<Outage> {
        let rules = &ctx.rules.area_outage;
        // Everybody is measured against the first to fall silent.
        let free = |place| {
            let around = self.cells.around(place, rules.within());
            around.filter(|(_, id)| !self.outage_of.contains_key(id))
        };
        let leads = |key: &&Key| {
            let one = self.gaps.get(*key);
            one.is_some_and(|one| near(spot(one), gap, rules))
        };
        let first = self.gaps.get(free(gap.position).filter(leads).min()?)?;
        let follows = |key: &&Key| {
            let one = self.gaps.get(*key);
            one.is_some_and(|one| near(spot(first), one, rules))
        };
        let mut members: Vec<Key> = free(first.position).filter(follows).cloned().collect();
        members.sort_unstable();
        let of = |key| self.gaps.get(key).into_iter().flat_map(|gap| &gap.tracks);
        let craft: BTreeSet<_> = members.iter().flat_map(of).map(|track| track.mmsi).collect();
        if craft.len() < rules.craft as usize {
            return None;
        }
        let (before_per_day, after_per_day) = fell_silent(first, rules.together(), ctx)?;
        let track = first.tracks.first()?;
        Some(Outage {
            id: FindingId::new(Kind::AreaOutage, *track, first.start, ""),
            start: first.start,
            place: first.position,
            members,
            before_per_day,
            after_per_day,
        })
    }

    /// The new gaps, the earlier ones that an outage now suppresses, and the outages that changed.
    fn retell(
        &mut self,
        news: &[Key],
        changed: &[u64],
        findings: &mut Vec<Finding>,
        ctx: &Context<'_>,
    ) {
        let changed: Vec<_> = changed.iter().filter_map(|at| self.found.get(at)).collect();
        let of_changed = changed.iter().flat_map(|outage| &outage.members);
        let mut told: Vec<_> = news.iter().chain(of_changed).cloned().collect();
        told.sort();
        told.dedup();
        for key in told {
            let Some(mut gap) = self.gaps.get(&key).cloned() else { continue };
            let outage = self.outage_of.get(&key.1).and_then(|number| self.found.get(number));
            if let Some(outage) = outage {
                suppress(&mut gap, outage);
            }
            findings.push(gap);
        }
        findings.extend(changed.iter().filter_map(|outage| outage.report(&self.gaps, ctx)));
    }

    fn forget(&mut self, now: Time, ctx: &Context<'_>) {
        let lately = now - Span::from_hours_f64(ctx.rules.gap.threshold_h) - TOLD_WITHIN;
        let kept = self.gaps.split_off(&(lately, FindingId(String::new())));
        for (key, gap) in std::mem::replace(&mut self.gaps, kept) {
            self.cells.remove(gap.position, &key);
        }
        let oldest = now - REMEMBERED;
        for (number, outage) in self.found.extract_if(.., |_, outage| outage.start < oldest) {
            self.outage_cells.remove(outage.place, &number);
            for (_, id) in &outage.members {
                self.outage_of.remove(id);
            }
        }
    }
}

impl Outage {
    fn report(&self, gaps: &BTreeMap<Key, Finding>, ctx: &Context<'_>) -> Option<Finding> {
        let members: Vec<_> = self.members.iter().filter_map(|key| gaps.get(key)).collect();
        let mut tracks: Vec<TrackId> =
            members.iter().flat_map(|gap| gap.tracks.iter().copied()).collect();
        tracks.sort_unstable();
        tracks.dedup();
        let evidence: Vec<Evidence> = members.iter().filter_map(|gap| last_heard(gap)).collect();
        let end = evidence.iter().map(|cited| cited.time).max()?;
        let per_day = |value: f64| (value * 10.0).round() / 10.0;
        let values = Table::default()
            .with("craft", report::count(tracks.len()))
            .with("within_min", ((end - self.start).seconds() / 6.0).round() / 10.0)
            .with("reception_before_per_day", per_day(self.before_per_day))
            .with("reception_after_per_day", per_day(self.after_per_day))
            .with("start_observed", true)
            .with("end_observed", true);
        let reason = format!(
            "{} craft fell silent here within {}, and the place with them ({:.0} positions a day before, \
             {:.0} after): a receiver or the band failed, or all switched off where nobody else was.",
            tracks.len(),
            end - self.start,
            self.before_per_day,
            self.after_per_day,
        );
        let draft = Draft {
            kind: Kind::AreaOutage,
            status: Status::Final,
            start: self.start,
            end: Some(end),
            position: self.place,
            tracks,
            salt: String::new(),
            values,
            thresholds: ctx.rules.area_outage.table(),
            evidence,
            reason,
        };
        Some(Finding { id: self.id.clone(), ..draft.finding() })
    }
}

fn key(gap: &Finding) -> Key {
    (gap.start, gap.id.clone())
}

fn spot(gap: &Finding) -> (Time, Position) {
    (gap.start, gap.position)
}

/// Whether a gap began soon after, and near, where another did.
fn near((start, place): (Time, Position), gap: &Finding, rules: &OutageRules) -> bool {
    (Span::ZERO..=rules.together()).contains(&(gap.start - start))
        && quick_distance(place, gap.position) <= rules.within()
}

/// Positions a day around the place before and after, if few enough are left.
fn fell_silent(first: &Finding, reach: Span, ctx: &Context<'_>) -> Option<(f64, f64)> {
    let nobody = cordon_core::Mmsi(0);
    let level = |from, to| ctx.reception.level(first.position, from, to, nobody);
    let before = level(first.start - HOUR, first.start)?.positions_per_day;
    let since = first.start + reach + HOUR;
    let after = level(since, since + HOUR).map_or(0.0, |level| level.positions_per_day);
    (after <= ctx.rules.area_outage.left_share * before).then_some((before, after))
}

fn suppress(gap: &mut Finding, outage: &Outage) {
    gap.values.insert("suppressed_by".to_owned(), Value::Text(outage.id.0.clone()));
    gap.reason
        .push_str(" Others fell silent here at the same time: an outage, not this ship alone.");
}

/// The fix at which a gap began.
fn last_heard(gap: &Finding) -> Option<Evidence> {
    gap.evidence.iter().find(|cited| cited.time == gap.start).copied()
}
