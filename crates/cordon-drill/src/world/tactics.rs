//! Orders, and the built-in tactics that give them: the nearest free asset goes.

use super::fleet::{Member, Micros};
use super::motion::{Motion, course_to, knots};
use super::picture::{Picture, STALE};

/// An order of a side to one of its assets.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// Whose.
    pub side: String,
    /// Which asset.
    pub unit: String,
    /// What to do.
    pub task: Task,
}

/// What an asset can be told to do. Contacts go by the side's own numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Task {
    /// Go to a place.
    Go {
        /// Degrees north.
        lat_deg: f64,
        /// Degrees east.
        lon_deg: f64,
    },
    /// Follow at a distance.
    Shadow(u32),
    /// Go there, hail, ask the flag, and board if that is lawful.
    Intercept(u32),
    /// Hail.
    Query(u32),
    /// Board now.
    Board(u32),
    /// Send to a port.
    Divert(u32),
    /// Back to what it did.
    Resume,
}

impl Task {
    /// As the log has it.
    pub const fn name(&self) -> &'static str {
        match self {
            Task::Go { .. } => "go",
            Task::Shadow(_) => "shadow",
            Task::Intercept(_) => "intercept",
            Task::Query(_) => "query",
            Task::Board(_) => "board",
            Task::Divert(_) => "divert",
            Task::Resume => "resume",
        }
    }

    /// The contact that it is about.
    pub const fn contact(&self) -> Option<u32> {
        match self {
            Task::Shadow(contact)
            | Task::Intercept(contact)
            | Task::Query(contact)
            | Task::Board(contact)
            | Task::Divert(contact) => Some(*contact),
            Task::Go { .. } | Task::Resume => None,
        }
    }
}

/// For every suspicious contact that nobody goes to, the free asset that is there first.
pub(crate) fn nearest(
    picture: &Picture,
    taken: &[usize],
    free: &[usize],
    members: &[Member],
    motions: &[Motion],
    now: Micros,
) -> Vec<(usize, u32)> {
    let mut free = free.to_vec();
    let mut orders = Vec::new();
    for (craft, contact) in picture.contacts() {
        let is_open = contact.why.is_some() && !contact.is_done && !taken.contains(&craft);
        if !is_open || now - contact.last_us > STALE {
            continue;
        }
        let at = contact.estimate(now);
        let hours = |unit: usize| {
            let (motion, member) = (motions.get(unit)?, members.get(unit)?);
            let (_, far) = course_to((motion.lat, motion.lon), at);
            Some(knots(far) / member.figures.top_kn)
        };
        let best = free.iter().enumerate().filter_map(|(place, &unit)| Some((place, hours(unit)?)));
        if let Some((place, _)) = best.min_by(|a, b| a.1.total_cmp(&b.1)) {
            orders.push((free.remove(place), contact.number));
        }
    }
    orders
}
