//! What the journal holds: each record is a tag and its fields, little-endian.

#![expect(
    clippy::cast_possible_wrap,
    reason = "the bits are kept: read back, they are cast the other way"
)]

use cordon_core::{
    Fix, FixFlags, Input, InputId, Mmsi, Position, ReceiverKind, SourceRef, StaticReport, Time,
    Transponder,
};

use crate::bytes::{Put, Take};

/// Which ledger a version belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ledger {
    Findings,
    Tracks,
}

/// One record of a commit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Record {
    /// The raw bytes up to here are in segments.
    RawEnd {
        segment: u32,
        length: u64,
    },
    Input(Input),
    Fix(Fix),
    Static(Box<StaticReport>),
    Raw {
        input: InputId,
        offset: u64,
        bytes: Vec<u8>,
    },
    Cursor {
        input: InputId,
        value: serde_json::Value,
    },
    Version {
        ledger: Ledger,
        line: Vec<u8>,
    },
}

const RAW_END: u8 = 1;
const INPUT: u8 = 2;
const FIX: u8 = 3;
const STATIC: u8 = 4;
const RAW: u8 = 5;
const CURSOR: u8 = 6;
const FINDING: u8 = 7;
const TRACK: u8 = 8;

pub(crate) fn put_raw_end(to: &mut Vec<u8>, segment: u32, length: u64) {
    to.put_u8(RAW_END);
    to.put_u32(segment);
    to.put_u64(length);
}

pub(crate) fn put_input(to: &mut Vec<u8>, input: &Input) {
    to.put_u8(INPUT);
    to.put_text(Some(&input.name));
    to.put_text(Some(&input.format));
    to.put_text(input.exercise.as_deref());
    to.put_u8(u8::from(input.heard.is_some()));
    to.put_u64(input.heard.map_or(0, |time| time.as_micros() as u64));
}

pub(crate) fn put_raw(to: &mut Vec<u8>, input: InputId, offset: u64, bytes: &[u8]) {
    to.put_u8(RAW);
    to.put_u32(input.0);
    to.put_u64(offset);
    to.put_block(bytes);
}

pub(crate) fn put_cursor(to: &mut Vec<u8>, input: InputId, value: &serde_json::Value) {
    to.put_u8(CURSOR);
    to.put_u32(input.0);
    to.put_text(Some(&value.to_string()));
}

pub(crate) fn put_version(to: &mut Vec<u8>, ledger: Ledger, line: &[u8]) {
    to.put_u8(match ledger {
        Ledger::Findings => FINDING,
        Ledger::Tracks => TRACK,
    });
    to.put_block(line);
}

/// The length of a position report in the journal.
pub(crate) const FIX_BYTES: usize = 60;

pub(crate) fn put_fix(to: &mut Vec<u8>, fix: &Fix) {
    let mut record = Buffer { bytes: [0; FIX_BYTES], length: 0 };
    let at = &mut record;
    at.put_u8(FIX);
    at.put_u64(fix.time.as_micros() as u64);
    at.put_u32(fix.mmsi.0);
    at.put_u32(fix.position.lat_raw() as u32);
    at.put_u32(fix.position.lon_raw() as u32);
    at.put_u16(fix.sog);
    at.put_u16(fix.cog);
    at.put_u16(fix.heading);
    let kinds = [fix.transponder as u8, fix.receiver_kind as u8];
    at.put(&[fix.nav_status, fix.msg_type, kinds[0], kinds[1], fix.flags.0]);
    at.put_u32(fix.receiver);
    put_source(at, fix.source, fix.digest);
    to.put(&record.bytes);
}

/// A record of fixed length in the making: there are millions, and the journal grows once by each.
struct Buffer {
    bytes: [u8; FIX_BYTES],
    length: usize,
}

impl Put for Buffer {
    fn put(&mut self, bytes: &[u8]) {
        let end = self.length + bytes.len();
        self.bytes[self.length..end].copy_from_slice(bytes);
        self.length = end;
    }
}

pub(crate) fn put_static(to: &mut Vec<u8>, report: &StaticReport) {
    to.put_u8(STATIC);
    to.put_u64(report.time.as_micros() as u64);
    to.put_u32(report.mmsi.0);
    to.put_u32(report.receiver);
    to.put(&[report.transponder as u8, report.msg_type, u8::from(report.exercise)]);
    to.put_u32(report.imo.unwrap_or(0));
    to.put(&[report.ship_type.unwrap_or(0), report.draught.unwrap_or(0)]);
    to.put_u8(u8::from(report.dimensions.is_some()));
    report.dimensions.unwrap_or_default().into_iter().for_each(|metres| to.put_u16(metres));
    for text in [&report.name, &report.callsign, &report.destination, &report.eta] {
        to.put_text(text.as_deref());
    }
    put_source(to, report.source, report.digest);
}

