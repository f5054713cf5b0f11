//! `traffic VESSELS MINUTES SECONDS`: made-up traffic as sentences with tag blocks on standard
//! output, each vessel heard every so many seconds, in order of time. The same arguments give the
//! same bytes.
//!
//! 60 % of the vessels sail at 8 to 18 kn, 25 % drift, 15 % lie still; every 200th lies beside
//! another; every 50th falls silent for the middle third. Each says what it is once in 30 minutes.

use std::io::{self, BufWriter, Write};

use cordon_ais::encode::{Envelope, encode, sentences};
use cordon_ais::message::{Body, Message, PositionReport, Voyage};
use cordon_ais::text::Text;
use cordon_core::{Position, Span, Time};

/// 2021-01-01T00:00:00Z.
const BEGIN: i64 = 1_609_459_200;
const STATICS_EVERY: u64 = 1_800;
const STATIONS: [&str; 4] = ["st1", "st2", "st3", "st4"];

fn main() -> io::Result<()> {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let [vessels, minutes, every] = numbers[..] else {
        return Err(io::Error::other("usage: traffic VESSELS MINUTES SECONDS"));
    };
    let fleet = fleet(vessels);
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    let mut text = Vec::new();
    for second in 0..minutes * 60 {
        for (number, ship) in (0..).zip(&fleet) {
            text.clear();
            if ship.is_silent(number, second, minutes * 60) {
                continue;
            }
            if (second + number) % every == 0 {
                say(number, second, ship.position(second), &mut text);
            }
            if (second + number) % STATICS_EVERY == 0 {
                say(number, second, ship.identity(number), &mut text);
            }
            out.write_all(&text)?;
        }
    }
    out.flush()
}

/// Appends one message as the shore network would write it.
fn say(number: u64, second: u64, (kind, body): (u8, Body<'_>), text: &mut Vec<u8>) {
    let bits = encode(&Message { kind, repeat: 0, mmsi: 200_000_000 + number as u32, body });
    let envelope = Envelope {
        sequence: number as u32,
        station: Some(STATIONS[number as usize % STATIONS.len()]),
        time: Time::from_unix_seconds(BEGIN + second as i64),
        ..Envelope::default()
    };
    sentences(bits.bits(), &envelope, text);
}

struct Ship {
    at: Position,
    /// Degrees north and east in a second.
    way: (f64, f64),
    knots: f64,
    course: f64,
}

impl Ship {
    fn position(&self, second: u64) -> (u8, Body<'static>) {
        let t = second as f64;
        let at = Position::wrapped(self.at.lat() + t * self.way.0, self.at.lon() + t * self.way.1);
        let report = PositionReport {
            status: Some(0),
            turn: Some(0),
            speed: Some((self.knots * 10.0) as u16),
            accuracy: Some(true),
            lon: Some(at.lon_raw()),
            lat: Some(at.lat_raw()),
            course: Some((self.course * 10.0) as u16),
            heading: Some(self.course as u16),
            second: Some((second % 60) as u8),
            maneuver: Some(0),
            raim: Some(false),
            radio: Some(0),
        };
        (1, Body::Position(report))
    }

    fn identity(&self, number: u64) -> (u8, Body<'static>) {
        let voyage = Voyage {
            shipname: Some(Text::new(&format!("TEST SHIP {number}"))),
            callsign: Some(Text::new(&format!("T{number}"))),
            shiptype: Some(70),
            destination: Some(Text::new("BUSAN")),
            dte: Some(false),
            ..Voyage::default()
        };
        (5, Body::Voyage(voyage))
    }

    fn is_silent(&self, number: u64, second: u64, of: u64) -> bool {
        number % 50 == 7 && (of / 3..of * 2 / 3).contains(&second)
    }
}

/// 1 000 vessels in 10° of latitude by 18° of longitude, and more in proportion.
fn fleet(vessels: u64) -> Vec<Ship> {
    let side = (vessels as f64 / 10.0).sqrt().min(100.0);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut fleet: Vec<Ship> = Vec::new();
    for number in 0..vessels {
        let mut at = Position::wrapped(
            side * (random.unit() - 0.5),
            160.0 + side * 1.8 * (random.unit() - 0.5),
        );
        let mut knots = match number % 20 {
            0..12 => 8.0 + 10.0 * random.unit(),
            12..17 => 1.5 * random.unit(),
            _ => 0.0,
        };
        let course = 359.0 * random.unit();
        if number % 200 == 0 {
            knots = 0.0;
        }
        if number % 200 == 1
            && let Some(beside) = fleet.last()
        {
            (at, knots) = (Position::wrapped(beside.at.lat() + 0.001, beside.at.lon()), 0.0);
        }
        let step = knots / 60.0 / Span::from_hours(1).seconds();
        let way = (step * course.to_radians().cos(), step * course.to_radians().sin());
        fleet.push(Ship { at, way, knots, course });
    }
    fleet
}

/// `SplitMix64`.
struct Random(u64);

impl Random {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}
