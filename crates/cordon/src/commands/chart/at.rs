//! `cordon chart at`: one place.

use cordon_chart::Waters;
use cordon_core::{Metres, NauticalMiles, Position};
use serde_json::{Value, json};

use super::At;
use crate::cli::SummaryFormat;
use crate::error::{Failure, Outcome};
use crate::table;

pub(super) fn run(args: &At) -> Result<Outcome, Failure> {
    let waters = args.layers.chart()?.waters(args.place);
    match args.format {
        SummaryFormat::Json => table::json(&as_json(args.place, &waters))?,
        SummaryFormat::Table => print(args.place, &waters)?,
    }
    Ok(Outcome::Done)
}

fn as_json(at: Position, waters: &Waters) -> Value {
    let (lat, lon) = at.lat_lon_rounded();
    let port = waters.nearest_port.as_ref().map(|(port, distance)| {
        json!({ "name": port.name, "id": port.id, "state": port.country, "distance_nm": nm(*distance) })
    });
    let near: Vec<Value> = waters
        .near
        .iter()
        .map(|near| {
            json!({
                "state": near.state.map(|state| state.to_string()),
                "distance_nm": nm(near.distance),
                "territorial_sea_nm": near.breadth.value(),
            })
        })
        .collect();
    let claimants = waters.disputed.iter().flat_map(|dispute| &dispute.claimants);
    json!({
        "lat": lat,
        "lon": lon,
        "class": waters.class.name(),
        "state": waters.state.map(|state| state.to_string()),
        "disputed": claimants.map(ToString::to_string).collect::<Vec<_>>(),
        "dispute": waters.disputed.as_ref().map(|dispute| json!({ "what": dispute.what, "source": dispute.source })),
        "distance_to_shore_nm": waters.distance_to_shore.map(nm),
        "nearest_port": port,
        "near_states": near,
        "zones": waters.zones,
        "source": waters.source,
        "limit_error_nm": nm(waters.error),
        "doubtful": waters.is_doubtful,
        "assumptions": waters.assumptions,
        "notes": waters.notes,
    })
}

fn print(at: Position, waters: &Waters) -> Result<(), Failure> {
    let mut rows = table::new(&["", &at.to_string()]);
    let words = |class: &str| class.replace('_', " ");
    let doubt = if waters.is_doubtful { " (doubtful: near a limit)" } else { "" };
    rows.add_row(["class".to_owned(), words(waters.class.name()) + doubt]);
    let state = waters.state.map_or_else(|| "none".to_owned(), |state| state.to_string());
    rows.add_row(["state".to_owned(), state]);
    if let Some(dispute) = &waters.disputed {
        let claimants: Vec<String> = dispute.claimants.iter().map(ToString::to_string).collect();
        rows.add_row([
            "disputed".to_owned(),
            format!("{}: {}", dispute.what, claimants.join(", ")),
        ]);
    }
    let shore = waters.distance_to_shore.map_or_else(|| "beyond 200 nm".to_owned(), say_nm);
    rows.add_row(["distance to shore".to_owned(), shore]);
    if let Some((port, distance)) = &waters.nearest_port {
        rows.add_row(["nearest port".to_owned(), format!("{}, {}", port.name, say_nm(*distance))]);
    }
    for near in &waters.near {
        let state = near.state.map_or_else(|| "unknown".to_owned(), |state| state.to_string());
        let breadth = near.breadth.value();
        let text = format!("{state}, {}; territorial sea {breadth} nm", say_nm(near.distance));
        rows.add_row(["shore of".to_owned(), text]);
    }
    rows.add_row(["source".to_owned(), waters.source.clone()]);
    for (name, texts) in
        [("zone", &waters.zones), ("assumed", &waters.assumptions), ("note", &waters.notes)]
    {
        for text in texts {
            rows.add_row([name, text]);
        }
    }
    Ok(table::print(&rows)?)
}

/// Nautical miles to three decimals: two metres.
fn nm(distance: Metres) -> f64 {
    (NauticalMiles::from(distance).value() * 1e3).round() / 1e3
}

fn say_nm(distance: Metres) -> String {
    format!("{:.2} nm", NauticalMiles::from(distance).value())
}
