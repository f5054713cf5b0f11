//! What is kept of a track while it goes on: little, for there are hundreds of thousands of them.

use cordon_core::{Fix, StaticReport, TrackId};

use crate::trace::{Attribute, Heard, Point, Trace, Way};

/// Sets of claims that one track may have; beyond them only those known already are counted.
const MAX_SETS: usize = 64;

/// A track's ends and claims, from which a [`Trace`] is made when one is wanted.
///
/// Ships repeat themselves: a report that says what was said before is counted, and copies nothing.
#[derive(Clone, Debug)]
pub struct Sketch {
    first: Point,
    last: Point,
    enters: Option<Way>,
    leaves: Option<Way>,
    sets: Vec<Set>,
}

/// What reports of one kind said again and again.
#[derive(Clone, Debug)]
struct Set {
    said: Said<Box<str>>,
    first: Point,
    last: Point,
    count: u32,
    /// Nothing else was said since.
    stands: bool,
}

/// What one report says of the ship.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Said<T> {
    imo: Option<u32>,
    name: Option<T>,
    call_sign: Option<T>,
    ship_type: Option<u8>,
    length: Option<u16>,
    beam: Option<u16>,
}

impl Sketch {
    /// A track of one fix.
    pub fn new(first: &Fix) -> Sketch {
        Sketch { enters: Way::of(first), ..Sketch::at(Point::of(first)) }
    }

    fn at(first: Point) -> Sketch {
        Sketch { first, last: first, enters: None, leaves: None, sets: Vec::new() }
    }

    /// Takes in the next fix.
    pub fn fix(&mut self, fix: &Fix) {
        (self.last, self.leaves) = (Point::of(fix), Way::of(fix));
    }

    /// Where and when the track was last seen.
    pub fn last(&self) -> Point {
        self.last
    }

    /// Takes in a static report, in order of time. It was made where the track was last seen.
    pub fn hear(&mut self, report: &StaticReport) {
        let at = Point { time: report.time, position: self.last.position, source: report.source };
        let said = Said::of(report);
        if said == Said::default() {
            return;
        }
        let full = self.sets.len() >= MAX_SETS;
        let known = |set: &&mut Set| (set.stands || full) && set.said.as_deref() == said;
        if let Some(set) = self.sets.iter_mut().rev().find(known) {
            set.last = at;
            set.count = set.count.saturating_add(1);
        } else if !full {
            for set in self.sets.iter_mut().filter(|set| set.said.as_deref().contradicts(&said)) {
                set.stands = false;
            }
            self.sets.reserve_exact(1);
            self.sets.push(Set { said: said.owned(), first: at, last: at, count: 1, stands: true });
        }
    }

    /// The whole of it, without a path and a mark.
    pub fn trace(&self, track: TrackId) -> Trace {
        let (enters, leaves) = (self.enters, self.leaves);
        Trace { enters, leaves, heard: self.heard(), ..Trace::new(track, self.first, self.last) }
    }

    /// Runs of each attribute: sets that follow each other and agree on it are one run.
    fn heard(&self) -> Vec<Heard> {
        let mut heard = Vec::new();
        for attribute in Attribute::ALL {
            let mut runs: Vec<Heard> = Vec::new();
            for set in &self.sets {
                let Some(value) = set.said.value(attribute) else { continue };
                match runs.last_mut().filter(|run| run.value == value) {
                    Some(run) => join(run, set),
                    None => runs.push(Heard {
                        attribute,
                        value,
                        first: set.first,
                        last: set.last,
                        count: set.count,
                    }),
                }
            }
            heard.append(&mut runs);
        }
        heard.sort_by_key(|run| (run.first.time, run.attribute));
        heard
    }
}

fn join(run: &mut Heard, set: &Set) {
    if set.last.time > run.last.time {
        run.last = set.last;
    }
    run.count = run.count.saturating_add(set.count);
}

