//! The reliability diagram: what the maps say across, what was so upwards.

use std::fmt::Write;

use super::curve::{Curve, Held, Report};

const SIDE: f64 = 300.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 64.0;
const COLOURS: [&str; 3] = ["#0b62b8", "#b8560b", "#3d7f2b"];
/// Diagrams beside one another.
const COLUMNS: usize = 3;

/// One diagram for each time, as an SVG document: all ships, and those that reports tell apart.
pub fn picture(report: &Report) -> String {
    let mut times: Vec<f64> = report.curves.iter().map(|curve| curve.after_h).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let (columns, rows) = (times.len().min(COLUMNS), times.len().div_ceil(COLUMNS));
    let width = LEFT + columns as f64 * (SIDE + LEFT);
    let height = 24.0 + rows as f64 * (TOP + SIDE + 56.0);
    let last = report.first_seed.wrapping_add(u64::from(report.seeds) - 1);
    let title = format!(
        "SIMULATED · EXERCISE {} · seeds {} to {last} · probability maps of ships under way; bars are 95 %",
        report.exercise, report.first_seed
    );
    let mut body = text(16.0, 24.0, "start", &title);
    for (place, hours) in times.iter().enumerate() {
        let left = LEFT + (place % COLUMNS) as f64 * (SIDE + LEFT);
        let top = 24.0 + TOP + (place / COLUMNS) as f64 * (TOP + SIDE + 56.0);
        let is_of = |curve: &&Curve| curve.known && (curve.after_h - hours).abs() < 1e-9;
        let curves: Vec<&Curve> = report.curves.iter().filter(is_of).collect();
        body += &diagram(*hours, &curves, left, top);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         font-family=\"system-ui,sans-serif\" font-size=\"12\"><title>{title}</title>\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>{body}</svg>\n"
    )
}

fn diagram(hours: f64, curves: &[&Curve], left: f64, top: f64) -> String {
    let heading = format!("{hours} h after the last sight");
    let mut out = text(left, top - 12.0, "start", &heading);
    out += &axes(left, top);
    for (place, curve) in curves.iter().enumerate() {
        let colour = COLOURS[place % COLOURS.len()];
        let legend = format!("{}, {} cases", curve.ships, curve.cases);
        let (x, y) = (left + 12.0, top + 18.0 + 16.0 * place as f64);
        let _ =
            write!(out, "<circle cx=\"{x:.1}\" cy=\"{:.1}\" r=\"4\" fill=\"{colour}\"/>", y - 4.0);
        out += &text(x + 10.0, y, "start", &legend);
        // Beside one another, so that bars do not hide each other.
        let aside = 5.0 * (place as f64 - 1.0);
        out += &curve
            .held
            .iter()
            .map(|held| point(held, left + aside, top, colour))
            .collect::<String>();
    }
    let below = "region said to hold this much / ships really in it (upwards)";
    out + &text(left + SIDE / 2.0, top + SIDE + 36.0, "middle", below)
}

fn axes(left: f64, top: f64) -> String {
    let (bottom, right) = (top + SIDE, left + SIDE);
    let mut out = String::new();
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let percent = format!("{:.0} %", 100.0 * tick);
        let (across, up) = (left + SIDE * tick, bottom - SIDE * tick);
        let _ = write!(
            out,
            "<path d=\"M{across:.1} {top:.1}V{bottom:.1}M{left:.1} {up:.1}H{right:.1}\" stroke=\"#d5dce3\"/>"
        );
        out += &text(across, bottom + 16.0, "middle", &percent);
        out += &text(left - 6.0, up + 4.0, "end", &percent);
    }
    let _ = write!(
        out,
        "<path d=\"M{left:.1} {bottom:.1}L{right:.1} {top:.1}\" stroke=\"#7b8794\" stroke-dasharray=\"4 4\"/>"
    );
    out
}

fn point(held: &Held, left: f64, top: f64, colour: &str) -> String {
    let across = left + SIDE * held.part;
    let y = |share: f64| top + SIDE * (1.0 - share);
    let (low, high, up) = (y(held.low), y(held.high), y(held.share));
    format!(
        "<path d=\"M{across:.1} {low:.1}V{high:.1}\" stroke=\"{colour}\" stroke-width=\"2\"/>\
         <circle cx=\"{across:.1}\" cy=\"{up:.1}\" r=\"3.5\" fill=\"{colour}\"/>"
    )
}

fn text(x: f64, y: f64, anchor: &str, words: &str) -> String {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"#1f2933\">{words}</text>"
    )
}
