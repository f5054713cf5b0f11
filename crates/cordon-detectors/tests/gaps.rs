//! Gaps with known answers.

mod common;

use common::{FakeChart, Run, at, fix, is, is_observed, minutes, number, of_kind, time};
use cordon_core::{
    Finding, Fix, Kind, Metres, Mmsi, Position, ReceiverKind, Span, Status, Time, Value,
};
use cordon_detectors::{Reception, ReceptionGrid, ReceptionLevel};

/// 145 km apart, on the equator.
const HERE: (f64, f64) = (0.0, 150.0);

fn silent_for(seconds: i64) -> Vec<Fix> {
    let off = time("2021-01-03T23:50:00Z");
    let mut fixes: Vec<Fix> = (0..20)
        .map(|i| fix(1, off - minutes(30 * (19 - i)), at(HERE.0, HERE.1 - 0.01 * (19 - i) as f64)))
        .collect();
    fixes.push(fix(1, off + Span::from_seconds(seconds), at(HERE.0, HERE.1 + 1.0)));
    fixes
}

fn gaps(run: &Run<'_>, fixes: Vec<Fix>) -> Vec<Finding> {
    run.all(&[fixes]).into_iter().filter(|finding| finding.kind == Kind::Gap).collect()
}

struct Busy(f64);

impl Reception for Busy {
    fn level(&self, _: Position, _: Time, _: Time, _: Mmsi) -> Option<ReceptionLevel> {
        Some(ReceptionLevel { positions_per_day: self.0, ..ReceptionLevel::default() })
    }
}

/// pipe-gaps `core/gap_detector.py`: a gap if `t2 - t1 > threshold`, strictly.
#[test]
fn six_hours_are_no_gap_and_a_second_more_is() {
    let sea = FakeChart::open_sea();
    assert!(gaps(&Run::on(&sea), silent_for(6 * 3_600)).is_empty());
    let found = gaps(&Run::on(&sea), silent_for(6 * 3_600 + 1));
    let [gap] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(gap.status, Status::Final);
    assert_eq!(gap.start, time("2021-01-03T23:50:00Z"));
    assert_eq!(gap.end, Some(time("2021-01-04T05:50:01Z")));
    assert!(is(gap, "distance_m", 111_319.5), "one degree of the equator of WGS84");
    assert!(is(gap, "implied_speed_kn", 10.02));
    assert_eq!(gap.values["alert"], Value::Flag(false));
    assert!(is_observed(gap));
}

#[test]
fn the_alert_tier_begins_at_twelve_hours() {
    let sea = FakeChart::open_sea();
    for (seconds, alert) in [(12 * 3_600 - 1, false), (12 * 3_600, true)] {
        let found = gaps(&Run::on(&sea), silent_for(seconds));
        assert_eq!(found[0].values["alert"], Value::Flag(alert));
    }
}

/// pipe-gaps counts the positions in the 12 h before, the last one included.
#[test]
fn positions_before_are_those_of_twelve_hours() {
    let sea = FakeChart::open_sea();
    let off = time("2021-01-03T00:00:00Z");
    let hours = [13, 12, 9, 6, 0];
    let mut fixes: Vec<Fix> =
        hours.iter().map(|h| fix(1, off - minutes(60 * h), at(0.0, 0.0))).collect();
    fixes[2].receiver_kind = ReceiverKind::Terrestrial;
    fixes.push(fix(1, off + minutes(600), at(0.0, 0.1)));
    let found = gaps(&Run::on(&sea), fixes);
    assert!(is(&found[0], "positions_before", 4.0));
    assert!(is(&found[0], "positions_before_satellite", 3.0));
    assert!(is(&found[0], "positions_before_terrestrial", 1.0));
    assert_eq!(found[0].evidence.len(), 5);
}

/// Global Fishing Watch's published rule for "AIS disabling": at least 12 h, more than 50 nm from
/// shore, more than 10 positions a day in the cell, at least 14 satellite positions before.
#[test]
fn the_published_rule_is_a_named_baseline() {
    let cases = [
        (12, 51.0, 11.0, true),
        (11, 51.0, 11.0, false),
        (12, 49.0, 11.0, false),
        (12, 51.0, 10.0, false),
    ];
    for (hours, shore_nm, per_day, expected) in cases {
        let chart = FakeChart { ports: Vec::new(), shore: Some(Metres(shore_nm * 1_852.0)) };
        let busy = Busy(per_day);
        let run = Run { reception: &busy, ..Run::on(&chart) };
        let found = gaps(&run, silent_for(hours * 3_600));
        assert_eq!(
            found[0].values["baseline_disabling"],
            Value::Flag(expected),
            "{hours} {shore_nm}"
        );
        let reception = if per_day > 10.0 { "good" } else { "poor" };
        assert_eq!(found[0].values["reception"], Value::from(reception));
    }
}

#[test]
fn a_ship_that_is_alone_leaves_no_reception() {
    let sea = FakeChart::open_sea();
    let mut grid = ReceptionGrid::new();
    for fix in silent_for(7 * 3_600) {
        grid.add(&fix);
    }
    let found = gaps(&Run { reception: &grid, ..Run::on(&sea) }, silent_for(7 * 3_600));
    assert!(is(&found[0], "reception_per_day", 0.0));
    assert_eq!(found[0].values["reception"], Value::from("poor"));
}

#[test]
fn an_open_gap_is_told_once_and_closed_under_its_name() {
    let sea = FakeChart::open_sea();
    let mut fixes = silent_for(20 * 3_600);
    let on = fixes.pop().unwrap();
    let open = Run::on(&sea).until(&[fixes.clone()], on.time);
    let [gap] = of_kind(&open, Kind::Gap)[..] else { panic!("{open:#?}") };
    assert_eq!((gap.status, gap.end), (Status::Open, None));
    assert!(is(gap, "silent_for_more_than_h", 12.0));
    fixes.push(on);
    let closed = gaps(&Run::on(&sea), fixes);
    assert_eq!((closed.len(), &closed[0].id), (1, &gap.id));
    assert_eq!(closed[0].status, Status::Final);
}

#[test]
fn laid_up_in_port_is_said() {
    let chart = FakeChart::port("Busan", at(HERE.0, HERE.1 + 0.01));
    let mut fixes = silent_for(8 * 3_600);
    for fix in &mut fixes {
        fix.sog = 0;
    }
    let found = gaps(&Run::on(&chart), fixes);
    assert_eq!(found[0].values["in_port"], Value::Flag(true));
    assert_eq!(found[0].values["anchorage"], Value::from("Busan"));
    assert!((number(&found[0], "anchorage_distance_m") - 1_113.2).abs() < 0.2);
}
