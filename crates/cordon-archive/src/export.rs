//! GeoParquet files for other programs: findings, tracks, and observations on request.

#![expect(
    clippy::cast_possible_wrap,
    reason = "the bits are kept: read back, they are cast the other way"
)]

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use cordon_core::{Finding, Fix, Time};
use parquet::errors::Result as ParquetResult;
use parquet::file::writer::SerializedFileWriter;
use rayon::prelude::*;

use crate::columns::{Column, GROUP_ROWS, GroupWriter, Kind, Packing, properties, schema};
use crate::disk::{Disk, DiskFile, temporary};
use crate::error::StoreError;
use crate::geo;
use crate::query::Query;
use crate::store::Store;
use crate::table::encode_error;
use crate::tracks::TrackSummary;

/// The snapshots are written anew each time: fast rather than small.
const ZSTD_LEVEL: i32 = 1;

const fn text(name: &'static str) -> Column {
    Column::new(name, Kind::Text, Packing::Dictionary).optional()
}

const fn time(name: &'static str) -> Column {
    Column::new(name, Kind::Time, Packing::Delta).indexed()
}

const fn unsigned(name: &'static str, bits: i8) -> Column {
    Column::new(name, Kind::Unsigned(bits), Packing::Delta)
}

const fn double(name: &'static str) -> Column {
    Column::new(name, Kind::Double, Packing::Dictionary).indexed()
}

const fn json(name: &'static str) -> Column {
    Column::new(name, Kind::Json, Packing::Dictionary)
}

const GEOMETRY: Column = Column::new(geo::COLUMN, Kind::Geometry, Packing::Dictionary);

const FINDINGS: &[Column] = &[
    text("id"),
    text("kind"),
    text("status"),
    time("start"),
    time("end").optional(),
    double("lon"),
    double("lat"),
    unsigned("mmsi", 32),
    unsigned("other_mmsi", 32).optional(),
    json("tracks"),
    json("vessels"),
    json("values"),
    json("thresholds"),
    json("evidence"),
    text("reason"),
    unsigned("revision", 32),
    text("exercise"),
    GEOMETRY,
];

const TRACKS: &[Column] = &[
    text("id"),
    unsigned("mmsi", 32),
    time("start"),
    time("end"),
    unsigned("fixes", 32),
    double("distance_m"),
    unsigned("transponder", 8),
    text("name"),
    unsigned("imo", 32).optional(),
    text("callsign"),
    unsigned("ship_type", 8).optional(),
    text("exercise"),
    GEOMETRY,
];

const OBSERVATIONS: &[Column] = &[
    unsigned("mmsi", 32).indexed(),
    time("time"),
    double("lon"),
    double("lat"),
    Column::new("sog_kn", Kind::Double, Packing::Dictionary).optional(),
    Column::new("cog_deg", Kind::Double, Packing::Dictionary).optional(),
    unsigned("heading_deg", 16).optional(),
    unsigned("nav_status", 8),
    unsigned("msg_type", 8),
    unsigned("input", 32),
    Column::new("offset", Kind::U64, Packing::Delta),
    unsigned("length", 32),
    GEOMETRY,
];

impl Store {
    /// Write the observations of a query as GeoParquet with a point each, for QGIS and the like.
    /// Gives the number of rows. The file appears when it is whole.
    pub fn export_geoparquet(&self, query: &Query, to: &Path) -> Result<u64, StoreError> {
        let disk = Disk::real();
        let mut file = GeoFile::create(&disk, to, "observations", OBSERVATIONS, &["Point"])?;
        let (mut rows, mut group) = (0, Vec::new());
        for batch in self.scan(query) {
            for fix in batch?.rows {
                group.push(fix);
                if group.len() == GROUP_ROWS {
                    file.group(|to| write_fixes(&group, to))?;
                    rows += group.len() as u64;
                    group.clear();
                }
            }
        }
        rows += group.len() as u64;
        file.group(|to| write_fixes(&group, to))?;
        file.finish(&disk).map(|()| rows)
    }

    /// Write `findings.parquet` and `tracks.parquet` as they stand.
    pub(crate) fn write_snapshots(&self) -> Result<(), StoreError> {
        let (findings, tracks) =
            rayon::join(|| self.write_findings_snapshot(), || self.write_tracks_snapshot());
        findings.and(tracks)
    }

