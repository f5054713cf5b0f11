//! Dark meetings: two silent craft that could have met, ranked by how slowly they need have gone.
//!
//! Nothing shows that they did. Of two silences that overlap, each craft's reach is bound by where it
//! fell silent and where it was heard again; the least speed at which both could have been together for
//! long enough says how easy a meeting was. Place and time of it are inferred, and named so.

use cordon_core::geodesy::{displaced, distance, offset};
use cordon_core::units::METRES_PER_NM;
use cordon_core::{
    Evidence, Finding, FindingId, Kind, Metres, Position, Span, Status, Time, TrackId, Value,
};
use serde::{Deserialize, Serialize};

use crate::one_dark::Loiterers;
use crate::report::{self, Draft, Table};
use crate::rules::{BadRules, Context, within};

/// Thresholds for dark meetings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DarkMeetingRules {
    /// Told where both need have gone no faster than this, in knots (ours: 12, an easy passage).
    pub speed_kn: f64,
    /// They would have been together for this long, in hours (pipe-encounters: 2).
    pub together_h: f64,
    /// Silences of at least this, in hours (GFW "AIS disabling": 12).
    pub silence_h: f64,
    /// Both fell silent within this of one another, in nautical miles (ours: 300).
    pub within_nm: f64,
    /// For each silence, at most this many others are told, the easiest first (ours: 3).
    pub most: usize,
}

impl Default for DarkMeetingRules {
    fn default() -> DarkMeetingRules {
        DarkMeetingRules {
            speed_kn: 12.0,
            together_h: 2.0,
            silence_h: 12.0,
            within_nm: 300.0,
            most: 3,
        }
    }
}

impl DarkMeetingRules {
    pub(crate) fn check(&self) -> Result<(), BadRules> {
        within("dark_meeting.speed_kn", self.speed_kn, 0.0, 100.0, "0 to 100 kn")?;
        within("dark_meeting.together_h", self.together_h, 0.0, 8_760.0, "0 to 8 760 h")?;
        within("dark_meeting.silence_h", self.silence_h, 0.1, 8_760.0, "0.1 to 8 760 h")?;
        within("dark_meeting.within_nm", self.within_nm, 0.0, 600.0, "0 to 600 nm")?;
        within("dark_meeting.most", self.most as f64, 0.0, 100.0, "0 to 100")
    }

    fn table(&self) -> Table {
        Table::default()
            .with("speed_kn", self.speed_kn)
            .with("together_h", self.together_h)
            .with("silence_h", self.silence_h)
            .with("within_nm", self.within_nm)
            .with("most", report::count(self.most))
    }
}

/// Silences that ended longer ago than this are forgotten.
pub(crate) const REMEMBERED: Span = Span::from_hours(24 * 46);

/// Silences that are held at most; the one that ended first is forgotten first.
const HELD: usize = 20_000;

/// Instants at which a meeting is tried, and steps towards its place.
const INSTANTS: i64 = 12;
const STEPS: i32 = 64;

/// Looks at the ended gaps of all craft together, and at who stayed slow meanwhile.
#[derive(Clone, Debug, Default)]
pub struct DarkMeetings {
    silences: Vec<Silence>,
    loiterers: Loiterers,
}

/// A gap that ended.
#[derive(Clone, Debug)]
pub(crate) struct Silence {
    pub(crate) gap: FindingId,
    pub(crate) track: TrackId,
    pub(crate) off: Evidence,
    pub(crate) on: Evidence,
}

/// Where and when two could have met most easily.
#[derive(Clone, Copy, Debug)]
struct Meeting {
    place: Position,
    begin: Time,
    speed_kn: f64,
}

impl DarkMeetings {
    /// Adds what the gaps among `findings` make possible. Reviews happen at fixed instants of event
    /// time.
    pub fn review(&mut self, findings: &mut Vec<Finding>, now: Time, ctx: &Context<'_>) {
        let mut ended: Vec<_> = findings.iter().filter_map(|one| Silence::of(one, ctx)).collect();
        ended.sort_by(|a, b| (a.on.time, &a.gap).cmp(&(b.on.time, &b.gap)));
        let before = self.silences.len();
        for silence in ended {
            if self.silences.iter().any(|known| known.gap == silence.gap) {
                continue;
            }
            findings.extend(self.meetings(&silence, ctx));
            self.silences.push(silence);
        }
        let ended = self.silences.get(before..).unwrap_or_default();
        let rules = &ctx.rules.dark_meeting;
        self.loiterers.review(findings, &self.silences, ended, now, rules);
        self.silences.retain(|silence| silence.on.time >= now - REMEMBERED);
        let excess = self.silences.len().saturating_sub(HELD);
        self.silences.drain(..excess);
    }

    /// The easiest meetings of one silence with those known.
    fn meetings(&self, one: &Silence, ctx: &Context<'_>) -> Vec<Finding> {
        let rules = &ctx.rules.dark_meeting;
        let mut possible: Vec<_> = self
            .silences
            .iter()
            .filter(|other| other.track.mmsi != one.track.mmsi)
            .filter_map(|other| Some((other, easiest(one, other, rules)?)))
            .filter(|(_, meeting)| meeting.speed_kn <= rules.speed_kn)
            .collect();
        possible.sort_by(|(a, m), (b, n)| {
            m.speed_kn.total_cmp(&n.speed_kn).then_with(|| a.gap.cmp(&b.gap))
        });
        let ranked = possible.into_iter().zip(1..).take(rules.most);
        ranked.map(|((other, meeting), rank)| told(one, other, meeting, rank, ctx)).collect()
    }
}

