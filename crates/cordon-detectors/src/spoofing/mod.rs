//! Spoofing: positions or motion that no ship can have had.
//!
//! The ways are those of the advisory's first practice, position manipulation: values that stand
//! still while the ship moves ([`frozen`]), circles that no ship sails ([`circle`]), places where no
//! ship floats ([`on_land`]), places that the receiver cannot hear ([`out_of_reach`]), and tracks of
//! one number that leap ([`jump`]). Each finding says in `how`
//! which it is, and names the innocent cause that comes nearest.

pub mod circle;
pub mod frozen;
pub mod jump;
pub mod on_land;
pub mod out_of_reach;

use cordon_core::{Finding, Fix, Kind, Position, Status, Time, TrackId};
use serde::{Deserialize, Serialize};

use crate::report::{Draft, Table};
use crate::rules::{BadRules, Context};
use crate::vertex::Vertex;

pub use circle::CircleRules;
pub use frozen::FrozenRules;
pub use jump::{JumpRules, Jumps};
pub use on_land::OnLandRules;
pub use out_of_reach::OutOfReachRules;

/// Thresholds of all ways of spoofing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SpoofingRules {
    /// Course, speed and heading that never change.
    pub frozen: FrozenRules,
    /// Circles too round for a ship.
    pub circle: CircleRules,
    /// Positions inland.
    pub on_land: OnLandRules,
    /// Places that the receiver cannot have heard.
    pub out_of_reach: OutOfReachRules,
    /// Tracks of one number between which no ship can have gone.
    pub jump: JumpRules,
}

impl SpoofingRules {
    pub(crate) fn check(&self) -> Result<(), BadRules> {
        self.frozen.check()?;
        self.circle.check()?;
        self.on_land.check()?;
        self.out_of_reach.check()?;
        self.jump.check()
    }
}

/// The state for one track.
#[derive(Clone, Debug, Default)]
pub(crate) struct SpoofingDetector {
    frozen: frozen::Frozen,
    circle: circle::Circling,
    on_land: on_land::OnLand,
    out_of_reach: out_of_reach::OutOfReach,
}

impl SpoofingDetector {
    pub(crate) fn on_fix(
        &mut self,
        track: TrackId,
        fix: &Fix,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) {
        self.frozen.on_fix(track, fix, ctx, out);
        self.circle.on_fix(track, fix, ctx, out);
        self.on_land.on_fix(track, fix, ctx, out);
        self.out_of_reach.on_fix(track, fix, ctx, out);
    }

    pub(crate) fn finish(&mut self, track: TrackId, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        self.frozen.finish(track, ctx, out);
        self.circle.finish(track, ctx, out);
        self.on_land.finish(track, ctx, out);
        self.out_of_reach.finish(track, ctx, out);
    }
}

/// What each way fills in.
struct Told<'a> {
    how: &'static str,
    status: Status,
    position: Position,
    tracks: Vec<TrackId>,
    cited: Vec<(TrackId, &'a [Vertex])>,
    values: Table,
    thresholds: Table,
    reason: String,
}

impl Told<'_> {
    /// The finding, from its first to its last cited fix. `None` without a fix.
    fn finding(self) -> Option<Finding> {
        let times = || self.cited.iter().flat_map(|(_, fixes)| fixes.iter().map(|fix| fix.time));
        let (start, end): (Time, Time) = (times().min()?, times().max()?);
        let cite = |(track, fixes): &(TrackId, &[Vertex])| {
            fixes.iter().map(|fix| fix.cite(*track)).collect::<Vec<_>>()
        };
        let open = self.status == Status::Open;
        let draft = Draft {
            kind: Kind::Spoofing,
            status: self.status,
            start,
            end: (!open).then_some(end),
            position: self.position,
            evidence: self.cited.iter().flat_map(cite).collect(),
            tracks: self.tracks,
            salt: self.how.to_owned(),
            values: self
                .values
                .with("how", self.how)
                .with("start_observed", true)
                .with("end_observed", true),
            thresholds: self.thresholds,
            reason: self.reason,
        };
        Some(draft.finding())
    }
}

/// Halves what is held once it is more than a finding cites, first and last staying.
fn keep_bounded(fixes: &mut Vec<Vertex>, most: usize) {
    if fixes.len() <= most {
        return;
    }
    let last = fixes.pop();
    let mut place = 0;
    fixes.retain(|_| {
        place += 1;
        place % 2 == 1
    });
    fixes.extend(last);
}
