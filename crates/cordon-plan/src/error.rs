//! Why something cannot be planned.

use cordon_core::Position;

/// What is wrong with a question, and how to mend it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// A speed that nothing has.
    #[error("{what}: {value} kn is not a speed between {least} and {most} kn")]
    Speed {
        /// Whose speed.
        what: String,
        /// What was given.
        value: f64,
        /// The least accepted.
        least: f64,
        /// The most accepted.
        most: f64,
    },
    /// A number outside its range.
    #[error("{what}: {value} is not between {least} and {most}")]
    Range {
        /// Which number.
        what: String,
        /// What was given.
        value: f64,
        /// The least accepted.
        least: f64,
        /// The most accepted.
        most: f64,
    },
    /// A time before the one it must follow.
    #[error("{what}: {late} is before {early}; times must go forward")]
    Backwards {
        /// Which two times.
        what: String,
        /// What should come first.
        early: String,
        /// What should come second.
        late: String,
    },
    /// A ship that stands on land.
    #[error(
        "{what}: {at} lies on land, more than a mile from any shore of the chart; check the order LAT,LON"
    )]
    OnLand {
        /// Who.
        what: String,
        /// Where.
        at: Position,
    },
    /// An area that encloses nothing or crosses itself.
    #[error("zone `{name}`: {why}")]
    Zone {
        /// Its name.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// Two places that no way by water joins on the grid that was searched.
    #[error("no way by water from {from} to {to} within {within_nm:.0} nm")]
    NoWay {
        /// The start.
        from: Position,
        /// The end.
        to: Position,
        /// How far was searched.
        within_nm: f64,
    },
    /// Something that cannot be read.
    #[error("{what}: {why}")]
    Unread {
        /// Which part of the question.
        what: String,
        /// What is wrong with it, and what would be right.
        why: String,
    },
    /// Something must be given.
    #[error("{what} is empty: {mend}")]
    Empty {
        /// What is missing.
        what: String,
        /// What to give.
        mend: String,
    },
}

/// `value` when it is finite and between `least` and `most`.
pub(crate) fn within(what: &str, value: f64, least: f64, most: f64) -> Result<f64, PlanError> {
    if value >= least && value <= most {
        return Ok(value);
    }
    Err(PlanError::Range { what: what.to_owned(), value, least, most })
}

/// A speed in knots between `least` and `most`.
pub(crate) fn speed(what: &str, value: f64, least: f64, most: f64) -> Result<f64, PlanError> {
    if value >= least && value <= most {
        return Ok(value);
    }
    Err(PlanError::Speed { what: what.to_owned(), value, least, most })
}