impl Silence {
    /// An ended gap that counts: long, out of port, well received, explained by no outage.
    fn of(gap: &Finding, ctx: &Context<'_>) -> Option<Silence> {
        let rules = &ctx.rules.dark_meeting;
        let is = |key: &str, wanted: Value| gap.values.get(key) == Some(&wanted);
        let counts = gap.kind == Kind::Gap
            && gap.status == Status::Final
            && gap.end? - gap.start >= Span::from_hours_f64(rules.silence_h)
            && !is("in_port", Value::Flag(true))
            && is("reception", Value::from("good"))
            && !gap.values.contains_key("suppressed_by");
        let at = |time: Time| gap.evidence.iter().find(|cited| cited.time == time).copied();
        let (off, on) = (at(gap.start)?, at(gap.end?)?);
        let track = *gap.tracks.first()?;
        counts.then(|| Silence { gap: gap.id.clone(), track, off, on })
    }
}

/// The meeting that asks for the least speed of the faster. `None` where the silences do not overlap
/// for long enough, or began too far apart.
fn easiest(a: &Silence, b: &Silence, rules: &DarkMeetingRules) -> Option<Meeting> {
    let together = Span::from_hours_f64(rules.together_h);
    let (from, to) = (a.off.time.max(b.off.time), a.on.time.min(b.on.time));
    let slack = (to - from).as_micros() - together.as_micros();
    let apart = distance(a.off.position, b.off.position);
    if slack <= 0 || apart.value() > rules.within_nm * METRES_PER_NM {
        return None;
    }
    let instants = (0..=INSTANTS).map(|i| from + Span::from_micros(slack / INSTANTS * i));
    let meetings = instants.map(|begin| {
        let bound = |end: &Evidence| Bound {
            place: end.position,
            hours: (begin - end.time).hours().max((end.time - begin - together).hours()),
        };
        let bounds = [&a.off, &a.on, &b.off, &b.on].map(bound);
        let (place, speed_kn) = nearest_place(&bounds);
        Meeting { place, begin, speed_kn }
    });
    meetings.min_by(|m, n| m.speed_kn.total_cmp(&n.speed_kn))
}

/// A place that must be left or reached, and the hours there are for it.
struct Bound {
    place: Position,
    hours: f64,
}

impl Bound {
    fn speed_kn(&self, at: Position) -> f64 {
        distance(self.place, at).value() / METRES_PER_NM / self.hours.max(1e-3)
    }
}

/// The place where the highest of the speeds to four bounds is least, by steps towards the worst
/// (Bădoiu and Clarkson 2003, weighted).
fn nearest_place(bounds: &[Bound; 4]) -> (Position, f64) {
    let origin = bounds[0].place;
    let centres = [0, 1, 2, 3].map(|i| offset(origin, bounds[i].place));
    let weight = |i: usize| 1.0 / bounds[i].hours.max(1e-3);
    let total: f64 = (0..4).map(weight).sum();
    let mean = |of: &dyn Fn((f64, f64)) -> f64| {
        (0..4).map(|i| weight(i) * of(centres[i])).sum::<f64>() / total
    };
    let mut at = (mean(&|c| c.0), mean(&|c| c.1));
    let speed =
        |at: (f64, f64), i: usize| (centres[i].0 - at.0).hypot(centres[i].1 - at.1) * weight(i);
    let worst = |at| (0..4).max_by(|&i, &j| speed(at, i).total_cmp(&speed(at, j))).unwrap_or(0);
    let mut best = at;
    for step in 1..=STEPS {
        let towards = centres[worst(at)];
        let share = 1.0 / (f64::from(step) + 1.0);
        at = (at.0 + (towards.0 - at.0) * share, at.1 + (towards.1 - at.1) * share);
        if speed(at, worst(at)) < speed(best, worst(best)) {
            best = at;
        }
    }
    let place = displaced(origin, best.0, best.1);
    (place, bounds.iter().map(|bound| bound.speed_kn(place)).fold(0.0, f64::max))
}

fn told(a: &Silence, b: &Silence, meeting: Meeting, rank: i64, ctx: &Context<'_>) -> Finding {
    let (first, second) = if a.track <= b.track { (a, b) } else { (b, a) };
    let (from, to) = (a.off.time.max(b.off.time), a.on.time.min(b.on.time));
    let apart = distance(a.off.position, b.off.position);
    let values = Table::default()
        .with("required_speed_kn", report::knots(meeting.speed_kn))
        .with("rank", rank)
        .with("overlap_h", report::hours(to - from))
        .with("apart_when_silent_m", report::metres(Metres(apart.value())))
        .with("meeting_after", meeting.begin)
        .with("position_inferred", true)
        .with("start_observed", true)
        .with("end_observed", true)
        .with("gap_1", first.gap.0.as_str())
        .with("gap_2", second.gap.0.as_str());
    let draft = Draft {
        kind: Kind::DarkMeeting,
        status: Status::Final,
        start: from,
        end: Some(to),
        position: meeting.place,
        tracks: vec![first.track, second.track],
        salt: format!("{}|{}", second.track, second.off.time),
        values,
        thresholds: ctx.rules.dark_meeting.table(),
        evidence: vec![a.off, a.on, b.off, b.on],
        reason: format!(
            "Both were silent for {}, and could have met at {:.1} kn; nothing shows that they did.",
            to - from,
            meeting.speed_kn,
        ),
    };
    draft.finding()
}
