//! Polygons of a GeoPackage (OGC 12-128r19): every layer of features in it.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};

use super::wkb;
use super::{Draft, Fault, MOST_CORNERS, MOST_ZONES};

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        Fault::damaged(error.to_string())
    }
}

pub(super) fn read(path: &Path) -> Result<Vec<Draft>, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let package = Connection::open_with_flags(path, flags)?;
    // What a stranger's file may make us do: no views or triggers with side effects, no big rows.
    package.pragma_update(None, "trusted_schema", false)?;
    package.pragma_update(None, "query_only", true)?;
    let mut drafts = Vec::new();
    let mut room = MOST_CORNERS;
    for layer in layers(&package)? {
        read_layer(&package, &layer, &mut drafts, &mut room)?;
    }
    Ok(drafts)
}

struct Layer {
    table: String,
    column: String,
}

/// Layers in degrees of WGS84; any other is refused.
fn layers(package: &Connection) -> Result<Vec<Layer>, Fault> {
    let query = "SELECT g.table_name, g.column_name, s.organization, s.organization_coordsys_id \
                 FROM gpkg_geometry_columns g JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id \
                 ORDER BY g.table_name";
    let mut statement = package.prepare(query)?;
    let mut rows = statement.query([])?;
    let mut layers = Vec::new();
    while let Some(row) = rows.next()? {
        let (table, column) = (row.get(0)?, row.get(1)?);
        let (organization, id): (String, i64) = (row.get(2)?, row.get(3)?);
        if !(organization.eq_ignore_ascii_case("EPSG") && id == 4326) {
            return Err(Fault::Crs(format!("{organization}:{id} (layer {table})")));
        }
        layers.push(Layer { table, column });
    }
    Ok(layers)
}

fn read_layer(
    package: &Connection,
    layer: &Layer,
    drafts: &mut Vec<Draft>,
    room: &mut usize,
) -> Result<(), Fault> {
    let names = columns(package, &layer.table)?;
    let listed: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    let select = format!("SELECT {} FROM {}", listed.join(", "), quoted(&layer.table));
    let mut statement = package.prepare(&select)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let geometry = names.iter().position(|name| name.eq_ignore_ascii_case(&layer.column));
        let geometry = geometry.ok_or_else(|| Fault::damaged("a layer has no geometry column"))?;
        let ValueRef::Blob(blob) = row.get_ref(geometry)? else { continue };
        for rings in wkb::polygons(body(blob)?, *room)? {
            *room = room.saturating_sub(rings.iter().map(Vec::len).sum());
            if drafts.len() >= MOST_ZONES {
                return Err(Fault::Size);
            }
            drafts.push(draft(row, &names, rings)?);
        }
    }
    Ok(())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The names of a table's columns. Asked for as values: a statement's own names must be UTF-8, or
/// `rusqlite` panics.
fn columns(package: &Connection, table: &str) -> Result<Vec<String>, Fault> {
    let mut statement = package.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let mut rows = statement.query([table])?;
    let mut names = Vec::new();
    while let Some(row) = rows.next()? {
        let Ok(name) = row.get_ref(0)?.as_str() else {
            return Err(Fault::damaged("the name of a column is no text"));
        };
        names.push(name.to_owned());
    }
    if names.is_empty() {
        return Err(Fault::damaged("a layer has no columns"));
    }
    Ok(names)
}

fn draft(row: &Row<'_>, names: &[String], rings: Vec<Vec<[f64; 2]>>) -> Result<Draft, Fault> {
    let mut draft = Draft { rings, ..Draft::default() };
    for (index, name) in names.iter().enumerate() {
        if let ValueRef::Text(text) = row.get_ref(index)? {
            draft.attribute(name, &String::from_utf8_lossy(text));
        }
    }
    Ok(draft)
}

/// The well-known binary after the header (12-128r19, 2.1.3).
fn body(blob: &[u8]) -> Result<&[u8], Fault> {
    let (&[g, p, _, flags], rest) =
        blob.split_first_chunk::<4>().ok_or_else(|| Fault::damaged("a geometry has no header"))?;
    let envelope = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err(Fault::damaged("a geometry has an unknown envelope")),
    };
    if [g, p] != *b"GP" {
        return Err(Fault::damaged("a geometry does not begin with `GP`"));
    }
    // The number of the reference system comes before the envelope.
    rest.get(4 + envelope..).ok_or_else(|| Fault::damaged("a geometry ends in its header"))
}
