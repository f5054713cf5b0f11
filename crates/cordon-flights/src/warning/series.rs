//! How one message about a flight follows another.

use cordon_core::warning::{Event, Notice, SensorClass};
use cordon_core::{Ellipse, Span, Time, Warning};

use crate::fit::{Descent, Estimate};

/// What its author adds to what was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// The node that says so.
    pub origin: String,
    /// When it is said.
    pub issued: Time,
    /// How sure its author is that there is such a flight, 0 to 1.
    pub confidence: f64,
    /// The exercise mark, when it is simulated.
    pub exercise: Option<String>,
}

/// What a following message does.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The same flight, known better: all but name, origin and count is taken from this.
    Update(Box<Warning>),
    /// What was said was wrong: all but name, origin and count is taken from this.
    Correction(Box<Warning>),
    /// The danger is over, or there was none; the sentence says which.
    AllClear(String),
}

/// Why a message cannot follow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotFollow {
    /// The flight was called off.
    #[error(
        "`{id}` was called off by message {sequence}; only a correction can follow an all-clear"
    )]
    CalledOff {
        /// Which flight.
        id: String,
        /// The all-clear.
        sequence: u32,
    },
    /// A drill would become real, or the other way round.
    #[error(
        "`{id}` carries {before}, the message {after}: a drill is never mixed with the real thing"
    )]
    ExerciseMark {
        /// Which flight.
        id: String,
        /// Mark so far.
        before: String,
        /// Mark of the message.
        after: String,
    },
    /// Time runs backwards.
    #[error("a message issued at {issued} cannot follow one issued at {before}")]
    Earlier {
        /// When it is said.
        issued: Time,
        /// When the one before was.
        before: Time,
    },
}

/// The first message about a flight, with nothing known yet but that there is one.
///
/// Its name comes from origin and time, so that the same launch told twice is one series.
pub fn first(terms: &Terms, launched: Time, reason: String) -> Warning {
    let stamp = launched.floor(Span::from_seconds(1)).to_string().replace(['-', ':'], "");
    Warning {
        id: format!("{}-{stamp}", terms.origin),
        origin: terms.origin.clone(),
        sequence: 1,
        supersedes: None,
        notice: Notice::Launch,
        issued: terms.issued,
        launch: None,
        azimuth: None,
        classes: Vec::new(),
        apogee: None,
        impact: None,
        confidence: terms.confidence,
        sensor: SensorClass::Unknown,
        reason,
        exercise: terms.exercise.clone(),
    }
}

/// The first message, from sightings put together.
///
/// The place where free fall, run back, leaves the ground is given as the launch: a rocket climbs
/// under power from further ahead or behind, so its ellipse is at least `launch_doubt_m` wide.
pub fn from_estimate(estimate: &Estimate, terms: &Terms, launch_doubt_m: f64) -> Warning {
    let launched = estimate.behind.map_or(estimate.epoch, |behind| behind.time);
    let mut warning = first(terms, launched, reason(estimate));
    warning.launch = estimate.behind.map(|behind| doubted(behind, launch_doubt_m));
    warning.azimuth = estimate.azimuth;
    warning.apogee = estimate.apogee.map(|(height, _)| height);
    warning.sensor =
        if estimate.sensors.len() > 1 { SensorClass::Fused } else { SensorClass::Radar };
    warning.impact = match estimate.descent {
        Descent::Impact { event, .. } => Some(event),
        Descent::None => None,
    };
    warning
}

fn doubted(mut event: Event, doubt_m: f64) -> Event {
    event.ellipse = event.ellipse.map(|ellipse| {
        let mut wide = ellipse.holding(Ellipse::TWO_SIGMA);
        wide.semi_major = wide.semi_major.max(cordon_core::Metres(doubt_m));
        wide.semi_minor = wide.semi_minor.max(cordon_core::Metres(doubt_m));
        wide
    });
    event
}

fn reason(estimate: &Estimate) -> String {
    let sensors = estimate.sensors.len();
    let whole = format!(
        "{} sightings by {sensors} {} put together: free fall at {:.0} m/s, {:.0} km up at {}",
        estimate.used,
        if sensors == 1 { "source" } else { "sources" },
        estimate.speed_m_s,
        estimate.place.height_m / 1e3,
        estimate.epoch,
    );
    let aside = match estimate.set_aside.len() {
        0 => String::new(),
        n => format!("; {n} set aside"),
    };
    let grown = if estimate.inflation > 1.0 {
        format!("; they disagree {:.1} times more than they say", estimate.inflation)
    } else {
        String::new()
    };
    let orbit = if estimate.descent == Descent::None {
        "; it does not come down within three hours"
    } else {
        ""
    };
    format!("{whole}{aside}{grown}{orbit}.")
}

/// The message that follows `last`.
///
/// # Errors
/// After an all-clear (but for a correction), across an exercise mark, and back in time.
pub fn next(last: &Warning, change: Change, issued: Time) -> Result<Warning, CannotFollow> {
    if last.notice == Notice::AllClear && !matches!(change, Change::Correction(_)) {
        return Err(CannotFollow::CalledOff { id: last.id.clone(), sequence: last.sequence });
    }
    if issued < last.issued {
        return Err(CannotFollow::Earlier { issued, before: last.issued });
    }
    let mut next = match change {
        Change::Update(known) => Warning { notice: Notice::Update, ..*known },
        Change::Correction(known) => Warning { notice: Notice::Correction, ..*known },
        Change::AllClear(reason) => {
            Warning { notice: Notice::AllClear, reason, impact: None, ..last.clone() }
        }
    };
    if next.exercise != last.exercise {
        return Err(CannotFollow::ExerciseMark {
            id: last.id.clone(),
            before: mark(last),
            after: mark(&next),
        });
    }
    next.id.clone_from(&last.id);
    next.origin.clone_from(&last.origin);
    next.sequence = last.sequence.saturating_add(1);
    next.supersedes = Some(last.sequence);
    next.issued = issued;
    Ok(next)
}

fn mark(warning: &Warning) -> String {
    match &warning.exercise {
        Some(name) => format!("the exercise mark `{name}`"),
        None => "no exercise mark".to_owned(),
    }
}
