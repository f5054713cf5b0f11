//! A chart of when a case's findings were: a lane each, time to the right.

use cordon_core::{Span, Time};

use super::draw::{Drawing, Ink, Shape};
use crate::case::Case;

const WIDTH: f64 = 500.0;
const LEFT: f64 = 110.0;
const LANE: f64 = 16.0;
const AXIS: f64 = 20.0;
const MOST_LANES: usize = 200;

/// The chart; `None` when there are no findings.
pub(super) fn chart(case: &Case) -> Option<Drawing> {
    let mut lanes: Vec<Lane> = case
        .standing()
        .filter_map(|(item, finding)| {
            let start = finding.time("start")?;
            let end = finding.time("end");
            Some(Lane { label: format!("{item} {}", finding.kind()), start, end })
        })
        .take(MOST_LANES)
        .collect();
    lanes.sort_by(|a, b| (a.start, &a.label).cmp(&(b.start, &b.label)));
    let scale = Scale::over(&lanes)?;
    let height = lanes.len() as f64 * LANE + AXIS;
    let mut drawing = Drawing::new(WIDTH, height);
    drawing.shapes.extend(scale.ticks(height));
    for (number, lane) in lanes.iter().enumerate() {
        drawing.shapes.extend(lane.shapes(&scale, number as f64 * LANE));
    }
    Some(drawing)
}

struct Lane {
    label: String,
    start: Time,
    end: Option<Time>,
}

impl Lane {
    fn shapes(&self, scale: &Scale, top: f64) -> Vec<Shape> {
        let from = scale.x(self.start);
        // An open finding goes on to the edge, as a line only.
        let to = self.end.map_or(WIDTH, |end| scale.x(end)).max(from + 2.0);
        let middle = top + LANE / 2.0;
        let label = Shape::Label((4.0, middle + 3.0), 8.0, self.label.clone());
        let bar = if self.end.is_some() {
            let (high, low) = (middle - 4.0, middle + 4.0);
            Shape::Area(Ink::Observed, vec![vec![(from, high), (to, high), (to, low), (from, low)]])
        } else {
            Shape::Line(Ink::Silence, vec![(from, middle), (to, middle)])
        };
        vec![label, bar]
    }
}

struct Scale {
    first: Time,
    span: Span,
}

impl Scale {
    fn over(lanes: &[Lane]) -> Option<Scale> {
        let first = lanes.iter().map(|lane| lane.start).min()?;
        let last = lanes.iter().map(|lane| lane.end.unwrap_or(lane.start)).max()?;
        Some(Scale { first, span: (last - first).max(Span::from_minutes(1)) })
    }

    fn x(&self, time: Time) -> f64 {
        let part = (time - self.first).seconds() / self.span.seconds();
        LEFT + part.clamp(0.0, 1.0) * (WIDTH - LEFT - 8.0)
    }

    fn ticks(&self, height: f64) -> Vec<Shape> {
        let step = self.step();
        let mut shapes = Vec::new();
        let mut at = self.first.floor(step).plus(step);
        while at <= self.first.plus(self.span) && shapes.len() < 40 {
            let x = self.x(at);
            shapes.push(Shape::Line(Ink::Grid, vec![(x, 0.0), (x, height - AXIS)]));
            let text = at.to_string();
            let range = if step >= Span::from_hours(24) { 5..10 } else { 5..16 };
            let label = text.get(range).unwrap_or_default().replace('T', " ");
            shapes.push(Shape::Label((x - 12.0, height - 6.0), 7.0, label));
            at = at.plus(step);
        }
        shapes
    }

    fn step(&self) -> Span {
        let hours = [1, 2, 6, 12, 24, 48, 7 * 24, 14 * 24, 28 * 24, 91 * 24, 365 * 24];
        let fits = |step: &Span| self.span.seconds() / step.seconds() <= 7.0;
        let step = hours.into_iter().map(Span::from_hours).find(fits);
        step.unwrap_or(Span::from_hours(3_650 * 24))
    }
}
