//! Figures that make regions hold what they say, from where lost ships were on the maps' own levels.

use std::fmt::Write;

use cordon_plan::reach::{Group, PARTS};

use super::Found;

/// What was played for the figures, and how to play it again.
#[derive(Clone, Debug)]
pub struct Made {
    /// The command line.
    pub command: String,
    /// Hours after the last sight, in order.
    pub after_h: Vec<f64>,
}

/// The file `fitted.rs` of `cordon-plan`: for each group and time, the own level below which each part of the ships was.
pub fn fitted(made: &Made, found: &[Found]) -> String {
    let hours: Vec<String> = made.after_h.iter().map(|hours| format!("{hours:?}")).collect();
    let mut out = format!(
        "//! How much of a map's own probability, in parts of 100 000, held each of [`super::levels::PARTS`] of the ships, by\n\
         //! group and hours since the last sight. From simulated ships; made by\n//!\n//! ```sh\n//! {}\n//! ```\n\n\
         /// Hours since the last sight, in order.\n\
         pub(super) const AFTER_H: [f64; {}] = [{}];\n",
        made.command,
        hours.len(),
        hours.join(", ")
    );
    for (group, name) in [(Group::Other, "OTHER"), (Group::Fishing, "FISHING")] {
        let _ = write!(
            out,
            "\n/// Of ships of [`super::Group::{group:?}`].\n#[rustfmt::skip]\n\
             pub(super) const {name}: [[u32; {}]; {}] = [\n",
            PARTS.len(),
            hours.len()
        );
        for &after in &made.after_h {
            out += &row(group, after, found);
        }
        out += "];\n";
    }
    out
}

/// The own levels of a group after some hours, at [`PARTS`].
fn row(group: Group, after_h: f64, found: &[Found]) -> String {
    let is_one = |it: &&Found| it.group == group && (it.after_h - after_h).abs() < 1e-9;
    let mut own: Vec<f64> = found.iter().filter(is_one).map(|it| it.own).collect();
    own.sort_by(f64::total_cmp);
    let levels: Vec<String> =
        PARTS.iter().map(|part| format!("{:.0}", 1e5 * quantile(&own, *part))).collect();
    format!("    // {after_h} h, {} ships\n    [{}],\n", own.len(), levels.join(", "))
}

/// The value below which a part of sorted values lies, between their middles; the part itself where there are none.
pub fn quantile(sorted: &[f64], part: f64) -> f64 {
    let place = (part * sorted.len() as f64 - 0.5).clamp(0.0, sorted.len().max(1) as f64 - 1.0);
    let low = sorted.get(place.floor() as usize);
    let high = sorted.get(place.ceil() as usize);
    let (Some(low), Some(high)) = (low, high) else { return part };
    low + place.fract() * (high - low)
}
