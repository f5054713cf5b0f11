//! Which numbers sail beside each other again and again.
//!
//! Two numbers that sail as one ship can only be told by their paths, and nobody can keep the paths of
//! all ships. So at each step of event time those that sail near each other are counted, and the paths
//! of the few that do so for long are read again from the archive.

use std::collections::{BTreeMap, BTreeSet};

use cordon_core::geodesy::quick_distance;
use cordon_core::{Fix, Knots, Mmsi, Position, Span, Time};
use cordon_identity::practices::IdentityRules;

use super::STEP;

/// Slower than this nobody sails, in knots.
const SAILING_KN: f64 = 2.0;

/// Fixes farther apart in time are not compared here.
const TOGETHER: Span = Span::from_minutes(5);

/// Metres that two fixes may be apart beside all motion, for clocks that differ.
const SLACK_M: f64 = 200.0;

/// Width of the bands of latitude that places are put in, in degrees.
const BAND: f64 = 0.05;

/// A pair that was not seen for so long begins anew, unless it was seen often enough before.
const FORGOTTEN: Span = Span::from_hours(24);

/// Where a track that sails was last seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sailing {
    mmsi: Mmsi,
    time: Time,
    position: Position,
    knots: f64,
    lon: f64,
}

impl Sailing {
    /// A fix of the step that ends `now`, if it sails.
    pub(super) fn of(fix: &Fix, now: Time) -> Option<Sailing> {
        let knots = fix.sog().map_or(SAILING_KN, Knots::value);
        let is_new = fix.time > now - STEP;
        let (mmsi, time, position) = (fix.mmsi, fix.time, fix.position);
        (is_new && knots >= SAILING_KN).then(|| Sailing {
            mmsi,
            time,
            position,
            knots,
            lon: position.lon(),
        })
    }

    fn band(&self) -> i32 {
        (self.position.lat() / BAND).floor() as i32
    }

    /// Degrees of longitude in which another can be near.
    fn reach(&self) -> f64 {
        BAND / self.position.lat().to_radians().cos().max(0.02)
    }

    /// Whether both may have been at one place: each goes on at its speed between the two times.
    fn is_beside(&self, other: &Sailing, rules: &IdentityRules) -> bool {
        let between = (self.time - other.time).abs();
        let way = between.seconds() * self.knots.max(other.knots).min(60.0) * 0.514_444;
        let near = rules.comoving_m + SLACK_M + 1.2 * way;
        between <= TOGETHER && quick_distance(self.position, other.position).value() <= near
    }
}

/// Pairs of numbers that sailed beside each other, and at how many steps.
#[derive(Debug, Default)]
pub(super) struct Companions {
    pairs: BTreeMap<(Mmsi, Mmsi), Beside>,
    /// So many pairs were worth remembering when last looked at.
    kept: usize,
}

#[derive(Clone, Copy, Debug)]
struct Beside {
    steps: usize,
    last: Time,
}

impl Beside {
    fn is_forgotten(&self, now: Time, rules: &IdentityRules) -> bool {
        self.steps < rules.comoving_fixes && now - self.last > FORGOTTEN
    }
}

impl Companions {
    /// All that sailed in the step that ends `now`.
    pub(super) fn meet(&mut self, sailing: Vec<Sailing>, now: Time, rules: &IdentityRules) {
        for pair in pairs(sailing, rules) {
            let beside = self.pairs.entry(pair).or_insert(Beside { steps: 0, last: now });
            if beside.is_forgotten(now, rules) {
                beside.steps = 0;
            }
            beside.steps += 1;
            beside.last = now;
        }
        // Those that only passed each other must not pile up.
        if self.pairs.len() > 2 * self.kept + 1_000 {
            self.pairs.retain(|_, beside| !beside.is_forgotten(now, rules));
            self.kept = self.pairs.len();
        }
    }

    /// Numbers whose paths are worth looking at.
    pub(super) fn numbers(&self, rules: &IdentityRules) -> BTreeSet<Mmsi> {
        let often = self.pairs.iter().filter(|(_, beside)| beside.steps >= rules.comoving_fixes);
        often.flat_map(|((a, b), _)| [*a, *b]).collect()
    }
}

