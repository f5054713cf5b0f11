//! What a role is shown.

use cordon_core::Time;
use serde::Serialize;
use serde_json::Value;

use super::{Drive, Role};
use crate::log::{Event, Record, rounded};
use crate::scenario::shape::Inject as Planned;
use crate::world::Contact;

/// Everything that a role sees of a drill.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct View {
    /// The exercise mark; it stands wherever this is shown.
    pub exercise: String,
    /// Always true: nothing of this is real.
    pub simulated: bool,
    /// Who looks: `controller`, or a side.
    pub role: String,
    /// The scenario in one line.
    pub title: String,
    /// The seed.
    pub seed: u64,
    /// When it began.
    pub from: Time,
    /// Simulated time.
    pub now: Time,
    /// When it ends.
    pub until: Time,
    /// Whether it has ended.
    pub over: bool,
    /// Who plays.
    pub sides: Vec<String>,
    /// Own assets; everybody's for the controller.
    pub assets: Vec<Asset>,
    /// What the side knows of; of every side for the controller.
    pub contacts: Vec<Seen>,
    /// For the controller alone: what is brought in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub injects: Option<Vec<Inject>>,
    /// For the controller alone: what is true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub truth: Option<Vec<Truly>>,
    /// What happened, as far as the role knows of it.
    pub log: Vec<Line>,
}

/// An asset.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Asset {
    /// Whose.
    pub side: String,
    /// Its id.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Whether it flies.
    pub flies: bool,
    /// Whether it can send a boarding team.
    pub can_board: bool,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Knots.
    pub sog_kn: f64,
    /// Degrees true.
    pub cog_deg: f64,
    /// What it does.
    pub doing: String,
    /// The side's contact that it is about.
    pub contact: Option<u32>,
}

/// A contact, as a side knows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Seen {
    /// Whose picture it is in.
    pub side: String,
    /// The side's number for it.
    pub contact: u32,
    /// Degrees north, when it was last seen or heard.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Knots.
    pub sog_kn: f64,
    /// Degrees true.
    pub cog_deg: f64,
    /// How long ago that was, in minutes.
    pub age_min: f64,
    /// The number that it says is its own.
    pub mmsi: Option<u32>,
    /// Its name, as it says or as was read.
    pub name: Option<String>,
    /// Why it is suspicious.
    pub why: Option<&'static str>,
    /// Whether the side is done with it.
    pub done: bool,
}

/// An inject.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Inject {
    /// Its id.
    pub id: String,
    /// When it comes by itself, hours from the start.
    pub at_h: Option<f64>,
    /// After what it comes by itself.
    pub after: Option<String>,
    /// What it is, as the scenario writes it.
    pub what: Value,
    /// Whether it came.
    pub came: bool,
}

/// Where a craft really is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Truly {
    /// Its id.
    pub craft: String,
    /// Its name.
    pub name: String,
    /// What part it plays.
    pub role: crate::scenario::shape::Role,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Knots.
    pub sog_kn: f64,
    /// Degrees true.
    pub cog_deg: f64,
    /// Whether its transponder is on.
    pub sends: bool,
    /// Whether it lies about its place.
    pub lies: bool,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Its number.
    pub seq: u64,
    /// When.
    pub t: Time,
    /// What, by the fields of its kind; without the truth where a side looks.
    #[serde(flatten)]
    pub event: Value,
}

/// The most lines of the log that are given at one time.
const MOST_LINES: usize = 500;

impl Drive {
    /// What a role sees now; of the log the lines from `since` on, the latest ones where there are too many.
    pub fn view(&self, role: &Role, since: u64) -> View {
        let scenario = self.world.scenario();
        let is_controller = *role == Role::Controller;
        let sides: Vec<String> = scenario.side.iter().map(|side| side.id.clone()).collect();
        let shown: Vec<&String> = sides.iter().filter(|side| sees(role, side)).collect();
        View {
            exercise: self.world.mark().to_owned(),
            simulated: true,
            role: match role {
                Role::Controller => "controller".to_owned(),
                Role::Side(side) => side.clone(),
            },
            title: scenario.title.clone(),
            seed: self.world.seed(),
            from: self.world.start(),
            now: self.world.now(),
            until: self.world.end(),
            over: self.ran.is_some(),
            assets: self.assets(role),
            contacts: shown.iter().flat_map(|side| self.contacts(side)).collect(),
            injects: is_controller
                .then(|| scenario.inject.iter().map(|it| self.inject(it)).collect()),
            truth: is_controller.then(|| self.truth()),
            log: self.lines(role, since),
            sides,
        }
    }

    fn assets(&self, role: &Role) -> Vec<Asset> {
        let units = self.world.units().filter(|unit| sees(role, &unit.side));
        let asset = |unit: crate::world::UnitState| {
            let member = self.world.members().get(unit.craft)?;
            let state = self.world.state(unit.craft)?;
            let picture = self.world.picture(&unit.side);
            let contact = unit.target.and_then(|craft| picture?.of(craft)).map(|it| it.number);
            Some(Asset {
                side: unit.side,
                unit: member.id.clone(),
                name: member.name.clone(),
                flies: member.class.flies(),
                can_board: member.can_board,
                lat: state.lat,
                lon: state.lon,
                sog_kn: state.sog_kn,
                cog_deg: state.cog_deg,
                doing: unit.doing.to_owned(),
                contact,
            })
        };
        units.filter_map(asset).collect()
    }

