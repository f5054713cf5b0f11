//! A mapping file: what the columns of somebody's own table mean.
//!
//! ```toml
//! delimiter = ","
//!
//! [columns]
//! mmsi = "VID"
//! time_of_day = "SEQUENCE_DTTM"
//! lat = "LAT"
//! lon = "LON"
//! sog = "SPEED_OVER_GROUND"
//! cog = "COURSE_OVER_GROUND"
//!
//! [time]
//! format = "%H:%M:%S"
//! base_date = "2020-01-01"
//!
//! [units]
//! sog = "0.1 kn"
//! cog = "0.1 deg"
//!
//! [not_given]
//! heading = [-1, 511]
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use cordon_core::ReceiverKind;
use serde::Deserialize;

use super::{Layout, header, row};
use crate::error::FeedError;
use crate::format::Format;
use crate::record::draft::Field;
use crate::record::instant::{self, TimeStyle};
use crate::record::{Dialect, terms};

/// A mapping file as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mapping {
    delimiter: Option<String>,
    columns: BTreeMap<String, String>,
    #[serde(default)]
    time: Times,
    #[serde(default)]
    units: BTreeMap<String, String>,
    #[serde(default)]
    not_given: BTreeMap<String, Vec<f64>>,
    receiver_type: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Times {
    format: Option<String>,
    base_date: Option<String>,
}

/// The names of `[columns]`.
const FIELDS: [(&str, Field); 29] = [
    ("time", Field::Time),
    ("date", Field::Date),
    ("time_of_day", Field::TimeOfDay),
    ("milliseconds", Field::Millis),
    ("mmsi", Field::Mmsi),
    ("lat", Field::Lat),
    ("lon", Field::Lon),
    ("sog", Field::Sog),
    ("cog", Field::Cog),
    ("heading", Field::Heading),
    ("status", Field::Status),
    ("message_type", Field::MessageType),
    ("class", Field::Class),
    ("receiver", Field::Receiver),
    ("receiver_type", Field::ReceiverKind),
    ("accuracy", Field::Accuracy),
    ("imo", Field::Imo),
    ("name", Field::Name),
    ("callsign", Field::Callsign),
    ("ship_type", Field::ShipType),
    ("length", Field::Length),
    ("beam", Field::Beam),
    ("to_bow", Field::Bow),
    ("to_stern", Field::Stern),
    ("to_port", Field::Port),
    ("to_starboard", Field::Starboard),
    ("draught", Field::Draught),
    ("destination", Field::Destination),
    ("eta", Field::Eta),
];

impl Mapping {
    /// Read a mapping file.
    pub(crate) fn load(path: &Path) -> Result<Mapping, FeedError> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| wrong(path, format!("it cannot be read: {e}")))?;
        let mapping: Mapping = toml::from_str(&text).map_err(|e| wrong(path, e.to_string()))?;
        mapping.dialect().map_err(|why| wrong(path, why))?;
        match mapping.columns.keys().find(|key| field(key).is_none()) {
            Some(key) => Err(wrong(path, format!("[columns] has no `{key}`: one of {}", names()))),
            None => Ok(mapping),
        }
    }

    /// Lay the mapping over a header.
    pub(crate) fn apply(&self, line: &[u8], name: &str) -> Result<(Layout, Dialect), FeedError> {
        let fault = |why| FeedError::NotThisFormat { name: name.to_owned(), format: "csv", why };
        let delimiter = self.delimiter().map_err(fault)?.unwrap_or_else(|| header::delimiter(line));
        let present: Vec<String> =
            row::texts(line, delimiter).iter().map(|n| header::normal(n)).collect();
        let mut columns = vec![None; present.len()];
        for (key, column) in &self.columns {
            let wanted = header::normal(column);
            let place = present.iter().position(|name| *name == wanted);
            let missing = || fault(format!("the mapping names a column `{column}` it has not"));
            let place = place.and_then(|at| columns.get_mut(at)).ok_or_else(missing)?;
            *place = field(key);
        }
        header::check(&columns, name, line, delimiter)?;
        let dialect = self.dialect().map_err(fault)?;
        Ok((Layout { delimiter, columns, header: line.to_vec() }, dialect))
    }

    fn delimiter(&self) -> Result<Option<u8>, String> {
        match self.delimiter.as_deref() {
            None => Ok(None),
            Some("tab" | "\t") => Ok(Some(b'\t')),
            Some(text) if text.len() == 1 => Ok(text.bytes().next()),
            Some(text) => Err(format!("delimiter `{text}` is not one character")),
        }
    }

    fn dialect(&self) -> Result<Dialect, String> {
        let mut dialect = Dialect::plain(Format::Csv);
        dialect.time = style(self.time.format.as_deref().unwrap_or("auto"))?;
        if let Some(date) = &self.time.base_date {
            let micros = instant::date(date.as_bytes(), &TimeStyle::YearFirst);
            let wrong = || format!("base_date `{date}` is not a date such as 2020-01-31");
            dialect.base_date = Some(micros.ok_or_else(wrong)?);
        }
        for (quantity, unit) in &self.units {
            let factor = factor(quantity, unit)?;
            match quantity.as_str() {
                "position" => dialect.degrees = factor,
                "sog" => dialect.knots = factor,
                "cog" => dialect.course_degrees = factor,
                _ => dialect.draught_metres = factor,
            }
        }
        for (quantity, values) in &self.not_given {
            match quantity.as_str() {
                "sog" => dialect.no_speed.clone_from(values),
                "cog" => dialect.no_course.clone_from(values),
                "heading" => dialect.no_heading.clone_from(values),
                other => return Err(format!("[not_given] has no `{other}`: sog, cog or heading")),
            }
        }
        dialect.receiver_kind = match &self.receiver_type {
            Some(word) => terms::receiver_kind(word.as_bytes()),
            None => ReceiverKind::Unknown,
        };
        Ok(dialect)
    }
}

