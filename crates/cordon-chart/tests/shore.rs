//! Questions about the shore that have two ways to their answer.

use cordon_chart::SeaChart;
use cordon_core::{Chart, Metres, NauticalMiles, Position};
use proptest::prelude::*;

proptest! {
    /// Looking no farther than the limit says what the distance says, in fine waters and in coarse ones.
    #[test]
    fn far_from_shore_is_a_matter_of_distance(
        lat in -90.0..90.0_f64, lon in -180.0..180.0_f64, is_near_jeju: bool, nm in 0.0..250.0_f64,
    ) {
        let (lat, lon) =
            if is_near_jeju { (33.0 + lat / 20.0, 126.5 + lon / 25.0) } else { (lat, lon) };
        let (chart, at) = (SeaChart::standard(), Position::wrapped(lat, lon));
        let limit: Metres = NauticalMiles(nm).into();
        let by_distance = match chart.distance_to_shore(at) {
            // Where limit and distance are one, either answer is right.
            Some(distance) if (distance - limit).abs() < Metres(1e-3) => return Ok(()),
            Some(distance) => distance >= limit,
            None => chart.is_land(at) == Some(false),
        };
        prop_assert_eq!(chart.is_far_from_shore(at, limit), by_distance);
    }
}
