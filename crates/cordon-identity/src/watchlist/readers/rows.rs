//! Rows of a table, with where they stand.

use csv::{ReaderBuilder, StringRecord, Terminator};

use super::super::draft::Draft;
use super::super::model::Place;
use super::super::text::Text;

/// Calls `on` for every row that is not empty. A row beyond the size limit is rejected, and the list
/// marked as broken: most often a quotation mark was opened and never closed.
pub(super) fn each(
    text: &Text<'_>,
    delimiter: u8,
    draft: &mut Draft,
    mut on: impl FnMut(&StringRecord, Place, &mut Draft),
) {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .terminator(Terminator::CRLF)
        .from_reader(text.content.as_bytes());
    let mut places = text.places();
    let mut row = StringRecord::new();
    loop {
        let start = reader.position().byte() as usize;
        // The text is UTF-8 and rows may differ in length: reading cannot fail.
        if !matches!(reader.read_record(&mut row), Ok(true)) {
            return;
        }
        let end = reader.position().byte() as usize;
        let (start, end) = trimmed(&text.content, start, end);
        let place = places.place(start, end);
        if end - start > draft.limits.record_bytes {
            draft.reject(place, "record_too_big");
            draft.broken = Some("a row is too long: a quotation mark may not be closed".to_owned());
        } else if row.iter().any(|cell| !cell.trim().is_empty()) {
            on(&row, place, draft);
        }
    }
}

/// The bytes of a row without line endings around it.
fn trimmed(text: &str, start: usize, end: usize) -> (usize, usize) {
    let row = text.get(start..end).unwrap_or_default();
    let start = start + (row.len() - row.trim_start_matches(['\r', '\n']).len());
    (start, start + row.trim_matches(['\r', '\n']).len())
}
