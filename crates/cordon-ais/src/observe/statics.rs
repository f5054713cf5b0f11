//! What a station says it is: messages 5, 19, 21 and 24.

use cordon_core::{Mmsi, MmsiClass, Reason, SourceRef, StaticReport, Time};

use super::{NO_OBSERVATION, digest, receiver, transponder};
use crate::frame::Frame;
use crate::message::{self, Body, StaticData, Voyage};

/// The static report in `frame`; an error where the message holds none.
pub(super) fn report(
    frame: &Frame<'_>,
    time: Time,
    source: SourceRef,
) -> Result<StaticReport, Reason> {
    let message = message::decode(frame.bits)?;
    let mut report = blank(frame, time, source);
    match &message.body {
        Body::Voyage(voyage) => from_voyage(&mut report, voyage),
        Body::ClassBExtended(ship) => {
            report.name = ship.shipname.as_ref().and_then(text);
            report.ship_type = ship.shiptype.filter(|&kind| kind != 0);
            report.dimensions =
                dimensions([ship.to_bow, ship.to_stern], [ship.to_port, ship.to_starboard]);
        }
        Body::Aid(aid) => {
            report.name = text(aid.name().collect::<String>());
            let aid = &aid.report;
            report.dimensions =
                dimensions([aid.to_bow, aid.to_stern], [aid.to_port, aid.to_starboard]);
        }
        Body::StaticData(StaticData::A(part)) => {
            report.name = part.shipname.as_ref().and_then(text);
        }
        Body::StaticData(StaticData::B(part)) => {
            report.ship_type = part.shiptype.filter(|&kind| kind != 0);
            report.callsign = part.callsign.as_ref().and_then(text);
            // A craft's boat has its mother ship's number in these bits.
            if report.mmsi.class() != MmsiClass::AssociatedCraft {
                report.dimensions =
                    dimensions([part.to_bow, part.to_stern], [part.to_port, part.to_starboard]);
            }
        }
        _ => return Err(NO_OBSERVATION),
    }
    Ok(report)
}

fn from_voyage(report: &mut StaticReport, voyage: &Voyage) {
    report.imo = voyage.imo.filter(|&imo| imo != 0);
    report.callsign = voyage.callsign.as_ref().and_then(text);
    report.name = voyage.shipname.as_ref().and_then(text);
    report.ship_type = voyage.shiptype.filter(|&kind| kind != 0);
    report.dimensions =
        dimensions([voyage.to_bow, voyage.to_stern], [voyage.to_port, voyage.to_starboard]);
    report.draught = voyage.draught.filter(|&draught| draught != 0);
    report.destination = voyage.destination.as_ref().and_then(text);
    report.eta = eta(voyage);
}

fn blank(frame: &Frame<'_>, time: Time, source: SourceRef) -> StaticReport {
    let (kind, mmsi) = (frame.message_type(), Mmsi(frame.mmsi()));
    StaticReport {
        time,
        mmsi,
        transponder: transponder(kind, mmsi),
        receiver: frame.station.map_or(0, receiver),
        msg_type: kind,
        exercise: frame.exercise.is_some(),
        imo: None,
        name: None,
        callsign: None,
        ship_type: None,
        dimensions: None,
        draught: None,
        destination: None,
        eta: None,
        source,
        digest: digest(frame.raw),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "takes texts and references to texts alike")]
fn text(field: impl ToString) -> Option<Box<str>> {
    Some(field.to_string().trim_matches(' ')).filter(|text| !text.is_empty()).map(Box::from)
}

fn dimensions(length: [Option<u16>; 2], beam: [Option<u8>; 2]) -> Option<[u16; 4]> {
    let ([Some(bow), Some(stern)], [Some(port), Some(starboard)]) = (length, beam) else {
        return None;
    };
    let all = [bow, stern, port.into(), starboard.into()];
    (all != [0; 4]).then_some(all)
}

/// `MM-DDTHH:MMZ`, when all of it was given: a ship that names only the day says too little to
/// print an hour for.
fn eta(voyage: &Voyage) -> Option<Box<str>> {
    let month = voyage.month.filter(|month| (1..=12).contains(month))?;
    let day = voyage.day.filter(|day| (1..=31).contains(day))?;
    let hour = voyage.hour.filter(|&hour| hour < 24)?;
    let minute = voyage.minute.filter(|&minute| minute < 60)?;
    Some(format!("{month:02}-{day:02}T{hour:02}:{minute:02}Z").into())
}
