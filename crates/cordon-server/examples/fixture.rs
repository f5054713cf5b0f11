//! A picture for trying the web app by itself: simulated vessels with a known story, marked as an
//! exercise, served like any other picture.
//!
//! `cargo run -p cordon-server --example fixture -- [--port N] [--vessels N] [--frozen]`
//!
//! The browser tests use it for what needs a known state or fifty thousand vessels.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "an example that tells its address")]

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use cordon_core::{
    Degrees, Evidence, Finding, FindingId, Fix, FixFlags, InputId, Kind, Knots, Mmsi, Position,
    ReceiverKind, SourceRef, Span, StaticReport, Status, Time, TrackId, Transponder, Values,
    VesselRef, geodesy,
};
use cordon_server::{NoEvidence, Options, start};
use cordon_watch::picture::{Picture, SharedPicture};

const EXERCISE: &str = "SYNTH-01";
const NAMES: [&str; 8] =
    ["HERON", "PETREL", "CURLEW", "GANNET", "OSPREY", "TERN", "FULMAR", "SKUA"];
const COLOURS: [&str; 6] = ["BLUE", "AMBER", "GREY", "RED", "WHITE", "GREEN"];

/// One simulated vessel on a straight course, silent between two instants.
struct Ship {
    track: TrackId,
    name: String,
    kind: u8,
    origin: Position,
    course: Degrees,
    speed: Knots,
    silent: Option<(Time, Time)>,
}

fn main() {
    let asked = |flag: &str| std::env::args().skip_while(|arg| arg != flag).nth(1);
    let port = asked("--port").and_then(|n| n.parse().ok()).unwrap_or(0);
    let vessels = asked("--vessels").and_then(|n| n.parse().ok()).unwrap_or(120);
    let frozen = std::env::args().any(|arg| arg == "--frozen");
    let (picture, mut clock): (_, Time) =
        (SharedPicture::default(), "2031-03-14T13:12:00Z".parse().unwrap());
    let fleet = fleet(vessels, clock);
    fill(&mut picture.write(), &fleet, clock);
    let bind = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    let options = Options { bind, ..Options::default() };
    let server = start(picture.clone(), Arc::new(NoEvidence), &options).unwrap();
    println!("{}", server.url());
    loop {
        std::thread::sleep(Duration::from_secs(1));
        if !frozen {
            clock = clock + Span::from_seconds(10);
            let mut picture = picture.write();
            let turn = u32::try_from(clock.as_unix_seconds() / 10 % 24).unwrap();
            let due = fleet.iter().filter(|ship| ship.track.mmsi.0 % 24 == turn);
            due.for_each(|ship| ship.report(&mut picture, clock));
            picture.set_clock(clock);
        }
    }
}

fn fleet(vessels: u32, clock: Time) -> Vec<Ship> {
    let mut chance = Chance(7);
    let start = clock - Span::from_hours(24);
    let mut fleet: Vec<Ship> = (0..vessels).map(|n| Ship::random(n, start, &mut chance)).collect();
    if let Some(dark) = fleet.first_mut() {
        dark.name = "EX BLUE HERON".into();
        (dark.kind, dark.course, dark.speed) = (80, Degrees(80.0), Knots(9.5));
        dark.origin = Position::wrapped(32.1, 125.2);
        dark.silent = Some((clock - Span::from_hours(13), clock - Span::from_minutes(224)));
    }
    if let Some(edge) = fleet.get_mut(4) {
        (edge.origin, edge.speed) = (Position::wrapped(10.0, 179.99), Knots(0.0));
    }
    fleet
}

fn fill(picture: &mut Picture, fleet: &[Ship], clock: Time) {
    picture.set_exercise(Some(EXERCISE.into()));
    let few = fleet.len() <= 1_000;
    for ship in fleet {
        let step = Span::from_minutes(if few { 4 } else { 60 });
        let stagger = Span::from_seconds(i64::from(ship.track.mmsi.0 % 24) * 10);
        let mut t = if few { ship.track.start + stagger } else { clock - Span::from_hours(2) };
        while t <= clock {
            ship.report(picture, t);
            t = t + step;
        }
        picture.on_identity(&ship.track, &ship.says(ship.track.start));
    }
    let [dark, other, third, ..] = fleet else { return };
    let renamed = StaticReport { name: Some("EX BLUE TERN".into()), ..dark.says(clock) };
    picture.on_identity(&dark.track, &renamed);
    gap(picture, dark);
    let ago = |hours| clock - Span::from_hours(hours);
    let two = "2 h 40 min within 180 m of each other at 0.6 kn, 61 nm from shore.";
    told(picture, Kind::Encounter, &[dark, other], ago(3), ago(1), two);
    told(
        picture,
        Kind::Loitering,
        &[other],
        ago(9),
        ago(4),
        "5 h at 1.1 kn on average, 48 nm from shore.",
    );
    told(
        picture,
        Kind::PortVisit,
        &[third],
        ago(20),
        ago(11),
        "9 h stopped within 1.2 km of Port Alpha.",
    );
}

