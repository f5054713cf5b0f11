//! Checks of where craft go: on the sea, within the class, without chasing in circles.

use std::collections::BTreeMap;

use cordon_core::Position;

use super::check::Findings;
use super::place::{ashore, place};
use super::problem::Step;
use super::shape::{Craft, Deception, Ground, Scenario, Traffic};

/// Everything about the ways of single craft.
pub(super) fn craft(found: &mut Findings<'_>, index: usize, craft: &Craft) {
    let at = |key| vec![Step::Key("craft"), Step::Index(index), Step::Key(key)];
    speed(found, &at("speed_kn"), craft, craft.speed_kn);
    for (number, leg) in craft.leg.iter().enumerate() {
        let mut steps = at("leg");
        steps.extend([Step::Index(number), Step::Key("speed_kn")]);
        speed(found, &steps, craft, leg.speed_kn);
    }
    let Some(start) = found.place(&at("lat_deg"), craft.lat_deg, craft.lon_deg) else { return };
    legs(found, index, craft, start);
    if craft.repeat && craft.leg.iter().all(|leg| place(leg.lat_deg, leg.lon_deg) == Some(start)) {
        let what =
            format!("`{}` repeats a way of no length: it would begin again for ever", craft.id);
        found.add(&at("repeat"), what, "add a leg to another place, or take `repeat` out");
    }
}

fn speed(found: &mut Findings<'_>, steps: &[Step<'_>], craft: &Craft, knots: Option<f64>) {
    let Some(knots) = knots else { return };
    let figures = craft.class.figures();
    if !(figures.least_kn..=figures.top_kn).contains(&knots) {
        let what = format!(
            "{knots} kn is no speed of class `{}`, which does {} to {} kn",
            craft.class.name(),
            figures.least_kn,
            figures.top_kn
        );
        found.add(steps, what, "take another speed or another class");
    }
}

/// Every leg lies on the map and, for ships, at sea.
fn legs(found: &mut Findings<'_>, index: usize, craft: &Craft, start: Position) {
    let base = |key| vec![Step::Key("craft"), Step::Index(index), Step::Key(key)];
    let floats = !craft.class.flies();
    if floats && ashore(start, start).is_some() {
        let what = format!("`{}` begins on land at {start}", craft.id);
        found.add(&base("lat_deg"), what, "move it to the sea");
        return;
    }
    let (mut from, mut hours) = (start, craft.from_h);
    for (number, leg) in craft.leg.iter().enumerate() {
        let mut steps = base("leg");
        steps.extend([Step::Index(number), Step::Key("lat_deg")]);
        let Some(to) = found.place(&steps, leg.lat_deg, leg.lon_deg) else { return };
        if let Some(land) = ashore(from, to).filter(|_| floats) {
            let what = format!("the way of `{}` leads over land at {land}", craft.id);
            found.add(&steps, what, "add a leg that goes around");
        }
        let until = leg.arrive_h.into_iter().chain(leg.until_h);
        for until in until {
            if until < hours {
                let what = format!("`{}` should be there at {until} h, before {hours} h", craft.id);
                found.add(&steps, what, "give times that go forward");
            }
            hours = hours.max(until);
        }
        from = to;
    }
}

/// Everything about a lane.
pub(super) fn lane(found: &mut Findings<'_>, index: usize, lane: &Traffic) {
    let at = |key| vec![Step::Key("traffic"), Step::Index(index), Step::Key(key)];
    speeds(found, &at("speed_kn"), lane.class.figures().top_kn, lane.speed_kn);
    if lane.path_lat_lon_deg.len() < 2 {
        let what = format!("the lane `{}` has fewer than two places", lane.id);
        found.add(&at("path_lat_lon_deg"), what, "give where it begins and where it ends");
    }
    let mut before = None;
    for (number, &[lat, lon]) in lane.path_lat_lon_deg.iter().enumerate() {
        let mut steps = at("path_lat_lon_deg");
        steps.push(Step::Index(number));
        let Some(here) = found.place(&steps, lat, lon) else { return };
        if let Some(land) = ashore(before.unwrap_or(here), here) {
            let what = format!("the lane `{}` leads over land at {land}", lane.id);
            found.add(&steps, what, "move the place, or add one that goes around");
        }
        before = Some(here);
    }
}

/// Everything about a fishing ground.
pub(super) fn ground(found: &mut Findings<'_>, index: usize, ground: &Ground) {
    let at = |key| vec![Step::Key("ground"), Step::Index(index), Step::Key(key)];
    speeds(found, &at("speed_kn"), super::Class::Fishing.figures().top_kn, ground.speed_kn);
    let Some(centre) = found.place(&at("lat_deg"), ground.lat_deg, ground.lon_deg) else { return };
    let reach = cordon_core::Metres(ground.radius_nm.clamp(0.0, 100.0) * 1_852.0);
    if cordon_chart::Land::standard().shore_within(centre, reach).is_some() {
        let what = format!("the ground `{}` reaches the shore", ground.id);
        found.add(&at("radius_nm"), what, "make it smaller, or move it out");
    }
}

fn speeds(found: &mut Findings<'_>, steps: &[Step<'_>], top: f64, [low, high]: [f64; 2]) {
    if !(low > 0.0 && low <= high && high <= top) {
        let what = format!("[{low}, {high}] kn is no range of speeds up to {top} kn");
        found.add(steps, what, "give the slowest and the fastest, within the class");
    }
}

/// Whoever lies alongside somebody must not wait for one that waits for it.
pub(super) fn chases(found: &mut Findings<'_>, scenario: &Scenario) {
    let mut partner: BTreeMap<&str, Vec<(&str, f64, f64)>> = BTreeMap::new();
    for craft in &scenario.craft {
        for deception in &craft.deception {
            if let Deception::Meet { with, from_h, until_h } = deception {
                partner.entry(&craft.id).or_default().push((with, *from_h, *until_h));
            }
        }
    }
    for (index, craft) in scenario.craft.iter().enumerate() {
        let mut at = craft.id.as_str();
        let mut window = (f64::MIN, f64::MAX);
        for _ in 0..=partner.len() {
            let next = partner.get(at).into_iter().flatten().find_map(|&(with, from, until)| {
                let both = (window.0.max(from), window.1.min(until));
                (both.0 < both.1).then_some((with, both))
            });
            let Some((with, both)) = next else { break };
            (at, window) = (with, both);
            if at == craft.id {
                let what = format!("`{at}` waits for a craft that waits for it: an endless loop");
                let steps = [Step::Key("craft"), Step::Index(index), Step::Key("deception")];
                found.add(&steps, what, "let one of them hold a place, and the other `meet` it");
                return;
            }
        }
    }
}
