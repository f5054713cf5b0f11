//! Hulls from hypotheses and decisions.

use std::collections::{BTreeMap, BTreeSet};

use cordon_core::{Span, Time, TrackId};
use serde::{Deserialize, Serialize};

use super::decided::Decided;
use super::hypothesis::{Decision, Hypothesis, State, Verdict};
use crate::imo::Imo;
use crate::practices::IdentityRules;
use crate::trace::{Attribute, Point, Trace};

/// A value that a hull's transponder claimed, from when to when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedAttribute {
    /// What it is about: an [`Attribute`], or `mmsi`.
    pub attribute: String,
    /// What was said.
    pub value: String,
    /// First time, with its bytes.
    pub first: Point,
    /// Last time, with its bytes.
    pub last: Point,
    /// On which track.
    pub track: TrackId,
}

/// A hull: the tracks that are taken for one ship, and what they said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hull {
    /// Its name: that of its first track.
    pub id: TrackId,
    /// Its tracks, in order of their beginning.
    pub tracks: Vec<TrackId>,
    /// The valid IMO number, if one was claimed.
    pub imo: Option<Imo>,
    /// What was said of it, in order of time.
    pub attributes: Vec<DatedAttribute>,
    /// What holds it together.
    pub links: Vec<Hypothesis>,
}

/// A hypothesis that was not followed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    /// Which.
    pub hypothesis: Hypothesis,
    /// Why not, in one sentence.
    pub why: String,
}

/// All hulls, and what was not followed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hulls {
    /// In order of their ids.
    pub hulls: Vec<Hull>,
    /// In the order in which they were weighed.
    pub refused: Vec<Refused>,
}

/// Puts tracks together: what was confirmed first, then the strongest hypotheses.
///
/// Never put together: tracks that claim two different valid IMO numbers, tracks that a person split,
/// and two tracks of one MMSI at the same time. The same input gives the same hulls, in any order.
pub fn resolve(
    traces: &[Trace],
    hypotheses: &[Hypothesis],
    decisions: &[Decision],
    rules: &IdentityRules,
) -> Hulls {
    let decided = Decided::new(decisions, traces);
    let mut groups = Groups::new(traces, &decided, rules);
    let mut hulls = Hulls::default();
    let mut links: BTreeMap<TrackId, Vec<Hypothesis>> = BTreeMap::new();
    for hypothesis in weighed(hypotheses, &decided) {
        match groups.join(&hypothesis) {
            Ok(()) => links.entry(hypothesis.a).or_default().push(hypothesis),
            Err(why) => hulls.refused.push(Refused { hypothesis, why }),
        }
    }
    let by_id: BTreeMap<_, _> = traces.iter().map(|trace| (trace.track, trace)).collect();
    for members in groups.members() {
        let tracks: Vec<_> = members.iter().filter_map(|track| by_id.get(track).copied()).collect();
        let links =
            members.iter().filter_map(|track| links.get(track)).flatten().cloned().collect();
        hulls.hulls.extend(hull(&tracks, links));
    }
    hulls.hulls.sort_by_key(|hull| hull.id);
    hulls
}

/// Hypotheses with what people decided of them, in the order in which they are followed.
fn weighed(hypotheses: &[Hypothesis], decided: &Decided) -> Vec<Hypothesis> {
    let mut all: Vec<Hypothesis> = hypotheses.to_vec();
    for (pair, decision) in decided.iter() {
        let mut known = false;
        let state = match decision.verdict {
            Verdict::Confirmed => State::Confirmed,
            Verdict::Split => State::Split,
        };
        for hypothesis in all.iter_mut().filter(|it| super::decided::pair(it.a, it.b) == pair) {
            (hypothesis.state, hypothesis.by) = (state, Some(decision.by.clone()));
            known = true;
        }
        if !known && state == State::Confirmed {
            let by = crate::Feature::new("decided_by", &decision.by, &decision.by, 1.0);
            let mut own = Hypothesis::proposed(pair, super::Basis::Decided, 1.0, vec![by]);
            (own.state, own.by) = (state, Some(decision.by.clone()));
            all.push(own);
        }
    }
    all.sort_by(|p, q| {
        let confirmed = |it: &Hypothesis| it.state != State::Confirmed;
        let strength = || q.strength.total_cmp(&p.strength);
        let names = || (p.a, p.b, p.basis).cmp(&(q.a, q.b, q.basis));
        confirmed(p).cmp(&confirmed(q)).then_with(strength).then_with(names)
    });
    all
}

