//! One provider's row or object, on its way to a fix and a static report.

pub(crate) mod draft;
pub(crate) mod identity;
pub(crate) mod instant;
pub(crate) mod number;
pub(crate) mod terms;

use std::collections::hash_map::Entry;

use cordon_core::{Fix, Mmsi, Position, ReceiverKind, Span, Time, Transponder};
use rustc_hash::FxHashMap;
use twox_hash::XxHash3_64;

use crate::format::Format;
use crate::reader::{At, Out};
use draft::Draft;
use instant::TimeStyle;

/// A source's habits: units, times, and what it means by a number.
#[derive(Clone, Debug)]
pub(crate) struct Dialect {
    pub format: Format,
    pub time: TimeStyle,
    /// Midnight before the first row, for tables that give the time of day alone.
    pub base_date: Option<i64>,
    /// Degrees in one unit of latitude and longitude.
    pub degrees: f64,
    /// Knots in one unit of speed.
    pub knots: f64,
    /// Degrees in one unit of course.
    pub course_degrees: f64,
    /// Metres in one unit of draught.
    pub draught_metres: f64,
    /// Numbers that mean "not given", by quantity, besides those of AIS.
    pub no_speed: Vec<f64>,
    pub no_course: Vec<f64>,
    pub no_heading: Vec<f64>,
    /// AISHub: a time in seconds since 1970 means that the whole row is AIS integers.
    pub epoch_means_raw: bool,
    /// How everything in it was received.
    pub receiver_kind: ReceiverKind,
}

impl Dialect {
    /// Degrees, knots, metres, times with the year first.
    pub(crate) fn plain(format: Format) -> Dialect {
        Dialect {
            format,
            time: TimeStyle::YearFirst,
            base_date: None,
            degrees: 1.0,
            knots: 1.0,
            course_degrees: 1.0,
            draught_metres: 1.0,
            no_speed: Vec::new(),
            no_course: Vec::new(),
            no_heading: Vec::new(),
            epoch_means_raw: false,
            receiver_kind: ReceiverKind::Unknown,
        }
    }

    /// The habits that come with a format.
    pub(crate) fn of(format: Format) -> Dialect {
        let plain = Dialect::plain(format);
        match format {
            Format::Dma => Dialect { time: TimeStyle::DayFirst, ..plain },
            Format::ExactEarth => {
                Dialect { draught_metres: 0.1, receiver_kind: ReceiverKind::Satellite, ..plain }
            }
            Format::MarineTraffic => Dialect { knots: 0.1, draught_metres: 0.1, ..plain },
            Format::AisHub => Dialect { epoch_means_raw: true, ..plain },
            Format::Brest => {
                Dialect { draught_metres: 0.1, receiver_kind: ReceiverKind::Terrestrial, ..plain }
            }
            _ => plain,
        }
    }
}

/// What a ship last said it is, and when that was told.
#[derive(Clone, Copy, Debug)]
struct LastSaid {
    digest: u64,
    told: Time,
    /// Rows that said the same since it was told.
    since: u16,
    /// It was told that it was said more than once.
    twice: bool,
}

/// What goes on is told again after so long, and so many rows: tables repeat an identity in every row.
const AGAIN: Span = Span::from_hours(1);
const AGAIN_ROWS: u16 = 16;

impl LastSaid {
    fn first(digest: u64, told: Time) -> LastSaid {
        LastSaid { digest, told, since: 0, twice: false }
    }

    /// Takes in the next row of the ship. Whether to tell it: what is new; the second time, because
    /// what was said once may be a slip; and now and then, so that it is known how long it was said.
    fn hears(&mut self, digest: u64, time: Time) -> bool {
        if digest != self.digest {
            *self = LastSaid::first(digest, time);
            return true;
        }
        self.since = self.since.saturating_add(1);
        let again = self.since >= AGAIN_ROWS && (time - self.told).abs() >= AGAIN;
        let tells = !self.twice || again;
        if tells {
            (self.told, self.since, self.twice) = (time, 0, true);
        }
        tells
    }
}

/// Turns drafts into reports, and remembers what each ship last said it is.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) dialect: Dialect,
    last_identity: FxHashMap<u32, LastSaid>,
    /// Microseconds of the last time of day and of the date it belongs to.
    day: Option<(i64, i64)>,
}

impl Desk {
    pub(crate) fn new(dialect: Dialect) -> Desk {
        Desk { dialect, last_identity: FxHashMap::default(), day: None }
    }

    /// Turn a draft into what it tells, and count the record.
    pub(crate) fn file(&mut self, draft: &Draft<'_>, bytes: &[u8], at: At, out: &mut Out<'_>) {
        let told = self.tell(draft, bytes, at, out);
        // A report without a position was read and understood, but tells nothing.
        if matches!(told, Ok(()) | Err("no_position")) {
            out.tally().add_message(message_name(draft.msg_type));
        }
        match told {
            Ok(()) => out.tally().add_used(1),
            Err(reason) => out.reject(at, bytes.len(), reason),
        }
    }