fn field(key: &str) -> Option<Field> {
    FIELDS.iter().find(|(name, _)| *name == key).map(|&(_, field)| field)
}

fn names() -> String {
    FIELDS.map(|(name, _)| name).join(", ")
}

fn style(format: &str) -> Result<TimeStyle, String> {
    match format {
        "auto" | "iso" | "epoch" => Ok(TimeStyle::YearFirst),
        "day_first" => Ok(TimeStyle::DayFirst),
        "month_first" => Ok(TimeStyle::MonthFirst),
        pattern if pattern.contains('%') => Ok(TimeStyle::Pattern(pattern.as_bytes().into())),
        other => Err(format!(
            "time format `{other}` is not auto, day_first, month_first or a pattern such as %H:%M:%S"
        )),
    }
}

/// How many of the base unit (degree, knot, metre) one of `unit` is. A number before it multiplies:
/// `0.1 kn`.
fn factor(quantity: &str, unit: &str) -> Result<f64, String> {
    let text = unit.trim();
    let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (count, word) = text.split_at_checked(split).unwrap_or((text, ""));
    let count = match count.trim() {
        "" => Ok(1.0),
        n => match n.split_once('/') {
            Some((top, bottom)) => quotient(top, bottom),
            None => n.parse::<f64>().map_err(|e| format!("unit `{unit}`: {e}")),
        },
    }?;
    let base = match (quantity, word.trim()) {
        ("sog", "kn" | "kt" | "kts") | ("position" | "cog", "deg") | ("draught", "m") => 1.0,
        ("sog", "m/s") => 3_600.0 / cordon_core::units::METRES_PER_NM,
        ("sog", "km/h") => 1_000.0 / cordon_core::units::METRES_PER_NM,
        ("position", "min") => 1.0 / 60.0,
        ("position" | "cog", "rad") => 1_f64.to_degrees(),
        ("draught", "dm") => 0.1,
        _ => {
            return Err(format!(
                "[units] {quantity} = `{unit}`: sog in kn, m/s, km/h; position in deg, min, rad; cog in deg, rad; draught in m, dm"
            ));
        }
    };
    Ok(count * base)
}

fn quotient(top: &str, bottom: &str) -> Result<f64, String> {
    let number = |text: &str| text.trim().parse::<f64>().map_err(|e| format!("`{text}`: {e}"));
    let quotient = number(top)? / number(bottom)?;
    if quotient.is_finite() { Ok(quotient) } else { Err(format!("`{top}/{bottom}` is no number")) }
}

fn wrong(path: &Path, why: String) -> FeedError {
    FeedError::Mapping { path: path.to_owned(), why }
}
