//! The world: the same bytes on any number of threads, intervals as the standard has them, the law kept.

#![expect(clippy::unwrap_used, reason = "a test may panic; clippy sees only its test functions")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Read;

use cordon_ais::message::{Body, decode};
use cordon_ais::{Bytes, Decoder, Frame, Sink};
use cordon_core::Reason;
use cordon_drill::log::{Event, Record};
use cordon_drill::run::{files, read_log, run};
use cordon_drill::scenario::{Scenario, bundled, from_text};
use cordon_drill::sealed::{TruthRecord, read_truth};
use cordon_drill::world::{Command, Step, Task, World};
use cordon_drill::{Drill, scenario};

fn jeju(hours: f64) -> Scenario {
    Scenario { duration_h: hours, ..bundled("jeju-2023").unwrap().unwrap() }
}

fn files_of(scenario: &Scenario, seed: u64, threads: usize) -> BTreeMap<&'static str, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let ran =
        pool.install(|| run(&mut World::new(scenario, seed), folder.path(), &mut |_, _| Ok(())));
    assert!(ran.unwrap().messages > 0);
    [files::LOG, files::TRUTH, files::MESSAGES, files::PLOTS, files::FLIGHTS]
        .map(|name| (name, std::fs::read(folder.path().join(name)).unwrap()))
        .into()
}

#[test]
fn the_seed_makes_the_bytes_on_any_number_of_threads() {
    let scenario = jeju(3.0);
    let one = files_of(&scenario, 7, 1);
    assert!(one == files_of(&scenario, 7, 2), "two threads");
    assert!(one == files_of(&scenario, 7, 1), "once more");
    let other = files_of(&scenario, 8, 1);
    assert_ne!(one[files::MESSAGES], other[files::MESSAGES]);
    assert_ne!(one[files::LOG], other[files::LOG]);
}

/// Its messages do not depend on who else takes part, unless they have to keep clear of one another.
#[test]
fn one_craft_more_changes_nobody_else() {
    let scenario = jeju(1.0);
    let mut more = scenario.clone();
    let extra = scenario::shape::Craft {
        id: "extra".to_owned(),
        lat_deg: 20.0,
        lon_deg: 150.0,
        leg: Vec::new(),
        ..scenario.craft[0].clone()
    };
    more.craft.insert(0, extra);
    let lines = |scenario: &Scenario| {
        let mut lines = Vec::new();
        let (mut world, mut step) = (World::new(scenario, 5), Step::default());
        while world.advance(&mut step) {
            for (_, range) in &step.messages {
                let text = String::from_utf8_lossy(&step.bytes[range.clone()]).into_owned();
                // The number of a message that was split is drawn from the sender's place in the list.
                if !text.contains("\\g:") {
                    lines.push(text);
                }
            }
        }
        lines.sort_unstable();
        lines
    };
    assert_eq!(lines(&scenario), lines(&more));
}

#[derive(Default)]
struct Log {
    times: BTreeMap<(u32, u8), Vec<f64>>,
    unmarked: usize,
    rejected: usize,
}

impl Sink for Log {
    fn message(&mut self, frame: &Frame<'_>) {
        let message = decode(frame.bits).unwrap();
        self.unmarked += usize::from(frame.exercise != Some(b"RATES"));
        let class = match message.body {
            Body::Position(_) => 1,
            Body::ClassBPosition(_) => 18,
            Body::Voyage(_) => 5,
            Body::LongRange(_) => 27,
            _ => return,
        };
        let time = frame.time.unwrap().as_micros() as f64 / 1e6;
        self.times.entry((message.mmsi, class)).or_default().push(time);
    }

    fn rejected(&mut self, _: Bytes, _: u64, _: Reason) {
        self.rejected += 1;
    }
}

/// One ship a line: id, class of ship, class of transponder, speed, more.
fn fleet(ships: &[(&str, &str, &str, f64, &str)]) -> Scenario {
    let mut text = String::from(
        "schema = 'cordon.drill/1'\nname = 'rates'\nstart = '2031-01-01T22:30:00Z'\nduration_h = 3\n[[side]]\nid = 's'\n\
         [[sensor]]\nkind = 'ais_satellite'\nid = 'all'\nside = 's'\nchance_a = 1\nchance_b = 1\nchance_27 = 1\n\
         pass = { table = [{ from_h = 0, until_h = 9 }] }\n",
    );
    for (index, (id, class, ais, knots, more)) in ships.iter().enumerate() {
        let lat = 10.0 + index as f64;
        let _ = write!(
            text,
            "[[craft]]\nid = '{id}'\nclass = '{class}'\nlat_deg = {lat}\nlon_deg = 150\nspeed_kn = {knots}\nais.class = '{ais}'\n\
             ais.mmsi = {}\n{more}\n",
            799_000_001 + index
        );
        if more.is_empty() {
            let _ = writeln!(text, "leg = [{{ lat_deg = {lat}, lon_deg = 155 }}]");
        }
    }
    from_text("rates", &text, &|_| Err(String::new())).unwrap()
}

