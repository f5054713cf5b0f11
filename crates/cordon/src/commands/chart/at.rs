//! `cordon chart at`: one place.

use cordon_chart::Waters;
use cordon_core::{Metres, NauticalMiles, Position};

use super::At;
use crate::cli::SummaryFormat;
use crate::error::{Failure, Outcome};
use crate::table;

pub(super) fn run(args: &At) -> Result<Outcome, Failure> {
    let waters = args.layers.chart()?.waters(args.place);
    match args.format {
        SummaryFormat::Json => table::json(&waters.to_json())?,
        SummaryFormat::Table => print(args.place, &waters)?,
    }
    Ok(Outcome::Done)
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

fn say_nm(distance: Metres) -> String {
    format!("{:.2} nm", NauticalMiles::from(distance).value())
}
