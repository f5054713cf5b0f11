//! Rows of the tables that are partitioned by shard and day.

#![expect(
    clippy::cast_possible_wrap,
    reason = "the bits are kept: read back, they are cast the other way"
)]

use std::cmp::Ordering;
use std::io::Write;

use cordon_core::{
    Fix, FixFlags, InputId, Mmsi, Position, ReceiverKind, SourceRef, StaticReport, Time,
    Transponder,
};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::ChunkReader;

use crate::columns::{Column, GroupReader, GroupWriter, Kind, Packing};
use crate::manifest::Table;

/// A row of a partitioned table. The first four columns are `mmsi`, `time`, `lat_e`, `lon_e` where
/// the row has a place, else the first two.
pub(crate) trait Row: Clone + Send + Sync + 'static {
    const TABLE: Table;
    const COLUMNS: &'static [Column];

    fn mmsi(&self) -> Mmsi;
    fn time(&self) -> Time;
    fn position(&self) -> Option<Position>;

    /// The order within a partition: vessel, time, what was said, where it was read. Rows alike in
    /// all of these are one row told twice.
    fn order(&self, other: &Self) -> Ordering;

    fn write<W: Write + Send>(rows: &[Self], to: &mut GroupWriter<W>) -> Result<()>;
    fn read<R: ChunkReader + 'static>(from: &mut GroupReader<R>) -> Result<Vec<Self>>;
}

const fn delta(name: &'static str, kind: Kind) -> Column {
    Column::new(name, kind, Packing::Delta)
}

const fn dictionary(name: &'static str, kind: Kind) -> Column {
    Column::new(name, kind, Packing::Dictionary)
}

const fn digest() -> Column {
    Column::new("digest", Kind::U64, Packing::Plain)
}

impl Row for Fix {
    const TABLE: Table = Table::Observations;
    const COLUMNS: &'static [Column] = &[
        delta("mmsi", Kind::Unsigned(32)).indexed(),
        delta("time", Kind::Time).indexed(),
        delta("lat_e", Kind::I32).indexed(),
        delta("lon_e", Kind::I32).indexed(),
        delta("sog_dkn", Kind::Unsigned(16)).optional(),
        delta("cog_ddeg", Kind::Unsigned(16)).optional(),
        delta("heading_deg", Kind::Unsigned(16)).optional(),
        delta("nav_status", Kind::Unsigned(8)),
        delta("msg_type", Kind::Unsigned(8)),
        delta("transponder", Kind::Unsigned(8)),
        delta("receiver_kind", Kind::Unsigned(8)),
        dictionary("receiver", Kind::Unsigned(32)),
        delta("flags", Kind::Unsigned(8)),
        delta("input", Kind::Unsigned(32)),
        delta("offset", Kind::U64),
        delta("length", Kind::Unsigned(32)),
        digest(),
    ];

    fn mmsi(&self) -> Mmsi {
        self.mmsi
    }

    fn time(&self) -> Time {
        self.time
    }

    fn position(&self) -> Option<Position> {
        Some(self.position)
    }

    fn order(&self, other: &Fix) -> Ordering {
        self.mmsi
            .cmp(&other.mmsi)
            .then_with(|| Fix::order(self, other))
            .then_with(|| self.source.cmp(&other.source))
    }

    fn write<W: Write + Send>(rows: &[Fix], to: &mut GroupWriter<W>) -> Result<()> {
        let known = |n: u16| (n != Fix::NONE).then_some(i32::from(n));
        to.i32s(rows.iter().map(|fix| fix.mmsi.0 as i32))?;
        to.i64s(rows.iter().map(|fix| fix.time.as_micros()))?;
        to.i32s(rows.iter().map(|fix| fix.position.lat_raw()))?;
        to.i32s(rows.iter().map(|fix| fix.position.lon_raw()))?;
        to.optional_i32s(rows.iter().map(|fix| known(fix.sog)))?;
        to.optional_i32s(rows.iter().map(|fix| known(fix.cog)))?;
        to.optional_i32s(rows.iter().map(|fix| known(fix.heading)))?;
        to.i32s(rows.iter().map(|fix| i32::from(fix.nav_status)))?;
        to.i32s(rows.iter().map(|fix| i32::from(fix.msg_type)))?;
        to.i32s(rows.iter().map(|fix| fix.transponder as i32))?;
        to.i32s(rows.iter().map(|fix| fix.receiver_kind as i32))?;
        to.i32s(rows.iter().map(|fix| fix.receiver as i32))?;
        to.i32s(rows.iter().map(|fix| i32::from(fix.flags.0)))?;
        to.i32s(rows.iter().map(|fix| fix.source.input.0 as i32))?;
        to.i64s(rows.iter().map(|fix| fix.source.offset as i64))?;
        to.i32s(rows.iter().map(|fix| fix.source.length as i32))?;
        to.i64s(rows.iter().map(|fix| fix.digest as i64))
    }

    fn read<R: ChunkReader + 'static>(from: &mut GroupReader<R>) -> Result<Vec<Fix>> {
        let (mmsi, time, lat, lon) = (from.i32s()?, from.i64s()?, from.i32s()?, from.i32s()?);
        let (sog, cog, heading) =
            (from.optional_i32s()?, from.optional_i32s()?, from.optional_i32s()?);
        let (nav_status, msg_type) = (from.i32s()?, from.i32s()?);
        let (transponder, receiver_kind) = (from.i32s()?, from.i32s()?);
        let (receiver, flags) = (from.i32s()?, from.i32s()?);
        let (input, offset, length, digest) =
            (from.i32s()?, from.i64s()?, from.i32s()?, from.i64s()?);
        let told = |n: Option<i32>| n.map_or(Fix::NONE, |n| n as u16);
        (0..from.rows())
            .map(|n| {
                Ok(Fix {
                    time: instant(time[n])?,
                    mmsi: Mmsi(mmsi[n] as u32),
                    position: place(lat[n], lon[n])?,
                    sog: told(sog[n]),
                    cog: told(cog[n]),
                    heading: told(heading[n]),
                    nav_status: nav_status[n] as u8,
                    msg_type: msg_type[n] as u8,
                    transponder: Transponder::from_u8(transponder[n] as u8),
                    receiver_kind: ReceiverKind::from_u8(receiver_kind[n] as u8),
                    receiver: receiver[n] as u32,
                    flags: FixFlags(flags[n] as u8),
                    source: source(input[n], offset[n], length[n]),
                    digest: digest[n] as u64,
                })
            })
            .collect()
    }
}

