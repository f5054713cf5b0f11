//! Area outage: several craft of one place fall silent together, and the place with them.
//!
//! A receiver that fails, or jamming of the band, silences everybody at once; what each ship meant by
//! it cannot be told then. So their gaps are marked with the outage that suppresses them. One fleet
//! that switches off among others that stay heard is no outage: the place did not fall silent.

use std::collections::BTreeMap;

use cordon_core::geodesy::quick_distance;
use cordon_core::units::METRES_PER_NM;
use cordon_core::{
    Evidence, Finding, FindingId, Kind, Metres, Position, Span, Status, Time, TrackId, Value,
};
use serde::{Deserialize, Serialize};

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

    fn table(&self) -> Table {
        Table::default()
            .with("craft", i64::from(self.craft))
            .with("together_min", self.together_min)
            .with("within_nm", self.within_nm)
            .with("left_share", self.left_share)
    }
}

/// Gaps this old are forgotten: a track that was silent for longer is over.
const REMEMBERED: Span = Span::from_hours(24 * 46);

/// How long before and after the silence began reception is looked at.
const HOUR: Span = Span::from_hours(1);

/// Looks at the gaps of all craft together.
#[derive(Clone, Debug, Default)]
pub struct Outages {
    /// The last word on every gap that goes on or is lately told.
    gaps: BTreeMap<(Time, FindingId), Finding>,
    told: Vec<Outage>,
    /// Gaps found since the last review.
    held: Vec<Finding>,
}

#[derive(Clone, Debug)]
struct Outage {
    id: FindingId,
    start: Time,
    place: Position,
    /// Its gaps, by their keys.
    members: Vec<(Time, FindingId)>,
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
            self.gaps.insert(key(&gap), gap);
        }
        let mut changed = Vec::new();
        for gap in &keys {
            changed.extend(self.place(gap, ctx));
        }
        changed.sort_unstable();
        changed.dedup();
        self.retell(&keys, &changed, findings, ctx);
        self.forget(now);
    }

    /// Which outages change by this gap.
    fn place(&mut self, gap: &(Time, FindingId), ctx: &Context<'_>) -> Option<usize> {
        if self.told.iter().any(|outage| outage.members.contains(gap)) {
            return None;
        }
        let rules = &ctx.rules.area_outage;
        let found = self.gaps.get(gap)?;
        let joins = |outage: &Outage| near((outage.start, outage.place), found, rules);
        if let Some(at) = self.told.iter().position(joins) {
            self.told.get_mut(at)?.members.push(gap.clone());
            return Some(at);
        }
        let outage = self.begun_by(found, ctx)?;
        self.told.push(outage);
        Some(self.told.len() - 1)
    }

    /// A new outage, if enough others fell silent with `gap` and the place did too.
    fn begun_by(&self, gap: &Finding, ctx: &Context<'_>) -> Option<Outage> {
        let rules = &ctx.rules.area_outage;
        let reach = Span::from_seconds_f64(rules.together_min * 60.0);
        let from = (gap.start - reach, FindingId(String::new()));
        let taken = |key: &(Time, FindingId)| self.told.iter().any(|o| o.members.contains(key));
        // Everybody is measured against the first to fall silent.
        let candidates = self.gaps.range(from..).take_while(|((time, _), _)| *time <= gap.start);
        let (_, first) =
            candidates.into_iter().find(|(k, one)| !taken(k) && near(spot(one), gap, rules))?;
        let begin = (first.start, FindingId(String::new()));
        let members: Vec<_> = self
            .gaps
            .range(begin..)
            .take_while(|((time, _), _)| *time <= first.start + reach)
            .filter(|(key, one)| !taken(key) && near(spot(first), one, rules))
            .collect();
        let mut craft: Vec<_> =
            members.iter().flat_map(|(_, one)| one.tracks.iter().map(|track| track.mmsi)).collect();
        craft.sort_unstable();
        craft.dedup();
        if craft.len() < rules.craft as usize {
            return None;
        }
        let (before_per_day, after_per_day) = fell_silent(first, reach, ctx)?;
        let track = first.tracks.first()?;
        Some(Outage {
            id: FindingId::new(Kind::AreaOutage, *track, first.start, ""),
            start: first.start,
            place: first.position,
            members: members.into_iter().map(|(key, _)| key.clone()).collect(),
            before_per_day,
            after_per_day,
        })
    }

    /// The new gaps, the earlier ones that an outage now suppresses, and the outages that changed.
    fn retell(
        &mut self,
        news: &[(Time, FindingId)],
        changed: &[usize],
        findings: &mut Vec<Finding>,
        ctx: &Context<'_>,
    ) {
        let changed: Vec<_> = changed.iter().filter_map(|&at| self.told.get(at)).collect();
        let of_changed = changed.iter().flat_map(|outage| &outage.members);
        let mut told: Vec<_> = news.iter().chain(of_changed).cloned().collect();
        told.sort();
        told.dedup();
        for key in told {
            let Some(mut gap) = self.gaps.get(&key).cloned() else { continue };
            if let Some(outage) = self.told.iter().find(|one| one.members.contains(&key)) {
                suppress(&mut gap, outage);
            }
            findings.push(gap);
        }
        findings.extend(changed.iter().filter_map(|outage| outage.report(&self.gaps, ctx)));
    }

    fn forget(&mut self, now: Time) {
        let oldest = now - REMEMBERED;
        self.gaps = self.gaps.split_off(&(oldest, FindingId(String::new())));
        self.told.retain(|outage| outage.start >= oldest);
        // A gap that has ended is needed no longer than others may still join it.
        let lately = now - Span::from_hours(24);
        let told = &self.told;
        self.gaps.retain(|key, gap| {
            let open = gap.status == Status::Open;
            open || gap.start >= lately || told.iter().any(|one| one.members.contains(key))
        });
    }
}

impl Outage {
    fn report(
        &self,
        gaps: &BTreeMap<(Time, FindingId), Finding>,
        ctx: &Context<'_>,
    ) -> Option<Finding> {
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

fn key(gap: &Finding) -> (Time, FindingId) {
    (gap.start, gap.id.clone())
}

fn spot(gap: &Finding) -> (Time, Position) {
    (gap.start, gap.position)
}

/// Whether a gap began soon after, and near, where another did.
fn near((start, place): (Time, Position), gap: &Finding, rules: &OutageRules) -> bool {
    let after = gap.start - start;
    let reach = Metres(rules.within_nm * METRES_PER_NM);
    (Span::ZERO..=Span::from_seconds_f64(rules.together_min * 60.0)).contains(&after)
        && quick_distance(place, gap.position) <= reach
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
