//! What identity needs to know of a track: its ends, a thin path, and what it said it was.

use cordon_core::{Degrees, Fix, Knots, Mmsi, Position, SourceRef, StaticReport, Time, TrackId};
use serde::{Deserialize, Serialize};

use crate::imo::Imo;

/// Somewhere, at some time, in some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// When.
    pub time: Time,
    /// Where; of a static report, where the track was last seen by then.
    pub position: Position,
    /// The bytes.
    pub source: SourceRef,
}

/// How a ship went over ground, as its fix says; kept small, for there are hundreds of thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// Tenths of a knot.
    sog: u16,
    /// Tenths of a degree true.
    cog: u16,
}

impl Way {
    /// So fast, this way; to a tenth.
    pub fn new(speed: Knots, course: Degrees) -> Way {
        let tenths = |value: f64| (value * 10.0).round() as u16;
        Way { sog: tenths(speed.value()), cog: tenths(course.value().rem_euclid(360.0)) % 3_600 }
    }

    /// What a fix says of it; `None` where it leaves out course or speed.
    pub fn of(fix: &Fix) -> Option<Way> {
        let is_whole = fix.sog().is_some() && fix.cog().is_some();
        is_whole.then_some(Way { sog: fix.sog, cog: fix.cog })
    }

    /// Speed over ground.
    pub fn speed(self) -> Knots {
        Knots(f64::from(self.sog) / 10.0)
    }

    /// Course over ground.
    pub fn course(self) -> Degrees {
        Degrees(f64::from(self.cog) / 10.0)
    }
}

/// What a transponder claims about its ship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// IMO number, as sent.
    Imo,
    /// Name.
    Name,
    /// Call sign.
    CallSign,
    /// Type of ship and cargo, 1 to 255.
    ShipType,
    /// Length over all in metres.
    Length,
    /// Beam in metres.
    Beam,
}

impl Attribute {
    /// All of them, in their order.
    pub const ALL: [Attribute; 6] = [
        Attribute::Imo,
        Attribute::Name,
        Attribute::CallSign,
        Attribute::ShipType,
        Attribute::Length,
        Attribute::Beam,
    ];

    /// Its name in values and files.
    pub const fn name(self) -> &'static str {
        match self {
            Attribute::Imo => "imo",
            Attribute::Name => "name",
            Attribute::CallSign => "call_sign",
            Attribute::ShipType => "ship_type",
            Attribute::Length => "length_m",
            Attribute::Beam => "beam_m",
        }
    }
}

/// A value that was claimed without a break.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// What it is about.
    pub attribute: Attribute,
    /// What was said.
    pub value: String,
    /// First time.
    pub first: Point,
    /// Last time.
    pub last: Point,
    /// How often.
    pub count: u32,
}

/// One track, as far as identity is concerned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Which track.
    pub track: TrackId,
    /// Its first fix.
    pub first: Point,
    /// Its last fix.
    pub last: Point,
    /// How it went at its first fix.
    #[serde(default)]
    pub enters: Option<Way>,
    /// How it went at its last fix.
    #[serde(default)]
    pub leaves: Option<Way>,
    /// A thin path between them in order of time, for instance a fix each ten minutes. May be empty:
    /// then only its ends are looked at.
    pub path: Vec<Point>,
    /// What it said it was, in order of time.
    pub heard: Vec<Heard>,
    /// The exercise mark, when it is simulated.
    pub exercise: Option<String>,
    /// It goes on as far as the data goes: what is found of it may not be over.
    pub open: bool,
}

/// Runs of claims that one track may have; beyond them a value is added to its last run.
const MAX_RUNS: usize = 512;

impl Point {
    /// Where a fix was.
    pub fn of(fix: &Fix) -> Point {
        Point { time: fix.time, position: fix.position, source: fix.source }
    }
}

impl Trace {
    /// A track of which only its ends are known.
    pub fn new(track: TrackId, first: Point, last: Point) -> Trace {
        Trace {
            track,
            first,
            last,
            enters: None,
            leaves: None,
            path: Vec::new(),
            heard: Vec::new(),
            exercise: None,
            open: false,
        }
    }

    /// The number it claimed.
    pub fn mmsi(&self) -> Mmsi {
        self.track.mmsi
    }

    /// Takes in a static report, in order of time. `position` is where the track was by then.
    pub fn hear(&mut self, report: &StaticReport, position: Position) {
        let at = Point { time: report.time, position, source: report.source };
        let text = |value: &Option<Box<str>>| value.as_deref().map(str::to_owned);
        let said = [
            (Attribute::Imo, report.imo.map(|imo| imo.to_string())),
            (Attribute::Name, text(&report.name)),
            (Attribute::CallSign, text(&report.callsign)),
            (Attribute::ShipType, report.ship_type.map(|kind| kind.to_string())),
            (Attribute::Length, report.length_m().map(|metres| metres.to_string())),
            (Attribute::Beam, report.beam_m().map(|metres| metres.to_string())),
        ];
        for (attribute, value) in said {
            if let Some(value) = value {
                self.claim(attribute, value, at);
            }
        }
    }

    /// Takes in one claim, in order of time.
    pub fn claim(&mut self, attribute: Attribute, value: String, at: Point) {
        let full = self.heard.len() >= MAX_RUNS;
        let mut runs = self.heard.iter_mut().rev().filter(|run| run.attribute == attribute);
        let run = if full { runs.find(|run| run.value == value) } else { runs.next() };
        match run.filter(|run| run.value == value) {
            Some(run) => {
                run.last = at;
                run.count = run.count.saturating_add(1);
            }
            None if full => {}
            None => self.heard.push(Heard { attribute, value, first: at, last: at, count: 1 }),
        }
    }

    /// Runs of one attribute, in order of time.
    pub fn runs(&self, attribute: Attribute) -> impl DoubleEndedIterator<Item = &Heard> {
        self.heard.iter().filter(move |run| run.attribute == attribute)
    }

    /// The valid IMO number it claimed most often, where it was heard at least twice.
    pub fn imo(&self) -> Option<Imo> {
        let mut counts: Vec<(u32, Imo)> = Vec::new();
        for run in self.runs(Attribute::Imo) {
            let Some(imo) = run.value.parse().ok().and_then(Imo::new) else { continue };
            match counts.iter_mut().find(|(_, other)| *other == imo) {
                Some((count, _)) => *count = count.saturating_add(run.count),
                None => counts.push((run.count, imo)),
            }
        }
        counts.into_iter().filter(|(count, _)| *count >= 2).max().map(|(_, imo)| imo)
    }

    /// The last value that was claimed.
    pub fn last_claim(&self, attribute: Attribute) -> Option<&Heard> {
        self.runs(attribute).next_back()
    }

    /// The last value that was claimed by an instant.
    pub fn claim_at(&self, attribute: Attribute, as_of: Time) -> Option<&Heard> {
        self.runs(attribute).take_while(|run| run.first.time <= as_of).last()
    }

    /// Where the valid IMO number that it bears was first heard.
    pub(crate) fn imo_first(&self) -> Option<Point> {
        let imo = self.imo()?.number().to_string();
        self.runs(Attribute::Imo).find(|run| run.value == imo).map(|run| run.first)
    }

    /// The first value that was claimed.
    pub fn first_claim(&self, attribute: Attribute) -> Option<&Heard> {
        self.runs(attribute).next()
    }
}
