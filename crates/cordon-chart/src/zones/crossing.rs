//! Edges of a polygon that cross one another: a sweep from west to east.

use super::area::BadArea;

/// Pairs of edges that are compared at most.
const MOST_PAIRS: usize = 300_000_000;

/// An edge, longitude and latitude in degrees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    pub(super) a: [f64; 2],
    pub(super) b: [f64; 2],
    /// Drawn by us, to a pole and along it: no boundary.
    pub(super) is_seam: bool,
}

impl Segment {
    fn west(&self) -> f64 {
        self.a[0].min(self.b[0])
    }

    fn east(&self) -> f64 {
        self.a[0].max(self.b[0])
    }

    /// Whether the meridian from the place to the south pole meets it.
    pub(super) fn passes_south(&self, lon: f64, lat: f64) -> bool {
        let [a, b] = [self.a, self.b];
        (a[0] > lon) != (b[0] > lon) && a[1] + (lon - a[0]) / (b[0] - a[0]) * (b[1] - a[1]) < lat
    }

    /// Where the two cross within both; touching is not crossing.
    fn crosses(&self, other: &Segment) -> Option<[f64; 2]> {
        let side = |s: &Segment, p: [f64; 2]| {
            (s.b[0] - s.a[0]) * (p[1] - s.a[1]) - (s.b[1] - s.a[1]) * (p[0] - s.a[0])
        };
        let (c, d) = (side(self, other.a), side(self, other.b));
        let (e, f) = (side(other, self.a), side(other, self.b));
        // Less than this is rounding: 1e-12 square degrees is a tenth of a metre by a tenth.
        let are_apart = |x: f64, y: f64| x.min(y) < -1e-12 && x.max(y) > 1e-12;
        (are_apart(c, d) && are_apart(e, f)).then(|| {
            let part = c / (c - d);
            [0, 1].map(|i| other.a[i] + part * (other.b[i] - other.a[i]))
        })
    }

    fn is_beside(&self, other: &Segment) -> bool {
        self.a[1].max(self.b[1]) < other.a[1].min(other.b[1])
            || other.a[1].max(other.b[1]) < self.a[1].min(self.b[1])
    }
}

/// Refuses edges that cross.
pub(super) fn check(segments: &[Segment]) -> Result<(), BadArea> {
    let mut order: Vec<&Segment> = segments.iter().filter(|s| !s.is_seam).collect();
    order.sort_by(|s, t| s.west().total_cmp(&t.west()));
    let mut active: Vec<&Segment> = Vec::new();
    let mut pairs = 0_usize;
    for segment in order {
        active.retain(|other| other.east() >= segment.west());
        pairs += active.len();
        if pairs > MOST_PAIRS {
            return Err(BadArea::Large);
        }
        let mut near = active.iter().filter(|other| !other.is_beside(segment));
        if let Some([lon, lat]) = near.find_map(|other| segment.crosses(other)) {
            return Err(BadArea::Crosses(lon, lat));
        }
        active.push(segment);
    }
    Ok(())
}