fn put_source(to: &mut impl Put, source: SourceRef, digest: u64) {
    to.put_u32(source.input.0);
    to.put_u64(source.offset);
    to.put_u32(source.length);
    to.put_u64(digest);
}

/// Read the next record; `None` when it is not one.
pub(crate) fn take(from: &mut Take) -> Option<Record> {
    match from.u8()? {
        RAW_END => Some(Record::RawEnd { segment: from.u32()?, length: from.u64()? }),
        INPUT => take_input(from).map(Record::Input),
        FIX => take_fix(from).map(Record::Fix),
        STATIC => take_static(from).map(|report| Record::Static(Box::new(report))),
        RAW => Some(Record::Raw {
            input: InputId(from.u32()?),
            offset: from.u64()?,
            bytes: from.block()?.to_vec(),
        }),
        CURSOR => Some(Record::Cursor {
            input: InputId(from.u32()?),
            value: serde_json::from_str(&from.text()??).ok()?,
        }),
        FINDING => Some(Record::Version { ledger: Ledger::Findings, line: from.block()?.to_vec() }),
        TRACK => Some(Record::Version { ledger: Ledger::Tracks, line: from.block()?.to_vec() }),
        _ => None,
    }
}

fn take_time(from: &mut Take) -> Option<Time> {
    Time::from_micros(from.u64()? as i64)
}

fn take_input(from: &mut Take) -> Option<Input> {
    let (name, format, exercise) = (from.text()??, from.text()??, from.text()?);
    let (is_heard, micros) = (from.u8()? != 0, from.u64()?);
    let heard = if is_heard { Some(Time::from_micros(micros as i64)?) } else { None };
    Some(Input {
        name: name.into(),
        format: format.into(),
        exercise: exercise.map(Into::into),
        heard,
    })
}

fn take_source(from: &mut Take) -> Option<(SourceRef, u64)> {
    let input = InputId(from.u32()?);
    let source = SourceRef { input, offset: from.u64()?, length: from.u32()? };
    Some((source, from.u64()?))
}

fn take_fix(from: &mut Take) -> Option<Fix> {
    let (time, mmsi) = (take_time(from)?, Mmsi(from.u32()?));
    let position = Position::from_raw(from.u32()? as i32, from.u32()? as i32)?;
    let (sog, cog, heading) = (from.u16()?, from.u16()?, from.u16()?);
    let (nav_status, msg_type) = (from.u8()?, from.u8()?);
    let transponder = Transponder::from_u8(from.u8()?);
    let receiver_kind = ReceiverKind::from_u8(from.u8()?);
    let flags = FixFlags(from.u8()?);
    let receiver = from.u32()?;
    let (source, digest) = take_source(from)?;
    Some(Fix {
        time,
        mmsi,
        position,
        sog,
        cog,
        heading,
        nav_status,
        msg_type,
        transponder,
        receiver_kind,
        receiver,
        flags,
        source,
        digest,
    })
}

fn take_static(from: &mut Take) -> Option<StaticReport> {
    let (time, mmsi, receiver) = (take_time(from)?, Mmsi(from.u32()?), from.u32()?);
    let (transponder, msg_type) = (Transponder::from_u8(from.u8()?), from.u8()?);
    let exercise = from.u8()? != 0;
    let imo = Some(from.u32()?).filter(|&imo| imo > 0);
    let ship_type = Some(from.u8()?).filter(|&n| n > 0);
    let draught = Some(from.u8()?).filter(|&n| n > 0);
    let is_sized = from.u8()? != 0;
    let sides = [from.u16()?, from.u16()?, from.u16()?, from.u16()?];
    let dimensions = is_sized.then_some(sides);
    let (name, callsign) = (from.text()?, from.text()?);
    let (destination, eta) = (from.text()?, from.text()?);
    let (source, digest) = take_source(from)?;
    Some(StaticReport {
        time,
        mmsi,
        transponder,
        receiver,
        msg_type,
        exercise,
        imo,
        name,
        callsign,
        ship_type,
        dimensions,
        draught,
        destination,
        eta,
        source,
        digest,
    })
}
