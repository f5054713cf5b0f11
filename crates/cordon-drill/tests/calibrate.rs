//! Regions of maps hold what they say, on a seed and at times that nothing was fitted on.

use cordon_drill::calibrate::{Found, Made, fitted, lost, quantile};
use cordon_drill::scenario::bundled;
use cordon_plan::reach::{Group, PARTS};
use rayon::prelude::*;

/// Every third ship of two fresh seeds, after three and eight hours. A share of n tries may be three standard errors off, and
/// three points, which is what is promised; ships of one drill are not quite independent: half as many tries are counted.
#[test]
fn regions_hold_ships_of_a_fresh_seed() {
    let scenario = bundled("jeju-2023").expect("bundled").expect("right");
    let lands = cordon_chart::Lands::default();
    let lost: Vec<_> =
        [4_001, 4_002].iter().flat_map(|seed| lost(&scenario, *seed, &[3.0, 8.0])).collect();
    let some: Vec<_> = lost.iter().enumerate().filter(|(number, _)| number / 2 % 3 == 0).collect();
    let found: Vec<Found> =
        some.par_iter().filter_map(|(_, lost)| lost.find(2_000, &lands).expect("a map")).collect();
    assert!(found.len() > 400, "{}", found.len());
    for group in Group::ALL {
        let levels: Vec<f64> =
            found.iter().filter(|it| it.group == group).map(|it| it.level).collect();
        for part in [0.5, 0.8, 0.95] {
            let inside = levels.iter().filter(|level| **level <= part).count();
            let share = inside as f64 / levels.len() as f64;
            let error = (part * (1.0 - part) / (0.5 * levels.len() as f64)).sqrt();
            assert!((share - part).abs() < 0.03 + 3.0 * error, "{group:?} {part}: {share}");
        }
    }
}

/// By hand: of 1, 2, 3, 4 half lie below 2.5.
#[test]
fn quantiles() {
    let values = [1.0, 2.0, 3.0, 4.0];
    assert!((quantile(&values, 0.5) - 2.5).abs() < 1e-12);
    assert!((quantile(&values, 0.0) - 1.0).abs() < 1e-12);
    assert!((quantile(&values, 1.0) - 4.0).abs() < 1e-12);
    assert!((quantile(&[], 0.3) - 0.3).abs() < 1e-12);
}

/// What is fitted is one row for each time and group, of levels that do not fall.
#[test]
fn the_fitted_file_is_what_was_found() {
    let found: Vec<Found> = (0..100)
        .map(|n| {
            let own = (f64::from(n) + 0.5) / 200.0;
            let group = Group::Other;
            Found {
                group,
                class: "",
                kind: "",
                after_h: 2.0,
                level: own,
                own,
                per_nm2: 0.0,
                area_nm2: 0.0,
            }
        })
        .collect();
    let text = fitted(&Made { command: "cordon".to_owned(), after_h: vec![2.0] }, &found);
    let row = text.lines().find(|line| line.starts_with("    [")).expect("a row");
    let levels: Vec<f64> = row
        .trim()
        .trim_matches(['[', ']', ','])
        .split(", ")
        .map(|it| it.parse().expect("a number"))
        .collect();
    for (level, part) in levels.iter().zip(PARTS) {
        assert!((level / 1e5 - part / 2.0).abs() < 1e-4, "{level} {part}");
    }
}
