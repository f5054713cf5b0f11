//! `cordon contact list`: contacts kept in the store.

use std::io;

use clap::Args;
use cordon_core::Position;
use cordon_outward::heard::{self, HeardContact};
use cordon_outward::moving;

use super::ear::kept_badly;
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
    let rows = heard::read(&common.data).map_err(kept_badly)?;
    print(&rows, args.format)?;
    Ok(if rows.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

pub(super) fn print(rows: &[HeardContact], format: ListFormat) -> io::Result<()> {
    match format {
        ListFormat::Table => print_table(rows),
        ListFormat::Json => table::json(rows),
        ListFormat::Jsonl => rows.iter().try_for_each(table::json),
        ListFormat::Geojson => {
            let features: Vec<_> = rows.iter().map(HeardContact::feature).collect();
            table::json(&moving::collection(&features))
        }
    }
}

fn print_table(rows: &[HeardContact]) -> io::Result<()> {
    let headings = ["contact", "type", "time", "stale", "place", "kn", "course", "uid"];
    let mut shown = table::new(&headings);
    let text = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.0}"));
    for row in rows {
        let mark = row.exercise.as_ref().map_or(String::new(), |name| format!(" EXERCISE {name}"));
        let alarm = row.alarm.as_ref().map_or(String::new(), |alarm| format!(" ALARM {alarm}"));
        let place = Position::wrapped(row.lat, row.lon);
        shown.add_row([
            format!("{}{alarm}{mark}", row.label()),
            row.kind.clone(),
            table::time(row.time),
            table::time(row.stale),
            place.to_string(),
            text(row.speed_kn),
            text(row.course_deg),
            row.uid.clone(),
        ]);
    }
    table::print(&shown)
}
