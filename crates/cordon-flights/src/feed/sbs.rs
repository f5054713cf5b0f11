//! `BaseStation` lines: `MSG,3,1,1,4CA2D6,1,2008/11/28,14:53:49.986,…`, 22 columns, empty where not
//! known.

use cordon_core::flight::FlightReport;
use cordon_core::{Address, Degrees, Knots, Position, Span, Time};

use super::Batch;

/// A line longer than this is none.
const LONGEST: usize = 1_024;
/// Lines carry local time and no zone. Further than this from when they came they are dated by that.
const CLOCK: Span = Span::from_minutes(10);

/// A feed of lines on its way.
#[derive(Clone, Debug, Default)]
pub struct Sbs {
    line: Vec<u8>,
    /// The line is longer than any; the rest of it is passed over.
    too_long: bool,
}

impl Sbs {
    /// Takes in what came at `now`.
    pub fn take(&mut self, bytes: &[u8], now: Time, batch: &mut Batch) {
        for &byte in bytes {
            if byte == b'\n' {
                self.end(now, batch);
            } else if self.line.len() < LONGEST {
                self.line.push(byte);
            } else {
                self.too_long = true;
            }
        }
    }

    fn end(&mut self, now: Time, batch: &mut Batch) {
        let line = std::mem::take(&mut self.line);
        let too_long = std::mem::take(&mut self.too_long);
        let line = line.trim_ascii();
        if line.is_empty() {
            return;
        }
        let read = if too_long { Err("too_long") } else { read(line, now) };
        match read {
            Ok(report) => batch.used(report),
            Err(why) => batch.tally.add_rejected(why),
        }
    }
}

fn read(line: &[u8], now: Time) -> Result<FlightReport, &'static str> {
    let line = std::str::from_utf8(line).or(Err("not_utf8"))?;
    let columns: Vec<&str> = line.split(',').map(str::trim).collect();
    let column = |n: usize| columns.get(n).copied().filter(|text| !text.is_empty());
    match column(0) {
        Some("MSG") => {}
        Some("SEL" | "ID" | "AIR" | "STA" | "CLK") => return Err("not_a_message"),
        _ => return Err("unknown_kind"),
    }
    if columns.len() < 11 {
        return Err("too_few_columns");
    }
    let address: Address = column(4).and_then(|text| text.parse().ok()).ok_or("bad_address")?;
    let number = |n: usize| column(n).and_then(|text| text.parse::<f64>().ok());
    let whole = |n: usize| number(n).filter(|value| value.abs() < 1e6).map(|value| value as i32);
    let position = match (number(14), number(15)) {
        (Some(lat), Some(lon)) => Some(Position::from_degrees(lat, lon).ok_or("bad_position")?),
        _ => None,
    };
    Ok(FlightReport {
        position,
        altitude_ft: whole(11),
        speed: number(12).filter(|v| (0.0..5_000.0).contains(v)).map(Knots),
        course: number(13)
            .filter(|v| (0.0..=360.0).contains(v))
            .map(|v| Degrees(v.rem_euclid(360.0))),
        climb_fpm: whole(16),
        callsign: column(10).filter(|text| text.len() <= 16).map(Into::into),
        squawk: column(17).and_then(squawk),
        on_ground: column(21).and_then(flag),
        ..FlightReport::heard(address, time(column(6), column(7), now))
    })
}

/// Four octal digits.
pub(super) fn squawk(text: &str) -> Option<u16> {
    let octal = text.len() == 4 && text.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
    octal.then(|| text.parse().ok()).flatten()
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "-1" | "1" => Some(true),
        "0" => Some(false),
        _ => None,
    }
}

/// The line's own time where it can be UTC, or when it came.
fn time(day: Option<&str>, clock: Option<&str>, now: Time) -> Time {
    let written = day.zip(clock).and_then(|(day, clock)| {
        format!("{}T{clock}Z", day.replace('/', "-")).parse::<Time>().ok()
    });
    written.filter(|&written| (now - written).abs() <= CLOCK).unwrap_or(now)
}