/// ITU-R M.1371-6, annex 1, tables 1 and 2: messages of three hours over midnight, to 1 %.
#[test]
fn reporting_rates_are_the_standards() {
    let anchored = |lat: f64| {
        format!("leg = [{{ lat_deg = {lat}, lon_deg = 150, until_h = 9, manner = 'anchored' }}]")
    };
    let (at_anchor, small_at_anchor) = (anchored(18.0), anchored(19.0));
    let scenario = fleet(&[
        ("a12", "general_cargo", "a", 12.0, ""),
        ("a18", "container", "a", 18.0, ""),
        ("a28", "destroyer", "a", 28.0, ""),
        ("so8", "fishing", "b_so", 8.0, ""),
        ("so18", "container", "b_so", 18.0, ""),
        ("so28", "destroyer", "b_so", 28.0, ""),
        ("cs8", "fishing", "b_cs", 8.0, ""),
        ("cs28", "destroyer", "b_cs", 28.0, ""),
        ("a0", "tanker", "a", 0.0, &at_anchor),
        ("cs0", "fishing", "b_cs", 0.0, &small_at_anchor),
    ]);
    let log = listen(&scenario);
    let expected = [10.0, 6.0, 2.0, 30.0, 15.0, 5.0, 30.0, 30.0, 180.0, 180.0];
    for (index, interval) in expected.into_iter().enumerate() {
        let kind = if scenario.craft[index].id.starts_with('a') { 1 } else { 18 };
        let count = log.times[&(799_000_001 + index as u32, kind)].len() as f64;
        let wanted = 3.0 * 3_600.0 / interval;
        assert!(
            (count - wanted).abs() <= (0.01 * wanted).max(1.0),
            "{} {count} {wanted}",
            scenario.craft[index].id
        );
    }
    let of = |kind| log.times[&(799_000_001, kind)].len();
    assert_eq!((of(5), of(27)), (30, 60), "static every 6 min, message 27 every 3 min");
    assert_eq!((log.rejected, log.unmarked), (0, 0));
}

fn listen(scenario: &Scenario) -> Log {
    let (mut decoder, mut log, mut offset) = (Decoder::new(), Log::default(), 0);
    for (_, line) in Drill::of(scenario.clone(), 1, scenario.start).lines() {
        decoder.line(&line, offset, &mut log);
        offset += line.len() as u64 + 2;
    }
    decoder.finish(&mut log);
    log
}

fn records(scenario: &Scenario, seed: u64, orders: &mut dyn FnMut(&mut World)) -> Vec<Record> {
    let (mut world, mut step) = (World::new(scenario, seed), Step::default());
    let mut records = Vec::new();
    while world.advance(&mut step) {
        records.append(&mut step.records);
        orders(&mut world);
    }
    records
}

