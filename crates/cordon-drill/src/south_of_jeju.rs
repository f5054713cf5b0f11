//! The scenario `south-of-jeju`: the crossroads of the Yellow Sea, the East China Sea and the Korea
//! Strait, and six ships among sixty that are worth a look.

mod cast;
mod traffic;

use cordon_core::{Position, Span, Time};

use crate::Scenario;
use crate::reception::{Receivers, Satellite, Shore};
use cast::Cast;

const fn hours(hours: i64) -> Span {
    Span::from_hours(hours)
}

fn at(lat: f64, lon: f64) -> Position {
    Position::wrapped(lat, lon)
}

/// The buoy of the scenario.
pub(crate) fn buoy() -> Position {
    at(33.62, 126.45)
}

pub(crate) fn scenario(start: Time, seed: u64) -> Scenario {
    let mut cast = Cast::new(start, seed);
    cast.transfer_at_sea();
    cast.goes_dark();
    cast.changes_identity();
    cast.calls_at_port();
    cast.loiters();
    cast.waits_near_shore();
    cast.trawls_in_pair();
    cast.outage(outage());
    traffic::add(&mut cast);
    let (ships, events) = cast.into_parts();
    Scenario { ships, receivers: receivers(), events }
}

/// The station on Jeju is out of order for three hours: everybody around falls silent together.
fn outage() -> (Span, Span) {
    (hours(26), hours(29))
}

fn receivers() -> Receivers {
    Receivers {
        shore: vec![
            Shore {
                name: "EX-JEJU",
                position: at(33.36, 126.46),
                height: 1_000.0,
                outage: Some(outage()),
            },
            Shore { name: "EX-GOTO", position: at(32.67, 128.75), height: 300.0, outage: None },
        ],
        satellite: Satellite {
            name: "EX-SAT",
            first_pass: Span::from_minutes(20),
            period: Span::from_minutes(95),
            in_view: Span::from_minutes(12),
        },
    }
}