    fn write_findings_snapshot(&self) -> Result<(), StoreError> {
        if self.findings.len() == 0 {
            return Ok(());
        }
        let (findings, evidence): (Vec<_>, Vec<_>) =
            self.findings_and_evidence()?.into_iter().unzip();
        let path = self.root.join("findings.parquet");
        findings_to(&self.disk, &path, &findings, |rows| evidence[rows].to_vec())
    }

    fn write_tracks_snapshot(&self) -> Result<(), StoreError> {
        if self.tracks.len() == 0 {
            return Ok(());
        }
        tracks_to(&self.disk, &self.root.join("tracks.parquet"), &self.tracks(None)?)
    }
}

/// Write findings as GeoParquet with a point each. `evidence` gives what a finding cites as JSON.
/// The file appears when it is whole.
pub fn write_findings(
    to: &Path,
    findings: &[Finding],
    evidence: &(dyn Fn(&Finding) -> Vec<u8> + Sync),
) -> Result<(), StoreError> {
    findings_to(&Disk::real(), to, findings, |rows| {
        findings[rows].par_iter().map(evidence).collect()
    })
}

/// Write tracks as GeoParquet with a line each. The file appears when it is whole.
pub fn write_tracks(to: &Path, tracks: &[TrackSummary]) -> Result<(), StoreError> {
    tracks_to(&Disk::real(), to, tracks)
}

/// `evidence` gives the JSON of some rows' evidence, by far the longest column.
fn findings_to(
    disk: &Disk,
    path: &Path,
    findings: &[Finding],
    evidence: impl Fn(Range<usize>) -> Vec<Vec<u8>>,
) -> Result<(), StoreError> {
    let mut file = GeoFile::create(disk, path, "findings", FINDINGS, &["Point"])?;
    for start in (0..findings.len()).step_by(GROUP_ROWS) {
        let rows = start..findings.len().min(start + GROUP_ROWS);
        let evidence = evidence(rows.clone());
        file.group(|to| finding_columns(&findings[rows], evidence, to))?;
    }
    file.finish(disk)
}

fn tracks_to(disk: &Disk, path: &Path, tracks: &[TrackSummary]) -> Result<(), StoreError> {
    let types = ["Point", "LineString", "MultiLineString"];
    let mut file = GeoFile::create(disk, path, "tracks", TRACKS, &types)?;
    tracks.chunks(GROUP_ROWS).try_for_each(|chunk| file.group(|to| track_columns(chunk, to)))?;
    file.finish(disk)
}

/// A GeoParquet file being written beside its final name.
struct GeoFile<'a> {
    writer: SerializedFileWriter<DiskFile>,
    path: &'a Path,
}

impl<'a> GeoFile<'a> {
    fn create(
        disk: &Disk,
        path: &'a Path,
        name: &str,
        columns: &[Column],
        types: &[&str],
    ) -> Result<GeoFile<'a>, StoreError> {
        let file = disk.create(&temporary(path))?;
        let open = || {
            let properties = properties(columns, ZSTD_LEVEL, vec![geo::metadata(types)])?;
            SerializedFileWriter::new(file, schema(name, columns)?, Arc::new(properties))
        };
        Ok(GeoFile { writer: open().map_err(encode_error(path))?, path })
    }

    fn group(
        &mut self,
        write: impl FnOnce(&mut GroupWriter<DiskFile>) -> ParquetResult<()>,
    ) -> Result<(), StoreError> {
        let write_group = || {
            let mut group = self.writer.next_row_group()?;
            write(&mut GroupWriter::new(&mut group))?;
            group.close().map(drop)
        };
        write_group().map_err(encode_error(self.path))
    }

    fn finish(self, disk: &Disk) -> Result<(), StoreError> {
        let mut file = self.writer.into_inner().map_err(encode_error(self.path))?;
        file.sync()?;
        disk.rename(&temporary(self.path), self.path)?;
        self.path
            .parent()
            .filter(|dir| !dir.as_os_str().is_empty())
            .map_or(Ok(()), |dir| disk.sync_dir(dir))
    }
}

