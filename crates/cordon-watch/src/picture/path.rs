//! A track's way through the water, kept within a fixed number of points.
//!
//! When a path is full, the half of its points that say least is let go: a point weighs as much as
//! the way would be displaced without it (the synchronised Euclidean distance of Potamias,
//! Patroumpas and Sellis 2006). Both edges of a silence outweigh every other point, so gaps are not
//! smoothed over; and a silence is what was heard, so letting points go never makes one.

use cordon_core::{Fix, Position, Span, Time, geodesy};

/// A silence longer than this is drawn as a gap and not interpolated across.
pub const SILENCE: Span = Span::from_hours(1);

/// What both edges of a silence weigh, in metres: more than any way on earth. Of more silences than
/// there is room for, the longest stay.
const EDGE_OF_SILENCE: f64 = 1e9;

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
    /// Nothing was heard for longer than [`SILENCE`] before it.
    pub after_silence: bool,
}

impl From<&Fix> for Point {
    fn from(fix: &Fix) -> Point {
        let Fix { time, position, sog, cog, .. } = *fix;
        Point { time, position, sog, cog, after_silence: false }
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
            Some(same) if same.time == point.time => {
                *same = Point { after_silence: same.after_silence, ..point };
            }
            _ => self.fit_in(at, point),
        }
        if self.points.len() > cap.max(4) {
            self.thin(cap.max(4) / 2);
        }
    }

    /// Puts a point between its neighbours. Only at the end, or inside a silence, can it follow one.
    fn fit_in(&mut self, at: usize, point: Point) {
        let since = at.checked_sub(1).and_then(|i| self.points.get(i)).map(|p| point.time - p.time);
        let is_inside = self.points.get(at).is_none_or(|next| next.after_silence);
        let after_silence = is_inside && since.is_some_and(|since| since > SILENCE);
        if let Some(next) = self.points.get_mut(at) {
            let is_first = since.is_none();
            next.after_silence &= next.time - point.time > SILENCE;
            next.after_silence |= is_first && next.time - point.time > SILENCE;
        }
        self.points.insert(at, Point { after_silence, ..point });
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
            Some(next) if !next.after_silence => {
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
        if p.after_silence || after.after_silence {
            let before = if p.after_silence { p.time - before.time } else { Span::ZERO };
            let after = if after.after_silence { after.time - p.time } else { Span::ZERO };
            return EDGE_OF_SILENCE + before.max(after).seconds();
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
            after_silence: false,
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
            let silences = points.iter().filter(|p| p.after_silence).count();
            prop_assert_eq!(silences, usize::from(steps.len() > 1), "the one there was, and no other");
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