/// Tracks put together so far.
struct Groups<'a> {
    tracks: BTreeMap<TrackId, &'a Trace>,
    group: BTreeMap<TrackId, usize>,
    members: Vec<Vec<TrackId>>,
    decided: &'a Decided,
    overlap: Span,
}

impl<'a> Groups<'a> {
    fn new(traces: &'a [Trace], decided: &'a Decided, rules: &IdentityRules) -> Groups<'a> {
        let tracks: BTreeMap<_, _> = traces.iter().map(|trace| (trace.track, trace)).collect();
        Groups {
            group: tracks.keys().copied().zip(0..).collect(),
            members: tracks.keys().map(|track| vec![*track]).collect(),
            tracks,
            decided,
            overlap: Span::from_hours_f64(rules.shared_h),
        }
    }

    fn join(&mut self, hypothesis: &Hypothesis) -> Result<(), String> {
        if hypothesis.state == State::Split {
            let by = hypothesis.by.as_deref().unwrap_or("a person");
            return Err(format!("{by} split these tracks"));
        }
        let group =
            |track: TrackId| self.group.get(&track).copied().ok_or(format!("no track {track}"));
        let (a, b) = (group(hypothesis.a)?, group(hypothesis.b)?);
        if a == b {
            return Ok(());
        }
        self.check(a, b)?;
        let (into, from) = (a.min(b), a.max(b));
        let moved = self.members.get_mut(from).map(std::mem::take).unwrap_or_default();
        for track in &moved {
            self.group.insert(*track, into);
        }
        if let Some(members) = self.members.get_mut(into) {
            members.extend(moved);
        }
        Ok(())
    }

    /// Whether two groups may be one hull.
    fn check(&self, a: usize, b: usize) -> Result<(), String> {
        let of = |group: usize| self.members.get(group).map(Vec::as_slice).unwrap_or_default();
        for &one in of(a) {
            for &other in of(b) {
                if self.decided.is_split(one, other) {
                    let by = self.decided.on(one, other).map_or("", |decision| &*decision.by);
                    return Err(format!("{by} split {one} from {other}"));
                }
                let (Some(p), Some(q)) = (self.tracks.get(&one), self.tracks.get(&other)) else {
                    continue;
                };
                match (p.imo(), q.imo()) {
                    (Some(ours), Some(theirs)) if ours != theirs => {
                        return Err(format!(
                            "two valid IMO numbers, {ours} and {theirs}, are two hulls"
                        ));
                    }
                    _ => {}
                }
                if p.mmsi() == q.mmsi() && overlap(p, q) > self.overlap {
                    return Err(format!("{one} and {other} were at two places at once"));
                }
            }
        }
        Ok(())
    }

    fn members(&self) -> impl Iterator<Item = &Vec<TrackId>> {
        self.members.iter().filter(|members| !members.is_empty())
    }
}

/// How long two tracks were heard at the same time.
pub(crate) fn overlap(a: &Trace, b: &Trace) -> Span {
    let (from, to) = (a.first.time.max(b.first.time), a.last.time.min(b.last.time));
    if to > from { to - from } else { Span::ZERO }
}

fn hull(tracks: &[&Trace], links: Vec<Hypothesis>) -> Option<Hull> {
    let mut tracks = tracks.to_vec();
    tracks.sort_by_key(|trace| (trace.first.time, trace.track));
    let mut attributes = Vec::new();
    for trace in &tracks {
        attributes.push(dated(
            "mmsi",
            trace.mmsi().to_string(),
            (trace.first, trace.last),
            trace.track,
        ));
        for run in &trace.heard {
            attributes.push(dated(
                run.attribute.name(),
                run.value.clone(),
                (run.first, run.last),
                trace.track,
            ));
        }
    }
    let order = |it: &DatedAttribute| -> (Time, String, TrackId) {
        (it.first.time, it.attribute.clone(), it.track)
    };
    attributes.sort_by_key(order);
    let imos: BTreeSet<Imo> = tracks.iter().filter_map(|trace| trace.imo()).collect();
    Some(Hull {
        id: tracks.first()?.track,
        tracks: tracks.iter().map(|trace| trace.track).collect(),
        imo: imos.first().copied(),
        attributes,
        links,
    })
}

fn dated(
    attribute: &str,
    value: String,
    (first, last): (Point, Point),
    track: TrackId,
) -> DatedAttribute {
    DatedAttribute { attribute: attribute.to_owned(), value, first, last, track }
}

impl Hull {
    /// Values of one attribute, in order of time.
    pub fn values(&self, attribute: Attribute) -> impl Iterator<Item = &DatedAttribute> {
        self.attributes.iter().filter(move |it| it.attribute == attribute.name())
    }
}
