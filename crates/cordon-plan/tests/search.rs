//! Known answers of search theory, each with its source.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use cordon_core::geodesy::distance;
use cordon_core::{Degrees, Knots, NauticalMiles, Position, Span};
use cordon_plan::PlanError;
use cordon_plan::search::barrier::Barrier;
use cordon_plan::search::detect::{
    Law, circular_normal, flaming_datum, lateral_range, sweep_width, width_from_range,
};
use cordon_plan::search::pattern::retiring;
use cordon_plan::search::{Cell, Pattern, Task, allocate, export, no_find, plan};
use proptest::prelude::*;

/// Rates, probabilities, effort; the best spread and its success.
type Known = (&'static [f64], &'static [f64], f64, &'static [f64], f64);

/// The six Charnes-Cooper cases of SORAL (MIT licence, be3c1fb), CC-test.cpp. The reference gives the
/// first total as 0.7488; its own efforts, put into its formula, give 0.748960.
#[test]
fn charnes_cooper() {
    let cases: [Known; 6] = [
        (
            &[1., 4., 12., 8.],
            &[8., 4., 1., 2.],
            0.05,
            &[0., 0.033_333_3, 0., 0.016_666_7],
            0.748_960,
        ),
        (&[4., 1., 1., 12.], &[4., 2., 8., 1.], 0.10, &[0.092_98, 0., 0., 0.007_02], 1.323_153),
        (&[9., 3., 6.], &[2., 4., 2.], 0.20, &[0.073_224, 0.084_517_3, 0.042_258_7], 2.309_046),
        (&[8., 4., 0., 10.], &[1., 4., 20., 0.], 0.5, &[0.108_904, 0.391_096, 0., 0.], 3.744_696),
        (&[6., 2., 3.], &[2., 6., 4.], 0.5, &[0.083_333, 0.25, 0.166_667], 4.721_628),
        (&[0., 5.], &[3., 0.], 0.5, &[0., 0.], 0.0),
    ];
    for (number, (rates, pocs, effort, expected, pos)) in cases.into_iter().enumerate() {
        let cells = rates.iter().zip(pocs).map(|(rate, poc)| Cell { poc: *poc, rate: *rate });
        let allocation = allocate(&cells.collect::<Vec<_>>(), effort).unwrap();
        for (told, known) in allocation.effort.iter().zip(expected) {
            assert!((told - known).abs() < 1.01e-5, "case {}: {allocation:?}", number + 1);
        }
        assert!((allocation.pos - pos).abs() < 1e-5, "case {}: {allocation:?}", number + 1);
    }
}

/// Drill reference 2.3: Koopman's random search, the inverse-cube law and definite range.
#[test]
fn detection_laws() {
    let known = [
        (0.5, 0.3935, 0.4691),
        (1.0, 0.6321, 0.7899),
        (1.5, 0.7769, 0.9399),
        (2.0, 0.8647, 0.9878),
    ];
    for (coverage, random, cube) in known {
        assert!((Law::Random.pod(coverage) - random).abs() < 5e-5);
        assert!((Law::InverseCube.pod(coverage) - cube).abs() < 5e-5);
        assert!((Law::DefiniteRange.pod(coverage) - coverage.min(1.0)).abs() < 1e-12);
    }
    assert!(Law::Random.pod(f64::NAN).abs() < 1e-12);
    assert!((Law::InverseCube.pod(9.0) - 1.0).abs() < 1e-12);
}

/// Drill reference 2.3: Stone's circular normal plan.
#[test]
fn circular_normal_plan() {
    let by_h = |h: f64| circular_normal(NauticalMiles(1.0), std::f64::consts::PI * h * h);
    for (h, known) in [(1.0, 0.2642), (2.0, 0.5940), (3.0, 0.8009)] {
        assert!((by_h(h) - known).abs() < 5e-5);
    }
    assert!((circular_normal(NauticalMiles(10.0), 5.0 * 15.0 * 10.0) - 0.4572).abs() < 5e-5);
}

/// The closed form against the allocation itself: a fine grid over the normal, the same effort.
#[test]
fn the_plan_over_cells_is_the_circular_normal_plan() {
    let (sigma, effort, side) = (10.0_f64, 750.0, 0.5_f64);
    let mut cells = Vec::new();
    for row in -100..=100 {
        for column in -100..=100 {
            let square = (f64::from(row * row + column * column)) * side * side;
            let density =
                (-square / (2.0 * sigma * sigma)).exp() / (std::f64::consts::TAU * sigma * sigma);
            cells.push(Cell { poc: density * side * side, rate: 1.0 / (side * side) });
        }
    }
    let pos = allocate(&cells, effort).unwrap().pos;
    assert!((pos - 0.4572).abs() < 5e-4, "{pos}");
}

/// Drill reference 2.3: flaming datum, checked there by a product of steps too.
#[test]
fn flaming() {
    let pod = flaming_datum(Knots(100.0), NauticalMiles(4.0), Knots(10.0), 1.0, 4.0);
    assert!((pod - 0.6389).abs() < 5e-5);
}

/// Drill reference 2.3: prior .5/.3/.2, POD .8 in the first cell.
#[test]
fn a_search_that_finds_nothing() {
    let (left, pos) = no_find(&[0.5, 0.3, 0.2], &[0.8, 0.0, 0.0]);
    for (told, known) in left.iter().zip([1.0 / 6.0, 0.5, 1.0 / 3.0]) {
        assert!((told - known).abs() < 1e-12);
    }
    assert!((pos - 0.4).abs() < 1e-12);
    assert_eq!(no_find(&[1.0], &[1.0]).0, [0.0]);
}

/// A lateral range curve integrates to its own sweep width; Koester and others 2014 for 1.645.
#[test]
fn widths() {
    let curve: Vec<f64> = (0..200_000)
        .map(|n| lateral_range(NauticalMiles(6.0), NauticalMiles(f64::from(n) * 0.01)))
        .collect();
    let width = sweep_width(NauticalMiles(0.01), &curve).value();
    assert!((width - 6.0).abs() < 0.02, "{width}");
    assert_eq!(width_from_range(NauticalMiles(2.0)), NauticalMiles(3.29));
}

/// Drill reference 2.1, SPIRAL-1: 4·e^(2π/√3) = 150.489 (solve.club; theory by Morse 1977).
#[test]
fn the_retiring_search() {
    let way = retiring(6.0, Knots(40.0), Knots(20.0));
    assert!((way.meets - 2.0).abs() < 1e-12 && (way.winding - 3.0_f64.sqrt()).abs() < 1e-12);
    assert!((way.total - 150.489).abs() < 5e-4, "{}", way.total);
}

/// Drill reference 2.3: barriers by Monte Carlo over 40 000 targets.
#[test]
fn barriers() {
    for (length, range, patrol, passing, known, bound) in [
        (100.0, 10.0, 15.0, 15.0, 0.281, 0.283),
        (100.0, 10.0, 30.0, 15.0, 0.425, 0.447),
        (60.0, 10.0, 20.0, 12.0, 0.606, 0.648),
    ] {
        let barrier = Barrier {
            length: NauticalMiles(length),
            range: NauticalMiles(range),
            patrol: Knots(patrol),
            passing: Knots(passing),
        };
        let seen = barrier.simulate(40_000, 42);
        // Two simulations of this size differ by at most 3σ√2.
        let allowed = 3.0 * 2.0_f64.sqrt() * seen.error;
        assert!((seen.probability - known).abs() < allowed, "{seen:?} {known}");
        assert!((seen.bound - bound).abs() < 1e-3, "{seen:?}");
        assert!(seen.probability <= seen.bound + allowed);
    }
}

fn task(pattern: Pattern) -> Task {
    Task {
        pattern,
        datum: Position::from_degrees(32.0, 179.95).unwrap(),
        heading: Degrees(30.0),
        length: NauticalMiles(40.0),
        width: NauticalMiles(20.0),
        spacing: NauticalMiles(4.0),
        speed: Knots(15.0),
        turn_rate: Some(Degrees(60.0)),
        sweep: NauticalMiles(4.0),
        law: Law::Random,
        endurance: Span::from_hours(48),
        flight: Knots(5.0),
    }
}

const ALL: [Pattern; 6] = [
    Pattern::Parallel,
    Pattern::Creeping,
    Pattern::ExpandingSquare,
    Pattern::Sector,
    Pattern::Barrier,
    Pattern::Retiring,
];

#[test]
fn patterns_can_be_steamed() {
    for pattern in ALL {
        let plan = plan(&task(pattern)).unwrap();
        let points = plan.points();
        let sailed: f64 =
            points.windows(2).map(|leg| distance(leg[0], leg[1]).value() / 1_852.0).sum();
        assert!(
            (sailed - plan.length.value()).abs() < 0.05,
            "{pattern:?}: {sailed} {}",
            plan.length
        );
        let hours = plan.legs.last().unwrap().time.hours();
        assert!((hours - plan.length.value() / 15.0).abs() < 1e-4, "{pattern:?}");
        let grows = plan
            .legs
            .windows(2)
            .all(|legs| legs[0].pos <= legs[1].pos && legs[0].time <= legs[1].time);
        assert!(grows, "{pattern:?}");
        assert!((plan.legs.last().unwrap().pos - plan.pod).abs() < 1e-9);
    }
    // Five legs of 36 nm and four of 4 nm, less what the rounded corners save.
    let ladder = plan(&Task { turn_rate: None, ..task(Pattern::Parallel) }).unwrap();
    assert!((ladder.length.value() - (5.0 * 36.0 + 4.0 * 4.0)).abs() < 0.1, "{}", ladder.length);
    assert!((ladder.coverage - 0.98).abs() < 0.01, "{}", ladder.coverage);
}

#[test]
fn a_search_ends_with_the_endurance() {
    let short = plan(&Task { endurance: Span::from_hours(2), ..task(Pattern::Parallel) }).unwrap();
    assert!(short.cut_short && (short.length.value() - 30.0).abs() < 1e-6);
}

#[test]
fn impossible_tasks_are_refused() {
    let retiring = Task { flight: Knots(16.0), ..task(Pattern::Retiring) };
    assert!(matches!(plan(&retiring), Err(PlanError::Speed { .. })));
    let endless = Task { spacing: NauticalMiles(0.0), ..task(Pattern::Parallel) };
    assert!(matches!(plan(&endless), Err(PlanError::Range { .. })));
    assert!(allocate(&[Cell { poc: f64::NAN, rate: 1.0 }], 1.0).is_err());
    assert!(allocate(&[Cell { poc: 1.0, rate: 1.0 }], -1.0).is_err());
}

#[test]
fn exports_are_well_formed_and_cut_at_the_meridian() {
    let plan = plan(&task(Pattern::Parallel)).unwrap();
    let name = "<datum> & \"co\" \u{1b}[31m";
    for text in [export::gpx(name, &plan.points()), export::kml(name, &plan.points())] {
        assert!(
            text.contains("&lt;datum&gt; &amp; &quot;co&quot; [31m") && !text.contains('\u{1b}')
        );
    }
    assert_eq!(export::gpx("x", &plan.points()).matches("<rtept").count(), plan.points().len());
    let json = export::geojson("x", &plan);
    let lines = json["features"][0]["geometry"]["coordinates"].as_array().unwrap().clone();
    assert!(lines.len() > 1);
    for line in lines {
        let lons: Vec<f64> =
            line.as_array().unwrap().iter().map(|p| p[0].as_f64().unwrap()).collect();
        assert!(lons.windows(2).all(|pair| (pair[0] - pair[1]).abs() <= 180.0), "{lons:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    /// No move of effort from one cell to another finds more, and all of it is spent.
    #[test]
    fn no_other_spread_is_better(
        cells in prop::collection::vec((0.0..9.0_f64, 0.0..9.0_f64), 1..12), effort in 0.0..5.0_f64,
    ) {
        let cells: Vec<Cell> = cells.iter().map(|(poc, rate)| Cell { poc: *poc, rate: *rate }).collect();
        let best = allocate(&cells, effort).unwrap();
        let spent: f64 = best.effort.iter().sum();
        prop_assert!(spent <= effort + 1e-9);
        if cells.iter().any(|cell| cell.poc * cell.rate > 1e-6) {
            prop_assert!((spent - effort).abs() < 1e-6 * effort.max(1.0));
        }
        let worth = |n: usize| cells[n].poc * cells[n].rate * (-cells[n].rate * best.effort[n]).exp();
        let most = (0..cells.len()).map(worth).fold(0.0, f64::max);
        for n in 0..cells.len() {
            prop_assert!(best.effort[n] < 1e-12 || worth(n) > most * (1.0 - 1e-6) - 1e-9);
        }
    }
}
