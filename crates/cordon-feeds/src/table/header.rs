//! Which table it is, by its header.

use super::{Layout, row};
use crate::error::FeedError;
use crate::format::Format;
use crate::record::draft::Field;
use crate::record::{Dialect, instant::TimeStyle};

/// A column's name without case, blanks, underscores, byte-order mark and `#`.
pub(crate) fn normal(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The delimiter of a header: the one that makes the most columns.
pub(crate) fn delimiter(header: &[u8]) -> u8 {
    let columns = |delimiter: u8| row::Fields::new(header, delimiter).count();
    // The first of the best, so that a comma wins where nothing is delimited.
    [b'\t', b';', b','].into_iter().max_by_key(|&d| columns(d)).unwrap_or(b',')
}

/// Whether the line has the look of a header: several columns, most of them words.
pub(crate) fn looks_like_header(line: &[u8]) -> bool {
    let names = row::texts(line, delimiter(line));
    let words = names.iter().filter(|name| name.bytes().any(|b| b.is_ascii_alphabetic())).count();
    names.len() >= 3 && words * 10 >= names.len() * 8 && line.is_ascii()
        || line.starts_with(b"\xef\xbb\xbf")
}

/// What a column of that normalised name means.
fn meaning(name: &str) -> Option<Field> {
    Some(match name {
        "mmsi" | "ssvid" | "sourcemmsi" | "userid" => Field::Mmsi,
        "timestamp" | "time" | "basedatetime" | "datetime" | "datetimeutc" | "timestamputc"
        | "timeutc" | "utc" | "t" | "ts" | "positionupdatedat" | "dtpostutc" | "dtposutc"
        | "datetimestamp" | "receivedtime" | "msgtime" => Field::Time,
        "date" => Field::Date,
        "timeofday" => Field::TimeOfDay,
        "millisecond" | "milliseconds" => Field::Millis,
        "lat" | "latitude" | "y" | "positionlatitude" => Field::Lat,
        "lon" | "longitude" | "long" | "lng" | "x" | "positionlongitude" => Field::Lon,
        "sog" | "speed" | "speedoverground" | "speedknots" | "sogkn" => Field::Sog,
        "cog" | "course" | "courseoverground" | "cogdeg" => Field::Cog,
        "heading" | "trueheading" | "hdg" => Field::Heading,
        "status" | "navigationalstatus" | "navstat" | "navstatus" | "navigationstatus" => {
            Field::Status
        }
        "messageid" | "msgtype" | "messagetype" | "messagenr" | "aismessagetype" => {
            Field::MessageType
        }
        "transceiverclass" | "transceiver" | "typeofmobile" | "aisclass" => Field::Class,
        "station" | "receiver" | "stationid" => Field::Receiver,
        "receivertype" | "collectiontype" | "dsrc" | "src" => Field::ReceiverKind,
        "accuracy" | "positionaccuracy" | "pac" => Field::Accuracy,
        "imo" | "imonumber" | "lrimoshipno" => Field::Imo,
        "vesselname" | "name" | "shipname" => Field::Name,
        "callsign" => Field::Callsign,
        "vesseltype" | "shiptype" | "shipandcargotype" | "type" => Field::ShipType,
        "length" => Field::Length,
        "width" | "beam" => Field::Beam,
        "a" | "dimensiontobow" | "tobow" => Field::Bow,
        "b" | "dimensiontostern" | "tostern" => Field::Stern,
        "c" | "dimensiontoport" | "toport" => Field::Port,
        "d" | "dimensiontostarboard" | "tostarboard" => Field::Starboard,
        "draft" | "draught" => Field::Draught,
        "destination" | "dest" => Field::Destination,
        "eta" | "etaais" => Field::Eta,
        "etamonth" => Field::EtaMonth,
        "etaday" => Field::EtaDay,
        "etahour" => Field::EtaHour,
        "etaminute" => Field::EtaMinute,
        _ => return None,
    })
}

/// Columns that together belong to one provider and no other.
const PROVIDERS: [(Format, &[&str]); 10] = [
    (Format::MarineCadastre, &["mmsi", "basedatetime"]),
    (Format::Dma, &["typeofmobile", "timestamp", "mmsi"]),
    (Format::ExactEarth, &["messageid", "time", "millisecond", "region"]),
    (Format::AisHub, &["mmsi", "time", "navstat", "device"]),
    (Format::AisHub, &["mmsi", "time", "navstat", "dest"]),
    (Format::VesselFinder, &["mmsi", "timestamp", "navstat"]),
    (Format::Statsat, &["mmsi", "datetimeutc", "messagenr"]),
    (Format::Brest, &["sourcemmsi", "t"]),
    (Format::Spire, &["mmsi", "collectiontype"]),
    (Format::MarineTraffic, &["mmsi", "shipid", "speed"]),
];

/// Which provider's table this is; [`Format::Csv`] for nobody's.
fn provider(names: &[String]) -> Format {
    let has = |wanted: &&str| names.iter().any(|name| name == wanted);
    let spire = ["mmsi", "msgtype", "createdat", "timestamp"];
    let traffic = ["mmsi", "lat", "lon", "speed", "course", "timestamp", "status"];
    let found = PROVIDERS.iter().find(|(_, columns)| columns.iter().all(has));
    match found {
        Some(&(format, _)) => format,
        None if spire.iter().all(has) => Format::Spire,
        // The positions export of MarineTraffic has no column of its own, but all these.
        None if traffic.iter().all(has) && has(&"dsrc") => Format::MarineTraffic,
        None => Format::Csv,
    }
}

/// What a header says: the layout, and the habits of whose table it is.
pub(crate) fn read(
    line: &[u8],
    name: &str,
    wanted: Option<Format>,
) -> Result<(Layout, Dialect), FeedError> {
    let delimiter = delimiter(line);
    let names: Vec<String> = row::texts(line, delimiter).iter().map(|n| normal(n)).collect();
    let format = wanted.filter(|&format| format != Format::Csv).unwrap_or_else(|| provider(&names));
    let columns = columns(&names, format);
    check(&columns, name, line, delimiter)?;
    Ok((Layout { delimiter, columns, header: line.to_vec() }, Dialect::of(format)))
}

/// The first column of each meaning counts; a preferred one wins over it.
fn columns(names: &[String], format: Format) -> Vec<Option<Field>> {
    let mut columns: Vec<Option<Field>> = Vec::with_capacity(names.len());
    for name in names {
        let field = special(name, format).unwrap_or_else(|| meaning(name));
        let new = field.filter(|_| !columns.contains(&field));
        columns.push(new);
    }
    split_time(names, &mut columns);
    columns
}

/// Names that mean something else with one provider.
#[expect(clippy::option_option, reason = "outer: is it special; inner: does it mean anything")]
fn special(name: &str, format: Format) -> Option<Option<Field>> {
    match (format, name) {
        (Format::Statsat, "source") => Some(Some(Field::ReceiverKind)),
        // VesselFinder's own estimate (the ship's is ETA_AIS); always `AIS`; other messages' fields.
        (Format::VesselFinder, "eta")
        | (Format::Dma, "datasourcetype")
        | (Format::ExactEarth, "status" | "t" | "type" | "data") => Some(None),
        (Format::ExactEarth, "basestation") => Some(Some(Field::Receiver)),
        _ => None,
    }
}

/// A date column beside a time column: each is one half.
fn split_time(names: &[String], columns: &mut [Option<Field>]) {
    let date = columns.iter().position(|c| *c == Some(Field::Date));
    let time = names.iter().position(|name| name == "time");
    if let (Some(_), Some(time)) = (date, time)
        && let Some(column) = columns.get_mut(time)
        && *column == Some(Field::Time)
    {
        *column = Some(Field::TimeOfDay);
    }
}

/// Without these a row says nothing.
pub(crate) fn check(
    columns: &[Option<Field>],
    name: &str,
    header: &[u8],
    delimiter: u8,
) -> Result<(), FeedError> {
    let has = |field: Field| columns.contains(&Some(field));
    let place = has(Field::Lat) && has(Field::Lon);
    let identity = has(Field::Name) || has(Field::Imo) || has(Field::Callsign);
    let time = has(Field::Time) || has(Field::TimeOfDay);
    let missing: Vec<&str> = [
        (has(Field::Mmsi), "the MMSI"),
        (time, "the time"),
        (place || identity, "the position (latitude and longitude)"),
    ]
    .into_iter()
    .filter_map(|(there, what)| (!there).then_some(what))
    .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let seen: String = row::texts(header, delimiter).join(", ").chars().take(300).collect();
    Err(FeedError::MissingColumns { name: name.to_owned(), missing: missing.join(" and "), seen })
}

/// Day first or month first where a header leaves it open and the first rows tell: some number past
/// 12 in one of the two places.
pub(crate) fn slashed_dates(rows: &[&[u8]], layout: &Layout) -> Option<TimeStyle> {
    let column = layout.columns.iter().position(|c| *c == Some(Field::Time))?;
    let mut style = None;
    for row in rows {
        let field = row::Fields::new(row, layout.delimiter).nth(column)?;
        let mut numbers = field.split(|b| !b.is_ascii_digit());
        let two = |part: Option<&[u8]>| {
            part.filter(|p| (1..=2).contains(&p.len())).and_then(crate::record::number::digits)
        };
        let (first, second) = (two(numbers.next())?, two(numbers.next())?);
        match (first > 12, second > 12) {
            (true, false) => style = Some(TimeStyle::DayFirst),
            (false, true) => style = Some(TimeStyle::MonthFirst),
            _ => {}
        }
    }
    style
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(header: &str) -> Result<&'static str, String> {
        read(header.as_bytes(), "x.csv", None)
            .map(|(_, dialect)| dialect.format.name())
            .map_err(|e| e.to_string())
    }

    /// Headers as the reference page and the providers' own documents give them.
    #[test]
    fn providers_are_known_by_their_header() {
        for (header, name) in [
            (
                "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass",
                "marinecadastre",
            ),
            (
                "mmsi,base_date_time,longitude,latitude,sog,cog,heading,vessel_name,imo,call_sign,vessel_type,status,length,width,draft,cargo,transceiver",
                "marinecadastre",
            ),
            (
                "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,Ship type,Cargo type,Width,Length,Type of position fixing device,Draught,Destination,ETA,Data source type",
                "dma",
            ),
            (
                "MMSI,TIME,LONGITUDE,LATITUDE,COG,SOG,HEADING,NAVSTAT,IMO,NAME,CALLSIGN,TYPE,DEVICE,A,B,C,D,DRAUGHT,DEST,ETA",
                "aishub",
            ),
            (
                "MMSI,TIMESTAMP,LATITUDE,LONGITUDE,COURSE,SPEED,HEADING,NAVSTAT,IMO,NAME,CALLSIGN,TYPE,A,B,C,D,DRAUGHT,DESTINATION,ETA_AIS,ETA,SRC,ZONE,ECA",
                "vesselfinder",
            ),
            (
                "mmsi;lon;lat;date_time_utc;sog;cog;true_heading;nav_status;rot;message_nr;source",
                "statsat",
            ),
            (
                "sourcemmsi,navigationalstatus,rateofturn,speedoverground,courseoverground,trueheading,lon,lat,t",
                "brest",
            ),
            (
                "MMSI,IMO,SHIP_ID,LAT,LON,SPEED,HEADING,COURSE,STATUS,TIMESTAMP,DSRC,UTC_SECONDS",
                "marinetraffic",
            ),
            (
                "created_at,timestamp,mmsi,msg_type,latitude,longitude,speed,course,heading,rot,imo,collection_type",
                "spire",
            ),
            ("mmsi\ttime\tlon\tlat\tsog\tcog", "csv"),
        ] {
            assert_eq!(format(header).as_deref(), Ok(name), "{header}");
        }
    }

    #[test]
    fn a_table_without_place_or_number_is_told() {
        let error = format("id,date,amount").unwrap_err();
        assert!(error.contains("the MMSI") && error.contains("mapping"), "{error}");
        assert!(format("mmsi,time,lat").is_err());
    }

    #[test]
    fn slashes_are_settled_by_the_rows() {
        let (layout, _) = read(b"mmsi,time,lat,lon", "x", None).unwrap();
        let rows: [&[u8]; 2] = [b"1,01/02/2021 00:00:00,1,2", b"1,01/13/2021 00:00:00,1,2"];
        assert_eq!(slashed_dates(&rows, &layout), Some(TimeStyle::MonthFirst));
        assert_eq!(slashed_dates(&rows[..1], &layout), None);
    }
}
