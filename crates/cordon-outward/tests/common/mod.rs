//! A warning and its followers, and a ship.

use cordon_core::warning::{Event, Notice, SensorClass};
use cordon_core::{Degrees, Ellipse, Knots, Metres, Mmsi, Place, Position, Span, Time, Warning};
use cordon_outward::{Contact, Marking};

pub(crate) fn time() -> Time {
    "2031-03-14T23:59:30.25Z".parse().unwrap()
}

pub(crate) fn marking() -> Marking {
    Marking::unclassified(["KOR", "USA", "JPN"])
}

pub(crate) fn event(lat: f64, lon: f64, minutes: i64) -> Event {
    Event {
        time: time() + Span::from_minutes(minutes),
        place: Place(Position::from_degrees(lat, lon).unwrap()),
        ellipse: Some(Ellipse {
            semi_major: Metres(40_000.0),
            semi_minor: Metres(9_000.0),
            orientation: Degrees(75.0),
            probability: 0.95,
        }),
    }
}

pub(crate) fn warning(impact: Event) -> Warning {
    Warning {
        id: "JPN-20310314T235800Z".into(),
        origin: "JPN".into(),
        sequence: 1,
        supersedes: None,
        notice: Notice::Launch,
        issued: time(),
        launch: Some(event(39.7, 124.7, -2)),
        azimuth: Some(Degrees(88.0)),
        classes: Vec::new(),
        apogee: Some(Metres(560_000.0)),
        impact: Some(impact),
        confidence: 0.9,
        sensor: SensorClass::Fused,
        reason: "Two radars <A & B> saw it \"climb\".".into(),
        exercise: None,
    }
}

/// Launch, update and all-clear of one flight.
pub(crate) fn series(impact: Event) -> Vec<Warning> {
    let launch = warning(impact);
    let mut update = launch.clone();
    (update.sequence, update.supersedes, update.notice) = (2, Some(1), Notice::Update);
    update.issued = time() + Span::from_seconds(20);
    let mut clear = update.clone();
    (clear.sequence, clear.supersedes, clear.notice) = (3, Some(2), Notice::AllClear);
    (clear.issued, clear.impact) = (time() + Span::from_minutes(12), None);
    vec![launch, update, clear]
}

pub(crate) fn ship() -> Contact {
    Contact {
        mmsi: Some(Mmsi(412_331_088)),
        imo: Some(9_074_729),
        ship_type: Some(80),
        name: Some("SUSPECT <12> & Co".into()),
        callsign: Some("BQAB".into()),
        speed: Some(Knots(12.4)),
        course: Some(Degrees(121.0)),
        sigma_m: Some(500.0),
        ..Contact::at("MMSI-412331088", time(), Position::from_degrees(34.1234, 129.1234).unwrap())
    }
}
