//! Readers of the shared real data, and scores of track assignments.
#![allow(dead_code, reason = "each test uses its part")]
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

use cordon_core::{
    Fix, FixFlags, InputId, Mmsi, Position, ReceiverKind, SourceRef, Time, TrackId, Transponder,
};
use cordon_tracks::{Decision, TrackRules, Tracker};

/// The folder of shared data, when it is there.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let root = "../../../shared/data";
    let path = PathBuf::from(root).join(path);
    if !path.exists() {
        eprintln!("skipped: {} absent", path.display());
        return None;
    }
    Some(path)
}

/// FNV-1a.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A fix that knows nothing but time and place.
pub(crate) fn bare(seconds: i64, lat: f64, lon: f64) -> Fix {
    Fix {
        time: Time::from_unix_seconds(seconds).unwrap(),
        mmsi: Mmsi(440_000_001),
        position: Position::wrapped(lat, lon),
        sog: Fix::NONE,
        cog: Fix::NONE,
        heading: Fix::NONE,
        nav_status: 15,
        msg_type: 1,
        transponder: Transponder::ClassA,
        receiver_kind: ReceiverKind::Terrestrial,
        receiver: 0,
        flags: FixFlags::default(),
        source: SourceRef { input: InputId(0), offset: seconds as u64, length: 1 },
        digest: hash(format!("{seconds} {lat} {lon}").as_bytes()),
    }
}

/// A fix and its label in the data: the true vessel, or another segmenter's segment.
#[derive(Clone, Debug)]
pub(crate) struct Labelled {
    pub(crate) fix: Fix,
    pub(crate) label: Option<String>,
}

/// `association/norfolk_set2.csv` and its siblings: every row as one MMSI.
pub(crate) fn norfolk(path: &str) -> Option<Vec<Labelled>> {
    let text = std::fs::read_to_string(shared(path)?).unwrap();
    let mut rows: Vec<Labelled> = text.lines().skip(1).map(norfolk_row).collect();
    rows.sort_by(|a, b| a.fix.order(&b.fix));
    Some(rows)
}

fn norfolk_row(line: &str) -> Labelled {
    let cells: Vec<&str> = line.split(',').collect();
    let clock: Vec<i64> = cells[2].split(':').map(|part| part.parse().unwrap()).collect();
    let mut fix = bare(
        1_600_000_000 / 86_400 * 86_400 + clock[0] * 3_600 + clock[1] * 60 + clock[2],
        cells[3].parse().unwrap(),
        cells[4].parse().unwrap(),
    );
    fix.sog = cells[5].parse().unwrap();
    fix.cog = cells[6].parse().ok().filter(|&cog: &u16| cog < 3_600).unwrap_or(Fix::NONE);
    fix.source.offset = cells[0].parse().unwrap();
    fix.digest = hash(line.as_bytes());
    Labelled { fix, label: Some(cells[1].to_owned()) }
}

/// One file of `segments/expected`: the fixes with the published segmenter's choice.
pub(crate) fn segments(file: &PathBuf) -> Vec<Labelled> {
    let mut text = String::new();
    let bytes = std::fs::File::open(file).unwrap();
    flate2::read::GzDecoder::new(bytes).read_to_string(&mut text).unwrap();
    let mut rows: Vec<Labelled> = text.lines().filter_map(segment_row).collect();
    rows.sort_by(|a, b| a.fix.order(&b.fix));
    rows
}

/// Every file of `segments/expected` by its MMSI.
pub(crate) fn all_segments() -> Option<Vec<(String, Vec<Labelled>)>> {
    let folder = shared("segments/expected")?;
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    Some(
        files
            .iter()
            .map(|file| (file.file_stem().unwrap().to_string_lossy().into(), segments(file)))
            .collect(),
    )
}

