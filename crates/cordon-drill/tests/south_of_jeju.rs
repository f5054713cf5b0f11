//! The scenario, heard through the decoder: what it says it does, it does.

#![expect(clippy::unwrap_used, reason = "a test may panic; clippy sees only its test functions")]

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::LazyLock;

use cordon_ais::message::{Body, decode};
use cordon_ais::{Bytes, Decoder, Frame, Sink};
use cordon_chart::{Land, SeaChart};
use cordon_core::geodesy::{between, distance};
use cordon_core::units::METRES_PER_NM;
use cordon_core::{Chart, Metres, Mmsi, Position, Reason, Span, Time};
use cordon_drill::{Drill, Event, EventKind, Truth};

#[derive(Clone, Copy, Debug)]
struct Heard {
    time: Time,
    position: Position,
    knots: f64,
    is_class_b: bool,
}

/// What came out of the decoder.
#[derive(Default)]
struct Log {
    ships: BTreeMap<Mmsi, Vec<Heard>>,
    names: BTreeMap<Mmsi, String>,
    kinds: BTreeMap<u8, usize>,
    unmarked: usize,
    rejected: Vec<Reason>,
}

impl Sink for Log {
    fn message(&mut self, frame: &Frame<'_>) {
        let message = decode(frame.bits).unwrap();
        *self.kinds.entry(message.kind).or_default() += 1;
        self.unmarked += usize::from(frame.exercise != Some(b"SOUTH-OF-JEJU"));
        let (mmsi, time) = (Mmsi(message.mmsi), frame.time.unwrap());
        let (lat, lon, speed, is_class_b) = match message.body {
            Body::Position(p) => (p.lat, p.lon, p.speed, false),
            Body::ClassBPosition(p) => (p.lat, p.lon, p.speed, true),
            Body::Voyage(voyage) => {
                self.names.insert(mmsi, voyage.shipname.unwrap().chars().collect());
                return;
            }
            _ => return,
        };
        let position = Position::from_raw(lat.unwrap(), lon.unwrap()).unwrap();
        let knots = f64::from(speed.unwrap()) / 10.0;
        self.ships.entry(mmsi).or_default().push(Heard { time, position, knots, is_class_b });
    }

    fn rejected(&mut self, _: Bytes, _: u64, reason: Reason) {
        self.rejected.push(reason);
    }
}

fn start() -> Time {
    "2026-03-01T06:00:00Z".parse().unwrap()
}

fn drill() -> Drill {
    Drill::new("south-of-jeju", 7, start()).unwrap()
}

struct Run {
    log: Log,
    truth: Truth,
    lines: usize,
}

static RUN: LazyLock<Run> = LazyLock::new(|| {
    let (mut decoder, mut log) = (Decoder::new(), Log::default());
    let (mut offset, mut lines, mut before) = (0, 0, start());
    for (time, line) in drill().lines() {
        assert!(before <= time && time < drill().end());
        decoder.line(&line, offset, &mut log);
        (offset, lines, before) = (offset + line.len() as u64 + 2, lines + 1, time);
    }
    decoder.finish(&mut log);
    Run { log, truth: drill().truth(), lines }
});

impl Run {
    fn ship(&self, mmsi: Mmsi) -> &[Heard] {
        &self.log.ships[&mmsi]
    }

    fn only(&self, kind: EventKind) -> &Event {
        self.truth.of(kind).next().unwrap()
    }

    fn during(&self, mmsi: Mmsi, from: Time, until: Time) -> impl Iterator<Item = &Heard> {
        self.ship(mmsi).iter().filter(move |heard| from <= heard.time && heard.time <= until)
    }

    /// Where a ship was, between two reports.
    fn place(&self, mmsi: Mmsi, time: Time) -> Position {
        let heard = self.ship(mmsi);
        let next = heard.partition_point(|heard| heard.time <= time).clamp(1, heard.len() - 1);
        let (a, b) = (heard[next - 1], heard[next]);
        between(a.time, a.position, b.time, b.position, time)
    }

    fn apart(&self, a: Mmsi, b: Mmsi, time: Time) -> Metres {
        distance(self.place(a, time), self.place(b, time))
    }
}

fn every(step: Span, from: Time, until: Time) -> impl Iterator<Item = Time> {
    std::iter::successors(Some(from), move |&time| Some(time + step))
        .take_while(move |&time| time <= until)
}

#[test]
fn every_line_decodes_and_is_marked() {
    let run = &*RUN;
    assert!(run.log.rejected.is_empty(), "{:?}", run.log.rejected.first());
    assert_eq!(run.log.unmarked, 0);
    println!("{} lines, {} ships, {:?}", run.lines, run.log.ships.len(), run.log.kinds);
    assert!((90_000..200_000).contains(&run.lines), "{}", run.lines);
    for kind in [1, 3, 4, 5, 18, 21, 24] {
        assert!(run.log.kinds.contains_key(&kind), "no message {kind}");
    }
    assert!(run.log.names.values().all(|name| name.starts_with("EX ")));
    assert!(run.log.ships.keys().all(|mmsi| mmsi.mid() == Some(799)));
}

