//! What tactics by the planner do that "the nearest asset goes" does not, on a sea with two cutters and two tankers.

use cordon_core::{Span, Time};
use cordon_drill::log::{Event, Record};
use cordon_drill::scenario::shape::Tactics;
use cordon_drill::scenario::{Scenario, from_text};
use cordon_drill::world::{Step, World};

const TWO_TANKERS: &str = r#"
schema = "cordon.drill/1"
name = "two-tankers"
title = "Two tankers side by side"
start = "2026-03-01T00:00:00Z"
duration_h = 12
seed = 1

[[side]]
id = "kr"
nations = ["KR"]
tactics = "planner"

[[craft]]
id = "cutter"
name = "Cutter"
side = "kr"
nation = "KR"
class = "destroyer"
role = "enforcer"
can_board = true
lat_deg = 32.45
lon_deg = 127.00
speed_kn = 12
repeat = true
ais.class = "off"
leg = [{ lat_deg = 32.50, lon_deg = 127.00 }, { lat_deg = 32.45, lon_deg = 127.00 }]

[[craft]]
id = "other"
name = "Other"
side = "kr"
nation = "KR"
class = "destroyer"
role = "enforcer"
can_board = true
lat_deg = 32.45
lon_deg = 127.20
speed_kn = 12
repeat = true
ais.class = "off"
leg = [{ lat_deg = 32.50, lon_deg = 127.20 }, { lat_deg = 32.45, lon_deg = 127.20 }]

[[craft]]
id = "giver"
name = "Giver"
nation = "ZZ"
class = "coastal_tanker"
role = "subject"
contraband = true
lat_deg = 32.15
lon_deg = 127.00
speed_kn = 10
leg = [{ lat_deg = 32.20, lon_deg = 127.00, arrive_h = 0.4, until_h = 10 }, { lat_deg = 31.0, lon_deg = 127.0 }]

[[craft]]
id = "taker"
name = "Taker"
nation = "XX"
class = "tanker"
role = "subject"
contraband = true
lat_deg = 32.20
lon_deg = 127.10
speed_kn = 10
leg = [{ lat_deg = 32.20, lon_deg = 127.01 }, { lat_deg = 31.0, lon_deg = 127.5 }]
deception = [{ kind = "meet", with = "giver", from_h = 0.6, until_h = 9 }]

[[sensor]]
kind = "radar"
id = "radar"
side = "kr"
mount = { on = "cutter" }
range_nm = 40

[[sensor]]
kind = "ais_terrestrial"
id = "ears"
side = "kr"
mount = { on = "cutter" }
height_m = 35

[rules]
answer_min = 10
boarding_min = 60
consent_wait_min = 240

[[rules.zone]]
id = "jeju-territorial"
kind = "territorial_sea"
nation = "KR"
corners_lat_lon_deg = [[32.91, 126.10], [32.91, 126.45], [33.05, 126.85], [33.20, 127.15], [33.50, 127.22], [33.78, 126.95], [33.80, 126.30], [33.55, 125.95], [33.15, 125.90]]

[[rules.permission]]
side = "kr"
waters = "high_seas"

[[rules.flag]]
nation = "ZZ"
consent = 1.0
refuse = 0.0
delay_min = [30, 30]

[[inject]]
id = "tip"
at_h = 1.5
what = { kind = "report", side = "kr", craft = "giver", text = "EXERCISE: it is to hand over oil" }
"#;

fn played(tactics: Tactics) -> Vec<Record> {
    let mut scenario: Scenario =
        from_text("two-tankers.toml", TWO_TANKERS, &|_| Err("nothing is included".to_owned()))
            .unwrap_or_else(|problems| unreachable!("{problems}"));
    scenario.side[0].tactics = tactics;
    let (mut world, mut step, mut records) =
        (World::new(&scenario, 1), Step::default(), Vec::new());
    while world.advance(&mut step) {
        records.append(&mut step.records);
    }
    records
}

fn first(records: &[Record], is: impl Fn(&Event) -> bool) -> Option<Time> {
    records.iter().find(|record| is(&record.event)).map(|record| record.t)
}

fn asked(event: &Event) -> bool {
    matches!(event, Event::ConsentAsked { craft, .. } if craft == "giver")
}

fn met(event: &Event) -> bool {
    matches!(event, Event::OnScene { craft, .. } if craft == "giver")
}

#[test]
fn the_flag_is_asked_on_the_way() {
    let records = played(Tactics::Planner);
    let ordered =
        first(&records, |it| matches!(it, Event::Order { task, .. } if task == "intercept"));
    assert!(ordered.is_some());
    assert_eq!(first(&records, asked), ordered, "with the order");
    assert!(first(&records, met) > ordered);
    let told: Vec<_> = records.iter().filter(|it| asked(&it.event)).collect();
    assert_eq!(told.len(), 1, "once: {told:?}");
    let granted =
        first(&records, |it| matches!(it, Event::Consent { answer, .. } if answer == "granted"));
    assert_eq!(granted, ordered.map(|it| it + Span::from_minutes(30)));
    let nearest = played(Tactics::Nearest);
    assert!(first(&nearest, asked) > first(&nearest, met), "others ask when they are there");
}

#[test]
fn who_lies_beside_a_suspect_is_one() {
    let why = |records: &[Record]| {
        records.iter().find_map(|it| match &it.event {
            Event::Suspect { craft, why, .. } if craft == "taker" => Some(why.clone()),
            _ => None,
        })
    };
    assert_eq!(why(&played(Tactics::Planner)).as_deref(), Some("alongside"));
    assert_eq!(why(&played(Tactics::Nearest)), None);
}

/// 43 nm from where they lay to the limit, at ten knots.
#[test]
fn a_ship_is_handed_over_at_the_limit() {
    let records = played(Tactics::Planner);
    let diverted =
        first(&records, |it| matches!(it, Event::Diverted { craft, .. } if craft == "giver"))
            .unwrap();
    let (at, reason) = records
        .iter()
        .find_map(|it| match &it.event {
            Event::Released { craft, reason, .. } if craft == "giver" => Some((it.t, reason)),
            _ => None,
        })
        .unwrap();
    assert_eq!(reason, "handed over in the territorial sea of KR");
    let hours = (at - diverted).hours();
    assert!((4.0..=5.5).contains(&hours), "nobody dodges an escort: {hours} h");
    assert!(!records.iter().any(|it| matches!(it.event, Event::Violation { .. })));
}
