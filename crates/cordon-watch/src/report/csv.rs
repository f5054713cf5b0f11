//! CSV: a row a finding; lists and maps are JSON within their cell.

use std::io::{self, Write};

use cordon_core::Finding;
use serde::Serialize;

use super::{Cite, FindingView};

const COLUMNS: &[&str] = &[
    "id",
    "kind",
    "status",
    "start",
    "end",
    "lat",
    "lon",
    "tracks",
    "vessels",
    "values",
    "thresholds",
    "evidence",
    "reason",
    "revision",
    "exercise",
];

/// A header, then a row a finding.
pub fn write_csv<'a>(
    out: &mut dyn Write,
    findings: impl IntoIterator<Item = &'a Finding>,
    cite: &dyn Cite,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(COLUMNS)?;
    for finding in findings {
        writer.write_record(row(&FindingView::new(finding, cite))?)?;
    }
    writer.flush()
}

fn row(view: &FindingView<'_>) -> io::Result<Vec<String>> {
    Ok(vec![
        view.id.to_owned(),
        view.kind.to_owned(),
        view.status.to_owned(),
        view.start.clone(),
        view.end.clone().unwrap_or_default(),
        view.lat.to_string(),
        view.lon.to_string(),
        cell(&view.tracks)?,
        cell(&view.vessels)?,
        cell(&view.values)?,
        cell(&view.thresholds)?,
        cell(&view.evidence)?,
        view.reason.to_owned(),
        view.revision.to_string(),
        view.exercise.unwrap_or_default().to_owned(),
    ])
}

fn cell(value: &impl Serialize) -> io::Result<String> {
    Ok(serde_json::to_string(value)?)
}