#[test]
fn the_seed_makes_the_bytes() {
    let some = |seed| -> Vec<_> {
        let drill = Drill::new("SOUTH-of-jeju", seed, start()).unwrap();
        drill.lasting(Span::from_hours(2)).lines().collect()
    };
    assert_eq!(some(1), some(1));
    assert_ne!(some(1), some(2));
    assert!(Drill::new("north-of-jeju", 1, start()).is_err());
}

#[test]
fn a_shorter_drill_is_the_beginning_of_a_longer_one() {
    let short: Vec<_> = drill().lasting(Span::from_hours(1)).lines().collect();
    assert!(drill().lines().zip(&short).all(|(a, b)| a == *b));
    assert!(short.iter().all(|(time, _)| *time < start() + Span::from_hours(1)));
}

#[test]
fn the_log_holds_the_lines() {
    let drill = drill().lasting(Span::from_minutes(20));
    let mut log = Vec::new();
    drill.reader().read_to_end(&mut log).unwrap();
    let lines: Vec<u8> =
        drill.lines().flat_map(|(_, line)| [&line[..], b"\r\n"].concat()).collect();
    assert!(log == lines && log.len() > 10_000);
}

#[test]
fn nobody_sails_over_land() {
    for (mmsi, heard) in &RUN.log.ships {
        let ashore = heard.iter().find(|heard| Land::standard().is_land(heard.position));
        assert!(ashore.is_none(), "{mmsi} {ashore:?}");
    }
}

#[test]
fn nobody_is_faster_than_a_ship() {
    for (mmsi, heard) in &RUN.log.ships {
        for pair in heard.windows(2) {
            let hours = (pair[1].time - pair[0].time).hours();
            let far = distance(pair[0].position, pair[1].position).value();
            // Twenty metres of error in both positions.
            let limit = 18.5 * METRES_PER_NM * hours + 40.0;
            assert!(far <= limit, "{mmsi} {pair:?}");
            assert!(pair[0].knots <= 18.5, "{mmsi} {pair:?}");
        }
    }
}

/// Class A at anchor reports every 3 minutes, and nobody more often than its class allows.
#[test]
fn reports_keep_their_distance() {
    for (mmsi, heard) in &RUN.log.ships {
        let least = if heard[0].is_class_b { 30 } else { 10 };
        for pair in heard.windows(2) {
            let pause = pair[1].time - pair[0].time;
            assert!(pause >= Span::from_seconds(least), "{mmsi} {pair:?}");
        }
    }
}

#[test]
fn the_tankers_lie_side_by_side_across_midnight() {
    let run = &*RUN;
    let event = run.only(EventKind::Encounter);
    let (a, b, until) = (event.mmsis[0], event.mmsis[1], event.end.unwrap());
    assert_ne!(event.start.day(), until.day());
    assert!(until - event.start >= Span::from_hours(3));
    let chart = SeaChart::standard();
    for time in every(Span::from_minutes(5), event.start, until - Span::from_minutes(5)) {
        let apart = run.apart(a, b, time);
        assert!(apart < Metres(150.0), "{time} {apart}");
        let here = run.place(a, time);
        assert!(chart.distance_to_shore(here).unwrap() > Metres(20.0 * METRES_PER_NM));
        assert!(chart.nearest_anchorage(here, Metres(20.0 * METRES_PER_NM)).is_none());
    }
    for ship in [a, b] {
        let slow = run.during(ship, event.start, until - Span::from_minutes(2));
        assert!(slow.map(|heard| heard.knots).all(|knots| knots < 1.0));
        // Not so long that each of them loiters by itself.
        let from = until - Span::from_hours(4);
        assert!(run.during(ship, from, from + Span::from_minutes(10)).any(|h| h.knots > 2.0));
    }
}

#[test]
fn the_dark_ship_is_silent_where_others_are_heard() {
    let run = &*RUN;
    let event = run.only(EventKind::Gap);
    let (mmsi, until) = (event.mmsis[0], event.end.unwrap());
    assert_eq!(run.during(mmsi, event.start, until).count(), 0);
    let last = run.ship(mmsi).iter().rfind(|heard| heard.time < event.start).unwrap();
    let next = run.ship(mmsi).iter().find(|heard| heard.time > until).unwrap();
    assert!(event.start - last.time < Span::from_minutes(10), "{last:?}");
    assert!(next.time - until < Span::from_minutes(30), "{next:?}");
    assert!(distance(last.position, next.position) > Metres(30.0 * METRES_PER_NM));
    let others = run.log.ships.iter().filter(|(other, heard)| {
        let near = heard.iter().filter(|heard| {
            (event.start..until).contains(&heard.time)
                && distance(heard.position, last.position) < Metres(80_000.0)
        });
        **other != mmsi && near.count() > 10
    });
    assert!(others.count() >= 5);
}

