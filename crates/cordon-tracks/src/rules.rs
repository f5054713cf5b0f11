//! What a track is, in numbers.

use cordon_core::Span;
use serde::{Deserialize, Serialize};

/// The parameters of track assignment. `docs/tracks.md` says where each value comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrackRules {
    /// Days of silence after which a track is over. Shorter silences are gaps inside a track.
    pub horizon_days: f64,
    /// Speed in knots that any ship may have made good between two fixes, whatever it reported.
    pub max_speed_kn: f64,
    /// Reported speed, times this, also counts as makeable ...
    pub speed_margin: f64,
    /// ... up to this many knots. A gap inside a track never implies more for long.
    pub ceiling_kn: f64,
    /// The same ceiling for search and rescue aircraft, in knots.
    pub aircraft_ceiling_kn: f64,
    /// Seconds by which timestamps of different receivers may disagree.
    pub clock_slack_s: f64,
    /// Metres that a position may be off beside all motion.
    pub place_slack_m: f64,
    /// Expected miss of a good fix in metres (GNSS, antenna place, 1/10 000 minute).
    pub position_sigma_m: f64,
    /// The same for long-range reports (message 27, rounded to 1/10 minute).
    pub coarse_sigma_m: f64,
    /// Expected error of a timestamp in seconds; times speed it adds to the miss.
    pub clock_sigma_s: f64,
    /// Expected drift from the mean of both reported velocities, in knots, for short steps.
    pub drift_kn: f64,
    /// The same for steps of hours, in which a ship does as it likes.
    pub wander_kn: f64,
    /// Hours after which a reported velocity says little about where the ship went.
    pub memory_h: f64,
    /// Cost of a change of transponder class (natural logarithm of odds, as all costs).
    pub class_cost: f64,
    /// Cost of a change of navigational status.
    pub status_cost: f64,
    /// Cost of being heard by another receiver.
    pub receiver_cost: f64,
    /// Cost of a new ship under an MMSI that one ship uses, as far as known.
    pub birth_cost: f64,
    /// The same where several ships use it side by side: heard within `shared_hours` and
    /// `shared_km` of the fix.
    pub shared_birth_cost: f64,
    /// Hours for which ships heard side by side mark an MMSI as shared.
    pub shared_hours: f64,
    /// Kilometres around them in which it is shared. Ships on two oceans do not mix.
    pub shared_km: f64,
    /// Fixes that make a track an established ship when others are judged by it.
    pub established_fixes: u32,
    /// On a shared MMSI, silence longer than this many times a ship's usual interval costs.
    pub patience: f64,
    /// Hypotheses this much worse than the best are dropped.
    pub margin: f64,
    /// The same where several ships use the number side by side.
    pub shared_margin: f64,
    /// How many hypotheses live side by side.
    pub max_hypotheses: usize,
    /// A fix is decided at the latest when this many later ones have been heard ...
    pub lag_fixes: usize,
    /// ... or this many minutes of event time have passed.
    pub lag_minutes: f64,
    /// Fixes that confirm a new track beside an open one.
    pub confirm_fixes: usize,
    /// Minutes for which the fixes of an unconfirmed track are held back before they are set aside.
    pub hold_minutes: f64,
    /// Hours for which an unconfirmed track is remembered after its last fix.
    pub candidate_hours: f64,
    /// Open and unconfirmed tracks of one MMSI; past this, the one silent for longest is closed.
    pub max_tracks: usize,
    /// Speeds in 0.1 kn that mark a broken message. 102.3 kn is not among them: it is AIS for "not
    /// available", and ships without a speed sensor send it for years.
    pub noise_sog: Vec<u16>,
    /// Seconds within which the same content again is the same report.
    pub repeat_s: f64,
    /// Minutes within which the same place of a moving ship again is an old report re-broadcast.
    pub stale_minutes: f64,
}

impl Default for TrackRules {
    fn default() -> TrackRules {
        TrackRules {
            horizon_days: 45.0,
            max_speed_kn: 30.0,
            speed_margin: 1.25,
            ceiling_kn: 55.0,
            aircraft_ceiling_kn: 300.0,
            clock_slack_s: 120.0,
            place_slack_m: 500.0,
            position_sigma_m: 20.0,
            coarse_sigma_m: 200.0,
            clock_sigma_s: 3.0,
            drift_kn: 0.2,
            wander_kn: 6.0,
            memory_h: 2.0,
            class_cost: 6.0,
            status_cost: 0.7,
            receiver_cost: 0.5,
            birth_cost: 14.0,
            shared_birth_cost: 6.5,
            shared_hours: 24.0,
            shared_km: 50.0,
            established_fixes: 5,
            patience: 20.0,
            margin: 8.0,
            shared_margin: 5.0,
            max_hypotheses: 8,
            lag_fixes: 16,
            lag_minutes: 30.0,
            confirm_fixes: 3,
            hold_minutes: 60.0,
            candidate_hours: 48.0,
            max_tracks: 32,
            noise_sog: vec![512, 630],
            repeat_s: 5.0,
            stale_minutes: 10.0,
        }
    }
}

impl TrackRules {
    /// The longest time of event time by which the decision on a fix can be late.
    pub fn max_lag(&self) -> Span {
        self.lag() + self.hold()
    }

    /// What a new ship costs, and how far behind the best a hypothesis may be.
    pub(crate) fn birth(&self, shared: bool) -> (f64, f64) {
        if shared {
            (self.shared_birth_cost, self.shared_margin)
        } else {
            (self.birth_cost, self.margin)
        }
    }

    pub(crate) fn lag(&self) -> Span {
        Span::from_seconds_f64(self.lag_minutes * 60.0)
    }

    pub(crate) fn hold(&self) -> Span {
        Span::from_seconds_f64(self.hold_minutes * 60.0)
    }

    pub(crate) fn horizon(&self) -> Span {
        Span::from_hours_f64(self.horizon_days * 24.0)
    }

    pub(crate) fn candidate_life(&self) -> Span {
        Span::from_hours_f64(self.candidate_hours)
    }
}
