//! Tracks for plotters and maps: GPX 1.1, GeoJSON (RFC 7946), KML 2.2.

use std::fmt::Write;

use cordon_core::Position;
use serde_json::{Value, json};

use super::pattern::Plan;
use crate::shape::lon_lat;

/// A route in GPX, one `rtept` a turn.
pub fn gpx(name: &str, points: &[Position]) -> String {
    let name = escaped(name);
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx version=\"1.1\" creator=\"cordon\" \
         xmlns=\"http://www.topografix.com/GPX/1/1\">\n  <rte>\n    <name>{name}</name>\n"
    );
    for (number, at) in points.iter().enumerate() {
        let [lon, lat] = lon_lat(*at);
        let turn = number + 1;
        // Writing to a String cannot fail.
        let _ =
            writeln!(text, "    <rtept lat=\"{lat}\" lon=\"{lon}\"><name>{turn:03}</name></rtept>");
    }
    text.push_str("  </rte>\n</gpx>\n");
    text
}

/// A line in KML, on the surface of the sea.
pub fn kml(name: &str, points: &[Position]) -> String {
    let name = escaped(name);
    let line = points.iter().map(|at| {
        let [lon, lat] = lon_lat(*at);
        format!("{lon},{lat},0")
    });
    let line = line.collect::<Vec<_>>().join(" ");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n  \
         <Document>\n    <name>{name}</name>\n    <Placemark>\n      <name>{name}</name>\n      \
         <LineString><tessellate>1</tessellate><coordinates>{line}</coordinates></LineString>\n    \
         </Placemark>\n  </Document>\n</kml>\n"
    )
}

/// The track as a GeoJSON feature. Where it crosses the 180th meridian it is cut in two.
pub fn geojson(name: &str, plan: &Plan) -> Value {
    let lines = cut(&plan.points());
    json!({"type": "FeatureCollection", "features": [{
        "type": "Feature",
        "properties": {"name": name, "pattern": plan.pattern, "length_nm": plan.length,
            "coverage": plan.coverage, "pod": plan.pod},
        "geometry": {"type": "MultiLineString", "coordinates": lines},
    }]})
}

/// Lines that nowhere cross the 180th meridian, as RFC 7946, section 3.1.9, wants.
pub fn cut(points: &[Position]) -> Vec<Vec<[f64; 2]>> {
    let mut lines = vec![Vec::new()];
    let mut last: Option<[f64; 2]> = None;
    for at in points {
        let [lon, lat] = lon_lat(*at);
        if let Some([from, from_lat]) = last
            && (lon - from).abs() > 180.0
        {
            let edge = 180.0_f64.copysign(from);
            let way = lon + edge.signum() * 360.0 - from;
            let part = if way == 0.0 { 0.0 } else { (edge - from) / way };
            let crossing = from_lat + part * (lat - from_lat);
            if let Some(line) = lines.last_mut() {
                line.push([edge, crossing]);
            }
            lines.push(vec![[-edge, crossing]]);
        }
        if let Some(line) = lines.last_mut() {
            line.push([lon, lat]);
        }
        last = Some([lon, lat]);
    }
    lines
}

/// Text that XML can hold: markup is spelt out, control characters are left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => safe.push(c),
        }
    }
    safe
}
