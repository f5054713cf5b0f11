//! Whether what a pair did is an encounter, and the finding that says so.

use cordon_core::geodesy::distance;
use cordon_core::{Finding, Kind, Metres, Position, Span, Status, Time, TrackId};

use super::contact::{self, Interval};
use super::pair::Pair;
use crate::report::{self, Draft, Table};
use crate::rules::Context;
use crate::vertex::Vertex;

/// What a pair's time together comes to.
pub(super) enum Verdict {
    Encounter(Box<Finding>),
    TooShort,
    TooFast(Box<Finding>),
    NearAnchorage(Box<Finding>),
}

impl Verdict {
    /// The finding, taken back with the reason.
    pub(super) fn withdrawn(self) -> Option<Finding> {
        let (finding, why) = match self {
            Verdict::TooFast(finding) => (finding, "the median speed rose to the limit"),
            Verdict::NearAnchorage(finding) => (finding, "it drifted too near an anchorage"),
            Verdict::Encounter(_) | Verdict::TooShort => return None,
        };
        let reason = format!("Told while it went on, withdrawn as {why}. {}", finding.reason);
        Some(Finding { status: Status::Withdrawn, reason, ..*finding })
    }
}

pub(super) fn judge(
    names: (TrackId, TrackId),
    pair: &Pair,
    status: Status,
    ctx: &Context<'_>,
) -> Verdict {
    let rules = &ctx.rules.encounter;
    let measured = Measures::of(pair).filter(|m| m.together >= rules.duration());
    let Some(measures) = measured else { return Verdict::TooShort };
    let too_fast = measures.median_speed() >= rules.median_speed_kn;
    let port = ctx.chart.nearest_anchorage(measures.position, Metres(rules.anchorage_m));
    let finding = Box::new(report(names, pair, &measures, status, ctx));
    match port {
        _ if too_fast => Verdict::TooFast(finding),
        Some((_, distance)) if distance < Metres(rules.anchorage_m) => {
            Verdict::NearAnchorage(finding)
        }
        _ => Verdict::Encounter(finding),
    }
}

/// All that follows from the cited fixes.
struct Measures<'a> {
    ways: [&'a [Vertex]; 2],
    whole: Interval,
    together: Span,
    contacts: usize,
    median_distance: Metres,
    least_distance: Metres,
    /// Median speed of each while together, in knots.
    speeds: [f64; 2],
    longest_step: Span,
    middle: Time,
    position: Position,
    /// Each end: whether it is an observed time of either, and the fixes around it.
    start_observed: bool,
    end_observed: bool,
    start_bracket: Interval,
    end_bracket: Interval,
}

impl Measures<'_> {
    fn of(pair: &Pair) -> Option<Measures<'_>> {
        let (first, last) = (pair.all().next()?, pair.all().last()?);
        let [a, b] = pair.ways(first.start, last.end);
        let together = pair.together();
        let pieces: Vec<contact::Piece> =
            pair.all().flat_map(|interval| contact::pieces(a, b, interval)).collect();
        let middle = middle(pair.all(), together)?;
        let least =
            pieces.iter().map(|piece| piece.closest().value()).fold(f64::INFINITY, f64::min);
        let start_bracket = bracket([a, b], first.start);
        let end_bracket = bracket([a, b], last.end);
        let whole = whole_seconds(first.start, last.end, start_bracket, end_bracket);
        Some(Measures {
            whole,
            together,
            contacts: pair.all().count(),
            median_distance: Metres(median(
                pieces.iter().map(|piece| (piece.middle().value(), piece.interval.length())),
            )?),
            least_distance: Metres(least),
            speeds: [median_speed(a, pair.all())?, median_speed(b, pair.all())?],
            longest_step: longest_step(a, pair.all()).max(longest_step(b, pair.all())),
            middle,
            position: between_both(a, b, middle)?,
            ways: [a, b],
            start_observed: start_bracket.start == start_bracket.end,
            end_observed: end_bracket.start == end_bracket.end,
            start_bracket,
            end_bracket,
        })
    }

    /// Of the faster.
    fn median_speed(&self) -> f64 {
        self.speeds[0].max(self.speeds[1])
    }

    fn table(&self) -> Table {
        Table::default()
            .with("duration_h", report::hours(self.whole.length()))
            .with("together_h", report::hours(self.together))
            .with("contacts", report::count(self.contacts))
            .with("median_distance_m", report::metres(self.median_distance))
            .with("least_distance_m", report::metres(self.least_distance))
            .with("median_speed_kn", report::knots(self.median_speed()))
            .with("median_speed_1_kn", report::knots(self.speeds[0]))
            .with("median_speed_2_kn", report::knots(self.speeds[1]))
            .with("longest_step_h", report::hours(self.longest_step))
            .with("fixes_1", report::count(self.ways[0].len()))
            .with("fixes_2", report::count(self.ways[1].len()))
            .with("middle_time", self.middle)
            .with("start_observed", self.start_observed)
            .with("start_after", self.start_bracket.start)
            .with("start_before", self.start_bracket.end)
            .with("end_after", self.end_bracket.start)
            .with("end_before", self.end_bracket.end)
    }
}

