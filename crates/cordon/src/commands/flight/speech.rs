//! Warnings for people and programs.

use std::io;

use clap::ValueEnum;
use cordon_core::warning::Event;
use cordon_core::{Span, Warning};
use cordon_outward::{Marking, moving};

use super::warn::ListShape;
use crate::table;

/// How one warning is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Shape {
    /// For people
    Table,
    /// One JSON object
    Json,
}

pub(super) fn print(warning: &Warning, shape: Shape) -> io::Result<()> {
    match shape {
        Shape::Json => table::json(warning),
        Shape::Table => {
            table::line(&warning.headline())?;
            table::line(&warning.reason)?;
            one(warning)
        }
    }
}

fn one(warning: &Warning) -> io::Result<()> {
    let mut rows = table::new(&["", "value"]);
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            rows.add_row([name, &value]);
        }
    };
    add("said by", Some(format!("{} at {}", warning.origin, table::time(warning.issued))));
    add("launch", warning.launch.as_ref().map(happening));
    add("azimuth", warning.azimuth.map(|azimuth| format!("{:.1}°", azimuth.value())));
    add("apogee", warning.apogee.map(|apogee| format!("{:.0} km", apogee.value() / 1e3)));
    add("impact", warning.impact.as_ref().map(happening));
    add("time to impact", warning.time_to_impact().map(left));
    add("confidence", Some(format!("{:.0} %", 100.0 * warning.confidence)));
    for chance in &warning.classes {
        add("class", Some(format!("{} ({:.0} %)", chance.class, 100.0 * chance.probability)));
    }
    table::print(&rows)
}

fn left(span: Span) -> String {
    if span.seconds() < 0.0 { format!("{} ago", span.abs()) } else { span.to_string() }
}

pub(super) fn happening(event: &Event) -> String {
    let around = event.ellipse.map_or(String::new(), |ellipse| {
        let (major, minor) = (ellipse.semi_major.value() / 1e3, ellipse.semi_minor.value() / 1e3);
        let share = 100.0 * ellipse.probability;
        let toward = ellipse.orientation.value();
        format!(" within {major:.1} × {minor:.1} km toward {toward:.0}° ({share:.1} %)")
    });
    format!("{} at {}{around}", event.place.0, table::time(event.time))
}

pub(super) fn list(warnings: &[&Warning], shape: ListShape) -> io::Result<()> {
    match shape {
        ListShape::Table => print_table(warnings),
        ListShape::Json => table::json(warnings),
        ListShape::Jsonl => warnings.iter().try_for_each(table::json),
        ListShape::Geojson => {
            let own = Marking::default();
            let features: Vec<_> =
                warnings.iter().flat_map(|warning| moving::warning(warning, &own)).collect();
            table::json(&moving::collection(&features))
        }
    }
}

fn print_table(warnings: &[&Warning]) -> io::Result<()> {
    let mut rows = table::new(&["warning", "no.", "says", "said at", "impact", "exercise", "why"]);
    for warning in warnings {
        let impact = warning
            .impact
            .map(|impact| format!("{} at {}", impact.place.0, table::time(impact.time)));
        rows.add_row([
            warning.id.clone(),
            warning.sequence.to_string(),
            warning.notice.name().to_owned(),
            table::time(warning.issued),
            impact.unwrap_or_default(),
            warning.exercise.clone().unwrap_or_default(),
            warning.reason.clone(),
        ]);
    }
    table::print(&rows)
}
