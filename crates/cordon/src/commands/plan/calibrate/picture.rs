//! The reliability diagram: what the maps say across, what was so upwards.

use std::fmt::Write;

use super::{Curve, Report};

const SIDE: f64 = 300.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 64.0;
const COLOURS: [&str; 4] = ["#0b62b8", "#b8560b", "#3d7f2b", "#7a3fa0"];

/// One diagram for each time, beside one another, as an SVG document.
pub(super) fn picture(report: &Report) -> String {
    let all: Vec<&Curve> = report.curves.iter().filter(|curve| curve.ships == "all").collect();
    let width = LEFT + all.len() as f64 * (SIDE + LEFT);
    let height = TOP + SIDE + 56.0;
    let last = report.first_seed.wrapping_add(u64::from(report.seeds) - 1);
    let title = format!(
        "SIMULATED · EXERCISE {} · seeds {} to {last} · probability maps, all ships under way; bars are 95 %",
        report.exercise, report.first_seed
    );
    let mut body = text(16.0, 24.0, "start", &title);
    for (place, curve) in all.iter().enumerate() {
        let colour = COLOURS[place % COLOURS.len()];
        body += &diagram(curve, LEFT + place as f64 * (SIDE + LEFT), colour);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         font-family=\"system-ui,sans-serif\" font-size=\"12\"><title>{title}</title>\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>{body}</svg>\n"
    )
}

fn diagram(curve: &Curve, left: f64, colour: &str) -> String {
    let x = |part: f64| left + SIDE * part;
    let y = |share: f64| TOP + SIDE * (1.0 - share);
    let heading = format!("{} h after the last sight, {} cases", curve.after_h, curve.cases);
    let mut out = text(left, TOP - 12.0, "start", &heading);
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let percent = format!("{:.0} %", 100.0 * tick);
        let (across, up) = (x(tick), y(tick));
        let (bottom, right) = (y(0.0), x(1.0));
        let _ = write!(
            out,
            "<path d=\"M{across:.1} {TOP}V{bottom:.1}M{left:.1} {up:.1}H{right:.1}\" stroke=\"#d5dce3\"/>"
        );
        out += &text(across, bottom + 16.0, "middle", &percent);
        out += &text(left - 6.0, up + 4.0, "end", &percent);
    }
    let (bottom, right) = (y(0.0), x(1.0));
    let _ = write!(
        out,
        "<path d=\"M{left:.1} {bottom:.1}L{right:.1} {TOP}\" stroke=\"#7b8794\" stroke-dasharray=\"4 4\"/>"
    );
    for held in &curve.held {
        let (across, low, high, up) = (x(held.part), y(held.low), y(held.high), y(held.share));
        let _ = write!(
            out,
            "<path d=\"M{across:.1} {low:.1}V{high:.1}\" stroke=\"{colour}\" stroke-width=\"2\"/>\
             <circle cx=\"{across:.1}\" cy=\"{up:.1}\" r=\"4\" fill=\"{colour}\"/>"
        );
    }
    out + &text(
        left + SIDE / 2.0,
        bottom + 36.0,
        "middle",
        "region said to hold this much / ships really in it (upwards)",
    )
}

fn text(x: f64, y: f64, anchor: &str, words: &str) -> String {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"#1f2933\">{words}</text>"
    )
}
