//! Bits of SVG.

use std::fmt::Write;

/// Text that cannot become markup.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\n' => {}
            c => out.push(c),
        }
    }
    out
}

/// A picture of this size that says what it shows.
pub(crate) fn picture(width: f64, height: f64, title: &str, body: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{0}\"><title>{0}</title>{body}</svg>",
        escaped(title)
    )
}

/// A line through points, those nearer than half a pixel to the last one left out.
pub(crate) fn path(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut out = String::new();
    let mut last: Option<(f64, f64)> = None;
    for (x, y) in points {
        if last.is_some_and(|(a, b)| (a - x).hypot(b - y) < 0.5) {
            continue;
        }
        let _ = write!(out, "{}{x:.1} {y:.1}", if last.is_none() { 'M' } else { 'L' });
        last = Some((x, y));
    }
    out
}

/// Text at a place; `class` as in the style sheet.
pub(crate) fn text(x: f64, y: f64, anchor: &str, class: &str, words: &str) -> String {
    let words = escaped(words);
    format!(
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" class=\"{class}\">{words}</text>"
    )
}

/// Round numbers for an axis from 0 to `top`: about five.
pub(crate) fn ticks(top: f64) -> Vec<f64> {
    let rough = (top / 5.0).max(1e-9);
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|it| it * power)
        .find(|it| *it >= rough)
        .unwrap_or(rough);
    let count = (top / step).floor() as u32;
    (0..=count).map(|index| f64::from(index) * step).collect()
}
