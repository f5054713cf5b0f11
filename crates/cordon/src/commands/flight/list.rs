//! `cordon flight list`: flights kept in the store.

use clap::Args;
use cordon_flights::log::{self, FlightRow};
use cordon_outward::{Contact, Marking, moving};

use crate::cli::Common;
use crate::error::{Failure, Outcome};
use crate::table::{self, ListFormat};

#[derive(Clone, Debug, Args)]
pub(crate) struct ListArgs {
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: ListFormat,
}

pub(super) fn run(args: &ListArgs, common: &Common) -> Result<Outcome, Failure> {
    let rows = log::read(&common.data)
        .map_err(|error| Failure::input(error, "is --data the folder of a Cordon store?"))?;
    print(&rows, args.format)?;
    Ok(if rows.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

pub(super) fn print(rows: &[FlightRow], format: ListFormat) -> std::io::Result<()> {
    match format {
        ListFormat::Table => print_table(rows),
        ListFormat::Json => table::json(rows),
        ListFormat::Jsonl => rows.iter().try_for_each(table::json),
        ListFormat::Geojson => table::json(&geojson(rows)),
    }
}

fn geojson(rows: &[FlightRow]) -> serde_json::Value {
    let contacts =
        rows.iter().filter_map(|row| Contact::aircraft(&row.report(), row.exercise.as_deref()));
    let own = Marking::default();
    let features: Vec<_> = contacts.map(|contact| moving::contact(&contact, &own)).collect();
    moving::collection(&features)
}

fn print_table(rows: &[FlightRow]) -> std::io::Result<()> {
    let headings =
        ["flight", "call sign", "heard", "place", "ft", "kn", "course", "squawk", "reports"];
    let mut shown = table::new(&headings);
    let text = |value: Option<String>| value.unwrap_or_default();
    for row in rows {
        let mark = row.exercise.as_ref().map_or(String::new(), |name| format!(" EXERCISE {name}"));
        let place = row.report().position.map(|position| position.to_string());
        let feet = row.altitude_ft.or(row.height_ft).map(|feet| feet.to_string());
        shown.add_row([
            format!("{}{mark}", row.id),
            text(row.callsign.clone()),
            table::time(row.heard),
            text(place),
            if row.on_ground == Some(true) { "ground".to_owned() } else { text(feet) },
            text(row.speed_kn.map(|speed| format!("{speed:.0}"))),
            text(row.course_deg.map(|course| format!("{course:.0}"))),
            text(row.squawk.map(|squawk| format!("{squawk:04}"))),
            row.reports.to_string(),
        ]);
    }
    table::print(&shown)
}
