//! Port lists as CSV, read by their headers.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use cordon_core::{Anchorage, Position};
use csv::ByteRecord;

use super::Ports;

const LARGEST_FILE: u64 = 256 << 20;
const LONGEST_FIELD: usize = 200;
const MOST_TOLD: usize = 1_000;

/// Why a file is not a port list at all.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// Not there, or not readable.
    #[error("cannot read the port list {path}: {cause}", path = path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// No header that names the columns.
    #[error(
        "the port list has no column `{0}` in its first line; a port list begins with a header \
         such as `label,iso3,latitude,longitude`"
    )]
    Column(&'static str),
    /// Larger than any port list.
    #[error("the port list {path} is larger than 256 MiB; pass a list of ports, not of positions", path = path.display())]
    Size {
        /// Which file.
        path: PathBuf,
    },
}

/// A row that names no port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Line in the file, from 1.
    pub line: u64,
    /// Why: `not_csv`, `not_utf8`, `too_long`, `no_name`, `bad_latitude` or `bad_longitude`.
    pub reason: &'static str,
}

/// What a port list held.
///
/// Columns are found by name, in any order: the name is `label`, `name` or `Main Port Name`; the
/// part `sublabel`; the state `iso3`, `country` or `Country Code`; the place `latitude` or `lat`
/// with `longitude` or `lon`; the stable name `s2id`, `locode`, `id` or
/// `World Port Index Number`. Other columns are left alone. These are the headers of the NGA World
/// Port Index and of Global Fishing Watch's anchorages.
#[derive(Clone, Debug, Default)]
pub struct PortList {
    /// The ports that could be read.
    pub ports: Ports,
    /// Rows after the header.
    pub rows: u64,
    /// Rows that name no port.
    pub rejected: u64,
    /// The first 1 000 of them.
    pub bad_rows: Vec<BadRow>,
}

impl PortList {
    /// Read a file.
    pub fn from_path(path: &Path) -> Result<PortList, PortError> {
        let told = |cause| PortError::Read { path: path.to_owned(), cause };
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(told)?;
        file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(told)?;
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(PortError::Size { path: path.to_owned() });
        }
        PortList::from_bytes(&bytes)
    }

    /// Read bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<PortList, PortError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(Cursor::new(bytes));
        let columns = reader
            .byte_headers()
            .map_or_else(|_| Columns::find(&ByteRecord::new()), Columns::find)?;
        let mut list = PortList::default();
        let mut anchorages = Vec::new();
        for record in reader.byte_records() {
            list.rows += 1;
            match record.or(Err((0, "not_csv"))).and_then(|row| columns.read(&row)) {
                Ok(anchorage) => anchorages.push(anchorage),
                Err((line, reason)) => list.reject(line, reason),
            }
        }
        list.ports = Ports::new(anchorages);
        Ok(list)
    }

    fn reject(&mut self, line: u64, reason: &'static str) {
        self.rejected += 1;
        if self.bad_rows.len() < MOST_TOLD {
            self.bad_rows.push(BadRow { line, reason });
        }
    }
}

/// Where the header put what.
struct Columns {
    id: Option<usize>,
    name: usize,
    sublabel: Option<usize>,
    country: Option<usize>,
    lat: usize,
    lon: usize,
}

impl Columns {
    fn find(header: &ByteRecord) -> Result<Columns, PortError> {
        let one_of = |names: &[&str]| {
            let is_named = |field: &[u8]| {
                let field = field.trim_ascii();
                names.iter().any(|name| field.eq_ignore_ascii_case(name.as_bytes()))
            };
            header.iter().position(is_named)
        };
        let name =
            one_of(&["label", "name", "main port name"]).ok_or(PortError::Column("label"))?;
        let lat = one_of(&["latitude", "lat"]).ok_or(PortError::Column("latitude"))?;
        let lon = one_of(&["longitude", "lon"]).ok_or(PortError::Column("longitude"))?;
        Ok(Columns {
            id: one_of(&["s2id", "locode", "id", "world port index number"]),
            name,
            sublabel: one_of(&["sublabel"]),
            country: one_of(&["iso3", "country", "country code"]),
            lat,
            lon,
        })
    }

    fn read(&self, row: &ByteRecord) -> Result<Anchorage, (u64, &'static str)> {
        let line = row.position().map_or(0, csv::Position::line);
        self.anchorage(row).map_err(|reason| (line, reason))
    }

    fn anchorage(&self, row: &ByteRecord) -> Result<Anchorage, &'static str> {
        let optional = |column: Option<usize>| column.map_or(Ok(None), |column| text(row, column));
        let name = text(row, self.name)?.ok_or("no_name")?;
        let lat = degrees(row, self.lat, 90.0).ok_or("bad_latitude")?;
        let lon = degrees(row, self.lon, 180.0).ok_or("bad_longitude")?;
        let position = Position::from_degrees(lat, lon).ok_or("bad_longitude")?;
        let country = optional(self.country)?;
        let id = optional(self.id)?.unwrap_or_else(|| {
            format!("{}-{name}", country.as_deref().unwrap_or("port"))
                .to_lowercase()
                .replace(' ', "-")
        });
        Ok(Anchorage { id, name, sublabel: optional(self.sublabel)?, country, position })
    }
}

/// The field without blanks around it; `None` when empty.
fn text(row: &ByteRecord, column: usize) -> Result<Option<String>, &'static str> {
    let bytes = row.get(column).unwrap_or_default().trim_ascii();
    if bytes.len() > LONGEST_FIELD {
        return Err("too_long");
    }
    let text = std::str::from_utf8(bytes).or(Err("not_utf8"))?;
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn degrees(row: &ByteRecord, column: usize, limit: f64) -> Option<f64> {
    let number: f64 = text(row, column).ok()??.parse().ok()?;
    (number.abs() <= limit).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_are_found_by_name_and_bad_rows_are_told() {
        let list = PortList::from_bytes(
            b"\xEF\xBB\xBFlat, Lon ,iso3,name\n35.1,129.04,KOR,BUSAN\n91,0,KOR,NOWHERE\n\
              1,2,KOR,\n3,x,KOR,NOWHERE\n4,5,KOR,\xFF\n33.52,126.53,KOR,JEJU\n",
        )
        .unwrap();
        assert_eq!((list.rows, list.rejected, list.ports.len()), (6, 4, 2));
        let told: Vec<_> = list.bad_rows.iter().map(|bad| (bad.line, bad.reason)).collect();
        let expected = [(3, "bad_latitude"), (4, "no_name"), (5, "bad_longitude"), (6, "not_utf8")];
        assert_eq!(told, expected);
        assert_eq!(list.ports.iter().next().unwrap().id, "kor-jeju");
    }

    #[test]
    fn a_missing_column_is_named() {
        let error = PortList::from_bytes(b"name,lat\nA,1\n").unwrap_err();
        assert!(error.to_string().contains("`longitude`"), "{error}");
        assert!(PortList::from_bytes(b"").is_err());
        assert!(PortList::from_path(Path::new("/no/such/list.csv")).is_err());
    }

    proptest! {
        #[test]
        fn foreign_bytes_are_counted(junk in prop::collection::vec(any::<u8>(), 0..400)) {
            let mut bytes = b"label,latitude,longitude\n".to_vec();
            bytes.extend(junk);
            let list = PortList::from_bytes(&bytes).unwrap();
            prop_assert_eq!(list.rows, list.rejected + list.ports.len() as u64);
        }
    }
}