fn write_fixes(fixes: &[Fix], to: &mut GroupWriter<DiskFile>) -> ParquetResult<()> {
    to.i32s(fixes.iter().map(|fix| fix.mmsi.0 as i32))?;
    to.i64s(fixes.iter().map(|fix| fix.time.as_micros()))?;
    to.doubles(fixes.iter().map(|fix| fix.position.lon()))?;
    to.doubles(fixes.iter().map(|fix| fix.position.lat()))?;
    to.optional_doubles(fixes.iter().map(|fix| fix.sog().map(|sog| sog.0)))?;
    to.optional_doubles(fixes.iter().map(|fix| fix.cog().map(|cog| cog.0)))?;
    to.optional_i32s(
        fixes.iter().map(|fix| Some(i32::from(fix.heading)).filter(|_| fix.heading != Fix::NONE)),
    )?;
    to.i32s(fixes.iter().map(|fix| i32::from(fix.nav_status)))?;
    to.i32s(fixes.iter().map(|fix| i32::from(fix.msg_type)))?;
    to.i32s(fixes.iter().map(|fix| fix.source.input.0 as i32))?;
    to.i64s(fixes.iter().map(|fix| fix.source.offset as i64))?;
    to.i32s(fixes.iter().map(|fix| fix.source.length as i32))?;
    to.blobs(fixes.iter().map(|fix| geo::point(fix.position)))
}

fn finding_columns(
    findings: &[Finding],
    evidence: Vec<Vec<u8>>,
    to: &mut GroupWriter<DiskFile>,
) -> ParquetResult<()> {
    let mmsi = |finding: &Finding, n: usize| finding.tracks.get(n).map(|track| track.mmsi.0 as i32);
    to.texts(findings.iter().map(|finding| Some(finding.id.0.as_str())))?;
    to.texts(findings.iter().map(|finding| Some(finding.kind.name())))?;
    to.texts(findings.iter().map(|finding| Some(finding.status.name())))?;
    to.i64s(findings.iter().map(|finding| finding.start.as_micros()))?;
    to.optional_i64s(findings.iter().map(|finding| finding.end.map(Time::as_micros)))?;
    to.doubles(findings.iter().map(|finding| finding.position.lon()))?;
    to.doubles(findings.iter().map(|finding| finding.position.lat()))?;
    to.i32s(findings.iter().map(|finding| mmsi(finding, 0).unwrap_or(0)))?;
    to.optional_i32s(findings.iter().map(|finding| mmsi(finding, 1)))?;
    to.blobs(findings.iter().map(|finding| json_bytes(&finding.tracks)))?;
    to.blobs(findings.iter().map(|finding| json_bytes(&finding.vessels)))?;
    to.blobs(findings.iter().map(|finding| json_bytes(&finding.values)))?;
    to.blobs(findings.iter().map(|finding| json_bytes(&finding.thresholds)))?;
    to.blobs(evidence.into_iter())?;
    to.texts(findings.iter().map(|finding| Some(finding.reason.as_str())))?;
    to.i32s(findings.iter().map(|finding| finding.revision as i32))?;
    to.texts(findings.iter().map(|finding| finding.exercise.as_deref()))?;
    to.blobs(findings.iter().map(|finding| geo::point(finding.position)))
}

fn json_bytes(value: &impl serde::Serialize) -> Vec<u8> {
    // Findings are read from JSON themselves, so that they can be written as such.
    serde_json::to_vec(value).unwrap_or_else(|_| b"null".to_vec())
}

fn track_columns(tracks: &[TrackSummary], to: &mut GroupWriter<DiskFile>) -> ParquetResult<()> {
    let ids: Vec<String> = tracks.iter().map(|track| track.id.to_string()).collect();
    to.texts(ids.iter().map(|id| Some(id.as_str())))?;
    to.i32s(tracks.iter().map(|track| track.id.mmsi.0 as i32))?;
    to.i64s(tracks.iter().map(|track| track.id.start.as_micros()))?;
    to.i64s(tracks.iter().map(|track| track.end.as_micros()))?;
    to.i32s(tracks.iter().map(|track| track.fixes.min(u64::from(u32::MAX)) as i32))?;
    to.doubles(tracks.iter().map(|track| track.distance_m))?;
    to.i32s(tracks.iter().map(|track| track.transponder as i32))?;
    to.texts(tracks.iter().map(|track| track.name.as_deref()))?;
    to.optional_i32s(tracks.iter().map(|track| track.imo.map(|imo| imo as i32)))?;
    to.texts(tracks.iter().map(|track| track.callsign.as_deref()))?;
    to.optional_i32s(tracks.iter().map(|track| track.ship_type.map(i32::from)))?;
    to.texts(tracks.iter().map(|track| track.exercise.as_deref()))?;
    to.blobs(tracks.iter().map(|track| geo::course(&track.course)))
}
