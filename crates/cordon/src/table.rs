//! Tables for people.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use std::io::{self, Write};

/// How lists of craft are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    Table,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
    /// GeoJSON (RFC 7946)
    Geojson,
}

/// An empty table with these headings, as wide as the terminal.
pub(crate) fn new(headings: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(headings);
    table
}

/// A table of names and numbers: the numbers to the right.
pub(crate) fn counts(headings: &[&str]) -> Table {
    let mut table = new(headings);
    if let Some(column) = table.column_mut(headings.len() - 1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// Writes a table to standard output.
pub(crate) fn print(table: &Table) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{table}")
}

/// Writes a line to standard output.
pub(crate) fn line(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}

/// Writes a line of JSON to standard output.
pub(crate) fn json<T: serde::Serialize + ?Sized>(value: &T) -> io::Result<()> {
    line(&serde_json::to_string(value)?)
}

/// An instant without its date's punctuation lost: `2023-10-09 22:30:00Z`.
pub(crate) fn time(time: cordon_core::Time) -> String {
    time.to_string().replacen('T', " ", 1)
}