fn segment_row(line: &str) -> Option<Labelled> {
    // The file was written by Python, which writes NaN where JSON knows only null.
    let row: serde_json::Value = serde_json::from_str(&line.replace(": NaN", ": null")).unwrap();
    let number = |key: &str| row[key].as_f64();
    let text = |key: &str| row[key].as_str().unwrap_or_default();
    let time: Time = text("timestamp").parse().unwrap();
    let place = Position::from_degrees(number("lat")?, number("lon")?)?;
    let mut fix = bare(time.as_unix_seconds(), place.lat(), place.lon());
    fix.mmsi = Mmsi(text("ssvid").parse().unwrap());
    fix.sog = number("speed")
        .filter(|&kn| kn < 102.25)
        .map_or(Fix::NONE, |kn| (kn * 10.0).round() as u16);
    fix.cog = number("course")
        .filter(|&c| c < 360.0)
        .map_or(Fix::NONE, |c| (c * 10.0).round() as u16 % 3_600);
    fix.heading = number("heading").filter(|&h| h < 360.0).map_or(Fix::NONE, |h| h as u16);
    fix.nav_status = number("status").map_or(15, |status| status as u8);
    fix.msg_type = text("type").trim_start_matches("AIS.").parse().unwrap_or(0);
    fix.transponder = match fix.msg_type {
        1..=3 => Transponder::ClassA,
        18 | 19 => Transponder::ClassB,
        _ => Transponder::Unknown,
    };
    fix.receiver = hash(text("receiver").as_bytes()) as u32;
    fix.source.offset = row["Index"].as_u64().unwrap();
    fix.digest = hash(text("msgid").as_bytes());
    Some(Labelled { fix, label: row["expected"].as_str().map(str::to_owned) })
}

/// Run a tracker over fixes in order.
pub(crate) fn track(fixes: impl IntoIterator<Item = Fix>, rules: &TrackRules) -> Vec<Decision> {
    let mut out = Vec::new();
    let mut tracker: Option<Tracker> = None;
    for fix in fixes {
        tracker.get_or_insert_with(|| Tracker::new(fix.mmsi)).on_fix(&fix, rules, &mut out);
    }
    if let Some(mut tracker) = tracker {
        tracker.finish(rules, &mut out);
    }
    out
}

/// The fixes of each track.
pub(crate) fn by_track(decisions: &[Decision]) -> BTreeMap<TrackId, Vec<Fix>> {
    let mut tracks: BTreeMap<TrackId, Vec<Fix>> = BTreeMap::new();
    for decision in decisions {
        if let Decision::Kept { track, fix } = decision {
            tracks.entry(*track).or_default().push(*fix);
        }
    }
    tracks
}

/// How many fixes were set aside, by reason.
pub(crate) fn reasons(decisions: &[Decision]) -> BTreeMap<&'static str, usize> {
    let mut reasons = BTreeMap::new();
    for decision in decisions {
        if let Decision::SetAside { reason, .. } = decision {
            *reasons.entry(reason.name()).or_insert(0) += 1;
        }
    }
    reasons
}

/// How well tracks agree with labels.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Score {
    pub(crate) read: usize,
    pub(crate) kept: usize,
    /// Kept fixes whose track's most frequent label is theirs.
    pub(crate) pure: usize,
    /// Pairs of fixes that follow each other under one label, both kept ...
    pub(crate) pairs: usize,
    /// ... and in the same track.
    pub(crate) joined: usize,
    pub(crate) tracks: usize,
}

impl Score {
    pub(crate) fn purity(&self) -> f64 {
        self.pure as f64 / self.kept.max(1) as f64
    }

    pub(crate) fn joined_share(&self) -> f64 {
        self.joined as f64 / self.pairs.max(1) as f64
    }

    pub(crate) fn add(&mut self, other: Score) {
        self.read += other.read;
        self.kept += other.kept;
        self.pure += other.pure;
        self.pairs += other.pairs;
        self.joined += other.joined;
        self.tracks += other.tracks;
    }
}

/// Score `decisions` against the labels of `rows`. Kept fixes without label count as read only.
pub(crate) fn score(rows: &[Labelled], decisions: &[Decision]) -> Score {
    let tracks = by_track(decisions);
    let mut track_of = BTreeMap::new();
    for (id, fixes) in &tracks {
        for fix in fixes {
            track_of.insert((fix.source.offset, fix.digest), *id);
        }
    }
    let mut counts: BTreeMap<TrackId, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut last: BTreeMap<&str, TrackId> = BTreeMap::new();
    let mut score = Score { read: rows.len(), tracks: tracks.len(), ..Score::default() };
    for row in rows {
        let Some(label) = row.label.as_deref() else { continue };
        let Some(id) = track_of.get(&(row.fix.source.offset, row.fix.digest)) else { continue };
        score.kept += 1;
        *counts.entry(*id).or_default().entry(label).or_default() += 1;
        if let Some(before) = last.insert(label, *id) {
            score.pairs += 1;
            score.joined += usize::from(before == *id);
        }
    }
    score.pure = counts.values().filter_map(|labels| labels.values().max()).sum();
    score
}