    fn tell(
        &mut self,
        draft: &Draft<'_>,
        bytes: &[u8],
        at: At,
        out: &mut Out<'_>,
    ) -> Result<(), &'static str> {
        let mmsi = Mmsi(draft.mmsi.ok_or("no_mmsi")?);
        let time = self.time(draft).ok_or("no_time")?;
        let position = self.position(draft)?;
        if position.is_none() && !draft.has_identity() {
            return Err("no_position");
        }
        let mut fix = Fix {
            position: position.unwrap_or_else(|| Position::wrapped(0.0, 0.0)),
            source: out.cite(at.offset, bytes.len()),
            digest: XxHash3_64::oneshot(bytes),
            flags: out.flags,
            ..self.motion(draft, time, mmsi)
        };
        if draft.accurate {
            fix.flags = fix.flags.with(cordon_core::FixFlags::ACCURATE);
        }
        if position.is_some() {
            out.batch.fixes.push(fix);
        }
        self.identity(draft, &fix, position.is_some(), out);
        Ok(())
    }

    fn time(&mut self, draft: &Draft<'_>) -> Option<Time> {
        let micros = match (draft.time, draft.date, draft.time_of_day) {
            (Some(time), _, _) => time.as_micros(),
            (None, Some(date), Some(of_day)) => date.checked_add(of_day)?,
            (None, None, Some(of_day)) => self.roll(of_day)?.checked_add(of_day)?,
            _ => return None,
        };
        Time::from_micros(micros.checked_add(draft.millis * 1_000)?)
    }

    /// The date of a time of day: the day after, when the clock went back by more than half a day.
    fn roll(&mut self, of_day: i64) -> Option<i64> {
        let (date, last) = match self.day {
            Some(day) => day,
            None => (self.dialect.base_date?, of_day),
        };
        let half = instant::DAY / 2;
        let date = match of_day - last {
            back if back < -half => date + instant::DAY,
            on if on > half => date - instant::DAY,
            _ => date,
        };
        self.day = Some((date, of_day));
        Some(date)
    }

    /// `None` where AIS's "not available" was written, an error where it is no place at all.
    fn position(&self, draft: &Draft<'_>) -> Result<Option<Position>, &'static str> {
        let scale = if draft.raw { 1.0 / 600_000.0 } else { self.dialect.degrees };
        let (Some(lat), Some(lon)) = (draft.lat, draft.lon) else { return Ok(None) };
        let (lat, lon) = (lat * scale, lon * scale);
        if near(lat, 91.0) || near(lon, 181.0) {
            return Ok(None);
        }
        Position::from_degrees(lat, lon).map(Some).ok_or("bad_position")
    }

    /// The report without its place and source.
    fn motion(&self, draft: &Draft<'_>, time: Time, mmsi: Mmsi) -> Fix {
        let d = &self.dialect;
        let tenths = |unit: f64| if draft.raw { 1.0 } else { unit * 10.0 };
        let transponder = match draft.transponder {
            Transponder::Unknown => terms::by_message(draft.msg_type, mmsi),
            said => said,
        };
        // MarineTraffic writes a SAR aircraft's altitude in the place of its heading.
        let no_heading =
            d.format == Format::MarineTraffic && transponder == Transponder::SarAircraft;
        let long_range_none = draft.msg_type == 27 && draft.sog.is_some_and(|v| near(v, 63.0));
        let sog = draft.sog.filter(|v| !d.no_speed.contains(v) && !long_range_none);
        let cog = draft.cog.filter(|v| !d.no_course.contains(v));
        let heading = draft.heading.filter(|v| !d.no_heading.contains(v) && !no_heading);
        Fix {
            time,
            mmsi,
            position: Position::wrapped(0.0, 0.0),
            sog: below(sog.map(|v| v * tenths(d.knots)), 1_022.5),
            cog: below(cog.map(|v| v * tenths(d.course_degrees)), 3_600.0).map_round(3_600),
            heading: below(heading, 360.0).map_round(360),
            nav_status: draft.nav_status,
            msg_type: draft.msg_type,
            transponder,
            receiver_kind: match draft.receiver_kind {
                ReceiverKind::Unknown => d.receiver_kind,
                said => said,
            },
            receiver: draft.receiver,
            flags: cordon_core::FixFlags::default(),
            source: cordon_core::SourceRef { input: cordon_core::InputId(0), offset: 0, length: 0 },
            digest: 0,
        }
    }

    /// A static report, when what the ship says is worth telling: [`LastSaid`].
    fn identity(&mut self, draft: &Draft<'_>, fix: &Fix, has_position: bool, out: &mut Out<'_>) {
        if !draft.has_identity() {
            return;
        }
        let said = draft.identity_digest();
        let is_told = match self.last_identity.entry(fix.mmsi.0) {
            // A row without a place is a static message of its own.
            Entry::Occupied(mut last) => last.get_mut().hears(said, fix.time) || !has_position,
            Entry::Vacant(none) => {
                none.insert(LastSaid::first(said, fix.time));
                true
            }
        };
        if is_told {
            let report = identity::report(draft, fix, &self.dialect);
            out.batch.statics.extend(report);
        }
    }
}

/// A non-negative value below `limit`, rounded; [`Fix::NONE`] otherwise.
fn below(value: Option<f64>, limit: f64) -> u16 {
    match value {
        Some(v) if (0.0..limit).contains(&v) => v.round() as u16,
        _ => Fix::NONE,
    }
}

trait MapRound {
    /// A direction that rounded up to the full turn is north.
    fn map_round(self, turn: u16) -> u16;
}

impl MapRound for u16 {
    fn map_round(self, turn: u16) -> u16 {
        if self == turn { 0 } else { self }
    }
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

/// A message type as the tally counts it: `row` where the provider does not tell.
pub(crate) fn message_name(msg_type: u8) -> &'static str {
    const NAMES: [&str; 29] = [
        "row", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15",
        "16", "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28",
    ];
    NAMES.get(usize::from(msg_type)).copied().unwrap_or("row")
}
