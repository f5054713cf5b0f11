//! A drill that people drive: the same run when nobody does, and to each role only what is its own.

#![expect(clippy::unwrap_used, reason = "a test may panic; clippy sees only its test functions")]

use cordon_core::Span;
use cordon_drill::drive::{Drive, DriveError, Order, Role};
use cordon_drill::log::Event;
use cordon_drill::run::{files, read_log, run};
use cordon_drill::scenario::shape::Tactics;
use cordon_drill::scenario::{Scenario, bundled};
use cordon_drill::score::score;
use cordon_drill::world::World;

fn jeju(hours: f64, tactics: Tactics) -> Scenario {
    let mut scenario = Scenario { duration_h: hours, ..bundled("jeju-2023").unwrap().unwrap() };
    scenario.side.iter_mut().for_each(|side| side.tactics = tactics);
    scenario
}

fn side() -> Role {
    Role::Side("kr".to_owned())
}

fn order(task: &str, contact: Option<u32>) -> Order {
    let (side, unit, task) = ("kr".to_owned(), "yulgok".to_owned(), task.to_owned());
    Order { side, unit, task, contact, lat: None, lon: None }
}

#[test]
fn pauses_change_nothing() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let scenario = jeju(1.5, Tactics::Nearest);
    let ran = run(&mut World::new(&scenario, 4), one.path(), &mut |_, _| Ok(())).unwrap();
    let mut drive = Drive::new(World::new(&scenario, 4), two.path()).unwrap();
    for minutes in [0, 7, 7, 31, 200] {
        let until = drive.world().start() + Span::from_minutes(minutes);
        drive.play(until, &mut |_| ()).unwrap();
    }
    assert_eq!(drive.ran(), Some(&ran));
    for name in [files::LOG, files::TRUTH, files::MESSAGES, files::PLOTS] {
        let of = |folder: &tempfile::TempDir| std::fs::read(folder.path().join(name)).unwrap();
        assert!(of(&one) == of(&two), "{name}");
    }
    assert!(matches!(drive.order(order("resume", None)), Err(DriveError::Over)));
}

#[test]
fn a_side_sees_what_it_was_given() {
    let folder = tempfile::tempdir().unwrap();
    let mut drive = Drive::new(World::new(&jeju(8.0, Tactics::None), 4), folder.path()).unwrap();
    let until = drive.world().start() + Span::from_hours(1);
    drive.play(until, &mut |_| ()).unwrap();
    let own = drive.view(&side(), 0);
    assert!(own.simulated && own.truth.is_none() && own.injects.is_none());
    assert!(own.assets.iter().all(|it| it.side == "kr") && !own.assets.is_empty());
    assert!(own.contacts.iter().all(|it| it.side == "kr") && !own.contacts.is_empty());
    let told = serde_json::to_string(&own.log).unwrap();
    assert!(told.contains("contact") && !told.contains("\"craft\":\""), "{told}");
    let all = drive.view(&Role::Controller, 0);
    assert!(all.truth.unwrap().len() > 50 && all.injects.unwrap().len() == 5);
    assert!(all.contacts.len() > own.contacts.len() && all.log.len() > own.log.len());
}

#[test]
fn people_give_orders_and_the_controller_brings_things_in() {
    let folder = tempfile::tempdir().unwrap();
    let mut drive = Drive::new(World::new(&jeju(8.0, Tactics::None), 4), folder.path()).unwrap();
    let start = drive.world().start();
    drive.play(start + Span::from_minutes(30), &mut |_| ()).unwrap();
    let contact = drive.view(&side(), 0).contacts[0].contact;
    drive.order(order("intercept", Some(contact))).unwrap();
    drive.say(&side(), "  Yulgok closes  ").unwrap();
    drive.release("launch").unwrap();
    for bad in [order("sink", None), order("board", None), order("go", None)] {
        assert!(matches!(drive.order(bad), Err(DriveError::BadOrder(_))));
    }
    let nobody = Order { side: "zz".to_owned(), ..order("resume", None) };
    assert!(matches!(drive.order(nobody), Err(DriveError::NoSide(_))));
    assert!(matches!(drive.release("nothing"), Err(DriveError::NoInject(_))));
    assert!(drive.say(&Role::Controller, "a\nb").is_err());
    drive.play(start + Span::from_minutes(31), &mut |_| ()).unwrap();
    let unit = drive.view(&side(), 0).assets.into_iter().find(|it| it.unit == "yulgok").unwrap();
    assert_eq!((unit.doing.as_str(), unit.contact), ("intercept", Some(contact)));
    assert!(drive.view(&Role::Controller, 0).injects.unwrap().iter().any(|it| it.came));
    assert!(matches!(drive.release("launch"), Err(DriveError::NoInject(_))));
    drive.stop().unwrap();
    assert!(drive.view(&side(), 0).over && matches!(drive.stop(), Err(DriveError::Over)));
    let log: Vec<_> =
        read_log(&folder.path().join(files::LOG)).unwrap().map(Result::unwrap).collect();
    let has = |is: &dyn Fn(&Event) -> bool| log.iter().any(|record| is(&record.event));
    assert!(has(&|it| matches!(it, Event::Order { by, .. } if by == "people")));
    assert!(has(&|it| matches!(it, Event::Said { text, .. } if text == "Yulgok closes")));
    assert!(matches!(log.last().unwrap().event, Event::End { .. }));
    assert!(!score(folder.path(), None).unwrap().rows.is_empty());
}

/// A helicopter is ordered like a ship while it is up, and boards nobody.
#[test]
fn helicopters_are_ordered() {
    let folder = tempfile::tempdir().unwrap();
    let mut drive = Drive::new(World::new(&jeju(5.5, Tactics::None), 4), folder.path()).unwrap();
    let start = drive.world().start();
    let go = |lat| Order {
        side: "us".to_owned(),
        unit: "saber-1".to_owned(),
        lat: Some(lat),
        lon: Some(126.9),
        ..order("go", None)
    };
    drive.order(go(32.4)).unwrap();
    drive.play(start + Span::from_hours(2) + Span::from_minutes(1), &mut |_| ()).unwrap();
    drive.order(go(32.4)).unwrap();
    drive.play(start + Span::from_hours(3), &mut |_| ()).unwrap();
    let us = Role::Side("us".to_owned());
    let view = drive.view(&us, 0);
    let saber = view.assets.iter().find(|it| it.unit == "saber-1").unwrap();
    assert!((saber.lat - 32.4).abs() < 0.05, "{saber:?}");
    let told = serde_json::to_string(&view.log).unwrap();
    assert!(told.contains("not on station"), "before it was up: {told}");
    drive.play(start + Span::from_minutes(310), &mut |_| ()).unwrap();
    assert!(drive.view(&us, 0).assets.iter().all(|it| it.unit != "saber-1"), "it has landed");
}
