//! Who goes where: the worth is greatest, reasons hold, and plans do not churn.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use std::slice::from_ref;

use cordon_core::{Degrees, Knots, NauticalMiles, Position, Span};
use cordon_plan::assign::{Act, Asset, Limits, Suspect, Weights, assign, compare};
use cordon_plan::{Course, Mover, PlanError};

fn at(lat: f64, lon: f64) -> Position {
    Position::from_degrees(lat, lon).unwrap()
}

fn asset(id: &str, lat: f64, lon: f64, kn: f64) -> Asset {
    Asset {
        id: id.to_owned(),
        position: at(lat, lon),
        speed: Knots(kn),
        turning: None,
        endurance: Span::from_hours(48),
        on_scene: Span::from_hours(1),
        air: false,
        home: None,
        leash: None,
        can: vec![Act::Query, Act::Shadow, Act::Divert, Act::Board],
        tasked: None,
    }
}

fn suspect(id: &str, lat: f64, lon: f64, risk: f64) -> Suspect {
    let mover = Mover {
        position: at(lat, lon),
        speed: Knots(8.0),
        course: Course::Geodesic(Degrees(180.0)),
    };
    let lawful = vec![Act::Query, Act::Shadow];
    Suspect { id: id.to_owned(), mover, risk, lawful, standing: None, deadline: None }
}

#[test]
fn each_goes_to_the_nearer_one_and_says_why() {
    let assets = [asset("west", 31.0, 125.0, 20.0), asset("east", 31.0, 129.0, 20.0)];
    let suspects = [suspect("e", 31.5, 128.5, 0.8), suspect("w", 31.5, 125.5, 0.8)];
    let plan = assign(&assets, &suspects, Weights::default(), Limits::default()).unwrap();
    let pairs: Vec<_> = plan.tasks.iter().map(|t| (t.asset.as_str(), t.suspect.as_str())).collect();
    assert_eq!(pairs, [("west", "w"), ("east", "e")]);
    for task in &plan.tasks {
        assert_eq!(task.pair.act, Some(Act::Shadow));
        assert!(task.runner_up.as_ref().unwrap().less > 0.0 && task.regret > 0.0);
        assert!(task.why.contains("would be worth"), "{}", task.why);
    }
    let sum: f64 = plan.tasks.iter().map(|task| task.pair.worth).sum();
    assert!((plan.worth - sum).abs() < 1e-12);
}

#[test]
fn risk_and_law_outweigh_the_way() {
    let assets = [asset("one", 31.0, 127.0, 20.0)];
    let near = suspect("near", 31.2, 127.0, 0.1);
    let mut far = suspect("far", 31.8, 127.0, 0.9);
    let plan = |far: &Suspect| {
        assign(&assets, &[near.clone(), far.clone()], Weights::default(), Limits::default())
            .unwrap()
    };
    assert_eq!(plan(&far).tasks[0].suspect, "far");
    far.lawful = vec![];
    assert_eq!(plan(&far).tasks[0].suspect, "near");
    assert_eq!(plan(&far).unmet, ["far"]);
}

#[test]
fn a_helicopter_must_get_back_to_its_moving_ship() {
    let ship = |course: f64| Mover {
        position: at(31.0, 127.0),
        speed: Knots(20.0),
        course: Course::Geodesic(Degrees(course)),
    };
    let helicopter = |course| Asset {
        air: true,
        home: Some(ship(course)),
        endurance: Span::from_hours_f64(2.2),
        on_scene: Span::from_minutes(20),
        ..asset("helicopter", 31.0, 127.0, 140.0)
    };
    // 120 nm to the north: out 0.81 h, 20 min there; back to a ship that follows, not one that flees.
    let target = [suspect("north", 33.0, 127.0, 1.0)];
    let follows =
        assign(&[helicopter(0.0)], &target, Weights::default(), Limits::default()).unwrap();
    assert_eq!(follows.tasks.len(), 1);
    assert!(follows.tasks[0].pair.spare.unwrap() > Span::ZERO);
    let flees =
        assign(&[helicopter(180.0)], &target, Weights::default(), Limits::default()).unwrap();
    assert!(flees.tasks.is_empty() && flees.idle == ["helicopter"]);
    let leashed = Asset { leash: Some(NauticalMiles(50.0)), ..helicopter(0.0) };
    assert!(
        assign(&[leashed], &target, Weights::default(), Limits::default())
            .unwrap()
            .tasks
            .is_empty()
    );
}

#[test]
fn a_plan_does_not_churn() {
    let suspects = [suspect("a", 31.5, 127.0, 0.50), suspect("b", 31.5, 127.3, 0.52)];
    let free = [asset("one", 31.0, 127.1, 20.0)];
    let tasked = [Asset { tasked: Some("a".to_owned()), ..free[0].clone() }];
    let switching = Weights { switching: 0.05, ..Weights::default() };
    let first = assign(&free, &suspects, switching, Limits::default()).unwrap();
    assert_eq!(first.tasks[0].suspect, "b");
    let kept = assign(&tasked, &suspects, switching, Limits::default()).unwrap();
    assert!(kept.tasks[0].suspect == "a" && kept.tasks[0].kept);
    let loose = Weights { switching: 0.0, ..switching };
    assert_eq!(assign(&tasked, &suspects, loose, Limits::default()).unwrap().tasks[0].suspect, "b");
    let branch = compare(&first, &kept);
    assert_eq!(branch.changes.len(), 2);
}

#[test]
fn land_is_in_the_way_of_ships_only() {
    let around = Limits { land: Some(cordon_chart::Land::standard()), chart: None };
    let south = asset("ship", 33.0, 126.55, 20.0);
    let mut north = suspect("north", 33.8, 126.55, 0.9);
    north.mover.speed = Knots(0.0);
    let ship = assign(from_ref(&south), from_ref(&north), Weights::default(), around).unwrap();
    let air = Asset { air: true, ..south };
    let air = assign(&[air], &[north], Weights::default(), around).unwrap();
    let hours = |plan: &cordon_plan::assign::Assignment| {
        plan.tasks[0].pair.meeting.as_ref().unwrap().time.hours()
    };
    assert!(hours(&ship) > 1.2 * hours(&air));
}

#[test]
fn nothing_to_assign_is_an_error() {
    let none =
        assign(&[], &[suspect("a", 31.0, 127.0, 0.5)], Weights::default(), Limits::default());
    assert!(matches!(none, Err(PlanError::Empty { .. })));
    let risk = assign(
        &[asset("a", 31.0, 127.0, 9.0)],
        &[suspect("b", 31.0, 127.0, 2.0)],
        Weights::default(),
        Limits::default(),
    );
    assert!(matches!(risk, Err(PlanError::Range { .. })));
}