/// Besides the two ships that mean to, nobody is silent for as long as a gap.
#[test]
fn nobody_else_is_silent_for_long() {
    let run = &*RUN;
    let silent: Vec<Mmsi> = run.truth.of(EventKind::Gap).flat_map(|e| e.mmsis.clone()).collect();
    let joined: Vec<Mmsi> = run.truth.of(EventKind::IdentityChange).map(|e| e.mmsis[1]).collect();
    for (&mmsi, heard) in run.log.ships.iter().filter(|(mmsi, _)| !silent.contains(mmsi)) {
        let begin = if joined.contains(&mmsi) { heard[0].time } else { start() };
        let times = std::iter::once(begin).chain(heard.iter().map(|h| h.time));
        let times: Vec<Time> = times.chain([drill().end()]).collect();
        let longest = times.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
        assert!(longest < Span::from_minutes(350), "{mmsi} {longest}");
    }
}

#[test]
fn the_identity_changes_at_one_place() {
    let run = &*RUN;
    let event = run.only(EventKind::IdentityChange);
    let (old, new) = (event.mmsis[0], event.mmsis[1]);
    let (last, first) = (*run.ship(old).last().unwrap(), run.ship(new)[0]);
    assert!(event.start - last.time < Span::from_minutes(10), "{last:?}");
    assert!(first.time - event.end.unwrap() < Span::from_minutes(10), "{first:?}");
    let sailed = distance(last.position, first.position);
    assert!(sailed < Metres(4_000.0), "{sailed}");
    assert_ne!(run.log.names[&old], run.log.names[&new]);
}

#[test]
fn the_coaster_calls_at_jeju() {
    let run = &*RUN;
    let event = run.only(EventKind::PortVisit);
    let (mmsi, until) = (event.mmsis[0], event.end.unwrap());
    assert!(until - event.start >= Span::from_hours(6));
    let chart = SeaChart::standard();
    let stay: Vec<_> = run.during(mmsi, event.start, until - Span::from_minutes(3)).collect();
    assert!(stay.len() > 60);
    for heard in stay {
        assert!(heard.knots <= 0.2, "{heard:?}");
        let (port, _) = chart.nearest_anchorage(heard.position, Metres(3_000.0)).unwrap();
        assert_eq!(port.name, "JEJU");
    }
    for time in [event.start - Span::from_hours(3), until + Span::from_hours(3)] {
        assert!(chart.nearest_anchorage(run.place(mmsi, time), Metres(4_000.0)).is_none());
    }
}

#[test]
fn the_loiterer_drifts_far_from_shore() {
    let run = &*RUN;
    let event = run.only(EventKind::Loitering);
    let (mmsi, until) = (event.mmsis[0], event.end.unwrap());
    assert!(until - event.start >= Span::from_hours(6));
    for heard in run.during(mmsi, event.start, until - Span::from_minutes(2)) {
        assert!(heard.knots < 1.5, "{heard:?}");
        let shore = Land::standard().distance_to_shore(heard.position).unwrap();
        assert!(shore > Metres(20.0 * METRES_PER_NM), "{shore}");
    }
}

/// The look-alikes fail the published thresholds: too near a port, too near a shore, too fast.
#[test]
fn look_alikes_are_innocent() {
    let run = &*RUN;
    let chart = SeaChart::standard();
    let events: Vec<_> = run.truth.of(EventKind::LookAlike).collect();
    let beside = events.iter().find(|e| e.what.contains("pilot")).unwrap();
    assert!(run.apart(beside.mmsis[0], beside.mmsis[1], beside.start) < Metres(300.0));
    assert!(chart.nearest_anchorage(beside.position, Metres(10_000.0)).is_some());
    let waiting = events.iter().find(|e| e.what.contains("weather")).unwrap();
    let shore = chart.distance_to_shore(run.place(waiting.mmsis[0], waiting.start)).unwrap();
    assert!(shore < Metres(20.0 * METRES_PER_NM));
    let pair = events.iter().find(|e| e.what.contains("trawlers")).unwrap();
    assert!(run.ship(pair.mmsis[0]).iter().filter(|heard| heard.knots < 2.0).count() < 10);
    let apart = run.apart(pair.mmsis[0], pair.mmsis[1], start() + Span::from_hours(8));
    assert!(apart < Metres(600.0), "{apart}");
}

#[test]
fn truth_ends_with_the_drill() {
    let truth = drill().lasting(Span::from_hours(12)).truth();
    assert!(truth.events.iter().all(|event| event.start < start() + Span::from_hours(12)));
    assert_eq!(truth.of(EventKind::Gap).next().unwrap().end, None);
    assert_eq!(truth.of(EventKind::IdentityChange).count(), 0);
}

/// With no thinning, a merchant under way reports every 10 seconds, or faster.
#[test]
fn all_that_ships_send_is_much_more() {
    let count = |drill: Drill| drill.lasting(Span::from_minutes(30)).lines().count();
    let (thin, all) = (count(drill()), count(drill().every(Span::ZERO)));
    assert!(all > 2 * thin, "{all} {thin}");
}
