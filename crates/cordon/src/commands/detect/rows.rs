//! Silences from a CSV file, each counted as used or rejected.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use cordon_detectors::gap_model::{FEATURES, Signs};
use csv::StringRecord;
use serde::Serialize;

use crate::error::Failure;

/// The column of the label.
const LABEL: &str = "label_disabled";

/// What a split of the rows is made by: `docs/gap-model.md`.
const SPLIT_SEED: &str = "cordon-gap-1";
const HELD_OUT_ONE_IN: u64 = 4;

/// One silence.
pub(super) struct Gap {
    /// Its row, the first after the heading being 1.
    pub(super) row: u64,
    pub(super) signs: Signs,
    /// Whether it truly was disabled, where that is known.
    pub(super) label: Option<bool>,
    /// Whether no training saw it.
    pub(super) held_out: bool,
}

/// What became of the rows: `read` is all that follow.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Tally {
    pub(super) read: u64,
    pub(super) not_asked: u64,
    pub(super) rejected: BTreeMap<&'static str, u64>,
}

impl Tally {
    pub(super) fn reject(&mut self, reason: &'static str) {
        *self.rejected.entry(reason).or_default() += 1;
    }
}

/// A file being read.
pub(super) struct Table {
    name: String,
    reader: csv::Reader<File>,
    /// Where each feature stands, and the label.
    features: [Option<usize>; FEATURES.len()],
    label: Option<usize>,
    record: StringRecord,
    pub(super) tally: Tally,
}

impl Table {
    pub(super) fn open(path: &Path) -> Result<Table, Failure> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|error| {
            Failure::input(format!("cannot read {name}: {error}"), "name a CSV file of silences")
        })?;
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(file);
        let headings = reader.headers().map_err(|error| not_csv(&name, &error))?.clone();
        let place = |wanted: &str| {
            headings.iter().position(|heading| heading.trim_start_matches('\u{feff}') == wanted)
        };
        let features = FEATURES.map(place);
        // The head that asks for least asks for these two.
        for needed in [2, 4] {
            if features[needed].is_none() {
                return Err(Failure::input(
                    format!("{name} has no column {}", FEATURES[needed]),
                    "docs/gap-model.md names the columns",
                ));
            }
        }
        let label = place(LABEL);
        let record = StringRecord::new();
        Ok(Table { name, reader, features, label, record, tally: Tally::default() })
    }

    /// The next row that makes sense; others are counted.
    pub(super) fn next_gap(&mut self) -> Result<Option<Gap>, Failure> {
        loop {
            match self.reader.read_record(&mut self.record) {
                Ok(false) => return Ok(None),
                Ok(true) => {}
                Err(error) if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) => {
                    self.tally.read += 1;
                    self.tally.reject("not_utf8");
                    continue;
                }
                Err(error) => return Err(not_csv(&self.name, &error)),
            }
            self.tally.read += 1;
            match self.gap() {
                Ok(gap) => return Ok(Some(gap)),
                Err(reason) => self.tally.reject(reason),
            }
        }
    }

    fn gap(&self) -> Result<Gap, &'static str> {
        let mut values = [None; FEATURES.len()];
        for (value, place) in values.iter_mut().zip(self.features) {
            *value = place.and_then(|place| self.record.get(place)).map(number).transpose()?;
        }
        let label = self.label.and_then(|place| self.record.get(place)).map(label).transpose()?;
        Ok(Gap {
            row: self.tally.read,
            signs: Signs::from_features(values.map(Option::flatten)),
            label: label.flatten(),
            held_out: self.is_held_out(),
        })
    }

    /// By a hash of the features as written: equal rows lie on one side, whatever their order.
    fn is_held_out(&self) -> bool {
        let cells = self.features.iter().map(|place| place.and_then(|at| self.record.get(at)));
        let texts = std::iter::once(SPLIT_SEED).chain(cells.map(Option::unwrap_or_default));
        let text = texts.collect::<Vec<_>>().join(",");
        (fnv1a(&text) >> 32).is_multiple_of(HELD_OUT_ONE_IN)
    }

    /// How many rows were rejected, by reason.
    pub(super) fn told_rejected(&self) -> Option<String> {
        let total: u64 = self.tally.rejected.values().sum();
        let reasons: Vec<_> =
            self.tally.rejected.iter().map(|(reason, n)| format!("{reason} {n}")).collect();
        (total > 0).then(|| format!("{}: {total} rows rejected: {}", self.name, reasons.join(", ")))
    }

    pub(super) fn nothing_usable(&self) -> Failure {
        let told = self.told_rejected().unwrap_or_else(|| format!("{}: no rows", self.name));
        Failure::input(told, "docs/gap-model.md names the columns and what stands in them")
    }
}

/// A count or a rate; an empty cell is not known.
fn number(cell: &str) -> Result<Option<f64>, &'static str> {
    if cell.is_empty() {
        return Ok(None);
    }
    let Ok(value) = cell.parse::<f64>() else { return Err("not_a_number") };
    if value.is_finite() && value >= 0.0 { Ok(Some(value)) } else { Err("not_a_count") }
}

fn label(cell: &str) -> Result<Option<bool>, &'static str> {
    match cell {
        "" => Ok(None),
        "1" | "true" => Ok(Some(true)),
        "0" | "false" => Ok(Some(false)),
        _ => Err("not_a_label"),
    }
}

fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn not_csv(name: &str, error: &csv::Error) -> Failure {
    Failure::input(
        format!("{name} cannot be read as CSV: {error}"),
        "one silence a row under a heading, separated by commas, in UTF-8",
    )
}