/// The tactics of the bundled scenario never break the law, and see through four deceptions of six.
#[test]
fn the_bundled_drill_is_lawful_and_finds_smugglers() {
    let records = records(&jeju(30.0), 1, &mut |_| {});
    assert!(records.iter().enumerate().all(|(index, record)| record.seq == index as u64));
    assert!(records.windows(2).all(|pair| pair[0].t <= pair[1].t));
    assert!(!records.iter().any(|it| matches!(it.event, Event::Violation { .. })));
    let why: BTreeMap<&str, &str> = records
        .iter()
        .filter_map(|it| match &it.event {
            Event::Suspect { craft, why, .. } => Some((craft.as_str(), why.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(why["amber-heron"], "dark");
    assert_eq!(why["blue-dunlin"], "position_mismatch");
    assert_eq!(why["coral-knot"], "position_mismatch");
    assert_eq!(why["rusty-tern"], "identity_change");
    assert!(!why.contains_key("ivory-avocet"), "the innocent is left alone");
}

/// The planner breaks no law either, sends nobody twice, and meets the dark ship.
#[test]
fn the_planner_is_lawful_and_sends_one_to_each() {
    let mut scenario = jeju(14.0);
    scenario.side.iter_mut().for_each(|side| side.tactics = scenario::shape::Tactics::Planner);
    let records = records(&scenario, 1, &mut |_| {});
    let mut at: BTreeMap<&str, &str> = BTreeMap::new();
    let mut met = Vec::new();
    for record in &records {
        match &record.event {
            Event::Violation { .. } => panic!("{record:?}"),
            Event::Order { unit, craft: Some(craft), .. } => {
                at.insert(unit, craft);
                let same = at.values().filter(|it| *it == craft).count();
                assert_eq!(same, 1, "{record:?}");
            }
            Event::Order { unit, .. } | Event::Released { unit, .. } => {
                at.remove(unit.as_str());
            }
            Event::OnScene { craft, .. } => met.push(craft.as_str()),
            _ => {}
        }
    }
    assert!(met.contains(&"amber-heron"), "{met:?}");
}

/// A boarding that is ordered without consent is not done: it is a violation, with its rule.
#[test]
fn boarding_without_consent_is_a_violation() {
    let mut scenario = jeju(4.0);
    scenario.side.iter_mut().for_each(|side| side.tactics = scenario::shape::Tactics::None);
    let mut is_ordered = false;
    let records = records(&scenario, 1, &mut |world| {
        let picture = world.picture("kr").unwrap();
        let target =
            picture.contacts().find(|(craft, _)| world.members()[*craft].id == "silver-plover");
        let Some(contact) = target.map(|(_, contact)| contact.number).filter(|_| !is_ordered)
        else {
            return;
        };
        is_ordered = true;
        let (side, unit) = ("kr".to_owned(), "yulgok".to_owned());
        world.order(Command { side, unit, task: Task::Board(contact) });
    });
    assert!(is_ordered);
    let rules: Vec<&str> = records
        .iter()
        .filter_map(|it| match &it.event {
            Event::Violation { rule, .. } => Some(rule.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(rules.len(), 1);
    assert!(rules[0].contains("UNSCR 2375 (2017) par. 7"), "{}", rules[0]);
    assert!(!records.iter().any(|it| matches!(it.event, Event::Boarded { .. })));
}

/// The files of a run are read back; the truth is no format of observations.
#[test]
fn a_run_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(&mut World::new(&jeju(2.0), 3), folder.path(), &mut |_, _| Ok(())).unwrap();
    let records: Vec<Record> =
        read_log(&folder.path().join(files::LOG)).unwrap().map(Result::unwrap).collect();
    assert_eq!(records.len() as u64, ran.records);
    assert!(
        matches!(records.last().unwrap().event, Event::End { heard, .. } if heard == ran.messages)
    );
    let truth: Vec<TruthRecord> =
        read_truth(&folder.path().join(files::TRUTH)).unwrap().map(Result::unwrap).collect();
    let states = truth.iter().filter(|it| matches!(it, TruthRecord::State { .. })).count();
    let crafts = truth.iter().filter(|it| matches!(it, TruthRecord::Craft { .. })).count();
    assert_eq!(crafts, ran.craft);
    assert!(states > 60 * 120 && states <= crafts * 120, "{states}");
    let mut first = vec![0; 24];
    std::fs::File::open(folder.path().join(files::TRUTH)).unwrap().read_exact(&mut first).unwrap();
    assert!(first.starts_with(b"CORDON-DRILL-TRUTH 1"));
    assert!(read_truth(&folder.path().join(files::LOG)).is_err());
}

/// All 22 problems of Imazu (1987): nobody comes nearer to anybody than 400 m, and everybody gets past.
#[test]
fn imazu_encounters_pass_clear() {
    let scenario = bundled("imazu").unwrap().unwrap();
    let (mut world, mut step) = (World::new(&scenario, 1), Step::default());
    let mut nearest: BTreeMap<String, f64> = BTreeMap::new();
    while world.advance(&mut step) {
        let states: Vec<_> = world.states().collect();
        for (index, a) in states.iter().enumerate() {
            let case = world.members()[a.craft].id[..7].to_owned();
            for b in states[index + 1..]
                .iter()
                .filter(|b| world.members()[b.craft].id.starts_with(&case))
            {
                let (from, to) = ((a.lat, a.lon), (b.lat, b.lon));
                let (east, north) = cordon_core::geodesy::offset_degrees(from, to);
                let least = nearest.entry(case.clone()).or_insert(f64::MAX);
                *least = least.min(east.hypot(north));
            }
        }
        let is_close = |record: &Record| matches!(record.event, Event::CloseQuarters { .. });
        assert!(!step.records.iter().any(is_close));
    }
    println!("{nearest:.0?}");
    assert_eq!(nearest.len(), 22);
    assert!(nearest.values().all(|metres| *metres > 400.0), "{nearest:.0?}");
}
