//! Delimited tables: a header that names columns, then a row each line.

pub(crate) mod header;
pub(crate) mod mapping;
pub(crate) mod row;

use crate::reader::{At, Out, Reader};
use crate::record::draft::{Draft, Escape, Field};
use crate::record::{Desk, Dialect};

/// What the columns of a table mean.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub delimiter: u8,
    /// One for each column, in the order of the file.
    pub columns: Vec<Option<Field>>,
    /// The header line as it stands, to know it again in the middle of joined files.
    pub header: Vec<u8>,
}

/// Reader of rows.
#[derive(Debug)]
pub(crate) struct Table {
    layout: Layout,
    desk: Desk,
    before_header: bool,
    /// One past the last column that means something.
    needed: usize,
}

impl Table {
    pub(crate) fn new(layout: Layout, dialect: Dialect) -> Table {
        let needed = layout.columns.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        Table { layout, desk: Desk::new(dialect), before_header: true, needed }
    }

    fn draft<'a>(&self, line: &'a [u8]) -> Result<Draft<'a>, &'static str> {
        let mut draft = Draft::new(Escape::DoubledQuotes);
        let (time, raw) = (&self.desk.dialect.time, self.desk.dialect.epoch_means_raw);
        let mut fields = row::Fields::new(line, self.layout.delimiter);
        for meaning in self.layout.columns.iter().take(self.needed) {
            let text = fields.next().ok_or("wrong_column_count")?;
            if let Some(field) = *meaning {
                draft.set(field, text, time, raw)?;
            }
        }
        self.ends_well(fields, self.needed).then_some(draft).ok_or("wrong_column_count")
    }

    fn fits(&self, line: &[u8]) -> bool {
        self.ends_well(row::Fields::new(line, self.layout.delimiter), 0)
    }

    /// Whether the fields after the first `done` are as many as the header has. One delimiter more
    /// at the end is a habit of some writers.
    fn ends_well(&self, fields: row::Fields<'_>, done: usize) -> bool {
        let rest = self.layout.columns.len() - done;
        let (count, last) = fields.fold((0, &b""[..]), |(count, _), text| (count + 1, text));
        count == rest || (count == rest + 1 && last.trim_ascii().is_empty())
    }
}

impl Reader for Table {
    fn record(&mut self, bytes: &[u8], at: At, out: &mut Out<'_>) {
        if bytes.trim_ascii().is_empty() {
            return out.reject(at, bytes.len(), "blank");
        }
        if bytes == self.layout.header {
            // The header is no row. Further ones come from files joined end to end.
            if std::mem::take(&mut self.before_header) {
                return;
            }
            return out.reject(at, bytes.len(), "repeated_header");
        }
        if self.before_header && bytes.starts_with(b"#") {
            return out.reject(at, bytes.len(), "comment");
        }
        match self.draft(bytes) {
            Ok(draft) => self.desk.file(&draft, bytes, at, out),
            // A shifted row is told as such, and not by the first field that made no sense.
            Err(_) if !self.fits(bytes) => out.reject(at, bytes.len(), "wrong_column_count"),
            Err(reason) => out.reject(at, bytes.len(), reason),
        }
    }
}