impl Row for StaticReport {
    const TABLE: Table = Table::Statics;
    const COLUMNS: &'static [Column] = &[
        delta("mmsi", Kind::Unsigned(32)).indexed(),
        delta("time", Kind::Time).indexed(),
        delta("transponder", Kind::Unsigned(8)),
        dictionary("receiver", Kind::Unsigned(32)),
        delta("msg_type", Kind::Unsigned(8)),
        delta("exercise", Kind::Unsigned(8)),
        dictionary("imo", Kind::Unsigned(32)).optional(),
        dictionary("name", Kind::Text).optional(),
        dictionary("callsign", Kind::Text).optional(),
        dictionary("ship_type", Kind::Unsigned(8)).optional(),
        dictionary("to_bow_m", Kind::Unsigned(16)).optional(),
        dictionary("to_stern_m", Kind::Unsigned(16)).optional(),
        dictionary("to_port_m", Kind::Unsigned(16)).optional(),
        dictionary("to_starboard_m", Kind::Unsigned(16)).optional(),
        dictionary("draught_dm", Kind::Unsigned(8)).optional(),
        dictionary("destination", Kind::Text).optional(),
        dictionary("eta", Kind::Text).optional(),
        delta("input", Kind::Unsigned(32)),
        delta("offset", Kind::U64),
        delta("length", Kind::Unsigned(32)),
        digest(),
    ];

    fn mmsi(&self) -> Mmsi {
        self.mmsi
    }

    fn time(&self) -> Time {
        self.time
    }

    fn position(&self) -> Option<Position> {
        None
    }

    fn order(&self, other: &StaticReport) -> Ordering {
        let key = |r: &StaticReport| (r.mmsi, r.time, r.msg_type, r.digest, r.source);
        key(self).cmp(&key(other))
    }

    fn write<W: Write + Send>(rows: &[StaticReport], to: &mut GroupWriter<W>) -> Result<()> {
        to.i32s(rows.iter().map(|report| report.mmsi.0 as i32))?;
        to.i64s(rows.iter().map(|report| report.time.as_micros()))?;
        to.i32s(rows.iter().map(|report| report.transponder as i32))?;
        to.i32s(rows.iter().map(|report| report.receiver as i32))?;
        to.i32s(rows.iter().map(|report| i32::from(report.msg_type)))?;
        to.i32s(rows.iter().map(|report| i32::from(report.exercise)))?;
        to.optional_i32s(rows.iter().map(|report| report.imo.map(|imo| imo as i32)))?;
        to.texts(rows.iter().map(|report| report.name.as_deref()))?;
        to.texts(rows.iter().map(|report| report.callsign.as_deref()))?;
        to.optional_i32s(rows.iter().map(|report| report.ship_type.map(i32::from)))?;
        for side in 0..4 {
            to.optional_i32s(
                rows.iter().map(|report| report.dimensions.map(|d| i32::from(d[side]))),
            )?;
        }
        to.optional_i32s(rows.iter().map(|report| report.draught.map(i32::from)))?;
        to.texts(rows.iter().map(|report| report.destination.as_deref()))?;
        to.texts(rows.iter().map(|report| report.eta.as_deref()))?;
        to.i32s(rows.iter().map(|report| report.source.input.0 as i32))?;
        to.i64s(rows.iter().map(|report| report.source.offset as i64))?;
        to.i32s(rows.iter().map(|report| report.source.length as i32))?;
        to.i64s(rows.iter().map(|report| report.digest as i64))
    }

    fn read<R: ChunkReader + 'static>(from: &mut GroupReader<R>) -> Result<Vec<StaticReport>> {
        let (mmsi, time, transponder) = (from.i32s()?, from.i64s()?, from.i32s()?);
        let (receiver, msg_type, exercise) = (from.i32s()?, from.i32s()?, from.i32s()?);
        let imo = from.optional_i32s()?;
        let (mut name, mut callsign) = (from.texts()?, from.texts()?);
        let ship_type = from.optional_i32s()?;
        let sides = [
            from.optional_i32s()?,
            from.optional_i32s()?,
            from.optional_i32s()?,
            from.optional_i32s()?,
        ];
        let draught = from.optional_i32s()?;
        let (mut destination, mut eta) = (from.texts()?, from.texts()?);
        let (input, offset, length, digest) =
            (from.i32s()?, from.i64s()?, from.i32s()?, from.i64s()?);
        let dimensions = |n: usize| {
            let side = |column: &Vec<Option<i32>>| column[n].map(|metres| metres as u16);
            let [bow, stern, port, starboard] = &sides;
            Some([side(bow)?, side(stern)?, side(port)?, side(starboard)?])
        };
        (0..from.rows())
            .map(|n| {
                Ok(StaticReport {
                    time: instant(time[n])?,
                    mmsi: Mmsi(mmsi[n] as u32),
                    transponder: Transponder::from_u8(transponder[n] as u8),
                    receiver: receiver[n] as u32,
                    msg_type: msg_type[n] as u8,
                    exercise: exercise[n] != 0,
                    imo: imo[n].map(|imo| imo as u32),
                    name: name[n].take(),
                    callsign: callsign[n].take(),
                    ship_type: ship_type[n].map(|n| n as u8),
                    dimensions: dimensions(n),
                    draught: draught[n].map(|n| n as u8),
                    destination: destination[n].take(),
                    eta: eta[n].take(),
                    source: source(input[n], offset[n], length[n]),
                    digest: digest[n] as u64,
                })
            })
            .collect()
    }
}

fn source(input: i32, offset: i64, length: i32) -> SourceRef {
    SourceRef { input: InputId(input as u32), offset: offset as u64, length: length as u32 }
}

fn instant(micros: i64) -> Result<Time> {
    let absurd =
        || ParquetError::General(format!("{micros} µs is not a time between 1900 and 2200"));
    Time::from_micros(micros).ok_or_else(absurd)
}

fn place(lat: i32, lon: i32) -> Result<Position> {
    let absurd = || ParquetError::General(format!("({lat}, {lon}) / 600000° is not a place"));
    Position::from_raw(lat, lon).ok_or_else(absurd)
}
