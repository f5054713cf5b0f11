//! Cited bytes, read as their input was.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::time::Duration;

use cordon_core::{Fix, InputId, SourceRef, StaticReport, TrackId};
use cordon_feeds::{Batch, Format, Options, Progress, open_bytes};

use super::{Cited, Reading};

/// What the cited bytes say.
pub(super) struct Read {
    /// One fix for each that was cited, with its track.
    pub(super) fixes: Vec<(TrackId, Fix)>,
    /// How many of them carry no time of their own.
    pub(super) undated: usize,
}

/// Reads everything again. Bytes that do not say what was told are an error that names them.
pub(super) fn read(cited: &[Cited], reading: &dyn Fn(&str) -> Reading) -> Result<Read, String> {
    let mut by_input: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, one) in cited.iter().enumerate() {
        by_input.entry(&one.input).or_default().push(index);
    }
    let mut fixes: Vec<Option<Fix>> = vec![None; cited.len()];
    let mut undated = 0;
    for ((input, pieces), number) in by_input.into_iter().zip(0..) {
        let reading = reading(input);
        let mut missing = take(cited, &pieces, &reading, false, &mut fixes)?;
        if reading.format == Some(Format::Aivdm) && !missing.is_empty() {
            undated += missing.len();
            missing = take(cited, &missing, &reading, true, &mut fixes)?;
        }
        if let Some(first) = missing.first().and_then(|&index| cited.get(index)) {
            return Err(format!("bytes {} of {input} say no position", first.offset));
        }
        for &index in &pieces {
            if let (Some(Some(fix)), Some(one)) = (fixes.get_mut(index), cited.get(index)) {
                let length = u32::try_from(one.bytes.len()).unwrap_or(u32::MAX);
                fix.source = SourceRef { input: InputId(number), offset: one.offset, length };
            }
        }
    }
    let fixes = cited.iter().zip(fixes).map(|(one, fix)| checked(one, fix));
    Ok(Read { fixes: fixes.collect::<Result<_, _>>()?, undated })
}

/// Reads some pieces of one input, and says which of them gave no fix.
fn take(
    cited: &[Cited],
    pieces: &[usize],
    reading: &Reading,
    dated: bool,
    fixes: &mut [Option<Fix>],
) -> Result<Vec<usize>, String> {
    let (bytes, places) = stream(cited, pieces, reading, dated);
    let (found, _) = read_all(bytes, reading.format)?;
    let mut missing = Vec::new();
    for (&index, place) in pieces.iter().zip(places) {
        let (Some(one), Some(slot)) = (cited.get(index), fixes.get_mut(index)) else { continue };
        let here = found
            .iter()
            .filter(|fix| place.contains(&fix.source.offset) && fix.mmsi == one.track.mmsi);
        // One piece can hold more than one report: the sentences between two parts of a message.
        *slot =
            here.max_by_key(|fix| (fix.position == one.position, fix.time == one.time)).copied();
        if slot.is_none() {
            missing.push(index);
        }
    }
    Ok(missing)
}

/// The pieces as one stream, and where each of them lies in it.
pub(super) fn stream(
    cited: &[Cited],
    pieces: &[usize],
    reading: &Reading,
    dated: bool,
) -> (Vec<u8>, Vec<Range<u64>>) {
    let is_text = reading.format != Some(Format::MsgPack);
    let mut bytes = reading.context.clone();
    if is_text && !bytes.is_empty() {
        bytes.push(b'\n');
    }
    let mut places = Vec::with_capacity(pieces.len());
    for one in pieces.iter().filter_map(|&index| cited.get(index)) {
        let start = bytes.len() as u64;
        if dated {
            bytes.extend(time_block(one).bytes());
        }
        bytes.extend_from_slice(&one.bytes);
        if is_text {
            bytes.push(b'\n');
        }
        places.push(start..bytes.len() as u64);
    }
    (bytes, places)
}

/// A tag block with the time that the recorder noted (NMEA 0183, TAG block parameter `c`, in ms).
fn time_block(one: &Cited) -> String {
    let content = format!("c:{}", one.time.as_micros() / 1_000);
    let sum = content.bytes().fold(0, |sum, byte| sum ^ byte);
    let mut block = format!("\\{content}*");
    // Writing to a text cannot fail.
    let _ = write!(block, "{sum:02X}\\");
    block
}

/// All fixes and static reports of some bytes.
pub(super) fn read_all(
    bytes: Vec<u8>,
    format: Option<Format>,
) -> Result<(Vec<Fix>, Vec<StaticReport>), String> {
    let options = Options { input_format: format, ..Options::default() };
    let mut source = open_bytes("cited bytes", bytes, &options).map_err(|e| e.to_string())?;
    let (mut batch, mut fixes, mut reports) = (Batch::default(), Vec::new(), Vec::new());
    loop {
        let progress = source.read(&mut batch, Duration::ZERO).map_err(|e| e.to_string())?;
        fixes.append(&mut batch.fixes);
        reports.append(&mut batch.statics);
        if progress == Progress::End {
            return Ok((fixes, reports));
        }
    }
}

/// The fix, if its bytes say what was told.
fn checked(one: &Cited, fix: Option<Fix>) -> Result<(TrackId, Fix), String> {
    let fix = fix.ok_or("bytes without a fix")?;
    let told = (one.time, one.position.lat_lon_rounded());
    let says = (fix.time, fix.position.lat_lon_rounded());
    if told == says {
        return Ok((one.track, fix));
    }
    let (offset, input) = (one.offset, &one.input);
    Err(format!(
        "bytes {offset} of {input} say {} {:?}, not {} {:?}",
        says.0, says.1, told.0, told.1
    ))
}
