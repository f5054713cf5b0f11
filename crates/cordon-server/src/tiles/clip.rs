//! Clipping to a tile: rings by Sutherland and Hodgman (1974), lines by Liang and Barsky (1984).

/// A place in tile units, x to the east and y to the south.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// What is kept: `low` to `high` along both axes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    low: f64,
    high: f64,
}

impl Frame {
    /// A tile of `extent` units with `buffer` around it.
    pub(super) fn around(extent: f64, buffer: f64) -> Frame {
        Frame { low: -buffer, high: extent + buffer }
    }
}

/// The part of a closed ring inside, on whole units, without its closing point; empty where there
/// is none.
pub(super) fn ring(points: &[Point], frame: Frame) -> Vec<Point> {
    let Frame { low, high } = frame;
    let swap = |p: &Point| Point { x: p.y, y: p.x };
    let columns = half(&half(points, |x| x - low), |x| high - x);
    let turned: Vec<Point> = columns.iter().map(swap).collect();
    let rows = half(&half(&turned, |y| y - low), |y| high - y);
    let mut kept: Vec<Point> = rows.iter().map(|p| whole(swap(p))).collect();
    kept.dedup();
    while kept.len() > 1 && kept.first() == kept.last() {
        kept.pop();
    }
    kept
}

/// The part where `depth` of x is not negative.
fn half(points: &[Point], depth: impl Fn(f64) -> f64) -> Vec<Point> {
    let mut out = Vec::with_capacity(points.len());
    let Some(&last) = points.last() else { return out };
    let mut from = last;
    for &to in points {
        let (a, b) = (depth(from.x), depth(to.x));
        if (a < 0.0) != (b < 0.0) {
            out.push(along(from, to, a / (a - b)));
        }
        if b >= 0.0 {
            out.push(to);
        }
        from = to;
    }
    out
}

/// Signed area in square units: positive when clockwise on the screen.
pub(super) fn area(ring: &[Point]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f64>() / 2.0
}

/// The parts of a line's edges inside, joined where they meet, on whole units.
pub(super) fn lines(edges: impl Iterator<Item = (Point, Point)>, frame: Frame) -> Vec<Vec<Point>> {
    let mut lines: Vec<Vec<Point>> = Vec::new();
    for (from, to) in edges.filter_map(|(a, b)| edge(a, b, frame)) {
        let (from, to) = (whole(from), whole(to));
        match lines.last_mut() {
            Some(line) if line.last() == Some(&from) => line.push(to),
            _ => lines.push(vec![from, to]),
        }
    }
    for line in &mut lines {
        line.dedup();
    }
    lines.retain(|line| line.len() > 1);
    lines
}

fn edge(a: Point, b: Point, frame: Frame) -> Option<(Point, Point)> {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (from, step) in [(a.x, b.x - a.x), (a.y, b.y - a.y)] {
        let (low, high) = (frame.low - from, frame.high - from);
        if step == 0.0 {
            if low > 0.0 || high < 0.0 {
                return None;
            }
            continue;
        }
        let (first, second) = (low / step, high / step);
        enter = enter.max(first.min(second));
        leave = leave.min(first.max(second));
    }
    (enter <= leave).then(|| (along(a, b, enter), along(a, b, leave)))
}

/// The ends themselves come back untouched, so that lines join.
fn along(a: Point, b: Point, part: f64) -> Point {
    if part <= 0.0 {
        return a;
    }
    if part >= 1.0 {
        return b;
    }
    Point { x: a.x + part * (b.x - a.x), y: a.y + part * (b.y - a.y) }
}

fn whole(p: Point) -> Point {
    Point { x: p.x.round(), y: p.y.round() }
}