/// Each pair of numbers that is beside each other, once.
fn pairs(mut sailing: Vec<Sailing>, rules: &IdentityRules) -> BTreeSet<(Mmsi, Mmsi)> {
    // Who is near the western edge of the map is near its eastern edge, too.
    let edge: Vec<_> = sailing.iter().filter(|at| at.lon - at.reach() < -180.0).copied().collect();
    sailing.extend(edge.into_iter().map(|at| Sailing { lon: at.lon + 360.0, ..at }));
    sailing.sort_by(|a, b| {
        a.band().cmp(&b.band()).then(a.lon.total_cmp(&b.lon)).then(a.mmsi.cmp(&b.mmsi))
    });
    let mut found = BTreeSet::new();
    for (index, one) in sailing.iter().enumerate() {
        let here = sailing.get(index + 1..).unwrap_or_default();
        let north = one.band() + 1;
        let from = sailing.partition_point(|other| {
            other.band() < north || (other.band() == north && other.lon < one.lon - one.reach())
        });
        let there = sailing.get(from..).unwrap_or_default();
        for (others, band) in [(here, one.band()), (there, north)] {
            let near = others
                .iter()
                .take_while(|other| other.band() == band && other.lon <= one.lon + one.reach());
            let beside = near.filter(|other| other.mmsi != one.mmsi && one.is_beside(other, rules));
            found.extend(beside.map(|o| (one.mmsi.min(o.mmsi), one.mmsi.max(o.mmsi))));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(mmsi: u32, second: i64, lat: f64, lon: f64) -> Sailing {
        let time = Time::from_unix_seconds(1_696_896_000 + second).unwrap();
        let position = Position::wrapped(lat, lon);
        Sailing { mmsi: Mmsi(mmsi), time, position, knots: 12.0, lon: position.lon() }
    }

    fn beside(sailing: Vec<Sailing>) -> usize {
        pairs(sailing, &IdentityRules::default()).len()
    }

    #[test]
    fn near_is_near_across_bands_and_the_180th_meridian() {
        assert_eq!(beside(vec![at(1, 0, 10.02, 20.0), at(2, 0, 10.02, 20.001)]), 1);
        assert_eq!(beside(vec![at(1, 0, 10.0501, 20.0), at(2, 0, 10.0499, 20.001)]), 1, "bands");
        assert_eq!(beside(vec![at(1, 0, -0.0001, 20.001), at(2, 0, 0.0001, 20.0)]), 1, "equator");
        assert_eq!(beside(vec![at(1, 0, 60.0, 179.9995), at(2, 0, 60.0, -179.9995)]), 1, "edge");
    }

    #[test]
    fn apart_in_place_or_time_or_the_same_number_is_no_pair() {
        assert_eq!(beside(vec![at(1, 0, 10.0, 20.0), at(2, 0, 10.0, 20.01)]), 0, "a kilometre off");
        assert_eq!(beside(vec![at(1, 0, 10.0, 20.0), at(2, 400, 10.0, 20.0)]), 0, "minutes apart");
        assert_eq!(beside(vec![at(1, 0, 10.0, 20.0), at(1, 0, 10.0, 20.0)]), 0, "two of one");
        assert_eq!(beside(vec![at(1, 0, 10.0, 20.0), at(2, 60, 10.003, 20.0)]), 1, "it sailed on");
    }

    #[test]
    fn who_passes_is_forgotten_and_who_stays_is_not() {
        let (rules, mut companions) = (IdentityRules::default(), Companions::default());
        let hour = |n: i64| Time::from_unix_seconds(1_696_896_000 + n * 3_600).unwrap();
        let pair = || vec![at(1, 0, 10.0, 20.0), at(2, 0, 10.0, 20.0)];
        for n in 0..11 {
            companions.meet(pair(), hour(n), &rules);
        }
        companions.meet(pair(), hour(100), &rules);
        assert!(companions.numbers(&rules).is_empty(), "begun anew");
        for n in 101..112 {
            companions.meet(pair(), hour(n), &rules);
        }
        assert_eq!(companions.numbers(&rules).len(), 2);
    }
}
