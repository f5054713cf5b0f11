//! GeoJSON (RFC 7946): a feature a finding, WGS84 longitude and latitude.
//!
//! The geometry is the finding's place, or for a gap the straight line between its two fixes; a line
//! that crosses the 180th meridian is cut there (RFC 7946, section 3.1.9).

use std::io::{self, Write};

use cordon_core::{Finding, Kind, Position};
use serde_json::{Value, json};

use super::{Cite, FindingView};

/// A feature collection, a feature a line.
pub fn write_geojson<'a>(
    out: &mut dyn Write,
    findings: impl IntoIterator<Item = &'a Finding>,
    cite: &dyn Cite,
) -> io::Result<()> {
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    let mut separator = "\n";
    for finding in findings {
        out.write_all(separator.as_bytes())?;
        let feature = json!({
            "type": "Feature",
            "id": finding.id.0,
            "geometry": geometry(finding),
            "properties": serde_json::to_value(FindingView::new(finding, cite))?,
        });
        serde_json::to_writer(&mut *out, &feature)?;
        separator = ",\n";
    }
    out.write_all(b"\n]}\n")
}

fn geometry(finding: &Finding) -> Value {
    let ends = (finding.evidence.first(), finding.evidence.last());
    match (finding.kind, finding.end, ends) {
        // A gap's last two fixes are the ones around the silence.
        (Kind::Gap, Some(_), (Some(_), Some(on))) if finding.evidence.len() >= 2 => {
            let off = &finding.evidence[finding.evidence.len() - 2];
            path(&[off.position, on.position])
        }
        _ => {
            let (lat, lon) = finding.position.lat_lon_rounded();
            json!({"type": "Point", "coordinates": [lon, lat]})
        }
    }
}

/// A way through places. Where it crosses the 180th meridian it is cut.
pub(super) fn path(places: &[Position]) -> Value {
    let mut parts = vec![Vec::new()];
    for (index, place) in places.iter().enumerate() {
        if let Some(before) = index.checked_sub(1).and_then(|index| places.get(index))
            && (place.lon() - before.lon()).abs() > 180.0
        {
            let (edge, lat) = crossing(*before, *place);
            parts.last_mut().into_iter().for_each(|part| part.push([edge, lat]));
            parts.push(vec![[-edge, lat]]);
        }
        let (lat, lon) = place.lat_lon_rounded();
        parts.last_mut().into_iter().for_each(|part| part.push([lon, lat]));
    }
    match parts.as_slice() {
        [one] if one.len() == 1 => json!({"type": "Point", "coordinates": one[0]}),
        [one] => json!({"type": "LineString", "coordinates": one}),
        many => json!({"type": "MultiLineString", "coordinates": many}),
    }
}

/// Where the way from `a` to `b` meets the 180th meridian, seen from `a`: longitude, latitude.
fn crossing(a: Position, b: Position) -> (f64, f64) {
    let ((lat_a, lon_a), (lat_b, _)) = (a.lat_lon_rounded(), b.lat_lon_rounded());
    let edge = 180.0_f64.copysign(lon_a);
    let span = a.lon_difference(b).value();
    let part = if span == 0.0 { 0.0 } else { (edge - lon_a) / span };
    (edge, ((lat_a + part * (lat_b - lat_a)) * 1e7).round() / 1e7)
}