impl<'a> Said<&'a str> {
    fn of(report: &'a StaticReport) -> Said<&'a str> {
        Said {
            imo: report.imo,
            name: report.name.as_deref(),
            call_sign: report.callsign.as_deref(),
            ship_type: report.ship_type,
            length: report.length_m(),
            beam: report.beam_m(),
        }
    }

    /// Whether both say something of one attribute, and not the same.
    fn contradicts(&self, other: &Said<&str>) -> bool {
        fn differ<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
            a.zip(b).is_some_and(|(a, b)| a != b)
        }
        differ(self.imo, other.imo)
            || differ(self.name, other.name)
            || differ(self.call_sign, other.call_sign)
            || differ(self.ship_type, other.ship_type)
            || differ(self.length, other.length)
            || differ(self.beam, other.beam)
    }

    fn owned(self) -> Said<Box<str>> {
        let Said { imo, name, call_sign, ship_type, length, beam } = self;
        let (name, call_sign) = (name.map(Box::from), call_sign.map(Box::from));
        Said { imo, name, call_sign, ship_type, length, beam }
    }
}

impl Said<Box<str>> {
    fn as_deref(&self) -> Said<&str> {
        let &Said { imo, ref name, ref call_sign, ship_type, length, beam } = self;
        let (name, call_sign) = (name.as_deref(), call_sign.as_deref());
        Said { imo, name, call_sign, ship_type, length, beam }
    }

    fn value(&self, attribute: Attribute) -> Option<String> {
        match attribute {
            Attribute::Imo => self.imo.map(|imo| imo.to_string()),
            Attribute::Name => self.name.as_deref().map(str::to_owned),
            Attribute::CallSign => self.call_sign.as_deref().map(str::to_owned),
            Attribute::ShipType => self.ship_type.map(|kind| kind.to_string()),
            Attribute::Length => self.length.map(|metres| metres.to_string()),
            Attribute::Beam => self.beam.map(|metres| metres.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use cordon_core::{InputId, Mmsi, Position, SourceRef, Time, Transponder};
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> Point {
        let source = SourceRef { input: InputId(0), offset: second as u64, length: 80 };
        let time = Time::from_unix_seconds(second).unwrap();
        Point { time, position: Position::wrapped(35.0, 129.0), source }
    }

    fn report(second: i64, name: Option<u8>, imo: Option<u8>, length: u16) -> StaticReport {
        StaticReport {
            time: at(second).time,
            mmsi: Mmsi(440_000_001),
            transponder: Transponder::ClassA,
            receiver: 0,
            msg_type: 5,
            exercise: false,
            imo: imo.map(u32::from),
            name: name.map(|n| format!("SHIP {n}").into()),
            callsign: None,
            ship_type: None,
            dimensions: (length > 0).then_some([length, 10, 0, 0]),
            draught: None,
            destination: None,
            eta: None,
            source: at(second).source,
            digest: 0,
        }
    }

    fn said() -> impl Strategy<Value = Vec<(Option<u8>, Option<u8>, u16)>> {
        let some = || proptest::option::of(0_u8..3);
        proptest::collection::vec((some(), some(), 0_u16..3), 0..40)
    }

    proptest! {
        /// The small form says what listening to each report says.
        #[test]
        fn a_sketch_is_the_trace_of_its_reports(reports in said()) {
            let track = TrackId { mmsi: Mmsi(440_000_001), start: at(0).time, ordinal: 1 };
            let (mut sketch, mut trace) = (Sketch::at(at(0)), Trace::new(track, at(0), at(0)));
            for (second, (name, imo, length)) in (1..).zip(reports) {
                let report = report(second, name, imo, length);
                sketch.hear(&report);
                trace.hear(&report, at(0).position);
            }
            trace.heard.sort_by_key(|run| (run.first.time, run.attribute));
            prop_assert_eq!(sketch.trace(track), trace);
        }
    }

    #[test]
    fn a_ship_that_changes_without_end_stays_small() {
        let mut sketch = Sketch::at(at(0));
        (1..10_000).for_each(|second| {
            sketch.hear(&report(second, Some((second % 200) as u8), None, 0));
        });
        assert_eq!(sketch.sets.len(), MAX_SETS);
        assert!(size_of::<Set>() <= 128, "{}", size_of::<Set>());
        assert!(size_of::<Sketch>() <= 104, "{}", size_of::<Sketch>());
    }
}