    fn contacts(&self, side: &str) -> Vec<Seen> {
        let Some(picture) = self.world.picture(side) else { return Vec::new() };
        let now_us = (self.world.now() - self.world.start()).as_micros();
        let seen = |(_, contact): (usize, &Contact)| {
            let (east, north) = contact.velocity;
            Seen {
                side: side.to_owned(),
                contact: contact.number,
                lat: rounded(contact.at.0),
                lon: rounded(contact.at.1),
                sog_kn: tenth(east.hypot(north) * 3_600.0 / 1_852.0),
                cog_deg: tenth(east.atan2(north).to_degrees().rem_euclid(360.0)),
                age_min: tenth((now_us - contact.last_us) as f64 / 6e7),
                mmsi: contact.mmsi,
                name: contact.name.clone(),
                why: contact.why.map(crate::world::Why::name),
                done: contact.is_done,
            }
        };
        picture.contacts().map(seen).collect()
    }

    fn inject(&self, planned: &Planned) -> Inject {
        let after = planned.after.as_ref().map(|cause| {
            let kind = serde_json::to_value(cause.event).unwrap_or_default();
            format!("{} {}", kind.as_str().unwrap_or_default(), cause.of)
        });
        Inject {
            id: planned.id.clone(),
            at_h: planned.at_h,
            after,
            what: serde_json::to_value(&planned.what).unwrap_or_default(),
            came: self.came.contains(&planned.id),
        }
    }

    fn truth(&self) -> Vec<Truly> {
        let truly = |state: crate::world::State| {
            let member = self.world.members().get(state.craft)?;
            Some(Truly {
                craft: member.id.clone(),
                name: member.name.clone(),
                role: member.role,
                lat: state.lat,
                lon: state.lon,
                sog_kn: state.sog_kn,
                cog_deg: state.cog_deg,
                sends: state.sends,
                lies: state.lies,
            })
        };
        self.world.states().filter_map(truly).collect()
    }

    fn lines(&self, role: &Role, since: u64) -> Vec<Line> {
        let from = self.log.partition_point(|record| record.seq < since);
        let known = self.log.iter().skip(from).filter_map(|record| self.line(role, record));
        let mut lines: Vec<Line> = known.collect();
        let surplus = lines.len().saturating_sub(MOST_LINES);
        lines.drain(..surplus);
        lines
    }

    /// A line as the role knows it. A side knows crafts by its own numbers only.
    fn line(&self, role: &Role, record: &Record) -> Option<Line> {
        let mut event = serde_json::to_value(&record.event).ok()?;
        if let Role::Side(side) = role {
            if !self.is_known(side, record) {
                return None;
            }
            if let Value::Object(fields) = &mut event {
                let craft = fields.remove("craft");
                let craft = craft.as_ref().and_then(Value::as_str).and_then(|id| self.index(id));
                let contact = craft.and_then(|craft| self.world.picture(side)?.of(craft));
                if let Some(contact) = contact {
                    fields.insert("contact".to_owned(), contact.number.into());
                }
            }
        }
        Some(Line { seq: record.seq, t: record.t, event })
    }

    fn index(&self, id: &str) -> Option<usize> {
        self.world.members().iter().position(|member| member.id == id)
    }

    /// Whether a side knows that something happened.
    fn is_known(&self, side: &str, record: &Record) -> bool {
        let own_unit = |unit: &str| {
            let of = |it: &crate::world::Member| {
                let of = it.side.and_then(|index| self.world.scenario().side.get(index));
                it.id == unit && of.is_some_and(|of| of.id == side)
            };
            self.world.members().iter().any(of)
        };
        match &record.event {
            Event::Begin { .. } | Event::End { .. } | Event::Said { .. } => true,
            Event::Contact { side: of, .. }
            | Event::Suspect { side: of, .. }
            | Event::Order { side: of, .. }
            | Event::Refused { side: of, .. }
            | Event::OnScene { side: of, .. }
            | Event::Hailed { side: of, .. }
            | Event::ConsentAsked { side: of, .. }
            | Event::Boarded { side: of, .. }
            | Event::Diverted { side: of, .. }
            | Event::Violation { side: of, .. }
            | Event::Released { side: of, .. } => of == side,
            Event::Answer { unit, .. } | Event::Inspected { unit, .. } => own_unit(unit),
            Event::Consent { craft, .. } => self.log.iter().any(|before| {
                matches!(&before.event, Event::ConsentAsked { side: of, craft: about, .. }
                    if of == side && about == craft && before.seq < record.seq)
            }),
            Event::Inject { id, .. } => self.is_told(side, id),
            Event::Asset { .. } | Event::Picture { .. } | Event::CloseQuarters { .. } => false,
        }
    }

    /// Whether an inject is told to a side: warnings to all, reports to whom they are made.
    fn is_told(&self, side: &str, inject: &str) -> bool {
        use crate::scenario::shape::InjectKind;
        let found = self.world.scenario().inject.iter().find(|it| it.id == inject);
        found.is_some_and(|it| match &it.what {
            InjectKind::LaunchWarning { .. } => true,
            InjectKind::Report { side: to, .. } | InjectKind::FalseReport { side: to, .. } => {
                to == side
            }
            InjectKind::LostLink { .. } | InjectKind::CutLink { .. } => false,
        })
    }
}

fn sees(role: &Role, side: &str) -> bool {
    match role {
        Role::Controller => true,
        Role::Side(own) => own == side,
    }
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0 + 0.0
}