fn gap(picture: &mut Picture, dark: &Ship) {
    let Some((off, on)) = dark.silent else { return };
    let reason =
        "Silent for 9 h 16 min where others were heard every 5 min; 88 nm between the fixes.";
    let mut finding = found(Kind::Gap, &[dark], off, on, reason);
    picture.on_finding(&finding);
    finding.values.insert("duration_h".into(), 9.27.into());
    (finding.revision, finding.status) = (1, Status::Revised);
    picture.on_finding(&finding);
}

fn told(picture: &mut Picture, kind: Kind, ships: &[&Ship], from: Time, to: Time, reason: &str) {
    picture.on_finding(&found(kind, ships, from, to, reason));
}

fn found(kind: Kind, ships: &[&Ship], start: Time, end: Time, reason: &str) -> Finding {
    let evidence = |t: Time| Evidence {
        track: ships[0].track,
        time: t,
        position: ships[0].at(t),
        source: SourceRef { input: InputId(1), offset: 4_096, length: 48 },
    };
    let vessel =
        |s: &&Ship| VesselRef { mmsi: s.track.mmsi.0, imo: None, name: Some(s.name.clone()) };
    Finding {
        id: FindingId::new(kind, ships[0].track, start, ""),
        kind,
        status: Status::Final,
        start,
        end: Some(end),
        position: ships[0].at(start),
        tracks: ships.iter().map(|s| s.track).collect(),
        vessels: ships.iter().map(vessel).collect(),
        values: Values::from([("duration_h".into(), (end - start).hours().into())]),
        thresholds: Values::from([("min_duration_h".into(), 2.0.into())]),
        evidence: vec![evidence(start), evidence(end)],
        reason: reason.into(),
        revision: 0,
        exercise: Some(EXERCISE.into()),
    }
}

impl Ship {
    fn random(n: u32, start: Time, chance: &mut Chance) -> Ship {
        let names = (COLOURS[n as usize % COLOURS.len()], NAMES[n as usize / 6 % NAMES.len()]);
        Ship {
            track: TrackId { mmsi: Mmsi(200_000_000 + n), start, ordinal: 1 },
            name: format!("EX {} {} {n}", names.0, names.1),
            kind: [70, 80, 30, 60, 36, 52, 0, 74][n as usize % 8],
            origin: Position::wrapped(30.5 + 4.2 * chance.next(), 123.4 + 4.4 * chance.next()),
            course: Degrees(360.0 * chance.next()),
            speed: Knots(if n % 5 == 4 { 0.1 } else { 3.0 + 11.0 * chance.next() }),
            silent: None,
        }
    }

    fn at(&self, t: Time) -> Position {
        let sailed = self.speed.over(t - self.track.start);
        geodesy::destination(self.origin, self.course, sailed)
    }

    fn report(&self, picture: &mut Picture, t: Time) {
        if self.silent.is_none_or(|(off, on)| t <= off || t >= on) {
            picture.on_fix(&self.track, &self.fix(t));
        }
    }

    fn fix(&self, t: Time) -> Fix {
        Fix {
            time: t,
            mmsi: self.track.mmsi,
            position: self.at(t),
            sog: (self.speed.value() * 10.0) as u16,
            cog: (self.course.value() * 10.0) as u16,
            heading: Fix::NONE,
            nav_status: 0,
            msg_type: 1,
            transponder: Transponder::ClassA,
            receiver_kind: ReceiverKind::Terrestrial,
            receiver: 1,
            flags: FixFlags::EXERCISE,
            source: SourceRef { input: InputId(1), offset: 0, length: 48 },
            digest: 0,
        }
    }

    fn says(&self, t: Time) -> StaticReport {
        StaticReport {
            time: t,
            mmsi: self.track.mmsi,
            transponder: Transponder::ClassA,
            receiver: 1,
            msg_type: 5,
            exercise: true,
            imo: Some(9_000_000 + self.track.mmsi.0 % 100_000),
            name: Some(self.name.as_str().into()),
            callsign: Some("EXDR1".into()),
            ship_type: Some(self.kind).filter(|kind| *kind > 0),
            dimensions: Some([140, 43, 16, 16]),
            draught: Some(84),
            destination: Some("PORT ALPHA".into()),
            eta: None,
            source: SourceRef { input: InputId(1), offset: 960, length: 82 },
            digest: 0,
        }
    }
}

/// A linear congruential generator (Knuth's MMIX constants).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}
