//! A track's way through the water, kept within a fixed number of points.
//!
//! When a path is full, the half of its points that say least is let go: a point weighs as much as
//! the way would be displaced without it (the synchronised Euclidean distance of Potamias,
//! Patroumpas and Sellis 2006). Both edges of a silence always stay, so gaps are never smoothed over.

use cordon_core::{Fix, Position, Span, Time, geodesy};

/// A silence longer than this is drawn as a gap and not interpolated across.
pub const SILENCE: Span = Span::from_hours(1);

/// One kept point. `sog` and `cog` are as in [`Fix`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When.
    pub time: Time,
    /// Where.
    pub position: Position,
    /// Speed over ground in 0.1 kn, [`Fix::NONE`] when not said.
    pub sog: u16,
    /// Course over ground in 0.1°, [`Fix::NONE`] when not said.
    pub cog: u16,
}

impl From<&Fix> for Point {
    fn from(fix: &Fix) -> Point {
        Point { time: fix.time, position: fix.position, sog: fix.sog, cog: fix.cog }
    }
}

/// Where a craft was at an asked instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Whereabouts {
    /// The place, with the motion of the last point.
    pub point: Point,
    /// How old the last observation was; zero between two points of an unbroken stretch.
    pub age: Span,
}

/// Points in order of time, no two at the same instant.
#[derive(Clone, Debug, Default)]
pub struct Path {
    points: Vec<Point>,
}

impl Path {
    /// Take in one point, late ones too, and thin when there are more than `cap`.
    pub fn insert(&mut self, point: Point, cap: usize) {
        let at = self.points.partition_point(|p| p.time < point.time);
        match self.points.get_mut(at) {
            Some(same) if same.time == point.time => *same = point,
            _ => self.points.insert(at, point),
        }
        if self.points.len() > cap.max(4) {
            self.thin(cap.max(4) / 2);
        }
    }

    /// Every kept point.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Where it was at `t`: between two points, or at the last one if that is no older than
    /// [`SILENCE`].
    pub fn at(&self, t: Time) -> Option<Whereabouts> {
        let after = self.points.partition_point(|p| p.time <= t);
        let last = *self.points.get(after.checked_sub(1)?)?;
        match self.points.get(after) {
            Some(next) if next.time - last.time <= SILENCE => {
                let position =
                    geodesy::between(last.time, last.position, next.time, next.position, t);
                Some(Whereabouts { point: Point { position, ..last }, age: Span::ZERO })
            }
            _ => {
                let age = t - last.time;
                (age <= SILENCE).then_some(Whereabouts { point: last, age })
            }
        }
    }

    fn thin(&mut self, keep: usize) {
        let mut order: Vec<(f64, usize)> =
            (0..self.points.len()).map(|i| (self.weight(i), i)).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut kept: Vec<usize> = order.into_iter().take(keep).map(|(_, i)| i).collect();
        kept.sort_unstable();
        self.points = kept.into_iter().filter_map(|i| self.points.get(i).copied()).collect();
    }

    /// Metres by which the way would move without this point; infinite for what must stay.
    fn weight(&self, i: usize) -> f64 {
        let (Some(p), Some(before), Some(after)) = (
            self.points.get(i),
            i.checked_sub(1).and_then(|j| self.points.get(j)),
            self.points.get(i + 1),
        ) else {
            return f64::INFINITY;
        };
        if after.time - p.time > SILENCE || p.time - before.time > SILENCE {
            return f64::INFINITY;
        }
        let straight =
            geodesy::between(before.time, before.position, after.time, after.position, p.time);
        geodesy::quick_distance(p.position, straight).value()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn point(seconds: i64, lat: f64, lon: f64) -> Point {
        Point {
            time: Time::from_unix_seconds(seconds).unwrap(),
            position: Position::wrapped(lat, lon),
            sog: 100,
            cog: 900,
        }
    }

    #[test]
    fn playback_interpolates_across_the_180th_meridian_and_not_across_silence() {
        let mut path = Path::default();
        path.insert(point(0, 10.0, 179.9), 100);
        path.insert(point(600, 10.0, -179.9), 100);
        path.insert(point(600 + 7_200, 10.0, -179.0), 100);
        let t = |s| Time::from_unix_seconds(s).unwrap();
        assert_eq!(path.at(t(300)).unwrap().point.position, Position::wrapped(10.0, 180.0));
        assert_eq!(path.at(t(-1)), None);
        assert_eq!(path.at(t(900)).unwrap().age, Span::from_minutes(5));
        assert_eq!(path.at(t(600 + 3_601)), None);
    }

    proptest! {
        #[test]
        fn a_path_stays_ordered_bounded_and_keeps_its_silences(
            steps in prop::collection::vec((1i64..400, -0.01f64..0.01), 1..400),
            cap in 16usize..64,
        ) {
            let mut path = Path::default();
            let (mut time, mut lat) = (0, 0.0);
            for (i, (step, turn)) in steps.iter().enumerate() {
                time += if i == steps.len() / 2 { 10_000 } else { *step };
                lat += turn;
                path.insert(point(time, lat, 0.01 * i as f64), cap);
            }
            let points = path.points();
            prop_assert!(points.len() <= cap);
            prop_assert!(points.windows(2).all(|w| w[0].time < w[1].time));
            if steps.len() > 3 {
                prop_assert!(points.windows(2).any(|w| w[1].time - w[0].time >= Span::from_seconds(10_000)));
            }
        }

        #[test]
        fn the_order_of_arrival_does_not_matter_below_the_bound(seed in prop::collection::vec(0i64..10_000, 1..60)) {
            let (mut a, mut b) = (Path::default(), Path::default());
            for s in &seed { a.insert(point(*s, *s as f64 * 1e-3, 0.0), 100); }
            for s in seed.iter().rev() { b.insert(point(*s, *s as f64 * 1e-3, 0.0), 100); }
            prop_assert_eq!(a.points(), b.points());
        }
    }
}