fn report(
    names: (TrackId, TrackId),
    pair: &Pair,
    measures: &Measures<'_>,
    status: Status,
    ctx: &Context<'_>,
) -> Finding {
    let open = status == Status::Open;
    let reach = Metres(ctx.rules.encounter.anchorage_m * 10.0);
    let port = ctx.chart.nearest_anchorage(measures.position, reach);
    let shore = ctx.chart.distance_to_shore(measures.position);
    let values = measures
        .table()
        .with("end_observed", measures.end_observed)
        .with("same_mmsi", names.0.mmsi == names.1.mmsi)
        .with("continues", pair.continues)
        .with_some("together_until", open.then_some(measures.whole.end))
        .with_some("anchorage", port.map(|(anchorage, _)| anchorage.name.as_str()))
        .with_some("anchorage_distance_m", port.map(|(_, distance)| report::metres(distance)))
        .with_some("shore_distance_m", shore.map(report::metres));
    let [a, b] = measures.ways;
    let cited = a.iter().map(|fix| fix.cite(names.0)).chain(b.iter().map(|fix| fix.cite(names.1)));
    Draft {
        kind: Kind::Encounter,
        status,
        start: measures.whole.start,
        end: (!open).then_some(measures.whole.end),
        position: measures.position,
        tracks: vec![names.0, names.1],
        salt: names.1.to_string(),
        values,
        thresholds: ctx.rules.encounter.table(),
        evidence: cited.collect(),
        reason: sentence(names, measures, ctx.rules.encounter.distance_m),
    }
    .finding()
}

fn sentence(names: (TrackId, TrackId), measures: &Measures<'_>, reach_m: f64) -> String {
    let same = if names.0.mmsi == names.1.mmsi { " (both claim the same MMSI)" } else { "" };
    let times = match measures.contacts {
        1 => String::new(),
        n => format!(" in {n} stretches over {}", measures.whole.length()),
    };
    format!(
        "{} and {}{same} were within {reach_m:.0} m of one another for {}{times}, a median of {:.0} m \
         apart at a median of {:.1} kn.",
        names.0.mmsi,
        names.1.mmsi,
        measures.together,
        measures.median_distance.value(),
        measures.median_speed(),
    )
}

/// From start to end; each an observed time, or the nearest whole second inside.
fn whole_seconds(start: Time, end: Time, first: Interval, last: Interval) -> Interval {
    let second = Span::from_seconds(1);
    let floor = start.floor(second);
    let up = if floor < start { floor + second } else { floor };
    Interval {
        start: if first.start == first.end { start } else { up.min(first.end) },
        end: if last.start == last.end { end } else { end.floor(second).max(last.start) },
    }
}

/// When half of the time together had passed.
fn middle(contacts: impl Iterator<Item = Interval>, together: Span) -> Option<Time> {
    let mut left = Span::from_micros(together.as_micros() / 2);
    for interval in contacts {
        if left <= interval.length() {
            return Some(interval.start + left);
        }
        left = left - interval.length();
    }
    None
}

/// Half-way between the two at `t`.
fn between_both(a: &[Vertex], b: &[Vertex], t: Time) -> Option<Position> {
    let (a, b) = (contact::place(a, t)?, contact::place(b, t)?);
    let turn = b.1 - a.1;
    let short_way = turn - 360.0 * (turn / 360.0).round();
    Some(Position::wrapped(0.5 * (a.0 + b.0), a.1 + 0.5 * short_way))
}

/// Median speed along the legs of `way` while together, weighted by time, in knots.
fn median_speed(way: &[Vertex], contacts: impl Iterator<Item = Interval> + Clone) -> Option<f64> {
    median(legs(way, contacts).map(|(a, b, shared)| {
        (distance(a.position, b.position).per(b.time - a.time).value(), shared)
    }))
}

fn longest_step(way: &[Vertex], contacts: impl Iterator<Item = Interval> + Clone) -> Span {
    legs(way, contacts).map(|(a, b, _)| b.time - a.time).max().unwrap_or(Span::ZERO)
}

/// The legs of `way` that lie in any contact, with how long they do.
fn legs(
    way: &[Vertex],
    contacts: impl Iterator<Item = Interval> + Clone,
) -> impl Iterator<Item = (Vertex, Vertex, Span)> {
    way.windows(2).filter_map(move |leg| {
        let shared = contacts
            .clone()
            .map(|interval| interval.end.min(leg[1].time) - interval.start.max(leg[0].time));
        let shared = shared.filter(|&span| span > Span::ZERO).fold(Span::ZERO, |sum, s| sum + s);
        (shared > Span::ZERO).then_some((leg[0], leg[1], shared))
    })
}

/// The value below which half of the weight lies.
fn median(values: impl Iterator<Item = (f64, Span)>) -> Option<f64> {
    let mut sorted: Vec<(f64, Span)> = values.collect();
    sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let whole = sorted.iter().fold(Span::ZERO, |sum, &(_, weight)| sum + weight);
    let mut passed = Span::ZERO;
    sorted
        .iter()
        .find(|&&(_, weight)| {
            passed = passed + weight;
            passed + passed >= whole
        })
        .map(|&(value, _)| value)
}

/// From the last fix of either at or before `t` to the first of either at or after it.
fn bracket(ways: [&[Vertex]; 2], t: Time) -> Interval {
    let times = || ways.into_iter().flatten().map(|vertex| vertex.time);
    Interval {
        start: times().filter(|&time| time <= t).max().unwrap_or(t),
        end: times().filter(|&time| time >= t).min().unwrap_or(t),
    }
}
