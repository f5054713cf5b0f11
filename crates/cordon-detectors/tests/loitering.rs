//! Loitering with known answers.

mod common;

use common::{FakeChart, Run, at, is, is_observed, minutes, number, ship, time};
use cordon_core::{Finding, Fix, Kind, Metres, Status};

const KNOT_M_PER_MIN: f64 = 1_852.0 / 60.0;

/// 10 kn, then `speed` for `hours`, then 10 kn again; begun at an odd minute.
fn slows_down(speed: f64, hours: f64) -> Vec<Fix> {
    let begin = time("2021-03-04T21:17:00Z") - minutes(300);
    ship(1, begin, 600 + (hours * 60.0) as i64, 5, at(20.0, 150.0), move |minute| {
        let slow = (minute - 300.0).clamp(0.0, hours * 60.0);
        let fast = minute.min(300.0) + (minute - 300.0 - hours * 60.0).max(0.0);
        (KNOT_M_PER_MIN * (10.0 * fast + speed * slow), 0.0)
    })
}

fn loitering(shore_nm: f64, fixes: Vec<Fix>) -> Vec<Finding> {
    let sea = FakeChart { ports: Vec::new(), shore: Some(Metres(shore_nm * 1_852.0)) };
    Run::on(&sea).all(&[fixes]).into_iter().filter(|f| f.kind == Kind::Loitering).collect()
}

/// `pipe-loitering` joins hours of the clock and so blurs each end by up to an hour; here the ends
/// are fixes, at most one leg inside the truth.
#[test]
fn slow_for_five_hours_across_midnight() {
    let found = loitering(30.0, slows_down(1.0, 5.0));
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(finding.status, Status::Final);
    let late = finding.start - time("2021-03-04T21:17:00Z");
    let early = time("2021-03-05T02:17:00Z") - finding.end.unwrap();
    assert!(late >= minutes(0) && late <= minutes(30), "{late}");
    assert!(early >= minutes(0) && early <= minutes(30), "{early}");
    assert!((number(finding, "average_speed_kn") - 1.0).abs() < 0.01);
    assert!(is(finding, "least_shore_distance_m", 30.0 * 1_852.0));
    assert!(is_observed(finding));
}

#[test]
fn too_fast_too_short_or_too_near_is_none() {
    assert!(loitering(30.0, slows_down(2.1, 8.0)).is_empty());
    assert!(loitering(30.0, slows_down(1.0, 3.9)).is_empty());
    assert!(loitering(19.9, slows_down(1.0, 8.0)).is_empty());
    assert_eq!(loitering(20.0, slows_down(1.9, 8.0)).len(), 1);
}

#[test]
fn a_chart_without_shore_in_sight_is_far_out() {
    let sea = FakeChart::open_sea();
    assert_eq!(Run::on(&sea).all(&[slows_down(1.0, 8.0)]).len(), 1);
}

#[test]
fn silence_ends_it_and_is_not_counted() {
    let mut fixes = slows_down(1.0, 20.0);
    let quiet = (time("2021-03-05T03:17:00Z"), time("2021-03-05T10:17:00Z"));
    fixes.retain(|fix| fix.time <= quiet.0 || fix.time >= quiet.1);
    let found = loitering(30.0, fixes);
    assert_eq!(found.len(), 2);
    let mut ends: Vec<_> = found.iter().map(|f| (f.start, f.end.unwrap())).collect();
    ends.sort();
    assert_eq!((ends[0].1, ends[1].0), quiet);
}

#[test]
fn at_the_end_of_the_data_it_is_open() {
    let mut fixes = slows_down(1.0, 6.0);
    fixes.retain(|fix| fix.time <= time("2021-03-05T02:52:00Z"));
    let found = loitering(30.0, fixes);
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert_eq!((finding.status, finding.end), (Status::Open, None));
    assert!(number(finding, "duration_h") > 5.0);
}

#[test]
fn a_month_adrift_cites_a_bounded_number_of_fixes() {
    let found = loitering(30.0, slows_down(0.5, 720.0));
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert!(finding.evidence.len() <= 256);
    assert!(number(finding, "duration_h") > 719.0);
    assert!((number(finding, "average_speed_kn") - 0.5).abs() < 0.01);
}
