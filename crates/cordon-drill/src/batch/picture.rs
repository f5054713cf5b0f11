//! A batch as a picture: every share with its interval, and the spread of the points.

use std::fmt::Write;

use super::{Batch, Measure};
use crate::svg::{escaped, text};

const WIDTH: f64 = 900.0;
const LEFT: f64 = 240.0;
const RIGHT: f64 = 90.0;

/// The batch as an SVG document of its own.
pub fn picture(batch: &Batch) -> String {
    let shares: Vec<&Measure> =
        batch.measures.iter().filter(|it| it.unit == "ratio" || it.unit == "reached").collect();
    let below = 70.0 + 22.0 * shares.len() as f64;
    let height = below + 150.0;
    let mut body = text(
        16.0,
        26.0,
        "start",
        "",
        &format!(
            "SIMULATED · EXERCISE {} · {} runs · means with 95 % intervals",
            batch.exercise,
            batch.runs.len()
        ),
    );
    for tick in 0..=4_u8 {
        let x = across(f64::from(tick) / 4.0);
        let _ = write!(body, "<path d=\"M{x:.1} 40V{:.1}\" stroke=\"#d5dce3\"/>", below - 24.0);
        body += &text(x, below - 8.0, "middle", "", &format!("{} %", 25 * u32::from(tick)));
    }
    for (row, measure) in shares.iter().enumerate() {
        body += &share(measure, 54.0 + 22.0 * row as f64);
    }
    body += &points(batch, below + 20.0);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" font-family=\"system-ui,sans-serif\" font-size=\"12\">\
         <title>{}</title><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>{body}</svg>\n",
        escaped(&format!("EXERCISE {}, simulated", batch.exercise))
    )
}

fn across(share: f64) -> f64 {
    LEFT + (WIDTH - LEFT - RIGHT) * share.clamp(0.0, 1.0)
}

fn share(measure: &Measure, y: f64) -> String {
    let mut out = text(LEFT - 12.0, y + 4.0, "end", "", &measure.name.replace('_', " "));
    if let (Some(low), Some(high)) = (measure.low, measure.high) {
        let (a, b) = (across(low), across(high));
        let _ = write!(
            out,
            "<path d=\"M{a:.1} {y}H{b:.1}\" stroke=\"#0b62b8\" stroke-width=\"3\" stroke-opacity=\".45\"/>"
        );
    }
    let x = across(measure.mean);
    let _ = write!(out, "<circle cx=\"{x:.1}\" cy=\"{y}\" r=\"4\" fill=\"#0b62b8\"/>");
    out + &text(WIDTH - 16.0, y + 4.0, "end", "", &format!("{:.1} %", 100.0 * measure.mean))
}

/// How many runs have so many points, in twelve steps.
fn points(batch: &Batch, top: f64) -> String {
    let Some(all) = batch.measures.iter().find(|it| it.name == "points") else {
        return String::new();
    };
    let wide = (all.most - all.least).max(1e-9);
    let mut counts = [0_u32; 12];
    for run in &batch.runs {
        let step = ((run.points - all.least) / wide * 12.0).floor() as usize;
        if let Some(count) = counts.get_mut(step.min(11)) {
            *count += 1;
        }
    }
    let most = f64::from(counts.iter().copied().max().unwrap_or(1).max(1));
    let mut out = text(LEFT - 12.0, top + 50.0, "end", "", "points, number of runs");
    let step = (WIDTH - LEFT - RIGHT) / 12.0;
    for (index, count) in counts.iter().enumerate() {
        let high = 80.0 * f64::from(*count) / most;
        let x = LEFT + step * index as f64;
        let _ = write!(
            out,
            "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{high:.1}\" fill=\"#0b62b8\" fill-opacity=\".7\"/>",
            top + 80.0 - high,
            step - 2.0
        );
        if *count > 0 {
            out += &text(x + 0.5 * step, top + 76.0 - high, "middle", "", &count.to_string());
        }
    }
    out += &text(LEFT, top + 98.0, "start", "", &all.least.to_string());
    out + &text(WIDTH - RIGHT, top + 98.0, "end", "", &all.most.to_string())
}
