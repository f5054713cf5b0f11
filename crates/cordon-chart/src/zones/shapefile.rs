//! Polygons of a shapefile (ESRI Shapefile Technical Description, 1998), with names and states from
//! the dBASE table beside it.
//!
//! Rings of one record are told apart by direction: clockwise is outer. Inside is what an odd number
//! of rings surrounds, so that they are kept together as one area.

use super::{Draft, Fault, MOST_CORNERS, MOST_ZONES};

const HEADER: usize = 100;

/// From the bytes of `.shp`, and of `.dbf` and `.prj` where they are there.
pub(super) fn read(
    shapes: &[u8],
    table: Option<&[u8]>,
    projection: Option<&[u8]>,
) -> Result<Vec<Draft>, Fault> {
    if let Some(projection) = projection {
        check_projection(&String::from_utf8_lossy(projection))?;
    }
    let attributes = table.and_then(Table::new);
    let mut rest = shapes.get(HEADER..).ok_or_else(|| Fault::damaged("it ends in its header"))?;
    let mut drafts = Vec::new();
    let mut corners = 0_usize;
    let mut record = 0;
    while let Some((header, after)) = rest.split_first_chunk::<8>() {
        let length = header.last_chunk::<4>().map_or(0, |bytes| i32::from_be_bytes(*bytes));
        let length = usize::try_from(length).ok().and_then(|words| words.checked_mul(2));
        let content = length.and_then(|length| after.split_at_checked(length));
        let (content, next) =
            content.ok_or_else(|| Fault::damaged(format!("record {} ends early", record + 1)))?;
        if let Some(mut draft) = polygon(content, record)? {
            corners += draft.rings.iter().map(Vec::len).sum::<usize>();
            if corners > MOST_CORNERS || drafts.len() >= MOST_ZONES {
                return Err(Fault::Size);
            }
            if let Some(attributes) = &attributes {
                attributes.tell(record, &mut draft);
            }
            drafts.push(draft);
        }
        rest = next;
        record += 1;
    }
    Ok(drafts)
}

/// Well-known text of the reference system: geographic, and WGS84 by name.
fn check_projection(text: &str) -> Result<(), Fault> {
    let plain: String = text.to_ascii_uppercase().replace(['_', ' '], "");
    let is_geographic =
        plain.starts_with("GEOGCS") || plain.starts_with("GEOGCRS") || plain.starts_with("GEODCRS");
    if is_geographic && (plain.contains("WGS1984") || plain.contains("WGS84")) {
        return Ok(());
    }
    Err(Fault::Crs(text.chars().take(60).collect()))
}

/// A record's rings; `None` for an empty one, or for points and lines.
fn polygon(content: &[u8], record: usize) -> Result<Option<Draft>, Fault> {
    let early = || Fault::damaged(format!("record {} ends early", record + 1));
    // 5, 15 and 25 are polygons: plain, with heights, with measures. All begin alike.
    if !matches!(integer(content, 0), Some(5 | 15 | 25)) {
        return Ok(None);
    }
    let count = |at| integer(content, at).and_then(|n| usize::try_from(n).ok()).ok_or_else(early);
    let (parts, points) = (count(36)?, count(40)?);
    let first = parts.checked_mul(4).and_then(|bytes| bytes.checked_add(44)).ok_or_else(early)?;
    let end =
        points.checked_mul(16).and_then(|bytes| bytes.checked_add(first)).ok_or_else(early)?;
    let places = content.get(first..end).ok_or_else(early)?;
    let (places, _) = places.as_chunks::<16>();
    let starts: Option<Vec<usize>> = (0..parts)
        .map(|part| usize::try_from(integer(content, 44 + 4 * part)?).ok())
        .chain([Some(points)])
        .collect();
    let starts = starts.ok_or_else(early)?;
    let ring = |pair: &[usize]| match pair {
        &[from, to] => places.get(from..to).map(|ring| ring.iter().map(place).collect()),
        _ => None,
    };
    let rings: Option<Vec<Vec<[f64; 2]>>> = starts.windows(2).map(ring).collect();
    let rings = rings
        .ok_or_else(|| Fault::damaged(format!("record {} has parts out of order", record + 1)))?;
    Ok(Some(Draft { rings, ..Draft::default() }))
}

fn integer(bytes: &[u8], at: usize) -> Option<i32> {
    let bytes = bytes.get(at..)?.first_chunk::<4>()?;
    Some(i32::from_le_bytes(*bytes))
}

fn place(corner: &[u8; 16]) -> [f64; 2] {
    let number =
        |bytes: Option<&[u8; 8]>| bytes.map_or(f64::NAN, |bytes| f64::from_le_bytes(*bytes));
    [number(corner.first_chunk()), number(corner.last_chunk())]
}

/// A dBASE III table: columns of text in rows of fixed length.
struct Table<'a> {
    columns: Vec<Column>,
    rows: &'a [u8],
    length: usize,
}

struct Column {
    name: String,
    start: usize,
    length: usize,
}

impl<'a> Table<'a> {
    /// `None` where it is damaged: zones are then numbered instead of named.
    fn new(bytes: &'a [u8]) -> Option<Table<'a>> {
        let short = |at: usize| {
            let bytes = bytes.get(at..)?.first_chunk::<2>()?;
            Some(usize::from(u16::from_le_bytes(*bytes)))
        };
        let (head, length) = (short(8)?, short(10)?);
        let mut columns = Vec::new();
        let mut start = 1;
        let (fields, _) = bytes.get(32..head)?.as_chunks::<32>();
        for field in fields.iter().take_while(|field| field[0] != 0x0D) {
            let name = field.first_chunk::<11>()?.split(|&byte| byte == 0).next()?;
            let name = String::from_utf8_lossy(name).into_owned();
            let length = usize::from(field[16]);
            columns.push(Column { name, start, length });
            start += length;
        }
        (length > 0).then_some(Table { columns, rows: bytes.get(head..)?, length })
    }

    fn tell(&self, record: usize, draft: &mut Draft) {
        let row = record.checked_mul(self.length).and_then(|start| self.rows.get(start..));
        for column in &self.columns {
            let end = column.start + column.length;
            let text = row.and_then(|row| row.get(column.start..end));
            draft.attribute(&column.name, &String::from_utf8_lossy(text.unwrap_or_default()));
        }
    }
}
